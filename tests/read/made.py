"""Small tables, maps and archives made by hand, for tests of reading."""

from __future__ import annotations

import csv
import warnings
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely

from waterbed.model.areas import Areas
from waterbed.model.months import month
from waterbed.model.sources import AreaSource, CountTable
from waterbed.model.study import Outcome, Selector
from waterbed.read.tables.counts import CountsRead, read_counts

ALL = Outcome("all", "all crime", (), ((),))
NOWHERE = AreaSource()


def picks(
    id: str, *values: str, without: Sequence[str] = (), tables: Sequence[str] = ()
) -> Outcome:
    """An outcome by values of the table's first column of categories."""
    include: tuple[Selector, ...] = tuple((("", value),) for value in values) or ((),)
    return Outcome(id, id, tuple(tables), include, tuple((("", value),) for value in without))


def write(path: Path, header: Sequence[str], rows: Iterable[Sequence[Any]], **options: Any) -> Path:
    with path.open("w", newline="", **options) as handle:
        out = csv.writer(handle)
        out.writerow(header)
        out.writerows(rows)
    return path


def wide(path: Path, **changes: Any) -> CountTable:
    settings = {"area": "area", "categories": ("kind",), **changes}
    return CountTable("wide", path, "wide", **settings)


def long(path: Path, **changes: Any) -> CountTable:
    settings: dict[str, Any] = {
        "area": "area", "period": "month", "count": "count", "categories": ("kind",), **changes,
    }  # fmt: skip
    return CountTable(settings.pop("name", "long"), path, "long", **settings)


def incidents(path: Path, **changes: Any) -> CountTable:
    settings = {"area": "area", "period": "month", "categories": ("kind",), "id": "id", **changes}
    return CountTable("incidents", path, "incidents", **settings)


def areas(*ids: str) -> Areas:
    return Areas(ids, ids, ("",) * len(ids))


def read(
    *tables: CountTable, outcomes: Sequence[Outcome] = (ALL,), among: Areas | None = None
) -> CountsRead:
    return read_counts(tables, outcomes, among, NOWHERE)


def cells(counts: CountsRead, outcome: int = 0) -> dict[tuple[str, str], int | None]:
    """Counts by area and month, None for no data."""
    panel = counts.panel
    return {
        (area, f"{ordinal // 12}-{ordinal % 12 + 1:02d}"): int(panel.counts[outcome, a, t])
        if panel.covered[outcome, a, t]
        else None
        for a, area in enumerate(panel.areas)
        for t, ordinal in enumerate(panel.periods.tolist())
    }


STREET = (
    "Crime ID", "Month", "Reported by", "Falls within", "Longitude", "Latitude", "Location",
    "LSOA code", "LSOA name", "Crime type", "Last outcome category", "Context",
)  # fmt: skip
"""The columns of a street file of police.uk."""


def street(folder: Path, force: str, at: str, rows: Iterable[Mapping[str, str]]) -> Path:
    """A street file of police.uk; rows give only the columns that matter."""
    path = folder / at / f"{at}-{force}-street.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    filled = [{"Month": at, **row} for row in rows]
    return write(path, STREET, ([row.get(name, "") for name in STREET] for row in filled))


def crime(area: str, kind: str = "Burglary", id: str = "") -> dict[str, str]:
    return {"LSOA code": area, "Crime type": kind, "Crime ID": id}


def squares(
    path: Path, shapes: Mapping[str, Any], crs: str | None = "EPSG:27700", **columns: list[Any]
) -> Path:
    """A map of named shapes; more columns by keyword."""
    fields = {"code": list(shapes), **columns}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a map without a system is wanted
        _write_map(path, shapes, fields, crs)
    return path


def _write_map(
    path: Path, shapes: Mapping[str, Any], fields: Mapping[str, list[Any]], crs: str | None
) -> None:
    pyogrio.raw.write(
        path,
        shapely.to_wkb(np.array(list(shapes.values()), dtype=object)),
        [np.array(values, dtype=object) for values in fields.values()],
        list(fields),
        geometry_type="Unknown",
        crs=crs,
    )


def ordinal(text: str) -> int:
    return month(text)
