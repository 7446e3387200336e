"""A draft: the raw mapping of a study file, with notes for whoever fills it in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from waterbed.model.draft import TO_FILL, Location


@dataclass(frozen=True, slots=True)
class Draft:
    """What `waterbed new` writes, whatever the form.

    raw : keys and values as tomllib would return them, in the order in which they are written;
        dates may be `datetime.date`
    notes : a sentence for the reader, by location of a key, of a section or of one of its entries
    """

    raw: Mapping[str, Any]
    notes: Mapping[Location, str] = field(default_factory=dict)


def to_fill(what: str) -> str:
    """The value of a key that only the user can give, with what belongs there.

    >>> to_fill("the day on which it began")
    'FILL IN: the day on which it began'
    """
    return f"{TO_FILL}: {what}"
