"""Quarterly and annual tables of the worked example, from a file to a report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from waterbed.analysis.run import run
from waterbed.analysis.understand import understand
from waterbed.disclosure import release
from waterbed.model.errors import InputError
from waterbed.model.months import label, month
from waterbed.model.results import Results
from waterbed.report import report_html

NEAR = ("Redbridge", "Newham", "Waltham Forest", "Barking and Dagenham", "Hackney", "Tower Hamlets")
EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "redbridge"
STUDY = """
title = "Loxford by longer periods"
question = "What can counts by quarter or by year tell?"

[areas]
file = "areas.csv"
id = "code"
name = "name"
neighbours = "neighbours.csv"

[[counts]]
name = "recorded crime"
file = "counts.csv"
layout = "wide"
area = "wardcode"
categories = ["majortext"]
published = true

[[outcomes]]
id = "all crime"

[[outcomes]]
id = "robbery"
include = ["ROBBERY"]

[[interventions]]
id = "operation"
kind = "police operation"
start = "{start}"
areas = ["E05011247"]
target = ["E05011247"]

[[interventions.zones]]
name = "adjacent wards"
touching = "target"
tolerance = 30
{windows}
[[rule.readings]]
starts = ["{month}"]
lengths = [3, 12]

[rule]
data_seen = false
data_seen_date = 2026-01-31

[[claims]]
id = "down"
who = "The police"
side = "for"
words = "Crime is down because of the operation."
source = "A paper"
date = "early 2018"
kind = "fell"
intervention = "operation"
outcome = "all crime"

[[claims]]
id = "fifth"
who = "The police"
side = "for"
words = "Robbery is down by a fifth."
source = "A paper"
date = "early 2018"
kind = "recorded"
intervention = "operation"
outcome = "robbery"
stated = -0.2
"""


def named(first: int, step: int) -> str:
    """A month, a financial quarter, or a financial or calendar year, as tables head them."""
    year, at = divmod(first, 12)
    tax = year - (at < 3)
    if step == 1:
        return label(first)
    if step == 3:
        return f"{tax}/{(tax + 1) % 100:02d} Q{(at - 3) % 12 // 3 + 1}"
    return str(year) if at == 0 else f"{tax}/{(tax + 1) % 100:02d}"


def write(
    folder: Path,
    step: int,
    first: str,
    start: str,
    windows: str = "",
    *,
    last: str = "2021-03",
    reading: str = "",
) -> Path:
    """Counts of the wards near by, added up to periods of so many months, and a study of them."""
    areas = pl.read_csv(EXAMPLE / "areas.csv").filter(pl.col("borough").is_in(NEAR))
    pairs = pl.read_csv(EXAMPLE / "neighbours.csv")
    pairs.filter(pl.all_horizontal(pl.col("a", "b").is_in(areas["code"].implode()))).write_csv(
        folder / "neighbours.csv"
    )
    areas.write_csv(folder / "areas.csv")
    table = pl.read_parquet(EXAMPLE / "counts.parquet")
    table = table.filter(pl.col("wardcode").is_in(areas["code"].implode()))
    starts = range(month(first), month(last) - step + 2, step)
    table.select(
        "wardcode",
        "majortext",
        *(
            pl.sum_horizontal(
                pl.col(label(at + k).replace("-", "")).cast(pl.Int64) for k in range(step)
            ).alias(named(at, step))
            for at in starts
        ),
    ).write_csv(folder / "counts.csv")
    study = folder / "study.toml"
    study.write_text(STUDY.format(start=start, month=reading or start, windows=windows))
    return study


def of(results: Results) -> Sequence[Any]:
    """What is found of the target by the method that decides, whatever the periods."""
    return [
        (estimate.parameter, estimate.observed, estimate.expected, estimate.base_count)
        for estimate in results.estimates
        if estimate.parameter.zone == "target" and estimate.method in dict(results.methods).values()
    ]


@pytest.fixture(scope="module")
def by_month(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Results]:
    @cache
    def made(first: str, start: str) -> Results:
        return run(write(tmp_path_factory.mktemp("months"), 1, first, start), placebos=99)[0]

    return made


@pytest.mark.parametrize(
    ("step", "first", "start"),
    [(3, "2010-04", "2017-04"), (12, "2010-04", "2017-04"), (12, "2011-01", "2017-01")],
    ids=["financial quarters", "financial years", "calendar years"],
)
def test_longer_periods_run_to_a_report_and_say_what_months_say(
    tmp_path: Path, step: int, first: str, start: str, by_month: Callable[[str, str], Results]
) -> None:
    """Twelve months before and after a start that is the first of a period: the deciding estimate
    is that of the monthly table."""
    longer, _ = run(write(tmp_path, step, first, start), placebos=99)
    months = by_month(first, start)
    assert [row[0] for row in of(longer)] == [row[0] for row in of(months)] != []
    for mine, theirs in zip(of(longer), of(months), strict=True):
        assert mine[1:] == pytest.approx(theirs[1:])
    assert longer.series[0].step == step
    remarks = [remark for record in longer.inputs for remark in record.remarks]
    assert [remark.code for remark in remarks] == ["period-format"]
    (table,) = longer.readings
    assert table.missing == (2 if step == 12 else 0)  # three months of a year of counts
    page = report_html(release(longer, "public"))
    assert "periods are read as" in page
    assert ("cut the periods of 12 months" in page) == (step == 12)


def test_a_start_inside_a_period_is_asked_about_with_the_windows_to_use(tmp_path: Path) -> None:
    study = write(tmp_path, 3, "2010-04", "2018-08-21", reading="2018-10")
    with pytest.raises(InputError) as caught:
        understand(study)
    whole = 'base = ["2017-07", "2018-06"] and post = ["2018-10", "2019-09"]'
    assert whole in str(caught.value) and "[[rule.windows]]" in caught.value.mend
    base, post = whole.split(" and ")
    windows = f'\n[[rule.windows]]\nname = "whole"\n{base}\n{post}\n'
    study = write(tmp_path, 3, "2010-04", "2018-08-21", windows, reading="2018-10")
    assert understand(study).claims[0].testable


def test_too_few_years_refuse_the_forecast_by_name(tmp_path: Path) -> None:
    study = write(tmp_path, 12, "2016-04", "2017-04", last="2019-03")
    testables = {testable.claim: testable for testable in understand(study).claims}
    assert testables["down"].why == "short-history" and not testables["down"].testable
    results, _ = run(study, placebos=99)
    answers = {verdict.claim.id: verdict.answer for verdict in results.verdicts}
    assert answers["down"] == "untestable"
