"""What leaves of a study file: what a report says of what was asked, and nothing of where it lies.

A released type lists its fields.  What stands in none of them does not exist for a writer: no
path, no column, no id of an area.
"""

from __future__ import annotations

from dataclasses import dataclass

from waterbed.model.months import Months, label
from waterbed.model.region import Region


@dataclass(frozen=True, slots=True)
class ShownOutcome:
    """reported : the share of incidents that were reported before, if a source gives it"""

    id: str
    name: str
    reported: float | None = None


@dataclass(frozen=True, slots=True)
class ShownStart:
    """Another first month, and who says so."""

    start: int
    source: str


@dataclass(frozen=True, slots=True)
class ShownWindowFrom:
    """A window of the rule, counted from another start; `wave` whose start it is, or ""."""

    name: str
    start: ShownStart
    wave: str = ""

    def __str__(self) -> str:
        """As results.json has it."""
        wave = f", {self.wave}" if self.wave else ""
        return f"{self.name}{wave}@{label(self.start.start)}"


ShownWindowKey = str | ShownWindowFrom


@dataclass(frozen=True, slots=True)
class ShownDonors:
    """The rounded total of a comparison's donors in its base or its post months, from which what is
    expected is made; None where nothing is made of it.  The release ledger takes it as known, and
    results.json has it."""

    intervention: str
    outcome: str
    window: ShownWindowKey
    months: Months
    count: float | None


@dataclass(frozen=True, slots=True)
class ShownChoice:
    """How the place came to be chosen, and by which outcome."""

    rule: str = "unknown"
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class ShownSpent:
    """What was spent on an intervention, as `model.costs.Spent`."""

    amount: float
    currency: str
    source: str


@dataclass(frozen=True, slots=True)
class ShownUnitCost:
    """What one incident costs, as `model.costs.UnitCost`."""

    outcome: str
    amount: float
    currency: str
    source: str


@dataclass(frozen=True, slots=True)
class ShownIntervention:
    """targets : how many areas or groups its target names that may be told: 0, 1, or 2 for more
    zones : names of its displacement zones"""

    id: str
    name: str
    kind: str
    start: int
    transition: int | None = None
    end: int | None = None
    start_source: str = ""
    alternative_starts: tuple[ShownStart, ...] = ()
    chosen_for: ShownChoice = ShownChoice()
    zones: tuple[str, ...] = ()
    targets: int = 0
    spent: ShownSpent | None = None
    reading_of: str = ""


@dataclass(frozen=True, slots=True)
class ShownProgramme:
    """Waves of one programme, ids of interventions."""

    id: str
    name: str
    waves: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownWindow:
    """Base and post months of one intervention."""

    name: str
    intervention: str
    base: Months
    post: Months


@dataclass(frozen=True, slots=True)
class ShownEvent:
    name: str
    months: Months
    source: str = ""


@dataclass(frozen=True, slots=True)
class ShownRule:
    """The decision rule, as `model.study.Rule`."""

    level: float
    headline: str
    windows: tuple[ShownWindow, ...] = ()
    smallest_effect: float = 0.0
    margin: float = 0.2
    margin_count: float | None = None
    reporting_change: tuple[float, float] | None = None
    data_seen: bool = True
    data_seen_date: str = ""
    leads: str = ""

    def default_window(self, intervention: str) -> ShownWindow | None:
        return next((w for w in self.windows if w.intervention == intervention), None)


@dataclass(frozen=True, slots=True)
class ShownClaim:
    """What somebody said, as `model.study.Claim`."""

    id: str
    who: str
    side: str
    words: str
    source: str
    date: str
    kind: str
    subject: str = ""
    intervention: str = ""
    outcome: str = ""
    zone: str = "target"
    window: str = ""
    stated: float | None = None
    rounding: float = 0.01
    negated: bool = False
    place: str = "named"
    family: str = ""
    tested_by: str = ""
    region: Region | None = None
    population: str = ""
    numerator: str = ""
    denominator: str = ""
    other: bool = False
    later: str = ""
    actions: tuple[str, ...] = ()
    among: tuple[str, ...] = ()
    span: Months | None = None
    test: str = ""
    group: str = ""
    order: int | None = None
    by_study: bool = False
    survey: str = ""
    covariate: str = ""


