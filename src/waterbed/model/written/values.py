"""What the value of a key may be: texts, months, days, one of a few words, short ways to write."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, TypeVar, get_args

from pydantic import AfterValidator, BeforeValidator, Field, GetCoreSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

from waterbed.model.mends import Mend, by_type, quoted, showing
from waterbed.model.months import read_date

_NO_DATE = "this month or date does not exist, or is written otherwise"
_NO_MONTH = "this month does not exist, or is written otherwise"


def wrong(problem: str, mend: str | Mend) -> PydanticCustomError:
    """An error of one key with its mend, which reading turns into an InputError."""
    return PydanticCustomError("waterbed", "{problem}", {"problem": problem, "mend": mend})


@dataclass(frozen=True, slots=True)
class Kind:
    """What a value is, where its Python type does not say so: "month", "day", "selector"."""

    name: str


@dataclass(frozen=True, slots=True)
class _KeptAsTuple:
    """A list is validated as one, which tells a short list from a list of wrong entries."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        listed = handler.generate_schema(list[get_args(source)[0]])  # type: ignore[misc]
        as_list = core_schema.no_info_before_validator_function(
            lambda value: list(value) if isinstance(value, tuple) else value, listed
        )
        return core_schema.no_info_after_validator_function(tuple, as_list)


@dataclass(frozen=True, slots=True)
class OneOf:
    """Validator of a key that takes one of a few values; `values` are what a drop-down offers."""

    values: tuple[str, ...]

    def __call__(self, value: str) -> str:
        if value not in self.values:
            raise PydanticCustomError("choice", "one of a few", {"values": self.values})
        return value


def one_of(known: Iterable[str]) -> AfterValidator:
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
    mend = by_type("day")
    if not isinstance(value, str):
        raise wrong("this is not a month or a date", mend)
    try:
        dated = read_date(value)
    except ValueError:
        raise wrong(_NO_DATE, mend) from None
    return dated.month, dated.day or 1


def _month(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 1900 < value // 100 < 2100:
        raise wrong(
            "a month stands in quotes",
            showing("Write {}.", quoted(f"{value // 100}-{value % 100:02d}")),
        )
    mend = by_type("month")
    if not isinstance(value, str):
        raise wrong("this is not a month", mend)
    try:
        dated = read_date(value)
    except ValueError:
        raise wrong(_NO_MONTH, mend) from None
    if dated.day is not None:
        raise wrong(_NO_MONTH, mend)
    return dated.month


def _iso_date(value: Any) -> str:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    try:
        dated = read_date(value)
    except (AttributeError, ValueError):
        dated = None
    if dated is None or dated.day is None:
        problem = "this date does not exist, or is written otherwise"
        raise wrong(problem, "Write it as 2026-11-24 or 24/11/2026.")
    return dated.label()


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


def from_text(key: str) -> Callable[[Any], Any]:
    def wrap(value: Any) -> Any:
        return {key: value} if isinstance(value, str) else value

    return wrap


def place(value: Any) -> Any:
    """A list of ids is short for a table with the key `areas`; "rest" is an empty table."""
    if value == "rest":
        return {}
    return {"areas": value} if isinstance(value, list) else value


Text = Annotated[str, AfterValidator(_one_line), Field(max_length=2000)]
Id = Annotated[str, AfterValidator(_id)]
PathText = Annotated[str, AfterValidator(_path)]
Month = Annotated[int, BeforeValidator(_month), Kind("month")]
Day = Annotated[tuple[int, int], BeforeValidator(_number_of_day), Field(strict=False), Kind("day")]
IsoDate = Annotated[str, BeforeValidator(_iso_date), Kind("date")]
When = Annotated[str, BeforeValidator(_when), Kind("when")]
T = TypeVar("T")
Many = Annotated[tuple[T, ...], _KeptAsTuple()]
"""A list of a study, kept as a tuple."""
Run = Annotated[Many[Month], Field(min_length=2, max_length=2)]
SelectorForm = Annotated[dict[str, str], BeforeValidator(from_text("")), Kind("selector")]
