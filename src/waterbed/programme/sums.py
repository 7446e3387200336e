"""Waves of a programme added up: what they would show together, from each wave's own placebos.

The ends that decide are added up in `model.programme`.  Here are the two things that take draws:
the interval there would be if the waves erred independently of each other, and the smallest
effects that the sum of ends could see.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from waterbed.effect.inference import TIE, Pools, critical, invert_count, smallest_change
from waterbed.model.inversion import thinned_variance
from waterbed.model.reference import Floats
from waterbed.model.region import Ends

DRAWS = 4999
"""Of one placebo for each wave; odd hundredths of an end do not matter to what decides nothing."""


@dataclass(frozen=True, slots=True)
class Noise:
    """How one wave errs where nothing was done.

    expected : count; scale : standard deviation of observed less expected; pools : studentised
    placebos, ascending; ends : critical values at the level that the sum takes of each wave
    seed : of this wave's draws alone, so that the order of waves does not matter
    unit : variance that each unit of an added effect brings (`Panel.unit`)
    """

    expected: float
    scale: float
    pools: Pools
    ends: tuple[float, float]
    seed: tuple[int, ...]
    unit: float = 1.0


def drawn(waves: Sequence[Noise], draws: int = DRAWS) -> tuple[Floats, ...]:
    """Studentised placebos [K, draws], one a wave, drawn independently; one array for each pool.

    Where waves have different numbers of pools, the last one of a wave stands for those it lacks.
    """
    pools = []
    for p in range(max(len(wave.pools) for wave in waves)):
        rows = []
        for wave in waves:
            pool = wave.pools[min(p, len(wave.pools) - 1)]
            rng = np.random.default_rng([*wave.seed, p])
            rows.append(np.nan_to_num(rng.choice(pool, draws), posinf=1e9, neginf=-1e9))
        pools.append(np.stack(rows))
    return tuple(pools)


def independent_ends(
    effect: float, waves: Sequence[Noise], levels: Sequence[float]
) -> tuple[Ends, ...]:
    """Effects that are not rejected if the waves err independently, at each level.

    T = sum of effects over sqrt(sum V_k), V_k the variance of a wave; under no effect it is
    sum sqrt(V_k) t_k over the same, t_k a placebo of the wave.  Unbounded where a wave has too few
    placebos for the level by itself.
    """
    spread = math.sqrt(sum(wave.scale**2 for wave in waves))
    scales = np.array([wave.scale for wave in waves])
    pools = tuple(np.sort(scales @ values / spread) for values in drawn(waves))
    ends_at = []
    for level in levels:
        few = any(not math.isfinite(sum(critical(wave.pools, level))) for wave in waves)
        ends = (-math.inf, math.inf) if few else critical(pools, level)
        unit = max(wave.unit for wave in waves)
        ends_at.append(invert_count(effect, spread, ends, unit))
    return tuple(ends_at)


def ratio_ends(observed: Floats, expected: float, scale: float, t: float) -> Floats:
    """`model.inversion.ratio_end` less 1 of many counts at once; where `t` is infinite, -1 or
    infinite."""
    if not math.isfinite(t):
        return np.full(observed.shape, -1.0 if t > 0 else math.inf)
    y, poisson = np.maximum(observed, 0.0), min(expected, scale**2)
    extra = scale**2 - poisson
    a, b = expected**2 - t**2 * extra, 2 * y * expected + t**2 * poisson
    spread = 4 * y * expected * poisson + t**2 * poisson**2 + 4 * y**2 * extra
    half = (b + abs(t) * np.sqrt(spread)) / 2
    if t < 0:
        return half / a - 1 if a > 0 else np.full(y.shape, math.inf)
    ends: Floats = np.divide(y**2, half, out=np.zeros(y.shape), where=half > 0) - 1
    return ends


@dataclass(frozen=True, slots=True)
class PooledOutlook:
    """What the sum of the waves' ends can be expected to show, from their placebos alone."""

    waves: tuple[Noise, ...]
    values: tuple[Floats, ...]

    @classmethod
    def of(cls, waves: Sequence[Noise]) -> PooledOutlook:
        return cls(tuple(waves), drawn(waves, 1999))

    def chance(self, change: float, low: float, high: float) -> float:
        """Chance that the sum of ends lies within [low, high] (ratios; infinite where open) when
        every wave truly changed by `change`; of several pools the least."""
        expected = sum(wave.expected for wave in self.waves)
        return min(self._inside(v, change, low * expected, high * expected) for v in self.values)

    def _inside(self, values: Floats, change: float, low: float, high: float) -> float:
        lower, upper = np.zeros(values.shape[1]), np.zeros(values.shape[1])
        for wave, noise in zip(self.waves, values, strict=True):
            spread = math.sqrt(thinned_variance(wave.scale**2, wave.expected, 1 + change))
            observed = (1 + change) * wave.expected + noise * spread
            low_ends, high_ends = (
                ratio_ends(observed, wave.expected, wave.scale, t) for t in wave.ends[::-1]
            )
            lower += wave.expected * low_ends
            upper += wave.expected * high_ends
        inside = np.ones(values.shape[1], bool)
        if math.isfinite(high):
            inside &= upper < high - TIE
        if math.isfinite(low):
            inside &= lower > low + TIE
        return float(np.mean(inside))

    def smallest_fall(self, least: float, power: float) -> float | None:
        """Smallest fall of every wave found to be larger than `least` with this power."""
        return smallest_change(lambda f: self.chance(-f, -math.inf, -least) >= power, 1.0)

    def smallest_rise(self, least: float, power: float) -> float | None:
        """Smallest rise of every wave, up to four times as many, found to be larger."""
        return smallest_change(lambda f: self.chance(f, least, math.inf) >= power, 3.0)
