"""More here than there: what came in the target over what was expected, beside the same of a zone.

R = (y_T/mu_T)/(y_Z/mu_Z), each place with its own forecast.  With rho_T = R c and rho_Z = c the
multiples of what either count would have been (`model.inversion`),

    t(R) = (y_T/mu_T - R y_Z/mu_Z)/s(R),
    s(R)^2 = V_T(R c)/mu_T^2 + R^2 V_Z(c)/mu_Z^2 - 2 R C(R c, c)/(mu_T mu_Z),

V(rho) = rho^2 (V - m) + rho m the variance of a thinned count, m = min(mu, V) Poisson's part of
it, and C = R c^2 times the covariance of the two where nothing was done.  What the two have in
common is c = (y_T + y_Z)/(R mu_T + mu_Z): a change that both share leaves R as it is, and nothing
is assumed of its size.  A placebo target and its own zone, each with its own forecast, stand at
R = 1: errors that go with a count go through t(R) as they go through t(1).  Fieller (1954, *JRSS
B* 16:175-185) inverts such a test of a quotient; since t(R) falls as R rises, the R that are not
rejected are an interval here: without upper end where next to nothing was counted in the zone,
with nought in it where next to nothing was in the target, and everything where neither tells.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from waterbed.effect.inference import TIE, critical
from waterbed.model.reference import Floats
from waterbed.model.region import Ends

FARTHEST = 1e6
"""R above this, or below its inverse, is no bound."""

HALVINGS = 50

CLIP = 4.0
"""Studentised values beyond this count as this, so that no one place decides the covariance."""


@dataclass(frozen=True, slots=True)
class Sides:
    """Target and zone, of one place or of N placebos; the last axis is (target, zone).

    observed, expected : counts, expected above nought
    scale : standard deviation of observed - expected where nothing was done
    """

    observed: Floats
    expected: Floats
    scale: Floats

    def turned(self) -> Sides:
        """Zone and target, the other way round."""
        return Sides(*(x[..., ::-1] for x in (self.observed, self.expected, self.scale)))

    @property
    def t(self) -> Floats:
        studentised: Floats = (self.observed - self.expected) / self.scale
        return studentised


def correlation(pools: Sequence[Sides]) -> float:
    """Of the errors of target and zone, over all placebos (of several pools each counts as often
    as it stands in them); 0 where there are none."""
    t = np.clip(np.concatenate([pool.t for pool in pools]), -CLIP, CLIP)
    squares = (t**2).sum(axis=0)
    return float(t.prod(axis=1).sum() / math.sqrt(squares.prod())) if squares.all() else 0.0


def statistic(sides: Sides, ratio: float, together: float) -> Floats:
    """t(R), shape of the sides less their last axis; 0 where nothing was counted at all.

    together : correlation of the errors of target and zone where nothing was done
    """
    y, mu, variance = sides.observed, sides.expected, sides.scale**2
    poisson = np.minimum(mu, variance)
    more = variance - poisson
    common = y.sum(axis=-1) / (ratio * mu[..., 0] + mu[..., 1])
    level = (ratio * common)[..., None] / mu
    # Of what goes with the counts, no more can be shared than there is.
    shared = np.minimum(together * np.sqrt(variance.prod(axis=-1)), np.sqrt(more.prod(axis=-1)))
    own = (level**2 * more).sum(axis=-1) - 2 * level.prod(axis=-1) * shared
    chance = level / mu * poisson
    spread = np.maximum(own, 0.0) + chance[..., 0] + ratio * chance[..., 1]
    with np.errstate(divide="ignore", invalid="ignore"):
        studentised = (y[..., 0] / mu[..., 0] - ratio * y[..., 1] / mu[..., 1]) / np.sqrt(spread)
    return np.where(spread > 0, studentised, 0.0)


def critical_values(pools: Sequence[Sides], together: float, level: float) -> tuple[float, float]:
    """Lowest and highest t(R) that a two-sided test at `level` does not reject."""
    return critical(tuple(np.sort(statistic(pool, 1.0, together)) for pool in pools), level)


def relative_ends(real: Sides, together: float, ends: tuple[float, float]) -> Ends:
    """R - 1 that are not rejected: t(R) inside `ends`; the lower end is never below -1, and None
    stands for no upper one."""
    low, high = ends
    # Placebos that all lie on one side of nought bound the other side by nothing.
    lowest = _root(real, together, high) if 0 < high < math.inf else 0.0
    highest = _root(real, together, low) if -math.inf < low < 0 else math.inf
    return min(lowest, FARTHEST) - 1, None if highest == math.inf else highest - 1


def _root(real: Sides, together: float, value: float) -> float:
    """R at which t(R) is `value`: 0 where it is below that from the first, infinite where it never
    comes down to it."""

    def above(log: float) -> float:
        return float(statistic(real, math.exp(log), together)) - value

    far = math.log(FARTHEST)
    if abs(above(0.0)) <= TIE:
        return 1.0
    if above(-far) < 0:
        return 0.0
    if above(far) >= 0:
        return math.inf
    under, over = -far, far
    for _ in range(HALVINGS):
        middle = (under + over) / 2
        under, over = (middle, over) if above(middle) > 0 else (under, middle)
    return math.exp(over)
