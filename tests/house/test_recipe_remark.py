"""A notice and a check added as CONTRIBUTING says: every output words them, in both profiles."""

from __future__ import annotations

import csv
import html
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from waterbed import demo
from waterbed.analysis.run import analyse, read_inputs
from waterbed.disclosure import release
from waterbed.model.codes import CHECKS, NOTICES
from waterbed.model.estimate import Check, Figure, remark
from waterbed.report import write_outputs
from waterbed.report.words.checks import CHECK_TITLES, CHECK_WORDS
from waterbed.report.words.remarks import NOTICE_WORDS

RECIPE = (Path(__file__).parents[2] / "CONTRIBUTING.md").read_text(encoding="utf-8")
ROWS = RECIPE.split("## To add a remark")[1].split("```python\n")[1].split("```")[0]
TABLES = {
    "NOTICES": NOTICES,
    "NOTICE_WORDS": NOTICE_WORDS,
    "CHECKS": CHECKS,
    "CHECK_WORDS": CHECK_WORDS,
    "CHECK_TITLES": CHECK_TITLES,
}
NOTICE = "12 areas lie on a map that was redrawn on 2 November 2026."
CHECK = "Clocks differ by 3 hours, since months are missing in the target or the zone."


@pytest.fixture(scope="module", autouse=True)
def added() -> Iterator[None]:
    """The rows of the recipe, for these tests alone."""
    before = {name: dict(table) for name, table in TABLES.items()}
    exec(ROWS, dict(TABLES))
    yield
    for name, table in TABLES.items():
        for code in table.keys() - before[name].keys():
            del table[code]  # type: ignore[attr-defined]


@pytest.fixture(scope="module", params=["public", "internal"])
def outputs(
    request: pytest.FixtureRequest, added: None, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """What is written of a run that found something to remark."""
    folder = tmp_path_factory.mktemp("remark")
    case = next(case for case in demo.CASES if case.key == "real-fall")
    inputs = read_inputs(demo.draw(case, np.random.default_rng(1), folder, 1))
    found = analyse(inputs.study, inputs.areas, inputs.counts.panel, inputs.records, workers=1)
    notice = remark("two-maps", areas=Figure(12.0), date="2026-11-02")
    clock = Check("clock", False, False, remark("clock", hours=Figure(3.0), why="gaps"))
    more = replace(found, notices=(*found.notices, notice), checks=(*found.checks, clock))
    write_outputs(release(more, request.param), folder / "report")
    return folder / "report"


def test_the_report_words_both(outputs: Path) -> None:
    page = (outputs / "report.html").read_text(encoding="utf-8")
    text = re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))
    assert NOTICE in text and CHECK.rstrip(".") in text
    book = openpyxl.load_workbook(outputs / "tables.xlsx")["report tables"]
    cells = {cell for row in book.iter_rows(values_only=True) for cell in row}
    assert "Do the clocks agree?" in cells  # the table of every check is in the workbook


def test_results_hold_code_and_words(outputs: Path) -> None:
    found = json.loads((outputs / "results.json").read_text(encoding="utf-8"))
    notices = found["notices"] if "notices" in found else found["study"]["notices"]
    assert {"code": "two-maps", "text": NOTICE} in notices
    assert [one["text"] for one in found["checks"] if one["name"] == "clock"] == [CHECK]


def test_the_workbook_words_the_check(outputs: Path) -> None:
    with (outputs / "tables" / "checks.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["name"] == "clock"]
    assert [row["text"] for row in rows] == [CHECK]


@pytest.mark.parametrize("code", ["two-maps", "clock"])
def test_a_code_has_words_for_exactly_its_facts(code: str) -> None:
    facts, words = (NOTICES, NOTICE_WORDS) if code in NOTICES else (CHECKS, CHECK_WORDS)
    told = words[code]
    assert isinstance(told, str)
    assert set(re.findall(r"{(\w+)", told)) == set(facts[code])
