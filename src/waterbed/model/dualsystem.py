"""Two lists of the same people or incidents: how many are on neither (Chapman's estimator).

Cells: `both` on both lists, `only1` on the first alone, `only2` on the second alone.  Every
function takes numbers or arrays of one shape and gives arrays of that shape.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike

from waterbed.model.errors import InputError
from waterbed.model.reference import Floats


@dataclass(frozen=True, slots=True)
class DualSystem:
    """What two lists say of a population, taking them for independent.

    seen : people on either list
    value : estimated population, Chapman (1951)
    low, high : log-normal interval of the unseen, put on top of `seen`, at `level`
    variance : of `value` (Seber 1970)
    """

    seen: Floats
    value: Floats
    low: Floats
    high: Floats
    variance: Floats
    level: float


def chapman(
    both: ArrayLike, only1: ArrayLike, only2: ArrayLike, *, level: float = 0.95
) -> DualSystem:
    """Population from two independent lists, with a log-normal interval.

    (n1 + 1)(n2 + 1)/(both + 1) - 1, with n1, n2 the lengths of the lists; defined where nobody is
    on both.  Interval: with f = value - seen and C = exp(z sqrt(log(1 + variance/f^2))), from
    seen + f/C to seen + f C (Chao 1987); `seen` alone where f is nought.  InputError for
    negative counts.
    """
    m, a, b = _cells(both, only1, only2)
    n1, n2 = m + a, m + b
    seen = m + a + b
    value = (n1 + 1) * (n2 + 1) / (m + 1) - 1
    variance = (n1 + 1) * (n2 + 1) * a * b / ((m + 1) ** 2 * (m + 2))
    unseen = a * b / (m + 1)  # value - seen, without the cancellation
    z = NormalDist().inv_cdf((1 + level) / 2)
    some = unseen > 0
    safe = np.where(some, unseen, 1.0)
    spread = np.exp(z * np.sqrt(np.log1p(np.where(some, variance, 0.0) / safe**2)))
    return DualSystem(seen, value, seen + unseen / spread, seen + unseen * spread, variance, level)


def dependent_population(
    both: ArrayLike, only1: ArrayLike, only2: ArrayLike, odds_ratio: ArrayLike
) -> Floats:
    """Population if being on one list multiplied the odds of being on the other by `odds_ratio`.

    seen + w only1 only2 / both; NaN where nobody is on both.
    """
    m, a, b = _cells(both, only1, only2)
    with np.errstate(divide="ignore", invalid="ignore"):
        unseen = np.where(m > 0, np.asarray(odds_ratio, float) * a * b / m, np.nan)
    return np.asarray(m + a + b + unseen)


def break_even_odds_ratio(
    both: ArrayLike, only1: ArrayLike, only2: ArrayLike, population: ArrayLike
) -> Floats:
    """The odds ratio between the lists at which the population would be the one given.

    (population - seen) both / (only1 only2); 1 is independence, above it the lists share people
    more than chance would.  NaN where a list has nobody of its own, nought where the population
    is not above those seen.
    """
    m, a, b = _cells(both, only1, only2)
    beyond = np.maximum(np.asarray(population, float) - (m + a + b), 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(a * b > 0, beyond * m / (a * b), np.nan))


def _cells(both: ArrayLike, only1: ArrayLike, only2: ArrayLike) -> tuple[Floats, Floats, Floats]:
    cells = [np.asarray(people, float) for people in (both, only1, only2)]
    if not all(np.isfinite(cell).all() and (cell >= 0).all() for cell in cells):
        raise InputError("counts of people on two lists must be numbers of nought or more")
    m, a, b = np.broadcast_arrays(*cells)
    return m, a, b
