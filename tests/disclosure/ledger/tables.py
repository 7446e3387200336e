"""Small tables and cells for tests of the ledger."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from waterbed.disclosure.ledger.atoms import System, TrueCounts, system_of
from waterbed.disclosure.ledger.audit import audit
from waterbed.disclosure.ledger.cell import Cell, Kinds, joined
from waterbed.disclosure.ledger.guarded import guarded
from waterbed.disclosure.rules import round_count, too_small
from waterbed.model.months import Months

FIRST = 24_000  # January 2000
ALL = Kinds()


def kind(*categories: str, without: Sequence[str] = ()) -> Kinds:
    """Rows of some categories, or of all but some."""
    include = tuple((("", name),) for name in categories) or ((),)
    return Kinds(include, tuple((("", name),) for name in without))


class Table:
    """Monthly counts by area and category, [K, A, T], and the cells that a release makes of them.

    counts : of categories "k0", "k1", ... in areas "a0", "a1", ... from FIRST on
    """

    def __init__(self, counts: np.ndarray) -> None:
        self.counts = np.asarray(counts, np.int64)
        k, a, t = self.counts.shape
        self.categories = tuple(f"k{n}" for n in range(k))
        self.areas = tuple(f"a{n:03d}" for n in range(a))
        self.periods = np.arange(FIRST, FIRST + t)

    def holds(self, one: Kinds) -> np.ndarray:
        """Which categories the kinds hold, bool [K]."""

        def matches(selector, name):
            return all(value == name for _, value in selector)

        return np.array([
            any(matches(s, name) for s in one.include)
            and not any(matches(s, name) for s in one.exclude)
            for name in self.categories
        ])  # fmt: skip

    def true(self, areas: Sequence[int], months: tuple[int, int], kinds: Kinds = ALL) -> int:
        part = self.counts[self.holds(kinds)][:, list(areas), months[0] : months[1] + 1]
        return int(part.sum())

    def cell(self, areas: Sequence[int], months: tuple[int, int], kinds: Kinds = ALL) -> Cell:
        """As a release shows it: rounded to five, or withheld where small."""
        count = self.true(areas, months, kinds)
        shown = round(round_count(count))
        bounds = (None, None) if too_small(count) else (shown - 2, shown + 2)
        return self.bare(areas, months, kinds, *bounds)

    def bare(self, areas, months, kinds=ALL, lo=None, hi=None) -> Cell:
        ids = tuple(sorted(self.areas[a] for a in areas))
        run = Months(FIRST + months[0], FIRST + months[1])
        return Cell(ids, run, kinds, ("t",), lo, hi)

    def known(self, cells: Sequence[Cell]) -> TrueCounts:
        kinds = tuple(dict.fromkeys(cell.kinds for cell in cells))
        holds = np.array([self.holds(one) for one in kinds])
        return TrueCounts(self.areas, self.periods, kinds, holds, self.counts)

    def system(self, cells: Sequence[Cell]) -> System:
        return system_of(joined(cells), {"t": self.known(cells)})

    def narrow(self, cells: Sequence[Cell]) -> list:
        system = self.system(cells)
        return audit(system, guarded(system))
