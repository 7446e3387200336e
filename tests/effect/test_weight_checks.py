"""Checks of what weights look like, each against its definition worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import optimize

from tests.effect.test_api import ASKED, ordinary, panel
from waterbed import effect
from waterbed.effect.weights.diagnostics import WEIGHT_CHECKS
from waterbed.model.errors import Refusal
from waterbed.model.methods import WEIGHTED

EXACT = ("calibrated", "raking")


def found(method, made=None, **more):
    return effect.estimate(made or ordinary(), **{**ASKED, "method": method, **more})


def facts(check):
    return {key: getattr(one, "value", one) for key, one in check.remark.facts}


def lags(made):
    """Totals of the two quarters before the start, areas in the panel's order, [A, 2]."""
    return made.counts[0, :, :6].reshape(len(made.areas), 2, 3).sum(axis=2).astype(float)


def all_weights(one, made):
    weights = np.zeros(len(made.areas))
    weights[[made.areas.index(name) for name in one.donors]] = one.weights
    return weights


@pytest.mark.parametrize("method", WEIGHTED)
def test_names_of_checks_and_their_facts(method):
    made = ordinary()
    gap = replace(made, covered=made.covered & (np.arange(len(made.areas)) != 2)[:, None])
    one = found(method, gap)
    assert {"balance", "donors-left-out", "hull-distance"} <= {check.name for check in one.checks}
    for check in one.checks:
        assert set(facts(check)) == set(WEIGHT_CHECKS[check.name]), check.name


@pytest.mark.parametrize("method", WEIGHTED)
def test_balance(method):
    made = ordinary()
    one, x = found(method), lags(made)
    donors = np.arange(30) != 5
    spread = x[donors].std(axis=0)
    before = (x[5] - x[donors].mean(axis=0)) / spread
    after = (x[5] - all_weights(one, made) @ x) / spread
    np.testing.assert_allclose(one.balance.before, before, atol=1e-9)
    np.testing.assert_allclose(one.balance.after, after, atol=1e-9)
    check = one.check("balance")
    told = facts(check)
    assert check.figure.value == pytest.approx(np.abs(after).max(), abs=1e-9)
    assert told["before"] == pytest.approx(np.abs(before).max())
    assert told["worst"] == one.balance.names[int(np.argmax(np.abs(one.balance.after)))]
    if method in EXACT:
        assert check.figure.value < 1e-6 < told["before"]
    if method == "uniform":
        np.testing.assert_allclose(one.balance.before, one.balance.after)


@pytest.mark.parametrize("method", WEIGHTED)
def test_effective_donors_and_the_largest_weight(method):
    made = ordinary()
    one = found(method)
    size = np.abs(all_weights(one, made))
    check = one.check("effective-donors")
    assert check.figure.value == pytest.approx(size.sum() ** 2 / (size**2).sum())
    assert facts(check)["donors"] == 29 and facts(check)["used"] == (size > 1e-10).sum()
    largest = one.check("largest-weight")
    assert largest.figure.value == pytest.approx(size.max() / size.sum())
    assert facts(largest)["area"] in [made.areas[i] for i in np.flatnonzero(size == size.max())]
    if method == "uniform":
        assert check.figure.value == pytest.approx(29)
        assert largest.figure.value == pytest.approx(1 / 29)


@pytest.mark.parametrize("method", WEIGHTED)
@pytest.mark.parametrize("factor", [1, 2, 3])
def test_hull_distance(method, factor):
    """Root mean square distance in standard deviations, by a general optimiser."""
    made = ordinary()
    counts = made.counts.copy()
    counts[:, 5] *= factor
    made = replace(made, counts=counts)
    if method in EXACT and factor > 1:
        return
    x = lags(made)
    donors = np.flatnonzero(np.arange(30) != 5)
    apart = (x[donors] - x[5]) / x[donors].std()
    slow = optimize.minimize(
        lambda w: ((w @ apart) ** 2).mean(),
        np.full(29, 1 / 29),
        method="SLSQP",
        bounds=[(0, 1)] * 29,
        constraints=[{"type": "eq", "fun": lambda w: w.sum() - 1}],
        options={"maxiter": 1000, "ftol": 1e-14},
    )
    check = found(method, made).check("hull-distance")
    assert check.figure.value == pytest.approx(np.sqrt(slow.fun), abs=2e-4)
    assert (check.figure.value == 0) == (factor == 1)


