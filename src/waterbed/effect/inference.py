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

from waterbed.nouns.reference import Floats

TIE = 1e-9
"""Studentised values closer than this count as equal, against the last bit of a division."""


@dataclass(frozen=True, slots=True)
class Tails:
    """How unusual one value is among the placebos.

    low, high : one-sided p of a fall and of a rise; both : two-sided
    """

    low: float
    high: float

    @property
    def both(self) -> float:
        return min(1.0, 2 * min(self.low, self.high))


def tails(t: float, placebos: Floats) -> Tails:
    """One-sided p values of `t` among placebos, ties counted against the finding."""
    n = len(placebos)
    below = int(np.sum(placebos <= t + TIE))
    above = int(np.sum(placebos >= t - TIE))
    return Tails((1 + below) / (1 + n), (1 + above) / (1 + n))


def critical(placebos: Floats, level: float) -> tuple[float, float]:
    """Lowest and highest studentised value that a two-sided test at `level` does not reject.

    placebos : ascending.  Infinite where there are too few for the level.
    """
    n = len(placebos)
    k = math.floor((1 - level) / 2 * (n + 1) + 1e-9)
    if k < 1:
        return -math.inf, math.inf
    return float(placebos[k - 1]), float(placebos[n - k])


def invert(
    effect: float, scale: float, ends: tuple[float, float]
) -> tuple[float | None, float | None]:
    """Effects that are not rejected: t(effect') inside `ends`; None for an unbounded end."""

    def end(t: float) -> float | None:
        if not math.isfinite(t):
            return None
        # An end that is a tie with no effect is no effect, to the last bit.
        return 0.0 if abs(effect / scale - t) <= TIE else effect - scale * t

    low, high = ends
    return end(high), end(low)


def simultaneous(joint: Floats, level: float) -> list[tuple[float, float]]:
    """Ends for several parameters at once: each one's own ends, widened by a common factor.

    joint : studentised placebos [P, C].  A placebo's largest value over the parameters, each in
    units of that parameter's own end, is compared with the (1 - level) tail of the same maximum
    over all placebos (max-t; Westfall and Young 1993, *Resampling-Based Multiple Testing*, 2.5).
    Deterministic; for one parameter it gives that parameter's own ends.
    """
    ends = [critical(np.sort(column), level) for column in joint.T]
    if joint.shape[1] == 1:
        return ends
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
    factor = max(1.0, float(largest[n - k]))
    return [(low * factor, high * factor) for low, high in ends]


def detectable(
    expected: float, growth: float, scale: float, placebos: Floats, level: float, power: float
) -> tuple[float | None, float | None]:
    """Smallest fall and rise (ratios) that a one-sided test at `level` finds with this power.

    A fall by f takes f * expected from the target and shrinks the target's own variance by f; the
    placebos' studentised values are what is left to chance.  None where even a fall to nothing,
    or a rise to four times as many, would not do.
    """
    ends = critical(placebos, 2 * level - 1)

    def found(change: float) -> bool:
        spread = math.sqrt((1 + change + growth) / (1 + growth))
        t = placebos * spread + change * expected / scale
        hits = t < ends[0] - TIE if change < 0 else t > ends[1] + TIE
        return bool(np.mean(hits) >= power)

    return _smallest(lambda f: found(-f), 1.0), _smallest(found, 3.0)


def _smallest(found: Callable[[float], bool], largest: float) -> float | None:
    """Smallest change that is found, to a quarter of a per cent, by bisection."""
    if not found(largest):
        return None
    low, high = 0.0, largest
    while high - low > 0.0025:
        middle = (low + high) / 2
        low, high = (low, middle) if found(middle) else (middle, high)
    return round(high, 3)
