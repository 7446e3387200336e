"""The effect quarter by quarter: a chart, with the table of its numbers folded under it."""

from __future__ import annotations

from waterbed.model.released import ShownByQuarter, ShownRun
from waterbed.report import charts
from waterbed.report.blocks import Chart, Grid
from waterbed.report.charts import IntervalRow
from waterbed.report.words import names
from waterbed.report.words import quarters as words


def quarters_of(results: ShownRun, intervention: str, outcome: str) -> ShownByQuarter | None:
    """The effect by quarter on an outcome in an intervention's target, where it was asked for."""
    return next(
        (
            quarter
            for quarter in results.by_quarter
            if (quarter.intervention, quarter.outcome) == (intervention, outcome)
        ),
        None,
    )


def quarters_chart(results: ShownRun, quarter: ShownByQuarter, key: str, of: str) -> Chart | None:
    """A row a quarter, its range wide enough for all of them; None where none has a number.

    of : the intervention in brackets, where it is not the main one
    """
    rows = [
        IntervalRow(
            shown_quarter.months.in_words(),
            shown_quarter.low,
            shown_quarter.high,
            shown_quarter.value,
        )
        for shown_quarter in quarter.quarters
        if shown_quarter.value is not None
    ]
    if not rows:
        return None
    unit = words.unit(quarter)
    name = names.outcome(results.study, quarter.outcome)
    title = f"{name} in the target, {unit} by {unit}{of}"
    grid = Grid(
        f"Table: {title}",
        words.columns(quarter),
        tuple(words.row(shown_quarter) for shown_quarter in quarter.quarters),
        (1, 2),
        note=words.note(quarter),
        page=False,
    )
    text = " ".join(
        (f"{title}.", *words.quarter_sentences(results, quarter), "tables.xlsx has the numbers.")
    )
    svg = charts.interval_chart(rows, key, title, text)
    subtitle = (
        "Observed against expected. Ring: best single figure; bar: what fits the data, wide enough "
        f"for all {unit}s at once."
    )
    return Chart(title, subtitle, svg, grid)
