"""Areas that nothing is shown of one by one, as a public report may use them.

A range rests on what happened in each area that a place is compared with.  So each area's total of
a year is rounded as if it were shown, before anything is made of it; one that is too small to show
is told by what areas of its kind count: a count drawn from what is expected of it, no larger than
what is small.  How far counts stray from what is expected is learnt from the rounded totals, of
larger areas and of small ones taken together until they are large.  All of it is a function of
rounded totals, and of draws that are the same for every table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waterbed.disclosure.rules import BASE, THRESHOLD, round_count, too_small
from waterbed.model.reference import Floats, Mask

Counts = NDArray[np.int64]
Runs = Sequence[tuple[int, int]]

SMALL = THRESHOLD - 1
"""The largest count of an area that is told by its kind alone: one of ten that it may be."""

MIDDLE = 6
"""What stands for any count that is too small to be shown: about the middle of what it can be."""

SPREADS = (1.0, 1.25, 1.6, 2.0, 2.5, 3.2, 4.0)
"""Variance of a count over its mean, in steps."""

USUAL_SPREAD = 1.6
ENOUGH = 20.0
"""Expected count from which a rounded total tells how far counts stray."""

FEWEST = 24
"""Totals that tell how far counts stray; where there are fewer, USUAL_SPREAD."""

TRIM = 16.0
"""Squares beyond four standard deviations count as four."""


def coarse(count: float) -> int:
    """A count as it may be used: rounded, and one number for all that are too small to show."""
    return MIDDLE if too_small(count) else int(round_count(count))


def coarsely(counts: Counts) -> Counts:
    """Counts of areas by the middle of five that each may be; MIDDLE where it is under ten."""
    return np.where(counts <= SMALL, MIDDLE, counts // BASE * BASE + BASE // 2)


@dataclass(frozen=True, slots=True)
class Lot:
    """Totals of areas over the units of time, as they may be used.

    totals : int [D, U], rounded, MIDDLE where small; small : bool [D, U]
    expected : float [D, U], by each area's rounded level
    """

    totals: Counts
    small: Mask
    expected: Floats


def rounded_areas(
    counts: Counts,
    covered: Mask,
    months: Floats,
    units: Runs,
    totals: Sequence[int] | None = None,
    key: int = 0,
) -> Counts:
    """Counts of areas [D, T] made of rounded totals of each unit of time.

    covered : bool [D, T]; months : float [T], what all of them count in each period, rounded, by
    which a total lies over its months; units : first and last period (past the end)
    totals : what all of them are to add up to in each unit, rounded; None: as it comes
    key : of the draws, which no table changes
    """
    rounded = np.zeros_like(counts)
    if not counts.size:
        return rounded
    lot = _lot(counts, covered, months, units)
    rng = np.random.default_rng([14, key, *counts.shape])
    drawn = _drawn(lot.expected, spread_of(lot), rng.random(lot.totals.shape))
    shown = np.where(lot.small, drawn, lot.totals)
    seeds = rng.integers(2**32, size=len(counts))
    if totals is not None:
        for u, total in enumerate(totals):
            shown[:, u] = apportioned(total, shown[:, u].astype(float))
    for i, seed in enumerate(seeds):
        own = np.random.default_rng(seed)
        for (a, b), total in zip(units, shown[i], strict=True):
            weights = months[a:b] * covered[i, a:b]
            if total and weights.sum() > 0:
                rounded[i, a:b] = own.multinomial(total, weights / weights.sum())
    return rounded


def _lot(counts: Counts, covered: Mask, months: Floats, units: Runs) -> Lot:
    true = np.stack([counts[:, a:b].sum(axis=1) for a, b in units], axis=1)
    exposed = np.stack([(months[a:b] * covered[:, a:b]).sum(axis=1) for a, b in units], axis=1)
    level = coarsely(true.sum(axis=1)).astype(float)
    few = true.sum(axis=1) <= SMALL
    if few.any():
        # Areas that are small over all of these months are all alike.
        shared = coarse(int(true[few].sum())) * exposed[few].sum(axis=1)
        level[few] = shared / max(float(exposed[few].sum()), 1e-9)
    rate = level / np.maximum(exposed.sum(axis=1), 1e-9)
    return Lot(coarsely(true), true <= SMALL, rate[:, None] * exposed)


def spread_of(lot: Lot) -> float:
    """Variance over mean of what strays from what is expected, from rounded totals, in steps."""
    large = lot.expected.mean(axis=1) >= ENOUGH
    squares = _squares(lot.totals[large], lot.expected[large])
    if len(squares) < FEWEST:
        return USUAL_SPREAD
    units = lot.totals.shape[1]
    value = max(float(squares.mean()) * units / max(units - 1, 1), SPREADS[0])
    steps = np.array(SPREADS)
    return float(steps[np.abs(np.log(steps / value)).argmin()])


def _squares(totals: Counts, expected: Floats) -> Floats:
    """Squared deviations over what is expected, less what rounding brings."""
    with np.errstate(divide="ignore", invalid="ignore"):
        squares = ((totals - expected) ** 2 - (BASE**2 - 1) / 12) / expected
    squared: Floats = np.minimum(squares[expected >= ENOUGH / 2], TRIM)
    return squared


def _drawn(expected: Floats, spread: float, uniform: Floats) -> Counts:
    """Negative binomial counts of these means, variance `spread` times as large, none above SMALL:
    the quantiles at `uniform`."""
    weights = np.ones((*expected.shape, SMALL + 1))
    for k in range(SMALL):
        weights[..., k + 1] = weights[..., k] * (expected + k * (spread - 1)) / ((k + 1) * spread)
    reached = np.cumsum(weights, axis=-1)
    drawn: Counts = (reached < uniform[..., None] * reached[..., -1:]).sum(axis=-1)
    return drawn


def apportioned(total: int, weights: Floats) -> Counts:
    """A whole number in whole parts as near to the weights as can be; by largest remainder."""
    flat = weights.ravel()
    if not flat.sum() > 0:
        return np.zeros(weights.shape, np.int64)
    ideal = total * flat / flat.sum()
    parts = np.floor(ideal + 1e-9).astype(np.int64)
    order = np.argsort(-(ideal - parts), kind="stable")
    parts[order[: total - int(parts.sum())]] += 1
    shaped: Counts = parts.reshape(weights.shape)
    return shaped
