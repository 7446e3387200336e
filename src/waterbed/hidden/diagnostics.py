"""Reasons to distrust an estimate: how far it moves when something about it is changed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from waterbed.hidden.headline import MOST_TIMES_SEEN, Bootstrapped, bootstrapped
from waterbed.hidden.stepwise import THRESHOLD, stepwise
from waterbed.model.histories import Histories, membership
from waterbed.model.reference import Floats

THRESHOLDS = (0.001, 0.005, 0.01, THRESHOLD, 0.05, 0.1)
HOLD_OUT_REPLICATES = 400
HOLD_OUT_SHARED = 5  # fewest people on two or more of the other lists


@dataclass(frozen=True, slots=True)
class Held:
    """A list's known size and what the other lists make of it; NaN where they cannot.

    log_ratio : log of the estimate over the known size
    """

    known: int
    value: float
    low: float
    high: float

    @property
    def tried(self) -> bool:
        return bool(np.isfinite([self.value, self.low, self.high]).all())

    @property
    def covered(self) -> bool:
        return self.low <= self.known <= self.high

    @property
    def log_ratio(self) -> float:
        return float(np.log(self.value / self.known))


def sane(populations: Floats, seen: Floats | float) -> Floats:
    """The estimates, NaN where there is none or it is beyond a thousand times those seen."""
    estimates = np.asarray(populations, float)
    with np.errstate(invalid="ignore"):
        good = np.isfinite(estimates) & (estimates <= MOST_TIMES_SEEN * np.asarray(seen))
    return np.where(good, estimates, np.nan)


def threshold_path(counts: Floats) -> Floats:
    """Stepwise estimate at each of `THRESHOLDS`."""
    tables = np.repeat(counts[None].astype(float), len(THRESHOLDS), axis=0)
    return sane(stepwise(tables, THRESHOLDS).population, counts.sum())


def left_out(histories: Histories) -> Floats:
    """Stepwise estimate without each list in turn, [K]; NaN where there is none."""
    tables = np.array([histories.without(k).counts for k in range(len(histories.lists))], float)
    return sane(stepwise(tables).population, tables.sum(axis=1))


def held_out(histories: Histories, rng: Generator) -> tuple[Held, ...]:
    """Each list's size, which is known, estimated from the others among those on it.

    Binette and Steorts (2022), Journal of the Royal Statistical Society A 185:1447, section 4.
    """
    held = []
    for k, total in enumerate(histories.totals.tolist()):
        inside = histories.among(k).counts.astype(float)
        shared = inside[membership(len(histories.lists) - 1).sum(axis=1) > 1].sum()
        child = rng.spawn(1)[0]
        if shared < HOLD_OUT_SHARED:
            held.append(Held(total, np.nan, np.nan, np.nan))
            continue
        tried = bootstrapped(inside, child, HOLD_OUT_REPLICATES)
        value, low, high = sane(
            np.array([tried.fit.population[0], tried.interval.low, tried.interval.high]),
            inside.sum(),
        )
        held.append(Held(total, float(value), float(low), float(high)))
    return tuple(held)


def choices(chosen: Bootstrapped) -> tuple[int, float]:
    """Distinct models over the bootstraps, and the share of them that chose the reported one."""
    models = chosen.models
    same = float((models == chosen.fit.chosen[0]).all(axis=1).mean())
    return len(np.unique(models, axis=0)), same


def by_stratum(histories: Histories) -> Floats:
    """Stepwise estimate of each stratum, [S]; NaN where there is none."""
    if histories.by_stratum is None:
        return np.empty(0)
    tables = histories.by_stratum.astype(float)
    return sane(stepwise(tables).population, tables.sum(axis=1))


def ratio(values: Floats) -> float:
    """Largest over smallest of those there are; NaN of none."""
    good = values[np.isfinite(values)]
    return float(good.max() / good.min()) if len(good) and good.min() > 0 else float("nan")
