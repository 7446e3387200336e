"""Programmes: what each comparison keeps for the sums that it is a wave of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from zlib import crc32

import numpy as np

from waterbed.claims import Asked
from waterbed.displacement.movement import (
    HERE,
    asks_share,
    placebo_pairs,
    real_pair,
    share_parameter,
)
from waterbed.effect.compare import Comparison
from waterbed.effect.estimand import Estimand
from waterbed.effect.estimates import on_placebos
from waterbed.effect.inference import critical
from waterbed.effect.possible import PossibleCounts, possible_counts
from waterbed.effect.setting import Place
from waterbed.model.estimate import Estimate, Parameter
from waterbed.model.months import Months
from waterbed.model.programme import WITHOUT_TEST, Programme, wave_level
from waterbed.model.study import Rule, Study
from waterbed.model.zones import Members
from waterbed.programme.share_sum import Moved
from waterbed.programme.sums import Noise

SUMMED = ("effect", "net", "displacement")
"""Questions whose estimates can be added up."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one wave gives to the sum of a place and an outcome.

    at : by number of intervals that are to hold all at once, the wave's estimate at its share
    possible : by the same numbers, what its deciding interval could be
    noise : by the same numbers, on the scale "count"; else empty
    """

    at: dict[int, Estimate]
    possible: dict[int, PossibleCounts]
    noise: dict[int, Noise]


@dataclass(frozen=True, slots=True)
class Wave:
    """What one comparison gives to the programmes that it is a wave of.

    post : the months compared; before : other interventions in force in the target in the base
    members : positions of the areas of each place
    parts : by parameter; bounds : of places that have no test
    moves : of target and zone, by the parameter of the share that moved
    """

    intervention: str
    post: Months
    before: tuple[str, ...]
    members: dict[Place, Members]
    parts: dict[Parameter, Part]
    bounds: dict[Parameter, Estimate]
    moves: dict[Parameter, Moved]


def claims_of(asked: Sequence[Asked], programme: Programme) -> list[tuple[Asked, Parameter]]:
    """The claims about all waves of a programme that a comparison answers, with their
    parameters."""
    return [
        (each, each.key)
        for each in asked
        if each.compared and each.key and each.claim.intervention == programme.id
    ]


def family_size(asked: Sequence[Asked], programme: Programme, family: str) -> int:
    """How many parameters the claims of a family about the programme speak of."""
    return len({key for each, key in claims_of(asked, programme) if each.family == family})


def shares_of(asked: Sequence[Asked], study: Study, intervention: str) -> tuple[int, ...]:
    """In how many parts the error is divided in the programmes that an intervention is a wave of:
    among the waves, and among a family's claims too."""
    return tuple(
        sorted(
            {
                len(programme.waves) * size
                for programme in study.programmes
                if intervention in programme.waves
                for size in (
                    1,
                    *(
                        family_size(asked, programme, each.family)
                        for each, _ in claims_of(asked, programme)
                    ),
                )
            }
        )
    )


def treated_before(comparison: Comparison) -> tuple[str, ...]:
    """Ids of other interventions in force in the target in the base months."""
    base, target = comparison.window.base, comparison.zones.target
    return tuple(
        other.id
        for other, covered in comparison.setting.elsewhere
        if other.under_way(base) and len(np.intersect1d(covered, target))
    )


def wave_of(
    study: Study,
    comparison: Comparison,
    method: str,
    estimates: Sequence[Estimate],
    shares: Sequence[int],
    seed: Sequence[int],
) -> Wave:
    """What a comparison gives to the programmes that it is a wave of.

    method : that which carries the intervention's verdicts; estimates : what it found
    shares : of `shares_of`
    """
    intervention = comparison.window.intervention
    # By the name, so that the order of windows changes no draw; and apart for another start.
    drawn = (study.seed, crc32(intervention.encode()), seed[-1], 3)
    return Wave(
        intervention,
        comparison.window.post,
        treated_before(comparison),
        dict(comparison.places),
        {
            estimate.parameter: _part(study.rule, comparison, estimate, shares, drawn)
            for estimate in estimates
            if estimate.method == method
            and estimate.parameter.question in SUMMED
            and not estimate.about
        },
        {estimate.parameter: estimate for estimate in estimates if estimate.method == WITHOUT_TEST},
        _moves(study, comparison, method),
    )


def _moves(study: Study, comparison: Comparison, method: str) -> dict[Parameter, Moved]:
    return {
        share_parameter(zone): Moved(real_pair(zone), placebo_pairs(zone))
        for outcome in comparison.outcomes
        if not study.outcome(outcome).weights and not comparison.refusal(HERE, outcome, method)
        for place in comparison.places
        for zone in [Estimand(comparison, place, outcome, method)]
        if asks_share(comparison, place) and not zone.refusal
    }


def _part(
    rule: Rule,
    comparison: Comparison,
    estimate: Estimate,
    shares: Sequence[int],
    seed: tuple[int, ...],
) -> Part:
    key = estimate.parameter
    asked = Estimand(
        comparison, (key.zone, key.part), key.outcome, estimate.method, estimate.published
    )
    at: dict[int, Estimate] = {}
    possible: dict[int, PossibleCounts] = {}
    noise: dict[int, Noise] = {}
    for n in shares:
        strict = replace(rule, level=wave_level(rule.level, n))
        own = on_placebos(asked, key.scale, strict)
        at[n] = replace(own, checks=estimate.checks, warnings=estimate.warnings)
        possible[n] = possible_counts(asked, key.scale, strict.deciding_level)
        if key.scale == "count":
            noise[n] = _noise(asked, strict.deciding_level, seed)
    return Part(at, possible, noise)


def _noise(asked: Estimand, level: float, seed: tuple[int, ...]) -> Noise:
    real, pools = asked.real, asked.pools
    ends, draw = critical(pools, level), (*seed, asked.o)
    return Noise(float(real.expected), float(real.scale), pools, ends, draw, asked.unit)
