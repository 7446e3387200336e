"""The test that carries the answer: was it the places that got it, or would any lot do as well?

The lot is drawn again and again, as it was drawn, and what it says of the counts is set beside what
the true one says.  If nothing was done by the thing, each lot is as likely as any other, whatever
the counts are like: the share of false answers is what it is said to be by the draw alone, and not
by a model (Fisher 1935; Rosenbaum 2002, *Statistical Science* 17:286-327, on residuals).

What a lot says is the score of a change by a common factor.  Of place i with group g, over segments
s, e_is = Y_is - lambda_s mu_is the count less what is expected of it (lambda_s makes the sum over
all places nought, so that what they share drops out):

    T = sum_i sum_s D_gs (e_is - mu_is alpha E_i / (phi + alpha M_i)),   E_i, M_i sums over s

with variance phi mu_is inside a segment and alpha mu_is mu_it between them (a place's own shock
over the whole of the months), so that the busiest places do not decide it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from waterbed.design.past import Expected
from waterbed.design.ways import Way, draw
from waterbed.model.reference import Floats, Integers, Mask
from waterbed.model.verdict import LEVEL

LOTS_DRAWN = 999
"""Lots that the true one is set beside, where falls are planted."""


@dataclass(frozen=True, slots=True)
class Test:
    """A way drawn among candidates with a past, and lots to set the true one beside.

    mu : float [C, S], expected in each segment; phi, alpha : of their variance
    has_it : float [G, S], 1 where a group has it; only groups that ever do within the months
    lots : float [P, C * G], 1 where a candidate is in a group
    """

    mu: Floats
    phi: float
    alpha: float
    has_it: Floats
    lots: Floats

    def parts(self, counts: Floats) -> Floats:
        """What each candidate adds to T in each group, float [..., C, G], of counts [..., C, S]."""
        share = counts.sum(axis=-2, keepdims=True) / np.maximum(self.mu.sum(axis=0), 1e-12)
        e = counts - share * self.mu
        pull = self.alpha / (self.phi + self.alpha * self.mu.sum(axis=1))
        scaled = e - self.mu * (pull * e.sum(axis=-1))[..., None]
        added: Floats = scaled @ self.has_it.T
        return added

    def below(self, counts: Floats, groups: Integers) -> tuple[Floats, Floats]:
        """Shares of lots, the true one with them, that say as much of a fall as the true one does,
        and of a rise: p of each, float [...].

        counts : float [..., C, S]; groups : int [..., C], the true lot
        """
        parts = self.parts(counts)
        flat = parts.reshape(-1, self.lots.shape[1])
        others = flat @ self.lots.T
        true = (flat * membership(groups, self.has_it.shape[0])).sum(axis=1)
        slack = 1e-9 * np.maximum(np.abs(others).max(axis=1), 1.0)
        of = self.lots.shape[0] + 1
        fell = (1 + (others <= (true + slack)[:, None]).sum(axis=1)) / of
        rose = (1 + (others >= (true - slack)[:, None]).sum(axis=1)) / of
        shape = groups.shape[:-1]
        return fell.reshape(shape), rose.reshape(shape)


def membership(groups: Integers, kept: int) -> Floats:
    """1 where a candidate is in a group that is kept, float [n, C * kept]."""
    flat = groups.reshape(-1, groups.shape[-1])
    indicators: Floats = (flat[:, :, None] == np.arange(kept)).astype(float)
    return indicators.reshape(len(flat), -1)


def make_test(
    chosen: Way,
    expectation: Expected,
    block: Integers,
    rng: np.random.Generator,
    lots: int = LOTS_DRAWN,
) -> Test:
    """The test of a way; lots : how many are drawn beside the true one."""
    mu = np.repeat(expectation.mu[:, None] / chosen.segments, chosen.segments, axis=1)
    has_it = chosen.has_it[chosen.has_it.any(axis=1)].astype(float)
    drawn = membership(draw(chosen, block, rng, lots), len(has_it))
    return Test(mu, expectation.spread.phi, expectation.spread.alpha, has_it, drawn)


def cells_with_it(chosen: Way, groups: Integers) -> np.ndarray:
    """Whether each candidate has it in each segment, bool [..., C, S]."""
    return np.asarray(chosen.has_it[groups])


@dataclass(frozen=True, slots=True)
class Change:
    """The change by a common factor that the lots allow, as ratios less one.

    value : at which the true lot stands in the middle of all, the outermost factor looked at where
    that lies beyond it; NaN where all lots say the same whatever the factor, as where nothing was
    counted; low, high : ends of those that neither test of a fall nor of a rise rejects, each at
    1 - level; an end is open (-1, inf) where none does
    p_fell, p_rose : of no change
    """

    value: float
    low: float
    high: float
    p_fell: float
    p_rose: float


STEPS_OF_LOG = 241
WIDEST = math.log(20.0)


def change(
    test: Test,
    chosen: Way,
    counts: Floats,
    groups: Integers,
    rng: np.random.Generator,
    level: float = LEVEL,
) -> Change:
    """Turn the test round: each factor in turn is done to the places that go without, or undone in
    those that have it, and those factors are kept that the lots do not speak against.

    counts : [C, S], whole numbers; groups : int [C]; rng : of which incidents go
    A fall by the factor r takes each incident away with probability 1 - r, so that what is left of
    the counts without it, thinned by r, varies as those with it do: then every lot is as likely as
    any other, and each end holds as often as it says.  Dividing the counts with it by r would leave
    them varying more.  Of a rise, those with it are thinned by 1/r.
    """
    grid = np.linspace(-WIDEST, WIDEST, STEPS_OF_LOG)
    cells = cells_with_it(chosen, groups)
    many = np.broadcast_to(groups, (len(grid), len(groups)))
    undone = np.where(cells, counts / np.exp(grid)[:, None, None], counts)
    fell, rose = test.below(undone, many)
    value = _in_the_middle(grid, fell - rose)
    middle = len(grid) // 2
    none_fell, none_rose = float(fell[middle]), float(rose[middle])
    fell, rose = test.below(_thinned_to(counts, cells, grid, rng), many)
    kept = (fell > 1 - level) & (rose > 1 - level)
    # An end lies somewhere before the first factor beyond it that is spoken against.
    if kept.any():
        first, last = np.flatnonzero(kept)[[0, -1]]
        first, last = int(first) - 1, int(last) + 1
    else:
        less, more = np.flatnonzero(rose <= 1 - level), np.flatnonzero(fell <= 1 - level)
        first = int(less[-1]) if len(less) else -1
        last = int(more[0]) if len(more) else len(grid)
    low = -1.0 if first < 0 else min(float(np.expm1(grid[first])), value)
    high = math.inf if last == len(grid) else max(float(np.expm1(grid[last])), value)
    return Change(value, low, high, none_fell, none_rose)


def _in_the_middle(grid: Floats, off: Floats) -> float:
    """The factor less one at which lots that say as much of a fall are as many as those that say as
    much of a rise; off : the difference of their shares, by factor."""
    if not off.any():
        return math.nan
    if (off < 0).all() or (off > 0).all():
        return float(np.expm1(grid[0 if off[0] < 0 else -1]))
    nearest = np.abs(off)
    return float(np.expm1(grid[nearest <= nearest.min() + 1e-12].mean()))


def _thinned_to(counts: Floats, cells: Mask, grid: Floats, rng: np.random.Generator) -> Floats:
    """Counts [C, S] made alike by each factor, nested: [len(grid), C, S]."""
    thinned = np.empty((len(grid), *counts.shape))
    middle = len(grid) // 2
    thinned[middle] = counts
    for way, where in ((-1, ~cells), (1, cells)):
        kept = counts.astype(np.int64)
        for step in range(1, middle + 1):
            at = middle + way * step
            share = math.exp(-abs(grid[at] - grid[at - way]))
            kept = np.where(where, rng.binomial(kept, share), kept)
            thinned[at] = kept
    return thinned
