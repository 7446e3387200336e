"""Incidents placed by coordinates: transformed into the polygons' system, and each looked up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from waterbed.model.messages import fault
from waterbed.model.sources import CountTable
from waterbed.read.areas.areas import Polygons
from waterbed.read.areas.points import locate
from waterbed.read.tables.files import Opened
from waterbed.read.tables.rejects import NO_POINT, OUTSIDE, ZERO_POINT, Rejections
from waterbed.read.tables.tally import Placed


@dataclass(frozen=True, slots=True)
class Located:
    """Incidents by coordinates: as Placed, and which rows have none or lie at (0, 0)."""

    placed: Placed
    empty: NDArray[np.bool_]
    zero: NDArray[np.bool_]


def place_by_coordinates(
    table: CountTable,
    opened: Opened,
    polygons: Polygons | None,
    rejections: Rejections,
    used: NDArray[np.bool_],
) -> Placed:
    """The rows by area; those that lie in none are rejected."""
    frame = opened.read([opened.require(table.x, "x"), opened.require(table.y, "y")])
    located = locate_rows(table, opened.label, frame, polygons)
    columns = f"{table.x}, {table.y}"
    rejections.add(NO_POINT, used & located.empty, columns)
    rejections.add(ZERO_POINT, used & located.zero, columns)
    rejections.add(OUTSIDE, used & (located.placed.at < 0), columns)
    return located.placed


def locate_rows(
    table: CountTable, label: str, coordinates: pl.DataFrame, polygons: Polygons | None
) -> Located:
    """Transform the coordinates into the polygons' system and look each of them up."""
    import pyproj  # slow to import, and only coordinates need it

    if polygons is None:
        raise fault("points-without-polygons", file=label, place="area")
    frame = coordinates.select(pl.all().cast(pl.Float64, strict=False))
    easting, northing = (frame[c].fill_null(np.nan).to_numpy() for c in (table.x, table.y))
    try:
        onto = pyproj.Transformer.from_crs(table.crs, polygons.crs, always_xy=True)
    except pyproj.exceptions.CRSError as error:
        raise fault("no-such-system", file=label, place="crs", value=table.crs) from error
    empty = ~(np.isfinite(easting) & np.isfinite(northing))
    zero = (easting == 0) & (northing == 0)
    usable = ~empty & ~zero
    moved = onto.transform(np.where(usable, easting, np.nan), np.where(usable, northing, np.nan))
    at = locate(moved[0], moved[1], polygons.shapes)
    seen = np.unique(at[at >= 0])
    ids = tuple(polygons.ids[k] for k in seen)
    local = np.where(at >= 0, np.searchsorted(seen, at), -1)
    nowhere = np.zeros(len(at), bool)
    return Located(Placed(ids, local, nowhere, nowhere), empty, zero)
