"""Rows and columns that are the sum of others: named so, or found by their numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from waterbed.model.areas import Areas
from waterbed.model.estimate import Figure, Remark, remark
from waterbed.model.sources import CountTable
from waterbed.read.tables.files import Opened

_TOTAL = re.compile(
    r"((grand|sub|overall|column|row|area|borough|ward|district|force|city|county)[ -]?)?totals?"
    r"( (for|of) .+)?|.+[ -]total|(grand )?total[:. ].*|sum|all (wards|areas|boroughs|districts"
    r"|crimes?|offences|months|categories|types)|total .+",
    re.IGNORECASE,
)


def is_total(text: str) -> bool:
    """Whether a name says that what stands under or beside it is a sum."""
    return bool(_TOTAL.fullmatch(text.strip(" *†:.\u00a0")))


@dataclass(frozen=True, slots=True)
class Left:
    """Rows that are no part of any count.

    rows : bool [R]; notices : what they were
    whole : bool [R], of them those that one name says to be the total of all areas
    """

    rows: NDArray[np.bool_]
    notices: tuple[Remark, ...]
    whole: NDArray[np.bool_]


def leave_out(
    table: CountTable,
    opened: Opened,
    area: pl.Series,
    labels: Sequence[str],
    areas: Areas | None,
    period: pl.Series | None = None,
) -> Left:
    """Blank rows, the header again, and rows that are named as totals.

    labels : further columns of words, looked at where the area is blank
    """
    rows = np.zeros(len(area), bool) if opened.idle is None else opened.idle.copy()
    texts = area.cast(pl.String).str.strip_chars()
    header = (texts == area.name).fill_null(False).to_numpy() & ~rows
    remarks = [remark("repeated-header", rows=Figure(int(header.sum())))] if header.any() else []
    rows |= header
    if table.totals == "keep":
        return Left(rows, tuple(remarks), np.zeros(len(rows), bool))
    known = set() if areas is None else {*areas.ids, *areas.names}
    whole, names = _named(texts, rows, known | {alias for alias, _ in table.aliases})
    blank = (texts.is_null() | (texts == "").fill_null(True)).to_numpy() & ~rows
    for label in labels if blank.any() else ():
        more, others = _named(opened.read([label])[label].cast(pl.String), ~blank, set())
        whole |= more
        names += others
    named = whole.copy()
    if len(set(names)) != 1:
        whole[:] = False
    if period is not None and not period.dtype.is_temporal():
        more, others = _named(period.cast(pl.String), rows, set())
        named |= more
        names += others
    if named.any():
        few = tuple(dict.fromkeys(names))[:8]
        remarks.append(remark("totals", rows=Figure(int(named.sum())), names=few))
    return Left(rows | named, tuple(remarks), whole)


def _named(
    texts: pl.Series, aside: NDArray[np.bool_], known: set[str]
) -> tuple[NDArray[np.bool_], list[str]]:
    """Rows beyond those set aside that are named as totals, and their names."""
    words = texts.str.strip_chars()
    distinct = words.filter(pl.Series(~aside)).drop_nulls().unique().sort().to_list()
    names = [text for text in distinct if text not in known and is_total(text)]
    if not names:
        return np.zeros(len(texts), bool), []
    return words.is_in(names).fill_null(False).to_numpy() & ~aside, names
