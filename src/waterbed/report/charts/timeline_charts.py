"""Recorded and expected counts over time, with the table of their numbers."""

from __future__ import annotations

from collections.abc import Sequence

from waterbed.model.months import in_words, label
from waterbed.model.released import ShownRun, ShownSeries
from waterbed.report import charts
from waterbed.report.blocks import Chart, Grid, in_blocks, quiet_step
from waterbed.report.charts import CountsOverTime, Marker
from waterbed.report.words import columns as meaning
from waterbed.report.words import names
from waterbed.report.words import sections as words
from waterbed.report.words.numbers import counted

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def time_chart(results: ShownRun, series: Sequence[ShownSeries], key: str, title: str) -> Chart:
    """Counts over time, added up where single months are too noisy, and their table."""
    step = max(
        (quiet_step(shown_series) for shown_series in series if shown_series.periods),
        default=series[0].step,
    )
    added = [in_blocks(shown_series, step) for shown_series in series]
    note = words.series_note(added[0], step, series[0].step)
    panels = [
        CountsOverTime(
            names.place_title(series.zone) if len(added) > 1 else "",
            series.step,
            series.periods,
            series.observed,
            series.expected,
        )
        for series in added
        if any(x is not None for x in series.observed)
    ]
    table = series_grid(added, title)
    if not panels:
        return Chart(title, words.nothing_to_draw(series[0]), "", table if table.rows else None)
    post = added[0].post
    drawn = next(series for series in added if series.periods)
    last = drawn.periods[-1] + step - 1
    dated_marks = marked(results, drawn.periods[0], last)
    marks = f" {'; '.join(said for _, said in dated_marks)}." if dated_marks else ""
    description = (
        f"{title}. From {in_words(drawn.periods[0])} to {in_words(last)}; the months compared, "
        f"{post.in_words()}, are shaded. tables.xlsx has the numbers."
    )
    band = (post.first, post.last + 1)
    svg = charts.series_chart(
        panels, [marker for marker, _ in dated_marks], band, key, title, description
    )
    subtitle = f"{note} Shaded: {post.in_words()}, the months after that are compared."
    return Chart(title, subtitle, svg, table, marks.strip())


def marked(results: ShownRun, first: int, last: int) -> tuple[tuple[Marker, str], ...]:
    """Starts of interventions and events from `first` to `last`, in order, each with its words."""
    study = results.study
    dates = {
        (
            intervention.start if intervention.transition is None else intervention.transition,
            intervention.name or intervention.id,
        )
        for intervention in study.interventions
    }
    dates |= {(event.months.first, event.name) for event in study.events}
    shown = sorted(date for date in dates if first <= date[0] <= last)
    return tuple(
        (Marker(at, LETTERS[i]), f"{LETTERS[i]}: {name}, {in_words(at)}")
        for i, (at, name) in enumerate(shown[: len(LETTERS)])
    )


def series_grid(series: Sequence[ShownSeries], title: str) -> Grid:
    """Recorded and expected counts by period, a pair of columns a place."""
    first = max(series, key=lambda shown_series: len(shown_series.periods))
    columns = ["From", "To"]
    for shown_series in series:
        place = f" ({names.zone_label(shown_series.zone)})" if len(series) > 1 else ""
        columns += [f"Recorded{place}", f"Expected{place}"]
    by_period = [
        dict(
            zip(
                shown_series.periods,
                zip(shown_series.observed, shown_series.expected, strict=True),
                strict=True,
            )
        )
        for shown_series in series
    ]
    rows = []
    for period in first.periods:
        cells = [label(period), label(period + first.step - 1)]
        for shown_series, values in zip(series, by_period, strict=True):
            observed, expected = values.get(period, (None, None))
            cells += [
                counted(observed, shown_series.status),
                "–" if expected is None else counted(expected, shown_series.status),
            ]
        rows.append(tuple(cells))
    numeric = tuple(range(2, len(columns)))
    return Grid(
        f"Table: {title}",
        tuple(columns),
        tuple(rows),
        numeric,
        note=meaning.SERIES_NOTE,
        page=False,
    )
