"""Outcomes that are sums by weight, from a table of the user's: read, estimated, told, released."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from waterbed.analysis.run import analyse, read_inputs
from waterbed.disclosure import release
from waterbed.disclosure.exact import exact
from waterbed.model.errors import InputError, InputErrors
from waterbed.model.released import ShownCheck
from waterbed.read.study.study_file import read_study
from waterbed.report.words.checks import check_text
from waterbed.report.words.switching import title

REDBRIDGE = Path(__file__).parents[2] / "examples" / "redbridge"
WEIGHTS = {"ROBBERY": 365.0, "SEXUAL OFFENCES": 1825.0, "THEFT": 2.0}
HARM = """[[outcomes]]
id = "harm"
name = "harm in days"
weights = "harm.csv"

# ---------------------------------------------------------------- what was done
"""


def study_in(folder: Path, rows: str = "", harm: str = HARM) -> Path:
    """The worked example with an outcome of weights made for the test (they are no index)."""
    shutil.copytree(REDBRIDGE, folder, dirs_exist_ok=True)
    rows = rows or "".join(f"{key},{weight:g}\n" for key, weight in WEIGHTS.items())
    (folder / "harm.csv").write_text(f"category,weight\n{rows}PUBLIC ORDER OFFENCES,0\n")
    path = folder / "study.toml"
    text = path.read_text(encoding="utf-8")
    mark = "# ---------------------------------------------------------------- what was done\n"
    assert text.count(mark) == 1
    path.write_text(text.replace(mark, harm), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def inputs(tmp_path_factory):
    return read_inputs(study_in(tmp_path_factory.mktemp("harm")))


@pytest.fixture(scope="module")
def results(inputs):
    given = inputs.study
    window = tuple(w for w in given.rule.windows if w.name == "twelve months")
    kept = tuple(c for c in given.claims if c.window in ("", "twelve months") and not c.population)
    kept = tuple(c for c in kept if c.intervention in ("", "police operation"))
    asked = replace(given, rule=replace(given.rule, windows=window), claims=kept)
    return analyse(asked, inputs.areas, inputs.counts.panel, run_month=12 * 2026, placebos=99)


def test_counts_are_summed_by_weight(inputs):
    panel = inputs.counts.panel
    assert panel.outcomes == tuple(outcome.id for outcome in inputs.study.outcomes)
    own = {key: panel.counts[panel.outcomes.index(key)] for key in panel.outcomes}
    least = 1825 * own["sexual offences"] + 365 * own["robbery"]
    theft = own["harm"] - least
    assert (theft >= 0).all() and (theft % 2 == 0).all()
    assert (theft // 2 <= own["all crime"]).all() and theft.sum() > 100_000


def test_it_stands_in_target_zones_and_net_on_the_scale_of_every_claim(results):
    """Its ratio is its count over what is expected: a sum is not thinned incident by incident."""
    every = [estimate for estimate in results.estimates if estimate.parameter.outcome == "harm"]
    effects = [estimate for estimate in every if estimate.method in ("forecast", "difference")]
    assert {estimate.method for estimate in every if estimate not in effects} == {"tipping-point"}
    for ratio in (estimate for estimate in effects if estimate.parameter.scale == "ratio"):
        key = replace(ratio.parameter, scale="count")
        (count,) = (x for x in effects if (x.parameter, x.method) == (key, ratio.method))
        ends = [None if end is None else end / count.expected for end in count.deciding]
        assert ratio.deciding == pytest.approx((max(ends[0], -1.0), ends[1]))
    effects = [estimate for estimate in effects if estimate.parameter.scale == "count"]
    forecast = {estimate.parameter.zone for estimate in effects if estimate.method == "forecast"}
    assert forecast == {"target", "adjacent wards", "net"}
    assert {estimate.method for estimate in effects} == {"forecast", "difference"}
    assert all(estimate.parameter.question != "share" for estimate in effects)
    assert not any(estimate.parameter.outcome == "harm" for estimate in results.detectable)
    (net,) = (
        estimate
        for estimate in effects
        if (estimate.method, estimate.parameter.zone, estimate.parameter.part)
        == ("forecast", "net", "whole")
        and estimate.parameter.window == "twelve months"
    )
    assert net.low < net.value < net.high and net.joint is not None


def test_the_table_of_kinds_has_it_as_such_and_judges_it_with_the_others(results):
    rows = {row.outcome: row for row in results.elsewhere[0].switched}
    assert [key for key, row in rows.items() if row.weighted] == ["harm"]
    assert rows["harm"].p_family >= rows["harm"].p
    assert rows["harm"].band_low <= rows["harm"].low <= rows["harm"].value <= rows["harm"].high
    assert title(results.study, rows["harm"]) == "Harm in days"
    assert "harm" not in {search.outcome for search in results.elsewhere[0].searches}
    (check,) = (given for given in results.checks if given.name == "weighted-sum")
    text = check_text(release(results, "public").content.study, exact(ShownCheck, check))
    assert "not a number of incidents" in text and "3 kinds, weights from 2 to 1,825" in text


def test_unpublished_sums_are_withheld(inputs):
    """They are large however few incidents they rest on."""
    given = inputs.study
    tables = tuple(replace(table, published=False) for table in given.counts)
    window = tuple(w for w in given.rule.windows if w.name == "twelve months")
    asked = replace(given, counts=tables, rule=replace(given.rule, windows=window), claims=())
    closed = release(analyse(asked, inputs.areas, inputs.counts.panel, placebos=99)).content
    harm = [row for row in closed.estimates if row.parameter.outcome == "harm"]
    assert harm and {row.status for row in harm} == {"withheld"}
    assert all(row.value is None and row.observed is None for row in harm)
    (total,) = (row.total for row in closed.outcomes if row.outcome == "harm")
    assert total.value is None


def test_weights_are_in_the_rule(tmp_path):
    study_in(tmp_path)
    before = read_study(tmp_path / "study.toml")
    assert before.outcome("harm").weights == tuple(WEIGHTS.items())
    text = (tmp_path / "harm.csv").read_text()
    (tmp_path / "harm.csv").write_text(text.replace("365", "366"))
    assert read_study(tmp_path / "study.toml").rule_sha256 != before.rule_sha256


@pytest.mark.parametrize(
    ("rows", "harm", "match"),
    [
        ("ROBBERY,0.5\n", HARM, "no weight of a category"),
        ("ROBBERY,-1\n", HARM, "no weight of a category"),
        ("ROBBERY,much\n", HARM, "no weight of a category"),
        ("ROBBERY,2\nROBBERY,3\n", HARM, "two weights"),
        ("ROBBERY,0\n", HARM, "no category has a weight"),
        ("ROBBERY,2\n", HARM.replace('"harm.csv"', '"gone.csv"'), "no such file"),
        ("ROBBERY,2\n", HARM.replace('"harm.csv"', '"harm.csv"\ninclude = ["THEFT"]'), "include"),
    ],
)
def test_faults_are_named(tmp_path, rows, harm, match):
    with pytest.raises((InputError, InputErrors), match=match):
        read_study(study_in(tmp_path, rows, harm))


def test_a_claim_of_a_ratio_is_refused(tmp_path):
    path = study_in(tmp_path)
    text = path.read_text(encoding="utf-8")
    old = 'kind = "moved"\nintervention = "borough order"\noutcome = "sexual offences"'
    assert text.count(old) == 1
    path.write_text(text.replace(old, old.replace("sexual offences", "harm")), encoding="utf-8")
    with pytest.raises((InputError, InputErrors), match="sum by weight"):
        read_study(path)


def test_categories_that_no_row_has_are_named(tmp_path):
    with pytest.raises((InputError, InputErrors), match="selects no row"):
        read_inputs(study_in(tmp_path, "ROBERY,2\n"))
