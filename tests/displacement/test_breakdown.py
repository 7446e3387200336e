"""What a zone's rise is made of: parts add up; the Redbridge figures by offence and by borough."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.support.builders import WINDOW, counts, grid, study
from waterbed.analysis.run import read_inputs
from waterbed.disclosure import release
from waterbed.displacement.breakdown import breakdown
from waterbed.effect.compare import compare
from waterbed.model.errors import Refusal
from waterbed.model.study import Outcome
from waterbed.read import read_counts
from waterbed.report.record.results import results_json
from waterbed.report.sections.elsewhere import where_else

REDBRIDGE = Path(__file__).parents[2] / "examples" / "redbridge" / "study.toml"
CATEGORIES = (
    "ARSON AND CRIMINAL DAMAGE",
    "BURGLARY",
    "DRUG OFFENCES",
    "FRAUD AND FORGERY",
    "MISCELLANEOUS CRIMES AGAINST SOCIETY",
    "POSSESSION OF WEAPONS",
    "PUBLIC ORDER OFFENCES",
    "ROBBERY",
    "SEXUAL OFFENCES",
    "THEFT",
    "VEHICLE OFFENCES",
    "VIOLENCE AGAINST THE PERSON",
)


@pytest.fixture(scope="module")
def redbridge():
    inputs = read_inputs(REDBRIDGE)
    asked = inputs.study
    kinds = tuple(
        Outcome(category, category.lower(), (), ((("", category),),)) for category in CATEGORIES
    )
    panel = read_counts(asked.counts, kinds, inputs.areas, asked.areas, folder=asked.folder).panel
    window = next(
        named_window for named_window in asked.rule.windows if named_window.name == "twelve months"
    )
    comparison = compare(
        asked, window, inputs.areas, inputs.counts.panel, count=99, seed=[1], methods=()
    )
    return inputs, window, comparison.zones, panel


def of(redbridge, outcome, categories=False):
    inputs, window, zones, panel = redbridge
    return breakdown(
        inputs.counts.panel,
        inputs.areas,
        window,
        zones,
        outcome,
        "adjacent wards",
        categories=panel if categories else None,
        published=True,
    )


def changes(parts):
    return {part.name: part.change for part in parts}


def test_the_rise_of_all_crime_beside_loxford(redbridge):
    """+408.5, all of it in the wards under the order of May 2017; first theft, vehicle crime and
    violence; first Ilford Town, Clementswood and Valentines."""
    broken_down = of(redbridge, "all crime", categories=True)
    assert broken_down.whole.change == pytest.approx(408.50, abs=0.05)
    assert broken_down.co_treated.change == pytest.approx(412.99, abs=0.05)
    assert broken_down.rest.change == pytest.approx(-4.49, abs=0.05)
    assert [part.name for part in broken_down.by_category[:3]] == [
        "THEFT",
        "VEHICLE OFFENCES",
        "VIOLENCE AGAINST THE PERSON",
    ]
    kinds = changes(broken_down.by_category)
    assert kinds["VIOLENCE AGAINST THE PERSON"] == pytest.approx(87.84, abs=0.05)
    assert kinds["SEXUAL OFFENCES"] == pytest.approx(26.13, abs=0.05)
    assert kinds["ROBBERY"] == pytest.approx(-0.82, abs=0.05)
    assert changes(broken_down.by_group) == pytest.approx(
        {"Redbridge": 394.8, "Newham": 7.7, "Barking and Dagenham": 6.0}, abs=0.05
    )
    wards = changes(broken_down.by_area)
    assert list(wards)[:3] == ["Ilford Town", "Clementswood", "Valentines"]
    assert wards["Ilford Town"] == pytest.approx(238.6, abs=0.05)


def test_the_parts_add_up(redbridge):
    for outcome in ("all crime", "sexual offences", "violence"):
        broken_down = of(redbridge, outcome, categories=outcome == "all crime")
        whole = broken_down.whole
        for side in (broken_down.by_category, broken_down.by_group, broken_down.by_area):
            if side:
                assert sum(part.change for part in side) == pytest.approx(whole.change)
                assert sum(part.observed for part in side) == pytest.approx(whole.observed)
        both = broken_down.co_treated.change + broken_down.rest.change
        assert both == pytest.approx(whole.change)


def test_every_part_says_what_of_it_lies_under_the_order(redbridge):
    broken_down = of(redbridge, "all crime", categories=True)
    assert broken_down.whole.co_treated == pytest.approx(412.99, abs=0.05)
    assert broken_down.whole.rest == pytest.approx(-4.49, abs=0.05)
    kinds = {part.name: part for part in broken_down.by_category}
    assert kinds["SEXUAL OFFENCES"].co_treated == pytest.approx(26.36, abs=0.05)
    assert kinds["SEXUAL OFFENCES"].rest == pytest.approx(-0.22, abs=0.05)
    for side in (broken_down.by_category, broken_down.by_group, broken_down.by_area):
        assert sum(part.co_treated for part in side) == pytest.approx(broken_down.whole.co_treated)


@pytest.fixture(scope="module")
def run_and_block(redbridge_run):
    """The section of the worked example, as written."""
    results = redbridge_run[0]
    released = release(results, "public").content
    return results, next(
        b for b in where_else(released) if b.title.startswith("What is the change")
    )


def test_the_report_says_first_that_it_is_not_unusual(run_and_block):
    results, block = run_and_block
    (broken_down,) = (row for row in results.elsewhere[0].breakdowns if row.outcome == "all crime")
    now, years = broken_down.usual
    assert (now.placebos, now.starts, years.starts) == (632, 1, 7)
    for usual in broken_down.usual:
        assert usual.low < -500 and usual.high > 1200 and usual.p > 0.2
    text = next(point for point in block.points if point.startswith("All crime"))
    steps = ["408 more", "not unusual", "theft 168 more", "Redbridge 395 more"]
    assert [text.index(step) for step in steps] == sorted(text.index(step) for step in steps)


def test_the_placebos_of_this_start_are_those_of_the_difference(run_and_block):
    """The same p and interval as the difference's estimate of the zone."""
    results, _ = run_and_block
    for broken_down in results.elsewhere[0].breakdowns:
        (estimate,) = (
            estimate
            for estimate in results.estimates
            if (
                estimate.method,
                estimate.parameter.outcome,
                estimate.parameter.zone,
                estimate.parameter.scale,
            )
            == ("difference", broken_down.outcome, broken_down.zone, "count")
            and (estimate.parameter.window, estimate.parameter.part)
            == (broken_down.window, "whole")
        )
        now = broken_down.usual[0]
        assert now.p == pytest.approx(estimate.p) and now.disjoint == estimate.disjoint
        assert (now.low, now.high) == pytest.approx((estimate.low, estimate.high))
        assert broken_down.whole.change == pytest.approx(estimate.value)


