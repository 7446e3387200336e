"""From the rows of a table to its Tally: one path for every layout, a step at a time.

Each step narrows the rows that count, and tells what was done: areas are found, cells understood,
totals and words for no place left out, rows rejected, keys that repeat looked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from waterbed.model.areas import Areas
from waterbed.model.estimate import Remark
from waterbed.model.sources import CountTable
from waterbed.model.study import Outcome
from waterbed.read.areas.areas import Polygons
from waterbed.read.tables import periods as written
from waterbed.read.tables.by_class import by_class
from waterbed.read.tables.by_kind import by_kind
from waterbed.read.tables.coordinates import place_by_coordinates
from waterbed.read.tables.count_cells import Cells, bounded, read_cells, settle_cells
from waterbed.read.tables.dating import Dated, reject_undated, step
from waterbed.read.tables.files import Opened
from waterbed.read.tables.namesakes import check_namesakes
from waterbed.read.tables.nowhere import nowhere_notice, without_nowhere
from waterbed.read.tables.part_months import part_of_counts
from waterbed.read.tables.rejects import REPEATED_ID, Rejections
from waterbed.read.tables.repeats import check_repeats
from waterbed.read.tables.select import Selection, select
from waterbed.read.tables.spans import cut_short, cut_short_notice, left_behind
from waterbed.read.tables.spellings import settle
from waterbed.read.tables.sums import Lines, lines_of, total_area, total_categories, unequal_total
from waterbed.read.tables.tally import (
    Placed,
    Tally,
    accumulate,
    place,
    record_of,
    reject_unplaced,
    unknown_notice,
)
from waterbed.read.tables.totals import Left


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the rows of tables are counted for.

    areas : or None, where the tables say which there are; polygons : for rows by coordinates
    examples : rejected rows that are kept for each reason; classes : whether rows are also counted
    by which outcomes count them
    """

    outcomes: Sequence[Outcome]
    areas: Areas | None = None
    polygons: Polygons | None = None
    examples: int = 5
    classes: bool = False


@dataclass(frozen=True, slots=True)
class CountRows:
    """The rows of a table in the one form that every layout is brought to.

    A row has K cells, each with its period: one in a long table or one of incidents, one a period
    in a wide table.

    table : with its format and step settled
    area : as it is written, or None where rows are placed by coordinates; period : as it is
        written, or None where it is the name of a column
    dated : the period of each cell, int [R, K]
    columns : the K columns of counts, () of incidents, each of which counts one
    counted : all columns of counts, also of months that the study does not keep
    left : rows set aside by their names
    """

    table: CountTable
    opened: Opened
    area: pl.Series | None
    categories: pl.DataFrame
    period: pl.Series | None
    dated: Dated
    columns: tuple[str, ...]
    counted: tuple[str, ...]
    left: Left
    remarks: tuple[Remark, ...]

    @property
    def height(self) -> int:
        return len(self.left.rows)

    @property
    def filled(self) -> int:
        """Rows that are not blank: what is told of as the rows of the table."""
        idle = self.opened.idle
        return self.height - (0 if idle is None else int(idle.sum()))

    @property
    def wide(self) -> bool:
        return self.table.layout == "wide"

    @property
    def key(self) -> list[str]:
        """The columns that tell one count from another."""
        named = [series.name for series in (self.area, self.period) if series is not None]
        return [*named, *self.categories.columns]


@dataclass(slots=True)
class Counting:
    """The rows as they are narrowed.

    whole : the selection with rows that are set aside by their names; selection : without
    ids, placed : the area of each row; cells : its counts
    """

    rows: CountRows
    outcomes: Sequence[Outcome]
    areas: Areas | None
    rejections: Rejections
    whole: Selection
    selection: Selection
    ids: pl.Series
    placed: Placed
    cells: Cells
    remarks: list[Remark] = field(default_factory=list)

    @property
    def used(self) -> NDArray[np.bool_]:
        """Rows that some outcome counts, in months that are kept, bool [R]."""
        return self.selection.used & self.rows.dated.kept


def count_rows(rows: CountRows, wanted: Wanted, sha256: str) -> Tally:
    """Sum the rows by outcome, area and period; by class of rows as well where that is asked."""
    counting = _begun(rows, wanted)
    if rows.columns:
        _leave_out_sums(counting)
    if rows.area is not None:
        _leave_out_nowhere(counting)
    valid = _reject(counting)
    counting.rejections.judge(int(counting.used.sum()))
    return _tally(counting, valid, sha256, wanted.classes)


