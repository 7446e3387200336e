"""Findings: what is found, in one window or in a whole study; they add up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Protocol

from waterbed.model.elsewhere import Elsewhere
from waterbed.model.estimate import Check, Detectable, Estimate, Parameter, Remark
from waterbed.model.region import Ends, Pieces, Region
from waterbed.model.results import (
    ByQuarter,
    DonorTotal,
    MapArea,
    PlaceboStrip,
    RoleCount,
    Series,
    Surrounding,
)
from waterbed.model.window import Where, WindowKey


class Possible(Protocol):
    """What could decide, before any count after the start is read."""

    @property
    def gate(self) -> str:
        """The check that fails whatever the counts, or ""."""
        ...

    def sets(self, region: Region) -> tuple[Pieces, ...]:
        """Deciding pieces that counts could give, among them those that lie best for a region and
        for its complement: where none of these is inside, none is."""
        ...


@dataclass(frozen=True, slots=True)
class Lasting:
    """What a claim of two windows is judged on.

    ranges : of the effect in the first and in the later window, as ratios, at once at the deciding
        level; together : the same at the claim's share of its family's error
    gate : whether the change in the first window is supported
    possible : the ranges that counts could give
    """

    ranges: tuple[Ends, Ends]
    together: tuple[Ends, Ends]
    gate: Check
    possible: tuple[Possible, Possible]


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything that is found; `a + b` holds all of both, that of a first.

    Whatever rests on something else holds it: an estimate its checks.  Nothing has a number.

    refusals : why a parameter has no estimate, a code of REFUSALS
    simultaneous : by id of a claim, its deciding pieces among its family
    possible : what the deciding pieces of a parameter could be
    lasting : of claims of two windows, by id
    alternatives : the same parameter from each other start
    suffices : by intervention, window and outcome, what would have sufficed to judge its target
    events, package : events that a window touches; other interventions in force in its target
    """

    estimates: tuple[Estimate, ...] = ()
    checks: tuple[Check, ...] = ()
    detectable: tuple[Detectable, ...] = ()
    refusals: Mapping[Parameter, str] = field(default_factory=dict)
    possible: Mapping[Parameter, Possible] = field(default_factory=dict)
    simultaneous: Mapping[str, Pieces] = field(default_factory=dict)
    lasting: Mapping[str, Lasting] = field(default_factory=dict)
    alternatives: Mapping[Parameter, tuple[Parameter, ...]] = field(default_factory=dict)
    suffices: Mapping[tuple[str, WindowKey, str], Remark] = field(default_factory=dict)
    events: Mapping[Where, tuple[str, ...]] = field(default_factory=dict)
    package: Mapping[Where, tuple[str, ...]] = field(default_factory=dict)
    roles: tuple[RoleCount, ...] = ()
    series: tuple[Series, ...] = ()
    strips: tuple[PlaceboStrip, ...] = ()
    by_quarter: tuple[ByQuarter, ...] = ()
    surroundings: tuple[Surrounding, ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()
    donors: tuple[DonorTotal, ...] = ()
    map: tuple[MapArea, ...] = ()

    def __add__(self, other: Findings) -> Findings:
        return total((self, other))

    def of(self, key: Parameter, method: str) -> Estimate | None:
        """The estimate of a parameter by a method, or None."""
        return next((e for e in self.estimates if e.parameter == key and e.method == method), None)


def total(parts: Iterable[Findings]) -> Findings:
    """The sum of findings, in their order."""
    every = (Findings(), *parts)

    def added(name: str) -> Any:
        values = [getattr(part, name) for part in every]
        if isinstance(values[0], tuple):
            return tuple(item for value in values for item in value)
        return {key: item for value in values for key, item in value.items()}

    return Findings(**{field.name: added(field.name) for field in fields(Findings)})
