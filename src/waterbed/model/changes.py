"""Police.uk's change log: what of a force's files is missing, or was supplied again.

The page itself is kept beside the files, under one name; none of its words is ever printed.
"""

from __future__ import annotations

from dataclasses import dataclass

from waterbed.model.months import Months

LOG = "police-uk-changelog.html"
"""The name of the page as it is kept: in the folder of the files, or beside it or their zip."""

LARGEST_LOG = 5 * 2**20
"""Bytes; more than the page has."""

CRIME, STOPS, EVERYTHING = "crime", "stops", ""
MISSING, AGAIN, NOTED = "missing", "again", "noted"
POINTS, AREAS = "points", "areas"
"""What became of months: not given, given again, something else that is said of them; and of every
force, that the snap points or the codes of the areas were drawn anew."""


@dataclass(frozen=True, slots=True)
class Change:
    """An entry, for one run of months.

    force : as the files name it, or "" of all forces; of : CRIME, STOPS or EVERYTHING
    what : MISSING, AGAIN, NOTED, POINTS or AREAS
    first, last : ordinals of months, None where the entry gives no such end
    listed : the month that the entry stands under, None of those that are known issues
    """

    force: str
    of: str
    what: str
    first: int | None
    last: int | None
    listed: int | None = None

    def within(self, months: Months) -> tuple[int, ...]:
        """Those of some months that it is about."""
        first = months.first if self.first is None else max(self.first, months.first)
        last = months.last if self.last is None else min(self.last, months.last)
        return tuple(range(first, last + 1))


@dataclass(frozen=True, slots=True)
class ChangeLog:
    """What was read of the page for some files, or that there is none.

    of : CRIME or STOPS, the files that it was read for; forces : those who gave them
    listed : the latest month that the page has a heading for, None where no page is kept
    """

    of: str
    forces: tuple[str, ...]
    changes: tuple[Change, ...] = ()
    listed: int | None = None
