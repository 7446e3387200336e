"""Points into polygons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray


def locate(
    x: NDArray[np.float64], y: NDArray[np.float64], polygons: Sequence[Any] | NDArray[Any]
) -> NDArray[np.int64]:
    """Position of the polygon in which each point lies, -1 for none, int64 [N].

    A point on a border, or in several polygons, belongs to the one of the lowest position.  x and
    y are in the polygons' system; a NaN lies in none.

    Each polygon is prepared and asked about the points in its bounding box only, which are found
    by bisection along x: no geometry object is made for a point.
    """
    shapes = np.asarray(polygons, dtype=object)
    order = np.argsort(x, kind="stable")
    xs, ys = x[order], y[order]
    positions = np.full(len(x), -1, np.int64)
    bounds = shapely.bounds(shapes).reshape(-1, 4)
    left = np.searchsorted(xs, bounds[:, 0], "left")
    right = np.searchsorted(xs, bounds[:, 2], "right")
    shapely.prepare(shapes)
    try:
        for k in range(len(shapes) - 1, -1, -1):  # downwards, so that the lowest is written last
            band = ys[left[k] : right[k]]
            near = np.flatnonzero((band >= bounds[k, 1]) & (band <= bounds[k, 3])) + left[k]
            if len(near):
                inside = shapely.intersects_xy(shapes[k], xs[near], ys[near])
                positions[order[near[inside]]] = k
    finally:
        shapely.destroy_prepared(shapes)
    return positions
