"""What the user's files were understood to be, in words, and what they begin with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from waterbed.disclosure.exact import exact
from waterbed.model.draft import TO_FILL
from waterbed.model.months import Months
from waterbed.model.released import ShownInput
from waterbed.propose.draft import to_fill
from waterbed.propose.guess import ASKED, BY_DEFAULT, BY_NAME, BY_VALUES, SAID, Guess
from waterbed.propose.guess_table import body, says_count
from waterbed.propose.new import Made
from waterbed.propose.survey import Survey
from waterbed.propose.waves import waves_of
from waterbed.propose.windows import too_short
from waterbed.read.tables.opener import open_table
from waterbed.report.words.reading import notices, reasons

_SURE = {
    BY_VALUES: "its values show it",
    BY_NAME: "its name suggests it",
    BY_DEFAULT: "assumed",
    ASKED: "you decide",
}
_SHORT = (
    "Note: fewer than two years of months before the start: no effect can be judged, only what was "
    "recorded. Give earlier months, or ask what was recorded: kind = recorded, stated = -0.2 for a "
    "fall of a fifth, and window the name of the window."
)


@dataclass(frozen=True, slots=True)
class Guessed:
    """A key and what it was guessed to hold, from what, and how surely, in words."""

    key: str
    value: str
    how: str
    sure: str


def guessed(survey: Survey) -> Iterator[Guessed]:
    """Every guess, and what the places that were named are."""
    for section, guesses in (("areas", survey.areas), ("counts", survey.counts)):
        for key, guess in guesses.items():
            how, sure = (
                ("as you answered", "you decided")
                if guess.how == SAID
                else (guess.how, _SURE[guess.sure])
            )
            yield Guessed(f"{section}, {key}", _value(guess), how, sure)
    for name, chosen in (("target", survey.chosen), ("next door", survey.beside)):
        for sentence in chosen.said if chosen else ():
            yield Guessed(name, _ids(chosen.ids if chosen else ()), sentence, _SURE[BY_VALUES])


FEW, PERIODS = 5, 6
"""Rows, and of a wide table columns of periods, that are shown of a table."""


def first_rows(survey: Survey) -> tuple[tuple[str, ...], list[tuple[str, ...]]] | None:
    """Names and first values of the columns that were understood, of a table of counts.

    None of a table of persons or incidents, nor of one that may be: where no column is called as
    counts are.
    """
    table, asked = survey.table, survey.asked
    count = table.column("count")
    if table.layout != "wide" and not (table.layout == "long" and count and says_count(count)):
        return None
    kinds = survey.counts.get("categories")
    names = [table.guesses[key].value for key in ("area", "period") if key in table.guesses]
    names += [*(kinds.value if kinds else ()), count.name if count else None]
    names += table.periods[:PERIODS] if table.layout == "wide" else ()
    shown = list(dict.fromkeys(name for name in names if name))
    encoding = str(survey.counts["encoding"].value) if "encoding" in survey.counts else "utf-8"
    opened = open_table(asked.counts, encoding=encoding, sheet=asked.sheet, layout="", secret=True)
    rows = body(opened, shown).head(FEW).rows()
    return tuple(shown), [tuple("" if cell is None else str(cell) for cell in row) for row in rows]


def _ids(ids: tuple[str, ...]) -> str:
    return ", ".join(ids[:3]) + (f" and {len(ids) - 3} more" if len(ids) > 3 else "")


def _value(guess: Guess) -> str:
    if guess.sure == ASKED:
        return to_fill(guess.choice) if guess.candidates else TO_FILL
    value = guess.value
    if isinstance(value, Mapping):
        return ", ".join(f"{rare} = {meant}" for rare, meant in value.items())
    return ", ".join(value) if isinstance(value, list) else str(value)


def understood(drafted: Made, foreseen: bool) -> list[str]:
    """What the readers made of the tables, or that they were not tried.

    foreseen : whether it is said elsewhere what the draft cannot tell
    """
    lines = [f"Note: {note}." for note in drafted.survey.notes]
    waves = waves_of(drafted.survey) or (drafted.survey,)
    if any(map(too_short, waves)) and not foreseen:
        lines.append(_SHORT)
    if drafted.counts is None:
        return [*lines, "The counts were not read through, since a column is still to be named."]
    panel = drafted.counts.panel
    run = Months(int(panel.periods[0]), int(panel.periods[-1]) + panel.step - 1).in_words()
    with_counts = int(panel.covered.any(axis=(0, 2)).sum())
    lines.append(f"Read as the study says: {with_counts:,} areas with counts, {run}.")
    asked = {key for key, guess in drafted.survey.counts.items() if guess.sure == ASKED}
    for record in drafted.counts.records:
        lines.append(f"{record.rows:,} rows, {record.rejected:,} rejected.")
        shown = exact(ShownInput, record)
        shown = replace(
            shown, remarks=tuple(remark for remark in shown.remarks if remark.code not in asked)
        )
        lines += [f"  rejected: {reason}: {rows:,}" for reason, rows in reasons(shown)]
        lines += [f"  notice: {notice}" for notice in notices(shown)]
    return lines
