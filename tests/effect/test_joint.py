"""Cells of outcomes and periods: intervals hold what p does not reject, alone and jointly."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effect.test_api import ASKED, ordinary
from waterbed import effect
from waterbed.effect.joint import FAR, HALVINGS, cells, joint_tests

LEVELS = st.sampled_from([0.6, 0.8, 0.9, 0.95])


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 10**6), level=LEVELS, ties=st.booleans())
def test_intervals_and_p_never_disagree(seed, level, ties):
    rng = np.random.default_rng(seed)
    shape = int(rng.integers(1, 4)), int(rng.integers(1, 5))
    placebos = rng.standard_t(3, (int(rng.integers(3, 90)), *shape)) * rng.uniform(0.3, 3, shape)
    values = rng.normal(0, 3, shape)
    if ties:
        placebos, values = np.rint(placebos), np.rint(values)
        placebos[0] = np.inf
    found = cells(values, np.full(shape, 1.0), placebos, level)
    alone = (found.low <= 0) & (found.high >= 0)
    np.testing.assert_array_equal(alone, found.p > 1 - level + 1e-12)
    jointly = (found.joint_low <= 0) & (found.joint_high >= 0)
    np.testing.assert_array_equal(jointly, found.joint_p > 1 - level + 1e-12)
    numbers = [found.low, found.high, found.joint_low, found.joint_high, found.joint_p]
    assert not np.isnan(numbers).any()


@pytest.mark.parametrize("seed", range(5))
def test_joint_ends_against_every_shift_tried(seed):
    """The ends part the effects that the joint test rejects from those that it keeps."""
    rng = np.random.default_rng(seed)
    placebos = rng.standard_t(4, (60, 2, 3)) * np.array([1.0, 2.0, 4.0])
    values = rng.normal(0, 2, (2, 3))
    found = cells(values, np.full((2, 3), 1.0), placebos, 0.9)
    rows = placebos.reshape(60, -1)
    distances = np.apply_along_axis(far, 0, np.vstack([values.ravel(), rows]))
    for cell in range(6):
        others = np.delete(distances, cell, axis=1).max(axis=1)[1:]
        low, high = found.joint_low.ravel()[cell], found.joint_high.ravel()[cell]
        for shift in np.linspace(low - 3, high + 3, 41):
            p = slow_p(values.ravel()[cell] - shift, rows[:, cell], others)
            assert (p > 0.1 + 1e-12) == (low - 1e-6 <= shift <= high + 1e-6)


def test_joint_intervals_cover_all_cells_at_once():
    """Each row in turn is the target: the share with a cell outside is at most 1 - level."""
    rows = np.random.default_rng(5).standard_t(3, (60, 2, 4)) * np.arange(1, 5)
    missed = []
    for i in range(60):
        found = cells(rows[i], np.full((2, 4), 1.0), np.delete(rows, i, 0), 0.9)
        missed.append(((found.joint_low > 0) | (found.joint_high < 0)).any())
    assert 0.02 <= np.mean(missed) <= 0.1


@pytest.mark.parametrize("treated", [["A05"], ["A05", "A12", "A17"]])
def test_the_last_cumulative_effect_is_the_estimate(treated):
    made, asked = ordinary(), {**ASKED, "treated": treated, "method": "uniform"}
    reference = effect.placebos(made, **asked, count=300)
    found = effect.estimate(made, **asked, level=0.8, reference=reference)
    one, upto = found.estimate(), found.cumulative
    assert upto.effect[0, -1] == pytest.approx(one.value)
    assert (upto.low[0, -1], upto.high[0, -1]) == pytest.approx((one.low, one.high))
    assert upto.p[0, -1] == pytest.approx(one.p)
    np.testing.assert_allclose(found.by_period.effect.cumsum(axis=1), upto.effect)
    np.testing.assert_allclose(found.by_period.effect, found.gaps[:, found.pre :])
    assert found.joint_p == found.by_period.joint_p.min()
    wider = found.by_period.joint_high - found.by_period.joint_low
    assert (wider.sum() > (found.by_period.high - found.by_period.low).sum()).all()


def far(column):
    """Distance of each value from the median of all, in the mean distance on its own side."""
    off = column - np.median(np.clip(column, -1e300, 1e300))
    finite = off[np.isfinite(off)]
    low, high = (
        np.abs(side).sum() / max(len(side), 1) for side in (finite[finite < 0], finite[finite > 0])
    )
    return np.array([0.0 if x == 0 else abs(x) / (low if x < 0 else high) for x in off])


def slow_p(value, placebos, others):
    own = far(np.append(value, placebos))
    return (1 + (np.maximum(own[1:], others) >= own[0] - 1e-9).sum()) / (1 + len(placebos))


def slow_end(value, placebos, others, sign, size):
    """The end of one cell on one side: doubled until it is rejected, then halved."""

    def kept(x):
        return slow_p(x, placebos, others) > size + 1e-12

    middle = np.median(np.clip(placebos, -1e300, 1e300))
    spread = np.abs(placebos[np.isfinite(placebos)] - middle).mean()
    inside, outside = middle, middle + sign * max(spread, 1e-300)
    if sign * value > sign * middle:
        if not kept(value):
            outside = value
        else:
            inside, outside = value, value + (outside - middle)
    while kept(outside):
        inside, outside = outside, outside + 3 * (outside - middle)
        if not sign * (outside - middle) < FAR * spread:
            return sign * np.inf
    for _ in range(HALVINGS):
        half = (inside + outside) / 2
        inside, outside = (half, outside) if kept(half) else (inside, half)
    return inside


@pytest.mark.parametrize("seed", range(6))
def test_ends_found_together_are_those_found_one_by_one(seed):
    rng = np.random.default_rng(seed)
    count = [1, 2, 5][seed % 3]
    placebos = rng.standard_t(3, (int(rng.integers(5, 80)), count)) * rng.uniform(0.3, 3, count)
    target = rng.normal(0, 3, count)
    if seed > 2:
        placebos, target = np.rint(placebos), np.rint(target)
        placebos[1, 0] = -np.inf
    p, ends = joint_tests(target, placebos, 0.9)
    distances = np.apply_along_axis(far, 0, np.vstack([target, placebos]))
    for cell in range(count):
        others = np.delete(distances, cell, axis=1).max(axis=1, initial=0.0)[1:]
        assert p[cell] == slow_p(target[cell], placebos[:, cell], others)
        for side, sign in enumerate((-1.0, 1.0)):
            slow = slow_end(target[cell], placebos[:, cell], others, sign, 1 - 0.9)
            assert ends[cell, side] == pytest.approx(slow, rel=1e-9, abs=1e-9)
