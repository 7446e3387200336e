"""What one place of many gives to a judgement of all of them together.

Small enough to send from a worker process: a few numbers and the placebos that they are judged on.
Of a table that is not published it is made from the comparison on rounded totals
(`disclosure.panel`), like everything that leaves.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from waterbed.effect.compare import Comparison
from waterbed.effect.estimand import Estimand
from waterbed.effect.inference import TIE
from waterbed.effect.setting import WHOLE
from waterbed.model.errors import Refusal
from waterbed.model.inversion import thinned_variance
from waterbed.model.months import YEAR
from waterbed.model.reference import Floats
from waterbed.model.study import TARGET

TAIL, MIDDLE = 500, 500
"""Placebos that are kept of each end of a pool, and evenly over all of it."""

HALF = 0.5
"""Added to what was observed and to what was expected under a logarithm."""

USUAL = 1.349
"""Distance between the quartiles of a standard normal deviate."""


@dataclass(frozen=True, slots=True)
class Draws:
    """A pool of studentised placebos, its ends whole and its middle thinned.

    values : float [M], ascending; ranks : int [M], 1 for the lowest of the pool; of : how many
    there are in the pool
    off : by how much each value may be off, where it is rounded; hidden : of each value that
        stands for several, how many of them lie below it; both are nought, or neither is
    """

    values: Floats
    ranks: NDArray[np.int64]
    of: int
    off: float = 0.0
    hidden: int = 0

    @classmethod
    def thinned(cls, pool: Floats, tail: int = TAIL, middle: int = MIDDLE) -> Draws:
        """pool : in ascending order"""
        n = len(pool)
        if n <= 2 * tail + middle:
            return cls(pool, np.arange(1, n + 1), n)
        between = (np.arange(middle) + 0.5) * n / middle
        kept = np.unique(
            np.concatenate([np.arange(tail), between.astype(np.int64), np.arange(n - tail, n)])
        )
        return cls(pool[kept], kept + 1, n)

    def as_low(self, scores: Floats) -> Floats:
        """Share of the pool that lies as low as each score, or a little more where it is thinned;
        the most that may, where it is rounded; all of a pool of none.

        Where one value stands for several, those of the next value that lie below it may all be as
        low.  Of those below the lowest value nothing is shown: they are taken to fall off as
        `decay` says.
        """
        if not self.of:
            return np.ones(len(scores))
        after = np.append(self.ranks - 1, self.of)
        at = np.searchsorted(self.values, scores + self.off + TIE, side="right")
        beyond = np.maximum(self.values[0] - scores, 0.0)
        more = self.hidden * np.exp(-self.decay * np.where(at == 0, beyond, 0.0))
        share: Floats = np.minimum(after[at] + more, self.of) / self.of
        return share

    @property
    def decay(self) -> float:
        """How fast the share of placebos as low as a score falls off below the lowest value, at
        the least: as the steepest line from there to another value of the lower half, drawn
        through the logs of shares, if the values are as far apart as rounding allows.  Where logs
        of shares bend downwards, as a normal law's do, no line further in is steeper."""
        if not self.hidden:
            return 0.0
        low = self.ranks <= self.of / 2
        steps, first = np.unique(self.values[low][::-1], return_index=True)
        middle = self.ranks[low][::-1][first] - self.hidden
        steep = np.log(middle / self.hidden) / (steps - steps[0] + 2 * self.off)
        return float(steep.max())

    def p(self, t: float) -> float:
        """One-sided p of a fall: (1 + k)/(1 + n)."""
        return float((1 + self.of * self.as_low(np.array([t]))[0]) / (1 + self.of))

    @property
    def spread(self) -> float:
        """Of the middle half, 1 where the placebos' own spread is right."""
        if self.of < 2:
            return 1.0
        at = np.searchsorted(self.ranks, np.array([0.25, 0.75]) * (self.of - 1) + 1)
        low, high = self.values[np.minimum(at, len(self.values) - 1)]
        return float(high - low) / USUAL if np.isfinite(high - low) and high > low else 1.0

    @property
    def mirrored(self) -> Draws:
        ranks = self.of + 1 - self.ranks[::-1]
        return replace(self, values=-self.values[::-1], ranks=ranks)


