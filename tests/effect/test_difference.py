"""The difference against a slow reference, its invariances, and p against interval."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.builders import OPERATION, WINDOW, counts, grid, panel_of, study
from waterbed.effect.compare import compare
from waterbed.effect.estimand import Estimand
from waterbed.effect.estimates import before_after, on_placebos
from waterbed.effect.inference import (
    Outlook,
    critical,
    invert,
    invert_count,
    invert_ratio,
    simultaneous,
    tails,
)
from waterbed.model.areas import Areas
from waterbed.model.panel import Panel


def neighbours(areas: Areas, i: int) -> set[int]:
    return {int(b if a == i else a) for a, b in areas.pairs if i in (a, b)}


def slow_t(areas: Areas, panel: Panel, target: int) -> tuple[dict[str, float], dict[str, list]]:
    """Studentised effects of target, ring and net, and of every placebo, one loop at a time."""
    base = [int(panel.counts[0, i, 12:24].sum()) for i in range(len(areas))]
    post = [int(panel.counts[0, i, 24:36].sum()) for i in range(len(areas))]
    ring = neighbours(areas, target)
    buffer = set().union(*(neighbours(areas, i) for i in ring)) - ring - {target}
    donors = set(range(len(areas))) - ring - buffer - {target}
    b_all, y_all = sum(base[i] for i in donors), sum(post[i] for i in donors)
    ratios = []
    for i in donors:
        r = (y_all - post[i]) / (b_all - base[i])
        if base[i]:
            ratios.append((post[i] - r * base[i]) ** 2 / (r * base[i] * (1 + r)))
    phi = sum(ratios) / len(ratios)

    def t(members: set[int], own: set[int]) -> float:
        r = (y_all - sum(post[i] for i in own & donors)) / (
            b_all - sum(base[i] for i in own & donors)
        )
        b, y = sum(base[i] for i in members), sum(post[i] for i in members)
        return (y - r * b) / math.sqrt(phi * r * b * (1 + r))

    real = {
        "target": t({target}, set()),
        "beside": t(ring, set()),
        "net": t(ring | {target}, set()),
    }
    fake: dict[str, list] = {"target": [], "beside": [], "net": []}
    for i in donors:
        own = neighbours(areas, i)
        clean = own <= donors
        roles = own | {i} if clean else {i}
        fake["target"].append(t({i}, roles))
        if clean:
            fake["beside"].append(t(own, roles))
            fake["net"].append(t(own | {i}, roles))
    return real, fake


@pytest.mark.parametrize("seed", range(5))
def test_agrees_with_the_slow_reference(seed):
    areas, one = grid(9, 9), study()
    panel = counts(areas, seed)
    found = compare(one, WINDOW, areas, panel, count=99, seed=[1])
    real, fake = slow_t(areas, panel, 27)
    for zone, values in fake.items():
        (placebos,) = found.fitted["difference"].reference.placebos(zone, "o0")
        assert np.allclose(placebos, sorted(values), atol=1e-12)
        standing = found.fitted["difference"].real[zone, "whole"]
        assert standing.t[0] == pytest.approx(real[zone], abs=1e-12)


def estimates(panel: Panel, areas: Areas, scale: str = "count", method: str = "difference"):
    one = study()
    found = compare(one, WINDOW, areas, panel, count=99, seed=[1])
    return {
        zone: on_placebos(Estimand(found, (zone, part), "o0", method, True), scale, one.rule)
        for zone, part in found.places
    }


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_the_order_of_areas_does_not_matter(seed):
    areas = grid()
    panel = counts(areas, seed % 7)
    order = np.random.default_rng(seed).permutation(len(areas))
    place = np.argsort(order)
    moved = Areas(
        tuple(areas.ids[i] for i in order),
        tuple(areas.names[i] for i in order),
        tuple(areas.groups[i] for i in order),
        np.sort(place[areas.pairs], axis=1),
        areas.gaps,
        areas.reach,
    )
    first = estimates(panel, areas)
    second = estimates(replace(panel, areas=moved.ids, counts=panel.counts[:, order]), moved)
    for zone in first:
        assert first[zone].value == pytest.approx(second[zone].value)
        assert first[zone].p == second[zone].p
        assert first[zone].low == pytest.approx(second[zone].low)


def test_an_empty_area_changes_no_effect():
    areas = grid()
    panel = counts(areas, 3)
    more = Areas(
        (*areas.ids, "Z"), (*areas.names, "Z"), (*areas.groups, ""), areas.pairs, areas.gaps, 0.0
    )
    blank = np.zeros((1, 1, panel.counts.shape[2]), np.int64)
    wide = replace(
        panel,
        areas=more.ids,
        counts=np.concatenate([panel.counts, blank], axis=1),
        covered=np.concatenate([panel.covered, blank.astype(bool)], axis=1),
    )
    assert estimates(wide, more) == estimates(panel, areas)


def test_doubling_every_count_doubles_the_effect():
    areas = grid()
    panel = counts(areas, 5)
    once, twice = estimates(panel, areas), estimates(replace(panel, counts=2 * panel.counts), areas)
    for zone in once:
        assert twice[zone].value == pytest.approx(2 * once[zone].value)
        assert twice[zone].p == once[zone].p


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(-30, 30), min_size=3, max_size=200),
    st.integers(-40, 40),
    st.sampled_from([0.5, 0.8, 0.9, 0.95, 0.99]),
)
def test_p_and_interval_never_disagree(values, t, level):
    placebos = np.sort(np.array(values, float)) / 10
    effect, scale = t / 10 * 3.7, 3.7
    p = tails(effect / scale, (placebos,))
    for inversion in (invert, invert_count):
        low, high = inversion(effect, scale, critical((placebos,), level))
        assert (high is not None and high < 0) == (p.low <= (1 - level) / 2 + 1e-12)
        assert (low is not None and low > 0) == (p.high <= (1 - level) / 2 + 1e-12)


def test_too_few_placebos_leave_the_interval_open():
    assert critical((np.array([-1.0, 0.0, 1.0]),), 0.9) == (-math.inf, math.inf)
    for inversion in (invert, invert_count):
        assert inversion(1.0, 1.0, (-math.inf, math.inf)) == (None, None)
    assert critical((np.arange(19.0),), 0.9) == (0.0, 18.0)


def test_the_smallest_p_is_one_over_n_plus_one():
    assert tails(-9.0, (np.arange(19.0),)).low == 1 / 20


def test_simultaneous_ends_are_no_tighter_and_alone_the_same():
    rng = np.random.default_rng(1)
    joint = rng.normal(size=(399, 3))
    alone = [critical((np.sort(column),), 0.9) for column in joint.T]
    wide = simultaneous(joint, alone, 0.9)
    for column, own, (low, high) in zip(joint.T, alone, wide, strict=True):
        assert low <= own[0] and high >= own[1]
        assert simultaneous(column[:, None], [own], 0.9) == [own]
    caught = ((joint < [low for low, _ in wide]) | (joint > [high for _, high in wide])).any(axis=1)
    assert 0.08 <= caught.mean() <= 0.10


@pytest.mark.parametrize("least", [0.0, 0.1])
def test_detectable_effects_are_found_with_the_power_asked(least):
    """By judging counts drawn with that very effect, one interval at a time."""
    rng = np.random.default_rng(2)
    placebos = np.sort(rng.normal(size=999))
    expected, scale = 100.0, 14.0
    ends = critical((placebos,), 0.9)
    seen = Outlook(expected, scale, (placebos,), ends)
    for change in (-seen.smallest_fall(least, 0.8), seen.smallest_rise(least, 0.8)):
        rho = 1 + change
        spread = math.sqrt(rho**2 * scale**2 - rho * change * expected)
        found = 0
        for noise in rng.normal(size=1500):
            y = max(rho * expected + noise * spread, 0.0)
            low, high = invert_ratio(y, expected, scale, ends)
            found += high < -least if change < 0 else low > least
        assert found / 1500 == pytest.approx(0.8, abs=0.03)


def test_no_fall_is_seen_where_there_is_next_to_nothing_to_fall():
    placebos = np.sort(np.random.default_rng(2).normal(size=999))
    seen = Outlook(2.0, 2.0, (placebos,), critical((placebos,), 0.9))
    assert seen.smallest_fall(0.0, 0.8) is None


def test_the_chance_of_supporting_no_change_is_small_where_intervals_are_wide():
    placebos = np.sort(np.random.default_rng(2).normal(size=999))
    ends = critical((placebos,), 0.9)
    assert Outlook(100.0, 14.0, (placebos,), ends).chance(0.0, -0.05, 0.05) < 0.01
    assert Outlook(10_000.0, 140.0, (placebos,), ends).chance(0.0, -0.05, 0.05) > 0.85


def test_before_and_after_counts_and_exact_ratio():
    areas = grid(2, 2)
    made = np.zeros((1, 4, 48), np.int64)
    made[0, :, :] = 1
    made[0, 0, 12:24] = 4
    made[0, 0, 24:36] = 2
    one = replace(
        study(),
        interventions=(
            replace(OPERATION, areas=("A000",), target=("A000",), zones=(), buffer=None),
        ),
    )
    found = compare(one, WINDOW, areas, panel_of(areas, made), count=9, seed=[1])
    asked = Estimand(found, ("target", "whole"), "o0", published=True)
    counted = before_after(asked, "count", one.rule)
    assert (counted.base_count, counted.observed, counted.value) == (48, 24, -24)
    assert counted.se == pytest.approx(math.sqrt(72))
    ratio = before_after(asked, "ratio", one.rule)
    assert ratio.value == -0.5
    # Clopper and Pearson (1934) for 24 of 72, by scipy.stats.beta.ppf: .22660 and .45432.
    assert ratio.low == pytest.approx(0.226602 / (1 - 0.226602) - 1, abs=2e-4)
    assert ratio.high == pytest.approx(0.454311 / (1 - 0.454311) - 1, abs=2e-4)


@pytest.mark.parametrize("gap", [14, 30])
def test_a_gap_in_the_target_is_refused_and_in_a_donor_leaves_it_out(gap):
    areas = grid()
    panel = counts(areas, 1)
    covered = panel.covered.copy()
    covered[0, 27, gap] = False
    found = compare(study(), WINDOW, areas, replace(panel, covered=covered), count=9, seed=[1])
    assert found.refusal(("target", "whole"), "o0") == "gaps"
    covered = panel.covered.copy()
    covered[0, 63, gap] = False
    less = compare(study(), WINDOW, areas, replace(panel, covered=covered), count=9, seed=[1])
    full = compare(study(), WINDOW, areas, panel, count=9, seed=[1])
    assert less.refusal(("target", "whole"), "o0") == ""
    sizes = [
        len(one.fitted["difference"].reference.placebos("target", "o0")[0]) for one in (less, full)
    ]
    assert sizes[0] == sizes[1] - 1
