"""One comparison worked through: estimates, checks, detectable effects, pictures.

This is what a worker process does; it sees the shared inputs and one task of the plan.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from waterbed.claims import Ends, family_of, parameter_of
from waterbed.displacement.counts import Dispersion, dispersion, scaled_wdd
from waterbed.effect import diagnostics
from waterbed.effect.compare import Comparison, compare
from waterbed.effect.estimates import (
    before_after,
    detectable_effect,
    detectable_for,
    ends_on,
    on_placebos,
    parameter,
    smallest_count,
)
from waterbed.effect.inference import critical, simultaneous, tails
from waterbed.effect.methods import carrying, fitted_with
from waterbed.effect.methods import method as method_named
from waterbed.effect.setting import WHOLE, Place
from waterbed.effect.zones import covered_by
from waterbed.nouns.areas import Areas
from waterbed.nouns.errors import Refusal
from waterbed.nouns.estimate import Check, Detectable, Estimate, Parameter, Remark, remark
from waterbed.nouns.panel import Panel
from waterbed.nouns.results import PlaceboStrip, RoleCount, Series
from waterbed.nouns.study import TARGET, Claim, Study
from waterbed.plan import Task

SCALES = ("count", "ratio")

NAMED = 5
"""Targets of more areas than this are not named one by one."""


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
    study = shared.study
    method = _method(study, task)
    found = compare(
        study,
        task.window,
        shared.areas,
        shared.panel,
        count=shared.placebos,
        seed=list(task.seed),
        history=None if task.alternative is None else task.alternative.began - 1,
        methods=fitted_with(study.rule.headline) if task.alternative is None else (method,),
    )
    covered = {
        one.id: frozenset(int(i) for i in covered_by(one, shared.areas))
        for one in study.interventions
    }
    events = diagnostics.touched_events(found, study.events)
    package = diagnostics.other_interventions(found, study.interventions, covered)
    main = task.alternative is None
    bench = _Bench(shared, found, method, main, _shared_warnings(events, package))
    for outcome in found.outcomes:
        bench.phi = _pre_dispersion(shared.panel, found, outcome) if main else None
        for place in found.places:
            bench.take(place, outcome)
    bench.foresee(task.claims)
    return Piece(
        (task.window.intervention, task.window.name),
        tuple(bench.estimates),
        tuple(bench.checks),
        tuple(bench.detectable),
        _roles(found, shared.areas) if main else (),
        _series(bench) if main else (),
        _strips(bench, task.claims),
        bench.refusals,
        _families(bench, task.claims),
        events,
        package,
    )


def _method(study: Study, task: Task) -> str:
    """The method that carries the verdicts of a task."""
    intervention = study.intervention(task.window.intervention)
    return carrying(study.rule.headline, intervention.chosen_for.rule)


@dataclass(slots=True)
class _Bench:
    """What is being put together for one task; `method` carries the verdicts."""

    shared: Shared
    found: Comparison
    method: str
    main: bool
    warnings: tuple[Remark, ...]
    phi: Dispersion | None = None
    estimates: list[Estimate] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    detectable: list[Detectable] = field(default_factory=list)
    refusals: dict[Parameter, str] = field(default_factory=dict)

    def take(self, place: Place, outcome: str) -> None:
        """Estimates, checks and detectable effect of one place and outcome."""
        study, found = self.shared.study, self.found
        published = study.outcome_published(outcome)
        why = found.refusal(place, outcome)
        if why == "gaps":
            self.checks.append(diagnostics.coverage(self.shared.panel, found, place, outcome))
        for method in found.fitted:
            refused = found.refusal(place, outcome, method)
            if refused and method == self.method:
                keys = (parameter(found, place, outcome, scale) for scale in SCALES)
                self.refusals |= dict.fromkeys(keys, refused)
            if refused:
                self._tell(method, place, outcome, refused)
                continue
            positions = self._check(method, place, outcome, published)
            for scale in SCALES:
                one = on_placebos(found, method, place, outcome, scale, study.rule, published)
                self._add(one, positions)
        if why or not self.main or place[1] != WHOLE:
            return
        for scale in SCALES:
            self._add(before_after(found, place, outcome, scale, study.rule, published), ())
        for one in _wdd(found, place, outcome, study.rule.level, self.phi, published):
            self._add(one, ())
        if not found.refusal(place, outcome, self.method):
            self.detectable.append(
                detectable_effect(found, self.method, place, outcome, study.rule, published)
            )

    def foresee(self, claims: tuple[Claim, ...]) -> None:
        """What could have been seen of each claim, by the power of its own verdict."""
        rule = self.shared.study.rule
        told = _told(self, claims)
        for claim in claims:
            key = told.get(claim.id)
            general = next(
                (
                    one
                    for one in self.detectable
                    if key and replace(one.parameter, scale=key.scale) == key and not one.claim
                ),
                None,
            )
            if general is not None:
                self.detectable.append(
                    detectable_for(claim, general, self.found, self.method, rule)
                )

    def _add(self, one: Estimate, checks: tuple[int, ...]) -> None:
        self.estimates.append(replace(one, checks=checks, warnings=one.warnings + self.warnings))

    def _check(self, method: str, place: Place, outcome: str, published: bool) -> tuple[int, ...]:
        """Do the checks that bind a method, and return their positions."""
        found, panel, study = self.found, self.shared.panel, self.shared.study
        made = [
            diagnostics.enough_placebos(found, method, place, outcome, study.rule),
            diagnostics.coverage(panel, found, place, outcome),
            diagnostics.comparable(found, method, place, outcome),
            diagnostics.pre_trend(panel, found, place, outcome, published),
        ]
        rule = found.setting.chosen_for.rule
        base = diagnostics.base_window(panel, found, place, outcome, rule, published)
        if not method_named(method).takes_base:
            base = replace(base, gate=False, bars="")
        made.insert(0, base)
        made.append(self._weights(method, place, outcome, published))
        kept = [check for check in made if check is not None]
        first = len(self.checks)
        self.checks.extend(kept)
        return tuple(range(first, first + len(kept)))

    def _tell(self, method: str, place: Place, outcome: str, why: str) -> None:
        """That the method asked for, where another carries the verdicts, gives no estimate."""
        asked = self.shared.study.rule.headline
        if method == asked != self.method and place == (TARGET, WHOLE):
            key = parameter(self.found, place, outcome, "count")
            facts = remark("method-asked", method=method, why=why)
            self.checks.append(Check("method-asked", None, False, facts, parameter=key))

    def _weights(self, method: str, place: Place, outcome: str, published: bool) -> Check | None:
        weighed = self.found.fitted[method].weighed.get(outcome)
        if weighed is None:
            return None
        from waterbed.effect.weighted import weights_check

        key = parameter(self.found, place, outcome, "count")
        smallest = smallest_count(self.found, place, outcome)
        return weights_check(method, weighed, key, smallest, published)


def _shared_warnings(events: tuple[str, ...], package: tuple[str, ...]) -> tuple[Remark, ...]:
    found = [remark("event", event=name) for name in events]
    if package:
        found.append(remark("co-treated", interventions=package))
    return tuple(found)


def _wdd(
    found: Comparison,
    place: Place,
    outcome: str,
    level: float,
    phi: Dispersion | None,
    published: bool,
) -> list[Estimate]:
    """The same difference with the published Poisson error and the dispersion-robust one."""
    o = found.outcomes.index(outcome)
    base, post = found.totals.donor_sums()
    made = scaled_wdd(
        found.counts(place, outcome),
        (float(base[o]), float(post[o])),
        level=level,
        dispersion=phi,
    )
    return [
        replace(
            one,
            parameter=parameter(found, place, outcome, "count"),
            base=found.window.base,
            post=found.window.post,
            areas=len(found.places[place]),
            smallest=smallest_count(found, place, outcome),
            published=published,
        )
        for one in made
    ]


def _pre_dispersion(panel: Panel, found: Comparison, outcome: str) -> Dispersion | None:
    """Variance over mean of monthly counts in the (up to) 24 months before the base ends."""
    o = found.outcomes.index(outcome)
    end = panel.slice(found.window.base).stop
    months = slice(max(0, end - 24 // panel.step), end)
    use = found.totals.donors[:, o] & panel.covered[o][:, months].all(axis=1)
    try:
        return dispersion(panel.counts[o][use, months])
    except Refusal:
        return None


def _roles(found: Comparison, areas: Areas) -> tuple[RoleCount, ...]:
    window, zones = found.window, found.zones
    shown = dict(zones.by_tolerance)
    if len(zones.target) <= NAMED:
        shown["target"] = zones.target

    def role(name: str, members: np.ndarray) -> RoleCount:
        names = tuple(areas.names[i] or areas.ids[i] for i in shown.get(name, ()))
        return RoleCount(window.intervention, window.name, name, len(members), names)

    donors = np.flatnonzero(found.totals.donors.any(axis=1))
    gaps = np.setdiff1d(zones.donors, donors)
    out = [role(name, members) for name, members in zones.named()]
    out.append(role("buffer", zones.buffer))
    out.append(role("donors", donors))
    out += [role(f"left out: {name}", members) for name, members in zones.left_out]
    out.append(role("left out: gaps", gaps))
    return tuple(out)


def _series(bench: _Bench) -> tuple[Series, ...]:
    """Counts of target and zones by period, beside what the deciding method expects of them."""
    panel, found, made = bench.shared.panel, bench.found, []
    for o, outcome in enumerate(found.outcomes):
        for (zone, part), members in found.places.items():
            if part != WHOLE or found.refusal((zone, part), outcome, bench.method):
                continue
            known = panel.covered[o][members].all(axis=0)
            counts = panel.counts[o][members].sum(axis=0)
            expected = _expected(bench, (zone, part), o)
            made.append(
                Series(
                    found.window.intervention,
                    outcome,
                    zone,
                    found.window.name,
                    tuple(int(m) for m in panel.periods),
                    panel.step,
                    tuple(float(c) if k else None for c, k in zip(counts, known, strict=True)),
                    tuple(float(e) if np.isfinite(e) else None for e in expected),
                    found.window.base,
                    found.window.post,
                    smallest=smallest_count(found, (zone, part), outcome),
                    published=bench.shared.study.outcome_published(outcome),
                )
            )
    return tuple(made)


def _expected(bench: _Bench, place: Place, o: int) -> np.ndarray:
    """What is expected by period, [T], not a number where nothing is: the donors' counts scaled to
    the place's base, or, of a method that looks ahead from each year, its total for that year
    spread over the months as the donors' counts are."""
    panel, found = bench.shared.panel, bench.found
    donors = found.totals.donors[:, o]
    here = panel.covered[o] & donors[:, None]
    total = (panel.counts[o] * here).sum(axis=0).astype(float)
    foreseen = bench.found.fitted[bench.method].foreseen.get(place)
    if foreseen is None:
        base = (found.totals.base[:, o][:, None] * here).sum(axis=0)
        own = found.counts(place, found.outcomes[o])[0]
        return np.where(base > 0, total / np.maximum(base, 1e-300) * own, np.nan)
    expected = np.full(len(total), np.nan)
    for months, mu in foreseen:
        part = panel.slice(months)
        share = total[part] / max(total[part].sum(), 1e-300)
        expected[part] = mu[o] * share
    return expected


