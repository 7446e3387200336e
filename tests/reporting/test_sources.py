"""Second sources and linked records: by hand, by property, by simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waterbed.model.dualsystem import chapman
from waterbed.model.errors import InputError
from waterbed.model.laws import two_sided
from waterbed.reporting import linked, sources
from waterbed.reporting.ratios import from_error, from_interval, log_ratio
from waterbed.reporting.sources import source_estimates

POLICE, HEALTH = from_error(math.log(0.55), 0.12), from_error(math.log(0.85), 0.07)


def test_kappa_by_hand():
    found = sources.kappa(POLICE, HEALTH, 0.002)
    assert found.value == pytest.approx(0.55 / 0.85)
    assert found.se == pytest.approx(math.sqrt(0.12**2 + 0.07**2 - 0.004))


def test_true_change_by_hand():
    assert sources.true_change(POLICE, HEALTH, 0.0).log == HEALTH.log
    found = sources.true_change(POLICE, HEALTH, 0.25)
    assert found.log == pytest.approx((math.log(0.85) - 0.25 * math.log(0.55)) / 0.75)
    assert found.se == pytest.approx(math.sqrt(0.07**2 + (0.25 * 0.12) ** 2) / 0.75)


def test_true_change_gives_the_truth_back():
    """theta .8, rho_P .6, rho_H = .6 ** .3."""
    police, health = from_error(math.log(0.8 * 0.6), 0.1), from_error(math.log(0.8 * 0.6**0.3), 0.1)
    assert sources.true_change(police, health, 0.3).value == pytest.approx(0.8)
    police, health = from_error(math.log(0.6), 0.1), from_error(0.3 * math.log(0.6), 0.01)
    assert sources.break_even(police, health).point == pytest.approx(0.3)


@settings(max_examples=50, deadline=None)
@given(st.floats(-1.5, 1.5), st.floats(-1.5, 1.5), st.floats(0.02, 0.4), st.floats(0.02, 0.4))
def test_smallest_spillover_is_where_the_interval_first_reaches_no_change(lp, lh, sp, sh):
    police, health = from_error(lp, sp), from_error(lh, sh)
    found = sources.break_even(police, health).significant
    grid = np.linspace(0, 0.995, 100)

    def reaches(spill):
        one = sources.true_change(police, health, float(spill))
        return abs(one.log) <= two_sided(0.95) * one.se * (1 + 1e-9)

    inside = [reaches(spill) for spill in grid]
    if found is None:
        assert not any(inside)
    else:
        assert not any(np.array(inside)[grid < found - 1e-6])
        assert reaches(min(found + 1e-9, 0.9999))


def test_estimates_of_a_second_source():
    found = {(e.method, e.about): e for e in source_estimates(POLICE, HEALTH)}
    assert found["kappa", "relative-reporting"].value == pytest.approx(0.55 / 0.85)
    assert found["second-source", "true-change"].value == pytest.approx(0.85)
    assert found["second-source", "rho_point"].value == pytest.approx(0.85)
    assert found["second-source", "rho_sig"].value == pytest.approx(HEALTH.high)
    assert 0 < found["spillover", "lambda_sig"].value < found["spillover", "lambda_point"].value


BEFORE, AFTER = linked.overlap(140, 100, 35), linked.overlap(80, 100, 20)


def test_linked_by_hand():
    assert linked.reporting_change(BEFORE, AFTER).value == pytest.approx(0.20 / 0.35)
    n0, n1 = 141 * 101 / 36 - 1, 81 * 101 / 21 - 1
    assert linked.true_change(BEFORE, AFTER).value == pytest.approx(n1 / n0)
    seen = 80 + 100 - 20
    n0_independent = 140 + 100 - 35 + 105 * 65 / 35
    star = (n0_independent - seen) * 20 / (60 * 80)
    assert linked.dependence_break_even(BEFORE, AFTER) == pytest.approx(star)
    assert linked.dependence_break_even(BEFORE, AFTER, 2.0) > star


def test_recall_undoes_missed_links():
    full = linked.overlap(140, 100, 40)
    missed = linked.overlap(140, 100, 32, 0.8)
    assert missed.cells == pytest.approx(full.cells)
    assert missed.known == pytest.approx(full.known)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: linked.overlap(10, 20, 11), "more incidents are on both"),
        (lambda: linked.overlap(30, 20, 21), "more incidents are on both"),
        (lambda: linked.overlap(30, 20, 0), "no incident"),
        (lambda: linked.overlap(30, -2, 1), "whole number"),
        (lambda: linked.overlap(30, 20, 2.5), "whole number"),
        (lambda: linked.overlap(30, 20, 18, 0.5), "matches"),
        (lambda: linked.overlap(30, 20, 10, 1.5), "matches"),
        (lambda: linked.dependence_break_even(BEFORE, AFTER, 0), "odds ratio"),
        (lambda: sources.true_change(POLICE, HEALTH, 1.0), "spillover"),
        (lambda: sources.kappa(POLICE, HEALTH, 0.5), "covariance"),
        (lambda: sources.kappa(POLICE, from_error(0.0, 0.1, 0.9)), "different levels"),
    ],
)
def test_each_wrong_input_is_one_clear_error(call, words):
    with pytest.raises(InputError) as error:
        call()
    assert words in str(error.value)


# The simulations of reporting.md 4.3 and 4.4 ------------------------------------------------------


def two_sources(draws: int, theta: float, police: float, health: float, seed: int = 1):
    """150 police and 90 health cases expected before and, but for theta and reporting, after.

    The note states no control counts; its figures come out where controls are large, so that only
    the places' own counts vary.
    """
    rng = np.random.default_rng(seed)
    z = two_sided(0.95)
    large = np.full((draws, 2), 1e9)
    made_of = {}
    for name, base, rho in (("police", 150.0, police), ("health", 90.0, health)):
        counts = rng.poisson([base, base * theta * rho], size=(draws, 2))
        made_of[name] = log_ratio(counts, large)
    (lp, sp), (lh, sh) = made_of["police"], made_of["health"]
    log, se = lp - lh, np.hypot(sp, sh)
    truth = math.log(police / health)
    return {
        "police": float(np.mean(np.abs(lp - math.log(theta)) <= z * sp)),
        "health": float(np.mean(np.abs(lh - math.log(theta)) <= z * sh)),
        "kappa": float(np.mean(np.abs(log - truth) <= z * se)),
        "power": float(np.mean(log + z * se < 0)),
    }


def test_coverage_of_two_sources():
    found = two_sources(20_000, 1.0, 0.6, 1.0)
    assert found["police"] == pytest.approx(0.024, abs=0.01)
    assert found["health"] == pytest.approx(0.949, abs=0.01)
    assert found["kappa"] == pytest.approx(0.950, abs=0.01)
    assert found["power"] == pytest.approx(0.72, abs=0.01)


def test_a_second_source_that_falls_too_covers_less():
    assert two_sources(20_000, 1.0, 0.6, 0.9)["health"] == pytest.approx(0.90, abs=0.01)


def linked_coverage(draws: int, w: tuple[float, float] = (1.0, 1.0), seed: int = 1):
    """400 incidents in each period, pi_P .35 then .20, pi_H .25; w is the odds ratio of lists."""
    rng = np.random.default_rng(seed)
    z = two_sided(0.95)
    logs = []
    for pi, odds in ((0.35, w[0]), (0.20, w[1])):
        both = rng.multinomial(400, joint(pi, 0.25, odds), size=draws)
        found = chapman(both[:, 0], both[:, 1], both[:, 2])
        logs.append((np.log(found.value), found.variance / found.value**2, both))
    log = logs[1][0] - logs[0][0]
    se = np.sqrt(logs[0][1] + logs[1][1])
    police = (logs[1][2][:, 0] + logs[1][2][:, 1]) / (logs[0][2][:, 0] + logs[0][2][:, 1])
    return {
        "cover": float(np.mean(np.abs(log) <= z * se)),
        "ratio": float(np.exp(np.median(log))),
        "police": float(np.median(police)),
    }


def joint(a: float, b: float, odds: float) -> list[float]:
    """Cells of two lists with these shares and this odds ratio: both, first, second, neither."""
    if odds == 1:
        both = a * b
    else:
        s = 1 + (a + b) * (odds - 1)
        both = (s - math.sqrt(s**2 - 4 * odds * (odds - 1) * a * b)) / (2 * (odds - 1))
    return [both, a - both, b - both, 1 - a - b + both]


def test_coverage_of_linked_records():
    found = linked_coverage(20_000)
    assert found["cover"] == pytest.approx(0.949, abs=0.01)
    assert found["ratio"] == pytest.approx(0.990, abs=0.01)
    assert found["police"] == pytest.approx(0.570, abs=0.01)


def test_a_dependence_that_stays_largely_cancels_and_one_that_changes_does_not():
    constant = linked_coverage(20_000, (2.0, 2.0))
    changed = linked_coverage(20_000, (1.0, 2.0))
    assert constant["ratio"] == pytest.approx(0.926, abs=0.01)
    assert constant["cover"] == pytest.approx(0.89, abs=0.015)
    assert changed["ratio"] == pytest.approx(0.689, abs=0.01)
    assert changed["cover"] == pytest.approx(0.39, abs=0.015)


@pytest.mark.slow
def test_coverage_with_other_seeds():
    for seed in range(2, 12):
        found = two_sources(20_000, 1.0, 0.6, 1.0, seed)
        assert found["police"] == pytest.approx(0.024, abs=0.01)
        assert found["health"] == pytest.approx(0.949, abs=0.01)
        assert found["kappa"] == pytest.approx(0.950, abs=0.01)
        assert linked_coverage(20_000, seed=seed)["cover"] == pytest.approx(0.949, abs=0.012)


def test_published_interval_enters_as_given():
    found = source_estimates(from_interval(0.68, 0.61, 0.75), from_interval(0.58, 0.49, 0.69))
    true = next(e for e in found if e.about == "true-change")
    assert (true.low, true.high) == (0.49, 0.69)
