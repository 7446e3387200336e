"""The recipe of CONTRIBUTING for a layout, followed with a new one in a copy of the package."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

import waterbed
from tests.conftest import ROOT
from waterbed.model.sources import LAYOUTS as WRITTEN
from waterbed.read.tables.counts import ARCHIVE
from waterbed.read.tables.layouts import LAYOUTS as READ

ROW = """    "turned": Layout(
        "a row a period, a column an area.", ("period",), ("area", "count", "x", "y", "crs", "id")
    ),
"""
MONTHS = [f"{year}-{month:02}" for year in (2016, 2017) for month in range(1, 13)]
COUNTS = {f"W{n}": [(7 * n + 3 * m) % 11 for m in range(len(MONTHS))] for n in range(6)}
STUDY = """title = "A table on its side"
question = "Is it read?"

[areas]

[[counts]]
name = "crime"
file = "counts.csv"
layout = "turned"
period = "month"
published = true

[[outcomes]]
id = "all crime"
name = "all crime"

[[interventions]]
id = "patrol"
name = "a patrol"
kind = "patrol"
start = "2017-01"
target = ["W1"]

[rule]
data_seen = false
data_seen_date = "2018-02-01"

[[rule.windows]]
name = "year"
intervention = "patrol"
base = ["2016-01", "2016-12"]
post = ["2017-01", "2017-12"]
"""
READS = """
import json, sys
from pathlib import Path
from waterbed.analysis.run import read_inputs
from waterbed.cli import main

folder = Path(sys.argv[1])
main(["convert", str(folder / "study.toml"), str(folder / "study.xlsx")], standalone_mode=False)
found = {}
for name in ("study.toml", "study.xlsx"):
    counts = read_inputs(folder / name).counts
    panel = counts.panel
    found[name] = {
        "counts": dict(zip(panel.areas, panel.counts[0].tolist())),
        "rejected": [record.reasons for record in counts.records],
    }
(folder / "found.json").write_text(json.dumps(found))
"""


def recipe() -> str:
    """The function as CONTRIBUTING gives it."""
    part = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("## To add a layout")[1]
    return re.findall(r"```python\n(.*?)```", part, re.S)[0]


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of the package with the new layout: a row, a function and its line."""
    own = tmp_path / "src" / "waterbed"
    shutil.copytree(
        Path(waterbed.__file__).parent, own, ignore=shutil.ignore_patterns("__pycache__")
    )
    rows = own / "model" / "sources.py"
    text = rows.read_text(encoding="utf-8")
    assert text.count("LAYOUTS = {\n") == 1
    rows.write_text(text.replace("LAYOUTS = {\n", "LAYOUTS = {\n" + ROW), encoding="utf-8")
    layouts = own / "read" / "tables" / "layouts.py"
    text = layouts.read_text(encoding="utf-8")
    head, mark, tail = text.partition("LAYOUTS: dict[str, Layout] = {")
    assert mark
    head = head.replace(
        "from collections.abc", "from dataclasses import replace\nfrom collections.abc"
    )
    layouts.write_text(f'{head}{recipe()}\n{mark}"turned": turned_rows, {tail}', encoding="utf-8")
    return own


def test_a_table_of_a_new_layout_is_read_from_both_forms_of_a_study(
    package: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "study"
    folder.mkdir()
    (folder / "study.toml").write_text(STUDY, encoding="utf-8")
    pl.DataFrame({"month": MONTHS} | COUNTS).write_csv(folder / "counts.csv")
    env = os.environ | {"PYTHONPATH": str(package.parent)}
    command = [sys.executable, "-c", READS, str(folder)]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    for form, answer in json.loads((folder / "found.json").read_text(encoding="utf-8")).items():
        assert answer["counts"] == COUNTS, form
        assert answer["rejected"] == [[]], form
    # A key that means nothing in it, and one that is missing, are said as of any other layout.
    for old, new, problem in (
        ('period = "month"\n', "", "the layout 'turned' needs this key"),
        ('period = "month"\n', 'period = "month"\ncount = "n"\n', "means nothing in the layout"),
    ):
        (folder / "study.toml").write_text(STUDY.replace(old, new), encoding="utf-8")
        command = [sys.executable, "-m", "waterbed", "check", str(folder / "study.toml")]
        refused = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        assert refused.returncode == 2 and problem in refused.stderr, refused.stderr


def test_every_layout_that_may_be_written_can_be_read() -> None:
    assert set(WRITTEN) == {*READ, ARCHIVE}
