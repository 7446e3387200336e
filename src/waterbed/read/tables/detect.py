"""Which format a table's periods are written in, where the study file does not say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from waterbed.read.tables import periods as written

# Distinct values that are looked at; a format is refused by one that it cannot read.
_MOST = 5000
# The last day that may be taken for a month.
TURNED = 12
_AMERICAN = {"DD/MM/YYYY": "MM/DD/YYYY", "DD/MM/YY": "MM/DD/YY"}


@dataclass(frozen=True, slots=True)
class Detected:
    """What the values are written in.

    form : the format that reads most of them, "" where none reads any
    rivals : formats that read as many and give other months: the values do not tell which is meant
    read : how many distinct values it reads; of : how many there are
    """

    form: str
    rivals: tuple[str, ...] = ()
    read: int = 0
    of: int = 0


def detect(values: pl.Series | Iterable[str]) -> Detected:
    """The format of `periods.FORMATS` that reads most of these texts, dates or numbers.

    Dates with a day are read day first, as in Britain, where some day is beyond the 12th or all
    days are the same; else month first is a rival.  Beside dates with the year first they are a
    format of `periods.MIXED`, unless a spreadsheet may have turned some of them.  2011-12 is a
    month or a financial year: of three or more that follow one another by a year and a month, the
    year.
    """
    series = values if isinstance(values, pl.Series) else pl.Series(list(values), dtype=pl.String)
    if series.dtype.is_temporal() and series.dtype not in (pl.Duration, pl.Time):
        number = series.drop_nulls().n_unique()
        return Detected("date", (), number, number)
    texts = _distinct(series)
    if not len(texts):
        return Detected("")
    return _mixed(texts) or _alike(texts)


def _mixed(texts: pl.Series) -> Detected | None:
    """Dates with the year first beside British ones, None of any others, and where a spreadsheet
    may have made the first of some of the second: it takes a day up to the 12th for a month, and
    leaves the others as text."""
    first = written.ordinals(texts, written.ISO).is_not_null()
    if first.all() or not first.any():
        return None
    rest = _alike(texts.filter(~first))
    if rest.form not in written.BRITISH or rest.rivals:
        return None
    british = written.ordinals(texts, rest.form).is_not_null()
    days = texts.filter(first).str.extract(r"^\d{4}-\d{2}-(\d{2})", 1).cast(pl.Int64).unique()
    others = texts.filter(british).str.extract(r"^(\d{1,2})\D", 1).cast(pl.Int64).unique()
    alike = len(days) == 1 and days.equals(others)
    spread = (days > TURNED).any() and (others > TURNED).any() and (others <= TURNED).any()
    if not (alike or spread):
        return None
    form = f"{written.ISO}{written.BETWEEN}{rest.form}"
    return Detected(form, (), int(first.sum()) + rest.read, len(texts))


def _alike(texts: pl.Series) -> Detected:
    """Of texts that are all to be read in one way."""
    few = texts.gather_every(max(1, len(texts) // 50))
    likely = [way for way in written.FORMATS if written.ordinals(few, way).count()]
    readings = {way: written.ordinals(texts, way) for way in likely or written.FORMATS}
    hits = {way: months.count() for way, months in readings.items()}
    best = max(hits.values())
    if not best:
        return Detected("", (), 0, len(texts))
    tied = _different({way: months for way, months in readings.items() if hits[way] == best})
    form = _chosen(tied, texts)
    rivals = () if form else tuple(tied)[1:]
    return Detected(form or tied[0], rivals, best, len(texts))


def _distinct(series: pl.Series) -> pl.Series:
    text = series.cast(pl.String)
    if series.dtype.is_float():
        text = text.str.replace(r"\.0$", "")
    text = text.str.strip_chars().drop_nulls().unique().sort()
    text = text.filter(text != "")
    return text.gather_every(len(text) // _MOST + 1)


def _different(readings: dict[str, pl.Series]) -> list[str]:
    """The first of those formats that say the same."""
    kept: list[str] = []
    for way, months in readings.items():
        same = (
            written.step_of(way) == written.step_of(other)
            and months.equals(readings[other], null_equal=True)
            for other in kept
        )
        if not any(same):
            kept.append(way)
    return kept


def _chosen(tied: list[str], texts: pl.Series) -> str:
    """The one that is meant of formats that read the same texts, or "" where they do not tell."""
    if len(tied) == 1:
        return tied[0]
    for british, american in _AMERICAN.items():
        if set(tied) == {british, american}:
            parts = [texts.str.extract(r"^(\d+)/(\d+)/", k).drop_nulls() for k in (1, 2)]
            days, months = (part.cast(pl.Int64).n_unique() for part in parts)
            return british if days == 1 and months > 1 else ""
    if len(tied) == 2 and "YYYY/YY" in tied:
        years = written.ordinals(texts, "YYYY/YY").drop_nulls().sort()
        follow = len(years) >= 3 and bool((years.diff().drop_nulls() == 12).all())
        return "YYYY/YY" if follow else ""
    return ""


def sparse_step(ordinals: NDArray[np.int64]) -> int:
    """12 or 3 where months stand that far apart (or multiples), so that each may be a whole year or
    quarter; else 1.  Three of them are needed."""
    distinct = np.unique(ordinals)
    if len(distinct) < 3:
        return 1
    apart = int(np.gcd.reduce(np.diff(distinct)))
    return 12 if apart % 12 == 0 else 3 if apart % 3 == 0 else 1
