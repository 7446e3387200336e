"""`waterbed new` with a map: names in the counts and codes on the map, coordinates, neighbours."""

from __future__ import annotations

import random
from pathlib import Path

import polars as pl
import pytest
import shapely
import xlsxwriter

from tests.propose.filled import accepted, made
from tests.read.made import squares, write
from waterbed.model.errors import InputError

MONTHS = [f"{year}-{month:02d}" for year in (2015, 2016) for month in range(1, 13)]
EXAMPLE = Path(__file__).parents[2] / "examples" / "redbridge"
NAMES = ("Acton", "Burnt Oak", "Castle", "Docks", "Eastgate", "Fields")
CODES = tuple(f"E0500000{k}" for k in range(6))


@pytest.fixture
def a_map(tmp_path):
    shapes = {code: shapely.box(530000 + 100 * k, 180000, 530100 + 100 * k, 180100)
              for k, code in enumerate(CODES)}  # fmt: skip
    return squares(
        tmp_path / "map.gpkg", shapes, wardname=list(NAMES), town=["North"] * 3 + ["South"] * 3
    )


def test_counts_by_name_find_their_codes_on_the_map(a_map, tmp_path):
    draw = random.Random(3)
    rows = [(name.upper() if draw.random() < 0.2 else name, month, draw.randrange(1, 9))
            for name in NAMES for month in MONTHS]  # fmt: skip
    counts = write(tmp_path / "counts.csv", ("Where", "Month", "Offences"), rows)
    new = made(tmp_path, counts, areas=a_map, places=("burnt oak",), start="2016-01")
    assert {key: new.raw["areas"][key] for key in ("id", "name", "group")} == {
        "id": "code", "name": "wardname", "group": "town",
    }  # fmt: skip
    assert new.raw["interventions"][0]["target"] == [CODES[1]]
    assert accepted(new).counts.panel.areas == CODES


def test_incidents_by_coordinates_are_placed_on_the_map(a_map, tmp_path):
    draw = random.Random(4)
    rows = [(f"{draw.choice(MONTHS)}-{draw.randrange(1, 29):02d}", 530000 + draw.randrange(600),
             180000 + draw.randrange(100), f"R{k:05d}") for k in range(900)]  # fmt: skip
    counts = write(tmp_path / "incidents.csv", ("When", "Easting", "Northing", "Ref"), rows)
    new = made(tmp_path, counts, areas=a_map, places=("South",), start="2016-01")
    table = new.raw["counts"][0]
    assert (table["layout"], table["x"], table["y"], table["crs"], table["id"]) == (
        "incidents", "Easting", "Northing", "EPSG:27700", "Ref",
    )  # fmt: skip
    assert "area" not in table
    assert new.raw["interventions"][0]["target"] == {"group": "South"}
    assert accepted(new).counts.panel.counts.sum() == 900


def test_coordinates_without_a_map_are_refused(tmp_path):
    rows = [(f"2016-01-{k + 1:02d}", 530000 + k, 180000 + k, "AB"[k % 2]) for k in range(28)]
    counts = write(tmp_path / "incidents.csv", ("When", "Easting", "Northing", "Team"), rows)
    with pytest.raises(InputError, match="no column of areas") as caught:
        made(tmp_path, counts)
    assert "--areas" in caught.value.mend


def test_neighbours_need_a_table_of_areas(a_map, tmp_path):
    pairs = EXAMPLE / "neighbours.csv"
    counts = EXAMPLE / "counts.parquet"
    for areas in (None, a_map):
        with pytest.raises(InputError, match="goes with a table of areas"):
            made(tmp_path, counts, areas=areas, neighbours=pairs)


def test_columns_of_neighbours_are_told_by_their_values(tmp_path):
    pairs = pl.read_csv(EXAMPLE / "neighbours.csv").rename({"a": "from", "b": "to", "gap": "m"})
    pairs.select("m", "to", "from").write_csv(tmp_path / "pairs.csv")
    new = made(tmp_path, EXAMPLE / "counts.parquet", areas=EXAMPLE / "areas.csv",
               neighbours=tmp_path / "pairs.csv", places=("Loxford",), start="2017-04")  # fmt: skip
    near = new.raw["areas"]["neighbours"]
    assert (near["gap"], {near["a"], near["b"]}) == ("m", {"from", "to"})
    accepted(new)


def test_several_sheets_with_a_table_are_not_chosen_between(tmp_path):
    frame = pl.DataFrame(
        {"Ward": list(NAMES) * 24, "Month": sorted(MONTHS * 6), "Count": [3] * 144}
    )
    with xlsxwriter.Workbook(tmp_path / "two.xlsx") as book:
        for name in ("Crime", "Disorder"):
            frame.write_excel(book, worksheet=name)
    with pytest.raises(InputError, match="2 sheets hold a table of counts"):
        made(tmp_path, tmp_path / "two.xlsx")
    new = made(
        tmp_path, tmp_path / "two.xlsx", sheet="Disorder", places=("Docks",), start="2016-01"
    )
    assert new.raw["counts"][0]["sheet"] == "Disorder"
    accepted(new)
