"""The section on change: what happened in the target, and beside other interventions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from waterbed.model.kinds import KINDS, SECOND
from waterbed.model.methods import method
from waterbed.model.reference import Floats
from waterbed.model.released import ShownEstimate, ShownRun, ShownStrip
from waterbed.model.released_study import ShownStudy
from waterbed.model.study import TARGET
from waterbed.report import charts
from waterbed.report.blocks import (
    Block,
    Chart,
    Grid,
    Section,
    headline,
    main_intervention,
    of_key,
    ratio,
    series_of,
    spoken_outcomes,
)
from waterbed.report.charts import DotRow, IntervalRow
from waterbed.report.charts.timeline_charts import time_chart
from waterbed.report.sections.costs import costs_block
from waterbed.report.sections.covariates import covariates_block
from waterbed.report.sections.quarters import quarters_chart, quarters_of
from waterbed.report.sections.readings import readings_block
from waterbed.report.words import columns as meaning
from waterbed.report.words import names, sufficient
from waterbed.report.words import quarters as quarter_words
from waterbed.report.words import sections as words
from waterbed.report.words.answers import each_end
from waterbed.report.words.estimates import comparison, difference, lowered, range_words
from waterbed.report.words.numbers import (
    counted,
    plural,
    probability,
    statistic,
    two_sided,
)

DOTS = 100


# Did it change? ---------------------------------------------------------------------------------


def did_it_change(results: ShownRun) -> Section:
    """The target: all outcomes on one axis, then each outcome over time and among placebos."""
    main = main_intervention(results)
    estimates = of_key(headline(results), intervention=main, zone=TARGET, part="whole")
    others = other_targets(results, main)
    several = "s" if names.many(results.study, main) else ""
    title = f"The change in the target area{several}"
    if others:
        title = f"{title} ({lowered(names.intervention(results.study, main))})"
    blocks = [overview(results, estimates, "change", title)]
    unjudged = unjudged_block(results, main, estimates)
    blocks += [] if unjudged is None else [unjudged]
    blocks += costs_block(results)
    blocks += covariates_block(results)
    blocks += [
        replace(outcome_block(results, estimate, i), folded=True)
        for i, estimate in enumerate(estimates)
    ]
    if any(table.status != "withheld" for table in results.readings):
        blocks.append(readings_block(results))
    i = len(estimates)
    for other, there in others.items():
        named = names.intervention(results.study, other)
        shown = overview(results, there, f"other{i}", f"The change: {lowered(named)}")
        blocks.append(replace(shown, title=names.capital(named)))
        of = f" ({lowered(named)})"
        blocks += [
            replace(outcome_block(results, estimate, i + k, of), folded=True)
            for k, estimate in enumerate(there)
        ]
        i += len(there)
    by_intervention = {main: estimates, **others} if main else {}
    return Section(
        "change",
        "Did it change?",
        words.changes_finding(results, by_intervention),
        tuple(blocks),
        words.CHANGE_MIND["change"],
    )


def unjudged_block(results: ShownRun, main: str, judged: Sequence[ShownEstimate]) -> Block | None:
    """What was recorded of outcomes whose effect cannot be judged, and what would have sufficed."""
    there = {estimate.parameter.outcome for estimate in judged}
    here = of_key(results.estimates, intervention=main, zone=TARGET, part="whole", scale="count")
    default = results.study.rule.default_window(main)
    points = [
        sufficient.counts_sentence(results, estimate)
        for estimate in here
        if estimate.method == sufficient.BEFORE_AFTER
        and estimate.parameter.outcome in set(spoken_outcomes(results)) - there
        and (default is None or estimate.parameter.window == default.name)
    ]
    lacking = (
        sufficient.sufficient_sentence(why)
        for verdict in results.verdicts
        if verdict.claim.intervention == main
        for why in verdict.reasons
        if why.code == "would-suffice"
        or (why.code == "zones-suffice" and verdict.claim.zone == TARGET)
    )
    paragraphs = tuple(dict.fromkeys(lacking))
    if not points and not paragraphs:
        return None
    title = "What was recorded, of which no effect can be judged" if points else ""
    return Block(title, paragraphs=paragraphs, points=tuple(points))


def other_targets(results: ShownRun, main: str) -> dict[str, list[ShownEstimate]]:
    """The targets of other interventions, for the outcomes that a claim speaks of there; one of
    harm only where something tells harm from reports."""
    study = results.study
    claims = [
        verdict.claim
        for verdict in results.verdicts
        if verdict.answer != "untestable" or KINDS[verdict.kind].parameter not in SECOND
    ]
    claimed = {(claim.intervention, claim.outcome) for claim in claims}
    claimed |= {
        (wave, claim.outcome)
        for claim in claims
        if (programme := study.programme(claim.intervention)) is not None
        for wave in programme.waves
    }
    targets: dict[str, list[ShownEstimate]] = {}
    for estimate in of_key(headline(results), zone=TARGET, part="whole"):
        key = estimate.parameter
        if key.intervention != main and (key.intervention, key.outcome) in claimed:
            targets.setdefault(key.intervention, []).append(estimate)
    return targets


def overview(results: ShownRun, estimates: Sequence[ShownEstimate], key: str, title: str) -> Block:
    """One chart of the deciding intervals, and the table of the same numbers."""
    rows = [
        row
        for row in (estimate_row(results, estimate) for estimate in estimates)
        if row is not None
    ]
    if not rows:
        estimates = [estimate for estimate in estimates if estimate.status != "withheld"]
        return Block(grids=(estimates_grid(results, estimates, title),) if estimates else ())
    basis = method(estimates[0].method).basis
    subtitle = (
        f"Observed against what is expected from {basis}. Ring: best single figure; bar: what fits "
        f"the data (the range that decides, {each_end(results.study.rule.level)})."
    )
    text = "; ".join(
        f"{estimate_label(results, estimate)}: {difference(estimate)}"
        for estimate in estimates
        if estimate.status != "withheld"
    )
    text = f"{text}. The table of this name in tables.xlsx has the ranges."
    svg = charts.interval_chart(rows, f"{key}-all", title, text)
    table = estimates_grid(results, estimates, title, explained=key != "change")
    return Block(charts=(Chart(title, subtitle, svg, table),))


def estimate_row(results: ShownRun, estimate: ShownEstimate) -> IntervalRow | None:
    if estimate.deciding is None or estimate.status == "withheld":
        return None
    if estimate.parameter.scale != "ratio" and not estimate.expected:
        return None
    low, high = (ratio(estimate, end) for end in estimate.deciding)
    return IntervalRow(
        estimate_label(results, estimate), low, high, ratio(estimate, estimate.value)
    )


def estimate_label(results: ShownRun, estimate: ShownEstimate) -> str:
    key = estimate.parameter
    areas = plural(estimate.areas, "area")
    if key.part != "whole":
        alone = "with another measure too" if key.part == "co-treated" else "with this one alone"
        return f"– {areas} {alone}"
    return f"{names.outcome(results.study, key.outcome)}, {names.zone_label(key.zone)}"


def estimates_grid(
    results: ShownRun, estimates: Sequence[ShownEstimate], title: str, explained: bool = False
) -> Grid:
    """The numbers of the deciding method, with the p values that the text leaves out.

    explained : whether an earlier table has said what the columns mean
    """
    level = estimates[0].level if estimates else results.study.rule.level
    columns = (
        "Outcome",
        "Place",
        "Before",
        "After",
        "Expected",
        "Difference",
        f"Range that decides ({each_end(level)})",
        f"Wider range ({each_end((1 + level) / 2)})",
        "p",
        "Placebos",
        "Separate",
        "p, all placebos",
        "All placebos",
    )
    rows = tuple(estimate_cells(results.study, estimate) for estimate in estimates)
    method = names.method(estimates[0].method) if estimates else ""
    when = (
        names.compared(estimates[0].base, estimates[0].post)
        if estimates and estimates[0].base and estimates[0].post
        else ""
    )
    numeric = (2, 3, 4, 8, 9, 10, 11, 12)
    note = meaning.EXPLAINED if explained else meaning.estimates_note()
    return Grid(f"{title}: {method}, {when}", columns, rows, numeric, note=note, page=False)


def estimate_cells(study: ShownStudy, estimate: ShownEstimate) -> tuple[str, ...]:
    """The row of an estimate, a cell for each column of `estimates_grid`."""
    key = estimate.parameter
    return (
        names.outcome(study, key.outcome),
        f"{names.where_title(study, key)}{names.behind_place(key.part)}",
        counted(estimate.base_count, estimate.status),
        counted(estimate.observed, estimate.status),
        counted(estimate.expected, estimate.status),
        difference(estimate),
        "" if estimate.deciding is None else range_words(estimate, *estimate.deciding),
        range_words(estimate, estimate.low, estimate.high),
        two_sided(estimate.p, estimate.disjoint),
        number_of(estimate.placebos),
        number_of(estimate.disjoint),
        probability(estimate.p_all),
        number_of(estimate.placebos_all),
    )


def number_of(n: int | None) -> str:
    return "" if n is None else f"{n:,}"


def outcome_block(results: ShownRun, estimate: ShownEstimate, i: int, of: str = "") -> Block:
    """One outcome in the target: its finding, its counts over time, its placebos.

    of : the intervention in brackets, behind each title, where it is not the main one
    """
    key = estimate.parameter
    name = names.outcome(results.study, key.outcome)
    if estimate.status == "withheld":
        return Block(title=name, finding=comparison(results.study, estimate))
    series = series_of(results, key.intervention, key.outcome, TARGET)
    drawn = []
    if series is not None:
        where = names.where(results.study, key)
        title = f"Recorded {lowered(name)} {where}, and what would be expected{of}"
        drawn.append(time_chart(results, [series], f"time{i}", title))
    strip = strip_of(results, estimate)
    beside = methods_grid(results, estimate, i > 0, of)
    paragraphs: list[str] = []
    if strip is not None:
        paragraphs.append(words.strip_sentence(strip))
        paragraphs.append(words.matched_sentence(estimate))
        if strip.status != "withheld" and strip.target is not None and strip.placebos:
            drawn.append(placebo_chart(results, strip, f"placebo{i}", of))
    quarters = quarters_of(results, key.intervention, key.outcome)
    if quarters is not None and quarters.status != "withheld":
        paragraphs += quarter_words.quarter_sentences(results, quarters)
        by_quarter = quarters_chart(results, quarters, f"quarters{i}", of)
        drawn += [] if by_quarter is None else [by_quarter]
    return Block(
        title=name,
        finding=comparison(results.study, estimate),
        paragraphs=tuple(text for text in paragraphs if text),
        charts=tuple(drawn),
        grids=() if beside is None else (beside,),
    )


def methods_grid(
    results: ShownRun, estimate: ShownEstimate, explained: bool = True, of: str = ""
) -> Grid | None:
    """What other methods make of the same comparison; None where there is no other."""
    estimates: dict[tuple[str, str], ShownEstimate] = {}
    for other in results.estimates:
        at, key = other.parameter, estimate.parameter
        alike = (at.part, at.question) == (key.part, key.question)
        if not (alike and names.same_place(at, key)):
            continue
        # Of a method that has both scales, that of the estimate that decides.
        if (other.method, other.about) not in estimates or at.scale == key.scale:
            estimates[other.method, other.about] = other
    others = [estimate for estimate in estimates.values() if estimate.status != "withheld"]
    if len(others) < 2:
        return None
    rows = tuple(
        (
            names.capital(names.method(other.method)) + (" (decides)" if other is estimate else ""),
            counted(other.expected, other.status),
            difference(other),
            "" if other.deciding is None else range_words(other, *other.deciding),
            two_sided(other.p, other.disjoint),
            number_of(other.placebos),
            number_of(other.disjoint),
            probability(other.p_all),
        )
        for other in others
    )
    level = each_end(estimate.level)
    columns = (
        "Method",
        "Expected",
        "Difference",
        f"Range that decides ({level})",
        "p",
        "Placebos",
        "Separate",
        "p, all placebos",
    )
    name = names.outcome(results.study, estimate.parameter.outcome)
    title = f"{name}, {names.zone_label(estimate.parameter.zone)}: the same by other methods{of}"
    note = meaning.EXPLAINED if explained else meaning.methods_note()
    return Grid(title, columns, rows, (1, 4, 5, 6, 7), note=note, page=False)


def strip_of(results: ShownRun, estimate: ShownEstimate) -> ShownStrip | None:
    return next(
        (
            strip
            for strip in results.strips
            if names.same_place(strip.parameter, estimate.parameter)
            and strip.parameter.part == estimate.parameter.part
        ),
        None,
    )


def placebo_chart(results: ShownRun, strip: ShownStrip, key: str, of: str = "") -> Chart:
    """The placebos as at most a hundred dots, each for the same share, and the target."""
    values = np.sort(np.asarray(strip.placebos, dtype=float))
    dots = min(DOTS, len(values))
    shown = values
    if dots < len(values):
        at = (np.arange(dots) + 0.5) / dots * len(values)
        shown = values[at.astype(int)]
    name = names.outcome(results.study, strip.parameter.outcome)
    title = f"{name}: the {names.zone_label(strip.parameter.zone)} among its placebos{of}"
    target = float(strip.target or 0.0)
    svg = charts.dot_chart(
        [DotRow("", tuple(float(x) for x in shown))],
        [(target, "This place")],
        key,
        title,
        f"{title}. {words.strip_sentence(strip)}",
        ratio=False,
        axis_title="fewer than expected ← 0 → more than expected",
    )
    note = f"Change in units of its chance variation. {words.dots_note(len(values), dots)}"
    return Chart(title, note, svg, placebo_grid(values, target, title))


def placebo_grid(values: Floats, target: float, title: str) -> Grid:
    """The target and the placebos' distribution at a few of its points."""
    points = (0, 2.5, 5, 25, 50, 75, 95, 97.5, 100)
    rows = [("The place itself", statistic(target))]
    for point in points:
        at = statistic(float(np.percentile(values, point, method="inverted_cdf")))
        name = {0: "Lowest placebo", 50: "Middle placebo", 100: "Highest placebo"}.get(
            int(point) if point == int(point) else -1
        )
        rows.append((name or f"{point:g}% of placebos lie at or below", at))
    columns = ("Place", "Standardised change")
    return Grid(
        f"Table: {title}", columns, tuple(rows), (1,), note=meaning.STANDARDISED, page=False
    )
