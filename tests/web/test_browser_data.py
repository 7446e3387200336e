"""An export of 8,000 incidents, from its file to its report: by mouse, by keyboard alone and
without script; a zip of police.uk; and areas picked on the map."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.web.browser import Visitor, visiting
from tests.web.exports import archive, export, polygons
from waterbed.web.serving import Served

pytestmark = pytest.mark.browser

DONE = {"kind": "patrol", "start": "May 2023"}
SAID = {"who": "The council", "words": "Calls fell.", "source": "Minutes", "date": "2024"}


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


def read(root: Path, study: str) -> None:
    """There is a report, and it answers what was claimed."""
    results = json.loads((root / f"{study}-report" / "results.json").read_text("utf-8"))
    assert {one["claim"] for one in results["verdicts"]} == {"claim", "the opposite"}


def placed(she: Visitor) -> None:
    """From files that were read to the claim that is to be filled in, by mouse: what was done in
    Riverside, about one kind of incident, by somebody who has not seen the counts."""
    she.click("Make a study of it", "button")
    she.arrives("**/where")
    she.page.get_by_label("Riverside").first.check()
    she.clicks += 1
    she.fill(DONE)
    she.page.select_option("#about", "Anti-social behaviour")
    she.clicks += 1
    she.tick("data_seen-2")
    she.click("Save and go on", "button")
    she.arrives("**/claims?claim=claim")


def claimed_and_run(she: Visitor) -> None:
    """From the claim that is to be filled in to the report, by mouse."""
    she.arrives("**/claims?claim=claim")
    she.fill(SAID)
    she.click("Keep it and go on to Check and lock", "button")
    she.sees("Could this study tell?")
    she.click("Go on to Run")
    she.arrives("**/run")
    if she.page.locator("#words_read-1").count():
        she.tick("words_read-1")
    she.click("Run it", "button")
    she.sees("The run is whole.")
    she.page.frame_locator("iframe").get_by_text("Calls fell.").first.wait_for()
    assert she.few, (she.clicks, she.typed)


@pytest.mark.slow
@pytest.mark.parametrize("script", [True, False], ids=["mouse", "no script"])
def test_an_export_becomes_a_report(
    chromium: Any, live: Served, root: Path, calls: Path, script: bool
) -> None:
    with visiting(chromium, live, script=script) as she:
        she.click("My data")
        if script:
            assert she.unfit() == []
        chosen(she, "counts", calls)
        she.click("Read it", "button")
        she.sees("What was understood")
        if script:
            assert she.unfit() == []
            she.picture("data")
        she.click("Make a study of it", "button")
        she.fill({"q": "rivers", **DONE})
        she.page.keyboard.press("Enter")
        she.arrives("**/where?*")
        she.sees("Riverside")
        assert she.page.input_value("#start") == "May 2023"
        she.tick("place-1")
        if script:
            assert she.unfit() == []
        she.click("Save and go on", "button")
        she.arrives("**/claims?claim=claim")
        she.page.go_back()
        she.page.reload()
        she.sees("Where was it done?")
        she.page.go_forward()
        claimed_and_run(she)
    written(root)
    read(root, "calls")


@pytest.mark.slow
def test_an_export_becomes_a_report_by_keyboard_alone(
    chromium: Any, live: Served, root: Path, calls: Path
) -> None:
    with visiting(chromium, live) as she:
        she.press("My data")
        chosen(she, "counts", calls)
        she.press("Read it")
        she.press("Make a study of it")
        she.enter({"q": "rivers"})
        she.page.keyboard.press("Enter")
        she.arrives("**/where?*")
        she.sees("Riverside")
        she.tick("place-1", mouse=False)
        she.enter(DONE)
        she.press("Save and go on")
        she.arrives("**/claims?claim=claim")
        she.enter(SAID)
        she.press("Keep it and go on to Check and lock")
        she.sees("Could this study tell?")
        she.press("Go on to Run")
        she.tick("words_read-1", mouse=False)
        she.press("Run it")
        she.sees("The run is whole.")
        assert she.few, (she.clicks, she.typed)
    written(root)
    read(root, "calls")


@pytest.mark.slow
def test_the_path_of_a_new_user_is_short(
    chromium: Any, live: Served, root: Path, tmp_path: Path
) -> None:
    """An own export with a misspelt ward, a study of one kind of incident, and a public report."""
    with visiting(chromium, live) as she:
        chosen(she, "counts", export(tmp_path / "calls.csv", misspelt=True))
        she.click("Read it", "button")
        she.sees("Is 'Thornhil' another spelling of 'Thornhill'?")
        assert she.unfit() == []
        she.click("Yes, the same area", "button")
        placed(she)
        claimed_and_run(she)
        print(f"from file to report: {she.clicks} clicks and choices, {she.typed} values typed")
    results = json.loads((root / "calls-report" / "results.json").read_text("utf-8"))
    assert {one["outcome"] for one in results["study"]["claims"]} == {"Anti-social behaviour"}
    assert results["study"]["data_seen"] is False


@pytest.mark.slow
@pytest.mark.parametrize("script", [True, False], ids=["mouse", "no script"])
def test_both_sides_and_a_figure_are_few_clicks(
    chromium: Any, live: Served, root: Path, tmp_path: Path, script: bool
) -> None:
    """The same export, with a claim that gives a figure and one of the other side."""
    with visiting(chromium, live, script=script) as she:
        chosen(she, "counts", export(tmp_path / "calls.csv", misspelt=True))
        she.click("Read it", "button")
        she.click("Yes, the same area", "button")
        placed(she)
        she.page.select_option("#kind", "fell-by")
        she.clicks += 1
        if not script:
            she.page.get_by_role("button", name="Ask for what the chosen answer needs").click()
        she.page.locator("#stated").wait_for()
        she.fill({"who": "The council", "words": "Calls fell by 30%.",
                  "source": "Cabinet minutes, March 2024"})  # fmt: skip
        if script:
            she.page.locator("#told").get_by_text("is taken from the words: 30%").wait_for()
            assert she.unfit() == []
        she.click("Keep it, and say what the other side says", "button")
        she.arrives("**/claims?kind=rose&after=claim")
        assert she.page.input_value("#source") == she.page.input_value("#date") == ""
        she.fill({"who": "Residents", "words": "There are more calls than ever.",
                  "source": "The Echo, 3 May 2024"})  # fmt: skip
        she.click("Keep it and go on to Check and lock", "button")
        she.sees("Could this study tell?")
        if script:
            assert she.unfit() == []
        she.click("I read them all, and they may be published: run it", "button")
        she.sees("The run is whole.")
        she.page.frame_locator("iframe").get_by_text("Calls fell by 30%.").first.wait_for()
        assert she.few, (she.clicks, she.typed)
        print(f"from file to report: {she.clicks} clicks and choices, {she.typed} values typed")
    raw = tomllib.loads((root / "calls" / "study.toml").read_text("utf-8"))
    theirs = [claim for claim in raw["claims"] if not claim.get("by_study")]
    assert [claim["kind"] for claim in theirs] == ["fell-by", "rose"]
    assert theirs[0]["stated"] == 0.3 and theirs[1]["date"] == "3 May 2024"


@pytest.mark.slow
def test_an_archive_of_police_uk_becomes_a_report(
    chromium: Any, live: Served, root: Path, tmp_path: Path
) -> None:
    with visiting(chromium, live) as she:
        she.click("My data")
        chosen(she, "counts", archive(tmp_path))
        she.click("Read it", "button")
        she.sees("What was understood")
        she.click("Make a study of it", "button")
        she.fill({"kind": "patrol", "start": "2021-01"})
        she.tick("place-5")
        she.click("Save and go on", "button")
        claimed_and_run(she)
    read(root, "police")


def test_areas_are_picked_on_the_map(
    chromium: Any, live: Served, root: Path, tmp_path: Path
) -> None:
    counts, areas = polygons(tmp_path / "given")
    with visiting(chromium, live) as she:
        she.go("/data")
        chosen(she, "counts", counts)
        chosen(she, "areas", areas)
        she.click("Read it", "button")
        she.click("Make a study of it", "button")
        she.arrives("**/where")
        for one in ("Sq 07", "Sq 08", "Sq 07"):
            she.page.click(f'.pick[data-area="{one}"]')
        assert she.page.is_checked('#place input[value="Sq 08"]')
        assert not she.page.is_checked('#place input[value="Sq 07"]')
        she.click("Find, and show what it gives", "button")
        she.sees("Beside it: next door (8)")
        assert she.unfit() == []
        she.picture("where")
        she.page.click('.pick[data-area="Sq 08"]')
        assert not she.page.is_checked('#place input[value="Sq 08"]')
        she.page.click('.pick[data-area="Sq 09"]')
        she.fill(DONE | {"start": "2018-03"})
        she.page.locator("#kind").focus()
        she.page.locator("#ahead :is(p.ahead, p.wrong)").first.wait_for()
        assert she.page.locator("#picture .picked").count() == 1
        # What the map and the list under it say goes together.
        for called in ("Compared with (", "Other areas, not compared ("):
            map_says, list_says = (
                called in she.page.locator(at).text_content() for at in ("#picture", "#given")
            )
            assert map_says == list_says, called
        she.click("Save and go on", "button")
        she.arrives("**/claims?claim=claim")
    raw = tomllib.loads((root / "squares" / "study.toml").read_text("utf-8"))
    assert raw["interventions"][0]["target"] == ["Sq 09"]
