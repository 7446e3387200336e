"""Whether a place's counts have jumped about more than those of the places it is compared with.

A forecast's spread is that of places of one size.  A place that jumps about more strays further
with nothing done, and the more surely the more it was chosen for its last count.  How its counts
vary from month to month tells so from the months before the start alone, whatever the year that it
was chosen for: each month is set against its own year.

An index of dispersion (Fisher 1925, *Statistical Methods for Research Workers*, section 16) round
the place's own year and its own season: with y the count of a month of one year, n the place's
count of that year, s the share of the year that all donors together have in that month, and
r = y - n s less the mean of r in that month of the year, D = sum r^2 over what chance would bring.
It is divided by what is usual for a place of that size, phi + alpha m (m the mean month), fitted
over the placebos without those of more than FAR times as much.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waterbed.effect.origins import stride_of
from waterbed.effect.placebo import inside
from waterbed.effect.setting import Place, Setting
from waterbed.effect.totals import donor_mask
from waterbed.effect.zones import Membership, rows
from waterbed.model.least_squares import nonnegative_pair
from waterbed.model.reference import Floats, Mask, Pool

YEAR = 12
FAR = 3.0
"""Times the usual beyond which a placebo does not shape what is usual."""

FEWEST_YEARS = 3
"""Whole years before the start below which nothing can be said of how steady a place is."""

LEAST_TIMES = 1.75
"""Times the usual that are never called unsteady."""

DEVIATIONS = 4.5
"""Standard deviations of the index above 1 that may be chance, or what real places differ by.

