"""What ends, begins or jumps everywhere, as `check` and the report tell it of a study."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from waterbed.analysis.breaks import estimate_without, find_breaks, understood_breaks
from waterbed.analysis.plan import make_plan
from waterbed.analysis.run import Inputs, read_inputs
from waterbed.disclosure import release
from waterbed.model.panel import Panel
from waterbed.model.results import Results
from waterbed.model.study import Study
from waterbed.read.tables.counts import read_counts
from waterbed.read.tables.kinds import read_kinds
from waterbed.report import results_json

EXAMPLE = Path(__file__).parents[2] / "examples" / "redbridge" / "study.toml"
FRAUD = "FRAUD AND FORGERY"


@pytest.fixture(scope="module")
def inputs() -> Inputs:
    return read_inputs(EXAMPLE)


def test_kinds_are_counted_apart_in_the_one_reading(inputs: Inputs) -> None:
    apart, panel = inputs.counts.apart, inputs.counts.panel
    assert set(apart) == set(panel.outcomes)
    for o, outcome in enumerate(panel.outcomes):
        assert (apart[outcome].counts.sum(axis=0) == panel.counts[o]).all()
    window = inputs.study.rule.windows[0]
    months = slice(*np.searchsorted(panel.periods, (window.base.first, window.post.last + 1)))
    again = read_kinds(inputs.study, inputs.areas, inputs.counts, window)["all crime"]
    there = apart["all crime"]
    for k, name in enumerate(again.outcomes):
        assert (there.counts[there.outcomes.index(name)][:, months] == again.counts[k]).all()


def test_the_example_names_the_category_that_ends(inputs: Inputs) -> None:
    (ended,) = find_breaks(inputs.study, inputs.counts.panel, inputs.counts.apart)
    assert (ended.outcome, ended.category, ended.direction) == ("all crime", FRAUD, "fall")
    assert (ended.first, ended.last) == (2013 * 12 + 1, 2013 * 12 + 2)


def test_check_names_it_and_computes_nothing(redbridge_checked: tuple[str, str]) -> None:
    shown, record = redbridge_checked
    (text,) = json.loads(record)["breaks"]
    assert FRAUD in text and "between February 2013 and March 2013" in text
    assert "left out" not in text
    assert "What ends, begins or jumps everywhere at once" in shown


def test_a_break_after_the_last_month_compared_concerns_nothing(inputs: Inputs) -> None:
    early = replace(inputs.counts.panel, periods=inputs.counts.panel.periods + 200)
    assert not find_breaks(inputs.study, early, inputs.counts.apart)
    assert not understood_breaks(inputs.study, early, inputs.counts.apart)


def test_the_report_says_what_leaving_it_out_changes(
    redbridge_run: tuple[Results, Panel], inputs: Inputs
) -> None:
    results, panel = redbridge_run
    checks = [check for check in results.checks if check.name == "category-break"]
    assert len(checks) == len(inputs.study.rule.windows)
    assert all(check.passed is False and not check.gate for check in checks)
    (main_check,) = [check for check in checks if "without_change" in dict(check.remark.facts)]
    facts = dict(main_check.remark.facts)
    (asked,) = [o for o in inputs.study.outcomes if o.id == "all crime"]
    left_out = replace(asked, exclude=(*asked.exclude, (("", FRAUD),)))
    read = read_counts(inputs.study.counts, [left_out], inputs.areas, inputs.study.areas)
    task = next(planned for planned in make_plan(inputs.study, panel).tasks if planned.main)
    slow = estimate_without(
        inputs.study, inputs.areas, read.panel, task.window, "forecast", count=999, seed=task.seed
    )
    assert not isinstance(slow, str)
    assert [facts[f"without_{part}"].value for part in ("change", "low", "high")] == [
        slow.value, *slow.deciding,
    ]  # fmt: skip
    assert slow.deciding != (slow.low, slow.high)
    beside = next(
        estimate
        for estimate in results.estimates
        if estimate.method == "forecast"
        and estimate.parameter == replace(main_check.parameter, scale="ratio")
    )
    assert facts["change"].value == beside.value != slow.value
    text = results_json(release(results)).decode()
    assert "With it left out the target is 0.2% lower" in text
    assert "as it stands, 0.3% lower" in text


def unpublished(study: Study) -> Study:
    return replace(study, counts=tuple(replace(table, published=False) for table in study.counts))


def test_of_an_unpublished_table_neither_the_name_nor_a_figure_leaves(
    redbridge_run: tuple[Results, Panel],
) -> None:
    results, _ = redbridge_run
    kept = [
        replace(
            check,
            remark=replace(
                check.remark,
                facts=tuple(
                    (name, fact if isinstance(fact, str) else replace(fact, published=False))
                    for name, fact in check.remark.facts
                ),
            ),
        )
        for check in results.checks
        if check.name == "category-break"
    ]
    hidden = replace(
        results,
        study=unpublished(results.study),
        checks=tuple(kept),
        estimates=(),
        verdicts=(),
        elsewhere=(),
    )
    hidden = replace(hidden, rounded=hidden)
    checks = json.loads(results_json(release(hidden)))["checks"]
    text = json.dumps(checks)
    assert len(checks) == len(kept)
    assert FRAUD not in text and "0.2%" not in text and "28%" not in text
    assert all("A category, not named here, all but ends" in check["text"] for check in checks)
    assert any("not shown" in check["text"] for check in checks)
