"""What tables of recorded x committed months say of the windows of a study."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from waterbed.model.errors import InputError
from waterbed.model.estimate import Check, Estimate, Parameter
from waterbed.model.months import Months
from waterbed.model.sources import DelayTable
from waterbed.model.study import TARGET, Study, question_of
from waterbed.model.triangle import Triangle
from waterbed.model.window import Window
from waterbed.reporting.delay import age_shift, completeness_check, shift_estimates, window_check
from waterbed.reporting.tipping import RatioSubject

Tables = Sequence[tuple[DelayTable, Triangle]]


def delay_findings(
    study: Study, tables: Tables, estimates: Sequence[Estimate], methods: Mapping[str, str]
) -> tuple[list[Estimate], list[Check]]:
    """Shifts in delay and checks, for every window and outcome that a table speaks of.

    A window outside the table's months of recording has none.  Checks: `committed-before` where
    the outcome is counted by month of recording, `completeness` where by month of the offence.
    Shifts only where the table is divided into places, of which the target's is one.
    """
    shifted: list[Estimate] = []
    checks: list[Check] = []
    for table, triangle in tables:
        group = table.place or triangle.groups[0]
        for window in study.rule.windows:
            covered = _inside(window.base, triangle) and _inside(window.post, triangle)
            if not covered or table.intervention not in ("", window.intervention):
                continue
            for outcome in table.outcomes:
                checks.append(_check(study, table, triangle, group, window, outcome, estimates,
                                     methods))  # fmt: skip
            if table.place:
                shifted += _shifts(table, triangle, window)
    return shifted, checks


def _inside(months: Months, triangle: Triangle) -> bool:
    return triangle.span.first <= months.first and months.last <= triangle.span.last


def _check(
    study: Study,
    table: DelayTable,
    triangle: Triangle,
    group: str,
    window: Window,
    outcome: str,
    estimates: Sequence[Estimate],
    methods: Mapping[str, str],
) -> Check:
    about = Parameter(
        question_of(TARGET), window.intervention, outcome, TARGET, window.name, "count"
    )
    if not _by_recording(study, outcome):
        return completeness_check(triangle, group, window.post, about, table.published)
    estimate = next(
        (
            estimate
            for estimate in estimates
            if estimate.parameter == about and estimate.method == methods.get(window.intervention)
        ),
        None,
    )
    ratio = None
    if estimate is not None and estimate.observed is not None and estimate.expected:
        ratio = estimate.observed / estimate.expected
    published = table.published and (estimate is None or estimate.published)
    start = window.post.first
    return window_check(triangle, group, window.post, start, ratio, about, published)


def _by_recording(study: Study, outcome: str) -> bool:
    tables = study.tables_of(study.outcome(outcome))
    return any(table.date == "recorded" for table in tables)


def _shifts(table: DelayTable, triangle: Triangle, window: Window) -> list[Estimate]:
    """Records of the target's place by age against all others; none where there are too few."""
    try:
        shift = age_shift(triangle, table.place, window.base, window.post)
    except InputError:
        return []
    estimates = []
    for outcome in table.outcomes:
        about = RatioSubject(window.intervention, outcome, TARGET, window.name, table.published)
        estimates += [
            replace(estimate, base=window.base, post=window.post)
            for estimate in shift_estimates(shift, subject=about)
        ]
    return estimates
