"""What a forecast of an unpublished table says of the years that it rests on and nothing shows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.support.builders import OPERATION, claim, grid, month, study
from waterbed.analysis.run import analyse
from waterbed.disclosure import release
from waterbed.model.months import Months
from waterbed.model.panel import Panel
from waterbed.model.study import ChosenFor
from waterbed.model.window import Window

LEAST = 5
TARGET = 27
AREAS = grid(14, 14)
YEAR = Window("year", "op", Months.parse("2016-01", "2016-12"), Months.parse("2017-01", "2017-12"))
LONG = replace(YEAR, post=Months.parse("2017-01", "2018-06"))


def history(totals: dict[int, int]) -> Panel:
    """Six years from 2013; the target has these totals, spread evenly, else 72 a year."""
    rng = np.random.default_rng(1)
    rate = rng.gamma(4, 5 / 4, (1, len(AREAS), 1)) + 2
    counts = rng.poisson(rate, (1, len(AREAS), 72))
    for k in range(6):
        total = totals.get(2013 + k, 72)
        counts[0, TARGET, 12 * k : 12 * k + 12] = total // 12 + (np.arange(12) < total % 12)
    periods = month("2013-01") + np.arange(72)
    made = counts.astype(np.int64)
    return Panel(("o0",), AREAS.ids, periods, 1, made, np.ones(made.shape, bool))


def closed(*windows: Window, rule: str = "unknown"):
    """A study by the forecast on a table that is not published; rule : how the place was chosen."""
    made = study(claim("fell"), headline="forecast", windows=windows)
    return replace(
        made,
        counts=(replace(made.counts[0], published=False),),
        interventions=(replace(OPERATION, zones=(), buffer=None, chosen_for=ChosenFor(rule)),),
    )


def shown(totals: dict[int, int], *windows: Window, rule: str = "unknown"):
    """All numbers of the forecast that leave."""
    out = release(analyse(closed(*windows, rule=rule), AREAS, history(totals))).content
    made = [one for one in out.estimates if one.method == "forecast"]
    numbers = tuple(
        (one.status, one.value, one.low, one.high, one.deciding, one.base_count, one.observed,
         one.expected, one.placebos, one.disjoint, one.warnings)
        for one in made
    )  # fmt: skip
    beside = tuple(
        (one.parameter.window, one.claim, one.fall, one.rise, one.expected)
        for one in out.detectable
    )
    return numbers, beside, tuple(one.target for one in out.strips)


def ending(last: int) -> Panel:
    """The same with so many in each of the last three months of 2016, when others vary too."""
    made = history({})
    counts = made.counts.copy()
    counts[0, ::2, 45:48] *= 2
    counts[0, TARGET, 45:48] = last
    return replace(made, counts=counts)


def test_that_the_last_quarter_stood_out_is_not_told():
    """It is a rank among counts that nothing shows."""
    for last, stood_out in ((9, False), (40, True)):
        found = analyse(closed(YEAR, rule="unknown"), AREAS, ending(last))
        made = [one for one in found.estimates if one.method == "forecast"]
        assert all(
            ("matched-quarter" in {w.code for w in one.warnings}) == stood_out for one in made
        )
        out = [one for one in release(found).content.estimates if one.method == "forecast"]
        assert out and not {w.code for one in out for w in one.warnings} & {"matched-quarter"}


@pytest.mark.parametrize("rule", ["unknown", "random"])
@pytest.mark.parametrize(
    "windows",
    [
        pytest.param((YEAR,), marks=pytest.mark.slow),
        pytest.param((LONG,), marks=pytest.mark.slow),
        (YEAR, replace(LONG, name="long")),
    ],
    ids=["year", "long", "both"],
)
@pytest.mark.parametrize(
    "year", [2013, *(pytest.param(n, marks=pytest.mark.slow) for n in (2014, 2015)), 2016, 2017]
)
def test_each_count_of_the_history_keeps_five_values(year, windows, rule):
    """The attacker has every other count, the study file and this program.

    Of two windows that overlap, by the rows of either, which are those of the window alone: what
    both tell together, as their counts before and after did before, is for the release ledger.
    """
    found = {n: shown({2017: 60, year: n}, *windows, rule=rule) for n in range(60, 80)}
    for k in range(len(windows)):
        classes: dict[object, list[int]] = {}
        for total, (numbers, beside, strips) in found.items():
            told = tuple(one for one in beside if one[0] == windows[k].name)
            own = (numbers[2 * k : 2 * k + 2], told, strips[k : k + 1])
            classes.setdefault(own, []).append(total)
        inner = [some for some in classes.values() if some[0] > 60 and some[-1] < 79]
        assert all(len(some) >= LEAST for some in inner), inner
        assert any(status == "rounded" for key in classes for status, *_ in key[0])


def test_a_window_tells_the_same_alone_as_beside_another():
    """So that what holds of both holds of either."""
    windows = (YEAR, replace(LONG, name="long"))
    for totals in ({2017: 60}, {2013: 71, 2017: 60}):
        both = shown(totals, *windows)
        for k, window in enumerate(windows):
            numbers, beside, strips = shown(totals, window)
            assert numbers == both[0][2 * k : 2 * k + 2]
            assert strips == both[2][k : k + 1]
            # The claim is about the first window, whichever that is.
            assert [one for one in beside if not one[1]] == [
                one for one in both[1] if not one[1] and one[0] == window.name
            ]


def test_a_small_year_of_the_past_is_told_with_the_others_as_one():
    """Any number too small to show, and a few more of the years together, give the same."""
    assert len({shown({2014: total}, YEAR) for total in (0, 4, 8, 9)}) <= 3
    assert shown({2014: 6}, YEAR) == shown({2014: 7}, YEAR)


def test_a_base_that_is_not_the_latest_year_is_rounded_as_any():
    window = replace(YEAR, base=Months.parse("2015-01", "2015-12"))
    same = {shown({2015: total}, window) for total in range(68, 73)}
    assert len(same) == 1
    assert {one[0] for one in same.pop()[0]} == {"rounded"}


def test_each_window_of_a_place_is_shown():
    """What two that overlap tell together the release ledger sees."""
    numbers, _, _ = shown(
        {}, YEAR, replace(YEAR, name="half", post=Months.parse("2017-01", "2017-09"))
    )
    assert {one[0] for one in numbers} == {"rounded"}


def test_ends_are_in_steps_where_placebos_are_picked_by_the_past():
    """Picked by the rounded past: an end cannot jump at the count at which a rule is met."""
    out = release(analyse(closed(YEAR, rule="peak"), AREAS, history({2017: 45}))).content
    made = [one for one in out.estimates if one.method == "forecast"]
    assert made and {one.status for one in made} == {"rounded"}
    for one in made:
        assert one.value is not None and one.placebos is None and one.deciding is not None
    same = {shown({2016: total, 2017: 45}, YEAR, rule="peak") for total in range(78, 83)}
    assert len(same) == 1


def test_what_is_shown_is_near_what_was_found():
    raw = analyse(closed(YEAR, rule="random"), AREAS, history({2017: 45}))
    out = release(raw).content
    for true, one in zip(raw.estimates, out.estimates, strict=True):
        if true.method != "forecast":
            continue
        step = 8.0 if true.parameter.scale == "count" else 0.12
        assert abs(one.value - true.value) <= step
        assert one.low <= true.low + step and true.high - step <= one.high
    assert abs(out.detectable[0].fall - raw.detectable[0].fall) <= 0.1
