"""A module added as CONTRIBUTING says: one row, and scenarios, runs, drafts and pages take it."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator

import numpy as np
import pytest

from tests.conftest import ROOT
from tests.simulate.market.small import lived, same
from waterbed.analysis.scenario import scenario_from, write_market
from waterbed.read.study.study_file import read_study
from waterbed.simulate.market.draft import draft_text
from waterbed.simulate.market.modules import MODULES, Module
from waterbed.simulate.market.page import market_page

RECIPE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
ROWS = (
    RECIPE.split("## To add a module to the simulated")[1].split("```python\n")[1].split("```")[0]
)


@pytest.fixture(autouse=True)
def added() -> Iterator[None]:
    before = dict(MODULES)
    exec(ROWS, {"MODULES": MODULES, "Module": Module, "np": np})
    yield
    for name in MODULES.keys() - before.keys():
        del MODULES[name]


def test_it_runs_and_changes_nothing_while_it_is_off():
    base, lit = lived(), lived("lighting", violence=1.0, violent=0.2)
    rough = lived(violence=1.0, violent=0.2)
    assert lit.total("violence").sum() < rough.total("violence").sum()
    assert same(base, lived())


def test_a_scenario_takes_it_and_its_study_names_it(tmp_path):
    text = draft_text(on=["lighting"]).replace("sellers = 1000", "sellers = 60")
    text = text.replace("buyers = 12000", "buyers = 300").replace("reserve = 400", "reserve = 5")
    path = write_market(scenario_from(tomllib.loads(text)), tmp_path / "lit")
    study = read_study(path)
    assert [one.id for one in study.interventions] == ["lighting"]
    with (tmp_path / "lit" / "activity.csv").open() as file:
        assert list(csv.DictReader(file)) == []


def test_draft_and_page_list_it():
    assert 'module = "lighting"' in draft_text()
    assert "| `lighting` | Lamps are lit. | 1 (lamps an area) |" in market_page()
