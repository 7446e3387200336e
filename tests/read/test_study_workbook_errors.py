"""A study in a workbook: every error by its sheet and cell, and nothing left out in silence."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from datetime import datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.read.study_files import SMALL, errors_of, spoil
from tests.read.workbooks import WINDOW, Book, cell, saved, small, wrong
from waterbed.analysis.run import read_inputs
from waterbed.model.areas import Areas
from waterbed.model.errors import InputError, InputErrors
from waterbed.read.agree import check_places
from waterbed.read.study.study_file import read_study

# Block, key, row, what is written, then problem, value and mend.
CELLS: dict[str, tuple[str, str, int, object, str, str | None, str]] = {
    "a number that is text": (
        "rule", "level", 1, "95%", "this is not a number", "95%",
        "Type a number, without a sign for per cent: 0.95 is 95%.",
    ),
    "a number out of bounds": ("rule", "level", 1, 95, "this must be below 1", "95", "Change it."),
    "neither yes nor no": (
        "counts", "published", 1, "perhaps", "this is neither true nor false", "perhaps",
        "Choose yes or no.",
    ),
    "a month that does not exist": (
        "interventions", "start", 1, "2018-13",
        "this month or date does not exist, or is written otherwise", "2018-13",
        "Write a month as 2017-04 or a day as 2018-08-21.",
    ),
    "a day where a month belongs": (
        "counts", "first", 1, datetime(2017, 4, 15),
        "this month does not exist, or is written otherwise", "2017-04-15",
        "Write a month as 2017-04.",
    ),
    "a kind that nobody judges": (
        "claims", "kind", 1, "fel", "this key does not take that value", "fel",
        "Did you mean 'fell'?",
    ),
    "a missing cell": ("claims", "who", 1, None, "this key is missing", None, "Fill it in."),
    "an outcome that is not there": (
        "claims", "outcome", 1, "robery", "there is no outcome of this name", "robery",
        "Did you mean 'robbery'?",
    ),
    "a column that is not there": (
        "outcomes", "include", 1, "mojor = ROBBERY", "there is no category column of this name",
        "mojor", "Did you mean 'major'?",
    ),
    "pairs that are none": (
        "outcomes", "include", 1, "major = ROBBERY, minor", "this is not a column with its value",
        "major = ROBBERY, minor", "Write column = value",
    ),
    "an area in two roles": (
        "interventions", "buffer", 1, "B1; A1", "an area is listed in two roles, 'target' and",
        "A1", "Leave it in one of them.",
    ),
    "a person's name": (
        "claims", "who", 1, "Cllr Smith", "a claim is made by an office or an organisation",
        "Cllr Smith", "Name the office",
    ),
    "a zone of nothing": (
        "interventions.zones", "intervention", 1, "petrol",
        "there is no intervention of this name", "petrol", "Did you mean 'patrol'?",
    ),
    "a formula without a value": (
        "claims", "stated", 1, "=A1/0", "the formula of this cell has no value", None,
        "Type the value itself.",
    ),
    "an error of a formula": (
        "claims", "stated", 1, "#REF!", "the formula of this cell has no value", "#REF!",
        "Type the value itself.",
    ),
    "a key that is not there": (
        "claims", "id", 0, "idd", "[claims] has no such key", "idd", "Did you mean 'id'?",
    ),
    "a key that stands twice": (
        "claims", "who", 0, "id", "this key stands twice", "id", "Delete one of them; the other",
    ),
    "a value beside a single table": (
        "claims", "denominator", 1, "x", "this key means nothing in a claim of the kind 'fell'",
        "x", "Leave it out.",
    ),
    "a key of another layout": (
        "counts", "count", 1, "n", "this key means nothing in the layout 'wide'", "n",
        "Leave it out.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CELLS)
def test_an_error_names_its_sheet_and_cell(tmp_path: Path, name: str) -> None:
    block, key, row, written, problem, value, mend = CELLS[name]
    book = small()
    at = cell(book, block, key, row)
    at.value = written
    error = next(
        mistake for mistake in wrong(book, tmp_path) if mistake.problem.startswith(problem)
    )
    assert error.where.startswith(f"sheet {at.parent.title!r}, cell {at.coordinate}")
    assert value is None or error.value == value
    assert error.mend.startswith(mend)


def test_a_zone_whose_name_is_several_words_is_found(tmp_path: Path) -> None:
    zone = ('touching = "target"\ntolerance = 30', 'areas = ["A1", "B1"]')
    book = small(('name = "ring"', 'name = "next, door"'), zone)
    (error,) = wrong(book, tmp_path)
    assert error.problem == "an area is listed in two roles, 'target' and 'next, door'"
    at = cell(book, "interventions", "areas")
    target = cell(book, "interventions", "target")
    there = cell(book, "interventions.zones", "areas")
    listed = f"cells {at.coordinate}, {target.coordinate} and {there.coordinate}"
    assert error.where == f"sheet 'places', {listed} (interventions 'patrol', next, door)"


def test_what_the_map_lacks_is_named_by_its_cell(tmp_path: Path) -> None:
    """Errors that come after the study was read, when the map was, find their cells again."""
    book = small(('areas = ["A1"]', 'areas = ["A1", "B1"]'))
    cell(book, "interventions.zones", "areas").value = "B1, C1"
    cell(book, "interventions.zones", "touching").value = None
    cell(book, "interventions.zones", "tolerance").value = None
    study = read_study(saved(book, tmp_path))
    areas = Areas(("A1", "B1", "C1"), ("", "", ""), ("", "", ""))
    with pytest.raises(InputError) as caught:
        check_places(study, areas)
    at = cell(book, "interventions.zones", "areas")
    assert caught.value.value == "B1, C1"
    assert caught.value.where.startswith(f"sheet 'places', cell {at.coordinate}")
    assert caught.value.mend.startswith("These are several ids in one text: write B1; C1.")


def first_of(book: Book, sheet: str, text: str) -> Any:
    return next(cell for row in book[sheet].iter_rows() for cell in row if cell.value == text)


def _lose_rule(book: Book) -> str:
    del book["rule"]
    return "sheet 'rule'"


def _lose_a_name(book: Book) -> str:
    at = first_of(book, "claims", "[claims]")
    at.value = None
    return f"sheet 'claims', cell {first_of(book, 'claims', 'What each side says, in its own words, and what that comes to.').coordinate}"  # noqa: E501


def _repeat_a_sheet(book: Book) -> str:
    copied = book.copy_worksheet(book["claims"])
    return f"sheet {copied.title!r}, cell A1"


def _name_a_block_otherwise(book: Book) -> str:
    at = first_of(book, "dates", "[events]")
    at.value = "[event]"
    return f"sheet 'dates', cell {at.coordinate}"


def _write_beside(book: Book) -> str:
    book["rule"]["E4"] = "and 0.9"
    return "sheet 'rule', cell E4"


def _write_under_no_key(book: Book) -> str:
    cell = book["claims"].cell(3, book["claims"].max_column + 1, "more")
    return f"sheet 'claims', cell {cell.coordinate}"


def _write_on_a_new_sheet(book: Book) -> str:
    book.create_sheet("claims of residents")["C5"] = "it rose"
    return "sheet 'claims of residents', cell C5"


@pytest.mark.parametrize(
    ("spoiled", "problem"),
    [
        (_lose_rule, "the block [rule] is missing"),
        (_lose_a_name, "this stands above the first block of the sheet"),
        (_repeat_a_sheet, "this block stands twice"),
        (_name_a_block_otherwise, "there is no block of this name"),
        (_write_beside, "this stands beside the columns of the block"),
        (_write_under_no_key, "this stands under no key"),
        (_write_on_a_new_sheet, "this stands above the first block of the sheet"),
    ],
)
def test_what_is_in_no_block_is_told_and_never_left_out(
    tmp_path: Path, spoiled: Callable[[Book], str], problem: str
) -> None:
    book = small()
    place = spoiled(book)
    errors = [(error.where, error.problem) for error in wrong(book, tmp_path)]
    assert errors == [(place, problem)]


def test_names_that_stand_twice_are_both_named(tmp_path: Path) -> None:
    book = small()
    for key in ("id", "kind", "date", "who", "side", "words", "source", "outcome"):
        cell(book, "claims", key, 3).value = cell(book, "claims", key).value
    (error,) = wrong(book, tmp_path)
    assert (error.problem, error.value) == ("this stands twice", "down")
    assert error.where == "sheet 'claims', cells A3 and A5 (claims, id)"


def test_what_is_still_to_be_filled_in_is_told_at_once_in_both_forms(tmp_path: Path) -> None:
    changes = (
        ('who = "The police"', 'who = "FILL IN: who says it"'),
        ('start = "2018-08-21"', 'start = "FILL IN: the day on which it began"'),
        ('target = ["A1"]', 'target = ["FILL IN: codes of its areas"]'),
        ("data_seen = false", 'data_seen = "FILL IN"'),
    )
    said = {
        "still to be filled in: who says it",
        "still to be filled in: the day on which it began",
        "still to be filled in: codes of its areas",
        "still to be filled in",
    }
    plain = errors_of(tmp_path, spoil(*changes))
    assert {error.problem for error in plain} == said
    assert all(error.value is None for error in plain)
    book = small(*changes)
    errors = wrong(book, tmp_path)
    assert {error.problem for error in errors} == said
    for error in errors:
        address = re.match(r"sheet '(\w+)', cell (\w+) \(", error.where)
        assert address
        assert book[address[1]][address[2]].value.startswith("FILL IN")


def test_what_is_filled_in_wrongly_is_told_beside_what_is_not_filled_in(tmp_path: Path) -> None:
    book = small(('who = "The police"', 'who = "FILL IN: who says it"'))
    cell(book, "rule", "level").value = 2
    problems = {error.problem for error in wrong(book, tmp_path)}
    assert problems == {"still to be filled in: who says it", "this must be below 1"}


@pytest.mark.parametrize("name", ["counts.xlsx", "data.xlsx"])
def test_a_workbook_that_is_no_study_is_refused_as_a_table(tmp_path: Path, name: str) -> None:
    book = openpyxl.Workbook()
    book.active.title = name.removesuffix(".xlsx")
    book.active.append(["code", "201701"])
    book.active.append(["E01", 3])
    book.save(tmp_path / name)
    with pytest.raises(InputError, match="this is a table, not a study file"):
        read_study(tmp_path / name)


def test_a_file_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    (tmp_path / "study.xlsx").write_text(SMALL)
    with pytest.raises(InputError, match="not a workbook that can be read"):
        read_study(tmp_path / "study.xlsx")


_TYPED = (
    *("x", 1, 0, -1, 2.5, True, False, "rest", " ", "=1/0", "#REF!", "FILL IN", "a;b", "a=b", "="),
    *(datetime(2017, 4, 15), datetime(2017, 4, 1, 5), time(3, 4), "{}", '"', "[counts]", "[zzz]"),
    *("2017-04", "target", "A1, B2", "nan", "inf", "id", 10**18, "a" * 3000),
)


def _mangle(book: Book, rng: random.Random) -> None:
    """One cell typed over, or one row or column deleted or put in."""
    sheet = rng.choice(book.worksheets[1:])
    filled = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    at = rng.choice(filled or [sheet["A1"]])
    if rng.random() < 0.3:
        at = at.offset(rng.randint(0, 2), rng.randint(0, 2))
    what = rng.random()
    if what < 0.75:
        at.value = rng.choice(_TYPED)
    elif what < 0.85:
        sheet.delete_rows(at.row)
    elif what < 0.92:
        sheet.delete_cols(at.column)
    else:
        sheet.insert_rows(at.row)


@pytest.mark.slow
def test_a_mangled_workbook_is_read_or_explained_by_sheet_never_a_crash(tmp_path: Path) -> None:
    rng = random.Random(20260131)
    refused = 0
    for _ in range(150):
        book = small(WINDOW)
        for _ in range(rng.randint(1, 3)):
            _mangle(book, rng)
        try:
            read_study(saved(book, tmp_path))
        except InputErrors as errors:
            refused += 1
            assert all(error.where.startswith("sheet '") for error in errors.errors)
        except InputError as error:
            refused += 1
            assert error.where.startswith("sheet '")
    assert refused > 50


@pytest.mark.parametrize(("key", "written"), [("file", "cuonts.csv"), ("area", "cod")])
def test_an_error_of_a_file_says_which_cell_names_it(
    tmp_path: Path, key: str, written: str
) -> None:
    (tmp_path / "areas.csv").write_text("code,borough\nA1,North\nB1,South\n")
    (tmp_path / "pairs.csv").write_text("a,b,gap\nA1,B1,0\n")
    (tmp_path / "counts.csv").write_text("code,major,minor,201801\nA1,ROBBERY,x,1\n")
    book = small()
    at = cell(book, "counts", key)
    at.value = written
    with pytest.raises(InputError) as caught:
        read_inputs(saved(book, tmp_path))
    assert caught.value.value == written
    assert str(caught.value).endswith(f"The study names it on sheet 'data', cell {at.coordinate}.")
