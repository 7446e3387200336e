"""Bias-corrected and accelerated intervals with the choice of model inside (Efron 1987).

People are drawn anew over the histories that were seen, and the whole procedure, selection
included, is run on every table.  The acceleration comes from leaving out one person of each
history, weighted by how many have it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from scipy.special import ndtr, ndtri

from waterbed.model.reference import Floats

REPLICATES = 1000


@dataclass(frozen=True, slots=True)
class Interval:
    """A BCa interval and what is doubtful about it.

    low, high : ends; inf where the upper end is
    failed : replicates without an estimate, left out
    edge : whether an end lies on the outermost replicate or on many equal ones, or the bias
        correction had to be clipped
    """

    low: float
    high: float
    failed: int
    edge: bool


def resample(counts: Floats, replicates: int, rng: Generator) -> Floats:
    """Tables of as many people drawn over the histories seen, [replicates, 2^K]."""
    seen = np.flatnonzero(counts)
    total = counts.sum()
    drawn = np.zeros((replicates, len(counts)))
    drawn[:, seen] = rng.multinomial(int(total), counts[seen] / total, replicates)
    return drawn


def leave_one_out(counts: Floats) -> tuple[Floats, Floats]:
    """Tables with one person less, a table a history seen [H, 2^K], and their weights [H]."""
    seen = np.flatnonzero(counts)
    tables = np.repeat(counts[None].astype(float), len(seen), axis=0)
    tables[np.arange(len(seen)), seen] -= 1
    return tables, counts[seen].astype(float)


def bca(
    value: float, replicates: Floats, jackknife: Floats, weights: Floats, level: float = 0.95
) -> Interval:
    """The interval from estimates on resampled tables [B] and on tables with one person less [H].

    NaN among them are left out; the quantiles are median-unbiased (type 8).  Where no replicate
    has an estimate both ends are NaN.
    """
    good = replicates[np.isfinite(replicates)]
    failed = len(replicates) - len(good)
    if not len(good) or not np.isfinite(value):
        return Interval(np.nan, np.nan, failed, True)
    below = float((good < value).mean())
    edge = not 0 < below < 1
    bias = float(ndtri(np.clip(below, 0.5 / len(good), 1 - 0.5 / len(good))))
    pull = _acceleration(jackknife, weights)
    levels, ends = [], []
    for tail in ((1 - level) / 2, (1 + level) / 2):
        z = bias + float(ndtri(tail))
        stretch = 1 - pull * z
        adjusted = float(ndtr(bias + z / stretch)) if stretch > 0 else float(z > 0)
        levels.append(adjusted)
        ends.append(float(np.quantile(good, adjusted, method="median_unbiased")))
    edge |= min(levels) < 1 / len(good) or max(levels) > 1 - 1 / len(good)
    edge |= any((good == end).mean() > 0.01 for end in ends)
    return Interval(ends[0], ends[1], failed, bool(edge))


def _acceleration(jackknife: Floats, weights: Floats) -> float:
    """sum w r^3 / (6 (sum w r^2)^1.5), r the weighted mean minus each estimate."""
    good = np.isfinite(jackknife)
    estimates, w = jackknife[good], weights[good]
    if not len(estimates):
        return 0.0
    r = (w @ estimates) / w.sum() - estimates
    square = float(w @ r**2)
    return float(w @ r**3) / (6 * square**1.5) if square > 0 else 0.0


def procedure_interval(
    estimate: Callable[[Floats], Floats],
    counts: Floats,
    rng: Generator,
    replicates: int = REPLICATES,
    level: float = 0.95,
) -> tuple[float, Interval]:
    """Estimate and BCa interval of any procedure from tables [B, 2^K] to populations [B]."""
    drawn = resample(counts, replicates, rng)
    fewer, weights = leave_one_out(counts)
    populations = estimate(np.concatenate([counts[None].astype(float), fewer, drawn]))
    at = 1 + len(fewer)
    value = float(populations[0])
    return value, bca(value, populations[at:], populations[1:at], weights, level)
