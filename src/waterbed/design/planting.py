"""What a way could see: falls planted in the candidates' own past, where nothing was done.

At several dates of the past the lot is drawn as it would be, counts of the places that it falls on
are thinned (each kept with probability 1 - f, nested, as in `power.injection`), and the test is
made of it.  The share of lots that are answered "it fell" is the power.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from waterbed.design.choosing import Ranked
from waterbed.design.lots import cells_with_it, make_test
from waterbed.design.past import expected
from waterbed.design.ways import Way, blocks, draw
from waterbed.model.laws import quantile
from waterbed.model.months import YEAR
from waterbed.model.reference import Floats, Integers
from waterbed.model.verdict import LEVEL
from waterbed.power.injection import Injected, crossing

FALLS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7)
DRAWS = 600
DATES = 8
FEWEST = 3
"""Dates of the past at which falls are planted, a year apart: how many at most, and how many there
should be."""

HIGHER = 0.9
"""Share of the counts after a date of the past, below which the last twelve months are another
level, and no chance."""

CELLS = 6_000_000
"""Counts held in memory at once."""

RANGE_LEVEL = 0.95
"""Of each end of a range of power."""

TELLING = (0.1, 0.97)
"""Mean powers between which a fall tells how dates differ."""

TOGETHER = 10
"""Lots drawn among the same candidates, where a way takes only some of those that there are."""


@dataclass(frozen=True, slots=True)
class Planted:
    """What was answered where falls were planted.

    injected : answers by lot and fall, as many lots of each date, date by date; rises : share of
    lots answered "it rose", of each planted rise of the same size; dates : at how many dates
    """

    injected: Injected
    rises: tuple[float, ...]
    dates: int

    @property
    def by_date(self) -> Floats:
        """Share of each date's lots that are answered "it fell", float [dates, E]."""
        fell = self.injected.fell
        return np.asarray(fell.reshape(self.dates, -1, fell.shape[1]).mean(axis=1))

    def power(self, fall: float) -> float:
        """Share answered "it fell", linear between the falls tried."""
        shares = [share for share, _ in self.injected.power()]
        return float(np.interp(fall, self.injected.falls, shares))

    def error(self, fall: float) -> float:
        """Standard error of `power`: by how the dates differ, or by the number of lots where that
        is more."""
        share = self.power(fall)
        lots = math.sqrt(share * (1 - share) / self.injected.places)
        if self.dates < 2:
            return lots
        own = [np.interp(fall, self.injected.falls, shares) for shares in self.by_date]
        return max(lots, float(np.std(own, ddof=1)) / math.sqrt(self.dates))

    def smallest(self, power: float) -> tuple[float | None, float | None]:
        """The smallest fall that is answered so often, and its standard error: by leaving out each
        date in turn, or by the number of lots where that is more; None where it is not known."""
        at, by_lots = self.injected.detectable(power)
        if at is None or by_lots is None or self.dates < 2:
            return at, by_lots
        shares, falls = self.by_date, self.injected.falls
        left = [np.delete(shares, k, axis=0).mean(axis=0) for k in range(self.dates)]
        crossings = [
            fall for fall in (crossing(falls, own, power) for own in left) if fall is not None
        ]
        if len(crossings) < self.dates:
            return at, None
        return at, max(by_lots, float(np.std(crossings)) * math.sqrt(self.dates - 1))

    def between(self, fall: float) -> tuple[float, float] | None:
        """Ends between which the power lies, each at RANGE_LEVEL; None of a single date, which
        cannot tell.

        What was counted after each date is one draw, so that dates differ by far more than their
        lots do.  Student's t on the dates' arcsines, whose spread is that of all falls found
        neither hardly ever nor nearly always, or of this one where that is more.
        """
        if self.dates < 2:
            return None
        shares = self.by_date
        mean = shares.mean(axis=0)
        spread = np.arcsin(np.sqrt(shares)).var(axis=0, ddof=1)
        telling = (mean > TELLING[0]) & (mean < TELLING[1])
        common = float(spread[telling].mean()) if telling.any() else 0.0
        own = float(np.interp(fall, self.injected.falls, spread))
        by_lots = self.dates / (4 * self.injected.places)
        error = math.sqrt(max(common, own, by_lots) / self.dates)
        half = float(quantile(RANGE_LEVEL, self.dates - 1)) * error
        middle = math.asin(math.sqrt(self.power(fall)))
        low, high = max(middle - half, 0.0), min(middle + half, math.pi / 2)
        return math.sin(low) ** 2, math.sin(high) ** 2


def origins(periods: int, length: int, step: int = 1, later: int = 0) -> list[int]:
    """Periods of the past at which something could have begun, the latest first: in the calendar
    month of the start (where the counts reach), with the months after, and five years before where
    there are FEWEST such dates, else four, three or two.

    later : periods between the end of the counts and the start.  A year apart, so that what is
    drawn anew each year is whole in the months, as after the start it may be.
    """
    year = YEAR // step
    latest = periods - length
    aligned = latest - (latest - periods - later) % year
    dates: list[int] = []
    for last in (aligned, latest):
        for years in (5, 4, 3, 2):
            dates = list(range(last, years * year + later - 1, -year))[:DATES]
            if len(dates) >= FEWEST:
                return dates
    return dates


