"""One comparison worked through: estimates, checks, detectable effects, pictures.

This is what a worker process does; it sees the shared inputs and one task of the plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from waterbed.analysis.families import families, told
from waterbed.analysis.plan import Task
from waterbed.analysis.series import roles, series, strips
from waterbed.analysis.window_findings import Bench, Shared, pre_dispersion
from waterbed.displacement.elsewhere import units_of, where_else
from waterbed.displacement.switching import switching
from waterbed.effect import diagnostics
from waterbed.effect.compare import compare
from waterbed.effect.estimates import parameter
from waterbed.effect.other_outcomes import Beside, fit_others
from waterbed.effect.setting import WHOLE
from waterbed.effect.zones import covered_by
from waterbed.model.elsewhere import Elsewhere, Search
from waterbed.model.estimate import (
    Check,
    Detectable,
    Estimate,
    Parameter,
    Pieces,
    Remark,
    remark,
)
from waterbed.model.methods import carrying, fitted_with
from waterbed.model.results import PlaceboStrip, RoleCount, Series
from waterbed.model.study import TARGET, Claim, Study
from waterbed.model.window import Where
from waterbed.programme.wave import Wave, wave_of


@dataclass(frozen=True, slots=True)
class Piece:
    """What one task found; positions in `checks` are its own.

    where : intervention and window
    simultaneous : deciding interval, or pieces, of each claim among its family
    wave : what it gives to the programmes that it is a wave of
    """

    where: Where
    estimates: tuple[Estimate, ...]
    checks: tuple[Check, ...]
    detectable: tuple[Detectable, ...]
    roles: tuple[RoleCount, ...]
    series: tuple[Series, ...]
    strips: tuple[PlaceboStrip, ...]
    refusals: dict[Parameter, str]
    simultaneous: tuple[tuple[str, Pieces], ...]
    events: tuple[str, ...]
    package: tuple[str, ...]
    elsewhere: Elsewhere | None = None
    wave: Wave | None = None


def work(shared: Shared, task: Task) -> Piece:
    """Make one comparison and everything that hangs on it."""
    study = shared.study
    method, start = _method(study, task), task.window.start
    found = compare(
        study,
        task.window,
        shared.areas,
        shared.panel,
        count=shared.placebos,
        seed=list(task.seed),
        history=None if start is None else start.began - 1,
        methods=fitted_with(study.rule.headline) if start is None else (method,),
    )
    covered = {
        one.id: frozenset(int(i) for i in covered_by(one, shared.areas))
        for one in study.interventions
    }
    events = diagnostics.touched_events(found, study.events)
    package = diagnostics.other_interventions(found, study.interventions, covered)
    main = start is None
    bench = Bench(shared, found, method, main, _shared_warnings(events, package))
    for outcome in found.outcomes:
        bench.phi = pre_dispersion(shared.panel, found, outcome) if main else None
        for place in found.places:
            bench.take(place, outcome)
        bench.move(outcome)
    bench.foresee(task.claims)
    others = fit_others(study, found, shared.areas, method, [*task.seed, 2])
    for one in others:
        bench.add(_beside(bench, one, task.claims))
    return Piece(
        (task.window.intervention, task.window.key),
        tuple(bench.estimates),
        tuple(bench.checks),
        tuple(bench.detectable),
        roles(found, shared.areas) if main else (),
        series(found, method, study) if main else (),
        strips(found, method, study, _pictured(bench, task.claims)),
        bench.refusals,
        families(found, method, study, task.claims, bench.share_at, [one.found for one in others]),
        events,
        package,
        _elsewhere(bench, task, others),
        wave_of(study, found, method, bench.estimates, task.seed),
    )


def _beside(bench: Bench, one: Beside, claims: tuple[Claim, ...]) -> Bench:
    """What is put together for another outcome in its own place: as for the target, on the same
    method; the package is told where the target belongs to the place."""
    found, shared = one.found, replace(bench.shared, panel=one.found.setting.panel)
    holds = np.isin(bench.found.zones.target, one.members).all()
    warnings = tuple(w for w in bench.warnings if holds or w.code != "co-treated")
    made = Bench(shared, found, bench.method, bench.main, warnings)
    made.phi = pre_dispersion(shared.panel, found, one.outcome) if bench.main else None
    for place in found.places:
        made.take(place, one.outcome)
    made.foresee(claims)
    return made


DRAWS = 199
"""Null panels of a scan in a run: a family-wise p of .05 with an error of .015."""


def _elsewhere(bench: Bench, task: Task, others: tuple[Beside, ...]) -> Elsewhere | None:
    """Where else it rose, of the study's main comparison, where that is asked; of any other the
    table of outcomes alone, where some have a place of their own."""
    shared, found = bench.shared, bench.found
    if task.window.start is not None:
        return None
    study = shared.study
    published = [one for one in found.outcomes if study.outcome_published(one)]
    weighted = [one.id for one in study.outcomes if one.weights]
    level = study.rule.level
    if shared.bounds is None or not task.main or not found.zones.displacement:
        if not others:
            return None
        rows = switching(
            found.fitted[bench.method],
            level=level,
            published=published,
            weighted=weighted,
            units=units_of(found, weighted),
            others=others,
        )
        window = found.window
        return Elsewhere(window.intervention, window.name, window.post, (), (), rows, ())
    made = where_else(
        found,
        shared.areas,
        method=bench.method,
        last=shared.bounds,
        seed=[*task.seed, 1],
        categories=shared.categories,
        published=published,
        weighted=weighted,
        level=level,
        draws=DRAWS,
        others=others,
    )
    called = dict(zip(shared.areas.ids, shared.areas.names, strict=True))
    return replace(made, searches=tuple(_named(one, called) for one in made.searches))


def _named(found: Search, called: Mapping[str, str]) -> Search:
    """The scan with areas by their names, where they have some."""
    rises = tuple(
        replace(one, areas=tuple(called.get(key) or key for key in one.areas))
        for one in found.rises
    )
    return replace(found, rises=rises)


def _method(study: Study, task: Task) -> str:
    """The method that carries the verdicts of a task."""
    intervention = study.intervention(task.window.intervention)
    return carrying(study.rule.headline, intervention.chosen_for.rule)


def _shared_warnings(events: tuple[str, ...], package: tuple[str, ...]) -> tuple[Remark, ...]:
    found = [remark("event", event=name) for name in events]
    if package:
        found.append(remark("co-treated", interventions=package))
    return tuple(found)


def _pictured(bench: Bench, claims: tuple[Claim, ...]) -> list[Parameter]:
    """Parameters drawn among their placebos: those claimed about, and every outcome's target."""
    asked = [
        key
        for key in told(bench.found, bench.method, bench.shared.study, claims).values()
        if key.question != "share"
    ]
    target = (TARGET, WHOLE)
    if bench.main:
        asked += [
            parameter(bench.found, target, outcome, "count")
            for outcome in bench.found.outcomes
            if not bench.found.refusal(target, outcome, bench.method)
        ]
    return asked
