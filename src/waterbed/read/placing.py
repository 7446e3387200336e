"""Which area each row of a table of counts is of."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from waterbed.nouns.areas import Areas
from waterbed.nouns.estimate import Remark
from waterbed.nouns.sources import CountTable
from waterbed.read.files import Opened
from waterbed.read.namesakes import check_namesakes
from waterbed.read.spellings import settle
from waterbed.read.tally import Placed, place


def find_areas(
    table: CountTable,
    opened: Opened,
    written: pl.Series,
    used: NDArray[np.bool_],
    areas: Areas | None,
    aside: NDArray[np.bool_] | None = None,
) -> tuple[pl.Series, Placed, tuple[Remark, ...]]:
    """The id of each row's area, the rows by area, and what is told of spellings.

    written : the column of areas; used : bool [R], rows that outcomes use
    aside : bool [R], rows that are none of the table's, such as totals by name
    Words for no place are areas here, since a total may hold them (`nowhere.without_nowhere`).
    InputError where a name may be misspelt, or is that of several areas.
    """
    ids, spelt = settle(table, opened, written.name, written, used, areas)
    if aside is not None:
        ids = ids.set(pl.Series(aside), None)
    check_namesakes(table, opened, written, ids, used)
    return ids, place(ids, None if areas is None else areas.ids), spelt
