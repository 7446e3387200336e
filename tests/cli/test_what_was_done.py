"""Claims of what was done through every door: check, workbook, run for anyone, power."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from waterbed import demo
from waterbed.cli import main

ACTIVITY = """
[[activity]]
id = "fines"
action = "fines"
on = "buyers"
intervention = "patrol"
total = 60
first = "2018-01"
last = "2018-12"
source = "made up for this test"

[[activity]]
id = "cautions"
action = "cautions"
on = "women"
intervention = "patrol"
file = "activity.csv"
period = "month"
count = "number"
published = true

[[activity]]
id = "contacts"
action = "outreach contacts"
on = "women"
total = 30
partial = true
first = "2018-01"
last = "2018-12"
source = "made up for this test"
"""
CLAIM = """
[[claims]]
id = "{id}"
who = "{who}"
side = "{who}"
words = "{id}"
source = "made up for this test"
date = "2018"
kind = "{kind}"
stated = {stated}
actions = ["{action}"]
span = ["2018-01", "2018-12"]
negated = {negated}
{among}"""
AMONG = 'among = ["fines", "cautions"]\n'
ASKED = {
    "done-to": ("fines", 0.5, AMONG, "supported"),
    "not-done": ("cautions", 20, "", "contradicted"),
    "delivered": ("cautions", 2, "", "supported"),
    "delivered, not all of it": ("contacts", 9, "", "undecided"),
}
TURNED = {"supported": "contradicted", "contradicted": "supported", "undecided": "undecided"}


def run(*words: str) -> Result:
    done = CliRunner().invoke(main, list(words), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A patrol with what was done beside it: each kind, its denial, and one side as the other."""
    case = next(case for case in demo.CASES if case.key == "moved")
    path = demo.draw(case, np.random.default_rng(1), tmp_path_factory.mktemp("done"), 1)
    text = path.read_text(encoding="utf-8").split("[[claims]]")[0]
    rows = [f"2018-{month:02d},{3 + month % 2}" for month in range(1, 13)]
    (path.parent / "activity.csv").write_text("month,number\n" + "\n".join(rows) + "\n")
    claims = [
        CLAIM.format(id=f"{name}{denied}", who=who, kind=name.partition(",")[0], stated=stated,
                     action=action, among=among, negated=str(bool(denied)).lower())
        for name, (action, stated, among, _) in ASKED.items()
        for denied, who in (("", "Council"), (", denied", "Residents"))
    ]  # fmt: skip
    path.write_text(text + ACTIVITY + "".join(claims), encoding="utf-8")
    return path


def answers(study: Path, folder: Path, *more: str) -> dict[str, str]:
    run("run", str(study), "--out", str(folder), *more)
    found = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    return {one["claim"]: one["answer"] for one in found["verdicts"]}


def test_each_kind_and_its_denial_by_toml_and_by_workbook(study: Path, tmp_path: Path) -> None:
    found = answers(study, tmp_path / "toml")
    for name, (*_, answer) in ASKED.items():
        assert (found[name], found[f"{name}, denied"]) == (answer, TURNED[answer]), name
    book = study.with_suffix(".xlsx")
    run("convert", str(study), str(book))
    assert answers(book, tmp_path / "book") == found
    assert answers(study, tmp_path / "internal", "--profile", "internal") == found
    rows = (tmp_path / "toml" / "report.html").read_text(encoding="utf-8")
    assert "cautions of women" in rows and "What was done, and how much of it?" in rows


def test_check_says_beforehand_what_cannot_come_out(study: Path) -> None:
    told = json.loads(run("check", str(study), "--json").output)
    by = {one["claim"]: one for one in told["claims"]}
    assert all(one["testable"] for one in by.values())
    assert not by["done-to"]["excluded"] and not by["not-done"]["excluded"]
    partial = by["delivered, not all of it"]["excluded"]
    assert partial == ["contradicted"]
    assert by["delivered, not all of it, denied"]["excluded"] == ["supported"]
    assert any("60 fines of buyers" in one for one in told["activity"])


def test_power_says_that_there_is_nothing_to_estimate(study: Path) -> None:
    told = " ".join(run("power", str(study), "--places", "20").output.split())
    assert "what was done" in told and "nothing is estimated" in told, told[-400:]


def test_the_sides_may_change_places(study: Path, tmp_path: Path) -> None:
    """Who says it decides nothing."""
    text = study.read_text(encoding="utf-8")
    swapped = text.replace("Council", "\0").replace("Residents", "Council")
    other = study.with_name("swapped.toml")
    other.write_text(swapped.replace("\0", "Residents"), encoding="utf-8")
    assert answers(other, tmp_path / "swapped") == answers(study, tmp_path / "as it is")
