"""What is said on screen of a refusal, and of what was withheld: sets and dates, never a count or
a bound."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from waterbed.disclosure.ledger.atoms import Reach
from waterbed.disclosure.ledger.cell import Cell, Origin
from waterbed.disclosure.ledger.released import PLACE
from waterbed.model.months import YEAR, Months, in_words

NAMED = 3


def refusal_text(cells: Sequence[Cell], reach: Reach) -> tuple[str, str]:
    """Why a release is refused, and what would help; it stands in no report, since a refusal
    depends on the data."""
    return (
        f"This release would let a reader of {cells_text(cells)} tell a count of fewer than ten to "
        f"within nine: {reach_text(reach)}",
        "Leave out one of them, use whole years or a larger place, or wait until the difference is "
        "ten or more. Nothing was written.",
    )


def cells_text(cells: Sequence[Cell]) -> str:
    """The first few cells by their names, each with the date of its release."""
    named = list(dict.fromkeys(_cell_text(cell) for cell in cells))
    more = len(named) - NAMED
    named = named[:NAMED] + ([f"{more} more"] if more > 0 else [])
    return named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"


def _cell_text(cell: Cell) -> str:
    words = cell.words or "a number"
    dated = f" in {months_text(cell.months)}" if cell.months.first else ""
    return f"{words}{dated} ({_when(cell)})"


def _when(cell: Cell) -> str:
    part, said = (*cell.origin, "", "")[:2]
    if part == "known":
        return f"known: {said}" if said else "known"
    return day_text(str(said)) if part == "past" else "today"


def day_text(written: str) -> str:
    """A date written YYYY-MM-DD in words; as it is where it is none."""
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return written
    return f"{day.day} {in_words(12 * day.year + day.month - 1)}"


def reach_text(reach: Reach) -> str:
    areas = len(reach.areas)
    if not areas:
        return "the people on one of them and not on the other"
    return f"{'one area' if areas == 1 else f'{areas} areas'}, {months_text(reach.months)}"


def months_text(months: Months) -> str:
    """A run of months; whole calendar years by their numbers."""
    if months.first % YEAR == 0 and months.last % YEAR == YEAR - 1:
        first, last = months.first // YEAR, months.last // YEAR
        return str(first) if first == last else f"{first} to {last}"
    return months.in_words()


def told_withheld(withheld: Collection[Origin]) -> tuple[str, ...]:
    """What was withheld, for the screen: a place or what else it is, and its outcome."""
    names = {
        "total": "the total over all areas",
        "series": "counts over time",
        "people": "a number of people",
    }
    return tuple(
        sorted(
            f"{origin[-2] if origin[0] == PLACE else names.get(origin[0], origin[0])}, {origin[-1]}"
            for origin in withheld
        )
    )
