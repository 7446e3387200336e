"""What a study could see of another outcome in its own place, before any result."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tests.displacement.test_other_claims import answers, claimed, indoors
from tests.displacement.test_others import AREAS, BESIDE, counts, grouped, planted
from tests.support.builders import claim
from waterbed.model.months import Months, month
from waterbed.model.study import ZoneRule
from waterbed.model.window import Window
from waterbed.power.other_outcomes import prospect_others


def rows(made, panel, areas=AREAS):
    return prospect_others(made, areas, panel, placebos=99)


def test_it_is_what_the_report_says_could_have_been_seen():
    made, panel = claimed(indoors()), planted(1, 1, BESIDE, 2.0)
    (row,) = rows(made, panel)
    _, by = answers(made, panel)
    told = by["rose"].detectable
    assert (row.place, row.outcome, row.months, row.back) == ("indoors", "o1", 12, 0)
    assert row.rise == told.rise and row.expected == told.expected
    assert row.base_count == told.base_count and 0 < row.fall < 1 and row.disjoint >= 39


def test_its_own_result_is_not_looked_at():
    made = claimed(indoors())
    assert rows(made, planted(2, 1, BESIDE, 1.0)) == rows(made, planted(2, 1, BESIDE, 3.0))


def test_a_doubling_larger_than_that_is_seen_and_a_change_far_below_is_not():
    made = claimed(indoors())
    seen = {1.05: 0, 2.0: 0}
    for seed in range(20, 24):
        (row,) = rows(made, planted(seed, 1, BESIDE, 1.0))
        assert 0.05 < row.rise < 1.0
        for factor in seen:
            _, by = answers(made, planted(seed, 1, BESIDE, factor))
            seen[factor] += by["rose"].answer == "supported"
    assert seen[2.0] == 4 and seen[1.05] <= 2


def test_a_window_to_come_is_moved_back_by_whole_years():
    start = month("2018-09")
    later = Window("year", "op", Months(start - 12, start - 1), Months.starting(start, 12))
    made = claimed(indoors())
    made = replace(
        made,
        interventions=tuple(replace(one, start=start) for one in made.interventions),
        rule=replace(made.rule, windows=(later,), readings=()),
    )
    (row,) = rows(made, counts(AREAS, 3, 12.0, 2))
    assert row.back == 12 and row.rise is not None


def test_the_refusal_is_the_runs():
    areas = grouped()
    panel = counts(areas, 7, 12.0, 2)
    made = claimed(indoors(), rule=ZoneRule("group", group=areas.groups[27]))
    (row,) = rows(made, panel, areas)
    _, by = answers(made, panel, areas)
    assert row.why == by["rose"].reasons[0]["why"] == "few-references" and row.rise is None
    gap = counts(AREAS, 7, 12.0, 2)
    covered = gap.covered.copy()
    covered[1, AREAS.index()[BESIDE[0]], 30] = False
    (row,) = rows(claimed(indoors()), replace(gap, covered=covered))
    assert row.why == "gaps"


def test_without_claims_on_them_every_other_outcome_has_a_row():
    panel = counts(AREAS, 4, 12.0, 2)
    assert [one.place for one in rows(claimed(claim("fell")), panel)] == ["indoors"]
    assert rows(replace(claimed(), interventions=(claimed().interventions[0],)), panel)
    plain = claimed()
    bare = replace(plain.interventions[0], other_outcomes=())
    assert rows(replace(plain, interventions=(bare,)), panel) == ()
    assert np.isfinite(rows(plain, panel)[0].expected)
