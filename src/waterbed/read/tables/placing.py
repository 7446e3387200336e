"""Which area each row of a table of counts is of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from waterbed.model.areas import Areas
from waterbed.model.estimate import Remark
from waterbed.model.sources import CountTable
from waterbed.model.study import Outcome
from waterbed.read.tables.files import Opened
from waterbed.read.tables.namesakes import check_namesakes
from waterbed.read.tables.nowhere import nowhere_notice, without_nowhere
from waterbed.read.tables.select import Selection
from waterbed.read.tables.spellings import settle
from waterbed.read.tables.sums import Lines, without_totals
from waterbed.read.tables.tally import Placed, place
from waterbed.read.tables.totals import Left


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


def rows_that_count(
    lines: Lines,
    categories: pl.DataFrame,
    whole: Selection,
    outcomes: Sequence[Outcome],
    ids: pl.Series,
    placed: Placed,
    areas: Areas | None,
    left: Left,
    kept: NDArray[np.bool_] | None = None,
) -> tuple[Selection, Placed, tuple[Remark, ...]]:
    """The selection and the rows by area without totals and words for no place, and what is told
    of both.

    whole : the selection with the rows that `left` set aside by their names
    ids, placed : as of `find_areas`; kept : bool [R], rows of the periods that are read, or all
    """
    masks, placed, told = without_totals(
        lines, categories, whole.masks, whole.without(left.rows).masks, outcomes, ids, placed,
        areas is not None, left,
    )  # fmt: skip
    selection = replace(whole, masks=masks)
    used = selection.used if kept is None else selection.used & kept
    placed = without_nowhere(lines.table, placed, ids, areas)
    told += nowhere_notice(lines.table, placed, used, ids, lines.rows)
    return selection, placed, told
