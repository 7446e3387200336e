"""Columns of tables with numbers by month, and perhaps by area: activity, covariates.

Where each row is one of what is counted (no column of the number), no value of it is shown.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

import numpy as np
import polars as pl
from numpy.typing import NDArray

from waterbed.model.messages import fault
from waterbed.model.months import Months
from waterbed.read.tables import periods as written
from waterbed.read.tables.detect import detect
from waterbed.read.tables.files import Opened


class ByMonth(Protocol):
    """The columns of such a table, as a study names them."""

    @property
    def period(self) -> str: ...
    @property
    def count(self) -> str: ...
    @property
    def area(self) -> str: ...
    @property
    def where(self) -> tuple[tuple[str, str], ...]: ...
    @property
    def period_format(self) -> str: ...


def columns_of(table: ByMonth) -> tuple[str, ...]:
    """Names of the columns that are asked for."""
    names = (table.period, table.count, table.area, *dict(table.where))
    return tuple(dict.fromkeys(name for name in names if name))


def chosen_rows(opened: Opened, table: ByMonth) -> pl.DataFrame:
    """The rows that are asked for, with the number of each in the file."""
    columns = [opened.require(table.period, "period")]
    for name, key in (
        (table.count, "count"),
        (table.area, "area"),
        *((c, "where") for c, _ in table.where),
    ):
        if name:
            columns.append(opened.require(name, key))
    frame = opened.read(list(dict.fromkeys(columns)))
    opened.must_hold(frame.height)
    frame = frame.with_row_index("row number", offset=opened.first_row)
    if opened.idle is not None:
        frame = frame.filter(pl.Series(~opened.idle))
    for name, value in table.where:
        texts = frame[name].cast(pl.String).str.strip_chars()
        chosen = (texts == value).fill_null(False)
        if not chosen.any():
            there = tuple(str(text) for text in texts.drop_nulls().unique().sort().to_list())
            raise fault(
                "no-such-action", file=opened.label, place=name,
                value=None if not table.count else value, wanted=value,
                there=there if table.count else (),
            )  # fmt: skip
        frame = frame.filter(chosen)
    return frame


def months_of(
    opened: Opened, frame: pl.DataFrame, table: ByMonth, *, longer: bool = False
) -> tuple[NDArray[np.int64], int]:
    """First month of each row's period, and months in a period; InputError for one that cannot be
    read, and for quarters and years where they are not allowed (`longer`)."""
    values, way = frame[table.period], table.period_format
    empty = values.is_null() | (values.cast(pl.String).str.strip_chars() == "").fill_null(True)
    if empty.any():
        place = row_of(frame, empty, table.period)
        raise fault("action-without-month", file=opened.label, place=place)
    written.check_format(way)
    if way == written.AUTO:
        detected = detect(values)
        if detected.rivals and not all(
            written.step_of(way) > 1 for way in (detected.form, *detected.rivals)
        ):
            raise fault(
                "action-two-ways", file=opened.label, place=table.period,
                ways=" or ".join((detected.form, *detected.rivals)),
            )  # fmt: skip
        way = detected.form or way
    step = written.step_of(way)
    if step > 1 and not longer:
        raise fault("action-not-monthly", file=opened.label, place=table.period,
                    value=value_at(values, 0, table))  # fmt: skip
    months, _ = written.dated(values, way)
    bad = months.is_null()
    if bad.any():
        k = int(np.flatnonzero(bad.to_numpy())[0])
        raise fault("action-bad-month", file=opened.label, place=row_of(frame, bad, table.period),
                    value=value_at(values, k, table))  # fmt: skip
    return months.to_numpy().astype(np.int64), step


def numbers_of(
    opened: Opened, frame: pl.DataFrame, table: ByMonth
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The number of each row, and where there is none: hours may be parts of one."""
    if not table.count:
        return np.ones(frame.height), np.zeros(frame.height, bool)
    text = frame[table.count].cast(pl.String).str.strip_chars()
    missing = (text.is_null() | (text == "")).fill_null(True)
    grouped = text.str.contains(r"^\d{1,3}(,\d{3})+(\.\d+)?$").fill_null(False)
    bare = text.str.replace_all(",", "", literal=True).zip_with(grouped, text)
    numbers = bare.cast(pl.Float64, strict=False)
    finite = numbers.is_finite().fill_null(False)
    for code, bad in (
        ("action-no-number", ~missing & ~finite),
        ("action-negative", finite & (numbers < 0).fill_null(False)),
    ):
        if bad.any():
            k = int(np.flatnonzero(bad.to_numpy())[0])
            raise fault(
                code, file=opened.label, place=row_of(frame, bad, table.count), value=text[k]
            )
    return numbers.fill_null(0.0).to_numpy().astype(float), missing.to_numpy()


def areas_of(
    opened: Opened,
    frame: pl.DataFrame,
    table: ByMonth,
    known: Collection[str],
    *,
    more: bool = False,
) -> NDArray[np.str_]:
    """The area of each row, "" where the table is not divided; InputError for a row without one,
    and for one that is not `known` where the table may not hold `more`."""
    if not table.area:
        return np.full(frame.height, "")
    text = frame[table.area].cast(pl.String).str.strip_chars().fill_null("")
    if (text == "").any():
        raise fault("action-without-area", file=opened.label,
                    place=row_of(frame, text == "", table.area))  # fmt: skip
    strange = pl.Series(np.zeros(len(text), bool))
    if known and not more:
        strange = ~text.is_in(list(known))
    if strange.any():
        k = int(np.flatnonzero(strange.to_numpy())[0])
        raise fault("action-unknown-area", file=opened.label,
                    place=row_of(frame, strange, table.area),
                    value=value_at(text, k, table))  # fmt: skip
    return text.to_numpy().astype(str)


def each_once(
    opened: Opened,
    frame: pl.DataFrame,
    months: NDArray[np.int64],
    areas: NDArray[np.str_],
    kept: NDArray[np.bool_],
) -> None:
    """InputError where a month and area has two rows: they may be one thing counted twice."""
    seen: dict[tuple[int, str], int] = {}
    for k in np.flatnonzero(kept).tolist():
        key = (int(months[k]), str(areas[k]))
        if key in seen:
            raise fault(
                "action-twice", file=opened.label,
                place=f"row {frame['row number'][k]}", value=Months(key[0], key[0]).labels[0],
                row=int(frame["row number"][seen[key]]),
            )  # fmt: skip
        seen[key] = k


def row_of(frame: pl.DataFrame, bad: pl.Series, column: str) -> str:
    k = int(np.flatnonzero(bad.to_numpy())[0])
    return f"row {frame['row number'][k]}, {column}"


def value_at(values: pl.Series, k: int, table: ByMonth) -> str | None:
    """A value as the user may see it: none of a table where each row is one."""
    return str(values[k]) if table.count else None
