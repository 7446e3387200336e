"""The kinds of incident that an outcome is made of, counted apart over the months of one window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from waterbed.model.areas import Areas
from waterbed.model.errors import InputError, InputErrors
from waterbed.model.panel import Panel
from waterbed.model.sources import CountTable
from waterbed.model.study import Outcome, Study
from waterbed.model.window import Window
from waterbed.read.tables.by_kind import MOST_KINDS
from waterbed.read.tables.counts import CountsRead, read_counts
from waterbed.read.tables.select import wanted

MOST_CELLS = 20_000_000
"""Kinds x areas x periods that are counted; a study with more gets no breakdown by kind."""


def read_kinds(study: Study, areas: Areas, read: CountsRead, window: Window) -> dict[str, Panel]:
    """A panel of its kinds for each outcome that is made of two or more.

    A kind is a value of the tables' first category column.  The tables are read a second time, for
    the months of the window alone.  An outcome is left out where it has one kind, or more than are
    counted, or where its kinds cannot be read.
    """
    asked = {
        outcome.id: _kinds_of(outcome, study.counts, dict(read.kinds))
        for outcome in study.outcomes
        if not outcome.weights
    }
    asked = {key: kinds for key, kinds in asked.items() if 2 <= len(kinds) <= MOST_KINDS}
    every = list(dict.fromkeys(kind for kinds in asked.values() for kind in kinds))
    periods = (window.post.last - window.base.first + 1) // read.panel.step
    if not every or len(every) * len(areas) * periods > MOST_CELLS:
        return {}
    # Rows were weighed against `max_rejected` when the whole tables were read.
    tables = [
        replace(count, first=_latest(count.first, window.base.first),
                last=_earliest(count.last, window.post.last), max_rejected=1.0)
        for count in study.counts
        if any(wanted(outcome, count) for outcome in every)
    ]  # fmt: skip
    try:
        panel = read_counts(
            tables, every, areas, study.areas, examples=0, folder=study.folder, empty=True
        ).panel
    except (InputError, InputErrors):
        return {}
    at = {outcome: o for o, outcome in enumerate(every)}
    return {key: _part(panel, [at[kind] for kind in kinds]) for key, kinds in asked.items()}


def _latest(first: int | None, bound: int) -> int:
    return bound if first is None else max(first, bound)


def _earliest(last: int | None, bound: int) -> int:
    return bound if last is None else min(last, bound)


def _kinds_of(
    outcome: Outcome, tables: tuple[CountTable, ...], values: Mapping[str, tuple[str, ...]]
) -> tuple[Outcome, ...]:
    """The outcome cut to each value of its tables' first category column; () where a table that
    it draws on has none."""
    drawn = [table for table in tables if wanted(outcome, table)]
    if not all(table.categories for table in drawn):
        return ()
    columns = {table.categories[0] for table in drawn} | {""}
    outcomes = []
    for value in sorted({value for table in drawn for value in values[table.name]}):
        include = tuple(
            (*((c, v) for c, v in selector if c not in columns), ("", value))
            for selector in outcome.include
            if all(v == value for c, v in selector if c in columns)
        )
        gone = any(
            all(c in columns and v == value for c, v in selector) for selector in outcome.exclude
        )
        if include and not gone:
            outcomes.append(Outcome(value, value, outcome.tables, include, outcome.exclude))
    return tuple(outcomes)


def _part(panel: Panel, at: list[int]) -> Panel:
    """The panel of some of the kinds, those that are counted nowhere left out."""
    kept = [o for o in at if panel.counts[o].any()]
    return replace(
        panel,
        outcomes=tuple(panel.outcomes[o] for o in kept),
        counts=panel.counts[kept],
        covered=panel.covered[kept],
    )
