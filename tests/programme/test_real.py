"""Two waves in two boroughs, with months of their own, on published counts of London's wards.

No such programme is known: the places and months are chosen to try the form on real counts.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import polars as pl
import pytest

from tests.conftest import ROOT
from waterbed.analysis.run import run
from waterbed.disclosure import release
from waterbed.model.programme import INDEPENDENT, POOLED
from waterbed.propose.convert import convert
from waterbed.report import write_outputs

EXAMPLE = ROOT / "examples" / "redbridge"
PLACES = {"loxford": "E05011247", "camden": "E05013655"}
STUDY = """
title = "Two waves on real counts"
question = "Did recorded crime fall where the waves were?"
[areas]
file = "areas.csv"
id = "code"
name = "name"
group = "borough"
neighbours = "neighbours.csv"
[[counts]]
name = "recorded crime"
file = "counts.parquet"
layout = "wide"
area = "wardcode"
categories = ["majortext"]
period_format = "YYYYMM"
published = true
[[outcomes]]
id = "violence"
include = ["VIOLENCE AGAINST THE PERSON"]
[[interventions]]
id = "loxford"
kind = "patrol"
start = "2017-04"
target = ["E05011247"]
zones = [{ name = "beside", touching = "target", tolerance = 30 }]
[[interventions]]
id = "camden"
kind = "patrol"
start = "2018-01"
target = ["E05013655"]
zones = [{ name = "beside", touching = "target", tolerance = 30 }]
[[programmes]]
id = "both"
waves = ["camden", "loxford"]
[rule]
data_seen = true
data_seen_date = "2026-11-24"
[[rule.windows]]
name = "first"
intervention = "loxford"
base = ["2016-04", "2017-03"]
post = ["2017-04", "2018-03"]
[[rule.windows]]
name = "second"
intervention = "camden"
base = ["2017-04", "2017-12"]
post = ["2018-01", "2018-09"]
[[claims]]
id = "fell"
who = "The council"
side = "council"
words = "It fell."
source = "made up for this test"
date = "undated"
kind = "fell"
intervention = "both"
outcome = "violence"
"""


def counted(code: str, first: int, last: int) -> float:
    """Incidents of a ward in months written 201704, straight from the table."""
    table = pl.read_parquet(EXAMPLE / "counts.parquet")
    own = table.filter(
        (pl.col("wardcode") == code) & (pl.col("majortext") == "VIOLENCE AGAINST THE PERSON")
    )
    months = [c for c in own.columns if c.isdigit() and first <= int(c) <= last]
    return float(own.select(months).to_numpy().sum())


@pytest.mark.slow
def test_two_waves_in_two_boroughs_run_to_a_report(tmp_path: Path) -> None:
    for name in ("areas.csv", "counts.parquet", "neighbours.csv"):
        shutil.copy(EXAMPLE / name, tmp_path / name)
    (tmp_path / "study.toml").write_text(STUDY)
    convert(tmp_path / "study.toml", tmp_path / "study.xlsx")
    found = [run(tmp_path / name)[0] for name in ("study.toml", "study.xlsx")]
    assert found[0].estimates == found[1].estimates
    assert found[0].study.rule_sha256 == found[1].study.rule_sha256
    sums = [one for one in found[0].estimates if one.parameter.intervention == "both"]
    target = next(one for one in sums if (one.parameter.zone, one.method) == ("target", POOLED))
    assert target.observed == counted(PLACES["loxford"], 201704, 201803) + counted(
        PLACES["camden"], 201801, 201809
    )
    assert target.base_count == counted(PLACES["loxford"], 201604, 201703) + counted(
        PLACES["camden"], 201704, 201712
    )
    apart = next(one for one in sums if (one.parameter.zone, one.method) == ("target", INDEPENDENT))
    assert target.deciding[0] < apart.deciding[0] < apart.deciding[1] < target.deciding[1]
    assert {one.parameter.zone for one in sums} == {"target", "beside", "net"}
    write_outputs(release(found[0]), tmp_path / "out")
    assert "Do the waves add up to a change?" in (tmp_path / "out" / "report.html").read_text()
