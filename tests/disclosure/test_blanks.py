"""Areas in which nothing was ever counted: none is told by its role, by the map or by a number.

A table of incidents has no row of them, so that they have no data; which they are says that they
counted nought.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from tests.disclosure.test_invariance import AREAS, BESIDE, TARGET, closed, drawn, panel
from waterbed.analysis.run import analyse
from waterbed.disclosure import release
from waterbed.disclosure.inputs import coarse_rows, release_input
from waterbed.model.estimate import Figure, remark
from waterbed.model.released import ShownFigure, ShownRun
from waterbed.model.results import InputRecord, Results
from waterbed.report.page import report_html
from waterbed.report.record.results import record, results_json

DONOR = 3
ELSEWHERE = {"beside": BESIDE[0], "a comparison area": DONOR}


def run_without(area: int | None, profile: str = "public", mean: float = 2.0) -> ShownRun:
    """A run of official areas, one of them without any count."""
    made = panel(drawn(3, mean, 5.0))
    if area is not None:
        made.counts[:, area], made.covered[:, area] = 0, False
    raw: Results = replace(analyse(closed(), AREAS, made), official=True)
    return release(raw, profile).content


def places(shown: ShownRun) -> object:
    """All that is said of which areas there are."""
    return (
        shown.roles,
        shown.map,
        [(estimate.parameter, estimate.method, estimate.areas) for estimate in shown.estimates],
        [total.areas for total in shown.outcomes],
        [notice.code for notice in shown.notices],
    )


@pytest.mark.parametrize("where", ELSEWHERE)
def test_no_role_and_no_map_tells_of_an_area_without_counts(where: str) -> None:
    """The ring of the target lacked it, on the map and in its number: a nought with a name."""
    own, told = run_without(None), run_without(ELSEWHERE[where])
    assert places(own) == places(told)
    assert {role.role: role.areas for role in told.roles}["beside"] == len(BESIDE)
    inside = places(run_without(ELSEWHERE[where], "internal"))
    assert inside != places(run_without(None, "internal"))


@pytest.mark.parametrize("area", [TARGET, BESIDE[0]])
def test_a_place_without_a_row_is_told_as_one_that_counted_too_little(area: int) -> None:
    """That months are missing in it said of the target that it counted nought in every month, and
    so of a zone, by its name on the map."""
    counts = drawn(3, 2.0, 5.0)
    counts[area] = 0
    few, none = panel(counts), panel(counts)
    few.counts[:, area, [5, 29, 40]] = 1
    none.covered[:, area] = False
    (rule,) = closed().interventions
    zone = replace(rule.zones[0][1], kind="list", areas=(AREAS.ids[BESIDE[0]],))
    asked = replace(closed(), interventions=(replace(rule, zones=(("beside", zone),)),))
    kept = [
        record(release(replace(analyse(asked, AREAS, given), official=True)).content)
        for given in (few, none)
    ]
    assert kept[0] == kept[1]
    # Where a row that is not there means that nobody knows, it is said that months are missing.
    (table,) = asked.counts
    unknown = replace(asked, counts=(replace(table, absent="no-data"),))
    assert "gaps" in results_json(release(analyse(unknown, AREAS, none))).decode()


@pytest.mark.parametrize("month", [30, 40])
def test_a_window_with_a_month_without_a_row_is_told_as_one_that_counted_too_little(
    month: int,
) -> None:
    """Of windows of two months one later than the other, those of which months were said to be
    missing told in which nothing was counted anywhere."""
    blank = panel(drawn(3, 2.0, 5.0))
    blank.counts[..., month], blank.covered[..., month] = 0, False
    shown = release(analyse(closed(), AREAS, blank)).content
    assert {verdict.answer for verdict in shown.verdicts} == {"not-shown"}
    assert {str(verdict.reasons[0].facts) for verdict in shown.verdicts} == {"(('why', 'few'),)"}
    usual = release(analyse(closed(), AREAS, panel(drawn(3, 2.0, 5.0)))).content
    rows = [[(row.parameter, row.method) for row in each.estimates] for each in (usual, shown)]
    assert rows[0] == rows[1]
    assert {estimate.status for estimate in shown.estimates} == {"withheld"}
    assert "months are missing" not in report_html(release(analyse(closed(), AREAS, blank)))


def test_few_that_are_compared_with_are_not_numbered() -> None:
    """Where they count too little to be shown, how many of them count anything is not said."""
    for shown in (run_without(None, mean=0.01), run_without(DONOR, mean=0.01)):
        facts = [
            fact.value
            for check in shown.checks
            for name, fact in check.remark.facts
            if name in ("of", "placebos", "disjoint")
        ]
        assert facts and set(facts) == {None}


def test_no_number_of_a_check_tells_how_many_pasts_are_alike() -> None:
    """`of` said what `placebos` withheld, where a place was chosen for its past."""
    asked = closed()
    chosen = replace(asked.interventions[0].chosen_for, rule="peak", outcome="o0")
    asked = replace(
        asked,
        interventions=(replace(asked.interventions[0], chosen_for=chosen),),
        rule=replace(asked.rule, headline="forecast"),
    )
    shown = release(analyse(asked, AREAS, panel(drawn(3, 2.0, 9.0)))).content
    checked = [dict(check.remark.facts) for check in shown.checks if check.name == "comparable"]
    assert checked and all(facts["of"].value is None for facts in checked)
    assert np.array([estimate.placebos is None for estimate in shown.estimates]).any()


@pytest.mark.parametrize("month", [7, 40])
def test_no_month_in_which_nothing_was_counted_is_named(month: int) -> None:
    """A month without a row is one of which all areas together counted nought."""
    made = panel(drawn(3, 2.0, 5.0))
    made.counts[..., month], made.covered[..., month] = 0, False
    raw = analyse(closed(), AREAS, made)
    named = {7: ("August 2014", "September 2014"), 40: ("May 2017",)}[month]
    inside, shown = (
        results_json(release(raw, profile)).decode() for profile in ("internal", "public")
    )
    assert all(name in inside for name in named)
    assert not any(name in shown for name in named)
    assert "no outcome has months without data" not in report_html(release(raw))
    # Where a row that is not there means that nobody knows, it says nothing of a count.
    (table,) = raw.study.counts
    unknown = replace(raw.study, counts=(replace(table, absent="no-data"),))
    assert named[0] in results_json(release(analyse(unknown, AREAS, made))).decode()


def test_rows_of_a_file_leave_ten_numbers_each() -> None:
    """No ledger holds them: incidents of 52 rows, less 45 of a kind, were 1 to 9 of the others."""
    kept = Counter(coarse_rows(number) for number in range(1, 3900))
    assert min(kept.values()) >= 10 and kept[5] == 14
    assert coarse_rows(0) == 0
    (few,) = {release_input(replace(RECORD, rows=rows), False, False).rows for rows in range(1, 15)}
    assert few == 5
    remark_of = release_input(RECORD, False, False).remarks[0].facts
    assert remark_of == (("cells", ShownFigure(5.0, "plain", "rounded")),)


def test_that_a_kind_counts_none_is_not_remarked_on() -> None:
    """Of two kinds that an outcome selects the report said that one has no row."""
    idle = remark("idle-selector", outcome="two", selector="brothels")
    record = replace(RECORD, remarks=(*RECORD.remarks, idle))
    assert len(release_input(record, False, False, {"two"}).remarks) == 1
    assert len(release_input(replace(record, published=True), True, True).remarks) == 2


RECORD = InputRecord("a.csv", "", 52, 3, (("no-area", 3),), remarks=(
    remark("absent", cells=Figure(2)),
))  # fmt: skip
