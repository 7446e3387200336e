"""Staggered starts whose effects differ by place and grow, where two-way fixed effects is wrong."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waterbed.effect.forecast import fit_poisson
from waterbed.model.months import month
from waterbed.model.reference import Floats
from waterbed.programme.event_time import NEVER
from waterbed.simulate.worlds import World, draw_world

YEARS_ALIKE = World(rate=8.0, shape=2.0, dispersion=1.5, drift=0.1, smooth=0.12)
BEFORE, AFTER = 48, 36
STARTS = tuple(range(48, 72, 4))
"""Six starts, four months apart."""


@dataclass(frozen=True, slots=True)
class Staggered:
    """counts : int [A, T]; starts : int [A]; truth : float [E], the true ratio of the treated by
    months since the start, 0 first; overall : over all of these months."""

    counts: NDArray[np.int64]
    starts: NDArray[np.int64]
    truth: Floats
    overall: float


def draw_staggered(
    rng: np.random.Generator,
    *,
    treated: int = 60,
    deepest: float = 0.5,
    picked: bool = True,
    rows: int = 16,
    columns: int = 20,
    world: World = YEARS_ALIKE,
) -> Staggered:
    """A panel; deepest : the fall that a place of full strength comes to after two years, of which
    a fifth is there at once; strengths are uniform, and higher for early starts
    picked : whether treated places are among those that counted most in the year before
    """
    drawn = draw_world(rng, world, rows, columns, month("2012-01"), BEFORE, AFTER)
    counts, length = drawn.counts.copy(), BEFORE + AFTER
    last = counts[:, BEFORE - 12 : BEFORE].sum(axis=1)
    pool = np.argsort(-last)[: 2 * treated] if picked else np.arange(len(counts))
    at = rng.choice(pool, treated, replace=False)
    starts = np.full(len(counts), NEVER)
    starts[at] = rng.choice(STARTS, treated)
    kept, whole = np.zeros(24), np.zeros(24)
    for area in at:
        start = int(starts[area])
        strength = deepest * rng.uniform(0.5, 1.0) * (1.2 - (start - BEFORE) / 60)
        since = np.arange(length - start)
        ratio = 1 - strength * np.minimum(0.2 + 0.8 * since / 24, 1.0)
        counts[area, start:] = rng.binomial(counts[area, start:], ratio)
        here = since < 24
        kept[since[here]] += (ratio * drawn.rates[area, start:])[here]
        whole[since[here]] += drawn.rates[area, start:][here]
    return Staggered(counts, starts, kept / whole, float(kept.sum() / whole.sum()))


def two_way(counts: Floats, starts: NDArray[np.int64]) -> float:
    """The ratio after against before by two-way fixed effects: one effect for all treated cells,
    areas and months, Poisson."""
    areas, length = counts.shape
    i, t = np.divmod(np.arange(areas * length), length)
    x = np.zeros((areas * length, areas + length))
    x[np.arange(len(i)), i] = 1
    later = t > 0
    x[np.flatnonzero(later), areas + t[later] - 1] = 1
    x[:, -1] = (starts[i] != NEVER) & (t >= starts[i])
    begin = np.zeros(x.shape[1])
    begin[:areas] = np.log(counts.mean())
    beta, _ = fit_poisson(x, counts.ravel().astype(float), start=begin, steps=100)
    return float(np.exp(beta[-1]))


def by_cohort(made: Staggered) -> tuple[Floats, NDArray[np.int64]]:
    """Totals of areas of one start, donors last, and their starts: two-way fixed effects of areas
    are those of these."""
    starts = np.array([*np.unique(made.starts[made.starts != NEVER]), NEVER])
    totals = [made.counts[made.starts == start].sum(axis=0) for start in starts]
    return np.array(totals, float), starts
