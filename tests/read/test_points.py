"""Points into polygons, against asking every polygon about every point."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from waterbed.model.sources import AreaSource
from waterbed.read.areas.areas import read_polygons
from waterbed.read.areas.points import locate

GRID = [shapely.box(i, j, i + 1, j + 1) for i in range(4) for j in range(3)]


def slow(x: list[float], y: list[float], shapes: list[shapely.Polygon]) -> list[int]:
    return [
        next((k for k, shape in enumerate(shapes) if shape.intersects(shapely.Point(*at))), -1)
        for at in zip(x, y, strict=True)
    ]


@settings(deadline=None)
@given(
    points=st.lists(
        st.tuples(st.sampled_from(np.arange(-1, 5.5, 0.25).tolist()), st.floats(-1, 4)), max_size=30
    )
)
def test_beside_every_pair(points: list[tuple[float, float]]) -> None:
    """A quarter of the x lie on borders: those go to the lowest position."""
    x, y = [p[0] for p in points], [p[1] for p in points]
    overlapping = [*GRID, shapely.box(0.5, 0.5, 3.5, 2.5), shapely.Point(2, 2).buffer(5)]
    for shapes in (GRID, overlapping, overlapping[::-1]):
        positions = locate(np.array(x, float), np.array(y, float), shapes)
        assert positions.tolist() == slow(x, y, shapes)


def test_no_point_is_lost_to_nan_or_infinity() -> None:
    x, y = np.array([np.nan, 0.5, np.inf, 0.5]), np.array([0.5, np.nan, 0.5, 0.5])
    assert locate(x, y, GRID).tolist() == [-1, -1, -1, 0]


def test_the_order_of_points_does_not_matter() -> None:
    rng = np.random.default_rng(2)
    x, y = rng.uniform(-1, 5, (2, 500))
    order = rng.permutation(500)
    assert (locate(x[order], y[order], GRID) == locate(x, y, GRID)[order]).all()


def test_each_lsoa_holds_its_own_point(data: Path) -> None:
    polygons = read_polygons(AreaSource(data / "london" / "lsoa2011.gpkg", id="LSOA11CD"))
    inside = shapely.point_on_surface(polygons.shapes)
    positions = locate(shapely.get_x(inside), shapely.get_y(inside), polygons.shapes)
    assert len(positions) == 4835 and (positions == np.arange(4835)).all()


def test_agrees_with_geopandas(data: Path) -> None:
    geopandas = pytest.importorskip("geopandas")
    polygons = read_polygons(AreaSource(data / "london" / "wards2025.gpkg", id="wardcode"))
    rng = np.random.default_rng(1)
    west, south, east, north = shapely.total_bounds(polygons.shapes)
    x, y = rng.uniform(west, east, 20_000), rng.uniform(south, north, 20_000)
    points = geopandas.GeoDataFrame(geometry=geopandas.points_from_xy(x, y))
    joined = geopandas.sjoin(points, geopandas.GeoDataFrame(geometry=polygons.shapes))
    theirs = joined["index_right"].groupby(level=0).min().reindex(range(len(x)), fill_value=-1)
    positions = locate(x, y, polygons.shapes)
    assert (positions >= 0).sum() > 5000 and (positions == theirs.to_numpy()).all()
