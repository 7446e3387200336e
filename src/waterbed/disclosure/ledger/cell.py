"""A cell: what a reader of a release knows of one set of incidents, and how it is written down.

A set is a product: some areas, a run of months, some kinds of incident, one source.  What a reader
knows of its count is an interval, or nothing where the release withholds it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from waterbed.model.months import Months, label, month
from waterbed.model.study import Selector

Origin = tuple[Any, ...]
"""Which number of a release shows a cell: a word for the part of the report, and its key there."""

FEWEST_NAMED = 24
"""Longer lists of areas are written once in a ledger, and named by a hash afterwards."""


@dataclass(frozen=True, slots=True)
class Kinds:
    """The rows that count: those that match any of `include` and none of `exclude`.

    A selector's column "" stands for the first category column of the table.
    """

    include: tuple[Selector, ...] = ((),)
    exclude: tuple[Selector, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """A set of incidents and the bounds of its count; without bounds it is withheld.

    areas : ids, in order
    months : first and last, both included
    tables : names of the source tables, one but where a number is the sum of several
    lo, hi : least and greatest count that a reader holds possible; None: no bound
    words : what the set is called in a message: a role and an outcome, never a count
    origin : of the release at hand alone, what shows it; not written down
    """

    areas: tuple[str, ...]
    months: Months
    kinds: Kinds
    tables: tuple[str, ...]
    lo: int | None = None
    hi: int | None = None
    words: str = ""
    origin: Origin = ()

    @property
    def withheld(self) -> bool:
        return self.lo is None and self.hi is None

    @property
    def key(self) -> tuple[Any, ...]:
        """Equal for two cells of the same set."""
        return (self.areas, self.months, self.kinds, self.tables)


@dataclass(slots=True)
class AreaSets:
    """Lists of areas that a ledger names by a hash, so that each is written once.

    known : by name, all so far; fresh : those that the next line has to write
    """

    known: dict[str, tuple[str, ...]] = field(default_factory=dict)
    fresh: dict[str, list[str]] = field(default_factory=dict)

    def written(self, areas: tuple[str, ...]) -> list[str] | str:
        """The list itself where it is short, its name otherwise."""
        if len(areas) < FEWEST_NAMED:
            return list(areas)
        name = hashlib.sha256("\n".join(areas).encode()).hexdigest()[:16]
        if name not in self.known:
            self.known[name] = areas
            self.fresh[name] = list(areas)
        return name

    def read(self, value: object) -> tuple[str, ...]:
        """ValueError for a name that no line before has written, or for what is no list."""
        if isinstance(value, str):
            if value not in self.known:
                raise ValueError(f"no list of areas is called {value!r}")
            return self.known[value]
        return tuple(sorted(_texts(value)))


def _texts(value: object) -> Iterable[str]:
    if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
        raise ValueError("not a list of texts")
    return value


def as_json(cell: Cell, sets: AreaSets) -> dict[str, Any]:
    """A cell as a line of the ledger holds it."""
    form: dict[str, Any] = {
        "areas": sets.written(cell.areas),
        "first": label(cell.months.first),
        "last": label(cell.months.last),
        "kinds": []
        if cell.kinds.include == ((),)
        else [dict(selector) for selector in cell.kinds.include],
    }
    if cell.kinds.exclude:
        form["without"] = [dict(selector) for selector in cell.kinds.exclude]
    form["table"] = cell.tables[0] if len(cell.tables) == 1 else list(cell.tables)
    if cell.withheld:
        form["withheld"] = True
    else:
        form |= {"lo": cell.lo, "hi": cell.hi}
    return form | ({"words": cell.words} if cell.words else {})


def from_json(form: Mapping[str, Any], sets: AreaSets) -> Cell:
    """A cell of a line; ValueError or KeyError where it is none.

    A kind may be written as a category alone, which stands in the first column of categories.
    """
    table = form["table"]
    lo, hi = (None, None) if form.get("withheld") else (form["lo"], form["hi"])
    for bound in (lo, hi):
        if bound is not None and (isinstance(bound, bool) or not isinstance(bound, int)):
            raise ValueError("a bound is no whole number")
    if lo is not None and hi is not None and lo > hi:
        raise ValueError("a least count lies above the greatest")
    return Cell(
        sets.read(form["areas"]),
        Months(month(form["first"]), month(form["last"])),
        Kinds(_selectors(form.get("kinds") or []) or ((),), _selectors(form.get("without") or [])),
        (table,) if isinstance(table, str) else tuple(_texts(table)),
        lo,
        hi,
        str(form.get("words", "")),
    )


def _selectors(value: Sequence[Any]) -> tuple[Selector, ...]:
    selectors: list[Selector] = []
    for kind in value:
        pairs = {"": kind} if isinstance(kind, str) else kind
        if not isinstance(pairs, dict):
            raise ValueError("a kind is neither a category nor columns with their categories")
        selectors.append(tuple((str(column), str(text)) for column, text in pairs.items()))
    return tuple(selectors)


def joined(cells: Iterable[Cell]) -> tuple[Cell, ...]:
    """Each set once, with the bounds of all cells that speak of it; the first cell gives the words.

    Where two exclude one another (a table that was counted anew), whatever either allows.
    """
    known: dict[tuple[Any, ...], Cell] = {}
    for cell in cells:
        other = known.get(cell.key)
        known[cell.key] = cell if other is None else _both(other, cell)
    return tuple(known.values())


def _both(cell: Cell, other: Cell) -> Cell:
    lows = [bound for bound in (cell.lo, other.lo) if bound is not None]
    highs = [bound for bound in (cell.hi, other.hi) if bound is not None]
    lo, hi = max(lows, default=None), min(highs, default=None)
    if lo is not None and hi is not None and lo > hi:
        lo, hi = min(lows), max(highs)
    return replace(cell, lo=lo, hi=hi, origin=cell.origin or other.origin)
