"""A study in a workbook: what its cells may hold, and what may be moved about."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from tests.read.workbooks import WINDOW, cell, saved, small
from waterbed.model.months import Months, month
from waterbed.read.study.study_file import read_study


@pytest.mark.parametrize("written", ["2018-09", datetime(2018, 9, 1), " 2018-09 ", "2018-09\n"])
def test_a_month_may_have_become_a_date(tmp_path: Path, written: object) -> None:
    book = small(('start = "2018-08-21"', 'start = "2018-08"'))
    cell(book, "interventions", "start").value = written
    assert read_study(saved(book, tmp_path)).interventions[0].start == month("2018-09")


@pytest.mark.parametrize(
    "written", ["2016-08 to 2017-07", "2016-08; 2017-07", "2016-08\n2017-07", "2016-08 – 2017-07"]
)
def test_ways_to_write_a_run_of_months(tmp_path: Path, written: str) -> None:
    book = small(WINDOW)
    cell(book, "rule.windows", "base").value = written
    (window,) = read_study(saved(book, tmp_path)).rule.windows
    assert window.base == Months.parse("2016-08", "2017-07")


@pytest.mark.parametrize(
    ("form", "read"),
    [("mmm-yy", "2018-05"), ("yyyy-mm-dd", "2018-05-01"), ("[Red]yyyy", "2018-05")],
)
def test_the_format_of_a_date_says_how_much_of_it_was_meant(
    tmp_path: Path, form: str, read: str
) -> None:
    book = small()
    cell(book, "claims", "date").value = datetime(2018, 5, 1)
    cell(book, "claims", "date").number_format = form
    assert read_study(saved(book, tmp_path)).claims[0].date == read


@pytest.mark.parametrize(
    ("written", "read"),
    [(True, True), (False, False), ("yes", True), ("No ", False), ("TRUE", True)],
)
def test_ways_to_write_yes_and_no(tmp_path: Path, written: object, read: bool) -> None:
    book = small()
    cell(book, "rule", "data_seen").value = written
    assert read_study(saved(book, tmp_path)).rule.data_seen is read


def test_numbers_may_be_text_and_text_may_be_numbers(tmp_path: Path) -> None:
    book = small()
    cell(book, "rule", "level").value = " 0.9 "
    cell(book, "study", "seed").value = 7.0
    cell(book, "areas", "id").value = 2011
    cell(book, "claims", "date").value = 2019
    study = read_study(saved(book, tmp_path))
    assert (study.rule.level, study.seed, study.areas.id) == (0.9, 7, "2011")
    assert study.claims[0].date == "2019"


def test_empty_rows_moved_columns_and_notes_of_ones_own_change_nothing(tmp_path: Path) -> None:
    asked = read_study(saved(small(), tmp_path))
    book = small()
    sheet = book["claims"]
    sheet.insert_rows(3, 4)
    sheet.insert_cols(2)
    for row in range(1, sheet.max_row + 1):
        sheet.cell(row, 2).value = sheet.cell(row, 5).value
        sheet.cell(row, 5).value = None
    sheet.cell(2, 2).value = "Words "
    book.create_sheet("Notes on the sources")["B7"] = "ask the council"
    again = read_study(saved(book, tmp_path))
    assert again.rule_sha256 == asked.rule_sha256
    assert again.claims == asked.claims


def test_a_block_may_stand_on_a_sheet_of_its_own(tmp_path: Path) -> None:
    book = small()
    moved = book.create_sheet("other dates")
    for line in book["dates"].iter_rows(values_only=True):
        moved.append(line)
    del book["dates"]
    assert read_study(saved(book, tmp_path)).title == "A street"


def test_the_only_intervention_need_not_be_named(tmp_path: Path) -> None:
    book = small()
    cell(book, "interventions.zones", "intervention").value = None
    assert dict(read_study(saved(book, tmp_path)).interventions[0].zones).keys() == {"ring"}
