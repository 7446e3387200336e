"""docs/house.md: the functions on the path of a figure exist, and its table counts them."""

from __future__ import annotations

import re

import pytest

from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "house.md").read_text(encoding="utf-8")
STEP = re.compile(r"^\d+\. `([\w/]+\.py)`, `([\w.]+)`: ", re.M)
FIGURES = {
    part.partition("\n")[0]: part for part in PAGE.split("\n## ")[1:] if "\nBefore:\n" in part
}


def steps(figure: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Module and function of each step, before and now."""
    now, before = FIGURES[figure].split("\nBefore:\n")
    return STEP.findall(before), STEP.findall(now)


@pytest.mark.parametrize("figure", FIGURES)
def test_every_step_exists(figure: str) -> None:
    for module, function in steps(figure)[1]:
        source = (ROOT / "src" / "waterbed" / module).read_text(encoding="utf-8")
        for name in function.split("."):
            assert re.search(rf"^\s*(?:def|class) {name}\b", source, re.M), (module, name)


@pytest.mark.parametrize("figure", FIGURES)
def test_the_table_counts_them(figure: str) -> None:
    paths = steps(figure)
    modules = [len({module for module, _ in path}) for path in paths]
    counts = [*modules, *(len(path) - 1 for path in paths)]
    assert f"| {figure} | {' | '.join(map(str, counts))} |" in PAGE
