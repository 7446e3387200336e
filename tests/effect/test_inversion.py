"""The tests that intervals invert: closed forms against a search, and their agreement."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import optimize

from waterbed.effect.inference import invert, invert_count, invert_ratio
from waterbed.model.inversion import count_end, ratio_end, thinned_variance
from waterbed.model.least_squares import nonnegative_pair

MEANS = st.floats(1.0, 400.0)
OVER = st.floats(1.0, 6.0)
"""Variance over mean: counts are no steadier than Poisson."""
CRITICAL = st.floats(-4.0, 4.0)


@given(MEANS, st.floats(0.0, 4.0), OVER, CRITICAL)
def test_the_end_is_where_the_test_is_critical(mu, ratio, over, t):
    """By search, the test written out; it falls all the way, so that there is one such effect."""
    value, variance = mu * (ratio - 1), over * mu

    def statistic(delta):
        return (value - delta) / math.sqrt(variance + max(delta, 0.0))

    found = optimize.brentq(lambda delta: statistic(delta) - t, -1e5, 1e5, xtol=1e-12)
    end = count_end(value, math.sqrt(variance), t)
    assert end == pytest.approx(found, abs=1e-6 * (1 + abs(found)))
    assert statistic(end) == pytest.approx(t)
    steps = [statistic(-mu + k * mu / 20) for k in range(120)]
    assert all(one > other for one, other in pairwise(steps))


@given(MEANS, st.floats(0.0, 4.0), OVER, st.floats(-4.0, -0.1), st.floats(0.1, 4.0))
def test_ends_below_nought_stay_and_those_above_go_outwards(mu, ratio, over, low, high):
    value, scale = mu * (ratio - 1), math.sqrt(over * mu)
    assume(min(abs(value / scale - t) for t in (low, high)) > 1e-6)
    plain, found = invert(value, scale, (low, high)), invert_count(value, scale, (low, high))
    for end, other in zip(plain, found, strict=True):
        assert other == end if end <= 0 else other > 0
    assert found[1] >= plain[1] and (plain[0] <= 0 or found[0] < plain[0])
    assert found[0] <= value <= found[1]


@given(MEANS, st.floats(0.0, 6.0), st.floats(0.05, 6.0), st.floats(-4.0, -0.1), st.floats(0.1, 4.0))
def test_the_ratio_says_nothing_of_no_change_that_the_count_does_not(mu, ratio, over, low, high):
    """Also where counts are steadier than Poisson, and there the ratio's interval stays open."""
    y, scale = mu * ratio, math.sqrt(over * mu)
    assume(min(abs((y - mu) / scale - t) for t in (low, high)) > 1e-6)
    count, found = invert_count(y - mu, scale, (low, high)), invert_ratio(y, mu, scale, (low, high))
    assert (count[0] > 0, count[1] < 0) == (found[0] > 0, found[1] is not None and found[1] < 0)
    assert thinned_variance(scale**2, mu, 1.0) == pytest.approx(scale**2)
    spreads = [thinned_variance(scale**2, mu, k / 10) for k in range(100)]
    assert all(one < other for one, other in pairwise(spreads))


def test_a_count_that_doubles_is_uncertain_by_what_it_is():
    """Of Poisson counts with a known expectation of 100 and 200 come: 1.96 by the closed form."""
    low, high = invert_count(100.0, 10.0, (-1.96, 1.96))
    assert (low, high) == pytest.approx((100 + 1.9208 - 1.96 * math.sqrt(200.9604),
                                         100 + 1.9208 + 1.96 * math.sqrt(200.9604)))  # fmt: skip


@given(MEANS, st.floats(0.0, 6.0), st.floats(0.05, 6.0), CRITICAL)
def test_the_end_of_a_ratio_is_where_the_test_is_critical(mu, ratio, over, t):
    """By search, the test written out."""
    assume((ratio == 0 or ratio > 1e-3) and abs(t) > 1e-3)
    y, scale = mu * ratio, math.sqrt(over * mu)
    end = ratio_end(y, mu, scale, t)

    def value(rho):
        return y - rho * mu - t * math.sqrt(thinned_variance(scale**2, mu, rho))

    if end is None:
        assert t < 0 and value(1e6) > -1e-6 * (1 + y)
    elif y == 0 and t >= 0:
        assert end == 0
    else:
        slow = optimize.brentq(value, 1e-12, max(1.0, 2 * end), xtol=1e-12)
        assert end == pytest.approx(slow, abs=1e-9, rel=1e-7)


@given(st.integers(2, 8), st.integers(0, 10_000))
def test_two_unknowns_that_are_not_negative(rows, seed):
    rng = np.random.default_rng(seed)
    a, b = rng.normal(size=(rows, 2)), rng.normal(size=rows)
    assume(np.linalg.cond(a) < 1e4)
    assert nonnegative_pair(a, b) == pytest.approx(optimize.nnls(a, b)[0], abs=1e-8)
