"""The steps that ranges of unpublished tables are told on, rounded outwards.

A range is told on few steps, among them the edges of the claims that it decides, so that what it
says of a claim is what it said before: an end that stops short of an edge is told as just short of
it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from waterbed.disclosure.near import Doubt, sure
from waterbed.model.inversion import SHORT
from waterbed.model.region import Ends, Pieces

RATIOS = (
    *(-1.0, -0.9, -0.75, -0.5, -0.25, -0.1, 0.0, 0.1, 0.25, 0.5, 0.75, 1.0),
    *(1.5, 2.0, 3.0, 5.0, 10.0),
)
"""Of a change: a ratio, less 1.  Beyond the last there is no bound."""

SHARES = (*(-x for x in reversed(RATIOS) if x > 1), *RATIOS)
"""Of a share of what was lost."""

SIZE = 0.05
"""Of the smallest effect that could be seen, and of a chance."""

_NOISE = 1e-9


def outwards(
    ends: Ends, steps: Iterable[float], edges: Iterable[float] = (), doubt: Doubt = sure
) -> Ends:
    """The nearest steps that hold a range; an end that does not reach an edge is told as SHORT of
    it, one that may have been rounded across an edge as beyond it.  None: no bound."""
    low, high = ends
    every = set(edges)
    near = {edge for edge in every for x in ends if x is not None and abs(x - edge) < doubt(edge)}
    kept = every - near
    marks = sorted({*steps, *kept} - near)
    if low is not None and near:
        low = min([low, *(edge - SHORT for edge in near if abs(low - edge) < doubt(edge))])
    if high is not None and near:
        high = max([high, *(edge + SHORT for edge in near if abs(high - edge) < doubt(edge))])
    if low is not None:
        low = _downwards(low, marks, kept)
    if high is not None:
        up = _downwards(-high, [-x for x in reversed(marks)], {-x for x in kept})
        high = None if up is None else -up + 0.0
    return low, high


def _downwards(x: float, marks: list[float], edges: set[float]) -> float | None:
    below = [mark for mark in marks if mark <= x + _NOISE]
    if not below:
        return None
    if below[-1] in edges and x - below[-1] > _NOISE:
        return min(below[-1] + SHORT, x)
    return below[-1]


def pieces_outwards(pieces: Pieces, steps: Iterable[float], edges: Iterable[float]) -> Pieces:
    """The same of every piece of a set; those that then meet are one."""
    joined: list[Ends] = []
    marks, kept = tuple(steps), tuple(edges)
    for ends in sorted((outwards(piece, marks, kept) for piece in pieces), key=_start):
        if joined and (joined[-1][1] is None or _start(ends) <= joined[-1][1]):
            last = joined.pop()
            high = None if last[1] is None or ends[1] is None else max(last[1], ends[1])
            ends = (last[0], high)
        joined.append(ends)
    return tuple(joined)


def _start(piece: Ends) -> float:
    return -math.inf if piece[0] is None else piece[0]


NUMBERS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
"""Of places, and of times the counts, that a larger design would take."""


def number_upwards(x: int | None) -> int | None:
    """The smallest number in steps that is no less."""
    return None if x is None else next((step for step in NUMBERS if step >= x), None)


def size_upwards(x: float | None) -> float | None:
    """The smallest size in steps that is no less."""
    return None if x is None else round(math.ceil(x / SIZE - _NOISE) * SIZE, 10)