def _begun(rows: CountRows, wanted: Wanted) -> Counting:
    """Select the rows, find the area of each and read its cells.

    Words for no place are areas here, since a total may hold them.
    """
    table, opened, areas = rows.table, rows.opened, wanted.areas
    rejections = Rejections(table, opened.label, opened.first_row, rows.height, wanted.examples)
    whole = select(rows.categories, table, wanted.outcomes, rows.height)
    selection = whole.without(rows.left.rows)
    used = selection.used & rows.dated.kept
    remarks = [*rows.remarks, *whole.notices]
    if rows.area is None:
        ids, placed = pl.Series([], dtype=pl.String), place_by_coordinates(
            table, opened, wanted.polygons, rejections, used
        )  # fmt: skip
    else:
        ids, spelt = settle(table, opened, rows.area.name, rows.area, used, areas)
        ids = ids.set(pl.Series(rows.left.rows), None)
        check_namesakes(table, opened, rows.area, ids, used)
        placed = place(ids, None if areas is None else areas.ids)
        remarks += spelt
    if rows.columns:
        cells = read_cells(table, opened.read(rows.columns))
        remarks += settle_cells(
            table, opened, cells, used, placed.at, rows.dated.at, list(rows.columns)
        )
    else:
        cells = Cells.ones(rows.height)
    return Counting(
        rows, wanted.outcomes, areas, rejections, whole, selection, ids, placed, cells, remarks
    )


def _lines(counting: Counting) -> Lines:
    cells, dated = counting.cells, counting.rows.dated
    return lines_of(
        counting.rows.table, counting.rows.opened.label, cells.counts, cells.missing, counting.used,
        dated.at, len(dated.periods),
    )  # fmt: skip


def _leave_out_sums(counting: Counting) -> None:
    """Leave out what is the total of areas or of categories, by name or by its numbers."""
    rows, placed, areas = counting.rows, counting.placed, counting.areas
    lines, counts = _lines(counting), placed.at >= 0
    masks, remarks = total_categories(
        lines, rows.categories, counting.selection.masks, counting.outcomes, counts
    )
    used = np.asarray(masks.any(axis=0))
    sums, of_areas = total_area(lines, counting.ids, placed, used, areas is not None)
    if sums.any():
        masks = masks & ~sums
        known = None if areas is None else placed.ids
        counting.placed = place(counting.ids.set(pl.Series(sums), None), known)
    whole = counting.whole.masks & rows.left.whole
    named = np.flatnonzero(whole.any(axis=1))
    if len(named):
        o = int(named[0])
        names = next(
            (notice["names"] for notice in rows.left.notices if notice.code == "totals"), ()
        )
        counting.remarks += unequal_total(lines, whole[o], masks[o] & counts, names)
    counting.selection = replace(counting.selection, masks=masks)
    counting.remarks += (*remarks, *of_areas)


def _leave_out_nowhere(counting: Counting) -> None:
    table = counting.rows.table
    counting.placed = without_nowhere(table, counting.placed, counting.ids, counting.areas)
    counting.remarks += nowhere_notice(
        table, counting.placed, counting.used, counting.ids, _lines(counting).rows
    )


def _reject(counting: Counting) -> NDArray[np.bool_]:
    """Reject rows without an area, a date or a count; the rows that are summed, bool [R].

    A row whose count is none is summed as well: there is no data in its area and period.
    """
    rows, used, rejections = counting.rows, counting.used, counting.rejections
    if rows.area is not None:
        reject_unplaced(rejections, counting.placed, used, rows.area.name, rows.area)
        counting.remarks += unknown_notice(counting.placed, used, rows.area)
    if rows.period is not None:
        reject_undated(rejections, rows.dated, used, rows.period.name, rows.period)
    if rows.table.id and not rows.columns:
        _reject_repeated(counting)
    valid = used & ~rejections.bad
    for reason, mask, name, values in counting.cells.faults:
        rejections.add(reason, mask & used, name, values)
    if rows.columns:
        counting.remarks += check_repeats(
            _understood(counting), valid, rows.key, rows.counted, secret=rows.table.secret
        )
    return valid


