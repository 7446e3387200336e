"""A council's export walked from the file to the report, as docs/spreadsheet.md tells it.

The number of commands and of edits is printed: an edit is one value filled in or changed in the
study file, or one cell of the workbook.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from tests.conftest import ROOT
from tests.propose.exported import MISSPELT, SECRETS, WARDS, write_export
from waterbed.cli import main
from waterbed.read.study.study_file import read_study

PAGE = ROOT / "docs" / "spreadsheet.md"
SAID = {
    "who": "Community safety partnership",
    "words": "Incidents in Riverside have halved since the wardens came.",
    "source": "Cabinet report, June 2024",
    "date": "June 2024",
    "Thornhil": "Thornhill",
}
MOST_COMMANDS, MOST_EDITS = 3, 5


class Walk:
    """A folder with the export, the commands called in it, and the edits made."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.commands: list[str] = []
        self.edits = 0
        self.output = ""
        monkeypatch.chdir(folder)
        write_export(Path("incidents.xlsx"))

    def call(self, *arguments: str, fails: bool = False) -> str:
        result = CliRunner().invoke(main, [*arguments], catch_exceptions=False)
        assert (result.exit_code != 0) == fails, result.output
        self.output += result.output
        if not fails:
            self.commands.append("waterbed " + " ".join(arguments))
        return result.output

    def new(self, study: str) -> None:
        self.call("new", study, "--counts", "incidents.xlsx", "--place", "Riverside",
                  "--kind", "street wardens", "--start", "2023-05")  # fmt: skip

    def fill_text(self, study: str) -> None:
        """One edit for each value that says FILL IN."""
        text = Path(study).read_text(encoding="utf-8")
        for key, value in SAID.items():
            pattern = rf"\b{key} = (?:\"FILL IN[^\"]*\"|'FILL IN[^']*')"
            text, found = re.subn(pattern, f"{key} = {json.dumps(value)}", text)
            assert found == 1, key
            self.edits += 1
        assert "FILL IN" not in text
        Path(study).write_text(text, encoding="utf-8")

    def fill_cells(self, study: str) -> None:
        """One edit for each cell that says FILL IN."""
        book = openpyxl.load_workbook(study)
        for sheet in book.worksheets[1:]:
            for cell in (one for row in sheet.iter_rows() for one in row):
                if "FILL IN" in str(cell.value):
                    alias = "Thornhil" in str(cell.value)
                    header = str(sheet.cell(2, cell.column).value)
                    cell.value = "Thornhil = Thornhill" if alias else SAID[header]
                    self.edits += 1
        book.save(study)

    def report(self, folder: str) -> dict:
        return json.loads((Path(folder) / "results.json").read_text(encoding="utf-8"))


@pytest.fixture
def walk(tmp_path, monkeypatch):
    return Walk(tmp_path, monkeypatch)


def test_from_an_export_to_a_report_in_three_commands(walk, capsys):
    """The walk, as TOML and as a workbook: the same results, and nobody's name anywhere."""
    walk.new("wardens.toml")
    told = walk.call("check", "wardens.toml", fails=True)
    assert told.count("still to be filled in") == len(SAID)
    walk.fill_text("wardens.toml")
    walk.call("check", "wardens.toml")
    walk.call("run", "wardens.toml", "--out", "as-text", "--words-read")
    with capsys.disabled():
        print(f"\nspreadsheet: {len(walk.commands)} commands, {walk.edits} edits")
    assert len(walk.commands) <= MOST_COMMANDS and walk.edits <= MOST_EDITS
    text = walk.report("as-text")
    fell, rose = text["verdicts"]
    assert (fell["kind"], fell["answer"]) == ("fell", "supported")
    assert (rose["kind"], rose["answer"]) == ("rose", "contradicted")

    first, walk.edits = len(walk.commands), 0
    walk.new("wardens.xlsx")
    walk.fill_cells("wardens.xlsx")
    assert walk.edits == len(SAID)
    walk.call("check", "wardens.xlsx")
    walk.call("run", "wardens.xlsx", "--out", "as-cells", "--words-read")
    assert len(walk.commands) - first == 3
    cells = walk.report("as-cells")
    for one in (text, cells):
        for key in ("file", "study_sha256"):
            one["study"].pop(key)
    assert cells == text

    written = walk.output + "".join(
        path.read_text(encoding="utf-8", errors="ignore")
        for path in Path().rglob("*")
        if path.suffix in (".toml", ".html", ".json", ".csv")
    )
    assert "Riverside" in written
    assert not [secret for secret in SECRETS if secret in written]


def test_every_ward_is_one_area_and_the_part_of_a_month_is_left_out(walk):
    walk.new("wardens.toml")
    walk.fill_text("wardens.toml")
    study = read_study(Path("wardens.toml"))
    told = walk.call("check", "wardens.toml", "--json")
    found = json.loads(told)
    assert found["areas"] == len(WARDS)
    assert study.counts[0].aliases == tuple(MISSPELT.items()) or dict(study.counts[0].aliases) == {
        rare: ward for ward, rare in MISSPELT.items()
    }
    assert study.counts[0].last == 2024 * 12 + 7


def test_the_page_gives_the_commands_and_the_figures_of_the_walk(walk):
    page = " ".join(PAGE.read_text(encoding="utf-8").replace("\\\n", " ").split())
    walk.new("wardens.toml")
    walk.fill_text("wardens.toml")
    walk.call("check", "wardens.toml")
    for command in walk.commands:
        assert command in page.replace('"', "")
    assert "three commands" in page.casefold() and MOST_COMMANDS == 3
    assert "five values" in page and walk.edits == 5


def test_a_study_is_never_replaced(walk):
    walk.new("wardens.toml")
    before = Path("wardens.toml").read_bytes()
    told = walk.call("new", "wardens.toml", "--counts", "incidents.xlsx", fails=True)
    assert "not replaced" in told and Path("wardens.toml").read_bytes() == before
    walk.call("new", "folder", "--counts", "incidents.xlsx", "--place", "Riverside")
    walk.call("new", "folder", "--counts", "incidents.xlsx", "--place", "Riverside", fails=True)
