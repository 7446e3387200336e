"""What leaves of a run.  A released type lists its fields: what stands in none of them does not
exist for a writer, who takes nothing else.

`disclosure` alone makes these, field by field, from the raw types of the same names (an Estimate
gives a ShownEstimate), whose docstrings say what the fields mean.  `status` is "exact", "rounded"
or "withheld"; a number that is withheld is None.  Where a raw object points at another, so does
the released one: numbers of rows appear only when JSON is written.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from waterbed.model.months import Months
from waterbed.model.region import Ends, Pieces
from waterbed.model.released_activity import ShownActivity
from waterbed.model.released_elsewhere import ShownElsewhere
from waterbed.model.released_lists import ShownHeldOut, ShownLeftOut
from waterbed.model.released_places import ShownMapArea, ShownRole
from waterbed.model.released_study import ShownClaim, ShownDonors, ShownStudy, ShownWindowKey
from waterbed.model.released_survey import ShownSurvey

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """A number in a reason, a check or a warning.

    unit : "count", "ratio", "statistic", "probability" or "plain"
    """

    value: float | None
    unit: str = "plain"
    status: str = "exact"


ShownFact = ShownFigure | str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownRemark:
    """A code of `model.codes` and those of its facts that may leave."""

    code: str
    facts: tuple[tuple[str, ShownFact], ...] = ()

    def __getitem__(self, key: str) -> ShownFact:
        return dict(self.facts)[key]


@dataclass(frozen=True, slots=True)
class ShownParameter:
    """What an estimate is of."""

    question: str
    intervention: str
    outcome: str
    zone: str
    window: ShownWindowKey
    scale: str
    part: str = "whole"


@dataclass(frozen=True, slots=True)
class ShownCheck:
    """A named diagnostic."""

    name: str
    passed: bool | None
    gate: bool
    remark: ShownRemark
    figure: ShownFigure | None = None
    bars: str = ""
    parameter: ShownParameter | None = None


@dataclass(frozen=True, slots=True)
class ShownEstimate:
    """One number with its interval, its assumptions and its weakness."""

    parameter: ShownParameter
    method: str
    base: Months | None
    post: Months | None
    value: float | None
    low: float | None
    high: float | None
    level: float
    deciding: Ends | None
    base_count: float | None
    observed: float | None
    expected: float | None
    se: float | None = None
    set: Pieces | None = None
    deciding_set: Pieces | None = None
    joint: Ends | None = None
    t: float | None = None
    p: float | None = None
    p_low: float | None = None
    p_high: float | None = None
    p_all: float | None = None
    placebos_all: int | None = None
    reached: tuple[int, int] | None = None
    placebos: int | None = None
    disjoint: int | None = None
    p_monte_carlo_error: float | None = None
    assumptions: tuple[str, ...] = ()
    warnings: tuple[ShownRemark, ...] = ()
    checks: tuple[ShownCheck, ...] = ()
    areas: int = 0
    status: str = "withheld"
    about: str = ""
    waves: tuple[ShownEstimate, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownLarger:
    """A larger design of the same kind, which would have seen a change with the same power.

    turn : "fall" or "rise"; sought : its size, a ratio above nought
    places : so many places alike, apart from one another, taken together
    counts : or so many times the counts in this one; null where no number that is tried is enough
    """

    turn: str
    sought: float
    places: int | None
    counts: int | None


@dataclass(frozen=True, slots=True)
class ShownDetectable:
    """The smallest effect that a comparison could have seen, before any result."""

    parameter: ShownParameter
    base_count: float | None
    expected: float | None
    fall: float | None
    rise: float | None
    power: float
    placebos: int | None
    status: str = "withheld"
    claim: str = ""
    chance: float | None = None
    barred: tuple[str, ...] = ()
    larger: tuple[ShownLarger, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownVerdict:
    """A claim's answer and what it rests on."""

    claim: ShownClaim
    kind: str
    answer: str
    simultaneous: str
    reasons: tuple[ShownRemark, ...]
    negated: bool = False
    stated: float | None = None
    recorded: ShownFigure | None = None
    reproduced: bool | None = None
    readings: tuple[int, int] | None = None
    estimates: tuple[ShownEstimate, ...] = ()
    checks: tuple[ShownCheck, ...] = ()
    detectable: ShownDetectable | None = None
    specifications: tuple[tuple[ShownEstimate, str], ...] = ()
    family: str = ""
    excluded: tuple[str, ...] = ()
    windows: tuple[Ends, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownReading:
    """One reading of a recorded claim."""

    base: Months
    post: Months
    rule: str
    base_count: float | None
    post_count: float | None
    change: float | None
    reaches: bool = False


@dataclass(frozen=True, slots=True)
class ShownReadings:
    """All readings of one recorded claim (by its id); `missing` could not be made."""

    claim: str
    outcome: str
    claimed: float
    stated: ShownReading | None = None
    readings: tuple[ShownReading, ...] = ()
    status: str = "withheld"
    missing: int = 0


@dataclass(frozen=True, slots=True)
class ShownInput:
    """One file that was read.

    reasons : why rows were rejected, a code of `codes.REJECTED`, and how many
    remarks : what was done to read it, of `codes.READING`
    status : of the numbers of rows, "exact" or "rounded"
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
    remarks: tuple[ShownRemark, ...] = ()
    status: str = "exact"


@dataclass(frozen=True, slots=True)
class ShownSeries:
    """Counts of one outcome in one zone by period, and what the donors would predict."""

    intervention: str
    outcome: str
    zone: str
    window: str
    step: int
    base: Months
    post: Months
    periods: tuple[int, ...] = ()
    observed: tuple[float | None, ...] = ()
    expected: tuple[float | None, ...] = ()
    status: str = "withheld"


@dataclass(frozen=True, slots=True)
class ShownQuarter:
    """What was recorded in a few months, and what would be expected in them."""

    months: Months
    observed: float | None = None
    expected: float | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class ShownByQuarter:
    """The effect on one outcome in the target, quarter by quarter."""

    intervention: str
    outcome: str
    window: str
    method: str
    level: float
    quarters: tuple[ShownQuarter, ...] = ()
    status: str = "withheld"


@dataclass(frozen=True, slots=True)
class ShownSurrounding:
    """What one outcome did in the untreated surroundings."""

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
    status: str = "withheld"


@dataclass(frozen=True, slots=True)
class ShownStrip:
    """Studentised values of the placebos and of the target, for one estimate."""

    parameter: ShownParameter
    target: float | None = None
    placebos: tuple[float, ...] = ()
    status: str = "withheld"


@dataclass(frozen=True, slots=True)
class ShownTotal:
    """Total of an outcome over all areas and months, and its periods without data."""

    outcome: str
    total: ShownFigure
    first: int
    last: int
    areas: int
    gaps: tuple[str, ...] = ()
    partial: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownLists:
    """How many are never seen, by overlapping lists."""

    lists: tuple[str, ...]
    seen: ShownFigure
    verdict: str
    estimates: tuple[ShownEstimate, ...]
    checks: tuple[ShownCheck, ...]
    histories: tuple[tuple[tuple[int, ...], int], ...] = ()
    overlaps: tuple[tuple[int, ...], ...] = ()
    held_out: tuple[ShownHeldOut, ...] = ()
    left_out: tuple[ShownLeftOut, ...] = ()
    strata: tuple[tuple[str, float | None], ...] = ()
    source: str = ""
    unlisted: int = 0
    seed: int = 1
    replicates: int = 0
    profile: str = "public"

    @property
    def published(self) -> bool:
        return bool(self.source)


@dataclass(frozen=True, slots=True)
class ShownPopulation:
    """A number of people that claims speak of, with the range that was found or quoted."""

    id: str
    name: str
    scope: str
    here: bool
    source: str
    low: float | None = None
    high: float | None = None
    refused: str = ""
    why: str = ""
    lists: ShownLists | None = None
    status: str = "withheld"


@dataclass(frozen=True, slots=True)
class ShownRun:
    """One run, as it may leave under a profile, "public" or "internal"."""

    study: ShownStudy
    version: str
    profile: str
    inputs: tuple[ShownInput, ...] = ()
    outcomes: tuple[ShownTotal, ...] = ()
    roles: tuple[ShownRole, ...] = ()
    detectable: tuple[ShownDetectable, ...] = ()
    estimates: tuple[ShownEstimate, ...] = ()
    checks: tuple[ShownCheck, ...] = ()
    verdicts: tuple[ShownVerdict, ...] = ()
    readings: tuple[ShownReadings, ...] = ()
    series: tuple[ShownSeries, ...] = ()
    strips: tuple[ShownStrip, ...] = ()
    by_quarter: tuple[ShownByQuarter, ...] = ()
    surroundings: tuple[ShownSurrounding, ...] = ()
    notices: tuple[ShownRemark, ...] = ()
    lock: str = ""
    lock_date: str = ""
    packages: tuple[tuple[str, str], ...] = ()
    placebos_asked: int = 0
    methods: tuple[tuple[str, str], ...] = ()
    populations: tuple[ShownPopulation, ...] = ()
    activity: tuple[ShownActivity, ...] = ()
    surveys: tuple[ShownSurvey, ...] = ()
    elsewhere: tuple[ShownElsewhere, ...] = ()
    donors: tuple[ShownDonors, ...] = ()
    map: tuple[ShownMapArea, ...] = ()


@dataclass(frozen=True, slots=True)
class Released(Generic[T]):
    """Something that `disclosure` has made safe to leave."""

    content: T
    profile: str
