"""Zones by name, and targets of several areas, through whole runs: how often they are said to have
changed where nothing happened, in panels whose boroughs rise and fall together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from tests.validity.others import AREAS, BOROUGHS, FIRST, ROWS, START, STREET, place_rule
from tests.validity.trial import YEAR, _claim, compared, study_of
from waterbed.analysis.plan import make_plan
from waterbed.analysis.run import gather
from waterbed.analysis.verdicts import methods_of
from waterbed.analysis.window_findings import Shared
from waterbed.claims import Evidence, judge
from waterbed.model.areas import Areas
from waterbed.model.panel import Panel
from waterbed.model.study import NET, TARGET, Study
from waterbed.simulate.beds import LONDON, draw_rates
from waterbed.simulate.panel import grid

ZONE = "zone"
KINDS = (
    "own group",
    "other group",
    "list, side by side",
    "list, anywhere",
    "target of four",
    "borough",
)
MANY = grid(8, 32, 32)
"""As many boroughs as London has, of eight areas each: for a target that is a borough."""


@dataclass(frozen=True, slots=True)
class Named:
    """What one run said of one place of one kind of study; one-sided p; None where refused."""

    kind: str
    place: str
    fell: str
    rose: str
    low: float | None
    high: float | None
    disjoint: int


def study_with(kind: str, panel: Panel, rng: np.random.Generator) -> Study:
    """A study of a place at random: of one area with a zone, or of four areas of one borough, or a
    borough, without."""
    area = int(rng.integers(len(panel.areas)))
    plain = study_of(panel, area, START, "random")
    intervention = plain.interventions[0]
    if kind == "target of four":
        row = min(area // BOROUGHS, ROWS - 4)
        ids = tuple(AREAS.ids[(row + i) * BOROUGHS + area % BOROUGHS] for i in range(4))
        intervention = replace(intervention, areas=ids, target=ids)
    elif kind == "borough":
        name = MANY.groups[area]
        intervention = replace(intervention, areas=(), target=(), group=name, target_group=name)
    else:
        intervention = replace(intervention, zones=((ZONE, place_rule(kind, area, rng)),))
    places = (ZONE, NET) if intervention.zones else (TARGET,)
    claims = tuple(
        replace(_claim(what, STREET), id=f"{what} {place}", zone=place)
        for place in places
        for what in ("fell", "rose")
    )
    return replace(plain, interventions=(intervention,), claims=claims)


def untouched(
    kind: str,
    replicates: int,
    seed: int,
    shocks: float = 0.15,
    first: int = 0,
    areas: Areas = AREAS,
) -> Iterator[Named]:
    """Studies of new panels in which nothing happened; shocks : standard deviation of a borough's
    log rate, drawn anew each year."""
    if areas is None:
        areas = MANY if kind == "borough" else AREAS
    boroughs = len(set(areas.groups))
    for replicate in range(replicates):
        rng = np.random.default_rng([seed, replicate])
        rates = draw_rates(rng, LONDON["robbery"], len(areas), 9 * YEAR)
        years = rng.normal(0.0, shocks, (boroughs, 9)).repeat(YEAR, axis=1)
        rates = rates * np.exp(years[np.arange(len(areas)) % boroughs])
        counts = rng.poisson(rates)[None]
        periods = FIRST + np.arange(9 * YEAR)
        panel = Panel((STREET,), areas.ids, periods, 1, counts, np.ones(counts.shape, bool))
        study = study_with(kind, panel, rng)
        plan, shared = make_plan(study, panel), Shared(study, areas, panel, placebos=499)
        findings = gather(study, plan, compared(shared, plan))
        evidence = Evidence(findings, dict(methods_of(study)))
        said = {
            asked_claim.claim.id: judge(asked_claim, evidence).answer for asked_claim in plan.asked
        }
        for place in dict.fromkeys(claim.zone for claim in study.claims):
            asked = (place, "count", "forecast")
            estimate = next(
                (
                    e
                    for e in findings.estimates
                    if (e.parameter.zone, e.parameter.scale, e.method) == asked
                ),
                None,
            )
            yield Named(
                kind, place, said[f"fell {place}"], said[f"rose {place}"],
                estimate and estimate.p_low, estimate and estimate.p_high,
                (estimate and estimate.disjoint) or 0,
            )  # fmt: skip
