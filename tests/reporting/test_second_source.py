"""A study with a second source: the worked example, its target's police reports halved.

Hospitals see a third of the same violence, before and after; the police hear of half as much of it
in the target once the operation has begun.  True harm does not change.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner

from tests.support.redbridge import EXAMPLE, smaller
from waterbed.analysis.run import analyse, read_inputs
from waterbed.cli import main
from waterbed.disclosure import release
from waterbed.model.decision import decision
from waterbed.model.errors import InputError
from waterbed.read.study.study_file import read_study
from waterbed.report.page import report_html
from waterbed.report.sections.reporting import is_it_harm
from waterbed.report.words import verdicts

TARGET, VIOLENCE = "E05011247", "VIOLENCE AGAINST THE PERSON"

HOSPITAL = """
[[counts]]
name = "hospital"
file = "hospital.parquet"
layout = "wide"
area = "wardcode"
categories = ["majortext"]
period_format = "YYYYMM"
date = "offence"
published = PUBLISHED
source = "hospital"
"""

CLAIMS = """
[[claims]]
id = "reporting-violence"
who = "One side"
side = "one"
words = "Less of the violence is reported."
source = "made up for a test"
date = "2018"
kind = "reporting-fell"
intervention = "police operation"
outcome = "violence"
window = "twelve months"

