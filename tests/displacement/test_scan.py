"""The scan: against a brute-force one, planted rises, false alarms, the real London wards."""

from __future__ import annotations

import math
from dataclasses import astuple, replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse

from tests.displacement.scanning import (
    BEFORE,
    FIRST,
    MONTHS,
    NONE,
    START,
    Bed,
    brute_weights,
    draw,
    one_outcome,
    panel_with,
    planted_search,
    share_bound,
    share_found,
    small,
)
from waterbed.analysis.run import read_inputs
from waterbed.displacement.scan import (
    Frame,
    Law,
    apart,
    fit_law,
    largest_weight,
    null_panel,
    scan,
    variances,
    weight,
)
from waterbed.displacement.search import search
from waterbed.model.errors import Refusal
from waterbed.model.months import Months, month
from waterbed.simulate.beds import LONDON, draw_bed

LAWS = (Law(1.0), Law(1.5), Law(1.5, 0.3, 0.02, 0.01))


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("seed", range(4))
def test_weights_are_those_of_the_brute_force_scan(law, seed):
    frame, ground = small(seed)
    slow = brute_weights(frame, ground, law)
    scanned = scan(frame, [], ground, law, rng=np.random.default_rng(1), draws=9)
    assert scanned.weights == pytest.approx(slow, abs=1e-6)
    assert scanned.largest == pytest.approx(slow.max(), abs=1e-6)
    assert (scanned.zone, scanned.window) == np.unravel_index(slow.argmax(), slow.shape)
    fast = largest_weight(frame, ground, 0.5 / variances(frame, ground, law))
    assert fast == pytest.approx(slow.max(), abs=1e-6)


@pytest.mark.parametrize("law", LAWS)
def test_the_largest_weight_of_drawn_panels_is_that_of_all_weights(law):
    """The bound leaves no zone out, on panels whose margins are not those of the variance."""
    frame, ground = small(9, areas=30, periods=9)
    variance = variances(frame, ground, law)
    rng = np.random.default_rng(2)
    for _ in range(40):
        panel = null_panel(rng, frame, ground.groups, law)
        run = ground.zones @ np.cumsum(np.pad(panel.post, ((0, 0), (1, 0))), axis=1)
        rest = ground.zones @ np.cumsum(np.pad(panel.residual, ((0, 0), (1, 0))), axis=1)
        y = run[:, ground.stop] - run[:, ground.first]
        mu = y - (rest[:, ground.stop] - rest[:, ground.first])
        slow = weight(y, mu, variance).max()
        assert largest_weight(panel, ground, 0.5 / variance) == pytest.approx(slow, rel=1e-9)


def test_nothing_above_expectation_has_no_weight():
    frame, ground = small(3)
    flat = Frame(frame.base, np.outer(frame.share, np.full(6, 100.0)), 36)
    assert largest_weight(flat, ground, 0.5 / variances(flat, ground, Law(1.0))) < 1e-12
    assert weight(np.array([3.0]), np.array([5.0]), np.array([6.0])) == 0
    assert weight(np.array([3.0]), np.array([0.0]), np.array([0.0])) == 0


def test_variance_of_a_zone_by_simulation():
    """Variance of observed less expected over drawn panels, drift and base noise with it."""
    frame, ground = small(4, areas=20)
    law = Law(1.6, 0.2, 0.03, 0.02)
    rng = np.random.default_rng(5)
    rest = []
    for _ in range(6000):
        panel = null_panel(rng, frame, ground.groups, law)
        sums = np.cumsum(np.pad(ground.zones @ panel.residual, ((0, 0), (1, 0))), axis=1)
        rest.append(sums[:, ground.stop] - sums[:, ground.first])
    by_law = variances(frame, ground, law)
    busy = ground.zones @ frame.share > 0.01
    assert busy.sum() > 15
    assert np.median(np.var(rest, axis=0) / by_law) == pytest.approx(1.0, abs=0.04)
    assert (np.abs(np.var(rest, axis=0) / by_law - 1)[busy] < 0.15).all()


@pytest.mark.parametrize(
    "law",
    [Law(1.0), Law(1.5, 0.0, 0.02), Law(1.5, 0.0, 0.02, 0.02), Law(1.2, 0.3, 0.02, 0.01)],
)
def test_the_law_is_found_again(law):
    rng = np.random.default_rng(6)
    laws = []
    bed = Bed(boroughs=30)
    of = np.arange(bed.size) // bed.wards
    groups = sparse.csr_array((np.ones(bed.size), (np.arange(bed.size), of)))

    def factors(variance, *shape):
        return rng.gamma(1 / variance, variance, shape) if variance else np.ones(shape)

    def months(rates, count):
        mean = np.repeat(rates[:, None], count, axis=1) * factors(law.month, bed.size, count)
        return draw(rng, mean, law.phi).astype(float)

    for _ in range(6):
        rates = rng.gamma(2.4, bed.rate / 2.4, bed.size) + 0.5
        frames = []
        for _ in range(4):
            level = factors(law.area, bed.size) * factors(law.group, bed.boroughs)[of]
            before = months(rates, 48).sum(axis=1)
            frames.append(Frame(before, months(rates * level, 12), 48))
        laws.append(fit_law(months(rates, 48), frames, groups))
    mean = Law(*np.mean([astuple(fitted) for fitted in laws], axis=0))
    # Of six panels: three standard errors (.02 each with a monthly factor, .003 without).
    assert mean.phi == pytest.approx(law.phi, abs=0.06 if law.month else 0.03)
    assert mean.month == pytest.approx(law.month, abs=0.02)
    assert mean.area == pytest.approx(law.area, abs=0.005)
    assert mean.group == pytest.approx(law.group, abs=0.006)


