"""Tipping points, bounds, measured reporting: by hand, by property, by simulation."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, stats

from waterbed.model.calibration import PUBLISHED
from waterbed.model.errors import InputError
from waterbed.model.estimate import Estimate, Parameter
from waterbed.model.tipping import exposed_change, on_ratio, tipping_points
from waterbed.reporting import bounds
from waterbed.reporting.ratios import Ratio, from_counts, from_error, from_interval, log_ratio
from waterbed.reporting.tipping import (
    bounds_estimates,
    exposure_curve,
    from_effect,
    measured_estimate,
    tipping_estimates,
)

EXAMPLE = from_interval(0.70, 0.58, 0.85)
ratios = st.floats(0.05, 20).filter(lambda r: abs(r - 1) > 1e-6)


def test_the_example_of_the_note():
    """R .70 [.58, .85], 30 in 100 before: 21 in 100 for no fall, 25.5 in 100 for chance."""
    found = tipping_points(0.70, 0.58, 0.85, 0.10)
    assert (found.direction, found.point, found.significant) == ("fall", 0.70, 0.85)
    assert found.smallest == pytest.approx(0.85 / 0.9)
    assert found.opposite == 0.58
    assert 30 * found.point == pytest.approx(21)
    assert 30 * found.significant == pytest.approx(25.5)


def test_a_change_within_chance_needs_no_change_of_reporting():
    assert tipping_points(0.9, 0.7, 1.1).significant is None
    assert tipping_points(1.1, 0.9, 1.4).significant is None
    assert tipping_points(0.9, 0.8, 0.97, 0.1).smallest is None
    assert tipping_points(0.7, None, None).significant is None
    assert tipping_points(1.0, 0.9, 1.1).direction == "neither"


@given(ratios, st.floats(0.01, 2), st.floats(0.01, 2), st.floats(0, 0.5))
def test_a_rise_is_the_mirror_of_a_fall(ratio, down, up, smallest):
    """On the log scale: 1/R with its interval turned round has 1/rho for every tipping point."""
    low, high = ratio * math.exp(-down), ratio * math.exp(up)
    here, there = tipping_points(ratio, low, high), tipping_points(1 / ratio, 1 / high, 1 / low)
    assert {here.direction, there.direction} == {"fall", "rise"}
    assert here.point * there.point == pytest.approx(1)
    assert (here.significant is None) == (there.significant is None)
    if here.significant is not None:
        assert here.significant * there.significant == pytest.approx(1)
    assert here.opposite * there.opposite == pytest.approx(1)


@given(ratios, st.floats(0.05, 1))
def test_exposed_change_makes_the_change_among_all(rho, exposed):
    among = exposed_change(rho, exposed)
    if among is None:
        assert exposed * 1 < 1 - rho
        assert np.isnan(exposure_curve(rho, [exposed])[0])
        return
    assert 1 - exposed * (1 - among) == pytest.approx(rho)
    assert exposure_curve(rho, [exposed])[0] == pytest.approx(among)


def test_published_trends():
    ratio = {one.name: one.ratio for one in PUBLISHED}
    assert ratio["police-reports"] == pytest.approx(0.275)
    assert ratio["anonymous-consent"] == pytest.approx(0.726, abs=5e-4)
    assert ratio["recording"] == pytest.approx(1.105, abs=5e-4)
    assert all(one.source and one.caveat for one in PUBLISHED)


# Ratios -----------------------------------------------------------------------------------------


def test_ratio_of_counts():
    found = from_counts((150, 90), (1000, 1010), dispersion=1)
    assert found.value == pytest.approx((90 / 150) / 1.01)
    assert found.se == pytest.approx(math.sqrt(1 / 150 + 1 / 90 + 1 / 1000 + 1 / 1010))
    assert found.low == pytest.approx(found.value * math.exp(-1.959964 * found.se))
    assert found.smallest == 90


def test_published_interval_gives_its_standard_error_back():
    told = from_error(math.log(0.6), 0.13)
    again = from_interval(told.value, told.low, told.high)
    assert again.se == pytest.approx(0.13) and again.log == pytest.approx(math.log(0.6))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: from_interval(0.7, 0.8, 0.9), "does not contain"),
        (lambda: from_interval(0.7, 0.85, 0.58), "does not contain"),
        (lambda: from_interval(0.7, 0.7, 0.7), "does not contain"),
        (lambda: from_interval(-30, 0.8, 0.9), "above nought"),
        (lambda: from_interval(0.7, 0, 0.9), "above nought"),
        (lambda: from_interval(math.nan, 0.1, 0.9), "above nought"),
        (lambda: from_counts((150, 0), (10, 11)), "nought"),
        (lambda: from_counts((150, -1), (10, 11)), "whole number"),
        (lambda: from_counts((150, 2.5), (10, 11)), "whole number"),
        (lambda: from_counts((150,), (10, 11)), "two counts"),
        (lambda: bounds.identified_set(EXAMPLE, 1.2, 0.8), "range"),
        (lambda: bounds.union_interval(EXAMPLE, 0, 1), "range"),
        (lambda: bounds.no_information(EXAMPLE, 1.2), "least share"),
        (lambda: bounds.no_information(EXAMPLE, 0), "least share"),
        (lambda: bounds.with_data(EXAMPLE, math.nan, 0.1), "measured"),
        (lambda: bounds.with_data(EXAMPLE, 0.1, -0.1), "measured"),
        (lambda: tipping_estimates(EXAMPLE, 1.5), "smallest effect"),
        (lambda: exposure_curve(0.7, [0.0]), "exposed"),
    ],
)
def test_each_wrong_input_is_one_clear_error(call, words):
    with pytest.raises(InputError) as error:
        call()
    assert words in str(error.value)


# Bounds -----------------------------------------------------------------------------------------


def test_the_reporting_box_of_displacement():
    """True +50% with reporting from 28 to 15 in 100 is recorded as 0.80."""
    recorded = from_interval(0.80, 0.7, 0.9)
    true = bounds.with_data(recorded, math.log(15 / 28), 0.0)
    assert true.value == pytest.approx(1.5, abs=0.01)


def test_bounds_by_hand():
    assert bounds.identified_set(EXAMPLE, 0.8, 1.25) == pytest.approx((0.56, 0.875))
    assert bounds.union_interval(EXAMPLE, 0.8, 1.25) == pytest.approx((0.464, 1.0625))
    assert bounds.no_information(EXAMPLE, 0.5) == pytest.approx((0.35, 1.4))
    measured = bounds.with_data(EXAMPLE, math.log(0.9), 0.05)
    assert measured.value == pytest.approx(0.70 / 0.9)
    assert measured.se == pytest.approx(math.hypot(EXAMPLE.se, 0.05))


@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
@pytest.mark.parametrize("width", [0.0, 0.01, 0.3, 1.0, 2.5, 10.0, 1e6])
def test_critical_value_solves_its_equation(width, level):
    c = float(bounds.imbens_manski_critical(width, level))
    covered = stats.norm.cdf(c + width) - stats.norm.cdf(-c)
    assert covered == pytest.approx(level, abs=1e-12)
    slow = optimize.brentq(lambda x: stats.norm.cdf(x + width) - stats.norm.cdf(-x) - level, 0.1, 5)
    assert c == pytest.approx(slow, abs=1e-9)


@given(st.floats(-2, 2), st.floats(0.02, 1), st.floats(0.2, 1), st.floats(1, 5))
def test_imbens_manski_lies_between_set_and_union(log, se, least, most):
    ratio = from_error(log, se)
    low, high = bounds.imbens_manski(ratio.log, ratio.se, least, most)
    inner, outer = (
        bounds.identified_set(ratio, least, most),
        bounds.union_interval(ratio, least, most),
    )
    assert outer[0] * (1 - 1e-9) <= low <= inner[0] * (1 + 1e-9)
    assert inner[1] * (1 - 1e-9) <= high <= outer[1] * (1 + 1e-9)


def test_no_range_at_all_is_the_interval_itself():
    low, high = bounds.imbens_manski(EXAMPLE.log, EXAMPLE.se, 1.0, 1.0)
    half = 1.959964 * EXAMPLE.se
    assert (low, high) == pytest.approx((0.7 * math.exp(-half), 0.7 * math.exp(half)), rel=1e-6)


# Estimates --------------------------------------------------------------------------------------


def test_estimates_carry_the_names_of_the_note():
    found = tipping_estimates(EXAMPLE, 0.1)
    assert [(e.method, e.about) for e in found] == [
        ("tipping-point", "rho_point"),
        ("tipping-point", "rho_sig"),
        ("tipping-point", "rho_sei"),
    ]
    assert [e.value for e in found] == pytest.approx([0.70, 0.85, 0.85 / 0.9])
    assert {e.parameter.question for e in found} == {"reporting"}
    assert [e.about for e in tipping_estimates(EXAMPLE)] == ["rho_point", "rho_sig"]
    union, imbens = bounds_estimates(EXAMPLE, 0.8, 1.25)
    assert union.set == imbens.set == ((pytest.approx(0.56), pytest.approx(0.875)),)
    assert (union.low, union.high) == pytest.approx((0.464, 1.0625))
    assert union.low < imbens.low and imbens.high < union.high
    measured = measured_estimate(EXAMPLE, 0.0, 0.0)
    assert measured.value == pytest.approx(0.7)


def effect(scale: str, value: float, deciding: tuple[float | None, float | None]) -> Estimate:
    key = Parameter("net", "operation", "violence", "net", "year", scale)
    return Estimate(
        key, "forecast", None, None, value, None, None, 0.95, deciding, 100, 70, 100.0
    )  # fmt: skip


def test_tipping_points_of_an_effect_are_made_of_its_ratio_and_of_no_count():
    made = from_effect(effect("ratio", -0.3, (-0.42, -0.15)), 0.1)
    assert [e.value for e in made] == pytest.approx([0.70, 0.85, 0.85 / 0.9])
    assert all(e.level == pytest.approx(0.9) for e in made)
    assert {e.parameter.zone for e in made} == {"net"}
    assert from_effect(effect("count", -30.0, (-42.0, -15.0)), 0.1) == ()
    assert from_effect(effect("ratio", -0.3, (None, None)))[1].value is None
    assert from_effect(effect("ratio", -1.0, (-1.0, -0.5))) == ()


def test_the_ratio_beside_a_count_is_of_the_same_place_and_method():
    count, ratio = effect("count", -30.0, (-50.0, -8.0)), effect("ratio", -0.3, (-0.42, -0.15))
    others = [
        replace(ratio, method="difference"),
        replace(ratio, parameter=replace(ratio.parameter, window="month")),
        replace(ratio, parameter=replace(ratio.parameter, zone="target")),
    ]
    assert on_ratio(count, [count, *others, ratio]) is ratio
    assert on_ratio(count, [count, *others]) is None
    assert on_ratio(ratio, []) is ratio and on_ratio(None, [ratio]) is None


# The simulations of reporting.md 4.2 ------------------------------------------------------------

DRAWS = 20_000
FIRST = 2_000


def coverage(theta: float, rho: float, draws: int, seed: int = 1) -> dict[str, float]:
    """150 expected before, 150 theta rho after, controls 400 and 400, set [.6, 1]."""
    rng = np.random.default_rng(seed)
    means = [150.0, 150 * theta * rho, 400.0, 400.0]
    counts = rng.poisson(means, size=(draws, 4))
    log, se = log_ratio(counts[:, :2], counts[:, 2:])
    half = stats.norm.ppf(0.975) * se
    truth = math.log(theta)
    low, high = bounds.imbens_manski(log, se, 0.6, 1.0)
    union = (log - half - math.log(1.0), log + half - math.log(0.6))
    return {
        "naive": float(np.mean(np.abs(log - truth) <= half)),
        "union": float(np.mean((union[0] <= truth) & (truth <= union[1]))),
        "imbens-manski": float(np.mean((np.log(low) <= truth) & (truth <= np.log(high)))),
    }


PUBLISHED_COVERAGE = {
    (1.0, 0.7): {"naive": 0.306, "union": 0.999, "imbens-manski": 0.998},
    (1.2, 0.6): {"naive": 0.059, "union": 0.976, "imbens-manski": 0.949},
    (1.0, 1.0): {"naive": 0.951, "imbens-manski": 0.949},
}


@pytest.mark.parametrize("case", PUBLISHED_COVERAGE)
def test_coverage_of_the_note(case):
    """All 20,000 draws at once: it takes a twentieth of a second."""
    found = coverage(*case, draws=DRAWS)
    for name, expected in PUBLISHED_COVERAGE[case].items():
        assert found[name] == pytest.approx(expected, abs=0.01), name


@pytest.mark.slow
@pytest.mark.parametrize("case", PUBLISHED_COVERAGE)
def test_coverage_of_the_note_with_other_seeds(case):
    for seed in range(2, 22):
        found = coverage(*case, draws=DRAWS, seed=seed)
        for name, expected in PUBLISHED_COVERAGE[case].items():
            assert found[name] == pytest.approx(expected, abs=0.012), (seed, name)


def test_ratio_is_frozen():
    with pytest.raises(AttributeError):
        EXAMPLE.log = 0.0  # type: ignore[misc]
    assert isinstance(EXAMPLE, Ratio)
