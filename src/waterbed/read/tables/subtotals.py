"""Areas that are the sum of those listed under or above them: subtotals within a table."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from waterbed.model.errors import InputError
from waterbed.model.sources import CountTable

# Below these an area may equal the sum of its neighbours in the list by chance.
_COUNTS, _PERIODS = 30, 3


def sums_of_block(counts: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which groups equal the sum of the groups right after or right before them, bool [G].

    counts : [G, T], groups in the order of the table, in periods that are known
    Two such groups at least must have counts, and the sum must be 30 or more in three periods.
    """
    return _sums_of_next(counts) | _sums_of_next(counts[::-1])[::-1]


def _sums_of_next(counts: NDArray[np.int64]) -> NDArray[np.bool_]:
    groups, periods = counts.shape
    before = np.zeros((groups + 1, periods), np.int64)
    np.cumsum(counts, axis=0, out=before[1:])
    whole, busy = before.sum(axis=1), np.append(0, np.cumsum(counts.any(axis=1)))
    total = counts.sum(axis=1)
    after = np.arange(1, groups + 1)
    end = np.minimum(np.searchsorted(whole, whole[after] + total), groups)
    equal = (before[end] - before[after] == counts).all(axis=1)
    large = (total >= _COUNTS) & ((counts > 0).sum(axis=1) >= _PERIODS)
    return np.asarray(equal & large & (busy[end] - busy[after] >= 2))


def in_order(codes: NDArray[np.int64]) -> NDArray[np.int64]:
    """The groups of rows (-1: none) by their first row."""
    rows = np.flatnonzero(codes >= 0)
    there, first = np.unique(codes[rows], return_index=True)
    return np.asarray(there[np.argsort(first)])


def may_be_subtotals(names: list[str], file: str, column: str, table: CountTable) -> InputError:
    """The question whether these areas are subtotals."""
    number = f"{len(names)} area{'s' if len(names) > 1 else ''}"
    each = "is each" if len(names) > 1 else "is"
    return InputError(
        f"{number} {each} the sum of those listed right after or before: a subtotal would be "
        "counted as an area of its own",
        file=file,
        place=repr(column),
        value=None if table.secret else ", ".join(names[:8]),
        mend=f'Set totals = "leave-out" for the table {table.name!r} if they are subtotals, or '
        'totals = "keep" if not.',
        code="may-be-subtotals",
    )
