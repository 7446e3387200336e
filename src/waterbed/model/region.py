"""A part of the real line: what a claim states of its parameter."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

Ends = tuple[float | None, float | None]
"""Of an interval; None is an unbounded end."""

Pieces = tuple[Ends, ...]
"""Intervals in rising order."""

OTHER_SIDE = {"fall": "rise", "rise": "fall"}


@dataclass(frozen=True, slots=True)
class Region:
    """An interval of the real line, or everything outside it (`outside`)."""

    low: float = -math.inf
    high: float = math.inf
    low_open: bool = False
    high_open: bool = False
    outside: bool = False

    @property
    def undenied(self) -> Region:
        """What a claim states, whether or not it is denied."""
        return replace(self, outside=False)

    @property
    def side(self) -> str:
        """Which way what is stated points: "fall", "rise", or "" where it has two ends."""
        if math.isinf(self.low) == math.isinf(self.high):
            return ""
        return "fall" if math.isinf(self.low) else "rise"

    def complement(self) -> Region:
        return replace(self, outside=not self.outside)

    def scaled(self, factor: float) -> Region:
        """The region of factor * x, factor positive."""
        return replace(self, low=self.low * factor, high=self.high * factor)

    def contains(self, x: float) -> bool:
        above = x > self.low if self.low_open else x >= self.low
        below = x < self.high if self.high_open else x <= self.high
        return (above and below) != self.outside

    def holds(self, low: float, high: float) -> bool:
        """Whether the closed interval [low, high] lies wholly inside the region."""
        if not self.outside:
            return self.contains(low) and self.contains(high)
        left = high <= self.low if self.low_open else high < self.low
        right = low >= self.high if self.high_open else low > self.high
        return left or right


def beyond(region: Region) -> Region:
    """What lies on the other side of the only end of a region."""
    if math.isinf(region.low):
        return Region(low=region.high, low_open=not region.high_open)
    return Region(high=region.low, high_open=not region.low_open)
