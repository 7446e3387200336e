"""Boundaries and lookups of the ONS Open Geography Portal, page by page, put together."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from waterbed.fetch.download import NOT_COMPARED, Done, room, settle
from waterbed.fetch.record import fetched_bytes, intact, read_record
from waterbed.fetch.sources import Layer
from waterbed.fetch.web import BY_BROWSER, Unreachable, json_of
from waterbed.model.errors import InputError
from waterbed.model.progress import Progress, quiet

PAGE = 1000
GRID = "27700"  # the British National Grid, which the layers are kept in


def where_of(layer: Layer, names: Sequence[str]) -> str:
    """The clause that keeps these local authorities; none: everything."""
    clauses = []
    for name in names:
        plain = name.partition(",")[0].strip().replace("'", "''")
        clauses.append(layer.where.format(name=plain))
        if " = " in layer.where:  # 'Bristol, City of'
            clauses.append(layer.where.replace(" = '{name}'", f" LIKE '{plain},%'"))
    return " OR ".join(clauses) or "1=1"


def file_of(layer: Layer, part: str) -> str:
    """The name of the file, with that of the part of the country it holds."""
    stem, _, suffix = layer.file.rpartition(".")
    slug = "-".join("".join(c if c.isalnum() else " " for c in part.lower()).split())
    return f"{stem}-{slug}.{suffix}" if slug else layer.file


def fetch_layer(
    layer: Layer,
    names: Sequence[str],
    part: str,
    folder: Path,
    *,
    replace: bool = False,
    progress: Progress = quiet,
) -> Done:
    """Fetch a layer, or the part of it that lies in these authorities, into one file."""
    file, record = file_of(layer, part), read_record(folder)
    known = record.get(file)
    here = intact(folder, known)
    try:
        version = _version(layer)
    except Unreachable:
        if here:
            return Done(file, "kept", NOT_COMPARED)
        raise
    if here and known is not None and version and known.modified == version:
        return Done(file, "unchanged")
    folder.mkdir(parents=True, exist_ok=True)
    pages = folder / f".{file}.pages"
    rows = _rows(layer, names, version, pages, progress)
    text = _geojson(rows) if layer.geometry else _csv(rows)
    fresh = folder / f".{file}.new"
    with room(fresh):
        fresh.write_text(text, encoding="utf-8", newline="")
    data = fresh.read_bytes()
    fetched = fetched_bytes(
        file,
        layer.address,
        data,
        attribution=layer.attribution,
        inside=where_of(layer, names),
        modified=version,
    )
    shutil.rmtree(pages, ignore_errors=True)
    return settle(fresh, folder, fetched, record, replace)


def _answer(layer: Layer, url: str, params: dict[str, str]) -> Any:
    answer = json_of(url, params)
    if not isinstance(answer, dict) or "error" in answer:
        message = answer.get("error", {}).get("message", "") if isinstance(answer, dict) else ""
        raise InputError(
            "the Open Geography Portal does not answer this question",
            file=layer.address,
            value=message or None,
            mend=f"The layer may have been renamed: search for {layer.search!r}. {BY_BROWSER}",
        )
    return answer


def _version(layer: Layer) -> str:
    """When the layer was last edited, as the server says, or ""."""
    answer = _answer(layer, layer.address.removesuffix("/query"), {"f": "json"})
    return str(answer.get("editingInfo", {}).get("lastEditDate", ""))


def _rows(
    layer: Layer, names: Sequence[str], version: str, pages: Path, progress: Progress
) -> list[dict[str, Any]]:
    """All features; pages that came before the line broke are not asked for again."""
    asked = {"where": where_of(layer, names)}
    count = _answer(layer, layer.address, asked | {"returnCountOnly": "true", "f": "json"})
    total = int(count.get("count", 0))
    if not total:
        raise InputError(
            "the layer holds no area of this local authority",
            place="--authority",
            value=", ".join(names),
            mend="Write the name as the Office for National Statistics does: 'Leeds'.",
        )
    asked |= {
        "outFields": "*",
        "orderByFields": layer.id,
        "f": "geojson" if layer.geometry else "json",
        "resultRecordCount": str(PAGE),
    }
    asked |= {"outSR": GRID} if layer.geometry else {"returnGeometry": "false"}
    key = json.dumps([asked, version, total], sort_keys=True)
    if not (pages / "asked").exists() or (pages / "asked").read_text() != key:
        shutil.rmtree(pages, ignore_errors=True)
        pages.mkdir()
        (pages / "asked").write_text(key)
    rows: list[dict[str, Any]] = []
    while len(rows) < total:
        progress(layer.key, len(rows), total)
        rows += _page(layer, asked, len(rows), pages)
    _check_whole(layer, rows, total)
    return rows


def _page(layer: Layer, asked: dict[str, str], offset: int, pages: Path) -> list[dict[str, Any]]:
    """The features from an offset on; a server may send fewer than it is asked for."""
    path = pages / f"{offset}.json"
    if not path.exists():
        answer = _answer(layer, layer.address, asked | {"resultOffset": str(offset)})
        if not answer.get("features"):
            raise InputError(
                "the Open Geography Portal sends fewer areas than it counts",
                file=layer.address,
                mend=f"Run it again. {BY_BROWSER}",
            )
        with room(path):
            part = path.with_suffix(".part")
            part.write_text(json.dumps(answer["features"]), encoding="utf-8")
            part.replace(path)
    rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return rows


def _fields(row: dict[str, Any]) -> dict[str, Any]:
    fields: dict[str, Any] = row.get("properties") or row.get("attributes") or {}
    return fields


def _check_whole(layer: Layer, rows: list[dict[str, Any]], total: int) -> None:
    codes = [_fields(row).get(layer.id) for row in rows]
    # A lookup of old areas to new ones has a row for each pair.
    pairs = {json.dumps(_fields(row), sort_keys=True) for row in rows}
    if len(rows) != total or None in codes or len(pairs) != total:
        raise InputError(
            "the Open Geography Portal sends an area twice, or without its code",
            file=layer.address,
            value=f"{len(rows)} rows, {len(pairs)} of them different, {total} counted",
            mend=f"Run it again. {BY_BROWSER}",
        )


def _geojson(rows: list[dict[str, Any]]) -> str:
    """One collection, with the system that its coordinates are in."""
    whole: dict[str, Any] = {"type": "FeatureCollection", "features": rows}
    first = rows[0]["geometry"]["coordinates"]
    while isinstance(first[0], list):
        first = first[0]
    if max(abs(first[0]), abs(first[1])) > 180:  # metres: the grid was heeded
        named = {"name": f"urn:ogc:def:crs:EPSG::{GRID}"}
        whole["crs"] = {"type": "name", "properties": named}
    return json.dumps(whole) + "\n"


def _csv(rows: list[dict[str, Any]]) -> str:
    columns = list(dict.fromkeys(key for row in rows for key in _fields(row)))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(_fields(row) for row in rows)
    return text.getvalue()
