"""The history-conditioned forecast: a slow reference, gaps, starts, pools, and no side."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.builders import OPERATION, WINDOW, claim, counts, grid, panel_of, study
from waterbed.analysis.run import analyse
from waterbed.effect.compare import compare
from waterbed.effect.estimand import Estimand
from waterbed.effect.estimates import on_placebos
from waterbed.effect.forecast import (
    WithoutOwn,
    fit_poisson,
    fit_spread,
    inflation,
    leave_out,
    predict,
)
from waterbed.effect.inference import invert_ratio, tails
from waterbed.effect.matching import RULES, PastCounts, meets
from waterbed.effect.origins import origins
from waterbed.effect.zones import rows as membership
from waterbed.model.months import Months, month
from waterbed.model.study import ChosenFor, Intervention, ZoneRule
from waterbed.model.window import AlternativeStart, Window

LATE = Window("late", "op", Months.parse("2017-01", "2017-12"), Months.parse("2018-01", "2018-12"))
REPEATS = 150
LATER = replace(OPERATION, start=month("2018-01"))


def asked(found):
    return Estimand(found, ("target", "whole"), "o0", "forecast", True)


def late(*claims, **rule):
    return replace(study(*claims, windows=(LATE,), **rule), interventions=(LATER,))


def fitted(panel, areas, one=None, window=LATE):
    return compare(one or late(), window, areas, panel, count=99, seed=[1])


def slow_poisson(x, y):
    """Newton's method on the log-likelihood, one loop at a time."""
    beta = [math.log(sum(y) / len(y))] + [0.0] * (len(x[0]) - 1)
    k = len(beta)
    for _ in range(60):
        gradient = [0.0] * k
        hessian = [[0.0] * k for _ in range(k)]
        for row, count in zip(x, y, strict=True):
            mu = math.exp(sum(b * v for b, v in zip(beta, row, strict=True)))
            for i in range(k):
                gradient[i] += row[i] * (count - mu)
                for j in range(k):
                    hessian[i][j] += row[i] * row[j] * mu
        step = np.linalg.solve(np.array(hessian), np.array(gradient))
        beta = [b + s for b, s in zip(beta, step, strict=True)]
    return beta


@pytest.mark.parametrize("seed", range(4))
def test_the_regression_agrees_with_a_slow_one(seed):
    rng = np.random.default_rng(seed)
    x = np.stack([np.ones(60), *rng.normal(size=(2, 60))], axis=1)
    y = rng.poisson(np.exp(1 + 0.5 * x[:, 1])).astype(float)
    assert fit_poisson(x, y)[0] == pytest.approx(slow_poisson(x.tolist(), y.tolist()), abs=1e-6)


def test_a_donor_is_predicted_nearly_as_if_it_had_been_left_out():
    rng = np.random.default_rng(1)
    x = np.stack([np.ones(40), rng.normal(size=40)], axis=1)
    y = rng.poisson(np.exp(2 + 0.3 * x[:, 1])).astype(float)
    everyone = np.ones(40, bool)
    quick = predict(x, y, everyone).mu
    for i in range(40):
        others = everyone.copy()
        others[i] = False
        exact = predict(x, y, others).mu[i]
        assert quick[i] == pytest.approx(exact, rel=0.01)


def town(size: int, seed: int = 1):
    rng = np.random.default_rng(seed)
    x = np.stack([np.ones(size), *rng.normal(size=(2, size))], axis=1)
    y = rng.poisson(np.exp(2.5 + x @ [0.0, 0.4, 0.2])).astype(float)
    return x, y, rng


@pytest.mark.parametrize("size", [60, 300])
def test_a_group_of_one_donor_is_predicted_as_a_donor_is(size):
    x, y, rng = town(size)
    y *= rng.integers(1, 4, size)
    donors = np.arange(size) % 5 > 0
    alone = membership(list(np.arange(size)[:, None]), size)
    made = predict(x, y, donors)
    found = leave_out(alone, [alone], made, y, donors)
    assert (made.excess > 0) == (donors.sum() >= 100)
    assert found.mu[:, 0] == pytest.approx(made.mu, rel=1e-9)
    assert np.abs(made.mu - made.fitted).max() > 0.1


