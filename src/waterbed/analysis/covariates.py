"""Covariates beside the main comparison: what each did there, and the estimate again with it.

The second reading is the forecast with one column more, the change of the covariate (as
`Followed.change`), its coefficient fitted on the donors alone, of each year for itself; every
placebo is predicted with its own change, without its own counts, so that what the column costs in
doubt is in the reference as well.  It bears on no answer: what moves with the counts may share
their cause, or be moved by them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from waterbed.analysis.plan import Task, make_plan
from waterbed.analysis.window_findings import Shared
from waterbed.effect.compare import Comparison, as_listed, compare
from waterbed.effect.estimand import Estimand
from waterbed.effect.estimates import on_placebos
from waterbed.effect.forecast import TRIM
from waterbed.effect.origins import FEWEST_DONORS, STILL
from waterbed.effect.setting import WHOLE
from waterbed.effect.zones import resolve
from waterbed.model.areas import Areas
from waterbed.model.covariates import Followed
from waterbed.model.estimate import Check, Estimate, Figure, Parameter, Remark, remark
from waterbed.model.panel import Panel
from waterbed.model.reference import Reference
from waterbed.model.study import TARGET, Study
from waterbed.model.window import Window
from waterbed.model.zones import Zones

NAME, FORECAST = "covariate", "forecast"

Facts = dict[str, str | Figure]


def covariate_checks(shared: Shared, task: Task, comparison: Comparison) -> tuple[Check, ...]:
    """Each covariate beside each outcome that a claim of the main comparison speaks of; on rounded
    totals (`Shared.again`) what the covariate did, beside all areas, whether or not they have
    counts, and no estimate."""
    if not task.main or task.window.start is not None or shared.answers:
        return ()
    asked = dict.fromkeys(
        asked_claim.key.outcome for asked_claim in task.asked if asked_claim.key is not None
    )
    outcomes = [key for key in comparison.outcomes if key in asked] or comparison.outcomes[:1]
    if shared.again:
        outcomes = [key for key in outcomes if not shared.study.outcome_published(key)]
    measure = task.window.intervention
    checks = []
    placed = as_listed(comparison, shared.study, shared.areas) if shared.again else comparison
    for covariate in shared.covariates:
        followed_facts, why = beside(covariate, comparison.window, placed.zones)
        read: dict[str, Facts] = {}
        if not why and not shared.again:
            read = readings(shared, task, covariate, outcomes)
        for outcome in outcomes:
            facts = followed_facts | {"why": why} | read.get(outcome, {})
            key = Parameter("effect", measure, outcome, TARGET, task.window.key, "count")
            checks.append(Check(NAME, None, False, remark(NAME, **facts), parameter=key))
    return tuple(checks)


def covariate_notices(
    study: Study, areas: Areas, panel: Panel, covariates: Sequence[Followed]
) -> tuple[Remark, ...]:
    """Covariates of which the main comparison will have no second reading, and why."""
    main = next((task.window for task in make_plan(study, panel).tasks if task.main), None)
    if main is None or not covariates:
        return ()
    asked = study.intervention(main.intervention)
    zones = resolve(asked, main, study.interventions, areas, panel.has_data)
    refusals = ((covariate, beside(covariate, main, zones)[1]) for covariate in covariates)
    return tuple(
        remark("covariate-unread", covariate=followed.covariate.name, why=why)
        for followed, why in refusals
        if why
    )


def beside(followed: Followed, window: Window, zones: Zones) -> tuple[Facts, str]:
    """What a covariate did in the target and, on average, in the comparison areas that have it;
    and why there is no second reading (a code of REFUSALS), or ""."""
    open_ = followed.covariate.published
    change = followed.change(window.base, window.post)
    known = zones.donors[np.isfinite(change[zones.donors])]
    facts: Facts = {NAME: followed.covariate.name}
    for lead, members in (("", zones.target), ("around_", known)):
        for name, months in (("before", window.base), ("after", window.post)):
            value = float(followed.mean(months)[members].mean()) if len(members) else float("nan")
            shown = None if np.isnan(value) else value
            facts[lead + name] = Figure(shown, "statistic", None, open_)
    left_out = len(zones.donors) - len(known)
    for name, areas in (("areas", len(known)), ("donors_left_out", left_out)):
        facts[name] = Figure(areas, published=open_)
    own = change[zones.target]
    if not np.isfinite(own).all():
        return facts, "covariate-target"
    if len(known) < FEWEST_DONORS:
        return facts, "few-donors"
    if change[known].std() <= STILL:
        return facts, "covariate-still"
    low, high = float(change[known].min()), float(change[known].max())
    facts["outside"] = "no" if low <= own.mean() <= high else "yes"
    return facts, ""


def readings(
    shared: Shared, task: Task, followed: Followed, outcomes: Sequence[str]
) -> dict[str, Facts]:
    """Of each outcome the forecast without and with the covariate, on the same areas and years, and
    how much of what strays where nothing was done it accounts for."""
    study = shared.study
    panel = shared.panel.only(list(outcomes))
    without, adjusted = (
        compare(
            study, task.window, shared.areas, panel, count=shared.placebos, seed=list(task.seed),
            methods=(FORECAST,), covariate=followed, adjusts=adjusts,
        )
        for adjusts in (False, True)
    )  # fmt: skip
    by_outcome: dict[str, Facts] = {}
    for outcome in outcomes:
        open_ = study.outcome_published(outcome)
        both = open_ and followed.covariate.published
        facts: Facts = {}
        for lead, comparison in (("", without), ("with_", adjusted)):
            asked = Estimand(comparison, (TARGET, WHOLE), outcome, FORECAST, open_)
            if asked.refusal:
                facts = {"why": asked.refusal}
                break
            # Without it as well: on which areas tells where the covariate is known.
            facts |= _figures(on_placebos(asked, "ratio", study.rule), lead, both)
        else:
            known = [each.fitted[FORECAST].reference for each in (without, adjusted)]
            share = accounted(known[0], known[1], outcome)
            facts["accounts"] = Figure(share, "ratio", None, both)
        by_outcome[outcome] = facts
    return by_outcome


def _figures(estimate: Estimate, lead: str, open_: bool) -> Facts:
    low, high = estimate.deciding or (None, None)
    parts = (("change", estimate.value), ("low", low), ("high", high))
    return {lead + name: Figure(value, "ratio", estimate.smallest, open_) for name, value in parts}


def accounted(without: Reference, adjusted: Reference, outcome: str) -> float:
    """Share by which the covariate lessens the squares of what strays among placebos of the target,
    this year and earlier, chance among it; 0 where it lessens nothing.

    Both are taken over the spread of the reading without it; what lies beyond four of them in
    either is left out, as it is where spreads are fitted.
    """
    z, o = without.zones.index(TARGET), without.outcomes.index(outcome)
    use = without.valid[:, z, o] & adjusted.valid[:, z, o]
    scale = without.scale[use, z, o]
    before, after = (reference.effect[use, z, o] / scale for reference in (without, adjusted))
    kept = (np.abs(before) <= TRIM) & (np.abs(after) <= TRIM)
    strays = float((before[kept] ** 2).sum())
    return max(0.0, 1 - float((after[kept] ** 2).sum()) / strays) if strays else 0.0
