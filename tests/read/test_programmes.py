"""Programmes in the study file: what is read, and what is wrong with one, with its mend."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.read.study_files import errors_of, spoil, write
from waterbed.model.decision import decision, rule_sha256
from waterbed.model.programme import ALL_WAVES, Programme
from waterbed.model.study import NET
from waterbed.read.study.study_file import read_study

SECOND = """[[interventions]]
id = "second"
kind = "patrol"
start = "2019-01"
areas = ["A7"]
target = ["A7"]
zones = [{name = "ring", touching = "target"}]
[[interventions]]
id = "cameras"
kind = "cameras"
start = "2018-05"
areas = ["A9"]
"""
BOTH = '[[programmes]]\nid = "both"\nname = "Both patrols"\nwaves = ["patrol", "second"]\n'
OF_BOTH = ('intervention = "patrol"', 'intervention = "both"')


def text(programme: str = BOTH, *changes: tuple[str, str]) -> str:
    return spoil(("[rule]", f"{SECOND}{programme}[rule]"), OF_BOTH, *changes)


def test_a_programme_and_a_claim_about_it(tmp_path: Path) -> None:
    study = read_study(write(tmp_path, text()))
    assert study.programmes == (Programme("both", "Both patrols", ("patrol", "second")),)
    (claim,) = study.claims
    assert (claim.intervention, claim.window) == ("both", ALL_WAVES)


def test_a_claim_of_no_data_may_name_a_programme(tmp_path: Path) -> None:
    needs = ('kind = "fell"', 'kind = "needs"\ntested_by = "a survey"')
    (claim,) = read_study(write(tmp_path, text(BOTH, needs))).claims
    assert (claim.intervention, claim.window) == ("both", "")


@pytest.mark.parametrize("zone", ["ring", NET])
def test_zones_that_all_waves_have(tmp_path: Path, zone: str) -> None:
    at = ('kind = "fell"', f'kind = "fell"\nzone = "{zone}"')
    assert read_study(write(tmp_path, text(BOTH, at))).claims[0].zone == zone


def test_movement_is_asked_of_the_only_zone(tmp_path: Path) -> None:
    study = read_study(write(tmp_path, text(BOTH, ('kind = "fell"', 'kind = "moved"'))))
    assert study.claims[0].zone == "ring" and study.claims[0].window == ALL_WAVES


WRONG = {
    "one wave": (BOTH.replace(', "second"', ""), (), "programmes 'both', waves", "fewer than 2"),
    "the same twice": (
        BOTH.replace("second", "patrol"), (), "programmes 'both', waves", "stands twice",
    ),
    "no such wave": (
        BOTH.replace('"second"', '"third"'), (), "programmes 'both', waves", "no intervention",
    ),
    "no target": (
        BOTH.replace('"second"', '"cameras"'), (), "programmes 'both', waves", "has no target",
    ),
    "an id taken": (
        BOTH + BOTH.replace('"both"', '"patrol"'), (), "programmes 'patrol', id", "has this id",
    ),
    "two of one id": (BOTH + BOTH, (), "programmes, id", "stands twice"),
    "a recorded claim": (
        BOTH, (('kind = "fell"', 'kind = "recorded"\nstated = -0.2'),),
        "claims 'down', intervention", "not judged of several waves",
    ),
    "a claim on harm": (
        BOTH, (('kind = "fell"', 'kind = "harm-fell"'),),
        "claims 'down', intervention", "not judged of several waves",
    ),
    "movement without a zone": (
        BOTH, (('name = "ring"\ntouching', 'name = "edge"\ntouching'),
               ('kind = "fell"', 'kind = "moved"')),
        "claims 'down', zone", "needs a zone that every wave has",
    ),
    "a window": (
        BOTH, (('kind = "fell"', 'kind = "fell"\nwindow = "patrol, twelve months"'),),
        "claims 'down', window", "months of its own",
    ),
    "a zone of one wave": (
        BOTH, (("tolerance = 30", 'tolerance = 30\n[[interventions.zones]]\nname = "far"\n'
                'touching = "ring"'), ('kind = "fell"', 'kind = "fell"\nzone = "far"')),
        "claims 'down', zone", "every wave",
    ),
    "a window of the same name": (
        BOTH, (("data_seen_date = 2026-01-31", "data_seen_date = 2026-01-31\nwindows = [{name = "
                '"all waves", intervention = "patrol", base = ["2017-01", "2017-12"], '
                'post = ["2018-09", "2018-12"]}]'),),
        "rule, windows 'all waves', name", "months of all waves",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_named_with_its_mend(tmp_path: Path, name: str) -> None:
    programme, changes, place, problem = WRONG[name]
    (error,) = errors_of(tmp_path, text(programme, *changes))
    assert str(error.place) == place and problem in error.problem and error.mend


def test_the_rule_of_a_study_without_programmes_has_none(tmp_path: Path) -> None:
    assert "programmes" not in decision(read_study(write(tmp_path, spoil())))


def test_the_order_of_waves_is_not_in_the_rule_and_the_waves_are(tmp_path: Path) -> None:
    study = read_study(write(tmp_path, text()))
    turned = replace(study, programmes=(Programme("both", "Other", ("second", "patrol")),))
    assert rule_sha256(turned) == study.rule_sha256
    fewer = replace(study, programmes=(Programme("both", "Both", ("patrol", "cameras")),))
    assert rule_sha256(fewer) != study.rule_sha256


def test_names_stay_out_of_the_rule_of_unpublished_tables(tmp_path: Path) -> None:
    form = decision(read_study(write(tmp_path, text(BOTH, ("published = true", "")))))
    assert form["programmes"] == [
        {"id": "programme 1", "waves": ["intervention 1", "intervention 2"]}
    ]
    assert form["claims"][0]["intervention"] == "programme 1"
