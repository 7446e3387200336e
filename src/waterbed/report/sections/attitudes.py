"""The section on what people answer, and the bar of a claim of it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from waterbed.model.released import ShownRun
from waterbed.model.released_study import ShownClaim
from waterbed.report import charts
from waterbed.report.blocks import Block, Grid, Section
from waterbed.report.charts import IntervalRow
from waterbed.report.words import attitudes as words
from waterbed.report.words import survey


def what_people_answer(results: ShownRun) -> tuple[Section, ...]:
    """The section, where the study has a survey; else nothing."""
    surveys = results.surveys
    if not surveys:
        return ()
    rows = tuple(words.row(shown_survey) for shown_survey in surveys)
    note = words.note(results.study.rule.level)
    grid = Grid("What was asked and answered", words.COLUMNS, rows, note=note)
    cautions = dict.fromkeys(
        said for shown_survey in surveys for said in words.cautions(shown_survey)
    )
    block = Block(points=tuple(cautions), open_grids=(grid,))
    return (Section("answers", words.TITLE, words.finding(surveys), (block,)),)


def bar(
    results: ShownRun,
    number: int,
    claim: ShownClaim,
    band: Sequence[tuple[float, float]],
    title: str,
) -> str:
    """The interval of a claim of what people answer, in points, as SVG; "" for any other claim.

    band : the part of the axis that agrees with the claim, in parts of one
    """
    shown_survey = words.survey_of(results, claim)
    change = None if shown_survey is None else shown_survey.change
    if change is None:
        return ""
    low, high, value = (100 * x for x in (change.low, change.high, change.value))
    pieces = tuple((100 * a, 100 * b) for a, b in band)
    row = IntervalRow(title, low, high, value, band=pieces, mark=_mark(claim))
    span = f"From {survey.points(change.low)} to {survey.points(change.high)}"
    text = f"{span}; the shaded part of the axis agrees with the claim."
    return charts.interval_chart(
        [row], f"bar{number}", title, f"In points. {text}", labels=False, unit="count"
    )


def _mark(claim: ShownClaim) -> float | None:
    """The figure claimed, in points, on its side."""
    region = claim.region
    if not claim.stated or region is None:
        return None
    return 100 * (-claim.stated if math.isinf(region.low) else claim.stated)
