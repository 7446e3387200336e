"""Several cells (outcomes by periods) at once: p and interval of each, alone and for all of them.

Each alone: the test of a single estimate (`inference`).  For all of them: how far each row, target
or placebo, lies from the cells' medians in units of each cell's own spread on that side; its
largest distance is compared with that of all rows (max-t: Westfall and Young 1993,
*Resampling-Based Multiple Testing*, section 2.5).  The target is one of the rows from which medians
and spreads are taken, so that p is exact where target and placebos are exchangeable; nothing is
dealt at random.  Intervals hold the effects that the same tests do not reject.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from waterbed.effect.inference import critical, invert
from waterbed.effect.weights.survey import divide
from waterbed.model.reference import Floats, Mask

HALVINGS = 45
FAR = 1e6
"""How many spreads from the median an end that is not reached counts as none."""


@dataclass(frozen=True, slots=True)
class PeriodEffects:
    """Effects by outcome and period, each float [O, P] (low, high: infinite where unbounded).

    effect : of the period, or up to it
    p, low, high : two-sided, each cell alone
    joint_p, joint_low, joint_high : allowing for the number of cells and their dependence
    """

    effect: Floats
    p: Floats
    low: Floats
    high: Floats
    joint_p: Floats
    joint_low: Floats
    joint_high: Floats


def cells(effect: Floats, scale: Floats, placebos: Floats, level: float) -> PeriodEffects:
    """p and intervals at `level`.

    effect, scale : float [O, P], effects and what they are divided by
    placebos : float [N, O, P], studentised in the same way
    """
    shape = effect.shape
    flat, unit = effect.ravel(), scale.ravel()
    target, draws = divide(flat, unit), placebos.reshape(len(placebos), -1)
    alone = np.empty((len(flat), 2))
    for cell, column in enumerate(np.sort(draws, axis=0).T):
        alone[cell] = _effects(flat[cell], unit[cell], critical((column,), level))
    p, ends = joint_tests(target, draws, level)
    jointly = np.empty((len(flat), 2))
    for cell in range(len(flat)):
        jointly[cell] = _effects(flat[cell], unit[cell], (ends[cell, 0], ends[cell, 1]))
    return PeriodEffects(
        effect,
        tails_by_cell(target, draws).reshape(shape),
        alone[:, 0].reshape(shape),
        alone[:, 1].reshape(shape),
        p.reshape(shape),
        jointly[:, 0].reshape(shape),
        jointly[:, 1].reshape(shape),
    )


def _effects(effect: float, spread: float, ends: tuple[float, float]) -> tuple[float, float]:
    if not (np.isfinite(spread) and spread > 0):
        return -np.inf, np.inf
    low, high = invert(effect, spread, ends)
    return -np.inf if low is None else low, np.inf if high is None else high


def tails_by_cell(target: Floats, placebos: Floats) -> Floats:
    """Two-sided p of each cell by itself, [C]: twice the smaller tail of (1 + k)/(1 + n)."""
    n = len(placebos)
    below = (1 + (placebos <= target + 1e-9).sum(axis=0)) / (1 + n)
    above = (1 + (placebos >= target - 1e-9).sum(axis=0)) / (1 + n)
    p: Floats = np.minimum(1.0, 2 * np.minimum(below, above))
    return p


def _distances(rows: Floats) -> Floats:
    """How far each value lies from its cell's median, in the mean distance on its own side."""
    off = rows - np.median(np.clip(rows, -1e300, 1e300), axis=0)
    finite = np.where(np.isfinite(off), off, 0.0)
    below, above = (finite < 0), (finite > 0)
    low = np.abs(finite * below).sum(axis=0) / np.maximum(below.sum(axis=0), 1)
    high = (finite * above).sum(axis=0) / np.maximum(above.sum(axis=0), 1)
    unit = np.where(off < 0, low, high)
    with np.errstate(divide="ignore", invalid="ignore"):
        distances: Floats = np.where(off == 0, 0.0, np.abs(off) / unit)
    return distances


def joint_tests(target: Floats, placebos: Floats, level: float) -> tuple[Floats, Floats]:
    """p of each cell allowing for all, [C], and the studentised values not rejected, [C, 2].

    target : float [C]; placebos : float [N, C].  The least p is that of the most unusual cell.
    """
    far = _distances(np.vstack([target, placebos]))
    tests = _Tests.of(placebos, _elsewhere(far)[1:], 1 - level)
    # Both ends of every cell move at once.
    both = tests.twice()
    ends = both.ends(np.tile(target, 2), np.repeat([-1.0, 1.0], len(target)))
    return tests.p(target), ends.reshape(2, -1).T


def _elsewhere(far: Floats) -> Floats:
    """The largest distance of each row over the other cells, [N, C]; nought where there are
    none."""
    if far.shape[1] < 2:
        return np.zeros_like(far)
    top = np.sort(far, axis=1)[:, -2:]
    largest: Floats = np.where(far == top[:, 1:], top[:, :1], top[:, 1:])
    return largest


