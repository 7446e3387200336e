"""Tables of hundreds of interventions of known truth, each judged as a study of its own.

Areas of a grid whose years are alike near each other; half of the places are picked among those
that counted most in the year before, the others at random; starts in three months of a year.
Nothing is done in a table as it is drawn.  What is expected of a place, and its placebos, rest on
other places and on months before, so that a change is planted in what was observed of it
(`changed`), and one table serves for many.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tests.validity.trial import study_of
from waterbed.effect import diagnostics
from waterbed.effect.compare import Comparison, compare
from waterbed.effect.estimand import Estimand
from waterbed.effect.estimates import barred_turns
from waterbed.effect.setting import WHOLE
from waterbed.model.areas import Areas
from waterbed.model.months import month
from waterbed.model.panel import Panel
from waterbed.model.reference import Floats, Mask
from waterbed.model.study import TARGET, Study
from waterbed.programme.place_effect import Draws, PlaceEffect, effect_of, place_effect
from waterbed.simulate.panel import OUTCOME, grid
from waterbed.simulate.worlds import World, draw_world

FORECAST = "forecast"
FIRST, BEFORE, AFTER = month("2012-01"), 60, 24
STARTS = (0, 4, 8)
"""Months after the first start."""

NEIGHBOURS = World(rate=14.0, shape=2.0, dispersion=1.5, drift=0.1, smooth=0.12)
"""Monthly rates of 14 on average, half of them between 7 and 19; a year's shock, alike near each
other, with a standard deviation of 12%."""


@dataclass(frozen=True, slots=True)
class Table:
    """What is judged: K places of a panel in which nothing was done.

    at : positions of the areas; start : ordinal of the first month of each
    rate : counts a month expected of each in the twelve months from its start
    picked : whether it was picked for its count
    """

    areas: Areas
    panel: Panel
    at: NDArray[np.int64]
    start: NDArray[np.int64]
    rate: Floats
    picked: Mask


def draw_table(
    rng: np.random.Generator,
    world: World = NEIGHBOURS,
    *,
    rows: int = 30,
    columns: int = 40,
    places: int = 300,
    least: float = 3.0,
    within: float = 1.0,
) -> Table:
    """A table.

    least : counts a month, over the years before the last, of places that are picked at random
    within : share of the grid's columns, from the first on, in which all places lie
    """
    drawn = draw_world(rng, world, rows, columns, FIRST, BEFORE, AFTER)
    counts = drawn.counts
    last, before = counts[:, BEFORE - 12 : BEFORE].sum(axis=1), counts[:, : BEFORE - 12]
    inside = np.arange(len(counts)) % columns < within * columns
    busiest = np.argsort(-np.where(inside, last, -1), kind="stable")[:places]
    chosen = rng.choice(busiest, places // 2, replace=False)
    others = np.setdiff1d(np.flatnonzero(inside & (before.mean(axis=1) >= least)), chosen)
    rest = rng.choice(others, places - places // 2, replace=False)
    at = rng.permutation(np.concatenate([chosen, rest]))
    start = rng.choice(STARTS, places)
    year = BEFORE + start[:, None] + np.arange(12)
    areas = grid(rows, columns, 4)
    panel = Panel(
        (OUTCOME,),
        areas.ids,
        np.arange(FIRST, FIRST + BEFORE + AFTER),
        1,
        counts[None],
        np.ones((1, *counts.shape), bool),
    )
    rate = drawn.rates[at[:, None], year].mean(axis=1)
    return Table(areas, panel, at, FIRST + BEFORE + start, rate, np.isin(at, chosen))


def changed(
    rng: np.random.Generator, table: Table, effects: Sequence[PlaceEffect], change: Floats
) -> list[PlaceEffect]:
    """The effects had each place changed by a ratio, [K] (-.5: halved): counts of the months
    compared thinned, or Poisson counts added."""
    made = []
    for one, by, rate in zip(effects, change, table.rate, strict=True):
        y = int(one.observed)
        seen = rng.binomial(y, 1 + by) if by < 0 else y + rng.poisson(by * rate * 12)
        made.append(_judged(replace(one, observed=float(seen))))
    return made


def _judged(one: PlaceEffect) -> PlaceEffect:
    """The effect with t and p of its own count and placebos."""
    return effect_of(
        one.observed,
        one.expected,
        one.scale,
        one.pools,
        id=one.id,
        outcome=one.outcome,
        separate=one.separate,
        years=one.years,
        barred=one.barred,
    )


def truth(places: int, *real: tuple[int, float]) -> Floats:
    """Changes of the places of a table: so many by so much, then nothing."""
    made = np.zeros(places)
    made[: sum(n for n, _ in real)] = np.repeat([by for _, by in real], [n for n, _ in real])
    return made


def studies(table: Table) -> list[Study]:
    """One of each place, that knows of all the others' interventions."""
    return [_study(table, k) for k in range(len(table.at))]


