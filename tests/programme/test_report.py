"""The section on programmes, results.json and the tables: what a reader sees of a sum of waves."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace

import pytest

from tests.programme.staggered import MONTHS, TWO, boroughs, programme, two_waves, wave, window
from tests.support.builders import grid
from waterbed.analysis.run import analyse
from waterbed.disclosure import release
from waterbed.model.programme import POOLED, Programme
from waterbed.model.released import Released, ShownRun
from waterbed.report.page import report_html
from waterbed.report.record.results import results_json
from waterbed.report.sections.programme import do_they_add_up, foreseen
from waterbed.report.tables import tables
from waterbed.report.words.glossary import find
from waterbed.report.words.waves import understood


@pytest.fixture(scope="module")
def released() -> Released[ShownRun]:
    return release(two_waves(), "public")


def section(page: str) -> str:
    begin = page.index('<section id="waves"')
    return page[begin : page.index("</section>", begin)]


def plain(text: str) -> str:
    bare = re.sub(r"<[^>]+>", " ", re.sub(r"<svg.*?</svg>", "", text, flags=re.S))
    return " ".join(html.unescape(bare).split())


def test_the_section_says_what_was_added_up_and_what_its_range_means(released) -> None:
    told = plain(section(report_html(released)))
    (sum_of,) = [
        one
        for one in released.content.estimates
        if (one.method, one.parameter.scale) == (POOLED, "count")
    ]
    assert f"{sum_of.observed:,.0f} recorded" in told
    assert "made of bounds" in told and "whatever the waves have in common" in told
    assert "erred independently" in told and "decides nothing" in told
    assert "What would narrow it" in told and "By itself, each could have seen" in told
    for one in ("First, January to December 2017", "Second, July 2017 to June 2018"):
        assert one in told


def test_every_heading_of_its_tables_is_explained(released) -> None:
    heads = set(re.findall(r'<th scope="col"[^>]*>([^<]*)<', section(report_html(released))))
    assert "Wave" in heads
    assert all(find(one) or one == "Place" for one in heads), heads


def test_every_wave_has_its_own_picture_too(released) -> None:
    page = report_html(released)
    begin = page.index('<section id="change"')
    change = plain(page[begin : page.index("</section>", begin)])
    assert "first" in change.lower() and "second" in change.lower()


def test_results_json_has_the_waves_of_a_sum(released) -> None:
    found = json.loads(results_json(released))
    assert found["study"]["programmes"] == [
        {"id": "all", "name": "All of it", "waves": ["first", "second"]}
    ]
    sums = [one for one in found["estimates"] if one["method"] == POOLED]
    assert [one["scale"] for one in sums] == ["count", "ratio"]
    for one in sums:
        assert [part["intervention"] for part in one["waves"]] == ["first", "second"]
        assert one["window"] is None and one["window_name"] == "all waves"
        assert one["warnings"] and "whatever the waves have in common" in one["warnings"][0]
    count = sums[0]
    assert count["low"] == sum(part["low"] for part in count["waves"])


def test_the_tables_have_a_sheet_of_waves_only_where_there_are_some(released) -> None:
    found = {one.name: one for one in tables(released.content)}
    assert len(found["waves"].rows) == 4
    assert "waves" not in found["estimates"].columns
    bare = [one for one in released.content.estimates if not one.waves]
    without = replace(released.content, estimates=tuple(bare), verdicts=())
    assert "waves" not in {one.name for one in tables(without)}


def test_what_the_sum_could_have_seen_is_told_beside_each_wave(released) -> None:
    ((row, told),) = foreseen(released.content)
    assert row["intervention"] == "all" and 0 < row["fall"] < 1
    assert "first a fall of" in told and "second a fall of" in told


def test_a_sum_that_cannot_be_made_says_why() -> None:
    areas = grid(10, 10)
    waves = (TWO[0], wave("second", ("A022",), "2017-07"))
    raw = analyse(programme(waves, MONTHS), areas, boroughs(areas, 3))
    (made,) = do_they_add_up(release(raw).content)
    assert "counted twice" in made.blocks[0].finding
    assert "no comparison could be made" in made.finding.lower()


def test_a_study_without_programmes_has_no_such_section() -> None:
    areas = grid(10, 10)
    study = replace(programme(TWO, MONTHS), programmes=(), claims=())
    results = release(analyse(study, areas, boroughs(areas, 3))).content
    assert do_they_add_up(results) == ()


def test_check_says_what_it_understood() -> None:
    study = programme(TWO, (window("first", "2017-01"), window("second", "2017-07", 6)))
    said = understood(study, Programme("all", "All", ("first", "second")))
    assert "first (January to December 2017)" in said and "second (July to December 2017)" in said


def test_a_check_that_one_wave_failed_is_told_of_that_wave() -> None:
    """The second wave began at its peak: the sum may not say that anything fell, and says where."""
    areas = grid(10, 10)
    panel = boroughs(areas, 3, mean=12.0)
    counts = panel.counts.copy()
    counts[0, areas.ids.index("A077"), 18:30] *= 4
    raw = analyse(programme(TWO, MONTHS), areas, replace(panel, counts=counts))
    (verdict,) = raw.verdicts
    failed = [check for check in verdict.checks if check.passed is False]
    assert {(one.name, one.parameter.intervention) for one in failed} >= {("base-window", "second")}
    assert verdict.answer != "supported"
    page = plain(report_html(release(raw)))
    end = page.index("This comparison may not decide")
    told = page[end - 300 : end]
    assert "Second: the base" in told and "First: " not in told