def _claimed(study: Study, claims: tuple[Claim, ...]) -> dict[str, Parameter]:
    keys = {claim.id: parameter_of(claim, study.rule) for claim in claims}
    return {claim: key for claim, key in keys.items() if key is not None}


def _told(bench: _Bench, claims: tuple[Claim, ...]) -> dict[str, Parameter]:
    """Parameters of the claims that have an estimate, by claim."""
    keys = _claimed(bench.shared.study, claims)
    found, method = bench.found, bench.method
    return {
        claim: key
        for claim, key in keys.items()
        if (key.zone, WHOLE) in found.places
        and not found.refusal((key.zone, WHOLE), key.outcome, method)
    }


def _strips(bench: _Bench, claims: tuple[Claim, ...]) -> tuple[PlaceboStrip, ...]:
    """Target and placebos (of the pool that gives the p) of every parameter claimed about."""
    fitted, study = bench.found.fitted[bench.method], bench.shared.study
    made = {}
    asked = [*_told(bench, claims).values()]
    if bench.main:
        target = ("target", WHOLE)
        asked += [
            parameter(bench.found, target, outcome, "count")
            for outcome in bench.found.outcomes
            if not bench.found.refusal(target, outcome, bench.method)
        ]
    for key in asked:
        o = bench.found.outcomes.index(key.outcome)
        t = float(fitted.real[key.zone, WHOLE].t[o])
        pools = fitted.reference.placebos(key.zone, key.outcome)
        pool = max(pools, key=lambda one: tails(t, (one,)).both)
        made[replace(key, scale="count")] = PlaceboStrip(
            replace(key, scale="count"),
            t,
            tuple(round(float(t), 3) for t in pool[np.isfinite(pool)]),
            published=study.outcome_published(key.outcome),
        )
    return tuple(made.values())


def _families(bench: _Bench, claims: tuple[Claim, ...]) -> tuple[tuple[str, Ends], ...]:
    """Deciding interval of each claim, simultaneous over the claims of its family."""
    rule, found = bench.shared.study.rule, bench.found
    reference = found.fitted[bench.method].reference
    keys = _told(bench, claims)
    families: dict[str, list[str]] = {}
    for claim in claims:
        if claim.id in keys:
            families.setdefault(family_of(claim, rule), []).append(claim.id)
    out = []
    for members in families.values():
        cells = tuple(dict.fromkeys((keys[one].zone, keys[one].outcome) for one in members))
        own = [critical(reference.placebos(*cell), rule.deciding_level) for cell in cells]
        ends = simultaneous(reference.joint(cells), own, rule.deciding_level)
        for one in members:
            key = keys[one]
            at = ends[cells.index((key.zone, key.outcome))]
            place = (key.zone, WHOLE)
            out.append((one, ends_on(found, bench.method, place, key.outcome, key.scale, at)))
    return tuple(out)
