"""What goes into the sums of a programme's waves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from waterbed.model.estimate import Estimate, Remark
from waterbed.model.findings import Findings
from waterbed.model.months import Months
from waterbed.model.window import Where
from waterbed.model.zones import Members
from waterbed.programme.wave import Wave


@dataclass(frozen=True, slots=True)
class Summand:
    """One wave as the whole run knows it.

    wave : None where its window lies outside the counts
    findings : of its comparison
    """

    id: str
    wave: Wave | None = None
    findings: Findings = field(default_factory=Findings)


def union(named: Iterable[Mapping[Where, tuple[str, ...]]]) -> tuple[str, ...]:
    """Every name that stands under any window, once."""
    return tuple(
        dict.fromkeys(name for by_window in named for names in by_window.values() for name in names)
    )


def counted_twice(places: Sequence[tuple[Months, Members]]) -> bool:
    """Whether two of these places share an area in months that both are compared over."""
    return any(
        months.touches(others) and len(np.intersect1d(members, beside)) > 0
        for (months, members), (others, beside) in combinations(places, 2)
    )


def least(numbers: Iterable[int | None]) -> int | None:
    return min((number for number in numbers if number is not None), default=None)


OF_ONE_WAVE = (
    *("few-disjoint", "matched", "matched-quarter"),
    *("not-matched", "not-matched-busy", "not-matched-nearest"),
)
"""Warnings about one wave's placebos, which stand beside that wave."""


def warnings_of(rows: Sequence[Estimate]) -> tuple[Remark, ...]:
    every = dict.fromkeys(warning for row in rows for warning in row.warnings)
    return tuple(warning for warning in every if warning.code not in OF_ONE_WAVE)
