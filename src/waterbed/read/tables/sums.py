"""Totals by their numbers: what equals the sum of all others in its table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from waterbed.model.estimate import Fact, Remark, remark
from waterbed.model.messages import fault
from waterbed.model.sources import CountTable
from waterbed.model.study import Outcome
from waterbed.read.tables.select import wanted
from waterbed.read.tables.subtotals import in_order, may_be_subtotals, sums_of_block
from waterbed.read.tables.tally import Placed
from waterbed.read.tables.totals import is_total

# Unknown names among which a total of all areas is looked for.
_FEW = 3


@dataclass(frozen=True, slots=True)
class Lines:
    """The rows of a table as time series.

    counts : int [R, K], of cells; when : int [R, K], the period of each, -1 for none
    known : bool [T], periods in which every cell that outcomes use is a count
    rows : int [R], the sum of each row over all periods
    """

    table: CountTable
    file: str
    counts: NDArray[np.int64]
    when: NDArray[np.int64]
    known: NDArray[np.bool_]
    rows: NDArray[np.int64]

    def may_hold_total(self, codes: NDArray[np.int64], groups: int) -> bool:
        """Whether some group is half of all or more, which a total always is."""
        inside = codes >= 0
        sums = np.bincount(codes[inside], self.rows[inside], groups)
        return not self.known.all() or bool((2 * sums >= sums.sum()).any())

    def grouped(self, codes: NDArray[np.int64], groups: int) -> NDArray[np.int64]:
        """Sums of rows by group and period, int [G, T]; codes : int [R], -1 for no group."""
        rows = np.flatnonzero(codes >= 0)
        when = self.when[rows]
        periods = len(self.known)
        cell = codes[rows][:, None] * periods + when
        inside = when >= 0
        sums = np.bincount(cell[inside], self.counts[rows][inside], groups * periods)
        return sums.astype(np.int64).reshape(groups, periods)

    def sums(self, codes: NDArray[np.int64], groups: int) -> NDArray[np.int64]:
        """The same in the periods that are known."""
        return self.grouped(codes, groups)[:, self.known]


def lines_of(
    table: CountTable,
    file: str,
    counts: NDArray[np.int64],
    missing: NDArray[np.bool_],
    used: NDArray[np.bool_],
    when: NDArray[np.int64],
    periods: int,
) -> Lines:
    """Of cells [R, K] in so many periods; used : bool [R], rows that outcomes use."""
    known = np.ones(periods, bool)
    known[when[used[:, None] & missing & (when >= 0)]] = False
    rows = np.asarray(np.where(when >= 0, counts, 0).sum(axis=1))
    return Lines(table, file, counts, when, known, rows)


def equals_rest(counts: NDArray[np.int64]) -> tuple[int, bool] | None:
    """The group that equals the sum of all others, and whether that can be no coincidence.

    counts : [G, T], of groups in periods that are known
    Two other groups at least must have counts; it is no coincidence in three periods with counts.
    """
    busy = counts.any(axis=1)
    if busy.sum() < 3:
        return None
    equal = (2 * counts == counts.sum(axis=0)).all(axis=1) & busy
    if equal.sum() != 1:
        return None
    at = int(np.flatnonzero(equal)[0])
    return at, int((counts[at] > 0).sum()) >= 3


def exceeds_rest(counts: NDArray[np.int64]) -> int | None:
    """The group that is at least the sum of all others in every period, where some are withheld.

    counts : [G, T], withheld ones 0.  It takes three other groups with counts, and three periods.
    """
    if (counts.any(axis=1)).sum() < 4:
        return None
    whole = counts.sum(axis=0)
    most = (2 * counts >= whole).all(axis=1) & ((counts > 0).sum(axis=1) >= 3)
    return int(np.flatnonzero(most)[0]) if most.sum() == 1 else None


def _total_of(lines: Lines, codes: NDArray[np.int64], names: list[str], place: str) -> int | None:
    """The group that is the total of all others; InputError where that must be asked."""
    if not lines.may_hold_total(codes, len(names)):
        return None
    total = equals_rest(lines.sums(codes, len(names)))
    if total is not None:
        return total[0] if _is_out(lines, place, names[total[0]], total[1]) else None
    if lines.known.all():
        return None
    most = exceeds_rest(lines.grouped(codes, len(names)))
    return most if most is not None and _is_out(lines, place, names[most], False) else None


def _is_out(lines: Lines, place: str, name: str, sure: bool) -> bool:
    """Whether what equals the rest is left out; InputError where that must be asked."""
    if sure or lines.table.totals == "leave-out":
        return True
    raise fault("may-be-total", file=lines.file, place=place,
                value=None if lines.table.secret else name, table=lines.table.name)  # fmt: skip


def _subtotals(
    lines: Lines, codes: NDArray[np.int64], names: list[str], column: str
) -> tuple[NDArray[np.bool_], tuple[Remark, ...]]:
    """Rows of areas that are the sum of those beside them in the list, bool [R]."""
    order = in_order(codes)
    positions = order[sums_of_block(lines.sums(codes, len(names))[order])]
    if not len(positions):
        return np.zeros(len(codes), bool), ()
    called = [names[k] for k in positions]
    if lines.table.totals != "leave-out":
        raise may_be_subtotals(called, lines.file, column, lines.table)
    return np.isin(codes, positions), (remark("subtotals", names=tuple(called[:8])),)


def total_area(
    lines: Lines, ids: pl.Series, placed: Placed, used: NDArray[np.bool_], places_known: bool
) -> tuple[NDArray[np.bool_], tuple[Remark, ...]]:
    """Rows of the area that equals the sum of all others, bool [R].

    Where the study's areas are known only a name that is none of them can be a total.
    """
    none: tuple[NDArray[np.bool_], tuple[Remark, ...]] = np.zeros(len(used), bool), ()
    codes = np.where(used, placed.at, -1)
    names = list(placed.ids)
    if lines.table.totals == "keep" or len(names) < 2:
        return none
    if not places_known:
        parts, remarks = none
        at = _total_of(lines, codes, names, repr(ids.name))
        if at is None:
            parts, remarks = _subtotals(lines, codes, names, ids.name)
        if parts.any():
            at = _total_of(lines, np.where(parts, -1, codes), names, repr(ids.name))
        if at is None:
            return parts, remarks
        return parts | (codes == at), (*remarks, remark("sum-area", names=(names[at],)))
    strange = ids.filter(pl.Series(placed.unknown & used)).unique().sort().to_list()
    for name in strange if len(strange) <= _FEW else ():
        rows = used & (ids == name).fill_null(False).to_numpy()
        total = equals_rest(lines.sums(np.where(rows, len(names), codes), len(names) + 1))
        if total and total[0] == len(names) and _is_out(lines, repr(ids.name), name, total[1]):
            return rows, (remark("sum-area", names=(name,)),)
    return none


def total_categories(
    lines: Lines,
    categories: pl.DataFrame,
    masks: NDArray[np.bool_],
    outcomes: Sequence[Outcome],
    known: NDArray[np.bool_],
) -> tuple[NDArray[np.bool_], tuple[Remark, ...]]:
    """The masks [O, R] without the categories that are totals, named so or by their numbers.

    A category that an outcome asks for by its value stays in that outcome.
    known : bool [R], rows of areas that count
    """
    if lines.table.totals == "keep":
        return masks, ()
    masks, remarks = masks.copy(), []
    for column in categories.columns:
        texts = categories[column].cast(pl.String).str.strip_chars()
        open_to = [
            o for o, outcome in enumerate(outcomes) if _takes_all(outcome, lines.table, column)
        ]
        some = masks[open_to].any(axis=0) & known if open_to else np.zeros(len(texts), bool)
        values = texts.filter(pl.Series(some)).drop_nulls().unique().sort().to_list()
        if len(values) < 2:
            continue
        named = [value for value in values if is_total(value)]
        if 0 < len(named) < len(values):
            _check_sum(lines, texts, named, some, column)
            remarks.append(remark("total-category", names=tuple(named[:8])))
        elif not named and 2 < len(values) <= 300:
            named = _sum_of_categories(lines, texts, values, some, column)
            remarks += [remark("sum-category", names=tuple(named))] if named else []
        if 0 < len(named) < len(values):
            masks[open_to] &= ~texts.is_in(named).fill_null(False).to_numpy()
    return masks, tuple(remarks)


def _sum_of_categories(
    lines: Lines, texts: pl.Series, values: list[str], rows: NDArray[np.bool_], column: str
) -> list[str]:
    at = texts.replace_strict(values, list(range(len(values))), default=-1, return_dtype=pl.Int64)
    codes = np.where(rows, at.fill_null(-1).to_numpy(), -1)
    position = _total_of(lines, codes, values, repr(column))
    return [] if position is None else [values[position]]


def _check_sum(
    lines: Lines, texts: pl.Series, named: list[str], rows: NDArray[np.bool_], column: str
) -> None:
    """InputError where a category named as a total is not the sum of the others: then the others
    are not all there is, and an outcome of every category could mean the one or the other."""
    if len(named) != 1 or lines.table.totals == "leave-out" or not lines.known.any():
        return
    whole = (texts == named[0]).fill_null(False).to_numpy()
    parts, total = lines.sums(np.where(rows, whole.astype(np.int64), -1), 2)
    if (parts != total).any():
        raise fault(
            "unequal-category",
            file=lines.file,
            place=repr(column),
            value=None if lines.table.secret else named[0],
            category="that category" if lines.table.secret else named[0],
            table=lines.table.name,
        )


def _takes_all(outcome: Outcome, table: CountTable, column: str) -> bool:
    """Whether an outcome counts rows whatever this column holds."""
    first = table.categories[0] if table.categories else ""
    return wanted(outcome, table) and any(
        all((name or first) != column for name, _ in selector) for selector in outcome.include
    )


def unequal_total(
    lines: Lines, whole: NDArray[np.bool_], counting: NDArray[np.bool_], names: Fact
) -> tuple[Remark, ...]:
    """A remark where the rows of a named total are not the sum of the rows that count.

    whole, counting : bool [R], of one outcome
    """
    if not whole.any() or not lines.known.any():
        return ()
    codes = np.where(whole, 1, np.where(counting, 0, -1))
    parts, total = lines.sums(codes, 2)
    return () if (parts == total).all() else (remark("totals-unequal", names=names),)
