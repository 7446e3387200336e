"""Calibration finds what is known, says what it cannot, and is the same for any executor."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from waterbed.simulate.market.calibrate import Calibration, calibrate, look, values_at
from waterbed.simulate.market.parameters import defaults
from waterbed.simulate.market.table import PARAMETERS
from waterbed.simulate.market.targets import (
    CALIBRATED,
    HELD_BACK,
    TARGETS,
    distance,
    held_back,
    observed,
    odds_ratio,
    simulated,
)

NAMES = ("homeless", "rush", "nerves")


def toy(names, task):
    """Distance of a market that knows its first two parameters: normal round 0.3 and 0.6, and 1 at
    a tenth from them."""
    point, seed = task
    noise = np.random.default_rng(seed).normal(0, 0.05, 2)
    return 10 * float(np.abs(point[:2] + noise - [0.3, 0.6]).max())


@pytest.fixture(scope="module")
def known() -> Calibration:
    return calibrate(NAMES, population=150, generations=9, how=toy)


def test_it_finds_what_the_targets_tell_and_says_what_they_do_not(known):
    means = known.points.mean(axis=0)
    assert means[:2] == pytest.approx([0.3, 0.6], abs=0.03)
    assert known.width("homeless") < 0.5 and known.width("rush") < 0.5
    assert known.stays("nerves") and not known.stays("rush")
    assert list(known.tolerances) == sorted(known.tolerances, reverse=True)
    low, middle, high = known.range("homeless")
    assert low < middle < high
    assert middle == pytest.approx(float(PARAMETERS["homeless"].prior.at(0.3)), abs=0.02)


def test_the_posterior_of_a_flat_likelihood_is_the_prior():
    flat = calibrate(NAMES, population=300, generations=3, how=lambda names, task: 5.0)
    for name in NAMES:
        assert flat.width(name) == pytest.approx(1, abs=0.15) and flat.stays(name)


def test_one_that_does_not_come_near_is_said_not_to_have_converged():
    far = calibrate(NAMES, population=20, generations=2, how=lambda n, t: 5 + t[0][0])
    assert not far.converged
    assert calibrate(NAMES, population=20, generations=9, how=toy).converged


def test_it_stops_at_the_most_runs():
    few = calibrate(NAMES, population=50, generations=9, most=400, how=toy)
    assert few.runs <= 400 + 50 and len(few.points) == 50


def test_the_same_seed_gives_the_same_particles_with_any_executor(known):
    with ThreadPoolExecutor(3) as pool:
        again = calibrate(NAMES, population=150, generations=9, how=toy, executor=pool)
    assert again.points.tobytes() == known.points.tobytes()
    assert again.distances.tobytes() == known.distances.tobytes()
    other = calibrate(NAMES, population=150, generations=9, how=toy, seed=2)
    assert other.points.tobytes() != known.points.tobytes()


def test_a_market_is_looked_at():
    """The distance of a real run is that of its patterns, and depends on the point."""
    names = ("violence", "moved_on")
    low, high = np.array([0.05, 0.05]), np.array([0.95, 0.95])
    assert look(names, (low, 1)) == distance(simulated(values_at(names, low), 1))
    assert look(names, (low, 1)) != look(names, (high, 1))
    assert distance(observed()) == 0 and math.isinf(distance(observed() * np.nan))


def test_odds_ratios_are_of_two_by_two_tables():
    hurt = np.array([1] * 30 + [0] * 10 + [1] * 10 + [0] * 50, bool)
    given = np.array([1] * 40 + [0] * 60, bool)
    assert odds_ratio(hurt, given) == pytest.approx(math.log(30.5 * 50.5 / (10.5 * 10.5)))


def test_homes_that_come_and_go_hide_how_much_likelier_the_homeless_are_moved_on():
    """Two states, week by week: an odds ratio of 3.60 is a ratio of 2 where homes stay as they are,
    and of seven where 1.4 in a person-year are rehoused (benchmarks/market_patterns.py)."""

    def shown(ratio: float, hazard: float, rehoused: float) -> tuple[float, float]:
        homes = np.array([0.64, 0.36])
        up = -math.expm1(-rehoused / 52)
        moves = np.array([[1 - up, up * 16 / 9], [up, 1 - up * 16 / 9]])
        left = homes.copy()
        for _ in range(26):
            left = moves @ (left * np.exp(-hazard * np.array([ratio, 1.0])))
        odds = (homes - left) / left
        return float((homes - left).sum()), float(odds[0] / odds[1])

    for ratio, hazard, rehoused in ((2.0, 0.0383, 0.0), (7.0, 0.0151, 1.4)):
        share, odds = shown(ratio, hazard, rehoused)
        assert share == pytest.approx(0.78, abs=0.01) and odds == pytest.approx(3.6, rel=0.05)


def test_targets_name_their_source_and_nothing_done_changes_nothing():
    assert all(target.source and target.error > 0 for target in TARGETS)
    assert set(CALIBRATED) <= set(PARAMETERS)
    found = held_back(defaults(PARAMETERS), 1)
    assert found.shape == (len(HELD_BACK),) and found[-1] == 0 and np.isfinite(found).all()
