"""The columns of a wide table that are periods."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from waterbed.model.errors import InputError
from waterbed.model.estimate import Remark, remark
from waterbed.model.messages import fault
from waterbed.model.sources import CountTable
from waterbed.read.tables import periods as written
from waterbed.read.tables.dating import settle_format, settle_step, step
from waterbed.read.tables.detect import detect
from waterbed.read.tables.files import Opened
from waterbed.read.tables.header_checks import is_period, unmarked
from waterbed.read.tables.tally import within
from waterbed.read.tables.totals import is_total


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a wide table.

    every : all periods; columns : those that the study keeps, in order of time
    periods : int [T], their ordinals; labels : columns that are no periods
    """

    every: list[str]
    columns: list[str]
    periods: NDArray[np.int64]
    labels: list[str]
    notices: tuple[Remark, ...]


def period_columns(
    table: CountTable, opened: Opened, taken: set[str]
) -> tuple[CountTable, Columns]:
    """The columns that are periods, by a format that is stated or told from their names."""
    names = [name for name in opened.columns if name and name not in taken]
    row = f"row {max(opened.first_row - 1, 1)}"
    series = pl.Series("name", names, dtype=pl.String)
    table, notices = settle_format(table, opened, series, row)
    months = written.ordinals(series, table.period_format)
    others = [name for name, month in zip(names, months, strict=True) if month is None]
    for name in others:
        if written.looks_like(name, table.period_format):
            raise fault("no-month", file=opened.label, place=row, value=name)
    frame = pl.DataFrame({"name": names, "at": months}).drop_nulls("at").sort("at")
    if not frame.height:
        raise _no_periods(table, opened, names)
    left = _left_out(table, opened, others, row)
    notices += (remark("columns-left-out", columns=tuple(left)),) if left else ()
    repeated = frame.filter(pl.col("at").is_duplicated())
    if repeated.height:
        raise fault(
            "same-period",
            file=opened.label,
            place=row,
            first=repeated["name"][0],
            second=repeated["name"][1],
        )
    ordinals = frame["at"].to_numpy()
    table = settle_step(table, opened, ordinals, row)
    keep = within(ordinals, table, step(table))
    if not keep.any():
        raise fault(
            "table-outside",
            file=opened.label,
            place=f"columns {frame['name'][0]!r} to {frame['name'][-1]!r}",
        )
    kept = frame["name"].filter(pl.Series(keep)).to_list()
    labels = [name for name in others if name not in left]
    return table, Columns(frame["name"].to_list(), kept, ordinals[keep], labels, notices)


def _left_out(table: CountTable, opened: Opened, others: list[str], row: str) -> list[str]:
    """Columns beside the periods that are totals or longer periods.

    InputError for one that is a period of the same length, written in another way.
    """
    left = []
    for name in others:
        if is_total(name):
            left.append(name)
            continue
        detected = detect([name] if any(character.isdigit() for character in name) else [])
        if not detected.form and is_period(bare := unmarked(name)):
            raise fault("marked-period", file=opened.label, place=row, value=name, bare=bare)
        if not detected.form:
            continue
        if written.step_of(detected.form) > step(table):
            left.append(name)
        elif detected.form != "excel":
            raise fault(
                "other-period", file=opened.label, place=row, value=name, form=table.period_format
            )
    return left


def _no_periods(table: CountTable, opened: Opened, names: list[str]) -> InputError:
    auto = table.period_format == written.AUTO
    guess = "" if auto else detect(names).form
    mend = (
        f'Set period_format = "{guess}".'
        if guess
        else 'Set period_format to the way in which the columns are named, or layout = "long".'
    )
    said = "that can be read" if auto else f"written {table.period_format}"
    return InputError(
        f"no column's name is a period {said}",
        file=opened.label,
        place=f"row {max(opened.first_row - 1, 1)}",
        value=", ".join(names[-3:]) or None,
        mend=mend,
    )
