"""What a place is compared with: separate places, of each zone its own, enough for the level."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.support.builders import OPERATION, grid, panel_of, study
from waterbed.effect.compare import Comparison, compare
from waterbed.effect.diagnostics import comparable, enough_placebos
from waterbed.effect.estimand import Estimand
from waterbed.effect.estimates import on_placebos
from waterbed.effect.inference import placebos_needed
from waterbed.effect.pools import like_the_target
from waterbed.effect.setting import WHOLE
from waterbed.model.months import Months, month
from waterbed.model.study import ChosenFor, Rule, ZoneRule
from waterbed.model.window import Window

START = month("2020-01")
WINDOW = Window("year", "op", Months.starting(START - 12, 12), Months.starting(START, 12))
RING = (("beside", ZoneRule("touching")),)


def town(seed, side, mean=4.0):
    """Areas in a lattice, six years from January 2015, rates gamma, counts with variance 1.5."""
    rng = np.random.default_rng([13, seed])
    rates = np.repeat(rng.gamma(2.0, mean / 2, (side[0] * side[1], 1)), 72, axis=1)
    areas = grid(*side)
    return areas, rng.poisson(rng.gamma(2 * rates, 0.5))


def risen(made, places):
    """Of some groups of areas the one with the largest rise over the year before."""
    last, before = (made[:, at : at + 12].sum(axis=1) for at in (48, 36))
    return max(places, key=lambda own: last[own].sum() / max(before[own].sum(), 15))


def found(areas, made, target, rule, zones=(), level=0.95):
    own = tuple(areas.ids[i] for i in target)
    asked = replace(
        OPERATION, start=START, areas=own, target=own, zones=zones, buffer=None,
        chosen_for=ChosenFor(rule, "" if rule == "unknown" else "o0"),
    )  # fmt: skip
    one = replace(study(), interventions=(asked,), rule=Rule(level, "forecast", (WINDOW,)))
    panel = panel_of(areas, made[None])
    return compare(one, WINDOW, areas, panel, count=499, seed=[1], methods=("forecast",))


def at(made: Comparison, zone="target"):
    return Estimand(made, (zone, WHOLE), "o0", "forecast", True)


BLOCKS = [[10 * y + x + i for i in range(5)] for y in range(10) for x in range(6)]


@pytest.mark.parametrize("seed", range(4))
def test_several_areas_are_held_to_places_that_are_separate(seed):
    """Their placebos overlap: five areas side by side were held to a pool of forty or more of which
    fewer than 19 were separate, and the gate then barred both answers."""
    areas, made = town(seed, (10, 10))
    one = at(found(areas, made, risen(made, BLOCKS), "rise"))
    needed = placebos_needed(0.95, 2)
    assert one.disjoint >= needed
    assert enough_placebos(one, Rule(0.95, "forecast", (WINDOW,))).passed


@pytest.mark.parametrize("rule", ["rise", "unknown"])
def test_zone_and_net_have_pools_of_their_own(rule):
    """Rings that meet the real one left too few of the places that the target was matched with."""
    for seed in range(4):
        areas, made = town(seed, (10, 10), 20.0)
        target = risen(made, [[i] for i in range(100)])
        plain, ringed = (found(areas, made, target, rule, zones) for zones in ((), RING))
        for zone in ("beside", "net"):
            one = at(ringed, zone)
            assert not one.refusal
            assert min(one.disjoint, *map(len, one.pools)) >= placebos_needed(0.95)
        labels = [made_.fitted["forecast"].reference.labels("target", "o0")
                  for made_ in (plain, ringed)]  # fmt: skip
        assert set(labels[0]) & {"rise", "nearest"}
        # The share is read from placebos that have both, of the zone's own pools.
        reference = ringed.fitted["forecast"].reference
        for (effect, scale), pool in zip(
            reference.pairs("net", "o0"), reference.placebos("net", "o0"), strict=True
        ):
            net = np.sort(effect[:, 1] / scale[:, 1])
            assert np.allclose(net, pool) and len(effect) == len(scale)


def test_a_base_is_compared_with_those_of_every_year():
    """The most extreme of 24 areas in its own months is not so among all years that p is read
    from."""
    areas, made = town(3, (6, 4), 10.0)
    rates = made[:, :48].mean(axis=1)
    made[:, 48:60] = np.round(rates)[:, None]
    made[5, 48:60] = np.round(1.4 * rates[5]) + 1
    # One area stood out as much two years before, at a start that is looked at as well.
    made[9, :24], made[9, 24:36] = 6, 16
    one = at(found(areas, made, [5], "unknown"))
    check = comparable(one)
    facts = dict(check.remark.facts)
    assert facts["of"].value == 23 * 4 and facts["beyond"].value >= 1
    assert facts["needed"].value == 1 and check.passed


@pytest.mark.parametrize(("level", "needed"), [(0.95, 19), (0.9, 9)])
def test_the_level_says_how_many_are_enough(level, needed):
    """A verdict at 90% needs nine places, and an interval with two ends nineteen."""
    areas, made = town(1, (4, 3), 10.0)
    # Two years before: eleven places, and no earlier start.
    one = panel_of(areas, made[None, :, 36:])
    one = replace(one, periods=one.periods + 36)
    own = (areas.ids[5],)
    asked = replace(
        OPERATION, start=START, areas=own, target=own, zones=(), buffer=None,
        chosen_for=ChosenFor("random"),
    )  # fmt: skip
    rule = Rule(level, "forecast", (WINDOW,))
    given = replace(study(), interventions=(asked,), rule=rule)
    compared = compare(given, WINDOW, areas, one, count=99, seed=[1], methods=("forecast",))
    asked_for = at(compared)
    assert placebos_needed(level) == needed
    assert asked_for.refusal == ("few-references" if needed > 11 else "")
    if not asked_for.refusal:
        estimate = on_placebos(asked_for, "count", rule)
        assert estimate.deciding[0] is not None and estimate.low is None
        assert "few-disjoint" in {warning.code for warning in estimate.warnings}


def test_where_one_start_has_places_enough_its_base_is_held_to_them():
    """Earlier starts have a shorter past, and bases that stray farther from it."""
    areas, made = town(2, (25, 20))
    one = at(found(areas, made, [7], "unknown"))
    assert dict(comparable(one).remark.facts)["of"].value == 499


@pytest.mark.parametrize(
    ("last", "own", "needed", "least"),
    [
        ([0] * 50 + [30] * 50, 20, 19, 10),  # many count next to nothing
        ([0] * 30 + [30] * 70, 20, 19, 0),  # few of them do
        ([0] * 50 + [5] * 50, 4, 19, 1),
        ([0] * 50 + [5] * 50, 0, 19, 0),  # nor does the target
        ([0] * 50 + [5] * 40 + [30] * 10, 20, 19, 1),  # too few count ten
        ([2] * 90 + [30] * 10, 20, 19, 0),  # and all count any
        ([0] * 90 + [30] * 10, 20, 19, 1),  # be they too few
    ],
)
def test_a_place_is_not_held_to_areas_that_count_next_to_nothing(last, own, needed, least):
    counts = np.array(last, float)
    kept = like_the_target(counts, float(own), lambda some: int(some.sum()), needed)
    assert np.array_equal(kept, counts >= least)


def test_areas_in_which_nothing_is_counted_change_no_placebos():
    """A hundred more of them: the pool of the town's own areas, for both methods, and a warning."""
    _, made = town(5, (8, 5))
    more = grid(14, 10)
    empty = np.concatenate([made, np.zeros((100, 72), made.dtype)])
    target = [int(np.argmax(made[:, 48:60].sum(axis=1)))]
    own = (more.ids[target[0]],)
    asked = replace(
        OPERATION, start=START, areas=own, target=own, zones=(), buffer=None,
        chosen_for=ChosenFor("random"),
    )  # fmt: skip
    one = replace(study(), interventions=(asked,), rule=Rule(0.95, "forecast", (WINDOW,)))
    compared = compare(
        one, WINDOW, more, panel_of(more, empty[None]), count=499, seed=[1],
        methods=("forecast", "difference"),
    )  # fmt: skip
    forecast = compared.fitted["forecast"].reference
    ((pool,),) = (forecast.pools[0][0],)
    targets = compared.setting.placebos.zones["target"]
    busy = [targets @ empty[:, end - 12 : end].sum(axis=1) >= 10 for end in (60, 48, 36, 24)]
    assert pool.label == "counting-origins"
    assert np.array_equal(pool.rows, np.concatenate(busy)[: len(pool.rows)])
    judged = Estimand(compared, ("target", WHOLE), "o0", "forecast", True)
    assert "not-matched-counting" in {
        warning.code for warning in on_placebos(judged, "count", one.rule).warnings
    }
    valid = compared.fitted["difference"].reference.valid[:, 0, 0]
    assert np.array_equal(valid, (targets @ empty[:, 48:60].sum(axis=1) >= 10) & valid)
    assert 19 <= valid.sum() <= 39
