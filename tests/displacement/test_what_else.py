"""What else a rise could be: other kinds, another intervention, police attention."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support.builders import claim, counts, grid, study
from waterbed.analysis.run import analyse
from waterbed.disclosure import release
from waterbed.disclosure.exact import exact
from waterbed.effect.diagnostics import police_attention
from waterbed.model.elsewhere import MIX, Breakdown, Part
from waterbed.model.released import ShownCheck
from waterbed.report.words import rises, verdicts
from waterbed.report.words.checks import check_text

AREAS = grid(12, 12)


def flagged(published=True, follows=True):
    """A study of two outcomes, the first of which follows police, with a claim on each zone."""
    panel = counts(AREAS, 4, outcomes=2)
    risen = panel.counts.copy()
    beside = [AREAS.index()[key] for key in ("A026", "A028", "A015", "A039")]
    risen[0, beside, 24:36] += 12
    asked = study(claim(kind="rose", zone="beside"), outcomes=2)
    outcomes = (replace(asked.outcomes[0], follows_police=follows), *asked.outcomes[1:])
    tables = tuple(replace(table, published=published) for table in asked.counts)
    asked = replace(asked, outcomes=outcomes, counts=tables)
    return analyse(asked, AREAS, replace(panel, counts=risen), placebos=99)


def attention(results):
    return {
        (check.parameter.outcome, check.parameter.zone): check
        for check in results.checks
        if check.name == "police-attention"
    }


def test_a_rise_of_what_follows_police_says_so_and_gates_nothing():
    results = flagged()
    checks = attention(results)
    assert {outcome for outcome, _ in checks} == {"o0"}
    there = checks["o0", "beside"]
    assert there.remark["direction"] == "rise" and there.passed is None and not there.gate
    assert "may be police attention that moved here" in check_text(
        release(results, "internal").content.study, exact(ShownCheck, there)
    )
    (verdict,) = results.verdicts
    plain = flagged(follows=False)
    assert not attention(plain)
    assert verdict.answer == plain.verdicts[0].answer == "supported"
    assert "police-attention" in [reason.code for reason in verdict.reasons]
    shown = release(results, "internal").content
    text = verdicts.reason_text(shown, shown.verdicts[0])
    assert "rise where police look" in text


def test_the_direction_of_unpublished_counts_is_not_told():
    closed = release(flagged(published=False), "public").content
    assert {check.remark["direction"] for check in attention(closed).values()} == {"unclear"}


@pytest.mark.parametrize(
    ("deciding", "direction"),
    [((2.0, 9.0), "rise"), ((-9.0, -2.0), "fall"), ((-9.0, 2.0), "unclear"), (None, "unclear")],
)
def test_directions_are_mirror_images(deciding, direction):
    estimate = replace(flagged().estimates[0], deciding=deciding)
    assert police_attention(estimate).remark["direction"] == direction


def zone(outcome, whole, kinds=(), parted=None):
    parts = {} if parted is None else {"co_treated": parted[0], "rest": parted[1]}
    keys = {"co_treated": None, "rest": None} | parts
    return Breakdown("op", outcome, "beside", "year", whole, kinds, (), (), **keys)


def test_the_three_stand_together():
    kinds = (Part("THEFT", 90.0, 60.0), Part("ROBBERY", 30.0, 40.0), Part(MIX, 0.0, -5.0))
    shared = Part("a", 50.0, 30.0), Part("b", 70.0, 70.0)
    here = [zone("o0", Part("all", 120.0, 95.0), kinds, shared), zone("o1", Part("all", 9.0, 9.0))]
    text = rises.together(study(outcomes=2), here)
    assert (
        "of two kinds counted" in text and "theft went up" in text and "robbery went down" in text
    )
    assert "20 more there, no change in the rest" in rises.next_door(study(outcomes=2), here)
    assert rises.next_door(study(), here[1:]) == ""
    assert rises.attention(study(), ()) == ""
