"""The notebooks of docs/: every cell runs, and what their text says of the figures is so.

Cells are run as they stand, in the folder of the notebooks; no Jupyter is needed for that.
"""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT

FOLDER = ROOT / "docs" / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


def cells(path: Path) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return made


def run(name: str, monkeypatch: pytest.MonkeyPatch) -> tuple[dict[str, Any], list[Any]]:
    """The names that a notebook leaves, and what each of its cells shows."""
    monkeypatch.chdir(FOLDER)
    space: dict[str, Any] = {"__name__": "__main__"}
    shown = []
    for number, cell in enumerate(cells(FOLDER / f"{name}.ipynb")):
        if cell["cell_type"] != "code":
            continue
        body = ast.parse("".join(cell["source"])).body
        last = body.pop() if isinstance(body[-1], ast.Expr) else None
        place = f"{name}, cell {number}"
        exec(compile(ast.Module(body, []), place, "exec"), space)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), place, "eval"), space)
            html = getattr(value, "_repr_html_", None) or getattr(value, "_repr_svg_", None)
            assert (html() if html else repr(value)).strip(), place
            shown.append(value)
    return space, shown


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_plain_and_holds_no_output(path: Path) -> None:
    made = json.loads(path.read_text(encoding="utf-8"))
    assert (made["nbformat"], made["nbformat_minor"]) == (4, 5) and set(made) == {
        "cells", "metadata", "nbformat", "nbformat_minor",
    }  # fmt: skip
    ids = [cell["id"] for cell in made["cells"]]
    assert len(set(ids)) == len(ids) and cells(path)[0]["cell_type"] == "markdown"
    for cell in made["cells"]:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == [] and cell["execution_count"] is None
    assert path.stat().st_size < 20_000


@pytest.mark.slow  # docs/python.md, which every run of the tests goes through, asks the same
def test_waltham_forest_from_a_frame_to_a_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    space, _ = run("waltham-forest", monkeypatch)
    found = space["found"]
    assert list(found.answers.values()) == ["undecided", "contradicted", "supported"]
    fell = found.claims[0]
    # as docs/cases/waltham-forest.md has it of the whole study
    assert fell.value == pytest.approx(-0.19, abs=0.005)
    assert fell.low == pytest.approx(-0.32, abs=0.01) and fell.high == pytest.approx(
        -0.04, abs=0.015
    )


R_PRINTS = {"sdid": (-15.60382787, 0.002), "simplex": (-19.61966347, 0.11),
            "uniform": (-27.34911108, 1e-6)}  # fmt: skip


def test_california_as_r_prints_it(monkeypatch: pytest.MonkeyPatch, data: Path) -> None:
    """synthdid 0.0.9 on California: figure and tolerance; of the synthetic control R stops early
    (tests/published/classic)."""
    file = data / "classic" / "california_prop99_synthdid.csv"
    if not file.exists():
        pytest.skip("no classic/california_prop99_synthdid.csv among the published data")
    monkeypatch.setenv("WATERBED_DATA", str(data))
    code = [line for cell in cells(FOLDER / "california.ipynb") if cell["cell_type"] == "code"
            for line in cell["source"] if line.strip()]  # fmt: skip
    assert len(code) <= 15
    space, _ = run("california", monkeypatch)
    for method, (printed, tolerance) in R_PRINTS.items():
        assert space["found"][method].value("rate") == pytest.approx(printed, abs=tolerance)
    answers = {method: one.would_be("fell") for method, one in space["found"].items()}
    assert answers["sdid"] == "supported" and answers["simplex"] == "undecided"
    assert not any(one.carries for one in space["found"].values())


@pytest.mark.slow
def test_the_simulation_finds_what_was_planted(monkeypatch: pytest.MonkeyPatch) -> None:
    space, _ = run("simulation", monkeypatch)
    answers = space["answers"]
    for claim in ("fell", "rose"):
        assert answers[0.0, claim]["supported"] <= 2
    assert answers[-0.5, "fell"]["supported"] >= 16 and answers[-0.5, "rose"]["supported"] == 0
