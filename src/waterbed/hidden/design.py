"""Tables drawn from a known truth: coverage of the range, and whether planned lists could tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from waterbed.hidden.headline import conditional, headline
from waterbed.hidden.loglinear import superset
from waterbed.model.dualsystem import chapman
from waterbed.model.errors import InputError, Refusal
from waterbed.model.histories import membership
from waterbed.model.liststudy import FEWEST_SHARED, MOST_PLANNED, Prospect
from waterbed.model.progress import Progress, quiet
from waterbed.model.reference import Floats

USEFUL_RATIO = 3.0
SWEEPS = 500


@dataclass(frozen=True, slots=True)
class Coverage:
    """How the range fares against a known population.

    tables : drawn; refused : of them, named refusals
    covered : share of the ranges given that hold the truth
    low, high, width, ratio : medians of its ends, of their difference, of high over low
    conditional, conditional_width : the same of the interval that takes the stepwise model as
        given, as SparseMSE prints it
    points : share of the unions of point estimates that hold the truth
    useful : share of all tables with a range whose high end is at most three times its low end
    """

    population: float
    tables: int
    refused: int
    covered: float
    low: float
    high: float
    width: float
    ratio: float
    conditional: float
    conditional_width: float
    points: float
    useful: float


def draw_table(means: Floats, rng: Generator) -> Floats:
    """Counts [2^K] of a population of round(sum of means), each person in a cell at random."""
    whole = means.sum()
    counts = rng.multinomial(round(whole), means / whole).astype(float)
    counts[0] = 0.0
    return counts


def coverage(
    means: Floats,
    rng: Generator,
    tables: int = 300,
    replicates: int = 400,
    progress: Progress = quiet,
) -> Coverage:
    """Draw tables from a truth, means [2^K] with those on no list in means[0], and try the range.

    Each table has a generator of its own, so that a shorter run is the start of a longer one.
    """
    truth = float(round(means.sum()))
    rows: list[tuple[float, ...]] = []
    for done, child in enumerate(rng.spawn(tables)):
        progress("trying tables", done, tables)
        counts = draw_table(means, child)
        try:
            answer = headline(counts, child, replicates=replicates)
        except Refusal:
            continue
        own = answer.chosen.fit
        low, high = conditional(own.population, own.error, answer.seen)
        points = [*answer.every.population[answer.near], own.population[0], answer.averaged.median]
        rows.append(
            (
                answer.low <= truth <= answer.high,
                answer.low,
                answer.high,
                answer.high - answer.low,
                answer.high / answer.low,
                low[0] <= truth <= high[0],
                high[0] - low[0],
                min(points) <= truth <= max(points),
                answer.high <= USEFUL_RATIO * answer.low,
            )
        )
    refused = tables - len(rows)
    if not rows:
        return Coverage(truth, tables, refused, *(float("nan"),) * 8, 0.0)
    table = np.array(rows, float)
    share, middle = table.mean(axis=0), np.median(table, axis=0)
    return Coverage(
        truth, tables, refused, covered=float(share[0]), low=float(middle[1]),
        high=float(middle[2]), width=float(middle[3]), ratio=float(middle[4]),
        conditional=float(share[5]), conditional_width=float(middle[6]), points=float(share[7]),
        useful=float(table[:, 8].sum() / tables),
    )  # fmt: skip


def planned_means(
    population: float, shares: Sequence[float], odds: Mapping[tuple[int, int], float]
) -> Floats:
    """Expected people by history [2^K] of lists that each hold a share of a population.

    odds : odds ratio of pairs of lists, by their positions; others are independent
    The table has these odds ratios (given the other lists) and these shares exactly: its margins
    are fitted in turn (Deming and Stephan 1940), which leaves odds ratios alone.
    """
    lists = len(shares)
    z, on = superset(lists), membership(lists).astype(bool)
    table = np.ones(1 << lists)
    for (i, j), ratio in odds.items():
        table = table * np.where(z[:, (1 << i) | (1 << j)] > 0, ratio, 1.0)
    table *= population / table.sum()
    for _ in range(SWEEPS):
        worst = 0.0
        for k, share in enumerate(shares):
            inside = table[on[:, k]].sum() / population
            worst = max(worst, abs(inside - share))
            table[on[:, k]] *= share / inside
            table[~on[:, k]] *= (1 - share) / (1 - inside)
        if worst < 1e-12:
            break
    return table


def prospect(
    population: int,
    shares: Sequence[float],
    odds: Mapping[tuple[int, int], float],
    *,
    seed: int = 1,
    tables: int = 100,
    replicates: int = 200,
    progress: Progress = quiet,
) -> tuple[Prospect, ...]:
    """Could these lists tell how many there are?  Without the last of them, then with it.

    population, shares, odds : guesses, as in `planned_means`
    InputError for shares that are none, odds ratios that are none or of lists that are not there.
    """
    _demand(population, shares, odds)
    prospects = []
    for lists in range(max(2, len(shares) - 1), len(shares) + 1):
        kept = {pair: ratio for pair, ratio in odds.items() if max(pair) < lists}
        means = planned_means(population, shares[:lists], kept)
        rng = np.random.default_rng([seed, lists])
        prospects.append(
            _two(means, rng, tables)
            if lists == 2
            else _several(means, rng, tables, replicates, progress)
        )
    return tuple(prospects)


def _several(
    means: Floats,
    rng: Generator,
    tables: int,
    replicates: int,
    progress: Callable[[str, int, int], None],
) -> Prospect:
    tried = coverage(means, rng, tables, replicates, progress)
    there = tried.refused < tables
    return Prospect(
        *_expected(means), tables, tried.refused, tried.covered if there else None,
        tried.low if there else None, tried.high if there else None, tried.useful,
    )  # fmt: skip


def _two(means: Floats, rng: Generator, tables: int) -> Prospect:
    """Two lists: Chapman's interval, which is no range."""
    counts = np.array([draw_table(means, child) for child in rng.spawn(max(tables, 1000))])
    good = counts[:, 3] >= FEWEST_SHARED
    system = chapman(*counts[good][:, [3, 1, 2]].T)
    truth, there = round(means.sum()), bool(good.any())
    covered = float(((system.low <= truth) & (system.high >= truth)).mean()) if there else None
    ends = [float(np.median(x)) if there else None for x in (system.low, system.high)]
    refused = round(tables * float((~good).mean()))
    return Prospect(*_expected(means), tables, refused, covered, ends[0], ends[1], 0.0)