At 3, and 1.5 times, some 10% of London's wards with twenty or more a year were barred for this, and
no fewer false verdicts were given; places of eight times the variance lie far beyond either.
"""


@dataclass(frozen=True, slots=True)
class Dispersion:
    """Indices of some places over their whole years before the start, those of one outcome.

    index : float [U, K], of the years but the latest 0, 1, ... K - 1; NaN where there are fewer
        than two
    mean : float [U, K], count of a month; years : int [U, K]
    """

    index: Floats
    mean: Floats
    years: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Steadiness:
    """How much places jump about, against what is usual for their size, of one comparison.

    own : (times the usual, count of a month, years) of each place, float [O, 3]
    placebos : float [K, P, Z, O], times the usual, without the latest 0 ... K - 1 years
    zones : Z names; months : periods of a year; stride : years from one origin to the next
    """

    own: dict[Place, Floats]
    placebos: Floats
    zones: tuple[str, ...]
    months: int
    stride: int

    def usual(self, zone: str, o: int, pools: tuple[Pool, ...], valid: Mask) -> float:
        """The middle placebo of the pool that jumps about most; NaN where nothing is known.

        valid : bool [N], of the reference: places, or places at one origin after the other
        """
        column = self.placebos[:, :, self.zones.index(zone), o]
        places = column.shape[1]
        origins = len(valid) // places if places else 0
        times = np.full((origins, places), np.nan)
        known = column[:: self.stride][:origins]
        times[: len(known)] = known
        chosen = [times.ravel()[valid & pool.rows] for pool in pools]
        middles = [np.median(one[~np.isnan(one)]) for one in chosen if not np.isnan(one).all()]
        return float(max(middles)) if len(middles) == len(pools) and pools else math.nan

    def limit(self, place: Place, o: int) -> float:
        """Times the usual up to which a place is no less steady than chance would have it.

        The index of n years of M periods has (M - 1)(n - 1) degrees of freedom, and the variance
        (2 + 1/m) over those where counts are Poisson with mean m.
        """
        _, mean, years = self.own[place][o]
        if mean <= 0:
            return math.inf
        freedom = (self.months - 1) * (years - 1)
        return max(LEAST_TIMES, 1 + DEVIATIONS * math.sqrt((2 + 1 / mean) / freedom))


def steadiness(setting: Setting) -> Steadiness | None:
    """Of every zone and placebo; None where a period is a year or more, or a year none."""
    panel = setting.panel
    months = YEAR // panel.step if YEAR % panel.step == 0 else 0
    end = (setting.history + 1 - panel.span.first) // panel.step
    years = end // months if months > 1 else 0
    if years < 2:
        return None
    part = slice(end - years * months, end)
    members = {**setting.placebos.zones}
    real = rows(list(setting.places.values()), len(panel.areas))
    donors = donor_mask(panel, setting.zones)
    own = np.full((real.shape[0], len(panel.outcomes), 3), np.nan)
    shape = (years, next(iter(members.values())).shape[0], len(members), len(panel.outcomes))
    placebos = np.full(shape, np.nan)
    for o in range(len(panel.outcomes)):
        counts, covered = panel.counts[o][:, part].astype(float), panel.covered[o][:, part]
        share = _season((counts * covered)[donors].sum(axis=0).reshape(years, months))
        of = {zone: _dispersion(one, counts, covered, share) for zone, one in members.items()}
        mine = _dispersion(real, counts, covered, share)
        for z, (zone, one) in enumerate(members.items()):
            valid = inside(one, setting.totals.donors[:, [o]])[:, 0]
            line = _usual(of[zone].index[valid, 0], of[zone].mean[valid, 0])
            placebos[:, :, z, o] = (of[zone].index / _at(line, of[zone].mean)).T
            for number, place in enumerate(setting.places):
                if place[0] == zone:
                    mean = mine.mean[number, 0]
                    times = mine.index[number, 0] / _at(line, mean)
                    own[number, o] = times, mean, mine.years[number, 0]
    stride = (setting.stride or stride_of(setting.window.post)) // YEAR
    named = dict(zip(setting.places, own, strict=True))
    return Steadiness(named, placebos, tuple(members), months, stride)


def _season(donors: Floats) -> Floats:
    """Share of each year that the donors have in each period, [Y, M], the latest year first."""
    whole = donors.sum(axis=1, keepdims=True)
    share: Floats = np.where(whole > 0, donors / np.maximum(whole, 1e-300), 1 / donors.shape[1])
    return share[::-1]


def _dispersion(member: Membership, counts: Floats, covered: Mask, share: Floats) -> Dispersion:
    """counts, covered : [A, T] of whole years; share : [Y, M], the latest year first.

    A year in which a place lacks data in some period is left out for that place.
    """
    years, months = share.shape

    def by_year(values: Floats) -> Floats:
        found: Floats = (member @ values).reshape(-1, years, months)[:, ::-1]
        return found

    use = (by_year((~covered).astype(float)) == 0).all(axis=2)
    y = by_year(counts) * use[:, :, None]
    whole = y.sum(axis=2)
    rest = y - whole[:, :, None] * share

    def back(values: Floats) -> Floats:
        """Sums over each year and all before it."""
        summed: Floats = np.cumsum(values[:, ::-1], axis=1)[:, ::-1]
        return summed

    n, total = back(use.astype(float)), back(whole)
    squares = back((rest**2).sum(axis=2))
    with np.errstate(divide="ignore", invalid="ignore"):
        squares -= np.nan_to_num((back(rest) ** 2).sum(axis=2) / n)
        mean = total / (n * months)
        index = squares / ((months - 1) * (n - 1) * mean)
    return Dispersion(np.where((n > 1) & (total > 0), index, np.nan), mean, n.astype(np.int64))


def _usual(index: Floats, mean: Floats) -> tuple[float, float]:
    """phi and alpha by weighted least squares, those beyond FAR times as much left out."""
    known = np.isfinite(index)
    index, mean = index[known], mean[known]
    if not len(index):
        return math.nan, math.nan
    line = (max(float(np.median(index)), 1e-12), 0.0)
    keep: Mask = np.ones(len(index), bool)
    for _ in range(20):
        weight = 1 / _at(line, mean[keep])
        design = np.stack([np.ones(keep.sum()), mean[keep]], axis=1) * weight[:, None]
        phi, alpha = nonnegative_pair(design, index[keep] * weight)
        line = (max(phi, 1e-12), alpha)
        kept = index <= FAR * _at(line, mean)
        if (kept == keep).all() or not kept.any():
            break
        keep = kept
    return line


def _at(line: tuple[float, float], mean: Floats) -> Floats:
    usual: Floats = line[0] + line[1] * mean
    return usual