def test_zones_are_predicted_nearly_as_if_the_whole_place_had_been_left_out():
    size = 60
    x, y, rng = town(size)
    donors = np.arange(size) > 2
    groups = [rng.choice(size, 6, replace=False) for _ in range(30)]
    parts = [membership([g[part] for g in groups], size) for part in (slice(2), slice(2, None))]
    found = leave_out(membership(groups, size), parts, predict(x, y, donors), y, donors)
    assert found.identified.all()
    for p, group in enumerate(groups):
        others = [i for i in range(size) if donors[i] and i not in group]
        mu = np.exp(x @ slow_poisson(x[others].tolist(), y[others].tolist()))
        information = sum(mu[i] * np.outer(x[i], x[i]) for i in others)
        for z, part in enumerate((group[:2], group[2:])):
            assert found.mu[p, z] == pytest.approx(mu[part].sum(), rel=0.01)
            pull = sum(mu[i] * x[i] for i in part)
            h = pull @ np.linalg.solve(information, pull) / mu[part].sum()
            assert found.factor[p, z] - 1 == pytest.approx(h, rel=0.1)


def test_a_group_without_which_a_coefficient_cannot_be_told_is_not_predicted():
    size = 30
    _, y, _ = town(size)
    x = np.stack([np.ones(size), np.arange(size) < 3.0], axis=1)
    donors = np.ones(size, bool)
    groups = membership([np.arange(3), np.arange(1, 4)], size)
    found = leave_out(groups, [groups], predict(x, y, donors), y, donors)
    assert found.identified.tolist() == [False, True]


def test_a_single_place_without_zones_is_held_to_donors_each_left_out_alone():
    areas = grid(9, 9)
    plain = replace(late(), interventions=(replace(LATER, zones=(), buffer=None),))
    found = fitted(counts(areas, 3), areas, plain)
    reference = found.fitted["forecast"].reference
    donors = found.setting.placebos.zones["target"]
    expected = [donors @ (one.post - one.mu)[:, 0] for one in origins(found.setting)]
    assert reference.effect[:, 0, 0] == pytest.approx(np.concatenate(expected), rel=1e-12)


def test_a_placebo_that_leaves_too_few_donors_is_none():
    areas = grid(5, 5)
    corner = replace(LATER, areas=("A000",), target=("A000",), buffer=None)
    wide = replace(corner, zones=(("beside", ZoneRule("list", areas=areas.ids[1:9])),))
    found = fitted(counts(areas, 3), areas, replace(late(), interventions=(wide,)))
    assert len(found.zones.donors) == 16
    assert not found.fitted["forecast"].reference.valid.any()


def null_p(rng: np.random.Generator) -> list[float]:
    """Two-sided p of zone and net of a block of two by two in a town of ten by ten in which nothing
    happened, and in which levels wander."""
    areas = grid(10, 10)
    level = rng.gamma(1.5, 1.3, (100, 1))
    walk = np.exp(np.cumsum(rng.normal(0, 0.25, (100, 4)), axis=1)).repeat(12, axis=1)
    panel = panel_of(areas, rng.poisson(level * walk)[None])
    corner = int(rng.integers(9)) * 10 + int(rng.integers(9))
    block = tuple(areas.ids[corner + i] for i in (0, 1, 10, 11))
    one = replace(late(), interventions=(replace(LATER, areas=block, target=block, buffer=None),))
    made = compare(one, LATE, areas, panel, count=150, seed=[1], methods=("forecast",))
    forecast = made.fitted["forecast"]
    found = []
    for z, zone in enumerate(forecast.reference.zones[1:], start=1):
        t = forecast.reference.t[forecast.reference.valid[:, z, 0], z, 0]
        found.append(tails(float(forecast.real[zone, "whole"].t[0]), (t,)).both)
    return found


def null_size() -> np.ndarray:
    made = np.array([null_p(rng) for rng in np.random.default_rng(11).spawn(REPEATS)])
    size: np.ndarray = (made <= 0.05).mean(axis=0)
    return size


