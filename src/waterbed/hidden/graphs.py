"""Bayesian averaging over decomposable graphical models (Madigan and York 1997).

"Bayesian methods for estimation of the size of a closed population", Biometrika 84:19; as in the
R package dga, with a hyper-Dirichlet prior of 2^-K a full cell and a prior of 1/N.  The number on
no list runs over a grid that is fine where it is small and grows until next to nothing of the
posterior lies at its edge.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.special import gammaln, logsumexp

from waterbed.hidden.loglinear import lists_of, pairs
from waterbed.hidden.window import MOST_WHOLE, search
from waterbed.model.reference import Floats, Integers

EDGE = 1e-3  # posterior mass in the last tenth of the grid
LIMITS = (30, 100, 300, 1000)  # largest number on no list tried, times people seen
EXACT, RATIO = 400, 1.006  # every number up to the first, then steps in this proportion
CHUNK = 2048
LIGHTEST = 6.0  # log of the weight of the heaviest graph over that of the lightest averaged over
MOST_GRAPHS = 6000


@dataclass(frozen=True, slots=True)
class Averaged:
    """Posterior of the population.

    median, low, high : median and central interval
    top : posterior probability of the best graph
    graphs : graphs averaged over
    limit : largest number on no list that was let in, times people seen
    edge : posterior mass in the last tenth of that range
    """

    median: float
    low: float
    high: float
    top: float
    graphs: int
    limit: int
    edge: float


def average(counts: Floats, *, limit: int | None = None, level: float = 0.95) -> Averaged:
    """Average over all decomposable graphs of the lists; of more than six, over those that carry
    next to all of the weight.

    counts : [2^K], counts[0] nought; limit : fixed, as in `Averaged` (else it grows)
    """
    averaged = None
    for most in LIMITS if limit is None else (limit,):
        averaged = _on_grid(np.asarray(counts, float), most, level)
        if averaged.edge < EDGE:
            break
    assert averaged is not None
    return averaged


@cache
def decomposable(lists: int) -> tuple[Integers, Floats]:
    """Every decomposable graph of some lists, as `decomposed`."""
    return decomposed(np.arange(1 << len(pairs(lists)), dtype=np.int64), lists)


def decomposed(edges: Integers, lists: int) -> tuple[Integers, Floats]:
    """Those graphs that are decomposable: their edges, int [G] (bit e for pair e of `pairs`), and
    the signed number of times that each margin enters their likelihood, float [G, 2^K].

    A vertex whose neighbours all know each other is taken out, again and again; its clique counts
    once and what separates it from the rest is taken off.  A graph where no such vertex is left
    has a cycle without a chord.
    """
    every = pairs(lists)
    near = np.zeros((len(edges), lists), np.int64)
    for e, pair in enumerate(every.tolist()):
        there = (edges >> e) & 1
        for v in range(lists):
            if pair >> v & 1:
                near[:, v] |= there * (pair & ~(1 << v))
    signs = np.zeros((len(edges), 1 << lists))
    left = np.full(len(edges), (1 << lists) - 1, np.int64)
    rows = np.arange(len(edges))
    for _ in range(lists):
        vertex = np.full(len(edges), -1)
        for v in range(lists - 1, -1, -1):
            vertex[_simplicial(near, left, v)] = v
        good = vertex >= 0
        rows, near, left, vertex, edges = (x[good] for x in (rows, near, left, vertex, edges))
        separator = near[np.arange(len(rows)), vertex] & left
        signs[rows, separator | (1 << vertex)] += 1
        signs[rows, separator] -= 1
        left &= ~(1 << vertex)
    signs[:, 0] = 0.0  # the empty margin has likelihood one
    return edges, signs[rows]


def _simplicial(near: Integers, left: Integers, v: int) -> np.ndarray:
    """Whether v is left and its remaining neighbours all know each other, bool [G]."""
    around = near[:, v] & left
    good = (left >> v) & 1 > 0
    for u in range(near.shape[1]):
        inside = (around >> u) & 1 > 0
        good &= ~inside | ((around & ~(1 << u) & ~near[:, u]) == 0)
    return np.asarray(good)


def _on_grid(counts: Floats, limit: int, level: float) -> Averaged:
    seen = counts.sum()
    unseen, gaps = _grid(int(limit * seen))
    margins = _margins(counts, unseen)
    people = seen + unseen
    prior = gammaln(people + 1) - gammaln(unseen + 1) - np.log(people) + np.log(gaps)
    lists = lists_of(len(counts))
    whole = lists <= MOST_WHOLE
    signs = decomposable(lists)[1] if whole else _near(lists, margins, prior)
    total, graphs = np.full(len(unseen), -np.inf), []
    for at in range(0, len(signs), CHUNK):
        weights = signs[at : at + CHUNK] @ margins + prior
        total = np.logaddexp(total, logsumexp(weights, axis=0))
        graphs.append(logsumexp(weights, axis=1))
    mass = np.exp(total - logsumexp(total))
    every = np.concatenate(graphs)
    low, median, high = (
        _quantile(unseen, gaps, mass, q) for q in ((1 - level) / 2, 0.5, (1 + level) / 2)
    )
    edge = float(mass[unseen > 0.9 * unseen[-1]].sum())
    top = float(np.exp(every.max() - logsumexp(every)))
    n = float(seen)
    return Averaged(n + median, n + low, n + high, top, len(signs), limit, edge)


def _near(lists: int, margins: Floats, prior: Floats) -> Floats:
    """Signs of the graphs whose posterior weight is within `LIGHTEST` of the heaviest, by search,
    where there are too many to average over all."""

    def rate(graphs: Integers) -> Floats:
        rates = np.full(len(graphs), np.inf)
        for at in range(0, len(graphs), CHUNK):
            some = graphs[at : at + CHUNK]
            edges, signs = decomposed(some, lists)
            weights = logsumexp(signs @ margins + prior, axis=1)
            rates[at + np.searchsorted(some, edges)] = -weights
        return rates

    kept = search((0,), len(pairs(lists)), rate, LIGHTEST, MOST_GRAPHS)
    return decomposed(kept, lists)[1]


def _grid(most: int) -> tuple[Floats, Floats]:
    """Whole numbers up to `most`, and how many numbers each stands for."""
    if most <= EXACT:
        points = np.arange(most + 1.0)
    else:
        steps = int(np.ceil(np.log(most / EXACT) / np.log(RATIO)))
        tail = np.round(EXACT * np.exp(np.linspace(0, np.log(most / EXACT), steps + 1)))
        points = np.unique(np.concatenate([np.arange(EXACT + 1.0), tail]))
    middle = (points[1:] + points[:-1]) / 2
    bounds = np.concatenate([[-0.5], middle, [points[-1] + 0.5]])
    return points, np.diff(bounds)


def _quantile(points: Floats, gaps: Floats, mass: Floats, q: float) -> float:
    """The number at which the distribution function reaches q, between the points."""
    upper = np.concatenate([[-0.5], np.cumsum(gaps) - 0.5])
    reached = np.concatenate([[0.0], np.cumsum(mass)])
    return max(0.0, float(np.interp(q, reached, upper)))


def _margins(counts: Floats, unseen: Floats) -> Floats:
    """Log-likelihood of each margin at each number on no list, [2^K, U]."""
    people = counts.sum() + unseen
    whole = gammaln(people + 1.0) - gammaln(1.0)
    likelihoods = np.zeros((len(counts), len(unseen)))
    for margin in range(1, len(counts)):
        cells = np.bincount(np.arange(len(counts)) & margin, counts, len(counts))
        there = np.flatnonzero((np.arange(len(counts)) & ~margin) == 0)
        prior = 2.0 ** -int(margin).bit_count()
        rest = cells[there[there > 0]]
        likelihoods[margin] = (
            (gammaln(rest + prior) - gammaln(prior)).sum()
            + gammaln(cells[0] + unseen + prior)
            - gammaln(prior)
            - whole
        )
    return likelihoods
