"""Effects of many places, each shrunk towards their mean by what its own error leaves unknown.

Random effects: y_k ~ N(theta_k, s_k^2), theta_k ~ N(mu, tau^2).  tau^2 by Paule and Mandel (1982,
*Journal of Research of the National Bureau of Standards* 87:377-385), its interval by inverting
the generalised Q (Viechtbauer 2007, *Statistics in Medicine* 26:37-52); mu with the interval of
Hartung and Knapp (2001, *Statistics in Medicine* 20:3875-3889), never narrower than errors alone
make it: few places that happen to agree would have next to none (Jackson, Law, Ruecker and
Schwarzer 2017, the same 36:3923-3934); theta_k by empirical Bayes (Efron and Morris 1975, *Journal
of the American Statistical Association* 70:311-319), its variance with what is not known of mu
(Morris 1983, the same 78:47-55).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import optimize, stats

from waterbed.model.reference import Floats, Mask


@dataclass(frozen=True, slots=True)
class Shrunk:
    """K effects on one scale (logs of ratios), and what they have in common.

    mean, mean_low, mean_high : of the places that are averaged; infinite ends of one place
    tau, tau_low, tau_high : standard deviation between them
    values, errors, low, high : float [K], each place's effect given them, its standard deviation
        and its interval
    None of it is a number where no place is averaged.
    """

    mean: float
    mean_low: float
    mean_high: float
    tau: float
    tau_low: float
    tau_high: float
    values: Floats
    errors: Floats
    low: Floats
    high: Floats


def shrink(y: Floats, se: Floats, level: float = 0.95, averaged: Mask | None = None) -> Shrunk:
    """Empirical Bayes effects of K places, K at least 1.

    y, se : float [K], effects and standard errors, above nought; level : of two-sided intervals
    averaged : bool [K], places from which mean and spread are told, by default all of them
    """
    own = np.ones(len(y), bool) if averaged is None else averaged
    count = int(own.sum())
    if not count:
        nan, unknown = math.nan, np.full(len(y), math.nan)
        return Shrunk(nan, nan, nan, nan, nan, nan, unknown, unknown, unknown, unknown)
    tau2 = paule_mandel(y[own], se[own])
    tau_low, tau_high = tau_interval(y[own], se[own], level)
    weight = 1 / (se**2 + tau2)
    known = float(weight[own].sum())
    mean = float((weight * y)[own].sum()) / known
    z = float(stats.norm.ppf((1 + level) / 2))
    half = math.inf
    if count > 1:
        scatter = float((weight * (y - mean) ** 2)[own].sum() / (count - 1))
        quantile = float(stats.t.ppf((1 + level) / 2, count - 1))
        half = max(quantile * math.sqrt(scatter), z) / math.sqrt(known)
    kept = tau2 * weight
    values = mean + kept * (y - mean)
    errors = np.sqrt(kept * se**2 + (1 - kept) ** 2 / known)
    return Shrunk(
        mean,
        mean - half,
        mean + half,
        math.sqrt(tau2),
        tau_low,
        tau_high,
        values,
        errors,
        values - z * errors,
        values + z * errors,
    )


def generalised_q(y: Floats, se: Floats, tau2: float) -> float:
    """Sum of squared distances from the mean, each over its variance; falls as tau2 rises."""
    weight = 1 / (se**2 + tau2)
    mean = (weight * y).sum() / weight.sum()
    return float((weight * (y - mean) ** 2).sum())


def paule_mandel(y: Floats, se: Floats) -> float:
    """tau^2 at which the generalised Q is its expectation, K - 1; nought where it is below."""
    return _tau2_at(y, se, len(y) - 1)


def tau_interval(y: Floats, se: Floats, level: float = 0.95) -> tuple[float, float]:
    """Ends of tau, by chi-squared quantiles of the generalised Q."""
    if len(y) < 2:
        return 0.0, math.inf
    high, low = stats.chi2.ppf([(1 + level) / 2, (1 - level) / 2], len(y) - 1)
    return math.sqrt(_tau2_at(y, se, float(high))), math.sqrt(_tau2_at(y, se, float(low)))


def _tau2_at(y: Floats, se: Floats, value: float) -> float:
    """The tau^2 at which the generalised Q has a value; nought where it is below it everywhere."""
    if len(y) < 2 or generalised_q(y, se, 0.0) <= value:
        return 0.0
    # The generalised Q is at most the sum of squares over tau2.
    top = 2 * float(((y - y.mean()) ** 2).sum()) / value
    tau2: float = optimize.brentq(
        lambda x: generalised_q(y, se, x) - value, 0.0, top, xtol=1e-14, maxiter=500
    )
    return tau2
