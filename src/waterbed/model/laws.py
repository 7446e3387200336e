"""Normal, Student's and binomial laws, by scipy's special functions.

`scipy.stats` has them too, and takes a tenth of a run to import.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from waterbed.model.reference import Floats

NEARLY = 1 + 1e-7
"""Counts whose chance is so near to that of the count observed are as likely as it."""


def quantile(p: ArrayLike, df: float | None = None) -> Floats:
    """Of the standard normal law, or of Student's with `df` degrees of freedom."""
    value: Floats = special.ndtri(p) if df is None else special.stdtrit(df, p)
    return value


def below(x: ArrayLike, df: float | None = None) -> Floats:
    """Chance of at most `x` under the standard normal law, or Student's."""
    chance: Floats = special.ndtr(x) if df is None else special.stdtr(df, x)
    return chance


def two_sided(level: float, df: float | None = None) -> float:
    """How many standard errors an interval at `level` reaches on either side."""
    return float(quantile((1 + level) / 2, df))


def share_interval(count: float, of: float, level: float) -> tuple[float, float]:
    """Exact interval for a share (Clopper and Pearson 1934): quantiles of beta distributions."""
    tail = (1 - level) / 2
    low = float(special.betaincinv(count, of - count + 1, tail)) if count else 0.0
    high = float(special.betaincinv(count + 1, of - count, 1 - tail)) if of > count else 1.0
    return low, high


def binomial_p(count: int, of: int, share: float) -> float:
    """Exact two-sided p of `count` out of `of`: the chance of all counts no likelier than it."""
    counts = np.arange(of + 1)
    chances = special.xlogy(counts, share) + special.xlog1py(of - counts, -share)
    chances += math.lgamma(of + 1) - special.gammaln(counts + 1) - special.gammaln(of - counts + 1)
    unlikely = chances <= chances[count] + math.log(NEARLY)
    return min(1.0, float(np.exp(chances[unlikely]).sum()))
