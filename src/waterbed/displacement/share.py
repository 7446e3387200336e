"""Share displaced: how much of the target's fall turned up in a zone.

s = -delta/tau, delta the zone's effect and tau the target's.  A quotient of two uncertain numbers
has no useful standard error, so s is reported as the set of values that a test of
delta + s tau = 0 does not reject on the joint placebo distribution (Fieller 1954, *JRSS B*
16:175-185, with placebos in the place of the normal law): an interval, two half-lines, or all.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from waterbed.effect.inference import TIE, Tails, critical, ends_of_rows, tails
from waterbed.model.reference import Floats, Mask

GRID = 721
"""Values of s tried, as equal steps of the angle arctan(s)."""

AT_ONCE = 16_000
"""Statistics of placebos made together, so that they stay near the processor."""

Piece = tuple[float | None, float | None]


LEAST_VARIANCE = 0.25
"""That of half an incident: a count keeps some uncertainty even where nothing is left of it."""


Number = float | Floats


@dataclass(frozen=True, slots=True)
class Pairs:
    """Effects of target and zone and their standard deviations, of one place or of N placebos.

    moved : whether the zone's count is that of a place to which s times the target's fall moved, so
        that its variance goes with s (a placebo's does not)
    """

    target: Floats
    target_scale: Floats
    zone: Floats
    zone_scale: Floats
    moved: bool = False

    def statistic(self, s: float) -> Floats:
        """(delta + s tau) over its standard deviation; target and zone vary apart."""
        return self.along(math.atan(s))

    def along(self, angle: float) -> Floats:
        """The statistic at s = tan(angle), finite up to the right angles."""
        return self.every((angle,)).reshape(np.shape(self.target))

    def every(self, angles: Sequence[float]) -> Floats:
        """The same of several angles, [angles, N]."""
        c = np.array([[math.cos(angle)] for angle in angles])
        d = np.array([[math.sin(angle)] for angle in angles])
        with np.errstate(divide="ignore", invalid="ignore"):
            studentised = self.value(c, d) / self.spread(c, d)
        return np.where(np.isnan(studentised), 0.0, studentised)

    def value(self, c: Number, d: Number) -> Floats:
        """c delta + d tau, s being d/c."""
        combined: Floats = c * self.zone + d * self.target
        return combined

    def spread(self, c: Number, d: Number) -> Floats:
        """Standard deviation of `value` where s of what the target lost moved to the zone."""
        zone = (c * self.zone_scale) ** 2
        if self.moved:
            zone = np.maximum(zone - c * d * self.target, LEAST_VARIANCE * c**2)
        deviation: Floats = np.sqrt(zone + (d * self.target_scale) ** 2)
        return deviation


def with_effect(effect: float, scale: float) -> float:
    """Standard deviation of a count that has lost or gained `effect`: sqrt(V + effect), V the
    variance without it; never below that of half an incident."""
    return math.sqrt(max(scale**2 + effect, LEAST_VARIANCE))


def share_tails(real: Pairs, pools: Sequence[Pairs], s: float) -> Tails:
    """One-sided p of delta + s tau below and above nought; of several pools the larger."""
    return tails(float(real.statistic(s)), tuple(np.sort(pool.statistic(s)) for pool in pools))


def share_set(real: Pairs, pools: Sequence[Pairs], level: float) -> tuple[Piece, ...]:
    """Values of s that a two-sided test at `level` does not reject, as pieces in rising order.

    pools : placebos; of several, the widest tail counts.  None stands for an end without bound;
    ((None, None),) is everything.
    """
    angles = np.linspace(-math.pi / 2, math.pi / 2, GRID)
    parts = -(-GRID * max(len(pool.target) for pool in pools) // AT_ONCE)
    kept = np.concatenate(
        [
            _kept(real, pools, some.tolist(), level)
            for some in np.array_split(angles, min(max(parts, 1), GRID))
        ]
    )
    return pieces_of(angles, kept, lambda angle: bool(_kept(real, pools, (angle,), level)[0]))


def pieces_of(angles: Floats, kept: Mask, keeps: Callable[[float], bool]) -> tuple[Piece, ...]:
    """Values of s = tan(angle) as pieces in rising order.

    kept : whether each of the angles, in rising order, is kept; keeps : the same of any angle
    """
    pieces: list[Piece] = []
    start: float | None = None
    inside = False
    for i in range(len(angles)):
        if kept[i] and not inside:
            start = None if i == 0 else _edge(keeps, angles[i], angles[i - 1])
            inside = True
        elif not kept[i] and inside:
            pieces.append((start, _edge(keeps, angles[i - 1], angles[i])))
            inside = False
    if inside:
        pieces.append((start, None))
    return tuple(pieces)


def ends_along(pools: Sequence[Pairs], angle: float, level: float) -> tuple[float, float]:
    """Lowest and highest statistic at s = tan(angle) that is not rejected."""
    return critical(tuple(np.sort(pool.along(angle)) for pool in pools), level)


def _kept(real: Pairs, pools: Sequence[Pairs], angles: Sequence[float], level: float) -> Mask:
    """Whether s = tan(angle) is not rejected, of each angle."""
    value = real.every(angles)[:, 0]
    ends = [ends_of_rows(pool.every(angles), level) for pool in pools]
    low = np.min([low for low, _ in ends], axis=0)
    high = np.max([high for _, high in ends], axis=0)
    kept: Mask = (low - TIE <= value) & (value <= high + TIE)
    return kept


def _edge(keeps: Callable[[float], bool], inside: float, outside: float) -> float:
    """The value of s where keeping ends, between two angles, by bisection."""
    for _ in range(20):
        middle = (inside + outside) / 2
        if keeps(middle):
            inside = middle
        else:
            outside = middle
    return math.tan(inside)
