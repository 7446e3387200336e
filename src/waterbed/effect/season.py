"""A place's own season: its share of a year's counts in some calendar months, beside the donors'.

A window that is not a whole number of years compares some months of the calendar with whole years,
so that a place whose season is not the donors' is expected to count what it does not.  Of every
place the shift r = logit(own share) - logit(donors' share) is read off the whole years before the
start, and replaced by its mean given what was counted: empirical Bayes, the prior by general
maximum likelihood over the donors (Jiang and Zhang 2009, *Annals of Statistics* 37:1647-1684), on
a grid, by the algorithm of Laird (1978, *JASA* 73:805-811).  Where few places have a season of
their own, small shifts are then taken for chance and large ones are not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waterbed.model.months import YEAR, Months
from waterbed.model.reference import Floats, Mask

STEP = 0.1
SHIFTS = STEP * np.arange(-40, 41)
"""Middles of the parts of the prior, in logits of a share."""

WIDTHS = np.where(SHIFTS == 0, 0.0, STEP / 2)
"""Their standard deviations: the one about nought is of places without a season of their own."""

FEW, WIDE = 2.0, 0.8
"""Donors' worth of a prior that no donor tells, so that a season that none has is not ruled out:
half at nought, half with this standard deviation."""

ROUNDS = 50
"""Steps of the prior's weights."""

FEWEST_YEARS = 2
"""Whole years from which a season is told from chance."""

EXPECTED = 5.0
"""Counts that a place must be expected to have in and out of the months, for its years to tell how
much shares vary."""


@dataclass(frozen=True, slots=True)
class Season:
    """Of every place, by which factor its season moves what is expected of the post months.

    log_ratio : float [A], log of that factor; variance : float [A], of log_ratio over phi
    shift, error : float [A], r as counted, and its standard error
    phi : dispersion of shares from year to year
    """

    log_ratio: Floats
    variance: Floats
    shift: Floats
    error: Floats
    phi: float


def calendar(post: Months, periods: NDArray[np.int64]) -> Mask:
    """Which periods lie in the calendar months that the post months hold once more than others;
    none where the post months are whole years.  bool [T]"""
    rest = len(post) % YEAR
    inside: Mask = (periods - post.first) % YEAR < rest
    return inside


def seasons(within: Floats, years: Floats, donors: Mask, whole_years: int) -> Season | None:
    """Each place's season; None where too few years tell it.

    within, years : float [A, K], counts of K years in the calendar months and in all months
    whole_years : years that the post months hold beside these calendar months
    """
    donated, given = within[donors].sum(axis=0), years[donors].sum(axis=0)
    telling = (donated > 0) & (donated < given)
    if telling.sum() < FEWEST_YEARS:
        return None
    within, years = within[:, telling], years[:, telling]
    usual = donated[telling] / given[telling]
    own, of, expected = within.sum(axis=1), years.sum(axis=1), years @ usual
    shift = _logit(own, of) - _logit(expected, of)
    phi = _dispersion(within, years, usual, shift, donors & _enough(expected, of))
    error = np.sqrt(phi * (1 / (own + 0.5) + 1 / (of - own + 0.5)))
    mean, variance = _shrunk(shift, error, donors)
    share = donated.sum() / given.sum()
    moved = _expit(_log_odds(share) + mean)
    slope = moved * (1 - moved) / (whole_years + moved)
    log_ratio = np.log((whole_years + moved) / (whole_years + share))
    return Season(log_ratio, variance * slope**2 / phi, shift, error, phi)


def _logit(part: Floats, of: Floats) -> Floats:
    logit: Floats = np.log((part + 0.5) / (of - part + 0.5))
    return logit


def _log_odds(share: Floats) -> Floats:
    logit: Floats = np.log(share / (1 - share))
    return logit


def _expit(x: Floats) -> Floats:
    share: Floats = 1 / (1 + np.exp(-x))
    return share


def _enough(expected: Floats, of: Floats) -> Mask:
    enough: Mask = (expected >= EXPECTED) & (of - expected >= EXPECTED)
    return enough


def _dispersion(within: Floats, years: Floats, usual: Floats, shift: Floats, among: Mask) -> float:
    """Pearson's statistic of shares about each place's own, over its degrees of freedom; shares
    are taken to vary no less than binomial ones."""
    share = _expit(_log_odds(usual)[None, :] + shift[among, None])
    expected = years[among] * share
    with np.errstate(divide="ignore", invalid="ignore"):
        squares = (within[among] - expected) ** 2 / (expected * (1 - share))
    freedom = among.sum() * (len(usual) - 1)
    return max(float(np.nansum(squares)) / freedom, 1.0) if freedom else 1.0


def _shrunk(shift: Floats, error: Floats, donors: Mask) -> tuple[Floats, Floats]:
    """Mean and variance of r given what was counted, under the prior that the donors tell, [A]
    each."""
    spread = WIDTHS**2 + error[:, None] ** 2
    away = shift[:, None] - SHIFTS
    log_density = -0.5 * (np.log(spread) + away**2 / spread)
    density = np.exp(log_density - log_density.max(axis=1, keepdims=True))
    untold = np.exp(-0.5 * (SHIFTS / WIDE) ** 2)
    untold = 0.5 * untold / untold.sum() + 0.5 * (SHIFTS == 0)
    weights, of_donors = untold, density[donors]
    for _ in range(ROUNDS):
        # The donors' parts summed, without a table of them.
        weights = weights * ((1 / (of_donors @ weights)) @ of_donors) + FEW * untold
        weights = weights / weights.sum()
    parts: Floats = density * weights
    parts /= parts.sum(axis=1, keepdims=True)
    kept = WIDTHS**2 / spread
    means = SHIFTS + kept * away
    mean = (parts * means).sum(axis=1)
    second = (parts * (means**2 + kept * error[:, None] ** 2)).sum(axis=1)
    return mean, second - mean**2
