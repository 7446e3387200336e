"""CONTRIBUTING: each recipe names a test that follows it, and each such test is named."""

from __future__ import annotations

import re

import pytest

from tests.conftest import ROOT

TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
RECIPES = {
    part.partition("\n")[0]: part for part in TEXT.split("\n## ") if part.startswith("To add ")
}
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