def test_the_kinds_are_those_of_the_table(redbridge, run_and_block):
    """Read in the run, for the months of the window alone: as the whole table, read by hand."""
    results, _ = run_and_block
    (broken_down,) = (row for row in results.elsewhere[0].breakdowns if row.outcome == "all crime")
    by_hand = of(redbridge, "all crime", categories=True)
    assert broken_down.by_category == by_hand.by_category
    assert not any(b.by_category for b in results.elsewhere[0].breakdowns if b is not broken_down)


def test_results_json_has_it(run_and_block):
    results, _ = run_and_block
    elsewhere = json.loads(results_json(release(results, "public")))["elsewhere"][0]
    (broken_down,) = (row for row in elsewhere["breakdowns"] if row["outcome"] == "all crime")
    assert broken_down["whole"]["change"] == pytest.approx(408.50, abs=0.05)
    assert broken_down["co_treated"]["change"] == pytest.approx(412.99, abs=0.05)
    assert broken_down["by_category"][0]["name"] == "THEFT"
    assert broken_down["usual"][0]["placebos"] == 632


AREAS = grid()


def made(seed=1, **keys):
    panel = counts(AREAS, seed, 8.0, 2)
    zones = compare(study(outcomes=2), WINDOW, AREAS, panel, count=9, seed=[1], methods=()).zones
    return breakdown(panel, AREAS, WINDOW, zones, "o0", "beside", **keys), panel, zones


def test_counts_by_hand():
    broken_down, panel, zones = made()
    own = dict(zones.named())["beside"]
    base, post = panel.total(WINDOW.base)[0], panel.total(WINDOW.post)[0]
    growth = post[zones.donors].sum() / base[zones.donors].sum()
    assert broken_down.whole.observed == post[own].sum()
    assert broken_down.whole.expected == pytest.approx(growth * base[own].sum())
    assert broken_down.whole.smallest == min(base[own].sum(), post[own].sum())
    assert broken_down.co_treated is None and broken_down.rest is None
    assert len(broken_down.by_area) == len(own)


def test_a_category_that_is_the_whole_leaves_nothing_over():
    _, panel, _ = made()
    alone = replace(panel, outcomes=("all",), counts=panel.counts[:1], covered=panel.covered[:1])
    broken_down, _, _ = made(categories=alone)
    (only,) = broken_down.by_category
    assert only.name == "all" and only.change == pytest.approx(broken_down.whole.change)


def test_gaps_and_empty_donors_are_refused():
    _, panel, zones = made()
    covered = panel.covered.copy()
    covered[0, dict(zones.named())["beside"][0], 30] = False
    with pytest.raises(Refusal) as refused:
        breakdown(replace(panel, covered=covered), AREAS, WINDOW, zones, "o0", "beside")
    assert refused.value.name == "gaps"
    empty = np.where(np.isin(np.arange(len(AREAS)), zones.donors)[None, :, None], 0, panel.counts)
    with pytest.raises(Refusal) as refused:
        breakdown(replace(panel, counts=empty), AREAS, WINDOW, zones, "o0", "beside")
    assert refused.value.name == "empty-base"
