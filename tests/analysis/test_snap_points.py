"""Whether snap points moved: against a slow reference, its size and power, and through a run."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyogrio
import pytest
import shapely
from click.testing import CliRunner

from waterbed.analysis import snap_points
from waterbed.analysis.readers import KeptReaders, Readers
from waterbed.analysis.snap_points import shift
from waterbed.cli import main
from waterbed.model.months import label, month
from waterbed.model.sources import AreaSource, CountTable
from waterbed.read.police_uk.snap_points import read_snap_points

Made = np.ndarray[Any, Any]


def base_of(months: int, k: int) -> Made:
    return np.arange(months) < k


def stable(rng: np.random.Generator, months: int = 24, points: int = 60, mean: int = 40) -> Made:
    """Counts at points whose use differs widely and never changes."""
    weight = rng.gamma(0.5, 1.0, points)
    return rng.poisson(mean * weight / weight.sum(), (months, points))


def slowly(counts: Made, base: Sequence[int]) -> float:
    """Share of incidents at points used on one side only, one incident at a time."""
    sides: dict[bool, list[int]] = {True: [], False: []}
    for t, row in enumerate(counts.tolist()):
        for point, n in enumerate(row):
            sides[t in base] += [point] * n
    once = [
        point for side in (True, False) for point in sides[side] if point not in sides[not side]
    ]
    return len(once) / (len(sides[True]) + len(sides[False]))


def test_the_shares_and_the_p_are_those_of_a_slow_reference() -> None:
    counts = stable(np.random.default_rng(4), months=8, points=15, mean=6)
    turnover = shift(counts, base_of(8, 4), np.random.default_rng(1))
    assert turnover is not None and turnover.p is not None
    every = [slowly(counts, split) for split in combinations(range(8), 4)]
    mine = slowly(counts, range(4))
    assert turnover.once == pytest.approx(mine) and 0 < mine < 1
    assert turnover.expected == pytest.approx(np.mean(every))
    assert turnover.p == pytest.approx(np.mean([share >= mine - 1e-12 for share in every]))
    late = counts[4:].sum(0)
    assert turnover.new == pytest.approx(late[counts[:4].sum(0) == 0].sum() / late.sum())


def test_many_points_are_counted_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    counts = stable(np.random.default_rng(3), points=500)
    whole = shift(counts, base_of(24, 12), np.random.default_rng(1))
    monkeypatch.setattr(snap_points, "BLOCK", 7)
    assert shift(counts, base_of(24, 12), np.random.default_rng(1)) == whole


@pytest.mark.parametrize("months", [(12, 12), (24, 12), (6, 6)])
def test_points_that_stay_are_seldom_called_moved(
    monkeypatch: pytest.MonkeyPatch, months: tuple[int, int]
) -> None:
    monkeypatch.setattr(snap_points, "SPLITS", 99)
    before, after = months
    called = small = 0
    for seed in range(200):
        rng = np.random.default_rng([seed, before])
        turnover = shift(stable(rng, before + after), base_of(before + after, before), rng)
        assert turnover is not None and turnover.p is not None
        small += turnover.p <= 0.05
        called += turnover.moved
    assert small / 200 <= 0.05 + 3 * (0.05 * 0.95 / 200) ** 0.5  # three standard errors
    assert called <= small


def test_points_that_move_are_noticed() -> None:
    """A fifth of the points get other coordinates between the base months and those after."""
    noticed = 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        counts = stable(rng)
        moved = np.argsort(-counts.sum(0))[::5]
        later = np.zeros((24, len(moved)), int)
        later[12:] = counts[12:, moved]
        counts[12:, moved] = 0
        turnover = shift(np.hstack([counts, later]), base_of(24, 12), rng)
        assert turnover is not None
        noticed += turnover.moved
    assert noticed == 20


def test_one_new_place_is_not_called_a_move() -> None:
    """A shop that opens takes two in a hundred incidents: beyond chance, too little to matter."""
    rng = np.random.default_rng(2)
    counts = np.hstack([stable(rng, mean=400), np.zeros((24, 1), int)])
    counts[12:, -1] = 8
    turnover = shift(counts, base_of(24, 12), rng)
    assert turnover is not None and turnover.p is not None
    assert turnover.p <= 0.05 and turnover.new > 0.015 and not turnover.moved


@pytest.mark.parametrize("months", [(1, 1), (1, 2), (3, 3)])
def test_too_few_months_cannot_tell(months: tuple[int, int]) -> None:
    counts = stable(np.random.default_rng(1), sum(months))
    turnover = shift(counts, base_of(sum(months), months[0]), np.random.default_rng(1))
    assert turnover is not None and turnover.p is None and not turnover.moved


# Reading --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def archive(data: Path) -> Path:
    return data / "policeuk" / "west-yorkshire.zip"


@pytest.fixture(scope="module")
def july(archive: Path) -> pl.DataFrame:
    with zipfile.ZipFile(archive) as held:
        return pl.read_csv(held.read("2016-07/2016-07-west-yorkshire-street.csv"),
                           infer_schema=False)  # fmt: skip


CENTRE = ("E01033010", "E01033008")
SPAN = (month("2016-07"), month("2017-07"))


def test_points_are_counted_as_in_the_file(archive: Path, july: pl.DataFrame) -> None:
    table = CountTable("street", archive, "police-uk", published=True)
    use = read_snap_points(table, AreaSource(), CENTRE, SPAN)
    assert use is not None
    assert use.months.tolist() == list(SPAN) and use.counts.shape == (2, len(use.areas))
    here = july.filter(pl.col("LSOA code").is_in(CENTRE))
    wanted = here.group_by("Longitude", "Latitude", "LSOA code").len()
    ours = [(use.areas[i], int(n)) for i, n in enumerate(use.counts[0]) if n]
    assert sorted(ours) == sorted(zip(wanted["LSOA code"], wanted["len"], strict=True))
    assert set(use.areas) == set(CENTRE)


def test_no_coordinate_leaves_the_reader(archive: Path) -> None:
    table = CountTable("street", archive, "police-uk")
    use = read_snap_points(table, AreaSource(), CENTRE, SPAN)
    assert use is not None
    assert {str(part.dtype) for part in (use.months, use.counts)} == {"int64"}
    assert all(re.fullmatch(r"E\d{8}", area) for area in use.areas)


def test_by_coordinates_the_map_says_which_area(
    archive: Path, july: pl.DataFrame, tmp_path: Path
) -> None:
    boxes = shapely.box([-1.56, -1.54], [53.79, 53.79], [-1.54, -1.52], [53.81, 53.81])
    path = tmp_path / "map.gpkg"
    pyogrio.raw.write(path, shapely.to_wkb(boxes), [np.array(["west", "east"])], ["code"],
                      geometry_type="Polygon", crs="EPSG:4326")  # fmt: skip
    table = CountTable("street", archive, "police-uk", x="Longitude", y="Latitude",
                       crs="EPSG:4326")  # fmt: skip
    use = read_snap_points(table, AreaSource(path, id="code"), ["west"], SPAN)
    assert use is not None and set(use.areas) == {"west"}
    x, y = (july[c].cast(pl.Float64) for c in ("Longitude", "Latitude"))
    inside = ((x > -1.56) & (x < -1.54) & (y > 53.79) & (y < 53.81)).sum()
    assert int(use.counts[0].sum()) == inside > 100


def test_without_the_months_or_the_coordinates_nothing_is_said(
    archive: Path, tmp_path: Path, july: pl.DataFrame
) -> None:
    table = CountTable("street", archive, "police-uk")
    assert read_snap_points(table, AreaSource(), CENTRE, [month("2011-01")]) is None
    folder = tmp_path / "2016-07"
    folder.mkdir()
    july.drop("Longitude").write_csv(folder / "2016-07-west-yorkshire-street.csv")
    table = CountTable("street", tmp_path, "police-uk")
    assert read_snap_points(table, AreaSource(), CENTRE, SPAN) is None


# A whole study --------------------------------------------------------------------------------

FIRST, LAST, TURN = month("2014-01"), month("2017-12"), month("2017-01")
STUDY = """
title = "A place and its neighbours"
question = "Did burglary fall?"

