"""What `waterbed design` prints: designs beside each other, and what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from waterbed.cli.terminal.shapes import open_console
from waterbed.report.words import design as words
from waterbed.report.words.head import banner

if TYPE_CHECKING:
    from waterbed.model.designed import DesignTable


def show_design(table: DesignTable) -> None:
    """The table with its sentences; on the screen of whoever has the counts, unrounded, and
    marked so where they are not published."""
    console = open_console()
    if mark := banner(table.profile):
        console.print(Text(mark))
    console.print(Text(words.question(table)))
    shown = Table(box=SIMPLE_HEAD, padding=0, show_edge=False)
    for k, column in enumerate(words.COLUMNS):
        # Only headings of two words give way: a share that is cut off, 89–10…, reads as another.
        shown.add_column(column, justify="right" if k else "left", no_wrap=" " not in column)
    for row in table.rows:
        shown.add_row(*words.cells(row))
    console.print(shown)
    for text in (*words.answers(table), *words.troubles(table), *words.reading(table)):
        console.print(Text(text))
