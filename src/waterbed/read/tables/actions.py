"""Tables of what was done, by month and perhaps by area: what a claim of it is judged on.

Only the columns that the study names are opened, so that nothing of whom it was done to is read.
Where each row is one action, no value of it is shown.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from waterbed.model.activity import Activity, Done
from waterbed.model.messages import fault
from waterbed.model.results import InputRecord
from waterbed.read.police_uk.archive import is_archive
from waterbed.read.police_uk.stops import read_stops
from waterbed.read.tables.by_month import (
    areas_of,
    chosen_rows,
    columns_of,
    each_once,
    months_of,
    numbers_of,
)
from waterbed.read.tables.files import digest, shown
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
    done_of_each, records = [], []
    for activity in asked:
        if activity.file is None:
            done_of_each.append(Done(activity))
            continue
        label = shown(activity.file, folder)
        done, record = (
            read_stops(activity, label)
            if is_archive(activity.file)
            else _read_table(activity, known, label)
        )
        done_of_each.append(done)
        records.append(
            replace(
                record, path=label, published=activity.published, date="action",
                licence=activity.licence, attribution=activity.attribution,
            )
        )  # fmt: skip
    return tuple(done_of_each), tuple(records)


def _read_table(activity: Activity, known: Collection[str], label: str) -> tuple[Done, InputRecord]:
    assert activity.file is not None
    columns = columns_of(activity)
    opened = open_table(
        activity.file, label=label, encoding=activity.encoding, sheet=activity.sheet,
        wanted=columns, only=columns, secret=not activity.count,
    )  # fmt: skip
    frame = chosen_rows(opened, activity)
    months, _ = months_of(opened, frame, activity)
    numbers, missing = numbers_of(opened, frame, activity)
    areas = areas_of(opened, frame, activity, known)
    there = set(areas.tolist())
    gone = [area for area in activity.areas or () if activity.area and area not in there]
    if gone:
        raise fault("action-area-gone", file=label, place=activity.area, value=gone[0])
    kept = np.ones(frame.height, bool)
    if activity.first is not None:
        kept &= months >= activity.first
    if activity.last is not None:
        kept &= months <= activity.last
    if activity.areas is not None and activity.area:
        kept &= np.isin(areas, np.array(activity.areas, dtype=areas.dtype))
    if not kept.any():
        raise fault("no-action-kept", file=label, place=activity.period)
    if activity.count:
        each_once(opened, frame, months, areas, kept)
    done = _done(activity, months[kept], areas[kept], numbers[kept], missing[kept])
    return done, InputRecord(
        opened.label, digest(activity.file), frame.height, remarks=opened.notices
    )


def _done(
    activity: Activity,
    months: NDArray[np.int64],
    areas: NDArray[np.str_],
    numbers: NDArray[np.float64],
    missing: NDArray[np.bool_],
) -> Done:
    """The number by month; a month is whole where every area has a number in it, or where a row
    that is not there means none."""
    first = int(months.min() if activity.first is None else activity.first)
    last = int(months.max() if activity.last is None else activity.last)
    ids, at = np.unique(areas, return_inverse=True)
    length = last - first + 1
    cell = at * length + (months - first)
    counts = np.bincount(cell, numbers, len(ids) * length).reshape(len(ids), length)
    rows = np.bincount(cell, minlength=len(ids) * length).reshape(len(ids), length)
    blank = np.bincount(cell, missing, len(ids) * length).reshape(len(ids), length) > 0
    there = (rows > 0) | (activity.absent == "zero")
    whole: NDArray[np.bool_] = np.logical_and.reduce(there & ~blank, axis=0)
    return Done(
        activity, first, counts.sum(axis=0), whole, tuple(ids.tolist()) if activity.area else ()
    )
