"""A Panel from a long data frame and back again, for those who work in polars or pandas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from waterbed.model.messages import fault
from waterbed.model.months import label
from waterbed.model.panel import Panel
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
) -> Panel:
    """A panel from a data frame with a row an area and period (and outcome).

    area, period : columns.  A period is a date, a text such as 2016-04, 2016-Q2 or 2016, a year
        as a number, or any other whole number: then periods have no dates and are counted as such
    count : the column of counts, with `outcome` the column that says of what; or, without
        `outcome`, one column for each outcome, named after it
    measures : outcomes that are no counts; every other one must hold whole numbers of 0 or more
    absent : "no-data" or "zero": what a row that is not there means
    Raises InputError for a column that is not there, a number that is none, a repeated row.
    """
    columns = [count] if isinstance(count, str) else list(count)
    if absent not in ("no-data", "zero"):
        raise fault("no-such-absent", place="absent", value=absent)
    table = _long(frame, area, period, columns, outcome)
    ordinals, step = _periods(table[period])
    ids = table[area].unique().sort()
    a = np.searchsorted(ids.to_numpy(), table[area].to_numpy())
    first = int(ordinals.min())
    t = (ordinals - first) // step
    shape = (len(ids), int(t.max()) + 1)
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
            made, known = _count(series, place, shape, name, absent)
            counts.append(made)
            covered.append(known)
    return Panel(
        tuple(name for name in parts if name not in measures),
        tuple(str(one) for one in ids.to_list()),
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
        raise fault("frame-without-area", place=repr(area))
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
    found = {}
    for name in names.unique().drop_nulls().sort().to_list():
        rows = np.flatnonzero((names == name).fill_null(False).to_numpy())
        found[str(name)] = (rows, table[columns[0]].gather(rows))
    return found


def _periods(series: pl.Series) -> tuple[Rows, int]:
    """Ordinal of each row's period, and the months in a period (1 where they have no dates)."""
    if series.dtype.is_integer() and not series.null_count():
        numbers = series.cast(pl.Int64).to_numpy()
        if ((numbers >= 1000) & (numbers < 3000)).all():
            return 12 * numbers, 12
        of_year = numbers % 100
        if ((numbers >= 190001) & (numbers <= 210012) & (of_year >= 1) & (of_year <= 12)).all():
            return 12 * (numbers // 100) + of_year - 1, 1
        return numbers, 1
    texts: list[str] = []
    if not series.dtype.is_temporal():
        texts = series.cast(pl.String).drop_nulls().unique().sort().head(1000).to_list()
    form = detect(texts).form if texts else "date"
    made = written.ordinals(series, form) if form else None
    if made is None or made.null_count():
        raise fault("frame-period", place=repr(series.name))
    found = made.to_numpy()
    step = written.step_of(form)
    if series.dtype.is_temporal():
        apart = int(np.gcd.reduce(found - found.min()))
        step = apart if apart in (3, 12) else 1
    return found, step


def _once(place: Rows, name: str) -> None:
    if len(np.unique(place)) < len(place):
        raise fault("two-rows", place=f"outcome {name!r}")


def _count(
    series: pl.Series, place: Rows, shape: tuple[int, int], name: str, absent: str
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    column = counted(series)
    if column.faults:
        raise fault("frame-no-counts", place=f"outcome {name!r}")
    made = np.zeros(shape, np.int64)
    known = np.full(shape, absent == "zero")
    made.ravel()[place] = column.counts
    known.ravel()[place] = ~column.missing
    return made, known


def _measure(
    series: pl.Series, place: Rows, shape: tuple[int, int], name: str
) -> NDArray[np.float64]:
    numbers = series.cast(pl.Float64, strict=False)
    if numbers.null_count() > series.null_count():
        raise fault("frame-no-number", place=f"outcome {name!r}")
    made = np.full(shape, np.nan)
    made.ravel()[place] = numbers.fill_null(np.nan).to_numpy()
    return np.where(np.isfinite(made), made, np.nan)
