"""Does a log-linear model have a finite maximum likelihood estimate, and only one?

Fienberg and Rinaldo (2012), Annals of Statistics 40:996: with A the columns on the cells left in
the fit and t = A'n, the estimate is finite if and only if some x > 0 has A'x = t.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from scipy.optimize import linprog

from waterbed.hidden.loglinear import finite_part, lists_of, pick, superset
from waterbed.model.reference import Floats, Integers, Mask

FINE, NOT_FINITE, NOT_IDENTIFIED, NEITHER = range(4)
ZERO = 1e-9


def existence(counts: Floats, columns: Integers) -> Integers:
    """Codes [B]: 0 in order, 1 not finite, 2 not identified, 3 both.

    counts : float [B, 2^K] or [1, 2^K]; columns : int [B, p] or [1, p]
    Where the rows of A with people on them have full rank, both hold, and nothing else is
    computed.  Their Gram matrix has whole numbers, so that its determinant is 0 or at least 1.
    """
    rows = max(len(counts), len(columns))
    counts = np.broadcast_to(counts, (rows, counts.shape[1]))
    _, infinite, alive = finite_part(counts, columns)
    positive = (counts > 0) & alive
    sure = _full_rank(positive, columns, infinite)
    codes = np.zeros(rows, np.int64)
    lists = lists_of(counts.shape[1])
    for row in np.flatnonzero(~sure):
        effects = columns[0 if len(columns) == 1 else row][~infinite[row]]
        codes[row] = _code(lists, tuple(effects.tolist()), _bits(alive[row]), _bits(positive[row]))
    return codes


def _full_rank(positive: Mask, columns: Integers, infinite: Mask) -> Mask:
    p = columns.shape[1]
    z = superset(lists_of(positive.shape[1]))
    unions = (columns[:, :, None] | columns[:, None, :]).reshape(-1, p * p)
    gram = pick(positive.astype(float) @ z, unions).reshape(-1, p, p)
    if infinite.any():
        keep = ~infinite
        gram = gram * keep[:, :, None] * keep[:, None, :]
        np.einsum("bpp->bp", gram)[infinite] = 1.0
    size = np.einsum("bpp->bp", gram).prod(axis=1)
    return np.asarray(np.linalg.det(gram) > np.maximum(0.5, 1e-10 * size))


def _bits(mask: Mask) -> int:
    return int.from_bytes(np.packbits(mask, bitorder="little").tobytes(), "little")


@lru_cache(maxsize=1 << 16)
def _code(lists: int, columns: tuple[int, ...], alive: int, positive: int) -> int:
    """The code of one model on one pattern of empty cells."""
    cells = np.arange(1, 1 << lists)
    there = np.array([(alive >> int(w)) & 1 for w in cells], bool)
    seen = np.array([(positive >> int(w)) & 1 for w in cells], bool)
    a = superset(lists)[1:][:, list(columns)]
    identified = np.linalg.matrix_rank(a[there]) == len(columns)
    _, values, rows = np.linalg.svd(a[seen], full_matrices=True)
    rank = int((values > 1e-8 * max(1.0, values.max(initial=0.0))).sum())
    null = rows[rank:].T
    empty = a[there & ~seen] @ null
    empty = empty[np.abs(empty).max(axis=1, initial=0.0) > ZERO]
    code = FINE if _none_recedes(empty) else NOT_FINITE
    return code if identified else code + NOT_IDENTIFIED


def _none_recedes(empty: Floats) -> bool:
    """Whether no direction lowers some empty cell and raises none.

    empty : float [m, d], change of each empty cell's log mean along each direction that leaves
        the cells with people alone
    """
    if not empty.size:
        return True
    m, d = empty.shape
    if d == 1:
        return bool(empty.min() < 0 < empty.max())
    solution = linprog(
        np.concatenate([np.zeros(d), -np.ones(m)]),
        A_ub=np.hstack([empty, np.eye(m)]),
        b_ub=np.zeros(m),
        bounds=[(None, None)] * d + [(0, 1)] * m,
        method="highs",
    )
    return bool(solution.status == 0 and -solution.fun < 1e-6)
