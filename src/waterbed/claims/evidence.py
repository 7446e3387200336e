"""What the judge may look at, and which parameter a claim speaks of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from waterbed.model.estimate import (
    Check,
    Detectable,
    Estimate,
    Parameter,
    Pieces,
)
from waterbed.model.kinds import COMPARED, KINDS
from waterbed.model.population import PopulationRange
from waterbed.model.results import ReadingTable
from waterbed.model.study import OTHER, Claim, Rule, question_of
from waterbed.model.window import Where


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that the judge may look at.

    readings : of each recorded claim
    refusals : why a parameter has no estimate, a code of REFUSALS
    simultaneous : deciding interval, or pieces, of each claim among its family
    alternatives : the same parameter from each other start
    events, package : by (intervention, window): events touched; others in force in the target
    recorded_dates : whether counts are by month of recording
    methods : by intervention, the method that carries its verdicts; else the rule's headline
    populations : by id
    """

    estimates: tuple[Estimate, ...]
    checks: tuple[Check, ...]
    detectable: tuple[Detectable, ...] = ()
    readings: Mapping[str, ReadingTable] = field(default_factory=dict)
    refusals: Mapping[Parameter, str] = field(default_factory=dict)
    simultaneous: Mapping[str, Pieces] = field(default_factory=dict)
    alternatives: Mapping[Parameter, tuple[Parameter, ...]] = field(default_factory=dict)
    events: Mapping[Where, tuple[str, ...]] = field(default_factory=dict)
    package: Mapping[Where, tuple[str, ...]] = field(default_factory=dict)
    recorded_dates: bool = False
    methods: Mapping[str, str] = field(default_factory=dict)
    populations: Mapping[str, PopulationRange] = field(default_factory=dict)


def parameter_of(claim: Claim, rule: Rule) -> Parameter | None:
    """The parameter that a claim speaks of; None where its kind has none or no window is given."""
    asked = KINDS[claim.kind].parameter
    if asked not in COMPARED:
        return None
    name = claim.window
    if not name:
        window = rule.default_window(claim.intervention)
        if window is None:
            return None
        name = window.name
    scale = "ratio" if KINDS[claim.kind].ratio else "count"
    if asked == "movement" and rule.margin_count is None:
        scale = "share"
    question = "share" if asked == "movement" else question_of(claim.zone)
    return Parameter(
        OTHER if claim.other else question,
        claim.intervention,
        claim.outcome,
        claim.zone,
        name,
        scale,
    )


def family_of(claim: Claim, rule: Rule) -> str:
    """Claims of one speaker about one window are a family, unless the study file names another."""
    if claim.family:
        return claim.family
    key = parameter_of(claim, rule)
    return f"{claim.who}, {key.window}" if key else ""
