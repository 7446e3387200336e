"""One million points into 2,500 polygons, against geopandas' spatial join.

The polygons are London LSOAs where the published data are (WATERBED_DATA, or ../shared/data),
else hexagons.  Points are uniform over the polygons' bounding box.  Both sides start from arrays
of coordinates; the join alone, on point objects already made, is shown too.

    python benchmarks/points.py [--points 1000000] [--polygons 2500] [--rounds 3]

The peer is absent where geopandas is not installed (the `oracles` extra).
"""

from __future__ import annotations

import argparse
import importlib.util
import math
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from _measure import report

from waterbed.model.sources import AreaSource
from waterbed.read.areas.areas import read_polygons
from waterbed.read.areas.points import locate

ROOT = Path(__file__).resolve().parents[1]


def polygons(number: int) -> tuple[Any, str]:
    data = Path(os.environ.get("WATERBED_DATA", ROOT.parent / "shared" / "data"))
    file = data / "london" / "lsoa2011.gpkg"
    if file.exists():
        return read_polygons(AreaSource(file, id="LSOA11CD")).shapes[:number], "London LSOAs"
    side = math.ceil(math.sqrt(number))
    turns = np.linspace(0, 2 * math.pi, 7)[:-1]
    ring = np.column_stack([np.cos(turns), np.sin(turns)]) * 500
    step = (1.5 * 500, math.sqrt(3) * 500)
    centres = [(i * step[0], (j + i % 2 / 2) * step[1]) for i in range(side) for j in range(side)]
    return shapely.polygons([ring + centre for centre in centres[:number]]), "hexagons"


def cpu(work: Callable[[], Any]) -> tuple[float, Any]:
    before = time.process_time()
    made = work()
    return time.process_time() - before, made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--polygons", type=int, default=2500)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    shapes, kind = polygons(asked.polygons)
    west, south, east, north = shapely.total_bounds(shapes)
    rng = np.random.default_rng(1)
    x, y = rng.uniform(west, east, asked.points), rng.uniform(south, north, asked.points)
    print(f"{asked.points:,} points into {len(shapes):,} polygons ({kind})")
    mine, found = min((cpu(lambda: locate(x, y, shapes)) for _ in range(asked.rounds)), key=_first)
    print(f"  waterbed                       {mine:8.3f} CPU s, {(found >= 0).sum():,} inside")
    if importlib.util.find_spec("geopandas") is None:
        print("  geopandas is not installed: no peer")
        report("points", "CPU s", mine, peer_name="geopandas absent")
        return
    import geopandas

    areas = geopandas.GeoDataFrame(geometry=shapes)

    def made() -> Any:
        return geopandas.GeoDataFrame(geometry=geopandas.points_from_xy(x, y))

    def join(points: Any) -> Any:
        return geopandas.sjoin(points, areas, predicate="intersects")

    objects = made()
    whole, _ = min((cpu(lambda: join(made())) for _ in range(asked.rounds)), key=_first)
    alone, joined = min((cpu(lambda: join(objects)) for _ in range(asked.rounds)), key=_first)
    theirs = joined["index_right"].groupby(level=0).min().reindex(range(len(x)), fill_value=-1)
    if not (theirs.to_numpy() == found).all():
        raise SystemExit("the two do not agree")
    name = f"geopandas {geopandas.__version__} sjoin"
    print(f"  {name:31s}{whole:8.3f} CPU s from coordinates, {alone:.3f} the join alone")
    report("points", "CPU s", mine, round(whole, 4), name, join_alone=round(alone, 4))


def _first(pair: tuple[float, Any]) -> float:
    return pair[0]


if __name__ == "__main__":
    main()
