"""What leaves of where else it rose.  Fields are those of `model.elsewhere` by the same names."""

from __future__ import annotations

from dataclasses import dataclass

from waterbed.model.months import Months


@dataclass(frozen=True, slots=True)
class ShownRise:
    """A place and a run of months in which counts rose beyond chance."""

    groups: tuple[str, ...]
    areas: tuple[str, ...]
    months: Months
    observed: float | None
    expected: float | None
    group_observed: float | None
    group_expected: float | None
    p: float | None


@dataclass(frozen=True, slots=True)
class ShownSearch:
    """What a scan over all areas found after one start."""

    intervention: str
    outcome: str
    months: Months
    base: Months
    areas: int
    left_out: int
    rises: tuple[ShownRise, ...]
    p: float | None
    earlier: tuple[int, int]
    by_group: tuple[tuple[str, float], ...]
    phi: float | None
    drift: float | None
    draws: int
    level: float
    month: float | None
    published: bool
    status: str


@dataclass(frozen=True, slots=True)
class ShownRing:
    """Effect at one distance from the target's edge."""

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
    why: str = ""
    co_treated: int = 0
    rest_observed: float | None = None
    rest_expected: float | None = None
    rest_value: float | None = None
    rest_low: float | None = None
    rest_high: float | None = None


@dataclass(frozen=True, slots=True)
class ShownProfile:
    """Effect against distance."""

    intervention: str
    outcome: str
    window: str
    rings: tuple[ShownRing, ...]
    smooth: tuple[ShownRing, ...]
    p: float | None
    level: float
    published: bool
    status: str


@dataclass(frozen=True, slots=True)
class ShownSwitched:
    """One outcome of a table of several, in the target or in areas of its own."""

    outcome: str
    observed: float | None = None
    expected: float | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    band_low: float | None = None
    band_high: float | None = None
    p: float | None = None
    p_family: float | None = None
    weighted: bool = False
    why: str = ""
    published: bool = False
    status: str = "withheld"
    place: str = ""
    areas: int = 0
    co_treated: int = 0
    placebos: str = ""
    disjoint: int = 0


@dataclass(frozen=True, slots=True)
class ShownPart:
    """One part of a zone's change."""

    name: str
    observed: float | None
    expected: float | None
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
class ShownUsual:
    """What a zone's change is, set against the same difference where nothing was done."""

    starts: int
    placebos: int
    disjoint: int
    low: float | None
    high: float | None
    p: float
    level: float


@dataclass(frozen=True, slots=True)
class ShownBreakdown:
    """What the change of a zone is made of."""

    intervention: str
    outcome: str
    zone: str
    window: str
    whole: ShownPart
    by_category: tuple[ShownPart, ...] = ()
    by_group: tuple[ShownPart, ...] = ()
    by_area: tuple[ShownPart, ...] = ()
    co_treated: ShownPart | None = None
    rest: ShownPart | None = None
    published: bool = False
    status: str = "withheld"
    usual: tuple[ShownUsual, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownElsewhere:
    """Where else it rose and what else that could be, for one intervention and window."""

    intervention: str
    window: str
    post: Months
    searches: tuple[ShownSearch, ...] = ()
    profiles: tuple[ShownProfile, ...] = ()
    switched: tuple[ShownSwitched, ...] = ()
    breakdowns: tuple[ShownBreakdown, ...] = ()
    refused: tuple[tuple[str, str, str], ...] = ()
