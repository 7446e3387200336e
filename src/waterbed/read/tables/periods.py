"""Periods as tables write them, made into ordinals of months (`model.months`)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime

import polars as pl

from waterbed.model.messages import fault

AUTO = "auto"
"""The default of a table of counts: `read/tables/detect.py` finds the format by the values."""

_NAMES = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_SHORT = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR = r"(\d{4}|\d{2})"
_TAX = r"(?:FY ?)?(\d{4}) ?[/–-] ?(\d{4}|\d{2})"  # 2016/17, 2016-17, 2016/2017
_OF_TAX = r"(?:FY ?)?(\d{4}|\d{2}) ?[/–-] ?(\d{4}|\d{2})"  # of a quarter 16/17 as well
_TIME = r"(?:[T ]\d{1,2}:.*)?"

# Each way of writing: a pattern with the year first and, where there is one, month or quarter.
_PATTERNS = {
    "YYYY-MM": r"^(\d{4})-(\d{2})$",
    "YYYYMM": r"^(\d{4})(\d{2})$",
    "YYYY/MM": r"^(\d{4})/(\d{2})$",
    "YYYY": r"^(\d{4})$",
    "YYYY-Qn": r"^(\d{4})[ -]?[Qq]([1-4])$",
}
_QUARTERS = r"^(?:(\d{4})[ -]?[Qq]([1-4])|[Qq]([1-4])[ -/]*(\d{4}))$"
_TURNED = {"MM/YYYY": r"^(\d{1,2})[/-](\d{4})$", "Qn YYYY": r"^[Qq]([1-4])[ -/]*(\d{4})$"}
_DAYS = {
    "YYYY-MM-DD": "%Y-%m-%d",
    "DD/MM/YYYY": "%d/%m/%Y",
    "MM/DD/YYYY": "%m/%d/%Y",
    "DD/MM/YY": "%d/%m/%y",
    "MM/DD/YY": "%m/%d/%y",
    "DD-MM-YYYY": "%d-%m-%Y",
    "DD.MM.YYYY": "%d.%m.%Y",
}
_ISO = r"^(\d{4}-\d{2}-\d{2})(?:[T ].*)?$"
_STEPS = {
    "YYYY": 12,
    "YYYY/YY": 12,
    "YYYY-Qn": 3,
    "Qn YYYY": 3,
    "YYYY/YY Qn": 3,
    "financial Qn": 3,
    "Mon-Mon YYYY": 3,
}
# A number of days as Excel counts them, of 1954 to 2119: five digits, unlike a year or YYYYMM.
_SERIAL = r"^([2-7]\d{4})(?:\.\d+)?$"
_EXCEL_DAY_0 = date(1899, 12, 30)

# Systems write 1899, 1900 or year 1 for "no date"; nobody publishes a month after 2100.
EARLIEST, LATEST = 12 * 1901, 12 * 2101 - 1
# Months that stand for "no date" where no other month is within five years of them.
_STAND_INS, _ALONE = (12 * 1901, 12 * 1970, 12 * 2099 + 11, 12 * 2100), 60

BRITAIN = "Europe/London"
_UTC = r"(?i)[T ]\d{1,2}:\d\d.*?(?:Z|\+00(?::?00)?|UTC)$"
_LATE = r"(?i)[T ]23:\d\d.*?(?:Z|\+00(?::?00)?|UTC)$"


def _month_named(text: pl.Expr) -> pl.Expr:
    """0 for January, of a name's first three letters."""
    return text.str.to_lowercase().str.head(3).replace_strict(
        _SHORT, list(range(12)), default=None, return_dtype=pl.Int64
    )  # fmt: skip


def _whole_year(text: pl.Expr) -> pl.Expr:
    """A year of two digits lies in 1970 to 2069."""
    year = text.cast(pl.Int64, strict=False)
    short = pl.when(year >= 70).then(1900 + year).otherwise(2000 + year)
    return pl.when(text.str.len_chars() == 2).then(short).otherwise(year)


def _month_then_year(text: pl.Expr) -> pl.Expr:
    first = rf"(?i)^({_NAMES})\.?[ '/,_-]*{_YEAR}$"
    last = rf"(?i)^(\d{{4}})[ '/,_-]*({_NAMES})$"
    straight = 12 * _whole_year(text.str.extract(first, 2)) + _month_named(
        text.str.extract(first, 1)
    )
    turned = 12 * _whole_year(text.str.extract(last, 1)) + _month_named(text.str.extract(last, 2))
    return pl.coalesce(straight, turned)


def _day_month_year(text: pl.Expr) -> pl.Expr:
    pattern = rf"(?i)^(\d{{1,2}})(?:st|nd|rd|th)?[ /-]({_NAMES})[ ,/-]+{_YEAR}{_TIME}$"
    day = text.str.extract(pattern, 1).cast(pl.Int64, strict=False)
    january = 12 * _whole_year(text.str.extract(pattern, 3))
    return pl.when(day.is_between(1, 31)).then(january + _month_named(text.str.extract(pattern, 2)))


