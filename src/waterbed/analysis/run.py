"""Plan, then run: from a study, its areas and its panel to Results.

`analyse` is the way: a plan, a comparison a task of it (`analysis.compare`), what all of them found
together, and the verdicts on it (`analysis.verdicts`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from waterbed import __version__
from waterbed.analysis.activity import read_done
from waterbed.analysis.attitudes import as_public
from waterbed.analysis.breaks import find_breaks, kinds_kept
from waterbed.analysis.compare import Compared, work
from waterbed.analysis.foresight import PLACEBOS, pooled
from waterbed.analysis.lock import compare_lock
from waterbed.analysis.noticed import notices_of, study_checks
from waterbed.analysis.plan import Plan, make_plan
from waterbed.analysis.police_uk_limits import POLICE_UK
from waterbed.analysis.populations import ranges_of
from waterbed.analysis.readers import Readers
from waterbed.analysis.recorded import outcome_total, readings
from waterbed.analysis.snap_points import snap_checks, studied
from waterbed.analysis.verdicts import evidence_of, methods_of, verdicts_of
from waterbed.analysis.weighted_outcomes import to_read, weighed
from waterbed.analysis.window_findings import Shared
from waterbed.claims import Evidence
from waterbed.disclosure.activity import on_rounded
from waterbed.disclosure.elsewhere import limits, marked_outcomes
from waterbed.disclosure.panel import rounded_readings
from waterbed.model.activity import Done
from waterbed.model.areas import Areas
from waterbed.model.changes import ChangeLog
from waterbed.model.covariates import Followed
from waterbed.model.errors import raise_all
from waterbed.model.estimate import Check
from waterbed.model.findings import Findings, total
from waterbed.model.histories import Histories
from waterbed.model.months import month
from waterbed.model.panel import Panel
from waterbed.model.parallel import map_tasks
from waterbed.model.points import PointUse
from waterbed.model.progress import Progress, quiet
from waterbed.model.results import InputRecord, Results
from waterbed.model.sources import DelayTable
from waterbed.model.study import Study
from waterbed.model.triangle import Triangle
from waterbed.read import read_areas
from waterbed.read.agree import check_months, check_places
from waterbed.read.police_uk.changes import read_changes
from waterbed.read.police_uk.lsoa_names import with_lsoa_names
from waterbed.read.study.absent import absent_files, not_here
from waterbed.read.study.by_name import by_name
from waterbed.read.study.delays import read_delays
from waterbed.read.study.populations import read_populations
from waterbed.read.study.study_file import read_study
from waterbed.read.study.workbook_writing import told_by_cell
from waterbed.read.tables.counts import CountsRead
from waterbed.read.tables.covariates import read_covariates
from waterbed.read.tables.kinds import read_kinds
from waterbed.reporting.pairs import paired
from waterbed.reporting.tipping import tipping_of
from waterbed.reporting.windows import delay_findings

PACKAGES = ("numpy", "scipy", "polars", "shapely")
"""Those on whose version a number may depend."""

ANEW = Readers()


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything that a study file points to, read."""

    study: Study
    areas: Areas
    counts: CountsRead
    records: tuple[InputRecord, ...]
    delays: tuple[tuple[DelayTable, Triangle], ...] = ()
    lists: tuple[tuple[str, Histories], ...] = ()
    activity: tuple[Done, ...] = ()
    changes: tuple[ChangeLog, ...] = ()
    covariates: tuple[Followed, ...] = ()


def reach_of(study: Study) -> float:
    """The largest distance in metres that any rule of the study asks about."""
    rules = [rule for intervention in study.interventions for _, rule in intervention.rules()]
    return max((max(rule.tolerance, rule.distance) for rule in rules), default=0.0)


def read_inputs(
    study: Study | Path,
    data: Path | None = None,
    *,
    draft: bool = False,
    readers: Readers = ANEW,
) -> Inputs:
    """Read all that a study names; InputError or InputErrors for anything wrong.

    study : a study, or the path of a study file, which is read first; data, draft : as of
        `read_study`; readers : how its map and its counts are read
    """
    asked = read_study(study, data, draft=draft) if isinstance(study, Path) else study
    raise_all(not_here(absent_files(asked), asked.file))
    with told_by_cell(asked.file):
        return _read_named(asked, readers)


