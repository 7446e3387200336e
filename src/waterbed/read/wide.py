"""Wide tables: a row an area and category, a column a period."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from waterbed.nouns.errors import InputError
from waterbed.nouns.study import CountTable, Outcome
from waterbed.read import periods as written
from waterbed.read.files import Opened
from waterbed.read.numbers import counted
from waterbed.read.rejects import Rejections
from waterbed.read.repeats import check_repeats
from waterbed.read.select import category_columns, select
from waterbed.read.tally import (
    Placed,
    Tally,
    place,
    record_of,
    reject_unplaced,
    unknown_notice,
    within,
)


def read_wide(
    table: CountTable,
    opened: Opened,
    outcomes: Sequence[Outcome],
    known: Sequence[str] | None,
    sha256: str,
    examples: int,
) -> Tally:
    """Read a wide table.  An empty cell is no data; so is a cell that is not a count."""
    area = opened.require(table.area, "area")
    categories = category_columns(table, outcomes, opened)
    every, columns, periods = _period_columns(table, opened, {area, *categories})
    keys = opened.read(list(dict.fromkeys([area, *categories])))
    opened.must_hold(keys.height)
    selection = select(keys.select(categories), table, outcomes, keys.height)
    used = selection.used
    placed = place(keys[area], known)
    rejections = Rejections(table, opened.label, opened.first_row, keys.height, examples)
    reject_unplaced(rejections, placed, used, area, keys[area])
    notices = unknown_notice(placed, used, keys[area])
    counts, missing = _cells(opened, columns, used & (placed.at >= 0), rejections)
    notices += check_repeats(opened, used & (placed.at >= 0), [area, *categories], every)
    rejections.judge(int(used.sum()))
    totals, covered = _by_cell(table, selection.masks, placed, counts, missing)
    return Tally(
        table=table,
        file=opened.label,
        areas=placed.ids,
        periods=periods,
        step=written.step_of(table.period_format),
        counts=totals,
        covered=covered,
        selection=selection,
        record=record_of(table, rejections, sha256, keys.height, notices),
        rejected=tuple(rejections.shown),
    )


def _period_columns(
    table: CountTable, opened: Opened, taken: set[str]
) -> tuple[list[str], list[str], NDArray[np.int64]]:
    """All period columns, those that the study keeps in order of time, and their ordinals."""
    names = [name for name in opened.columns if name not in taken]
    found = written.ordinals(pl.Series("name", names, dtype=pl.String), table.period_format)
    for name, ordinal in zip(names, found, strict=True):
        if ordinal is None and written.looks_like(name, table.period_format):
            raise InputError(
                "the column's name is not a month",
                file=opened.label,
                place="row 1",
                value=name,
                mend="Correct the name of the column.",
            )
    every = [name for name, one in zip(names, found, strict=True) if one is not None]
    if not every:
        raise _no_periods(table, opened, names)
    frame = pl.DataFrame({"name": every, "at": found.drop_nulls()}).sort("at")
    repeated = frame.filter(pl.col("at").is_duplicated())
    if repeated.height:
        raise InputError(
            f"two columns are the same period, {repeated['name'][0]!r} and {repeated['name'][1]!r}",
            file=opened.label,
            place="row 1",
            mend="Remove one of them.",
        )
    ordinals = frame["at"].to_numpy()
    keep = within(ordinals, table, written.step_of(table.period_format))
    if not keep.any():
        raise InputError(
            "no period of the table lies between `first` and `last`",
            file=opened.label,
            place=f"columns {frame['name'][0]!r} to {frame['name'][-1]!r}",
            mend="Change `first` or `last` of the table, or leave the table out.",
        )
    return every, frame["name"].filter(pl.Series(keep)).to_list(), ordinals[keep]


def _no_periods(table: CountTable, opened: Opened, names: list[str]) -> InputError:
    guess = written.guess(names)
    mend = (
        f'Set period_format = "{guess}".'
        if guess
        else 'Set period_format to the way in which the columns are named, or layout = "long".'
    )
    return InputError(
        f"no column's name is a period written {table.period_format}",
        file=opened.label,
        place="row 1",
        value=", ".join(names[-3:]) or None,
        mend=mend,
    )


def _cells(
    opened: Opened, columns: list[str], used: NDArray[np.bool_], rejections: Rejections
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Counts and whether there is none, each [R, T]; rows with a bad cell are rejected."""
    frame = opened.read(columns)
    counts = np.empty((frame.height, len(columns)), np.int64)
    missing = np.empty(counts.shape, bool)
    for t, name in enumerate(columns):
        column = counted(frame[name])
        counts[:, t], missing[:, t] = column.counts, column.missing
        for reason, mask in column.faults:
            rejections.add(reason, mask & used, name, frame[name])
    return counts, missing


def _by_cell(
    table: CountTable,
    masks: NDArray[np.bool_],
    placed: Placed,
    counts: NDArray[np.int64],
    missing: NDArray[np.bool_],
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Sum rows by outcome and area: counts and coverage, [O, A, T].

    With absent = "zero" a category that an area lacks is zero in the periods in which any row of
    that area has data.
    """
    areas, periods = len(placed.ids), counts.shape[1]
    known = placed.at >= 0
    alive = np.zeros((areas, periods), bool)
    np.logical_or.at(alive, placed.at[known], ~missing[known])
    totals = np.zeros((len(masks), areas, periods), np.int64)
    covered = np.zeros(totals.shape, bool)
    for o, mask in enumerate(masks):
        rows = np.flatnonzero(mask & known)
        if not len(rows):
            continue
        at = placed.at[rows]
        np.add.at(totals[o], at, counts[rows])
        there = np.zeros(areas, bool)
        there[at] = True
        broken = np.zeros((areas, periods), bool)
        np.logical_or.at(broken, at, missing[rows])
        present = there[:, None] if table.absent == "no-data" else there[:, None] | alive
        covered[o] = present & ~broken
    totals[~covered] = 0
    return totals, covered
