"""A study with a table of recorded x committed months: checks, shifts, words, refusals."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tests.support.redbridge import smaller
from waterbed.analysis.run import analyse, read_inputs
from waterbed.disclosure import release
from waterbed.model.errors import InputError
from waterbed.model.months import label, month
from waterbed.read.study.study_file import read_study
from waterbed.report.sections.reporting import is_it_harm
from waterbed.reporting.windows import delay_findings

BOROUGHS = ("Redbridge", "Newham", "Barking and Dagenham", "Havering", "Waltham Forest", "Brent")

DELAYS = """
[[delays]]
name = "delays"
file = "delays.csv"
recorded = "recorded"
committed = "committed"
count = "n"
group = "borough"
where = {sheet = "places"}
place = "Redbridge"
outcomes = ["sexual offences"]
intervention = "police operation"
period_format = "YYYY-MM"
published = true

"""


def written(folder: Path, delays: str = DELAYS) -> Path:
    """The example beside a made table: fresh records of Redbridge fall to .6 from April 2017."""
    smaller(folder)
    rng = np.random.default_rng(1)
    first, last, start = month("2014-04"), month("2019-03"), month("2017-04")
    rows = []
    for borough in BOROUGHS:
        for committed in range(first, last + 1):
            for delay in range(30):
                recorded = committed + delay
                mean = 300 * 0.25 * 0.75**delay
                if borough == "Redbridge" and recorded >= start and delay < 2:
                    mean *= 0.6
                n = int(rng.poisson(mean))
                if n and recorded <= last:
                    rows.append((borough, label(recorded), label(committed), n, "places"))
    rows.append(("Redbridge", "2017-05", "2017-06", 3, "places"))
    rows.append((None, "2017-05", "2017-05", 9999, "kinds"))
    columns = ["borough", "recorded", "committed", "n", "sheet"]
    pl.DataFrame(rows, schema=columns, orient="row").write_csv(folder / "delays.csv")
    text = (folder / "study.toml").read_text(encoding="utf-8")
    text = text.replace("[[interventions]]", f"{delays}[[interventions]]", 1)
    (folder / "study.toml").write_text(text, encoding="utf-8")
    return folder / "study.toml"


@pytest.fixture(scope="module")
def inputs(tmp_path_factory):
    return read_inputs(written(tmp_path_factory.mktemp("delays") / "study"))


@pytest.fixture(scope="module")
def results(inputs):
    return analyse(
        inputs.study, inputs.areas, inputs.counts.panel, inputs.records, delays=inputs.delays
    )


def test_the_table_is_an_input_with_its_rejected_row(inputs):
    record = inputs.records[-1]
    assert record.path == "delays.csv" and record.rejected == 1 and record.published
    assert dict(record.reasons) == {"backwards": 1}


def test_each_window_has_its_check(results):
    checks = [one for one in results.checks if one.name == "committed-before"]
    assert {one.parameter.window for one in checks} == {"nine months", "twelve months"}
    assert not any(one.gate for one in checks)
    year = next(one for one in checks if one.parameter.window == "twelve months")
    tail = [300 * 0.75 ** (k + 1) for k in range(12)]
    fresh = 300 * 12 - 300 * (1 - 0.75**2) * 0.4 * 12  # of all records of a year, .6 of the fresh
    assert year.figure.value == pytest.approx(sum(tail) / fresh, rel=0.08)
    recorded = dict(year.remark.facts)["recorded"].value
    early = year.figure.value
    since = dict(year.remark.facts)["since"].value
    assert since == pytest.approx((1 + recorded - early) / (1 - early) - 1)


def test_shifts_are_found_and_told(results):
    shown = release(results, "public").content
    found = {
        one.about: one
        for one in shown.estimates
        if one.method == "delay" and one.parameter.window == "twelve months"
    }
    assert found["fresh"].high < 1 and found["fresh"].value == pytest.approx(0.6, abs=0.06)
    assert found["older"].low < 1 < found["older"].high
    section = is_it_harm(shown)
    block = next(one for one in section.blocks if one.title == "Sexual offences")
    text = " ".join(block.paragraphs)
    assert "had been committed before the start" in text
    assert "Offences recorded in the month they were committed or the one after" in text
    assert "only that of the fresh is so here" in text and "neither is so here" in text


def test_an_unpublished_table_of_delays_leaves_no_number(inputs):
    tables = tuple(replace(one, published=False) for one in inputs.study.delays)
    study = replace(inputs.study, delays=tables)
    delays = tuple((tables[0], triangle) for _, triangle in inputs.delays)
    made = analyse(study, inputs.areas, inputs.counts.panel, inputs.records, delays=delays)
    shown = release(made, "public").content
    delayed = [one for one in shown.estimates if one.method == "delay"]
    checks = [check for check in shown.checks if check.name == "committed-before"]
    assert delayed and checks
    for one in delayed:
        assert one.status == "withheld" and one.value is None
    assert all(check.figure.status != "exact" for check in checks)


def test_counts_by_month_of_the_offence_get_their_completeness(inputs):
    tables = tuple(replace(one, date="offence") for one in inputs.study.counts)
    study = replace(inputs.study, counts=tables)
    _, checks = delay_findings(study, inputs.delays, (), {})
    assert {one.name for one in checks} == {"completeness"}
    assert all(0.95 < one.figure.value <= 1 for one in checks)


def test_a_table_without_places_has_no_shift(inputs):
    table, triangle = inputs.delays[0]
    bare = replace(table, place="")
    made, checks = delay_findings(inputs.study, [(bare, triangle)], (), {})
    assert made == [] and len(checks) == 2


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('outcomes = ["sexual offences"]', 'outcomes = ["sexual ofences"]', "no outcome"),
        ('intervention = "police operation"', 'intervention = "raid"', "no intervention"),
        ('group = "borough"', 'group = ""', "not divided into groups"),
    ],
)
def test_keys_that_lead_nowhere_are_one_clear_error(tmp_path, old, new, words):
    path = written(tmp_path / "study", DELAYS.replace(old, new))
    with pytest.raises(InputError, match=words):
        read_study(path)


def test_a_place_that_is_not_there_is_one_clear_error(tmp_path):
    path = written(tmp_path / "study", DELAYS.replace('"Redbridge"', '"Redbrige"'))
    with pytest.raises(InputError, match="Did you mean 'Redbridge'"):
        read_inputs(path)
