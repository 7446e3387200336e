"""Long tables (a row a count) and tables of incidents by area (a row an incident)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from waterbed.model.areas import Areas
from waterbed.model.estimate import Remark
from waterbed.model.sources import CountTable
from waterbed.model.study import Outcome
from waterbed.read.tables import periods as written
from waterbed.read.tables.count_cells import bounded, read_cells, settle_cells
from waterbed.read.tables.dating import (
    Dated,
    dates,
    reject_undated,
    settle_format,
    settle_step,
    step,
    utc_notice,
)
from waterbed.read.tables.files import Opened
from waterbed.read.tables.periods import has_no_day
from waterbed.read.tables.placing import find_areas, rows_that_count
from waterbed.read.tables.rejects import Rejections
from waterbed.read.tables.repeats import check_repeats
from waterbed.read.tables.select import Selection, category_columns, select
from waterbed.read.tables.spans import cut_short, cut_short_notice, left_behind
from waterbed.read.tables.sums import long_lines
from waterbed.read.tables.tally import (
    Placed,
    Tally,
    accumulate,
    record_of,
    reject_unplaced,
    timed_notice,
    unknown_notice,
)
from waterbed.read.tables.totals import leave_out


def read_long(
    table: CountTable,
    opened: Opened,
    outcomes: Sequence[Outcome],
    areas: Areas | None,
    sha256: str,
    examples: int,
) -> Tally:
    """Read a table with a row a count.  An empty count is what the study file says; one that is no
    count is no data."""
    area = opened.require(table.area, "area")
    period = opened.require(table.period, "period")
    count = opened.require(table.count, "count")
    categories = category_columns(table, outcomes, opened)
    taken = list(dict.fromkeys([area, period, count, *categories]))
    frame = opened.read(taken)
    opened.must_hold(frame.height)
    labels = [one for one in opened.columns if one and one not in taken]
    left = leave_out(table, opened, frame[area], labels, areas, frame[period])
    rejections = Rejections(table, opened.label, opened.first_row, frame.height, examples)
    whole = select(frame.select(categories), table, outcomes, frame.height)
    table, notices = settle_format(table, opened, _of(frame[period], ~left.rows), repr(period))
    table, dated = _dated(table, opened, frame[period], ~left.rows)
    used = whole.without(left.rows).used & dated.kept
    ids, placed, spelt = find_areas(table, opened, frame[area], used, areas, left.rows)
    opened = _understood(table, opened, ids, frame[period])
    cells = read_cells(table, frame.select(count))
    marked = settle_cells(table, opened, cells, used, placed.at, dated.at[:, None], [count])
    counts, missing = cells.counts[:, 0], cells.missing[:, 0]
    lines = long_lines(table, opened.label, counts, missing, used, dated.at, len(dated.periods))
    selection, placed, summed = rows_that_count(
        lines, frame.select(categories), whole, outcomes, ids, placed, areas, left, dated.kept
    )
    used = selection.used & dated.kept
    reject_unplaced(rejections, placed, used, area, frame[area])
    reject_undated(rejections, dated, used, period, frame[period])
    strange = unknown_notice(placed, used, frame[area])
    valid = used & ~rejections.bad
    for reason, mask, name, values in cells.faults:
        rejections.add(reason, mask & used, name, values)
    strange += check_repeats(opened, valid, [area, period, *categories], [count])
    rejections.judge(int(used.sum()))
    told = (
        *opened.notices, *left.notices, *notices, *selection.notices, *spelt, *marked, *summed,
        *utc_notice(table, frame[period]), *timed_notice(opened),
    )  # fmt: skip
    return tallied(
        table, opened, selection, placed, dated, counts, missing, valid,
        rejections, sha256, (*strange, *told), bounds=bounded(cells),
    )  # fmt: skip


def _of(series: pl.Series, rows: NDArray[np.bool_]) -> pl.Series:
    return series if rows.all() else series.filter(pl.Series(rows))


def _dated(
    table: CountTable, opened: Opened, series: pl.Series, rows: NDArray[np.bool_]
) -> tuple[CountTable, Dated]:
    """The rows by period, those set aside at none."""
    found = written.ordinals(_of(series, rows).unique(), table.period_format).drop_nulls()
    table = settle_step(table, opened, found.to_numpy(), repr(series.name))
    return table, dates(table, opened, series)


def _understood(table: CountTable, opened: Opened, ids: pl.Series, period: pl.Series) -> Opened:
    """Areas by id, and periods by month where no day tells rows apart, so that one key written in
    two ways is seen to repeat."""
    opened = opened.with_column(ids)
    if period.dtype.is_temporal() or not has_no_day(table.period_format):
        return opened
    return opened.with_column(written.ordinals(period, table.period_format))


def tallied(
    table: CountTable,
    opened: Opened,
    selection: Selection,
    placed: Placed,
    dated: Dated,
    counts: NDArray[np.int64],
    missing: NDArray[np.bool_],
    valid: NDArray[np.bool_],
    rejections: Rejections,
    sha256: str,
    remarks: Sequence[Remark],
    bounds: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]] | None = None,
) -> Tally:
    """Sum the valid rows into a Tally.

    With absent = "zero" an area that appears in any row that is not rejected has zero where no row
    is, in the periods that appear; a period without a single row is no data.
    bounds : of each row's count, as of `count_cells.bounded`, if withheld ones have any
    """
    at = np.where(valid, placed.at, -1)
    shape = (len(placed.ids), len(dated.periods))
    if table.absent != "no-data":
        known = np.where(missing, 0, counts)
        beyond = np.where(selection.used & ~dated.kept, placed.at, -1)
        found = cut_short(at, dated.at, known, shape) | left_behind(at, beyond, known, shape[0])
        remarks = (*remarks, *cut_short_notice(placed.ids, found, table.layout == "long"))
    totals, there, broken = accumulate(selection.masks, at, dated.at, counts, missing, shape)
    covered = there if table.absent == "no-data" else np.ones_like(there)
    rows = (placed.at >= 0) & ~rejections.bad
    appears = np.isin(np.arange(shape[0]), placed.at[rows])
    covered = covered & ~broken & selection.selected[:, None, None] & appears[:, None]
    totals[~covered] = 0
    return Tally(
        table=table,
        file=opened.label,
        areas=placed.ids,
        periods=dated.periods,
        step=step(table),
        counts=totals,
        covered=covered,
        selection=selection,
        record=record_of(table, rejections, sha256, len(valid), remarks),
        rejected=tuple(rejections.shown),
        bounds=_bounds(bounds, selection.masks, at, dated.at, covered),
    )


def _bounds(
    bounds: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]] | None,
    masks: NDArray[np.bool_],
    at: NDArray[np.int64],
    when: NDArray[np.int64],
    covered: NDArray[np.bool_],
) -> NDArray[np.int64] | None:
    """As of a Tally, int [2, O, A, T]."""
    if bounds is None:
        return None
    shape, unknown, ends = covered.shape[1:], bounds[2][:, 0], []
    for one in bounds[:2]:
        total, there, broken = accumulate(masks, at, when, one[:, 0], unknown, shape)
        ends.append(np.where(covered | (there & ~broken), total, -1))
    return np.array(ends)