[[counts]]
name = "street crime"
file = "police-uk"
layout = "police-uk"
published = true

[[outcomes]]
id = "burglary"
include = ["Burglary"]

[[interventions]]
id = "patrol"
kind = "patrol"
start = "2017-01"
areas = ["E01000001"]
target = ["E01000001"]

[rule]
data_seen = false
data_seen_date = 2018-01-01

[[claims]]
id = "fell"
who = "council"
side = "council"
words = "It fell."
source = "made up"
date = "2018"
kind = "fell"
outcome = "burglary"
"""


def write_archive(folder: Path, moved: bool) -> None:
    """Forty areas of eight points each for four years; the target's move when the patrol starts."""
    rng = np.random.default_rng(7)
    weight = rng.gamma(1.0, 1.0, (40, 8))
    for m in range(FIRST, LAST + 1):
        rows = []
        for a in range(40):
            for p, n in enumerate(rng.poisson(6 * weight[a] / weight[a].sum())):
                off = 0.000500 if moved and a == 1 and p < 4 and m >= TURN else 0.0
                where = (f"{-1 - a / 100 - off:.6f}", f"{53 + p / 1000:.6f}")
                rows += [(None, label(m), *where, f"E0100000{a}"[:9] if a < 10 else f"E010000{a}",
                          "Burglary")] * int(n)  # fmt: skip
        frame = pl.DataFrame(
            rows,
            schema=dict.fromkeys(
                ("Crime ID", "Month", "Longitude", "Latitude", "LSOA code", "Crime type"), pl.String
            ),
            orient="row",
        )
        path = folder / "police-uk" / label(m) / f"{label(m)}-kent-street.csv"
        path.parent.mkdir(parents=True)
        frame.write_csv(path)
    (folder / "study.toml").write_text(STUDY)


