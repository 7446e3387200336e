"""Wide tables: a row an area and category, a column a period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from waterbed.model.areas import Areas
from waterbed.model.errors import InputError
from waterbed.model.estimate import Remark, remark
from waterbed.model.sources import CountTable
from waterbed.model.study import Outcome
from waterbed.read.tables import periods as written
from waterbed.read.tables.count_cells import (
    Cells,
    bounded,
    read_cells,
    settle_cells,
)
from waterbed.read.tables.dating import settle_format, settle_step, step
from waterbed.read.tables.detect import detect
from waterbed.read.tables.files import Opened
from waterbed.read.tables.header_checks import is_period, unmarked
from waterbed.read.tables.placing import find_areas, rows_that_count
from waterbed.read.tables.rejects import Rejections
from waterbed.read.tables.repeats import check_repeats
from waterbed.read.tables.select import category_columns, select
from waterbed.read.tables.sums import wide_lines
from waterbed.read.tables.tally import (
    Placed,
    Tally,
    record_of,
    reject_unplaced,
    unknown_notice,
    within,
)
from waterbed.read.tables.totals import is_total, leave_out


def read_wide(
    table: CountTable,
    opened: Opened,
    outcomes: Sequence[Outcome],
    areas: Areas | None,
    sha256: str,
    examples: int,
) -> Tally:
    """Read a wide table.  An empty cell is what the study file says; one that is no count is no
    data."""
    area = opened.require(table.area, "area")
    categories = category_columns(table, outcomes, opened)
    table, found = _period_columns(table, opened, {area, *categories})
    keys = opened.read(list(dict.fromkeys([area, *categories])))
    opened.must_hold(keys.height)
    left = leave_out(table, opened, keys[area], found.labels, areas)
    whole = select(keys.select(categories), table, outcomes, keys.height)
    used = whole.without(left.rows).used
    ids, placed, spelt = find_areas(table, opened, keys[area], used, areas, left.rows)
    opened = opened.with_column(ids)
    cells = read_cells(table, opened.read(found.columns))
    when = np.broadcast_to(np.arange(len(found.columns)), cells.counts.shape)
    marked = settle_cells(table, opened, cells, used, placed.at, when, found.columns)
    lines = wide_lines(table, opened.label, cells.counts, cells.missing, used)
    selection, placed, summed = rows_that_count(
        lines, keys.select(categories), whole, outcomes, ids, placed, areas, left
    )
    used = selection.used
    rejections = Rejections(table, opened.label, opened.first_row, keys.height, examples)
    reject_unplaced(rejections, placed, used, area, keys[area])
    notices = unknown_notice(placed, used, keys[area])
    for reason, mask, name, values in cells.faults:
        rejections.add(reason, mask & used & (placed.at >= 0), name, values)
    notices += check_repeats(opened, used & (placed.at >= 0), [area, *categories], found.every)
    rejections.judge(int(used.sum()))
    totals, covered = _by_cell(table, selection.masks, placed, cells.counts, cells.missing)
    told = (
        *opened.notices, *left.notices, *found.notices, *selection.notices, *spelt, *marked,
        *summed,
    )  # fmt: skip
    return Tally(
        table=table,
        file=opened.label,
        areas=placed.ids,
        periods=found.periods,
        step=step(table),
        counts=totals,
        covered=covered,
        selection=selection,
        record=record_of(table, rejections, sha256, keys.height, (*notices, *told)),
        rejected=tuple(rejections.shown),
        bounds=_bounds(table, selection.masks, placed, cells),
    )


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


def _period_columns(
    table: CountTable, opened: Opened, taken: set[str]
) -> tuple[CountTable, Columns]:
    """The columns that are periods, by a format that is stated or told from their names."""
    names = [name for name in opened.columns if name and name not in taken]
    row = f"row {max(opened.first_row - 1, 1)}"
    series = pl.Series("name", names, dtype=pl.String)
    table, notices = settle_format(table, opened, series, row)
    found = written.ordinals(series, table.period_format)
    others = [name for name, one in zip(names, found, strict=True) if one is None]
    for name in others:
        if written.looks_like(name, table.period_format):
            raise InputError(
                "the column's name is not a month",
                file=opened.label,
                place=row,
                value=name,
                mend="Correct the name of the column.",
            )
    frame = pl.DataFrame({"name": names, "at": found}).drop_nulls("at").sort("at")
    if not frame.height:
        raise _no_periods(table, opened, names)
    left = _left_out(table, opened, others, row)
    notices += (remark("columns-left-out", columns=tuple(left)),) if left else ()
    repeated = frame.filter(pl.col("at").is_duplicated())
    if repeated.height:
        raise InputError(
            f"two columns are the same period, {repeated['name'][0]!r} and {repeated['name'][1]!r}",
            file=opened.label,
            place=row,
            mend="Remove one of them.",
        )
    ordinals = frame["at"].to_numpy()
    table = settle_step(table, opened, ordinals, row)
    keep = within(ordinals, table, step(table))
    if not keep.any():
        raise InputError(
            "no period of the table lies between `first` and `last`",
            file=opened.label,
            place=f"columns {frame['name'][0]!r} to {frame['name'][-1]!r}",
            mend="Change `first` or `last` of the table, or leave the table out.",
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
        found = detect([name] if any(one.isdigit() for one in name) else [])
        if not found.form and is_period(bare := unmarked(name)):
            raise InputError(
                "the column's name is a period with a mark behind it",
                file=opened.label,
                place=row,
                value=name,
                mend=f"Write {bare!r} if it is counted like the others; for a column that is to be "
                "left out write its name in words.",
            )
        if not found.form:
            continue
        if written.step_of(found.form) > step(table):
            left.append(name)
        elif found.form != "excel":
            raise InputError(
                f"the column's name is a period, and not written {table.period_format} as the "
                "others are",
                file=opened.label,
                place=row,
                value=name,
                mend="Write the names of the periods in one way.",
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


def _bounds(
    table: CountTable, masks: NDArray[np.bool_], placed: Placed, cells: Cells
) -> NDArray[np.int64] | None:
    """As of a Tally, int [2, O, A, T]."""
    if (found := bounded(cells)) is None:
        return None
    low, high, unknown = found
    sums = [_by_cell(table, masks, placed, part, unknown) for part in (low, high)]
    return np.array([np.where(covered, totals, -1) for totals, covered in sums])


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
