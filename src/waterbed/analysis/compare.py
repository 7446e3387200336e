"""One comparison worked through: estimates, checks, detectable effects, pictures.

This is what a worker process does; it sees the shared inputs and one task of the plan.  It answers
no claim: verdicts rest on what it gives, and are decided when all tasks are done
(`analysis.verdicts`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from waterbed.analysis.activity import of_target
from waterbed.analysis.breaks import (
    break_check,
    concerns,
    estimate_without,
    find_breaks,
    without_breaks,
)
from waterbed.analysis.covariates import NAME as COVARIATE
from waterbed.analysis.covariates import covariate_checks
from waterbed.analysis.families import answered, families, sizes
from waterbed.analysis.lasting import lasting_findings, pairs_of
from waterbed.analysis.mapped import map_areas
from waterbed.analysis.narrowed import narrowed
from waterbed.analysis.plan import Task
from waterbed.analysis.rises_elsewhere import rises_elsewhere
from waterbed.analysis.round_about import round_about
from waterbed.analysis.series import donor_totals, quarters, roles, series, strips
from waterbed.analysis.window_findings import Shared, Worked
from waterbed.claims import Asked
from waterbed.disclosure.inputs import tells_gaps
from waterbed.disclosure.panel import Round, rounded_kinds, rounded_panel, with_noughts
from waterbed.effect import diagnostics
from waterbed.effect.compare import Comparison, as_listed, compare
from waterbed.effect.estimand import Estimand
from waterbed.effect.other_outcomes import Beside, fit_others
from waterbed.effect.setting import WHOLE
from waterbed.effect.zones import covered_by
from waterbed.model.estimate import Check, Estimate, Parameter, Remark, remark
from waterbed.model.findings import Findings, total
from waterbed.model.kinds import PAIRED
from waterbed.model.methods import carrying, fitted_with
from waterbed.model.study import TARGET, Study
from waterbed.model.window import Window
from waterbed.model.zones import Members
from waterbed.programme.wave import Wave, wave_of


@dataclass(frozen=True, slots=True)
class Compared:
    """What one task found; `wave` is what it gives to the programmes that it is a wave of.

    rounded : the same, worked through on rounded totals of what is not published; None where every
        table is
    """

    window: Window
    findings: Findings
    wave: Wave | None = None
    rounded: Compared | None = None


def work(shared: Shared, task: Task) -> Compared:
    """Make one comparison and everything that hangs on it."""
    shared = narrowed(shared, task)
    comparison = compared_of(shared, task)
    exact = worked_through(shared, task, comparison)
    if shared.study.published:
        return exact
    secret = [
        outcome.id
        for outcome in shared.study.outcomes
        if not shared.study.outcome_published(outcome.id)
    ]
    filled = _with_noughts(shared, task, comparison, secret)
    if filled is not shared:
        shared, comparison = filled, compared_of(filled, task)
    again = _rounded_inputs(shared, _rounding(shared.study, task, comparison, secret))
    rounded = worked_through(again, task, compared_of(again, task))
    aside = _not_rounded(exact.findings, secret)
    return replace(exact, rounded=replace(rounded, findings=rounded.findings + aside))


def _with_noughts(
    shared: Shared, task: Task, comparison: Comparison, secret: Sequence[str]
) -> Shared:
    """The inputs with areas of target and zones that have no row taken to have counted nought, and
    all of them where a month that is compared has none.

    Those of a ring only where no other area loses its role by that: what is expected rests on the
    comparison areas whose total the ledger holds.
    """
    study, zones = shared.study, comparison.zones
    silent = [outcome for outcome in secret if not tells_gaps(study, outcome)]
    listed = as_listed(comparison, study, shared.areas).zones
    if np.isin(zones.donors, listed.donors).all():
        zones = listed
    members = np.unique(np.concatenate([members for _, members in zones.named()]))
    spans = (task.window.base, task.window.post)
    panel = with_noughts(shared.panel, silent, members, spans)
    if np.array_equal(panel.covered, shared.panel.covered):
        return shared
    # The kinds are read in the months of the main comparison.
    asked = spans if task.main else ()
    kinds = {
        key: with_noughts(among, among.outcomes, members, asked) if key in silent else among
        for key, among in shared.categories.items()
    }
    return replace(shared, panel=panel, categories=kinds)


def _rounded_inputs(shared: Shared, what: Round) -> Shared:
    """The inputs as a public report may use them, what breaks everywhere among them."""
    panel = rounded_panel(shared.panel, what)
    apart = {
        key: rounded_kinds(shared.panel, kinds, what)
        for key, kinds in shared.apart.items()
        if key in what.outcomes and key not in what.sums
    }
    breaks = find_breaks(shared.study, panel.only(list(what.outcomes)), apart)
    return replace(shared, panel=panel, apart=apart, breaks=breaks, again=True)


def _not_rounded(findings: Findings, secret: Sequence[str]) -> Findings:
    """What is not worked through on rounded totals: what is published, or withheld of an outcome
    that is not."""
    return Findings(
        checks=tuple(
            check
            for check in findings.checks
            if check.name in (*BREAKS, COVARIATE, "common-change") and _outcome(check) not in secret
        ),
        by_quarter=findings.by_quarter,
        surroundings=tuple(
            surrounding
            for surrounding in findings.surroundings
            if surrounding.outcome not in secret
        ),
    )


def _outcome(check: Check) -> str:
    return "" if check.parameter is None else check.parameter.outcome


BREAKS = ("category-break", "period-jump")
"""Checks of the counts of all areas."""


def _rounding(study: Study, task: Task, comparison: Comparison, secret: Sequence[str]) -> Round:
    """What is rounded of a comparison; a place that meets an earlier one is rounded where it does
    not."""
    places: list[Members] = []
    for _, members in comparison.zones.named():
        known = np.concatenate(places) if places else np.empty(0, np.int64)
        places.append(np.setdiff1d(members, known))
    later = {asked.claim.later for asked in task.asked if asked.claim.later}
    span = comparison.setting.panel.span
    posts = [study.rule.window(name).post for name in sorted(later)]
    return Round(
        secret,
        [outcome.id for outcome in study.outcomes if outcome.weights and outcome.id in secret],
        places,
        comparison.totals.donors,
        comparison.window,
        [post for post in posts if post.last <= span.last],
        comparison.setting.history,
    )


def compared_of(shared: Shared, task: Task) -> Comparison:
    study, window = shared.study, task.window
    method, start = carrying_of(study, window.intervention), window.start
    # What other methods find stands beside an answer, and decides none.
    alone = start is not None or shared.answers
    return compare(
        study,
        window,
        shared.areas,
        shared.panel,
        count=shared.placebos,
        seed=list(task.seed),
        history=None if start is None else start.began - 1,
        methods=(method,) if alone else fitted_with(study.rule.headline),
        drawn=shared.drawn,
    )


def worked_through(shared: Shared, task: Task, comparison: Comparison) -> Compared:
    study, window = shared.study, task.window
    method, start = carrying_of(study, window.intervention), window.start
    events = diagnostics.touched_events(comparison, study.events)
    package = _package(shared, comparison)
    warnings = _shared_warnings(events, package)
    here = tuple(done for done in shared.activity if of_target(done, comparison, shared.areas))
    worked = Worked(
        study, comparison, method, start is None, warnings, task.relatives, here, shared.answers
    )
    own = worked.findings(task.asked)
    others = fit_others(study, comparison, shared.areas, method, [*task.seed, 2])
    beside = total(_beside(worked, other).findings(task.asked) for other in others)
    where = (window.intervention, window.key)
    findings = own + beside + Findings(events={where: events}, package={where: package})
    findings += Findings(donors=donor_totals(comparison, study))
    compared = [comparison, *(other.comparison for other in others)]
    findings += _two_windows(study, compared, method, task, findings)
    if not shared.answers:
        findings += Findings(checks=_breaks(shared, task, method, own))
    findings += Findings(checks=covariate_checks(shared, task, comparison))
    wave = _wave(study, comparison, method, task, findings)
    if start is not None or shared.answers:
        return Compared(window, findings, wave)
    placed = as_listed(comparison, study, shared.areas) if shared.again else comparison
    pictures = Findings(
        simultaneous=families(compared, method, study.rule, task.asked, findings),
        roles=roles(placed, shared.areas),
        series=series(comparison, method, study),
        strips=strips(comparison, method, study, _pictured(comparison, method, task.asked)),
    )
    elsewhere = rises_elsewhere(shared, task, comparison, method, others)
    pictures += Findings(elsewhere=() if elsewhere is None else (elsewhere,))
    if task.main:
        pictures += Findings(map=map_areas(placed, shared.areas))
    if shared.again:
        return Compared(window, findings + pictures, wave)
    if task.by_quarter:
        pictures += Findings(by_quarter=quarters(comparison, method, study, task.asked))
    around = round_about(study, shared.areas, comparison, method, task.asked, own)
    return Compared(window, findings + pictures + around, wave)


@dataclass(frozen=True, slots=True)
class Foreknown:
    """What is known of a task before any count after its start is read, whatever is claimed of it.

    findings : of the target and its zones; others : of other outcomes in their own places
    """

    worked: Worked
    findings: Findings
    others: tuple[tuple[Worked, Findings], ...]


Memory = dict[tuple[Window, tuple[tuple[str, str, str], ...]], Foreknown]
"""By window, and what is set beside a zone in it: as long as nothing of a study changes but its
claims."""


def look_ahead(shared: Shared, task: Task, memory: Memory | None = None) -> Compared:
    """What is known of a task before any count after its start is read: its refusals, its gates and
    what could decide and be seen, by the method that carries the verdicts and on the same placebos
    as in `work`.  Values are there and are not for reading (`foresight.without_values`).

    memory : what was made of this study with other claims; is added to
    """
    shared = narrowed(shared, task)
    study, window = shared.study, task.window
    memory = {} if memory is None else memory
    key = (window, task.relatives)
    if key not in memory:
        memory[key] = _ahead(shared, task)
    known = memory[key]
    parts = [(known.worked, known.findings), *known.others]
    findings = total(part + worked.seen(task.asked, part.detectable) for worked, part in parts)
    compared = [worked.comparison for worked, _ in parts]
    findings += _two_windows(study, compared, known.worked.method, task, findings)
    wave = _wave(study, compared[0], known.worked.method, task, findings)
    return Compared(window, findings, wave)


def _ahead(shared: Shared, task: Task) -> Foreknown:
    study, window = shared.study, task.window
    method = carrying_of(study, window.intervention)
    comparison = compare(
        study,
        window,
        shared.areas,
        shared.panel,
        count=shared.placebos,
        seed=list(task.seed),
        methods=(method,),
    )
    worked = Worked(study, comparison, method, False, (), task.relatives, ahead=True)
    # What they counted after the start is for nobody to read yet.
    donors = [
        donor_total
        for donor_total in donor_totals(comparison, study)
        if donor_total.months == window.base
    ]
    others = fit_others(study, comparison, shared.areas, method, [*task.seed, 2])
    beside = [_beside(worked, other) for other in others]
    findings = worked.of_outcomes() + Findings(donors=tuple(donors))
    return Foreknown(
        worked, findings, tuple((work_beside, work_beside.of_outcomes()) for work_beside in beside)
    )


def _wave(
    study: Study, comparison: Comparison, method: str, task: Task, findings: Findings
) -> Wave | None:
    """What the comparison gives to the programmes that it is a wave of, or None."""
    if not task.shares:
        return None
    return wave_of(study, comparison, method, findings.estimates, task.shares, task.seed)


def _two_windows(
    study: Study, compared: Sequence[Comparison], method: str, task: Task, findings: Findings
) -> Findings:
    """Claims that a change lasted or went back, whose first window this is."""
    pairs = pairs_of(study, compared[0], method, task.asked)
    many = sizes(compared, method, task.asked) if pairs else {}
    return lasting_findings(study, method, pairs, findings, many)


def _breaks(shared: Shared, task: Task, method: str, own: Findings) -> tuple[Check, ...]:
    """What breaks everywhere in the months of a comparison or before, and, of the study's main
    comparison, what the target's change would be without."""
    study, window, checks = shared.study, task.window, []
    if window.start is not None:
        return ()
    for outcome in shared.panel.outcomes:
        breaks = [
            found_break
            for found_break in shared.breaks
            if found_break.outcome == outcome and concerns(found_break, window)
        ]
        key = Parameter("effect", window.intervention, outcome, TARGET, window.key, "ratio")
        beside = own.of(key, method)
        without: Estimate | str = ""
        if breaks and task.main and beside is not None and not shared.again:
            kinds = shared.apart.get(outcome)
            altered = without_breaks(shared.panel, kinds, outcome, breaks)
            if altered is not None:
                without = estimate_without(
                    study, shared.areas, altered, window, method,
                    count=shared.placebos, seed=task.seed,
                )  # fmt: skip
        checks += [break_check(found_break, window, beside, without) for found_break in breaks]
    return tuple(checks)