def test_places_apart_share_no_area():
    frame, ground = small(7, areas=30)
    scanned = scan(frame, [], ground, Law(1.0), rng=np.random.default_rng(1), draws=9)
    picked = apart(scanned, ground, 0.0, 5)
    assert picked[0] == (scanned.zone, scanned.window)
    members = [set(ground.zones[[z]].indices) for z, _ in picked]
    assert len(set.union(*members)) == sum(map(len, members))
    assert apart(scanned, ground, math.inf) == picked[:1]


# Finding and keeping silent -----------------------------------------------------------------------


def test_a_rise_for_a_year_is_found_and_so_are_its_months():
    searched, borough = planted_search((3, 1), Bed(), 12)
    rise = searched.rises[0]
    assert rise.groups == (borough,) and len(rise.areas) == 1
    assert rise.observed > 1.3 * rise.expected
    assert rise.group_observed > rise.observed
    assert searched.months.first <= rise.months.first and rise.months.last <= searched.months.last
    assert rise.p == searched.p <= 0.05 and searched.earlier == (0, 4)
    assert dict(searched.by_group)[borough] == searched.p


def test_the_same_seed_gives_the_same_search():
    assert planted_search((3, 2), Bed(boroughs=2), 6) == planted_search((3, 2), Bed(boroughs=2), 6)


def test_a_rise_of_six_months_is_mostly_found():
    """30 runs of what the slow test does in 400."""
    _, right = share_found(30, Bed(), 6)
    assert right >= 0.8 - 2 * math.sqrt(0.8 * 0.2 / 30)


def test_silence_where_nothing_rose():
    anything, _ = share_found(60, Bed(boroughs=3), 0)
    assert anything <= 0.06 + 2 * math.sqrt(0.06 * 0.94 / 60)


@pytest.mark.slow
@pytest.mark.parametrize(("lasting", "least"), [(3, 0.0), (6, 0.8), (12, 0.95)])
def test_planted_rises(lasting, least):
    """100 wards in five boroughs, 60% more in a ward of 20 a month."""
    anything, right = share_found(400, Bed(), lasting, seed=2)
    print(f"60% more for {lasting} months: found in {anything:.3f}, right borough {right:.3f}")
    assert right >= least


@pytest.mark.slow
@pytest.mark.parametrize("drift", [0.0, 0.02])
@pytest.mark.parametrize("phi", [1.0, 1.5, 3.0])
def test_false_alarms(phi, drift):
    runs = 400
    anything, _ = share_found(runs, Bed(phi=phi, drift=drift), 0, seed=4)
    print(f"variance/mean {phi}, drift {drift}: false alarms {anything:.3f}")
    assert anything <= 0.06 + 2 * math.sqrt(0.06 * 0.94 / runs)


@cache
def among_as_many_as_londons() -> float:
    """Share put in the right borough, a rise of six months in one of 680 wards."""
    anything, right = share_found(100, Bed(boroughs=34), 6, seed=5)
    print(f"60% more for 6 months, 680 wards: found in {anything:.3f}, right borough {right:.3f}")
    print(f"with nothing to estimate: {share_bound(1000, Bed(boroughs=34), 6):.3f}")
    return right


@pytest.mark.slow
def test_a_rise_of_six_months_among_as_many_wards_as_londons():
    """Of 680 wards the hurdle is higher: the best of tests that knew the months would find some
    eight in ten."""
    assert among_as_many_as_londons() >= 0.65


@pytest.mark.slow
@pytest.mark.xfail(
    strict=True,
    reason=".76 to .79 are put in the right borough, .80 was asked; with nothing to estimate it "
    "would be .80 (docs/validity.md)",
)
def test_a_rise_of_six_months_there_is_found_as_often_as_was_asked():
    right = among_as_many_as_londons()
    print(f"right borough {right:.3f}, asked 0.80")
    assert right >= 0.8


