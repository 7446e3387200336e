"""What the commands on a few numbers print: a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from waterbed.analysis.numbers import wdd_numbers
from waterbed.cli.terminal.shapes import open_console

if TYPE_CHECKING:
    from waterbed.displacement.command import WddAnswer


def show_counts(answer: WddAnswer) -> None:
    """What `waterbed wdd` found: whether it moved, what could have been seen, the numbers."""
    console = open_console()
    numbers = wdd_numbers(answer)
    for text in (*numbers.sentences, *numbers.reach, numbers.lead):
        console.print(Text(text))
    table = Table(*numbers.grid.columns)
    for row in numbers.grid.rows:
        table.add_row(*row)
    console.print(table)
    for text in numbers.after:
        console.print(Text(text))
