"""Counts as columns hold them, made into whole numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from waterbed.read.rejects import FRACTION, NEGATIVE, NOT_NUMBER

_LARGEST = float(2**53)


@dataclass(frozen=True, slots=True)
class Counted:
    """One column of counts.

    counts : int [R], 0 where there is none
    missing : bool [R], no data: an empty cell, or one that is not a count
    faults : reason and bool [R] of the cells that are not counts
    """

    counts: NDArray[np.int64]
    missing: NDArray[np.bool_]
    faults: tuple[tuple[str, NDArray[np.bool_]], ...]


def counted(series: pl.Series) -> Counted:
    """Whole numbers of 0 or more; 3.0 is one, 3.5 and -1 are not."""
    if series.dtype.is_integer():
        empty = series.is_null().to_numpy()
        values = series.cast(pl.Int64, strict=False).fill_null(-1).to_numpy()
        return _checked(values, empty, np.zeros(len(values), bool))
    if series.dtype.is_float():
        empty = (series.is_null() | series.is_nan().fill_null(True)).to_numpy()
        numbers, alien = series.cast(pl.Float64), np.zeros(len(series), bool)
    elif series.dtype == pl.String:
        text = series.str.strip_chars()
        blank = text.is_null() | (text == "").fill_null(True)
        numbers = text.cast(pl.Float64, strict=False)
        alien = (~blank & (numbers.is_null() | numbers.is_nan().fill_null(False))).to_numpy()
        empty = blank.to_numpy()
    elif series.dtype == pl.Null:
        return _checked(np.zeros(len(series), np.int64), np.ones(len(series), bool), None)
    else:
        empty = series.is_null().to_numpy()
        numbers, alien = pl.Series(np.zeros(len(series))), ~empty
    floats = numbers.fill_null(0).fill_nan(0).to_numpy()
    alien = alien | (np.abs(floats) > _LARGEST)
    floats = np.where(alien, 0, floats)
    part = (floats != np.floor(floats)) & (floats > 0)
    values = np.floor(floats).astype(np.int64)
    return _checked(values, empty, alien, part)


def _checked(
    values: NDArray[np.int64],
    empty: NDArray[np.bool_],
    alien: NDArray[np.bool_] | None,
    part: NDArray[np.bool_] | None = None,
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
    found = tuple((reason, mask) for reason, mask in faults if mask.any())
    return Counted(np.where(missing, 0, values), missing, found)
