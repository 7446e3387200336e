"""Calibration by sequential Monte Carlo without a likelihood: parameters whose markets look right.

Drovandi and Pettitt 2011: of the particles, first drawn from the priors, the half nearest to the
targets is kept, and copies of them take the place of the others; each copy then takes some steps at
random, those that leave its market as near as the kept ones are.  Priors are uniform in their own
quantiles, so that particles lie in a unit cube and all weigh alike.  A parameter whose posterior is
as wide as its prior is said to stay there, and a calibration that did not come near the targets is
said not to have converged: neither is a fact about a place.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np

from waterbed.model.parallel import map_tasks
from waterbed.model.progress import Progress, quiet
from waterbed.model.reference import Floats
from waterbed.simulate.market.parameters import defaults, drawn
from waterbed.simulate.market.table import PARAMETERS
from waterbed.simulate.market.targets import distance, simulated

Look = Callable[[tuple[str, ...], tuple[Floats, int]], float]

STAYS = 0.85
"""Share of the prior's width from which on a parameter is said to stay at its prior."""

NEAR = 1.0
"""Distance from the targets, in their standard errors, up to which a calibration has converged."""

UNIFORM_SD = math.sqrt(1 / 12)

SCALE = 1.5
"""Length of a step, as a multiple of the particles' spread over the root of the dimensions."""

STEPS = 15
"""Most steps of a copy in a generation."""

STILL, STUCK = 0.02, 0.01
"""Chance of a copy that never moves, by which steps are counted; and the share of steps taken below
which a calibration ends where it is."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """The last generation.

    names : parameters; points : float [n, names], quantiles of the priors
    distances : [n]; tolerances : of each generation; runs : markets that were simulated
    """

    names: tuple[str, ...]
    points: Floats
    distances: Floats
    tolerances: tuple[float, ...]
    runs: int

    @property
    def converged(self) -> bool:
        """Whether the particles lie within a standard error of the targets, in the mean."""
        return self.tolerances[-1] <= NEAR

    def width(self, name: str) -> float:
        """Width of a posterior beside its prior's, both in quantiles: 1 as wide, 0 a point."""
        return float(self.points[:, self.names.index(name)].std()) / UNIFORM_SD

    def stays(self, name: str) -> bool:
        """Whether the targets tell nothing of a parameter."""
        return self.width(name) >= STAYS

    def range(self, name: str, share: float = 0.9) -> tuple[float, float, float]:
        """Lower end, median and upper end of a posterior, in the parameter's unit."""
        tail = (1 - share) / 2
        at = np.quantile(self.points[:, self.names.index(name)], (tail, 0.5, 1 - tail))
        low, middle, high = PARAMETERS[name].prior.at(at)
        return float(low), float(middle), float(high)

    def sample(self, rng: np.random.Generator, count: int) -> list[dict[str, float]]:
        """Values of every parameter at so many draws of the posterior."""
        rows = rng.integers(len(self.points), size=count)
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

    generations : at most; it also ends once it has converged, or where particles hardly move
    most : markets after which no further generation begins
    """
    rng, runs = np.random.default_rng(seed), 0

    def looked(points: Floats) -> Floats:
        nonlocal runs
        tasks = [(point, 1000 + runs + i) for i, point in enumerate(points)]
        runs += len(tasks)
        return np.array(list(map_tasks(how, names, tasks, workers=workers, executor=executor)))

    points = rng.random((population, len(names)))
    distances = looked(points)
    reached = [float(distances.max())]
    steps = STEPS
    for generation in range(1, generations):
        if reached[-1] <= NEAR or runs >= most:
            break
        order = np.argsort(distances, kind="stable")
        half = population // 2
        best, tolerance = order[:half], float(distances[order[half - 1]])
        apart = (points[best] - points[best].mean(axis=0)) * SCALE / math.sqrt(half * len(names))
        again = best[rng.integers(half, size=population - half)]
        points = np.concatenate([points[best], points[again]])
        distances = np.concatenate([distances[best], distances[again]])
        moved = 0
        for step in range(steps):
            tried = _moved(rng, points[half:], apart)
            gaps = looked(tried)
            better = gaps <= tolerance
            points[half:][better], distances[half:][better] = tried[better], gaps[better]
            moved += int(better.sum())
            progress(f"generation {generation + 1}, {tolerance:.2f} reached", step + 1, steps)
        reached.append(tolerance)
        rate = moved / (steps * (population - half))
        if rate < STUCK:
            break
        steps = min(STEPS, math.ceil(math.log(STILL) / math.log(1 - min(rate, 0.9))))
    return Calibration(names, points, distances, tuple(reached), runs)


def _moved(rng: np.random.Generator, points: Floats, apart: Floats) -> Floats:
    """Particles moved by a normal step of the covariance of `apart` [kept, names], and folded at
    the walls of the cube, so that a step back is as likely."""
    step = rng.standard_normal((len(points), len(apart))) @ apart
    folded = np.mod(points + step, 2)
    return np.asarray(np.where(folded > 1, 2 - folded, folded))
