"""Which sets of incidents a reader must not be able to count: small ones that numbers lead to."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from waterbed.disclosure.ledger.atoms import MOST, UNKNOWN, System
from waterbed.disclosure.rules import THRESHOLD
from waterbed.model.reference import Mask


def guarded(system: System) -> Mask:
    """Sets of atoms [G, N] whose true count is under ten, each once, that a reader can aim at.

    Each atom; each cell that a release withholds; each difference of two cells of which one holds
    the other.  A set whose count is not known is none of ours.  Where published counts are part of
    a set, or hold it, what they leave is as small: a set is guarded where that is under ten.
    """
    atoms = np.eye(system.member.shape[1], dtype=bool)
    beside = system.least is not None or system.most is not None
    aimed = system.member[[cell.withheld or beside for cell in system.cells]]
    rows = np.concatenate([atoms, aimed, _differences(system)])
    count = _smallest(system, rows)
    small = rows[(count != UNKNOWN) & (count < THRESHOLD) & rows.any(axis=1)]
    return np.unique(small, axis=0) if len(small) else small


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
    found: Mask = member[larger] & ~member[smaller]
    return found