@dataclass(frozen=True, slots=True)
class ShownOpinion:
    """What is listed and not judged, as `model.alongside.Opinion`."""

    who: str
    words: str
    source: str
    date: str
    subject: str = ""
    group: str = ""
    order: int | None = None


@dataclass(frozen=True, slots=True)
class ShownKnown:
    """A finding from elsewhere, as `model.alongside.Known`."""

    finding: str
    source: str
    where: str
    design: str
    agrees: tuple[str, ...] = ()
    disagrees: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    measure: str = ""
    figure: float | None = None
    low: float | None = None
    high: float | None = None
    checked: bool = False


@dataclass(frozen=True, slots=True)
class ShownWouldTest:
    """A study that would test a claim, as `model.alongside.WouldTest`."""

    id: str
    what: str
    by: str = ""
    of: str = ""
    expected: float | None = None
    within: float | None = None
    change: float | None = None
    seen: float = 1.0
    spread: float = 1.0
    comparison: bool = False
    staff: float | None = None
    months: float | None = None
    holders: str = ""


@dataclass(frozen=True, slots=True)
class ShownSource:
    """A table of counts, or the map of areas ("areas"): whose it is and what it leaves open."""

    name: str
    layout: str = ""
    absent: str = ""
    licence: str = ""
    attribution: str = ""


@dataclass(frozen=True, slots=True)
class ShownAction:
    """What an activity is called: its action, on whom, and the months of its total."""

    id: str
    action: str
    on: str = ""
    months: Months | None = None
    by: bool = False


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """What a survey asked, and whether the same was asked where nothing was done."""

    id: str
    question: str
    compared: bool = False


@dataclass(frozen=True, slots=True)
class ShownCovariate:
    """What else changed, by name, and what it might explain, as `model.covariates.Covariate`."""

    name: str
    unit: str
    source: str
    explains: str = ""


@dataclass(frozen=True, slots=True)
class ShownStudy:
    """file : its name without folders; sha256 : "" where printing it would let a guess be checked
    sources : tables of counts, then the map of areas
    populations : id and name of those that claims speak of
    activity : what was done, by name; surveys : what was asked; covariates : what else changed
    """

    title: str
    question: str
    asked_by: str
    seed: int
    rule: ShownRule
    outcomes: tuple[ShownOutcome, ...] = ()
    interventions: tuple[ShownIntervention, ...] = ()
    programmes: tuple[ShownProgramme, ...] = ()
    events: tuple[ShownEvent, ...] = ()
    claims: tuple[ShownClaim, ...] = ()
    sources: tuple[ShownSource, ...] = ()
    populations: tuple[tuple[str, str], ...] = ()
    activity: tuple[ShownAction, ...] = ()
    surveys: tuple[ShownQuestion, ...] = ()
    covariates: tuple[ShownCovariate, ...] = ()
    unit_costs: tuple[ShownUnitCost, ...] = ()
    opinions: tuple[ShownOpinion, ...] = ()
    known: tuple[ShownKnown, ...] = ()
    tests: tuple[ShownWouldTest, ...] = ()
    topic: str = ""
    loop: str = ""
    file: str = ""
    sha256: str = ""
    rule_sha256: str = ""

    def intervention(self, key: str) -> ShownIntervention:
        return next(intervention for intervention in self.interventions if intervention.id == key)

    def outcome(self, key: str) -> ShownOutcome:
        return next(outcome for outcome in self.outcomes if outcome.id == key)

    def programme(self, key: str) -> ShownProgramme | None:
        """The programme of this id; None for an intervention."""
        return next((programme for programme in self.programmes if programme.id == key), None)


NO_STUDY = ShownStudy("", "", "", 0, ShownRule(0.95, ""))
"""For the commands that need no file."""
