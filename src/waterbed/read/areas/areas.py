"""Areas: polygons, or a table of areas and of neighbour pairs, read into `Areas`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import shapely
from numpy.typing import NDArray

from waterbed.model.areas import Areas
from waterbed.model.estimate import Figure, Remark, remark
from waterbed.model.messages import fault
from waterbed.model.results import InputRecord
from waterbed.model.sources import AreaSource
from waterbed.read.areas.maps import must_be_map, whole_map
from waterbed.read.tables.files import TABLE_SUFFIXES, Opened, digest, must_exist, readable, shown
from waterbed.read.tables.nowhere import is_nowhere
from waterbed.read.tables.opener import open_frame, open_table

# Longitude and latitude of Great Britain with its islands.
_BRITAIN = (-9.1, 49.7, 2.2, 61.0)
_SHAPEFILE = (".shp", ".dbf", ".shx", ".prj", ".cpg")


@dataclass(frozen=True, slots=True)
class Polygons:
    """Polygons in metres.

    ids, names, groups : one entry an area
    shapes : shapely geometries [A], valid
    crs : the system that they are in, as pyproj takes it
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    groups: tuple[str, ...]
    shapes: NDArray[Any]
    crs: str
    remarks: tuple[Remark, ...]


def read_areas(
    source: AreaSource, reach: float, *, folder: Path | None = None
) -> tuple[Areas, tuple[InputRecord, ...]]:
    """Read the areas and every pair of them whose edges are at most `reach` metres apart.

    From polygons the gaps are measured, rounded to the millimetre.  From a table they are read
    from the table of neighbours; `Areas.reach` is then the largest gap that stands in it, since
    the table vouches for no pair beyond (None where no table of neighbours is given).

    `folder` is the study's, from which paths are shown.  Raises InputError.
    """
    if source.file is None:
        raise fault("no-areas-file", place="areas")
    if source.file.suffix.lower() in TABLE_SUFFIXES:
        with readable(shown(source.file, folder)):
            areas, records = _from_table(source, folder)
        return with_outlines(areas, source, records, folder)
    with readable(shown(source.file, folder)):
        polygons = read_polygons(source, folder=folder)
    pairs, gaps = neighbours(polygons.shapes, reach)
    areas = Areas(
        polygons.ids, polygons.names, polygons.groups, pairs, gaps, float(reach),
        source.attribution, source.licence, polygons.shapes,
    )  # fmt: skip
    return areas, (_record(source, source.file, folder, len(areas), polygons.remarks),)


def areas_from_frame(
    frame: Any,
    *,
    id: str,
    name: str = "",
    group: str = "",
    near: Any = None,
    reach: float = 0.0,
) -> Areas:
    """Areas of a data frame: with the gaps of its polygons, where it has a geometry (geopandas), or
    with those of a second frame of pairs (`near`, columns a, b and gap), or with none.

    reach : metres within which pairs of polygons are measured; InputError as of `read_areas`
    """
    source = AreaSource(None, "", id, name, group)
    shapes = getattr(frame, "geometry", None) if hasattr(frame, "crs") else None
    plain = frame if shapes is None else frame.drop(columns=shapes.name)
    opened = open_frame(plain, "areas")
    columns = _columns(source, opened)
    table = opened.read(columns)
    labels = {column: table[column].cast(pl.String).to_list() for column in columns}
    ids, names, groups = _labels(source, opened, labels)
    if shapes is not None:
        sound, _ = _sound(np.array(shapes, object), ids, opened.label)
        system = None if frame.crs is None else frame.crs.to_wkt()
        flat, _ = _metric(sound, system, opened.label)
        pairs, gaps = neighbours(flat, reach)
        return Areas(ids, names, groups, pairs, gaps, float(reach), shapes=flat)
    if near is None:
        return Areas(ids, names, groups)
    pairs, gaps, _ = _pairs(source, open_frame(near, "neighbours"), ids)
    return Areas(ids, names, groups, pairs, gaps, float(gaps.max()) if len(gaps) else 0.0)


def with_outlines(
    areas: Areas, source: AreaSource, records: tuple[InputRecord, ...], folder: Path | None
) -> tuple[Areas, tuple[InputRecord, ...]]:
    """The same areas with outlines for the map, where the study gives any."""
    if source.outlines is None:
        return areas, records
    asked = replace(source, file=source.outlines, name="", group="", layer="")
    with readable(shown(source.outlines, folder)):
        polygons = read_polygons(asked, folder=folder)
    index = areas.index()
    if index.keys().isdisjoint(polygons.ids):
        raise fault(
            "other-outlines",
            file=shown(source.outlines, folder),
            place="areas.outlines",
            value=polygons.ids[0],
            wanted=polygons.ids[0],
            there=areas.ids,
        )
    shapes = np.full(len(areas), None, object)
    for key, shape in zip(polygons.ids, polygons.shapes, strict=True):
        if key in index:
            shapes[index[key]] = shape
    behind = [
        shape for key, shape in zip(polygons.ids, polygons.shapes, strict=True) if key not in index
    ]
    record = _record(source, source.outlines, folder, len(polygons.ids), polygons.remarks)
    drawn = replace(areas, shapes=shapes, backdrop=np.array(behind, object) if behind else None)
    return drawn, (*records, record)


