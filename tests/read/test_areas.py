"""Areas from maps and from tables."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely

from tests.read.made import squares, write
from tests.support.told import notices
from waterbed.model.errors import InputError
from waterbed.model.sources import AreaSource
from waterbed.read import read_areas
from waterbed.read.areas.areas import read_polygons

ROW = {
    "a": shapely.box(0, 0, 10, 10),
    "b": shapely.box(10, 0, 20, 10),
    "c": shapely.box(25.0004, 0, 30, 10),
    "d": shapely.box(100, 0, 110, 10),
}


@pytest.mark.parametrize("suffix", ["gpkg", "shp", "geojson"])
def test_pairs_within_reach(tmp_path: Path, suffix: str) -> None:
    path = squares(tmp_path / f"map.{suffix}", ROW, name=["A", "B", "C", "D"], group=list("wwee"))
    source = AreaSource(
        path, id="code", name="name", group="group", attribution="us", licence="OGL"
    )
    areas, (record,) = read_areas(source, 5.0)
    assert areas.ids == ("a", "b", "c", "d") and areas.groups == ("w", "w", "e", "e")
    assert areas.names == ("A", "B", "C", "D")
    assert areas.pairs.tolist() == [[0, 1]] and areas.gaps.tolist() == [0.0]
    further, _ = read_areas(source, 15.1)
    assert further.pairs.tolist() == [[0, 1], [0, 2], [1, 2]]
    assert further.gaps.tolist() == [0.0, 15.0, 5.0]  # to the millimetre
    assert further.reach == 15.1
    assert record.rows == 4 and len(record.sha256) == 64 and record.attribution == "us"


def test_pairs_beside_every_pair(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    shapes = {
        f"s{k}": shapely.box(x, y, x + w, y + h)
        for k, (x, y, w, h) in enumerate(rng.uniform((0, 0, 1, 1), (100, 100, 9, 9), (40, 4)))
    }
    areas, _ = read_areas(AreaSource(squares(tmp_path / "m.gpkg", shapes), id="code"), 12.0)
    listed = list(shapes.values())
    slow = [
        (i, j, round(listed[i].distance(listed[j]), 3))
        for i in range(40)
        for j in range(i + 1, 40)
        if listed[i].distance(listed[j]) <= 12
    ]
    pairs = [(i, j, gap) for (i, j), gap in zip(areas.pairs.tolist(), areas.gaps, strict=True)]
    assert pairs == slow and len(slow) > 20


def test_degrees_become_metres(tmp_path: Path) -> None:
    """A British map goes to the national grid, others to UTM."""
    leeds = {"a": shapely.box(-1.6, 53.7, -1.5, 53.8), "b": shapely.box(-1.49, 53.7, -1.4, 53.8)}
    source = AreaSource(squares(tmp_path / "leeds.geojson", leeds, "EPSG:4326"), id="code")
    areas, _ = read_areas(source, 1000)
    assert read_polygons(source).crs == "EPSG:27700"
    assert areas.gaps[0] == pytest.approx(658, abs=3)  # 0.01 degree of longitude at 53.8 north
    seattle = {"a": shapely.box(-122.4, 47.6, -122.3, 47.7)}
    source = AreaSource(squares(tmp_path / "s.geojson", seattle, "EPSG:4326"), id="code")
    polygons = read_polygons(source)
    assert polygons.crs == "EPSG:32610"
    assert shapely.area(polygons.shapes)[0] == pytest.approx(7500 * 11120, rel=0.01)


def test_invalid_outlines_are_mended_with_a_notice(tmp_path: Path) -> None:
    bow = shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])
    path = squares(tmp_path / "m.gpkg", {"bow": bow, "b": ROW["b"]})
    areas, (record,) = read_areas(AreaSource(path, id="code"), 0)
    assert "1 area was invalid" in notices(record)[0] and "bow" in notices(record)[0]
    assert areas.pairs.tolist() == [[0, 1]]


def test_a_table_of_areas(tmp_path: Path) -> None:
    file = write(tmp_path / "a.csv", ("code", "name"), [("x", "Ex"), ("y", "Why"), ("z", "Zed")])
    areas, records = read_areas(AreaSource(file, id="code", name="name"), 30)
    assert areas.ids == ("x", "y", "z") and areas.reach is None and len(records) == 1
    near = write(
        tmp_path / "n.csv", ("a", "b", "gap"), [("z", "x", 12.5), ("x", "y", 0), ("y", "x", 0)]
    )
    areas, records = read_areas(AreaSource(file, id="code", neighbours=near), 30)
    assert areas.pairs.tolist() == [[0, 1], [0, 2]] and areas.gaps.tolist() == [0.0, 12.5]
    assert areas.reach == 12.5  # the table vouches for no pair beyond its largest gap
    assert [record.rows for record in records] == [3, 2]


def area_error(source: AreaSource) -> InputError:
    with pytest.raises(InputError) as caught:
        read_areas(source, 10)
    return caught.value


def test_errors_of_tables(tmp_path: Path) -> None:
    file = write(tmp_path / "a.csv", ("code", "name"), [("x", "Ex"), ("y", "Why")])

    def near(*rows: tuple[str, str, str]) -> InputError:
        path = write(tmp_path / "n.csv", ("a", "b", "gap"), rows)
        return area_error(AreaSource(file, id="code", neighbours=path))

    error = near(("x", "q", "1"))
    assert error.value == "q" and error.place == "row 2, 'b'" and "x, y" in error.mend
    error = near(("x", "y", "-1"))
    assert error.value == "-1" and error.place == "row 2, 'gap'"
    assert near(("x", "y", "far")).value == "far"
    assert "itself" in near(("x", "x", "1")).problem
    assert "two gaps" in near(("x", "y", "1"), ("y", "x", "2")).problem
    error = area_error(AreaSource(file, id="cod"))
    assert error.value == "cod" and "Did you mean 'code'?" in error.mend
    twice = write(tmp_path / "t.csv", ("code",), [("x",), ("y",), ("x",)])
    error = area_error(AreaSource(twice, id="code"))
    assert error.value == "x" and error.place == "row 4, 'code'"


def test_outlines_of_other_areas(tmp_path: Path) -> None:
    file = write(tmp_path / "a.csv", ("code",), [("x",), ("y",)])
    error = area_error(AreaSource(file, id="code", outlines=squares(tmp_path / "other.gpkg", ROW)))
    assert error.code == "other-outlines" and error.place == "areas.outlines"
    assert error.value == next(iter(ROW)) and "x, y" in error.mend
    some = squares(tmp_path / "some.gpkg", {"y": ROW["a"], "elsewhere": ROW["b"]})
    areas, _ = read_areas(AreaSource(file, id="code", outlines=some), 10)
    assert [shape is None for shape in areas.shapes] == [True, False]


def test_errors_of_maps(tmp_path: Path) -> None:
    error = area_error(AreaSource(tmp_path / "map.gpkg", id="code"))
    assert "no such file" in error.problem
    path = squares(tmp_path / "maps.gpkg", ROW)
    error = area_error(AreaSource(tmp_path / "map.gpkg", id="code"))
    assert "Did you mean 'maps.gpkg'?" in error.mend
    error = area_error(AreaSource(path, id="code", layer="wards"))
    assert error.value == "wards" and "maps" in error.mend
    points = squares(tmp_path / "points.gpkg", {"p": shapely.Point(1, 2)})
    assert area_error(AreaSource(points, id="code")).value == "p"
    nowhere = squares(tmp_path / "nowhere.shp", ROW, crs=None)
    assert area_error(AreaSource(nowhere, id="code")).place == "crs"
    assert area_error(AreaSource(None)).place == "areas"
