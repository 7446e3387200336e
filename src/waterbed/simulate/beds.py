"""Test beds: panels fitted to the recorded crime of London's wards, in which nothing was done.

An area's rate is drawn once (gamma) and then wanders (a random walk of its logarithm); months vary
round it (gamma), counts are Poisson.  Surges, where asked for, double an area's rate for a year.
Such beds are what the size, power and coverage of docs/validity.md are measured on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from waterbed.model.months import YEAR
from waterbed.model.reference import Floats

BUSY = 10
"""Counts a year below which an area's wandering cannot be told from chance."""

KEPT = 0.925
"""Mean of a squared normal deviate whose largest hundredth is left out."""


@dataclass(frozen=True, slots=True)
class Bed:
    """What a bed is drawn from.

    mean, shape : of the gamma distribution of the areas' yearly rates
    walk : variance a year of the random walk of an area's log rate
    noise : variance of the gamma factor of an area's whole year, nought for Poisson
    common : level of all areas together in each year, relative to their mean
    surges : share of area-years in which a surge begins; surge : factor of the rate meanwhile
    dispersion : variance over mean of a count round its rate, besides `noise`; 1 for Poisson
    """

    mean: float
    shape: float
    walk: float
    noise: float
    common: tuple[float, ...]
    surges: float = 0.0
    surge: float = 2.0
    dispersion: float = 1.0

    def with_surges(self, surges: float = 0.03) -> Bed:
        return replace(self, surges=surges)


LONDON_YEARS = 9
LONDON = {
    "sexual offences": Bed(
        19.30, 2.42, 0.0052, 0.0150, (0.70, 0.70, 0.68, 0.77, 1.02, 1.13, 1.24, 1.37, 1.39)
    ),
    "robbery": Bed(
        43.31, 0.94, 0.0275, 0.0307, (1.16, 1.26, 1.14, 0.93, 0.73, 0.72, 0.81, 1.10, 1.15)
    ),
}
"""`fit_bed` of the 679 London wards with counts, nine years from April 2010 (the Met)."""


def fit_bed(yearly: Floats) -> Bed:
    """A bed from the counts of some years, float [A, Y], Y at least 4, by moments.

    Mean and shape from the areas' own means; walk and noise from the variogram of the areas' shares
    of each year's total, Poisson variance taken off, the widest hundredth left out.
    """
    means, totals = yearly.mean(axis=1), yearly.sum(axis=0)
    years = yearly.shape[1]
    between = max(float(means.var() - means.mean() / years), 1e-9)
    busy = means > BUSY
    share = yearly[busy] / totals * totals.mean() / means[busy, None]
    poisson = share**2 / np.maximum(yearly[busy], 1)
    lags = np.arange(1, years - 1)
    curve = []
    for lag in lags:
        gap = np.sort(((share[:, lag:] - share[:, :-lag]) ** 2).ravel())
        chance = (poisson[:, lag:] + poisson[:, :-lag]).mean()
        curve.append(gap[: int(0.99 * len(gap))].mean() / KEPT - chance)
    slope, intercept = np.polyfit(lags, curve, 1, w=1 / lags)
    # Year means of a walk differ by (lag - 1/3) of its yearly variance.
    noise = (intercept + slope / 3) / 2
    return Bed(
        float(means.mean()),
        float(means.mean() ** 2 / between),
        max(float(slope), 0.0),
        max(float(noise), 0.0),
        tuple(round(float(level), 2) for level in totals / totals.mean()),
    )


def draw_bed(rng: np.random.Generator, bed: Bed, areas: int, months: int) -> NDArray[np.int64]:
    """Monthly counts of `areas` areas, int [A, T]."""
    drawn: NDArray[np.int64] = rng.poisson(draw_rates(rng, bed, areas, months))
    return drawn


def draw_rates(rng: np.random.Generator, bed: Bed, areas: int, months: int) -> Floats:
    """What each area's count of each month is a Poisson draw from, float [A, T]; the common level
    is interpolated by month."""
    rates = rng.gamma(bed.shape, bed.mean / bed.shape, areas) / YEAR
    middle = (np.arange(len(bed.common)) + 0.5) * YEAR
    common = np.interp(np.arange(months) + 0.5, middle, bed.common)
    steps = rng.standard_normal((areas, months)) * np.sqrt(bed.walk / YEAR)
    walk = np.cumsum(steps, axis=1)
    walk -= walk.mean(axis=1, keepdims=True)
    expected: Floats = rates[:, None] * common * np.exp(walk)
    if bed.surges > 0:
        expected = expected * np.where(_surging(rng, bed, areas, months), bed.surge, 1.0)
    if bed.noise > 0:
        variance = bed.noise * YEAR
        expected = expected * rng.gamma(1 / variance, variance, expected.shape)
    if bed.dispersion > 1:
        extra = bed.dispersion - 1
        expected = rng.gamma(expected / extra, extra)
    return expected


def _surging(rng: np.random.Generator, bed: Bed, areas: int, months: int) -> NDArray[np.bool_]:
    """Months in which each area surges: twelve from each beginning, bool [A, T]."""
    begins = rng.random((areas, months + YEAR)) < bed.surges / YEAR
    running = np.cumsum(begins, axis=1)
    surging: NDArray[np.bool_] = running[:, YEAR:] > running[:, :-YEAR]
    return surging
