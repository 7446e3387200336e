"""A table by borough beside one by ward: asked about, told, and read where it is declared."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.told import notices
from waterbed.model.areas import Areas
from waterbed.model.errors import InputError, InputErrors
from waterbed.model.study import AreaSource, CountTable, Outcome
from waterbed.read.study.study_file import read_study
from waterbed.read.tables.counts import read_counts

WARDS = ("Homerton", "Loxford", "Hale")
AREAS = Areas(WARDS, WARDS, ("Hackney", "Redbridge", "Haringey"))
POLICE = "Ward,2017-01,2017-02\nHomerton,4,5\nLoxford,7,6\nHale,1,2\n"
ADVERTS = "Borough,2017-01,2017-02\nHackney,40,50\nRedbridge,70,60\nHaringey,10,20\n"


def outcome(id: str, *tables: str) -> Outcome:
    return Outcome(id, id, tables, ((),))


def tables(tmp_path: Path) -> list[CountTable]:
    listed = []
    for name, area, text in (("police", "Ward", POLICE), ("adverts", "Borough", ADVERTS)):
        file = tmp_path / f"{name}.csv"
        file.write_text(text, "utf-8")
        listed.append(CountTable(name, file, "wide", area, absent="zero"))
    return listed


def test_groups_in_the_place_of_areas_are_told_apart(tmp_path: Path) -> None:
    """Not asked about as misspelt: Hackney is no Homerton."""
    outcomes = [outcome("police", "police"), outcome("adverts", "adverts")]
    with pytest.raises((InputError, InputErrors)) as caught:
        read_counts(tables(tmp_path), outcomes, AREAS, AreaSource())
    said = str(caught.value)
    assert "adverts.csv, 'Borough': 3 of 3 names are groups of the file of areas" in said
    assert 'tables = ["adverts"]' in said and "aliases" not in said


def test_groups_that_are_areas_as_well_are_read(tmp_path: Path) -> None:
    groups = ("Hackney", "Redbridge", "Haringey")
    both = Areas((*WARDS, *groups), (*WARDS, *groups), (*groups, *("boroughs",) * 3))
    outcomes = [outcome("police", "police"), outcome("adverts", "adverts")]
    read = read_counts(tables(tmp_path), outcomes, both, AreaSource())
    assert read.panel.counts[0].sum() == 25 and read.panel.counts[1].sum() == 250
    assert not any(
        "together" in str(notice) for record in read.records for notice in notices(record)
    )


def test_tables_of_other_areas_that_one_outcome_adds_up_are_told(tmp_path: Path) -> None:
    outcomes = [outcome("all"), outcome("adverts", "adverts")]
    read = read_counts(tables(tmp_path), outcomes, None, AreaSource())
    assert read.panel.counts[0].sum() == 275
    joined = [notice for notice in notices(read.records[1]) if "no area in common" in str(notice)]
    assert len(joined) == 1 and "'all' counts this table and 'police' together" in str(joined[0])
    assert not notices(read.records[0])


STUDY = """
title = "Indoors"
question = "Did it move?"
[[counts]]
name = "police"
file = "police.csv"
layout = "wide"
area = "Ward"
[[counts]]
name = "adverts"
file = "adverts.csv"
layout = "wide"
area = "Borough"
[[outcomes]]
id = "everything"
[[outcomes]]
id = "adverts"
[[interventions]]
id = "patrol"
kind = "patrol"
start = "2017-02"
target = ["Loxford"]
chosen_for = { rule = "unknown" }
[rule]
data_seen = true
data_seen_date = 2026-01-01
[[claims]]
id = "fell"
who = "Council"
side = "council"
words = "It fell."
source = "paper"
date = "2017"
kind = "fell"
outcome = "everything"
"""


def test_two_outcomes_without_tables_are_refused(tmp_path: Path) -> None:
    tables(tmp_path)
    file = tmp_path / "study.toml"
    file.write_text(STUDY, "utf-8")
    with pytest.raises((InputError, InputErrors)) as caught:
        read_study(file)
    said = str(caught.value)
    assert "study.toml, outcomes 'adverts', tables: this outcome counts the same" in said
    assert "'everything'" in said and 'tables = ["adverts"]' in said
    file.write_text(
        STUDY.replace('id = "adverts"\n[[i', 'id = "adverts"\ntables = ["adverts"]\n[[i')
    )
    assert read_study(file).outcomes[1].tables == ("adverts",)
