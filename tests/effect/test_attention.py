"""How much of a change police attention could explain, beside what the police did by month."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.builders import claim, counts, grid, study
from waterbed.analysis.run import analyse
from waterbed.disclosure import release
from waterbed.effect.attention import explained
from waterbed.model.activity import Activity, Done
from waterbed.model.estimate import Estimate
from waterbed.model.months import Months, month
from waterbed.report.page import page
from waterbed.report.words.checks import check_text

AREAS = grid(12, 12)
OWN = Activity("stops", "stops and searches", intervention="op", file=Path("stops.csv"))
STOPS = Activity("stops", "stops and searches", "anyone", intervention="op", published=True)


def table(before: float, after: float, of: Activity = STOPS) -> Done:
    """So many a month in 2016 and in 2017."""
    counts_ = np.repeat([before, after], 12).astype(float)
    return Done(of, month("2016-01"), counts_, np.ones(24, bool))


def ran(*done: Done, rise: int = 0, published: bool = True):  # type: ignore[no-untyped-def]
    panel = counts(AREAS, 4)
    made = panel.counts.copy()
    made[0, AREAS.index()["A027"], 24:36] += rise
    asked = study(claim(kind="rose"))
    asked = replace(
        asked,
        outcomes=(replace(asked.outcomes[0], follows_police=True),),
        counts=tuple(replace(one, published=published) for one in asked.counts),
        activity=tuple(one.activity for one in done),
    )
    return analyse(asked, AREAS, replace(panel, counts=made), activity=done, placebos=99)


def attention(results, profile: str = "public") -> tuple[str, dict[str, object]]:  # type: ignore[no-untyped-def]
    shown = release(results, profile).content
    one = next(
        one
        for one in shown.checks
        if one.name == "police-attention" and one.parameter and one.parameter.zone == "target"
    )
    return check_text(shown.study, one), dict(one.remark.facts)


CHANGE = st.floats(-0.9, 3.0).filter(lambda x: abs(x) > 0.01)


def estimate(change: float) -> Estimate:
    base = ran().estimates[0]
    return replace(base, expected=100.0, value=100.0 * change)


PLAIN = estimate(0.5)


@given(CHANGE, st.floats(1, 50), st.floats(0, 100))
def test_one_for_one_from_none_to_all(change: float, before: float, after: float) -> None:
    share = explained(replace(PLAIN, value=100.0 * change), before, after)
    assert share is not None and 0 <= share <= 1
    dose = after / before - 1
    if change * dose <= 0:
        assert share == 0
    elif abs(dose) >= abs(change):
        assert share == 1
    else:
        assert share == pytest.approx(dose / change)


def test_none_where_nothing_was_done_before_or_nothing_changed() -> None:
    assert explained(PLAIN, 0, 5) is None
    assert explained(replace(PLAIN, value=0.0), 5, 10) is None


def test_the_check_says_how_far_one_explains_the_other() -> None:
    told, facts = attention(ran(table(10, 20), rise=12))
    assert "(stops and searches of anyone) went from 120 to 240" in told
    assert "as much as police attention could be" in told
    assert {"before", "after", "explained"} <= facts.keys()


def test_without_a_table_by_month_it_says_what_it_said() -> None:
    plain, _ = attention(ran(rise=12))
    total = Done(replace(STOPS, total=100, first=month("2016-01"), last=month("2017-12")))
    for done in (total, table(10, 20, replace(STOPS, areas=("A000",)))):
        assert attention(ran(done, rise=12))[0] == plain
    gap = table(10, 20)
    gap.whole[3] = False
    assert attention(ran(gap, rise=12))[0] == plain


def test_of_tables_that_are_not_published_nothing_more_is_told() -> None:
    own = table(10, 20, OWN)
    for results in (ran(own, rise=12), ran(table(10, 20), rise=12, published=False)):
        told, _ = attention(results)
        assert "120" not in told and "240" not in told
    told, _ = attention(ran(own, rise=12), "internal")
    assert "went from 120 to 240" in told


def test_dose_and_outcome_stand_over_one_another() -> None:
    shown = release(ran(table(10, 20), rise=12)).content
    section = next(one for one in page(shown)["sections"] if one.id == "done")  # type: ignore[attr-defined]
    (chart,) = (chart for block in section.blocks for chart in block.charts)
    assert chart.svg.count("Stops and searches of anyone") >= 1
    assert "Recorded outcome 0 in the target" in chart.svg
    assert len(chart.table.rows) == 24
    assert any("police attention" in text for block in section.blocks for text in block.points)
    closed = release(ran(table(10, 20, OWN))).content
    section = next(one for one in page(closed)["sections"] if one.id == "done")  # type: ignore[attr-defined]
    assert not any(block.charts for block in section.blocks)


def test_what_was_not_done_in_the_months_compared_is_said() -> None:
    """None of it, known of other months only, or in places that are compared with as well."""
    none = table(10, 0, replace(STOPS, id="a"))
    other = Done(replace(STOPS, id="b", total=50, first=month("2013-01"), last=month("2014-12")))
    wide = Done(
        replace(STOPS, id="c", total=50, first=month("2017-01"), last=month("2017-12"),
                areas=("A000", "A027"))
    )  # fmt: skip
    notices = {
        one.code: one["activities"]
        for one in ran(none, other, wide).notices
        if one.code.startswith("activity")
    }
    assert notices["activity-none"] == ("a",)
    assert notices["activity-other-months"] == ("b",)
    assert notices["activity-donors"] == ("c",)
    here = table(10, 20, replace(STOPS, areas=("A027",)))
    assert not {one.code for one in ran(here).notices} & set(notices)
    assert Months.parse("2017-01", "2017-12") == ran().study.rule.windows[0].post
