"""Known-truth panels: moments, truth, selection."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from waterbed.model.errors import InputError
from waterbed.simulate.panel import Settings, grid, simulate_panel

FLAT = Settings(season=0, rate=20, shape=5, rows=20, columns=20)


def make(seed=1, **settings):
    return simulate_panel(np.random.default_rng(seed), replace(FLAT, **settings))


def test_grid_touches_by_edge_and_corner():
    areas = grid(3, 4, 2)
    assert len(areas) == 12 and areas.reach > 0 and (areas.gaps == 0).all()
    degree = np.bincount(areas.pairs.ravel(), minlength=12)
    assert degree.tolist() == [3, 5, 5, 3, 5, 8, 8, 5, 3, 5, 5, 3]
    assert (areas.pairs[:, 0] < areas.pairs[:, 1]).all()
    assert len({tuple(pair) for pair in areas.pairs}) == len(areas.pairs) == 29
    assert areas.groups[:4] == ("group 1", "group 1", "group 2", "group 2")
    assert not areas.official


@pytest.mark.parametrize("phi", [1.0, 2.0, 4.0])
def test_variance_over_mean(phi):
    found = make(dispersion=phi)
    counts, mean = found.panel.counts[0], found.expected
    chi = ((counts - mean) ** 2 / mean).mean()
    assert counts.sum() / mean.sum() == pytest.approx(1, abs=0.01)
    assert chi == pytest.approx(phi, rel=0.05)


def test_rates_are_gamma():
    found = make(rows=60, columns=60, months=25, before=24)
    rates = found.unaffected[:, 0]
    assert rates.mean() == pytest.approx(20, rel=0.03)
    assert rates.var() == pytest.approx(20**2 / 5, rel=0.1)


def test_season_and_trend():
    found = make(season=0.3, trend=0.1)
    wave = found.unaffected[0] / found.unaffected[0, 0]
    assert wave[12:24] == pytest.approx(1.1 * wave[:12])
    assert wave[3] == pytest.approx(1.3 * 1.1 ** (3 / 12))


def test_surges_persist():
    found = make(surges=0.4, persistence=0.8, rows=60, columns=60)
    path = np.log(found.unaffected)
    gap = path - path.mean(axis=1, keepdims=True)
    assert found.unaffected.mean() == pytest.approx(20, rel=0.03)
    assert np.diff(path).std() == pytest.approx(0.4 * np.sqrt(2 * 0.2), rel=0.03)
    assert (gap[:, 1:] * gap[:, :-1]).mean() / (gap**2).mean() == pytest.approx(0.8, abs=0.05)


def test_planted_fall_and_what_moved():
    found = make(effect=-0.4, displaced=0.25)
    start = found.settings.before
    ratio = found.expected / found.unaffected
    assert (ratio[:, :start] == 1).all()
    assert ratio[found.target, start:] == pytest.approx(0.6)
    assert found.change(found.touching) == pytest.approx(-0.25 * found.change(found.target))
    others = np.setdiff1d(np.arange(400), [found.target, *found.touching])
    assert (ratio[others] == 1).all()
    assert found.change(found.target) == pytest.approx(
        -0.4 * found.unaffected[found.target, start:].sum()
    )


def test_full_move_leaves_the_total():
    found = make(effect=-0.5, displaced=1.0)
    assert found.expected.sum() == pytest.approx(found.unaffected.sum())


def test_drawn_counts_follow_the_effect():
    made = [make(seed, effect=-0.5, displaced=1.0) for seed in range(60)]
    for positions, truth in (("target", 0.5), ("touching", None)):
        drawn = expected = without = 0.0
        for one in made:
            part = one.panel.slice(one.post)
            where = getattr(one, positions)
            drawn += one.panel.counts[0][where, part].sum()
            expected += one.expected[where, part].sum()
            without += one.unaffected[where, part].sum()
        assert drawn / expected == pytest.approx(1, abs=0.03)
        if truth:
            assert expected / without == pytest.approx(truth)
        else:
            assert drawn > without


def test_peak_falls_by_itself():
    """No effect at all, picked at its peak: the counts fall, the place at random does not."""
    change = {}
    for select in ("random", "peak", "excess"):
        made = [make(seed, select=select, rate=4, shape=2) for seed in range(40)]
        base = sum(one.panel.total(one.base)[0, one.target] for one in made)
        post = sum(one.panel.total(one.post)[0, one.target] for one in made)
        change[select] = post / base - 1
    assert abs(change["random"]) < 0.1
    assert change["peak"] < -0.15 and change["excess"] < -0.15


def test_selection_takes_the_highest():
    found = make(select="excess", least=1)
    counts = found.panel.counts[0][:, : found.settings.before]
    last, before = counts[:, -12:].sum(axis=1), counts[:, :-12].sum(axis=1)
    expected = before * last.sum() / before.sum()
    assert found.target == np.argmax((last - expected) / np.sqrt(expected))


def test_months_and_windows():
    found = make(months=66, before=48)
    assert (len(found.base), len(found.post)) == (12, 12)
    assert found.base.last + 1 == found.post.first == found.settings.first + 48
    assert len(make(months=54).post) == 6
    assert found.panel.covered.all() and found.panel.counts.dtype == np.int64


def test_same_seed_same_panel():
    first, second, other = make(3), make(3), make(4)
    assert (first.panel.counts == second.panel.counts).all() and first.target == second.target
    assert not (first.panel.counts == other.panel.counts).all()


@pytest.mark.parametrize(
    "wrong",
    [
        {"rows": 1},
        {"groups": 0},
        {"months": 48},
        {"before": 23},
        {"rate": 0},
        {"season": 1},
        {"dispersion": 0.9},
        {"surges": -1},
        {"persistence": 1},
        {"effect": -1.1},
        {"displaced": -0.1},
        {"effect": 0.2, "displaced": 0.5},
        {"select": "worst"},
        {"least": 10**6},
        {"trend": -1},
    ],
)
def test_settings_that_cannot_be_met(wrong):
    with pytest.raises(InputError):
        make(**wrong)
