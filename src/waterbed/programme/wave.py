"""Programmes: what each comparison keeps for the sums that it is a wave of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from zlib import crc32

import numpy as np

from waterbed.claims import family_of, parameter_of
from waterbed.displacement.movement import (
    HERE,
    asks_share,
    placebo_pairs,
    real_pair,
    share_parameter,
)
from waterbed.effect.compare import Comparison
from waterbed.effect.estimates import on_placebos
from waterbed.effect.inference import critical
from waterbed.effect.setting import Place
from waterbed.model.estimate import Estimate, Parameter
from waterbed.model.months import Months
from waterbed.model.programme import WITHOUT_TEST, Programme, wave_level
from waterbed.model.study import Claim, Study
from waterbed.model.zones import Members
from waterbed.programme.share_sum import Moved
from waterbed.programme.sums import Noise

SUMMED = ("effect", "net", "displacement")
"""Questions whose estimates can be added up."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one wave gives to the sum of a place and an outcome.

    at : by number of intervals that are to hold all at once, the wave's estimate at its share
    noise : by the same numbers, on the scale "count"; else empty
    """

    at: dict[int, Estimate]
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


def claims_of(study: Study, programme: Programme) -> dict[Claim, Parameter]:
    """The claims about all waves of a programme that a comparison answers, with their
    parameters."""
    keys = {one: parameter_of(one, study.rule) for one in study.claims}
    return {
        one: key
        for one, key in keys.items()
        if key is not None and one.intervention == programme.id
    }


def family_size(study: Study, programme: Programme, claim: Claim) -> int:
    """How many parameters the claims of this claim's family about the programme speak of."""
    same = claims_of(study, programme)
    family = family_of(claim, study.rule)
    return len({key for one, key in same.items() if family_of(one, study.rule) == family})


def shares_of(study: Study, programme: Programme) -> tuple[int, ...]:
    """In how many parts the error is divided: among the waves, and among a family's claims too."""
    sizes = {family_size(study, programme, one) for one in claims_of(study, programme)}
    return tuple(sorted({len(programme.waves) * size for size in {1, *sizes}}))


def treated_before(found: Comparison) -> tuple[str, ...]:
    """Ids of other interventions in force in the target in the base months."""
    return tuple(
        other.id
        for other, covered in found.setting.elsewhere
        if other.under_way(found.window.base) and len(np.intersect1d(covered, found.zones.target))
    )


def wave_of(
    study: Study,
    found: Comparison,
    method: str,
    estimates: Sequence[Estimate],
    seed: Sequence[int],
) -> Wave | None:
    """What a comparison gives to the programmes that it is a wave of; None where it is of none.

    Only the first window of an intervention is a wave, and the same from another start.
    method : that which carries the intervention's verdicts; estimates : what it found
    """
    key, window = found.window.intervention, found.window.name
    first = study.rule.default_window(key)
    concerned = [one for one in study.programmes if key in one.waves]
    if not concerned or first is None or window != first.name:
        return None
    shares = tuple(sorted({n for one in concerned for n in shares_of(study, one)}))
    # By the name, so that the order of windows changes no draw; and apart for another start.
    drawn = (study.seed, crc32(key.encode()), seed[-1], 3)
    parts = {
        one.parameter: _part(study, found, one, shares, drawn)
        for one in estimates
        if one.method == method and one.parameter.question in SUMMED and not one.about
    }
    bounds = {one.parameter: one for one in estimates if one.method == WITHOUT_TEST}
    moves = _moves(study, found, method)
    return Wave(
        key, found.window.post, treated_before(found), dict(found.places), parts, bounds, moves
    )


def _moves(study: Study, found: Comparison, method: str) -> dict[Parameter, Moved]:
    return {
        share_parameter(found, place, outcome): Moved(
            real_pair(found, method, place, outcome), placebo_pairs(found, method, place, outcome)
        )
        for outcome in found.outcomes
        if not study.outcome(outcome).weights and not found.refusal(HERE, outcome, method)
        for place in found.places
        if asks_share(found, place) and not found.refusal(place, outcome, method)
    }


def _part(
    study: Study, found: Comparison, one: Estimate, shares: Sequence[int], seed: tuple[int, ...]
) -> Part:
    key = one.parameter
    place = (key.zone, key.part)
    at: dict[int, Estimate] = {}
    noise: dict[int, Noise] = {}
    for n in shares:
        rule = replace(study.rule, level=wave_level(study.rule.level, n))
        made = on_placebos(found, one.method, place, key.outcome, key.scale, rule, one.published)
        at[n] = replace(made, checks=one.checks, warnings=one.warnings)
        if key.scale == "count":
            noise[n] = _noise(found, one, rule.deciding_level, seed)
    return Part(at, noise)


def _noise(found: Comparison, one: Estimate, level: float, seed: tuple[int, ...]) -> Noise:
    key = one.parameter
    o = found.outcomes.index(key.outcome)
    fitted = found.fitted[one.method]
    real = fitted.real[key.zone, key.part]
    pools = fitted.reference.placebos(key.zone, key.outcome)
    ends = critical(pools, level)
    unit = found.setting.panel.unit(key.outcome, found.places[key.zone, key.part])
    return Noise(float(real.expected[o]), float(real.scale[o]), pools, ends, (*seed, o), unit)
