"""Tables with two months a row, that of recording and that of the offence, made into a Triangle."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from waterbed.model.codes import REJECTED
from waterbed.model.messages import fault
from waterbed.model.months import Months
from waterbed.model.results import InputRecord
from waterbed.model.triangle import Triangle
from waterbed.read.tables import periods as written
from waterbed.read.tables.files import Opened, digest
from waterbed.read.tables.numbers import counted
from waterbed.read.tables.opener import open_frame, open_table

NO_RECORDED = "no-recorded"
NO_COMMITTED = "no-committed"
PLACEHOLDER = "bad-committed"
BACKWARDS = "backwards"
NO_COUNT = "no-count"

WHOLE = "all"
"""The one group of a table that is not divided."""


def read_triangle(
    source: Path | Any,
    *,
    recorded: str,
    committed: str,
    count: str = "",
    group: str = "",
    where: Mapping[str, str] | None = None,
    period_format: str = "date",
    max_rejected: float = 0.05,
) -> tuple[Triangle, InputRecord]:
    """Read a table of recorded x committed months into a Triangle.

    source : a file that `opener.open_table` opens, or a data frame
    recorded, committed : columns of months; count : column of counts, "" for a row an incident
    group : column to divide by, "" for none; rows without a group are left out
    where : columns and the value that a row must have in each (a table may hold several)
    max_rejected : share of the rows that may be rejected
    Rows committed after they were recorded, without a month, or with a placeholder for it are
    rejected and counted by reason in the record; none of their values is shown.  InputError for a
    missing column, a selection that no row meets, too many rejected rows.
    """
    columns = (recorded, committed, count, group, *(where or {}))
    opened = (
        open_table(source, wanted=columns)
        if isinstance(source, Path)
        else open_frame(source, "the data frame")
    )
    frame = _selected(opened, recorded, committed, count, group, where or {})
    written.check_format(period_format)
    months = [written.dated(frame[name], period_format)[0] for name in (recorded, committed)]
    numbers, uncounted, faults = _counts(frame, count)
    reasons: Counter[str] = Counter()
    good = np.ones(frame.height, bool)

    def reject(reason: str, mask: NDArray[np.bool_]) -> None:
        fresh = mask & good
        reasons[reason] += int(fresh.sum())
        good[fresh] = False

    at = [month.fill_null(0).to_numpy() for month in months]
    reject(NO_RECORDED, months[0].is_null().to_numpy())
    reject(NO_COMMITTED, frame[committed].is_null().to_numpy())
    reject(PLACEHOLDER, months[1].is_null().to_numpy())
    reject(BACKWARDS, at[1] > at[0])
    for reason, mask in faults:
        reject(reason, mask)
    reject(NO_COUNT, uncounted)
    _judge(opened, reasons, frame.height, max_rejected)
    names = frame[group].cast(pl.String) if group else pl.Series([WHOLE] * frame.height)
    triangle = _triangle(names.filter(pl.Series(good)), at[0][good], at[1][good], numbers[good])
    sha256 = digest(source) if isinstance(source, Path) else ""
    rejected = tuple((reason, rows) for reason, rows in reasons.most_common() if rows)
    record = InputRecord(
        opened.label, sha256, frame.height, sum(reasons.values()), rejected, remarks=opened.notices
    )
    return triangle, record


def _selected(
    opened: Opened, recorded: str, committed: str, count: str, group: str, where: Mapping[str, str]
) -> pl.DataFrame:
    """The rows that are asked for, with a group where there are any."""
    for name, key in ((recorded, "recorded"), (committed, "committed")):
        opened.require(name, key)
    for name, key in ((count, "count"), (group, "group"), *((name, "where") for name in where)):
        if name:
            opened.require(name, key)
    columns = dict.fromkeys(
        column for column in (recorded, committed, count, group, *where) if column
    )
    frame = opened.read(list(columns))
    for name, value in where.items():
        known = frame[name].cast(pl.String)
        chosen = known == value
        if not chosen.any():
            there = [str(text) for text in known.drop_nulls().unique().sort().to_list()]
            raise fault(
                "no-such-value",
                file=opened.label,
                place=name,
                value=value,
                wanted=value,
                there=tuple(there),
            )
        frame = frame.filter(chosen.fill_null(False))
    if group:
        frame = frame.filter(frame[group].is_not_null())
    opened.must_hold(frame.height)
    return frame


Masks = list[tuple[str, NDArray[np.bool_]]]


def _counts(frame: pl.DataFrame, count: str) -> tuple[NDArray[np.int64], NDArray[np.bool_], Masks]:
    """Counts, where there is none, and what is wrong with others."""
    if not count:
        return np.ones(frame.height, np.int64), np.zeros(frame.height, bool), []
    column = counted(frame[count])
    return column.counts, column.missing, list(column.faults)


def _judge(opened: Opened, reasons: Counter[str], rows: int, allowed: float) -> None:
    rejected = sum(reasons.values())
    if rejected <= allowed * rows and rejected < rows:
        return
    reason, number = reasons.most_common(1)[0]
    raise fault(
        "delays-rejected", file=opened.label, rejected=rejected, rows=rows, allowed=allowed,
        number=number, reason=REJECTED[reason],
    )  # fmt: skip


def _triangle(
    names: pl.Series,
    recorded: NDArray[np.int64],
    committed: NDArray[np.int64],
    count: NDArray[np.int64],
) -> Triangle:
    """Sum the rows that agree in group and months."""
    frame = pl.DataFrame({"g": names, "r": recorded, "c": committed, "n": count})
    summed = frame.group_by("g", "r", "c").agg(pl.col("n").sum()).sort("g", "r", "c")
    groups = tuple(summed["g"].unique().sort().to_list())
    position = {name: i for i, name in enumerate(groups)}
    return Triangle(
        groups,
        np.array([position[name] for name in summed["g"].to_list()], np.int64),
        summed["r"].to_numpy(),
        summed["c"].to_numpy(),
        summed["n"].to_numpy().astype(np.int64),
        Months(int(recorded.min()), int(recorded.max())),
    )
