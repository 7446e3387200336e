"""The audit: between which counts a reader can place each guarded set.

The least and the greatest sum of atoms that fit what the releases say, by linear programme (HiGHS
in scipy), with whole numbers where the linear answer lies near the bound.  A set passes as soon as
two solutions are at hand in which its counts lie far enough apart, and most do so by solutions that
were found for others; scipy is imported only where there is something to solve.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from waterbed.disclosure.ledger.atoms import MOST, UNKNOWN, System
from waterbed.disclosure.rules import THRESHOLD
from waterbed.model.errors import InputError
from waterbed.model.reference import Floats, Mask

FEWEST = THRESHOLD
"""How many counts a reader must be left with of a set that is guarded."""

NEAR = 3.0
"""A linear range wider than what is needed by this much needs no whole numbers."""

_ROUNDS = 4
_BESIDE = 40
_TINY = 1e-6


@dataclass(frozen=True, slots=True)
class TooNarrow:
    """A guarded set, bool [N], that can be placed between two counts less than ten apart."""

    row: Mask
    least: float
    greatest: float

    @property
    def values(self) -> int:
        """How many whole numbers are possible."""
        return int(np.floor(self.greatest + _TINY) - np.ceil(self.least - _TINY)) + 1


@dataclass(slots=True)
class _Solved:
    """Guarded sets with the extreme counts in the solutions at hand.

    low, high : over all solutions; whole_low, whole_high : over those of whole numbers
    """

    rows: Floats
    low: Floats = field(init=False)
    high: Floats = field(init=False)
    whole_low: Floats = field(init=False)
    whole_high: Floats = field(init=False)

    def __post_init__(self) -> None:
        for name in ("low", "whole_low"):
            setattr(self, name, np.full(len(self.rows), np.inf))
        for name in ("high", "whole_high"):
            setattr(self, name, np.full(len(self.rows), -np.inf))

    def take(self, x: Floats) -> None:
        count = self.rows @ x
        self.low, self.high = np.minimum(self.low, count), np.maximum(self.high, count)
        if np.abs(x - np.round(x)).max(initial=0.0) < _TINY:
            self.whole_low = np.minimum(self.whole_low, count)
            self.whole_high = np.maximum(self.whole_high, count)

    @property
    def wide(self) -> Mask:
        """Which sets are proved to be left with enough counts."""
        apart = self.high - self.low >= FEWEST - 1 + NEAR
        whole = self.whole_high - self.whole_low >= FEWEST - 1 - _TINY
        return np.asarray(apart | whole)


def audit(system: System, rows: Mask, most: int | None = None) -> list[TooNarrow]:
    """The guarded sets, bool [G, N], of which a reader is left with fewer than ten counts.

    most : how many of them are enough to know
    """
    rows = rows[~_unbounded(system, rows)]
    if not len(rows):
        return []
    problem, solved = Problem(system), _Solved(rows.astype(float))
    if not (system.truth == UNKNOWN).any():
        solved.take(system.truth.astype(float))
        _near_truth(problem, solved, system.truth.astype(float))
    else:
        solved.take(problem.least(np.zeros(problem.size)))
    _apart(problem, solved)
    narrow: list[TooNarrow] = []
    settled = np.zeros(len(rows), bool)
    while not (settled | solved.wide).all() and (most is None or len(narrow) < most):
        left = np.flatnonzero(~(settled | solved.wide))
        g = int(left[np.argmin((solved.high - solved.low)[left])])
        least, greatest = _range(problem, solved, g)
        settled[g] = True
        result = TooNarrow(rows[g], least, greatest)
        if result.values < FEWEST:
            narrow.append(result)
    return narrow


def _near_truth(problem: Problem, solved: _Solved, truth: Floats) -> None:
    """Solutions in which few atoms differ from what is true: small programmes, which settle most
    sets of a large ledger."""
    if problem.size <= 2 * _BESIDE:
        return
    shared = problem.constraint.A.T @ problem.constraint.A
    for g in range(len(solved.rows)):
        if solved.wide[g]:
            continue
        row = solved.rows[g]
        beside = np.where(row > 0, np.inf, shared @ row)
        free = np.sort(np.argsort(-beside)[: int(row.sum()) + _BESIDE])
        for sign in (1.0, -1.0):
            solved.take(problem.least_near(sign * row, truth, free))


def _apart(problem: Problem, solved: _Solved) -> None:
    """Solutions that move as many sets as can be from those at hand, until few more are settled."""
    rng = np.random.default_rng(0)
    without = 0
    while without < _ROUNDS:
        left = ~solved.wide
        if not left.any():
            return
        up = rng.random(int(left.sum())) < 0.5
        bound = np.where(up, solved.low[left], solved.high[left])
        solved.take(problem.moved(solved.rows[left], bound, up))
        settled = int(left.sum() - (~solved.wide).sum())
        without = 0 if settled > left.sum() / 50 else without + 1


def _unbounded(system: System, rows: Mask) -> Mask:
    """Sets with an atom that lies in no cell with a bound above: any count is possible."""
    free = ~system.member[np.isfinite(system.hi)].any(axis=0)
    if system.most is not None:
        free &= system.most >= MOST
    unbounded: Mask = np.asarray((rows & free).any(axis=1))
    return unbounded


def _range(problem: Problem, solved: _Solved, g: int) -> tuple[float, float]:
    """Least and greatest count of one set, in whole numbers where the linear answer is near."""
    ends: list[float] = []
    for whole in (False, True):
        ends = []
        for sign in (1.0, -1.0):
            x = problem.least(sign * solved.rows[g], whole=whole)
            solved.take(x)
            ends.append(float(solved.rows[g] @ x))
        if not FEWEST - 1 - _TINY <= ends[1] - ends[0] < FEWEST - 1 + NEAR:
            break
    return ends[0], ends[1]


class Problem:
    """lo <= A x <= hi, x >= 0, ready to be solved for any sum of atoms."""

    def __init__(self, system: System) -> None:
        from scipy.optimize import LinearConstraint
        from scipy.sparse import csr_array

        known = (system.lo > 0) | np.isfinite(system.hi)
        self.known = np.flatnonzero(known)
        self.cells = len(system.cells)
        self.size = system.member.shape[1]
        matrix = csr_array(system.member[known].astype(float))
        self.columns = matrix.tocsc()
        self.constraint = LinearConstraint(matrix, system.lo[known], system.hi[known])
        bounded = np.concatenate([system.lo, system.hi[np.isfinite(system.hi)]])
        # No count is without end for the solver; where one could be, a set is unbounded anyway.
        free = np.full(self.size, 10.0 * FEWEST + float(bounded.max(initial=0.0)))
        self.least_each = (
            np.zeros(self.size) if system.least is None else system.least.astype(float)
        )
        self.most = free if system.most is None else np.minimum(free, system.most)
        self.most = np.maximum(self.most, self.least_each)

    def least(self, objective: Floats, *, whole: bool = False) -> Floats:
        """A solution [N] in which a weighted sum of atoms is least."""
        from scipy.optimize import Bounds, milp

        solution = milp(
            objective,
            constraints=self.constraint,
            bounds=Bounds(self.least_each, self.most),
            integrality=int(whole) if whole else None,
        )
        if solution.x is None:
            raise InputError(
                "the cells of the ledger contradict one another",
                mend="See waterbed ledger show, and what was imported or declared as known.",
            )
        x: Floats = solution.x
        return x

    def least_near(self, objective: Floats, x: Floats, free: NDArray[np.int64]) -> Floats:
        """The same where only some atoms may differ from those of a solution."""
        from scipy.optimize import Bounds, LinearConstraint, milp

        columns = self.columns[:, free]
        rows = np.flatnonzero(np.diff(columns.tocsr().indptr))
        part = columns.tocsr()[rows]
        fixed = self.constraint.A[rows] @ x - part @ x[free]
        bounds = (self.constraint.lb[rows] - fixed, self.constraint.ub[rows] - fixed)
        most = np.maximum(self.most[free], x[free])
        solution = milp(
            objective[free],
            constraints=LinearConstraint(part, *bounds),
            bounds=Bounds(self.least_each[free], most),
        )
        moved = x.copy()
        if solution.x is not None:
            moved[free] = solution.x
        return moved

    def binding(self, objective: Floats) -> Mask:
        """Which cells hold a weighted sum of atoms where it is least, bool [C]: those with a price
        in the dual."""
        from scipy.optimize import linprog
        from scipy.sparse import vstack

        matrix = self.constraint.A
        below = np.isfinite(self.constraint.ub)
        solution = linprog(
            objective,
            A_ub=vstack([matrix[below], -matrix]),
            b_ub=np.concatenate([self.constraint.ub[below], -self.constraint.lb]),
            bounds=np.column_stack([self.least_each, self.most]),
        )
        if solution.status:
            return np.ones(self.cells, bool)
        price = np.abs(solution.ineqlin.marginals) > _TINY
        used = price[int(below.sum()) :].copy()
        used[below] |= price[: int(below.sum())]
        cells = np.zeros(self.cells, bool)
        cells[self.known[used]] = True
        return cells

    def moved(self, rows: Floats, bound: Floats, up: Mask) -> Floats:
        """A solution [N] in which sets [G, N] lie beyond bounds [G], above or below, by as much as
        they can all together; what goes beyond what is needed counts for nothing."""
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import block_array, csr_array, eye_array

        many, sign = len(rows), np.where(up, 1.0, -1.0)
        slack = -eye_array(many)
        matrix = block_array(
            [[self.constraint.A, None], [csr_array(sign[:, None] * rows), slack]], format="csr"
        )
        lo = np.concatenate([self.constraint.lb, sign * bound])
        hi = np.concatenate([self.constraint.ub, np.full(many, np.inf)])
        enough = FEWEST - 1 + NEAR
        solution = milp(
            np.concatenate([np.zeros(self.size), -np.ones(many)]),
            constraints=LinearConstraint(matrix, lo, hi),
            bounds=Bounds(
                np.concatenate([self.least_each, np.zeros(many)]),
                np.concatenate([self.most, np.full(many, enough)]),
            ),
        )
        x: Floats = (
            self.least(np.zeros(self.size)) if solution.x is None else solution.x[: self.size]
        )
        return x