@dataclass(frozen=True, slots=True)
class PlaceEffect:
    """The change of one outcome in the target of one intervention, and how it errs.

    id : of the place among the others; outcome : id
    observed, expected : counts of the post months
    scale : standard deviation of observed - expected where nothing was done
    spread : how far its placebos stray, 1 where `scale` is right
    t : (observed - expected)/scale; off : by how much it may be off, where it is rounded
    pools : the same of its placebos; of several pools the widest tail counts
    p_fall, p_rise : one-sided, from its own placebos alone
    placebos, separate : how many there are (of the smallest pool), and how many share no area and
        year
    years : calendar years in which post months of placebos begin, and how many separate placebos
        there are of each
    barred : of "fall" and "rise", what a gate keeps from being told of it
    """

    id: str
    outcome: str
    observed: float
    expected: float
    scale: float
    spread: float
    t: float
    pools: tuple[Draws, ...]
    p_fall: float
    p_rise: float
    placebos: int
    separate: int
    years: tuple[tuple[int, int], ...]
    barred: tuple[str, ...] = ()
    off: float = 0.0

    @property
    def as_fall(self) -> float:
        """The least far out as a fall that t may be."""
        return self.t + self.off

    @property
    def as_rise(self) -> float:
        """The same of the mirror image."""
        return -self.t + self.off

    @property
    def log_ratio(self) -> float:
        """Log of observed over expected, on average that of the true ratio.

        A half added to a Poisson count undoes what its logarithm loses on average (Haldane 1955,
        *Annals of Human Genetics* 20:309-311); what the variance has beyond Poisson's, V - mu, and
        thinning leaves as it is, loses half of (V - mu)/mu^2 more.
        """
        extra = self.scale**2 - min(self.expected, self.scale**2)
        return math.log((self.observed + HALF) / self.expected) + extra / self.expected**2 / 2

    @property
    def se(self) -> float:
        """Its standard error, from what was observed."""
        return self.error((self.observed + HALF) / self.expected)

    def error(self, ratio: float) -> float:
        """Standard error of the log ratio where the true ratio is this, by the delta method."""
        variance = thinned_variance(self.scale**2, self.expected, ratio)
        return math.sqrt(variance) / (ratio * self.expected) * self.spread


def place_effect(
    comparison: Comparison,
    outcome: str,
    method: str,
    *,
    id: str,
    barred: Sequence[str] = (),
) -> PlaceEffect:
    """The effect on the target of a comparison by the method that carries its verdicts.

    barred : `effect.estimates.barred_turns` of the estimate's checks
    Raises Refusal, by a code of REFUSALS, where there is no estimate.
    """
    asked = Estimand(comparison, (TARGET, WHOLE), outcome, method)
    why = asked.refusal
    if why:
        raise Refusal(why, "there is no estimate of the target")
    real = asked.real
    return effect_of(
        float(real.observed),
        float(real.expected),
        float(real.scale),
        [Draws.thinned(pool) for pool in asked.pools],
        id=id,
        outcome=outcome,
        separate=asked.disjoint,
        years=_years(asked),
        barred=barred,
    )


def _years(asked: Estimand) -> tuple[tuple[int, int], ...]:
    """Separate placebos by the calendar year in which their post months begin."""
    _, valid = asked.reference.column(asked.zone, asked.outcome)
    starts = [months.first for months, _ in asked.fitted.foreseen.get(asked.place, ())]
    begun = starts or [asked.window.post.first]
    by_start = valid.reshape(len(begun), -1).sum(axis=1)
    # Placebos of several areas overlap, each year as all of them do.
    apart = min(asked.disjoint / max(min(len(pool) for pool in asked.pools), 1), 1.0)
    years: dict[int, int] = {}
    for first, count in zip(begun, by_start, strict=True):
        years[first // YEAR] = max(years.get(first // YEAR, 0), int(count * apart))
    return tuple(sorted(years.items()))


def effect_of(
    observed: float,
    expected: float,
    scale: float,
    pools: Sequence[Draws],
    *,
    id: str,
    outcome: str,
    separate: int | None = None,
    years: tuple[tuple[int, int], ...] | None = None,
    barred: Sequence[str] = (),
    t: float | None = None,
    off: float = 0.0,
) -> PlaceEffect:
    """The same from its numbers.

    pools : studentised placebos; separate : None where no two of them overlap
    years : None where all of them are of one year
    t : where it is known apart from them, as of rounded ones; off : by how much it may be off
    """
    t = (observed - expected) / scale if t is None else t
    fewest = min(pool.of for pool in pools)
    apart = fewest if separate is None else separate
    return PlaceEffect(
        id,
        outcome,
        observed,
        expected,
        scale,
        max(pool.spread for pool in pools),
        t,
        tuple(pools),
        max(pool.p(t + off) for pool in pools),
        max(pool.mirrored.p(off - t) for pool in pools),
        fewest,
        apart,
        ((0, apart),) if years is None else years,
        tuple(barred),
        off,
    )
