"""Long tables (a row a count) and tables of incidents by area (a row an incident)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from waterbed.nouns.errors import InputError
from waterbed.nouns.study import CountTable, Outcome
from waterbed.read import periods as written
from waterbed.read.files import Opened
from waterbed.read.numbers import counted
from waterbed.read.rejects import BAD_PERIOD, NO_PERIOD, Rejections
from waterbed.read.repeats import check_repeats
from waterbed.read.select import Selection, category_columns, select
from waterbed.read.tally import (
    Placed,
    Tally,
    accumulate,
    place,
    record_of,
    reject_unplaced,
    unknown_notice,
    within,
)


@dataclass(frozen=True, slots=True)
class Dated:
    """Rows by period.

    periods : int [T], those that appear and that the study keeps, ascending
    at : int [R], position in periods, or -1
    kept : bool [R], False where the date is known and outside what the study keeps
    bad : bool [R], where there is no date or none that can be read
    """

    periods: NDArray[np.int64]
    at: NDArray[np.int64]
    kept: NDArray[np.bool_]
    bad: NDArray[np.bool_]


def dates(table: CountTable, opened: Opened, series: pl.Series) -> Dated:
    """Cut the dates to periods; InputError where none can be read."""
    written.check_format(table.period_format)
    found = written.ordinals(series, table.period_format)
    bad = found.is_null().to_numpy()
    if bad.all():
        raise _no_dates(table, opened, series)
    ordinal = found.fill_null(0).to_numpy()
    kept = bad | within(ordinal, table, written.step_of(table.period_format))
    periods = np.unique(ordinal[kept & ~bad])
    if not len(periods):
        raise InputError(
            "no period of the table lies between `first` and `last`",
            file=opened.label,
            place=f"{table.period!r}",
            mend="Change `first` or `last` of the table, or leave the table out.",
        )
    at = np.searchsorted(periods, ordinal)
    return Dated(periods, np.where(kept & ~bad, at, -1), kept, bad)


def _no_dates(table: CountTable, opened: Opened, series: pl.Series) -> InputError:
    texts = series.cast(pl.String).drop_nulls().unique().sort()
    guess = written.guess(texts.head(1000).to_list())
    mend = f'Set period_format = "{guess}".' if guess else "Set period_format to how it is written."
    secret = table.layout == "incidents"
    return InputError(
        f"no date is written {table.period_format}",
        file=opened.label,
        place=f"{table.period!r}",
        value=None if secret or not len(texts) else texts[0],
        mend=mend,
    )


def reject_undated(
    rejections: Rejections, dated: Dated, used: NDArray[np.bool_], column: str, values: pl.Series
) -> None:
    """Reject the used rows whose date is missing or cannot be read."""
    empty = (values.cast(pl.String).str.strip_chars().fill_null("") == "").to_numpy()
    rejections.add(NO_PERIOD, used & dated.bad & empty, column, values)
    rejections.add(BAD_PERIOD, used & dated.bad, column, values)


def read_long(
    table: CountTable,
    opened: Opened,
    outcomes: Sequence[Outcome],
    known: Sequence[str] | None,
    sha256: str,
    examples: int,
) -> Tally:
    """Read a table with a row a count.  An empty count is no data; so is one that is none."""
    area = opened.require(table.area, "area")
    period = opened.require(table.period, "period")
    count = opened.require(table.count, "count")
    categories = category_columns(table, outcomes, opened)
    frame = opened.read(list(dict.fromkeys([area, period, count, *categories])))
    rejections = Rejections(table, opened.label, opened.first_row, frame.height, examples)
    opened.must_hold(frame.height)
    selection = select(frame.select(categories), table, outcomes, frame.height)
    dated = dates(table, opened, frame[period])
    placed = place(frame[area], known)
    used = selection.used & dated.kept
    reject_unplaced(rejections, placed, used, area, frame[area])
    reject_undated(rejections, dated, used, period, frame[period])
    notices = unknown_notice(placed, used, frame[area])
    valid = used & ~rejections.bad
    column = counted(frame[count])
    for reason, mask in column.faults:
        rejections.add(reason, mask & used, count, frame[count])
    notices += check_repeats(opened, valid, [area, period, *categories], [count])
    rejections.judge(int(used.sum()))
    return tallied(
        table, opened, selection, placed, dated, column.counts, column.missing, valid,
        rejections, sha256, notices,
    )  # fmt: skip


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
    notices: Sequence[str],
) -> Tally:
    """Sum the valid rows into a Tally.

    With absent = "zero" an area that appears anywhere in the table has zero where no row is, in
    the periods that appear; a period without a single row is no data.
    """
    at = np.where(valid, placed.at, -1)
    shape = (len(placed.ids), len(dated.periods))
    totals, there, broken = accumulate(selection.masks, at, dated.at, counts, missing, shape)
    covered = there if table.absent == "no-data" else np.ones_like(there)
    covered = covered & ~broken & selection.selected[:, None, None]
    totals[~covered] = 0
    return Tally(
        table=table,
        file=opened.label,
        areas=placed.ids,
        periods=dated.periods,
        step=written.step_of(table.period_format),
        counts=totals,
        covered=covered,
        selection=selection,
        record=record_of(table, rejections, sha256, len(valid), notices),
        rejected=tuple(rejections.shown),
    )
