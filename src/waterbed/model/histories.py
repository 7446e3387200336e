"""Capture histories: how many people are on which of several lists."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from itertools import permutations

import numpy as np

from waterbed.model.estimate import Remark
from waterbed.model.reference import Integers


@dataclass(frozen=True, slots=True)
class Histories:
    """Counts of people by the set of lists that they are on; nothing else about them is kept.

    Attributes
    ----------
    lists : names of the lists, K of them
    counts : int [2^K], people by history; bit k of the index is set for those on list k.
        counts[0], those on no list, is not known and holds 0
    strata : names of periods or areas, if the lists are divided by one
    by_stratum : int [S, 2^K], the same by stratum; None without strata
    unlisted : people of the table who are on none of the lists, left out
    notices : what was joined or left out in reading, for those who hold the table
        (codes of `codes.CONTACTS`)
    """

    lists: tuple[str, ...]
    counts: Integers
    strata: tuple[str, ...] = ()
    by_stratum: Integers | None = None
    unlisted: int = 0
    notices: tuple[Remark, ...] = ()

    def __post_init__(self) -> None:
        if self.counts.shape != (1 << len(self.lists),):
            raise ValueError("counts must have one number for each set of lists")
        if (self.counts < 0).any() or self.counts[0]:
            raise ValueError("counts must be 0 or more, and 0 for those on no list")
        if self.by_stratum is not None and self.by_stratum.shape != (
            len(self.strata),
            len(self.counts),
        ):
            raise ValueError("by_stratum must have a row a stratum")

    @property
    def seen(self) -> int:
        """People on at least one list."""
        return int(self.counts.sum())

    @property
    def totals(self) -> Integers:
        """People on each list, int [K]."""
        return np.asarray(self.counts @ membership(len(self.lists)), np.int64)

    def by_lists(self) -> Integers:
        """People on exactly j lists, int [K + 1]."""
        sizes = membership(len(self.lists)).sum(axis=1)
        return np.bincount(sizes, self.counts, len(self.lists) + 1).astype(np.int64)

    def overlaps(self) -> Integers:
        """People on both lists of each pair (and on each list, on the diagonal), int [K, K]."""
        on = membership(len(self.lists))
        return np.asarray(on.T @ (on * self.counts[:, None]), np.int64)

    def without(self, k: int) -> Histories:
        """The table as it would be without list k: those on it alone are not seen."""
        counts = np.zeros(len(self.counts) // 2, np.int64)
        np.add.at(counts, _dropped(len(self.lists), k), self.counts)
        counts[0] = 0
        return Histories(self.lists[:k] + self.lists[k + 1 :], counts)

    def among(self, k: int) -> Histories:
        """Those on list k, by the other lists: a population whose size is known."""
        on = membership(len(self.lists))[:, k] > 0
        counts = np.zeros(len(self.counts) // 2, np.int64)
        np.add.at(counts, _dropped(len(self.lists), k)[on], self.counts[on])
        counts[0] = 0
        return Histories(self.lists[:k] + self.lists[k + 1 :], counts)

    def canonical(self) -> Histories:
        """The same lists in an order that depends on the counts alone.

        The greatest table, read from the first cell on, among all orders of the lists: no answer
        can then depend on the order of columns or on what the lists are called.
        """
        if len(self.lists) < 2:
            return self
        if len(self.lists) > MOST_ORDERED:
            return self._by_size()
        orders, cells = _orders(len(self.lists))
        best = max(range(len(orders)), key=lambda i: tuple(self.counts[cells[i]].tolist()))
        at = cells[best]
        return replace(
            self,
            lists=tuple(self.lists[k] for k in orders[best]),
            counts=self.counts[at],
            by_stratum=None if self.by_stratum is None else self.by_stratum[:, at],
        )

    def _by_size(self) -> Histories:
        """Of many lists: the longest first, and of equally long ones that which overlaps more.

        Lists that no number tells apart stay as they stand: they are alike in every overlap.
        """
        both, alone = self.overlaps(), self.counts[1 << np.arange(len(self.lists))]
        ranks = [(int(both[k, k]), int(alone[k]), sorted(both[k].tolist(), reverse=True))
                for k in range(len(self.lists))]  # fmt: skip
        order = sorted(range(len(self.lists)), key=lambda k: ranks[k], reverse=True)
        at = membership(len(self.lists)) @ (1 << np.array(order))
        return replace(
            self,
            lists=tuple(self.lists[k] for k in order),
            counts=self.counts[at],
            by_stratum=None if self.by_stratum is None else self.by_stratum[:, at],
        )


MOST_ORDERED = 6
"""Lists of which every order is tried: of eight there are forty thousand."""


@cache
def membership(lists: int) -> Integers:
    """int [2^K, K], 1 where the history of that index holds the list."""
    members = (np.arange(1 << lists)[:, None] >> np.arange(lists)) & 1
    members.setflags(write=False)
    return members.astype(np.int64)


def _dropped(lists: int, k: int) -> Integers:
    """The index of each history once list k is left out, int [2^K]."""
    cells = np.arange(1 << lists)
    return (cells & ((1 << k) - 1)) | (cells >> (k + 1) << k)


@cache
def _orders(lists: int) -> tuple[tuple[tuple[int, ...], ...], Integers]:
    """All orders of the lists, and for each the old index of each new history, int [K!, 2^K]."""
    orders = tuple(permutations(range(lists)))
    bits = membership(lists)
    cells = np.array([bits @ (1 << np.array(order)) for order in orders])
    return orders, cells
