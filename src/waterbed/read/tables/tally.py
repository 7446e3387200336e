"""Tally: what one table says, before tables are merged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray

from waterbed.model.estimate import Figure, Remark, remark
from waterbed.model.results import InputRecord
from waterbed.model.sources import CountTable
from waterbed.read.tables.files import Opened
from waterbed.read.tables.rejects import NO_AREA, NO_PLACE, UNKNOWN_AREA, RejectedRow, Rejections
from waterbed.read.tables.select import Selection

if TYPE_CHECKING:
    from waterbed.read.tables.by_class import ByClass
    from waterbed.read.tables.by_kind import ByKind

# What pivot tables and programs write for an empty cell.
_NOWHERE = ["(blank)", "null", "#n/a", "nan"]


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of one table by outcome, area and period.

    areas : the ids that it counts in; periods : int [T], ascending, gaps left out
    counts, covered : [O, A, T]; covered False for an outcome that selects none of its rows
    bounds : least and most, int [2, O, A, T], where withheld counts have bounds, and of counts
        themselves; -1 where there are none.  None where no withheld count has any
    by_kind : the same counts by the table's first category, by position of the outcome
    by_class : the counts of rows that the same outcomes count, where they are asked for
    """

    table: CountTable
    file: str
    areas: tuple[str, ...]
    periods: NDArray[np.int64]
    step: int
    counts: NDArray[np.int64]
    covered: NDArray[np.bool_]
    selection: Selection
    record: InputRecord
    rejected: tuple[RejectedRow, ...]
    bounds: NDArray[np.int64] | None = None
    by_kind: Mapping[int, ByKind] = field(default_factory=dict)
    by_class: ByClass | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """Rows by area.

    ids : areas that appear in the table; at : int [R], position in ids or -1
    unknown : bool [R], an id that is none of the study's areas
    nowhere : bool [R], a word for no place, or None where no row has one
    """

    ids: tuple[str, ...]
    at: NDArray[np.int64]
    unknown: NDArray[np.bool_]
    empty: NDArray[np.bool_]
    nowhere: NDArray[np.bool_] | None = None


def place(series: pl.Series, known: Sequence[str] | None) -> Placed:
    """Match area ids, blanks stripped, against the study's areas (None: all are known but words
    for an empty cell, such as the "(blank)" of a pivot table)."""
    text = series.cast(pl.String).str.strip_chars()
    text = text.set((text == "").fill_null(False), None)
    if known is None:
        text = text.set(text.str.to_lowercase().is_in(_NOWHERE).fill_null(False), None)
    distinct = text.drop_nulls().unique().sort()
    if known is not None:
        distinct = distinct.filter(distinct.is_in(pl.Series(known, dtype=pl.String).implode()))
    ids = tuple(distinct.to_list())
    positions = text.replace_strict(
        pl.Series(ids, dtype=pl.String),
        pl.Series(np.arange(len(ids))),
        default=-1,
        return_dtype=pl.Int64,
    )
    at = positions.fill_null(-1).to_numpy()
    empty = text.is_null().to_numpy()
    return Placed(ids, at, (at < 0) & ~empty, empty)


def reject_unplaced(
    rejections: Rejections, placed: Placed, used: NDArray[np.bool_], column: str, values: pl.Series
) -> None:
    """Reject the used rows whose area is missing, a word for no place, or unknown."""
    rejections.add(NO_AREA, used & placed.empty, column, values)
    if placed.nowhere is not None:
        rejections.add(NO_PLACE, used & placed.nowhere, column, values, weigh=False)
    rejections.add(UNKNOWN_AREA, used & placed.unknown, column, values)


def unknown_notice(
    placed: Placed, used: NDArray[np.bool_], values: pl.Series
) -> tuple[Remark, ...]:
    """How many distinct areas are none of the study's."""
    strange = values.filter(pl.Series(placed.unknown & used)).n_unique()
    return (remark("unknown-areas", areas=Figure(strange)),) if strange else ()


def timed_notice(opened: Opened) -> tuple[Remark, ...]:
    """Columns of times of day, which are not opened."""
    return (remark("times", columns=opened.timed),) if opened.timed else ()


def within(periods: NDArray[np.int64], table: CountTable, step: int) -> NDArray[np.bool_]:
    """Which periods lie wholly in the months that the study keeps of this table."""
    keep = np.ones(len(periods), bool)
    if table.first is not None:
        keep &= periods >= table.first
    if table.last is not None:
        keep &= periods + step - 1 <= table.last
    return keep


def record_of(
    table: CountTable,
    rejections: Rejections,
    sha256: str,
    rows: int,
    remarks: Sequence[Remark],
) -> InputRecord:
    """What the report's list of inputs says of this table."""
    return InputRecord(
        path=rejections.file,
        sha256=sha256,
        rows=rows,
        rejected=rejections.total,
        reasons=rejections.tallied(),
        remarks=tuple(remarks),
        published=table.published,
        date=table.date,
        licence=table.licence,
        attribution=table.attribution,
    )


def accumulate(
    masks: NDArray[np.bool_],
    at: NDArray[np.int64],
    when: NDArray[np.int64],
    counts: NDArray[np.int64],
    missing: NDArray[np.bool_],
    shape: tuple[int, int],
) -> tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.bool_]]:
    """Sum rows into cells: counts [O, A, T], whether a row is there, whether one has no data.

    masks : bool [O, R]; at : int [R], position of the area, and when : int [R, K], of the period of
    each cell, -1 to leave out; counts, missing : [R, K]
    """
    size = shape[0] * shape[1]
    cell = at[:, None] * shape[1] + when
    inside = (at >= 0)[:, None] & (when >= 0)
    totals = np.zeros((len(masks), size), np.int64)
    there, broken = np.zeros((2, len(masks), size), bool)
    for o, mask in enumerate(masks):
        rows = np.flatnonzero(mask & (at >= 0))
        kept = inside[rows]
        where = cell[rows][kept]
        # bincount adds in float64: exact up to 2**53
        totals[o] = np.bincount(where, counts[rows][kept], size).astype(np.int64)
        there[o, where] = True
        broken[o, where[missing[rows][kept]]] = True
    full = (len(masks), *shape)
    return totals.reshape(full), there.reshape(full), broken.reshape(full)