def overlapping_as_apart(zones, valid, known=None):
    """Every placebo counted, as if no two of them shared an area."""
    return valid.sum(axis=0)


def test_zone_and_net_of_several_areas_hold_their_size():
    bound = 0.05 + 2 * math.sqrt(0.05 * 0.95 / REPEATS)
    assert (null_size() <= bound).all()


@pytest.mark.slow
def test_they_did_not_by_each_of_two_earlier_ways(monkeypatch):
    """While placebos that share areas counted as if they did not, and while a placebo had its own
    areas among its donors."""
    zone, net = null_size()
    with monkeypatch.context() as patched:
        patched.setattr("waterbed.effect.history.disjoint_counts", overlapping_as_apart)
        before = null_size()
        assert zone < before[0] and net < before[1]

        def with_their_own(groups, zones, made, y, donors):
            mu = np.stack([zone @ made.mu for zone in zones], axis=1)
            pull = np.stack([zone @ made.pull for zone in zones], axis=1)
            return WithoutOwn(mu, inflation(pull, mu, made.excess, True), np.ones(len(mu), bool))

        patched.setattr("waterbed.effect.history.leave_out", with_their_own)
        assert null_size()[1] > before[1]


def test_the_spread_is_found_again_and_no_single_place_makes_it():
    rng = np.random.default_rng(3)
    mu = rng.gamma(4, 10, 4000)
    y = rng.negative_binomial(20, 1 / (1 + mu / 20)).astype(float)
    spread = fit_spread(mu, y)
    assert spread.variance(np.array([40.0]))[0] == pytest.approx(40 + 40**2 / 20, rel=0.1)
    y[0], mu[0] = 2420.0, 31.0
    assert fit_spread(mu, y).alpha == pytest.approx(spread.alpha, rel=0.05)


@pytest.mark.parametrize("place", ["beside", "net"])
def test_a_gap_in_a_zones_history_refuses_the_zone_and_not_the_target(place):
    areas = grid(9, 9)
    panel = counts(areas, 2)
    covered = panel.covered.copy()
    covered[0, 28, 2:12] = False
    found = fitted(replace(panel, covered=covered), areas)
    assert found.refusal((place, "whole"), "o0", "forecast") == "gaps"
    assert found.refusal(("target", "whole"), "o0", "forecast") == ""
    assert found.refusal((place, "whole"), "o0", "difference") == ""


def test_a_gap_in_one_outcome_changes_nothing_for_another():
    areas = grid(9, 9)
    panel = counts(areas, 4, outcomes=2)
    covered = panel.covered.copy()
    covered[1, :, 30] = False
    one = late()
    one = replace(one, outcomes=(*one.outcomes, replace(one.outcomes[0], id="o1")))
    whole, gap = (
        fitted(made, areas, one).fitted["forecast"]
        for made in (panel, replace(panel, covered=covered))
    )
    assert whole.extremity["o0"] == gap.extremity["o0"]
    assert [pool.label for pool in whole.reference.pools[0][0]] == [
        pool.label for pool in gap.reference.pools[0][0]
    ]
    z = whole.reference.zones.index("target")
    assert np.array_equal(whole.reference.t[:, z, 0], gap.reference.t[:, z, 0])


def planted(before: int, after: int, seed: int = 5):
    """Counts with so many in the target in the last year before and the year after."""
    areas = grid(9, 9)
    panel = counts(areas, seed, mean=3.0)
    made = panel.counts.copy()
    made[0, 27, 24:36] = before // 12
    made[0, 27, 36:48] = after // 12
    return areas, replace(panel, counts=made)


def test_a_rise_from_nothing_is_as_testable_as_a_fall_to_nothing():
    for before, after, kind in ((0, 120, "rose"), (120, 0, "fell")):
        areas, panel = planted(before, after)
        results = analyse(late(claim(kind)), areas, panel)
        assert results.verdicts[0].answer in ("supported", "undecided")
        assert results.verdicts[0].reasons[0].code != "no-estimate"


