"""What a page says of a design whose counts are not published: of all places together, rounded.

Its figures rest on all candidates and several years at once, and name none of them.  They are
shares of lots drawn at random, which stand to five in a hundred; the sum of counts is rounded as
every total is; where it is small, it is withheld, and so is all that rests on it.

Even so it stays internal.  A report on such counts is made from counts that were rounded first
(`disclosure.panel`), which a power cannot be: it rests on how single counts stray.  And the same
table may be asked about as often as one likes, with a place more or less, and no ledger tells.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from waterbed.disclosure.elsewhere import sensitive
from waterbed.disclosure.rules import round_ratio, round_total, too_small
from waterbed.model.designed import DesignRow, DesignTable
from waterbed.model.errors import InputError
from waterbed.model.study import Outcome


def release_design(table: DesignTable) -> DesignTable:
    """The table as a page has it: as it is where its counts are published, else rounded."""
    if table.profile == "public":
        return table
    yearly = table.yearly
    small = yearly is None or too_small(yearly)
    shown = None if yearly is None or small else round_total(yearly)
    rows = tuple(_withheld(row, table) if small else _rounded(row) for row in table.rows)
    return replace(table, yearly=shown, rows=rows, rounded=True)


def _withheld(row: DesignRow, table: DesignTable) -> DesignRow:
    """A row as it would be whatever was counted; what it says of numbers of places alone stays."""
    bare = DesignRow(
        row.way, row.places, row.candidates, row.months, row.groups, asked_fall=row.asked_fall,
        why=row.why if row.why in ("few-places", "few-lots") else "withheld",
    )  # fmt: skip
    if row.asked_fall is None:
        return bare
    most = table.candidates // 2 if row.way == "lots" else table.candidates
    return replace(bare, places=most, candidates=table.candidates)


def _rounded(row: DesignRow) -> DesignRow:
    def five(x: float | None) -> float | None:
        return None if x is None else round_ratio(x)

    return replace(
        row,
        smallest=five(row.smallest),
        smallest_error=None,
        smallest_rise=five(row.smallest_rise),
        power=tuple(round_ratio(x) for x in row.power),
        power_low=tuple(round_ratio(x) for x in row.power_low),
        power_high=tuple(round_ratio(x) for x in row.power_high),
        error=round_ratio(row.error),
        false_fall=round_ratio(row.false_fall),
        false_rise=round_ratio(row.false_rise),
    )


_WHY = (
    "no lots are drawn for what concerns people who sell sex, or sexual offences: a list of places "
    "and dates for enforcement would say where people in danger are to be found, and would move "
    "them"
)
_MEND = (
    "Judge what was done already, by what was counted before and after (waterbed new, waterbed "
    "run); ask those whom it concerns (docs/survey.md); or plan with them a service that they "
    "choose, counted by what its users say."
)

MOST = 0.5
"""Share of what an outcome counts from which it is about a sensitive kind."""


def refuse_sensitive(outcome: Outcome, kind: str) -> None:
    """InputError where the outcome, or what will be done, is of a sensitive kind
    (`disclosure.elsewhere.sensitive`)."""
    if sensitive(outcome):
        raise InputError(_WHY, place="--outcome", value=outcome.name or outcome.id, mend=_MEND,
                         code="sensitive-design")  # fmt: skip
    _refuse_words(kind, "--kind")


def refuse_sensitive_table(names: Iterable[str], totals: Mapping[str, int], whole: bool) -> None:
    """InputError where a table is of a sensitive kind, whatever its outcome is called.

    names : of the table, its sheet and its column of numbers; totals : what is counted of each
    category; whole : whether the outcome counts all of them
    """
    for name in names:
        _refuse_words(name, "COUNTS")
    of = sum(totals.values())
    large = sum(size for name, size in totals.items() if sensitive(Outcome(name, name, (), ())))
    if whole and of and large >= MOST * of:
        raise InputError(_WHY, place="--outcome", mend=_MEND, code="sensitive-design")


def _refuse_words(text: str, place: str) -> None:
    if sensitive(Outcome(text, text, (), ())):
        raise InputError(_WHY, place=place, value=text, mend=_MEND, code="sensitive-design")
