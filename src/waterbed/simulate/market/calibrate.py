"""Calibration by sequential Monte Carlo without a likelihood: parameters whose markets look right.

Toni and others 2009: particles of the prior, then of each generation before it, moved a little, are
kept where their market is nearer to the targets than the median of the last generation was.  Priors
are uniform in their own quantiles, so that particles lie in a unit cube.  A parameter whose
posterior is as wide as its prior is said to stay there, and a calibration that did not come near
the targets is said not to have converged: neither is a fact about a place.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waterbed.model.parallel import map_tasks
from waterbed.model.progress import Progress, quiet
from waterbed.simulate.market.parameters import defaults, drawn
from waterbed.simulate.market.table import PARAMETERS
from waterbed.simulate.market.targets import distance, simulated

Floats = NDArray[np.float64]
Look = Callable[[tuple[str, ...], tuple[Floats, int]], float]

STAYS = 0.85
"""Share of the prior's width from which on a parameter is said to stay at its prior."""

NEAR = 1.0
"""Distance from the targets, in their standard errors, up to which a calibration has converged."""

UNIFORM_SD = math.sqrt(1 / 12)


@dataclass(frozen=True, slots=True)
class Calibration:
    """The last generation.

    names : parameters; points : float [n, names], quantiles of the priors; weights : [n], sum 1
    distances : [n]; tolerances : of each generation; runs : markets that were simulated
    """

    names: tuple[str, ...]
    points: Floats
    weights: Floats
    distances: Floats
    tolerances: tuple[float, ...]
    runs: int

    @property
    def converged(self) -> bool:
        """Whether the particles lie within a standard error of the targets, in the mean."""
        return self.tolerances[-1] <= NEAR

    def width(self, name: str) -> float:
        """Width of a posterior beside its prior's, both in quantiles: 1 as wide, 0 a point."""
        u = self.points[:, self.names.index(name)]
        mean = float(self.weights @ u)
        return math.sqrt(float(self.weights @ (u - mean) ** 2)) / UNIFORM_SD

    def stays(self, name: str) -> bool:
        """Whether the targets tell nothing of a parameter."""
        return self.width(name) >= STAYS

    def range(self, name: str, share: float = 0.9) -> tuple[float, float, float]:
        """Lower end, median and upper end of a posterior, in the parameter's unit."""
        u = self.points[:, self.names.index(name)]
        order = np.argsort(u)
        reached = np.cumsum(self.weights[order])
        tail = (1 - share) / 2
        at = [u[order][min(int(np.searchsorted(reached, p)), len(u) - 1)]
              for p in (tail, 0.5, 1 - tail)]  # fmt: skip
        low, middle, high = PARAMETERS[name].prior.at(np.array(at))
        return float(low), float(middle), float(high)

    def sample(self, rng: np.random.Generator, count: int) -> list[dict[str, float]]:
        """Values of every parameter at so many draws of the posterior."""
        rows = rng.choice(len(self.points), count, p=self.weights)
        return [values_at(self.names, self.points[row]) for row in rows]


def values_at(names: Sequence[str], point: Floats) -> dict[str, float]:
    """Every parameter's value: those at a point, and the defaults of the rest."""
    return defaults(PARAMETERS, drawn(PARAMETERS, names, point))


def look(names: tuple[str, ...], task: tuple[Floats, int]) -> float:
    """How far the market at a point is from the targets; a task is a point and a seed."""
    point, seed = task
    return distance(simulated(values_at(names, point), seed))


def calibrate(
    names: tuple[str, ...],
    *,
    population: int = 100,
    generations: int = 5,
    most: int = 10_000,
    seed: int = 1,
    how: Look = look,
    workers: int = 1,
    executor: Executor | None = None,
    progress: Progress = quiet,
) -> Calibration:
    """Sequential ABC; the same seed gives the same particles, whatever the number of workers.

    most : markets after which no further generation begins, and one that runs is given up
    """
    rng = np.random.default_rng(seed)
    size = len(names)
    points, weights = np.zeros((0, size)), np.zeros(0)
    distances, tolerances = np.full(population, math.inf), [math.inf]
    runs = 0
    for generation in range(generations):
        spread = np.sqrt(2 * _variance(points, weights)) if generation else np.zeros(size)
        kept: list[Floats] = []
        gaps: list[float] = []
        while len(kept) < population and runs < most:
            tried = _propose(rng, points, weights, spread, population, size)
            tasks = [(point, 1000 + runs + i) for i, point in enumerate(tried)]
            found = map_tasks(how, names, tasks, workers=workers, executor=executor)
            for point, gap in zip(tried, found, strict=True):
                if gap <= tolerances[-1] and len(kept) < population:
                    kept.append(point)
                    gaps.append(gap)
            runs += len(tried)
            progress(f"generation {generation + 1}", len(kept), population)
        if len(kept) < population:
            break
        new = np.stack(kept)
        weights = _weights(new, points, weights, spread)
        points, distances = new, np.array(gaps)
        tolerances.append(float(np.median(distances)))
    reached = (*tolerances[1:-1], float(distances.max()))
    return Calibration(names, points, weights, distances, reached, runs)


def _propose(
    rng: np.random.Generator, points: Floats, weights: Floats, spread: Floats, count: int, size: int
) -> Floats:
    """New particles [count, size]: of the prior, or of the last generation moved a little."""
    if not len(points):
        return rng.random((count, size))
    found = np.zeros((0, size))
    while len(found) < count:
        start = points[rng.choice(len(points), count, p=weights)]
        moved = start + spread * rng.standard_normal((count, size))
        inside = ((moved > 0) & (moved < 1)).all(axis=1)
        found = np.concatenate([found, moved[inside]])
    return found[:count]


def _variance(points: Floats, weights: Floats) -> Floats:
    mean = weights @ points
    return np.asarray(weights @ np.square(points - mean))


def _weights(new: Floats, points: Floats, weights: Floats, spread: Floats) -> Floats:
    """Prior over proposal, for particles that a generation kept; they sum to 1."""
    if not len(points):
        return np.full(len(new), 1 / len(new))
    gaps = (new[:, None] - points[None]) / np.maximum(spread, 1e-12)
    density = np.exp(-0.5 * np.square(gaps).sum(axis=2)) @ weights
    raw = 1 / np.maximum(density, 1e-300)
    return np.asarray(raw / raw.sum())
