"""p, interval, simultaneous interval and detectable effect, all from one placebo reference.

With n placebos and k of them at least as low as the target, the p of a fall is (1 + k)/(1 + n);
the two-sided p is twice the smaller tail, and the interval holds exactly the effects that the
same test would not reject, so that p and interval never disagree.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from waterbed.model.inversion import count_end, ratio_end, thinned_variance
from waterbed.model.reference import Floats, Mask

TIE = 1e-9
"""Studentised values closer than this count as equal, against the last bit of a division."""


@dataclass(frozen=True, slots=True)
class Tails:
    """How unusual one value is among the placebos.

    low, high : one-sided p of a fall and of a rise; both : two-sided
    reached_low, reached_high : placebos at least as low (high) and placebos in all, of the pool
        that gives the p
    """

    low: float
    high: float
    reached_low: tuple[int, int]
    reached_high: tuple[int, int]

    @property
    def both(self) -> float:
        return min(1.0, 2 * min(self.low, self.high))


Pools = tuple[Floats, ...]
"""Placebos of each pool, ascending; with several pools the widest tail counts."""


def tails(t: float, pools: Pools) -> Tails:
    """One-sided p values of `t` among placebos, ties counted against the finding."""

    def widest(counts: list[tuple[int, int]]) -> tuple[float, tuple[int, int]]:
        return max(((1 + k) / (1 + n), (k, n)) for k, n in counts)

    low, reached_low = widest([(int(np.sum(pool <= t + TIE)), len(pool)) for pool in pools])
    high, reached_high = widest([(int(np.sum(pool >= t - TIE)), len(pool)) for pool in pools])
    return Tails(low, high, reached_low, reached_high)


def placebos_needed(level: float, shares: int = 1) -> int:
    """Placebos that a one-sided test at 1 - level needs, the error divided in so many shares: a
    verdict's is one, an interval's two ends are two."""
    return math.ceil(shares / (1 - level) - 1e-9) - 1


def critical(pools: Pools, level: float) -> tuple[float, float]:
    """Lowest and highest studentised value that a two-sided test at `level` does not reject.

    Infinite where there are too few placebos for the level.
    """
    ends = [_ends(pool, level) for pool in pools]
    return min(low for low, _ in ends), max(high for _, high in ends)


def _ends(placebos: Floats, level: float) -> tuple[float, float]:
    n, k = len(placebos), _rank(len(placebos), level)
    if k < 1:
        return -math.inf, math.inf
    return float(placebos[k - 1]), float(placebos[n - k])


def _rank(n: int, level: float) -> int:
    """Of n placebos in order, the last of a tail that is rejected at `level`; 0 for none."""
    return math.floor((1 - level) / 2 * (n + 1) + 1e-9)


def ends_of_rows(placebos: Floats, level: float) -> tuple[Floats, Floats]:
    """`critical` of many pools of one size, float [K, N] in any order: [K] each."""
    n, k = placebos.shape[1], _rank(placebos.shape[1], level)
    if k < 1:
        return np.full(len(placebos), -math.inf), np.full(len(placebos), math.inf)
    ordered = np.partition(placebos, (k - 1, n - k), axis=1)
    return ordered[:, k - 1], ordered[:, n - k]


def invert(
    effect: float, scale: float, ends: tuple[float, float]
) -> tuple[float | None, float | None]:
    """Effects that are not rejected, of a number whose spread an effect leaves as it is: t(effect')
    inside `ends`; None for an unbounded end."""
    return _inverted(effect, scale, ends, lambda t: effect - scale * t)


def invert_count(
    effect: float, scale: float, ends: tuple[float, float], unit: float = 1.0
) -> tuple[float | None, float | None]:
    """Effects on a count that are not rejected, `effect` being observed less expected.

    What is added to a count varies by itself (`model.inversion`), so that an end above nought lies
    farther out than that of `invert`.

    unit : variance that each unit of an added effect brings (`Panel.unit`), 1 for a count
    """
    return _inverted(effect, scale, ends, lambda t: count_end(effect, scale, t, unit))


def _inverted(
    effect: float, scale: float, ends: tuple[float, float], at: Callable[[float], float]
) -> tuple[float | None, float | None]:
    def end(t: float) -> float | None:
        if not math.isfinite(t):
            return None
        # An end that is a tie with no effect is no effect, to the last bit.
        return 0.0 if abs(effect / scale - t) <= TIE else at(t)

    low, high = ends
    return end(high), end(low)


def simultaneous(
    joint: Floats, own: list[tuple[float, float]], level: float
) -> list[tuple[float, float]]:
    """Ends for several parameters at once: each one's own ends, widened by a common factor.

    joint : studentised placebos [P, C]; own : `critical` of each parameter by itself.  A
    placebo's largest value over the parameters, each in units of that parameter's own end, is
    compared with the (1 - level) tail of the same maximum over all placebos (max-t; Westfall and
    Young 1993, *Resampling-Based Multiple Testing*, section 2.5).
    Deterministic; for one parameter it gives that parameter's own ends.
    """
    if joint.shape[1] == 1:
        return own
    ends = [_ends(np.sort(column), level) for column in joint.T]
    lows = np.array([low for low, _ in ends])
    highs = np.array([high for _, high in ends])
    usable = np.isfinite(lows).all() and (lows < 0).all() and (highs > 0).all()
    if not usable:
        return [(-math.inf, math.inf)] * len(ends)
    with np.errstate(invalid="ignore"):
        largest = np.sort(np.where(joint < 0, joint / lows, joint / highs).max(axis=1))
    n = len(largest)
    k = math.floor((1 - level) * (n + 1) + 1e-9)
    if k < 1 or not math.isfinite(largest[n - k]):
        return [(-math.inf, math.inf)] * len(ends)
    more = max(1.0, float(largest[n - k])) - 1
    # Outwards, also where the placebos of one pool lie wholly on one side of nought.
    return [(low - abs(low) * more, high + abs(high) * more) for low, high in own]


def invert_ratio(
    observed: float, expected: float, scale: float, ends: tuple[float, float]
) -> tuple[float | None, float | None]:
    """Ratios rho - 1 that are not rejected, the count being rho times what it would have been.

    t(rho) = (y - rho mu)/sqrt(rho^2 V + rho (1 - rho) mu), V = scale^2 and mu = expected
    (`model.inversion`); at rho = 1 it is the test of no effect, so that p and interval agree.  The
    lower end is never below -1.
    """
    low, high = ends

    def end(t: float) -> float | None:
        # An end that is a tie with no effect is no effect, to the last bit.
        if abs((observed - expected) / scale - t) <= TIE:
            return 1.0
        return ratio_end(observed, expected, scale, t)

    lowest = end(high) if math.isfinite(high) else 0.0
    highest = end(low) if math.isfinite(low) else None
    return (lowest or 0.0) - 1, None if highest is None else highest - 1


def weighted_ratio(
    y: float, mu: float, scale: float, ends: tuple[float, float], unit: float | None
) -> tuple[float | None, float | None]:
    """The interval as a ratio; that of a sum by weight, which is not thinned incident by incident,
    from its effect in units (unit: what each adds to the variance, None for no such sum)."""
    if unit is None:
        return invert_ratio(y, mu, scale, ends)
    low, high = invert_count(y - mu, scale, ends, unit)
    return None if low is None else max(low / mu, -1.0), None if high is None else high / mu


def beyond(
    observed: Floats,
    expected: float,
    scale: float,
    ends: tuple[float, float],
    turn: str,
    least: float,
) -> Mask:
    """Whether the whole interval of each count (`invert_ratio`) is a "fall" or a "rise" by more
    than the smallest effect; ends : critical values."""
    rho = 1 - least if turn == "fall" else 1 + least
    spread = math.sqrt(thinned_variance(scale**2, expected, rho))
    off = observed - rho * expected
    reached: Mask = off < ends[0] * spread - TIE if turn == "fall" else off > ends[1] * spread + TIE
    return reached


@dataclass(frozen=True, slots=True)
class Outlook:
    """What one comparison can be expected to show, from its placebos alone.

    expected, scale : of the place; pools : placebos; ends : critical values of the deciding level
    """

    expected: float
    scale: float
    pools: Pools
    ends: tuple[float, float]

    def chance(self, change: float, low: float, high: float) -> float:
        """Chance that the interval lies within [low, high] (ratios; infinite where open) when the
        true change is `change`; of several pools the least."""
        inside = [self.within(change, pool, low, high) for pool in self.pools]
        return min(float(np.mean(hits)) if len(hits) else 0.0 for hits in inside)

    def within(self, change: float, pool: Floats, low: float, high: float) -> Mask:
        """Of counts that stray as these placebos [N] do from the true change, whose interval lies
        within [low, high]."""
        noise = np.nan_to_num(pool, posinf=1e9, neginf=-1e9) * self._spread(1 + change)
        y = (1 + change) * self.expected + noise
        inside: Mask = np.ones(len(y), bool)
        if math.isfinite(high):
            inside &= self._t(y, high) < self.ends[0] - TIE
        if math.isfinite(low):
            inside &= self._t(y, low) > self.ends[1] + TIE
        return inside

    def _spread(self, rho: float) -> float:
        return math.sqrt(thinned_variance(self.scale**2, self.expected, rho))

    def _t(self, y: Floats, change: float) -> Floats:
        """The studentised distance of counts from what `change` would give."""
        spread = max(self._spread(1 + change), 1e-9)
        distance: Floats = (y - (1 + change) * self.expected) / spread
        return distance

    def smallest_fall(self, least: float, power: float) -> float | None:
        """Smallest fall found to be larger than `least` with this power; None if none is."""
        return smallest_change(lambda f: self.chance(-f, -math.inf, -least) >= power, 1.0)

    def smallest_rise(self, least: float, power: float) -> float | None:
        """Smallest rise, up to four times as many, found to be larger than `least`."""
        return smallest_change(lambda f: self.chance(f, least, math.inf) >= power, 3.0)


def smallest_change(enough: Callable[[float], bool], largest: float) -> float | None:
    """Smallest change that is found, to a quarter of a per cent, by bisection."""
    if not enough(largest):
        return None
    low, high = 0.0, largest
    while high - low > 0.0025:
        middle = (low + high) / 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return round(high, 3)
