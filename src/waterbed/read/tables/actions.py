"""Tables of what was done, by month and perhaps by area: what a claim of it is judged on.

Only the columns that the study names are opened, so that nothing of whom it was done to is read.
Where each row is one action, no value of it is shown.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from waterbed.model.activity import Activity, Done
from waterbed.model.messages import fault
from waterbed.model.months import Months
from waterbed.model.results import InputRecord
from waterbed.read.police_uk.archive import is_archive
from waterbed.read.police_uk.stops import read_stops
from waterbed.read.tables import periods as written
from waterbed.read.tables.detect import detect
from waterbed.read.tables.files import Opened, digest, shown
from waterbed.read.tables.opener import open_table


def read_activity(
    asked: Sequence[Activity],
    known: Collection[str] = (),
    *,
    folder: Path | None = None,
) -> tuple[tuple[Done, ...], tuple[InputRecord, ...]]:
    """What is known of each activity, and a record of each file that was read.

    known : ids of the study's areas, () where they are not known; folder : that which paths are
    told from
    InputError for a column, a value or a month that is not there or cannot be read, two rows for
    one month and area, an area that the study does not have, and a table without a row.
    """
    found, records = [], []
    for one in asked:
        if one.file is None:
            found.append(Done(one))
            continue
        label = shown(one.file, folder)
        done, record = (
            read_stops(one, label) if is_archive(one.file) else _read_table(one, known, label)
        )
        found.append(done)
        records.append(
            replace(
                record, path=label, published=one.published, date="action", licence=one.licence,
                attribution=one.attribution,
            )
        )  # fmt: skip
    return tuple(found), tuple(records)


def _read_table(one: Activity, known: Collection[str], label: str) -> tuple[Done, InputRecord]:
    assert one.file is not None
    names = [name for name in (one.period, one.count, one.area, *dict(one.where)) if name]
    columns = tuple(dict.fromkeys(names))
    opened = open_table(
        one.file, label=label, encoding=one.encoding, sheet=one.sheet, wanted=columns,
        only=columns, secret=not one.count,
    )  # fmt: skip
    frame = _chosen(opened, one)
    months = _months(opened, frame, one)
    numbers, missing = _numbers(opened, frame, one)
    areas = _areas(opened, frame, one, known)
    kept = np.ones(frame.height, bool)
    if one.first is not None:
        kept &= months >= one.first
    if one.last is not None:
        kept &= months <= one.last
    if one.areas is not None and one.area:
        kept &= np.isin(areas, np.array(one.areas, dtype=areas.dtype))
    if not kept.any():
        raise fault("no-action-kept", file=label, place=one.period)
    if one.count:
        _once(opened, frame, months, areas, kept)
    done = _done(one, months[kept], areas[kept], numbers[kept], missing[kept])
    return done, InputRecord(opened.label, digest(one.file), frame.height, remarks=opened.notices)


def _chosen(opened: Opened, one: Activity) -> pl.DataFrame:
    """The rows that are asked for, with the number of each in the file."""
    columns = [opened.require(one.period, "period")]
    for name, key in (
        (one.count, "count"),
        (one.area, "area"),
        *((c, "where") for c, _ in one.where),
    ):
        if name:
            columns.append(opened.require(name, key))
    frame = opened.read(list(dict.fromkeys(columns)))
    opened.must_hold(frame.height)
    frame = frame.with_row_index("row number", offset=opened.first_row)
    if opened.idle is not None:
        frame = frame.filter(pl.Series(~opened.idle))
    for name, value in one.where:
        texts = frame[name].cast(pl.String).str.strip_chars()
        chosen = (texts == value).fill_null(False)
        if not chosen.any():
            there = tuple(str(text) for text in texts.drop_nulls().unique().sort().to_list())
            raise fault(
                "no-such-action", file=opened.label, place=name,
                value=None if not one.count else value, wanted=value,
                there=there if one.count else (),
            )  # fmt: skip
        frame = frame.filter(chosen)
    return frame


def _months(opened: Opened, frame: pl.DataFrame, one: Activity) -> NDArray[np.int64]:
    values, way = frame[one.period], one.period_format
    empty = values.is_null() | (values.cast(pl.String).str.strip_chars() == "").fill_null(True)
    if empty.any():
        raise fault("action-without-month", file=opened.label, place=_row(frame, empty, one.period))
    written.check_format(way)
    if way == written.AUTO:
        told = detect(values)
        if told.rivals and not all(written.step_of(way) > 1 for way in (told.form, *told.rivals)):
            raise fault(
                "action-two-ways", file=opened.label, place=one.period,
                ways=" or ".join((told.form, *told.rivals)),
            )  # fmt: skip
        way = told.form or way
    if written.step_of(way) > 1:
        raise fault("action-not-monthly", file=opened.label, place=one.period,
                    value=_value(values, 0, one))  # fmt: skip
    made, _ = written.dated(values, way)
    bad = made.is_null()
    if bad.any():
        k = int(np.flatnonzero(bad.to_numpy())[0])
        raise fault("action-bad-month", file=opened.label, place=_row(frame, bad, one.period),
                    value=_value(values, k, one))  # fmt: skip
    return made.to_numpy().astype(np.int64)


def _numbers(
    opened: Opened, frame: pl.DataFrame, one: Activity
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The number of each row, and where there is none: hours may be parts of one."""
    if not one.count:
        return np.ones(frame.height), np.zeros(frame.height, bool)
    text = frame[one.count].cast(pl.String).str.strip_chars()
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
            raise fault(code, file=opened.label, place=_row(frame, bad, one.count), value=text[k])
    return numbers.fill_null(0.0).to_numpy().astype(float), missing.to_numpy()


