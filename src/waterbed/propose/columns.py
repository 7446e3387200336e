"""A column of a table, told by its values: periods, codes, whole numbers, texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from waterbed.model.errors import InputError
from waterbed.model.messages import suggestion
from waterbed.propose.guess import Guess, begins
from waterbed.read.tables.detect import detect
from waterbed.read.tables.numbers import Marks, counted
from waterbed.read.tables.periods import ordinals, step_of

MOST = 0.99
"""Share of a column's values that must be of a kind: `max_rejected` lets the rest be."""

_CODE = r"^[EWSNK]\d{8}$"
_TIME = r"\d:\d\d"
_EARLIEST_YEAR = 1950


@dataclass(frozen=True, slots=True)
class Column:
    """What the values of a column are.

    text : blanks stripped, empty cells null
    filled, distinct : how many values, and how many different ones
    ways : formats by which the values are periods and which cannot be told apart; mostly none or
        one
    hits : values that are periods by the first of them
    at : ordinal of each row's month, or None where there is no way or more than one
    timed : whether the values hold times of day
    prefix : the kind of statistical code ("E05"), or ""
    whole : whether the values are whole numbers of 0 or more
    numeric : whether they are numbers
    """

    name: str
    text: pl.Series = field(repr=False)
    filled: int
    distinct: int
    ways: tuple[str, ...]
    hits: int
    at: pl.Series | None = field(repr=False)
    timed: bool
    prefix: str
    whole: bool
    numeric: bool

    @property
    def is_text(self) -> bool:
        return bool(self.filled) and not (self.ways or self.numeric)

    @property
    def values(self) -> list[str]:
        """The different values in order."""
        return [str(text) for text in self.text.drop_nulls().unique().sort().to_list()]


def named_column(columns: Sequence[Column], guess: Guess) -> Column:
    """The column that a guess names; InputError where there is none."""
    column = next((candidate for candidate in columns if candidate.name == guess.value), None)
    if column is None:
        raise InputError(
            "no column has this name", place=guess.key, value=guess.value,
            mend=suggestion(str(guess.value), (column.name for column in columns), "columns"),
        )  # fmt: skip
    return column


def column_of(series: pl.Series) -> Column:
    """Tell a column by its values."""
    text = series.cast(pl.String).str.strip_chars()
    text = text.set((text == "").fill_null(False), None)
    there = text.drop_nulls()
    ways, hits = _ways(series, text)
    numbers = there.str.replace_all(",", "").cast(pl.Float64, strict=False)
    return Column(
        name=series.name,
        text=text,
        filled=len(there),
        distinct=there.n_unique(),
        ways=ways,
        hits=hits,
        at=ordinals(series if series.dtype.is_temporal() else text, ways[0])
        if len(ways) == 1
        else None,
        timed=_timed(series, there),
        prefix=_prefix(there),
        whole=_whole(series),
        numeric=_most(numbers.count(), len(there)),
    )


def _most(hits: int, of: int) -> bool:
    return bool(of) and hits >= MOST * of


def _whole(series: pl.Series) -> bool:
    column = counted(series, Marks({}))
    faults = sum(int(mask.sum()) for _, mask in column.faults)
    known = len(series) - int(column.missing.sum())
    return known > 0 and faults <= (1 - MOST) * len(series) and bool(column.counts.any())


def _prefix(there: pl.Series) -> str:
    codes = there.filter(there.str.contains(_CODE))
    if not _most(len(codes), len(there)):
        return ""
    return str(codes.str.head(3).mode()[0])


def _timed(series: pl.Series, there: pl.Series) -> bool:
    if isinstance(series.dtype, pl.Datetime):
        return bool((series.drop_nulls().dt.hour() != 0).any())
    times = there.head(10_000).str.extract(r"(\d?\d:\d\d)", 1)
    return bool(times.count() and times.n_unique() > 1)


def _ways(series: pl.Series, text: pl.Series) -> tuple[tuple[str, ...], int]:
    """Ways of writing by which the values are periods, and the number of values that are.

    More than one is returned where they give different months, and nothing in the values tells
    which of them is meant.
    """
    if isinstance(series.dtype, pl.Date | pl.Datetime):
        return ("date",), series.count()
    there = text.drop_nulls()
    dated = begins(series.name, "date|day|month|period|time")
    if not len(there) or (_plain_number(there) and not dated and not _years_or_months(there)):
        return (), 0
    detected = detect(there)
    hits = ordinals(there, detected.form).count() if detected.form else 0
    return ((detected.form, *detected.rivals), hits) if _most(hits, len(there)) else ((), 0)


def _plain_number(values: pl.Series) -> bool:
    return bool(values.str.contains(r"^[\d.,]+$").all())


def _years_or_months(values: pl.Series) -> bool:
    """Whether bare numbers are likely to be years or months: all of them in our time."""
    latest = date.today().year + 2
    year = values.str.extract(r"^(\d{4})(?:\d{2})?(?:\.0)?$", 1).cast(pl.Int64, strict=False)
    dated = values.str.contains(r"^\d\d?[./-]\d\d?[./-]\d{2,4}$|^\d{4}-\d\d$").all()
    inside = year.is_between(_EARLIEST_YEAR, latest).fill_null(False)
    return bool(dated) or _most(int(inside.sum()), len(values))


def _agree(column: pl.Series, other: pl.Series) -> bool:
    return bool((column == other).fill_null(True).all())


def several(of: Column, by: Column) -> int:
    """For how many values of one column another holds more than one value."""
    pairs = pl.DataFrame({"by": by.text, "of": of.text}).drop_nulls()
    counts = pairs.unique().group_by("by").len()["len"]
    return int((counts > 1).sum())


def determined(columns: Sequence[Column], by: Column) -> list[Column]:
    """The columns that have one value for each value of another.

    By a code one in fifty may have several: names change and codes do not.
    """
    allowed = 0.02 * by.distinct if by.prefix else 0
    attributes = []
    for column in columns:
        if column.name == by.name or not column.filled:
            continue
        if several(column, by) <= allowed:
            attributes.append(column)
    return attributes


def coarser(columns: Sequence[Column], finest: Column) -> bool:
    """Whether each of these periods only says less of what another says."""
    assert finest.at is not None
    for column in columns:
        if column.at is None:
            return False
        step = step_of(column.ways[0])
        whole = finest.at - finest.at % step if step > 1 else finest.at
        if not _agree(column.at, whole):
            return False
    return True
