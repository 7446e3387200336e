"""Tables of every layout as rows with a cell a period: wide becomes long here, and incidents do."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from waterbed.model.areas import Areas
from waterbed.model.sources import CountTable
from waterbed.model.study import Outcome
from waterbed.read.tables import periods as written
from waterbed.read.tables.counting import CountRows
from waterbed.read.tables.dating import Dated, dates, settle_format, settle_step, utc_notice
from waterbed.read.tables.files import Opened
from waterbed.read.tables.part_months import part_notices
from waterbed.read.tables.select import category_columns
from waterbed.read.tables.tally import timed_notice
from waterbed.read.tables.totals import Left, leave_out
from waterbed.read.tables.wide import period_columns

Layout = Callable[[CountTable, Opened, Sequence[Outcome], Areas | None], CountRows]
"""Brings a table to rows; `areas` are those of the study, or None."""


def wide_rows(
    table: CountTable, opened: Opened, outcomes: Sequence[Outcome], areas: Areas | None
) -> CountRows:
    """A row an area and category, a column a period."""
    area = opened.require(table.area, "area")
    categories = category_columns(table, outcomes, opened)
    table, columns = period_columns(table, opened, {area, *categories})
    keys = opened.read(list(dict.fromkeys([area, *categories])))
    opened.must_hold(keys.height)
    left = leave_out(table, opened, keys[area], columns.labels, areas)
    shape = (keys.height, len(columns.columns))
    every, none = np.ones(keys.height, bool), np.zeros(keys.height, bool)
    at = np.broadcast_to(np.arange(shape[1]), shape)
    return CountRows(
        table, opened, keys[area], keys.select(categories), None,
        Dated(columns.periods, at, every, none, none), tuple(columns.columns), tuple(columns.every),
        left, (*opened.notices, *left.notices, *columns.notices),
    )  # fmt: skip


def long_rows(
    table: CountTable, opened: Opened, outcomes: Sequence[Outcome], areas: Areas | None
) -> CountRows:
    """A row a count."""
    area = opened.require(table.area, "area")
    period = opened.require(table.period, "period")
    count = opened.require(table.count, "count")
    categories = category_columns(table, outcomes, opened)
    taken = list(dict.fromkeys([area, period, count, *categories]))
    frame = opened.read(taken)
    opened.must_hold(frame.height)
    labels = [name for name in opened.columns if name and name not in taken]
    left = leave_out(table, opened, frame[area], labels, areas, frame[period])
    return _dated(table, opened, frame[area], frame.select(categories), frame[period], (count,),
                  left)  # fmt: skip


def incident_rows(
    table: CountTable, opened: Opened, outcomes: Sequence[Outcome], areas: Areas | None
) -> CountRows:
    """A row an incident.

    No column is opened but those named and those of larger areas, which show that one name is that
    of several places.  Identical rows without an id are kept.
    """
    period = opened.require(table.period, "period")
    categories = category_columns(table, outcomes, opened)
    frame = opened.read(list(dict.fromkeys([period, *categories])))
    opened.must_hold(frame.height)
    none = np.zeros(frame.height, bool)
    left = Left(none if opened.idle is None else opened.idle, (), none)
    area = None
    if table.area:
        name = opened.require(table.area, "area")
        area = opened.read([name])[name]
    return _dated(table, opened, area, frame.select(categories), frame[period], (), left)


def _dated(
    table: CountTable,
    opened: Opened,
    area: pl.Series | None,
    categories: pl.DataFrame,
    period: pl.Series,
    columns: tuple[str, ...],
    left: Left,
) -> CountRows:
    """Rows with one period each, in a column of its own."""
    known = _of(period, ~left.rows)
    table, format_notices = settle_format(table, opened, known, repr(period.name))
    ordinals = written.ordinals(known.unique(), table.period_format).drop_nulls()
    table = settle_step(table, opened, ordinals.to_numpy(), repr(period.name))
    dated = dates(table, opened, period)
    day_by_day = table.layout == "incidents" and written.step_of(table.period_format) == 1
    whole = dated.kept & ~dated.bad
    part = part_notices(period, table.period_format, whole) if day_by_day else ()
    remarks = (*opened.notices, *left.notices, *format_notices, *utc_notice(table, period), *part,
               *timed_notice(opened))  # fmt: skip
    return CountRows(
        table, opened, area, categories, period, dated, columns, columns, left, remarks
    )


def _of(series: pl.Series, rows: NDArray[np.bool_]) -> pl.Series:
    return series if rows.all() else series.filter(pl.Series(rows))


LAYOUTS: dict[str, Layout] = {"wide": wide_rows, "long": long_rows, "incidents": incident_rows}
"""Layouts of one table; an archive of police.uk has a reader of its own."""
