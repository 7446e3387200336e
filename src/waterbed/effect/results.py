"""What the front door gives back: an Effect with its Estimates, and a placebo distribution."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from waterbed.effect.compare import Comparison
from waterbed.effect.inference import Tails, tails
from waterbed.effect.joint import PeriodEffects
from waterbed.effect.weights.diagnostics import Balance
from waterbed.model.errors import InputError
from waterbed.model.estimate import Check, Estimate
from waterbed.model.reference import Floats
from waterbed.model.zones import Members


@dataclass(frozen=True, slots=True)
class Placebos:
    """The distribution of one method's estimate over places where nothing was done.

    effect, scale : float [P, O], totals and what they are divided by; t : effect over scale
    gaps : float [P, O, T], observed less expected in every period
    by_period, cumulative : float [P, O, post], studentised gaps of each post-period and up to it
    asked : groups tried; drawn : whether at random, and so with a Monte Carlo error
    key : of the question; comparison : what a method was fitted to that makes its placebos with
        its estimate, else None (effects by period are then empty)
    """

    method: str
    outcomes: tuple[str, ...]
    effect: Floats
    scale: Floats
    t: Floats
    gaps: Floats
    by_period: Floats
    cumulative: Floats
    asked: int
    drawn: bool
    key: tuple[object, ...]
    comparison: Comparison | None = None

    def __len__(self) -> int:
        return len(self.t)

    def of(self, outcome: str) -> Floats:
        """Studentised effects of one outcome, ascending, of the places that have any."""
        t = self.t[:, self.outcomes.index(outcome)]
        return np.sort(t[~np.isnan(t)])

    def must_be(self, method: str, key: tuple[object, ...]) -> None:
        """InputError unless they are those of this method and question."""
        if (self.method, self.key) != (method, key):
            raise InputError(
                "the placebos are those of another method or of another question",
                place="reference",
                mend="Give `placebos` the same arguments as `estimate`.",
            )

    def tails(self, outcome: str, t: float) -> Tails:
        """p of a studentised effect: (1 + k)/(1 + n)."""
        return tails(t, (self.of(outcome),))


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One application of one method.

    estimates : for each outcome, on the scales of its row in `effect.METHODS` ("ratio" only where
        something was expected)
    donors : ids, of a method that weighs them those of weight 0 left out
    periods : ordinals [T], `pre` of them before the treatment; observed, expected : float [O, T],
        totals over the treated areas (expected: NaN where a method gives no single periods)
    checks : what speaks against the estimates

    Of methods that weigh donors:

    weights : those of `donors`; they sum to the number of treated areas where the method sets their
        sum
    shift : float [O], added in every period to what the donors give
    balance : before and after weighting
    importance : of the predictors, where they were searched for
    period_weights : float [O, pre], of synthetic difference in differences
    by_period, cumulative : effect of each post-period, and of all up to it (the last of them the
        estimate's), with p and intervals at its level, alone and jointly; None without placebos
    """

    method: str
    outcomes: tuple[str, ...]
    estimates: tuple[Estimate, ...]
    donors: tuple[str, ...]
    periods: Members
    pre: int
    observed: Floats
    expected: Floats
    checks: tuple[Check, ...]
    weights: Floats = field(default_factory=lambda: np.empty(0))
    shift: Floats = field(default_factory=lambda: np.empty(0))
    balance: Balance | None = None
    importance: tuple[tuple[str, float], ...] = ()
    period_weights: Floats | None = None
    by_period: PeriodEffects | None = None
    cumulative: PeriodEffects | None = None

    @property
    def joint_p(self) -> float | None:
        """One p over every outcome and post-period; None without placebos."""
        return None if self.by_period is None else float(self.by_period.joint_p.min())

    @property
    def gaps(self) -> Floats:
        """Observed less expected totals by period, [O, T]."""
        return self.observed - self.expected

    def estimate(self, outcome: str = "", scale: str = "count") -> Estimate:
        """The estimate of one outcome (the first, unless named) on one scale."""
        wanted = outcome or self.outcomes[0]
        for estimate in self.estimates:
            if (estimate.parameter.outcome, estimate.parameter.scale) == (wanted, scale):
                return estimate
        raise InputError("there is no such estimate", place="outcome, scale", value=(wanted, scale))

    def check(self, name: str) -> Check:
        """The first check of this name; InputError where it was not made."""
        for check in self.checks:
            if check.name == name:
                return check
        raise InputError("there is no such check", place="name", value=name)
