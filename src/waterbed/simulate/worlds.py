"""Worlds in which nothing was done, each with one thing that a comparison of places may stumble on.

Areas lie on a grid (`simulate.panel.grid`).  An area's monthly rate is drawn once (gamma); what the
world has of its own moves it; a month's count is negative binomial round the rate that it has then.
The table of docs/validity.md is measured on them (`benchmarks/validity.py`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from waterbed.model.months import YEAR
from waterbed.model.reference import Floats

BREADTH = 2.0
"""Standard deviation, in areas, of the kernel that makes a shock smooth in space."""

SUMMER = 7.0
"""Middle of the busy half of a season, in months from the beginning of January: May to October."""


@dataclass(frozen=True, slots=True)
class World:
    """What the counts of a world are drawn from.

    rate, shape : mean and shape of the gamma distribution of the areas' monthly rates
    dispersion : variance over mean of a month's count round its rate
    share : of the areas, those that have a season, a variance or years of their own
    season : amplitude of the yearly wave of those areas, highest in summer
    unsteady : variance over mean of their counts; 0: as of all others
    years : standard deviation of a shock of their log rate, drawn anew for each year and area
    drift, persistence : standard deviation of the log rate of every area over time, and its
        correlation from month to month (AR(1))
    smooth : standard deviation of a yearly shock of the log rate that is smooth in space
    bend : standard deviation of an area's growth in a year, before and after one month of its own
    """

    rate: float = 4.0
    shape: float = 2.0
    dispersion: float = 1.5
    share: float = 0.0
    season: float = 0.0
    unsteady: float = 0.0
    years: float = 0.0
    drift: float = 0.0
    persistence: float = 0.8
    smooth: float = 0.0
    bend: float = 0.0

    def wave(self, first: int, months: int) -> Floats:
        """What the season adds to one in each month from the ordinal `first` on, float [months]."""
        month = (first + np.arange(months)) % YEAR
        added: Floats = self.season * np.cos(2 * np.pi * (month + 0.5 - SUMMER) / YEAR)
        return added


@dataclass(frozen=True, slots=True)
class Drawn:
    """A panel of a world: counts int [A, T]; what each is a Poisson draw from, float [A, T]; and
    which areas have something of their own, bool [A]."""

    counts: NDArray[np.int64]
    rates: Floats
    own: NDArray[np.bool_]


def draw_world(
    rng: np.random.Generator,
    world: World,
    rows: int,
    columns: int,
    first: int,
    before: int,
    after: int,
) -> Drawn:
    """A panel of rows x columns areas in the order of `grid`, and `before` + `after` months.

    first : ordinal of the first month (`model.months`).  Years begin with the month before which
    there are `before`.
    """
    areas, months = rows * columns, before + after
    rates = rng.gamma(world.shape, world.rate / world.shape, areas)
    own = np.zeros(areas, np.bool_)
    own[rng.permutation(areas)[: round(world.share * areas)]] = True
    log = np.zeros((areas, months))
    year = (np.arange(months) - before) // YEAR
    year -= year.min()
    if world.years:
        log += own[:, None] * rng.normal(0.0, world.years, (areas, year.max() + 1))[:, year]
    if world.smooth:
        log += world.smooth * _smooth(rng, rows, columns, int(year.max()) + 1)[:, year]
    if world.drift:
        log += world.drift * _drifting(rng, areas, months, world.persistence)
    if world.bend:
        log += _bending(rng, areas, months, world.bend)
    expected: Floats = rates[:, None] * np.exp(log)
    if world.season:
        expected = expected * (1 + own[:, None] * world.wave(first, months))
    extra = np.full(areas, world.dispersion - 1)
    if world.unsteady:
        extra[own] = world.unsteady - 1
    drawn = rng.gamma(expected / extra[:, None], extra[:, None])
    return Drawn(rng.poisson(drawn), drawn, own)


def _smooth(rng: np.random.Generator, rows: int, columns: int, years: int) -> Floats:
    """Standard normal shocks of each area and year, alike in places near each other, [A, Y]."""
    noise = rng.standard_normal((years, rows, columns))
    fields = ndimage.gaussian_filter(noise, (0, BREADTH, BREADTH), mode="wrap")
    point = np.zeros((rows, columns))
    point[0, 0] = 1.0
    kernel = ndimage.gaussian_filter(point, BREADTH, mode="wrap")
    shocks: Floats = (fields / np.sqrt((kernel**2).sum())).reshape(years, -1).T
    return shocks


def _drifting(rng: np.random.Generator, areas: int, months: int, persistence: float) -> Floats:
    """Stationary AR(1) of unit variance, one path an area, [A, T]."""
    path = rng.standard_normal((months, areas))
    path[1:] *= np.sqrt(1 - persistence**2)
    for t in range(1, months):
        path[t] += persistence * path[t - 1]
    paths: Floats = path.T
    return paths


def _bending(rng: np.random.Generator, areas: int, months: int, spread: float) -> Floats:
    """Log rates that grow steadily, and from one month on at another pace, [A, T]."""
    growth = rng.normal(0.0, spread / YEAR, (2, areas, 1))
    breaks = rng.integers(months, size=(areas, 1))
    time = np.arange(months)
    late = np.maximum(time - breaks, 0)
    log_rates: Floats = growth[0] * (time - late) + growth[1] * late
    return log_rates
