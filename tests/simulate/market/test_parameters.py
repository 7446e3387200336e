"""One table: each prior's origin, and the pages that are made of it."""

from __future__ import annotations

import tomllib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import ROOT
from waterbed.analysis.scenario import scenario_from
from waterbed.simulate.market.draft import draft_text
from waterbed.simulate.market.modules import MODULES
from waterbed.simulate.market.page import market_page
from waterbed.simulate.market.parameters import ATTENUATION, NO_SOURCE, STATUSES, Prior
from waterbed.simulate.market.table import PARAMETERS

ROWS = list(PARAMETERS.values())


def test_the_page_is_current():
    """python -m waterbed.simulate.market.page > docs/market.md"""
    assert (ROOT / "docs" / "market.md").read_text(encoding="utf-8") == market_page()


def test_the_example_is_current():
    """python -m waterbed.simulate.market.draft > examples/market/scenario.toml"""
    written = (ROOT / "examples" / "market" / "scenario.toml").read_text(encoding="utf-8")
    assert written == draft_text()


def test_the_draft_lists_every_parameter_and_module_and_takes_each_line():
    text = draft_text(on=())
    for row in ROWS:
        assert f"\n# {row.name} = {row.default!r}\n" in text
        text = text.replace(f"\n# {row.name} = ", f"\n{row.name} = ")
    scenario = scenario_from(tomllib.loads(text))
    assert scenario.values == {row.name: row.default for row in ROWS}
    assert not scenario.planned
    every = scenario_from(tomllib.loads(draft_text(on=MODULES)))
    assert [one.module for one in every.planned] == list(MODULES)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_row_says_where_it_comes_from(row):
    assert row.status in STATUSES
    assert row.prior.low <= row.default <= row.prior.high
    assert row.says.endswith(".") and row.unit and row.group
    assert row.source and (row.source != "none" or row.status == NO_SOURCE)
    if row.status == NO_SOURCE:
        assert row.prior.law in ("uniform", "loguniform"), "what is not known has a wide prior"
    if row.ratio:
        assert row.name + ATTENUATION in PARAMETERS


def test_control_has_no_source_and_may_be_anything():
    row = PARAMETERS["controlled"]
    assert (row.status, row.prior.low, row.prior.high) == (NO_SOURCE, 0, 1)
    assert "no source" in market_page() and "by construction" in market_page()


@given(st.sampled_from(ROWS), st.floats(0, 1), st.floats(0, 1))
def test_quantiles_rise_within_the_limits(row, u, v):
    low, high = (float(row.prior.at(share)) for share in sorted((u, v)))
    close = 1e-9 * abs(row.prior.high)
    assert row.prior.low - close <= low <= high <= row.prior.high + close


@pytest.mark.parametrize(
    "prior", dict.fromkeys(row.prior for row in ROWS), ids=lambda prior: prior.words
)
def test_a_lognormal_has_its_median(prior: Prior):
    if prior.law == "lognormal":
        assert float(prior.at(0.5)) == pytest.approx(prior.a, rel=0.02)
    if prior.law == "loguniform":
        assert float(prior.at(0.5)) == pytest.approx(np.sqrt(prior.a * prior.b))


def test_every_parameter_is_used_and_every_use_is_listed():
    source = "\n".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / "src/waterbed/simulate/market").glob("*.py")
        if path.name != "table.py"
    )
    for row in ROWS:
        name = row.name.removesuffix(ATTENUATION)
        assert f'["{name}"]' in source or f'values, "{name}")' in source, name
    for module in MODULES.values():
        assert set(module.told_by) <= set(PARAMETERS)
