"""What a table counts, apart by which outcomes count a row: for the release ledger.

Rows that the same outcomes count are one class, so that any sum or difference of outcomes is a sum
of classes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waterbed.read.tables.tally import accumulate

MOST_CELLS = 60_000_000
"""Classes x areas x periods; a table with more is not told apart."""


@dataclass(frozen=True, slots=True)
class ByClass:
    """holds : bool [O, K], whether the outcome counts the class; counts : int [K, A, T]"""

    holds: NDArray[np.bool_]
    counts: NDArray[np.int64]


def by_class(
    masks: NDArray[np.bool_],
    at: NDArray[np.int64],
    when: NDArray[np.int64],
    counts: NDArray[np.int64],
    shape: tuple[int, int],
) -> ByClass | None:
    """The counts of rows that some outcome counts, by class; None where they would be too many.

    masks : bool [O, R]; at : int [R], position of the area or -1; when : int [R, K], of the period;
    counts : int [R, K], 0 where there is no data
    """
    packed = np.ascontiguousarray(np.packbits(masks, axis=0).T)
    rows = packed.view(np.dtype((np.void, packed.shape[1]))).ravel()
    _, first, of_row = np.unique(rows, return_index=True, return_inverse=True)
    holds = masks[:, first]
    kept = np.flatnonzero(holds.any(axis=0))
    if len(kept) * shape[0] * shape[1] > MOST_CELLS:
        return None
    apart = of_row.ravel() == kept[:, None]
    totals, _, _ = accumulate(apart, at, when, counts, np.zeros(counts.shape, bool), shape)
    return ByClass(holds[:, kept], totals)