def _study(table: Table, k: int) -> Study:
    study = study_of(table.panel, int(table.at[k]), int(table.start[k]), "unknown")
    own = study.interventions[0]
    others = tuple(
        replace(own, id=f"others from {start}", start=int(start), areas=ids, target=())
        for start in np.unique(table.start)
        for ids in [_others(table, k, int(start))]
    )
    return replace(study, interventions=(own, *others))


def _others(table: Table, k: int, start: int) -> tuple[str, ...]:
    """Ids of the areas of all places but one that start in a month."""
    rest = np.delete(np.arange(len(table.at)), k)
    return tuple(table.areas.ids[table.at[i]] for i in rest if table.start[i] == start)


def effects_of(table: Table) -> list[PlaceEffect]:
    """Each place through its own comparison and gates, by the forecast that carries verdicts."""
    return [effect(study, table, k) for k, study in enumerate(studies(table))]


def effect(study: Study, table: Table, k: int) -> PlaceEffect:
    """Of the place k of a table."""
    window = study.rule.windows[0]
    comparison: Comparison = compare(
        study, window, table.areas, table.panel, count=999, seed=[1, k], methods=(FORECAST,)
    )
    asked = Estimand(comparison, (TARGET, WHOLE), OUTCOME, FORECAST)
    checks = diagnostics.checks(asked, study.rule, diagnostics.of_counts(asked))
    name = table.areas.ids[table.at[k]]
    return place_effect(comparison, OUTCOME, FORECAST, id=name, barred=barred_turns(checks))


@dataclass(frozen=True, slots=True)
class Named:
    """What came of one table: places named, those of them falsely, and large changes found.

    twenty : large changes (halved or doubled) of places with 15 to 25 counts a month, and found
    large, small : of all places, and found
    """

    named: int
    false: int
    twenty: tuple[int, int]
    large: tuple[int, int]
    small: tuple[int, int]

    @property
    def share(self) -> float:
        """Of the named, those named falsely; nought where none is named."""
        return self.false / max(self.named, 1)


def named(table: Table, change: Floats, fell: Mask, rose: Mask) -> Named:
    """What naming some places as fallen and some as risen came to, bool [K] each."""
    right = np.where(change < 0, fell, rose) & (change != 0)
    large = (change <= -0.5) | (change >= 1.0)
    twenty = large & (table.rate >= 15) & (table.rate <= 25)
    small = (change != 0) & ~large

    def of(group: Mask) -> tuple[int, int]:
        return int(group.sum()), int((group & right).sum())

    every = int(fell.sum() + rose.sum())
    return Named(every, every - int(right.sum()), of(twenty), of(large), of(small))


def with_placebos(
    rng: np.random.Generator, effects: Sequence[PlaceEffect], count: int
) -> list[PlaceEffect]:
    """The effects had each place no more than so many placebos, drawn from its own."""
    return [
        _judged(replace(one, pools=tuple(_fewer(rng, pool, count) for pool in one.pools)))
        for one in effects
    ]


def _fewer(rng: np.random.Generator, pool: Draws, count: int) -> Draws:
    """So many of a pool at random; of what is thinned, the nearest above."""
    ranks = np.sort(rng.choice(pool.of, min(count, pool.of), replace=False)) + 1
    values = pool.values[np.searchsorted(pool.ranks, ranks)]
    return Draws(values, np.arange(1, len(values) + 1), len(values))
