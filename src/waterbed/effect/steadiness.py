"""Whether a place's counts have jumped about more than those of the places it is compared with.

A forecast's spread is that of places of one size.  A place that jumps about more strays further
with nothing done, and the more surely the more it was chosen for its last count.  Two indices of
dispersion (Fisher 1925, *Statistical Methods for Research Workers*, section 16) tell so from the
time before the start alone:

- from month to month, round the place's own year and its own season, whatever the year that it was
  chosen for: with y the count of a month of one year, n the place's count of that year, s the share
  of the year that all donors together have in that month, and r = y - n s less the mean of r in
  that month of the year, D = sum r^2 over what chance would bring;
- from year to year, without the last year, for which places are chosen: with Y the place's count of
  a year and E its count of all of them shared out as the donors' counts are, D = sum (Y - E)^2 / E
  over the years less one.

Each is divided by what is usual for a place of that size, phi + alpha m (m the mean month), fitted
over the placebos without those of more than FAR times as much.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waterbed.effect.origins import stride_of
from waterbed.effect.overwhelming import overwhelming
from waterbed.effect.placebo import inside
from waterbed.effect.setting import Place, Setting
from waterbed.effect.totals import donor_mask
from waterbed.effect.zones import Membership, rows
from waterbed.model.least_squares import nonnegative_pair
from waterbed.model.months import YEAR
from waterbed.model.reference import Floats, Mask, Pool

FAR = 3.0
"""Times the usual beyond which a placebo does not shape what is usual."""

FEWEST_YEARS = 3
"""Whole years before the start below which nothing can be said of how steady a place is."""

LEAST_TIMES = 1.75
"""Times the usual that are never called unsteady."""

DEVIATIONS = {"months": 4.5, "years": 5.5}
"""Standard deviations of an index above 1 that may be chance, or what real places differ by.

