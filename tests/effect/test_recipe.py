"""The recipe of CONTRIBUTING for a method, followed with a new one in a copy of the package."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from html import unescape
from pathlib import Path

import fastexcel
import numpy as np
import pytest

import waterbed
from waterbed.simulate.folder import SimulatedClaim, write_study
from waterbed.simulate.panel import Settings, simulate_panel

KEY, NAME = "steady", "no change at all"
TEXT = "The count after less the count before, and the same for every placebo place."
FORMULA, SOURCE = "effect = y − b", "Nobody 1999, Journal of Toys 1:1–2."
BASIS = "the count before, as if nothing had moved"

FIT = """
import numpy as np
from waterbed.effect.setting import MethodFit
from waterbed.effect.zones import rows
from waterbed.model.reference import Standing


def stand(member, totals):
    base = member @ totals.base
    return Standing(base, member @ totals.post, base, np.sqrt(2 * base))


def fit(setting):
    totals, placebos = setting.totals, setting.placebos
    real = {}
    for place, members in setting.places.items():
        one = stand(rows([members], len(totals.base)), totals)
        real[place] = Standing(one.base[0], one.observed[0], one.expected[0], one.scale[0])
    made = [stand(zone, totals) for zone in placebos.zones.values()]
    effect, scale, t = (
        np.stack([getattr(one, name) for one in made], axis=1) for name in ("effect", "scale", "t")
    )
    valid = placebos.valid(totals.donors)
    outcomes = setting.panel.outcomes
    return MethodFit("steady", real, placebos.reference(outcomes, effect, scale, t, valid))
"""

ROW = f"""
    Method(
        "{KEY}",
        "{NAME}",
        text="{TEXT}",
        formula="{FORMULA}",
        source="{SOURCE}",
        basis="{BASIS}",
        fitted=ON_REQUEST,
        holds=None,
        assumptions=("no-other-change", "same-recording"),
    ),
)
"""


def add_fit(package: Path) -> None:
    """A module in effect/ and its line in FITS."""
    (package / "effect" / "steady.py").write_text(FIT, encoding="utf-8")
    table = package / "effect" / "methods.py"
    lines = table.read_text(encoding="utf-8")
    lines = lines.replace("import difference, history", "import difference, history, steady")
    lines = lines.replace('": difference.fit,\n', f'": difference.fit,\n    "{KEY}": steady.fit,\n')
    table.write_text(lines, encoding="utf-8")


def add_row(package: Path, row: str = ROW) -> None:
    """A row behind the last of ROWS."""
    rows = package / "model" / "methods" / "comparisons.py"
    text = rows.read_text(encoding="utf-8").rstrip()
    assert text.endswith("\n)")
    rows.write_text(text[:-2] + row, encoding="utf-8")


@pytest.fixture
def package(tmp_path):
    """A copy of the package, to be added to."""
    own = tmp_path / "src" / "waterbed"
    shutil.copytree(
        Path(waterbed.__file__).parent, own, ignore=shutil.ignore_patterns("__pycache__")
    )
    return own


def call(package: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    env = os.environ | {"PYTHONPATH": str(package.parent)}
    command = [sys.executable, "-m", "waterbed", *map(str, arguments)]
    return subprocess.run(command, env=env, capture_output=True, text=True, cwd=package.parent)


def study(folder: Path, *, published: bool) -> Path:
    settings = Settings(rows=12, columns=12, rate=8.0, least=100, effect=-0.5)
    made = simulate_panel(np.random.default_rng(3), settings)
    said = [SimulatedClaim("fell", "Council", "It brought incidents down.", "fell")]
    path = write_study(made, folder, title="A toy", question="Did it fall?", said=said, level=0.95)
    text = path.read_text(encoding="utf-8")
    text = text.replace('headline = "difference"', f'headline = "{KEY}"')
    if not published:
        text = re.sub(r"published = true.*", "published = false", text)
    path.write_text(text, encoding="utf-8")
    return path


def words_of(page: Path) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page.read_text(encoding="utf-8"))))


@pytest.mark.parametrize("profile", ["public", "internal"])
def test_a_new_method_is_described_judged_and_released(package, tmp_path, profile):
    add_fit(package)
    add_row(package)
    path = study(tmp_path / "study", published=profile == "internal")
    checked = call(package, "check", path)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    out = tmp_path / "out"
    more = ("--placebos", 99, "--profile", profile, "--words-read")
    done = call(package, "run", path, "--out", out, *more)
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads((out / "results.json").read_text(encoding="utf-8"))
    own = [one for one in found["estimates"] if one["method"] == KEY]
    assert {one["scale"] for one in own if one["question"] == "effect"} == {"count", "ratio"}
    for one in own:
        assert one["assumptions"] == [
            "Nothing else changed between the base months and the months after.",
            "The share of incidents that are reported and recorded did not change.",
        ]
    # It carries the verdict, and its counts are rounded like those of any other method.
    assert found["verdicts"][0]["answer"] == "supported"
    first = own[0]
    assert first["expected"] is not None
    assert profile == "internal" or (first["expected"] % 5 == 0 and first["p"] is None)
    page = words_of(out / "report.html")
    for said in (NAME.capitalize(), TEXT, FORMULA, SOURCE, BASIS):
        assert said in page, said
    assert "deciding method (no change at all)" in page
    book = fastexcel.read_excel(out / "tables.xlsx")
    cells = {
        str(cell)
        for sheet in book.sheet_names
        for column in book.load_sheet(sheet, header_row=None).to_polars().iter_columns()
        for cell in column
    }
    assert KEY in cells or NAME.capitalize() in cells


def test_what_a_method_lacks_is_named(package, tmp_path):
    """The line without the row, the row without the line, the row without its paragraph."""
    path = study(tmp_path / "study", published=True)
    add_fit(package)
    assert (
        "'steady' is fitted in effect/methods.py and has no row"
        in call(package, "run", path).stderr
    )
    add_row(package, re.sub(r" +(source|assumptions)=.*\n", "", ROW))
    assert "the method 'steady' lacks source, assumptions" in call(package, "run", path).stderr


def test_a_row_without_a_fit_is_named(package, tmp_path):
    path = study(tmp_path / "study", published=True)
    add_row(package)
    assert "'steady' has a row with `fitted` in model/methods and no line" in (
        call(package, "run", path).stderr
    )
