"""Whether the first and the last month of a table of incidents are there as a whole."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from waterbed.model.estimate import Figure, Remark, remark
from waterbed.model.months import YEAR, in_words, label
from waterbed.read.tables import periods as written

ENOUGH = 20
# Incidents that days without any would hold by the months beside them, and fewest such days.
EXPECTED, FEWEST_DAYS = 12.0, 4
_FIRST_NUMBER, _SECOND_NUMBER = r"^(\d{1,2})\D", r"^\d{1,2}\D(\d{1,2})\D"
_DAY_OF = {
    "YYYY-MM-DD": r"^\d{4}-\d{2}-(\d{2})", "date": r"^\d{4}-\d{2}-(\d{2})",
    "DD/MM/YYYY": _FIRST_NUMBER, "DD/MM/YY": _FIRST_NUMBER, "DD-MM-YYYY": _FIRST_NUMBER,
    "DD.MM.YYYY": _FIRST_NUMBER, "DD Mon YYYY": r"^(\d{1,2})",
    "MM/DD/YYYY": _SECOND_NUMBER, "MM/DD/YY": _SECOND_NUMBER,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """A month at an end of a table that seems to be there in part.

    month : ordinal; end : "first" or "last"; days : at that end without an incident, 0 where days
        are not known and the month holds far fewer incidents than those beside it
    """

    month: int
    end: str
    days: int = 0


def days_of(series: pl.Series, form: str) -> pl.Series | None:
    """The day of the month of each date (int64), or None where they are written without one."""
    if isinstance(series.dtype, pl.Date | pl.Datetime):
        return series.dt.day().cast(pl.Int64)
    if form in written.MIXED:
        days, others = (days_of(series, way) for way in written.MIXED[form])
        return None if days is None or others is None else days.fill_null(others)
    pattern = _DAY_OF.get(form)
    if pattern is None:
        return None
    return series.cast(pl.String).str.strip_chars().str.extract(pattern, 1).cast(pl.Int64)


def part_months(at: NDArray[np.int64], days: NDArray[np.int64] | None) -> tuple[Part, ...]:
    """The first and last month where they seem to be there in part.

    at : ordinals of the months of all incidents, [R]; days : of the month, [R], or None
    A month is part where it holds less than half of what each of the twelve beside it holds, or
    where its first or last days hold none though by these twelve they would hold a dozen.
    """
    months, rows = np.unique(at, return_counts=True)
    if len(months) <= YEAR:
        return ()
    parts = []
    for end, here, beside in _ends(rows):
        month = int(months[here])
        empty = 0 if days is None else _without(days[at == month], month, end)
        dense = float(np.median(beside)) * empty / _length(month)
        if empty >= FEWEST_DAYS and dense >= EXPECTED:
            parts.append(Part(month, end, empty))
        elif is_part(int(rows[here]), beside):
            parts.append(Part(month, end))
    return tuple(parts)


def _ends(rows: NDArray[np.int64]) -> tuple[tuple[str, int, list[int]], ...]:
    """Each end of a run of more than a year, where its month stands, and the twelve beside it."""
    return ("first", 0, rows[1 : YEAR + 1].tolist()), ("last", -1, rows[-YEAR - 1 : -1].tolist())


def is_part(rows: int, beside: Sequence[int]) -> bool:
    return min(beside) >= ENOUGH and rows < min(beside) / 2


def _without(days: NDArray[np.int64], month: int, end: str) -> int:
    """Days at an end of a month that hold nothing."""
    return int(days.min()) - 1 if end == "first" else _length(month) - int(days.max())


def _length(month: int) -> int:
    return calendar.monthrange(month // 12, month % 12 + 1)[1]


def part_notices(series: pl.Series, form: str, kept: NDArray[np.bool_]) -> tuple[Remark, ...]:
    """What is to be said of months that the study keeps and that seem to be there in part.

    series : dates of incidents, [R]; form : in which they are written; kept : bool [R]
    """
    at = written.ordinals(series, form)
    days = days_of(series, form)
    there = at.is_not_null().to_numpy() & kept
    if days is not None:
        there &= days.is_not_null().to_numpy()
    if not there.any():
        return ()
    parts = part_months(
        at.to_numpy()[there].astype(np.int64),
        None if days is None else days.to_numpy()[there].astype(np.int64),
    )
    return tuple(map(_told, parts))


def part_of_counts(periods: NDArray[np.int64], totals: NDArray[np.int64]) -> tuple[Remark, ...]:
    """The same of a table of counts by month, whose days are not known.

    periods : ordinals of its months, int [T], ascending; totals : all that is counted, int [T]
    """
    if len(periods) <= YEAR:
        return ()
    return tuple(
        _told(Part(int(periods[at]), end))
        for end, at, beside in _ends(totals)
        if is_part(int(totals[at]), beside)
    )


def _told(part: Part) -> Remark:
    return remark(
        f"part-{part.end}",
        named=in_words(part.month),
        why="none" if part.days else "few",
        days=Figure(part.days),
        to=label(part.month + (1 if part.end == "first" else -1)),
    )
