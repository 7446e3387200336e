"""Share displaced of several waves of a programme: how much of what all targets lost turned up.

s = -sum(delta_k)/sum(tau_k), as the values at which sum(delta_k + s tau_k) = 0 is not rejected.
Each wave's delta_k + s tau_k has an interval on its own joint placebos, at its share of the error,
so that all of them hold at once; the value s is kept where nought lies between the sums of their
ends.  For one wave this is the set of `share`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from waterbed.displacement.share import GRID, Pairs, Piece, ends_along, pieces_of
from waterbed.effect.inference import TIE
from waterbed.model.inversion import count_end


@dataclass(frozen=True, slots=True)
class Moved:
    """Effects of one wave's target and zone, and the same of its placebos, by pool."""

    real: Pairs
    pools: tuple[Pairs, ...]

    @property
    def target(self) -> float:
        return float(self.real.target)

    @property
    def zone(self) -> float:
        return float(self.real.zone)


def summed_ends(waves: Sequence[Moved], angle: float, level: float) -> tuple[float, float]:
    """Sums of the ends of cos(angle) delta_k + sin(angle) tau_k, each wave's at `level`.

    What a wave's zone counts beyond s of what its target lost brings a Poisson variance of its
    own (`model.inversion`), in units of cos(angle).
    """
    lows, highs = [], []
    for wave in waves:
        low, high = ends_along(wave.pools, angle, level)
        c, d = max(math.cos(angle), 0.0), math.sin(angle)
        value, spread, unit = float(wave.real.value(c, d)), float(wave.real.spread(c, d)), c
        lows.append(_end(value, spread, high, unit))
        highs.append(_end(value, spread, low, unit))
    return sum(lows), sum(highs)


def _end(value: float, spread: float, t: float, unit: float) -> float:
    return count_end(value, spread, t, unit) if math.isfinite(t) else -t


def keeps_share(waves: Sequence[Moved], s: float, level: float) -> bool:
    """Whether the share s is not rejected, each wave's interval at `level`."""
    return _keeps(waves, math.atan(s), level)


def _keeps(waves: Sequence[Moved], angle: float, level: float) -> bool:
    low, high = summed_ends(waves, angle, level)
    return low <= TIE and high >= -TIE


def summed_share_set(waves: Sequence[Moved], level: float) -> tuple[Piece, ...]:
    """Values of s that are not rejected, as pieces in rising order; each wave's at `level`."""
    angles = np.linspace(-math.pi / 2, math.pi / 2, GRID)
    kept = np.array([_keeps(waves, float(angle), level) for angle in angles])
    return pieces_of(angles, kept, lambda angle: _keeps(waves, angle, level))
