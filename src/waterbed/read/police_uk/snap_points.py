"""How often each snap point of a police.uk archive was used, as numbers without coordinates."""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

import numpy as np
import polars as pl

from waterbed.model.points import PointUse
from waterbed.model.sources import AreaSource, CountTable
from waterbed.read.areas.areas import read_polygons
from waterbed.read.police_uk.archive import Member, members_of
from waterbed.read.police_uk.police_uk import as_published
from waterbed.read.tables.coordinates import locate_rows
from waterbed.read.tables.files import shown

Used = Callable[[Member, list[str], str, Collection[str]], pl.DataFrame]

LONGITUDE, LATITUDE = "Longitude", "Latitude"


def read_snap_points(
    table: CountTable,
    source: AreaSource,
    areas: Collection[str],
    months: Collection[int],
    folder: Path | None = None,
    members: Sequence[Member] | None = None,
    used: Used | None = None,
) -> PointUse | None:
    """Count the incidents of some areas and months by snap point, whatever their category.

    members : the files, where they are known; used : in place of `points_used`
    None where the files have no coordinates or none of these months.  The points are numbered;
    their coordinates stay here.
    """
    table, label = as_published(table), shown(table.file, folder)
    x, y = table.x or LONGITUDE, table.y or LATITUDE
    members = members_of(table, label) if members is None else members
    kept = [member for member in members if member.month in months]
    area = table.area
    columns = [x, y, area] if area else [x, y]
    if not kept or any(not set(columns) <= set(member.columns) for member in kept):
        return None
    look = points_used if used is None else used
    frame = pl.concat([look(member, columns, area, areas) for member in kept])
    frame = frame.group_by("month", *columns).agg(pl.col("n").sum())
    if not area:
        polygons = read_polygons(source, folder=folder)
        placed = locate_rows(table, label, frame.select(x, y), polygons).placed
        ids = pl.Series([placed.ids[k] if k >= 0 else None for k in placed.at], dtype=pl.String)
        area = "\0area"
        frame = frame.with_columns(ids.alias(area)).filter(ids.is_in(list(areas)))
    points = frame.select(x, y, area).unique().sort(x, y, area).with_row_index("point")
    frame = frame.join(points, on=[x, y, area])
    held = np.array(sorted({member.month for member in kept}), np.int64)
    counts = np.zeros((len(held), points.height), np.int64)
    at = np.searchsorted(held, frame["month"].to_numpy())
    np.add.at(counts, (at, frame["point"].to_numpy()), frame["n"].to_numpy())
    return PointUse(table.name, held, tuple(points[area].to_list()), counts, table.published)


def points_used(
    member: Member, columns: list[str], area: str, areas: Collection[str]
) -> pl.DataFrame:
    """Incidents of one file by point, those without one left out."""
    source = member.source if isinstance(member.source, Path) else io.BytesIO(member.source())
    frame = pl.scan_csv(source, infer_schema=False).select(columns).drop_nulls(columns[:2])
    if area:
        frame = frame.filter(pl.col(area).is_in(list(areas)))
    used = frame.group_by(columns).agg(pl.len().cast(pl.Int64).alias("n")).collect()
    return used.with_columns(pl.lit(member.month, pl.Int64).alias("month"))
