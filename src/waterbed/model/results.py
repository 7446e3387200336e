"""Results: everything that one run found.  It leaves as `model.released` lists it."""

from __future__ import annotations

from dataclasses import dataclass

from waterbed.model.activity import Done
from waterbed.model.attitudes import Attitude
from waterbed.model.elsewhere import Elsewhere
from waterbed.model.estimate import Check, Detectable, Estimate, Figure, Parameter, Reading, Remark
from waterbed.model.months import Months
from waterbed.model.population import PopulationRange
from waterbed.model.study import Study
from waterbed.model.verdict import Verdict
from waterbed.model.window import WindowKey


@dataclass(frozen=True, slots=True)
class InputRecord:
    """One file that was read.

    path : as it may be printed; sha256 : "" where printing it would let a guess be checked
    rows, rejected : rows read and rows rejected; reasons : each reason and its number of rows
        (codes of `codes.REJECTED`)
    remarks : what was done to read it (codes of `codes.READING`): a total left out, a format told
        from the values
    """

    path: str
    sha256: str
    rows: int
    rejected: int = 0
    reasons: tuple[tuple[str, int], ...] = ()
    published: bool = False
    date: str = ""
    licence: str = ""
    attribution: str = ""
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class RoleCount:
    """How many areas play a role in one window; `names` only of a small target and of those let in
    by a tolerance."""

    intervention: str
    window: str
    role: str
    areas: int
    names: tuple[str, ...] = ()


Outline = tuple[tuple[tuple[int, int], ...], ...]
"""Closed rings of points in metres."""


@dataclass(frozen=True, slots=True)
class MapArea:
    """One area of the map: the role that it plays, "behind" of what only shows where it lies.

    outline : () where the study has none
    """

    intervention: str
    window: str
    role: str
    name: str = ""
    outline: Outline = ()


@dataclass(frozen=True, slots=True)
class Series:
    """Counts of one outcome in one zone by period, and what the donors would predict.

    periods : ordinals of first months; step : months in a period
    observed, expected : one number a period; None where there is no data
    base, post : the window's months
    """

    intervention: str
    outcome: str
    zone: str
    window: str
    periods: tuple[int, ...]
    step: int
    observed: tuple[float | None, ...]
    expected: tuple[float | None, ...]
    base: Months
    post: Months
    smallest: float = 0.0
    published: bool = False


@dataclass(frozen=True, slots=True)
class Quarter:
    """What was recorded in the target in a few months, and what would be expected in them.

    value : of the effect, a ratio to what was expected; low, high : its range, which holds for all
        quarters at once, None where it has no bound
    why : a code of REFUSALS where it has no estimate
    """

    months: Months
    observed: float | None = None
    expected: float | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class ByQuarter:
    """The effect on one outcome in the target, quarter by quarter from the start.

    window : whose target, base and placebos it has; level : of the ranges, all quarters together
    """

    intervention: str
    outcome: str
    window: str
    method: str
    quarters: tuple[Quarter, ...]
    level: float
    published: bool = False


RING, GROUP = "ring", "group"
"""Surroundings: areas that touch target or zones and are neither; the rest of a target's group."""


@dataclass(frozen=True, slots=True)
class Surrounding:
    """What one outcome did in the untreated surroundings, against what would be expected there.

    place : RING or GROUP; areas : how many; level : of the study, whose deciding range this is
    value, low, high : the ratio to what was expected, minus 1; least, most : the range in counts
    why : a code of REFUSALS where it cannot be judged
    """

    intervention: str
    outcome: str
    window: str
    place: str
    method: str
    areas: int
    level: float
    observed: float | None = None
    expected: float | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    least: float | None = None
    most: float | None = None
    why: str = ""
    published: bool = False


@dataclass(frozen=True, slots=True)
class PlaceboStrip:
    """Studentised values of the placebos and of the target, for one estimate."""

    parameter: Parameter
    target: float | None
    placebos: tuple[float, ...]
    published: bool = False


@dataclass(frozen=True, slots=True)
class ReadingTable:
    """All readings of one recorded claim; `stated` is the reading that the claim names.

    missing : how many declared readings could not be made, since months are missing
    """

    claim: str
    outcome: str
    claimed: float
    stated: Reading | None
    readings: tuple[Reading, ...]
    published: bool = False
    missing: int = 0


@dataclass(frozen=True, slots=True)
class DonorTotal:
    """What the donors of one comparison counted together in its base or its post months.

    areas : ids of the donors that have data in all these months
    """

    intervention: str
    outcome: str
    window: WindowKey
    areas: tuple[str, ...]
    months: Months
    count: float
    published: bool = False


@dataclass(frozen=True, slots=True)
class OutcomeTotal:
    """Total of an outcome over all areas and months, and its periods without data.

    gaps : periods in which no area has data, written out
    partial : periods in which some areas that have data elsewhere have none
    by_area : total of each area, by which sums of outcomes are told; never released
    """

    outcome: str
    total: Figure
    first: int
    last: int
    areas: int
    gaps: tuple[str, ...] = ()
    partial: tuple[str, ...] = ()
    by_area: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Results:
    """One run.

    lock : what the lock file said: "" (there is none), "same" or "differs"
    packages : name and version of the libraries that numbers depend on
    placebos_asked : how many placebos were asked for where they are drawn
    methods : the method that carries the verdicts of each intervention
    populations : numbers of people, found from lists or quoted
    activity : what was done; surveys : what people answered
    elsewhere : where else it rose, of the intervention that most claims speak of; run_month :
        ordinal of the month of the run, which bounds what may be said of it
    rounded : the same run worked through on rounded totals of what is not published, from which the
        public profile is made; None where every table is published
    donors : what the donors of each comparison counted; never released as it is
    map : areas round the target of the intervention that most claims speak of
    official : whether every area code is an official geography at least as large as an LSOA
    profile : "raw" until released, then "public" or "internal"
    """

    study: Study
    version: str
    inputs: tuple[InputRecord, ...]
    outcomes: tuple[OutcomeTotal, ...]
    roles: tuple[RoleCount, ...]
    detectable: tuple[Detectable, ...]
    estimates: tuple[Estimate, ...]
    checks: tuple[Check, ...]
    verdicts: tuple[Verdict, ...]
    readings: tuple[ReadingTable, ...]
    series: tuple[Series, ...]
    strips: tuple[PlaceboStrip, ...]
    by_quarter: tuple[ByQuarter, ...] = ()
    surroundings: tuple[Surrounding, ...] = ()
    notices: tuple[Remark, ...] = ()
    lock: str = ""
    lock_date: str = ""
    packages: tuple[tuple[str, str], ...] = ()
    placebos_asked: int = 0
    methods: tuple[tuple[str, str], ...] = ()
    populations: tuple[PopulationRange, ...] = ()
    activity: tuple[Done, ...] = ()
    surveys: tuple[Attitude, ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()
    donors: tuple[DonorTotal, ...] = ()
    map: tuple[MapArea, ...] = ()
    run_month: int = 0
    official: bool = False
    profile: str = "raw"
    rounded: Results | None = None
