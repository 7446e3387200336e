"""Counts as columns hold them, made into whole numbers; what a cell that is none means."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from waterbed.read.tables.rejects import FRACTION, NEGATIVE, NOT_NUMBER

_LARGEST = float(2**53)

# Kinds of cells.
PLAIN, BLANK, SUPPRESSED, DASH, ABSENT, THOUSANDS = range(6)

_GROUPED = re.compile(
    r"\d{1,3}(?:,\d{3})+(?:\.0+)?|\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+(?:\.0+)?"
)
_BELOW = re.compile(r"(?:<|less than|fewer than|under) ?(\d{1,6})")
_AT_MOST = re.compile(r"(?:<=|≤|up to) ?(\d{1,6})|(\d{1,6}) or (?:fewer|less)")
_BETWEEN = re.compile(r"\[?(\d{1,6}) ?(?:-|–|to) ?(\d{1,6})\]?")
_HIDDEN = {"*", "**", "***", "..", "...", "…", "c", "[c]", "(c)", "x", "[x]", "~", "#"} | {
    "suppressed",
    "redacted",
    "disclosive",
    "confidential",
}
_DASHES = {"-", "–", "—", "--"}
_ABSENT = {"n/a", "na", "n.a.", "#n/a", "null", "z", "[z]", ":", "[u]", "not available", "missing"}


@dataclass(frozen=True, slots=True)
class Marks:
    """What marks of one table mean beyond those that every table may hold.

    suppressed : least and most behind each mark, None where the publisher states none
    """

    suppressed: Mapping[str, tuple[int, int] | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Counted:
    """One column of counts.

    counts : int [R], 0 where there is none
    missing : bool [R], no data: an empty cell, a suppressed one, or one that is not a count
    faults : reason and bool [R] of the cells that are not counts
    kinds : int [R], PLAIN and so on, or None where marks were not asked for or all are plain
    low, high : int [R], bounds of suppressed counts, -1 where there are none; None as kinds
    """

    counts: NDArray[np.int64]
    missing: NDArray[np.bool_]
    faults: tuple[tuple[str, NDArray[np.bool_]], ...]
    kinds: NDArray[np.int8] | None = None
    low: NDArray[np.int64] | None = None
    high: NDArray[np.int64] | None = None


def counted(series: pl.Series, marks: Marks | None = None) -> Counted:
    """Whole numbers of 0 or more; 3.0 is one, 3.5 and -1 are not.

    With marks, cells such as "1,234", "<5", "*" and "-" are told apart by kind; without them, only
    whole numbers are counts.
    """
    if series.dtype.is_integer():
        empty = series.is_null().to_numpy()
        values = series.cast(pl.Int64, strict=False).fill_null(-1).to_numpy()
        return _checked(values, empty, np.zeros(len(values), bool), blank=marks and empty)
    odd = None
    if series.dtype.is_float():
        empty = (series.is_null() | series.is_nan().fill_null(True)).to_numpy()
        numbers, alien = series.cast(pl.Float64), np.zeros(len(series), bool)
    elif series.dtype == pl.String:
        text = series.str.strip_chars()
        blank = text.is_null() | (text == "").fill_null(True)
        rounded = text.str.contains("[eE]").fill_null(False)  # 1.2E+03 has lost its digits
        numbers = text.set(rounded, None).cast(pl.Float64, strict=False)
        empty = blank.to_numpy()
        strange = ~blank & numbers.is_null()
        if marks is not None and strange.any():
            odd = _meanings(text, strange, marks)
            numbers = numbers.set(pl.Series(odd.values >= 0), 0) + pl.Series(
                np.where(odd.values >= 0, odd.values, 0).astype(float)
            )
            strange &= pl.Series(odd.kinds == PLAIN)
        alien = (strange | (~blank & numbers.is_nan().fill_null(False))).to_numpy()
    elif series.dtype == pl.Null:
        whole = np.ones(len(series), bool)
        return _checked(np.zeros(len(series), np.int64), whole, None, blank=marks and whole)
    else:
        empty = series.is_null().to_numpy()
        numbers, alien = pl.Series(np.zeros(len(series))), ~empty
    floats = numbers.fill_null(0).fill_nan(0).to_numpy()
    alien = alien | (np.abs(floats) > _LARGEST)
    floats = np.where(alien, 0, floats)
    part = (floats != np.floor(floats)) & (floats > 0)
    values = np.floor(floats).astype(np.int64)
    return _checked(values, empty, alien, part, blank=marks and empty, odd=odd)


def _checked(
    values: NDArray[np.int64],
    empty: NDArray[np.bool_],
    alien: NDArray[np.bool_] | None,
    part: NDArray[np.bool_] | None = None,
    blank: NDArray[np.bool_] | Marks | None = None,
    odd: _Odd | None = None,
) -> Counted:
    negative = (values < 0) & ~empty
    faults = [(NEGATIVE, negative)]
    if alien is not None:
        faults.append((NOT_NUMBER, alien & ~empty))
    if part is not None:
        faults.append((FRACTION, part & ~empty))
    missing = empty.copy()
    for _, mask in faults:
        missing |= mask
    reasons = tuple((reason, mask) for reason, mask in faults if mask.any())
    kinds = None
    if isinstance(blank, np.ndarray) and (odd is not None or blank.any()):
        kinds = np.where(blank, BLANK, PLAIN if odd is None else odd.kinds).astype(np.int8)
        missing |= (kinds != PLAIN) & (kinds != THOUSANDS)
    counts = np.where(missing, 0, values)
    if odd is None:
        return Counted(counts, missing, reasons, kinds)
    return Counted(counts, missing, reasons, kinds, odd.low, odd.high)


# Marks --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Odd:
    """Cells that are no plain numbers, each [R]: their kinds, values and bounds (-1: none)."""

    kinds: NDArray[np.int8]
    values: NDArray[np.int64]
    low: NDArray[np.int64]
    high: NDArray[np.int64]


def _meanings(text: pl.Series, strange: pl.Series, marks: Marks) -> _Odd:
    at = np.flatnonzero(strange.to_numpy())
    cells = text.gather(at)
    distinct = cells.unique().sort()
    meanings = [meaning(cell, marks) for cell in distinct.to_list()]
    position = np.searchsorted(distinct.to_numpy().astype(str), cells.to_numpy().astype(str))
    arrays = [np.full(len(text), start, np.int64) for start in (PLAIN, -1, -1, -1)]
    for array, part in zip(arrays, zip(*meanings, strict=True), strict=True):
        array[at] = np.array(part, np.int64)[position]
    return _Odd(arrays[0].astype(np.int8), *arrays[1:])


def meaning(cell: str, marks: Marks) -> tuple[int, int, int, int]:
    """Kind, value, least and most of a cell that is no plain number (-1: none); PLAIN: unknown."""
    text = " ".join(cell.split()).casefold()
    if text in marks.suppressed:
        low, high = marks.suppressed[text] or (-1, -1)
        return SUPPRESSED, -1, low, high
    if _GROUPED.fullmatch(cell.strip()):
        whole = cell.strip().split(".")[0]
        return THOUSANDS, int(re.sub(r"\D", "", whole)), -1, -1
    if match := _BELOW.fullmatch(text):
        return SUPPRESSED, -1, 0, max(int(match[1]) - 1, 0)
    if match := _AT_MOST.fullmatch(text):
        return SUPPRESSED, -1, 0, int(match[1] or match[2])
    if (match := _BETWEEN.fullmatch(text)) and int(match[1]) < int(match[2]):
        return SUPPRESSED, -1, int(match[1]), int(match[2])
    if text in _HIDDEN:
        return SUPPRESSED, -1, -1, -1
    if text in _DASHES:
        return DASH, -1, -1, -1
    return (ABSENT if text in _ABSENT else PLAIN), -1, -1, -1
