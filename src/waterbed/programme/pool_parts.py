"""What goes into the sums of a programme's waves, and what comes out of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from waterbed.model.estimate import (
    Check,
    Detectable,
    Estimate,
    Parameter,
    Pieces,
    Remark,
)
from waterbed.model.months import Months
from waterbed.model.window import Where
from waterbed.model.zones import Members
from waterbed.programme.wave import Wave


@dataclass(frozen=True, slots=True)
class Of:
    """One wave as the whole run knows it.

    wave : None where its window lies outside the counts
    refusals : why a parameter of it has no estimate
    offset : what is added to the positions of its checks
    """

    id: str
    wave: Wave | None
    refusals: Mapping[Parameter, str] = field(default_factory=dict)
    offset: int = 0
    events: tuple[str, ...] = ()
    package: tuple[str, ...] = ()


def counted_twice(places: Sequence[tuple[Months, Members]]) -> bool:
    """Whether two of these places share an area in months that both are compared over."""
    return any(
        months.touches(others) and len(np.intersect1d(members, beside)) > 0
        for (months, members), (others, beside) in combinations(places, 2)
    )


@dataclass(slots=True)
class Pooled:
    """What the programmes of a study add to its evidence.

    before : the checks that stand before these
    """

    before: tuple[Check, ...] = ()
    estimates: list[Estimate] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    detectable: list[Detectable] = field(default_factory=list)
    refusals: dict[Parameter, str] = field(default_factory=dict)
    simultaneous: dict[str, Pieces] = field(default_factory=dict)
    alternatives: dict[Parameter, tuple[Parameter, ...]] = field(default_factory=dict)
    events: dict[Where, tuple[str, ...]] = field(default_factory=dict)
    package: dict[Where, tuple[str, ...]] = field(default_factory=dict)

    def add(self, check: Check) -> int:
        """Take a check, and return its position among all."""
        self.checks.append(check)
        return len(self.before) + len(self.checks) - 1

    def named(self, positions: Sequence[int]) -> list[Check]:
        """The checks at positions among all."""
        every = (*self.before, *self.checks)
        return [every[i] for i in positions]


def least(numbers: Iterable[int | None]) -> int | None:
    known = [one for one in numbers if one is not None]
    return min(known) if known else None


OF_ONE_WAVE = ("few-disjoint", "matched", "not-matched", "not-matched-busy", "not-matched-nearest")
"""Warnings about one wave's placebos, which stand beside that wave."""


def warnings_of(rows: Sequence[Estimate]) -> tuple[Remark, ...]:
    told = dict.fromkeys(one for row in rows for one in row.warnings)
    return tuple(one for one in told if one.code not in OF_ONE_WAVE)
