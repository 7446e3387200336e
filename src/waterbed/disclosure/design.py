"""What may be said of a design whose counts are not published: of all places together, rounded.

Its figures rest on all candidates and several years at once, and name none of them.  They are
shares of lots drawn at random, which stand to five in a hundred; the sum of counts is rounded as
every total is, and withheld where it is small.
"""

from __future__ import annotations

from dataclasses import replace

from waterbed.disclosure.elsewhere import sensitive
from waterbed.disclosure.rules import round_ratio, round_total, too_small
from waterbed.model.designed import DesignRow, DesignTable
from waterbed.model.errors import InputError
from waterbed.model.study import Outcome


def release_design(table: DesignTable) -> DesignTable:
    """The table as it may leave: as it is where its counts are published, else rounded."""
    if table.published or table.rounded:
        return table
    yearly = table.yearly
    shown = None if yearly is None or too_small(yearly) else round_total(yearly)
    return replace(
        table, yearly=shown, rows=tuple(_rounded(row) for row in table.rows), rounded=True
    )


def _rounded(row: DesignRow) -> DesignRow:
    def five(x: float | None) -> float | None:
        return None if x is None else round_ratio(x)

    return replace(
        row,
        smallest=five(row.smallest),
        smallest_error=None,
        smallest_rise=five(row.smallest_rise),
        power=tuple(round_ratio(x) for x in row.power),
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


def refuse_sensitive(outcome: Outcome, kind: str) -> None:
    """InputError where the outcome, or what will be done, is of a sensitive kind
    (`disclosure.elsewhere.sensitive`)."""
    if sensitive(outcome):
        raise InputError(_WHY, place="--outcome", value=outcome.name or outcome.id, mend=_MEND,
                         code="sensitive-design")  # fmt: skip
    if sensitive(Outcome(kind, kind, (), ())):
        raise InputError(_WHY, place="--kind", value=kind, mend=_MEND, code="sensitive-design")
