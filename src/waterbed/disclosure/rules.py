"""Thresholds and rounding for counts of tables that are not published at their geography.

Every released number must leave at least five values possible for each count that it rests on.
Two rules give that.  A count is rounded to a multiple of five, and withheld below the threshold.
Whatever is computed from counts (a change, an interval, a ratio) is computed again from the
rounded counts, so that it cannot say more about them than they do; what cannot be computed so
(standard errors, p, ranks) is withheld.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from waterbed.model.estimate import Figure
from waterbed.model.released import ShownFigure

THRESHOLD = 10
BASE = 5
RATIO = 0.05
STATISTIC = 0.5

# Above the threshold, 10 to 12 would round to 10 and leave three values: they are withheld too.
LEAST_SHOWN = THRESHOLD + BASE / 2


def too_small(smallest: float | None) -> bool:
    """Whether a number that rests on this count must be withheld; an unknown count is small."""
    return smallest is None or smallest <= LEAST_SHOWN


def round_to(x: float, base: float) -> float:
    """The nearest multiple of the base, halves upwards; never minus nought.

    The noise of floating point goes first, since at a half it would depend on the counts.
    """
    return round(math.floor(round(x / base, 9) + 0.5) * base, 10) + 0.0


def round_count(x: float) -> float:
    return round_to(x, BASE)


def bounds_of(shown: float, rounding: Callable[[float], float] = round_count) -> tuple[int, int]:
    """The least and the greatest whole count that is shown as this one; a rounding never falls."""

    def first(reached: Callable[[float], bool]) -> int:
        low, high = 0, 2 * int(shown) + 10
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if reached(rounding(middle)) else (middle + 1, high)
        return low

    lo, hi = first(lambda value: value >= shown), first(lambda value: value > shown) - 1
    return (max(lo, math.floor(LEAST_SHOWN) + 1) if rounding is round_count else lo), hi


def round_ratio(x: float) -> float:
    return round_to(x, RATIO)


def round_total(x: float) -> float:
    """Two significant figures, and no finer than the base: totals over all areas and months."""
    if x < 100:
        return round_count(x)
    return round_to(x, 10 ** (math.floor(math.log10(x)) - 1))


def release_figure(figure: Figure, *, fine: bool = False) -> ShownFigure:
    """A figure of the public profile.

    Exact where its tables are published or it is not made from counts; a count is rounded or
    withheld; ratios, statistics and probabilities are withheld, since each is a fine function of
    counts.  `fine` withholds any figure that is not published.
    """
    if figure.published or (figure.unit == "plain" and not fine):
        return ShownFigure(figure.value, figure.unit)
    if fine or figure.unit != "count" or figure.value is None or too_small(figure.smallest):
        return withheld(figure)
    return ShownFigure(round_count(figure.value), figure.unit, "rounded")


def withheld(figure: Figure) -> ShownFigure:
    return ShownFigure(None, figure.unit, "withheld")


PROFILES = ("public", "internal")
