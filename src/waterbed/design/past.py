"""What the past of each candidate leads one to expect, and how unsure that is.

As of the forecast (`effect.forecast`): log mu on the log of the last twelve months and of the mean
year before them, both relative to the other candidates, so that a place that had just peaked is
expected to fall.  Coefficients and spread are fitted on the past alone, at the same months a year
or more before the start: whatever follows the start is looked at by the test alone, and the weights
of the test can be written down before it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from waterbed.effect.forecast import ForecastSpread, design, fit_poisson, fit_spread
from waterbed.model.errors import InputError
from waterbed.model.months import YEAR
from waterbed.model.reference import Floats

FEW = 12
"""Candidates below which the past is summed up in one number."""

HISTORY = 36
"""Months before an origin that are read: as many at the dates where falls are planted as at the
start, so that what was seen there holds here."""


@dataclass(frozen=True, slots=True)
class Expected:
    """mu : float [C], counts expected over the months from an origin on, up to a factor that all
    share; spread : of the counts round them."""

    mu: Floats
    spread: ForecastSpread


def expected(counts: Floats, origin: int, length: int, step: int = 1) -> Expected:
    """What is expected of each candidate over `length` periods from period `origin` on.

    counts : float [C, T], of which only those before `origin` are read; step : months in a period
    InputError where there are less than two years before the origin.
    """
    year = YEAR // step
    if origin < 2 * year:
        raise InputError(
            "there are less than two years of counts before the start",
            mend="Give a longer table, or a later start.",
        )
    back = year * -(-length // year)
    # As much history is left to those fitted on; of shorter tables a year is fitted on.
    if origin - back < HISTORY // step:
        back = year
    read = min(HISTORY // step, origin - back)
    trained = min(length, back)
    start = origin - back
    two = start >= 2 * year and len(counts) >= FEW
    y = counts[:, start : start + trained].sum(axis=1)
    beta, _ = fit_poisson(_columns(counts, start, year, read, two), y)
    fitted = np.exp(np.clip(_columns(counts, start, year, read, two) @ beta, -30, 30))
    spread = fit_spread(fitted, y)
    mu = np.exp(np.clip(_columns(counts, origin, year, read, two) @ beta, -30, 30))
    return Expected(mu * (length / trained), spread)


def _columns(counts: Floats, origin: int, year: int, read: int, two: bool) -> Floats:
    """Rows of one and the logs of what a past is summed up in, float [C, k]."""
    everyone = np.ones(len(counts), bool)
    past = counts[:, max(0, origin - read) : origin]
    if not two:
        return design((past.mean(axis=1) * year,), everyone)
    last = past[:, -year:].sum(axis=1)
    earlier = past[:, :-year].mean(axis=1) * year
    return design((earlier, last), everyone)
