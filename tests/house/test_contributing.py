"""CONTRIBUTING: each recipe names a test that follows it, and each such test is named."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.conftest import ROOT

TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
RECIPES = {
    part.partition("\n")[0]: part for part in TEXT.split("\n## ") if part.startswith("To add ")
}
SOURCE = sorted((ROOT / "src" / "waterbed").rglob("*.py"))
SAYS_NOTHING = {"one", "found", "told", "made"}
NAMED = re.compile(r"`(?:[A-Z_0-9]+=\S+ pytest )?(tests/[\w/]+\.py)`")


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_recipe_names_its_test(recipe: str) -> None:
    named = NAMED.findall(RECIPES[recipe])
    assert named, "say which test follows it"
    assert [name for name in named if not (ROOT / name).is_file()] == []


def test_every_test_of_a_recipe_is_named_where_it_stands() -> None:
    followed = {
        path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("test_recipe*.py")
    }
    assert followed <= {name for part in RECIPES.values() for name in NAMED.findall(part)}


def test_every_module_that_is_named_exists() -> None:
    source = ROOT / "src" / "waterbed"
    named = re.findall(r"`((?:\w+/)+\w+\.py)`", TEXT)
    missing = [name for name in named if not ((source / name).exists() or (ROOT / name).exists())]
    assert missing == []


def test_a_module_has_400_lines_at_most() -> None:
    lines = {path: len(path.read_text("utf-8").splitlines()) for path in SOURCE}
    assert len(lines) > 300 and {path: n for path, n in lines.items() if n > 400} == {}


def bound(tree: ast.AST) -> Iterator[str]:
    """Names of arguments and of values."""
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def test_a_name_says_what_the_value_is() -> None:
    published = {("released_batch.py", "found")}
    named = {
        (path.name, name) for path in SOURCE for name in bound(ast.parse(path.read_text("utf-8")))
    }
    assert {row for row in named if row[1] in SAYS_NOTHING} == published