@pytest.mark.slow
@pytest.mark.parametrize("outcome", LONDON)
def test_false_alarms_where_rates_wander_as_londons_do(outcome):
    """Beds fitted to the London wards: a random walk, and factors that vary from month to month."""
    bed, runs, anything = Bed(boroughs=15), 200, 0
    for run in range(runs):
        rng = np.random.default_rng([6, run])
        counts = draw_bed(rng, LONDON[outcome], bed.size, MONTHS)
        anything += bool(quick(one_outcome(bed, counts), bed.areas(), draws=199, rng=rng).rises)
    print(f"{outcome}: false alarms {anything / runs:.3f}")
    assert anything / runs <= 0.06 + 2 * math.sqrt(0.06 * 0.94 / runs)


# On a panel ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def planted():
    bed = Bed(boroughs=2)
    panel, ward = panel_with(np.random.default_rng(8), bed, 12, rise=3.0)
    return panel, bed.areas(), ward


def quick(panel, areas, **keys):
    asked = {"without": NONE, "rng": np.random.default_rng(1), "draws": 49} | keys
    return search(panel, areas, "o", asked.pop("start", START), **asked)


def test_no_month_after_the_last_allowed_is_looked_at(planted):
    panel, areas, _ = planted
    searched = quick(panel, areas, last=START + 4)
    assert searched.months == Months(START, START + 4)
    assert all(rise.months.last <= START + 4 for rise in searched.rises)
    later = panel.counts.copy()
    later[:, :, BEFORE + 5 :] = 0
    assert quick(replace(panel, counts=later), areas, last=START + 4) == searched
    with pytest.raises(Refusal) as refused:
        quick(panel, areas, last=START + 1)
    assert refused.value.name == "outside"


def test_the_target_is_not_scanned(planted):
    panel, areas, ward = planted
    assert areas.ids[ward] in quick(panel, areas).rises[0].areas
    without = quick(panel, areas, without=np.array([ward]))
    assert without.areas == len(areas) - 1
    assert all(areas.ids[ward] not in rise.areas for rise in without.rises)


def test_too_short_a_history_is_refused(planted):
    panel, areas, _ = planted
    with pytest.raises(Refusal) as refused:
        quick(panel, areas, start=FIRST + 36 + 11)
    assert refused.value.name == "short-history"
    assert quick(panel, areas, start=FIRST + 48, horizon=6).base == Months(FIRST, FIRST + 47)


def test_an_area_with_a_gap_is_left_out_and_a_month_without_any_data_is_not(planted):
    panel, areas, _ = planted
    covered = panel.covered.copy()
    covered[0, 5, BEFORE + 2] = False
    covered[0, :, 30] = False
    counts = np.where(covered, panel.counts, 0)
    searched = quick(replace(panel, covered=covered, counts=counts), areas)
    assert (searched.areas, searched.left_out) == (len(areas) - 1, 1)
    assert searched.rises


def test_a_map_without_groups_is_scanned_by_area(planted):
    panel, areas, ward = planted
    bare = replace(areas, groups=("",) * len(areas))
    searched = quick(panel, bare)
    assert searched.by_group == () and searched.rises[0].groups == ()
    assert searched.rises[0].areas == (areas.ids[ward],)


def test_quarters_and_years(planted):
    panel, areas, ward = planted
    for step in (3, 12):
        shape = (1, len(areas), -1, step)
        coarse = replace(
            panel,
            periods=panel.periods[::step],
            step=step,
            counts=panel.counts.reshape(shape).sum(axis=3),
            covered=panel.covered.reshape(shape).all(axis=3),
        )
        searched = quick(coarse, areas)
        assert searched.rises[0].areas == (areas.ids[ward],)
        assert (searched.rises[0].months.last + 1 - searched.rises[0].months.first) % step == 0


REDBRIDGE = Path(__file__).parents[2] / "examples" / "redbridge" / "study.toml"


@pytest.fixture(scope="module")
def london():
    inputs = read_inputs(REDBRIDGE)
    return inputs.counts.panel, inputs.areas


def scan_london(london, outcome):
    panel, areas = london
    loxford = np.array([areas.index()["E05011247"]])
    return search(
        panel, areas, outcome, month("2017-04"), without=loxford, rng=np.random.default_rng(1),
        draws=199,
    )  # fmt: skip


def test_nothing_is_found_round_redbridge(london):
    """After April 2017 robbery rose beyond chance in north London (mopeds), and nothing near
    Loxford did: neither in Redbridge nor in a borough beside it."""
    beside = ("Redbridge", "Newham", "Barking and Dagenham", "Waltham Forest", "Havering")
    for outcome in ("sexual offences", "robbery", "all crime", "violence"):
        searched = scan_london(london, outcome)
        assert (searched.areas, searched.base) == (678, Months.parse("2012-04", "2017-03"))
        assert not any(set(rise.groups) & set(beside) for rise in searched.rises)
        assert dict(searched.by_group)["Redbridge"] > 0.9
        if outcome == "robbery":
            assert searched.rises[0].groups == ("Islington",) and searched.p < 0.01
            assert searched.earlier == (0, 4)
        else:
            assert not searched.rises and searched.earlier[0] >= 1
