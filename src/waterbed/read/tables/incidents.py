"""Tables of incidents: a row an incident, placed by area code or by coordinates.

No column is opened but those named and those of larger areas, which show that one name is that of
several places; the date is cut to its period as it is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from waterbed.model.areas import Areas
from waterbed.model.errors import InputError
from waterbed.model.sources import CountTable
from waterbed.model.study import Outcome
from waterbed.read.areas.areas import Polygons
from waterbed.read.areas.points import locate
from waterbed.read.tables.dating import (
    dates,
    reject_undated,
    settle_format,
    utc_notice,
)
from waterbed.read.tables.files import Opened
from waterbed.read.tables.long import tallied
from waterbed.read.tables.nowhere import nowhere_notice, without_nowhere
from waterbed.read.tables.placing import find_areas
from waterbed.read.tables.rejects import (
    NO_POINT,
    OUTSIDE,
    REPEATED_ID,
    ZERO_POINT,
    Rejections,
)
from waterbed.read.tables.select import category_columns, select
from waterbed.read.tables.tally import (
    Placed,
    Tally,
    reject_unplaced,
    timed_notice,
    unknown_notice,
)


@dataclass(frozen=True, slots=True)
class Located:
    """Incidents by coordinates: as Placed, and which rows have none or lie at (0, 0)."""

    placed: Placed
    empty: NDArray[np.bool_]
    zero: NDArray[np.bool_]


def read_incidents(
    table: CountTable,
    opened: Opened,
    outcomes: Sequence[Outcome],
    areas: Areas | None,
    polygons: Polygons | None,
    sha256: str,
    examples: int,
) -> Tally:
    """Count incidents.  A repeated id is rejected; identical rows without an id are kept."""
    period = opened.require(table.period, "period")
    categories = category_columns(table, outcomes, opened)
    frame = opened.read(list(dict.fromkeys([period, *categories])))
    rejections = Rejections(table, opened.label, opened.first_row, frame.height, examples)
    opened.must_hold(frame.height)
    selection = select(frame.select(categories), table, outcomes, frame.height)
    if opened.idle is not None:
        selection = selection.without(opened.idle)
    table, told = settle_format(table, opened, frame[period], repr(period))
    dated = dates(table, opened, frame[period])
    used = selection.used & dated.kept
    told += (*selection.notices, *utc_notice(table, frame[period]), *timed_notice(opened))
    told = (*opened.notices, *told)
    if table.area:
        area = opened.require(table.area, "area")
        written = opened.read([area])[area]
        ids, placed, spelt = find_areas(table, opened, written, used, areas)
        placed = without_nowhere(table, placed, ids, areas)
        told += (*spelt, *nowhere_notice(table, placed, used, ids, np.ones(len(ids), np.int64)))
        reject_unplaced(rejections, placed, used, area, written)
        notices = unknown_notice(placed, used, written)
    else:
        placed, notices = _by_coordinates(table, opened, polygons, rejections, used), ()
    reject_undated(rejections, dated, used, period, frame[period])
    _reject_repeated(table, opened, rejections, used)
    rejections.judge(int(used.sum()))
    ones = np.ones(frame.height, np.int64)
    return tallied(
        table, opened, selection, placed, dated, ones, ones == 0, used & ~rejections.bad,
        rejections, sha256, (*notices, *told),
    )  # fmt: skip


def _reject_repeated(
    table: CountTable, opened: Opened, rejections: Rejections, used: NDArray[np.bool_]
) -> None:
    """Reject every row whose id stands in an earlier row that counts."""
    if not table.id:
        return
    ids = opened.read([opened.require(table.id, "id")])[table.id].cast(pl.String)
    valid = used & ~rejections.bad & ids.is_not_null().to_numpy()
    rows = np.flatnonzero(valid)
    repeated = np.zeros(len(valid), bool)
    repeated[rows] = ~ids.gather(rows).is_first_distinct().to_numpy()
    rejections.add(REPEATED_ID, repeated, table.id)


def _by_coordinates(
    table: CountTable,
    opened: Opened,
    polygons: Polygons | None,
    rejections: Rejections,
    used: NDArray[np.bool_],
) -> Placed:
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
        raise InputError(
            "incidents by coordinates need polygons",
            file=label,
            place="area",
            mend="Set the areas to a map, or `area` to the column of the area's code.",
        )
    frame = coordinates.select(pl.all().cast(pl.Float64, strict=False))
    easting, northing = (frame[c].fill_null(np.nan).to_numpy() for c in (table.x, table.y))
    try:
        onto = pyproj.Transformer.from_crs(table.crs, polygons.crs, always_xy=True)
    except pyproj.exceptions.CRSError as error:
        raise InputError(
            "there is no such coordinate system",
            file=label,
            place="crs",
            value=table.crs,
            mend='Use "EPSG:4326" for longitude and latitude, "EPSG:27700" for the British grid.',
        ) from error
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
