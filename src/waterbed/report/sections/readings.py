"""The figures that were claimed, on every declared way of choosing the months."""

from __future__ import annotations

from waterbed.model.released import ShownReadings, ShownRun
from waterbed.model.released_study import ShownClaim
from waterbed.report import charts
from waterbed.report.blocks import Block, Chart, Grid
from waterbed.report.charts import DotRow
from waterbed.report.words import names
from waterbed.report.words import sections as words
from waterbed.report.words.claimed import claim_digits
from waterbed.report.words.estimates import reading_cell
from waterbed.report.words.numbers import percent, plural

ON_CARDS = "How many of the ways reach each figure stands on its card."


def readings_block(results: ShownRun) -> Block:
    """The figures that were claimed, on every declared way of choosing the months."""
    drawn, points = [], []
    done: set[tuple[str, float]] = set()
    for i, table in enumerate(results.readings):
        key = (table.outcome, table.claimed)
        if not table.readings or table.status == "withheld":
            points.append(words.readings_sentence(results, table))
        elif key not in done:
            done.add(key)
            drawn.append(readings_chart(results, table, f"readings{i}"))
    grid = readings_grid(results)
    return Block(
        title="The figures that were claimed",
        folded=True,
        paragraphs=(ON_CARDS,) if drawn else (),
        points=tuple(dict.fromkeys(points)),
        charts=tuple(drawn),
        grids=(grid,) if grid.rows else (),
    )


RULES = {"year-before": "the same months a year before", "just-before": "the months just before"}


def readings_grid(results: ShownRun) -> Grid:
    """A row for each way of choosing the months, a column for each figure claimed."""
    columns = ["Months after", "Against"]
    cells: dict[tuple[str, str], dict[int, str]] = {}
    for j, table in enumerate(results.readings):
        name = names.outcome(results.study, table.outcome)
        digits = claim_digits(claim_of(results, table))
        columns.append(f"{name}, claimed {percent(table.claimed, None, digits)}")
        for reading in table.readings:
            row = cells.setdefault(
                (reading.post.in_words(), RULES.get(reading.rule, reading.rule)), {}
            )
            reaches = ", reaches it" if reading.reaches else ""
            row[j] = f"{reading_cell(reading, table.status, digits)}{reaches}"
    rows = tuple(
        (*when, *(row.get(j, "") for j in range(len(results.readings))))
        for when, row in cells.items()
    )
    note = (
        "Each cell: recorded before and after, and the change; “reaches it” where the change is at "
        "least the one claimed. A way whose months are missing has no row."
    )
    return Grid("Every way of choosing the months", tuple(columns), rows, note=note, page=False)


def claim_of(results: ShownRun, table: ShownReadings) -> ShownClaim:
    return next(claim for claim in results.study.claims if claim.id == table.claim)


def readings_chart(results: ShownRun, table: ShownReadings, key: str) -> Chart:
    rules = list(dict.fromkeys(reading.rule for reading in table.readings))
    rows = [
        DotRow(
            f"Against {RULES.get(rule, rule)}",
            tuple(
                reading.change
                for reading in table.readings
                if reading.rule == rule and reading.change is not None
            ),
        )
        for rule in rules
    ]
    digits = claim_digits(claim_of(results, table))
    singled = [(table.claimed, f"Claimed: {percent(table.claimed, None, digits)}")]
    if table.stated is not None and table.stated.change is not None:
        value = table.stated.change
        change = percent(value, table.stated.base_count, digits)
        singled.append((value, f"On the months stated: {change}"))
    name = names.outcome(results.study, table.outcome)
    title = f"{name}: the change on every way of choosing the months"
    description = f"{title}. {words.readings_sentence(results, table)}"
    svg = charts.dot_chart(
        rows, singled, key, title, description, ratio=True, axis_title="Recorded change"
    )
    return Chart(title, f"One dot is one of {plural(len(table.readings), 'way')}.", svg)
