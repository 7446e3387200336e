"""A study with a covariate, from its files to its report, and what leaves of one that is secret."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.effect.test_covariates import FIRST, lowest, world
from waterbed.analysis.run import read_inputs, run
from waterbed.analysis.understand import understand
from waterbed.disclosure import release
from waterbed.model.months import label
from waterbed.model.panel import Panel
from waterbed.model.results import Results
from waterbed.read.study.study_file import study_from
from waterbed.report import results_json
from waterbed.report.page import report_html
from waterbed.report.sections.covariates import covariates_block

PANEL, NEED = world(0, 1.0)
TARGET = lowest(NEED)
COVARIATE = {
    "name": "claimants", "file": "need.csv", "area": "ward", "period": "month", "value": "n",
    "unit": "people who claim", "source": "Nomis, claimant count", "published": True,
    "explains": "Benefits were cut, and women were pushed in.",
    "licence": "Open Government Licence v3.0", "attribution": "Source: ONS.",
}  # fmt: skip


def made(
    folder: Path,
    published: bool = True,
    need: Any = NEED,
    secret: bool = False,
    blank: int | None = None,
) -> Results:
    """blank : position of an area whose cells are all empty"""
    folder.mkdir(exist_ok=True)
    months = [label(FIRST + t) for t in range(PANEL.counts.shape[2])]
    rows = [",".join(("ward", *months))]
    cells = [list(map(str, row)) for row in PANEL.counts[0]]
    if blank is not None:
        cells[blank] = [""] * len(months)
    rows += [f"{a},{','.join(row)}" for a, row in zip(PANEL.areas, cells, strict=True)]
    (folder / "c.csv").write_text("\n".join(rows), encoding="utf-8")
    lines = ["ward,month,n"]
    lines += [
        f"{a},{month},{need[i, t]:.3f}"
        for i, a in enumerate(PANEL.areas)
        for t, month in enumerate(months)
        if np.isfinite(need[i, t])
    ]
    (folder / "need.csv").write_text("\n".join(lines), encoding="utf-8")
    said = {"who": "she", "side": "for", "words": "w", "source": "s", "date": "2019"}
    raw = {
        "title": "t", "question": "Did it fall?",
        "counts": [{"name": "c", "file": "c.csv", "layout": "wide", "area": "ward",
                    "published": published}],
        "outcomes": [{"id": "thefts"}],
        "interventions": [{"id": "i", "kind": "patrol", "start": label(FIRST + 60),
                           "target": [PANEL.areas[TARGET]], "chosen_for": {"rule": "random"}}],
        "rule": {"data_seen": False, "data_seen_date": "2020-01-01"},
        "claims": [
            said | {"id": "fell", "kind": "fell", "intervention": "i", "outcome": "thefts"},
            said | {"id": "poverty", "kind": "needs", "tested_by": "Help by lot.",
                    "words": "Poverty is the cause.", "covariate": "claimants"},
        ],
        "covariate": [COVARIATE | {"published": not secret}],
    }  # fmt: skip
    study = study_from(raw, folder)
    return run(study, run_month=FIRST + 100)[0]


def checks(results: Results, profile: str = "public") -> list[dict[str, Any]]:
    record = json.loads(results_json(release(results, profile)))
    return [check for check in record["checks"] if check["name"] == "covariate"]


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    return made(tmp_path_factory.mktemp("covariate"))


def test_what_changed_stands_beside_the_outcome_and_is_tried(results: Results) -> None:
    (check,) = checks(results)
    facts = check["facts"]
    for name, part in (("before", slice(48, 60)), ("after", slice(60, 72))):
        assert facts[name] == pytest.approx(NEED[TARGET, part].mean(), abs=0.01)
        others = np.delete(NEED, TARGET, axis=0)[:, part].mean()
        assert facts[f"around_{name}"] == pytest.approx(others, abs=0.01)
    estimate = next(
        row for row in results.estimates
        if row.method == "forecast" and row.parameter.scale == "ratio"
    )  # fmt: skip
    assert facts["change"] == estimate.value and facts["change"] < -0.2
    assert facts["with_low"] < 0 < facts["with_high"] and facts["accounts"] > 0.3
    assert (check["passed"], check["gate"], check["bars"]) == (None, False, "")
    assert "accounts for" in check["text"] and "No answer rests on it" in check["text"]


def test_it_bears_on_no_answer_and_says_so_in_few_words(results: Results) -> None:
    alone = replace(results.study, covariates=())
    bare, panel = run(alone, run_month=FIRST + 100)
    assert isinstance(panel, Panel)
    assert [verdict.answer for verdict in bare.verdicts] == [
        verdict.answer for verdict in results.verdicts
    ]
    assert results.study.rule_sha256 == alone.rule_sha256
    shown = release(results).content
    (block,) = covariates_block(shown)
    (grid,) = block.open_grids
    said = " ".join((*block.points, *(cell for row in grid.rows for cell in row)))
    assert len(re.findall(r"\S+", said)) <= 60, said
    page = report_html(release(results))
    assert "What else changed there?" in page and "Source: ONS." in page
    (poverty,) = [verdict for verdict in results.verdicts if verdict.claim.id == "poverty"]
    assert poverty.answer == "untestable"
    assert "Help by lot" in page and "Beside the answer, thefts and claimants: with it" in page


def test_of_a_table_that_is_not_published_nothing_leaves(tmp_path: Path) -> None:
    secret = made(tmp_path, secret=True)
    (check,) = checks(secret)
    assert set(check["facts"]) == {"covariate"}
    text = report_html(release(secret))
    assert "Accounts for" in text and "claimants" in text
    (inside,) = checks(secret, "internal")
    for name in ("before", "after", "with_change", "accounts"):
        assert inside["facts"][name] is not None
    gaps = np.where(np.arange(len(NEED))[:, None] % 7 == 3, np.nan, NEED[::-1])
    gaps[0] = NEED[0]
    for other in (NEED[::-1] + 1, gaps):
        again = made(tmp_path / "other", secret=True, need=other)
        records = [json.loads(results_json(release(results))) for results in (secret, again)]
        for record in records:
            del record["inputs"][-1]["rows"]  # rounded, as rows of any table
        assert records[0] == records[1]


def test_counts_that_are_not_published_have_no_second_reading_in_public(tmp_path: Path) -> None:
    secret = replace(made(tmp_path, published=False), official=True)
    (check,) = checks(secret)
    assert check["facts"]["before"] == pytest.approx(NEED[TARGET, 48:60].mean(), abs=0.01)
    assert not {"change", "with_change", "accounts"} & set(check["facts"])
    (inside,) = checks(secret, "internal")
    assert inside["facts"]["with_change"] is not None


def looked_up(facts: dict[str, Any]) -> list[int]:
    """Areas that a reader of the published covariate finds whose mean is the one that is told."""
    before = facts.get("before")
    if before is None:
        return []
    return np.flatnonzero(np.abs(NEED[:, 48:60].mean(axis=1) - before) < 0.01).tolist()


def test_a_published_covariate_does_not_tell_which_place_it_is(tmp_path: Path) -> None:
    """Of areas that a report may not name its exact means named the target: they are published."""
    secret = made(tmp_path, published=False)
    (inside,), (public,) = checks(secret, "internal"), checks(secret)
    assert looked_up(inside["facts"]) == [TARGET]
    assert public["facts"] == {"covariate": "claimants"}
    # Where the report says which areas they are, there is nothing to look up.
    assert looked_up(checks(replace(secret, official=True))[0]["facts"]) == [TARGET]


def test_a_published_covariate_does_not_tell_where_nothing_was_counted(tmp_path: Path) -> None:
    """The mean elsewhere, to the last digit, was that of areas with counts: 58 of 59."""
    blank = 5 if TARGET != 5 else 6
    facts = [
        checks(replace(made(tmp_path, published=False, blank=area), official=True))[0]["facts"]
        for area in (None, blank)
    ]
    assert facts[0] == facts[1] and facts[0]["areas"] == len(NEED) - 1
    inside = checks(made(tmp_path, published=False, blank=blank), "internal")[0]["facts"]
    others = np.setdiff1d(np.arange(len(NEED)), [TARGET])
    means = {
        area: float(NEED[np.setdiff1d(others, [area]), 48:60].mean()) for area in others.tolist()
    }
    mean = inside["around_before"]
    assert min(means, key=lambda area: abs(means[area] - mean)) == blank


def test_part_coverage_is_counted_and_a_target_without_it_is_told(tmp_path: Path) -> None:
    gaps = NEED.copy()
    gaps[[a for a in range(40) if a != TARGET]] = np.nan
    (check,) = checks(made(tmp_path, need=gaps))
    assert check["facts"]["donors_left_out"] in (39, 40)
    assert check["facts"]["with_change"] is not None
    gaps[:52] = np.where(np.arange(52)[:, None] == TARGET, NEED[:52], np.nan)
    (check,) = checks(made(tmp_path, need=gaps))
    assert check["facts"]["why"] == "few-donors"
    gaps = NEED.copy()
    gaps[TARGET, 61] = np.nan
    (check,) = checks(made(tmp_path, need=gaps))
    assert check["facts"]["why"] == "covariate-target"
    assert "not known in the target for all months" in check["text"]
    (check,) = checks(made(tmp_path, need=np.full(NEED.shape, 5.0)))
    assert check["facts"]["why"] == "covariate-still"


def test_check_says_beforehand_that_there_will_be_no_reading(tmp_path: Path) -> None:
    gaps = NEED.copy()
    gaps[TARGET, 61] = np.nan
    study = made(tmp_path, need=gaps).study
    (notice,) = understand(study).acted
    assert (notice.code, notice["why"]) == ("covariate-unread", "covariate-target")
    assert not understand(made(tmp_path).study).acted


def test_the_files_are_read_with_the_study(tmp_path: Path) -> None:
    results = made(tmp_path)
    inputs = read_inputs(results.study)
    (covariate,) = inputs.covariates
    assert covariate.values.shape == (len(PANEL.areas), PANEL.counts.shape[2])
    assert inputs.records[-1].licence == "Open Government Licence v3.0"
