"""Both sides' stories can come out: for each there are parameters within the priors."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from tests.simulate.market.small import SMALL, lived
from waterbed.simulate.market.effects import (
    EFFECTS,
    LAB,
    effects_of,
    outdoors_to_indoors,
    plan_of,
)
from waterbed.simulate.market.modules import MODULES
from waterbed.simulate.market.parameters import defaults
from waterbed.simulate.market.regions import COLLECTIVE, COUNCIL, REGIONS, shares
from waterbed.simulate.market.table import PARAMETERS

SETS = {
    "works": {"nerves": 0.56, "shy": 0.81, "seller_shy": 2.64, "near": 0.013, "rush": 1.36,
              "look": 407.0, "protect": 0.23, "isolated": 3.1, "moved_on": 0.7, "controlled": 0.02},
    "moves": {"nerves": 0.03, "shy": 2.57, "seller_shy": 2.49, "near": 0.08, "rush": 0.52,
              "look": 131.0, "protect": 0.55, "isolated": 1.3, "moved_on": 0.69,
              "controlled": 0.28},
    "harms": {"nerves": 0.21, "shy": 2.94, "seller_shy": 0.58, "near": 0.019, "rush": 1.31,
              "look": 31.5, "protect": 0.08, "isolated": 1.83, "moved_on": 0.12,
              "controlled": 0.62},
    "silences": {"fear_silences": 1.3, "cautioned": 0.09, "fear_lasts": 6.9, "moved_fear": 0.98,
                 "moved_on": 0.16},
    "messages alone": {"message_less": 0.3, "message_nerves": 0.1, "forgotten": 190.0,
                       "debt_accept": 0.01, "debt_push": 0.9, "rush": 0.5},
    "stops": {"short_leave": 2.5, "short_enter": 2.0, "message_less": 0.4, "leave": 0.8,
              "patience": 5.0, "forgotten": 150.0, "controlled": 0.2},
    "frees": {"controlled": 0.41, "action_frees": 0.018, "closure_frees": 0.18,
              "freed_leave": 0.5, "coercion": 0.047, "refuse": 0.5},
    "closures harm": {"indoors": 0.3, "outdoors": 2.5, "shut_weeks": 4.0, "controlled": 0.04,
                      "closure_frees": 0.02, "isolated": 1.2},
    "pushes in": {"enter_need": 2.0, "sanction": 103.0, "sanction_weeks": 23.0, "leave": 0.5,
                  "need": 82.0},
    "way out": {"engage": 0.08, "way_out": 4.0, "leave": 0.3, "relief": 0.4, "housing_first": 3.4,
                "controlled": 0.07},
}  # fmt: skip


@pytest.mark.parametrize("region", REGIONS, ids=lambda region: region.story)
def test_a_story_comes_out_for_parameters_within_their_priors(region):
    values = SETS[region.story]
    for name, value in values.items():
        assert PARAMETERS[name].prior.low <= value <= PARAMETERS[name].prior.high, name
    effects = effects_of(defaults(PARAMETERS, values), region.plan)
    assert region.holds(effects), effects


def test_works_moves_and_harms_are_of_the_same_plan_and_do_not_hold_together():
    plans = {region.story: region.plan for region in REGIONS}
    assert plans["works"] == plans["moves"] == plans["harms"]
    works = effects_of(defaults(PARAMETERS, SETS["works"]), plans["works"])
    held = [region.story for region in REGIONS[:3] if region.holds(works)]
    assert held == ["works"]


def test_each_side_has_its_stories():
    sides = [region.side for region in REGIONS]
    assert sides.count(COUNCIL) == sides.count(COLLECTIVE) == 5
    assert set(SETS) == {region.story for region in REGIONS}


def test_nothing_done_has_no_effect():
    nothing = effects_of(defaults(PARAMETERS), plan_of())
    assert {value for value in nothing.values() if value == value} == {0.0}
    assert list(nothing) == list(EFFECTS)


def test_nobody_hurries_without_rush():
    """ECP's mechanism is off where its parameter is nought: no talk is rushed under any patrol."""
    calm = lived("patrol", rush=0.0)
    assert calm.total("rushed").sum() == 0
    assert lived("patrol", rush=1.5).total("rushed").sum() > lived(rush=1.5).total("rushed").sum()


def test_less_time_to_look_means_more_violence_in_an_encounter():
    """Other things equal, patrols that only rush people raise risk; that only deter, do not."""
    still = {"nerves": 0.0, "shy": 0.0, "seller_shy": 0.0, "stay_home": 0.0, "moved_on": 0.0,
             "relocated": 0.0}  # fmt: skip
    plan = plan_of("patrol", patrol=6)
    rushed = effects_of(defaults(PARAMETERS, {**still, "rush": 2.0, "protect": 1.0}), plan)
    calm = effects_of(defaults(PARAMETERS, {**still, "rush": 0.0, "protect": 1.0}), plan)
    assert rushed["risk"] > 0.05
    assert abs(calm["risk"]) < 1e-12 and abs(calm["encounters"]) < 1e-12


def test_outdoors_is_as_dangerous_as_its_ratio_says_at_full_cause():
    """The ratio of the parameter is that of the cells, once isolation and others are alike."""
    told = {"outdoors": 2.3, "outdoors_attenuation": 1.0, "isolated": 1.0, "indoors": 1.0,
            "homeless": 0.0, "controlled": 0.0, "displaced_risk_attenuation": 0.0,
            "rush": 0.0, "violent": 0.2}  # fmt: skip
    run = lived(setting=replace(SMALL, sellers=200, buyers=2000, months=12), **told)
    assert outdoors_to_indoors(run) == pytest.approx(2.3, rel=0.1)


def test_every_module_reaches_those_it_is_meant_for():
    base = lived(setting=replace(SMALL, months=6))
    for name, what in (("support", 3), ("action against traffickers", 1)):
        done = lived(name, start=date(2016, 1, 1), setting=replace(SMALL, months=6))
        change = int(done.people[-1, what].sum()) - int(base.people[-1, what].sum())
        assert change > 0 if name == "support" else change < 0
    assert set(MODULES) >= {"support", "action against traffickers"}


def test_shares_of_a_grid():
    u = np.array([[0.1, 0.1], [0.15, 0.05], [0.9, 0.9]])
    drawn = shares(u, [True, False, True], bins=2)
    assert drawn[0, 0] == 0.5 and drawn[1, 1] == 1 and np.isnan(drawn[0, 1])
    assert LAB.agents == 1000