[[claims]]
id = "no-reporting-violence"
who = "The other side"
side = "other"
words = "No less of the violence is reported."
source = "made up for a test"
date = "2018"
kind = "reporting-fell"
negated = true
intervention = "police operation"
outcome = "violence"
window = "twelve months"
"""


ABOUT = ("violence-less", "violence-more", "reporting-less", "police-robbery")
"""What the example itself claims about the violence, about reporting, and about robbery."""


def thin(counts: pl.DataFrame, share: float, seed: int) -> pl.DataFrame:
    """Each incident kept with a chance of `share`."""
    rng = np.random.default_rng(seed)
    months = [name for name in counts.columns if name.isdigit()]
    return counts.with_columns(
        pl.Series(name, rng.binomial(counts[name].fill_null(0).to_numpy(), share))
        for name in months
    )


def written(folder: Path, published: str = "true", second: str = "hospital violence") -> Path:
    """The example with a hospital's table and the police's reports of the target halved."""
    smaller(folder, ABOUT)
    counts = pl.read_parquet(folder / "counts.parquet")
    violence = pl.col("majortext") == VIOLENCE
    thin(counts.filter(violence), 0.33, 1).write_parquet(folder / "hospital.parquet")
    here = violence & (pl.col("wardcode") == TARGET)
    after = [name for name in counts.columns if name.isdigit() and name >= "201704"]
    halved = thin(counts.filter(here).select(after), 0.5, 2)
    spoilt = counts.with_columns(
        pl.when(here).then(halved[name][0]).otherwise(pl.col(name)).alias(name) for name in after
    )
    spoilt.write_parquet(folder / "counts.parquet")
    text = (folder / "study.toml").read_text(encoding="utf-8")
    text = text.replace("[[outcomes]]", HOSPITAL.replace("PUBLISHED", published) + "\n[[outcomes]]",
                        1)  # fmt: skip
    text = text.replace('absent = "zero"', 'source = "police"\nabsent = "zero"', 1)
    for key in ("sexual offences", "robbery", "violence"):
        text = text.replace(f'id = "{key}"\n', f'id = "{key}"\ntables = ["recorded crime"]\n', 1)
    text = text.replace(
        'name = "violence against the person"\n',
        f'name = "violence against the person"\nsecond = "{second}"\n',
        1,
    )
    outcome = '[[outcomes]]\nid = "hospital violence"\ntables = ["hospital"]\n\n[[interventions]]'
    text = text.replace("[[interventions]]", outcome, 1) + CLAIMS
    (folder / "study.toml").write_text(text, encoding="utf-8")
    return folder / "study.toml"


@pytest.fixture(scope="module")
def inputs(tmp_path_factory):
    path = written(tmp_path_factory.mktemp("second") / "study")
    return read_inputs(path)


@pytest.fixture(scope="module")
def results(inputs):
    return analyse(inputs.study, inputs.areas, inputs.counts.panel, inputs.records)


def pair(results, method: str, zone: str = "target"):
    return next(
        one
        for one in results.estimates
        if one.method == method
        and (one.parameter.zone, one.parameter.window) == (zone, "twelve months")
        and one.parameter.intervention == "police operation"
    )


def test_relative_reporting_is_seen_and_so_is_the_change(results):
    kappa = pair(results, "kappa")
    assert -0.62 < kappa.value < -0.38 and kappa.high < 0
    stable = pair(results, "second-source")
    assert stable.low < 0 < stable.high
    assert {one.parameter.zone for one in results.estimates if one.method == "kappa"} >= {
        "target", "adjacent wards", "net",
    }  # fmt: skip


def test_claims_are_judged_by_it(results):
    by = {one.claim.id: one for one in results.verdicts}
    assert by["reporting-violence"].answer == "supported"
    assert by["no-reporting-violence"].answer == "contradicted"
    assert by["violence-more"].answer in ("undecided", "contradicted")
    assert by["violence-less"].answer in ("undecided", "contradicted")
    assert by["reporting-less"].answer == "untestable"  # sexual offences have no second source
    shown = release(results, "public").content
    carried = next(one for one in shown.verdicts if one.claim.id == "reporting-violence")
    told = verdicts.reason_text(shown, carried)
    assert told.startswith("Supported. Set against the second source, the police record is")
    assert "count the same share of incidents as before" in told


def test_the_report_tells_it(results):
    released = release(results, "public")
    section = is_it_harm(released.content)
    assert section.finding.startswith("A second source counts")
    text = " ".join(text for block in section.blocks for text in block.paragraphs)
    assert text.count("Set against the second source") == 1
    assert "To overturn this" in text or "what happened was" in text
    assert "Less of the violence is reported." in report_html(released)


def test_police_data_alone_would_have_read_as_less_violence(results):
    recorded = next(
        one
        for one in results.estimates
        if (one.parameter.outcome, one.parameter.zone, one.parameter.window, one.method)
        == ("violence", "target", "twelve months", "forecast")
    )
    assert recorded.value < 0 and recorded.p_low < 0.05


def test_an_unpublished_second_source_leaves_no_number(inputs):
    tables = tuple(replace(one, published=one.source != "hospital") for one in inputs.study.counts)
    study = replace(inputs.study, counts=tables)
    found = analyse(study, inputs.areas, inputs.counts.panel, inputs.records)
    shown = release(found, "public").content
    for one in shown.estimates:
        if one.method in ("kappa", "second-source", "spillover"):
            assert one.status == "withheld" and one.value is None and one.deciding is None
    by = {one.claim.id: one for one in shown.verdicts}
    assert verdicts.reason_text(shown, by["reporting-violence"]).startswith("Not shown.")


def test_check_says_what_a_run_does(tmp_path):
    path = written(tmp_path / "study")
    said = CliRunner().invoke(main, ["check", str(path)])
    assert said.exit_code == 0, said.output


@pytest.mark.parametrize(
    ("second", "words"),
    [("hospital voilence", "there is no outcome"), ("robbery", "one source counts both outcomes")],
)
def test_a_second_outcome_that_is_none_is_one_clear_error(tmp_path, second, words):
    path = written(tmp_path / "study", second=second)
    with pytest.raises(InputError, match=words):
        read_study(path)


@pytest.mark.parametrize("rate", ["0", "1.2", "-0.1"])
def test_a_reporting_rate_outside_its_bounds_is_one_clear_error(tmp_path, rate):
    path = written(tmp_path / "study")
    text = path.read_text(encoding="utf-8")
    text = text.replace('second = "hospital violence"\n', f"reported = {rate}\n")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="reported"):
        read_study(path)


def test_a_table_without_a_source_is_one_clear_error(tmp_path):
    path = written(tmp_path / "study")
    text = path.read_text(encoding="utf-8").replace('source = "hospital"\n', "")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="names no source"):
        read_study(path)


def test_the_rule_of_a_study_without_a_second_source_is_what_it_was():
    study = read_study(EXAMPLE / "study.toml")
    assert all(one.second == "" for one in study.outcomes)
    assert all("second" not in one for one in decision(study)["outcomes"])
    assert all("source" not in one for one in decision(study)["counts"])
