"""The least and the greatest that guarded counts can be, by integer programmes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from tests.disclosure.attacks.world import Cell, Table

LEAST = 10
"""Values that must be left of a count under as many."""

Terms = tuple[tuple[float, Cell], ...]
"""A weighted sum of cells."""


@dataclass(frozen=True, slots=True)
class Fact:
    """What an attacker knows: a weighted sum of cells lies from `lo` to `hi`."""

    terms: Terms
    lo: float
    hi: float
    why: str = ""


@dataclass(frozen=True, slots=True)
class Guarded:
    """A sum that nobody may learn where it is under ten."""

    name: str
    terms: Terms


@dataclass(frozen=True, slots=True)
class Learnt:
    guarded: Guarded
    true: int
    least: float
    greatest: float

    @property
    def values(self) -> float:
        return self.greatest - self.least + 1


class Atoms:
    """Areas, months and kinds in the finest groups that the cells tell apart."""

    def __init__(self, tables: Sequence[Table], cells: Iterable[Cell], kinds: Sequence[str]):
        cells = list(cells)
        self.of: dict[tuple[str, int, int, int], int] = {}
        self.groups = {}
        for table in tables:
            own = [cell for cell in cells if cell.source == table.name]
            periods = range(table.months.first, table.months.last + 1)
            self.groups[table.name] = (
                grouped(table.areas, [cell.areas for cell in own]),
                grouped(periods, [frozenset(_run(cell)) for cell in own]),
                grouped(kinds, [cell.kinds for cell in own]),
            )
            a, t, k = (len(part) for part in self.groups[table.name])
            for place in product(range(a), range(t), range(k)):
                self.of[(table.name, *place)] = len(self.of)

    def row(self, terms: Terms) -> NDArray[np.float64]:
        """Coefficients of the atoms in a weighted sum of cells."""
        out = np.zeros(len(self.of))
        for weight, cell in terms:
            areas, months, kinds = self.groups[cell.source]
            wanted = (
                [i for i, group in enumerate(areas) if group[0] in cell.areas],
                [i for i, group in enumerate(months) if cell.months.first <= group[0]
                 and group[0] <= cell.months.last],
                [i for i, group in enumerate(kinds) if group[0] in cell.kinds],
            )  # fmt: skip
            for place in product(*wanted):
                out[self.of[(cell.source, *place)]] += weight
        return out


def _run(cell: Cell) -> range:
    return range(cell.months.first, cell.months.last + 1)


def grouped(items, sets):
    """Items in the largest groups that no set divides; those in no set are left out."""
    groups: dict[tuple[bool, ...], list] = {}
    for item in items:
        key = tuple(item in one for one in sets)
        if any(key):
            groups.setdefault(key, []).append(item)
    return list(groups.values())


def solve(
    tables: Sequence[Table],
    facts: Sequence[Fact],
    guarded: Sequence[Guarded],
    kinds: Sequence[str],
    public: Sequence[Fact] = (),
    everything: float = 100_000,
) -> list[Learnt]:
    """What the facts say of every guarded sum whose true count is under ten.

    public : what is known without any report; what it gives away by itself is nobody's secret
    ValueError where the truth itself does not fit the facts: the attacker reasoned wrongly.
    """
    by_name = {table.name: table for table in tables}

    def true(terms: Terms) -> float:
        return sum(weight * by_name[cell.source].total(cell) for weight, cell in terms)

    for fact in (*public, *facts):
        if not fact.lo - 1e-6 <= true(fact.terms) <= fact.hi + 1e-6:
            raise ValueError(f"{fact.why}: {true(fact.terms)} not in {fact.lo} to {fact.hi}")
    guarded = [one for one in guarded if 0 <= true(one.terms) < LEAST]
    cells = [cell for one in (*facts, *public, *guarded) for _, cell in one.terms]
    atoms = Atoms(tables, cells, kinds)
    before, after = (_system(atoms, some) for some in (public, [*public, *facts]))
    known: dict[bytes, tuple[float, float] | None] = {}
    learnt = []
    for one in guarded:
        row = atoms.row(one.terms)
        key = row.tobytes()
        if key not in known:
            least, greatest = _ends(row, *before, everything)
            secret = greatest - least + 1 >= LEAST
            known[key] = _ends(row, *after, everything) if secret else None
        ends = known[key]
        if ends is not None:
            learnt.append(Learnt(one, round(true(one.terms)), *ends))
    return learnt


def _system(atoms: Atoms, facts: Sequence[Fact]):
    rows = [atoms.row(fact.terms) for fact in facts]
    matrix = np.array(rows).reshape(len(facts), len(atoms.of))
    return matrix, np.array([one.lo for one in facts]), np.array([one.hi for one in facts])


def _ends(row, matrix, lo, hi, everything: float) -> tuple[float, float]:
    """Least and greatest; the linear programme first, since the integer one lies inside it."""
    used = row != 0
    if len(matrix):
        # Atoms that no fact joins to these say nothing of them.
        while True:
            more = used | (matrix[(matrix[:, used] != 0).any(axis=1)] != 0).any(axis=0)
            if (more == used).all():
                break
            used = more
        keep = (matrix[:, used] != 0).any(axis=1)
        matrix = matrix[np.ix_(keep, used)]
        lo, hi = lo[keep], hi[keep]
    ends = []
    for sign in (1, -1):
        found = milp(
            sign * row[used],
            integrality=np.ones(used.sum()),
            bounds=Bounds(0, everything),
            constraints=[LinearConstraint(matrix, lo, hi)] if len(matrix) else [],
            options={"time_limit": 5.0, "mip_rel_gap": 0.0},
        )
        if found.x is None and found.mip_dual_bound is None:
            raise ValueError(f"no solution: {found.message}")
        bound = found.fun if found.status == 0 else found.mip_dual_bound
        ends.append(sign * float(bound))
    return float(np.ceil(max(ends[0], 0.0) - 1e-6)), float(np.floor(ends[1] + 1e-6))


def differences(cells: Sequence[Cell]) -> list[Guarded]:
    """Those of two cells of which one holds the other."""
    out = []
    for whole in cells:
        for part in cells:
            inside = (
                part != whole
                and part.source == whole.source
                and part.areas <= whole.areas
                and part.kinds <= whole.kinds
                and whole.months.first <= part.months.first
                and part.months.last <= whole.months.last
            )
            if inside:
                out.append(Guarded("difference", ((1.0, whole), (-1.0, part))))
    return out
