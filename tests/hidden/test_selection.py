"""Choice of models and its bootstrap against slow, obvious versions."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from tests.hidden.tables import ORLEANS, UK5, from_bits, random_table
from tests.hidden.test_loglinear import linear_programme, slow_fit
from waterbed.hidden.bootstrap import bca, leave_one_out, resample
from waterbed.hidden.bounds import contained, unlinked
from waterbed.hidden.loglinear import main_effects, pairs
from waterbed.hidden.models import best_populations, effects, families, fit_all
from waterbed.hidden.stepwise import stepwise


def slow_stepwise(counts, lists, threshold=0.02):
    """The procedure as it is told: one table, one pair, one fit at a time."""
    columns = main_effects(lists).tolist()
    if linear_programme(counts, np.array(columns)):
        return np.nan, set()
    while True:
        unseen, coefficients = slow_fit(counts, columns)
        gone = [t for t in columns if t not in coefficients]
        means = np.zeros(len(counts))
        for w in range(1, len(counts)):
            if not any(w & t == t for t in gone):
                means[w] = np.exp(sum(a for t, a in coefficients.items() if w & t == t))
        tried = []
        for order, pair in enumerate(pairs(lists).tolist()):
            if pair in columns:
                continue
            inside = [w for w in range(len(counts)) if w & pair == pair]
            law = stats.poisson(means[inside].sum())
            overlap = counts[inside].sum()
            tried.append((min(law.cdf(overlap), law.sf(overlap - 1)), order, pair))
        for p, _, pair in sorted(tried):
            if p < threshold and not linear_programme(counts, np.array([*columns, pair])):
                columns.append(pair)
                break
        else:
            return counts.sum() + unseen, set(columns[lists + 1 :])


def test_stepwise_agrees_with_the_procedure_told_slowly():
    rng = np.random.default_rng(21)
    chosen, missing = [], 0
    for _ in range(60):
        lists = int(rng.integers(3, 5))
        counts = random_table(rng, lists, float(rng.choice([1.5, 8, 40])), 0.8)
        if not counts.any():
            continue
        found = stepwise(counts[None])
        population, model = slow_stepwise(counts, lists)
        if np.isnan(population):
            assert np.isnan(found.population[0])
            missing += 1
            continue
        assert set(pairs(lists)[found.chosen[0]].tolist()) == model
        assert found.population[0] == pytest.approx(population, rel=2e-3)
        chosen.append(len(model))
    assert max(chosen) >= 2 and 0 in chosen


def test_every_table_of_a_batch_is_chosen_for_alone():
    rng = np.random.default_rng(22)
    tables = resample(from_bits(UK5), 60, rng)
    together = stepwise(tables)
    for i in range(0, 60, 5):
        alone = stepwise(tables[i : i + 1])
        assert (alone.chosen[0] == together.chosen[i]).all()
        assert alone.population[0] == pytest.approx(together.population[i], rel=1e-6)


@pytest.mark.parametrize(
    ("lists", "order", "number"),
    [(3, 2, 8), (4, 2, 64), (4, 3, 113), (5, 2, 1024), (5, 4, 6893)],
)
def test_numbers_of_hierarchical_models(lists, order, number):
    found = effects(lists, order)
    assert len(found) == len({frozenset(one) for one in found}) == number
    for group in families(lists, order):
        for model in group[:: max(1, len(group) // 50)].tolist():
            for effect in model:  # with every effect those within it
                for k in range(lists):
                    if effect >> k & 1:
                        assert effect & ~(1 << k) in model
            assert (1 << lists) - 1 not in model


def test_the_best_of_all_models_is_the_same_one_by_one():
    rng = np.random.default_rng(23)
    tables = resample(from_bits(ORLEANS), 25, rng)
    together = best_populations(np.concatenate([from_bits(ORLEANS)[None], tables]))
    for i, table in enumerate([from_bits(ORLEANS), *tables]):
        found = fit_all(table)
        assert together[i] == pytest.approx(found.population[found.best()], rel=1e-6)


@pytest.mark.parametrize("order", [2, 3])
def test_asking_only_what_may_be_close_finds_the_same(order):
    rng = np.random.default_rng(27)
    inadmissible = 0
    for mean in (0.8, 1.5, 3, 8, 20):
        counts = random_table(rng, 4, mean, 0.5)
        every, close = fit_all(counts, order), fit_all(counts, order, close_only=True)
        assert every.best() == close.best()
        assert (every.close() == close.close()).all()
        inadmissible += (every.codes > 0).sum()
    assert inadmissible > 10


def test_bca_agrees_with_another_implementation():
    """The variance of 60 skewed numbers: strongly skewed, so that bias and acceleration matter."""
    rng = np.random.default_rng(24)
    x = np.round(rng.gamma(1.5, 4.0, 60))
    values, weights = np.unique(x, return_counts=True)
    draws = rng.multinomial(60, weights / 60, 40_000)
    replicates = _variance(values, draws)
    fewer = weights - np.eye(len(values))
    found = bca(
        float(_variance(values, weights[None])[0]), replicates, _variance(values, fewer), weights
    )
    other = stats.bootstrap(
        (x,), np.var, n_resamples=40_000, method="BCa", random_state=np.random.default_rng(25)
    ).confidence_interval
    assert found.low == pytest.approx(other.low, rel=0.02)
    assert found.high == pytest.approx(other.high, rel=0.02)
    assert not found.edge and not found.failed


def _variance(values, weights):
    n = weights.sum(axis=1)
    mean = weights @ values / n
    return weights @ values**2 / n - mean**2


def test_bca_counts_what_failed_and_flags_its_edges():
    rng = np.random.default_rng(26)
    replicates = rng.normal(10, 1, 500)
    replicates[:20] = np.nan
    jackknife, weights = rng.normal(10, 0.1, 30), np.ones(30)
    found = bca(10.0, replicates, jackknife, weights)
    assert found.failed == 20 and np.isfinite([found.low, found.high]).all() and not found.edge
    assert bca(99.0, replicates, jackknife, weights).edge  # below every replicate
    heaped = np.where(replicates < 9, 9.0, replicates)
    assert bca(10.0, heaped, jackknife, weights).edge  # many replicates at one end
    assert np.isnan(bca(10.0, np.full(50, np.nan), jackknife, weights).low)


def test_leaving_one_out_takes_one_person_of_each_history():
    counts = from_bits(ORLEANS)
    tables, weights = leave_one_out(counts)
    assert (tables.sum(axis=1) == 185).all() and (tables >= 0).all()
    assert weights.sum() == 186 and len(weights) == 14
    drawn = resample(counts, 50, np.random.default_rng(1))
    assert (drawn.sum(axis=1) == 186).all() and (drawn[:, counts == 0] == 0).all()


def test_lists_apart_and_lists_within_lists():
    assert unlinked(from_bits({"001": 5, "011": 2, "100": 9}, 3)).tolist() == [2]
    assert unlinked(from_bits({"001": 5, "011": 2, "110": 9}, 3)).tolist() == []
    assert contained(from_bits({"001": 5, "011": 2, "110": 9}, 3)).tolist() == [2]
    assert contained(from_bits({"001": 5, "011": 2, "110": 9, "100": 1, "010": 1}, 3)).size == 0
