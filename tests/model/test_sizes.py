"""How large a study would have to be: against textbook formulas and studies drawn one by one."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from waterbed.model.alongside import SIZED, WouldTest
from waterbed.model.dualsystem import chapman
from waterbed.model.liststudy import FEWEST_SHARED
from waterbed.model.sizes import counts_needed, people_within, share_listed, size_of
from waterbed.model.survey import SurveyDesign, people_needed

NIGHTS = WouldTest("nights", "Count.", by="counts", expected=20, change=-0.25)


def test_a_share_to_within_ten_points_takes_97_people():
    """Cochran (1977, 4.4): n = z^2 p q / d^2, 96.04 at a half and a tenth."""
    assert people_within(0.5, 0.1) == 97
    assert people_within(0.5, 0.1, spread=2) == 193
    assert people_within(0.5, 0.05) == 385
    assert people_within(0.2, 0.1) == people_within(0.8, 0.1) < 97


@pytest.mark.parametrize("change", [-0.5, -0.25, 1 / 3, 1.0])
@pytest.mark.parametrize(("seen", "spread"), [(1.0, 1.0), (0.7, 3.0)])
def test_so_many_counts_see_a_change_four_times_in_five(change, seen, spread):
    """Counts drawn one by one: negative binomial nights, each person seen by chance."""
    each, needed = 20.0, counts_needed(20.0, change, seen=seen, spread=spread)
    rng = np.random.default_rng(11)

    def nights(mean: float) -> np.ndarray:
        shape = (20_000, needed)
        if spread > 1:
            there = rng.negative_binomial(mean / (spread - 1), 1 / spread, shape)
        else:
            there = rng.poisson(mean, shape)
        return rng.binomial(there, seen).sum(axis=1)

    before, after = nights(each), nights(each * (1 + change))
    strays = 1 + seen * (spread - 1)
    error = np.sqrt(strays * (1 / before + 1 / after))
    z = np.sign(change) * np.log(after / before) / error
    found = float(np.mean(z > stats.norm.ppf(0.95)))
    assert 0.77 < found < 0.92  # whole nights are rounded up


@pytest.mark.parametrize("change", [-0.5, -0.25, -0.1])
def test_a_fall_and_the_rise_that_undoes_it_take_the_same_counts(change):
    after = 20 * (1 + change)
    for more in ({}, {"seen": 0.6, "spread": 2.5}):
        assert counts_needed(20, change, **more) == counts_needed(
            after, 1 / (1 + change) - 1, **more
        )


def test_what_is_harder_takes_more_counts():
    plain = counts_needed(20, -0.25)
    assert counts_needed(20, -0.25, seen=0.5) == pytest.approx(2 * plain, abs=1)
    assert counts_needed(20, -0.25, spread=3) == pytest.approx(3 * plain, abs=3)
    assert plain < counts_needed(20, -0.25, comparison=True)
    assert plain < counts_needed(20, -0.25, level=0.99)
    assert counts_needed(20, -0.1) > plain > counts_needed(20, -1.0)
    assert counts_needed(20, 0.0) is None and counts_needed(1e-6, -0.001) is None


def test_lists_hold_enough_for_the_range_asked_for():
    for people, within in ((100, 0.2), (300, 0.1), (40, 0.25)):
        p = share_listed(people, within)
        found = chapman(people * p * p, people * p * (1 - p), people * p * (1 - p))
        assert (found.high - found.low) / 2 <= within * people
        assert people * p * p >= FEWEST_SHARED
    assert share_listed(5, 0.1) is None


def test_each_way_is_the_function_that_it_names():
    assert set(SIZED) == {"share", "change", "counts", "places", "lists"}
    assert size_of(replace(NIGHTS, by="places")) == size_of(NIGHTS)
    share = WouldTest("s", "Ask.", by="share", expected=0.5, within=0.1)
    assert size_of(share) == people_within(0.5, 0.1)
    asked = WouldTest("c", "Ask twice.", by="change", expected=0.3, change=-0.1, spread=1.95)
    clustered = SurveyDesign(0.3, 10, 10, cluster=20, correlation=0.05)
    assert size_of(asked) == people_needed(clustered, 0.2)
    assert size_of(NIGHTS) == counts_needed(20, -0.25)
    assert size_of(NIGHTS, 0.9) < size_of(NIGHTS)
    assert size_of(replace(NIGHTS, by="lists", expected=100, within=0.2)) == share_listed(100, 0.2)
    assert size_of(replace(NIGHTS, by="")) is None
    assert not math.isnan(size_of(NIGHTS))
