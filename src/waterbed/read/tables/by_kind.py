"""What an outcome counts, apart by the values of a table's first category column, in one reading.

This is for what concerns all areas at once (`effect/breaks.py`); what is shown of kinds is read by
`read/tables/kinds.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from waterbed.model.panel import Panel
from waterbed.model.study import Outcome
from waterbed.read.tables.select import wanted
from waterbed.read.tables.tally import Tally

MOST_KINDS = 60
MOST_CELLS = 4_000_000
"""Kinds x areas x periods of an outcome; with more, nothing is told of its kinds."""


@dataclass(frozen=True, slots=True)
class ByKind:
    """What one table adds to an outcome, by kind: names, and counts [K, A, T] as of its Tally."""

    names: tuple[str, ...]
    counts: NDArray[np.int64]


def by_kind(
    tally: Tally,
    kinds: pl.Series,
    at: NDArray[np.int64],
    when: NDArray[np.int64],
    counts: NDArray[np.int64],
) -> dict[int, ByKind]:
    """The counts of a tally apart, by position of the outcome.

    kinds : the category of each row; at : int [R], position of the area or -1; when : int [R, K],
        of the period; counts : int [R, K]
    """
    if not isinstance(kinds.dtype, pl.Enum):  # as that of police.uk is; a number becomes none
        kinds = kinds.cast(pl.String)
    names = kinds.drop_nulls().unique().cast(pl.String).sort()
    codes = kinds.cast(pl.Enum(names)).to_physical().cast(pl.Int64).fill_null(-1).to_numpy()
    by_outcome = {}
    for o, mask in enumerate(tally.selection.masks):
        used = mask & (codes >= 0) & (at >= 0)
        there = np.flatnonzero(np.bincount(codes[used], minlength=len(names)))
        size = len(there) * tally.counts[o].size
        if not len(there) or len(there) > MOST_KINDS or size > MOST_CELLS:
            continue
        if len(there) == 1:
            apart = tally.counts[o][None]
        else:
            position = np.zeros(len(names) + 1, np.int64)  # the last of rows without a kind
            position[there] = np.arange(len(there))
            kind = position[codes][:, None] * tally.counts[o].size
            cell = kind + at[:, None] * tally.counts[o].shape[1] + when
            inside = used[:, None] & (when >= 0)
            # bincount adds in float64: exact up to 2**53
            sums = np.bincount(cell[inside], counts[inside], size)
            apart = sums.astype(np.int64).reshape(len(there), *tally.counts[o].shape)
        by_outcome[o] = ByKind(tuple(names[int(k)] for k in there), apart)
    return by_outcome


def kinds_apart(
    tallies: Sequence[Tally], outcomes: Sequence[Outcome], panel: Panel
) -> dict[str, Panel]:
    """By outcome, a panel of the kinds that it is made of, over all areas and periods.

    An outcome is left out where a table that it draws on has no kinds, or too many.  A kind is
    covered where the outcome is.
    """
    index = {key: i for i, key in enumerate(panel.areas)}
    by_outcome = {}
    for o, outcome in enumerate(outcomes):
        drawn = [
            tally
            for tally in tallies
            if wanted(outcome, tally.table) and tally.selection.selected[o]
        ]
        if not drawn or any(o not in tally.by_kind for tally in drawn):
            continue
        names = tuple(sorted({name for tally in drawn for name in tally.by_kind[o].names}))
        shape = (len(names), *panel.counts.shape[1:])
        if len(names) > MOST_KINDS or np.prod(shape) > MOST_CELLS:
            continue
        counts = np.zeros(shape, np.int64)
        for tally in drawn:
            at = np.array([index[key] for key in tally.areas], np.int64)
            which = np.array([names.index(name) for name in tally.by_kind[o].names])
            when = (tally.periods - panel.periods[0]) // panel.step
            counts[np.ix_(which, at, when)] += tally.by_kind[o].counts
        covered = panel.covered[o]
        by_outcome[outcome.id] = replace(
            panel,
            outcomes=names,
            counts=counts * covered,
            covered=np.broadcast_to(covered, shape),
            measures=(),
            values=None,
            squares={},
            bounds={},
        )
    return by_outcome
