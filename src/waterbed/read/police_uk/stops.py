"""Stop-and-search files of police.uk, read as activity: how many stops of a force in each month.

Only the month of a stop, its type, its object and its outcome are opened, and no other column may
be asked for: who was stopped and where (age, gender, ethnicity, coordinates) is never read.  Their
layout is that of YYYY-MM/YYYY-MM-force-stop-and-search.csv, as downloaded.
"""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import polars as pl

from waterbed.model.activity import Activity, Done
from waterbed.model.messages import fault
from waterbed.model.months import label as month_label
from waterbed.model.results import InputRecord
from waterbed.read.police_uk.archive import STOPS, ListedFile, files_in
from waterbed.read.tables.files import digest
from waterbed.read.tables.periods import ordinals
from waterbed.read.tables.rejects import OTHER_MONTH
from waterbed.read.tables.text import decoded

DATE, FORCE = "Date", "Force"
OPENED = ("Type", "Object of search", "Outcome")
"""Columns that rows may be chosen by, beside the force, which the files' names give."""


def read_stops(activity: Activity, label: str) -> tuple[Done, InputRecord]:
    """Stops by month; a month without a file of a force that gives others is not known, not nought.

    InputError where there is no such file, a file lacks a column, or the study asks for a column
    that says who or where a person was.
    """
    assert activity.file is not None
    wanted = dict(activity.where)
    for column in wanted:
        if column not in (*OPENED, FORCE):
            raise fault("stops-column", file=label, place="where", value=column,
                        columns=", ".join((FORCE, *OPENED)))  # fmt: skip
    files = files_in(activity.file, label, STOPS)
    if not files:
        raise fault("no-stops", file=label)
    force = wanted.pop(FORCE, "")
    forces = {file[0] for file in files}
    if force and force not in forces:
        raise fault("no-such-action", file=label, place=FORCE, value=force, wanted=force,
                    there=tuple(sorted(forces)))  # fmt: skip
    kept = [
        file
        for file in files
        if file[0] == (force or file[0])
        and (activity.first is None or file[1] >= activity.first)
        and (activity.last is None or file[1] <= activity.last)
    ]
    if not kept:
        span = f"{month_label(files[0][1])} to {month_label(files[-1][1])}"
        raise fault("no-action-kept", file=label, place=span)
    first = activity.first if activity.first is not None else min(file[1] for file in kept)
    last = activity.last if activity.last is not None else max(file[1] for file in kept)
    counts = np.zeros(last - first + 1)
    given = {name: np.zeros(last - first + 1, bool) for name in {file[0] for file in kept}}
    rows = strayed = 0
    for file in kept:
        number, other, of = _stops(file, wanted)
        rows, strayed = rows + of, strayed + other
        counts[file[1] - first] += number
        # A file without a row is a month that the force did not give.
        given[file[0]][file[1] - first] |= of > 0
    whole = np.logical_and.reduce(list(given.values()))
    paths = [file[3] for file in kept if isinstance(file[3], Path)]
    sha256 = digest(*paths) if paths else digest(activity.file)
    reasons = ((OTHER_MONTH, strayed),) if strayed else ()
    return Done(activity, first, counts, whole), InputRecord(label, sha256, rows, strayed, reasons)


def _stops(file: ListedFile, wanted: dict[str, str]) -> tuple[int, int, int]:
    """How many stops of its own month a file holds that are asked for, how many of another month,
    and how many rows.  Times are in UTC: a stop late on a month's last day of summer may be of
    either month."""
    _, month, label, source = file
    data = source.read_bytes() if isinstance(source, Path) else source()
    head = decoded(data.partition(b"\n")[0], label, "utf-8").strip().split(",")
    columns = [DATE, *wanted]
    for column in columns:
        if column not in head:
            raise fault("no-such-column", file=label, place="row 1", value=column, wanted=column,
                        there=tuple(name for name in head if name in (DATE, *OPENED)))  # fmt: skip
    try:
        frame = pl.read_csv(io.BytesIO(data), columns=columns, infer_schema=False)
    except pl.exceptions.PolarsError:
        raise fault("broken-csv", file=label) from None
    in_britain = (ordinals(frame[DATE], "date") == month).fill_null(False)
    own = in_britain | frame[DATE].str.starts_with(month_label(month)).fill_null(False)
    keep = own
    for column, value in wanted.items():
        keep = keep & (frame[column].str.strip_chars() == value).fill_null(False)
    return int(keep.sum()), int((~own).sum()), frame.height
