"""What the library gives back is shown by: tables in text and HTML, pictures, words.

Each says that it is internal.  Text of a user is escaped in HTML, and in text its characters that
would steer a terminal are marked.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path

from waterbed.model.errors import InputError
from waterbed.model.freetext import visible
from waterbed.report.blocks import Chart, Grid
from waterbed.report.figures import png, standing_alone
from waterbed.report.words.head import banner

INTERNAL = banner("internal")
"""What stands over all that is shown here: every number is exact."""

WIDTH = 100
"""Columns that a table in text is wrapped for."""


class Words(str):
    """Sentences that show as they are, in a terminal and in a notebook."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return "".join(f"<p>{html.escape(line)}</p>" for line in self.splitlines() if line)


def grid_text(grid: Grid, mark: str = INTERNAL) -> str:
    """The table as text, wrapped, with its mark and its title above it."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), expand=False, show_edge=False)
    for k, column in enumerate(grid.columns):
        table.add_column(
            Text(visible(column)), justify="right" if k in grid.numeric else "left", overflow="fold"
        )
    for row in grid.rows:
        table.add_row(*(Text(visible(cell)) for cell in row))
    out = StringIO()
    console = Console(file=out, width=WIDTH, color_system=None, highlight=False)
    for text in filter(None, (mark, grid.caption)):
        console.print(Text(visible(text)))
    console.print(table)
    if grid.note:
        console.print(Text(visible(grid.note)))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines())


def grid_html(grid: Grid, mark: str = INTERNAL) -> str:
    """The table as HTML, its mark and its title above it."""
    head = "".join(f"<th>{html.escape(column)}</th>" for column in grid.columns)
    rows = "".join(
        "<tr>" + "".join(_cell(cell, k in grid.numeric) for k, cell in enumerate(row)) + "</tr>"
        for row in grid.rows
    )
    above = f"<p><strong>{html.escape(mark)}</strong></p>" if mark else ""
    below = f"<p>{html.escape(grid.note)}</p>" if grid.note else ""
    return (
        f"{above}<table><caption>{html.escape(grid.caption)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{below}"
    )


def _cell(text: str, numeric: bool) -> str:
    side = "right" if numeric else "left"
    return f'<td style="text-align:{side}">{html.escape(text)}</td>'


@dataclass(frozen=True, slots=True)
class Plot:
    """A chart of the report, standing by itself: a notebook draws it, `save` writes it."""

    chart: Chart
    source: str = ""

    @property
    def svg(self) -> str:
        """The whole picture, its title and its mark inside."""
        note = " ".join(part for part in (self.chart.note, INTERNAL) if part)
        return standing_alone(replace(self.chart, note=note), self.source)

    def save(self, file: str | Path) -> Path:
        """Write it, as SVG or PNG by the name; InputError for another ending."""
        path = Path(file)
        if path.suffix.lower() not in (".svg", ".png"):
            raise InputError(
                "a chart is written as SVG or PNG", place="file", value=path.name,
                mend=f"Write {path.stem}.svg or {path.stem}.png.",
            )  # fmt: skip
        drawing = self.svg
        path.write_bytes(drawing.encode() if path.suffix.lower() == ".svg" else png(drawing))
        return path

    def _repr_svg_(self) -> str:
        return self.svg

    def __repr__(self) -> str:
        return f"{INTERNAL}\n{self.chart.title}: a notebook draws it, .save(file) writes it."


def plot_of(chart: Chart | None, source: str = "") -> Plot:
    """The chart as a Plot; InputError where there was nothing to draw."""
    if chart is None or not chart.svg:
        raise InputError("there is nothing to draw", mend="Print it, or ask why().")
    return Plot(chart, source)


def paragraphs(texts: Iterable[str]) -> Words:
    """Words in lines, one a paragraph."""
    return Words("\n".join(text for text in texts if text))


def chosen(asked: str, there: Sequence[str], key: str) -> str:
    """The one of these that is asked for, or an InputError with all of them."""
    if asked not in there:
        raise InputError(
            "there is none of this name",
            place=key,
            value=asked,
            mend=f"Use one of {', '.join(map(repr, there))}.",
        )
    return asked
