"""A claim kind added as CONTRIBUTING says: one row, and every output words it and its denial."""

from __future__ import annotations

import csv
import html
import json
import re
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import polars as pl
import pytest

from waterbed import demo

RECIPE = (Path(__file__).parents[2] / "CONTRIBUTING.md").read_text(encoding="utf-8")
ROW = RECIPE.split("## To add a claim kind")[1].split("```python\n")[1].split("```")[0]
PROGRAM = f"""
from waterbed.model.kinds import KINDS, Kind, Region
{ROW}
from waterbed.cli import main
main()
"""
CLAIMS = "".join(
    f"""
[[claims]]
id = "{key}"
who = "Council"
side = "Council"
words = "{words}"
source = "made up for this test"
date = "2018-12"
kind = "not-worse"
intervention = "patrol"
outcome = "incidents"
zone = "{zone}"
negated = {negated}
"""
    for key, words, zone, negated in (
        ("no worse here", "It did not get worse.", "target", "false"),
        ("worse here", "It got worse.", "target", "true"),
        ("no worse beside", "It did not get worse beside.", "next door", "false"),
        ("worse beside", "It got worse beside.", "next door", "true"),
    )
)
SAID, DENIED = "did not rise by more than 5%", "rose by more than 5%"


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A patrol whose target fell by half, all of it next door; counts of a table not published."""
    case = next(case for case in demo.CASES if case.key == "moved")
    path = demo.draw(case, np.random.default_rng(1), tmp_path_factory.mktemp("recipe"), 1)
    text = path.read_text(encoding="utf-8").split("[[claims]]")[0]
    text = text.replace("published = true", "published = false")
    text = text.replace("[rule]\n", "[rule]\nsmallest_effect = 0.05\n")
    path.write_text(text + CLAIMS, encoding="utf-8")
    return path


def waterbed(*words: object) -> str:
    """What the program prints, with the new row in its table."""
    made = subprocess.run(
        [sys.executable, "-c", PROGRAM, *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        env={"COLUMNS": "200", "PATH": ""} | {"PYTHONPATH": ":".join(sys.path)},
    )
    assert made.returncode == 0, made.stdout + made.stderr
    return made.stdout


@pytest.fixture(scope="module", params=["public", "internal"])
def run(request: pytest.FixtureRequest, study: Path) -> tuple[str, Path, str]:
    """The profile, the folder that a run wrote, and what it printed."""
    out = study.parent / request.param
    return (
        request.param,
        out,
        waterbed(
            "run", study, "--out", out, "--profile", request.param, "--placebos", 99, "--words-read"
        ),
    )


def test_check_takes_the_kind(study: Path) -> None:
    told = waterbed("check", study)
    assert told.count("✓ yes") == 4 and "no worse here (not-worse)" in told


def test_the_study_file_refuses_what_the_kind_does_not_take(study: Path) -> None:
    wrong = study.with_name("wrong.toml")
    text = study.read_text(encoding="utf-8")
    wrong.write_text(text.replace("negated = false", "stated = 0.2", 1), encoding="utf-8")
    with pytest.raises(AssertionError, match="'not-worse' takes no figure"):
        waterbed("check", wrong)


def verdicts(folder: Path) -> dict[str, dict[str, object]]:
    found = json.loads((folder / "results.json").read_text(encoding="utf-8"))["verdicts"]
    return {one["claim"]: one for one in found}


def test_the_denial_has_the_opposite_answer(run: tuple[str, Path, str]) -> None:
    found = verdicts(run[1])
    turned = {"supported": "contradicted", "contradicted": "supported"}
    assert found["no worse here"]["answer"] == "supported"
    for place in ("here", "beside"):
        said, denied = (str(found[f"{key} {place}"]["answer"]) for key in ("no worse", "worse"))
        assert denied == turned.get(said, said)
    assert {one["kind"] for one in found.values()} == {"not-worse"}


def test_what_could_be_seen_is_of_no_change(run: tuple[str, Path, str]) -> None:
    """The claim holds where nothing changes: its chance there is what a study could have seen."""
    found = verdicts(run[1])
    for key, comes in (("no worse here", "supported"), ("worse here", "contradicted")):
        told = str(found[key]["could_see"])
        if run[0] == "public" and "not shown" in told:
            assert "fall" not in told and "rise" not in told
        else:
            assert told.startswith("If nothing at all had changed, this study would have")
            assert f"{comes} this claim" in told


def test_the_report_says_what_was_judged(run: tuple[str, Path, str]) -> None:
    page = (run[1] / "report.html").read_text(encoding="utf-8")
    text = re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))
    judged = re.findall(r"Judged as: (.*?) against what would be expected", text)
    assert judged == [
        f"incidents in the target area {SAID}",
        f"incidents in the target area {DENIED}",
        f"incidents in the “next door” zone {SAID}",
        f"incidents in the “next door” zone {DENIED}",
    ]


def test_the_chart_and_the_terminal_name_it(run: tuple[str, Path, str]) -> None:
    profile, folder, told = run
    assert "It did not get worse." in told and "It got worse." in told
    page = (folder / "report.html").read_text(encoding="utf-8")
    if profile == "internal":
        assert "incidents did not rise" in page and "incidents rose" in page


def test_the_workbook_has_it(run: tuple[str, Path, str]) -> None:
    sheet = pl.read_excel(run[1] / "tables.xlsx", sheet_name="claims")
    with (run[1] / "tables" / "claims.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for kinds in (sheet["kind"].to_list(), [row["kind"] for row in rows]):
        assert kinds == ["not-worse"] * 4


def test_who_writes_a_study_is_offered_it(study: Path) -> None:
    draft = study.with_name("draft.xlsx")
    waterbed("convert", study, draft)
    with ZipFile(draft) as book:
        parts = [book.read(name).decode() for name in book.namelist() if name.endswith(".xml")]
    assert any("fell-by,rose-by" in part and "not-worse" in part for part in parts)
    assert any("not-worse: an effect" in part for part in parts)
