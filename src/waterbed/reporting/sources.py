"""Two sources of the same incidents: the police, and one that does not go through them.

With P and H the recorded ratios of the two and theta the true one, P = theta rho_P and
H = theta rho_H, so that kappa = P/H = rho_P/rho_H is identified whatever happened to theta.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from waterbed.model.errors import InputError
from waterbed.model.estimate import Estimate
from waterbed.model.laws import two_sided
from waterbed.model.tipping import tipping_points
from waterbed.reporting.ratios import Ratio, from_error
from waterbed.reporting.tipping import RatioSubject, figure

SECOND = "second source"


@dataclass(frozen=True, slots=True)
class Spillover:
    """How far the second source would have to follow the police's change of reporting.

    With rho_H = rho_P ** lam: log theta = (log H - lam log P)/(1 - lam).

    point : lam at which the second source's change would be no change at all, log H / log P;
        None where that lies outside 0 to 1
    significant : the smallest lam at which its interval reaches no change; 0 where it does so as
        it stands, None where it never does below 1
    """

    point: float | None
    significant: float | None


def kappa(police: Ratio, other: Ratio, covariance: float = 0.0) -> Ratio:
    """Change of police reporting relative to the other source's, with its interval.

    covariance : of the two log ratios, where the sources share incidents.  The variance is
    s_P^2 + s_H^2 - 2 cov; InputError where that is negative.
    """
    variance = police.se**2 + other.se**2 - 2 * covariance
    if not math.isfinite(variance) or variance < 0:
        raise InputError(
            "the covariance of the two sources is larger than their variances allow",
            place="covariance",
            value=f"{covariance:g}",
        )
    _demand_level(police, other)
    smallest = min(police.smallest, other.smallest)
    return from_error(police.log - other.log, math.sqrt(variance), police.level, smallest)


def _demand_level(police: Ratio, other: Ratio) -> None:
    if police.level != other.level:
        raise InputError(
            "the intervals of the two sources are of different levels",
            place="level",
            value=f"{police.level:g}, {other.level:g}",
            mend="Give both at the same level.",
        )


def true_change(police: Ratio, other: Ratio, spillover: float, covariance: float = 0.0) -> Ratio:
    """The true ratio if the second source followed the police's by rho_H = rho_P ** spillover.

    Nought: the second source counts the same share as before.  Delta method:
    (s_H^2 + lam^2 s_P^2 - 2 lam cov)/(1 - lam)^2.
    """
    if not 0 <= spillover < 1:
        raise InputError(
            "the spillover lies between 0 and 1, 1 left out",
            place="spillover",
            value=f"{spillover:g}",
            mend="0: none of the change in reporting to the police touches the second source.",
        )
    log = (other.log - spillover * police.log) / (1 - spillover)
    variance = other.se**2 + (spillover * police.se) ** 2 - 2 * spillover * covariance
    error = math.sqrt(max(variance, 0.0)) / (1 - spillover)
    return from_error(log, error, other.level, other.smallest)


def break_even(police: Ratio, other: Ratio, covariance: float = 0.0) -> Spillover:
    """The spillover at which the second source no longer says what it says."""
    point = other.log / police.log if police.log else None
    if point is not None and not 0 < point < 1:
        point = None
    # (log H - lam log P)^2 = z^2 (s_H^2 + lam^2 s_P^2 - 2 lam cov), a quadratic in lam.
    z2 = two_sided(other.level) ** 2
    square = police.log**2 - z2 * police.se**2
    linear = -2 * (other.log * police.log - z2 * covariance)
    constant = other.log**2 - z2 * other.se**2
    if constant <= 0:
        return Spillover(point, 0.0)
    roots = np.roots([square, linear, constant]) if square or linear else np.empty(0)
    real = [float(root.real) for root in roots if abs(root.imag) < 1e-12 and 0 < root.real < 1]
    return Spillover(point, min(real, default=None))


def source_estimates(
    police: Ratio,
    other: Ratio,
    smallest_effect: float = 0.0,
    covariance: float = 0.0,
) -> tuple[Estimate, ...]:
    """kappa; the true change if the second source is stable, with its own tipping point; spillover.

    The tipping points of the second source are how far *it* would have to change: what happened to
    reporting to the police no longer matters.
    """
    about = RatioSubject()
    relative = kappa(police, other, covariance)
    stable = true_change(police, other, 0.0)
    points = tipping_points(other.value, other.low, other.high, smallest_effect)
    spill = break_even(police, other, covariance)
    same, share = ("same-incidents",), ("same-incidents", "second-stable")

    def of(ratio: Ratio, method: str, name: str, assumptions: tuple[str, ...]) -> Estimate:
        ends = (ratio.low, ratio.high)
        return figure(
            about, method, name, ratio.value, ends,
            level=ratio.level, se=ratio.se, assumptions=assumptions, smallest=ratio.smallest,
        )  # fmt: skip

    def without_ends(method: str, name: str, value: float | None) -> Estimate:
        return figure(
            about, method, name, value,
            level=other.level, assumptions=same, smallest=relative.smallest,
        )  # fmt: skip

    stable_ends = Ratio(stable.log, stable.se, other.low, other.high, other.level, other.smallest)
    return (
        of(relative, "kappa", "relative-reporting", same),
        of(stable_ends, "second-source", "true-change", share),
        without_ends("second-source", "rho_point", points.point),
        without_ends("second-source", "rho_sig", points.significant),
        without_ends("spillover", "lambda_point", spill.point),
        without_ends("spillover", "lambda_sig", spill.significant),
    )
