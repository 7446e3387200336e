"""Averages over graphs and latent classes against slow versions and known answers."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy.special import gammaln, logsumexp

from tests.hidden.tables import ORLEANS, UK5, from_bits
from waterbed.hidden import graphs
from waterbed.hidden.graphs import average, decomposable
from waterbed.hidden.latent import effective_size, latent_classes, split_rhat
from waterbed.hidden.loglinear import fit, main_effects


@pytest.mark.parametrize(("lists", "number"), [(2, 2), (3, 8), (4, 61), (5, 822), (6, 18154)])
def test_numbers_of_decomposable_graphs(lists, number):
    edges, signs = decomposable(lists)
    assert len(edges) == len(signs) == number
    # each clique less each separator: every list is counted once, however it is joined
    members = np.array([[w >> k & 1 for k in range(lists)] for w in range(1 << lists)])
    assert (signs @ members == 1).all()


def cliques_of(lists, edges):
    """Maximal cliques of a graph by trying every set."""
    near = {(i, j) for e, (i, j) in enumerate(itertools.combinations(range(lists), 2))
            if edges >> e & 1}  # fmt: skip
    full = [
        set(one)
        for size in range(1, lists + 1)
        for one in itertools.combinations(range(lists), size)
        if all(pair in near for pair in itertools.combinations(one, 2))
    ]
    return [one for one in full if not any(one < other for other in full)]


def test_margins_that_enter_are_the_cliques():
    edges, signs = decomposable(4)
    for graph, row in zip(edges.tolist(), signs, strict=True):
        masks = {sum(1 << k for k in one) for one in cliques_of(4, graph)}
        assert {int(w) for w in np.flatnonzero(row > 0)} == masks


def slow_average(counts, lists, most):
    """Every graph, every number on no list, every margin, one at a time."""
    _, signs = decomposable(lists)
    seen, log = int(counts.sum()), []
    for row in signs:
        for unseen in range(most + 1):
            n = counts.copy()
            n[0] = unseen
            total = gammaln(seen + unseen + 1) - gammaln(unseen + 1) - np.log(seen + unseen)
            for margin in np.flatnonzero(row):
                prior = 2.0 ** -bin(margin).count("1")
                cells = {}
                for w, people in enumerate(n):
                    cells[w & margin] = cells.get(w & margin, 0) + people
                part = sum(gammaln(m + prior) - gammaln(prior) for m in cells.values())
                total += row[margin] * (part - gammaln(seen + unseen + 1))
            log.append((unseen, total))
    unseen, weights = (np.array(x) for x in zip(*log, strict=True))
    p = np.exp(weights - logsumexp(weights))
    mass = np.bincount(unseen, p)
    return seen + np.searchsorted(mass.cumsum(), [0.025, 0.5, 0.975])


def test_the_average_agrees_with_a_slow_one():
    counts = from_bits({"001": 12, "010": 9, "100": 7, "011": 4, "101": 3, "110": 2, "111": 1}, 3)
    low, median, high = slow_average(counts, 3, 380)
    found = average(counts, limit=10)
    assert (found.low, found.median, found.high) == pytest.approx((low, median, high), abs=1.01)


def test_a_coarse_grid_says_the_same_as_every_number(monkeypatch):
    counts = from_bits(ORLEANS)
    coarse = average(counts, limit=30)
    monkeypatch.setattr(graphs, "EXACT", 10_000)
    fine = average(counts, limit=30)
    for key in ("low", "median", "high", "top"):
        assert getattr(coarse, key) == pytest.approx(getattr(fine, key), rel=0.002)


def test_latent_classes_find_independent_lists():
    """One class, N 2,000, three tenths on each of four lists."""
    rng = np.random.default_rng(3)
    on = rng.random((2000, 4)) < 0.3
    counts = np.bincount(on @ (1 << np.arange(4)), minlength=16).astype(float)
    counts[0] = 0
    found = latent_classes(counts, rng, warm_up=600, draws=1000, chains=4)
    assert found.low < 2000 < found.high
    assert found.rhat < 1.1
    assert found.modes[0] <= found.median <= found.modes[-1]


def test_latent_classes_find_two_kinds_of_people():
    """A fifth of 3,000 people are on lists easily: lists taken for independent come out low."""
    rng = np.random.default_rng(4)
    easy = rng.random(3000) < 0.2
    on = rng.random((3000, 5)) < np.where(easy, 0.5, 0.12)[:, None]
    counts = np.bincount(on @ (1 << np.arange(5)), minlength=32).astype(float)
    counts[0] = 0
    found = latent_classes(counts, rng, warm_up=800, draws=1000, chains=4)
    naive = counts.sum() + fit(counts[None], main_effects(5)[None]).means[0, 0]
    assert naive < found.low < 3000 < found.high


def test_chains_that_disagree_are_found_out():
    rng = np.random.default_rng(5)
    same = rng.normal(size=(1000, 4))
    assert split_rhat(same) < 1.01
    assert split_rhat(same + [0, 0, 0, 2.0]) > 1.3
    assert split_rhat(same + np.linspace(0, 6, 1000)[:, None]) > 1.3


def test_effective_size_of_a_series_with_known_correlation():
    rng = np.random.default_rng(6)
    for rho in (0.0, 0.5, 0.9):
        noise = rng.normal(size=(20_000, 4))
        series = np.empty_like(noise)
        series[0] = noise[0]
        for t in range(1, len(noise)):
            series[t] = rho * series[t - 1] + np.sqrt(1 - rho**2) * noise[t]
        expected = 80_000 * (1 - rho) / (1 + rho)
        assert effective_size(series) == pytest.approx(expected, rel=0.15)


def test_the_uk_chains_disagree_even_in_a_short_run():
    found = latent_classes(from_bits(UK5), np.random.default_rng(1), warm_up=300, draws=400)
    assert not found.agrees
