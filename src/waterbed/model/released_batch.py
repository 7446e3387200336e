"""What leaves of many studies judged together: made of what each study's own report shows.

Of a table that is not published, changes stand on steps of 5%, and no p.  Of sensitive outcomes and
kinds there is no row a place, no map and no order: what all places together show is all.
"""

from __future__ import annotations

from dataclasses import dataclass

from waterbed.model.region import Ends
from waterbed.model.released_places import ShownMapArea

FELL, ROSE, UNTOLD, NOT_SHOWN, NONE = "fell", "rose", "cannot-tell", "not-shown", "no-estimate"
"""What is found of a place."""


@dataclass(frozen=True, slots=True)
class ShownPlace:
    """One place and outcome.

    study : by which its report is called; title, kind, start : as the report has them
    found : see above; why : codes, of a place of which it cannot be told or nothing is shown
    observed, expected : counts; change : of the ratio to what was expected; own : its own range
    shrunk, shrunk_range : the same, given those that are averaged
    share_false : the least share of false ones among those named at which it would be named
    averaged : whether the average is of it, among others
    status : "exact", "rounded" or "withheld"
    """

    study: str
    title: str
    intervention: str
    kind: str
    start: int
    outcome: str
    found: str
    why: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    observed: float | None = None
    expected: float | None = None
    change: float | None = None
    own: Ends = (None, None)
    shrunk: float | None = None
    shrunk_range: Ends = (None, None)
    share_false: float | None = None
    averaged: bool = False
    status: str = "withheld"


@dataclass(frozen=True, slots=True)
class ShownMonth:
    """The effect so many months after each start, over the averaged places that had them."""

    month: int
    places: int
    change: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class ShownTogether:
    """All places of one outcome.

    fell, rose, untold, not_shown, without : how many places; judged : the first three together
    averaged : of those judged, how many the average is of: no gate bars a fall or a rise of them
    barred : code of the first gate that others do not pass, and how many places it holds for
    mean, mean_range : change of the average place; between, between_range : standard deviation
        between places, of the log of the ratio; None where the average is of fewer than two
    reasons : code and how many places it holds for
    months : by months since the start; why_no_months : a code, where there are none
    """

    outcome: str
    name: str
    fell: int
    rose: int
    untold: int
    not_shown: int
    without: int
    averaged: int = 0
    barred: tuple[tuple[str, int], ...] = ()
    mean: float | None = None
    mean_range: Ends = (None, None)
    between: float | None = None
    between_range: Ends = (None, None)
    reasons: tuple[tuple[str, int], ...] = ()
    months: tuple[ShownMonth, ...] = ()
    why_no_months: str = ""
    status: str = "exact"

    @property
    def judged(self) -> int:
        return self.fell + self.rose + self.untold


@dataclass(frozen=True, slots=True)
class ShownBatch:
    """A batch.

    title : name of the folder of studies, or of the table; "" where it is not said
    studies : how many; failed : id and error of those that have no report; the error is "" where
        it may quote what is not published
    lock, lock_date, changed, added, missing : as of the batch's lock; how many studies
    map : areas of the targets with what was found there as their role, in published geography
    """

    title: str
    version: str
    profile: str
    level: float
    headline: str
    studies: int
    failed: tuple[tuple[str, str], ...] = ()
    outcomes: tuple[ShownTogether, ...] = ()
    places: tuple[ShownPlace, ...] = ()
    sensitive: bool = False
    lock: str = ""
    lock_date: str = ""
    changed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    map: tuple[ShownMapArea, ...] = ()