def _areas(
    opened: Opened, frame: pl.DataFrame, one: Activity, known: Collection[str]
) -> NDArray[np.str_]:
    if not one.area:
        return np.full(frame.height, "")
    text = frame[one.area].cast(pl.String).str.strip_chars().fill_null("")
    if (text == "").any():
        raise fault("action-without-area", file=opened.label,
                    place=_row(frame, text == "", one.area))  # fmt: skip
    strange = ~text.is_in(list(known)) if known else pl.Series(np.zeros(len(text), bool))
    if strange.any():
        k = int(np.flatnonzero(strange.to_numpy())[0])
        raise fault("action-unknown-area", file=opened.label, place=_row(frame, strange, one.area),
                    value=_value(text, k, one))  # fmt: skip
    if one.areas is not None:
        gone = [area for area in one.areas if area not in set(text.to_list())]
        if gone:
            raise fault("action-area-gone", file=opened.label, place=one.area, value=gone[0])
    return text.to_numpy().astype(str)


def _once(
    opened: Opened,
    frame: pl.DataFrame,
    months: NDArray[np.int64],
    areas: NDArray[np.str_],
    kept: NDArray[np.bool_],
) -> None:
    """InputError where a month and area has two rows: they may be one action counted twice."""
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


def _done(
    one: Activity,
    months: NDArray[np.int64],
    areas: NDArray[np.str_],
    numbers: NDArray[np.float64],
    missing: NDArray[np.bool_],
) -> Done:
    """The number by month; a month is whole where every area has a number in it, or where a row
    that is not there means none."""
    first = int(months.min() if one.first is None else one.first)
    last = int(months.max() if one.last is None else one.last)
    ids, at = np.unique(areas, return_inverse=True)
    length = last - first + 1
    cell = at * length + (months - first)
    counts = np.bincount(cell, numbers, len(ids) * length).reshape(len(ids), length)
    rows = np.bincount(cell, minlength=len(ids) * length).reshape(len(ids), length)
    blank = np.bincount(cell, missing, len(ids) * length).reshape(len(ids), length) > 0
    there = (rows > 0) | (one.absent == "zero")
    whole: NDArray[np.bool_] = np.logical_and.reduce(there & ~blank, axis=0)
    return Done(one, first, counts.sum(axis=0), whole, tuple(ids.tolist()) if one.area else ())


def _row(frame: pl.DataFrame, bad: pl.Series, column: str) -> str:
    k = int(np.flatnonzero(bad.to_numpy())[0])
    return f"row {frame['row number'][k]}, {column}"


def _value(values: pl.Series, k: int, one: Activity) -> str | None:
    """A value as the user may see it: none of a table with a row an action."""
    return str(values[k]) if one.count else None
