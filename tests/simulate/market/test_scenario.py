"""Scenario files: what they come to, and one clear error for each thing that is wrong."""

from __future__ import annotations

import tomllib

import numpy as np
import pytest

from waterbed.analysis.scenario import plan_of, read_scenario, scenario_from
from waterbed.model.errors import InputError, InputErrors
from waterbed.model.months import month
from waterbed.simulate.market.run import Setting

GOOD = """
title = "A test"
seed = 7

[time]
first = "2015-01"
last = "2018-12"
start = "2017-06"

[map]
rows = 6
columns = 9

[people]
sellers = 50
buyers = 500

[target]
chosen = "random"

[[modules]]
module = "patrol"
on = true
dose = 1.5
days = ["Fri", "Sat"]

[[modules]]
module = "support"
on = true
where = "everywhere"
start = "2018-01"
end = "2018-06"

[[modules]]
module = "messages"
on = false

[parameters]
nerves = 0.9
violence = 0
"""

BAD = {
    "no title": ('title = "A test"', "", "title: this key is missing"),
    "an empty title": ('title = "A test"', 'title = ""', "this text is empty"),
    "no such key": ("seed = 7", "sead = 7", "sead: there is no such key: '7'. Did you mean 'seed'"),
    "a seed that is not a number": ("seed = 7", 'seed = "7"', "seed: this is not a whole number"),
    "a seed below nought": ("seed = 7", "seed = -1", "seed: this must not be below 0"),
    "no months": ('first = "2015-01"', "", "time, first: this key is missing"),
    "no such month": ('"2015-01"', '"2015-13"', "this month does not exist"),
    "a month without quotes": ('"2015-01"', "2015-01", "a month without quotes"),
    "too little before": ('"2015-01"', '"2016-01"', "needs 24 months before anything is done"),
    "ends before it starts": ('"2018-12"', '"2017-05"', "comes before anything is done"),
    "no such module": ('"messages"', '"mesages"', "Did you mean 'messages'?"),
    "on or off not said": ("on = false", "", "modules no. 3, on: this key is missing"),
    "on is no truth value": ("on = false", 'on = "no"', "this is neither true nor false"),
    "a dose of nought": ("dose = 1.5", "dose = 0", "dose: this must be above 0"),
    "a dose of a share above 1": ('"messages"\non = false', '"messages"\non = true\ndose = 2',
                                  "dose: this must not be above 1: it is a share of buyers"),
    "an endless dose": ("dose = 1.5", "dose = inf", "dose: this must be a finite number"),
    "no such place": ('"everywhere"', '"Northtown"', "where: this key does not take that value"),
    "starts too early": ('"2018-01"', '"2017-01"', "before the month in which anything is done"),
    "starts too late": ('"2018-01"', '"2020-01"', "comes after the last month"),
    "ends too early": ('"2018-06"', '"2017-12"', "it ends before it starts"),
    "no such day": ('"Fri"', '"Freitag"', "this key does not take that value"),
    "a day twice": ('"Fri"', '"Sat"', "a day stands twice"),
    "days of a weekly module": ('start = "2018-01"', 'days = ["Mon"]', "and takes no days"),
    "no such parameter": ("nerves", "nervs", "Did you mean 'nerves'?"),
    "a parameter out of its prior": ("nerves = 0.9", "nerves = 9.0", "outside of what may be: 0"),
    "a parameter that is text": ("nerves = 0.9", 'nerves = "much"', "this is not a number"),
    "a map of one row": ("rows = 6", "rows = 1", "rows: this must not be below 3"),
    "a real place": ("rows = 6", 'rows = 6\nname = "Ilford"', "map, name: there is no such key"),
    "too many people": ("sellers = 50", "sellers = 5000000", "must not be above 1e+06"),
    "nobody sells": ("sellers = 50", "sellers = 0\nreserve = 0", "there is nobody who sells"),
    "half a person": ("sellers = 50", "sellers = 50.5", "sellers: this is not a whole number"),
    "chosen otherwise": ('"random"', '"worst"', "chosen: this key does not take that value"),
    "a module twice": ('"messages"\non = false', '"patrol"\non = true', "stands twice"),
    "not TOML": ("[map]", "[map", "this is not TOML"),
}  # fmt: skip


def test_a_good_file_is_read(tmp_path):
    path = tmp_path / "scenario.toml"
    path.write_text(GOOD, "utf-8")
    scenario = read_scenario(path)
    assert (scenario.title, scenario.seed, scenario.start) == ("A test", 7, month("2017-06"))
    patrol, support = scenario.planned
    assert (patrol.module, patrol.dose, patrol.days) == ("patrol", 1.5, (4, 5))
    assert patrol.areas.tolist() == [scenario.target] and patrol.last is None
    assert len(support.areas) == 54 and support.last == month("2018-06")
    assert scenario.values["nerves"] == 0.9 and scenario.values["violence"] == 0
    assert scenario.setting.months == 48
    first, second = (one.active for one in scenario.planned)
    assert str(first.start) == "2017-06-01" and str(second.end) == "2018-07-01"
    assert scenario_from({**tomllib.loads(GOOD), "people": {}}).setting.buyers == Setting().buyers
    assert np.array_equal(scenario.places.pull, scenario_from(tomllib.loads(GOOD)).places.pull)


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_file_has_one_clear_error(kind, tmp_path):
    old, new, said = BAD[kind]
    assert GOOD.count(old) >= 1
    text = GOOD.replace(old, new, 1)
    if kind == "days of a weekly module":
        text = text.replace('end = "2018-06"\n', "")
    path = tmp_path / "scenario.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError) as caught:
        read_scenario(path)
    error = caught.value
    assert not isinstance(error, InputErrors), str(error)
    assert said in str(error)
    assert str(error).startswith(str(path)) and error.exit_code == 2


def test_everything_that_is_wrong_is_said_at_once():
    raw = tomllib.loads(GOOD)
    raw["modules"][0]["dose"] = -1.0
    raw["people"]["sellers"] = -5
    with pytest.raises(InputErrors) as caught:
        scenario_from(raw)
    assert len(caught.value.errors) == 2


@pytest.mark.parametrize(("old", "new", "said"), [
    ('"messages"\non = false', '"patrol"\non = true\nwhere = "everywhere"', "is on twice"),
    ('where = "everywhere"', 'where = "borough"', "has no boroughs"),
])  # fmt: skip
def test_what_a_small_market_cannot_take_is_refused_of_a_sweep(old, new, said):
    assert plan_of(scenario_from(tomllib.loads(GOOD))).everywhere == ("support",)
    assert GOOD.count(old) == 1
    with pytest.raises(InputError, match=said):
        plan_of(scenario_from(tomllib.loads(GOOD.replace(old, new))))
