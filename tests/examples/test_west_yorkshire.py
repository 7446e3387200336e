"""Two months of one force by LSOA code, without a map: what is answered, and what is refused.

The archive stands as a folder or a zip that is called police.uk, as people call it.
"""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner, Result

from waterbed.cli import main

TARGET, ZONE = "E01033010", ("E01033008", "E01033011", "E01033016")
KIND = "Anti-social behaviour"
CLAIM = """
[[claims]]
id = "{0}"
who = "{1}"
side = "{1}"
words = "{0}"
source = "made up for a test"
date = "2017"
outcome = "anti-social behaviour"
"""
STUDY = (
    """
title = "Leeds city centre, July 2016 and July 2017"
question = "Did anti-social behaviour fall in the centre of Leeds, and did it move next door?"

[[counts]]
name = "street crime"
file = "police.uk"
layout = "police-uk"
area = "LSOA code"
published = true

[[outcomes]]
id = "anti-social behaviour"
include = ["Anti-social behaviour"]

[[interventions]]
id = "patrol"
kind = "patrol"
start = "2017-01"
areas = ["E01033010"]
target = ["E01033010"]

[[interventions.zones]]
name = "next door"
areas = ["E01033008", "E01033011", "E01033016"]

[rule]
data_seen = true
data_seen_date = 2026-11-24

[[rule.windows]]
name = "July on July"
base = ["2016-07", "2016-07"]
post = ["2017-07", "2017-07"]
"""
    + CLAIM.format("recorded", "council")
    + 'kind = "recorded"\nwindow = "July on July"\nstated = -0.2\n'
    + CLAIM.format("fell", "council")
    + 'kind = "fell"\n'
    + CLAIM.format("rose", "residents")
    + 'kind = "rose"\nzone = "next door"\n'
    + CLAIM.format("moved", "residents")
    + 'kind = "moved"\n'
    + CLAIM.format("net", "council")
    + 'kind = "fell"\nzone = "net"\n'
)
EFFECTS = ("fell", "rose", "moved", "net")
RULED = (
    'areas = ["E01033008", "E01033011", "E01033016"]',
    'touching = "target"\ntolerance = 30',
)


