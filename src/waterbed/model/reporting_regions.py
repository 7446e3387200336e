"""Reporting in the target against reporting in the zones: where true harm fell, stayed or rose.

With Y recorded and E expected, target T and zones B, and reporting changed by rho_T and rho_B,
the true net change is Y_T/rho_T + Y_B/rho_B - E_T - E_B.  Plain arithmetic on an estimate of the
target and one of target and zones together, so that it can be done on numbers that have been
released.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from waterbed.model.inversion import ratio_critical
from waterbed.model.reference import Floats
from waterbed.model.released import ShownEstimate

WIDEST = 100.0
"""Ratios of reporting beyond this, or its reciprocal, are taken for none."""


@dataclass(frozen=True, slots=True)
class Quarrel:
    """What the two ratios of reporting decide between.

    target, zones : recorded counts; target_expected, zones_expected : what was expected
    scale : standard deviation of the net effect where nothing was done
    low, high : critical values of the joint placebos, in units of `scale`: a net effect below
        low x scale is a fall, above high x scale a rise
    """

    target: float
    target_expected: float
    zones: float
    zones_expected: float
    scale: float
    low: float
    high: float

    @property
    def expected(self) -> float:
        return self.target_expected + self.zones_expected

    def net(self, target: ArrayLike, zones: ArrayLike) -> Floats:
        """True net change in counts at reporting changed by `target` and by `zones`."""
        t, b = np.asarray(target, float), np.asarray(zones, float)
        net: Floats = self.target / t + self.zones / b - self.expected
        return net

    def statistic(self, target: ArrayLike, zones: ArrayLike) -> Floats:
        """The net change over its standard deviation.

        Thinning by rho leaves E(1 - rho)/rho more variance in Y/rho than was there; at (1, 1) it is
        the test of the net effect itself.
        """
        t, b = np.asarray(target, float), np.asarray(zones, float)
        more = (1 - t) / t * self.target_expected + (1 - b) / b * self.zones_expected
        statistic: Floats = self.net(t, b) / np.sqrt(np.maximum(self.scale**2 + more, 0.25))
        return statistic

    def verdict(self, target: float, zones: float) -> str:
        """fell, rose, or open: what true harm did at these ratios."""
        t = float(self.statistic(target, zones))
        return "fell" if t < self.low else "rose" if t > self.high else "open"

    def line(self, zones: ArrayLike) -> Floats:
        """rho_T at which there is no net change, for each rho_B; NaN where none is."""
        return _quotient(self.target, self.expected - self.zones / np.asarray(zones, float))

    def edge(self, zones: ArrayLike, critical: float) -> Floats:
        """rho_T at which the statistic is `critical`, for each rho_B; NaN where none is."""
        b = np.asarray(zones, float)
        return _crossing(lambda t: self.statistic(t, b), b.shape, critical)

    def zones_edge(self, target: ArrayLike, critical: float) -> Floats:
        """rho_B at which the statistic is `critical`, for each rho_T; NaN where none is."""
        t = np.asarray(target, float)
        return _crossing(lambda b: self.statistic(t, b), t.shape, critical)

    def contour(self, target: ArrayLike, share: float) -> Floats:
        """rho_B at which this share of the target's true fall is displaced, for each rho_T.

        s = (Y_B/rho_B - E_B)/(E_T - Y_T/rho_T); NaN where the target did not truly fall.  At a
        share of 1 it is the break-even line.
        """
        t = np.asarray(target, float)
        fall = self.target_expected - self.target / t
        ratio = _quotient(self.zones, self.zones_expected + share * fall)
        return np.asarray(np.where(fall > 0, ratio, np.nan))

    @property
    def at_steady_zones(self) -> float | None:
        """rho_T of no net change with reporting in the zones as before; None where none is."""
        ratio = float(self.line(1.0))
        return ratio if math.isfinite(ratio) else None

    @property
    def at_equal(self) -> float:
        """The one ratio for target and zones alike at which there is no net change."""
        return (self.target + self.zones) / self.expected


def _quotient(recorded: float, left: Floats) -> Floats:
    """recorded / left, the ratio that leaves `left` of true incidents; NaN where it is no ratio."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(left > 0, recorded / left, np.nan)
    return np.asarray(np.where((ratio > 1 / WIDEST) & (ratio < WIDEST), ratio, np.nan))


def _crossing(
    statistic: Callable[[Floats], Floats], shape: tuple[int, ...], critical: float
) -> Floats:
    """Where a statistic that falls as reporting rises is `critical`: bisection on the log scale."""
    low, high = np.full(shape, -math.log(WIDEST)), np.full(shape, math.log(WIDEST))
    there = (statistic(np.exp(low)) > critical) & (statistic(np.exp(high)) < critical)
    for _ in range(60):
        middle = (low + high) / 2
        above = statistic(np.exp(middle)) > critical
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return np.where(there, np.exp(low), np.nan)


def quarrel_of(target: ShownEstimate, net: ShownEstimate) -> Quarrel | None:
    """The picture of an estimate of the target and one of target and zones, the latter as a ratio.

    None where a number was withheld or rounded, or the net effect has no deciding interval: its
    ends give the placebos' critical values, its studentised value the scale.
    """
    numbers = (target.observed, target.expected, net.observed, net.expected, net.t)
    if net.deciding is None or any(
        number is None or not math.isfinite(number) for number in numbers
    ):
        return None
    y, e, every, expected, t = (float(number) for number in numbers if number is not None)
    low, high = net.deciding
    if low is None or high is None or not t or net.parameter.scale != "ratio":
        return None
    scale = (every - expected) / t
    if scale <= 0 or min(y, every - y, e, expected - e) <= 0:
        return None
    lowest, highest = (ratio_critical(every, expected, scale, 1 + end) for end in (high, low))
    return Quarrel(y, e, every - y, expected - e, scale, lowest, highest)
