"""What the true ratio can be if reporting changed by something within a stated range.

theta = R/rho with rho in [a, b] is set-identified: R/b to R/a.  Manski (2003), *Partial
Identification of Probability Distributions*; Imbens and Manski (2004), *Econometrica* 72:1845.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from waterbed.model.errors import InputError
from waterbed.model.laws import below, two_sided
from waterbed.model.reference import Floats
from waterbed.reporting.ratios import Ratio, from_error

Ends = tuple[float, float]


def demand_range(least: float, most: float, place: str = "range") -> None:
    """InputError unless 0 < least <= most."""
    if not (math.isfinite(most) and 0 < least <= most):
        raise InputError(
            "the range of the change in reporting runs from a ratio above nought to a larger one",
            place=place,
            value=f"{least:g} to {most:g}",
            mend="0.8 to 1.25 means: between 20% less and 25% more of what happens is reported.",
        )


def identified_set(ratio: Ratio, least: float, most: float) -> Ends:
    """R/b to R/a, chance left out."""
    demand_range(least, most)
    return ratio.value / most, ratio.value / least


def union_interval(ratio: Ratio, least: float, most: float) -> Ends:
    """L/b to U/a: all that the interval of R gives for any change of reporting in the range."""
    demand_range(least, most)
    return ratio.low / most, ratio.high / least


def imbens_manski_critical(width: ArrayLike, level: float = 0.95) -> Floats:
    """c that solves Phi(c + width) - Phi(-c) = level (Imbens and Manski 2004, equation 7).

    width : length of the identified set in standard errors, nought or more.  From the two-sided
    quantile at nought to the one-sided quantile at infinity.  The left side is concave and rises
    in c, so that Newton's method converges from any start.
    """
    w = np.asarray(width, float)
    c = np.full(w.shape, two_sided(level))
    for _ in range(60):
        gap = below(c + w) - below(-c) - level
        slope = _density(c + w) + _density(c)
        c = c - gap / slope
        if np.all(np.abs(gap) < 1e-13):
            break
    return np.asarray(c)


def _density(x: Floats) -> Floats:
    return np.asarray(np.exp(-(x**2) / 2) / math.sqrt(2 * math.pi))


def imbens_manski(
    log: ArrayLike, se: ArrayLike, least: float, most: float, level: float = 0.95
) -> tuple[Floats, Floats]:
    """Interval that covers the true ratio, wherever in the set it lies, with `level`.

    log, se : of the recorded ratio.  Narrower than the union, which covers the whole set.
    """
    demand_range(least, most)
    x, s = np.asarray(log, float), np.asarray(se, float)
    c = imbens_manski_critical(math.log(most / least) / s, level)
    low = np.exp(x - math.log(most) - c * s)
    return np.asarray(low), np.asarray(np.exp(x - math.log(least) + c * s))


def no_information(ratio: Ratio, least_share: float) -> Ends:
    """R p to R/p: the share reported is somewhere between `least_share` and 1 in both periods."""
    if not 0 < least_share <= 1:
        raise InputError(
            "the least share that is reported lies above 0 and is at most 1",
            place="least share",
            value=f"{least_share:g}",
        )
    return ratio.value * least_share, ratio.value / least_share


def with_data(ratio: Ratio, log_change: float, se: float, level: float | None = None) -> Ratio:
    """The true ratio where the change of reporting itself has been measured.

    log_change, se : mean and standard error of log rho, from a survey or a second count that is
    independent of the recorded one; log theta = log R - r, variances add.
    """
    if not (math.isfinite(log_change) and math.isfinite(se) and se >= 0):
        raise InputError(
            "the measured change of reporting needs a log ratio and its standard error",
            place="measured change",
            value=f"{log_change:g}, {se:g}",
            mend="log(0.8) is -0.22; a standard error is nought or more.",
        )
    return from_error(
        ratio.log - log_change, math.hypot(ratio.se, se), level or ratio.level, ratio.smallest
    )
