"""The section on what was done: a table, warnings, and dose and outcome over time."""

from __future__ import annotations

from collections.abc import Sequence

from waterbed.model.months import label
from waterbed.model.released import ShownRun, ShownSeries
from waterbed.model.released_activity import ShownActivity
from waterbed.model.study import TARGET
from waterbed.report import charts
from waterbed.report.blocks import Block, Chart, Grid, Section, series_of, spoken_outcomes
from waterbed.report.charts import CountsOverTime, Marker
from waterbed.report.words import activity as words
from waterbed.report.words import names
from waterbed.report.words.checks import check_text
from waterbed.report.words.estimates import lowered
from waterbed.report.words.numbers import NO_DATA
from waterbed.report.words.remarks import notice_text

WARNED = ("activity-none", "activity-other-months", "activity-donors")


def what_was_done(results: ShownRun) -> tuple[Section, ...]:
    """The section, where the study says what was done; else nothing."""
    activities = results.activity
    if not activities:
        return ()
    warned = tuple(
        notice_text(results.study, notice) for notice in results.notices if notice.code in WARNED
    )
    rows = tuple(words.row(activity) for activity in activities)
    grid = Grid("What was done", words.COLUMNS, rows, (4, 5), note=words.NOTE)
    blocks = [Block(points=warned, open_grids=(grid,))]
    drawn = over_time(results)
    if drawn is not None:
        blocks.append(Block(charts=(drawn,)))
    attention = attention_sentences(results)
    if attention:
        blocks.append(Block("Could police attention explain it?", points=attention))
    title = "What was done, and how much of it?"
    return (Section("done", title, words.finding(activities), tuple(blocks)),)


def attention_sentences(results: ShownRun) -> tuple[str, ...]:
    """How far a change in what the police did could explain that of an outcome which follows it."""
    sentences = {
        check_text(results.study, check): None
        for check in results.checks
        if check.name == "police-attention" and dict(check.remark.facts).get("before")
    }
    return tuple(sentences)


def over_time(results: ShownRun) -> Chart | None:
    """Dose and outcome, one time axis and two panels; None where no table gives it by month."""
    for activity in results.activity:
        series = _outcome(results, activity)
        if any(count is not None for count in activity.counts) and series is not None:
            return _chart(results, activity, series)
    return None


def _outcome(results: ShownRun, activity: ShownActivity) -> ShownSeries | None:
    """Of the outcomes that a claim speaks of, and whose counts in the target are shown, the first
    that follows the police, else the first."""
    follows = {
        check.parameter.outcome
        for check in results.checks
        if check.name == "police-attention" and check.parameter is not None
    }
    for outcome in sorted(spoken_outcomes(results), key=lambda key: key not in follows):
        series = series_of(results, activity.intervention, outcome, TARGET)
        if series is not None and series.periods:
            return series
    return None


def _chart(results: ShownRun, activity: ShownActivity, series: ShownSeries) -> Chart:
    what = names.capital(words.action_on(activity))
    outcome = lowered(names.outcome(results.study, series.outcome))
    months = tuple(range(activity.from_month, activity.from_month + len(activity.counts)))
    blank = (None,) * len(months)
    panels = [
        CountsOverTime(what, 1, months, activity.counts, blank, "Done"),
        CountsOverTime(
            f"Recorded {outcome} in the target", series.step, series.periods, series.observed,
            series.expected,
        ),
    ]  # fmt: skip
    start = next(
        (other.start for other in results.study.interventions if other.id == activity.intervention),
        None,
    )
    markers = [] if start is None else [Marker(start, "S")]
    title = f"{what}, and recorded {outcome}"
    text = f"{title}, month by month. tables.xlsx has the numbers."
    band = (series.post.first, series.post.last + 1)
    svg = charts.series_chart(panels, markers, band, "dose", title, text)
    subtitle = "Number in each period. S: the start; shaded: the months compared."
    return Chart(title, subtitle, svg, _numbers(title, activity, months))


def _numbers(title: str, activity: ShownActivity, months: Sequence[int]) -> Grid:
    rows = tuple(
        (label(month), NO_DATA if count is None else words.amount(count))
        for month, count in zip(months, activity.counts, strict=True)
    )
    return Grid(f"Table: {title}", ("Month", names.capital(activity.action)), rows, (1,))
