"""Claim kinds: which parameter a claim speaks of, which region of it, which keys it needs.

The study file is validated by this table and the judge judges by it.  Nothing else in the
program knows a claim kind.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Region:
    """An interval of the real line, or everything outside it (`outside`)."""

    low: float = -math.inf
    high: float = math.inf
    low_open: bool = False
    high_open: bool = False
    outside: bool = False

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


@dataclass(frozen=True, slots=True)
class Kind:
    """One row of the table.

    parameter : "recorded" (a change in counts), "effect" (observed against expected), "movement"
        (the share of the target's fall that turned up in a zone), "reporting" and "harm" (the
        change of reporting and of what happened, where a second source counts the same),
        "population" (a number of people, or the share of one number in another), "later" (a
        question that is not asked yet) or "none" (no data that a study holds)
    needs : keys that the claim must give
    region : from (stated, half its rounding, smallest effect of interest; of a share, the margin)
        to the region of the parameter, or None where there is no region
    ratio : whether the parameter is on the ratio scale whatever the smallest effect
    """

    parameter: str
    needs: tuple[str, ...]
    region: Callable[[float, float, float], Region] | None
    ratio: bool = False


def _at_least(stated: float, half: float, _: float) -> Region:
    if stated < 0:
        return Region(high=stated + half)
    if stated > 0:
        return Region(low=stated - half)
    return Region(-half, half)


def _by(sign: int) -> Callable[[float, float, float], Region]:
    def region(stated: float, half: float, _: float) -> Region:
        size = abs(stated) - half
        return Region(high=-size) if sign < 0 else Region(low=size)

    return region


COMPARED = ("effect", "movement")
"""Parameters that a comparison of one window estimates."""

SECOND = {"reporting": "kappa", "harm": "second-source"}
"""Parameters that take a second source, and the method that estimates each."""

_EFFECT_KEYS = ("intervention", "outcome")

KINDS: dict[str, Kind] = {
    "recorded": Kind("recorded", ("intervention", "outcome", "stated"), _at_least, ratio=True),
    "fell": Kind("effect", _EFFECT_KEYS, lambda s, h, d: Region(high=-d, high_open=True)),
    "rose": Kind("effect", _EFFECT_KEYS, lambda s, h, d: Region(low=d, low_open=True)),
    "unchanged": Kind("effect", _EFFECT_KEYS, lambda s, h, d: Region(-d, d)),
    "fell-by": Kind("effect", (*_EFFECT_KEYS, "stated"), _by(-1), ratio=True),
    "rose-by": Kind("effect", (*_EFFECT_KEYS, "stated"), _by(+1), ratio=True),
    "moved": Kind("movement", _EFFECT_KEYS, lambda s, h, m: Region(low=m)),
    "not-moved": Kind("movement", _EFFECT_KEYS, lambda s, h, m: Region(high=m, high_open=True)),
    "reporting-fell": Kind(
        "reporting", _EFFECT_KEYS, lambda s, h, d: Region(high=0.0, high_open=True)
    ),
    "harm-fell": Kind("harm", _EFFECT_KEYS, lambda s, h, d: Region(high=-d, high_open=True)),
    "harm-rose": Kind("harm", _EFFECT_KEYS, lambda s, h, d: Region(low=d, low_open=True)),
    "number": Kind("population", ("stated",), lambda s, h, d: Region(s - h, s + h)),
    "share": Kind("population", ("stated",), lambda s, h, d: Region(s - h, s + h)),
    "needs": Kind("none", ("tested_by",), None),
}
