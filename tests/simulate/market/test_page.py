"""The page on a simulated market: by construction first, three lines, both sides alike."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import asdict
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.simulate.market.test_folder import small_text
from waterbed.analysis import market_page
from waterbed.analysis.market_page import shown_market, shown_regions
from waterbed.analysis.scenario import both_worlds, scenario_from
from waterbed.cli import main
from waterbed.model.errors import InputError
from waterbed.model.released_market import ShownMarket
from waterbed.report.sections.market import market_html
from waterbed.simulate.market.regions import REGIONS
from waterbed.simulate.market.sensitivity import Index
from waterbed.simulate.market.table import PARAMETERS


@pytest.fixture(scope="module")
def shown() -> ShownMarket:
    scenario = scenario_from(tomllib.loads(small_text()))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(market_page, "holds_at", lambda k, task: bool(task[0][0] > 0.5))
        regions = shown_regions(30)
    return shown_market(scenario, *both_worlds(scenario), regions=regions)


@pytest.fixture(scope="module")
def page(shown) -> str:
    return market_html(shown)


def words(page: str) -> str:
    text = re.sub(r"<(style|svg).*?</\1>", " ", page, flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def test_its_first_sentence_says_by_construction(page):
    assert re.search(r'<p class="finding"><strong>By construction: ', page)


def test_street_violence_and_confrontations_stand_together(shown, page):
    names = [line.name for line in shown.lines]
    assert [name.split(",")[0] for name in names] == [
        "On the street", "Violence against people who sell", "Residents' confrontations",
    ]  # fmt: skip
    for line in shown.lines:
        assert len(line.done) == len(line.nothing) == 48
        assert line.done[:30] == line.nothing[:30], "before the start nothing differs"
        assert line.done[30:] != line.nothing[30:]
    assert page.count('id="market-lines-t"') == 1


def test_both_sides_stories_are_shown_alike(shown, page):
    assert [one.story for one in shown.regions] == [region.story for region in REGIONS]
    for one in shown.regions:
        assert one.share == pytest.approx(0.5, abs=0.3) and one.points == 30
        assert len(one.grid) == len(one.rows) == 3 and len(one.columns) == 3
    text = words(page)
    assert len(re.findall("The (?:council|collective) would point to", text)) == 2
    named = [name for name, _, _ in shown.totals]
    assert [name for name in named if "next door" in name and "here and" not in name]
    assert "Of all that violence, the police record" in named
    assert text.count("story of the council") == text.count("story of the collective") + (
        sum(r.side == "council" for r in REGIONS) - sum(r.side == "collective" for r in REGIONS)
    )
    assert "A share is no probability of a story" in text


def test_every_parameter_stands_with_what_is_known_of_it(shown, page):
    assert [row[0] for row in shown.parameters] == list(PARAMETERS)
    assert sum(count for _, count in shown.known) == len(PARAMETERS)
    assert "no source" in words(page)


def test_what_decides_is_ranked_by_the_weight_of_its_method(tmp_path):
    """Of Morris by the mean change, not by its spread."""
    rows = [Index("street", "a", 3.0, 0, 0.1, 0, 3.0), Index("street", "b", 1.0, 0, 5.0, 0, 1.0)]
    path = tmp_path / "indices.json"
    path.write_text(json.dumps([asdict(row) for row in rows]), "utf-8")
    scenario = scenario_from(tomllib.loads(small_text()))
    found = shown_market(scenario, *both_worlds(scenario), swept=tmp_path).decides
    assert found == (("street", "a 3.00, b 1.00"),)
    path.unlink()
    with pytest.raises(InputError, match="no finished sweep"):
        shown_market(scenario, *both_worlds(scenario), swept=tmp_path)


def test_ranges_of_parameters_have_no_powers_of_ten(shown):
    assert not any("e+" in text for one in shown.regions for text in (*one.rows, *one.columns))


def test_no_cost_and_no_script(page):
    text = words(page)
    assert "What anything would cost" in text
    assert "per outcome" not in text and "cost per" not in text
    assert "<script" not in page and "http://" not in page.replace("http://www.w3.org", "")


def test_the_command_writes_it_only_where_it_is_asked_for(tmp_path):
    path = tmp_path / "scenario.toml"
    path.write_text(small_text(), "utf-8")
    out = tmp_path / "out"
    for more, there in ((), False), (("--page",), True):
        said = CliRunner().invoke(main, ["simulate", str(path), "--out", str(out), *more])
        assert said.exit_code == 0, said.output
        assert Path(out / "market.html").exists() == there
