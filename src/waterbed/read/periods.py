"""Periods as tables write them, made into ordinals of months (`nouns.months`)."""

from __future__ import annotations

import re
from datetime import datetime

import polars as pl

from waterbed.nouns.errors import InputError

# Each way of writing: a pattern with the year first and, where there is one, month or quarter.
_PATTERNS = {
    "YYYY-MM": r"^(\d{4})-(\d{2})$",
    "YYYYMM": r"^(\d{4})(\d{2})$",
    "YYYY": r"^(\d{4})$",
    "YYYY-Qn": r"^(\d{4})-?[Qq]([1-4])$",
}
_DAYS = {"YYYY-MM-DD": "%Y-%m-%d", "DD/MM/YYYY": "%d/%m/%Y"}
_ISO = r"^(\d{4}-\d{2}-\d{2})(?:[T ].*)?$"
FORMATS = (*_PATTERNS, *_DAYS, "date")

# Systems write 1899, 1900 or year 1 for "no date"; nobody publishes a month after 2100.
EARLIEST, LATEST = 12 * 1901, 12 * 2101 - 1


def check_format(written: str) -> None:
    """InputError where `written` is neither one of FORMATS nor a pattern with year and month."""
    if written in FORMATS:
        return
    if "%" in written:
        marks = {datetime(1987, 5, 23).strftime(written), datetime(1987, 6, 23).strftime(written)}
        marks.add(datetime(1988, 5, 23).strftime(written))
        if len(marks) == 3:
            return
    raise InputError(
        "periods cannot be read by this format",
        place="period_format",
        value=written,
        mend=f"Use one of {', '.join(FORMATS)}, or a pattern such as %b %Y that holds a month.",
    )


def step_of(written: str) -> int:
    """Months in a period written so."""
    return {"YYYY": 12, "YYYY-Qn": 3}.get(written, 1)


def ordinals(series: pl.Series, written: str) -> pl.Series:
    """Ordinal of the month (int64), null where it is none.

    A date or a date-time is cut to its month whatever the format.
    """
    name = series.name
    frame = series.to_frame()
    if series.dtype.is_temporal() and series.dtype not in (pl.Duration, pl.Time):
        made = frame.select(_month_of(pl.col(name)))
    else:
        text = pl.col(name).cast(pl.String).str.strip_chars()
        if series.dtype.is_float():
            text = text.str.replace(r"\.0$", "")
        made = frame.select(_from_text(text, written))
    result = made.to_series()
    return result.set((result < EARLIEST) | (result > LATEST), None)


def _from_text(text: pl.Expr, written: str) -> pl.Expr:
    if written in _PATTERNS:
        year = text.str.extract(_PATTERNS[written], 1).cast(pl.Int64)
        if written == "YYYY":
            return 12 * year
        part = text.str.extract(_PATTERNS[written], 2).cast(pl.Int64)
        if written == "YYYY-Qn":
            return 12 * year + 3 * (part - 1)
        return pl.when(part.is_between(1, 12)).then(12 * year + part - 1)
    if written == "date":
        return _month_of(text.str.extract(_ISO, 1).str.to_date("%Y-%m-%d", strict=False))
    pattern = _DAYS.get(written)
    if pattern is not None:
        day = text.str.replace(r"[T ].*$", "")
        return _month_of(day.str.to_date(pattern, strict=False))
    return _month_of(_by_pattern(text, written))


def _by_pattern(text: pl.Expr, pattern: str) -> pl.Expr:
    if re.search(r"%[HIMSTRXc]", pattern):
        return text.str.to_datetime(pattern, strict=False)
    if not re.search(r"%[dejDFx]", pattern):  # a date needs a day to be read
        return ("01 " + text).str.to_date("%d " + pattern, strict=False)
    return text.str.to_date(pattern, strict=False)


def _month_of(date: pl.Expr) -> pl.Expr:
    return 12 * date.dt.year().cast(pl.Int64) + date.dt.month().cast(pl.Int64) - 1


def looks_like(name: str, written: str) -> bool:
    """Whether a column's name has the shape of a period, right or wrong (201613, 2016-00)."""
    shape = {"YYYY-MM": r"\d{4}-\d{2}", "YYYYMM": r"\d{6}"}.get(written)
    return shape is not None and re.fullmatch(shape, name.strip()) is not None


def guess(names: list[str]) -> str:
    """The format by which most of these names are periods, or ""."""
    series = pl.Series("name", names, dtype=pl.String)
    hits = {way: ordinals(series, way).count() for way in FORMATS}
    best = max(hits, key=lambda way: hits[way])
    return best if hits[best] else ""
