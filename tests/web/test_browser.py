"""Two paths in a browser, by mouse, by keyboard alone and without script: numbers; the worked
example, run and read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.web.browser import Visitor, visiting
from tests.web.test_numbers import EIGHT, FOUR
from tests.web.test_runs import stand_in
from waterbed.propose.examples import copy_example
from waterbed.web.pages import PAGES
from waterbed.web.runs import STOPPED
from waterbed.web.serving import Served

pytestmark = pytest.mark.browser

FELL = "It fell by more than chance would explain."


def test_every_page_is_usable_as_it_is(chromium: Any, live: Served, root: Path) -> None:
    copy_example("redbridge", root / "redbridge")
    study = live.bench.store.open("redbridge")
    with visiting(chromium, live) as she:
        for page in PAGES:
            she.go(page.address(study))
            she.page.get_by_role("heading", name=page.title, exact=True).wait_for()
            she.page.locator("[data-wait]").first.wait_for(state="detached")
            assert she.unfit() == []


# Numbers ------------------------------------------------------------------------------------------


def test_numbers_by_mouse_stand_behind_the_hash(chromium: Any, live: Served) -> None:
    with visiting(chromium, live) as she:
        she.picture("start")
        she.fill(EIGHT)
        she.click("Answer", "button")
        she.sees(FELL)
        she.page.wait_for_url("**/numbers#treated_before=207&*")
        assert "?" not in she.page.url
        assert she.unfit() == []
        she.picture("numbers")
        she.page.reload()
        she.sees(FELL)
        kept = she.page.url
        she.go("/")
        she.page.go_back()
        she.sees(FELL)
        she.go("/")
        she.page.goto(kept)
        she.sees(FELL)
        assert she.few, (she.clicks, she.typed)


def test_numbers_by_keyboard_alone(chromium: Any, live: Served) -> None:
    with visiting(chromium, live) as she:
        she.enter(FOUR)
        she.press("Answer")
        she.sees(FELL)
        assert she.few, (she.clicks, she.typed)


def test_numbers_without_script(chromium: Any, live: Served) -> None:
    with visiting(chromium, live, script=False) as she:
        she.fill(FOUR)
        she.click("Answer", "button")
        she.sees(FELL)
        she.page.reload()
        she.sees(FELL)
        she.go("/")
        she.page.go_back()
        she.sees(FELL)
        assert f"treated_before={FOUR['treated_before']}&" in she.page.url
        assert she.few, (she.clicks, she.typed)


def test_what_is_wrong_is_read_first(chromium: Any, live: Served) -> None:
    with visiting(chromium, live) as she:
        she.fill({"treated_before": "many"})
        with she.page.expect_navigation():  # what is answered live has the same words
            she.click("Answer", "button")
        she.sees("There is a problem")
        she.page.wait_for_function("document.activeElement.className == 'summary'")
        assert she.unfit() == []
        she.click("This is not a number")
        she.page.wait_for_function("document.activeElement.id == 'treated_before'")


# The worked example -------------------------------------------------------------------------------


def copied(she: Visitor) -> None:
    she.click("Copy the worked example into this folder", "button")
    she.click("Ilford Lane, Redbridge")
    she.click("Run")


@pytest.mark.slow
def test_the_worked_example_is_run_and_read(
    chromium: Any, live: Served, root: Path, redbridge_folder: Path
) -> None:
    """By mouse, with the real run: the same results.json as the command writes."""
    with visiting(chromium, live) as she:
        copied(she)
        she.click("Run it", "button")
        she.page.get_by_role("progressbar").wait_for()
        she.sees("It is being run: comparing with other places and times", seconds=900)
        she.picture("run")
        she.sees("The run is whole.", seconds=900)
        she.page.frame_locator("iframe").get_by_text("Which claims stand?").first.wait_for()
        she.picture("report")
        she.click("Read the public report")
        she.sees("Which claims stand?")
        assert she.few, (she.clicks, she.typed)
    theirs = (redbridge_folder / "results.json").read_bytes()
    assert (root / "redbridge-report" / "results.json").read_bytes() == theirs


def test_the_worked_example_by_keyboard_alone(chromium: Any, live: Served) -> None:
    stand_in(live.bench)
    with visiting(chromium, live) as she:
        she.press("Copy the worked example into this folder")
        she.press("Ilford Lane, Redbridge")
        she.press("Run")
        assert she.unfit() == []
        she.press("Run it")
        she.sees("Run it again")  # the page that a whole run loads anew
        she.press("Run it again")
        she.sees("What changed since the last run")
        assert she.unfit() == []
        she.press("Read the public report")
        she.sees("It fell")
        assert she.few, (she.clicks, she.typed)


def test_the_worked_example_without_script(chromium: Any, live: Served, root: Path) -> None:
    stand_in(live.bench, "time.sleep(1)")
    with visiting(chromium, live, script=False) as she:
        copied(she)
        she.click("Run it", "button")
        she.sees("The run is whole.")
        she.click("Read the public report")
        she.sees("It fell")
        assert she.page.url.endswith("/run/public/report.html")
    assert (root / "redbridge-report" / "results.json").exists()


def test_a_run_that_goes_can_be_left_and_stopped(chromium: Any, live: Served) -> None:
    stand_in(live.bench, "time.sleep(60)")
    with visiting(chromium, live) as she:
        copied(she)
        she.click("Run it", "button")
        she.sees("comparing")
        she.go("/")
        she.page.go_back()
        she.sees("comparing")
        assert she.unfit() == []
        she.click("Stop it", "button")
        she.sees("The run was stopped.")
    (run,) = live.bench.runs.latest(live.bench.store.open("redbridge"))
    assert run.state == STOPPED and not (live.root / "redbridge-report").exists()
