"""Atoms: the sets that cells are made of, and the linear system that a reader can solve.

Areas, months and kinds are grouped by which cells hold them; an atom is what lies in exactly the
same cells.  Every cell is then a sum of atoms, and all that releases say is lo <= A x <= hi with
x >= 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from waterbed.disclosure.ledger.cell import Cell, Kinds
from waterbed.disclosure.rules import LEAST_SHOWN
from waterbed.model.months import Months
from waterbed.model.reference import Integers, Mask

UNKNOWN = -1
MOST = 10**9
"""More than any table counts."""


@dataclass(frozen=True, slots=True)
class TrueCounts:
    """What one source table counts, kept in memory alone.

    areas : ids, A of them; periods : int [T], ordinal of each period's first month
    kinds : the kinds that cells speak of, P of them
    holds : bool [P, K], whether the kinds hold the class of rows; a class is what the same kinds
        hold
    counts : int [K, A, T]
    least, most : the same as everybody knows them, from published counts that a class holds, or
        that hold it; None where there are none.  MOST where nothing is known
    """

    areas: tuple[str, ...]
    periods: Integers
    kinds: tuple[Kinds, ...]
    holds: Mask
    counts: Integers
    least: Integers | None = None
    most: Integers | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """The areas and the months that a set of incidents reaches over, for messages."""

    areas: tuple[str, ...]
    months: Months


@dataclass(frozen=True, slots=True)
class System:
    """All that a reader knows.

    cells : C sets, each once; member : bool [C, N], which atoms make up each
    lo, hi : float [C], 0 and infinity where there is no bound; each allows what is true
    truth : int [N], true counts of the atoms, UNKNOWN where no table at hand tells
    pieces : areas and months of which the atoms are put together; of_piece : the atom of each
    least, most : int [N], bounds of each atom that published counts give; None where they give none
    """

    cells: tuple[Cell, ...]
    member: Mask
    lo: NDArray[np.float64]
    hi: NDArray[np.float64]
    truth: Integers
    pieces: tuple[Reach, ...]
    of_piece: Integers
    least: Integers | None = None
    most: Integers | None = None

    def counted(self, rows: Mask) -> Integers:
        """True counts of sets of atoms, bool [G, N]; UNKNOWN where an atom's is."""
        sums = rows.astype(np.int64) @ np.maximum(self.truth, 0)
        return np.where(rows @ (self.truth == UNKNOWN), UNKNOWN, sums)

    def reach(self, row: Mask) -> Reach:
        """All areas and months of a set of atoms, bool [N]."""
        parts = [self.pieces[p] for p in np.flatnonzero(row[self.of_piece])]
        areas = {key for part in parts for key in part.areas}
        first = min(part.months.first for part in parts)
        return Reach(tuple(sorted(areas)), Months(first, max(p.months.last for p in parts)))


def system_of(cells: Sequence[Cell], counts: Mapping[str, TrueCounts]) -> System:
    """The system of cells whose sets differ (`cell.joined`).

    counts : by stem of the table's file; a table or an area that is not there has unknown counts
    """
    blocks = [_of_table(cells, table, counts.get(table)) for table in _tables(cells)]
    member = np.concatenate([block.member for block in blocks], axis=1)
    truth = np.concatenate([block.truth for block in blocks])
    pieces = tuple(piece for block in blocks for piece in block.pieces)
    member, of_piece = _unique_columns(member)
    truth = _grouped(truth, of_piece, member.shape[1])
    least, most = (
        None
        if all(ends[e] is None for ends in (block.known for block in blocks))
        else _grouped(
            np.concatenate([_or_none(block, e) for block in blocks]), of_piece, member.shape[1]
        )
        for e in range(2)
    )
    none = np.zeros(len(cells))
    whole = System(tuple(cells), member, none, none, truth, pieces, of_piece, least, most)
    return bounded(whole, cells)


def bounded(system: System, known: Sequence[Cell | None]) -> System:
    """The system where of each of its cells that is known, or of None nothing.

    A count that is withheld since it is small is known to be no larger than what is.
    A bound that what is now counted breaks (a table counted anew) is moved to it, so that the
    system always has a solution: an earlier number still tells roughly.
    """
    true = system.counted(system.member)
    lo, hi = np.zeros(len(true)), np.full(len(true), np.inf)
    for c, cell in enumerate(known):
        if cell is None:
            continue
        small = cell.withheld and 0 <= true[c] <= LEAST_SHOWN
        most = np.floor(LEAST_SHOWN) if small else cell.hi
        lo[c] = 0 if cell.lo is None else cell.lo
        hi[c] = np.inf if most is None else most
    counted = true != UNKNOWN
    return replace(
        system,
        lo=np.where(counted, np.minimum(lo, true), lo),
        hi=np.where(counted, np.maximum(hi, true), hi),
    )


def _tables(cells: Sequence[Cell]) -> list[str]:
    return sorted({table for cell in cells for table in cell.tables})


@dataclass(frozen=True, slots=True)
class _Block:
    """Pieces of one table: areas x months x classes of rows that lie in some cell."""

    member: Mask
    truth: Integers
    pieces: tuple[Reach, ...]
    known: tuple[Integers | None, Integers | None]


