"""The worlds have what their names say, and the ways of choosing pick what they say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.validity.cases import APART, BEDS, BEFORE, BESIDE, GROUPS, SAID, Case
from tests.validity.choosing import choices, choose, grown
from waterbed.simulate.panel import grid
from waterbed.simulate.worlds import World, draw_world

MAY = 12 * 2015 + 4


def drawn(world: World, seed: int = 1, rows: int = 40, columns: int = 50, first: int = MAY):
    return draw_world(np.random.default_rng(seed), world, rows, columns, first, 60, 12)


def test_a_plain_world_has_its_mean_and_its_variance():
    world = World(rate=10.0, shape=1e9)
    counts = drawn(world).counts
    assert counts.mean() == pytest.approx(10.0, rel=0.01)
    assert counts.var() / counts.mean() == pytest.approx(1.5, rel=0.02)


def test_a_tenth_has_a_season_that_is_highest_in_summer():
    simulated = drawn(World(rate=20.0, shape=1e9, dispersion=1.3, share=0.1, season=0.6))
    assert simulated.own.mean() == pytest.approx(0.1)
    monthly = simulated.counts.reshape(len(simulated.own), 6, 12).mean(axis=1)
    own = monthly[simulated.own].mean(axis=0)
    assert own[:6].mean() / own.mean() == pytest.approx(1 + 0.6 * 2 / np.pi, abs=0.03)
    assert np.ptp(monthly[~simulated.own].mean(axis=0)) < 1


def test_places_that_burst_vary_more_and_have_years_of_their_own():
    simulated = drawn(replace(BEDS["bursty"], rate=20.0, shape=1e9, share=0.5))
    yearly = simulated.counts.reshape(len(simulated.own), 6, 12).sum(axis=2)
    assert np.log(yearly[simulated.own]).std() == pytest.approx(0.5, abs=0.06)
    assert yearly[~simulated.own].var() / yearly[~simulated.own].mean() == pytest.approx(
        1.5, rel=0.1
    )


def test_shocks_drift_smooth_and_bend_as_they_say():
    drift = np.log(drawn(World(rate=1e6, shape=1e9, drift=0.4)).counts)
    assert drift.std() == pytest.approx(0.4, rel=0.03)
    path = drift - drift.mean()
    assert (path[:, 1:] * path[:, :-1]).mean() / path.var() == pytest.approx(0.8, abs=0.02)
    smooth = np.log(drawn(World(rate=1e6, shape=1e9, smooth=0.35)).counts)[:, ::12]
    assert smooth.std() == pytest.approx(0.35, rel=0.1)
    near = smooth.reshape(40, 50, 6)
    assert np.corrcoef(near[:, 1:].ravel(), near[:, :-1].ravel())[0, 1] > 0.85
    bend = np.log(drawn(World(rate=1e6, shape=1e9, bend=0.15)).counts)
    assert (bend[:, 1] - bend[:, 0]).std() == pytest.approx(0.15 / 12, rel=0.15)


def test_choices_pick_what_they_are_called():
    counts = np.full((6, 60), 5)
    counts[1, -12:] = 9  # the largest rise
    counts[2, :-24], counts[2, -24:-12], counts[2, -12:] = 1, 2, 4  # the largest ratio
    counts[3] = 20  # the busiest
    counts[4, -3:] = 15  # the last quarter
    every = np.ones(6, bool)
    for chosen, place in (
        ("largest rise", 1), ("rise (top)", 2), ("level", 3), ("last quarter", 4),
    ):  # fmt: skip
        assert choices(chosen, counts, every).tolist() == [place], chosen
    assert set(choices("peak", counts, every)) == {1, 2, 4}
    assert len(choices("random", counts, every)) == 6
    assert len(choices("rise (top five)", counts, every)) == 5
    assert choices("level", counts, np.arange(6) < 3).tolist() == [1]


def test_neighbourhoods_are_in_one_piece_and_keep_within_groups_where_groups_are_known():
    rng = np.random.default_rng(3)
    counts = rng.poisson(10, (100, BEFORE))
    lattice = grid(10, 10, 5)
    case = Case(shape=BESIDE, given=GROUPS, chosen="largest rise")
    joined = {tuple(pair) for pair in lattice.pairs.tolist()}
    for _ in range(5):
        target = choose(rng, case, counts, np.ones(100, bool))
        assert len({lattice.groups[i] for i in target}) == 1
        assert all(any(tuple(sorted((i, j))) in joined for j in target if j != i) for i in target)
    apart = choose(rng, replace(case, shape=APART), counts, np.ones(100, bool))
    assert len(set(apart.tolist())) == 5
    assert grown(rng, [[], []], 2) is None


def test_what_a_study_says_of_its_choice_is_known_for_every_way_of_choosing():
    for chosen in SAID:
        assert Case(chosen=chosen).says
