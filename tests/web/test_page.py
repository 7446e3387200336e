"""docs/workbench.md shows what is there."""

from __future__ import annotations

import re

from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "workbench.md").read_text(encoding="utf-8")


def test_every_picture_is_there_and_shown() -> None:
    """They are made by test_browser.py where WATERBED_PICTURES is set."""
    shown = re.findall(r"!\[[^\]]+\]\((workbench/[\w-]+\.png)\)", PAGE)
    there = sorted((ROOT / "docs" / "workbench").glob("*.png"))
    assert sorted(shown) == [f"workbench/{one.name}" for one in there]
    assert all(one.stat().st_size < 200_000 for one in there)
