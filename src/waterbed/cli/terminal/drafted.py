"""What `waterbed new` prints: what was guessed, what is left to fill in, what to do next."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Column, Table
from rich.text import Text

from waterbed.cli.terminal.shapes import open_console, unframed
from waterbed.model.draft import TO_FILL
from waterbed.model.typed import typed
from waterbed.propose.new import Made
from waterbed.propose.understood import guessed, understood
from waterbed.read.study.problems import place_of


def show_new(draft: Made, foreseen: Sequence[str] = ()) -> None:
    """Everything that the user must know before filling in the rest.

    foreseen : what the draft will not be able to tell, where that is known
    """
    console = open_console()
    console.print(_guesses(draft))
    for line in understood(draft, bool(foreseen)):
        console.print(Text(line))
    for line in foreseen:
        console.print(Text(f"Note: {line}", style="bold"))
    console.print(f"\nLeft to fill in: {len(draft.to_fill)}", style="bold")
    table = unframed()
    for location, what in draft.to_fill:
        table.add_row(Text(str(place_of(location, draft.raw))), Text(what))
    console.print(table)
    console.print(Text(f"question, drafted, to put in your own words: {draft.raw['question']}"))
    console.print("\nWhat to do next", style="bold")
    name = draft.file.as_posix()
    cells = "the cells" if draft.file.suffix.lower() == ".xlsx" else "the lines"
    console.print(Text(f"1. Open {name}, and fill in {cells} that say {TO_FILL}."), soft_wrap=True)
    console.print(Text(f"2. waterbed check {typed(name)}"), soft_wrap=True)
    console.print(Text(f"3. waterbed run {typed(name)}"), soft_wrap=True)


def _guesses(draft: Made) -> Table:
    words = Column("from what", overflow="fold")
    table = Table(Column("key", no_wrap=True), Column("guess", overflow="fold"), words,
                  Column("how sure", no_wrap=True), title="What was guessed")  # fmt: skip
    for row in guessed(draft.survey):
        table.add_row(row.key, Text(row.value), Text(row.how), row.sure)
    return table
