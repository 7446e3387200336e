"""The authoring form of a study: the keys of the TOML file, what each may hold, its default.

The forms hold values as written; `read/resolve.py` and `read/rules.py` turn them into the nouns
and check what one key means for another.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from waterbed.nouns.kinds import KINDS
from waterbed.nouns.months import month
from waterbed.read.files import suggestion

LAYOUTS = ("wide", "long", "incidents", "police-uk")
CHOSEN_FOR = ("peak", "peak-share", "rise", "level", "excess", "random", "unknown")
HEADLINES = (
    "forecast",
    "difference",
    "uniform",
    "calibrated",
    "raking",
    "simplex",
    "simplex-intercept",
    "ridge",
    "sdid",
)
BASES = ("year-before", "just-before")


def wrong(problem: str, mend: str) -> PydanticCustomError:
    """An error of one key with its mend, which `read_study` turns into an InputError."""
    return PydanticCustomError("waterbed", "{problem}", {"problem": problem, "mend": mend})


@dataclass(frozen=True, slots=True)
class OneOf:
    """Validator of a key that takes one of a few values; `values` are what a drop-down offers."""

    values: tuple[str, ...]

    def __call__(self, value: str) -> str:
        if value not in self.values:
            mend = suggestion(value, self.values, "values")
            raise wrong("this key does not take that value", mend)
        return value


def _one_of(known: Iterable[str]) -> AfterValidator:
    return AfterValidator(OneOf(tuple(known)))


def _one_line(value: str) -> str:
    text = " ".join(value.split())
    if not text:
        raise wrong("this text is empty", "Write it out, or leave the key out.")
    return text


def _id(value: str) -> str:
    text = _one_line(value)
    if "@" in text or len(text) > 80:
        raise wrong("a name that others refer to is too long or holds @", "Use 80 characters.")
    return text


def _path(value: str) -> str:
    if any(ord(character) < 32 for character in value):
        raise wrong(
            "a backslash in this path was read as a tab or a new line",
            "Use forward slashes: data/counts.csv.",
        )
    return _one_line(value)


def _number_of_day(value: Any) -> tuple[int, int]:
    """A month or a day as (ordinal of the month, day of the month; 1 for a month)."""
    if isinstance(value, datetime):
        raise wrong("this date has a time of day", "Leave the time out.")
    if isinstance(value, date):
        return 12 * value.year + value.month - 1, value.day
    mend = 'Write a month as "2017-04" or a day as "2018-08-21", in quotes.'
    if not isinstance(value, str):
        raise wrong("this is no month and no date", mend)
    try:
        if re.fullmatch(r"\d{4}-\d{2}", value):
            return month(value), 1
        day = date.fromisoformat(value)
    except ValueError:
        raise wrong("this month or date does not exist, or is written otherwise", mend) from None
    return 12 * day.year + day.month - 1, day.day


def _month(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 1900 < value // 100 < 2100:
        raise wrong("a month stands in quotes", f'Write "{value // 100}-{value % 100:02d}".')
    mend = 'Write a month as "2017-04", in quotes.'
    if not isinstance(value, str):
        raise wrong("this is no month", mend)
    try:
        return month(value)
    except ValueError:
        raise wrong("this month does not exist, or is written otherwise", mend) from None


def _iso_date(value: Any) -> str:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        raise wrong("this date does not exist, or is written otherwise", "Write 2026-11-24.") from (
            None
        )


def _when(value: Any) -> str:
    """A date as far as it is known: a day, a month, words with a year in them, or undated."""
    if isinstance(value, date):
        return _iso_date(value)
    if value == "undated":
        return "undated"
    if not isinstance(value, str) or not re.search(r"\b(?:1[89]|20)\d\d\b", value):
        mend = 'Write it as far as it is known, "early 2018", or "undated".'
        raise wrong("this date names no year", mend)
    if re.fullmatch(r"[\d-]{5,}", value):
        _number_of_day(value)
    return _one_line(value)


def _from_text(key: str) -> Callable[[Any], Any]:
    def wrap(value: Any) -> Any:
        return {key: value} if isinstance(value, str) else value

    return wrap


def _place(value: Any) -> Any:
    """A list of ids is short for a table with the key `areas`; "rest" is an empty table."""
    if value == "rest":
        return {}
    return {"areas": value} if isinstance(value, list) else value


Text = Annotated[str, AfterValidator(_one_line), Field(max_length=2000)]
Id = Annotated[str, AfterValidator(_id)]
PathText = Annotated[str, AfterValidator(_path)]
Month = Annotated[int, BeforeValidator(_month)]
Day = Annotated[tuple[int, int], BeforeValidator(_number_of_day), Field(strict=False)]
IsoDate = Annotated[str, BeforeValidator(_iso_date)]
When = Annotated[str, BeforeValidator(_when)]
Run = Annotated[list[Month], Field(min_length=2, max_length=2)]
SelectorForm = Annotated[dict[str, str], BeforeValidator(_from_text(""))]


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
    neighbours: Annotated[NeighbourForm | None, BeforeValidator(_from_text("file"))] = None
    licence: str = ""
    attribution: str = ""


class CountsForm(Form):
    name: Id
    file: PathText
    layout: Annotated[str, _one_of(LAYOUTS)]
    area: str = ""
    period: str = ""
    count: str = ""
    categories: list[Text] = []
    x: str = ""
    y: str = ""
    crs: str = ""
    id: str = ""
    period_format: Text = "YYYY-MM"
    encoding: Text = "utf-8"
    sheet: str = ""
    date: Annotated[str, _one_of(("recorded", "offence"))] = "recorded"
    absent: Annotated[str, _one_of(("zero", "no-data"))] = "zero"
    published: bool = False
    first: Month | None = None
    last: Month | None = None
    max_rejected: Annotated[float, Field(ge=0, le=1)] = 0.01
    source: Text = ""
    licence: str = ""
    attribution: str = ""


class OutcomeForm(Form):
    id: Id
    name: Text | None = None
    tables: list[Id] | None = None
    include: Annotated[list[SelectorForm], Field(min_length=1)] | None = None
    exclude: list[SelectorForm] = []
    sensitive: bool = False
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


class AlternativeForm(Form):
    start: Day
    source: Text


class ChosenForm(Form):
    rule: Annotated[str, _one_of(CHOSEN_FOR)] = "unknown"
    outcome: Id | None = None


PlaceField = Annotated[PlaceForm, BeforeValidator(_place)]


class InterventionForm(Form):
    id: Id
    name: Text | None = None
    kind: Text
    start: Day
    start_month: Annotated[str, _one_of(("neither", "base", "post"))] = "neither"
    start_source: str = ""
    end: Day | None = None
    areas: PlaceField
    target: PlaceField | None = None
    zones: list[NamedZoneForm] = []
    buffer: Annotated[ZoneForm | None, BeforeValidator(_place)] = None
    donors: PlaceField = PlaceForm()
    alternative_starts: list[AlternativeForm] = []
    chosen_for: ChosenForm = ChosenForm()


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
    bases: Annotated[list[Annotated[str, _one_of(BASES)]], Field(min_length=1)] = list(BASES)


class RuleForm(Form):
    data_seen: bool
    data_seen_date: IsoDate
    level: Annotated[float, Field(gt=0.5, lt=1)] = 0.95
    headline: Annotated[str, _one_of(HEADLINES)] = "forecast"
    smallest_effect: Annotated[float, Field(ge=0, lt=1)] = 0.0
    margin: Annotated[float, Field(gt=0, le=1)] = 0.2
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
    kind: Annotated[str, _one_of(KINDS)]
    subject: str = ""
    intervention: Id | None = None
    outcome: Id | None = None
    zone: Id | None = None
    window: Id | None = None
    stated: float | None = None
    rounding: Annotated[float, Field(gt=0)] | None = None
    negated: bool = False
    place: Annotated[str, _one_of(("named", "nearest"))] = "named"
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
