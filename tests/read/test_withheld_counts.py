"""Counts withheld in the target: no estimate, and between which counts it can have changed."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from waterbed.analysis.run import run
from waterbed.disclosure import release
from waterbed.model.months import label, month
from waterbed.report.words.checks import check_text

STUDY = """
title = "A patrol"
question = "Did crime fall?"
[[counts]]
name = "crime"
file = "counts.csv"
layout = "long"
area = "Ward"
period = "Month"
count = "Crimes"
published = {published}
[[outcomes]]
id = "all"
[[interventions]]
id = "patrol"
kind = "patrol"
start = "2015-01"
target = ["Beat 2"]
[rule]
data_seen = true
data_seen_date = 2026-11-24
[[claims]]
id = "fell"
who = "council"
side = "council"
words = "It fell."
source = "made up"
date = "2017"
outcome = "all"
kind = "fell"
"""
FIRST, START = month("2012-01"), month("2015-01")


def counts(folder: Path, after: int) -> None:
    """Every ward has some 30 crimes a month; those of the target in four months are withheld."""
    draw = random.Random(4)
    rows = ["Ward,Month,Crimes"]
    for a in range(50):
        for at in range(FIRST, FIRST + 48):
            n: int | str = draw.randrange(25, 36)
            if a == 2 and at >= START:
                n = after
            if a == 2 and START - 2 <= at < START + 2:
                n = "1-9"
            rows.append(f"Beat {a},{label(at)},{n}")
    (folder / "counts.csv").write_text("\n".join(rows))


@pytest.mark.parametrize(("after", "direction"), [(12, "fall"), (60, "rise"), (30, "unclear")])
def test_a_target_with_withheld_counts(after: int, direction: str, tmp_path: Path) -> None:
    counts(tmp_path, after)
    study = tmp_path / "study.toml"
    study.write_text(STUDY.format(published="true"))
    results, _ = run(study, placebos=99)
    (verdict,) = results.verdicts
    assert verdict.answer == "untestable" and verdict.reasons[0]["why"] == "gaps"
    published = release(results, "public").content
    (check,) = [row for row in published.checks if row.name == "withheld"]
    assert (check.passed, check.gate) == (None, False)
    assert check.remark["direction"] == direction and check.remark["cells"].value == 4
    said = check_text(published.study, check)
    assert f"{10 * after + 2:,} to {10 * after + 18:,} in the months after" in said
    assert {"fall": "a fall, whatever", "rise": "a rise, whatever"}.get(direction, "may") in said


def test_bounds_of_counts_that_are_not_published_stay_inside(tmp_path: Path) -> None:
    counts(tmp_path, 12)
    study = tmp_path / "study.toml"
    study.write_text(STUDY.format(published="false"))
    results, _ = run(study, placebos=99)
    published = release(results, "public").content
    (check,) = [row for row in published.checks if row.name == "withheld"]
    assert check.remark["direction"] == "unclear"
    said = check_text(published.study, check)
    assert "not shown" in said and "122" not in said and "fall" not in said
