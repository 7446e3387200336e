"""A new release held together with all that was published before: mended, passed or refused."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from waterbed.disclosure.ledger.atoms import System, TrueCounts, bounded, system_of
from waterbed.disclosure.ledger.audit import Problem, TooNarrow, audit
from waterbed.disclosure.ledger.cell import Cell, Origin, joined
from waterbed.disclosure.ledger.guarded import guarded
from waterbed.disclosure.ledger.people import is_of_people, narrow_people
from waterbed.disclosure.ledger.words import refusal_text
from waterbed.model.errors import Refusal

T = TypeVar("T")
PAST, KNOWN = "past", "known"
"""Origins of cells that no run can withhold: of an earlier release, with its date; known from
elsewhere, with who says so."""


@dataclass(frozen=True, slots=True)
class Held(Generic[T]):
    """What may be published.

    content : as it is released; cells : what it adds to the ledger; withheld : what was withheld so
    that nothing small can be had by subtraction
    """

    content: T
    cells: tuple[Cell, ...]
    withheld: frozenset[Origin] = frozenset()


def hold(
    release: Callable[[Collection[Origin]], T],
    cells_of: Callable[[T], tuple[Cell, ...]],
    past: Sequence[Cell],
    counts: Mapping[str, TrueCounts],
    headline: Collection[Origin] = (),
) -> Held[T]:
    """The release with the larger of two numbers withheld as often as needed.

    release : what is shown where some of it is withheld; cells_of : its cells; past : cells that a
    reader has already; headline : what a claim is answered from, which is not withheld
    Refusal `ledger` where only that is left to withhold.
    """
    withheld: frozenset[Origin] = frozenset()
    while True:
        content = release(withheld)
        cells = cells_of(content)
        narrow, system = _first_narrow(cells, past, counts)
        if narrow is None:
            return Held(content, cells, withheld)
        assert system is not None
        binding = _binding(system, narrow)
        larger = _larger(system, binding, {*headline, *withheld})
        if larger is None:
            shown = [system.cells[c] for c in binding if not system.cells[c].withheld]
            raise Refusal("ledger", *refusal_text(shown, system.reach(narrow.row)))
        withheld |= {larger}


def too_narrow(
    cells: Sequence[Cell], counts: Mapping[str, TrueCounts]
) -> list[tuple[tuple[Cell, ...], System, TooNarrow]]:
    """What readers of a ledger can tell already: the cells that lead to it, and the set."""
    cells = [cell for cell in cells if not is_of_people(cell)]
    if not cells:
        return []
    system = system_of(joined(cells), counts)
    return [
        (tuple(system.cells[c] for c in _binding(system, narrow)), system, narrow)
        for narrow in audit(system, guarded(system))
    ]


def _larger(system: System, binding: Sequence[int], kept: Collection[Origin]) -> Origin | None:
    """Of the new numbers that lead to a set the largest that may be withheld; where none does so
    directly, of those that share a part with what leads there."""
    near = system.member[list(binding)].any(axis=0)
    beside = np.flatnonzero((system.member & near).any(axis=1))
    for some in (binding, beside.tolist()):
        able = [
            (float(system.hi[c]), int(system.member[c].sum()), system.cells[c].origin)
            for c in some
            if _is_new(system.cells[c].origin)
            and not system.cells[c].withheld
            and system.cells[c].origin not in kept
        ]
        if able:
            return max(able)[2]
    return None


def _is_new(origin: Origin) -> bool:
    return bool(origin) and origin[0] not in (PAST, KNOWN)


def _first_narrow(
    cells: Sequence[Cell], past: Sequence[Cell], counts: Mapping[str, TrueCounts]
) -> tuple[TooNarrow | None, System | None]:
    """A set that the new cells place too narrowly; what readers know already is nothing new."""
    people, of_people = narrow_people(
        [cell for cell in cells if is_of_people(cell)], [c for c in past if is_of_people(c)]
    )
    if people is not None and of_people is not None:
        return people, of_people
    past, cells = ([c for c in some if not is_of_people(c)] for some in (past, cells))
    if not cells:
        return None, None
    system = system_of(joined([*past, *cells]), counts)
    rows = guarded(system)
    while narrow := audit(system, rows, most=1):
        before = audit(_before(system, past), narrow[0].row[None])
        if not before or before[0].values > narrow[0].values:
            return narrow[0], system
        rows = rows[(rows != narrow[0].row).any(axis=1)]
    return None, system


def _before(system: System, past: Sequence[Cell]) -> System:
    """The same sets with what is known of them without the new release."""
    known = {cell.key: cell for cell in joined(past)}
    return bounded(system, [known.get(cell.key) for cell in system.cells])


def _binding(system: System, narrow: TooNarrow) -> list[int]:
    """Cells that hold the set between its ends, those of the most atoms first."""
    used = np.zeros(len(system.cells), bool)
    problem = Problem(system)
    for sign in (1.0, -1.0):
        used |= problem.binding(sign * narrow.row.astype(float))
    cells: NDArray[np.int64] = np.flatnonzero(used)
    return sorted((int(c) for c in cells), key=lambda c: -int(system.member[c].sum()))
