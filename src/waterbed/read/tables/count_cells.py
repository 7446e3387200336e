"""What cells that are no plain counts mean: blank, dashed, withheld, with separators."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from waterbed.model.errors import InputError
from waterbed.model.estimate import Figure, Remark, remark
from waterbed.model.sources import CountTable
from waterbed.read.tables.files import Opened
from waterbed.read.tables.numbers import (
    ABSENT,
    BLANK,
    DASH,
    PLAIN,
    SUPPRESSED,
    THOUSANDS,
    Counted,
    Marks,
    counted,
)

Fault = tuple[str, NDArray[np.bool_], str, pl.Series]


@dataclass
class Cells:
    """Counts of a table's rows, [R, T] (T is 1 in a long table).

    counts : 0 where missing; missing : no data
    kinds, low, high : as of `numbers.Counted`, None where every cell is a plain count
    faults : reason, rows, column and values of the cells that are not counts
    typed : bool [T], columns of numbers, not of text: what is empty there is no data of itself
    """

    counts: NDArray[np.int64]
    missing: NDArray[np.bool_]
    faults: list[Fault]
    typed: NDArray[np.bool_]
    kinds: NDArray[np.int8] | None = None
    low: NDArray[np.int64] | None = None
    high: NDArray[np.int64] | None = None

    @classmethod
    def ones(cls, rows: int) -> Cells:
        """Of rows that count one each, as incidents do."""
        return cls(np.ones((rows, 1), np.int64), np.zeros((rows, 1), bool), [], np.ones(1, bool))


def read_cells(table: CountTable, frame: pl.DataFrame) -> Cells:
    """Every column of a frame of counts."""
    marks = Marks({" ".join(mark.split()).casefold(): known for mark, known in table.suppressed})
    shape = (frame.height, frame.width)
    typed = np.array([kind != pl.String for kind in frame.dtypes])
    cells = Cells(np.empty(shape, np.int64), np.empty(shape, bool), [], typed)
    for t, name in enumerate(frame.columns):
        column = counted(frame[name], marks)
        cells.counts[:, t], cells.missing[:, t] = column.counts, column.missing
        cells.faults += [(why, mask, name, frame[name]) for why, mask in column.faults]
        if column.kinds is not None:
            _keep(cells, t, column)
    return cells


def _keep(cells: Cells, t: int, column: Counted) -> None:
    if cells.kinds is None:
        cells.kinds = np.zeros(cells.counts.shape, np.int8)
    assert column.kinds is not None
    cells.kinds[:, t] = column.kinds
    if column.low is None or column.high is None:
        return
    if cells.low is None or cells.high is None:
        cells.low, cells.high = (np.full(cells.counts.shape, -1, np.int64) for _ in range(2))
    cells.low[:, t], cells.high[:, t] = column.low, column.high


def bounded(cells: Cells) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]] | None:
    """Least and most of each cell, a count its own, and where neither is known, each [R, T]; None
    where no withheld count has bounds."""
    if cells.low is None or cells.high is None:
        return None
    known = cells.missing & (cells.high >= 0)
    low = np.where(known, cells.low, cells.counts)
    high = np.where(known, cells.high, cells.counts)
    return low, high, cells.missing & ~known


def settle_cells(
    table: CountTable,
    opened: Opened,
    cells: Cells,
    used: NDArray[np.bool_],
    at: NDArray[np.int64],
    when: NDArray[np.int64],
    columns: list[str],
) -> tuple[Remark, ...]:
    """Make blanks and dashes what the study file says they are, and tell of all others.

    at : int [R], area of each row; when : int [R, T], period of each cell
    A period, or an area, that has nothing but blanks is no data whatever a blank means.
    InputError, one for both, where the study file does not say what a blank or a dash means.
    """
    if cells.kinds is None:
        return ()
    kinds = np.where(used[:, None], cells.kinds, PLAIN)
    blank, dash = kinds == BLANK, kinds == DASH
    hollow = blank & ~_within_counts(blank, used, at, when)
    written = blank & ~hollow & ~cells.typed
    unsaid = (written & (table.blank == "")) | (dash & (table.dash == ""))
    if unsaid.any():
        raise _ask(table, opened, unsaid, kinds, columns)
    zero = (blank & ~hollow & (table.blank == "zero")) | (dash & (table.dash == "zero"))
    cells.counts[zero], cells.missing[zero] = 0, False
    remarks = []
    for code, mask, said in (
        ("blank", blank & ~hollow, table.blank),
        ("dash", dash, table.dash),
    ):
        if mask.any():
            remarks.append(remark(code, cells=Figure(int(mask.sum())), meaning=said))
    for code, kind in (("thousands", THOUSANDS), ("absent", ABSENT)):
        if (number := int((kinds == kind).sum())) > 0:
            remarks.append(remark(code, cells=Figure(number)))
    hidden = kinds == SUPPRESSED
    if hidden.any():
        remarks.append(_suppressed(cells, hidden, at))
    return tuple(remarks)


def _within_counts(
    blank: NDArray[np.bool_],
    used: NDArray[np.bool_],
    at: NDArray[np.int64],
    when: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """Cells whose area and whose period both have some cell that is not blank, bool [R, T]."""
    filled = used[:, None] & ~blank
    row, column = np.nonzero(filled)
    periods = np.zeros(int(when.max(initial=0)) + 2, bool)  # the last entry is for -1
    periods[when[row, column]] = True
    areas = np.zeros(int(at.max(initial=0)) + 2, bool)
    areas[at[row]] = True
    return np.asarray(areas[at][:, None] & periods[when])


def _suppressed(cells: Cells, hidden: NDArray[np.bool_], at: NDArray[np.int64]) -> Remark:
    low = cells.low[hidden] if cells.low is not None else np.full(1, -1)
    high = cells.high[hidden] if cells.high is not None else np.full(1, -1)
    known = high >= 0
    areas = np.unique(at[hidden.any(axis=1)])
    return remark(
        "suppressed",
        cells=Figure(int(hidden.sum())),
        areas=Figure(int((areas >= 0).sum())),
        bounded=Figure(int(known.sum())),
        low=Figure(int(low[known].sum()), "count"),
        high=Figure(int(high[known].sum()), "count"),
    )


def _ask(
    table: CountTable,
    opened: Opened,
    unsaid: NDArray[np.bool_],
    kinds: NDArray[np.int8],
    columns: list[str],
) -> InputError:
    row, column = (int(k[0]) for k in np.nonzero(unsaid))
    blanks = int((unsaid & (kinds == BLANK)).sum())
    dashes = int((unsaid & (kinds == DASH)).sum())
    said, keys = [], []
    for number, what, key in ((blanks, "blank", "blank"), (dashes, "dashed", "dash")):
        if number:
            said.append(f"{number} {'cell' if number == 1 else 'cells'} of counts "
                        f"{'is' if number == 1 else 'are'} {what}")  # fmt: skip
            keys.append(key)
    mends = [
        f'{key} = "zero" if nothing was counted there, or {key} = "no-data" if it is not known'
        for key in keys
    ]
    return InputError(
        f"{' and '.join(said)}, and the study file does not say whether that is zero or no data",
        file=opened.label,
        place=f"row {row + opened.first_row}, {columns[column]!r}",
        mend=f"Set {'; '.join(mends)} (table {table.name!r}).",
    )
