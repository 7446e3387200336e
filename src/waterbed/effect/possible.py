"""What could decide, before any count after the start is read: the intervals that counts could
give."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from waterbed.effect.estimand import Estimand
from waterbed.effect.inference import critical, invert_count, weighted_ratio
from waterbed.model.estimate import Estimate
from waterbed.model.findings import Possible
from waterbed.model.region import Ends, Pieces, Region

WITHOUT_BOUND = 1e4
"""Times what is expected: a count larger than any claim speaks of."""

STEPS = 60
"""Halvings in the search for the smallest count that an end allows."""


@dataclass(frozen=True, slots=True)
class PossibleCounts:
    """The deciding intervals of one place, as a function of what may be observed there.

    expected, scale : of the place, in counts; critical : values of its placebos, infinite where
        they are too few
    ratio : whether on the ratio scale; unit : variance that each unit of an effect brings
    weight : the same of a sum by weight, None of a number of incidents
    """

    expected: float
    scale: float
    critical: tuple[float, float]
    ratio: bool
    unit: float = 1.0
    weight: float | None = None

    @property
    def gate(self) -> str:
        return ""

    def at(self, observed: float) -> Ends:
        if self.ratio:
            return weighted_ratio(observed, self.expected, self.scale, self.critical, self.weight)
        return invert_count(observed - self.expected, self.scale, self.critical, self.unit)

    @property
    def nothing(self) -> Ends:
        """The interval if nothing were counted: no other lies lower."""
        return self.at(0.0)

    @property
    def most(self) -> Ends:
        """The interval of more than can come."""
        size = max((abs(t) for t in self.critical if math.isfinite(t)), default=0.0)
        return self.at(WITHOUT_BOUND * (self.expected + size * self.scale + 1.0))

    def sets(self, region: Region) -> tuple[Pieces, ...]:
        """As `model.findings.Possible`: both ends rise with what is observed, so that the lowest
        and the highest interval are the best for a region with one end, and the lowest of those
        above its lower end for one with two."""
        extremes = ((self.nothing,), (self.most,))
        if math.isinf(region.low) or math.isinf(region.high):
            return extremes
        return (*extremes, (self._lowest_above(region.low),))

    def _lowest_above(self, end: float) -> Ends:
        """The lowest interval whose lower end is at least `end`; open where there is none."""
        high = WITHOUT_BOUND * (self.expected + 1.0)
        if not _above(self.at(high), end):
            return (None, None)
        low = 0.0
        if _above(self.at(low), end):
            return self.at(low)
        for _ in range(STEPS):
            middle = (low + high) / 2
            low, high = (low, middle) if _above(self.at(middle), end) else (middle, high)
        return self.at(high)


def _above(interval: Ends, end: float) -> bool:
    return interval[0] is not None and interval[0] >= end


@dataclass(frozen=True, slots=True)
class PossibleShare:
    """What could decide of movement: anything where the target's fall could be supported.

    gate : the check that fails whatever the counts, or ""
    """

    gate: str

    def sets(self, region: Region) -> tuple[Pieces, ...]:
        ends = [x for x in (region.low, region.high) if math.isfinite(x)]
        points = [x + off for x in ends for off in (-1.0, 0.0, 1.0)]
        return tuple(((x, x),) for x in points) if not self.gate else (((None, None),),)


def possible_counts(asked: Estimand, scale: str, level: float) -> PossibleCounts:
    """level : of the deciding interval."""
    real = asked.real
    return PossibleCounts(
        float(real.expected),
        float(real.scale),
        critical(asked.pools, level),
        scale == "ratio",
        asked.unit,
        asked.weight,
    )


def if_nothing(estimate: Estimate, possible: Possible) -> Estimate:
    """The estimate as it would be if nothing had been counted: no other supports a fall better."""
    lowest, *_ = possible.sets(Region())
    return replace(estimate, deciding=lowest[0])


def if_most(estimate: Estimate, possible: Possible) -> Estimate:
    """The same if more had been counted than can come: no other supports a rise better."""
    _, highest, *_ = possible.sets(Region())
    return replace(estimate, deciding=highest[0])
