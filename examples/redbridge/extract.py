"""Make the compact extract of published counts that stands beside this file.

Usage: python extract.py [FOLDER [OUT]]

FOLDER holds what `waterbed fetch redbridge` fetches: the ward counts of the Metropolitan Police
Service, and the Office for National Statistics' outlines of LSOA 2021 and their wards of 2025 by
best fit, from which the wards are put together.  Or it holds, in a folder london, the same tables
as mps-recorded-crime-ward-historical.parquet and wards2025.gpkg.  Without FOLDER the environment
variable WATERBED_DATA is used.  Sources and licences: NOTICE.md.
"""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

import numpy as np
import polars as pl
import pyogrio
import shapely

HERE = Path(__file__).parent
WARDS = "london/mps-recorded-crime-ward-historical.parquet"
MAP = "london/wards2025.gpkg"
# As `waterbed fetch redbridge` names them.
FETCHED_WARDS = "MPS Ward Level Crime (Historical).csv"
FETCHED_OUTLINES = "lsoa-2021-london.geojson"
FETCHED_LOOKUP = "lsoa-2021-to-ward-2025-london.csv"
LONDON = "E09"  # how the codes of London's boroughs begin
PLACE = "Redbridge"
FIRST, LAST = 2010 * 12 + 3, 2021 * 12 + 2  # April 2010 to March 2021
REACH = 3000.0  # metres: pairs of wards further apart are left out (rings by distance need them)
NEAR, FINE, COARSE = 3500.0, 60.0, 250.0  # metres: how far the map reaches, and how fine it is
NOT_LOCAL = "NFIB FRAUD"  # a national fraud report, no offence of the ward that it is booked to


def counts(folder: Path) -> pl.DataFrame:
    """Ward x major category, a column a month, in the smallest integers that hold them.

    Minor categories are summed, and so are the rows of Heathrow, which stand under two boroughs.
    """
    months = [f"{m // 12:04d}{m % 12 + 1:02d}" for m in range(FIRST, LAST + 1)]
    full = read_counts(folder, months).filter(pl.col("majortext") != NOT_LOCAL)
    table = (
        full.group_by("wardcode", "majortext")
        .agg(pl.col(months).sum())
        .sort("wardcode", "majortext")
        .collect()
    )
    return table.with_columns(pl.col(months).cast(pl.Int16))


def read_counts(folder: Path, months: list[str]) -> pl.LazyFrame:
    """The ward counts, with column names in small letters."""
    fetched = folder / FETCHED_WARDS
    if not fetched.exists():
        return pl.scan_parquet(folder / WARDS)
    table = pl.read_csv(fetched, infer_schema=False, encoding="utf8-lossy")
    table = table.rename({name: name.strip("\ufeff ").lower() for name in table.columns})
    missing = [name for name in months if name not in table.columns]
    if missing:
        sys.exit(
            f"{fetched}: does not hold {len(missing)} of the {len(months)} months from "
            f"{months[0]}, {missing[0]} first. "
            "The publisher has changed the file: ask for the older one."
        )
    for name in ("wardcode", "majortext"):
        if name not in table.columns:
            sys.exit(f"{fetched}: has no column {name!r}; it has {', '.join(table.columns[:8])}.")
    return table.lazy().with_columns(pl.col(months).cast(pl.Int64))


def read_wards(folder: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Outline, code, name and borough of each ward."""
    if not (folder / FETCHED_OUTLINES).exists():
        columns = ["wardcode", "wardname", "borough"]
        _, _, shapes, (code, name, borough) = pyogrio.raw.read(folder / MAP, columns=columns)
        return shapely.from_wkb(shapes), code, name, borough
    _, _, shapes, (lsoa,) = pyogrio.raw.read(folder / FETCHED_OUTLINES, columns=["LSOA21CD"])
    outlines = dict(zip(lsoa, shapely.from_wkb(shapes), strict=True))
    lookup = pl.read_csv(folder / FETCHED_LOOKUP, infer_schema=False)
    lookup = lookup.filter(pl.col("LAD25CD").str.starts_with(LONDON))
    wards = lookup.group_by("WD25CD").agg(pl.col("WD25NM", "LAD25NM").first(), "LSOA21CD")
    lost = sum(key not in outlines for key in lookup["LSOA21CD"])
    if lost:
        sys.exit(f"{folder / FETCHED_OUTLINES}: {lost} LSOA of the lookup have no outline here.")
    parts = [shapely.union_all([outlines[key] for key in keys]) for keys in wards["LSOA21CD"]]
    named = (wards[column].to_numpy() for column in ("WD25CD", "WD25NM", "LAD25NM"))
    code, name, borough = named
    return np.array(parts), code, name, borough


def areas(folder: Path, reach: float = REACH) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Wards (code, name, borough) and the pairs of them within so many metres (a, b, gap)."""
    shapes, code, name, borough = read_wards(folder)
    order = np.argsort(code.astype(str))
    code, name, borough = code[order], name[order], borough[order]
    polygons = shapes[order]
    a, b = shapely.STRtree(polygons).query(polygons, predicate="dwithin", distance=reach)
    a, b = a[a < b], b[a < b]
    gap = shapely.distance(polygons[a], polygons[b])
    wards = pl.DataFrame({"code": list(code), "name": list(name), "borough": list(borough)})
    pairs = pl.DataFrame({"a": list(code[a]), "b": list(code[b]), "gap": gap.round(1)})
    return wards, pairs.sort("a", "b")


def outlines(folder: Path, place: str = PLACE) -> str:
    """Outlines for the map as GeoJSON in metres: the wards near a borough, and all boroughs."""
    shapes, code, _, borough = read_wards(folder)
    order = np.argsort(code.astype(str))
    shapes, code, borough = shapes[order], code[order], borough[order]
    whole = shapely.union_all(shapes[borough == place])
    near = shapely.distance(shapes, whole) <= NEAR
    wards = shapely.coverage_simplify(shapes, FINE)[near]
    names = sorted(set(borough))
    # Boundaries are generalised: a buffer closes the slivers between a borough's wards.
    joined = [shapely.union_all(shapely.buffer(shapes[borough == one], 15)) for one in names]
    boroughs = shapely.coverage_simplify(np.array(joined), COARSE)
    keys = [*map(str, code[near]), *map(str, names)]
    features = [
        {
            "type": "Feature",
            "properties": {"code": key},
            "geometry": json.loads(shapely.to_geojson(shapely.transform(shape, np.round))),
        }
        for key, shape in zip(keys, [*wards, *boroughs], strict=True)
    ]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}}
    made = {"type": "FeatureCollection", "crs": crs, "features": features}
    return re.sub(r"(\d)\.0\b", r"\1", json.dumps(made, separators=(",", ":")))


def main(folder: Path, out: Path = HERE) -> None:
    out.mkdir(exist_ok=True)
    counts(folder).write_parquet(out / "counts.parquet", compression="zstd", compression_level=19)
    wards, pairs = areas(folder)
    wards.write_csv(out / "areas.csv")
    pairs.write_csv(out / "neighbours.csv")
    (out / "outlines.geojson").write_text(outlines(folder), "utf-8")


if __name__ == "__main__":
    given = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("WATERBED_DATA", "")
    if not given:
        sys.exit("Name the data folder: python extract.py FOLDER, or set WATERBED_DATA.")
    main(Path(given), Path(sys.argv[2]) if len(sys.argv) > 2 else HERE)
