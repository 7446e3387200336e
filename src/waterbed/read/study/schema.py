"""The authoring form of a study: the keys of the study file, what each may hold, its default.

The forms hold values as written; `read/study/resolve.py` and `read/study/rules.py` turn them into
the nouns and check what one key means for another.  A key that is added needs a sentence in
`propose/keys.py`.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from waterbed.model.kinds import KINDS
from waterbed.model.methods import HEADLINES
from waterbed.read.study.schema_types import (
    Day,
    Id,
    IsoDate,
    Month,
    PathText,
    Run,
    SelectorForm,
    Text,
    When,
    from_text,
    one_of,
    place,
)

LAYOUTS = ("wide", "long", "incidents", "police-uk")
CHOSEN_FOR = ("peak", "peak-share", "rise", "level", "excess", "random", "unknown")
BASES = ("year-before", "just-before")


class Form(BaseModel):
    """No key that is not declared; no value turned from one type into another.

    short : the key that a value stands for where it is written in place of the table, or ""
    """

    short: ClassVar[str] = ""
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class NeighbourForm(Form):
    short = "file"
    file: PathText
    a: str = "a"
    b: str = "b"
    gap: str = "gap"


class AreasForm(Form):
    file: PathText | None = None
    layer: str = ""
    id: str = ""
    name: str = ""
    group: str = ""
    neighbours: Annotated[NeighbourForm | None, BeforeValidator(from_text("file"))] = None
    licence: str = ""
    attribution: str = ""


class CountsForm(Form):
    name: Id
    file: PathText
    layout: Annotated[str, one_of(LAYOUTS)]
    area: str = ""
    period: str = ""
    count: str = ""
    categories: list[Text] = []
    x: str = ""
    y: str = ""
    crs: str = ""
    id: str = ""
    period_format: Text = "auto"
    step: Annotated[int, Field(ge=1, le=12)] | None = None
    blank: Annotated[str, one_of(("zero", "no-data"))] | None = None
    dash: Annotated[str, one_of(("zero", "no-data"))] | None = None
    suppressed: dict[str, str] = {}
    aliases: dict[str, str] = {}
    totals: Annotated[str, one_of(("leave-out", "keep"))] | None = None
    encoding: Text = "utf-8"
    sheet: str = ""
    date: Annotated[str, one_of(("recorded", "offence"))] = "recorded"
    absent: Annotated[str, one_of(("zero", "no-data"))] = "zero"
    published: bool = False
    first: Month | None = None
    last: Month | None = None
    max_rejected: Annotated[float, Field(ge=0, le=1)] = 0.01
    source: Text = ""
    licence: str = ""
    attribution: str = ""


class WeightsForm(Form):
    """A table of categories and what an incident of each weighs."""

    short = "file"
    file: PathText
    category: Text = "category"
    weight: Text = "weight"


class OutcomeForm(Form):
    id: Id
    name: Text | None = None
    tables: list[Id] | None = None
    include: Annotated[list[SelectorForm], Field(min_length=1)] | None = None
    exclude: list[SelectorForm] = []
    sensitive: bool = False
    follows_police: bool = False
    weights: Annotated[WeightsForm | None, BeforeValidator(from_text("file"))] = None
    second: Id | None = None
    reported: Annotated[float, Field(gt=0, le=1)] | None = None


class DelayForm(Form):
    name: Id
    file: PathText
    recorded: Text
    committed: Text
    outcomes: Annotated[list[Id], Field(min_length=1)]
    count: str = ""
    group: str = ""
    where: dict[str, str] = {}
    place: str = ""
    intervention: Id | None = None
    period_format: Text = "date"
    max_rejected: Annotated[float, Field(ge=0, le=1)] = 0.05
    published: bool = False
    licence: str = ""
    attribution: str = ""


class PlaceForm(Form):
    """Areas by id or by the name of a group."""

    short = "areas"

    areas: Annotated[list[Text], Field(min_length=1)] | None = None
    group: Text | None = None


class ZoneForm(PlaceForm):
    """Areas by id, by group, touching another zone, or within a distance of one."""

    touching: Id | None = None
    tolerance: Annotated[float, Field(ge=0, le=1000)] | None = None
    within: Annotated[float, Field(gt=0, le=100_000)] | None = None
    of: Id | None = None


class NamedZoneForm(ZoneForm):
    name: Id


class OtherOutcomeForm(NamedZoneForm):
    """An outcome in areas of its own, which keep whatever role they have."""

    outcome: Id


class AlternativeForm(Form):
    start: Day
    source: Text


class ChosenForm(Form):
    rule: Annotated[str, one_of(CHOSEN_FOR)] = "unknown"
    outcome: Id | None = None


PlaceField = Annotated[PlaceForm, BeforeValidator(place)]


class InterventionForm(Form):
    id: Id
    name: Text | None = None
    kind: Text
    start: Day
    start_month: Annotated[str, one_of(("neither", "base", "post"))] = "neither"
    start_source: str = ""
    end: Day | None = None
    areas: PlaceField | None = None
    target: PlaceField | None = None
    zones: list[NamedZoneForm] = []
    buffer: Annotated[ZoneForm | None, BeforeValidator(place)] = None
    donors: PlaceField = PlaceForm()
    alternative_starts: list[AlternativeForm] = []
    chosen_for: ChosenForm = ChosenForm()
    other_outcomes: list[OtherOutcomeForm] = []


class ProgrammeForm(Form):
    """Interventions that are waves of one programme."""

    id: Id
    name: Text | None = None
    waves: Annotated[list[Id], Field(min_length=2)]


class EventForm(Form):
    name: Text
    first: Month
    last: Month
    source: str = ""


class WindowForm(Form):
    name: Id
    intervention: Id | None = None
    base: Run
    post: Run


class ReadingsForm(Form):
    intervention: Id | None = None
    starts: Annotated[list[Month], Field(min_length=1)]
    lengths: Annotated[list[Annotated[int, Field(ge=1, le=12)]], Field(min_length=1)]
    bases: Annotated[list[Annotated[str, one_of(BASES)]], Field(min_length=1)] = list(BASES)


class RuleForm(Form):
    data_seen: bool
    data_seen_date: IsoDate
    level: Annotated[float, Field(gt=0.5, lt=1)] = 0.95
    headline: Annotated[str, one_of(HEADLINES)] = "forecast"
    smallest_effect: Annotated[float, Field(ge=0, lt=1)] = 0.0
    margin: Annotated[float, Field(gt=0, le=1)] = 0.2
    margin_count: Annotated[float, Field(gt=0)] | None = None
    reporting_change: (
        Annotated[list[Annotated[float, Field(gt=0)]], Field(min_length=2, max_length=2)] | None
    ) = None
    windows: list[WindowForm] = []
    readings: list[ReadingsForm] = []


class PopulationForm(Form):
    """A number of people: a range that a source gives, or a table of overlapping lists."""

    id: Id
    name: Text
    scope: Text
    here: bool = True
    low: Annotated[float, Field(ge=0)] | None = None
    high: Annotated[float, Field(gt=0)] | None = None
    source: str = ""
    file: PathText | None = None
    lists: list[Text] = []
    count: str = ""
    stratum: str = ""
    encoding: str = "utf-8"
    sheet: str = ""
    published: str = ""
    code: str = ""
    service: str = ""
    date: str = ""
    first: Month | None = None
    last: Month | None = None
    exact: bool = False


class ClaimForm(Form):
    id: Id
    who: Text
    side: Text
    words: Text
    source: Text
    date: When
    kind: Annotated[str, one_of(KINDS)]
    subject: str = ""
    intervention: Id | None = None
    outcome: Id | None = None
    zone: Id | None = None
    other_outcome: Id | None = None
    window: Id | None = None
    stated: float | None = None
    rounding: Annotated[float, Field(gt=0)] | None = None
    negated: bool = False
    place: Annotated[str, one_of(("named", "nearest"))] = "named"
    family: str = ""
    tested_by: str = ""
    population: Id | None = None
    numerator: Id | None = None
    denominator: Id | None = None


class StudyForm(Form):
    title: Text
    question: Text
    asked_by: str = ""
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 1
    areas: AreasForm = AreasForm()
    counts: Annotated[list[CountsForm], Field(min_length=1)]
    outcomes: Annotated[list[OutcomeForm], Field(min_length=1)]
    interventions: Annotated[list[InterventionForm], Field(min_length=1)]
    events: list[EventForm] = []
    rule: RuleForm
    claims: list[ClaimForm] = []
    delays: list[DelayForm] = []
    populations: list[PopulationForm] = []
    programmes: list[ProgrammeForm] = []
