"""Areas whose rows begin or end within a table: renamed, it may be, and not without incidents."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from waterbed.model.estimate import Figure, Remark, remark

# A gap of six periods in which 20 would be expected by the rest: by chance once in exp(20).
_GAP, _EXPECTED = 6, 20.0


def cut_short(
    at: NDArray[np.int64],
    when: NDArray[np.int64],
    counts: NDArray[np.int64],
    shape: tuple[int, int],
) -> NDArray[np.bool_]:
    """Which areas count nothing for long at the beginning or the end, and much between, bool [A].

    at, when, counts : int [R]; -1 for rows that do not count
    shape : areas and periods
    """
    rows = np.flatnonzero((at >= 0) & (when >= 0) & (counts > 0))
    cell = at[rows] * shape[1] + when[rows]
    sums = np.bincount(cell, counts[rows], shape[0] * shape[1]).reshape(shape)
    busy = sums > 0
    first, last = busy.argmax(axis=1), shape[1] - 1 - busy[:, ::-1].argmax(axis=1)
    gap = np.maximum(first, shape[1] - 1 - last)
    between = last - first + 1
    expected = gap * sums.sum(axis=1) / between
    long = (gap >= _GAP) & (between >= _GAP) & (busy.sum(axis=1) >= _GAP)
    return np.asarray(long & (expected >= _EXPECTED) & busy.any(axis=1))


def left_behind(
    at: NDArray[np.int64], beyond: NDArray[np.int64], counts: NDArray[np.int64], areas: int
) -> NDArray[np.bool_]:
    """Which areas have no row in the months that the study keeps, and 20 counts or more outside.

    at, beyond : int [R], area of rows that are kept and of those outside, -1 for none
    """
    kept = np.bincount(at[at >= 0], minlength=areas) > 0
    rows = beyond >= 0
    outside = np.bincount(beyond[rows], counts[rows], minlength=areas)
    return np.asarray(~kept & (outside >= _EXPECTED))


def cut_short_notice(
    areas: tuple[str, ...], cut: NDArray[np.bool_], show: bool
) -> tuple[Remark, ...]:
    """A remark on those areas, which count as zero where they have no rows."""
    if not cut.any():
        return ()
    names = tuple(areas[k] for k in np.flatnonzero(cut)[:8]) if show else ()
    return (remark("cut-short", areas=Figure(int(cut.sum())), names=names),)