def _read_named(study: Study, readers: Readers) -> Inputs:
    areas: Areas | None = None
    records: tuple[InputRecord, ...] = ()
    if study.areas.file is not None:
        areas, records = readers.areas(study.areas, reach_of(study), study.folder)
    counts = readers.counts(study.counts, to_read(study.outcomes), areas, study.areas, study.folder)
    if any(outcome.weights for outcome in study.outcomes):
        counts = replace(counts, panel=weighed(counts.panel, study.outcomes))
    if areas is None:
        counts = replace(counts, areas=with_lsoa_names(counts.areas, study.counts))
    study = by_name(study, counts.areas)
    check_places(study, counts.areas)
    delays, delayed = read_delays(study.delays, folder=study.folder)
    lists = read_populations(study.populations, folder=study.folder)
    activity, acted = read_done(study, counts.areas)
    changes, logs = read_changes(study, study.folder)
    beside, covariate_records = read_covariates(
        study.covariates, counts.areas.ids, folder=study.folder
    )
    input_records = (*records, *counts.records, *delayed, *acted, *logs, *covariate_records)
    return Inputs(
        study, counts.areas, counts, input_records, delays, lists, activity, changes, beside
    )


def run(
    study: Study | Path,
    data: Path | None = None,
    *,
    placebos: int = PLACEBOS,
    workers: int = 1,
    run_month: int | None = None,
    readers: Readers = ANEW,
    progress: Progress = quiet,
) -> tuple[Results, Panel]:
    """Read a study and analyse it (`analyse`); the panel is for the internal profile alone.

    run_month : ordinal of the month of the run, by default this one
    """
    progress("reading", 0, 1)
    inputs = read_inputs(study, data, readers=readers)
    panel = inputs.counts.panel
    check_months(inputs.study, panel)
    results = analyse(
        inputs.study,
        inputs.areas,
        panel,
        inputs.records,
        categories=categories_of(inputs),
        apart=inputs.counts.apart,
        delays=inputs.delays,
        lists=inputs.lists,
        activity=inputs.activity,
        changes=inputs.changes,
        covariates=inputs.covariates,
        points=read_points(inputs, readers),
        run_month=this_month() if run_month is None else run_month,
        placebos=placebos,
        workers=workers,
        progress=progress,
    )
    return results, panel


def areas_of(study: Study, panel: Panel) -> Areas:
    """The areas of a panel: as the study's map has them, or by their ids alone."""
    if study.areas.file is None:
        return Areas(panel.areas, panel.areas, ("",) * len(panel.areas))
    areas, _ = read_areas(study.areas, reach_of(study), folder=study.folder)
    return areas


def categories_of(inputs: Inputs) -> dict[str, Panel]:
    """The kinds that each outcome is made of, in the window whose zones are broken down."""
    study = inputs.study
    main = next((task for task in make_plan(study, inputs.counts.panel).tasks if task.main), None)
    if main is None or not study.intervention(main.window.intervention).zones:
        return {}
    return read_kinds(study, inputs.areas, inputs.counts, main.window)


def read_points(inputs: Inputs, readers: Readers = ANEW) -> tuple[PointUse, ...]:
    """How the snap points of police.uk were used in the months and areas of the comparisons."""
    study, panel = inputs.study, inputs.counts.panel
    tables = [count for count in study.counts if count.layout == POLICE_UK]
    if not tables:
        return ()
    asked = studied(study, inputs.areas, panel)
    ids = {key for _, members in asked for key in members}
    spans = [span for window, _ in asked for span in (window.base, window.post)]
    months = {m for span in spans for m in range(span.first, span.last + 1)}
    uses = (readers.points(table, study.areas, ids, months, study.folder) for table in tables)
    return tuple(use for use in uses if use is not None)


def this_month() -> int:
    """Ordinal of the present month."""
    return month(date.today().strftime("%Y-%m"))


def analyse(
    study: Study,
    areas: Areas,
    panel: Panel,
    records: Sequence[InputRecord] = (),
    *,
    categories: Mapping[str, Panel] | None = None,
    apart: Mapping[str, Panel] | None = None,
    delays: Sequence[tuple[DelayTable, Triangle]] = (),
    lists: Sequence[tuple[str, Histories]] = (),
    activity: Sequence[Done] = (),
    changes: Sequence[ChangeLog] = (),
    covariates: Sequence[Followed] = (),
    points: Sequence[PointUse] = (),
    run_month: int = 0,
    placebos: int = PLACEBOS,
    workers: int = 1,
    executor: Executor | None = None,
    progress: Progress = quiet,
) -> Results:
    """Everything that a study asks, from its panel.

    categories : by outcome, the kinds that it is made of, on the same areas
    apart : the same over all months (`CountsRead.apart`)
    placebos : how many where they are drawn at random (targets of several areas)
    run_month : its ordinal, which bounds what may be said of rises elsewhere (0: none are sought)
    The answer does not depend on workers or executor.
    """
    plan = make_plan(study, panel)
    shared = _shared(study, areas, panel, placebos, run_month, categories or {}, apart or {},
                     activity, covariates)  # fmt: skip
    tasks = map_tasks(work, shared, plan.tasks, workers=workers, executor=executor)
    compared = _counted(tasks, len(plan.tasks), progress)
    checks = (*study_checks(study), *snap_checks(study, areas, panel, points))
    findings = gather(study, plan, compared, delays, checks)
    populations = ranges_of(study, dict(lists))
    evidence = evidence_of(study, readings(study, areas, panel), findings, populations, activity)
    lock, lock_date = compare_lock(study)
    results = Results(
        study=study,
        version=__version__,
        inputs=tuple(records),
        outcomes=tuple(outcome_total(study, panel, o) for o in range(len(panel.outcomes))),
        by_quarter=findings.by_quarter,
        notices=notices_of(study, areas, panel, plan, (lock, lock_date), changes, activity),
        lock=lock,
        lock_date=lock_date,
        packages=tuple((name, version(name)) for name in PACKAGES),
        placebos_asked=placebos,
        methods=methods_of(study),
        populations=populations,
        activity=tuple(activity),
        surveys=tuple(evidence.surveys.values()),
        run_month=run_month,
        official=areas.official,
        **_results_of(plan, evidence),
    )
    return _with_rounded(results, plan, evidence, compared, delays, checks)


