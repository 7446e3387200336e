"""Reference: what the same comparison gives for places where nothing was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where some places stand against what was expected of them; every array has one shape.

    base, observed : counts in the base and post months
    expected : what the method expects in the post months
    scale : standard deviation of observed - expected where nothing was done
    """

    base: Floats
    observed: Floats
    expected: Floats
    scale: Floats

    @property
    def effect(self) -> Floats:
        """Observed minus expected counts."""
        return self.observed - self.expected

    @property
    def t(self) -> Floats:
        """Effect over scale; 0 where nothing was expected and nothing came, else infinite."""
        with np.errstate(divide="ignore", invalid="ignore"):
            t = self.effect / self.scale
        return np.where(np.isnan(t), 0.0, t)

    def figures(self, o: int) -> tuple[float, float, float]:
        """Observed, expected and scale of one outcome, where the arrays are by outcome."""
        return float(self.observed[o]), float(self.expected[o]), float(self.scale[o])


@dataclass(frozen=True, slots=True)
class Pool:
    """Which placebos one outcome is judged on.

    label : "all" donors of this window, "all-origins" (and of the same window in earlier years),
        "busy-origins" (those of them with ten or more a year), "nearest" (those of these nearest to
        being picked as the target was), "counting-origins" (those of all donors that do not count
        far less than the target, where many do), or the selection rule that they meet as the target
        does
    rows : bool [N]
    """

    label: str
    rows: Mask


COUNTING = "counting-origins"


def together(columns: Sequence[tuple[Floats, Mask]]) -> Floats:
    """Studentised effects [N', C] of the placebos that are valid in each of the columns."""
    t, valid = zip(*columns, strict=True)
    joint: Floats = np.stack(t, axis=1)[np.logical_and.reduce(valid)]
    return joint


@dataclass(frozen=True, slots=True)
class Reference:
    """Joint placebo draws of one intervention, window and method (placebo x zone x outcome).

    p, interval, plot, detectable effect and simultaneous statements all read the same one.  A
    placebo is a place, or a place in an earlier year.

    Attributes
    ----------
    outcomes : O ids
    zones : Z names: "target", each displacement zone, "net" (all of them together)
    effect, scale : float [N, Z, O], observed minus expected counts and their standard deviation
        where nothing was done; t : effect over scale
    expected : float [N, Z, O], counts
    valid : bool [N, Z, O]; False where a placebo's zone meets the real ones or has no data
    pools : for each outcome and zone, one pool or several; several mean that the widest tail of
        them counts
    disjoint : int [Z, O], how many valid placebos share no area and year (packed greedily), of the
        zone's pool with the fewest
    drawn : whether the placebos are a random draw, and so have a Monte Carlo error
    at_random : names of zones whose placebos are drawn at random, not made by the zone's rule
    """

    outcomes: tuple[str, ...]
    zones: tuple[str, ...]
    effect: Floats
    scale: Floats
    t: Floats
    expected: Floats
    valid: Mask
    pools: tuple[tuple[tuple[Pool, ...], ...], ...]
    disjoint: NDArray[np.int64]
    drawn: bool
    at_random: tuple[str, ...]

    def placebos(self, zone: str, outcome: str) -> tuple[Floats, ...]:
        """Studentised effects of each pool of one zone and outcome, ascending."""
        z, o = self.zones.index(zone), self.outcomes.index(outcome)
        return tuple(
            np.sort(self.t[self.valid[:, z, o] & pool.rows, z, o]) for pool in self.pools[o][z]
        )

    def everyone(self, zone: str, outcome: str) -> Floats:
        """Studentised effects of all valid placebos of one zone and outcome, ascending."""
        z, o = self.zones.index(zone), self.outcomes.index(outcome)
        return np.sort(self.t[self.valid[:, z, o], z, o])

    def pairs(self, zone: str, outcome: str) -> tuple[tuple[Floats, Floats], ...]:
        """Effect and scale [N', 2] of target and zone, of the placebos valid for both; by pool of
        the zone."""
        z, o = [self.zones.index("target"), self.zones.index(zone)], self.outcomes.index(outcome)
        both = self.valid[:, z, o].all(axis=1)
        effect, scale = self.effect[:, :, o][:, z], self.scale[:, :, o][:, z]
        use = [both & pool.rows for pool in self.pools[o][z[1]]]
        return tuple((effect[rows], scale[rows]) for rows in use)

    def standings(self, zone: str, outcome: str) -> tuple[tuple[Floats, Floats, Floats], ...]:
        """Expected, effect and scale [N', 2] of target and zone, of the placebos that have both and
        of which something was expected in both; by pool of the zone."""
        z, o = [self.zones.index("target"), self.zones.index(zone)], self.outcomes.index(outcome)
        expected, effect, scale = (x[:, z, o] for x in (self.expected, self.effect, self.scale))
        both = self.valid[:, z, o].all(axis=1) & (expected > 0).all(axis=1)
        use = [both & pool.rows for pool in self.pools[o][z[1]]]
        return tuple((expected[rows], effect[rows], scale[rows]) for rows in use)

    def column(self, zone: str, outcome: str) -> tuple[Floats, Mask]:
        """Studentised effects of all placebos of one zone and outcome, and which are valid, [N]."""
        z, o = self.zones.index(zone), self.outcomes.index(outcome)
        return self.t[:, z, o], self.valid[:, z, o]

    def alike(self, zone: str, outcome: str) -> tuple[Floats, Mask]:
        """As `column`, of which those that count far less than the target, where so many do that
        they are left out of its pool, are not valid: tests of several at once leave them out too,
        since they stray less than their spread says."""
        t, valid = self.column(zone, outcome)
        for pool in self.pools[self.outcomes.index(outcome)][self.zones.index(zone)]:
            if pool.label == COUNTING:
                valid = valid & pool.rows
        return t, valid

    def joint(self, cells: tuple[tuple[str, str], ...]) -> Floats:
        """Studentised effects [N', C] of the placebos `alike` for every (zone, outcome) asked."""
        return together([self.alike(zone, outcome) for zone, outcome in cells])

    def labels(self, zone: str, outcome: str) -> tuple[str, ...]:
        z, o = self.zones.index(zone), self.outcomes.index(outcome)
        return tuple(pool.label for pool in self.pools[o][z])