def test_areas_of_the_intervention_beyond_its_target_are_no_donors():
    areas = grid(9, 9)
    own = tuple(areas.ids[i] for i in range(45, 81))
    wide = replace(LATER, areas=(*LATER.areas, *own))
    zones = fitted(counts(areas, 1), areas, replace(late(), interventions=(wide,))).zones
    assert not set(zones.donors) & set(range(45, 81))
    roles = {*zones.target, *zones.buffer, *zones.displacement[0][1]}
    left_out = dict(zones.left_out)["co-treated"]
    assert set(left_out) == set(range(45, 81)) - roles
    assert len(left_out) > 30


def test_an_area_under_something_else_in_an_earlier_year_is_no_placebo_of_that_year():
    areas = grid(9, 9)
    panel = counts(areas, 1)
    past = Intervention(
        "old", "old", "patrol", month("2016-02"), areas=("A080",), end=month("2016-06")
    )
    one = replace(late(), interventions=(LATER, past))
    with_it, without = (
        fitted(panel, areas, found).fitted["forecast"].reference for found in (one, late())
    )
    z = with_it.zones.index("target")
    assert without.valid[:, z, 0].sum() > with_it.valid[:, z, 0].sum()


def test_an_alternative_start_inside_a_month_leaves_that_month_out():
    inside = AlternativeStart(month("2018-04"), "a newspaper", transition=month("2018-03"))
    moved = replace(LATER, alternative_starts=(inside,))
    one = replace(late(claim("fell")), interventions=(moved,))
    short = replace(
        LATE, base=Months.parse("2017-07", "2017-12"), post=Months.parse("2018-01", "2018-06")
    )
    one = replace(one, rule=replace(one.rule, windows=(short,)))
    results = analyse(one, grid(9, 9), counts(grid(9, 9), 1))
    other = [e for e in results.estimates if str(e.parameter.window) == "late@2018-04"]
    assert other
    assert other[0].base == Months.parse("2017-09", "2018-02")
    assert other[0].post == Months.parse("2018-04", "2018-09")


def test_too_short_a_past_is_refused_by_name():
    found = fitted(counts(grid(9, 9), 1), grid(9, 9), window=WINDOW, one=study())
    assert found.refusal(("target", "whole"), "o0", "forecast") == ""
    early = Window(
        "y", "op", Months.parse("2015-01", "2015-12"), Months.parse("2016-01", "2016-12")
    )
    one = replace(study(), interventions=(replace(OPERATION, start=month("2016-01")),))
    short = compare(one, early, grid(9, 9), counts(grid(9, 9), 1), count=9, seed=[1])
    assert short.refusal(("target", "whole"), "o0", "forecast") == "short-history"
    assert short.refusal(("target", "whole"), "o0", "difference") == ""


def past(blocks, earlier=None):
    blocks = np.array(blocks, float)
    earlier = blocks[:, 1:].sum(axis=1) if earlier is None else np.array(earlier, float)
    quarter = blocks[:, 0] / 4 + (blocks[:, 0] == blocks[:, 0].max()) * blocks[:, 0] / 2
    return PastCounts(
        blocks,
        blocks.sum(axis=0),
        earlier,
        float(earlier.sum()),
        quarter=quarter,
        whole_quarter=float(quarter.sum()),
    )


def test_selection_rules_pick_what_they_say():
    calm = [[20 + i % 3, 20, 20] for i in range(40)]
    found = past([[60, 20, 20], [9, 2, 2], *calm])
    for rule in RULES:
        assert meets(rule, found)[0], rule
        assert not meets(rule, found)[1], rule
    assert not meets("peak", past([[20, 30, 20], *calm]))[0]
    assert not meets("rise", replace(found, year_before=False)).any()
    assert not meets("last-quarter", replace(found, quarter=None)).any()


@settings(max_examples=80, deadline=None)
@given(
    st.integers(0, 200),
    st.floats(1, 100),
    st.floats(1.0, 4.0),
    st.floats(-4, -0.1),
    st.floats(0.1, 4),
)
def test_ratio_intervals_agree_with_the_test_and_hold_the_point(y, mu, phi, low, high):
    scale = math.sqrt(phi * mu + 0.05 * mu**2)
    t = (y - mu) / scale
    found = invert_ratio(float(y), mu, scale, (low, high))
    assert found[0] >= -1
    assert found[1] is None or found[0] <= found[1]
    inside = found[0] <= 1e-9 and (found[1] is None or found[1] >= -1e-9)
    assert inside == (low - 1e-9 <= t <= high + 1e-9) or min(abs(t - low), abs(t - high)) < 1e-6