def _tax_year(text: pl.Expr) -> pl.Expr:
    return _started(text, rf"(?i)^{_TAX}$")


def _started(text: pl.Expr, pattern: str, year: int = 1, then: int = 2) -> pl.Expr:
    """April of the first of two years that follow one another."""
    first = _whole_year(text.str.extract(pattern, year))
    second = text.str.extract(pattern, then).cast(pl.Int64, strict=False)
    return pl.when(second % 100 == (first + 1) % 100).then(12 * first + 3)


def _tax_quarter(text: pl.Expr) -> pl.Expr:
    before, after = rf"(?i)^{_OF_TAX}[ -]*Q([1-4])$", rf"(?i)^Q([1-4])[ -]*{_OF_TAX}$"
    straight = _started(text, before) + 3 * (text.str.extract(before, 3).cast(pl.Int64) - 1)
    turned = _started(text, after, 2, 3) + 3 * (text.str.extract(after, 1).cast(pl.Int64) - 1)
    return pl.coalesce(straight, turned)


def _financial_quarter(text: pl.Expr) -> pl.Expr:
    year = pl.coalesce(text.str.extract(_QUARTERS, 1), text.str.extract(_QUARTERS, 4))
    part = pl.coalesce(text.str.extract(_QUARTERS, 2), text.str.extract(_QUARTERS, 3))
    return 12 * year.cast(pl.Int64) + 3 * part.cast(pl.Int64)


def _named_quarter(text: pl.Expr) -> pl.Expr:
    pattern = rf"(?i)^({_NAMES}) ?(?:-|–|to) ?({_NAMES})[ -]*{_YEAR}$"
    first, last = (_month_named(text.str.extract(pattern, k)) for k in (1, 2))
    return pl.when(last - first == 2).then(12 * _whole_year(text.str.extract(pattern, 3)) + first)


def _serial(text: pl.Expr) -> pl.Expr:
    days = text.str.extract(_SERIAL, 1).cast(pl.Int64)
    return _month_of(pl.lit(_EXCEL_DAY_0) + pl.duration(days=days))


_OTHERS: dict[str, Callable[[pl.Expr], pl.Expr]] = {
    "Mon YYYY": _month_then_year,
    "DD Mon YYYY": _day_month_year,
    "YYYY/YY": _tax_year,
    "YYYY/YY Qn": _tax_quarter,
    "financial Qn": _financial_quarter,
    "Mon-Mon YYYY": _named_quarter,
    "excel": _serial,
}
FORMATS = (*_PATTERNS, *_TURNED, *_DAYS, "date", *_OTHERS)
"""Ways of writing a period.  Mon is a month's name, long or short; YYYY/YY is a financial year,
from April; Qn a quarter, of the calendar year but after YYYY/YY; financial Qn that of the financial
year which begins in the year written; excel a number of days."""

ISO, BETWEEN = "YYYY-MM-DD", " or "
BRITISH = ("DD/MM/YYYY", "DD/MM/YY", "DD-MM-YYYY", "DD.MM.YYYY")
MIXED = {f"{ISO}{BETWEEN}{british}": (ISO, british) for british in BRITISH}
"""Two ways in one column; no value is written in both, since of one the year stands first."""


def check_format(written: str) -> None:
    """InputError where `written` is no format: one of FORMATS, AUTO, a pattern with a month."""
    if written in (*FORMATS, *MIXED, AUTO):
        return
    if "%" in written:
        marks = {datetime(1987, 5, 23).strftime(written), datetime(1987, 6, 23).strftime(written)}
        marks.add(datetime(1988, 5, 23).strftime(written))
        if len(marks) == 3:
            return
    raise fault("no-such-format", place="period_format", value=written, formats=", ".join(FORMATS))


def step_of(written: str) -> int:
    """Months in a period written so."""
    return _STEPS.get(written, 1)


def has_no_day(written: str) -> bool:
    """Whether a period so written has nothing finer than its month."""
    return written in (*_PATTERNS, *_TURNED, *_STEPS, "Mon YYYY")


def ordinals(series: pl.Series, written: str) -> pl.Series:
    """Ordinal of the month (int64), null where it is none.

    A date or a date-time is cut to its month whatever the format, one in UTC to that of British
    time.
    """
    months = _made(series, written)
    return months.set((months < EARLIEST) | (months > LATEST), None)


