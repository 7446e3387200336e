"""What must hold of any market: nothing from nothing, nobody lost, the same seed the same bytes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.simulate.market.small import SMALL, active, lived, same
from waterbed.simulate.market.draws import Draws
from waterbed.simulate.market.market import TALLIES
from waterbed.simulate.market.modules import MODULES
from waterbed.simulate.market.parameters import ATTENUATION, defaults, drawn
from waterbed.simulate.market.run import _new_week, _work, begin, simulate, simulate_each
from waterbed.simulate.market.table import PARAMETERS


@pytest.fixture(scope="module")
def base():
    return lived()


def total(outcome, name):
    return int(outcome.total(name).sum())


def test_no_buyers_no_encounters():
    nobody = lived(*MODULES, setting=replace(SMALL, buyers=0))
    for name in ("buyers", "contacts", "encounters", "violence"):
        assert total(nobody, name) == 0
    assert total(nobody, "sellers") > 0


def test_nobody_sells_nobody_meets():
    nobody = lived(*MODULES, setting=replace(SMALL, sellers=0, reserve=0))
    assert total(nobody, "buyers") > 0
    assert total(nobody, "contacts") == total(nobody, "sellers") == 0


def test_no_violence_parameter_no_violence():
    calm = lived(*MODULES, violence=0.0, coercion=0.0)
    for name in ("violence", "coercion", "told police", "told charity", "recorded"):
        assert total(calm, name) == 0
    assert total(calm, "encounters") > 0


def test_no_violent_buyers_no_violence_by_buyers():
    assert total(lived(violent=0.0), "violence") == 0


@pytest.mark.parametrize("name", MODULES)
def test_a_module_changes_nothing_before_it_starts(base, name):
    late = lived(name, start=date(2016, 4, 1))
    assert same(base, late, slice(0, 3))
    never = lived(name, start=date(2017, 1, 1))
    assert same(base, never) and not never.done


@pytest.mark.parametrize("name", MODULES)
def test_a_module_that_is_on_changes_something(base, name):
    assert not same(base, lived(name, relocated=0.5, sanction=120.0, controlled=0.5))


def test_the_same_seed_gives_the_same_bytes(base):
    assert same(base, lived())
    assert not same(base, lived(seed=4))


UNMOVED = {"short_leave": 0.0, "short_enter": 0.0}


def test_people_have_the_same_draws_whatever_is_done():
    """Lives that no module touches go on alike under patrols: as many have homes, and control,
    where nobody minds what there is to earn."""
    a, b = lived(**UNMOVED), lived("patrol", "fines for buyers", **UNMOVED)
    assert (a.people.sum(axis=2) == b.people.sum(axis=2)).all()


def test_earnings_that_nobody_minds_change_nothing():
    """With both powers at nought, how they are remembered changes no byte."""
    a, b = (lived(*MODULES, **UNMOVED, patience=weeks) for weeks in (2.0, 26.0))
    assert same(a, b) and a.people.any()


def test_people_stop_selling_for_want_of_custom():
    """A campaign that halves visits everywhere: fewer sell the more they mind what they earn."""
    setting = replace(SMALL, sellers=400, reserve=200, buyers=4000, months=12)
    dry = {"message_less": 0.5, "forgotten": 200.0, "controlled": 0.0, "leave": 1.0}
    start = date(2016, 1, 1)
    nobody, some, many = (
        lived("messages", setting=setting, start=start, short_leave=k, short_enter=k, **dry)
        for k in (0.0, 1.5, 3.0)
    )
    selling = [int(one.people[-1, 0].sum()) for one in (nobody, some, many)]
    assert selling[0] > selling[1] + 30 and selling[1] > selling[2] + 10


def test_nobody_is_lost():
    values = defaults(PARAMETERS, {"enter_need": 3.0, "leave": 1.0, "freed": 1.0})
    market = begin(SMALL, values, Draws(5))
    on = active(*MODULES, start=date(2000, 1, 1))
    selling = int(market.sellers.selling.sum())
    for week in range(12):
        day = date(2016, 1, 4 + week) if week < 20 else date(2016, 2, 1)
        _new_week(market, on, day)
        _work(market, on, day, 7)
        now = int(market.sellers.selling.sum())
        assert now == selling + market.entered - market.left
        assert market.sellers.count == SMALL.sellers + SMALL.reserve
        assert (~market.sellers.controlled | market.sellers.selling).all()
        assert market.buyers.count == SMALL.buyers
    assert market.entered and market.left


def test_what_is_counted_adds_up(base):
    tally = dict(zip(TALLIES, base.tally.sum(axis=(0, 2)), strict=True))
    assert tally["contacts"] == tally["encounters"] + tally["refused"]
    assert tally["recorded"] <= tally["told police"] <= tally["violence"] + tally["coercion"]
    assert tally["violence"] <= tally["encounters"]
    assert (base.total("contacts") <= base.total("buyers")).all()
    assert (base.people[:, 1:] <= base.people[:, :1]).all()


def test_nothing_drifts_while_nothing_is_done():
    """Over two years the numbers of people stay where they were, within their chance."""
    long = lived(setting=replace(SMALL, sellers=800, reserve=400, months=24))
    people = long.people.sum(axis=2)
    for k, start in enumerate((800, 400, 512, 160)):
        assert abs(people[-1, k] - start) < 6 * np.sqrt(start), k


@settings(max_examples=15)
@given(st.integers(0, 2**32), st.sets(st.sampled_from(sorted(MODULES))))
def test_any_point_of_the_priors_runs(seed, names):
    rng = np.random.default_rng(seed)
    values = drawn(PARAMETERS, PARAMETERS, rng.random(len(PARAMETERS)))
    setting = replace(SMALL, months=2, sellers=30, buyers=150, reserve=10)
    run = simulate(setting, values, active(*names, start=date(2016, 1, 15)), seed=seed)
    tally = dict(zip(TALLIES, run.tally.sum(axis=(0, 2)), strict=True))
    assert tally["contacts"] == tally["encounters"] + tally["refused"]
    assert min(tally.values()) >= 0


def test_an_attenuation_of_nought_takes_a_ratio_for_no_cause():
    none = {name: 0.0 for name in PARAMETERS if name.endswith(ATTENUATION)}
    ratios = {name.removesuffix(ATTENUATION): PARAMETERS[name.removesuffix(ATTENUATION)].prior.high
              for name in none}  # fmt: skip
    assert same(lived(**none), lived(**none, **ratios))


def test_violence_is_what_the_talks_led_one_to_expect():
    rough = lived(violence=1.0, violent=0.2, setting=replace(SMALL, months=12))
    expected, happened = float(rough.risk.sum()), total(rough, "violence")
    assert abs(happened - expected) < 5 * np.sqrt(expected) and happened > 100


def test_a_common_past_is_lived_once():
    values = defaults(PARAMETERS)
    plans = [(), active("patrol"), active("messages", "support", start=date(2016, 5, 10))]
    for plan, outcome in zip(plans, simulate_each(SMALL, values, plans, seed=3), strict=True):
        assert same(outcome, simulate(SMALL, values, plan, seed=3))