def _expected(means: Floats) -> tuple[int, float, float, float]:
    """Lists, population, and people expected on one list or more and on two or more."""
    lists = len(means).bit_length() - 1
    sizes = membership(lists).sum(axis=1)
    return lists, float(means.sum()), float(means[1:].sum()), float(means[sizes > 1].sum())


def _demand(
    population: int, shares: Sequence[float], odds: Mapping[tuple[int, int], float]
) -> None:
    if not 2 <= len(shares) <= MOST_PLANNED:
        raise InputError(
            f"between two and {MOST_PLANNED} lists are needed, not {len(shares)}",
            place="coverage",
            mend="Give --coverage once for each list: the share of the population on it.",
        )
    if not 20 <= population <= 10_000_000:
        raise InputError("the population guessed must be 20 to 10,000,000", value=population)
    for share in shares:
        if not 0 < share < 1:
            raise InputError(
                "a list's share of the population lies between 0 and 1", place="coverage",
                value=share, mend="A tenth of the population is 0.1.",
            )  # fmt: skip
    for (i, j), ratio in odds.items():
        if i == j or min(i, j) < 0 or max(i, j) >= len(shares):
            raise InputError(
                "these are not two of the lists", place="dependence", value=f"{i + 1} {j + 1}",
                mend="Lists are numbered from 1 in the order of --coverage.",
            )  # fmt: skip
        if not 0.001 <= ratio <= 1000:
            raise InputError("an odds ratio must lie between 0.001 and 1,000", value=ratio)
