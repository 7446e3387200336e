"""What `waterbed new` prints: what was guessed, what is left to fill in, what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rich.table import Column, Table
from rich.text import Text

from waterbed.cli.terminal.shapes import open_console, typed, unframed
from waterbed.disclosure.exact import exact
from waterbed.model.draft import TO_FILL
from waterbed.model.months import Months
from waterbed.model.released import ShownInput
from waterbed.propose.draft import to_fill
from waterbed.propose.guess import ASKED, BY_DEFAULT, BY_NAME, BY_VALUES, Guess
from waterbed.propose.new import Made
from waterbed.propose.waves import waves_of
from waterbed.propose.windows import too_short
from waterbed.read.study.problems import place_of
from waterbed.report.words.reading import notices, reasons

_SURE = {
    BY_VALUES: "by the values",
    BY_NAME: "by the name",
    BY_DEFAULT: "assumed",
    ASKED: "you decide",
}
_SHORT = (
    "Note: fewer than two years of months before the start: no effect can be judged, only what was "
    "recorded. Give earlier months, or ask what was recorded: kind = recorded, stated = -0.2 for a "
    "fall of a fifth, and window the name of the window."
)


def show_new(made: Made, foreseen: Sequence[str] = ()) -> None:
    """Everything that the user must know before filling in the rest.

    foreseen : what the draft will not be able to tell, where that is known
    """
    console = open_console()
    console.print(_guesses(made))
    for line in _understood(made, bool(foreseen)):
        console.print(Text(line))
    for line in foreseen:
        console.print(Text(f"Note: {line}", style="bold"))
    console.print(f"\nLeft to fill in: {len(made.to_fill)}", style="bold")
    table = unframed()
    for location, what in made.to_fill:
        table.add_row(Text(str(place_of(location, made.raw))), Text(what))
    console.print(table)
    console.print("\nWhat to do next", style="bold")
    name = made.file.as_posix()
    cells = "the cells" if made.file.suffix.lower() == ".xlsx" else "the lines"
    console.print(Text(f"1. Open {name}, and fill in {cells} that say {TO_FILL}."), soft_wrap=True)
    console.print(Text(f"2. waterbed check {typed(name)}"), soft_wrap=True)
    console.print(Text(f"3. waterbed run {typed(name)}"), soft_wrap=True)


def _guesses(made: Made) -> Table:
    words = Column("from what", overflow="fold")
    table = Table(Column("key", no_wrap=True), Column("guess", overflow="fold"), words,
                  Column("how sure", no_wrap=True), title="What was guessed")  # fmt: skip
    found = made.survey
    for section, guesses in (("areas", found.areas), ("counts", found.counts)):
        for key, guess in guesses.items():
            table.add_row(f"{section}, {key}", Text(_value(guess)), Text(guess.how),
                          _SURE[guess.sure])  # fmt: skip
    for sentence in found.chosen.said if found.chosen else ():
        table.add_row("target", Text(_ids(found.chosen.ids if found.chosen else ())),
                      Text(sentence), _SURE[BY_VALUES])  # fmt: skip
    for sentence in found.beside.said if found.beside else ():
        table.add_row("next door", Text(_ids(found.beside.ids if found.beside else ())),
                      Text(sentence), _SURE[BY_VALUES])  # fmt: skip
    return table


def _ids(ids: tuple[str, ...]) -> str:
    return ", ".join(ids[:3]) + (f" and {len(ids) - 3} more" if len(ids) > 3 else "")


def _value(guess: Guess) -> str:
    if guess.sure == ASKED:
        return to_fill(guess.choice) if guess.candidates else TO_FILL
    value = guess.value
    return ", ".join(value) if isinstance(value, list) else str(value)


def _understood(made: Made, foreseen: bool) -> list[str]:
    """What the readers made of the tables, or that they were not tried.

    foreseen : whether it is said elsewhere what the draft cannot tell
    """
    lines = [f"Note: {note}." for note in made.survey.notes]
    waves = waves_of(made.survey) or (made.survey,)
    if any(map(too_short, waves)) and not foreseen:
        lines.append(_SHORT)
    if made.counts is None:
        return [*lines, "The counts were not read through, since a column is still to be named."]
    panel = made.counts.panel
    run = Months(int(panel.periods[0]), int(panel.periods[-1]) + panel.step - 1).in_words()
    with_counts = int(panel.covered.any(axis=(0, 2)).sum())
    lines.append(f"Read as the study says: {with_counts:,} areas with counts, {run}.")
    asked = {key for key, guess in made.survey.counts.items() if guess.sure == ASKED}
    for record in made.counts.records:
        lines.append(f"{record.rows:,} rows, {record.rejected:,} rejected.")
        shown = exact(ShownInput, record)
        shown = replace(shown, remarks=tuple(one for one in shown.remarks if one.code not in asked))
        lines += [f"  rejected: {reason}: {rows:,}" for reason, rows in reasons(shown)]
        lines += [f"  notice: {notice}" for notice in notices(shown)]
    return lines
