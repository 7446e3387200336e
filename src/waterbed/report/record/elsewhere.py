"""results.json: where else it rose, and what that could be."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

from waterbed.model.months import Months
from waterbed.model.released_elsewhere import ShownElsewhere, ShownPart
from waterbed.report.record.values import Row, months_row, number


def elsewhere_row(found: ShownElsewhere) -> Row:
    """All of it by the names of its fields; months as labels, no number without bound."""
    row = plain(found)
    assert isinstance(row, dict)
    return row


def plain(value: object) -> object:
    """Dataclasses as dicts, tuples as lists, months as their labels."""
    if isinstance(value, Months):
        return months_row(value)
    if isinstance(value, float):
        return number(value)
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    if not is_dataclass(value) or isinstance(value, type):
        return value
    row = {
        one.name: plain(getattr(value, one.name)) for one in fields(value) if one.name != "smallest"
    }
    if isinstance(value, ShownPart):
        row |= {"change": plain(value.change), "rest": plain(value.rest)}
    return row
