"""One p for several cells (outcomes, periods) at once, from the same placebos."""

from __future__ import annotations

import numpy as np

from waterbed.nouns.reference import Floats


def _distances(rows: Floats) -> Floats:
    """How far each value lies from its cell's median, in the mean distance on its own side."""
    off = rows - np.median(np.clip(rows, -1e300, 1e300), axis=0)
    finite = np.where(np.isfinite(off), off, 0.0)
    below, above = (finite < 0), (finite > 0)
    low = np.abs(finite * below).sum(axis=0) / np.maximum(below.sum(axis=0), 1)
    high = (finite * above).sum(axis=0) / np.maximum(above.sum(axis=0), 1)
    unit = np.where(off < 0, low, high)
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Floats = np.where(off == 0, 0.0, np.abs(off) / unit)
    return found


def maximum_p(target: Floats, placebos: Floats) -> float:
    """p of the most unusual of C cells, allowing for their number and dependence.

    target : float [C], studentised; placebos : float [P, C].  Each row's largest distance from the
    cells' medians, in units of each cell's own spread on that side, is compared with that of all
    rows (max-t: Westfall and Young 1993, *Resampling-Based Multiple Testing*, section 2.5).  The
    target is one of the rows from which medians and spreads are taken, so that the p is exact
    where target and placebos are exchangeable; nothing is dealt at random.
    """
    largest = _distances(np.vstack([target, placebos])).max(axis=1)
    return float(np.mean(largest >= largest[0] - 1e-9))


def tails_by_cell(target: Floats, placebos: Floats) -> Floats:
    """Two-sided p of each cell by itself, [C]: twice the smaller tail of (1 + k)/(1 + n)."""
    n = len(placebos)
    below = (1 + (placebos <= target + 1e-9).sum(axis=0)) / (1 + n)
    above = (1 + (placebos >= target - 1e-9).sum(axis=0)) / (1 + n)
    p: Floats = np.minimum(1.0, 2 * np.minimum(below, above))
    return p