def _or_none(block: _Block, end: int) -> Integers:
    """What published counts say at least, or at most, of each piece of a table."""
    known = block.known[end]
    return np.full(len(block.truth), (0, MOST)[end]) if known is None else known


def _of_table(cells: Sequence[Cell], table: str, counts: TrueCounts | None) -> _Block:
    here = [table in cell.tables for cell in cells]
    used = [cell for cell, there in zip(cells, here, strict=True) if there]
    ids = tuple(sorted({key for cell in used for key in cell.areas}))
    areas, of_area = _area_classes(used, ids)
    edges = sorted({m for cell in used for m in (cell.months.first, cell.months.last + 1)})
    kinds = list(dict.fromkeys(cell.kinds for cell in used))
    holds = np.eye(len(kinds), dtype=bool) if counts is None else _holds(kinds, counts)
    starts = np.array(edges[:-1])
    when = np.array([[c.months.first <= m <= c.months.last for m in starts] for c in used])
    which = holds[[kinds.index(cell.kinds) for cell in used]]
    own = areas[:, :, None, None] & when[:, None, :, None] & which[:, None, None, :]  # [C, I, J, K]
    member = np.zeros((len(cells), *own.shape[1:]), bool)
    member[np.flatnonzero(here)] = own
    shape = (own.shape[1], ids, of_area, edges)
    sums = None if counts is None else _sums(counts, counts.counts, *shape)
    ends = [] if counts is None else [counts.least, counts.most]
    known = [
        None if counts is None or end is None else np.maximum(_sums(counts, end, *shape), 0)
        for end in ends or [None, None]
    ]
    held = np.argwhere(member.any(axis=0))
    i, j, k = held.T
    inside = [tuple(ids[a] for a in np.flatnonzero(of_area == n)) for n in range(own.shape[1])]
    runs = [Months(edge, after - 1) for edge, after in pairwise(edges)]
    pieces = tuple(Reach(inside[n], runs[m]) for n, m in zip(i, j, strict=True))
    unknown = np.full(own.shape[1:], UNKNOWN) if sums is None else sums
    least, most = (None if end is None else end[i, j, k] for end in known)
    return _Block(member[:, i, j, k], unknown[i, j, k], pieces, (least, most))


def _area_classes(cells: Sequence[Cell], ids: Sequence[str]) -> tuple[Mask, Integers]:
    """Areas that lie in the same lists: whether each cell holds the class [C, I], and the class of
    each area [A]."""
    at = {key: i for i, key in enumerate(ids)}
    lists = list(dict.fromkeys(cell.areas for cell in cells))
    inside = np.zeros((len(lists), len(ids)), bool)
    for row, areas in enumerate(lists):
        inside[row, [at[key] for key in areas]] = True
    classes, of_area = _unique_columns(inside)
    return classes[[lists.index(cell.areas) for cell in cells]], of_area


def _holds(kinds: Sequence[Kinds], counts: TrueCounts) -> Mask:
    return counts.holds[[counts.kinds.index(kind) for kind in kinds]]


def _sums(
    counts: TrueCounts,
    numbers: Integers,
    classes: int,
    ids: Sequence[str],
    of_area: Integers,
    edges: Sequence[int],
) -> Integers:
    """Numbers [K, A, T] summed by class of areas, run of months and class of rows, [I, J, K];
    UNKNOWN of classes with an area that the table at hand does not have."""
    at = {key: i for i, key in enumerate(counts.areas)}
    positions = np.array([at.get(key, -1) for key in ids])
    by_area = np.zeros((classes, len(counts.periods), len(numbers)), np.int64)
    np.add.at(
        by_area, of_area[positions >= 0], numbers[:, positions[positions >= 0]].transpose(1, 2, 0)
    )
    sums = np.zeros((classes, len(edges) - 1, len(numbers)), np.int64)
    when = np.searchsorted(edges, counts.periods, side="right") - 1
    inside = (when >= 0) & (when < len(edges) - 1)
    np.add.at(sums.swapaxes(0, 1), when[inside], by_area[:, inside].swapaxes(0, 1))
    sums[np.unique(of_area[positions < 0])] = UNKNOWN
    return sums


def _unique_columns(matrix: Mask) -> tuple[Mask, Integers]:
    """Distinct columns [C, U] and which of them each column is [N]."""
    packed = np.ascontiguousarray(np.packbits(matrix, axis=0).T)
    rows = packed.view(np.dtype((np.void, packed.shape[1]))).ravel()
    _, first, inverse = np.unique(rows, return_index=True, return_inverse=True)
    return matrix[:, first], inverse.ravel().astype(np.int64)


def _grouped(truth: Integers, of_piece: Integers, atoms: int) -> Integers:
    """True counts of atoms, of those of their pieces."""
    sums = np.zeros(atoms, np.int64)
    np.add.at(sums, of_piece, np.maximum(truth, 0))
    sums[np.unique(of_piece[truth == UNKNOWN])] = UNKNOWN
    return sums