def test_moments_met_names_what_was_met():
    for method in WEIGHTED:
        names = {check.name for check in found(method).checks}
        assert ("moments-met" in names) == (method in EXACT)
    size = np.linspace(1, 3, 30)
    check = found("calibrated", covariates={"size": size}).check("moments-met")
    assert check.passed and check.gate and check.figure.value < 1e-8
    assert facts(check)["moments"] == 4 and facts(check)["iterations"] >= 1


def test_negative_weights_are_told():
    """A treated area outside the hull: the ridge goes beyond it, the simplex cannot."""
    counts = ordinary().counts.copy()
    counts[:, 5] *= 2
    made = replace(ordinary(), counts=counts)
    one = found("ridge", made)
    weights = all_weights(one, made)
    check = one.check("negative-weights")
    assert (weights < 0).any()
    assert check.figure.value == pytest.approx(-weights[weights < 0].sum() / np.abs(weights).sum())
    assert facts(check)["number"] == (weights < 0).sum()
    assert "negative-weights" not in {each.name for each in found("simplex", made).checks}


def test_donors_left_out_are_counted():
    covered = ordinary().covered.copy()
    covered[0, [8, 9, 10], [0, 7, 11]] = False
    made = replace(ordinary(), covered=covered)
    assert found("simplex").check("donors-left-out").figure.value == 0
    assert found("simplex", made).check("donors-left-out").figure.value == 3


@pytest.mark.parametrize("method", ["simplex", "simplex-intercept"])
@pytest.mark.parametrize("period", [3, 1])
def test_weights_that_are_not_unique_give_a_range(method, period):
    """Against a linear programme written out: every weight that fits the lags as well."""
    made = panel(seed=2, areas=14)
    counts = made.counts.copy()
    counts[:, 5] = np.rint(counts[:, 6:].mean(axis=1)) if period == 3 else 4 * counts[:, 5]
    made = replace(made, counts=counts)
    one = found(method, made, period=period)
    check = one.check("weights-unique")
    y = made.counts[0].astype(float)
    donors = np.flatnonzero(np.arange(14) != 5)
    matched = y[:, :6].reshape(14, -1, period).sum(axis=2)
    after = y[:, 6:].sum(axis=1)
    if method == "simplex-intercept":
        matched = matched - matched.mean(axis=1, keepdims=True)
        after = after - y[:, :6].sum(axis=1)
    weights = all_weights(one, made)[donors]
    equal = np.vstack([np.ones(13), matched[donors].T])
    ends = []
    for sign in (1, -1):
        best = optimize.linprog(sign * after[donors], A_eq=equal, b_eq=equal @ weights)
        ends.append(after[5] - sign * best.fun)
    told = facts(check)
    assert (told["low"], told["high"]) == pytest.approx((min(ends), max(ends)), abs=1e-5)
    assert check.figure.value == pytest.approx(max(ends) - min(ends), abs=1e-5)
    assert told["low"] - 1e-6 <= one.estimate().value <= told["high"] + 1e-6
    assert check.passed == (period == 1)
    low, high = effect.admissible(made, **{**ASKED, "method": method, "period": period})["o0"]
    assert (low, high) == pytest.approx((told["low"], told["high"]))


@pytest.mark.parametrize("method", ["uniform", "ridge", "sdid"])
def test_methods_whose_weights_are_unique_have_no_range(method):
    with pytest.raises(Refusal, match="unique"):
        effect.admissible(ordinary(), **{**ASKED, "method": method})
    assert "weights-unique" not in {check.name for check in found(method).checks}
