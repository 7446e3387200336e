"""Where else it rose: rises that nobody named, rings by distance, what a rise is made of."""

from __future__ import annotations

from dataclasses import dataclass

from waterbed.model.months import Months


@dataclass(frozen=True, slots=True)
class Rise:
    """A place and a run of months in which counts rose beyond chance.

    groups : of its areas (boroughs); areas : ids, () where only groups may be named
    observed, expected : counts in those months; of the whole group once coarsened
    group_observed, group_expected : the same of all areas of its groups
    p : family-wise, over every place and run that was scanned
    """

    groups: tuple[str, ...]
    areas: tuple[str, ...]
    months: Months
    observed: float | None
    expected: float | None
    group_observed: float | None
    group_expected: float | None
    p: float | None


@dataclass(frozen=True, slots=True)
class Search:
    """What a scan over all areas found after one start.

    months : in which rises were looked for; base : months before that expectations rest on
    areas, left_out : numbers of areas scanned, and of those without data in every month
    rises : those beyond chance, the strongest first
    p : family-wise p of the strongest, whether or not beyond chance
    earlier : starts in earlier years that gave one as strong, and how many there are
    by_group : family-wise p of the strongest rise within each group
    phi, month : variance phi mu + month mu^2 of an area's count in one period; drift : standard
        deviation of an area's level from the months before to those after, a share
    level : 1 - level is the family-wise error
    """

    intervention: str
    outcome: str
    months: Months
    base: Months
    areas: int
    left_out: int
    rises: tuple[Rise, ...]
    p: float | None
    earlier: tuple[int, int]
    by_group: tuple[tuple[str, float], ...]
    phi: float | None
    drift: float | None
    draws: int
    level: float
    month: float | None = None
    published: bool = False
    status: str = "raw"


@dataclass(frozen=True, slots=True)
class Ring:
    """Effect at one distance from the target's edge.

    near, far : metres; a ring holds areas whose gap to the target is above `near` (or nought where
        `near` is nought) and at most `far`
    areas : how many; observed, expected : counts
    value : effect as a ratio of what was expected
    low, high : its own interval; band_low, band_high : simultaneous over all rings of the profile
    p : two-sided; placebos : places (and years) in its reference
    why : a code of REFUSALS where it has no estimate
    co_treated : areas under another intervention; rest_observed, rest_expected, rest_value,
        rest_low, rest_high : the same without them, judged on the placebos of the whole ring; None
        where none are, or none are left
    """

    near: float
    far: float
    areas: int
    observed: float | None = None
    expected: float | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    band_low: float | None = None
    band_high: float | None = None
    p: float | None = None
    placebos: int = 0
    smallest: float = 0.0
    why: str = ""
    co_treated: int = 0
    rest_observed: float | None = None
    rest_expected: float | None = None
    rest_value: float | None = None
    rest_low: float | None = None
    rest_high: float | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """Effect against distance.

    rings : that share no area; smooth : that overlap, their middles ever further out
    p : of the most unusual ring, over all of them (max-t); None where none could be judged
    """

    intervention: str
    outcome: str
    window: str
    rings: tuple[Ring, ...]
    smooth: tuple[Ring, ...]
    p: float | None
    level: float
    published: bool = False
    status: str = "raw"


@dataclass(frozen=True, slots=True)
class Switched:
    """One outcome of a table of several, in the target or in areas of its own.

    place : "" for the target, else the name of its own place, of so many `areas`, of which
        `co_treated` are under another intervention in these months
    placebos : how its own place was found for places where nothing was done: "rule", "group" or
        "random"; "" for the target; disjoint : how many of those share no area and year
    value : effect as a ratio; band_low, band_high : simultaneous over the table
    p : two-sided by itself; p_family : allowing for all outcomes of the table (max-t)
    weighted : whether it is a sum of counts by harm
    """

    outcome: str
    observed: float | None
    expected: float | None
    value: float | None
    low: float | None
    high: float | None
    band_low: float | None
    band_high: float | None
    p: float | None
    p_family: float | None
    smallest: float = 0.0
    weighted: bool = False
    why: str = ""
    published: bool = False
    status: str = "raw"
    place: str = ""
    areas: int = 0
    co_treated: int = 0
    placebos: str = ""
    disjoint: int = 0


MIX = "mix of kinds"
"""Name of the part that the kinds leave of the whole."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one category or group adds to the change of a zone.

    observed : counts of the post months; expected : base counts times the donors' growth
    co_treated : of its change, what lies in areas under another intervention; None where the zone
        has none
    """

    name: str
    observed: float | None
    expected: float | None
    smallest: float = 0.0
    co_treated: float | None = None

    @property
    def change(self) -> float | None:
        if self.observed is None or self.expected is None:
            return None
        return self.observed - self.expected

    @property
    def rest(self) -> float | None:
        """Of its change, what lies in areas that no other intervention covers."""
        if self.change is None or self.co_treated is None:
            return None
        return self.change - self.co_treated


@dataclass(frozen=True, slots=True)
class Usual:
    """What a zone's change is, set against the same difference where nothing was done.

    starts : how many, this one included, a year or more apart; placebos : places and starts
    disjoint : of them, how many share no area and start
    low, high : of the change, the `level` interval; p : two-sided
    """

    starts: int
    placebos: int
    disjoint: int
    low: float | None
    high: float | None
    p: float
    level: float


@dataclass(frozen=True, slots=True)
class Breakdown:
    """What the change of a zone is made of.

    whole : the zone's total; by_category, by_group, by_area : parts that sum to it where categories
        share the growth of all (`common`), each in falling order of its change
    co_treated, rest : the zone's areas under another intervention, and the others
    usual : the whole against placebos of this start, and of this and earlier ones
    """

    intervention: str
    outcome: str
    zone: str
    window: str
    whole: Part
    by_category: tuple[Part, ...]
    by_group: tuple[Part, ...]
    by_area: tuple[Part, ...]
    co_treated: Part | None
    rest: Part | None
    published: bool = False
    status: str = "raw"
    usual: tuple[Usual, ...] = ()


@dataclass(frozen=True, slots=True)
class Moved:
    """Whether as much as the margin of the target's fall moved to a zone.

    zone : its name, or "net" for all zones together
    margin : share of the target's fall that counts as movement
    p_below, p_above : one-sided, of less than the margin and of more having moved
    answer : "not-moved", "moved", "undecided", or "no-fall" where the target's fall is not
        supported
    power : chance that `not-moved` would be shown, were the target's fall as estimated and nothing
        moved; None without a fall
    none, all : whether a 2 level - 1 set holds a share of none, and of all
    count : the margin as a rise of the zone in counts, in place of the share, or None
    """

    zone: str
    margin: float
    level: float
    p_below: float
    p_above: float
    answer: str
    power: float | None
    none: bool
    all: bool
    count: float | None = None


@dataclass(frozen=True, slots=True)
class Together:
    """Intervals of the zones that hold the truth of all of them at once (Sidak 1967).

    p : of the largest change, allowing for the number of zones
    """

    intervals: tuple[tuple[str, float | None, float | None], ...]
    p: float
    level: float


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Where else it rose and what else that could be, for one intervention and window.

    post : the months compared; refused : what could not be done, for which outcome, and why
    """

    intervention: str
    window: str
    post: Months
    searches: tuple[Search, ...]
    profiles: tuple[Profile, ...]
    switched: tuple[Switched, ...]
    breakdowns: tuple[Breakdown, ...]
    refused: tuple[tuple[str, str, str], ...] = ()