def test_no_count_at_all_has_an_upper_end_close_to_that_of_one():
    ends = (-1.9, 2.0)
    none, one = (invert_ratio(float(y), 37.0, 12.0, ends) for y in (0, 1))
    assert none[0] == -1.0
    assert -1.0 < none[1] < one[1] < none[1] + 0.1
    assert invert_ratio(0.0, 2.19, 2.0, ends) == (-1.0, None)


def test_p_of_several_pools_is_the_largest_and_counts_its_own_placebos():
    wide, narrow = np.linspace(-3, 3, 99), np.linspace(-1, 1, 49)
    found = tails(-1.5, (wide, narrow))
    assert found.low == tails(-1.5, (wide,)).low
    assert found.reached_low[1] == 99


def test_the_forecast_and_the_count_it_rests_on_stand_in_the_estimate():
    areas = grid(9, 9)
    panel = counts(areas, 6)
    one = late()
    found = fitted(panel, areas, one)
    made = on_placebos(asked(found), "count", one.rule)
    assert made.observed == panel.counts[0, 27, 36:48].sum()
    assert made.value == pytest.approx(made.observed - made.expected)
    assert made.placebos_all >= made.placebos
    rates = panel.counts[0].sum(axis=1)
    assert 0.5 * rates[27] / 4 < made.expected < 1.6 * rates[27] / 4


def risen(kept: float, rule: str = "rise"):
    """A place that doubled, in a town where too few others did, and what is found of it."""
    areas = grid(9, 9)
    panel = counts(areas, 5, mean=0.8)
    made = np.random.default_rng(5).binomial(panel.counts, kept)
    made[0, 27, 12:24], made[0, 27, 24:36] = 2, 5
    one = late()
    chosen = replace(LATER, chosen_for=ChosenFor(rule, "o0"))
    panel = replace(panel, counts=made)
    return panel, fitted(panel, areas, replace(one, interventions=(chosen,)))


def test_a_place_that_too_few_are_like_is_held_to_those_with_ten_a_year():
    panel, found = risen(0.7)
    pool, *more = found.fitted["forecast"].reference.pools[0][0]
    assert pool.label == "busy-origins"
    targets = found.setting.placebos.zones["target"]
    latest = [targets @ panel.counts[0][:, end - 12 : end].sum(axis=1) for end in (36, 24)]
    assert np.array_equal(pool.rows, np.concatenate(latest) >= 10)
    assert not more
    (one,) = on_placebos(asked(found), "count", late().rule).warnings[:1]
    assert one.code == "not-matched-busy"


def test_and_to_the_nearest_of_them_where_it_was_among_the_top():
    panel, found = risen(1.0, "level")
    busy, near = found.fitted["forecast"].reference.pools[0][0]
    assert near.label == "nearest" and not (near.rows & ~busy.rows).any()
    targets = found.setting.placebos.zones["target"]
    for end, rows in zip((36, 24), near.rows.reshape(2, -1), strict=True):
        latest = targets @ panel.counts[0][:, end - 12 : end].sum(axis=1)
        assert rows.any() and latest[rows].min() >= latest[~rows].max()
    assert 39 <= near.rows.sum() < busy.rows.sum()
    (one,) = on_placebos(asked(found), "count", late().rule).warnings[:1]
    assert one.code == "not-matched-nearest"


def test_where_the_choice_is_unknown_every_rule_that_it_meets_counts():
    _, found = risen(1.0, "unknown")
    labels = [pool.label for pool in found.fitted["forecast"].reference.pools[0][0]]
    assert {"peak", "busy-origins", "nearest"} <= set(labels)


def test_where_too_few_have_ten_a_year_it_is_held_to_all():
    _, found = risen(0.2)
    (pool,) = found.fitted["forecast"].reference.pools[0][0]
    assert pool.label == "all-origins" and pool.rows.all()
