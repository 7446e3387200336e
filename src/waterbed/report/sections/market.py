"""The page on a simulated market: three lines, what it cannot say, where stories come out."""

from __future__ import annotations

from pathlib import Path

from waterbed import __version__
from waterbed.model.months import in_words
from waterbed.model.released_market import ShownMarket, ShownRegion
from waterbed.model.whole_files import write_whole
from waterbed.report.blocks import Block, Chart, Grid, Section
from waterbed.report.charts import CountsOverTime, Marker, series_chart
from waterbed.report.charts.regions import region_chart
from waterbed.report.lean import with_words
from waterbed.report.words import market as words


def market_section(shown: ShownMarket) -> Section:
    """By construction, first; then the lines, what is done, what cannot be said, the regions."""
    blocks = [
        Block(paragraphs=(words.LINES,), charts=(_lines(shown),), open_grids=(_totals(shown),)),
        Block("What each side would point to", points=words.SIDES),
        Block("What is done", points=shown.modules or ("Nothing.",)),
        Block("What this cannot say", points=words.CANNOT),
    ]
    if shown.regions:
        charts = tuple(_region(region, i) for i, region in enumerate(shown.regions))
        blocks.append(
            Block("Where each story comes out", paragraphs=(words.REGIONS,), charts=charts)
        )
    if shown.decides:
        blocks.append(Block("What decides", open_grids=(_decides(shown),)))
    blocks.append(
        Block("What goes in", paragraphs=(words.status_note(shown),), open_grids=(_table(shown),))
    )
    return Section("market", shown.title, words.FINDING, tuple(blocks), words.CHANGE_MIND)


def _lines(shown: ShownMarket) -> Chart:
    panels = [
        CountsOverTime(line.name, 1, line.periods, line.done, line.nothing, "Done", "Nothing done")
        for line in shown.lines
    ]
    last = shown.lines[0].periods[-1]
    title = "Street, violence and confrontations by month"
    said = f"From {in_words(shown.start)} (S) something may be done; dashed: nothing done."
    svg = series_chart(
        panels, [Marker(shown.start, "S")], (shown.start, last + 1), "market-lines", title, said
    )
    return Chart(title, said, svg, _by_month(shown))


def _by_month(shown: ShownMarket) -> Grid:
    columns = ["Month"]
    for line in shown.lines:
        columns += [f"{line.name}: done", f"{line.name}: nothing done"]
    rows = []
    for t, period in enumerate(shown.lines[0].periods):
        pairs = [
            f"{value:.1f}" for line in shown.lines for value in (line.done[t], line.nothing[t])
        ]
        rows.append((in_words(period), *pairs))
    numeric = tuple(range(1, len(columns)))
    return Grid("The same numbers by month", tuple(columns), tuple(rows), numeric)


def _totals(shown: ShownMarket) -> Grid:
    columns = (f"From {in_words(shown.start)} on", "Nothing done", "As the scenario says")
    return Grid("What happened, by construction", columns, shown.totals, (1, 2))


def _region(region: ShownRegion, number: int) -> Chart:
    title = f"{region.story[0].upper()}{region.story[1:]}"
    rows = tuple(
        (name, *("–" if share is None else f"{share:.0%}" for share in row))
        for name, row in zip(region.rows, region.grid, strict=True)
    )
    columns = (f"{region.down} down, {region.across} across", *region.columns)
    table = Grid(f"{title}: the same numbers", columns, rows, tuple(range(1, len(columns))))
    svg = region_chart(region, f"region-{number}", title, words.region_note(region))
    return Chart(title, words.region_note(region), svg, table)


def _decides(shown: ShownMarket) -> Grid:
    return Grid("Parameters that decide each effect most", ("Effect", "Decided by"), shown.decides)


def _table(shown: ShownMarket) -> Grid:
    columns = ("Parameter", "Unit", "Value", "Prior", "What is known")
    return Grid("Parameters", columns, shown.parameters, (2,))


def market_html(shown: ShownMarket) -> str:
    """One file, no script, no request to anywhere."""
    return with_words(
        "lists.html", banner="", section=market_section(shown), about="", version=__version__
    )


def write_market_page(shown: ShownMarket, path: Path) -> None:
    """Write the page whole or not at all; InputError where it cannot be written."""
    write_whole(path, market_html(shown), "the page")
