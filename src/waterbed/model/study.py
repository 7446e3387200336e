"""Study: what is asked, written down before any result is seen.

The authoring form (TOML, pydantic) is in `read/study/study_file.py`; these are the resolved
objects, which the rest of the program uses.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from waterbed.model.activity import Activity
from waterbed.model.alongside import Known, Opinion, WouldTest
from waterbed.model.attitudes import Survey
from waterbed.model.costs import Spent, UnitCost
from waterbed.model.covariates import Covariate
from waterbed.model.errors import Entry, Place
from waterbed.model.known_totals import KnownTotal
from waterbed.model.months import Months
from waterbed.model.population import Population
from waterbed.model.programme import Programme
from waterbed.model.region import Region
from waterbed.model.sources import AreaSource, CountTable, DelayTable
from waterbed.model.window import AlternativeStart, Window
from waterbed.model.written.study import StudyForm

TARGET = "target"
NET = "net"
OTHER = "other"
"""Question of an outcome judged in a place of its own."""


def question_of(zone: str) -> str:
    """What is asked of a zone: effect (the target), net, or displacement."""
    return {TARGET: "effect", NET: "net"}.get(zone, "displacement")


Selector = tuple[tuple[str, str], ...]
"""Column and value pairs that must all match; an empty selector matches every row.  The column ""
stands for each table's first category column."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Categories that are counted together.  A row counts where any `include` matches and no
    `exclude` does.  `second` is the outcome that another source counts of the same incidents;
    `reported` the share of incidents that were reported before, if a source gives it;
    `follows_police` says that such offences are found where police look for them; `weights`,
    category and weight, make it a sum of counts, each times what its kind weighs."""

    id: str
    name: str
    tables: tuple[str, ...]
    include: tuple[Selector, ...]
    exclude: tuple[Selector, ...] = ()
    sensitive: bool = False
    second: str = ""
    reported: float | None = None
    follows_police: bool = False
    weights: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class ZoneRule:
    """How a zone is found, for the real target and for any placebo alike.

    kind : list, group, touching (areas within `tolerance` metres of the parent), within (areas
        within `distance` metres), rest (everything else)
    parent : the zone that `touching` and `within` start from, "target" or another zone
    """

    kind: str
    areas: tuple[str, ...] = ()
    group: str = ""
    tolerance: float = 0.0
    distance: float = 0.0
    parent: str = TARGET


@dataclass(frozen=True, slots=True)
class OtherOutcome:
    """An outcome judged in areas of its own beside the target: brothel closures in the borough.

    outcome : its id; place : rule of its areas, which keep whatever role they have
    """

    name: str
    outcome: str
    place: ZoneRule


@dataclass(frozen=True, slots=True)
class ChosenFor:
    """How the place came to be chosen: peak, peak-share, rise, level, excess, last-quarter,
    random, unknown."""

    rule: str = "unknown"
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Intervention:
    """Something done in a place from a date on.

    start : ordinal of the first month that is wholly under it
    transition : the month that it began in, if inside a month and so in neither window
    end : ordinal of the last month under it, or None
    areas : ids covered, or group : the name of a group, all of whose areas it covers
    target : ids whose change is asked about, or target_group : a group of them; neither if it is
        only a co-intervention
    zones : name and rule of each displacement zone, in the order of the study file
    buffer : areas in no role; donors : rule of the donors
    other_outcomes : outcomes judged in areas of their own
    areas_apart : whether the areas of target and listed zones are said to lie apart, where no map
        tells
    reading_of : id of the intervention that this is a second reading of, the same measure; "" if
        none
    """

    id: str
    name: str
    kind: str
    start: int
    areas: tuple[str, ...] = ()
    group: str = ""
    target: tuple[str, ...] = ()
    target_group: str = ""
    zones: tuple[tuple[str, ZoneRule], ...] = ()
    buffer: ZoneRule | None = None
    donors: ZoneRule = field(default_factory=lambda: ZoneRule("rest"))
    transition: int | None = None
    end: int | None = None
    start_source: str = ""
    alternative_starts: tuple[AlternativeStart, ...] = ()
    chosen_for: ChosenFor = field(default_factory=ChosenFor)
    other_outcomes: tuple[OtherOutcome, ...] = ()
    areas_apart: bool = False
    spent: Spent | None = None
    reading_of: str = ""

    def same_measure(self, other: Intervention) -> bool:
        """Whether the two are readings of one measure."""
        return (self.reading_of or self.id) == (other.reading_of or other.id)

    @property
    def began(self) -> int:
        """The first month under it, the transition included."""
        return self.start if self.transition is None else self.transition

    @property
    def has_target(self) -> bool:
        """Whether the change of areas is asked about: not of one that is only a co-intervention."""
        return bool(self.target or self.target_group)

    def rules(self) -> tuple[tuple[Place, ZoneRule], ...]:
        """Rules of zones, buffer and places of other outcomes, by where the study has them."""
        zones, others = Place(("zones",)), Place(("other_outcomes",))
        rules = [(zones / Entry(i, name), rule) for i, (name, rule) in enumerate(self.zones)]
        rules += [(Place(("buffer",)), self.buffer)] if self.buffer else []
        for i, other in enumerate(self.other_outcomes):
            rules.append((others / Entry(i, other.name), other.place))
        return tuple(rules)

    def under_way(self, months: Months) -> bool:
        """Whether it was in force at any time in these months, the transition included."""
        return months.last >= self.began and (self.end is None or months.first <= self.end)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to many places at once, or to the record."""

    name: str
    months: Months
    source: str = ""


