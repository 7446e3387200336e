"""Activity: what was done, on whom, and how much of it, as a source or a table gives it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import BeforeValidator, Field

from waterbed.model.months import Months
from waterbed.model.written.key import (
    ATTRIBUTION,
    ENCODING,
    FILE,
    LICENCE,
    SHEET,
    Key,
    Written,
)
from waterbed.model.written.places import PlaceForm
from waterbed.model.written.values import Id, Month, PathText, Text, When, one_of, place

EXACT, AT_LEAST, AT_MOST = "exact", "at-least", "at-most"


@dataclass(frozen=True, slots=True)
class Activity:
    """One kind of action on one group of people: a published total over a span, or a table.

    Kept otherwise than written: `areas` are ids, None where it names none; `group` the group whose
    areas they are, "" for none.
    """

    id: Annotated[
        Id, Key("Short name, which claims refer to under actions.", decides=True, printed=True)
    ]
    action: Annotated[
        Text,
        Key("What was done, one kind of action: cautions, fines, patrol hours.", printed=True),
    ]
    on: Annotated[
        str,
        Key(
            "The group that it was done to; left out where the source does not say.",
            decides=True,
            printed=True,
        ),
    ] = ""
    place: Annotated[str, Key("Where, in words: the borough of Redbridge.", printed=True)] = ""
    areas: Annotated[
        tuple[str, ...] | None,
        Written(Annotated[PlaceForm, BeforeValidator(place)] | None),
        Key(
            "Codes of the areas that it is of; the target if left out, or all that a table has "
            "rows of.",
            decides=True,
        ),
    ] = None
    intervention: Annotated[
        Id,
        Key(
            "The intervention that it belongs to; the first if left out.",
            refers="interventions",
        ),
    ] = ""
    total: Annotated[
        Annotated[float, Field(ge=0)] | None,
        Key(
            "How many, as a source gives it. Left out beside a file. What nobody has counted is "
            "left out, never 0.",
            decides=True,
        ),
    ] = None
    first: Annotated[Month | None, Key("First month of the total, or to use.", decides=True)] = None
    last: Annotated[Month | None, Key("Last month of the total, or to use.", decides=True)] = None
    bound: Annotated[
        str,
        one_of((EXACT, AT_LEAST, AT_MOST)),
        Key(
            "How the source puts the total: exact; at-least (150 and more); at-most (nearly 200).",
            decides=True,
        ),
    ] = EXACT
    by: Annotated[
        bool,
        Key(
            "Whether it is all there were by the last month, so that there were none before the "
            "first: 114 fines by April 2019.",
            decides=True,
        ),
    ] = False
    partial: Annotated[
        bool,
        Key(
            "Whether it leaves out part of such actions: it is then not all of them.", decides=True
        ),
    ] = False
    source: Annotated[
        str,
        Key("Who gives it, and where; needed beside a total.", printed=True, links=True),
    ] = ""
    date: Annotated[When, Key("When the source gave it, as far as known.", printed=True)] = ""
    file: Annotated[
        Path | None,
        Written(PathText | None),
        Key(
            f"{FILE} A table of actions by month, in place of a total; or the folder or zip of "
            "police.uk's stop-and-search files."
        ),
    ] = None
    where: Annotated[
        tuple[tuple[str, str], ...],
        Written(dict[str, str], {}),
        Key("Rows of the table to use, as column = value; all if left out.", decides=True),
    ] = ()
    period: Annotated[str, Key("Its column of the month or day.")] = ""
    count: Annotated[str, Key("Its column of the number; left out where each row is one.")] = ""
    area: Annotated[str, Key("Its column of area codes, if it is divided by areas.")] = ""
    absent: Annotated[
        str,
        one_of(("no-data", "zero")),
        Key(
            "What a row that is not there means: no-data, nobody knows; zero, none was done.",
            decides=True,
        ),
    ] = "no-data"
    period_format: Annotated[
        Text, Key("How months or days are written in it; auto: told from the values.")
    ] = "auto"
    encoding: Annotated[Text, Key(ENCODING)] = "utf-8"
    sheet: Annotated[str, Key(SHEET)] = ""
    published: Annotated[
        bool, Key("Whether this very table is published already.", decides=True)
    ] = False
    licence: Annotated[str, Key(LICENCE, printed=True, links=True)] = ""
    attribution: Annotated[str, Key(ATTRIBUTION, printed=True, links=True)] = ""
    group: str = ""

    @property
    def open(self) -> bool:
        """Whether its numbers are published: a source that is quoted is."""
        return self.file is None or self.published


@dataclass(frozen=True, slots=True)
class Done:
    """What is known of one activity.

    first : ordinal of the first month of its table
    counts : float [T], the number in each month from then on, of what is known of it
    whole : bool [T], whether that is all of the month; both are empty of a published total
    areas : ids that its table has rows of, () where it is not divided by areas
    """

    activity: Activity
    first: int = 0
    counts: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    whole: NDArray[np.bool_] = field(default_factory=lambda: np.empty(0, bool))
    areas: tuple[str, ...] = ()

    @property
    def is_public(self) -> bool:
        """Whether what it is `between` may be told to anyone."""
        return self.activity.open

    @property
    def monthly(self) -> bool:
        return self.counts.size > 0

    @property
    def months(self) -> Months | None:
        """The months that it is of; None where its source names no span."""
        if self.monthly:
            return Months(self.first, self.first + self.counts.size - 1)
        activity = self.activity
        if activity.first is None or activity.last is None:
            return None
        return Months(activity.first, activity.last)

    def between(self, span: Months) -> tuple[float, float]:
        """Fewest and most of it in these months; the most is infinite where some of them are not
        known.  What is missing is never nought.

        A total of longer months holds those of the span, none to all of them; one of shorter months
        is the fewest there can have been.
        """
        if self.monthly:
            low, high = self._of_months(span)
        else:
            low, high = self._of_total(span)
        return low, math.inf if self.activity.partial else high

    def _of_months(self, span: Months) -> tuple[float, float]:
        months = self.months
        assert months is not None
        start = max(span.first, months.first) - months.first
        stop = min(span.last, months.last) - months.first + 1
        if stop <= start:
            return 0.0, math.inf
        low = float(self.counts[start:stop].sum())
        known = stop - start == len(span) and bool(self.whole[start:stop].all())
        return low, low if known else math.inf

    def _of_total(self, span: Months) -> tuple[float, float]:
        activity, months = self.activity, self.months
        if months is None or activity.total is None:
            return 0.0, math.inf
        inside = span.first <= months.first and months.last <= span.last
        # There were none before the first month of one that holds all there were.
        holds = (activity.by or months.first <= span.first) and span.last <= months.last
        low = activity.total if inside and activity.bound != AT_MOST else 0.0
        high = activity.total if holds and activity.bound != AT_LEAST else math.inf
        return low, high
