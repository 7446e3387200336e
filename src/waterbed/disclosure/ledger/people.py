"""Numbers of people on lists: who is on a list that one release adds, or in a month that it adds.

People on any of several lists are no sum of people on each, so that atoms are made otherwise: what
lies in the same cells is whoever is on some lists, and not on others.  No count of it is read
again; a set is refused where fewer than ten counts of it are possible, and one is under ten.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from waterbed.disclosure.ledger.atoms import UNKNOWN, Reach, System
from waterbed.disclosure.ledger.audit import TooNarrow, audit
from waterbed.disclosure.ledger.cell import Cell, Kinds, Origin, joined
from waterbed.disclosure.rules import THRESHOLD, bounds_of, round_total
from waterbed.model.months import Months
from waterbed.model.population import ListTable
from waterbed.model.reference import Mask

LIST = "list"
MOST_SETS = 4096
UNDATED = Months(0, 12 * 9999 + 11)
"""Contacts of all months."""


def people_cell(
    table: ListTable, lists: Sequence[str], seen: float | None, origin: Origin = ()
) -> Cell:
    """People on at least one of some lists, as they are shown (`round_total`), or withheld."""
    months = UNDATED
    if table.first is not None and table.last is not None:
        months = Months(table.first, table.last)
    lo, hi = (None, None) if seen is None else bounds_of(seen, round_total)
    kinds = Kinds(tuple(((LIST, name),) for name in sorted(lists)))
    words = f"people on {len(lists)} lists"
    return Cell((), months, kinds, (lists_in_ledger(table),), lo, hi, words, origin)


def lists_in_ledger(table: ListTable) -> str:
    """What every release calls a table of lists."""
    return table.file.stem + (f"/{table.sheet}" if table.sheet else "")


def is_of_people(cell: Cell) -> bool:
    return any(column == LIST for pairs in cell.kinds.include for column, _ in pairs)


def narrow_people(
    cells: Sequence[Cell], past: Sequence[Cell]
) -> tuple[TooNarrow | None, System | None]:
    """A set of people that new cells place too narrowly, given those that are known."""
    for table in {cell.tables for cell in cells}:
        every = joined(cell for cell in [*past, *cells] if cell.tables == table)
        system = _system(every)
        known = {cell.key for cell in past}
        if all(cell.key in known for cell in cells if cell.tables == table):
            continue
        for narrow in audit(system, _sets(system)):
            if narrow.least < THRESHOLD:
                return narrow, system
    return None, None


def _system(cells: Sequence[Cell]) -> System:
    edges = sorted({m for cell in cells for m in (cell.months.first, cell.months.last + 1)})
    on = [{name for pairs in cell.kinds.include for _, name in pairs} for cell in cells]
    lists = sorted(set().union(*on))
    tokens = {
        tuple(name in held and cell.months.first <= month <= cell.months.last
              for held, cell in zip(on, cells, strict=True))
        for name in lists
        for month in edges[:-1]
    }  # fmt: skip
    member = np.array(sorted(_closed(tokens)), bool).T
    unknown = np.full(member.shape[1], UNKNOWN)
    lo = np.array([0 if cell.lo is None else cell.lo for cell in cells], float)
    hi = np.array([np.inf if cell.hi is None else cell.hi for cell in cells], float)
    pieces = tuple(Reach((), cells[0].months) for _ in range(member.shape[1]))
    return System(tuple(cells), member, lo, hi, unknown, pieces, np.arange(member.shape[1]))


def _closed(tokens: Iterable[tuple[bool, ...]]) -> set[tuple[bool, ...]]:
    """Every set of cells that a person can lie in: on some lists in some months."""
    closed: set[tuple[bool, ...]] = set()
    for token in tokens:
        if not any(token):
            continue
        closed |= {token} | {
            tuple(a or b for a, b in zip(token, other, strict=True)) for other in closed
        }
        if len(closed) > MOST_SETS:
            break
    return closed


def _sets(system: System) -> Mask:
    """Each atom, each cell, each difference of two cells of which one holds the other."""
    rows = [*np.eye(system.member.shape[1], dtype=bool), *system.member]
    for member in system.member:
        rows += [member & ~other for other in system.member if not (other & ~member).any()]
    sets = np.unique(np.array(rows), axis=0)
    return sets[sets.any(axis=1)]
