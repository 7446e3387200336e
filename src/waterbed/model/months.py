"""Calendar months as integers, so that windows are arithmetic.

A month is its ordinal, 12 * year + (month - 1).  A period of a quarterly or annual table is
the ordinal of its first month together with its length in months.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, TypeAlias

YEAR, QUARTER = 12, 3
"""In months."""

_LABEL = re.compile(r"(\d{4})-(\d{2})")
MONTH_NAMES = tuple(
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
_NAMED = {name.casefold()[:size]: k for k, name in enumerate(MONTH_NAMES, 1) for size in (3, 4, 20)}
_NUMBERS = re.compile(r"(?:(\d{1,2})([/.-]))?(\d{1,2})[/.-](\d{4}|\d{2})")
_WORDS = re.compile(r"(?:(\d{1,2})(?:st|nd|rd|th)?[ -]+)?([a-z]+)\.?,?[ -]+(\d{4}|\d{2})")
_WORD_FIRST = re.compile(r"([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_QUARTER = re.compile(r"(\d{4})[ -]?q([1-4])|q([1-4])[ /-]?(\d{4})")


def month(label: str) -> int:
    """Ordinal of a month written YYYY-MM; ValueError for anything else."""
    match = _LABEL.fullmatch(label)
    if not match or not 1 <= int(match[2]) <= 12:
        raise ValueError(f"{label!r} is not a month written YYYY-MM")
    return 12 * int(match[1]) + int(match[2]) - 1


@dataclass(frozen=True, slots=True)
class Dated:
    """A month or a day as somebody wrote it.

    month : ordinal; day : of the month, or None where only a month is written
    other : the day that it would be with the month first, where that is another day; else None
    """

    month: int
    day: int | None = None
    other: date | None = None

    def in_words(self) -> str:
        """Written out: October 2022, or 1 October 2022."""
        return f"{self.day} {in_words(self.month)}" if self.day else in_words(self.month)

    def label(self) -> str:
        """Written YYYY-MM, or YYYY-MM-DD."""
        return f"{label(self.month)}-{self.day:02d}" if self.day else label(self.month)


def read_date(text: str) -> Dated:
    """A month or a day in any usual way: 2022-10, 10/2022, Oct 2022, 2022-10-01, 01/10/2022, 1
    October 2022; days before months, as in Britain, and years of two digits in 1970 to 2069.

    ValueError for what is none, and for what would be a day only with the month first.
    """
    plain = " ".join(text.split()).casefold()
    if _LABEL.fullmatch(plain):
        return Dated(month(plain))
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", plain):
        return _day(date.fromisoformat(plain))
    if match := _NUMBERS.fullmatch(plain):
        first, mark, second, year = match.groups()
        if len(year) == 2 and mark != "/":
            raise ValueError(f"{text!r} may be no date")
        if first is None:
            return Dated(_month(int(second), int(year)))
        return _day_first(int(first), int(second), _year(year))
    if match := _WORDS.fullmatch(plain):
        day, name, year = match.groups()
        number = _NAMED.get(name, 0)
        if day is None:
            return Dated(_month(number, _year(year)))
        return _day(date(_year(year), number, int(day)))
    if match := _WORD_FIRST.fullmatch(plain):
        return _day(date(int(match[3]), _NAMED.get(match[1], 0), int(match[2])))
    raise ValueError(f"{text!r} is not a month or a date")


def _day(day: date) -> Dated:
    return Dated(12 * day.year + day.month - 1, day.day)


def _day_first(day: int, number: int, year: int) -> Dated:
    dated = _day(date(year, number, day))
    other = date(year, day, number) if day <= 12 and day != number else None
    return Dated(dated.month, dated.day, other)


def _month(number: int, year: int) -> int:
    if not 1 <= number <= 12:
        raise ValueError(f"there is no month {number}")
    return 12 * year + number - 1


def _year(text: str) -> int:
    """A year of two digits lies in 1970 to 2069, as in tables."""
    year = int(text)
    return year if len(text) == 4 else year + (1900 if year >= 70 else 2000)


def first_day(ordinal: int) -> date:
    """The first day of the month."""
    return date(ordinal // 12, ordinal % 12 + 1, 1)


def label(ordinal: int) -> str:
    """The month written YYYY-MM."""
    return f"{ordinal // 12:04d}-{ordinal % 12 + 1:02d}"


def in_words(ordinal: int) -> str:
    """The month written out: April 2017."""
    return f"{MONTH_NAMES[ordinal % 12]} {ordinal // 12}"


@dataclass(frozen=True, slots=True, order=True)
class Months:
    """A run of whole months, both ends included (ordinals)."""

    first: int
    last: int

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("a run of months must not end before it begins")

    @classmethod
    def parse(cls, first: str, last: str) -> Months:
        return cls(month(first), month(last))

    @classmethod
    def starting(cls, first: int, length: int) -> Months:
        return cls(first, first + length - 1)

    def __len__(self) -> int:
        return self.last - self.first + 1

    def shift(self, months: int) -> Months:
        return Months(self.first + months, self.last + months)

    def touches(self, other: Months) -> bool:
        return self.first <= other.last and other.first <= self.last

    @property
    def labels(self) -> tuple[str, str]:
        return label(self.first), label(self.last)

    def in_words(self) -> str:
        if self.first == self.last:
            return in_words(self.first)
        if self.first // 12 == self.last // 12:
            return f"{MONTH_NAMES[self.first % 12]} to {in_words(self.last)}"
        return f"{in_words(self.first)} to {in_words(self.last)}"


class Spanned(Protocol):
    """What says its own beginning and end, as a pandas Period does."""

    @property
    def start_time(self) -> Any: ...

    @property
    def end_time(self) -> Any: ...


Period: TypeAlias = str | int | date | Spanned
"""A period as `read_period` takes it."""


def read_period(when: object) -> Months:
    """The months of a period in any usual way: 2012-04, 2012 Q2, Q2 2012, 2012, a day of a month, a
    year as a number, a date, or what says its own beginning and end (a pandas Period).

    A quarter is one of the calendar year.  ValueError for what is none of these.
    """
    if hasattr(when, "item"):  # a number or a date of NumPy
        when = when.item()
    begins, ends = (getattr(when, name, None) for name in ("start_time", "end_time"))
    if begins is not None and ends is not None:
        return Months(_month_of(begins), _month_of(ends))
    if isinstance(when, str):
        return _read_text(" ".join(when.split()).casefold())
    if hasattr(when, "year") and hasattr(when, "month"):
        return Months(_month_of(when), _month_of(when))
    if isinstance(when, int) and not isinstance(when, bool):
        return _read_text(str(when))
    raise ValueError(f"{when!r} is not a period")


def _read_text(text: str) -> Months:
    if match := _QUARTER.fullmatch(text):
        first = 12 * int(match[1] or match[4]) + 3 * int(match[2] or match[3]) - 3
        return Months(first, first + 2)
    if re.fullmatch(r"[12]\d{3}", text):
        return Months.starting(12 * int(text), 12)
    at = read_date(text).month
    return Months(at, at)


def _month_of(day: Any) -> int:
    try:
        return 12 * int(day.year) + int(day.month) - 1
    except (TypeError, ValueError):  # NaT has a year that is not a number
        raise ValueError(f"{day!r} is not a date") from None
