"""Rings by distance: which areas, what they count, planted rises, the band over all of them."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
import shapely
from scipy import sparse

from tests.support.builders import OPERATION, study
from waterbed.displacement.profile import EDGES, profile, rings_of, round_targets, smooth_of
from waterbed.effect.compare import compare
from waterbed.effect.inference import placebos_needed
from waterbed.effect.origins import origins
from waterbed.model.areas import Areas
from waterbed.model.months import Months, month
from waterbed.model.panel import Panel
from waterbed.model.study import Intervention
from waterbed.model.window import Window
from waterbed.read.areas.areas import neighbours
from waterbed.report.words.scan import profile_sentence

SIDE = 400.0
WIDTH = 14
FIRST = month("2012-01")
START = month("2016-01")
RINGS = ((0.0, 300.0), (300.0, 700.0), (700.0, 1100.0))


@pytest.fixture(scope="module")
def town() -> Areas:
    """Squares of 400 m with a gap of 10 m between them."""
    boxes = np.array(
        [
            shapely.box(x * SIDE, y * SIDE, (x + 1) * SIDE - 10, (y + 1) * SIDE - 10)
            for y in range(WIDTH)
            for x in range(WIDTH)
        ]
    )
    ids = tuple(f"A{i:03d}" for i in range(len(boxes)))
    pairs, gaps = neighbours(boxes, 1500.0)
    return Areas(ids, ids, ("west",) * len(boxes), pairs, gaps, 1500.0)


def counts(areas: Areas, seed: int, rises: dict[int, float] | None = None) -> Panel:
    """Five years of Poisson counts; from the start on, `rises` by area."""
    rng = np.random.default_rng(seed)
    rate = np.repeat(rng.gamma(4.0, 2.0, (len(areas), 1)) + 1, 60, axis=1)
    for area, rise in (rises or {}).items():
        rate[area, 48:] *= 1 + rise
    drawn = rng.poisson(rate)[None]
    return Panel(("o0",), areas.ids, FIRST + np.arange(60), 1, drawn, np.ones(drawn.shape, bool))


def setting_of(areas: Areas, panel: Panel, target: int = 0, *others: Intervention):
    name = areas.ids[target]
    done = replace(OPERATION, start=START, areas=(name,), target=(name,), zones=(), buffer=None)
    window = Window("year", "op", Months(START - 12, START - 1), Months(START, START + 11))
    asked = replace(study(), interventions=(done, *others))
    return compare(asked, window, areas, panel, count=99, seed=[1], methods=()).setting


def middle() -> int:
    return WIDTH * (WIDTH // 2) + WIDTH // 2


def distance(i: int, j: int) -> float:
    """Gap of two squares by arithmetic."""
    x, y = (abs(i % WIDTH - j % WIDTH), abs(i // WIDTH - j // WIDTH))
    return float(np.hypot(*(max(0.0, d * SIDE - SIDE + 10) if d else 0.0 for d in (x, y))))


def ring_by_hand(target: tuple[int, ...], near: float, far: float) -> set[int]:
    ring = set()
    for j in range(WIDTH * WIDTH):
        gap = min(distance(i, j) for i in target)
        if j not in target and (near if near else -1.0) < gap <= far:
            ring.add(j)
    return ring


@pytest.mark.parametrize("target", [(0,), (100,), (100, 101, 115)])
@pytest.mark.parametrize("edges", [*RINGS, (150.0, 950.0)])
def test_rings_are_those_found_by_hand(town, target, edges):
    row = sparse.csr_array(
        (np.ones(len(target), np.int8), ([0] * len(target), target)), shape=(1, len(town))
    )
    ring = round_targets(row, town, edges, np.ones(len(town), bool))
    assert set(ring.indices) == ring_by_hand(target, *edges)
    assert set(ring.data) == {1}


def test_an_area_without_data_is_in_no_ring(town):
    known = np.ones(len(town), bool)
    known[1] = False
    row = sparse.csr_array((np.ones(1, np.int8), ([0], [0])), shape=(1, len(town)))
    assert 1 not in round_targets(row, town, (0.0, 300.0), known).indices


def test_rings_share_no_area_and_add_up(town):
    panel = counts(town, 1)
    (by_distance,) = profile(setting_of(town, panel, middle()), town, RINGS, ())
    inside = ring_by_hand((middle(),), 0.0, 1100.0)
    assert sum(ring.areas for ring in by_distance.rings) == len(inside)
    post = panel.total(Months(START, START + 11))[0]
    assert sum(ring.observed for ring in by_distance.rings) == post[sorted(inside)].sum()
    assert [(ring.near, ring.far) for ring in by_distance.rings] == list(RINGS)


def test_a_ring_says_what_is_left_without_areas_under_another_intervention(town):
    """Against the sums and the forecast of the areas that are left, by hand."""
    inside = sorted(ring_by_hand((middle(),), 300.0, 700.0))
    order = Intervention("order", "Order", "order", START - 3, areas=(town.ids[inside[0]],))
    setting = setting_of(town, counts(town, 9), middle(), order)
    (by_distance,) = profile(setting, town, RINGS, ())
    first, second, third = by_distance.rings
    assert [ring.co_treated for ring in by_distance.rings] == [0, 1, 0]
    assert first.rest_value is third.rest_value is None
    post = setting.panel.total(Months(START, START + 11))[0]
    assert second.rest_observed == post[inside[1:]].sum() == second.observed - post[inside[0]]
    (origin, *_) = origins(setting)
    assert second.rest_expected == pytest.approx(origin.mu[inside[1:], 0].sum())
    assert second.rest_value == pytest.approx(second.rest_observed / second.rest_expected - 1)
    assert second.rest_low < second.rest_value < second.rest_high
    text = profile_sentence(study(), by_distance)
    assert "300 m to 700 m away, 1 also under another measure; without them" in text
    everything = replace(order, areas=tuple(town.ids[i] for i in inside))
    (bare,) = profile(setting_of(town, counts(town, 9), middle(), everything), town, RINGS, ())
    assert bare.rings[1].co_treated == len(inside) and bare.rings[1].rest_value is None
    assert "nothing is left without them" in profile_sentence(study(), bare)


def test_a_rise_in_one_ring_stands_out_in_that_ring(town):
    risen = ring_by_hand((middle(),), 300.0, 700.0)
    panel = counts(town, 2, dict.fromkeys(risen, 0.4))
    (by_distance,) = profile(setting_of(town, panel, middle()), town, RINGS)
    first, second, third = by_distance.rings
    assert second.band_low > 0.1 and second.band_high > 0.4 > second.low
    assert by_distance.p < 0.05 and second.p < 0.05
    for other in (first, third):
        assert other.band_low < 0 < other.band_high
    highest = max(by_distance.smooth, key=lambda ring: ring.value)
    assert highest.near < 700 and highest.far > 300


def test_the_band_is_never_narrower_than_the_interval(town):
    panel = counts(town, 3)
    (by_distance,) = profile(setting_of(town, panel, middle()), town, RINGS)
    for ring in (*by_distance.rings, *by_distance.smooth):
        assert ring.band_low <= ring.low < ring.value < ring.high <= ring.band_high
        assert ring.placebos >= placebos_needed(0.95, 2)


def test_a_fall_in_the_target_alone_leaves_the_rings_alone(town):
    quiet = counts(town, 4)
    fallen = replace(quiet, counts=quiet.counts.copy())
    fallen.counts[0, middle(), 48:] = 0
    profiles = [
        profile(setting_of(town, panel, middle()), town, RINGS)[0] for panel in (quiet, fallen)
    ]
    assert profiles[0].rings == profiles[1].rings


def test_a_corner_has_rings_too_and_an_empty_one_says_so(town):
    (by_distance,) = profile(
        setting_of(town, counts(town, 5), 0), town, (*RINGS, (1100.0, 1101.0)), ()
    )
    assert [bool(ring.why) for ring in by_distance.rings] == [False, False, False, True]
    assert by_distance.rings[3].why == "no-zone" and by_distance.rings[3].value is None


def test_rings_that_too_few_placebos_have_give_way(town):
    """Where other interventions leave few places whose far rings are clean."""
    setting = setting_of(town, counts(town, 6), 0)
    donors = np.array([j for j in setting.zones.donors if j % WIDTH < 8])
    few = replace(setting, zones=replace(setting.zones, donors=donors))
    valid = few.placebos.valid(np.isin(np.arange(len(town)), donors)[:, None])
    assert valid.any()
    (by_distance,) = profile(few, town, (*RINGS, (1100.0, 1500.0)), ())
    assert by_distance.rings[0].why == ""
    assert all(ring.why in ("", "few-references", "no-donors") for ring in by_distance.rings)


def test_no_profile_without_a_second_ring(town):
    near = replace(town, reach=100.0)
    assert profile(setting_of(town, counts(town, 7)), near) == ()
    assert rings_of(None) == rings_of(0.0) == () and smooth_of(None) == ()


@pytest.mark.parametrize("reach", [50.0, 500.0, 800.0, 1000.0, 2500.0, 5000.0, 9000.0])
def test_default_rings_follow_on_each_other_up_to_the_reach(reach):
    rings = rings_of(reach)
    assert rings[0][0] == 0 and rings[-1][1] == min(reach, EDGES[-1])
    assert all(a[1] == b[0] for a, b in itertools.pairwise(rings))
    smooth = smooth_of(reach)
    assert bool(smooth) == (len(rings) > 1)
    if smooth:
        assert smooth[0][0] == 0 and smooth[-1][1] == pytest.approx(min(reach, EDGES[-1]))


@pytest.mark.slow
def test_the_band_holds_its_level(town):
    """Nothing happened, and the target is any place: seldom does any ring stand out."""
    outside, judged, runs = 0, 0, 120
    for seed in range(runs):
        target = int(np.random.default_rng(seed).integers(len(town)))
        panel = counts(town, 100 + seed)
        (by_distance,) = profile(setting_of(town, panel, target), town, RINGS, ())
        if by_distance.p is None:
            assert all(ring.why for ring in by_distance.rings)
            continue
        judged += 1
        any_outside = any(
            ring.band_low > 0 or (ring.band_high is not None and ring.band_high < 0)
            for ring in by_distance.rings
            if not ring.why
        )
        outside += any_outside
        assert (by_distance.p <= 0.05 + 1e-12) == any_outside
    print(f"some ring outside its band: {outside} of {judged}")
    assert judged >= 0.9 * runs
    assert outside / judged <= 0.06 + 2 * np.sqrt(0.06 * 0.94 / judged)
