"""What overlaps alone say: a lower bound, pairs of lists, and a joint dependence of all lists."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from scipy.special import pdtr

from waterbed.hidden.bootstrap import resample
from waterbed.hidden.loglinear import fit, lists_of, main_effects, pairs
from waterbed.hidden.loglinear import superset as containing
from waterbed.model.dualsystem import DualSystem, chapman
from waterbed.model.histories import membership
from waterbed.model.reference import Floats, Integers, Mask

AVOIDING = 0.02  # p below which a pair overlaps less than independence predicts


@dataclass(frozen=True, slots=True)
class LowerBound:
    """Chao's bound for lists of unequal size.

    value : seen + sum over pairs of lists of s_i s_j / f2, s_i seen on list i alone, f2 on two
    low : 2.5% quantile over bootstraps
    avoiding : pairs that overlap less than independence predicts; where there is one the value is
        no bound
    """

    value: float
    low: float
    avoiding: Mask

    @property
    def holds(self) -> bool:
        return bool(np.isfinite(self.value) and not self.avoiding.any())


def lower_bound(counts: Floats, rng: Generator, replicates: int = 1000) -> LowerBound:
    """The bound of a table [2^K] (Chao 1989, Biometrics 45:427, for captures that vary by time).

    The better known f1^2/(2 f2) is for lists of equal size and exceeds the truth for others.
    """
    tables = np.concatenate([counts[None], resample(counts, replicates, rng)])
    alone = tables[:, [1 << k for k in range(lists_of(len(counts)))]]
    products = (alone.sum(axis=1) ** 2 - (alone**2).sum(axis=1)) / 2
    two = tables[:, membership(lists_of(len(counts))).sum(axis=1) == 2].sum(axis=1)
    unseen = np.where(two > 0, products / np.maximum(two, 1), np.inf)
    populations = tables.sum(axis=1) + unseen
    low = float(np.quantile(populations[1:], 0.025, method="inverted_cdf"))
    return LowerBound(float(populations[0]), low, avoiding_pairs(counts))


def avoiding_pairs(counts: Floats) -> Mask:
    """Pairs on both of which fewer people are than independent lists would have, bool [P]."""
    lists = lists_of(len(counts))
    fits = fit(counts[None], main_effects(lists)[None])
    mu = fits.means[0].copy()
    mu[0] = 0.0
    z, every = containing(lists), pairs(lists)
    return np.asarray(pdtr((counts @ z)[every], (mu @ z)[every]) < AVOIDING)


def pair_cells(counts: Floats) -> tuple[Floats, Floats, Floats]:
    """People on both, on the first alone, on the second alone of each pair of lists, each [P].

    "Alone" as these two lists go: other lists are not looked at.
    """
    lists = lists_of(len(counts))
    totals = counts @ membership(lists)
    both = (counts @ containing(lists))[pairs(lists)]
    first, second = (np.array(side) for side in zip(*_ends(lists), strict=True))
    return both, totals[first] - both, totals[second] - both


def _ends(lists: int) -> list[tuple[int, int]]:
    return [(i, j) for i in range(lists) for j in range(i + 1, lists)]


def pairwise(counts: Floats) -> DualSystem:
    """Chapman's estimate from each pair of lists, the others not looked at."""
    return chapman(*pair_cells(counts))


def unlinked(counts: Floats) -> Integers:
    """Lists that no chain of overlaps joins to the largest group of lists, as positions."""
    lists = lists_of(len(counts))
    on = membership(lists)
    joined = (on.T * counts) @ on > 0
    reach = np.linalg.matrix_power(joined.astype(float) + np.eye(lists), lists) > 0
    group = reach[int(reach.sum(axis=1).argmax())]
    return np.flatnonzero(~group)


def contained(counts: Floats) -> Integers:
    """Lists all of whose people are on one other list, as positions."""
    on = membership(lists_of(len(counts)))
    both = (on.T * counts) @ on
    inside = both >= np.diag(both)[:, None]
    np.fill_diagonal(inside, False)
    return np.flatnonzero(inside.any(axis=1))


def joint_dependence(population: float, seen: float, other: float) -> float:
    """G: the log factor on those on no list that takes one population to another.

    With the observed cells as fitted, an interaction of all lists together, which no data can
    show, multiplies the number on no list by exp(-G) to exp(G).  -inf where the other is all
    seen, inf where the first is.
    """
    if other <= seen:
        return float("-inf")
    return float(np.log((other - seen) / (population - seen))) if population > seen else np.inf