def _made(series: pl.Series, written: str) -> pl.Series:
    """The same with months that no table counts by, such as January 1900."""
    name = series.name
    if written in MIXED:
        one_way, other_way = (_made(series, way) for way in MIXED[written])
        return one_way.fill_null(other_way)
    if written == AUTO:  # told from the values beforehand, unless nothing of them was a period
        return pl.Series(name, [None] * len(series), dtype=pl.Int64)
    frame = series.to_frame()
    if series.dtype.is_temporal() and series.dtype not in (pl.Duration, pl.Time):
        months = frame.select(_month_of(_in_britain(pl.col(name), series.dtype)))
    else:
        text = pl.col(name).cast(pl.String).str.strip_chars()
        if series.dtype.is_float():
            text = text.str.replace(r"\.0$", "")
        months = frame.select(_from_text(text, written))
    return months.to_series().alias(name)


def dated(series: pl.Series, written: str) -> tuple[pl.Series, pl.Series]:
    """Ordinal of the month (int64), null where it is none, and which values are dates that stand
    for "no date": before 1901, after 2100, or in one of the months that systems write for it, with
    no other month within five years."""
    months = _made(series, written)
    distinct = months.filter(months.is_between(EARLIEST, LATEST)).unique()
    alone = [
        month
        for month in _STAND_INS
        if not (distinct.is_between(month - _ALONE, month + _ALONE) & (distinct != month)).any()
    ]
    strange = ((months < EARLIEST) | (months > LATEST) | months.is_in(alone)).fill_null(False)
    return months.set(strange, None), strange


def in_utc(series: pl.Series) -> pl.Series:
    """Which values are times in UTC, by their type or by a Z, +00:00 or UTC behind them."""
    if isinstance(series.dtype, pl.Datetime):
        return series.is_not_null() & (series.dtype.time_zone in _ZONES)
    if series.dtype != pl.String:
        return pl.Series(series.name, [False]).new_from_index(0, len(series))
    return series.str.strip_chars().str.contains(_UTC).fill_null(False)


_ZONES = ("UTC", "Etc/UTC", "+00:00", "Z")


def _in_britain(date: pl.Expr, kind: pl.DataType) -> pl.Expr:
    utc = isinstance(kind, pl.Datetime) and kind.time_zone in _ZONES
    return date.dt.convert_time_zone(BRITAIN) if utc else date


def _of_british_day(day: pl.Expr, text: pl.Expr) -> pl.Expr:
    """The day in British time, of a day and the text that it was read from."""
    last = day.cast(pl.Datetime("us")).dt.offset_by("23h").dt.replace_time_zone("UTC")
    return pl.when(text.str.contains(_LATE)).then(
        last.dt.convert_time_zone(BRITAIN).dt.date()
    ).otherwise(day)  # fmt: skip


def _from_text(text: pl.Expr, written: str) -> pl.Expr:
    if written in _OTHERS:
        return _OTHERS[written](text)
    pattern = _PATTERNS.get(written) or _TURNED.get(written)
    if pattern is not None:
        turned = written in _TURNED
        year = text.str.extract(pattern, 2 if turned else 1).cast(pl.Int64)
        if written == "YYYY":
            return 12 * year
        part = text.str.extract(pattern, 1 if turned else 2).cast(pl.Int64)
        if step_of(written) == 3:
            return 12 * year + 3 * (part - 1)
        return pl.when(part.is_between(1, 12)).then(12 * year + part - 1)
    if written == "date":
        day = text.str.extract(_ISO, 1).str.to_date("%Y-%m-%d", strict=False)
        return _month_of(_of_british_day(day, text))
    days = _DAYS.get(written)
    if days is not None:
        day = _whole_day(text, days).str.to_date(days, strict=False)
        return _month_of(_of_british_day(day, text))
    return _month_of(_by_pattern(text, written))


def _whole_day(text: pl.Expr, days: str) -> pl.Expr:
    """Without a time of day; null where the year has not as many digits as the format says."""
    day = text.str.replace(r"[T ].*$", "")
    if "%y" in days:
        return day.str.extract(r"^(\d{1,2}/\d{1,2}/\d{2})$", 1)
    return day


def _by_pattern(text: pl.Expr, pattern: str) -> pl.Expr:
    if re.search(r"%[HIMSTRXc]", pattern):
        moment = text.str.to_datetime(pattern, strict=False)
        return moment.dt.convert_time_zone(BRITAIN) if "%z" in pattern else moment
    if not re.search(r"%[dejDFx]", pattern):  # a date needs a day to be read
        return ("01 " + text).str.to_date("%d " + pattern, strict=False)
    return text.str.to_date(pattern, strict=False)


def _month_of(date: pl.Expr) -> pl.Expr:
    return 12 * date.dt.year().cast(pl.Int64) + date.dt.month().cast(pl.Int64) - 1


def looks_like(name: str, written: str) -> bool:
    """Whether a column's name has the shape of a period, right or wrong (201613, 2016-00)."""
    shape = {"YYYY-MM": r"\d{4}-\d{2}", "YYYYMM": r"\d{6}"}.get(written)
    return shape is not None and re.fullmatch(shape, name.strip()) is not None
