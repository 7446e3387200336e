"""Fits and existence against slow, obvious versions."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog, minimize

from tests.hidden.tables import ORLEANS, UK5, from_bits, random_table
from waterbed.hidden.existence import existence
from waterbed.hidden.loglinear import (
    finite_part,
    fit,
    intercept_error,
    log_likelihood,
    main_effects,
    pairs,
    superset,
)


def random_model(rng, lists):
    every = pairs(lists)
    keep = rng.random(len(every)) < 0.3
    return np.array([*main_effects(lists), *every[keep]])


def slow_fit(counts, columns):
    """Maximum of the likelihood by a general minimiser, cell by cell; effects at minus infinity
    left out with their cells."""
    statistics = {t: sum(n for w, n in enumerate(counts) if w & t == t) for t in columns}
    finite = [t for t in columns if statistics[t] > 0]
    gone = [t for t in columns if statistics[t] == 0]
    cells = [w for w in range(1, len(counts)) if not any(w & t == t for t in gone)]
    x = np.array([[float(w & t == t) for t in finite] for w in cells])
    n = np.array([counts[w] for w in cells])

    def loss(a):
        mu = np.exp(x @ a)
        return mu.sum() - n @ (x @ a), x.T @ (mu - n)

    start = np.zeros(len(finite))
    start[0] = np.log(n.mean() + 1)
    found = minimize(loss, start, jac=True, method="BFGS", options={"gtol": 1e-9, "maxiter": 5000})
    return float(np.exp(found.x[0])), dict(zip(finite, found.x, strict=True))


def test_two_hundred_random_tables_agree_with_a_slow_fit():
    rng = np.random.default_rng(12)
    compared = 0
    while compared < 200:
        lists = int(rng.integers(3, 6))
        counts, columns = random_table(rng, lists, 25), random_model(rng, lists)
        if existence(counts[None], columns[None])[0]:
            continue
        fits = fit(counts[None], columns[None])
        assert fits.converged[0]
        unseen, coefficients = slow_fit(counts, columns.tolist())
        assert fits.means[0, 0] == pytest.approx(unseen, rel=1e-4, abs=1e-4)
        for effect, value in zip(columns, fits.coefficients[0], strict=True):
            if effect in coefficients:
                assert value == pytest.approx(coefficients[effect], abs=2e-3)
        compared += 1


def linear_programme(counts, columns):
    """The definition: is there x > 0 with A'x = A'n, and has A full rank?"""
    _, infinite, alive = finite_part(counts[None], columns[None])
    kept = columns[~infinite[0]]
    cells = np.flatnonzero(alive[0])
    cells = cells[cells > 0]
    a = superset(int(np.log2(len(counts))))[np.ix_(cells, kept)]
    n = counts[cells]
    m = len(cells)
    found = linprog(
        np.concatenate([np.zeros(m), [-1.0]]),
        A_eq=np.hstack([a.T, np.zeros((len(kept), 1))]),
        b_eq=a.T @ n,
        A_ub=np.hstack([-np.eye(m), np.ones((m, 1))]),
        b_ub=np.zeros(m),
        bounds=[(0, None)] * m + [(None, n.max())],
    )
    exists = -found.fun > 1e-7
    return int(not exists) + 2 * int(np.linalg.matrix_rank(a) < len(kept))


def test_existence_agrees_with_its_definition_on_sparse_tables():
    rng = np.random.default_rng(5)
    codes = []
    for _ in range(400):
        lists = int(rng.integers(3, 6))
        counts = random_table(rng, lists, float(rng.choice([0.5, 1.5, 4])), 0.3)
        if not counts.any():
            continue
        columns = random_model(rng, lists)
        code = int(existence(counts[None], columns[None])[0])
        assert code == linear_programme(counts, columns), (counts, columns)
        codes.append(code)
    assert {0, 1, 2, 3} & set(codes) >= {0, 1, 2}


def test_a_batch_gives_what_its_rows_give_alone():
    rng = np.random.default_rng(8)
    tables = np.array([random_table(rng, 4, 10) for _ in range(30)])
    columns = np.array([[*main_effects(4), *rng.choice(pairs(4), 2, False)] for _ in range(30)])
    good = existence(tables, columns) == 0
    together = fit(tables, columns)
    error, likelihood = intercept_error(together), log_likelihood(tables, together)
    for i in np.flatnonzero(good):
        alone = fit(tables[i : i + 1], columns[i : i + 1])
        assert together.means[i] == pytest.approx(alone.means[0], rel=1e-6)
        assert error[i] == pytest.approx(intercept_error(alone)[0], rel=1e-5)
        assert likelihood[i] == pytest.approx(log_likelihood(tables[i : i + 1], alone)[0])
    assert good.sum() > 20


def test_a_start_far_off_ends_in_the_same_place():
    rng = np.random.default_rng(9)
    columns = np.array([[*main_effects(5), 3, 5, 6, 12, 18]])
    tables = np.array([from_bits(UK5), from_bits(ORLEANS)])
    plain = fit(tables, columns)
    for _ in range(20):
        start = plain.coefficients + rng.normal(0, 3, plain.coefficients.shape)
        assert fit(tables, columns, start).means[:, 0] == pytest.approx(plain.means[:, 0], rel=1e-6)


def test_the_error_of_the_intercept_is_that_of_the_inverse_information():
    counts = from_bits(UK5)
    columns = np.array([*main_effects(5), 3, 6])
    fits = fit(counts[None], columns[None])
    x = superset(5)[1:][:, columns]
    information = x.T @ (fits.means[0, 1:, None] * x)
    assert intercept_error(fits)[0] == pytest.approx(np.sqrt(np.linalg.inv(information)[0, 0]))


def test_a_pair_that_nobody_is_on_takes_its_cells_out_of_the_fit():
    counts = from_bits(UK5)  # nobody is on lists 1 and 5
    columns = np.array([[*main_effects(5), 0b10001]])
    fits = fit(counts[None], columns)
    assert fits.infinite[0].tolist() == [False] * 6 + [True]
    assert (fits.means[0][[w for w in range(32) if w & 0b10001 == 0b10001]] == 0).all()
    assert fits.converged[0] and existence(counts[None], columns)[0] == 0


def test_lists_that_nobody_shares_have_no_estimate():
    counts = from_bits({"001": 20, "010": 30, "100": 25}, 3)
    assert existence(counts[None], main_effects(3)[None])[0] == 1
