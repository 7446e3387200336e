"""Figures and words that new users met and that did not say the same in two places."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import xlsxwriter
from click.testing import CliRunner

from tests.cli.test_first_use import STUDY
from tests.read.made import crime, street, write
from tests.report import report_fixture as fixture
from waterbed.cli import main
from waterbed.report.sections.first_page import first_page as first_of
from waterbed.report.words import front
from waterbed.report.words.answers import what_fits
from waterbed.report.words.glossary import find

WARDS = tuple(f"Ward {letter}" for letter in "ABCDEFGH")
MONTHS = [f"{year}-{month:02d}" for year in range(2014, 2018) for month in range(1, 13)]


def told(*words: object, code: int = 0) -> str:
    done = CliRunner().invoke(main, list(map(str, words)), catch_exceptions=False)
    assert done.exit_code == code, done.output
    return " ".join(done.output.split())


def test_blank_rows_are_no_rows_in_what_is_said_nor_in_the_study(tmp_path: Path) -> None:
    rows = [[ward, at, str(5 + k % 7)] for k, at in enumerate(MONTHS) for ward in WARDS]
    for at in (40, 90, 300):
        rows.insert(at, ["", "", ""])
    counts = write(tmp_path / "counts.csv", ["Ward", "Month", "Count"], rows)
    study = tmp_path / "study.toml"
    said = told("new", study, "--counts", counts, "--place", "Ward A", "--start", "2016-01")
    assert "384 rows, 0 rejected" in said and "3 blank rows" in said
    assert "384 rows, January 2014" in study.read_text(encoding="utf-8")


def test_a_draft_asks_by_the_names_of_the_place_and_of_what_was_done(tmp_path: Path) -> None:
    rows = [[ward, at, 5 + k % 7] for k, at in enumerate(MONTHS) for ward in WARDS]
    counts = write(tmp_path / "noise.csv", ["Ward", "Month", "Count"], rows)
    study = tmp_path / "study.toml"
    said = told("new", study, "--counts", counts, "--place", "Ward A", "--kind", "street wardens",
                "--start", "2016-01", "--beside", "Ward B")  # fmt: skip
    raw = tomllib.loads(study.read_text(encoding="utf-8"))
    asked = raw["question"]
    assert asked == (
        "Did the counts of “noise” change in Ward A because of the street wardens, did anything "
        "move next door, and could these counts tell?"
    )
    assert asked in said.split("Left to fill in")[1].split("What to do next")[0]
    _, opposite, moved = (claim["words"] for claim in raw["claims"])
    assert opposite.startswith(
        "Because of the street wardens, the counts of “noise” rose in Ward A: the opposite"
    )
    assert moved == "It only moved: what fell in Ward A turned up next door."
    bare = tmp_path / "bare.toml"
    told("new", bare, "--counts", counts)
    assert "in the place because of what was done, and" in bare.read_text(encoding="utf-8")


def test_dates_of_a_workbook_are_said_to_be_its_own(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "book.xlsx") as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, ["Ward", "Day", "Kind"])
        for k, month in enumerate(MONTHS * 3, 1):
            sheet.write(k, 0, WARDS[k % 8])
            sheet.write_datetime(k, 1, datetime.fromisoformat(f"{month}-25"), day)
            sheet.write(k, 2, "noise")
    study = tmp_path / "study.toml"
    told("new", study, "--counts", tmp_path / "book.xlsx")
    text = " ".join(study.read_text(encoding="utf-8").replace("\n# ", " ").split())
    assert "the workbook's own dates are read so, however its cells show them" in text


def test_a_study_of_lists_alone_is_told_what_to_do_instead(tmp_path: Path) -> None:
    study = tmp_path / "study.toml"
    study.write_text(LISTS, encoding="utf-8")
    said = told("check", study, code=2)
    assert "counts, outcomes and an intervention as well" in said
    assert "waterbed hidden" in said


def test_rows_without_a_location_are_shown_by_one(tmp_path: Path) -> None:
    for at in ("2016-07", "2017-07"):
        rows = [crime(f"E0100000{k}") for k in range(1, 9) for _ in range(k)]
        street(tmp_path / "files", "kent", at, [*rows, *[crime("")] * 4])
    study = tmp_path / "study.toml"
    study.write_text(STUDY, encoding="utf-8")
    said = told("check", study)
    shown = said.split("Rejected rows, for example")[1].split("Everything that a report")[0]
    assert shown.count("kent-street") == 1
    assert said.endswith("No result was computed.")


def test_reporting_names_the_options_that_it_needs() -> None:
    said = told("reporting", code=2)
    for option in ("--ratio", "--low", "--high", "--treated", "--control"):
        assert option in said
    given = ("--ratio", "0.7", "--low", "0.6", "--high", "0.8")
    assert "--second-low" in told("reporting", *given, "--second-ratio", "0.8", code=2)


def test_a_range_is_told_of_in_the_same_words_wherever_it_stands() -> None:
    words = "each end at 95%; in 10% of such studies the truth lies outside"
    assert words in what_fits(0.95)
    said = {sentence.question: sentence.text for sentence in first_of(fixture.results()).sentences}
    assert words in said["Did it change?"]
    level = find("level")
    assert level is not None and "each end at 95%" in level.text and "90%" not in level.text


def test_rounded_sizes_say_why_they_are_not_those_of_check() -> None:
    run = fixture.results()
    size = next(one for one in fixture.detectable() if one.fall is not None)
    why = "rounded, since the counts are not published"
    assert why in front.seen(run, replace(size, status="rounded"))
    assert why not in front.seen(run, replace(size, status="exact"))


LISTS = """
title = "Women met on the street"
question = "Are there 600 women?"
[rule]
data_seen = true
data_seen_date = 2026-11-24
[[populations]]
id = "women"
name = "women met on the street"
scope = "Northtown, 2024"
file = "clients.xlsx"
code = "Client code"
service = "Service"
"""
