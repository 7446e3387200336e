"""Worlds that the table does not have, drawn to break the forecast; nothing was done in any.

A hundred areas on a grid, sixty months before the start and twelve after, as in the table.

    python -m tests.validity.further 150 "years of their own" "rise (top)"
"""

from __future__ import annotations

import math
import sys
import zlib
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tests.validity.cases import BEFORE, NOTHING, TWELVE, Case
from tests.validity.choosing import choose
from tests.validity.studies import answers, areas_of, panel_of, start_of, study_of

AREAS, MONTHS = 100, BEFORE + TWELVE
YEARS = MONTHS // TWELVE
Floats = NDArray[np.float64]
Drawn = tuple[NDArray[np.int64], NDArray[np.bool_]]
"""Counts [A, T], and which areas have something of their own, [A]."""


def _rates(rng: np.random.Generator, mean: float = 4.0) -> Floats:
    """Rates that stay, [A, T]."""
    rates: Floats = np.repeat(rng.gamma(2.0, mean / 2.0, AREAS)[:, None], MONTHS, axis=1)
    return rates


def _some(rng: np.random.Generator, number: int) -> NDArray[np.bool_]:
    own = np.zeros(AREAS, bool)
    own[rng.permutation(AREAS)[:number]] = True
    return own


def _counts(rng: np.random.Generator, rates: Floats, dispersion: float = 1.5) -> NDArray[np.int64]:
    """Negative binomial, of so many times the variance of Poisson counts."""
    extra = dispersion - 1
    drawn: NDArray[np.int64] = rng.poisson(rng.gamma(np.maximum(rates, 1e-9) / extra, extra))
    return drawn


def own_years(rng: np.random.Generator) -> Drawn:
    """Eight areas whose rate is drawn anew every year (log sd .5); within it all vary alike."""
    rates, own = _rates(rng), _some(rng, 8)
    rates[own] *= np.exp(np.repeat(rng.normal(0.0, 0.5, (8, YEARS)), TWELVE, axis=1))
    return _counts(rng, rates), own


def own_walks(rng: np.random.Generator) -> Drawn:
    """Fifteen areas whose log rate walks, by .15 a month."""
    rates, own = _rates(rng), _some(rng, 15)
    rates[own] *= np.exp(np.cumsum(rng.normal(0.0, 0.15, (15, MONTHS)), axis=1))
    return _counts(rng, rates), own


def level_shifts(rng: np.random.Generator) -> Drawn:
    """Every area's level shifts for good once in three years (log sd .5)."""
    shifts = (rng.random((AREAS, MONTHS)) < 1 / 36) * rng.normal(0.0, 0.5, (AREAS, MONTHS))
    return _counts(rng, _rates(rng) * np.exp(np.cumsum(shifts, axis=1))), _some(rng, 0)


def shared_shift(rng: np.random.Generator) -> Drawn:
    """A third of the areas shift together by a half; areas are dispersed as they please."""
    rates, third, at = _rates(rng), _some(rng, 33), int(rng.integers(24, BEFORE))
    rates[third, at:] *= math.exp(rng.choice([-0.4, 0.4]))
    extra = 1 + rng.lognormal(0.0, 1.0, (AREAS, 1))
    return rng.poisson(rng.gamma(rates / extra, np.broadcast_to(extra, rates.shape))), third


def zero_months(rng: np.random.Generator) -> Drawn:
    """In half of the areas two months in five hold nothing."""
    counts, own = _counts(rng, _rates(rng, 6.0)), _some(rng, 50)
    counts[own] *= rng.random((50, MONTHS)) >= 0.4
    return counts, own


def bursts(rng: np.random.Generator) -> Drawn:
    """Ten months of two and a half times as much, that end by themselves; four in five areas."""
    rates = _rates(rng)
    for area in range(AREAS):
        for begin in rng.integers(-6, MONTHS, rng.poisson(0.8)):
            rates[area, max(begin, 0) : begin + 10] *= 2.5
    return _counts(rng, rates), _some(rng, 0)


def shrinking(rng: np.random.Generator) -> Drawn:
    """Half of the areas lose more than half each year."""
    rates, gone = _rates(rng, 6.0), _some(rng, 50)
    rates[gone] *= np.exp(-0.8 * np.arange(MONTHS) / TWELVE)
    return _counts(rng, rates), ~gone


