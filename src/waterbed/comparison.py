"""One comparison worked through: estimates, checks, detectable effects, pictures.

This is what a worker process does; it sees the shared inputs and one task of the plan.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from waterbed.claims import Ends, family_of, parameter_of
from waterbed.displacement.counts import Dispersion, dispersion, scaled_wdd
from waterbed.effect import diagnostics
from waterbed.effect.compare import WHOLE, Comparison, Place, compare
from waterbed.effect.estimates import (
    before_after,
    detectable_effect,
    difference,
    on_scale,
    parameter,
    smallest_count,
)
from waterbed.effect.inference import invert, simultaneous
from waterbed.effect.zones import covered_by
from waterbed.nouns.areas import Areas
from waterbed.nouns.errors import Refusal
from waterbed.nouns.estimate import Check, Detectable, Estimate, Parameter, Remark, remark
from waterbed.nouns.panel import Panel
from waterbed.nouns.results import PlaceboStrip, RoleCount, Series
from waterbed.nouns.study import Claim, Study
from waterbed.plan import Task

SCALES = ("count", "ratio")


@dataclass(frozen=True, slots=True)
class Shared:
    """What every task of a run reads."""

    study: Study
    areas: Areas
    panel: Panel
    placebos: int


@dataclass(frozen=True, slots=True)
class Piece:
    """What one task found; positions in `checks` are its own.

    where : intervention and window
    simultaneous : deciding interval of each claim among its family
    """

    where: tuple[str, str]
    estimates: tuple[Estimate, ...]
    checks: tuple[Check, ...]
    detectable: tuple[Detectable, ...]
    roles: tuple[RoleCount, ...]
    series: tuple[Series, ...]
    strips: tuple[PlaceboStrip, ...]
    refusals: dict[Parameter, str]
    simultaneous: tuple[tuple[str, Ends], ...]
    events: tuple[str, ...]
    package: tuple[str, ...]


def work(shared: Shared, task: Task) -> Piece:
    """Make one comparison and everything that hangs on it."""
    study, panel = shared.study, shared.panel
    found = compare(
        study, task.window, shared.areas, panel, count=shared.placebos, seed=list(task.seed)
    )
    covered = {
        one.id: frozenset(int(i) for i in covered_by(one, shared.areas))
        for one in study.interventions
    }
    events = diagnostics.touched_events(found, study.events)
    package = diagnostics.other_interventions(found, study.interventions, covered)
    warnings = _shared_warnings(events, package)
    main = task.alternative is None
    estimates: list[Estimate] = []
    checks: list[Check] = []
    detectable: list[Detectable] = []
    refusals: dict[Parameter, str] = {}
    for outcome in found.outcomes:
        published = study.outcome_published(outcome)
        phi = _pre_dispersion(panel, found, found.outcomes.index(outcome)) if main else None
        for place in found.places:
            why = found.refusal(place, outcome)
            if why:
                refusals |= {parameter(found, place, outcome, scale): why for scale in SCALES}
                if why == "gaps":
                    checks.append(diagnostics.coverage(panel, found, place, outcome))
                continue
            own = _checks(shared, found, place, outcome, published)
            positions = tuple(range(len(checks), len(checks) + len(own)))
            checks.extend(own)
            for one in _estimates(study, found, place, outcome, published, phi, main):
                estimates.append(replace(one, checks=positions, warnings=one.warnings + warnings))
            if main and place[1] == WHOLE:
                detectable.append(detectable_effect(found, place, outcome, study.rule, published))
    return Piece(
        (task.window.intervention, task.window.name),
        tuple(estimates),
        tuple(checks),
        tuple(detectable),
        _roles(found, shared.areas) if main else (),
        _series(shared, found) if main else (),
        _strips(study, found, task.claims),
        refusals,
        _families(study, found, task.claims),
        events,
        package,
    )


def _shared_warnings(events: tuple[str, ...], package: tuple[str, ...]) -> tuple[Remark, ...]:
    found = [remark("event", event=name) for name in events]
    if package:
        found.append(remark("co-treated", interventions=package))
    return tuple(found)


def _checks(
    shared: Shared, found: Comparison, place: Place, outcome: str, published: bool
) -> list[Check]:
    study, panel = shared.study, shared.panel
    chosen_for = study.intervention(found.window.intervention).chosen_for.rule
    checks = [
        diagnostics.base_window(panel, found, place, outcome, chosen_for, published),
        diagnostics.enough_placebos(found, place, outcome, study.rule),
        diagnostics.coverage(panel, found, place, outcome),
    ]
    trend = diagnostics.pre_trend(panel, found, place, outcome, published)
    return checks + ([trend] if trend else [])


def _estimates(
    study: Study,
    found: Comparison,
    place: Place,
    outcome: str,
    published: bool,
    phi: Dispersion | None,
    main: bool,
) -> list[Estimate]:
    rule = study.rule
    made = [difference(found, place, outcome, scale, rule, published) for scale in SCALES]
    if main and place[1] == WHOLE:
        made += [before_after(found, place, outcome, scale, rule, published) for scale in SCALES]
        made += _wdd(found, place, outcome, phi, published)
    return made


def _wdd(
    found: Comparison, place: Place, outcome: str, phi: Dispersion | None, published: bool
) -> list[Estimate]:
    """The same difference with the published Poisson error and the dispersion-robust one."""
    o = found.outcomes.index(outcome)
    base, post = found.totals.donor_sums()
    real = found.real[place]
    made = scaled_wdd(
        (float(real.base[o]), float(real.observed[o])),
        (float(base[o]), float(post[o])),
        dispersion=phi,
    )
    return [
        replace(
            one,
            parameter=parameter(found, place, outcome, "count"),
            base=found.window.base,
            post=found.window.post,
            areas=len(found.places[place]),
            smallest=smallest_count(found, place, o),
            published=published,
        )
        for one in made
    ]


def _pre_dispersion(panel: Panel, found: Comparison, o: int) -> Dispersion | None:
    """Variance over mean of monthly counts in the (up to) 24 months before the post window."""
    end = panel.slice(found.window.base).stop
    months = slice(max(0, end - 24 // panel.step), end)
    use = found.totals.donors[:, o] & panel.covered[o][:, months].all(axis=1)
    try:
        return dispersion(panel.counts[o][use, months])
    except Refusal:
        return None


def _roles(found: Comparison, areas: Areas) -> tuple[RoleCount, ...]:
    window, zones = found.window, found.zones
    tolerated = dict(zones.by_tolerance)

    def role(name: str, members: np.ndarray) -> RoleCount:
        names = tuple(areas.names[i] or areas.ids[i] for i in tolerated.get(name, ()))
        return RoleCount(window.intervention, window.name, name, len(members), names)

    donors = np.flatnonzero(found.totals.donors.any(axis=1))
    gaps = np.setdiff1d(zones.donors, donors)
    out = [role(name, members) for name, members in zones.named()]
    out.append(role("buffer", zones.buffer))
    out.append(role("donors", donors))
    out += [role(f"left out: {name}", members) for name, members in zones.left_out]
    out.append(role("left out: gaps", gaps))
    return tuple(out)


def _series(shared: Shared, found: Comparison) -> tuple[Series, ...]:
    """Counts of target and zones by period, beside the donors scaled to their base counts."""
    panel, made = shared.panel, []
    for o, outcome in enumerate(found.outcomes):
        donors = found.totals.donors[:, o]
        here = panel.covered[o] & donors[:, None]
        total = (panel.counts[o] * here).sum(axis=0)
        base = (found.totals.base[:, o][:, None] * here).sum(axis=0)
        for (zone, part), members in found.places.items():
            if part != WHOLE or found.refusal((zone, part), outcome):
                continue
            own = float(found.real[zone, part].base[o])
            known = panel.covered[o][members].all(axis=0)
            counts = panel.counts[o][members].sum(axis=0)
            made.append(
                Series(
                    found.window.intervention,
                    outcome,
                    zone,
                    found.window.name,
                    tuple(int(m) for m in panel.periods),
                    panel.step,
                    tuple(float(c) if k else None for c, k in zip(counts, known, strict=True)),
                    tuple(
                        float(t) / float(b) * own if b else None
                        for t, b in zip(total, base, strict=True)
                    ),
                    found.window.base,
                    found.window.post,
                    smallest=smallest_count(found, (zone, part), o),
                    published=shared.study.outcome_published(outcome),
                )
            )
    return tuple(made)


def _claimed(study: Study, claims: tuple[Claim, ...]) -> dict[str, Parameter]:
    keys = {claim.id: parameter_of(claim, study.rule) for claim in claims}
    return {claim: key for claim, key in keys.items() if key is not None}


def _strips(study: Study, found: Comparison, claims: tuple[Claim, ...]) -> tuple[PlaceboStrip, ...]:
    made = {}
    for key in _claimed(study, claims).values():
        place = (key.zone, WHOLE)
        if place not in found.places or found.refusal(place, key.outcome):
            continue
        o = found.outcomes.index(key.outcome)
        placebos = found.reference.t(key.zone, key.outcome)
        made[key] = PlaceboStrip(
            key,
            float(found.real[place].t[o]),
            tuple(round(float(t), 3) for t in placebos[np.isfinite(placebos)]),
            published=study.outcome_published(key.outcome),
        )
    return tuple(made.values())


def _families(
    study: Study, found: Comparison, claims: tuple[Claim, ...]
) -> tuple[tuple[str, Ends], ...]:
    """Deciding interval of each claim, simultaneous over the claims of its family."""
    keys = {
        claim: key
        for claim, key in _claimed(study, claims).items()
        if (key.zone, WHOLE) in found.places and not found.refusal((key.zone, WHOLE), key.outcome)
    }
    families: dict[str, list[str]] = {}
    for claim in claims:
        if claim.id in keys:
            families.setdefault(family_of(claim, study.rule), []).append(claim.id)
    out = []
    for members in families.values():
        cells = tuple(dict.fromkeys((keys[one].zone, keys[one].outcome) for one in members))
        ends = simultaneous(found.reference.joint(cells), study.rule.deciding_level)
        for one in members:
            key = keys[one]
            o = found.outcomes.index(key.outcome)
            real = found.real[key.zone, WHOLE]
            ends_here = invert(
                float(real.effect[o]),
                float(real.scale[o]),
                ends[cells.index((key.zone, key.outcome))],
            )
            out.append((one, on_scale(ends_here, float(real.expected[o]), key.scale)))
    return tuple(out)
