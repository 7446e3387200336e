"""Where to go: a softmax over the cells of nine areas, drawn by the inverse of its distribution.

Somebody weighs the cells of the own area and of those beside it.  The weights of cells are shared
by everybody of a class, so that the softmax over 36 cells is one over nine areas and then one over
four cells, each a look into a table that is made once a week; two draws a person.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from waterbed.model.reference import Floats, Integers
from waterbed.simulate.market.draws import Singles
from waterbed.simulate.market.places import EACH, Places


@dataclass(frozen=True, slots=True)
class Choice:
    """Tables of K classes and A areas.

    areas : float32 [8, K A], cumulative chances of the area itself and of seven beside it
    cells : float32 [3, K A], cumulative chances of an area's first three cells
    around : int [9, A]
    """

    areas: Singles
    cells: Singles
    around: Integers

    def draw(self, rows: Integers, bases: Integers, u: Singles, v: Singles) -> Integers:
        """The cells chosen, int [n], by people of these rows (class x A + base) and bases."""
        area = self.around[_reached(self.areas, rows, u), bases]
        return area * EACH + _reached(self.cells, rows - bases + area, v)


FEW = 3000
"""People for whom one comparison of a table is quicker than one a column."""


def _reached(table: Singles, rows: Integers, u: Singles) -> Integers:
    """How many cumulative chances of a row, of a table [columns, rows], lie at or below u."""
    if len(rows) <= FEW:
        return np.asarray((table[:, rows] <= u).sum(axis=0))
    if len(table) < EACH:
        few = sum((column[rows] <= u).view(np.int8) for column in table)
        return np.asarray(few, np.int64)
    step = np.zeros(len(rows), np.int8)
    on = np.flatnonzero(table[0][rows] <= u)
    rows, u, more = rows[on], u[on], np.ones(len(on), np.int8)
    for column in table[1:]:
        more += (column[rows] <= u).view(np.int8)
    step[on] = more
    return step.astype(np.int64)


def choice_of(places: Places, weights: Floats, near: float) -> Choice:
    """The tables of weights float [K, C] of cells, each area beside weighing `near` times them.

    Cells without a weight (a place that is shut) are never chosen; every area must have some.
    """
    classes = len(weights)
    cells = weights.reshape(classes, -1, EACH)
    pull = cells.sum(axis=2)
    reach = pull[:, places.around] * places.near
    reach[:, 1:] *= near
    cells = cells / pull[:, :, None]
    by_area = np.cumsum(reach, axis=1)
    shares = by_area[:, :-1] / by_area[:, -1:]
    within = np.cumsum(cells, axis=2)[:, :, :-1]
    return Choice(
        np.ascontiguousarray(shares.transpose(1, 0, 2).reshape(8, -1), np.float32),
        np.ascontiguousarray(within.transpose(2, 0, 1).reshape(EACH - 1, -1), np.float32),
        places.around,
    )
