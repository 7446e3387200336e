"""An export of 8,000 incidents, from file to study: by mouse, by keyboard, and without script."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.web.browser import Visitor, visiting
from tests.web.exports import export
from waterbed.web.serving import Served

pytestmark = pytest.mark.browser

MOST_CLICKS, MOST_TYPED = 7, 3
"""Of twelve and eight from the file to the report: claims and the run have the rest."""

DONE = {"kind": "patrol", "start": "May 2023"}


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export(tmp_path_factory.mktemp("given") / "calls.csv")


def chosen(she: Visitor, name: str, file: Path) -> None:
    """The file is chosen in the browser's own window, which a test cannot open: one click."""
    she.clicks += 1
    she.page.set_input_files(f"#{name}", file)


def written(root: Path) -> None:
    raw = tomllib.loads((root / "calls" / "study.toml").read_text("utf-8"))
    (done,) = raw["interventions"]
    assert (done["target"], done["kind"], done["start"]) == (["Riverside"], "patrol", "2023-05")
    assert raw["rule"]["windows"][0]["post"] == ["2023-05", "2024-04"]


def few(she: Visitor) -> None:
    assert she.clicks <= MOST_CLICKS and she.typed <= MOST_TYPED, (she.clicks, she.typed)


@pytest.mark.parametrize("script", [True, False], ids=["mouse", "no script"])
def test_an_export_becomes_a_study(
    chromium: Any, live: Served, root: Path, calls: Path, script: bool
) -> None:
    with visiting(chromium, live, script=script) as she:
        she.click("My data")
        if script:
            she.fits()
        chosen(she, "counts", calls)
        she.click("Read it", "button")
        she.sees("What was understood")
        if script:
            she.fits()
            she.picture("data")
        she.click("Make a study of it", "button")
        she.fill({"q": "rivers", **DONE})
        she.page.keyboard.press("Enter")
        she.sees("Riverside")
        assert she.page.input_value("#start") == "May 2023"
        she.clicks += 1
        she.page.check("#place input[value=Riverside]")
        if script:
            she.fits()
        she.click("Save and go on", "button")
        she.page.wait_for_url("**/claims")
        few(she)
        she.page.go_back()
        she.page.reload()
        she.sees("Where was it done?")
    written(root)


def test_an_export_becomes_a_study_by_keyboard_alone(
    chromium: Any, live: Served, root: Path, calls: Path
) -> None:
    with visiting(chromium, live) as she:
        she.press("My data")
        chosen(she, "counts", calls)
        she.press("Read it")
        she.press("Make a study of it")
        she.enter({"q": "rivers"})
        she.press("Find, and show what it gives")
        she.tab_to("place-1")
        she.clicks += 1
        she.page.keyboard.press("Space")
        she.enter(DONE)
        she.press("Save and go on")
        she.page.wait_for_url("**/claims")
        few(she)
    written(root)
