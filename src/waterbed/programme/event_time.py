"""The effect by months since each place's own start, where starts differ.

The imputation estimator (Borusyak, Jaravel and Spiess 2024, *Review of Economic Studies*
91:3253-3285) for counts (Wooldridge 2023, *The Econometrics Journal* 26:C31-C66): area and month
effects that multiply, E y = r_i c_t, are fitted by Poisson likelihood on cells that nothing was
done to (donors, and treated places before their start); what they give for treated cells is what
would have been expected there.  No treated place is ever a comparison for another, which is what
makes two-way fixed effects wrong where effects differ by place or grow with time.

Areas of one start have the same untreated months, so that their totals tell the same c_t as the
areas themselves: what is fitted is cohorts by months (`fit_months`), for hundreds of areas or for
tens of thousands.

Bands are from placebos: donors that are given the treated places' starts, each drawn among the
donors most like the treated place before its start, so that what a place picked in a high year
does by itself its placebos do as well.  A donor may stand for two places: sets without repeats
from few donors would vary too little.  What all sets have in common, the middle that the effect is
measured from, errs as well, since there are so many donors and no more (`Alike.widening`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from waterbed.effect.joint import cells
from waterbed.model.errors import Refusal
from waterbed.model.months import YEAR
from waterbed.model.reference import Floats, Integers, Mask

NEVER = -1
"""Stands for the start of a donor."""

ALIKE = 30
"""Donors among which a placebo of a treated place is drawn."""

HALF = 0.5
ROUNDS, CLOSE = 500, 1e-10
AT_ONCE = 100
"""Draws that are fitted together."""


@dataclass(frozen=True, slots=True)
class EventTime:
    """Of E months since the start, in rising order; before it they are below nought.

    months : int [E], 0 the month of the start; places : int [E], how many treated places have it
    observed, expected : float [E], counts of these places in it
    usual : float [E], the ratio that placebos have in the middle; 1 where nothing is amiss
    ratio : float [E], observed over expected, over the usual
    low, high : float [E], its interval, each month alone; joint_low, joint_high : all at once
    p, joint_p : float [E], two-sided
    draws : sets of placebos
    """

    months: Integers
    places: Integers
    observed: Floats
    expected: Floats
    usual: Floats
    ratio: Floats
    low: Floats
    high: Floats
    joint_low: Floats
    joint_high: Floats
    p: Floats
    joint_p: Floats
    draws: int


def fit_months(totals: Floats, untreated: Mask) -> Floats:
    """The months' common factors c_t, float [T], of rows by columns multiplied.

    totals : float [R, T], counts; untreated : bool [R, T], the cells that are fitted
    Poisson likelihood by proportional fitting: rows and columns in turn are scaled to their
    untreated totals (Deming and Stephan 1940, *Annals of Mathematical Statistics* 11:427-444).
    """
    use, seen = untreated.astype(float), np.where(untreated, totals, 0.0)
    rows, columns = seen.sum(axis=1), seen.sum(axis=0)
    months: Floats = columns / max(columns.sum(), 1e-300)
    for _ in range(ROUNDS):
        areas = rows / np.maximum(use @ months, 1e-300)
        new = columns / np.maximum(areas @ use, 1e-300)
        close = np.abs(new - months).max() <= CLOSE * months.max()
        months = new
        if close:
            break
    return months


def event_time(
    counts: Integers,
    starts: Integers,
    rng: np.random.Generator,
    *,
    leads: int = YEAR,
    horizon: int = 2 * YEAR,
    draws: int = 999,
    level: float = 0.95,
) -> EventTime:
    """Effects by months since the start, with placebo bands.

    counts : int [A, T], every month with data; starts : int [A], position of the first treated
    month, NEVER for donors
    leads : months before the start that are shown, from a fit that stops so long before it; horizon
    : months from the start on that are shown, where any place has them
    Raises Refusal where nothing is treated, where there are fewer than ten donors or these have no
    counts, and where a start has no month before its leads.
    """
    treated, donors = np.flatnonzero(starts != NEVER), np.flatnonzero(starts == NEVER)
    if not len(treated):
        raise Refusal("no-target", "no area is treated")
    if len(donors) < 10:
        raise Refusal("few-donors", "fewer than ten areas never had it")
    if not counts[donors].any():
        raise Refusal("no-control-counts", "the areas that never had it have no counts")
    if starts[treated].min() <= leads:
        raise Refusal("short-history", "a start has no months before those that are shown")
    first = np.unique(starts[treated])
    each = [treated[starts[treated] == start] for start in first]
    own = np.array([counts[areas].sum(axis=0) for areas in each], float)
    rest = counts[donors].sum(axis=0).astype(float)
    span, length = np.arange(-leads, horizon), counts.shape[1]
    factors = [_factors(own, rest, first - held) for held in (leads, 0)]
    real = _by_month(own[None], first, span, factors)
    places = np.array(
        [
            sum(len(areas) for areas, start in zip(each, first, strict=True) if start + k < length)
            for k in span
        ],
        np.int64,
    )
    alike = Alike.of(counts, starts)
    logs = np.concatenate(
        [
            _by_month(_cohorts(counts, starts, part, first), first, span, factors).logs
            for part in np.array_split(alike.draw(rng, draws), max(1, draws // AT_ONCE))
        ]
    )
    keep = places > 0
    logs, value = logs[:, keep], real.logs[0, keep]
    usual = np.median(logs, axis=0)
    logs = usual + alike.widening * (logs - usual)
    bands = cells(value[None], np.ones((1, keep.sum())), logs[:, None, :], level)
    return EventTime(
        span[keep],
        places[keep],
        real.observed[0, keep],
        real.expected[0, keep],
        np.exp(usual),
        np.exp(value - usual),
        np.exp(bands.low[0]),
        np.exp(bands.high[0]),
        np.exp(bands.joint_low[0]),
        np.exp(bands.joint_high[0]),
        bands.p[0],
        bands.joint_p[0],
        draws,
    )


@dataclass(frozen=True, slots=True)
class _Months:
    """observed, expected : float [B, E], by months since the start."""

    observed: Floats
    expected: Floats

    @property
    def logs(self) -> Floats:
        ratios: Floats = np.log((self.observed + HALF) / (self.expected + HALF))
        return ratios


def _factors(own: Floats, rest: Floats, until: Integers) -> Floats:
    """c_t of all months, from donors [T] and from cohorts [G, T] before a month of each, [G]."""
    before = np.arange(len(rest))[None] < until[:, None]
    everything = np.ones((1, len(rest)), bool)
    return fit_months(np.vstack([own, rest[None]]), np.vstack([before, everything]))


def _by_month(
    cohorts: Floats, first: Integers, span: Integers, factors: Sequence[Floats]
) -> _Months:
    """Observed and expected by months since the start, as of `span`, int [E].

    cohorts : float [B, G, T], totals of areas by start; first : int [G]
    factors : c_t, of the months before the start from a fit that stops where `span` begins, and of
    those from it on
    """
    seen, expected = np.zeros((2, len(cohorts), len(span)))
    for early, months in zip((True, False), factors, strict=True):
        part = span < 0 if early else span >= 0
        for g, start in enumerate(first):
            until = start + span[0] if early else start
            level = cohorts[:, g, :until].sum(axis=1) / max(months[:until].sum(), 1e-300)
            at = start + span
            inside = part & (at < cohorts.shape[2])
            seen[:, inside] += cohorts[:, g, at[inside]]
            expected[:, inside] += level[:, None] * months[at[inside]]
    return _Months(seen, expected)


def _cohorts(counts: Integers, starts: Integers, picks: Integers, first: Integers) -> Floats:
    """Totals by start of sets of placebos, float [B, G, T]; picks : int [B, K], positions of
    areas."""
    treated = starts[starts != NEVER]
    totals = np.zeros((len(picks), len(first), counts.shape[1]))
    for g, start in enumerate(first):
        for k in np.flatnonzero(treated == start):
            totals[:, g] += counts[picks[:, k]]
    return totals


@dataclass(frozen=True, slots=True)
class Alike:
    """The donors most like each treated place before its start.

    near : int [K, M], positions of areas; volume : float [K], counts of each place in the year
    before its start
    """

    near: Integers
    volume: Floats

    @classmethod
    def of(cls, counts: Integers, starts: Integers) -> Alike:
        treated, donors = np.flatnonzero(starts != NEVER), np.flatnonzero(starts == NEVER)
        past = np.concatenate([np.zeros((len(counts), 1), np.int64), counts.cumsum(axis=1)], axis=1)
        begins = [int(start) for start in starts[treated]]
        near = [
            donors[_nearest(past, donors, area, start)]
            for area, start in zip(treated, begins, strict=True)
        ]
        volume = [
            past[area, start] - past[area, max(start - YEAR, 0)] + HALF
            for area, start in zip(treated, begins, strict=True)
        ]
        return cls(np.stack(near), np.array(volume, float))

    def draw(self, rng: np.random.Generator, draws: int) -> Integers:
        """Sets of placebos, int [draws, K]."""
        count, many = self.near.shape
        picks: Integers = self.near[np.arange(count), rng.integers(many, size=(draws, count))]
        return picks

    @property
    def widening(self) -> float:
        """By how much a placebo strays from what it stands for more than from the middle of all
        sets: the root of 1 + sum w_j^2/sum v_k^2, v_k the share of place k in all counts and w_j
        what donor j stands for on average."""
        share = self.volume / self.volume.sum()
        weight = np.bincount(
            self.near.ravel(), np.repeat(share / self.near.shape[1], self.near.shape[1])
        )
        return float(np.sqrt(1 + (weight**2).sum() / (share**2).sum()))


def _nearest(past: Integers, donors: Integers, area: np.int64, start: int) -> Integers:
    """Positions, among the donors, of those most like an area before a start: in the logs of the
    last year's count and of the mean year before it; past : int [A, T + 1], running totals."""
    before = max(start - YEAR, 0)
    usual = np.log(past[:, before] / max(before / YEAR, 1.0) + HALF)
    rise = np.log(past[:, start] - past[:, before] + HALF) - usual
    parts = np.stack([usual, rise], axis=1)
    spread = np.maximum(parts[donors].std(axis=0), 1e-9)
    away = (((parts[donors] - parts[area]) / spread) ** 2).sum(axis=1)
    many = min(ALIKE, len(donors))
    nearest: Integers = np.argpartition(away, many - 1)[:many]
    return np.sort(nearest)
