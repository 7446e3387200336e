"""Outcomes over tables, and frames in and out."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from tests.read.made import ALL, NOWHERE, cells, long, ordinal, picks, read, wide, write
from tests.support.told import notices
from waterbed.model.errors import InputError
from waterbed.model.sources import CountTable
from waterbed.model.study import Outcome
from waterbed.read import panel_from_frame, read_counts, to_pandas, to_polars

HEAD = ("area", "kind", "2016-01", "2016-02", "2016-03")
LONG = ("area", "month", "kind", "count")


# ------------------------------------------------------------------ outcomes and tables


def test_an_outcome_that_selects_nothing_names_the_closest(tmp_path: Path) -> None:
    table = wide(write(tmp_path / "w.csv", HEAD, [("a", "ROBBERY", 1, 2, 3)]))
    with pytest.raises(InputError, match="Did you mean 'ROBBERY'") as caught:
        read(table, outcomes=[picks("r", "Robery")])
    assert caught.value.place == "outcome 'r'" and caught.value.value == "Robery"


def test_a_column_that_no_table_has(tmp_path: Path) -> None:
    table = wide(write(tmp_path / "w.csv", HEAD, [("a", "theft", 1, 2, 3)]))
    for tables in ((), ("wide",)):
        outcome = Outcome("t", "t", tables, ((("kinds", "theft"),),))
        with pytest.raises(InputError, match="Did you mean 'kind'") as caught:
            read(table, outcomes=[outcome])
        assert caught.value.value == "kinds" and "outcome 't'" in caught.value.place


def test_a_selector_that_matches_nothing_is_told(tmp_path: Path) -> None:
    table = wide(write(tmp_path / "w.csv", HEAD, [("a", "theft", 1, 2, 3)]))
    counts = read(table, outcomes=[picks("t", "theft", "thieving")])
    assert "thieving" in notices(counts.records[0])[0]


def test_selectors_on_two_columns(tmp_path: Path) -> None:
    head = ("area", "major", "minor", "2016-01")
    rows = [("a", "theft", "bike", 1), ("a", "theft", "shop", 2), ("a", "fraud", "bike", 4)]
    table = wide(write(tmp_path / "w.csv", head, rows), categories=("major", "minor"))
    both = Outcome("b", "b", (), ((("major", "theft"), ("minor", "bike")),))
    no_bike = Outcome("n", "n", (), ((),), ((("minor", "bike"),),))
    assert read(table, outcomes=[both, no_bike]).panel.counts.ravel().tolist() == [1, 2]


def test_two_tables_must_not_count_the_same_month(tmp_path: Path) -> None:
    first = wide(write(tmp_path / "1.csv", HEAD, [("a", "t", 1, 2, 3)]))
    head = ("area", "kind", "2016-03", "2016-04")
    second = CountTable("new", write(tmp_path / "2.csv", head, [("a", "t", 7, 8)]), "wide",
                     area="area", categories=("kind",))  # fmt: skip
    with pytest.raises(InputError, match="March 2016") as caught:
        read(first, second)
    assert 'last = "2016-02"' in caught.value.mend and "'wide'" in caught.value.mend
    counts = read(replace(first, last=ordinal("2016-02")), second)
    assert list(cells(counts).values()) == [1, 2, 7, 8]


def test_two_tables_of_different_areas_or_outcomes_do_not_meet(tmp_path: Path) -> None:
    first = wide(write(tmp_path / "1.csv", HEAD, [("a", "t", 1, 2, 3)]))
    second = long(write(tmp_path / "2.csv", LONG, [("b", "2016-01", "t", 9)]))
    counts = read(first, second)
    assert cells(counts)["b", "2016-01"] == 9 and cells(counts)["b", "2016-02"] is None


def test_tables_of_months_and_years_do_not_mix(tmp_path: Path) -> None:
    first = wide(write(tmp_path / "1.csv", HEAD, [("a", "t", 1, 2, 3)]))
    second = long(write(tmp_path / "2.csv", LONG, [("a", "2018", "t", 9)]), period_format="YYYY")
    with pytest.raises(InputError, match="periods of 12 months"):
        read(first, second)


def test_outcomes_name_their_tables(tmp_path: Path) -> None:
    first = wide(write(tmp_path / "1.csv", HEAD, [("a", "t", 1, 2, 3)]))
    second = long(write(tmp_path / "2.csv", LONG, [("a", "2016-01", "t", 9)]))
    outcomes = [picks("w", tables=["wide"]), picks("l", tables=["long"])]
    assert read(first, second, outcomes=outcomes).panel.counts[:, 0, 0].tolist() == [1, 9]
    with pytest.raises(InputError, match="no such table"):
        read(first, second, outcomes=[picks("w", tables=["wid"])])


def test_errors_of_all_tables_come_together(tmp_path: Path) -> None:
    first = wide(write(tmp_path / "1.csv", HEAD, [("a", "t", 1, 2, 3)]), area="ward")
    second = long(tmp_path / "2.csv")
    with pytest.raises(InputError) as caught:
        read(first, second)
    assert "1.csv" in str(caught.value) and "2.csv" in str(caught.value)


# ------------------------------------------------------------------ frames


def test_frames_in_and_out(tmp_path: Path) -> None:
    frame = pl.DataFrame({"area": ["a", "b"], "kind": "t", "2016-01": [1, None], "2016-02": [3, 4]})
    counts = panel_from_frame(frame, wide(Path("none")), [ALL])
    back = to_polars(counts.panel)
    assert back.columns == ["outcome", "area", "period", "count"]
    assert back["count"].to_list() == [1, 3, None, 4]
    again = panel_from_frame(
        back, long(Path("none"), period="period", categories=(), absent="no-data"), [ALL]
    )
    assert cells(again) == cells(counts)


@pytest.mark.parametrize("kind", ["pandas", "pyarrow", "lazy"])
def test_other_frames(kind: str) -> None:
    columns = {"area": ["a", "b"], "kind": ["t", "t"], "2016-01": [1, 2]}
    frame: Any = pl.LazyFrame(columns)
    if kind == "pandas":
        frame = pytest.importorskip("pandas").DataFrame(columns)
    elif kind == "pyarrow":
        frame = pytest.importorskip("pyarrow").table(columns)
    counts = panel_from_frame(frame, wide(Path("none")), [ALL])
    assert counts.panel.counts.tolist() == [[[1], [2]]]


def test_pandas_out(tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    counts = read(wide(write(tmp_path / "w.csv", HEAD, [("a", "t", 1, "", 3)])))
    frame = to_pandas(counts.panel)
    assert frame["count"].isna().tolist() == [False, True, False]
    assert isinstance(frame, pandas.DataFrame)


def test_the_digest_is_that_of_sha256sum(tmp_path: Path) -> None:
    path = write(tmp_path / "w.csv", HEAD, [("a", "t", 1, 2, 3)])
    assert read(wide(path)).records[0].sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_paths_are_shown_from_the_study_folder(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    path = write(tmp_path / "data" / "w.csv", HEAD, [("a", "t", 1, 2, 3)])
    counts = read_counts([wide(path)], [ALL], None, NOWHERE, folder=tmp_path)
    assert counts.records[0].path == "data/w.csv"
    assert np.issubdtype(counts.panel.counts.dtype, np.int64)
