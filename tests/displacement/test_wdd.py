"""The weighted displacement difference: structure, invariances, refusals."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from waterbed.displacement.command import wdd_answer
from waterbed.displacement.counts import (
    About,
    Dispersion,
    detectable_change,
    dispersion,
    scaled_difference,
    scaled_wdd,
    wdd,
    wdd_harm,
    weighted_difference,
)
from waterbed.displacement.quotient import band, success_and_buffer, wdq, wdq_interval
from waterbed.model.errors import InputError, Refusal
from waterbed.model.months import Months

PAPER = ((207, 110), (308, 318), (178, 157), (150, 140))
count = st.integers(0, 10_000)
pair = st.tuples(count, count)


def beside(treated, control, *zone, more=(), **keys):
    """Estimates and checks of what `waterbed wdd` answers."""
    zones, controls = zip(zone, *more, strict=True)
    answer = wdd_answer(treated, control, zones, controls, **keys)
    return answer.estimates, answer.checks


def test_labels_and_order():
    about = About(
        "patrol", "robbery", "year", Months.parse("2016-04", "2017-03"), None, published=True
    )
    estimates = wdd(*PAPER, dispersion=1.5, about=about)
    assert [(e.parameter.question, e.parameter.zone, e.method) for e in estimates] == [
        ("effect", "target", "wdd"),
        ("displacement", "displacement", "wdd"),
        ("net", "net", "wdd"),
        ("effect", "target", "wdd-dispersion"),
        ("displacement", "displacement", "wdd-dispersion"),
        ("net", "net", "wdd-dispersion"),
    ]
    assert {e.parameter.intervention for e in estimates} == {"patrol"}
    assert all(e.published and e.smallest == 110 for e in estimates)
    net = estimates[2]
    assert (net.base_count, net.observed, net.expected) == (385, 267, 385)
    assert "poisson" in net.assumptions and net.warnings[0].code == "poisson-interval"
    assert "dispersion" in estimates[5].assumptions and estimates[5].warnings == ()


def test_dispersion_widens_and_never_narrows():
    plain = wdd(*PAPER)[-1]
    wide = wdd(*PAPER, dispersion=2.25)[-1]
    assert wide.se == pytest.approx(1.5 * plain.se)
    assert wdd(*PAPER, dispersion=0.4)[-1].se == pytest.approx(plain.se)
    few = wdd(*PAPER, dispersion=Dispersion(2.25, df=9))[-1]
    assert few.se == wide.se
    assert (few.high - few.low) / (wide.high - wide.low) == pytest.approx(2.2622 / 1.9600, abs=1e-4)
    assert few.p > wide.p


def test_deciding_interval_is_the_one_sided_test():
    estimate = wdd(*PAPER, level=0.95)[1]
    low, high = estimate.deciding
    assert high - estimate.value == pytest.approx(1.644854 * estimate.se)
    for bound, p in ((high, estimate.p_low), (low, estimate.p_high)):
        assert (p < 0.05) == ((bound < 0) if bound == high else (bound > 0))


def test_zero_counts_need_no_division():
    empty = wdd((0, 0), (0, 0), (0, 0), (3, 1))
    assert (empty[0].value, empty[0].low, empty[0].high, empty[0].se) == (0, None, None, None)
    assert empty[0].deciding == (None, None) and empty[0].p is None
    assert empty[0].warnings[0].code == "small-counts"
    assert empty[2].value == 2 and empty[2].se == 2
    assert scaled_wdd((0, 0), (10, 12))[0].value == 0
    assert all(e.value is not None for e in beside((0, 0), (0, 0), (0, 0), (0, 0))[0])


@pytest.mark.parametrize("bad", [-1, 2.5, math.nan, math.inf])
@pytest.mark.parametrize("place", range(4))
def test_counts_that_are_none(bad, place):
    counts = [list(p) for p in PAPER]
    counts[place][1] = bad
    with pytest.raises(InputError) as error:
        wdd(*counts)
    assert error.value.place == ("treated", "control", "displaced", "displaced control")[place]
    assert error.value.mend


@pytest.mark.parametrize(
    "call",
    [
        lambda: wdd((1, 2), (3, 4), (5, 6)),
        lambda: wdd((1, 2), (3, 4), None, (5, 6)),
        lambda: wdd((1, 2, 3), (3, 4)),
        lambda: wdd((1, 2), (3, 4), time=(0, 1)),
        lambda: wdd((1, 2), (3, 4), areas=(1, 2, 3)),
        lambda: wdd((1, 2), (3, 4), level=0.4),
        lambda: wdd((1, 2), (3, 4), dispersion=0),
        lambda: wdd_harm([[[1, 2], [3, 4]]], [1, 2]),
        lambda: wdd_harm([[[1, 2], [3, 4]]], [-1]),
        lambda: wdd_harm([[[1, 2], [3, -4]]], [1]),
        lambda: dispersion([[1, -2], [3, 4]]),
    ],
)
def test_input_errors(call):
    with pytest.raises(InputError):
        call()


@given(pair, pair, pair, pair)
def test_net_is_the_sum_and_reflects(t, c, d, e):
    """Swapping before and after, or area and control, turns the sign and nothing else."""
    target, zone, net = wdd(t, c, d, e)
    assert net.value == target.value + zone.value
    back = wdd(t[::-1], c[::-1], d[::-1], e[::-1])[2]
    swapped = wdd(c, t, e, d)[2]
    assert back.value == swapped.value == -net.value
    assert back.se == swapped.se == net.se
    assert (back.p_low, back.p_high) == pytest.approx((net.p_high, net.p_low)) or net.p is None


@given(pair, pair, st.floats(0.1, 10))
def test_common_exposure_only_rescales(t, c, w):
    plain, scaled = wdd(t, c)[0], wdd(t, c, time=(w, w))[0]
    assert scaled.value == pytest.approx(plain.value / w)
    assert (scaled.se or 0) == pytest.approx((plain.se or 0) / w)


def test_harm_is_not_wdd_of_weighted_counts():
    ten, many = wdd_harm([[[10, 0], [0, 0]]], [10])[0], wdd_harm([[[25, 0], [0, 0]]], [4])[0]
    assert ten.value == many.value == -100
    assert ten.se == pytest.approx(10 * math.sqrt(10)) and many.se == pytest.approx(20)


def test_scaled_variance_by_simulation():
    """The delta-method variance against 200,000 draws, for two zones that share a control."""
    rng = np.random.default_rng(5)
    draws = rng.poisson([60, 66, 200, 220, 1000, 1100], size=(200_000, 6)).astype(float)
    b, y, zb, zy, cb, cy = draws.T
    for before, after, mean in ((b, y, (60, 66)), (b + zb, y + zy, (260, 286))):
        simulated = scaled_difference(before, after, cb, cy)[0].var()
        assert scaled_difference(*mean, 1000, 1100)[1] == pytest.approx(simulated, rel=0.02)
    apart = sum(scaled_difference(p, q, 1000, 1100)[1] for p, q in ((60, 66), (200, 220)))
    assert scaled_difference(260, 286, 1000, 1100)[1] > 1.03 * apart


def test_scaled_without_base_is_refused():
    with pytest.raises(Refusal) as refused:
        scaled_wdd((4, 5), (0, 7))
    assert refused.value.name == "empty-base"


def test_dispersion_of_poisson_and_of_more():
    rng = np.random.default_rng(6)
    mean = np.outer(rng.uniform(5, 40, 40), rng.uniform(0.7, 1.3, 24))
    for phi in (1.0, 2.0, 3.0):
        shape = mean / max(phi - 1, 1e-9)
        drawn = rng.poisson(mean if phi == 1 else rng.gamma(shape, phi - 1))
        estimated = dispersion(drawn)
        assert estimated.df == 39 * 23
        assert estimated.value == pytest.approx(phi, rel=0.1)


def test_dispersion_leaves_empty_areas_out_and_refuses():
    assert dispersion([[3, 5, 2], [0, 0, 0], [4, 4, 9]]) == dispersion([[3, 5, 2], [4, 4, 9]])
    with pytest.raises(Refusal) as refused:
        dispersion([[3, 5, 2], [0, 0, 0]])
    assert refused.value.name == "no-dispersion"


def test_detectable_change_in_the_guide():
    """Mean 100 a cell: 56% without and 79% with a displacement zone, at power .8."""
    assert detectable_change([100, 100]) == pytest.approx(56, abs=0.5)
    assert detectable_change([100] * 4) == pytest.approx(79, abs=0.5)
    assert detectable_change([31.4, 31.4]) == pytest.approx(31.4, abs=0.1)
    assert detectable_change([100, 100], dispersion=4) == pytest.approx(112, abs=0.5)


def test_detectable_change_has_its_power():
    rng = np.random.default_rng(7)
    size = detectable_change([100, 100])
    drawn = rng.poisson([[100, 100 - size], [100, 100]], size=(40_000, 2, 2))
    value, variance = weighted_difference(drawn)
    share = (np.abs(value) > 1.96 * np.sqrt(variance)).mean()
    assert 0.78 < share < 0.86  # the fall leaves fewer counts, so it is seen a little more often


def test_command_checks():
    estimates, checks = beside(*PAPER)
    assert [e.method for e in estimates] == ["wdd"] * 3
    names = [check.name for check in checks]
    assert names == [
        "detectable-change",
        "detectable-change",
        "dispersion-unknown",
        "total-net-effect",
        "displacement-quotient",
    ]
    unknown = checks[2].remark
    assert unknown["ratios"] == ("1.5", "2", "3") and unknown["coverages"] == ("89", "84", "75")
    variance = 2 * 207 * (1 + 207 / 308) + 2 * 178 * (1 + 178 / 150)
    assert checks[1].figure.value == pytest.approx(2.8016 * math.sqrt(3 * variance), rel=1e-4)
    assert checks[4].figure.value == pytest.approx(0.258, abs=5e-4)
    assert checks[4].remark["band"] == "diffusion"
    assert not any(check.gate for check in checks)
    assert "dispersion-unknown" not in [c.name for c in beside(*PAPER, dispersion=1.5)[1]]


def test_command_repeats_itself():
    assert beside(*PAPER) == beside(*PAPER)


def test_command_prints_no_quotient_of_a_failure():
    _, checks = beside((100, 110), (500, 500), (50, 60), (500, 500))
    quotient = checks[-1]
    assert quotient.name == "displacement-quotient"
    assert quotient.passed is False and quotient.figure is None
    assert quotient.remark["why"] == "no-success" and quotient.remark["band"] == ""
    low = quotient.remark["low"]
    assert low.value is None


def test_command_without_control_counts():
    _, checks = beside((5, 1), (0, 4), (5, 5), (5, 5))
    assert [c.name for c in checks][-1] == "displacement-quotient"
    assert "total-net-effect" not in [c.name for c in checks]
    assert checks[-1].remark["why"] == "no-control-counts"


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (1.2, "exceeds"),
        (1.0, "diffusion"),
        (0.2, "diffusion"),
        (0.0, "none"),
        (-0.5, "displacement"),
        (-1.0, "displacement"),
        (-1.1, "outweighs"),
    ],
)
def test_bands(value, name):
    assert band(value) == name


def test_equal_change_is_no_success():
    with pytest.raises(Refusal):
        wdq((100, 100), (50, 50), (10, 12))


@pytest.mark.parametrize(
    ("mean", "low", "high", "outweighs"),
    [(20, -8.4, 7.0, 0.20), (100, -4.4, 3.0, 0.14), (300, -1.6, 1.2, 0.06)],
)
def test_spread_of_the_quotient(mean, low, high, outweighs):
    """A true fall of 20% and nothing moved: the central 95% of quotients and how often
    "displacement exceeds the effect" is declared, among apparent successes."""
    rng = np.random.default_rng(8)
    means = [[mean, 0.8 * mean], [5 * mean, 5 * mean], [mean, mean]]
    success, buffer = success_and_buffer(rng.poisson(means, size=(200_000, 3, 2)))
    kept = success < 0
    quotient = buffer[kept] / success[kept]
    assert np.quantile(quotient, [0.025, 0.975]) == pytest.approx([low, high], rel=0.1)
    assert (quotient < -1).mean() == pytest.approx(outweighs, abs=0.01)


def test_interval_of_the_quotient_holds_it():
    counts = ((300, 240), (1500, 1500), (300, 300))
    low, high = wdq_interval(*counts, np.random.default_rng(1))
    assert low < wdq(*counts) < high
