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
    kinds = tuple(Outcome(one, one.lower(), (), ((("", one),),)) for one in CATEGORIES)
    panel = read_counts(asked.counts, kinds, inputs.areas, asked.areas, folder=asked.folder).panel
    window = next(one for one in asked.rule.windows if one.name == "twelve months")
    found = compare(
        asked, window, inputs.areas, inputs.counts.panel, count=99, seed=[1], methods=()
    )
    return inputs, window, found.zones, panel


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
    return {one.name: one.change for one in parts}


def test_the_rise_of_all_crime_beside_loxford(redbridge):
    """+408.5, all of it in the wards under the order of May 2017; first theft, vehicle crime and
    violence; first Ilford Town, Clementswood and Valentines."""
    found = of(redbridge, "all crime", categories=True)
    assert found.whole.change == pytest.approx(408.50, abs=0.05)
    assert found.co_treated.change == pytest.approx(412.99, abs=0.05)
    assert found.rest.change == pytest.approx(-4.49, abs=0.05)
    assert [one.name for one in found.by_category[:3]] == [
        "THEFT",
        "VEHICLE OFFENCES",
        "VIOLENCE AGAINST THE PERSON",
    ]
    kinds = changes(found.by_category)
    assert kinds["VIOLENCE AGAINST THE PERSON"] == pytest.approx(87.84, abs=0.05)
    assert kinds["SEXUAL OFFENCES"] == pytest.approx(26.13, abs=0.05)
    assert kinds["ROBBERY"] == pytest.approx(-0.82, abs=0.05)
    assert changes(found.by_group) == pytest.approx(
        {"Redbridge": 394.8, "Newham": 7.7, "Barking and Dagenham": 6.0}, abs=0.05
    )
    wards = changes(found.by_area)
    assert list(wards)[:3] == ["Ilford Town", "Clementswood", "Valentines"]
    assert wards["Ilford Town"] == pytest.approx(238.6, abs=0.05)


def test_the_parts_add_up(redbridge):
    for outcome in ("all crime", "sexual offences", "violence"):
        found = of(redbridge, outcome, categories=outcome == "all crime")
        whole = found.whole
        for side in (found.by_category, found.by_group, found.by_area):
            if side:
                assert sum(one.change for one in side) == pytest.approx(whole.change)
                assert sum(one.observed for one in side) == pytest.approx(whole.observed)
        both = found.co_treated.change + found.rest.change
        assert both == pytest.approx(whole.change)


def test_every_part_says_what_of_it_lies_under_the_order(redbridge):
    found = of(redbridge, "all crime", categories=True)
    assert found.whole.co_treated == pytest.approx(412.99, abs=0.05)
    assert found.whole.rest == pytest.approx(-4.49, abs=0.05)
    kinds = {one.name: one for one in found.by_category}
    assert kinds["SEXUAL OFFENCES"].co_treated == pytest.approx(26.36, abs=0.05)
    assert kinds["SEXUAL OFFENCES"].rest == pytest.approx(-0.22, abs=0.05)
    for side in (found.by_category, found.by_group, found.by_area):
        assert sum(one.co_treated for one in side) == pytest.approx(found.whole.co_treated)


@pytest.fixture(scope="module")
def told(redbridge_run):
    """The section of the worked example, as written."""
    results = redbridge_run[0]
    released = release(results, "public").content
    return results, next(
        b for b in where_else(released) if b.title.startswith("What is the change")
    )


def test_the_report_says_first_that_it_is_not_unusual(told):
    results, block = told
    (found,) = (one for one in results.elsewhere[0].breakdowns if one.outcome == "all crime")
    now, years = found.usual
    assert (now.placebos, now.starts, years.starts) == (632, 1, 7)
    for one in found.usual:
        assert one.low < -500 and one.high > 1200 and one.p > 0.2
    text = next(one for one in block.points if one.startswith("All crime"))
    steps = ["408 more", "not unusual", "theft 168 more", "Redbridge 395 more"]
    assert [text.index(step) for step in steps] == sorted(text.index(step) for step in steps)


def test_the_placebos_of_this_start_are_those_of_the_difference(told):
    """The same p and interval as the difference's estimate of the zone."""
    results, _ = told
    for found in results.elsewhere[0].breakdowns:
        (one,) = (
            one
            for one in results.estimates
            if (one.method, one.parameter.outcome, one.parameter.zone, one.parameter.scale)
            == ("difference", found.outcome, found.zone, "count")
            and (one.parameter.window, one.parameter.part) == (found.window, "whole")
        )
        now = found.usual[0]
        assert now.p == pytest.approx(one.p) and now.disjoint == one.disjoint
        assert (now.low, now.high) == pytest.approx((one.low, one.high))
        assert found.whole.change == pytest.approx(one.value)


def test_the_kinds_are_those_of_the_table(redbridge, told):
    """Read in the run, for the months of the window alone: as the whole table, read by hand."""
    results, _ = told
    (found,) = (one for one in results.elsewhere[0].breakdowns if one.outcome == "all crime")
    by_hand = of(redbridge, "all crime", categories=True)
    assert found.by_category == by_hand.by_category
    assert not any(b.by_category for b in results.elsewhere[0].breakdowns if b is not found)


def test_results_json_has_it(told):
    results, _ = told
    made = json.loads(results_json(release(results, "public")))["elsewhere"][0]
    (found,) = (one for one in made["breakdowns"] if one["outcome"] == "all crime")
    assert found["whole"]["change"] == pytest.approx(408.50, abs=0.05)
    assert found["co_treated"]["change"] == pytest.approx(412.99, abs=0.05)
    assert found["by_category"][0]["name"] == "THEFT"
    assert found["usual"][0]["placebos"] == 632


AREAS = grid()


def made(seed=1, **keys):
    panel = counts(AREAS, seed, 8.0, 2)
    zones = compare(study(outcomes=2), WINDOW, AREAS, panel, count=9, seed=[1], methods=()).zones
    return breakdown(panel, AREAS, WINDOW, zones, "o0", "beside", **keys), panel, zones


def test_counts_by_hand():
    found, panel, zones = made()
    own = dict(zones.named())["beside"]
    base, post = panel.total(WINDOW.base)[0], panel.total(WINDOW.post)[0]
    growth = post[zones.donors].sum() / base[zones.donors].sum()
    assert found.whole.observed == post[own].sum()
    assert found.whole.expected == pytest.approx(growth * base[own].sum())
    assert found.whole.smallest == min(base[own].sum(), post[own].sum())
    assert found.co_treated is None and found.rest is None
    assert len(found.by_area) == len(own)


def test_a_category_that_is_the_whole_leaves_nothing_over():
    _, panel, _ = made()
    alone = replace(panel, outcomes=("all",), counts=panel.counts[:1], covered=panel.covered[:1])
    found, _, _ = made(categories=alone)
    (only,) = found.by_category
    assert only.name == "all" and only.change == pytest.approx(found.whole.change)


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
