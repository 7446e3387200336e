"""Names of areas wherever a study takes ids."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.read.made import crime, street
from tests.read.study_files import SMALL, spoil, write
from waterbed.analysis.run import read_inputs
from waterbed.model.areas import Areas
from waterbed.model.errors import InputError
from waterbed.model.study import ZoneRule
from waterbed.read.agree import check_places
from waterbed.read.study.by_name import by_name
from waterbed.read.study.study_file import read_study

AREAS = Areas(
    ("A1", "A2", "A3", "B1"), ("St Mary's", "Bradford 039H", "Leeds 1A", "Leeds 1A"), ("",) * 4
)


def listed(folder: Path, target: str, zone: str):
    text = spoil(('"A1"', f'"{target}"'), ('touching = "target"\ntolerance = 30',
                                            f'areas = ["{zone}"]'))  # fmt: skip
    return read_study(write(folder, text.replace('"A1"', f'"{target}"')))


def test_ids_and_names_mean_the_same(tmp_path: Path) -> None:
    by_id = by_name(listed(tmp_path, "A1", "A2"), AREAS).interventions
    for target, zone in (("Saint Marys ward", "bradford 039h"), ("A1", "Bradford 039H")):
        by_names = by_name(listed(tmp_path, target, zone), AREAS)
        assert by_names.interventions == by_id
        check_places(by_names, AREAS)


def test_what_is_no_name_or_the_name_of_two_is_told(tmp_path: Path) -> None:
    for zone, said in (("Leeds 1A", "This is the name of 'A3', 'B1'"), ("Bradfrod 039H", "A2")):
        with pytest.raises(InputError, match="no area has this id") as caught:
            check_places(by_name(listed(tmp_path, "A1", zone), AREAS), AREAS)
        assert said in caught.value.mend


def test_one_area_by_two_names_has_one_role(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="listed in two roles") as caught:
        by_name(listed(tmp_path, "A1", "St Mary's"), AREAS)
    assert "ring" in str(caught.value.place)


def test_a_list_that_names_an_area_twice_holds_it_once(tmp_path: Path) -> None:
    study = listed(tmp_path, "A1", "A2")
    rule = ZoneRule("list", areas=("A2", "Bradford 039H"))
    (intervention,) = study.interventions
    changed = replace(study, interventions=(replace(intervention, zones=(("ring", rule),)),))
    assert by_name(changed, AREAS).interventions[0].zones[0][1].areas == ("A2",)


def test_police_uk_gives_the_names_where_there_is_no_map(tmp_path: Path) -> None:
    for at in ("2016-07", "2017-07"):
        rows = [
            dict(crime(f"E0100000{k}"), **{"LSOA name": f"Bradford 039{'ABCDEFGH'[k - 1]}"})
            for k in range(1, 9)
        ]
        street(tmp_path / "files", "kent", at, rows)
    study = write(tmp_path, POLICE_UK)
    inputs = read_inputs(study)
    assert inputs.areas.names[:2] == ("Bradford 039A", "Bradford 039B")
    (intervention,) = inputs.study.interventions
    assert intervention.target == ("E01000003",) and intervention.zones[0][1].areas == (
        "E01000008",
    )


POLICE_UK = (
    SMALL.split("[areas]")[0]
    + """
[[counts]]
name = "crime"
file = "files"
layout = "police-uk"
published = true
[[interventions]]
id = "patrol"
kind = "patrol"
start = "January 2017"
target = ["Bradford 039C"]
[[interventions.zones]]
name = "next door"
areas = ["Bradford 039H"]
[rule]
data_seen = true
data_seen_date = 2026-11-24
[[outcomes]]
id = "all"
[[claims]]
id = "down"
who = "The council"
side = "council"
words = "It is down."
source = "made up"
date = "2017"
kind = "fell"
outcome = "all"
"""
)
