"""Seattle through a whole study: what is answered to each side, and what keeps it from more.

The page docs/cases/seattle.md is held to what comes out; WATERBED_WRITE=1 makes its tables anew.
"""

from __future__ import annotations

import os
from pathlib import Path

import polars as pl
import pytest

from tests.conftest import Once
from tests.published.cases import lines, page, placed
from tests.published.seattle.seattle import FILE
from tests.published.seattle.study import NAMES, write_study
from waterbed.analysis.run import run
from waterbed.model.results import Results

WEIGHTS = Path("seattle") / "reference" / "ref_seattledmi_sea1_weights.csv"


@pytest.fixture(scope="module")
def results(data: Path, once: Once, tmp_path_factory: pytest.TempPathFactory) -> Results:
    if not (data / FILE).exists():
        pytest.skip(f"no {FILE} among the published data")
    made = tmp_path_factory.mktemp("seattle")
    return once("seattle-study", lambda: run(write_study(data, made))[0])


def test_the_answers_and_what_keeps_them_from_more(results: Results) -> None:
    """39 blocks of which nothing says which lie side by side: no claim is decided, on either
    side."""
    assert len(results.verdicts) == 10
    for verdict in results.verdicts:
        assert verdict.answer == "undecided"
        failed = {one.name for one in verdict.checks if one.gate and not one.passed}
        assert "side-by-side" in failed
        assert ("comparable" in failed) == (verdict.estimates[0].parameter.outcome == "any crime")


def year_by_year(data: Path) -> list[str]:
    """Rows of a table: the treated blocks, microsynth's weighted blocks, all other blocks."""
    weights = pl.read_csv(data / WEIGHTS).with_columns(pl.col("ID").cast(pl.Int64))
    table = pl.read_parquet(data / FILE).join(weights, on="ID", how="left")
    treated = table.filter(pl.col("Intervention") == 1)["ID"].unique()
    here = pl.col("ID").is_in(treated.implode())
    year = ((pl.col("time") - 1) // 4).alias("year")
    made = ["| | year 1 | year 2 | year 3 | the year after |", "| --- | --- | --- | --- | --- |"]
    for key in ("i_felony", "any_crime"):
        whom = {
            "the 39 blocks": (here, pl.col(key)),
            "microsynth’s weighted blocks": (~here, pl.col(key) * pl.col("w")),
            "all other blocks": (~here, pl.col(key)),
        }
        for who, (rows, value) in whom.items():
            sums = table.filter(rows).group_by(year).agg(value.sum()).sort("year")
            cells = (f"{one:,.0f}" for one in sums.to_series(1))
            made.append(f"| {NAMES[key]}, {who} | " + " | ".join(cells) + " |")
    return made


def test_the_page_says_what_comes_out(data: Path, results: Results) -> None:
    if not (data / WEIGHTS).exists():
        pytest.skip(f"no {WEIGHTS} among the published data")
    for key, made in (
        ("one year", lines(results, lambda _: True)), ("by year", iter(year_by_year(data)))
    ):  # fmt: skip
        stands, anew = placed("seattle", key, made)
        if os.environ.get("WATERBED_WRITE"):
            page("seattle").write_text(anew, encoding="utf-8")
        else:
            assert stands == anew
