"""The fast readers beside slow and obvious ones, and under permutation and cutting."""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.read.made import cells, crime, long, picks, read, street, write
from tests.read.reference import long_counts, police_counts
from waterbed.model.months import Months
from waterbed.model.sources import CountTable
from waterbed.read.police_uk.police_months import MAIN_SHARE

HEAD = ("area", "kind", "2016-01", "2016-02", "2016-03")
LONG = ("area", "month", "kind", "count")


ROWS = st.lists(
    st.tuples(
        st.sampled_from("abc"),
        st.sampled_from(["2016-01", "2016-02", "2016-03", "2016-05"]),
        st.sampled_from("tuv"),
        st.one_of(st.integers(0, 20).map(str), st.just("")),
    ),
    min_size=1,
    max_size=25,
    unique_by=lambda row: row[:3],
)
# A blank is no data, and no row of these small tables is looked at as a total.
PLAIN: dict[str, Any] = {"blank": "no-data", "totals": "keep", "step": 1}
QUIET = settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))


@QUIET
@given(rows=ROWS, absent=st.sampled_from(["zero", "no-data"]))
def test_long_beside_the_slow_reader(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]], absent: str
) -> None:
    path = write(tmp_path_factory.mktemp("l") / "l.csv", LONG, rows)
    kinds = {row[2] for row in rows} & {"t", "u"}
    slow = long_counts(path, kinds, absent)
    assume(kinds and any(count is not None for count in slow.values()))
    by_cell = cells(read(long(path, absent=absent, **PLAIN), outcomes=[picks("o", *sorted(kinds))]))
    assert {cell: by_cell[cell] for cell in slow} == slow
    assert all(by_cell[cell] is None for cell in by_cell.keys() - slow.keys())


@QUIET
@given(rows=ROWS, order=st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]], order: Any
) -> None:
    folder = tmp_path_factory.mktemp("l")
    path = write(folder / "1.csv", LONG, rows)
    slow = long_counts(path, {"t", "u", "v"}, "zero")
    assume(any(count is not None for count in slow.values()))
    counts = read(long(path, **PLAIN))
    order.shuffle(rows)
    other = read(long(write(folder / "2.csv", LONG, rows), **PLAIN))
    assert cells(counts) == cells(other)


@QUIET
@given(
    counts=st.lists(
        st.lists(st.one_of(st.none(), st.integers(0, 9)), min_size=6, max_size=6),
        min_size=1, max_size=4,
    ),
    cut=st.integers(1, 5),
)  # fmt: skip
def test_a_file_cut_in_two_by_months_gives_the_same(
    tmp_path_factory: pytest.TempPathFactory, counts: list[list[int | None]], cut: int
) -> None:
    assume(any(count is not None for line in counts for count in line))
    folder = tmp_path_factory.mktemp("w")
    months = [f"2016-{m:02d}" for m in range(1, 7)]
    names = "abcd"[: len(counts)]

    def part(name: str, chosen: slice) -> CountTable:
        rows = [(area, "t", *line[chosen]) for area, line in zip(names, counts, strict=True)]
        path = write(folder / f"{name}.csv", ("area", "kind", *months[chosen]), rows)
        return CountTable(name, path, "wide", area="area", categories=("kind",), **PLAIN)

    whole = read(part("whole", slice(0, 6)))
    halves = read(part("one", slice(0, cut)), part("two", slice(cut, 6)))
    assert cells(whole) == cells(halves)
    assert whole.panel.span == halves.panel.span == Months.parse("2016-01", "2016-06")


@QUIET
@given(
    files=st.dictionaries(
        st.tuples(
            st.sampled_from(["north", "south"]), st.sampled_from(["2016-01", "2016-02", "2016-04"])
        ),
        st.lists(
            st.tuples(st.sampled_from(["A", "B", "C", ""]), st.sampled_from(["Drugs", "Burglary"])),
            min_size=1,
            max_size=15,
        ),
        min_size=1,
    )
)  # fmt: skip
def test_police_uk_beside_the_slow_reader(
    tmp_path_factory: pytest.TempPathFactory, files: dict[tuple[str, str], list[tuple[str, str]]]
) -> None:
    folder = tmp_path_factory.mktemp("p")
    for (force, at), rows in files.items():
        street(folder, force, at, [crime(*row) for row in rows])
    kinds = {kind for rows in files.values() for _, kind in rows}
    outcome = picks("o", *sorted(kinds))
    slow = police_counts(folder, kinds, MAIN_SHARE)
    assume(any(count is not None for count in slow.values()))
    by_cell = cells(read(CountTable("p", folder, "police-uk"), outcomes=[outcome]))
    assert {cell: by_cell[cell] for cell in slow} == slow


def test_west_yorkshire_beside_the_slow_reader(data: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(data / "policeuk" / "west-yorkshire.zip") as archive:
        archive.extractall(tmp_path)
    kinds = {"Drugs", "Robbery"}
    by_cell = cells(
        read(CountTable("p", tmp_path, "police-uk"), outcomes=[picks("o", *sorted(kinds))])
    )
    slow = police_counts(tmp_path, kinds, MAIN_SHARE)
    assert len(slow) == 3 * 1417
    assert {cell: by_cell[cell] for cell in slow} == slow


def test_annual_lsoas_beside_the_slow_reader(data: Path, tmp_path: Path) -> None:
    frame = pl.read_parquet(data / "london" / "mps-recorded-crime-lsoa2011-annual.parquet")
    some = frame.filter(pl.col("LSOA11CD").str.ends_with("7"))
    renamed = some.select(
        area="LSOA11CD", month=pl.format("{}-01", "year"), kind="category", count="count"
    )
    path = tmp_path / "l.csv"
    renamed.write_csv(path)
    by_cell = cells(read(long(path, step=1), outcomes=[picks("o", "arson", "drugs")]))
    slow = long_counts(path, {"arson", "drugs"}, "zero")
    assert len(slow) > 5000 and {cell: by_cell[cell] for cell in slow} == slow
    with path.open() as handle:
        assert sum(1 for _ in csv.reader(handle)) == len(some) + 1
