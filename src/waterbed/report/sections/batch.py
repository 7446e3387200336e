"""The page on many studies: how many fell, rose, cannot be told; by how much; which, and where."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from waterbed.model import released_batch as batch
from waterbed.model.months import in_words
from waterbed.model.released_batch import ShownBatch, ShownPlace, ShownTogether
from waterbed.report.blocks import Block, Chart, Grid, Section
from waterbed.report.charts.drawn import Role, Shape, bounds, place_map
from waterbed.report.charts.forest import ForestRow, forest
from waterbed.report.words import batch as words
from waterbed.report.words.numbers import counted, percent

LOOKS = {
    batch.FELL: "target",
    batch.ROSE: "zone-1",
    batch.UNTOLD: "donors",
    batch.NOT_SHOWN: "none",
    batch.NONE: "none",
}


def batch_section(shown: ShownBatch) -> Section:
    blocks = [Block("How it was judged", paragraphs=_rules(shown))]
    for k, outcome in enumerate(shown.outcomes):
        blocks.append(_outcome(shown, outcome, k))
    if shown.map:
        blocks.append(Block("Where", charts=(_map(shown),)))
    if shown.places:
        blocks.append(Block("Every place", open_grids=(places_grid(shown),)))
    if shown.failed:
        blocks.append(Block("Studies without a report", open_grids=(failed_grid(shown),)))
    blocks.append(Block("What this cannot say", points=words.CANNOT))
    return Section(
        "batch",
        shown.title or words.UNTITLED,
        words.finding(shown),
        tuple(blocks),
        words.CHANGE_MIND,
    )


def _rules(shown: ShownBatch) -> tuple[str, ...]:
    rules = (words.rule(shown), words.lock(shown), words.TELLS)
    return (*rules, words.SENSITIVE) if shown.sensitive else rules


def _outcome(shown: ShownBatch, together: ShownTogether, k: int) -> Block:
    charts = []
    rows = [
        row for row in shown.places if row.outcome == together.outcome and row.shrunk is not None
    ]
    if len(rows) > 1:
        charts.append(_forest(together, rows, f"forest-{k}"))
    if together.months:
        charts.append(_months(together, f"months-{k}"))
    paragraphs = [words.together(together), words.average(together)]
    if together.why_no_months and (why := words.MONTHS_WHY.get(together.why_no_months)):
        paragraphs.append(f"By time since each start: {why[0].lower()}{why[1:]}")
    grids = (reasons_grid(together),) if together.reasons else ()
    return Block(
        together.name, paragraphs=tuple(paragraphs), charts=tuple(charts), open_grids=grids
    )


def _forest(together: ShownTogether, rows: list[ShownPlace], key: str) -> Chart:
    """All places from the largest fall to the largest rise, and the average."""
    ordered = sorted(rows, key=lambda row: (row.shrunk or 0.0, row.study, row.intervention))
    lines = [
        ForestRow(
            row.study,
            row.shrunk,
            *row.shrunk_range,
            row.found if row.found in (batch.FELL, batch.ROSE) else "",
        )
        for row in ordered
    ]
    lines.append(ForestRow("on average", together.mean, *together.mean_range, wide=True))
    title = f"{together.name}: change of every place"
    svg = forest(lines, key, title, "A line a place; filled: fell; square: rose; ring: neither.")
    table = Grid(
        f"{title}, as numbers",
        ("Place", "Change", "From", "To"),
        tuple((line.label, *(percent(x) for x in (line.change, line.low, line.high)))
              for line in lines),
        (1, 2, 3),
    )  # fmt: skip
    return Chart(title, "compared with what was expected", svg, table, words.SHRUNK)


def _months(together: ShownTogether, key: str) -> Chart:
    lines = [
        ForestRow(f"month {row.month} ({row.places})", row.change, row.low, row.high)
        for row in together.months
    ]
    title = f"{together.name}: by months since each start"
    svg = forest(lines, key, title, "A line a month; in brackets how many places had it.")
    table = Grid(
        f"{title}, as numbers",
        ("Month", "Places", "Change", "From", "To"),
        tuple((str(row.month), f"{row.places}", *(percent(x) for x in (row.change, row.low,
               row.high))) for row in together.months),
        (0, 1, 2, 3, 4),
    )  # fmt: skip
    return Chart(title, "the places in the average, together", svg, table, words.MONTHS)


def reasons_grid(together: ShownTogether) -> Grid:
    rows = tuple((words.why(code), f"{n:,}") for code, n in together.reasons)
    return Grid("Why it cannot be told, or there is no estimate", ("Reason", "Places"), rows, (1,))


@dataclass(frozen=True, slots=True)
class PlaceColumn:
    """A column of the table of places. numeric : whether it is set as numbers are"""

    cell: Callable[[ShownPlace], str]
    numeric: bool = False


PLACE_COLUMNS = {
    "Study": PlaceColumn(lambda row: row.study),
    "Areas": PlaceColumn(lambda row: ", ".join(row.names)),
    "Start": PlaceColumn(lambda row: in_words(row.start)),
    "Outcome": PlaceColumn(lambda row: row.outcome),
    "Found": PlaceColumn(lambda row: words.FOUND[row.found]),
    "Recorded": PlaceColumn(lambda row: counted(row.observed, row.status), numeric=True),
    "Expected": PlaceColumn(lambda row: counted(row.expected, row.status), numeric=True),
    "Change": PlaceColumn(lambda row: percent(row.change), numeric=True),
    "Its range": PlaceColumn(lambda row: words.span(row.own) if row.change is not None else ""),
    "In the average": PlaceColumn(words.in_average),
    "Given the average": PlaceColumn(lambda row: percent(row.shrunk), numeric=True),
    "Why": PlaceColumn(lambda row: "; ".join(words.why(code) for code in row.why)),
}
"""Of the page and of the workbook, by title, in their order."""


def places_grid(shown: ShownBatch) -> Grid:
    """A row a place, in the order of the batch."""
    columns = PLACE_COLUMNS.values()
    rows = tuple(tuple(column.cell(row) for column in columns) for row in shown.places)
    numeric = tuple(i for i, column in enumerate(columns) if column.numeric)
    return Grid("Every place and outcome", tuple(PLACE_COLUMNS), rows, numeric)


def failed_grid(shown: ShownBatch) -> Grid:
    rows = tuple((id or "one study", why or words.NOT_HERE) for id, why in shown.failed)
    return Grid("Studies without a report", ("Study", "What is wrong"), rows)


def _map(shown: ShownBatch) -> Chart:
    shapes = [Shape(LOOKS[area.role], area.outline) for area in shown.map]
    west, south, east, north = bounds(shapes)
    edge = 0.02 * max(east - west, north - south)
    box = (west - edge, south - edge, east + edge, north + edge)
    there = dict.fromkeys(area.role for area in shown.map)
    roles = [Role(role, words.FOUND[role], LOOKS[role]) for role in there]
    title = f"What was found where: {shown.outcomes[0].name}"
    return Chart(title, words.MAP, place_map(shapes, box, [], roles, "where", title, words.MAP))
