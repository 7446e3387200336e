"""Seattle through a whole study: the effect by quarter, beside what microsynth's weights give.

`pytest -s` prints the two side by side.
"""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from tests.published.seattle.seattle import FILE, OUTCOMES
from tests.published.seattle.study import NAMES, write_study
from waterbed.analysis.run import run
from waterbed.disclosure import release
from waterbed.model.results import Results
from waterbed.report import results_json

WEIGHTS = Path("seattle") / "reference" / "ref_seattledmi_sea1_weights.csv"
AFTER = (13, 14, 15, 16)
# what microsynth 2.0.51 prints for the four quarters together: observed, expected
PRINTED = {
    "felonies": (46, 68.22),
    "misdemeanours": (45, 71.80),
    "drugs": (20, 23.76),
    "any crime": (788, 986.44),
}


@pytest.fixture(scope="module")
def results(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Results:
    if not (data / FILE).exists():
        pytest.skip(f"no {FILE} among the published data")
    found, _ = run(write_study(data, tmp_path_factory.mktemp("seattle")), placebos=199)
    return found


@pytest.fixture(scope="module")
def published(data: Path) -> pl.DataFrame:
    """What microsynth's own weights expect in each quarter, by outcome; and what was observed."""
    if not (data / WEIGHTS).exists():
        pytest.skip(f"no {WEIGHTS} among the published data")
    weights = pl.read_csv(data / WEIGHTS).with_columns(pl.col("ID").cast(pl.Int64))
    table = pl.read_parquet(data / FILE).filter(pl.col("time").is_in(AFTER))
    own = pl.col("Intervention") == 1
    treated = table.filter(own)["ID"].unique()
    joined = table.join(weights, on="ID", how="left")
    here = pl.col("ID").is_in(treated.implode())
    sums = [
        *(pl.col(key).filter(here).sum().alias(f"{key} observed") for key in OUTCOMES),
        *((pl.col(key) * pl.col("w")).filter(~here).sum().alias(key) for key in OUTCOMES),
    ]
    return joined.group_by("time").agg(sums).sort("time")


def test_quarters_are_those_published(results: Results, published: pl.DataFrame) -> None:
    assert {one.outcome for one in results.by_quarter} == set(NAMES.values())
    for key, name in NAMES.items():
        (found,) = (one for one in results.by_quarter if one.outcome == name)
        assert [one.observed for one in found.quarters] == published[f"{key} observed"].to_list()
        observed, expected = PRINTED[name]
        assert sum(one.observed or 0 for one in found.quarters) == observed
        assert published[key].sum() == pytest.approx(expected, abs=0.01)
        for quarter, there in zip(found.quarters, published[key], strict=True):
            assert quarter.observed is not None and quarter.low is not None
            assert quarter.value is not None and quarter.high is not None
            print(
                f"{name:14s} {quarter.months.labels[0]} {quarter.observed:4.0f} | "
                f"{quarter.expected:6.1f} {quarter.value:+.0%} "
                f"[{quarter.low:+.0%}, {quarter.high:+.0%}] | "
                f"{there:6.1f} {quarter.observed / there - 1:+.0%}"
            )


def test_quarters_add_up_to_the_year_and_their_band_holds_more(results: Results) -> None:
    """More times: a range of a ratio is as wide as what was recorded is high."""
    year = {
        one.parameter.outcome: one
        for one in results.estimates
        if one.method == "forecast" and one.parameter.scale == "ratio"
    }
    for found in results.by_quarter:
        whole = year[found.outcome]
        total = sum(one.expected or 0 for one in found.quarters)
        assert total == pytest.approx(whole.expected, rel=0.1)
        assert whole.low is not None and whole.high is not None
        for quarter in found.quarters:
            assert quarter.low is not None and quarter.high is not None
            assert (1 + quarter.high) / (1 + quarter.low) > (1 + whole.high) / (1 + whole.low)


def test_they_leave_in_the_record(results: Results) -> None:
    rows = json.loads(results_json(release(results)))["by_quarter"]
    assert [len(row["quarters"]) for row in rows] == [4, 4, 4, 4]
    assert rows[-1]["quarters"][0]["months"] == ["2008-01", "2008-03"]