def _shared(
    study: Study,
    areas: Areas,
    panel: Panel,
    placebos: int,
    run_month: int,
    categories: Mapping[str, Panel],
    apart: Mapping[str, Panel],
    activity: Sequence[Done],
    covariates: Sequence[Followed],
) -> Shared:
    """What every comparison of a study has in common."""
    bounds = (
        {outcome.id: limits(outcome, run_month).last for outcome in marked_outcomes(study)}
        if run_month
        else None
    )
    breaks = find_breaks(study, panel, apart)
    kept = kinds_kept(study, apart, breaks)
    return Shared(study, areas, panel, placebos, bounds, categories, kept, breaks,
                  tuple(activity), tuple(covariates))  # fmt: skip


def _with_rounded(
    results: Results,
    plan: Plan,
    evidence: Evidence,
    compared: Sequence[Compared],
    delays: Sequence[tuple[DelayTable, Triangle]],
    checks: Sequence[Check],
) -> Results:
    """The results with those on rounded totals, where anything that they rest on is not
    published."""
    study = results.study
    again = [task.rounded for task in compared if task.rounded is not None]
    is_open = all(done.activity.open for done in results.activity)
    if not again and is_open and all(survey.published for survey in study.surveys):
        return results
    findings = gather(study, plan, again, delays, checks) if again else evidence.findings
    return replace(
        results, rounded=_judged_on_rounded(results, plan, evidence, findings, bool(again))
    )


def _judged_on_rounded(
    results: Results, plan: Plan, evidence: Evidence, findings: Findings, again: bool
) -> Results:
    """The same run on rounded totals of what is not published.

    findings : on rounded totals, where any table of counts is not published (`again`)
    """
    done = {activity.activity.id: on_rounded(activity) for activity in results.activity}
    surveys = {
        key: as_public(attitude, results.study.rule) for key, attitude in evidence.surveys.items()
    }
    evidence = replace(evidence, activity=done, surveys=surveys)
    results = replace(results, surveys=tuple(surveys.values()))
    if not again:
        return replace(results, verdicts=verdicts_of(plan, evidence))
    claims = {claim.id: claim for claim in results.study.claims}
    known = {key: rounded_readings(table, claims[key]) for key, table in evidence.readings.items()}
    return replace(
        results, **_results_of(plan, replace(evidence, findings=findings, readings=known))
    )


def _results_of(plan: Plan, evidence: Evidence) -> dict[str, Any]:
    """What results take of findings, and the verdicts on them."""
    parts = "detectable estimates checks series strips surroundings donors elsewhere roles map"
    return {name: getattr(evidence.findings, name) for name in parts.split()} | {
        "verdicts": verdicts_of(plan, evidence),
        "readings": tuple(evidence.readings.values()),
    }


def _counted(compared: Iterable[Compared], tasks: int, progress: Progress) -> list[Compared]:
    """The comparisons as they come, counted off."""
    done: list[Compared] = []
    progress("comparing", 0, tasks)
    for window_compared in compared:
        done.append(window_compared)
        progress("comparing", len(done), tasks)
    return done


def gather(
    study: Study,
    plan: Plan,
    compared: Sequence[Compared],
    delays: Sequence[tuple[DelayTable, Triangle]] = (),
    checks: Sequence[Check] = (),
) -> Findings:
    """Everything found, from what each task found; checks : of the whole study, which come first"""
    findings = total(
        [
            Findings(checks=tuple(checks)),
            *(window_compared.findings for window_compared in compared),
        ]
    )
    methods = dict(methods_of(study))
    shifts, late = delay_findings(study, delays, findings.estimates, methods)
    findings += Findings(tuple(shifts), tuple(late))
    findings += Findings(tuple(tipping_of(study, findings.estimates, methods)))
    pairs = [(outcome.id, outcome.second) for outcome in study.outcomes]
    findings += Findings(tuple(paired(findings.estimates, pairs, methods)))
    return plan.findings() + findings + pooled(study, plan, compared)
