"""Tables drawn from a known truth: coverage of the range, and whether lists planned could tell."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from waterbed.hidden.headline import conditional, headline
from waterbed.hidden.loglinear import Floats
from waterbed.nouns.errors import Refusal


@dataclass(frozen=True, slots=True)
class Coverage:
    """How the range fares against a known population.

    tables : drawn; refused : of them, named refusals
    covered : share of the ranges given that hold the truth
    width : median of high minus low; ratio : median of high over low
    conditional, conditional_width : the same of the interval that takes the stepwise model as
        given, as SparseMSE prints it
    points : share of the unions of point estimates that hold the truth
    useful : share of all tables with a range whose high end is at most `useful_ratio` its low end
    """

    population: float
    tables: int
    refused: int
    covered: float
    width: float
    ratio: float
    conditional: float
    conditional_width: float
    points: float
    useful: float


USEFUL_RATIO = 3.0


def draw_table(means: Floats, rng: Generator) -> Floats:
    """Counts [2^K] of a population of round(sum of means), each person in a cell at random."""
    whole = means.sum()
    counts = rng.multinomial(round(whole), means / whole).astype(float)
    counts[0] = 0.0
    return counts


def coverage(means: Floats, rng: Generator, tables: int = 300, replicates: int = 400) -> Coverage:
    """Draw tables from a truth, means [2^K] with those on no list in means[0], and try the range.

    Each table has a generator of its own, so that a shorter run is the start of a longer one.
    """
    truth = float(round(means.sum()))
    rows, refused = [], 0
    for child in rng.spawn(tables):
        counts = draw_table(means, child)
        try:
            found = headline(counts, child, replicates=replicates)
        except Refusal:
            refused += 1
            continue
        own = found.chosen.fit
        low, high = conditional(own.population, own.error, found.seen)
        points = [*found.every.population[found.near], own.population[0], found.averaged.median]
        rows.append(
            (
                found.low <= truth <= found.high,
                found.high - found.low,
                found.high / found.low,
                low[0] <= truth <= high[0],
                high[0] - low[0],
                min(points) <= truth <= max(points),
                found.high <= USEFUL_RATIO * found.low,
            )
        )
    if not rows:
        return Coverage(truth, tables, refused, *(float("nan"),) * 6, 0.0)
    table = np.array(rows, float)
    return Coverage(
        truth,
        tables,
        refused,
        covered=float(table[:, 0].mean()),
        width=float(np.median(table[:, 1])),
        ratio=float(np.median(table[:, 2])),
        conditional=float(table[:, 3].mean()),
        conditional_width=float(np.median(table[:, 4])),
        points=float(table[:, 5].mean()),
        useful=float(table[:, 6].sum() / tables),
    )
