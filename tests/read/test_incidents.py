"""One small table or archive for each rule of reading incidents."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest
import shapely

from tests.read.made import (
    ALL,
    areas,
    cells,
    crime,
    incidents,
    ordinal,
    read,
    squares,
    street,
    write,
)
from tests.support.told import notices
from waterbed.model.errors import InputError
from waterbed.model.sources import AreaSource, CountTable
from waterbed.read import read_areas, read_counts
from waterbed.read.tables.counting import Wanted, count_rows
from waterbed.read.tables.files import Opened
from waterbed.read.tables.layouts import incident_rows

# ------------------------------------------------------------------ incidents


INCIDENT = ("id", "area", "month", "kind")


def test_incidents_are_counted_and_repeated_ids_rejected(tmp_path: Path) -> None:
    rows = [("1", "a", "2016-01", "t"), ("2", "a", "2016-01", "t"), ("1", "a", "2016-01", "t"),
            ("", "a", "2016-01", "t"), ("", "a", "2016-01", "t")]  # fmt: skip
    counts = read(incidents(write(tmp_path / "i.csv", INCIDENT, rows), max_rejected=0.5))
    assert cells(counts) == {("a", "2016-01"): 4}
    assert counts.records[0].reasons == (("repeated-id", 1),)
    assert counts.rejected[0].row == 4 and counts.rejected[0].value is None


def test_identical_rows_without_an_id_column_are_kept(tmp_path: Path) -> None:
    rows = [("", "a", "2016-01", "t")] * 3
    assert cells(read(incidents(write(tmp_path / "i.csv", INCIDENT, rows), id=""))) == {
        ("a", "2016-01"): 3
    }


def test_no_value_of_an_incident_is_shown(tmp_path: Path) -> None:
    rows = [("1", "a", "2016-01", "t"), ("2", "secret place", "2016-01", "t")]
    with pytest.raises(InputError) as caught:
        read(incidents(write(tmp_path / "i.csv", INCIDENT, rows)), among=areas("a"))
    assert caught.value.value is None and "secret" not in str(caught.value)
    assert caught.value.place == "row 3, 'area'"


def test_a_time_is_cut_to_its_month(tmp_path: Path) -> None:
    rows = [("1", "a", "2016-01-31 23:59:00", "t"), ("2", "a", "2016-02-01T00:00:00", "t")]
    table = incidents(write(tmp_path / "i.csv", INCIDENT, rows), period_format="YYYY-MM-DD")
    assert cells(read(table)) == {("a", "2016-01"): 1, ("a", "2016-02"): 1}


def test_only_the_columns_named_are_opened() -> None:
    """A frame that fails when any other column is asked for."""
    asked: list[str] = []
    data = pl.DataFrame({"area": ["a"], "month": ["2016-01"], "kind": ["t"]})

    def columns(names: Any) -> pl.DataFrame:
        asked.extend(names)
        return data.select(names)

    opened = Opened("i", (*data.columns, "occurred at", "victim"), 1, columns)
    rows = incident_rows(incidents(Path("i"), id=""), opened, [ALL], None)
    count_rows(rows, Wanted([ALL]), "")
    assert set(asked) <= set(data.columns)


def test_incidents_by_coordinates(tmp_path: Path) -> None:
    shapes = {"west": shapely.box(0, 0, 10, 10), "east": shapely.box(10, 0, 20, 10)}
    source = AreaSource(squares(tmp_path / "map.gpkg", shapes), id="code")
    rows = [(5, 5), (15, 5), (10, 5), (0, 0), ("", 5), (50, 5), (19, 9)]
    path = write(tmp_path / "i.csv", ("x", "y", "month"), [(*row, "2016-01") for row in rows])
    table = CountTable("i", path, "incidents", period="month", x="x", y="y", crs="EPSG:27700",
                       max_rejected=1.0)  # fmt: skip
    counts = read_counts([table], [ALL], read_areas(source, 0)[0], source)
    assert cells(counts) == {("west", "2016-01"): 2, ("east", "2016-01"): 2}
    assert dict(counts.records[0].reasons) == {
        "zero-point": 1, "no-point": 1, "outside": 1,
    }  # fmt: skip
    assert all(row.value is None for row in counts.rejected)


# ------------------------------------------------------------------ police.uk


def test_missing_months_and_forces_are_gaps(tmp_path: Path) -> None:
    for at in ("2016-01", "2016-02", "2016-04"):
        street(tmp_path, "north", at, [crime("N1")] * 2)
    street(tmp_path, "south", "2016-01", [crime("S1"), crime("S1", "Drugs"), crime("")])
    counts = read(CountTable("p", tmp_path, "police-uk"))
    assert cells(counts) == {
        ("N1", "2016-01"): 2, ("N1", "2016-02"): 2, ("N1", "2016-03"): None, ("N1", "2016-04"): 2,
        ("S1", "2016-01"): 2, ("S1", "2016-02"): None, ("S1", "2016-03"): None,
        ("S1", "2016-04"): None,
    }  # fmt: skip
    assert counts.records[0].rows == 9 and counts.records[0].rejected == 1


def test_no_crime_in_a_month_that_has_its_file_is_zero(tmp_path: Path) -> None:
    street(tmp_path, "north", "2016-01", [crime("N1"), crime("N2")])
    street(tmp_path, "north", "2016-02", [crime("N1")])
    counts = read(CountTable("p", tmp_path, "police-uk"))
    assert cells(counts)["N2", "2016-02"] == 0


def test_a_stray_row_of_another_force_does_not_break_coverage(tmp_path: Path) -> None:
    for at in ("2016-01", "2016-02"):
        street(tmp_path, "north", at, [crime("N1")] * 20)
    street(tmp_path, "south", "2016-01", [crime("S1")] * 5 + [crime("N1")])
    by_cell = cells(read(CountTable("p", tmp_path, "police-uk")))
    assert by_cell["N1", "2016-01"] == 21 and by_cell["N1", "2016-02"] == 20
    assert by_cell["S1", "2016-02"] is None


def test_a_file_without_rows_is_no_data(tmp_path: Path) -> None:
    street(tmp_path, "north", "2016-01", [crime("N1")])
    street(tmp_path, "north", "2016-02", [])
    counts = read(CountTable("p", tmp_path, "police-uk"))
    assert cells(counts) == {("N1", "2016-01"): 1}
    assert "north 2016-02" in notices(counts.records[0])[0]


def test_repeated_crime_ids_are_rejected_across_files(tmp_path: Path) -> None:
    street(tmp_path, "north", "2016-01", [crime("N1", id="x"), crime("N1", id="y"), crime("N1")])
    street(tmp_path, "north", "2016-02", [crime("N1", id="x"), crime("N1"), crime("N1")])
    counts = read(CountTable("p", tmp_path, "police-uk", max_rejected=0.5))
    assert cells(counts) == {("N1", "2016-01"): 3, ("N1", "2016-02"): 2}
    assert counts.records[0].reasons == (("repeated-id", 1),)


def test_months_left_out_are_not_opened(tmp_path: Path) -> None:
    street(tmp_path, "north", "2016-01", [crime("N1")])
    street(tmp_path, "north", "2016-02", [crime("N1")]).write_bytes(b"\xff not a table")
    table = CountTable("p", tmp_path, "police-uk", last=ordinal("2016-01"))
    assert cells(read(table)) == {("N1", "2016-01"): 1}


def test_police_uk_by_coordinates(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    here = {"Longitude": "-1.5", "Latitude": "53.8", "Crime type": "Drugs"}
    street(archive, "north", "2016-01", [here, here, {"Crime type": "Drugs"}])
    shapes = {"leeds": shapely.box(-1.6, 53.7, -1.4, 53.9)}
    source = AreaSource(squares(tmp_path / "map.geojson", shapes, crs="EPSG:4326"), id="code")
    table = CountTable("p", archive, "police-uk", x="Longitude", y="Latitude", crs="EPSG:4326")
    counts = read_counts([table], [ALL], read_areas(source, 0)[0], source)
    assert cells(counts) == {("leeds", "2016-01"): 2} and counts.records[0].rejected == 1


def test_an_archive_whose_rows_are_all_of_other_months(tmp_path: Path) -> None:
    street(tmp_path, "north", "2016-01", [{**crime("N1"), "Month": "2017-01"}])
    with pytest.raises(InputError, match="own month"):
        read(CountTable("p", tmp_path, "police-uk", max_rejected=1.0))


def test_an_area_whose_rows_are_all_rejected_is_no_data(tmp_path: Path) -> None:
    """A line of sums below a table of incidents makes no area with zeros."""
    rows = [("1", "a", "2016-01", "t"), ("2", "a", "2016-02", "t"), ("", "2", "", "t")]
    path = write(tmp_path / "i.csv", ("id", "area", "month", "kind"), rows)
    by_cell = cells(read(incidents(path, max_rejected=0.5)))
    assert by_cell[("a", "2016-01")] == 1 and by_cell.get(("2", "2016-01")) is None
