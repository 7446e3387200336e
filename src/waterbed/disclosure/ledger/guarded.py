"""Which sets of incidents a reader must not be able to count: small ones that numbers lead to."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from waterbed.disclosure.ledger.atoms import MOST, UNKNOWN, System
from waterbed.disclosure.rules import LEAST_SHOWN, THRESHOLD
from waterbed.model.reference import Mask


def guarded(system: System) -> Mask:
    """Small sets of atoms [G, N], each once, that a reader can aim at.

    Each atom, each cell and each difference of two cells of which one holds the other, where its
    true count is under ten; each cell that a release withholds where it is too small to be shown,
    which its reader knows.  A set whose count is not known is none of ours.  Where published counts
    are part of a set, or hold it, what they leave is as small: a set is guarded by that.
    """
    atoms = np.eye(system.member.shape[1], dtype=bool)
    withheld = np.array([cell.withheld for cell in system.cells], bool)
    beside = system.least is not None or system.most is not None
    cells = system.member if beside else system.member[withheld]
    aimed = np.concatenate([atoms, cells, _differences(system)])
    small = np.concatenate([
        _under(system, aimed, THRESHOLD),
        _under(system, system.member[withheld], math.floor(LEAST_SHOWN) + 1),
    ])  # fmt: skip
    return np.unique(small, axis=0) if len(small) else small


def _under(system: System, rows: Mask, limit: int) -> Mask:
    """Those of sets of atoms, bool [G, N], that are known to count less than so many."""
    count = _smallest(system, rows)
    small: Mask = rows[(count != UNKNOWN) & (count < limit) & rows.any(axis=1)]
    return small


def _smallest(system: System, rows: Mask) -> NDArray[np.int64]:
    """True counts of sets of atoms, or what published counts leave of them, if that is less."""
    count = system.counted(rows)
    left = count.copy()
    if system.least is not None:
        published = rows @ system.least
        left = np.where(published > 0, np.minimum(left, count - published), left)
    if system.most is not None:
        left = np.minimum(left, np.minimum(rows @ system.most, MOST) - count)
    return np.where(count == UNKNOWN, UNKNOWN, np.maximum(left, 0))


def _differences(system: System) -> Mask:
    """What a cell counts beyond another that it holds, where that is small; bool [D, N]."""
    member, true = system.member, system.counted(system.member)
    numbers = member.astype(np.float32)
    size = numbers.sum(axis=1)
    holds = (numbers @ numbers.T == size[None, :]) & (size[:, None] > size[None, :])
    beyond = true[:, None] - true[None, :]
    known = (true[:, None] != UNKNOWN) & (true[None, :] != UNKNOWN)
    if system.least is None and system.most is None:
        known = known & (beyond < THRESHOLD)
    larger, smaller = np.nonzero(holds & known)
    differences: Mask = member[larger] & ~member[smaller]
    return differences