At 3, and 1.5 times, some 10% of London's wards with twenty or more a year were barred for their
months, and no fewer false verdicts were given; places of eight times the variance lie far beyond
either.
"""


@dataclass(frozen=True, slots=True)
class Dispersion:
    """Indices of some places over their whole years before the start, those of one outcome.

    index : float [U, K], of the years but the latest 0, 1, ... K - 1; NaN where there are too few
    mean : float [U, K], count of a month; years : int [U, K]
    """

    index: Floats
    mean: Floats
    years: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Steadiness:
    """How much places jump about, against what is usual for their size, of one comparison.

    over : "months", from month to month, or "years", from year to year
    own : (times the usual, count of a month, years) of each place, float [O, 3]
    placebos : float [K, P, Z, O], times the usual, without the latest 0 ... K - 1 years
    zones : Z names; months : periods of a year; stride : years from one origin to the next
    """

    over: str
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
        middles = [
            np.median(times_of_pool[~np.isnan(times_of_pool)])
            for times_of_pool in chosen
            if not np.isnan(times_of_pool).all()
        ]
        return float(max(middles)) if len(middles) == len(pools) and pools else math.nan

    def limit(self, place: Place, o: int) -> float:
        """Times the usual up to which a place is no less steady than chance would have it.

        The index of n years has n - 1 degrees of freedom, that of their M periods (M - 1)(n - 1),
        and the variance (2 + 1/m) over those where counts are Poisson with mean m.
        """
        _, mean, years = self.own[place][o]
        if mean <= 0 or years < 2:
            return math.inf
        freedom, of = years - 1, mean * self.months
        if self.over == "months":
            freedom, of = freedom * (self.months - 1), mean
        away = DEVIATIONS[self.over] * math.sqrt((2 + 1 / of) / freedom)
        return max(LEAST_TIMES, 1 + away)


def steadiness(setting: Setting) -> tuple[Steadiness, ...]:
    """Of every zone and placebo, from month to month and from year to year; none where a period is
    a year or more, or a year none."""
    panel = setting.panel
    months = YEAR // panel.step if YEAR % panel.step == 0 else 0
    end = (setting.history + 1 - panel.span.first) // panel.step
    years = end // months if months > 1 else 0
    if years < 2:
        return ()
    part = slice(end - years * months, end)
    zones = setting.placebos.zones
    real = rows(list(setting.places.values()), len(panel.areas))
    role = donor_mask(panel, setting.zones)
    # An overwhelming area would make all others seem to jump about, or itself usual.
    usual = ~overwhelming(panel, role, setting.history)
    donors = role[:, None] & usual
    own = np.full((len(DEVIATIONS), real.shape[0], len(panel.outcomes), 3), np.nan)
    shape = (years, next(iter(zones.values())).shape[0], len(zones), len(panel.outcomes))
    placebos = np.full((len(DEVIATIONS), *shape), np.nan)
    for o in range(len(panel.outcomes)):
        counts, covered = panel.counts[o][:, part].astype(float), panel.covered[o][:, part]
        of_donors = (counts * covered)[donors[:, o]].sum(axis=0).reshape(years, months)[::-1]
        of = {zone: _dispersions(each, counts, covered, of_donors) for zone, each in zones.items()}
        mine = _dispersions(real, counts, covered, of_donors)
        for z, (zone, each) in enumerate(zones.items()):
            valid = inside(each, (setting.totals.donors & usual)[:, [o]])[:, 0]
            number = [n for n, place in enumerate(setting.places) if place[0] == zone]
            for k, (places, ours) in enumerate(zip(of[zone], mine, strict=True)):
                line = _usual(places.index[valid, 0], places.mean[valid, 0])
                placebos[k, :, :, z, o] = (places.index / _at(line, places.mean)).T
                mean = ours.mean[number, 0]
                times = ours.index[number, 0] / _at(line, mean)
                own[k, number, o] = np.stack([times, mean, ours.years[number, 0]], axis=1)
    stride = (setting.stride or stride_of(setting.window.post)) // YEAR
    return tuple(
        Steadiness(
            over, dict(zip(setting.places, own[k], strict=True)), placebos[k], tuple(zones),
            months, stride,
        )
        for k, over in enumerate(DEVIATIONS)
    )  # fmt: skip


def _dispersions(
    member: Membership, counts: Floats, covered: Mask, donors: Floats
) -> tuple[Dispersion, Dispersion]:
    """From month to month and from year to year.

    counts, covered : [A, T] of whole years; donors : their counts, [Y, M], the latest year first.
    A year in which a place lacks data in some period is left out for that place.
    """
    years, months = donors.shape

    def by_year(values: Floats) -> Floats:
        years_back: Floats = (member @ values).reshape(-1, years, months)[:, ::-1]
        return years_back

    use = (by_year((~covered).astype(float)) == 0).all(axis=2)
    y = by_year(counts) * use[:, :, None]
    return _from_month_to_month(y, use, donors), _from_year_to_year(y, use, donors)


def _back(values: Floats) -> Floats:
    """Sums over each year and all before it, [U, Y, ...]."""
    summed: Floats = np.cumsum(values[:, ::-1], axis=1)[:, ::-1]
    return summed


def _from_month_to_month(y: Floats, use: Mask, donors: Floats) -> Dispersion:
    """y : [U, Y, M], nought where not in use, [U, Y]; donors : [Y, M]."""
    months = donors.shape[1]
    of = donors.sum(axis=1, keepdims=True)
    share = np.where(of > 0, donors / np.maximum(of, 1e-300), 1 / months)
    whole = y.sum(axis=2)
    rest = y - whole[:, :, None] * share
    n, total = _back(use.astype(float)), _back(whole)
    squares = _back((rest**2).sum(axis=2))
    with np.errstate(divide="ignore", invalid="ignore"):
        squares -= np.nan_to_num((_back(rest) ** 2).sum(axis=2) / n)
        mean = total / (n * months)
        index = squares / ((months - 1) * (n - 1) * mean)
    return Dispersion(np.where((n > 1) & (total > 0), index, np.nan), mean, n.astype(np.int64))


def _from_year_to_year(y: Floats, use: Mask, donors: Floats) -> Dispersion:
    """As above; of each stretch of years the latest, for which a place is chosen, is left out."""
    of = donors.sum(axis=1) * use
    known = of > 0
    whole = y.sum(axis=2) * known
    n, total, all_of = _back(known.astype(float)), _back(whole), _back(of * known)
    with np.errstate(divide="ignore", invalid="ignore"):
        # sum (Y - E)^2 / E, E = total of / all_of
        squares = _back(np.where(known, whole**2 / of, 0.0)) * all_of / total - total
        mean = total / (n * donors.shape[1])
        index = squares / (n - 1)
    index = np.where((n > 1) & (total > 0), index, np.nan)

    def earlier(values: Floats, none: float) -> Floats:
        return np.pad(values[:, 1:], ((0, 0), (0, 1)), constant_values=none)

    return Dispersion(earlier(index, np.nan), earlier(mean, np.nan), earlier(n, 0).astype(np.int64))


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
