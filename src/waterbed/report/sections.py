"""The sections that answer a question each: could it tell, did it change, did it move, harm."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from waterbed.nouns.estimate import Detectable, Estimate
from waterbed.nouns.months import in_words, label
from waterbed.nouns.results import PlaceboStrip, ReadingTable, Results, Series
from waterbed.nouns.study import NET, TARGET
from waterbed.report import charts
from waterbed.report.blocks import (
    Block,
    Chart,
    Grid,
    Section,
    added_up,
    headline,
    main_intervention,
    ratio,
    series_of,
    shown_detectable,
    zones_of,
)
from waterbed.report.charts import DotRow, IntervalRow, Marker, Panel
from waterbed.report.words import names
from waterbed.report.words import sections as words
from waterbed.report.words.numbers import (
    HIDDEN,
    between,
    counted,
    percent,
    plural,
    probability,
    share,
)
from waterbed.report.words.verdicts import difference, finding, fits, lowered, reading_words

DOTS = 100


def could_tell(results: Results) -> Section:
    """The smallest effect that it could have seen, before any result."""
    found = shown_detectable(results)
    rows = [
        IntervalRow(
            detectable_label(results, one),
            None if one.fall is None else -one.fall,
            one.rise,
        )
        for one in found
        if one.status != "withheld"
    ]
    title = "Changes too small for this study to tell from chance"
    told = " ".join(
        f"{detectable_label(results, one)}: {words.in_counts(one, one.fall, 'fall')}; "
        f"{words.in_counts(one, one.rise, 'rise')}."
        for one in found
    )
    drawn = (
        (
            Chart(
                title,
                "Bar: from the smallest fall to the smallest rise that could be seen, against "
                "what was expected. An arrow: no end within sight.",
                charts.interval_chart(rows, "could", title, told),
            ),
        )
        if rows
        else ()
    )
    power = max((one.power for one in found), default=0.0)
    note = f"Seen means: with a chance of {share(power)}, the claim would come out supported."
    block = Block(
        paragraphs=(note, words.DONORS) if found else (),
        charts=drawn,
        grids=(detectable_grid(results, found),) if found else (),
    )
    return Section(
        "could",
        "Could this study tell?",
        words.could_finding(results, found),
        (block,),
        words.CHANGE_MIND["could"],
    )


def detectable_label(results: Results, one: Detectable) -> str:
    return (
        f"{names.outcome(results.study, one.parameter.outcome)}, {zone_label(one.parameter.zone)}"
    )


def zone_label(zone: str) -> str:
    return {TARGET: "target", NET: "target and zones together"}.get(zone, f"{zone} zone")


def detectable_grid(results: Results, found: Sequence[Detectable]) -> Grid:
    rows = tuple(
        (
            names.outcome(results.study, one.parameter.outcome),
            names.place_title(one.parameter.zone),
            names.window_words(results.study, one.parameter.window),
            counted(one.expected, one.status),
            words.in_counts(one, one.fall, "fall"),
            words.in_counts(one, one.rise, "rise"),
        )
        for one in found
    )
    columns = ("Outcome", "Place", "Months after", "Expected", "Smallest fall", "Smallest rise")
    return Grid("The smallest changes that could be seen", columns, rows, (3, 4, 5))


# Did it change? ---------------------------------------------------------------------------------


def did_it_change(results: Results) -> Section:
    """The target: all outcomes on one axis, then each outcome over time and among placebos."""
    main = main_intervention(results)
    found = [one for one in headline(results) if of_place(one, main, TARGET)]
    blocks = [overview(results, found, "change", "The change in the target area")]
    blocks += [outcome_block(results, one, i) for i, one in enumerate(found)]
    if results.readings:
        blocks.append(readings_block(results))
    return Section(
        "change",
        "Did it change?",
        words.change_finding(results, found, "in the target area"),
        tuple(blocks),
        words.CHANGE_MIND["change"],
    )


def of_place(one: Estimate, intervention: str, zone: str, part: str = "whole") -> bool:
    key = one.parameter
    return (key.intervention, key.zone, key.part) == (intervention, zone, part)


def overview(results: Results, found: Sequence[Estimate], key: str, title: str) -> Block:
    """One chart of the deciding intervals, and the table of the same numbers."""
    rows = [row for row in (estimate_row(results, one) for one in found) if row is not None]
    if not rows:
        return Block(grids=(estimates_grid(results, found),) if found else ())
    subtitle = (
        "Observed against expected. Ring: best single figure; bar: what fits the data (the range "
        "that decides)."
    )
    told = " ".join(f"{finding(results.study, one)} {fits(one)}" for one in found)
    chart = Chart(title, subtitle, charts.interval_chart(rows, f"{key}-all", title, told))
    return Block(charts=(chart,), grids=(estimates_grid(results, found),))


def estimate_row(results: Results, one: Estimate) -> IntervalRow | None:
    if one.deciding is None or one.status == "withheld":
        return None
    if one.parameter.scale != "ratio" and not one.expected:
        return None
    low, high = (ratio(one, end) for end in one.deciding)
    return IntervalRow(estimate_label(results, one), low, high, ratio(one, one.value))


def estimate_label(results: Results, one: Estimate) -> str:
    key = one.parameter
    part = {"co-treated": " (also under another)", "rest": " (the rest)"}.get(key.part, "")
    return f"{names.outcome(results.study, key.outcome)}, {zone_label(key.zone)}{part}"


def estimates_grid(results: Results, found: Sequence[Estimate]) -> Grid:
    """The numbers of the deciding method, with the p values that the text leaves out."""
    columns = (
        "Outcome",
        "Place",
        "Before",
        "After",
        "Expected",
        "Difference",
        "Range that decides",
        "Range at the level",
        "p",
        "Placebos",
    )
    rows = tuple(
        (
            names.outcome(results.study, one.parameter.outcome),
            names.place_title(one.parameter.zone)
            + ("" if one.parameter.part == "whole" else f", {names.PARTS[one.parameter.part]}"),
            counted(one.base_count, one.status),
            counted(one.observed, one.status),
            counted(one.expected, one.status),
            difference(one),
            HIDDEN
            if one.status == "withheld"
            else fits(one).removeprefix("What fits these data: ").rstrip("."),
            between(one.low, one.high, one.parameter.scale, one.status),
            probability(one.p),
            "" if one.placebos is None else f"{one.placebos:,}",
        )
        for one in found
    )
    method = names.method(found[0].method) if found else ""
    when = (
        names.compared(found[0].base, found[0].post)
        if found and found[0].base and found[0].post
        else ""
    )
    return Grid(f"The same numbers: {method}, {when}", columns, rows, (2, 3, 4, 8, 9))


def outcome_block(results: Results, one: Estimate, i: int) -> Block:
    """One outcome in the target: its finding, its counts over time, its placebos."""
    key = one.parameter
    name = names.outcome(results.study, key.outcome)
    series = series_of(results, key.intervention, key.outcome, TARGET)
    drawn, grids = [], []
    if series is not None:
        chart, grid = time_chart(
            results,
            [series],
            f"time{i}",
            f"Recorded {lowered(name)} in the target area, and what would be expected",
        )
        drawn += [chart] if chart else []
        grids.append(grid)
    strip = strip_of(results, one)
    paragraphs = []
    if strip is not None:
        paragraphs.append(words.strip_sentence(strip))
        if strip.status != "withheld" and strip.target is not None and strip.placebos:
            drawn.append(placebo_chart(results, strip, f"placebo{i}"))
            if i == 0:
                paragraphs.append(words.PLACEBO)
    return Block(
        title=name,
        finding=f"{finding(results.study, one)} {fits(one)}",
        paragraphs=tuple(paragraphs),
        charts=tuple(drawn),
        grids=tuple(grids),
    )


def strip_of(results: Results, one: Estimate) -> PlaceboStrip | None:
    return next(
        (
            strip
            for strip in results.strips
            if names.same_place(strip.parameter, one.parameter)
            and strip.parameter.part == one.parameter.part
        ),
        None,
    )


def time_chart(
    results: Results, found: Sequence[Series], key: str, title: str
) -> tuple[Chart | None, Grid]:
    """Counts over time, added up where single months are too noisy, and their table."""
    added = [added_up(one)[0] for one in found]
    step = max(one.step for one in added)
    note = words.series_note(added[0], added[0].step, found[0].step)
    grid = series_grid(added)
    panels = [
        Panel(
            names.place_title(one.zone) if len(added) > 1 else "",
            one.periods,
            one.observed,
            one.expected,
        )
        for one in added
        if any(x is not None for x in one.observed)
    ]
    if not panels:
        return None, grid
    post = added[0].post
    told = (
        f"{title}. {note} From {in_words(added[0].periods[0])} to "
        f"{in_words(added[0].periods[-1] + step - 1)}; the months compared, {post.in_words()}, are "
        "shaded. The table below has the same numbers."
    )
    svg = charts.series_chart(
        panels, markers(results, found[0]), (post.first, post.last + 1), key, title, told
    )
    subtitle = f"{note} Shaded: {post.in_words()}, the months after that are compared."
    return Chart(title, subtitle, svg), grid


def markers(results: Results, series: Series) -> list[Marker]:
    """Starts of the interventions and of the declared events, in order of time."""
    study = results.study
    found = [
        Marker(one.start if one.transition is None else one.transition, one.name or one.id)
        for one in study.interventions
    ]
    found += [Marker(event.months.first, event.name) for event in study.events]
    return sorted(set(found), key=lambda one: (one.at, one.name))


def series_grid(found: Sequence[Series]) -> Grid:
    """Recorded and expected counts by period, a pair of columns a place."""
    first = found[0]
    columns = ["From", "To"]
    for one in found:
        place = f" ({zone_label(one.zone)})" if len(found) > 1 else ""
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
            cells += [counted(observed, one.status), counted(expected, one.status)]
        rows.append(tuple(cells))
    return Grid(
        "The same numbers over time", tuple(columns), tuple(rows), tuple(range(2, len(columns)))
    )


def placebo_chart(results: Results, strip: PlaceboStrip, key: str) -> Chart:
    """The placebos as at most a hundred dots, each for the same share, and the target."""
    values = np.sort(np.asarray(strip.placebos, dtype=float))
    dots = min(DOTS, len(values))
    shown = values
    if dots < len(values):
        at = (np.arange(dots) + 0.5) / dots * len(values)
        shown = values[at.astype(int)]
    name = names.outcome(results.study, strip.parameter.outcome)
    title = f"{name}: the {zone_label(strip.parameter.zone)} among its placebos"
    target = float(strip.target or 0.0)
    svg = charts.dot_chart(
        [DotRow("", tuple(float(x) for x in shown))],
        [(target, "Target area" if strip.parameter.zone == TARGET else "This zone")],
        key,
        title,
        f"{title}. {words.strip_sentence(strip)}",
        ratio=False,
        axis_title="fewer than expected ← 0 → more than expected",
    )
    note = f"Change in units of its chance variation. {words.dots_note(len(values), dots)}"
    return Chart(title, note, svg)


def readings_block(results: Results) -> Block:
    """The figures that were claimed, on every declared way of choosing the months."""
    drawn, told = [], []
    rows = []
    done: set[tuple[str, float]] = set()
    for i, table in enumerate(results.readings):
        told.append(words.readings_sentence(results.study, table))
        rows += [reading_cells(results, table, one) for one in stated_first(table)]
        key = (table.outcome, table.claimed)
        if table.readings and table.status != "withheld" and key not in done:
            done.add(key)
            drawn.append(readings_chart(results, table, f"readings{i}"))
    columns = ("Outcome", "Claimed", "Base", "Both ends", "Reaches the claim")
    unique = tuple(dict.fromkeys(rows))
    return Block(
        title="The figures that were claimed",
        points=tuple(dict.fromkeys(told)),
        charts=tuple(drawn),
        grids=(Grid("Every way of choosing the months", columns, unique, (1,)),),
    )


def stated_first(table: ReadingTable) -> tuple[tuple[str, object], ...]:
    stated = (("as stated", table.stated),) if table.stated is not None else ()
    return stated + tuple((RULES.get(one.rule, one.rule), one) for one in table.readings)


RULES = {"year-before": "the same months a year before", "just-before": "the months just before"}


def reading_cells(
    results: Results, table: ReadingTable, named: tuple[str, object]
) -> tuple[str, ...]:
    from waterbed.nouns.estimate import Reading

    rule, one = named
    assert isinstance(one, Reading)
    return (
        names.outcome(results.study, table.outcome),
        percent(table.claimed),
        rule,
        reading_words(one, table.status),
        "yes" if one.reaches else "no",
    )


def readings_chart(results: Results, table: ReadingTable, key: str) -> Chart:
    rules = list(dict.fromkeys(one.rule for one in table.readings))
    rows = [
        DotRow(
            f"Against {RULES.get(rule, rule)}",
            tuple(
                one.change for one in table.readings if one.rule == rule and one.change is not None
            ),
        )
        for rule in rules
    ]
    singled = [(table.claimed, f"Claimed: {percent(table.claimed)}")]
    if table.stated is not None and table.stated.change is not None:
        value = table.stated.change
        singled.append((value, f"On the months stated: {percent(value, table.stated.base_count)}"))
    name = names.outcome(results.study, table.outcome)
    title = f"{name}: the change on every way of choosing the months"
    told = f"{title}. {words.readings_sentence(results.study, table)}"
    svg = charts.dot_chart(
        rows, singled, key, title, told, ratio=True, axis_title="Recorded change"
    )
    return Chart(title, f"One dot is one of {plural(len(table.readings), 'way')}.", svg)


# Did it move? -----------------------------------------------------------------------------------


def did_it_move(results: Results) -> Section:
    """The zones: whole, co-treated and rest on one axis, then each outcome over time."""
    main = main_intervention(results)
    zones = (*zones_of(results, main), NET)
    found = [
        one
        for one in headline(results)
        if one.parameter.intervention == main and one.parameter.zone in zones
    ]
    if not found:
        said = "No zone round the target was declared, so that nothing was asked about movement."
        return Section("move", "Did it move?", said, (), words.CHANGE_MIND["move"])
    first = zones[0]
    whole = [one for one in found if one.parameter.part == "whole" and one.parameter.zone == first]
    blocks = [overview(results, found, "move", "The change in the zones")]
    for i, one in enumerate(whole):
        blocks.append(zone_block(results, one, found, zones, i))
    return Section(
        "move",
        "Did it move?",
        words.change_finding(results, whole, names.place(first)),
        tuple(blocks),
        words.CHANGE_MIND["move"],
    )


def zone_block(
    results: Results, one: Estimate, found: Sequence[Estimate], zones: Sequence[str], i: int
) -> Block:
    key = one.parameter
    parts = {
        other.parameter.part: other
        for other in found
        if (other.parameter.outcome, other.parameter.zone) == (key.outcome, key.zone)
    }
    net = [
        other
        for other in found
        if other.parameter.outcome == key.outcome
        and other.parameter.zone == NET
        and other.parameter.part == "whole"
    ]
    name = names.outcome(results.study, key.outcome)
    paragraphs = [words.parts_sentence(parts.get("co-treated"), parts.get("rest"))]
    paragraphs += [f"{finding(results.study, other)} {fits(other)}" for other in net]
    series = [
        series
        for zone in zones
        if zone != NET
        and (series := series_of(results, key.intervention, key.outcome, zone)) is not None
    ]
    drawn, grids = [], []
    if series:
        where = zone_label(series[0].zone) if len(series) == 1 else "zones"
        chart, grid = time_chart(
            results,
            series,
            f"zone{i}",
            f"Recorded {lowered(name)} in the {where}, and what would be expected",
        )
        drawn = [chart] if chart else []
        grids = [grid]
    return Block(
        title=name,
        finding=f"{finding(results.study, one)} {fits(one)}",
        paragraphs=tuple(text for text in paragraphs if text),
        charts=tuple(drawn),
        grids=tuple(grids),
    )


# Is a fall in reports a fall in harm? -----------------------------------------------------------


def harm(results: Results) -> Section:
    main = main_intervention(results)
    found = [one for one in headline(results) if of_place(one, main, TARGET)]
    told = tuple(said for one in found if (said := words.tipping(results.study, one)))
    return Section(
        "harm",
        "Is a fall in reports a fall in harm?",
        words.HARM_FINDING,
        (Block(points=told),) if told else (),
        words.CHANGE_MIND["harm"],
    )
