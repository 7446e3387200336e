"""Data frames that somebody else made (polars, pandas, pyarrow), as polars frames.

None of these but polars is imported: what a frame is, its methods tell.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from waterbed.model.errors import InputError
from waterbed.model.messages import fault
from waterbed.model.months import Months, label, read_period


def as_polars(frame: Any, name: str) -> pl.DataFrame:
    """The frame as one of polars; InputError for what is none, or repeats the name of a column.

    Of pandas a named index is a column, and periods are texts: 2012-04, 2012Q2, 2012, 2012/13.
    name : what it is called in errors
    """
    if isinstance(frame, pl.LazyFrame):
        frame = frame.collect()
    if isinstance(frame, pl.DataFrame):
        return frame
    if isinstance(frame, type) or not _is_frame(frame):
        raise fault("no-frame", file=name, value=type(frame).__name__)
    if hasattr(frame, "to_dict") and hasattr(frame, "reset_index"):
        return _from_pandas(frame, name)
    try:
        return pl.DataFrame(frame)
    except (pl.exceptions.PolarsError, TypeError, ValueError) as error:
        raise _unreadable(str(error).splitlines()[0], name) from error


def _is_frame(frame: Any) -> bool:
    if hasattr(frame, "to_dict"):
        return hasattr(frame, "columns")
    return hasattr(frame, "__arrow_c_stream__") and not isinstance(frame, pl.Series)


def _from_pandas(frame: Any, name: str) -> pl.DataFrame:
    """Column by column, so that no pyarrow is needed."""
    if any(level is not None for level in frame.index.names):
        known = {str(column) for column in frame.columns}
        levels = [level for level in frame.index.names if level is not None]
        if known.isdisjoint(map(str, levels)):
            frame = frame.reset_index()
    names = [str(column) for column in frame.columns]
    twice = next((other for i, other in enumerate(names) if other in names[:i]), None)
    if twice is not None:
        raise InputError(
            "two columns have one name", file=name, place="columns", value=twice,
            mend="Rename one of them.",
        )  # fmt: skip
    return pl.DataFrame(
        {other: _column(frame.iloc[:, k], other, name) for k, other in enumerate(names)}
    )


def _column(series: Any, column: str, name: str) -> pl.Series:
    if str(series.dtype).startswith("period"):
        try:
            texts = [None if _missing(value) else _period_text(value) for value in series]
        except ValueError as error:
            raise fault("frame-period", file=name, place=repr(column)) from error
        return pl.Series(column, texts, dtype=pl.String)
    missing = series.isna().to_numpy()
    values = series.to_numpy()
    try:
        if values.dtype == object:
            kept = [None if gone else value for value, gone in zip(values, missing, strict=True)]
            mixed = pl.Series(column, kept, strict=False)
            if mixed.dtype == pl.Object:
                raise TypeError("a column holds things that are no texts, numbers or dates")
            return mixed
        return pl.Series(column, values).set(pl.Series(missing), None)
    except (pl.exceptions.PolarsError, TypeError, ValueError) as error:
        raise _unreadable(str(error).splitlines()[0], name, column) from error


def _missing(value: Any) -> bool:
    return bool(value != value)  # NaT and NaN are not equal to themselves


def _period_text(value: Any) -> str:
    months = read_period(value)
    first, last = months.first, months.last
    if len(months) == 1:
        return label(first)
    if len(months) == 3 and first % 3 == 0:
        return f"{first // 12}Q{first % 12 // 3 + 1}"
    if months == Months.starting(12 * (first // 12), 12):
        return str(first // 12)
    if months == Months.starting(12 * (first // 12) + 3, 12):
        return f"{first // 12}/{last // 12 % 100:02d}"
    raise ValueError(f"{value} is not a month, quarter or year")


def _unreadable(why: str, name: str, column: str = "") -> InputError:
    return InputError(
        f"this data frame cannot be read ({why})",
        file=name,
        place=repr(column) if column else "",
        mend="Give columns of texts, numbers and dates.",
    )
