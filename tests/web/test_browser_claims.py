"""The worked example edited, a claim added, checked and locked, without script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("starlette", reason="the extra [web] is not installed")

from tests.web.browser import alive, visiting
from waterbed.propose.examples import copy_example
from waterbed.web.serving import Served

pytestmark = pytest.mark.browser

TYPED = {"id": "robbery-fell", "who": "The council", "words": "Robbery fell.",
         "source": "Minutes", "date": "2018"}  # fmt: skip
SEEN = "This study could have seen a fall of"
LOCKED = "The decision rule is the one that was locked"
DIFFERS = "The decision rule differs from the one that was locked"


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One workbench on the worked example, whose counts are read once."""
    root = tmp_path_factory.mktemp("studies")
    copy_example("redbridge", root / "redbridge")
    with alive(root) as served:
        yield served


@pytest.fixture(autouse=True)
def as_it_was(bench: Served) -> Iterator[Path]:
    folder = bench.root / "redbridge"
    before = (folder / "study.toml").read_bytes()
    yield folder
    (folder / "study.toml").write_bytes(before)
    (folder / "study.lock.json").unlink(missing_ok=True)


def on_disk(folder: Path) -> None:
    assert 'id = "robbery-fell"' in (folder / "study.toml").read_text("utf-8")
    assert (folder / "study.lock.json").exists()


def test_a_claim_is_added_checked_and_locked_without_script(
    chromium: Any, bench: Served, as_it_was: Path
) -> None:
    with visiting(chromium, bench, script=False) as she:
        she.go("/study/redbridge/claims")
        she.click("Show what could be seen", "button")
        she.sees("This study could have seen", seconds=60)
        she.page.select_option("#kind", "fell")
        she.click("Complete the sentence", "button")
        for key, value in (("intervention", "police operation"), ("outcome", "robbery"),
                           ("window", "twelve months")):  # fmt: skip
            she.page.select_option(f"#{key}", value)
        she.fill(TYPED)
        she.click("Show what could be seen", "button")
        she.page.locator("#told").get_by_text(SEEN).wait_for()
        she.click("Keep this claim", "button")
        she.sees("Robbery fell.")
        she.click("Check and lock")
        she.sees("Can these data speak to each claim?")
        she.click("Lock the rule", "button")
        she.sees(LOCKED)
        she.click("Who says what")
        she.sees(LOCKED)
        she.click("Change the claim robbery-fell")
        she.click("Remove this claim", "button")
        she.sees(DIFFERS)
