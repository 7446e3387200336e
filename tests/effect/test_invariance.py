"""What must not matter to any method at the door: names, order, units, areas without data."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waterbed import effect
from waterbed.model.errors import Refusal
from waterbed.model.methods import WEIGHTED
from waterbed.model.months import month
from waterbed.model.panel import Panel

SEEDS = st.integers(0, 10**6)
ONE, THREE = ["A05"], ["A05", "A06", "A07"]


def drawn(seed, areas=18, outcomes=1, periods=10):
    """Counts; the treated areas lie among the others, so that exact balance can be had."""
    rng = np.random.default_rng(seed)
    counts = rng.poisson(rng.gamma(4.0, 3.0, (outcomes, areas, 1)), (outcomes, areas, periods))
    counts[:, 5:8] = np.rint(counts[:, 9:].mean(axis=1, keepdims=True)) + rng.poisson(
        1, counts[:, 5:8].shape
    )
    ids = tuple(f"A{i:02d}" for i in range(areas))
    names = tuple(f"o{i}" for i in range(outcomes))
    months = month("2016-01") + np.arange(periods)
    return Panel(names, ids, months, 1, counts, np.ones(counts.shape, bool))


def asked(method, treated):
    return {
        "outcome": "o0",
        "treated": treated,
        "start": "2016-07",
        "period": 3,
        "method": method,
    }


def answer(panel, method, treated, groups=None, **more):
    """Effect and placebos; None where weights cannot be had."""
    question = asked(method, treated)
    try:
        reference = effect.placebos(panel, **question, groups=groups, **more)
        return effect.estimate(panel, **question, reference=reference), reference
    except Refusal as refusal:
        assert method in ("calibrated", "raking") and refusal.name == "infeasible-weights"
        return None


def assert_same(first, other, unit=1.0):
    """The same answer, effects in another unit; t and p are the same."""
    assert (first is None) == (other is None)
    if first is None:
        return
    (fitted, reference), (again, placebos) = first, other
    mine, theirs = fitted.estimate(), again.estimate()
    assert theirs.value == pytest.approx(unit * mine.value, abs=2e-4 * unit)
    assert theirs.t == pytest.approx(mine.t, abs=2e-4)
    np.testing.assert_allclose(placebos.of("o0"), reference.of("o0"), atol=2e-4, rtol=1e-4)
    # A tie of two placebos may be one to one side of 1e-9 and not to the other.
    assert theirs.p == pytest.approx(mine.p, abs=2 / (1 + len(reference)) + 1e-9)
    assert again.estimate(scale="ratio").value == pytest.approx(
        fitted.estimate(scale="ratio").value, abs=1e-4
    )


def groups_of(seed, treated):
    """Placebo groups by id, so that the same ones are asked for in any order of areas."""
    rng = np.random.default_rng(seed + 1)
    others = [f"A{i:02d}" for i in range(18) if f"A{i:02d}" not in treated]
    return [sorted(rng.choice(others, len(treated), replace=False)) for _ in range(12)]


@pytest.mark.parametrize("method", WEIGHTED)
@settings(max_examples=12, deadline=None)
@given(seed=SEEDS, treated=st.sampled_from([ONE, THREE]))
def test_order_of_areas(method, seed, treated):
    panel, groups = drawn(seed), groups_of(seed, treated)
    order = np.random.default_rng(seed).permutation(18)
    shuffled = replace(
        panel,
        areas=tuple(panel.areas[i] for i in order),
        counts=panel.counts[:, order],
        covered=panel.covered[:, order],
    )
    assert_same(answer(panel, method, treated, groups), answer(shuffled, method, treated, groups))


@pytest.mark.parametrize("method", WEIGHTED)
@settings(max_examples=12, deadline=None)
@given(seed=SEEDS, treated=st.sampled_from([ONE, THREE]), unit=st.sampled_from([3, 10, 1000]))
def test_counts_in_another_unit(method, seed, treated, unit):
    panel = drawn(seed)
    more = replace(panel, counts=panel.counts * unit)
    assert_same(
        answer(panel, method, treated, count=40), answer(more, method, treated, count=40), unit
    )


@pytest.mark.parametrize("method", WEIGHTED)
@settings(max_examples=8, deadline=None)
@given(seed=SEEDS, treated=st.sampled_from([ONE, THREE]))
def test_an_area_without_data_changes_nothing(method, seed, treated):
    plain = drawn(seed)
    gone = np.concatenate([plain.covered, np.zeros((1, 1, 10), bool)], axis=1)
    counts = np.concatenate([plain.counts, np.zeros((1, 1, 10), int)], axis=1)
    more = replace(plain, areas=(*plain.areas, "Z"), counts=counts, covered=gone)
    first, other = (answer(panel, method, treated, count=40) for panel in (plain, more))
    if first is None:
        assert other is None
        return
    assert first[0].estimate() == other[0].estimate()
    assert first[1].t.tobytes() == other[1].t.tobytes()
    assert other[0].check("donors-left-out").figure.value == 1


@pytest.mark.parametrize("method", WEIGHTED)
@settings(max_examples=8, deadline=None)
@given(seed=SEEDS, treated=st.sampled_from([ONE, THREE]))
def test_counts_outside_the_question_change_nothing(method, seed, treated):
    """Periods before `since` and after `end`, other outcomes, areas that are no donors."""
    plain = drawn(seed, outcomes=2, periods=14)
    counts = np.random.default_rng(seed).poisson(50, plain.counts.shape)
    inside = np.zeros(counts.shape, bool)
    inside[0, :16, 2:12] = True
    other = replace(plain, counts=np.where(inside, plain.counts, counts))
    donors = [name for name in plain.areas[:16] if name not in treated]
    question = {
        **asked(method, treated),
        "since": "2016-03",
        "start": "2016-09",
        "end": "2016-12",
        "donors": donors,
    }
    try:
        first, again = (effect.estimate(panel, **question) for panel in (plain, other))
    except Refusal as refusal:
        assert refusal.name == "infeasible-weights"
        return
    assert first.estimate() == again.estimate()


@pytest.mark.parametrize("method", WEIGHTED)
@settings(max_examples=8, deadline=None)
@given(seed=SEEDS)
def test_treated_areas_alike_are_one_area_several_times(method, seed):
    """Total, average and weights of three areas with the same counts are those of one."""
    panel = drawn(seed)
    counts = panel.counts.copy()
    counts[:, 6:8] = counts[:, 5:6]
    panel = replace(panel, counts=counts)
    donors = [name for name in panel.areas if name not in THREE]
    try:
        single, three = (
            effect.estimate(panel, **asked(method, treated), donors=donors)
            for treated in (ONE, THREE)
        )
    except Refusal as refusal:
        assert refusal.name == "infeasible-weights"
        return
    if method == "sdid":  # its penalty grows with the number of treated areas
        return
    assert three.estimate().value == pytest.approx(3 * single.estimate().value, abs=1e-3)
    assert three.estimate(scale="rate").value == pytest.approx(
        single.estimate(scale="rate").value, abs=1e-4
    )
    assert three.estimate(scale="ratio").value == pytest.approx(
        single.estimate(scale="ratio").value, abs=1e-4
    )


@pytest.mark.parametrize("method", WEIGHTED)
@settings(max_examples=10, deadline=None)
@given(seed=SEEDS, added=st.integers(-4, 9))
def test_an_effect_planted_is_found_whole(method, seed, added):
    """What is added to the treated after the start adds to the effect, and to nothing else."""
    panel = drawn(seed)
    counts = panel.counts.copy() + 5
    raised = counts.copy()
    raised[:, 5:8, 6:] += added
    first, other = (
        answer(replace(panel, counts=each), method, THREE, count=30) for each in (counts, raised)
    )
    if first is None:
        assert other is None
        return
    assert other[0].estimate().value - first[0].estimate().value == pytest.approx(12 * added)
    np.testing.assert_array_equal(other[0].weights, first[0].weights)
    assert other[1].t.tobytes() == first[1].t.tobytes()  # placebos never see the treated


@pytest.mark.parametrize("method", WEIGHTED)
@settings(max_examples=12, deadline=None)
@given(seed=SEEDS, treated=st.sampled_from([ONE, THREE]), level=st.sampled_from([0.6, 0.8, 0.9]))
def test_p_and_interval_never_disagree(method, seed, treated, level):
    known = answer(drawn(seed), method, treated, count=40)
    if known is None:
        return
    question = asked(method, treated)
    fitted = effect.estimate(drawn(seed), **question, level=level, reference=known[1])
    for estimate in fitted.estimates:
        low, high = estimate.low, estimate.high
        held = (low is None or low <= 0) and (high is None or high >= 0)
        assert held == (estimate.p > 1 - level + 1e-12)
        low, high = estimate.deciding
        assert (low is None or low <= 0) == (estimate.p_high > 1 - level + 1e-12)
        assert (high is None or high >= 0) == (estimate.p_low > 1 - level + 1e-12)
