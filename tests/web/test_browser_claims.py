"""The worked example edited, a claim added, checked, locked and run again: by mouse, by keyboard
alone and without script."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("starlette", reason="the extra [web] is not installed")

from tests.web.browser import Visitor, alive, visiting
from tests.web.test_runs import stand_in
from waterbed.propose.examples import copy_example
from waterbed.web.serving import Served

pytestmark = pytest.mark.browser

TYPED = {"id": "robbery-fell", "who": "The council", "words": "Robbery fell.",
         "source": "Minutes", "date": "2018"}  # fmt: skip
CHOSEN = {"intervention": "police operation", "outcome": "robbery", "window": "twelve months"}
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
    folder, program = bench.root / "redbridge", bench.bench.runs.program
    before = (folder / "study.toml").read_bytes()
    yield folder
    bench.bench.runs.program = program
    (folder / "study.toml").write_bytes(before)
    (folder / "study.lock.json").unlink(missing_ok=True)
    shutil.rmtree(bench.root / "redbridge-report", ignore_errors=True)


def on_disk(folder: Path) -> None:
    assert 'id = "robbery-fell"' in (folder / "study.toml").read_text("utf-8")
    assert (folder / "study.lock.json").exists()


def run(she: Visitor) -> None:
    she.go("/study/redbridge/run")
    she.click("Run it", "button")
    she.sees("The run is whole.", seconds=900)


@pytest.mark.slow
@pytest.mark.parametrize("real", [False, True])
def test_a_claim_is_added_locked_and_run_again_by_mouse(
    chromium: Any, bench: Served, as_it_was: Path, real: bool
) -> None:
    if not real:
        stand_in(bench.bench)
    with visiting(chromium, bench) as she:
        run(she)
        she.clicks = 0
        she.click("Who says what")
        she.sees("This study could have seen")
        she.picture("claims", ".sides")
        she.page.check('#kind input[value="fell"]')
        she.click("Complete the sentence", "button")
        she.arrives("**/claims?*kind=fell*")
        for key, value in CHOSEN.items():
            she.page.select_option(f"#{key}", value)
        she.page.locator("#told").get_by_text(SEEN).wait_for()
        assert she.unfit() == []
        she.fill(TYPED)
        she.click("Keep this claim", "button")
        she.sees("Robbery fell.")
        she.click("Say the opposite of the claim robbery-fell", "button")
        she.sees("It did not fall by more than the smallest effect: the opposite")
        she.click("Check and lock")
        she.sees("Can these data speak to each claim?")
        she.click("Lock the rule", "button")
        she.sees(LOCKED)
        she.picture("lock", "#lock")
        she.page.reload()
        she.sees(LOCKED)
        she.click("Run")
        she.click("Run it again", "button")
        she.sees("The run is whole.", seconds=900)
        she.sees("What changed since the last run")
        assert she.few, (she.clicks, she.typed)
        if real:
            she.click("Read the public report")
            she.sees("Robbery fell.")
    on_disk(as_it_was)


@pytest.mark.slow
def test_the_same_by_keyboard_alone(chromium: Any, bench: Served, as_it_was: Path) -> None:
    stand_in(bench.bench)
    with visiting(chromium, bench) as she:
        she.go("/study/redbridge/claims")
        she.tab_to("kind-2")
        she.press("Complete the sentence")
        for key, value in CHOSEN.items():
            she.choose(key, value)
        she.page.locator("#told").get_by_text(SEEN).wait_for()
        she.enter(TYPED)
        she.press("Keep this claim")
        she.sees("Robbery fell.")
        she.press("Check and lock")
        she.sees("Can these data speak to each claim?")
        she.press("Lock the rule")
        she.sees(LOCKED)
        she.press("Run")
        she.press("Run it")
        she.sees("The run is whole.")
        assert she.few, (she.clicks, she.typed)
    on_disk(as_it_was)


def test_the_same_without_script(chromium: Any, bench: Served, as_it_was: Path) -> None:
    with visiting(chromium, bench, script=False) as she:
        she.go("/study/redbridge/claims")
        she.click("Show what could be seen", "button")
        she.sees("This study could have seen")
        she.page.check('#kind input[value="fell"]')
        she.click("Complete the sentence", "button")
        for key, value in CHOSEN.items():
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
        on_disk(as_it_was)
        she.click("Remove this claim", "button")
        she.sees(DIFFERS)
    assert 'id = "robbery-fell"' not in (as_it_was / "study.toml").read_text("utf-8")
