"""The Maryland scale and the five headings: by what the study holds, never by what came out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.report import report_fixture as fixture
from waterbed.model.released_study import ShownChoice
from waterbed.report.words.standing import OPEN, headings, maryland, maryland_sentence


def chosen(rule: str):
    results = fixture.results()
    interventions = tuple(
        replace(one, chosen_for=ShownChoice(rule)) for one in results.study.interventions
    )
    return replace(results, study=replace(results.study, interventions=interventions))


def test_a_place_beside_others_stands_at_three():
    assert maryland(fixture.results()) == 3
    assert "stands at 3 of 5" in maryland_sentence(fixture.results())


def test_places_drawn_by_lot_stand_at_five_and_nothing_compared_at_two():
    assert maryland(chosen("random")) == 5
    assert maryland(chosen("peak")) == 3
    results = fixture.results()
    alone = tuple(replace(one, placebos=None) for one in results.estimates)
    assert maryland(replace(results, estimates=alone)) == 2
    assert maryland(replace(results, estimates=(), readings=())) == 0


@pytest.mark.parametrize("answer", ["supported", "contradicted", "undecided"])
def test_what_came_out_moves_neither(answer):
    results = fixture.results()
    turned = tuple(replace(one, answer=answer) for one in results.verdicts)
    more = replace(results, verdicts=turned)
    assert maryland_sentence(more) == maryland_sentence(results) and headings(more) == headings(
        results
    )


def test_headings_that_the_study_holds_nothing_for_are_left_open():
    told = dict(headings(fixture.results()))
    assert len(told) == 5
    assert told["Economic cost"] == told["Mechanism: how it works"] == OPEN
    assert told["Implementation: what was done"] == OPEN
    study = replace(fixture.study(), activity=(("fines", "", ""),))
    held = dict(headings(replace(fixture.results(), study=study)))
    assert held["Implementation: what was done"] == "1 total or table of what was done"
    bare = dict(headings(replace(fixture.results(), verdicts=(), estimates=())))
    assert set(bare.values()) == {OPEN}