def moving_season(rng: np.random.Generator) -> Drawn:
    """Ten areas with a season whose peak comes two months later every year."""
    rates, own, months = _rates(rng), _some(rng, 10), np.arange(MONTHS)
    late = rng.uniform(0, TWELVE, (10, 1)) + 2 * (months // TWELVE)
    rates[own] *= 1 + 0.6 * np.cos(2 * np.pi * (months - late) / TWELVE)
    return _counts(rng, rates, 1.3), own


def all_walk(rng: np.random.Generator) -> Drawn:
    """Every log rate walks, by .06 a month."""
    walk = np.cumsum(rng.normal(0.0, 0.06, (AREAS, MONTHS)), axis=1)
    return _counts(rng, _rates(rng) * np.exp(walk)), _some(rng, 0)


def large_ones(rng: np.random.Generator) -> Drawn:
    """The busiest fifth change together by a quarter or a third at the start; chosen among all."""
    rates = _rates(rng)
    rates[rates[:, 0] > np.quantile(rates[:, 0], 0.8), BEFORE:] *= rng.choice([0.75, 1.33])
    return _counts(rng, rates), _some(rng, 0)


def spikes(rng: np.random.Generator) -> Drawn:
    """One month in a hundred holds six times as much."""
    return _counts(rng, _rates(rng) * np.where(rng.random((AREAS, MONTHS)) < 0.01, 6, 1)), _some(
        rng, 0
    )


WORLDS: dict[str, Callable[[np.random.Generator], Drawn]] = {
    "years of their own": own_years,
    "rates that walk, some": own_walks,
    "level shifts": level_shifts,
    "a third shifts": shared_shift,
    "months of nothing": zero_months,
    "bursts that end": bursts,
    "shrinking donors": shrinking,
    "a season that moves": moving_season,
    "all rates walk": all_walk,
    "large areas alone change": large_ones,
    "spikes": spikes,
}


def rates_of(world: str, case: Case, panels: int, gaps: bool = False) -> dict[str, tuple[int, int]]:
    """Of each claim, how many studies support it, and of how many that nothing bars from it.

    gaps : whether a quarter of the other areas lack up to six months, anywhere
    """
    by_claim = dict.fromkeys(case.claims, (0, 0))
    for replicate in range(panels):
        rng = np.random.default_rng([77, replicate, zlib.crc32(world.encode())])
        counts, own = WORLDS[world](rng)
        target = choose(rng, case, counts[:, :BEFORE], own)
        if target is None:
            continue
        areas, start = areas_of(AREAS, case.given), start_of(case)
        panel = panel_of(areas.ids, start - BEFORE, counts)
        if gaps:
            covered = panel.covered.copy()
            for area in np.setdiff1d(rng.permutation(AREAS)[:25], target):
                at = int(rng.integers(MONTHS - 6))
                covered[0, area, at : at + int(rng.integers(1, 7))] = False
            panel = replace(panel, counts=np.where(covered, panel.counts, 0), covered=covered)
        study = study_of(case, tuple(areas.ids[i] for i in target), start, replicate + 1)
        for claim, said in zip(case.claims, answers(case, study, areas, panel), strict=True):
            seen, of = by_claim[claim]
            free = "supported" not in said.barred
            by_claim[claim] = seen + (said.answer == "supported"), of + free
    return by_claim


def main(
    panels: str, world: str, chosen: str = "rise (top)", told: str = "so", months: str = "12"
) -> None:
    """A window that is no whole year begins in May, of a place that has something of its own."""
    case = Case(chosen=chosen, told="" if told == "so" else NOTHING, months=int(months))
    if case.months != TWELVE:
        case = replace(case, own=True, start=5)
    for claim, (seen, of) in rates_of(world, case, int(panels)).items():
        share = seen / max(of, 1)
        error = math.sqrt(share * (1 - share) / max(of, 1))
        print(f"{world}, {chosen}: {claim} {100 * share:.1f} ({100 * error:.1f}) of {of}")


if __name__ == "__main__":
    main(*sys.argv[1:])
