"""The worked example: tipping points, the picture of the quarrel, claims on harm and reporting."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from waterbed.disclosure import release
from waterbed.disclosure.exact import exact
from waterbed.model.kinds import KINDS, SECOND
from waterbed.model.released import ShownParameter
from waterbed.model.reporting_regions import quarrel_of
from waterbed.model.tipping import on_ratio
from waterbed.report.blocks import headline
from waterbed.report.sections.reporting import is_it_harm, outcome_block
from waterbed.report.words import harm, verdicts
from waterbed.reporting.tipping import from_effect

EXAMPLE = Path(__file__).parents[2] / "examples" / "redbridge" / "study.toml"
PLACES = ("target", "adjacent wards", "net")


@pytest.fixture(scope="module")
def results(redbridge_run):
    return release(redbridge_run[0], "public").content


def estimates(results, outcome: str):
    found = {
        one.parameter.zone: one
        for one in headline(results)
        if (one.parameter.intervention, one.parameter.outcome, one.parameter.part)
        == ("police operation", outcome, "whole")
    }
    return [found[zone] for zone in PLACES]


# Recorded against expected over twelve months, as the run finds them.  Violence in the target had
# been unusually low in its last three months, so that less is expected there than by its years.
RECORDED = {
    "sexual offences": {"target": 0.79, "adjacent wards": 1.06, "net": 1.03},
    "violence": {"target": 1.09, "adjacent wards": 1.00, "net": 1.01},
}


@pytest.mark.parametrize("outcome", RECORDED)
def test_tipping_points_of_target_ring_and_net(results, redbridge_run, outcome):
    raw = {
        (exact(ShownParameter, one.parameter), one.method): one
        for one in redbridge_run[0].estimates
        if not one.about
    }
    for one in estimates(results, outcome):
        zone = one.parameter.zone
        ratio = on_ratio(one, results.estimates)
        point, significant = from_effect(raw[ratio.parameter, ratio.method])
        assert point.value == pytest.approx(RECORDED[outcome][zone], abs=0.005), zone
        assert point.value == pytest.approx(one.observed / one.expected)
        assert significant.value is None  # none of these changes is more than chance
        low, high = ratio.deciding
        assert low < 0 < high


@pytest.mark.parametrize("outcome", RECORDED)
def test_ends_of_a_tipping_point_are_those_of_the_ratio(results, outcome):
    """The claims' reasons and the table alike: what decides is the ratio, and its range is one."""
    for one in estimates(results, outcome):
        ratio = on_ratio(one, results.estimates)
        assert ratio is one and one.parameter.scale == "ratio"
        ends = [1 + end for end in ratio.deciding]
        assert harm.released_ratio(ratio)[1:] == pytest.approx(ends)
        block = outcome_block(results, [one], 0)
        points = harm.points_of(harm.released_ratio(ratio), results.study.rule.smallest_effect)
        assert block.grids[0].rows[0][-1] == harm.tip_cell(points.opposite)
        assert block.paragraphs[0] == harm.sides_sentence(*ends)


def test_every_effect_has_its_tipping_points_in_the_results(results):
    found = {
        (one.parameter.outcome, one.parameter.zone, one.about): one
        for one in results.estimates
        if one.method == "tipping-point" and one.parameter.intervention == "police operation"
    }
    assert {about for _, _, about in found} == {"rho_point", "rho_sig", "rho_sei"}
    for outcome, places in RECORDED.items():
        for zone, recorded in places.items():
            point = found[outcome, zone, "rho_point"]
            assert point.value == pytest.approx(recorded, abs=0.005)
            assert point.post is not None and point.status == "exact"


@pytest.mark.parametrize("outcome", RECORDED)
def test_the_quarrel_cannot_be_settled_by_these_data(results, outcome):
    target, _, net = estimates(results, outcome)
    picture = quarrel_of(target, net)
    assert picture.verdict(1, 1) == "open"
    assert picture.statistic(1, 1) == pytest.approx(net.t)
    assert {picture.verdict(t, b) for t in (0.6, 1.6) for b in (0.6, 1.6)} == {"fell", "rose"}
    ratio = (target.observed, net.observed, net.expected)
    assert picture.at_equal == pytest.approx(ratio[1] / ratio[2])


def test_claims_on_harm_and_reporting_are_untestable_with_their_tipping_point(results):
    kinds = {}
    for verdict in results.verdicts:
        if KINDS[verdict.kind].parameter in SECOND:
            assert verdict.answer == "untestable"
            told = verdicts.reason_text(results, verdict)
            assert (
                re.search("in reporting by .* would make it no", told)
                and "What would test it:" in told
            )
            kinds[verdict.kind] = told
    assert set(kinds) == {"harm-fell", "harm-rose", "reporting-fell"}
    assert "Violence against the person in the target area" in kinds["harm-rose"]
    assert "Sexual offences in the target area" in kinds["reporting-fell"]
    assert "beyond chance if reporting fell" in kinds["harm-rose"]


def test_several_areas_are_the_target_areas(results):
    """Of the 22 wards of an order: "in the target area" is said of one area alone."""
    estimate, *_ = estimates(results, "sexual offences")
    assert "in the target area:" in harm.place_sentence(results.study, estimate)
    wide = tuple(replace(one, targets=22) for one in results.study.interventions)
    study = replace(results.study, interventions=wide)
    assert "in the target areas:" in harm.place_sentence(study, estimate)


def test_section(results):
    section = is_it_harm(results)
    # the outcomes that claims of harm or of reporting speak of, and the published rates
    titles = [block.title for block in section.blocks[:-1]]
    assert titles == ["Sexual offences", "Violence against the person"]
    for block in section.blocks[:-1]:
        assert len(block.charts) == 1
        assert block.points == (harm.WITHIN,)  # no zone's change is beyond chance
        assert sum(text.startswith("If fear silences") for text in block.paragraphs) == 1
        assert sum(text.startswith("If police presence") for text in block.paragraphs) == 1
