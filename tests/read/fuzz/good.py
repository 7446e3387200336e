"""Small good files of every kind that the program reads, and how each is read."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl
import shapely
import xlsxwriter

from tests.read.made import squares, street
from tests.read.workbooks import small
from waterbed.model.population import ListTable
from waterbed.model.sources import AreaSource, CountTable
from waterbed.model.study import Outcome
from waterbed.propose.new import make
from waterbed.propose.opening import Asked
from waterbed.read.areas.areas import read_areas
from waterbed.read.lists.contacts import read_contacts
from waterbed.read.lists.lists import read_lists
from waterbed.read.lists.triangle import read_triangle
from waterbed.read.study.study_file import read_study
from waterbed.read.tables.counts import read_counts

SECRETS = ("Roe", "Vine Road", "Mazurek")
"""Words that stand only in tables of incidents and of persons, and that no error may print."""

ALL = Outcome("all", "all crime", (), ((),))
MONTHS = tuple(f"{2016 + k // 12}-{k % 12 + 1:02}" for k in range(26))
PLACES = ("E01000001", "E01000002", "E01000003")


@dataclass(frozen=True)
class Good:
    """A file and what reads it: `read` takes its path, in a folder that holds `beside` as well."""

    name: str
    make: Callable[[Path], None]
    read: Callable[[Path], object]
    secret: bool = False


def _csv(rows: Sequence[Sequence[object]]) -> Callable[[Path], None]:
    text = "".join(",".join(f"{cell}" for cell in row) + "\n" for row in rows)
    return lambda path: path.write_text(text, encoding="utf-8") and None


def _book(rows: Sequence[Sequence[object]]) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet("Counts")
            for k, row in enumerate(rows):
                sheet.write_row(k, 0, row)

    return write


LONG = [
    ("area", "month", "kind", "count"),
    *((a, m, k, (i * 7 + j) % 5) for i, a in enumerate(PLACES) for j, m in enumerate(MONTHS)
      for k in ("ROBBERY", "BURGLARY")),
]  # fmt: skip
WIDE = [
    ("area", "kind", *MONTHS),
    *((a, k, *((3 * i + j) % 6 for j in range(len(MONTHS)))) for i, a in enumerate(PLACES)
      for k in ("ROBBERY", "BURGLARY")),
]  # fmt: skip
PIVOT = [
    ("Recorded crime, monthly",), (), ("Ward", "Offence", *(m + "-01" for m in MONTHS)),
    *((a, "Robbery", *range(len(MONTHS))) for a in PLACES),
    ("Total", "", *(3 * k for k in range(len(MONTHS)))), ("Source: police",),
]  # fmt: skip
INCIDENTS = [
    ("id", "area", "date", "time", "street", "officer", "x", "y"),
    *((f"N{k}", PLACES[k % 3], f"{MONTHS[k % 26]}-{k % 27 + 1:02}", "23:15", "12 Vine Road",
       "Jane Roe", 50 + 100 * (k % 3), 40) for k in range(60)),
]  # fmt: skip
LISTS = [
    ("name", "refuge", "clinic", "outreach"),
    *((f"Mazurek {k}", k % 2, (k // 2) % 2, (k // 4) % 2) for k in range(1, 40)),
]
CONTACTS = [
    ("code", "service", "date", "note"),
    *((f"Mazurek{k % 23}", ("Refuge", "Clinic")[k % 2], f"2024-{k % 12 + 1:02}-03", "Vine Road")
      for k in range(70)),
]  # fmt: skip
DELAYS = [
    ("recorded", "committed", "n"),
    *((f"{MONTHS[k + d]}-01", f"{MONTHS[k]}-01", 3) for k in range(20) for d in (0, 1, 3)),
]
AREAS = [("code", "name", "borough"), *((a, f"Ward {a[-1]}", "Ilford") for a in PLACES)]
PAIRS = [("a", "b", "gap"), (PLACES[0], PLACES[1], 0), (PLACES[1], PLACES[2], 12.5)]


def _ods(path: Path) -> None:
    """The least that a sheet of an OpenDocument workbook can be."""
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p>'
            "</table:table-cell>"
            for cell in row
        )
        + "</table:table-row>"
        for row in LONG
    )
    names = " ".join(
        f'xmlns:{key}="urn:oasis:names:tc:opendocument:xmlns:{key}:1.0"'
        for key in ("office", "table", "text")
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
            "/>",
        )
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0"?><office:document-content {names}><office:body>'
            f'<office:spreadsheet><table:table table:name="Counts">{cells}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )


def _xls(path: Path) -> None:
    """A workbook of Excel 97: records of BIFF8 as one stream of a compound file."""

    def record(kind: int, body: bytes) -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    cells = b""
    for i, row in enumerate(LONG):
        for j, cell in enumerate(row):
            if isinstance(cell, str):
                text = struct.pack("<HB", len(cell), 0) + cell.encode("latin-1")
                cells += record(0x0204, struct.pack("<HHH", i, j, 0) + text)
            else:
                cells += record(0x0203, struct.pack("<HHHd", i, j, 0, cell))
    sheet = record(0x0809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 6)) + cells
    sheet += record(0x000A, b"")
    begin = record(0x0809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 6))
    name = b"Counts"
    size = len(begin) + 4 + 8 + len(name) + 4
    bound = record(0x0085, struct.pack("<IHBB", size, 0, len(name), 0) + name)
    path.write_bytes(compound(begin + bound + record(0x000A, b"") + sheet))


def compound(stream: bytes) -> bytes:
    """A compound file (MS-CFB) with one stream, called Workbook, in sectors of 512 bytes."""
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    sectors = len(stream) // 512
    end, free, of_table = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
    tables = -(-(sectors + 2) // 127)
    chain = [*range(1, sectors), end, end, *[of_table] * tables]
    chain += [free] * (128 * tables - len(chain))

    def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
        text = name.encode("utf-16-le")
        return (
            text.ljust(64, b"\0") + struct.pack("<HBB", len(text) + 2, kind, 1)
            + struct.pack("<III", free, free, child) + bytes(36) + struct.pack("<IQ", start, size)
        )  # fmt: skip

    folder = entry("Root Entry", 5, 1, end, 0) + entry("Workbook", 2, free, 0, len(stream))
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    head += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, tables, sectors, 0, 4096, end, 0, end, 0)
    head += struct.pack("<109I", *range(sectors + 1, sectors + 1 + tables),
                        *[free] * (109 - tables))  # fmt: skip
    return head + stream + folder.ljust(512, b"\0") + struct.pack(f"<{128 * tables}I", *chain)


def _map(path: Path) -> None:
    shapes = {a: shapely.box(100 * k, 0, 100 * k + 100, 100) for k, a in enumerate(PLACES)}
    squares(path, shapes, name=[f"Ward {a[-1]}" for a in PLACES], borough=["Ilford"] * 3)


def _parts_of_map(path: Path) -> None:
    """A shapefile, of which one part is to be spoilt."""
    _map(path.with_suffix(".shp"))


def _shapefile(path: Path) -> object:
    return _areas(path.with_suffix(".shp"))


def _street(path: Path) -> None:
    rows = [
        {"LSOA code": PLACES[k % 3], "Crime type": "Burglary", "Crime ID": f"id{k}",
         "Location": "On or near Vine Road", "Longitude": "0.07", "Latitude": "51.55"}
        for k in range(30)
    ]  # fmt: skip
    written = street(path.parent / "archive", "metropolitan", "2016-01", rows)
    path.write_bytes(written.read_bytes())


def _archive(path: Path) -> None:
    _street(path.parent / "one.csv")
    text = (path.parent / "one.csv").read_text("utf-8")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for at in MONTHS[:3]:
            own = text.replace("2016-01", at).replace("\nid", f"\nid{at}-")
            archive.writestr(f"{at}/{at}-metropolitan-street.csv", own)


def _counts(layout: str, **keys: object) -> Callable[[Path], object]:
    def read(path: Path) -> object:
        table = CountTable("t", path, layout, **keys)  # type: ignore[arg-type]
        return read_counts([table], [ALL], None, AreaSource())

    return read


def _areas(path: Path) -> object:
    return read_areas(AreaSource(path, id="code", name="name", group="borough"), 30.0)


def _pairs(path: Path) -> object:
    _csv(AREAS)(path.parent / "areas.csv")
    return read_areas(AreaSource(path.parent / "areas.csv", id="code", neighbours=path), 30.0)


def _new(path: Path) -> object:
    return make(path.parent / "study", Asked(path, starts=("2017-02",)), date(2020, 1, 1))


def _new_map(path: Path) -> object:
    _csv(LONG)(path.parent / "counts.csv")
    return make(path.parent / "study", Asked(path.parent / "counts.csv", path), date(2020, 1, 1))


def _toml(path: Path) -> None:
    from tests.read.study_files import SMALL

    path.write_text(SMALL, encoding="utf-8")


_long = _counts("long", area="area", period="month", count="count", categories=("kind",))
_wide = _counts("wide", area="area", categories=("kind",))
_pivot = _counts("wide", area="Ward", categories=("Offence",))
_incidents = _counts("incidents", area="area", period="date", id="id")
_police = _counts("police-uk", area="LSOA code")

FILES: dict[str, Good] = {
    "long csv": Good("long.csv", _csv(LONG), _long),
    "wide csv": Good("wide.csv", _csv(WIDE), _wide),
    "pivot csv": Good("pivot.csv", _csv(PIVOT), _pivot),
    "incidents csv": Good("incidents.csv", _csv(INCIDENTS), _incidents, True),
    "new, long csv": Good("long.csv", _csv(LONG), _new),
    "new, pivot csv": Good("pivot.csv", _csv(PIVOT), _new),
    "new, incidents csv": Good("incidents.csv", _csv(INCIDENTS), _new, True),
    "long xlsx": Good("long.xlsx", _book(LONG), _long),
    "pivot xlsx": Good("pivot.xlsx", _book(PIVOT), _pivot),
    "incidents xlsx": Good("incidents.xlsx", _book(INCIDENTS), _incidents, True),
    "new, pivot xlsx": Good("pivot.xlsx", _book(PIVOT), _new),
    "new, incidents xlsx": Good("incidents.xlsx", _book(INCIDENTS), _new, True),
    "long ods": Good("long.ods", _ods, _long),
    "long xls": Good("long.xls", _xls, _long),
    "long parquet": Good(
        "long.parquet",
        lambda path: pl.DataFrame(LONG[1:], schema=list(LONG[0]), orient="row").write_parquet(path),
        _long,
    ),
    "areas csv": Good("areas.csv", _csv(AREAS), _areas),
    "neighbours csv": Good("pairs.csv", _csv(PAIRS), _pairs),
    "map geojson": Good("wards.geojson", _map, _areas),
    "map gpkg": Good("wards.gpkg", _map, _areas),
    "map shp": Good("wards.shp", _map, _areas),
    "map dbf": Good("wards.dbf", _parts_of_map, _shapefile),
    "map shx": Good("wards.shx", _parts_of_map, _shapefile),
    "map prj": Good("wards.prj", _parts_of_map, _shapefile),
    "new, map geojson": Good("wards.geojson", _map, _new_map),
    "new, map gpkg": Good("wards.gpkg", _map, _new_map),
    "lists csv": Good(
        "lists.csv", _csv(LISTS),
        lambda path: read_lists(path, lists=("refuge", "clinic", "outreach")), True,
    ),
    "contacts csv": Good(
        "contacts.csv", _csv(CONTACTS),
        lambda path: read_contacts(ListTable(path, code="code", service="service", date="date")),
        True,
    ),
    "delays csv": Good(
        "delays.csv", _csv(DELAYS),
        lambda path: read_triangle(path, recorded="recorded", committed="committed", count="n"),
    ),
    "study toml": Good("study.toml", _toml, read_study),
    "study workbook": Good("study.xlsx", lambda path: small().save(path), read_study),
    "police.uk zip": Good("2016-03.zip", _archive, _police, True),
    "new, police.uk zip": Good("2016-03.zip", _archive, _new, True),
    "police.uk csv": Good("2016-01-metropolitan-street.csv", _street, _counts(
        "incidents", area="LSOA code", period="Month"), True),
}  # fmt: skip


def packed(content: bytes) -> bool:
    return content[:4] == b"PK\x03\x04"


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def repacked(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()