def plant(
    counts: Integers,
    chosen: Way,
    rng: np.random.Generator,
    *,
    falls: Sequence[float] = FALLS,
    draws: int = DRAWS,
    level: float = LEVEL,
    step: int = 1,
    later: int = 0,
    ranked: Ranked | None = None,
) -> Planted | None:
    """Plant each fall in `draws` lots over the dates of the past; None where no date has the
    months.

    counts : int [C, T] of the candidates, without gaps, before anything is done; step : months in
    a period; later : periods between the end of the counts and the start.  Where a way takes only
    some of them, those are drawn by lot each time.
    ranked : where the candidates were chosen by their last year, their ranks among all places:
    falls are then planted in those of the same ranks by the year before each date
    """
    length = chosen.months // step
    dates = origins(counts.shape[1], length, step, later)
    if not dates:
        return None
    share = -(-draws // len(dates))
    answers: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
    for origin in dates:
        own = counts if ranked is None else ranked.counts_of(origin - later)
        of = own if ranked is None else ranked.everywhere
        for lots in _parts(share, chosen, len(own), len(falls)):
            there = at_level_of_now(own, origin, length, step, rng, of)
            answers.append(answered(there, chosen, origin, lots, falls, level, step, rng, later))
    fell, rose, risen = (np.concatenate(parts) for parts in zip(*answers, strict=True))
    injected = Injected(tuple(falls), fell, rose, np.zeros(fell.shape, bool))
    shares = risen.mean(axis=0)
    return Planted(injected, tuple(float(share) for share in shares), len(dates))


def at_level_of_now(
    counts: Integers, origin: int, length: int, step: int, rng: np.random.Generator, of: Integers
) -> Integers:
    """Counts thinned to the level of the last twelve months, where those after a date of the past
    were higher by more than a tenth: fewer counts tell less.  Otherwise they stay.

    of : int [A, T], of the places by which levels are compared
    """
    year = YEAR // step
    now = of[:, -year:].sum() * length
    then = of[:, origin : origin + length].sum() * year
    if now >= HIGHER * then:
        return counts
    thinner: Integers = rng.binomial(counts, now / then)
    return thinner


def _parts(draws: int, chosen: Way, there: int, falls: int) -> list[int]:
    """So many draws in parts that memory holds, and that have the same candidates."""
    taken = chosen.candidates(there)
    at_once = max(1, CELLS // (2 * taken * falls * chosen.segments))
    if taken < there:
        at_once = min(at_once, TOGETHER)
    return [min(at_once, draws - done) for done in range(0, draws, at_once)]


def answered(
    counts: Integers,
    chosen: Way,
    origin: int,
    draws: int,
    falls: Sequence[float],
    level: float,
    step: int,
    rng: np.random.Generator,
    later: int = 0,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Answers of lots at one date, period `origin` of the counts [C, T]: fell bool [draws, E]; rose
    without a fall, bool [draws]; rose under each planted rise, bool [draws, E].

    later : periods before the date of which nothing is known when the lot is drawn
    """
    there = chosen.candidates(counts.shape[0])
    own = counts if there == counts.shape[0] else counts[
        np.sort(rng.choice(counts.shape[0], there, replace=False))
    ]  # fmt: skip
    length = chosen.months // step
    expectation = expected(own.astype(float), origin - later, length, step)
    block = blocks(chosen, expectation.mu)
    test = make_test(chosen, expectation, block, rng)
    after = own[:, origin : origin + length]
    y = after.reshape(there, chosen.segments, -1).sum(axis=2)
    groups = draw(chosen, block, rng, draws)
    cells = cells_with_it(chosen, groups)
    down, up = thinned(y, cells, falls, rng), thickened(y, cells, falls, rng)
    every = np.broadcast_to(groups[:, None], (draws, len(falls), there))
    limit = 1 - level + 1e-12
    p_fell, p_rose = test.below(down, every)
    _, p_risen = test.below(up, every)
    return p_fell <= limit, p_rose[:, 0] <= limit, p_risen <= limit


def thinned(
    y: np.ndarray, cells: np.ndarray, falls: Sequence[float], rng: np.random.Generator
) -> Floats:
    """Counts [C, S] under each fall of the cells that have it, float [draws, E, C, S], nested."""
    kept = np.broadcast_to(y, cells.shape).copy()
    before, left_by_fall = 0.0, []
    for fall in falls:
        left = (1 - fall) / (1 - before)
        kept = np.where(cells, rng.binomial(kept, left), kept)
        before = fall
        left_by_fall.append(kept)
    return np.stack(left_by_fall, axis=1).astype(float)


def thickened(
    y: np.ndarray, cells: np.ndarray, rises: Sequence[float], rng: np.random.Generator
) -> Floats:
    """Counts under a rise of the same sizes: each incident again with this probability."""
    whole = np.broadcast_to(y, cells.shape)
    with_rises = [np.where(cells, whole + rng.binomial(whole, rise), whole) for rise in rises]
    return np.stack(with_rises, axis=1).astype(float)
