"""Which sets of incidents a reader must not be able to count: small ones that numbers lead to."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from waterbed.disclosure.ledger.atoms import UNKNOWN, System
from waterbed.disclosure.rules import THRESHOLD

Bools = NDArray[np.bool_]


def guarded(system: System) -> Bools:
    """Sets of atoms [G, N] whose true count is under ten, each once, that a reader can aim at.

    Each atom; each cell that a release withholds; each difference of two cells of which one holds
    the other.  A set whose count is not known is none of ours.
    """
    atoms = np.eye(system.member.shape[1], dtype=bool)
    withheld = system.member[[cell.withheld for cell in system.cells]]
    rows = np.concatenate([atoms, withheld, _differences(system)])
    count = system.counted(rows)
    small = rows[(count != UNKNOWN) & (count < THRESHOLD) & rows.any(axis=1)]
    return np.unique(small, axis=0) if len(small) else small


def _differences(system: System) -> Bools:
    """What a cell counts beyond another that it holds, where that is small; bool [D, N]."""
    member, true = system.member, system.counted(system.member)
    numbers = member.astype(np.float32)
    size = numbers.sum(axis=1)
    holds = (numbers @ numbers.T == size[None, :]) & (size[:, None] > size[None, :])
    beyond = true[:, None] - true[None, :]
    known = (true[:, None] != UNKNOWN) & (true[None, :] != UNKNOWN)
    larger, smaller = np.nonzero(holds & known & (beyond < THRESHOLD))
    found: Bools = member[larger] & ~member[smaller]
    return found