@dataclass(frozen=True, slots=True)
class ReadingGrid:
    """The readings declared for recorded claims: every start x length x base.

    bases : "year-before" (the same months a year before), "just-before" (the months just before)
    """

    starts: tuple[int, ...]
    lengths: tuple[int, ...]
    bases: tuple[str, ...]

    def windows(self, intervention: str) -> tuple[Window, ...]:
        windows = []
        for start in self.starts:
            for length in self.lengths:
                post = Months.starting(start, length)
                for base in self.bases:
                    back = 12 if base == "year-before" else length
                    windows.append(Window(base, intervention, post.shift(-back), post))
        return tuple(windows)


@dataclass(frozen=True, slots=True)
class Rule:
    """The decision rule, fixed before the counts are read.

    level : of each one-sided test
    headline : the method that decides
    leads : the outcome that the first page answers about, "" for the one that most claims are about
    smallest_effect : δ, the smallest effect of interest, a ratio
    margin : m, the displacement margin, a share of the target's effect
    margin_count : the margin as a count of the zone instead, or None
    windows : the comparisons; the first one of an intervention is its default
    readings : the grid for recorded claims, by intervention
    reporting_change : range of the reporting ratio assumed for both sides, or None
    data_seen, data_seen_date : whether results had been seen when this was written, and when it was
    """

    level: float
    headline: str
    windows: tuple[Window, ...]
    smallest_effect: float = 0.0
    margin: float = 0.2
    margin_count: float | None = None
    readings: tuple[tuple[str, ReadingGrid], ...] = ()
    reporting_change: tuple[float, float] | None = None
    data_seen: bool = True
    data_seen_date: str = ""
    leads: str = ""

    @property
    def deciding_level(self) -> float:
        """Level of the two-sided interval whose ends are the one-sided tests."""
        return 2 * self.level - 1

    def window(self, name: str) -> Window:
        return next(window for window in self.windows if window.name == name)

    def default_window(self, intervention: str) -> Window | None:
        return next((w for w in self.windows if w.intervention == intervention), None)

    def grid(self, intervention: str) -> ReadingGrid | None:
        return dict(self.readings).get(intervention)


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody said, as a region of one parameter.

    zone : the target, a zone, the net, or, where `other`, the place of another outcome
    stated, rounding : the figure claimed and the step to which it was rounded, both ratios
    window : name of a window of the rule, or "" (recorded: every reading; else: the default)
    later : of a claim of two windows, the name of the later one
    place : "named" (the claimant's area is ours) or "nearest" (it is not; ours is the nearest)
    family : claims judged together as well as singly
    population : id of the population that a claim of a number speaks of; numerator, denominator :
        ids of those of which a share is claimed; "" where there is none
    tested_by : what would test it where these data cannot; test : id of the study that would
    group, order : the part of the list that it stands in, and its number in what is answered
    by_study : whether the study puts it itself, and nobody is known to have said it
    actions, among, span : of a claim of what was done: ids of the activity that it is about and of
        all that it is a share of, () where it is a number, and its months
    survey : of a claim of what people answer: id of the survey; covariate : name of the covariate
        that it speaks of
    """

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
    zone: str = TARGET
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
class Study:
    """A whole study file, resolved.

    opinions, known, tests : what stands beside the claims and never bears on an answer; so does
        topic, a key of `calibration.TOPICS`, and loop, a key of `closed_loop.DESIGNS`
    written : the study as it was written, None where it was put together of these objects
    day_first : place, text, and what it was read as, of days that would be others with the month
        first
    to_fill : places of words that a draft leaves open; its rule then has no hash
    folder : the folder that paths were resolved against
    sha256 : of the file's bytes; rule_sha256 : of the parsed rule in canonical form
    """

    title: str
    question: str
    asked_by: str
    seed: int
    areas: AreaSource
    counts: tuple[CountTable, ...]
    outcomes: tuple[Outcome, ...]
    interventions: tuple[Intervention, ...]
    events: tuple[Event, ...]
    rule: Rule
    claims: tuple[Claim, ...]
    delays: tuple[DelayTable, ...] = ()
    populations: tuple[Population, ...] = ()
    programmes: tuple[Programme, ...] = ()
    activity: tuple[Activity, ...] = ()
    surveys: tuple[Survey, ...] = ()
    covariates: tuple[Covariate, ...] = ()
    unit_costs: tuple[UnitCost, ...] = ()
    known_totals: tuple[KnownTotal, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    known: tuple[Known, ...] = ()
    tests: tuple[WouldTest, ...] = ()
    topic: str = ""
    loop: str = ""
    written: StudyForm | None = None
    file: str = ""
    folder: Path = Path()
    sha256: str = ""
    rule_sha256: str = ""
    day_first: tuple[tuple[str, str, str], ...] = ()
    to_fill: tuple[str, ...] = ()

    def intervention(self, key: str) -> Intervention:
        return next(intervention for intervention in self.interventions if intervention.id == key)

    def programme(self, key: str) -> Programme | None:
        """The programme of this id; None for an intervention."""
        return next((programme for programme in self.programmes if programme.id == key), None)

    def outcome(self, key: str) -> Outcome:
        return next(outcome for outcome in self.outcomes if outcome.id == key)

    @property
    def published(self) -> bool:
        return all(table.published for table in self.counts)

    @property
    def profile(self) -> str:
        """Of what is printed without rounding: public where all counts are published, else
        internal."""
        return "public" if self.published else "internal"

    def tables_of(self, outcome: Outcome) -> tuple[CountTable, ...]:
        """The tables that an outcome is counted in: those that it names; all if it names none."""
        names = outcome.tables
        return tuple(table for table in self.counts if not names or table.name in names)

    def outcome_published(self, key: str) -> bool:
        """Whether every table that an outcome draws on is published at this geography."""
        return all(table.published for table in self.tables_of(self.outcome(key)))
