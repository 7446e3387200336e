"""From police.uk's files to a report, as docs/police-uk.md walks it."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import zipfile
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from tests.conftest import ROOT
from tests.house.test_docs import blocks, not_among
from waterbed.cli import main

PAGE = ROOT / "docs" / "police-uk.md"
MOST_COMMANDS, MOST_EDITS = 3, 8
OURS = "not run: tests/propose/test_police_uk_path.py does"


def write_lookup(archive: Path, lookup: Path) -> None:
    """Code, name and local authority of every LSOA that the archive names."""
    with zipfile.ZipFile(archive) as held:
        frames = [pl.read_csv(held.read(name), infer_schema=False) for name in held.namelist()]
    named = pl.concat(frames).select("LSOA code", "LSOA name").drop_nulls().unique()
    authority = pl.col("LSOA name").str.replace(r" \d{3}[A-Z]$", "").alias("authority")
    named.sort("LSOA code").with_columns(authority).write_csv(lookup)


def edited(draft: str, lines: list[str]) -> tuple[str, int]:
    """The study with the page's lines in it, and how many lines of the draft that changes.

    A comment names the table that the lines after it belong to, the first of that name.
    """
    text, edits, at = draft, 0, 0
    for line in lines:
        if line.startswith("# "):
            at = text.index(f"\n{line[2:]}\n") + 1
            continue
        key = line.split(" = ")[0]
        following = text.find("\n[[", at + 1)
        end = following if following >= 0 else len(text)
        found = re.search(rf"^{key} = .*$", text[at:end], re.M)
        if found is None:  # a line that is added under the table's name
            after = text.index("\n", at) + 1
            text = f"{text[:after]}{line}\n{text[after:]}"
            edits += 1
        else:
            edits += found[0] != line
            text = text[: at + found.start()] + line + text[at + found.end() :]
    return text, edits


@pytest.fixture(scope="module")
def walked(
    data: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[str, str], int]:
    """The folder, what each command of the page printed, and the number of edits."""
    folder = tmp_path_factory.mktemp("reporter")
    shutil.copy(data / "policeuk" / "west-yorkshire.zip", folder / "police-uk.zip")
    write_lookup(folder / "police-uk.zip", folder / "lookup.csv")
    commands = [one.text for one in blocks(PAGE) if one.kind == "sh" and one.mark == OURS]
    lines = next(one.text for one in blocks(PAGE) if one.kind == "toml").splitlines()
    printed, edits = {}, 0
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for command in commands:
            name, *words = shlex.split(command)
            assert name == "waterbed"
            done = CliRunner().invoke(main, words, catch_exceptions=False)
            assert done.exit_code == 0, done.output
            printed[words[0]] = done.output
            if words[0] == "new":
                study = folder / "leeds" / "study.toml"
                text, edits = edited(study.read_text(encoding="utf-8"), lines)
                study.write_text(text, encoding="utf-8")
    return folder, printed, edits


def test_few_commands_and_few_edits_lead_to_a_report(walked, capsys):
    folder, printed, edits = walked
    with capsys.disabled():
        print(f"\npolice.uk to a report: {len(printed)} commands, {edits} edits ", end="")
    assert len(printed) <= MOST_COMMANDS and 0 < edits <= MOST_EDITS
    assert (folder / "leeds-report" / "report.html").stat().st_size > 10_000
    assert "FILL IN" not in (folder / "leeds" / "study.toml").read_text(encoding="utf-8")


def test_the_document_shows_what_is_printed(walked):
    _, printed, _ = walked
    stated = [one.text for one in blocks(PAGE) if one.mark == "prints"]
    assert not_among(stated[0], printed["check"]) == []
    assert not_among(stated[1], printed["run"]) == []


def test_the_counts_that_the_document_names_are_those_of_the_files(walked, data):
    folder, _, _ = walked
    with zipfile.ZipFile(data / "policeuk" / "west-yorkshire.zip") as archive:
        counts = []
        for month in ("2016-07", "2017-07"):
            rows = pl.read_csv(
                archive.read(f"{month}/{month}-west-yorkshire-street.csv"), infer_schema=False
            )
            kind = pl.col("Crime type") == "Anti-social behaviour"
            counts.append(rows.filter(kind & (pl.col("LSOA name") == "Leeds 111B")).height)
    text = PAGE.read_text(encoding="utf-8")
    assert f"from {counts[0]} in July 2016 to {counts[1]} in July 2017" in text
    results = json.loads((folder / "leeds-report" / "results.json").read_text(encoding="utf-8"))
    verdict = next(one for one in results["verdicts"] if one["claim"] == "claim")
    assert verdict["answer"] == "contradicted"
    assert verdict["recorded"] == pytest.approx(counts[1] / counts[0] - 1)


def test_the_report_says_what_police_uk_cannot_show(walked):
    folder, printed, _ = walked
    page = (folder / "leeds-report" / "report.html").read_text(encoding="utf-8")
    assert "What police.uk cannot show" in page and "Snap points" in page
    assert "too few to say whether any of them moved" in page
    assert "in one category: neither can be told apart" in page  # a claim or outcome names it
    assert "? Snap points of the target" in printed["check"]
