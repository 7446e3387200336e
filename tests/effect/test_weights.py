"""Each fast solver of the family against a slow one, and what its weights must satisfy."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from scipy import optimize

from tests.effect.weights_reference import calibrated_slowly, simplex_slowly, survey_slowly
from waterbed.effect.weights.calibration import calibrated
from waterbed.effect.weights.design import Groups, chunks, make_design
from waterbed.effect.weights.hull import admissible_range, least_misfit
from waterbed.effect.weights.methods import SOLVERS, procedure, studentised
from waterbed.effect.weights.newton import Moments, solve
from waterbed.effect.weights.placebos import (
    BATCH,
    jackknife_groups,
    jackknife_se,
    placebo_statistics,
)
from waterbed.effect.weights.simplex import nearest_simplex, simplex_qp
from waterbed.effect.weights.survey import divide


def panel(seed, areas=14, outcomes=1, periods=8, mean=6.0):
    rng = np.random.default_rng(seed)
    rate = rng.gamma(4.0, mean / 4, (areas, outcomes, 1))
    return rng.poisson(rate, (areas, outcomes, periods)).astype(float)


def design(seed, areas=14, treated=2, outcomes=1, pre=3, periods=5, **more):
    values = panel(seed, areas, outcomes, periods)
    donor = np.arange(areas) >= treated
    names = tuple(f"o{i}" for i in range(outcomes))
    return make_design(names, values, pre, donor, np.arange(treated), **more)


def inside(seed, count=12, moments=3):
    """Moments of donors and a target that some weights >= 0 reach."""
    rng = np.random.default_rng(seed)
    x = np.column_stack([np.ones(count), rng.poisson(4.0, (count, moments - 1)).astype(float)])
    weights = rng.dirichlet(np.full(count, 0.7)) * 3
    return x, weights @ x


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("kullback", [False, True])
def test_calibration_against_a_general_optimiser(seed, kullback):
    x, target = inside(seed)
    base = 3 / len(x)
    rows = Moments.of(x, np.ones(len(x), bool))
    nobody = [np.empty(0, np.int64)]
    found = solve(rows, target[None], np.array([base]), nobody, raking=kullback)
    slow = calibrated_slowly(x, target, base, kullback)
    assert found.converged[0] and found.misfit[0] < 1e-8
    np.testing.assert_allclose(x.T @ found.weights[0], target, atol=1e-7)
    np.testing.assert_allclose(found.weights[0], slow, atol=2e-4)
    assert (found.weights >= 0).all()


@pytest.mark.parametrize("seed", range(6))
def test_soft_moments_against_the_penalised_problem(seed):
    x, target = inside(seed)
    target = target + np.array([0, 0.7, -0.4])
    base, soft = 3 / len(x), np.array([0.0, 0.3, 0.3])
    rows = Moments.of(x, np.ones(len(x), bool))
    found = solve(rows, target[None], np.array([base]), [np.empty(0, np.int64)], soft=soft)

    def loss(w):
        missed = (target - x.T @ w)[1:]
        return ((w - base) ** 2 / (2 * base)).sum() + (missed**2 / (2 * soft[1:])).sum()

    slow = optimize.minimize(
        loss,
        np.full(len(x), base),
        method="SLSQP",
        bounds=[(0, None)] * len(x),
        constraints=[{"type": "eq", "fun": lambda w: w.sum() - 3}],
        options={"maxiter": 1000, "ftol": 1e-15},
    ).x
    np.testing.assert_allclose(found.weights[0].sum(), 3, atol=1e-7)
    np.testing.assert_allclose(found.weights[0], slow, atol=2e-4)


def test_a_batch_is_each_problem_by_itself():
    problem = design(3, areas=60, treated=2, pre=4, periods=6)
    rng = np.random.default_rng(1)
    members = [np.sort(rng.choice(np.arange(2, 60), 2, replace=False)) for _ in range(20)]
    together = calibrated(problem, Groups.of(members))
    assert together.converged.sum() > 10
    for row, own in enumerate(members):
        alone = calibrated(problem, Groups.of([own]))
        assert alone.converged[0] == together.converged[row]
        if alone.converged[0]:
            np.testing.assert_allclose(alone.weights[0], together.weights[row], atol=1e-8)
            assert (together.weights[row, own] == 0).all()
            assert (together.weights[row, :2] == 0).all()


@pytest.mark.parametrize("kullback", [False, True])
def test_a_moment_given_twice_changes_no_weights(kullback):
    x, target = inside(4, count=400)
    nobody, base = [np.empty(0, np.int64)], np.array([3 / len(x)])
    twice, both = np.column_stack([x, x[:, 1:] * 7]), np.append(target, target[1:] * 7)
    once, again = (
        solve(Moments.of(own, np.ones(len(x), bool)), goal[None], base, nobody, raking=kullback)
        for own, goal in ((x, target), (twice, both))
    )
    assert once.converged[0] and again.converged[0]
    np.testing.assert_allclose(again.weights, once.weights, atol=1e-9)


def test_slopes_are_the_same_by_rows_and_by_gram_matrices(monkeypatch):
    problem = design(5, areas=900, treated=3, outcomes=2, pre=6, periods=8)
    rng = np.random.default_rng(2)
    members = [np.sort(rng.choice(np.arange(3, 900), 3, replace=False)) for _ in range(12)]
    by_gram = calibrated(problem, Groups.of(members))
    monkeypatch.setattr("waterbed.effect.weights.newton.SETTLED", np.inf)
    by_rows = calibrated(problem, Groups.of(members))
    assert by_rows.converged.sum() > 6
    np.testing.assert_array_equal(by_gram.converged, by_rows.converged)
    fine = by_rows.converged
    np.testing.assert_allclose(by_gram.weights[fine], by_rows.weights[fine], atol=1e-8)


def test_infeasible_problems_do_not_converge_and_say_by_how_much():
    values = panel(1, areas=8)
    values[0] = 400.0
    donor = np.arange(8) > 0
    problem = make_design(("o",), values, 5, donor, np.array([0]))
    groups = Groups.of([np.array([0])])
    found = calibrated(problem, groups)
    assert not found.converged[0] and found.misfit[0] > 0.1
    assert found.iterations[0] < 100  # the dual value has shown it
    assert np.isfinite(found.weights).all()
    missed = least_misfit(problem, groups)
    assert missed.max() > 1 and missed[0] >= 0


@pytest.mark.parametrize("kullback", [False, True])
def test_weights_are_found_wherever_there_are_any(kullback):
    """Small panels, many of them infeasible: what does not converge cannot be met (HiGHS)."""
    met = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        areas, treated, pre = (int(rng.integers(*ends)) for ends in ((6, 60), (1, 4), (1, 6)))
        problem = design(seed, areas, treated, 1, pre, pre + 2)
        groups = Groups.of([problem.treated])
        found = calibrated(problem, groups, raking=kullback)
        if found.converged[0]:
            met += 1
            assert found.misfit[0] < 1e-8
        else:
            assert least_misfit(problem, groups).max() > 0
    assert 10 < met < 60


@pytest.mark.parametrize("seed", range(40))
def test_simplex_against_every_support(seed):
    rng = np.random.default_rng(seed)
    apart = rng.normal(size=(rng.integers(2, 8), rng.integers(1, 7))) + 0.4 * rng.normal()
    ridge = float(rng.choice([0.0, 0.5]))
    found = simplex_qp(apart, ridge)
    gram = apart @ apart.T + ridge * np.eye(len(apart))
    slow = simplex_slowly(gram, np.zeros(len(apart)))
    assert found.sum() == pytest.approx(1, abs=1e-12) and (found >= 0).all()
    assert found @ gram @ found == pytest.approx(slow @ gram @ slow, abs=1e-10)


def test_simplex_with_repeated_and_identical_donors():
    apart = np.array([[1.0, 2.0], [1.0, 2.0], [-1.0, -2.0], [-1.0, -2.0], [5.0, 0.0]])
    found = simplex_qp(apart)
    assert np.abs(found @ apart).max() < 1e-12 and found.sum() == pytest.approx(1)
    assert simplex_qp(np.zeros((4, 3))).sum() == pytest.approx(1)
    assert simplex_qp(np.ones((1, 3))).tolist() == [1.0]


@pytest.mark.parametrize("seed", range(15))
def test_of_weights_that_fit_as_well_those_nearest_to_equal(seed):
    """Against a general optimiser: the least sum of squares at the best fit there is."""
    rng = np.random.default_rng(seed)
    apart = rng.integers(-4, 5, (10, 2)).astype(float) + (3 if seed % 3 == 0 else 0)
    fitted = simplex_qp(apart) @ apart
    found = nearest_simplex(apart)
    np.testing.assert_allclose(found @ apart, fitted, atol=1e-7)
    assert found.sum() == pytest.approx(1, abs=1e-12) and (found >= 0).all()
    slow = optimize.minimize(
        lambda w: w @ w,
        np.full(10, 0.1),
        jac=lambda w: 2 * w,
        method="SLSQP",
        bounds=[(0, None)] * 10,
        constraints=[{"type": "eq", "fun": lambda w: np.append(w @ apart - fitted, w.sum() - 1)}],
        options={"maxiter": 500, "ftol": 1e-14},
    )
    assert found @ found <= slow.x @ slow.x + 1e-5 or not slow.success


@pytest.mark.parametrize("seed", range(6))
def test_inside_the_hull_the_simplex_is_the_calibrated_weights(seed):
    """Two solvers of one problem: every lag met by the weights nearest to equal."""
    problem = design(seed, areas=40, treated=3, pre=3, periods=5)
    groups = Groups.of([problem.treated])
    exact = SOLVERS["calibrated"].fit(problem, groups)
    assert exact.converged[0]
    found = SOLVERS["simplex"].fit(problem, groups)
    np.testing.assert_allclose(found.weights, exact.weights, atol=1e-6)


def test_donors_alike_share_a_weight():
    apart = np.array([[1.0, 2.0], [1.0, 2.0], [-1.0, -2.0], [-1.0, -2.0], [5.0, 0.0]])
    found = nearest_simplex(apart)
    np.testing.assert_allclose(found, [0.25, 0.25, 0.25, 0.25, 0.0], atol=1e-7)
    np.testing.assert_allclose(nearest_simplex(np.ones((4, 3))), 0.25)
    assert nearest_simplex(np.array([[1.0], [2.0]])).tolist() == [1.0, 0.0]


def test_uniform_is_the_difference_in_differences():
    problem = design(5, treated=3, outcomes=2)
    _, found = procedure("uniform")(problem, Groups.of([problem.treated]))
    y = problem.values
    change = y[:, :, 3:].mean(axis=2) - y[:, :, :3].mean(axis=2)
    by_hand = change[:3].mean(axis=0) - change[3:].mean(axis=0)
    np.testing.assert_allclose(found.effect[0], by_hand * 3 * 2, atol=1e-10)


def test_ridge_augmented_by_the_formula():
    """w = w_scm + (x1 - X'w_scm)'(X'X + lambda)^-1 X', at the penalty that was chosen."""
    from waterbed.effect.weights.ridge import choose_penalty
    from waterbed.effect.weights.simplex import lags

    problem = design(8, areas=12, treated=1, pre=6, periods=8)
    weights = SOLVERS["ridge"].fit(problem, Groups.of([problem.treated])).weights[0]
    columns = lags(problem)
    x = columns[1:] - columns[1:].mean(axis=0)
    target = columns[0] - columns[1:].mean(axis=0)
    first = simplex_slowly((x - target) @ (x - target).T, np.zeros(11))
    inverse = np.linalg.inv(x.T @ x + choose_penalty(x, target) * np.eye(6))
    np.testing.assert_allclose(weights[1:], first + (target - first @ x) @ inverse @ x.T, atol=1e-6)
    assert weights.sum() == pytest.approx(1)


@pytest.mark.parametrize("post", [1, 3])
@pytest.mark.parametrize("seed", range(4))
def test_survey_statistics_against_the_regression_written_out(seed, post):
    problem = design(seed, areas=30, treated=4, outcomes=2, pre=3, periods=3 + post)
    groups = Groups.of([problem.treated])
    fits, found = procedure("simplex")(problem, groups)
    weights = fits.weights[0].copy()
    weights[:4] = 1
    for o in range(2):
        b, se, clustered = survey_slowly(problem.after[:, o], np.arange(30) < 4, weights)
        assert found.mean[0, o] == pytest.approx(b, abs=1e-10)
        assert found.se[0, o] == pytest.approx(se, rel=1e-9)
        assert found.clustered[0, o] == pytest.approx(clustered, rel=1e-9)
    np.testing.assert_allclose(found.effect, found.mean * 4 * post, atol=1e-9)


@pytest.mark.parametrize("method", SOLVERS)
def test_effects_follow_the_treated_and_ignore_the_order_of_areas(method):
    """Adding 3 to every treated post-period adds 3 to each; shuffled areas give the same."""
    problem = design(11, areas=24, treated=2, pre=4, periods=6)
    groups = Groups.of([problem.treated])
    _, plain = procedure(method)(problem, groups)
    raised = problem.values.copy()
    raised[:2, :, 4:] += 3
    more = make_design(("o0",), raised, 4, problem.donor, problem.treated)
    _, found = procedure(method)(more, groups)
    np.testing.assert_allclose(found.effect - plain.effect, 3 * 2 * 2, atol=1e-7)
    order = np.random.default_rng(0).permutation(24)
    shuffled = make_design(
        ("o0",), problem.values[order], 4, problem.donor[order], np.flatnonzero(order < 2)
    )
    _, again = procedure(method)(shuffled, Groups.of([shuffled.treated]))
    np.testing.assert_allclose(again.effect, plain.effect, atol=1e-5)
    t = studentised(plain, problem)
    assert np.isfinite(t).all()


def test_placebos_are_the_same_for_any_number_of_workers():
    problem = design(2, areas=40, treated=3, pre=3, periods=5)
    count = BATCH * 2 + 5
    run = procedure("calibrated")
    alone = placebo_statistics(problem, run, count=count, seed=9)
    for workers in (2, 3):
        several = placebo_statistics(problem, run, count=count, seed=9, workers=workers)
        assert several.contrasts.effect.tobytes() == alone.contrasts.effect.tobytes()
        assert several.contrasts.se.tobytes() == alone.contrasts.se.tobytes()
    other = placebo_statistics(problem, run, count=count, seed=10)
    assert other.contrasts.effect.tobytes() != alone.contrasts.effect.tobytes()
    assert len(alone.ok) == count and alone.drawn


def test_memory_does_not_grow_with_the_weights_of_placebos():
    """Ten times the placebos take no more than their statistics, a hundredth of their weights."""
    problem = design(2, areas=1500, treated=3, pre=2, periods=3)
    run = procedure("uniform")
    placebo_statistics(problem, run, count=BATCH)
    peaks = []
    for count in (4 * BATCH, 40 * BATCH):
        tracemalloc.start()
        found = placebo_statistics(problem, run, count=count)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert len(found.ok) == count
    more = 36 * BATCH * problem.donor.sum() * 8
    assert peaks[1] - peaks[0] < 0.05 * more


def test_one_treated_area_every_donor_is_a_placebo_once():
    problem = design(2, areas=12, treated=1)
    found = placebo_statistics(problem, procedure("uniform"), count=5)
    assert len(found.ok) == 11 and not found.drawn
    pairs = placebo_statistics(design(2, areas=8, treated=2), procedure("uniform"), count=50)
    assert len(pairs.ok) == 15 and not pairs.drawn


def test_the_treated_are_in_no_placebo_unless_asked():
    """A treated area with an enormous count would show in any placebo that it enters."""
    values = panel(4, areas=10)
    values[0] = 1e6
    donor = np.arange(10) > 0
    problem = make_design(("o",), values, 5, donor, np.array([0]))
    run = procedure("uniform")
    assert np.abs(placebo_statistics(problem, run, count=9).contrasts.observed).max() < 1e5
    with_it = placebo_statistics(problem, run, count=9, with_treated=True)
    assert len(with_it.ok) == 10 and np.abs(with_it.contrasts.observed).max() > 1e5


def test_jackknife_against_every_fold_left_out_by_hand():
    problem = design(6, areas=40, treated=4, pre=2, periods=4)
    run = procedure("uniform")
    groups = Groups.of([problem.treated])
    _, whole = run(problem, groups)
    found = jackknife_se(problem, run, whole.mean[0], seed=3)
    dealt = jackknife_groups(problem, 4, np.random.default_rng(3))
    assert sorted(np.concatenate([np.setdiff1d(problem.treated, m) for m in dealt.members])) == [
        0, 1, 2, 3,
    ]  # fmt: skip
    change = problem.after.mean(axis=2) - problem.before.mean(axis=2)
    off = []
    for members, barred in zip(dealt.members, dealt.barred, strict=True):
        rest = np.setdiff1d(np.arange(40), barred)
        assert 26 <= len(rest) <= 28
        off.append(change[members].mean(axis=0) - change[rest].mean(axis=0) - whole.mean[0])
    by_hand = np.sqrt(3 / 4 * (np.array(off) ** 2).sum(axis=0))
    np.testing.assert_allclose(found, by_hand, rtol=1e-9)


def test_range_of_the_effect_where_weights_are_not_unique():
    """Two donors alike before and unlike after: the weight between them is anyone's choice."""
    values = np.array(
        [
            [[5.0, 7.0, 6.0, 9.0]],
            [[5.0, 7.0, 6.0, 2.0]],
            [[5.0, 7.0, 6.0, 12.0]],
            [[1.0, 0.0, 2.0, 1.0]],
        ]
    )
    problem = make_design(("o",), values, 3, np.arange(4) > 0, np.array([0]))
    groups = Groups.of([np.array([0])])
    fits, found = procedure("simplex")(problem, groups)
    ((low, high),) = admissible_range("simplex", problem, groups, fits)
    assert (low, high) == pytest.approx((9 - 12, 9 - 2))
    assert low - 1e-9 <= found.effect[0, 0] <= high + 1e-9


def test_chunks_count_backwards_from_the_last_pre_period():
    assert chunks(7, 3) == [slice(1, 4), slice(4, 7)]
    assert chunks(7, (2, 4)) == [slice(1, 5), slice(5, 7)]


def test_studentised_values_are_never_nan():
    t = divide(np.array([0.0, 1.0, -1.0, 2.0]), np.array([0.0, 0.0, 0.0, 4.0]))
    assert t.tolist() == [0.0, np.inf, -np.inf, 0.5]


@pytest.mark.parametrize("method", ["calibrated", "raking"])
def test_units_of_moments_do_not_matter(method):
    """Covariates in other units, and their sums, ask the same; so do outcomes in dozens."""
    rng = np.random.default_rng(4)
    one, two = rng.normal(50, 9, 60), rng.gamma(2.0, 3.0, 60)
    plain = design(21, 60, 3, 1, 3, 5, covariates={"a": one, "b": two})
    other = make_design(
        ("o0",),
        plain.values / 12,
        3,
        plain.donor,
        plain.treated,
        covariates={"a": 1e6 * one - 3, "b": two + one / 1000},
    )
    groups = Groups.of([plain.treated])
    weights = [SOLVERS[method].fit(each, groups) for each in (plain, other)]
    assert weights[0].converged[0] and weights[1].converged[0]
    np.testing.assert_allclose(weights[0].weights, weights[1].weights, atol=1e-5)