@dataclass(frozen=True, slots=True)
class _Tests:
    """The joint tests of K cells, each as its own target value moves.

    placebos : float [N, K], each cell's in ascending order; others : float [N, K], the same
    placebos' largest distances in the other cells
    below, above : float [N + 1, K], sums of the finite ones before, and from, each position on
    endless : float [2, K], how many lie infinitely far below and above
    """

    placebos: Floats
    others: Floats
    endless: Floats
    below: Floats
    above: Floats
    size: float

    @classmethod
    def of(cls, placebos: Floats, others: Floats, size: float) -> _Tests:
        order = np.argsort(placebos, axis=0, kind="stable")
        rising = np.take_along_axis(placebos, order, axis=0)
        finite, nothing = np.where(np.isfinite(rising), rising, 0.0), np.zeros((1, rising.shape[1]))
        return cls(
            rising,
            np.take_along_axis(others, order, axis=0),
            np.stack([np.isneginf(rising).sum(axis=0), np.isposinf(rising).sum(axis=0)]),
            np.concatenate([nothing, np.cumsum(finite, axis=0)]),
            np.concatenate([np.cumsum(finite[::-1], axis=0)[::-1], nothing]),
            size,
        )

    def twice(self) -> _Tests:
        """The same tests, every cell two times over."""

        def again(part: Floats) -> Floats:
            return np.tile(part, (1, 2))

        return _Tests(
            again(self.placebos),
            again(self.others),
            again(self.endless),
            again(self.below),
            again(self.above),
            self.size,
        )

    def p(self, values: Floats) -> Floats:
        """Of a value a cell, [K]: by `_distances` with the value among the placebos."""
        middle = self._middle(values)
        low, high = self._units(values, middle)
        off = values - middle
        with np.errstate(divide="ignore", invalid="ignore"):
            own = np.where(off == 0, 0.0, np.abs(off) / np.where(off < 0, low, high)) - 1e-9
            # On a side without spread lies only what is infinitely far.
            least = np.where(low > 0, middle - own * low, -np.inf)
            most = np.where(high > 0, middle + own * high, np.inf)
        reached = (self.others >= own) | (self.placebos <= least) | (self.placebos >= most)
        count = np.where(own <= 0, len(reached), reached.sum(axis=0))
        shares: Floats = (1 + count) / (1 + len(reached))
        return shares

    def _middle(self, values: Floats) -> Floats:
        """Median of each cell's placebos and its value, [K]."""
        size = len(self.placebos)
        ranks = np.array([[size // 2], [(size + 1) // 2]])
        # The value stands between the placebos of the ranks before and after the middle.
        under = np.where(ranks > 0, self.placebos[np.maximum(ranks[:, 0] - 1, 0)], -np.inf)
        over = np.where(ranks < size, self.placebos[np.minimum(ranks[:, 0], size - 1)], np.inf)
        middle: Floats = np.clip(np.clip(values, under, over), -1e300, 1e300).mean(axis=0)
        return middle

    def _units(self, values: Floats, middle: Floats) -> tuple[Floats, Floats]:
        """Mean distance from the median of what lies below it, and above it, [K] each."""
        size, cell = len(self.placebos), np.arange(len(values))
        less, upto = (self.placebos < middle).sum(axis=0), (self.placebos <= middle).sum(axis=0)
        own = np.where(np.isfinite(values), values - middle, 0.0)
        below, above = less - self.endless[0], size - upto - self.endless[1]
        down = below * middle - self.below[less, cell] + np.maximum(-own, 0.0)
        up = self.above[upto, cell] - above * middle + np.maximum(own, 0.0)
        low = np.maximum(down, 0.0) / np.maximum(below + (own < 0), 1)
        high = np.maximum(up, 0.0) / np.maximum(above + (own > 0), 1)
        return low, high

    def kept(self, values: Floats) -> Mask:
        not_rejected: Mask = self.p(values) > self.size + 1e-12
        return not_rejected

    def ends(self, values: Floats, sign: Floats) -> Floats:
        """The farthest value on one side that is not rejected, [K]; `values` themselves are on the
        right side of it.  By doubling, then by bisection."""
        middle = np.median(np.clip(self.placebos, -1e300, 1e300), axis=0)
        columns = zip(self.placebos.T, middle, strict=True)
        spread = np.array([np.mean(np.abs(x[np.isfinite(x)] - m)) for x, m in columns])
        inside, outside = self._start(values, sign, middle, spread)
        endless = np.zeros(len(values), bool)
        while (open_ := self.kept(outside) & ~endless).any():
            inside = np.where(open_, outside, inside)
            outside = np.where(open_, outside + 3 * (outside - middle), outside)
            endless |= open_ & ~(sign * (outside - middle) < FAR * spread)
        for _ in range(HALVINGS):
            half = (inside + outside) / 2
            kept = self.kept(half)
            inside, outside = np.where(kept, half, inside), np.where(kept, outside, half)
        return np.where(endless, sign * np.inf, inside)

    def _start(
        self, values: Floats, sign: Floats, middle: Floats, spread: Floats
    ) -> tuple[Floats, Floats]:
        """A value inside, and one farther out: from the median, or from `values` beyond it."""
        out = middle + sign * np.maximum(spread, 1e-300)
        beyond, kept = sign * values > sign * middle, self.kept(values)
        inside = np.where(beyond & kept, values, middle)
        rejected = np.where(np.isfinite(values), values, out)
        outside = np.where(beyond, np.where(kept, values + (out - middle), rejected), out)
        return inside, outside
