"""A Panel from a long data frame and back again, for those who work in polars or pandas."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from waterbed.model.messages import fault
from waterbed.model.months import label
from waterbed.model.panel import Panel
from waterbed.model.unpacked import MOST_CELLS
from waterbed.read.tables import periods as written
from waterbed.read.tables.detect import detect
from waterbed.read.tables.numbers import counted
from waterbed.read.tables.opener import open_frame


def to_polars(panel: Panel) -> pl.DataFrame:
    """A row an outcome, area and period: outcome, area, period (YYYY-MM), count (null: no data)."""
    outcomes, areas, periods = panel.counts.shape
    o, a, t = (index.ravel() for index in np.indices((outcomes, areas, periods), np.int32))
    labels = [label(int(ordinal)) for ordinal in panel.periods]
    frame = pl.DataFrame(
        {
            "outcome": pl.Series(panel.outcomes, dtype=pl.String).gather(o),
            "area": pl.Series(panel.areas, dtype=pl.String).gather(a),
            "period": pl.Series(labels, dtype=pl.String).gather(t),
            "count": panel.counts.ravel(),
            "covered": panel.covered.ravel(),
        }
    )
    return frame.select(
        "outcome", "area", "period", count=pl.when("covered").then("count").otherwise(None)
    )


def parquet_of(panel: Panel) -> bytes:
    """The same as a Parquet file."""
    buffer = io.BytesIO()
    to_polars(panel).write_parquet(buffer)
    return buffer.getvalue()


def to_pandas(panel: Panel) -> Any:
    """The same as a pandas frame (pandas must be installed); count is Int64 with <NA>."""
    import pandas as pd  # type: ignore[import-untyped, unused-ignore]

    columns = {series.name: series.to_list() for series in to_polars(panel)}
    return pd.DataFrame(columns).astype({"count": "Int64"})


def panel_from_long(
    frame: Any,
    *,
    area: str,
    period: str,
    count: str | Sequence[str],
    outcome: str = "",
    measures: Sequence[str] = (),
    absent: str = "no-data",
    period_format: str = "",
) -> Panel:
    """A panel from a data frame with a row an area and period (and outcome).

    area, period : columns.  A period is a date, a text such as 2016-04, 2016-Q2 or 2016, a year
        as a number, or any other whole number: then periods have no dates and are counted as such
    count : the column of counts, with `outcome` the column that says of what; or, without
        `outcome`, one column for each outcome, named after it
    measures : outcomes that are no counts; every other one must hold whole numbers of 0 or more
    absent : "no-data" or "zero": what a row that is not there means
    period_format : how texts write a period, one of `periods.FORMATS`, where the values do not tell
    Raises InputError for a column that is not there, a number that is none, a repeated row.
    """
    columns = [count] if isinstance(count, str) else list(count)
    if absent not in ("no-data", "zero"):
        raise fault("no-such-absent", place="absent", value=absent)
    table = _long(frame, area, period, columns, outcome)
    ordinals, step = _periods(table[period], period_format)
    ids = table[area].unique().sort()
    a = np.searchsorted(ids.to_numpy(), table[area].to_numpy())
    first = int(ordinals.min())
    t = (ordinals - first) // step
    shape = (len(ids), int(t.max()) + 1)
    if shape[0] * shape[1] > MOST_CELLS:
        raise fault("frame-too-wide", place=f"period {period!r}", periods=shape[1])
    parts = _parts(table, columns, outcome)
    unknown = set(measures) - set(parts)
    if unknown:
        raise fault("no-such-outcome", place="measures", value=min(unknown))
    counts, covered, values = [], [], []
    for name, (rows, series) in parts.items():
        place = np.ravel_multi_index((a[rows], t[rows]), shape)
        _once(place, name)
        if name in measures:
            values.append(_measure(series, place, shape, name))
        else:
            cells, known = _count(series, place, shape, name, absent)
            counts.append(cells)
            covered.append(known)
    return Panel(
        tuple(name for name in parts if name not in measures),
        tuple(str(id) for id in ids.to_list()),
        first + step * np.arange(shape[1]),
        step,
        np.array(counts, np.int64).reshape(-1, *shape),
        np.array(covered, bool).reshape(-1, *shape),
        tuple(name for name in parts if name in measures),
        np.array(values).reshape(-1, *shape) if values else None,
    )


Rows = NDArray[np.int64]


def _long(frame: Any, area: str, period: str, columns: Sequence[str], outcome: str) -> pl.DataFrame:
    """The columns that are wanted; InputError where one or all rows are missing, or an area."""
    opened = open_frame(frame, "the data frame")
    for name, key in (
        (area, "area"),
        (period, "period"),
        *((column, "count") for column in columns),
    ):
        opened.require(name, key)
    if outcome:
        opened.require(outcome, "outcome")
    table = opened.read(list(dict.fromkeys([area, period, *([outcome] * bool(outcome)), *columns])))
    if not table.height:
        raise fault("empty-frame")
    if table[area].null_count():
        raise fault("frame-without-area", place=f"area {area!r}")
    for name in (area, *([outcome] if outcome else [])):
        if table[name].dtype.is_nested() or table[name].dtype in (pl.Binary, pl.Object):
            raise fault("frame-no-names", place=repr(name))
    return table


def _parts(
    table: pl.DataFrame, columns: Sequence[str], outcome: str
) -> dict[str, tuple[Rows, pl.Series]]:
    """Rows and numbers of each outcome."""
    if not outcome:
        everything = np.arange(table.height)
        return {name: (everything, table[name]) for name in columns}
    if len(columns) != 1:
        raise fault("one-count-column", place="count")
    names = table[outcome].cast(pl.String)
    parts = {}
    for name in names.unique().drop_nulls().sort().to_list():
        rows = np.flatnonzero((names == name).fill_null(False).to_numpy())
        parts[str(name)] = (rows, table[columns[0]].gather(rows))
    return parts


WHOLE = 2.0**53
"""From here on numbers with a point do not tell every whole number."""


def _periods(series: pl.Series, way: str) -> tuple[Rows, int]:
    """Ordinal of each row's period, and the months in a period (1 where they have no dates)."""
    whole = series.dtype.is_float() and (series == series.round()).all()
    if whole and (series.abs() < WHOLE).all() and not series.null_count():
        series = series.cast(pl.Int64)  # pandas makes whole numbers so where a cell was empty
    if series.dtype.is_integer() and not series.null_count() and not way:
        numbers = series.cast(pl.Int64).to_numpy()
        if ((numbers >= 1000) & (numbers < 3000)).all():
            return 12 * numbers, 12
        of_year = numbers % 100
        if ((numbers >= 190001) & (numbers <= 210012) & (of_year >= 1) & (of_year <= 12)).all():
            return 12 * (numbers // 100) + of_year - 1, 1
        return numbers, 1
    months, step = _ordinals(series, way)
    if step > 1:
        return months, step
    dated = series.dtype.is_temporal()
    apart = int(np.gcd.reduce(months - months.min()))
    if apart not in (3, 12) or not (dated or _without_gaps(months, apart)):
        return months, 1
    return (months - apart + 1 if _all_last_days(series) else months), apart


def _ordinals(series: pl.Series, way: str) -> tuple[Rows, int]:
    """First month of each period that is written or dated, and the months in one as written."""
    nested = series.dtype.is_nested()  # polars writes no text of lists
    form = way or ("date" if series.dtype.is_temporal() else "" if nested else form_of(series))
    if way:
        written.check_format(way)
    months = written.ordinals(series, form) if form and not nested else None
    if months is None or months.null_count():
        raise fault("frame-period", place=f"period {series.name!r}")
    return months.to_numpy(), written.step_of(form)


def form_of(series: pl.Series) -> str:
    """The form that a column's values are written in, or ""; of quarters that may be of the
    calendar year or of the financial one, the calendar's.  InputError where they tell of two."""
    detected = detect(series.cast(pl.String).drop_nulls().head(MOST))
    if detected.rivals and written.step_of(detected.form) != 3:
        raise fault(
            "frame-period-ways",
            place=f"period {series.name!r}",
            way=detected.form,
            other=detected.rivals[0],
        )
    return detected.form


def months_of(series: pl.Series, way: str = "") -> pl.Series:
    """The month that each day or month of a column lies in, as a date; InputError for what is no
    period."""
    at = pl.DataFrame({"at": _ordinals(series, way)[0]})
    return at.select(pl.date(pl.col("at") // 12, pl.col("at") % 12 + 1, 1)).to_series()


MOST = 100_000
"""Values of a column that its form is told from."""

_SEVERAL = {3: 4, 12: 3}
"""Months written so that only every third or twelfth is there are quarters or years where there
are as many of them, without a gap."""


def _without_gaps(months: Rows, apart: int) -> bool:
    there = np.unique(months)
    return len(there) >= _SEVERAL[apart] and bool((np.diff(there) == apart).all())


def _all_last_days(series: pl.Series) -> bool:
    """Whether every date is the last day of its month, as pandas writes the ends of quarters."""
    if series.dtype not in (pl.Date, pl.Datetime):
        return False
    days = series.drop_nulls().cast(pl.Date)
    return bool((days == days.dt.month_end()).all())


def _once(place: Rows, name: str) -> None:
    if len(np.unique(place)) < len(place):
        raise fault("two-rows", place=f"outcome {name!r}")


def _count(
    series: pl.Series, place: Rows, shape: tuple[int, int], name: str, absent: str
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    column = counted(series)
    if column.faults:
        raise fault("frame-no-counts", place=f"outcome {name!r}")
    counts = np.zeros(shape, np.int64)
    known = np.full(shape, absent == "zero")
    counts.ravel()[place] = column.counts
    known.ravel()[place] = ~column.missing
    return counts, known


def _measure(
    series: pl.Series, place: Rows, shape: tuple[int, int], name: str
) -> NDArray[np.float64]:
    numbers = series.cast(pl.Float64, strict=False)
    if numbers.null_count() > series.null_count():
        raise fault("frame-no-number", place=f"outcome {name!r}")
    measured = np.full(shape, np.nan)
    measured.ravel()[place] = numbers.fill_null(np.nan).to_numpy()
    return np.where(np.isfinite(measured), measured, np.nan)
