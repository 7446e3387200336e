"""The acceptance of a workbook: written by `waterbed new`, filled in through its cells, run."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from tests.conftest import ROOT
from waterbed.analysis.lock import compare_lock, lock_path, write_lock
from waterbed.analysis.run import run
from waterbed.disclosure import release
from waterbed.propose.comments import notes_of
from waterbed.propose.convert import convert
from waterbed.propose.new import make, write
from waterbed.propose.survey import Asked
from waterbed.read.study.study_file import read_study
from waterbed.report import results_json

EXAMPLE = ROOT / "examples" / "redbridge"
BOROUGHS = ("Redbridge", "Newham", "Waltham Forest", "Havering")
SAID = {
    "who": "The police",
    "words": '"Crime is down."',
    "source": "A paper",
    "date": "early 2018",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few boroughs of the example: their areas, their pairs of neighbours, their counts."""
    place = tmp_path_factory.mktemp("boroughs")
    areas = pl.read_csv(EXAMPLE / "areas.csv").filter(pl.col("borough").is_in(BOROUGHS))
    areas.write_csv(place / "areas.csv")
    pairs = pl.read_csv(EXAMPLE / "neighbours.csv")
    ends = pl.all_horizontal(pl.col("a", "b").is_in(areas["code"].implode()))
    pairs.filter(ends).write_csv(place / "pairs.csv")
    counts = pl.read_parquet(EXAMPLE / "counts.parquet")
    kinds = pl.col("majortext").is_in(["ROBBERY", "BURGLARY"])
    here = pl.col("wardcode").is_in(areas["code"].implode())
    counts.filter(kinds & here).write_parquet(place / "counts.parquet")
    return place


@pytest.fixture(scope="module")
def both(folder: Path) -> tuple[Path, Path]:
    """The study that `waterbed new` writes, filled in: TOML in its text, the workbook in cells."""
    files = folder / "counts.parquet", folder / "areas.csv", folder / "pairs.csv"
    asked = Asked(*files, ("Loxford",), "", "police operation", "2017-04")
    toml, book = folder / "plain.toml", folder / "book.xlsx"
    for study in (toml, book):
        write(make(study, asked, date(2026, 1, 31)))
    text = toml.read_text(encoding="utf-8")
    for key, value in SAID.items():
        text, found = re.subn(rf"^{key} = .FILL IN.*$", f"{key} = {value!r}", text, flags=re.M)
        assert found == 1
    toml.write_text(text, encoding="utf-8")
    opened = openpyxl.load_workbook(book)
    filled = 0
    for row in opened["claims"].iter_rows(min_row=3):
        for cell in row:
            if str(cell.value).startswith("FILL IN"):
                cell.value = SAID[opened["claims"].cell(2, cell.column).value]
                filled += 1
    assert filled == len(SAID)
    opened.save(book)
    return toml, book


def answers(study: Path) -> dict[str, Any]:
    raw, _ = run(study, placebos=19)
    found: dict[str, Any] = json.loads(results_json(release(raw, "public")))
    return found


def test_a_filled_workbook_gives_the_same_results_as_toml(both: tuple[Path, Path]) -> None:
    """Equal to the last digit, but for the name of the study's own file; its hash is not given,
    since the counts are not published and a workbook can hold them."""
    first, second = (answers(study) for study in both)
    assert first["verdicts"]
    for found, study in zip((first, second), both, strict=True):
        assert found["study"].pop("file") == study.name
        assert found["study"].pop("study_sha256") == "" != read_study(study).sha256
    assert second == first


def test_a_lock_of_one_form_holds_for_the_other(both: tuple[Path, Path], tmp_path: Path) -> None:
    toml, book = (tmp_path / f"study{study.suffix}" for study in both)
    for study, copy in zip(both, (toml, book), strict=True):
        shutil.copy(study, copy)
    written = write_lock(read_study(toml), "2026-01-31")
    assert written == lock_path(read_study(book))
    assert compare_lock(read_study(book)) == ("same", "2026-01-31")


@pytest.mark.slow
def test_a_file_of_another_program_reads_the_same(both: tuple[Path, Path], tmp_path: Path) -> None:
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice is not installed")
    home = f"-env:UserInstallation=file://{tmp_path / 'home'}"
    command = [soffice, home, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(both[1])], check=True, capture_output=True, timeout=120)
    again = read_study(tmp_path / both[1].name, both[1].parent)
    assert again.rule_sha256 == read_study(both[0]).rule_sha256


def test_comments_become_notes_on_cells_and_comments_again(tmp_path: Path) -> None:
    first, book, last, again = (
        tmp_path / name for name in ("a.toml", "b.xlsx", "c.toml", "d.xlsx")
    )
    shutil.copy(EXAMPLE / "study.toml", first)
    for one, other in ((first, book), (book, last), (last, again)):
        convert(one, other)
    said = [notes_of(path.read_text(encoding="utf-8")) for path in (first, last)]
    assert said[0]["interventions", 2, "start"] == "August 2018 belongs to neither window"
    assert sorted(said[0].values()) == sorted(said[1].values())
    opened = openpyxl.load_workbook(book)
    notes = [
        cell.comment.text
        for sheet in opened.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    ]
    assert notes.count("Loxford") == 1
    assert again.read_bytes() == book.read_bytes()


def test_converting_there_and_back_keeps_the_mapping(tmp_path: Path) -> None:
    first, book, last = (tmp_path / name for name in ("a.toml", "b.xlsx", "c.toml"))
    shutil.copy(EXAMPLE / "study.toml", first)
    assert convert(first, book) == 0
    assert convert(book, last) == 0
    raw, again = (tomllib.loads(path.read_text("utf-8")) for path in (first, last))
    raw["rule"]["data_seen_date"] = raw["rule"]["data_seen_date"].isoformat()
    assert again == raw