@pytest.mark.parametrize("moved", [False, True])
def test_a_report_says_whether_points_moved(tmp_path: Path, moved: bool) -> None:
    write_archive(tmp_path, moved)
    words = ["run", str(tmp_path / "study.toml"), "--out", str(tmp_path / "out")]
    done = CliRunner().invoke(main, words, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    results = json.loads((tmp_path / "out" / "results.json").read_text(encoding="utf-8"))
    (check,) = (row for row in results["checks"] if row["name"] == "snap-points")
    assert check["passed"] is not moved and check["gate"] is False
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert ("Did not pass: snap points that moved" in page) == moved
    assert check["text"].rstrip(".") in page
    checked = CliRunner().invoke(main, ["check", str(tmp_path / "study.toml")])
    mark = "✗" if moved else "✓"
    assert f"{mark} Snap points of the target and its zones" in checked.output
    for path in (tmp_path / "out").rglob("*"):
        if path.suffix in (".html", ".json", ".csv"):
            text = path.read_text(encoding="utf-8")
            assert "53.00" not in text and "-1.01" not in text


def test_readers_of_many_studies_count_points_as_one_does(tmp_path: Path) -> None:
    """Each file is gone through once for all targets, and gives each study its own."""
    write_archive(tmp_path, moved=True)
    table = CountTable("street", tmp_path / "police-uk", "police-uk", published=True)
    months = range(FIRST, LAST + 1)
    plain = Readers()
    ids = sorted({"E01000001", "E01000002", "E01000003"})
    kept = KeptReaders(targets=frozenset(ids))
    for asked in (ids[:1], ids[1:], ids):
        kept_points = kept.points(table, AreaSource(), asked, months, tmp_path)
        own = plain.points(table, AreaSource(), asked, months, tmp_path)
        assert kept_points is not None and own is not None
        assert kept_points.areas == own.areas
        assert (kept_points.counts == own.counts).all()
