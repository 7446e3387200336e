"""What would let a study test a claim; what rows that are not there mean."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.read.made import incidents, long, wide
from waterbed.disclosure.inputs import release_study
from waterbed.model.codes import REFUSALS
from waterbed.read.study.study_file import read_study
from waterbed.report.words import claimed
from waterbed.report.words.testable import absent_rows, begun_inside, part_years, would_test

EXAMPLE = Path(__file__).parents[2] / "examples" / "redbridge" / "study.toml"
# Refusals of single methods or of commands on counts, which no claim of a study meets.
ELSEWHERE = {"method", "no-success", "no-dispersion"}


def released(study):
    return release_study(study, official=True, internal=True)


@pytest.fixture(scope="module")
def study():
    return read_study(EXAMPLE)


@pytest.mark.parametrize("why", sorted(set(REFUSALS) - ELSEWHERE) + ["later", "needs"])
def test_every_refusal_of_a_claim_says_what_would_test_it(study, why):
    said = would_test(study.claims[-1], why)
    assert said and not said.endswith(".")


def test_a_claim_that_needs_other_data_gives_its_own_words(study):
    claim = next(one for one in study.claims if one.kind == "needs")
    assert would_test(claim, "needs") + "." == claim.tested_by
    assert "tested_by" in would_test(replace(claim, tested_by=""), "needs")


def test_rows_that_are_not_there_are_told_for_every_table_of_counts(study, tmp_path):
    tables = (long(tmp_path / "a"), wide(tmp_path / "b", absent="no-data"),
              incidents(tmp_path / "c"))  # fmt: skip
    told = absent_rows(released(replace(study, counts=tables)))
    assert [line.partition(":")[0] for line in told] == ["long", "wide"]
    assert "counts as zero" in told[0] and "no data, not zero" in told[1]


def test_a_start_inside_a_month_is_told_where_something_is_asked_of_it(study):
    told = begun_inside(released(study))
    inside = [one for one in study.interventions if one.transition is not None and (
        one.target or one.target_group)]  # fmt: skip
    assert len(told) == len(inside) == 1
    assert told[0].startswith("Public space protection order on buying sex, whole borough began")
    assert "August 2018: that month counts neither before nor after" in told[0]
    none = tuple(replace(one, transition=None) for one in study.interventions)
    assert begun_inside(released(replace(study, interventions=none))) == ()


def test_a_share_of_what_several_areas_lost_is_told_of_them_all(study):
    """The order covers a borough; the operation one ward."""
    study = released(study)
    told = {one.id: claimed.judged_as(study, one) for one in study.claims if "moved" in one.kind}
    many = [
        one.id for one in study.claims if one.id in told and one.intervention == "borough order"
    ]
    assert many and all("in the target areas turned up" in told[key] for key in many)
    assert all("in the target area turned up" in told[key] for key in told if key not in many)


def test_windows_that_are_no_whole_years_are_told_with_what_to_do(study):
    shown = released(study)
    targeted = {one.id for one in shown.interventions if one.targets}
    part = [
        one for one in shown.rule.windows if len(one.post) % 12 and one.intervention in targeted
    ]
    told = part_years(shown)
    assert len(told) == len(part) > 0
    assert all("Compare twelve or twenty-four months" in line for line in told)
    whole = tuple(one for one in shown.rule.windows if len(one.post) % 12 == 0)
    assert part_years(replace(shown, rule=replace(shown.rule, windows=whole))) == ()
