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


def time_chart(results: ShownRun, found: Sequence[ShownSeries], key: str, title: str) -> Chart:
    """Counts over time, added up where single months are too noisy, and their table."""
    step = max((quiet_step(one) for one in found if one.periods), default=found[0].step)
    added = [in_blocks(one, step) for one in found]
    note = words.series_note(added[0], step, found[0].step)
    panels = [
        CountsOverTime(
            names.place_title(one.zone) if len(added) > 1 else "",
            one.step,
            one.periods,
            one.observed,
            one.expected,
        )
        for one in added
        if any(x is not None for x in one.observed)
    ]
    table = series_grid(added, title)
    if not panels:
        return Chart(title, words.nothing_to_draw(found[0]), "", table if table.rows else None)
    post = added[0].post
    drawn = next(one for one in added if one.periods)
    last = drawn.periods[-1] + step - 1
    found_marks = marked(results, drawn.periods[0], last)
    marks = f" {'; '.join(said for _, said in found_marks)}." if found_marks else ""
    told = (
        f"{title}. From {in_words(drawn.periods[0])} to {in_words(last)}; the months compared, "
        f"{post.in_words()}, are shaded. The table below has the same numbers."
    )
    band = (post.first, post.last + 1)
    svg = charts.series_chart(panels, [marker for marker, _ in found_marks], band, key, title, told)
    subtitle = f"{note} Shaded: {post.in_words()}, the months after that are compared."
    return Chart(title, subtitle, svg, table, marks.strip())


def marked(results: ShownRun, first: int, last: int) -> tuple[tuple[Marker, str], ...]:
    """Starts of interventions and events from `first` to `last`, in order, each with its words."""
    study = results.study
    found = {
        (one.start if one.transition is None else one.transition, one.name or one.id)
        for one in study.interventions
    }
    found |= {(event.months.first, event.name) for event in study.events}
    shown = sorted(one for one in found if first <= one[0] <= last)
    return tuple(
        (Marker(at, LETTERS[i]), f"{LETTERS[i]}: {name}, {in_words(at)}")
        for i, (at, name) in enumerate(shown[: len(LETTERS)])
    )


def series_grid(found: Sequence[ShownSeries], title: str) -> Grid:
    """Recorded and expected counts by period, a pair of columns a place."""
    first = max(found, key=lambda one: len(one.periods))
    columns = ["From", "To"]
    for one in found:
        place = f" ({names.zone_label(one.zone)})" if len(found) > 1 else ""
        columns += [f"Recorded{place}", f"Expected{place}"]
    by_period = [
        dict(zip(one.periods, zip(one.observed, one.expected, strict=True), strict=True))
        for one in found
    ]
    rows = []
    for period in first.periods:
        cells = [label(period), label(period + first.step - 1)]
        for one, values in zip(found, by_period, strict=True):
            observed, expected = values.get(period, (None, None))
            cells += [
                counted(observed, one.status),
                "–" if expected is None else counted(expected, one.status),
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