def neighbours(shapes: NDArray[Any], reach: float) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Pairs i < j of geometries at most `reach` apart, int [K, 2], and their gaps, float [K]."""
    near = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=reach)
    pairs = near.T[near[0] < near[1]].astype(np.int64)
    pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
    gaps = np.round(shapely.distance(shapes[pairs[:, 0]], shapes[pairs[:, 1]]), 3)
    return pairs, gaps.astype(np.float64)


def read_polygons(source: AreaSource, *, folder: Path | None = None) -> Polygons:
    """Read the polygons in a metric system; invalid ones are mended, with a notice."""
    import pyogrio  # slow to import, and only polygons need it

    if source.file is None or source.file.suffix.lower() in TABLE_SUFFIXES:
        raise fault("no-polygons", place="areas")
    label = shown(source.file, folder)
    must_exist(source.file, label)
    must_be_map(source.file, label)
    with whole_map(label):
        layers = [str(name) for name in pyogrio.list_layers(source.file)[:, 0]]
        if source.layer and source.layer not in layers:
            raise fault(
                "no-layer",
                file=label,
                place="layer",
                value=source.layer,
                wanted=source.layer,
                there=tuple(layers),
            )
        layer = source.layer or layers[0]
        fields = [str(name) for name in pyogrio.read_info(source.file, layer=layer)["fields"]]
        opened = Opened(label, tuple(fields), 1, lambda _: pl.DataFrame())
        wanted = _columns(source, opened)
        meta, _, wkb, values = pyogrio.raw.read(source.file, layer=layer, columns=wanted)
        table = dict(zip((str(name) for name in meta["fields"]), values, strict=True))
        ids, names, groups = _labels(source, opened, table)
        shapes, remarks = _sound(shapely.from_wkb(wkb), ids, label)
        shapes, crs = _metric(shapes, meta["crs"], label)
    return Polygons(ids, names, groups, shapes, crs, remarks)


def _columns(source: AreaSource, opened: Opened) -> list[str]:
    named = [("id", source.id), ("name", source.name), ("group", source.group)]
    return list(dict.fromkeys(opened.require(c, f"areas.{k}") for k, c in named if c or k == "id"))


def _labels(
    source: AreaSource, opened: Opened, table: dict[str, Any]
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    def texts(column: str) -> list[str]:
        return ["" if v is None or v != v else str(v).strip() for v in table[column]]

    ids = texts(source.id)
    if not ids:
        raise fault("no-areas", file=opened.label)
    seen: dict[str, int] = {}
    for row, key in enumerate(ids):
        if not key or key in seen:
            place = f"row {row + opened.first_row}, {source.id!r}"
            if not key:
                raise fault("no-id", file=opened.label, place=place)
            earlier = seen[key] + opened.first_row
            raise fault("id-twice", file=opened.label, place=place, value=key, row=earlier)
        seen[key] = row
    names = texts(source.name) if source.name else ids
    groups = texts(source.group) if source.group else [""] * len(ids)
    return tuple(ids), tuple(names), tuple(groups)


def _sound(
    shapes: NDArray[Any], ids: tuple[str, ...], label: str
) -> tuple[NDArray[Any], tuple[Remark, ...]]:
    """Polygons only, none empty, the invalid ones mended."""
    flat = shapely.force_2d(shapes)
    lost = shapely.is_missing(flat) | shapely.is_empty(flat)
    wrong = lost | ~np.isin(shapely.get_type_id(flat), (3, 6))
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        code = "no-shape" if lost[row] else "no-polygon"
        raise fault(code, file=label, place=f"row {row + 1}", value=ids[row])
    broken = ~shapely.is_valid(flat)
    if not broken.any():
        return flat, ()
    flat[broken] = shapely.make_valid(flat[broken])
    names = tuple(ids[i] for i in np.flatnonzero(broken)[:5])
    return flat, (remark("outlines-mended", areas=Figure(int(broken.sum())), names=names),)


def _metric(shapes: NDArray[Any], crs: str | None, label: str) -> tuple[NDArray[Any], str]:
    """Into a system in metres: the one they are in, the British grid, or UTM by location."""
    import pyproj  # slow to import, and only polygons need it

    if not crs:
        raise fault("no-system", file=label, place="crs")
    system = pyproj.CRS.from_user_input(crs)
    if system.is_projected and all(a.unit_conversion_factor == 1 for a in system.axis_info):
        return shapes, crs
    degrees = pyproj.Transformer.from_crs(system, "EPSG:4326", always_xy=True)
    west, south, east, north = degrees.transform_bounds(*shapely.total_bounds(shapes))
    target = _system_for(west, south, east, north)
    onto = pyproj.Transformer.from_crs(system, target, always_xy=True)
    moved = shapely.transform(
        shapes, lambda xy: np.column_stack(onto.transform(xy[:, 0], xy[:, 1]))
    )
    if not np.isfinite(shapely.total_bounds(moved)).all():
        raise fault("other-system", file=label, place="crs", value=system.name)
    return moved, target


def _system_for(west: float, south: float, east: float, north: float) -> str:
    if (
        west >= _BRITAIN[0]
        and south >= _BRITAIN[1]
        and east <= _BRITAIN[2]
        and north <= _BRITAIN[3]
    ):
        return "EPSG:27700"
    zone = min(int(((west + east) / 2 + 180) // 6) + 1, 60)
    return f"EPSG:{32600 + zone if south + north >= 0 else 32700 + zone}"


def _from_table(source: AreaSource, folder: Path | None) -> tuple[Areas, tuple[InputRecord, ...]]:
    assert source.file is not None
    opened = open_table(
        source.file,
        label=shown(source.file, folder),
        wanted=(source.id, source.name, source.group),
    )
    columns = _columns(source, opened)
    frame = opened.read(columns)
    table = {name: frame[name].cast(pl.String).to_list() for name in columns}
    ids, names, groups = _labels(source, opened, table)
    _must_be_places(names, opened, source.name or source.id)
    records = [_record(source, source.file, folder, len(ids), opened.notices)]
    if source.neighbours is None:
        return Areas(ids, names, groups, attribution=source.attribution,
                     licence=source.licence), tuple(records)  # fmt: skip
    near = open_table(
        source.neighbours,
        label=shown(source.neighbours, folder),
        wanted=(source.a, source.b, source.gap),
    )
    pairs, gaps, remarks = _pairs(source, near, ids)
    records.append(_record(source, source.neighbours, folder, len(gaps), remarks))
    reach = float(gaps.max()) if len(gaps) else 0.0
    areas = Areas(ids, names, groups, pairs, gaps, reach, source.attribution, source.licence)
    return areas, tuple(records)


def _must_be_places(names: tuple[str, ...], opened: Opened, column: str) -> None:
    for row, name in enumerate(names):
        if is_nowhere(name):
            raise fault(
                "nowhere-area",
                file=opened.label,
                place=f"row {row + opened.first_row}, {column!r}",
                value=name,
            )


def _pairs(
    source: AreaSource, opened: Opened, ids: tuple[str, ...]
) -> tuple[NDArray[np.int64], NDArray[np.float64], tuple[Remark, ...]]:
    """Pairs and gaps from the table of neighbours; a pair may stand in it both ways."""
    a, b, gap = (opened.require(getattr(source, key), f"areas.{key}") for key in ("a", "b", "gap"))
    frame = opened.read([a, b, gap])
    index = {key: i for i, key in enumerate(ids)}
    widths: dict[tuple[int, int], float] = {}
    for row, (first, second, metres) in enumerate(frame.rows()):
        place = f"row {row + opened.first_row}"
        i, j = (_known(index, key, opened.label, f"{place}, {column!r}")
                for key, column in ((first, a), (second, b)))  # fmt: skip
        width = _gap(metres, opened.label, f"{place}, {gap!r}")
        pair = (min(i, j), max(i, j))
        if i == j or abs(widths.get(pair, width) - width) > 0.001:
            code = "pair-with-itself" if i == j else "two-gaps"
            raise fault(code, file=opened.label, place=place, value=f"{first}, {second}")
        widths[pair] = width
    pairs = sorted(widths)
    return (
        np.array(pairs, np.int64).reshape(-1, 2),
        np.array([widths[pair] for pair in pairs], np.float64),
        opened.notices,
    )


def _known(index: dict[str, int], key: object, label: str, place: str) -> int:
    text = "" if key is None else str(key).strip()
    if text not in index:
        raise fault(
            "unknown-pair", file=label, place=place, value=text, wanted=text, there=tuple(index)
        )
    return index[text]


def _gap(value: object, label: str, place: str) -> float:
    try:
        width = float(str(value))
    except ValueError:
        width = -1.0
    if not 0 <= width < float("inf"):
        raise fault("no-gap", file=label, place=place, value=value)
    return width


def _record(
    source: AreaSource, file: Path, folder: Path | None, rows: int, remarks: tuple[Remark, ...]
) -> InputRecord:
    paths = [file]
    if file.suffix.lower() == ".shp":
        paths = [p for s in _SHAPEFILE if (p := file.with_suffix(s)).exists()]
    return InputRecord(
        path=shown(file, folder),
        sha256=digest(*paths),
        rows=rows,
        remarks=remarks,
        published=True,
        licence=source.licence,
        attribution=source.attribution,
    )
