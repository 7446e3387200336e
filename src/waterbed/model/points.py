"""PointUse: how often snap points were used, month by month, without where any of them lies."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class PointUse:
    """Incidents of one table at each snap point.

    A snap point is a place on the map to which the publisher moves the incidents round it.

    months : int [T], ordinals, ascending; areas : id of the area of each point
    counts : int [T, N], incidents at each of N points in each month
    """

    table: str
    months: NDArray[np.int64]
    areas: tuple[str, ...]
    counts: NDArray[np.int64]
    published: bool = False
