"""Least squares of two unknowns that are not negative: a variance and what it grows by.

`scipy.optimize.nnls` has any number of them, and takes a tenth of a run to import.
"""

from __future__ import annotations

import numpy as np

from waterbed.model.reference import Floats


def nonnegative_pair(rows: Floats, values: Floats) -> tuple[float, float]:
    """The x, y >= 0 that minimise |rows (x, y) - values|^2, rows float [N, 2], values float [N].

    Where the free minimum has a negative part, the least lies on an axis: the problem is convex
    (Lawson and Hanson 1974, *Solving Least Squares Problems*, chapter 23).
    """
    free = np.linalg.lstsq(rows, values)[0]
    if (free >= 0).all():
        return float(free[0]), float(free[1])
    square, product = (rows**2).sum(axis=0), np.maximum(values @ rows, 0.0)
    alone = np.divide(product, square, out=np.zeros(2), where=square > 0)
    saved = alone * product
    return (float(alone[0]), 0.0) if saved[0] >= saved[1] else (0.0, float(alone[1]))
