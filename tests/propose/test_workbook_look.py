"""What a person sees in a study workbook: sheets, drop-downs, notes, what is to be filled in."""

from __future__ import annotations

import re
import tomllib
import warnings
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest

from tests.read.study_files import spoil
from waterbed.model.kinds import KINDS
from waterbed.model.written.blocks import block_of, blocks
from waterbed.propose import workbook
from waterbed.propose.draft import Draft, to_fill
from waterbed.propose.workbook import workbook_bytes
from waterbed.read.study.study_sheets import columns_of, sheets
from waterbed.read.study.study_workbook import read_workbook


@pytest.fixture(scope="module")
def raw() -> dict[str, Any]:
    return tomllib.loads(spoil(("The police", to_fill("who says it"))))


@pytest.fixture(scope="module")
def book(raw: dict[str, Any]) -> Any:
    notes = {("claims", 0): "An entry", ("claims", 0, "who"): "A key", ("rule",): "A section"}
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # of text that a spreadsheet would cut or leave out
        content = workbook_bytes(Draft(raw, notes))
    return openpyxl.load_workbook(BytesIO(content))


def header(book: Any, sheet: str, block: str, key: str) -> Any:
    top = next(row[0].row for row in book[sheet].iter_rows() if row[0].value == f"[{block}]")
    return next(cell for cell in book[sheet][top + 1] if cell.value == key)


def rule_of(book: Any, sheet: str, block: str, key: str) -> Any:
    """The validation of the first cell under a heading."""
    under = header(book, sheet, block, key).offset(row=1).coordinate
    found = [one for one in book[sheet].data_validations.dataValidation if under in one.sqref]
    assert len(found) == 1
    return found[0]


def test_there_is_a_sheet_a_section_and_every_block_on_one_of_them(book: Any) -> None:
    assert book.sheetnames[:2] == ["Read me", "study"]
    assert {"data", "places", "dates", "rule", "claims"} < set(book.sheetnames)
    placed = [block for found in sheets().values() for block in found]
    assert sorted(block.name for block in placed) == sorted(block.name for block in blocks())


def test_every_heading_has_a_note_that_says_what_it_means(book: Any) -> None:
    for sheet, found in sheets().items():
        for block in found:
            for key, column in columns_of(block):
                if block.many and column:
                    said = header(book, sheet, block.name, key).comment.text
                    assert said == column.about


def test_words_to_choose_from_are_offered(book: Any) -> None:
    rule = rule_of(book, "claims", "claims", "kind")
    assert rule.type == "list"
    assert rule.formula1.strip('"').split(",") == list(KINDS)
    assert rule_of(book, "claims", "claims", "negated").formula1 == '"yes,no"'


def test_more_words_than_a_cell_holds_are_offered_from_a_sheet(
    raw: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A table of kinds with a few rows more: the drop-down was left out without a word."""
    monkeypatch.setattr(workbook, "_LISTED", 100)
    content = workbook_bytes(Draft(raw))
    book = openpyxl.load_workbook(BytesIO(content))
    sheet, cells = rule_of(book, "claims", "claims", "kind").formula1.split("!")
    offered = [cell.value for (cell,) in book[sheet][cells.replace("$", "")]]
    assert offered == list(KINDS) and book[sheet].sheet_state == "hidden"
    assert read_workbook(content, "study.xlsx").raw == read_workbook(
        workbook_bytes(Draft(raw)), "study.xlsx"
    ).raw  # fmt: skip


@pytest.mark.parametrize(
    ("block", "key", "of", "sheet"),
    [
        ("claims", "outcome", "outcomes", "data"),
        ("claims", "intervention", "interventions", "places"),
        ("claims", "window", "rule.windows", "dates"),
        ("claims", "population", "populations", "more"),
    ],
)
def test_names_from_other_sheets_are_offered(
    book: Any, block: str, key: str, of: str, sheet: str
) -> None:
    name = rule_of(book, "claims", block, key).formula1.lstrip("=")
    where, cells = next(iter(book.defined_names[name].destinations))
    assert where == sheet
    own = header(book, sheet, of, "name" if of == "rule.windows" else "id")
    first = cells.replace("$", "").split(":")[0]
    assert first == own.offset(row=1).coordinate


def test_no_name_is_defined_twice(raw: dict[str, Any]) -> None:
    with ZipFile(BytesIO(workbook_bytes(Draft(raw)))) as parts:
        text = parts.read("xl/workbook.xml").decode()
    names = re.findall(r'<definedName name="(\w+)"', text)
    assert names
    assert len(set(names)) == len(names)


def test_every_cell_says_what_it_is_for(book: Any) -> None:
    for column in block_of("claims").columns:
        rule = rule_of(book, "claims", "claims", column.header)
        assert rule.promptTitle == column.header
        assert rule.prompt[:200] == column.about[:200]


def test_months_are_kept_as_text_and_yellow_marks_what_is_open(book: Any) -> None:
    assert header(book, "dates", "rule.windows", "base").offset(row=1).number_format == "@"
    assert header(book, "claims", "claims", "stated").offset(row=1).number_format == "General"
    who = header(book, "claims", "claims", "who").offset(row=1)
    assert who.value == "FILL IN: who says it"
    rules = [
        rule
        for area in book["claims"].conditional_formatting
        if who.coordinate in area.cells
        for rule in area.rules
    ]
    assert any(rule.type == "beginsWith" and rule.text == "FILL IN" for rule in rules)


def test_notes_of_a_draft_stand_on_their_cells(book: Any) -> None:
    assert header(book, "claims", "claims", "id").offset(row=1).comment.text == "An entry"
    assert header(book, "claims", "claims", "who").offset(row=1).comment.text == "A key"
    assert book["rule"]["A1"].comment.text == "A section"


def test_the_same_draft_gives_the_same_bytes(raw: dict[str, Any]) -> None:
    assert workbook_bytes(Draft(raw)) == workbook_bytes(Draft(raw))


def test_a_key_that_no_cell_could_hold_is_refused(raw: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="no cell can hold the key 'colour' of rule"):
        workbook_bytes(Draft(raw | {"rule": raw["rule"] | {"colour": "red"}}))