@pytest.fixture(scope="module")
def leeds(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study folder with the archive unpacked in a folder police.uk."""
    folder = tmp_path_factory.mktemp("leeds")
    with zipfile.ZipFile(data / "policeuk" / "west-yorkshire.zip") as archive:
        archive.extractall(folder / "police.uk")
    return folder


def run(folder: Path, out: Path, *changes: tuple[str, str], command: str = "run") -> Result:
    text = STUDY
    for old, new in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    study = folder / f"{out.name}.toml"
    study.write_text(text, encoding="utf-8")
    words = [command, str(study)] + (["--out", str(out)] if command == "run" else [])
    return CliRunner().invoke(main, words, catch_exceptions=False)


@pytest.fixture(scope="module")
def results(leeds: Path) -> dict[str, Any]:
    done = run(leeds, leeds / "out")
    assert done.exit_code == 0, done.output
    return json.loads((leeds / "out" / "results.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def counts(leeds: Path) -> dict[str, tuple[int, int]]:
    """Anti-social behaviour of July 2016 and July 2017 by LSOA, counted without Waterbed."""
    both = []
    for month in ("2016-07", "2017-07"):
        path = leeds / "police.uk" / month / f"{month}-west-yorkshire-street.csv"
        rows = pl.read_csv(path, infer_schema=False).filter(pl.col("Crime type") == KIND)
        both.append(dict(rows["LSOA code"].drop_nulls().value_counts().rows()))
    keys = both[0].keys() | both[1].keys()
    return {key: (both[0].get(key, 0), both[1].get(key, 0)) for key in keys}


def test_gaps_are_named_as_runs(results: dict[str, Any]) -> None:
    (outcome,) = results["outcomes"]
    assert outcome["gaps"] == ["August 2016 to June 2017", "August 2017 to June 2018"]


def test_counts_before_and_after_are_answered(
    results: dict[str, Any], counts: dict[str, tuple[int, int]]
) -> None:
    verdict = next(one for one in results["verdicts"] if one["claim"] == "recorded")
    before, after = counts[TARGET]
    assert verdict["recorded"] == pytest.approx(after / before - 1)
    assert verdict["answer"] == "contradicted" and verdict["reproduced"] is False
    assert (
        f"{before} in the month of July 2016, {after} in the month of July 2017"
        in (verdict["reason"])
    )


@pytest.mark.parametrize("method", ["difference", "wdd"])
@pytest.mark.parametrize(
    ("zone", "members"),
    [("target", (TARGET,)), ("next door", ZONE), ("net", (TARGET, *ZONE))],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_the_difference_over_the_donors_is_answered(
    results: dict[str, Any],
    counts: dict[str, tuple[int, int]],
    method: str,
    zone: str,
    members: tuple[str, ...],
) -> None:
    donors = [pair for key, pair in counts.items() if key not in (TARGET, *ZONE)]
    growth = sum(after for _, after in donors) / sum(before for before, _ in donors)
    before, after = (sum(counts[key][k] for key in members) for k in (0, 1))
    (found,) = (
        one
        for one in results["estimates"]
        if (one["method"], one["zone"], one["scale"]) == (method, zone, "count")
    )
    assert found["value"] == pytest.approx(after - before * growth, abs=1e-9)


def test_what_needs_more_months_is_refused_by_name(results: dict[str, Any]) -> None:
    for verdict in results["verdicts"]:
        if verdict["claim"] in EFFECTS:
            assert verdict["answer"] == "untestable"
            assert (
                "estimate that may decide could be made: there are fewer than two years of"
                in (verdict["reason"])
            )
    assert not [one for one in results["estimates"] if one["method"] == "forecast"]


def test_where_the_place_was_drawn_by_lot_the_difference_decides(leeds: Path) -> None:
    drawn = ("[[interventions.zones]]", 'chosen_for = {rule = "random"}\n[[interventions.zones]]')
    headline = ("[rule]", '[rule]\nheadline = "difference"')
    done = run(leeds, leeds / "drawn", drawn, headline)
    assert done.exit_code == 0, done.output
    found = json.loads((leeds / "drawn" / "results.json").read_text(encoding="utf-8"))
    answers = {one["claim"]: one["answer"] for one in found["verdicts"]}
    assert answers == {"recorded": "contradicted"} | dict.fromkeys(EFFECTS, "undecided")


def test_a_zip_of_that_name_reads_as_the_folder_does(
    leeds: Path, data: Path, tmp_path: Path, results: dict[str, Any]
) -> None:
    shutil.copy(data / "policeuk" / "west-yorkshire.zip", tmp_path / "police.uk")
    done = run(tmp_path, tmp_path / "out")
    assert done.exit_code == 0, done.output
    found = json.loads((tmp_path / "out" / "results.json").read_text(encoding="utf-8"))
    assert found["estimates"] == results["estimates"]
    assert found["inputs"][0]["rows"] == results["inputs"][0]["rows"] == 27_176 + 28_537 + 31_635


@pytest.mark.parametrize("command", ["run", "check"])
def test_what_needs_a_map_is_refused_by_name(leeds: Path, command: str) -> None:
    refused = run(leeds, leeds / "ruled", RULED, command=command)
    assert refused.exit_code == 2
    assert "zones 'next door', touching: a zone by rule needs a map" in refused.stderr
    assert "or list the zone's areas" in refused.stderr
    named = (RULED[0], 'group = "Leeds"')
    refused = run(leeds, leeds / "ruled", named, command=command)
    assert refused.exit_code == 2
    assert "zones 'next door': the areas have no groups: 'Leeds'" in refused.stderr
    assert not (leeds / "ruled").exists()


def test_twelve_months_that_are_not_there_are_refused_by_name(leeds: Path) -> None:
    windows = STUDY[STUDY.index("[[rule.windows]]") : STUDY.index("\n[[claims]]")]
    named = ('window = "July on July"\nstated', 'window = "patrol, twelve months"\nstated')
    refused = run(leeds, leeds / "default", (windows, ""), named)
    assert refused.exit_code == 2
    assert "the base months begin before the counts do: '2016-01 to 2016-12'" in refused.stderr
    assert "The counts hold 2016-07, 2017-07, 2018-07. Add [[rule.windows]]" in refused.stderr


@pytest.mark.parametrize("archive", ["folder", "zip"])
def test_an_archive_read_as_a_table_is_told_its_layout(
    leeds: Path, data: Path, tmp_path: Path, archive: str
) -> None:
    if archive == "zip":
        shutil.copy(data / "policeuk" / "west-yorkshire.zip", tmp_path / "police.uk")
    else:
        (tmp_path / "police.uk").symlink_to(leeds / "police.uk")
    long = (
        'layout = "police-uk"\narea = "LSOA code"',
        'layout = "incidents"\narea = "LSOA code"\nperiod = "Month"\ncategories = ["Crime type"]',
    )
    refused = run(tmp_path, tmp_path / "out", long)
    assert refused.exit_code == 2
    assert refused.stderr.startswith(f"police.uk: this file cannot be read as a table: {archive!r}")
    assert 'layout = "police-uk"' in refused.stderr
