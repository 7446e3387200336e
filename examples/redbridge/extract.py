"""Make the compact extract of published counts that stands beside this file.

Usage: python extract.py [FOLDER]

FOLDER holds london/mps-recorded-crime-ward-historical.parquet (Metropolitan Police Service,
London Datastore) and london/wards2025.gpkg (ward polygons, British National Grid).  Without it
the environment variable WATERBED_DATA is used.  Sources and licences: NOTICE.md.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np
import polars as pl
import pyogrio
import shapely

HERE = Path(__file__).parent
WARDS = "london/mps-recorded-crime-ward-historical.parquet"
MAP = "london/wards2025.gpkg"
FIRST, LAST = 2010 * 12 + 3, 2021 * 12 + 2  # April 2010 to March 2021
REACH = 100.0  # metres: pairs of wards further apart are left out
NOT_LOCAL = "NFIB FRAUD"  # a national fraud report, no offence of the ward that it is booked to


def counts(folder: Path) -> pl.DataFrame:
    """Ward x major category, a column a month, in the smallest integers that hold them.

    Minor categories are summed, and so are the rows of Heathrow, which stand under two boroughs.
    """
    months = [f"{m // 12:04d}{m % 12 + 1:02d}" for m in range(FIRST, LAST + 1)]
    full = pl.scan_parquet(folder / WARDS).filter(pl.col("majortext") != NOT_LOCAL)
    table = (
        full.group_by("wardcode", "majortext")
        .agg(pl.col(months).sum())
        .sort("wardcode", "majortext")
        .collect()
    )
    return table.with_columns(pl.col(months).cast(pl.Int16))


def areas(folder: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Wards (code, name, borough) and the pairs of them within REACH metres (a, b, gap)."""
    _, _, shapes, (code, name, borough) = pyogrio.raw.read(
        folder / MAP, columns=["wardcode", "wardname", "borough"]
    )
    order = np.argsort(code.astype(str))
    code, name, borough = code[order], name[order], borough[order]
    polygons = shapely.from_wkb(shapes[order])
    a, b = shapely.STRtree(polygons).query(polygons, predicate="dwithin", distance=REACH)
    a, b = a[a < b], b[a < b]
    gap = shapely.distance(polygons[a], polygons[b])
    wards = pl.DataFrame({"code": list(code), "name": list(name), "borough": list(borough)})
    pairs = pl.DataFrame({"a": list(code[a]), "b": list(code[b]), "gap": gap.round(2)})
    return wards, pairs.sort("a", "b")


def main(folder: Path, out: Path = HERE) -> None:
    counts(folder).write_parquet(out / "counts.parquet", compression="zstd", compression_level=19)
    wards, pairs = areas(folder)
    wards.write_csv(out / "areas.csv")
    pairs.write_csv(out / "neighbours.csv")


if __name__ == "__main__":
    given = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("WATERBED_DATA", "")
    if not given:
        sys.exit("Name the data folder: python extract.py FOLDER, or set WATERBED_DATA.")
    main(Path(given))
