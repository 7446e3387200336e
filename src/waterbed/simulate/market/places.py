"""An abstract map: square areas on a grid, four cells in each.  No real place is ever on it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from waterbed.model.areas import Areas
from waterbed.model.errors import InputError
from waterbed.model.reference import Floats, Integers
from waterbed.simulate.market.draws import Draws
from waterbed.simulate.panel import grid

SORTS = ("main street", "side street", "out of the way", "indoors")
"""What an area's cells are; cell 4 a + k is the k-th of area a."""

EACH = len(SORTS)
MAIN, SIDE, AWAY, INDOORS = range(EACH)

_VISIBLE = np.array([1.0, 0.5, 0.15, 0.0])
_ISOLATED = np.array([0.05, 0.4, 1.0, 0.3])
PATROLLED = np.array([0.6, 0.9, 1.0])
"""Cumulative shares of a patrol's shifts on an area's streets, outdoors."""

MOST_AREAS = 16_000
"""Cells are sorted as 16-bit numbers."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a map is made of.

    rows, columns : of areas; borough : side of a borough, in areas
    busy : shape of the gamma that the areas' pull comes from; small: few places hold the market
    """

    rows: int = 12
    columns: int = 15
    borough: int = 3
    busy: float = 0.3


@dataclass(frozen=True, slots=True)
class Places:
    """Areas, and cells in them.

    areas : grid of areas, named by row and column, grouped into boroughs
    pull : float [A], shares of the people who are based there
    around : int [9, A], the area itself and its neighbours; near : bool [9, A], whether it is there
    visibility, isolation : float [C], 0 to 1; indoors : bool [C]
    """

    areas: Areas
    pull: Floats
    around: Integers
    near: NDArray[np.bool_]
    visibility: Floats
    isolation: Floats
    indoors: NDArray[np.bool_]

    @property
    def cells(self) -> int:
        return len(self.visibility)

    @property
    def reach(self) -> Floats:
        """Cumulative pull, [A]."""
        return np.cumsum(self.pull)

    def by_area(self, values: NDArray[np.generic]) -> NDArray[np.generic]:
        """[..., C] summed over the cells of each area: [..., A]."""
        summed: NDArray[np.generic] = values.reshape(*values.shape[:-1], -1, EACH).sum(axis=-1)
        return summed


def lay_out(ground: Ground, draws: Draws) -> Places:
    """The map of a seed.  InputError for a ground that cannot be."""
    count = ground.rows * ground.columns
    if not 9 <= count <= MOST_AREAS or min(ground.rows, ground.columns) < 3:
        raise InputError(
            f"the map must have at least 3 rows and 3 columns, and at most {MOST_AREAS:,} areas",
            value=f"{ground.rows} x {ground.columns}",
        )
    rng = draws.stream("places")
    weight = rng.gamma(ground.busy, 1.0, count) + 0.02
    jitter = rng.uniform(0.8, 1.2, (2, count, EACH))
    position = np.arange(count)
    row, column = position // ground.columns, position % ground.columns
    steps = [(0, 0), *((r, c) for r in (-1, 0, 1) for c in (-1, 0, 1) if (r, c) != (0, 0))]
    around, near = [], []
    for down, right in steps:
        inside = (row + down >= 0) & (row + down < ground.rows)
        inside &= (column + right >= 0) & (column + right < ground.columns)
        near.append(inside)
        around.append(np.where(inside, position + down * ground.columns + right, position))
    across = -(-ground.columns // ground.borough)
    borough = row // ground.borough * across + column // ground.borough
    areas = replace(
        grid(ground.rows, ground.columns, 1),
        groups=tuple(f"borough {b + 1}" for b in borough),
    )
    return Places(
        areas,
        weight / weight.sum(),
        np.stack(around),
        np.stack(near),
        np.clip(_VISIBLE * jitter[0], 0, 1).ravel(),
        np.clip(_ISOLATED * jitter[1], 0, 1).ravel(),
        np.tile(np.arange(EACH) == INDOORS, count),
    )
