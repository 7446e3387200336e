"""Reference: what the same comparison gives for places where nothing was done."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Contrast:
    """Counts of some places against their donors; every array has the same shape.

    base, observed : counts in the base and post months
    growth : the donors' ratio of post to base counts, the place itself left out
    dispersion : the donors' variance over the Poisson variance
    """

    base: Floats
    observed: Floats
    growth: Floats
    dispersion: Floats

    @property
    def expected(self) -> Floats:
        return self.growth * self.base

    @property
    def effect(self) -> Floats:
        """Observed minus expected counts."""
        return self.observed - self.expected

    @property
    def scale(self) -> Floats:
        """Standard deviation of the effect, sqrt(phi r b (1 + r)): y and r b vary by phi times
        the Poisson variance, the donors' total by nothing."""
        return np.sqrt(self.dispersion * self.expected * (1 + self.growth))

    @property
    def t(self) -> Floats:
        """Effect over scale; 0 where nothing was expected and nothing came, else infinite."""
        with np.errstate(divide="ignore", invalid="ignore"):
            t = self.effect / self.scale
        return np.where(np.isnan(t), 0.0, t)


@dataclass(frozen=True, slots=True)
class Reference:
    """Joint placebo draws of one intervention and window (placebo x zone x outcome).

    Made only in `effect/placebo.py`; p, interval, plot, detectable effect and simultaneous
    statements all read the same one.

    Attributes
    ----------
    outcomes : O ids
    zones : Z names: "target", each displacement zone, "net" (all of them together)
    contrast : arrays [P, Z, O]
    valid : bool [P, Z, O]; False where a placebo's zone meets the real ones or has no data
    disjoint : int [Z, O], how many valid placebos share no area (packed greedily)
    drawn : whether the placebos are a random draw, and so have a Monte Carlo error
    at_random : names of zones whose placebos are drawn at random, not made by the zone's rule
    """

    outcomes: tuple[str, ...]
    zones: tuple[str, ...]
    contrast: Contrast
    valid: NDArray[np.bool_]
    disjoint: NDArray[np.int64]
    drawn: bool
    at_random: tuple[str, ...]

    def t(self, zone: str, outcome: str) -> Floats:
        """Studentised effects of the valid placebos of one zone and outcome, ascending."""
        z, o = self.zones.index(zone), self.outcomes.index(outcome)
        return np.sort(self.contrast.t[self.valid[:, z, o], z, o])

    def joint(self, cells: tuple[tuple[str, str], ...]) -> Floats:
        """Studentised effects [P', C] of the placebos valid for every (zone, outcome) asked."""
        at = [(self.zones.index(zone), self.outcomes.index(outcome)) for zone, outcome in cells]
        z, o = np.array(at).T
        return self.contrast.t[:, z, o][self.valid[:, z, o].all(axis=1)]