def carrying_of(study: Study, intervention: str) -> str:
    """The method that carries the verdicts of an intervention."""
    return carrying(study.rule.headline, study.intervention(intervention).chosen_for.rule)


def _package(shared: Shared, comparison: Comparison) -> tuple[str, ...]:
    """Other interventions in force in the target."""
    interventions = shared.study.interventions
    covered = {
        other.id: frozenset(int(i) for i in covered_by(other, shared.areas))
        for other in interventions
    }
    return diagnostics.other_interventions(comparison, interventions, covered)


def _beside(worked: Worked, other: Beside) -> Worked:
    """Another outcome in its own place, as the target is, on the same method; the package is told
    where the target belongs to the place."""
    holds = np.isin(worked.comparison.zones.target, other.members).all()
    warnings = tuple(
        warning for warning in worked.warnings if holds or warning.code != "co-treated"
    )
    return replace(worked, comparison=other.comparison, warnings=warnings)


def _shared_warnings(events: tuple[str, ...], package: tuple[str, ...]) -> tuple[Remark, ...]:
    warnings = [remark("event", event=name) for name in events]
    if package:
        warnings.append(remark("co-treated", interventions=package))
    return tuple(warnings)


def _pictured(comparison: Comparison, method: str, asked: Sequence[Asked]) -> list[Parameter]:
    """Parameters drawn among their placebos: those claimed about, and every outcome's target."""
    target = (TARGET, WHOLE)
    claimed = [key for _, key in answered(comparison, method, asked) if key.question not in PAIRED]
    return claimed + [
        Estimand(comparison, target, outcome).parameter()
        for outcome in comparison.outcomes
        if not comparison.refusal(target, outcome, method)
    ]
