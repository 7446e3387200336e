"""Skid Row through a whole study, beside what others said and what plain arithmetic gives.

The page docs/cases/skid-row.md is held to what comes out; WATERBED_WRITE=1 makes its tables anew.
"""

from __future__ import annotations

import os
from pathlib import Path

import polars as pl
import pytest

from tests.conftest import Once
from tests.published.cases import lines, page, placed
from tests.published.skid_row.study import FOLDER, ONE, RING, TREATED, TWO, write_study
from waterbed.analysis.run import run
from waterbed.claims import decides
from waterbed.model.results import Results

AFTER = ("2006-Q4", "2008-Q3")
# robbery after over before, over the same of all other districts: value, tolerance, provenance
RATIOS = {
    "treated, two years": (0.56, 0.005, "worked out when the data were put together"),
    "ring, two years": (0.48, 0.005, "the same"),
    "treated, as if begun in 2003": (0.99, 0.006, "the same"),
}
# citywide robberies of a quarter as they came: counted twice at source
DOUBLED = {(2005, 1): 6666, (2005, 2): 6891, (2005, 3): 4630}
USUAL = 3500
# robberies fewer a year: G. Blasi, Policing Our Way Out of Homelessness?, UCLA 2007
BLASI = 50
ANSWERS = {
    ONE: {
        "robbery-fell": "supported", "property-fell": "supported", "not-moved": "supported",
        "fell-more": "undecided", "no-more": "undecided", "next-door-rose": "contradicted",
        "unchanged": "contradicted", "forty-per-cent": "undecided",
    },
    TWO: {
        "robbery-fell": "supported", "property-fell": "supported", "not-moved": "supported",
        "fell-more": "undecided", "no-more": "supported", "next-door-rose": "contradicted",
        "unchanged": "contradicted", "forty-per-cent": "undecided",
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(data: Path) -> Path:
    if not (data / FOLDER / "counts.csv").exists():
        pytest.skip(f"no {FOLDER} among the published data")
    return data / FOLDER


@pytest.fixture(scope="module")
def results(
    data: Path, folder: Path, once: Once, tmp_path_factory: pytest.TempPathFactory
) -> Results:
    made = tmp_path_factory.mktemp("skid-row")
    return once("skid-row", lambda: run(write_study(data, made))[0])


def test_ratios_by_plain_arithmetic(folder: Path) -> None:
    wide = pl.read_csv(folder / "counts.csv").filter(pl.col("offence") == "robbery")
    near = pl.read_csv(folder / "neighbours.csv").filter(pl.col("gap") <= 100)
    ends = zip(near["a"], near["b"], strict=True)
    ring = {one for pair in ends for one in pair if set(pair) & set(TREATED)} - set(TREATED)
    assert len(ring) == 11

    def total(districts: set[str], first: str, last: str, others: bool = False) -> int:
        names = wide.columns
        here = pl.col("rd").is_in(list(districts))
        chosen = wide.filter(~here if others else here)
        return sum(
            chosen[q].cast(pl.Int64).sum() for q in names[names.index(first):names.index(last) + 1]
        )  # fmt: skip

    def ratio(districts: set[str], before: tuple[str, str], after: tuple[str, str]) -> float:
        out = set(TREATED) | ring
        there = total(out, *after, others=True) / total(out, *before, others=True)
        return total(districts, *after) / total(districts, *before) / there

    earlier = ("2003-Q1", "2004-Q4")
    found = {
        "treated, two years": ratio(set(TREATED), earlier, AFTER),
        "ring, two years": ratio(ring, earlier, AFTER),
        "treated, as if begun in 2003": ratio(set(TREATED), ("2000-Q1", "2002-Q4"), earlier),
    }
    assert found.keys() == RATIOS.keys()
    for name, (value, tolerance, _) in RATIOS.items():
        assert found[name] == pytest.approx(value, abs=tolerance), name


def test_quarters_counted_twice_are_no_data(folder: Path) -> None:
    name = "rd_quarter_2000_2010.csv.gz"
    raw = pl.read_csv(folder / name, schema_overrides={"rd": pl.String})
    blank = pl.read_csv(folder / "counts.csv")
    sums = raw.group_by("year", "quarter").agg(pl.col("robbery").sum())
    city = {(year, quarter): count for year, quarter, count in sums.rows()}
    assert {key: city[key] for key in DOUBLED} == DOUBLED
    others = [count for key, count in city.items() if key not in DOUBLED]
    assert min(others) > 2000 and max(others) < 5000 and min(DOUBLED.values()) > USUAL * 1.3
    for year, quarter in DOUBLED:
        assert blank[f"{year}-Q{quarter}"].null_count() == blank.height


def test_answers(results: Results) -> None:
    found = {verdict.claim.id: verdict.answer for verdict in results.verdicts}
    wanted = {f"{name} {window}": answer for window, answers in ANSWERS.items()
              for name, answer in answers.items()}  # fmt: skip
    assert found == wanted


def test_what_others_published_beside_ours(results: Results) -> None:
    """Berk and MacDonald: down, and not moved.  Blasi: as much outside, some 50 robberies a year.
    A newspaper: 40%.  Each compared with what fits the counts."""
    ours = {verdict.claim.id: verdict for verdict in results.verdicts}
    compared = 0
    for window, years in ((ONE, 1), (TWO, 2)):
        fell = next(
            one for one in results.estimates
            if one.method == "forecast" and one.parameter.outcome == "robbery"
            and one.parameter.zone == "target" and one.parameter.scale == "count"
            and one.parameter.window == ours[f"robbery-fell {window}"].estimates[0].parameter.window
        )  # fmt: skip
        ((low, high),) = decides(fell)
        assert low is not None and high is not None
        # A fall, and more than Blasi's: he compares with the districts next door, which fell too.
        assert low / years < high / years < -BLASI
        (share,) = decides(ours[f"not-moved {window}"].estimates[0])
        assert share[1] is not None and share[1] < 0
        (here_and_there,) = decides(ours[f"fell-more {window}"].estimates[0])
        assert here_and_there[0] is not None and here_and_there[1] is not None
        assert here_and_there[0] < 0 < here_and_there[1]
        (ratio,) = decides(ours[f"forty-per-cent {window}"].estimates[0])
        assert ratio[0] is not None and ratio[1] is not None and ratio[0] < -0.4 < ratio[1]
        compared += 4
    assert compared == 8


@pytest.mark.parametrize("window", [ONE, TWO])
def test_the_page_says_what_comes_out(results: Results, window: str) -> None:
    asked = lines(results, lambda verdict: verdict.claim.id.endswith(window))
    stands, made = placed("skid-row", window, asked)
    if os.environ.get("WATERBED_WRITE"):
        page("skid-row").write_text(made, encoding="utf-8")
    else:
        assert stands == made


def test_next_door_is_said_with_it(results: Results) -> None:
    zones = {one.parameter.zone for one in results.estimates}
    assert {"target", RING, "net"} <= zones
