"""What one place of many gives to a judgement of all of them together.

Small enough to send from a worker process: a few numbers and the placebos that they are judged on.
Of a table that is not published it is made from the comparison on rounded totals
(`disclosure.panel`), like everything that leaves.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from waterbed.effect.compare import Comparison
from waterbed.effect.estimand import Estimand
from waterbed.effect.inference import Pools, tails
from waterbed.effect.setting import WHOLE
from waterbed.model.errors import Refusal
from waterbed.model.inversion import thinned_variance
from waterbed.model.reference import Floats
from waterbed.model.study import TARGET

MOST = 999
"""Placebos of a pool that are kept of a place."""

HALF = 0.5
"""Added to what was observed and to what was expected under a logarithm."""

USUAL = 1.349
"""Distance between the quartiles of a standard normal deviate."""


@dataclass(frozen=True, slots=True)
class PlaceEffect:
    """The change of one outcome in the target of one intervention, and how it errs.

    id : of the place among the others; outcome : id
    observed, expected : counts of the post months
    scale : standard deviation of observed - expected where nothing was done
    spread : how far its placebos stray, 1 where `scale` is right
    t : (observed - expected)/scale; pools : the same of its placebos, float [N] each, ascending;
        of several pools the widest tail counts
    p_fall, p_rise : one-sided, from its own placebos alone
    placebos, separate : how many there are (of the smallest pool), and how many share no area and
        year
    barred : of "fall" and "rise", what a gate keeps from being told of it
    """

    id: str
    outcome: str
    observed: float
    expected: float
    scale: float
    spread: float
    t: float
    pools: Pools
    p_fall: float
    p_rise: float
    placebos: int
    separate: int
    barred: tuple[str, ...] = ()

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
        asked.pools,
        id=id,
        outcome=outcome,
        separate=asked.disjoint,
        barred=barred,
    )


def effect_of(
    observed: float,
    expected: float,
    scale: float,
    pools: Pools,
    *,
    id: str,
    outcome: str,
    separate: int | None = None,
    barred: Sequence[str] = (),
) -> PlaceEffect:
    """The same from its numbers.

    pools : studentised placebos, ascending; separate : None where no two of them overlap
    """
    t = (observed - expected) / scale
    p = tails(t, pools)
    fewest = min(len(pool) for pool in pools)
    return PlaceEffect(
        id,
        outcome,
        observed,
        expected,
        scale,
        _spread(pools),
        t,
        tuple(thinned(pool) for pool in pools),
        p.low,
        p.high,
        fewest,
        fewest if separate is None else separate,
        tuple(barred),
    )


def thinned(pool: Floats, most: int = MOST) -> Floats:
    """At most so many of a pool in ascending order, evenly spaced by rank."""
    n = len(pool)
    if n <= most:
        return pool
    return pool[((np.arange(most) + 0.5) * n / most).astype(np.int64)]


def _spread(pools: Pools) -> float:
    """How far studentised placebos stray, 1 where the method's own spread is right; of several
    pools the widest."""
    found = [_usual(pool) for pool in pools]
    return max(found) if found else 1.0


def _usual(pool: Floats) -> float:
    finite = pool[np.isfinite(pool)]
    if len(finite) < 2:
        return 1.0
    low, high = np.quantile(finite, (0.25, 0.75))
    return float(high - low) / USUAL or 1.0
