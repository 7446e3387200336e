"""Which rows an outcome counts: exact matches on categories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from waterbed.model.estimate import Figure, Remark, remark
from waterbed.model.messages import fault
from waterbed.model.sources import CountTable
from waterbed.model.study import Outcome, Selector
from waterbed.read.tables.files import Opened, clean


@dataclass(frozen=True, slots=True)
class Selection:
    """Rows by outcome.

    masks : bool [O, R], whether the outcome counts the row
    idle : outcome position and selector of each `include` that no row of this table matches
    categories : the values there are in the columns that outcomes select on, by column
    notices : values that were matched in another spelling
    """

    masks: NDArray[np.bool_]
    idle: tuple[tuple[int, Selector], ...]
    categories: tuple[tuple[str, tuple[str, ...]], ...]
    notices: tuple[Remark, ...] = ()

    @property
    def used(self) -> NDArray[np.bool_]:
        """Rows that any outcome counts, bool [R]."""
        return np.asarray(self.masks.any(axis=0))

    @property
    def selected(self) -> NDArray[np.bool_]:
        """Whether the outcome counts any row of this table, bool [O]."""
        return np.asarray(self.masks.any(axis=1))

    def without(self, rows: NDArray[np.bool_]) -> Selection:
        """The same with these rows, bool [R], counted by no outcome."""
        return replace(self, masks=self.masks & ~rows)


def wanted(outcome: Outcome, table: CountTable) -> bool:
    return not outcome.tables or table.name in outcome.tables


def category_columns(
    table: CountTable, outcomes: Sequence[Outcome], opened: Opened
) -> tuple[str, ...]:
    """The columns that outcomes select on, those of the table first.

    A selector's column that this table lacks matches none of its rows, but a table that an
    outcome names must have it.
    """
    columns = [opened.require(name, "categories") for name in table.categories]
    for outcome in outcomes:
        for selector in (*outcome.include, *outcome.exclude):
            for column, value in selector if wanted(outcome, table) else ():
                name = _resolve(column, table, outcome, value)
                if table.name in outcome.tables:
                    opened.require(name, f"outcome {outcome.id!r}")
                if name in opened.columns:
                    columns.append(name)
    return tuple(dict.fromkeys(columns))


def _resolve(column: str, table: CountTable, outcome: Outcome, value: str) -> str:
    if column:
        return column
    if table.categories:
        return table.categories[0]
    raise fault("no-categories", place=f"outcome {outcome.id!r}", value=value, table=table.name)


def select(
    categories: pl.DataFrame, table: CountTable, outcomes: Sequence[Outcome], rows: int
) -> Selection:
    """Match every row of the category columns (there may be none) against every outcome."""
    texts = categories.with_columns(pl.all().cast(pl.String))
    there = tuple(
        (name, tuple(texts[name].drop_nulls().unique().sort().to_list())) for name in texts.columns
    )
    spelt = _Spelt(texts, dict(there))
    masks = np.zeros((len(outcomes), rows), bool)
    idle = []
    for o, outcome in enumerate(outcomes):
        if not wanted(outcome, table):
            continue
        for selector in outcome.include:
            match = _matches(spelt, rows, table, outcome, selector)
            masks[o] |= match
            if not match.any():
                idle.append((o, selector))
        for selector in outcome.exclude:
            masks[o] &= ~_matches(spelt, rows, table, outcome, selector)
    return Selection(masks, tuple(idle), there, spelt.remarks())


@dataclass
class _Spelt:
    """The columns of categories, in which spaces and case make no difference."""

    texts: pl.DataFrame
    there: dict[str, tuple[str, ...]]
    other: dict[tuple[str, str], int] = field(default_factory=dict)

    def match(self, column: str, value: str) -> NDArray[np.bool_]:
        wanted = clean(value).casefold()
        spelt = [
            spelling for spelling in self.there[column] if clean(spelling).casefold() == wanted
        ]
        if spelt in ([], [value]):
            return (self.texts[column] == value).fill_null(False).to_numpy()
        for spelling in spelt:
            if spelling != value:
                self.other[column, spelling] = int((self.texts[column] == spelling).sum())
        return self.texts[column].is_in(spelt).fill_null(False).to_numpy()

    def remarks(self) -> tuple[Remark, ...]:
        if not self.other:
            return ()
        names = tuple(clean(spelling) for _, spelling in self.other)
        rows = Figure(sum(self.other.values()))
        return (remark("category-spellings", rows=rows, names=tuple(dict.fromkeys(names))[:8]),)


def _matches(
    spelt: _Spelt, rows: int, table: CountTable, outcome: Outcome, selector: Selector
) -> NDArray[np.bool_]:
    match = np.ones(rows, bool)
    for column, value in selector:
        name = _resolve(column, table, outcome, value)
        if name not in spelt.there:
            return np.zeros(rows, bool)
        match &= spelt.match(name, value)
    return match