def _reject_repeated(counting: Counting) -> None:
    """Reject every row whose id stands in an earlier row that counts."""
    rows, rejections = counting.rows, counting.rejections
    name = rows.opened.require(rows.table.id, "id")
    ids = rows.opened.read([name])[name].cast(pl.String)
    valid = np.flatnonzero(counting.used & ~rejections.bad & ids.is_not_null().to_numpy())
    repeated = np.zeros(rows.height, bool)
    repeated[valid] = ~ids.gather(valid).is_first_distinct().to_numpy()
    rejections.add(REPEATED_ID, repeated, name)


def _understood(counting: Counting) -> Opened:
    """Areas by id, and periods by month where no day tells rows apart, so that one key written in
    two ways is seen to repeat."""
    rows = counting.rows
    opened, period, form = rows.opened.with_column(counting.ids), rows.period, rows.table
    if period is None or period.dtype.is_temporal():
        return opened
    if not written.has_no_day(form.period_format):
        return opened
    return opened.with_column(written.ordinals(period, form.period_format))


def _tally(counting: Counting, valid: NDArray[np.bool_], sha256: str, classes: bool) -> Tally:
    rows, placed, cells = counting.rows, counting.placed, counting.cells
    at = np.where(valid, placed.at, -1)
    if not rows.wide and rows.table.absent != "no-data":
        counting.remarks += _cut_short(counting, at)
    known = np.where(cells.missing, 0, cells.counts)
    if rows.columns and step(rows.table) == 1:
        each = np.zeros(len(rows.dated.periods), np.int64)
        inside = (at >= 0)[:, None] & (rows.dated.at >= 0)
        np.add.at(each, rows.dated.at[inside], known[inside])
        counting.remarks += part_of_counts(rows.dated.periods, each)
    counts, covered = _summed(counting, at, cells.counts, cells.missing)
    bounds = None
    if (between := bounded(cells)) is not None:
        *ends, unknown = between
        sums = [_summed(counting, at, end, unknown) for end in ends]
        bounds = np.array([np.where(known, totals, -1) for totals, known in sums])
    tally = Tally(
        table=rows.table,
        file=rows.opened.label,
        areas=placed.ids,
        periods=rows.dated.periods,
        step=step(rows.table),
        counts=counts,
        covered=covered,
        selection=counting.selection,
        record=record_of(rows.table, counting.rejections, sha256, rows.filled, counting.remarks),
        rejected=tuple(counting.rejections.shown),
        bounds=bounds,
    )
    if classes:
        shape = (len(placed.ids), len(rows.dated.periods))
        apart = by_class(counting.selection.masks, at, rows.dated.at, known, shape)
        tally = replace(tally, by_class=apart)
    if not rows.table.categories:
        return tally
    kinds = rows.categories.to_series(0)
    return replace(tally, by_kind=by_kind(tally, kinds, at, rows.dated.at, known))


def _cut_short(counting: Counting, at: NDArray[np.int64]) -> tuple[Remark, ...]:
    rows, placed, cells = counting.rows, counting.placed, counting.cells
    known = np.where(cells.missing, 0, cells.counts)[:, 0]
    beyond = np.where(counting.selection.used & ~rows.dated.kept, placed.at, -1)
    shape = (len(placed.ids), len(rows.dated.periods))
    short = cut_short(at, rows.dated.at[:, 0], known, shape)
    short |= left_behind(at, beyond, known, shape[0])
    return cut_short_notice(placed.ids, short, rows.table.layout == "long")


def _summed(
    counting: Counting,
    at: NDArray[np.int64],
    counts: NDArray[np.int64],
    missing: NDArray[np.bool_],
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Counts and coverage by outcome, area and period, [O, A, T].

    With absent = "zero" an area has zero where no row is: in a wide table in the periods in which
    any row of that area has data, in others in every period that appears, where the area appears
    in any row that is not rejected.  A period without a single row is no data.
    """
    rows, placed, masks = counting.rows, counting.placed.at, counting.selection.masks
    shape = (len(counting.placed.ids), len(rows.dated.periods))
    totals, covered, broken = accumulate(masks, at, rows.dated.at, counts, missing, shape)
    sited = placed >= 0
    if rows.table.absent != "no-data":
        alive = np.zeros(shape, bool)
        if rows.wide:
            np.logical_or.at(alive, placed[sited], ~missing[sited])
        else:
            alive[placed[sited & ~counting.rejections.bad]] = True
        chosen = np.asarray((masks & sited).any(axis=1))
        if not rows.wide:
            chosen = counting.selection.selected
        covered = covered | (alive & chosen[:, None, None])
    covered = covered & ~broken
    totals[~covered] = 0
    return totals, covered
