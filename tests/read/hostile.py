"""Files made to harm whoever opens them, each with the command that is to open it."""

from __future__ import annotations

import json
import sqlite3
import struct
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
import xlsxwriter

from tests.disclosure.attacks.world import Asked, Question, made
from tests.disclosure.attacks.world import write as write_study
from tests.fetch.replay import Replay
from tests.read.fuzz.good import _map, _ods, parts, repacked
from tests.read.made import STREET as COLUMNS
from tests.read.test_damaged import CELL, FAR, TEXTS, WIDE, looped, old_book

MB = 2**20
REFUSED = (2,)
EITHER = (0, 2)
"""Where what it holds may be read for what it is."""

CHECK, RUN = ("check", "study.toml"), ("run", "study.toml", "--placebos", "19", "--words-read")


@dataclass(frozen=True)
class Hostile:
    """command : of waterbed, run in the folder that `make` fills; ends : statuses it may end in"""

    make: Callable[[Path, Replay], object]
    command: Sequence[str] = CHECK
    ends: Sequence[int] = REFUSED


def study(folder: Path) -> Path:
    table = made(np.random.default_rng(1), [40] * 12)
    question = Question([Asked("patrol", [0], [("next", [1])])])
    return write_study(folder, question, [table])


def counts(content: bytes | Callable[[Path], object], name: str = "incidents.csv") -> Callable:
    """A study whose counts are this file."""

    def make(folder: Path, replay: Replay) -> None:
        text = study(folder).read_text("utf-8")
        (folder / "study.toml").write_text(text.replace("incidents.csv", name), "utf-8")
        _put(folder / name, content)

    return make


def areas(content: bytes | Callable[[Path], object], name: str) -> Callable:
    """A study whose areas are this map."""

    def make(folder: Path, replay: Replay) -> None:
        text = study(folder).read_text("utf-8")
        text = text.replace('"areas.csv"', f'"{name}"').replace('id = "area"', 'id = "code"')
        lines = [line for line in text.splitlines() if not line.startswith(("neighbours", "group"))]
        (folder / "study.toml").write_text("\n".join(lines), "utf-8")
        _put(folder / name, content)

    return make


def asked(*changes: tuple[str, str], more: str = "") -> Callable:
    """A study file with these texts replaced."""

    def make(folder: Path, replay: Replay) -> None:
        text = study(folder).read_text("utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        (folder / "study.toml").write_text(text + more, "utf-8")

    return make


def alone(content: bytes | Callable[[Path], object], name: str) -> Callable:
    return lambda folder, replay: _put(folder / name, content)


def _put(path: Path, content: bytes | Callable[[Path], object]) -> None:
    if path.exists():
        path.unlink()
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        content(path)


def lines(*rows: str) -> bytes:
    return "\n".join(("kind,area,month,count", *rows, "")).encode()


def noughts(path: Path, names: dict[str, int]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, size in names.items():
            with archive.open(name, "w", force_zip64=True) as member:
                for _ in range(size // 2**22):
                    member.write(b"0" * 2**22)


def book(change: Callable[[dict[str, bytes]], dict[str, bytes]]) -> Callable[[Path], None]:
    """A workbook whose parts are changed."""

    def write(path: Path) -> None:
        with xlsxwriter.Workbook(path) as made_of:
            sheet = made_of.add_worksheet()
            for k, row in enumerate(
                [("kind", "area", "month", "count"), ("other", "beat 00", "2016-01", 3)]
            ):
                sheet.write_row(k, 0, row)
        path.write_bytes(repacked(change(parts(path.read_bytes()))))

    return write


SHEET, TEXT = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"


def laughing(members: dict[str, bytes]) -> dict[str, bytes]:
    levels = "".join(f'<!ENTITY l{k + 1} "{f"&l{k};" * 10}">' for k in range(9))
    head = f'<!DOCTYPE sst [<!ENTITY l0 "ha">{levels}]>'.encode()
    inside = members[TEXT].replace(b"<sst", head + b"<sst", 1).replace(b"beat 00", b"&l9;")
    return members | {TEXT: inside}


def from_outside(members: dict[str, bytes]) -> dict[str, bytes]:
    head = b'<!DOCTYPE sst [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    inside = members[TEXT].replace(b"<sst", head + b"<sst", 1).replace(b"beat 00", b"&x;")
    return members | {TEXT: inside}


def far(members: dict[str, bytes]) -> dict[str, bytes]:
    row = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return members | {SHEET: members[SHEET].replace(b"</sheetData>", row)}


def no_such_text(members: dict[str, bytes]) -> dict[str, bytes]:
    return members | {SHEET: members[SHEET].replace(b"<v>0</v>", b"<v>4000000000</v>", 1)}


def outside_folder(members: dict[str, bytes]) -> dict[str, bytes]:
    return members | {"../../../tmp/waterbed-was-here": b"x"}


def repeats(path: Path, cell: str) -> None:
    """An OpenDocument sheet one of whose cells is said to stand a thousand million times."""
    _ods(path)
    members = parts(path.read_bytes())
    text = members["content.xml"].decode()
    members["content.xml"] = text.replace("<table:table-row><table:table-cell", cell, 1).encode()
    path.write_bytes(repacked(members))


def many_rows(path: Path) -> None:
    """Three hundred million equal rows in a few kilobytes a column."""
    rows = 300_000_000
    pl.select(
        kind=pl.repeat(1, rows, dtype=pl.Int8), area=pl.repeat(1, rows, dtype=pl.Int8),
        month=pl.repeat(1, rows, dtype=pl.Int8), count=pl.repeat(1, rows, dtype=pl.Int8),
    ).write_parquet(path, compression="zstd")  # fmt: skip


def endless_view(path: Path) -> None:
    """A GeoPackage whose layer is a question without an end."""
    _map(path)
    with sqlite3.connect(path) as base:
        table = base.execute("SELECT table_name FROM gpkg_contents").fetchone()[0]
        base.execute(f'ALTER TABLE "{table}" RENAME TO kept')
        base.execute(
            f'CREATE VIEW "{table}" AS WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 '
            "FROM t) SELECT kept.* FROM kept, t"
        )


def long_record(path: Path) -> None:
    """A shape whose record says that it is two thousand million bytes."""
    _map(path)
    data = bytearray(path.read_bytes())
    data[104:108] = struct.pack(">I", 0x3FFFFFFF)
    path.write_bytes(data)


def many_records(path: Path) -> None:
    _map(path)
    table = path.with_suffix(".dbf")
    data = bytearray(table.read_bytes())
    data[4:8] = struct.pack("<I", 0x7FFFFFFF)
    table.write_bytes(data)


def shape(coordinates: str) -> bytes:
    return (
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"beat 00",'
        f'"name":"x"}},"geometry":{{"type":"Polygon","coordinates":{coordinates}}}}}]}}'
    ).encode()


def archive(names: dict[str, bytes]) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
            for name, content in names.items():
                packed.writestr(name, content)

    return write


STREET = (
    ",".join(COLUMNS).encode() + b"\n"
    b"x,2016-01,F,F,0.07,51.55,On or near Vine Road,E01000001,W,Burglary,,\n"
)


def overlapping(path: Path) -> None:
    """Two hundred members that are all the same part of the file (Fifield 2019)."""
    archive({"2016-01/2016-01-f-street.csv": b"0" * (64 * MB)})(path)
    with zipfile.ZipFile(path, "a") as packed:
        first = packed.infolist()[0]
        for k in range(200):
            other = zipfile.ZipInfo(f"2016-01/2016-01-f{k}-street.csv")
            for name in ("compress_type", "CRC", "compress_size", "file_size", "header_offset"):
                setattr(other, name, getattr(first, name))
            packed.filelist.append(other)
        packed._didModify = True  # type: ignore[attr-defined]


def planted(folder: Path, replay: Replay) -> None:
    """Links that lie in wait for the folder of the report."""
    study(folder)
    (folder / "elsewhere").mkdir()
    (folder / "out").symlink_to(folder / "elsewhere")


def wide_dates(first: str, last: str) -> bytes:
    return lines(f"other,beat 00,{first},1", f"other,beat 01,{last},1")


DEEP = b"[" * 1_000_000
NEW = ("new", "made", "--start", "2017-01", "--counts")

FILES: dict[str, Hostile] = {
    # tables of text
    "csv: markup and formulas for names": Hostile(
        counts(
            lines(
                *(f'other,"<script>alert({k})</script>",2016-01,1' for k in range(9)),
                *(f"other,=1+{k},2016-01,1" for k in range(9)),
            )
        ),
        CHECK,
        EITHER,
    ),
    "csv: escape codes and bidi for names": Hostile(
        counts(lines("other,\x1b[2J\u202ebeat,2016-01,1")), CHECK, REFUSED
    ),
    "csv: one line of 200 MB": Hostile(counts(b"a," * (100 * MB))),
    "csv: an open quote": Hostile(counts(lines('other,"beat 00,2016-01,1') + b"x" * MB)),
    "csv: zero bytes": Hostile(counts(lines("other,beat\0 00,2016-01,1"))),
    "csv: 200,000 columns": Hostile(counts(b",".join(b"c%d" % k for k in range(200_000)) + b"\n")),
    "csv: a number of 400 digits": Hostile(counts(lines("other,beat 00,2016-01," + "9" * 400))),
    "csv: a count of 1e308": Hostile(counts(lines("other,beat 00,2016-01,1e308"))),
    "csv: a count of 9e18": Hostile(
        counts(lines(*["other,beat 00,2016-01,9000000000000000000"] * 3))
    ),
    "csv: months from the year 1 to 9999": Hostile(
        counts(wide_dates("0001-01", "9999-12")), CHECK, EITHER
    ),
    "csv: months from 1900 to 2100": Hostile(
        counts(wide_dates("1900-01", "2100-12")), CHECK, EITHER
    ),
    "csv: a device": Hostile(counts(lambda path: path.symlink_to("/dev/zero"))),
    "csv: a pipe": Hostile(counts(lambda path: __import__("os").mkfifo(path))),
    "csv: a secret file by a link": Hostile(counts(lambda path: path.symlink_to("/etc/shadow"))),
    "csv: 40,000 outcomes' kinds": Hostile(
        counts(lines(*(f"k{k},beat 00,2016-01,1" for k in range(40_000)))), CHECK, EITHER
    ),
    # workbooks
    "xlsx: a sheet of 1.2 GB": Hostile(
        counts(lambda path: noughts(path, {SHEET: 1200 * MB}), "t.xlsx")
    ),
    "xlsx: a cell far from all others": Hostile(counts(book(far), "t.xlsx")),
    "xlsx: entities that laugh": Hostile(counts(book(laughing), "t.xlsx")),
    "xlsx: an entity from outside": Hostile(counts(book(from_outside), "t.xlsx")),
    "xlsx: a text that is not there": Hostile(counts(book(no_such_text), "t.xlsx"), CHECK, EITHER),
    "xlsx: a part outside the folder": Hostile(
        counts(book(outside_folder), "t.xlsx"), CHECK, EITHER
    ),
    "xls: sectors in a ring": Hostile(counts(looped(old_book(CELL)), "t.xls")),
    "xls: a cell far from all others": Hostile(counts(old_book(CELL + FAR), "t.xls")),
    "xls: a sheet said to be endless": Hostile(counts(old_book(CELL + WIDE), "t.xls")),
    "xls: four thousand million texts": Hostile(counts(old_book(CELL, TEXTS), "t.xls")),
    "ods: a cell a thousand million times": Hostile(
        counts(
            lambda path: repeats(
                path,
                '<table:table-row><table:table-cell table:number-columns-repeated="1000000000"',
            ),
            "t.ods",
        )
    ),
    "ods: a row a thousand million times": Hostile(
        counts(
            lambda path: repeats(
                path, '<table:table-row table:number-rows-repeated="1000000000"><table:table-cell'
            ),
            "t.ods",
        )
    ),
    "parquet: cut off": Hostile(
        counts(b"PAR1" + b"\xff" * 400 + b"\xff\xff\xff\x7fPAR1", "t.parquet")
    ),
    "parquet: 300 million equal rows": Hostile(counts(many_rows, "t.parquet")),
    # maps
    "map: a list of layers that fetches": Hostile(
        areas(
            b"<OGRVRTDataSource><OGRVRTLayer name='x'><SrcDataSource>/vsicurl/http://127.0.0.1:9/x"
            b"</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>",
            "wards.geojson",
        )
    ),
    "map: a list of commands": Hostile(
        areas(
            b'{"type": "gdal_streamed_alg", "command_line": "gdal vector read http://127.0.0.1:9/x"}',
            "wards.geojson",
        )
    ),
    "map: a million brackets": Hostile(
        areas(b'{"type":"FeatureCollection","features":' + DEEP, "wards.geojson")
    ),
    "map: nested coordinates": Hostile(areas(shape("[" * 900 + "]" * 900), "wards.geojson")),
    "map: coordinates beyond all numbers": Hostile(
        areas(shape("[[[1e999,0],[0,1e999],[1e308,-1e308],[1e999,0]]]"), "wards.geojson")
    ),
    "map: a question without an end": Hostile(areas(endless_view, "wards.gpkg")),
    "map: a record of two thousand million bytes": Hostile(areas(long_record, "wards.shp")),
    "map: two thousand million records": Hostile(areas(many_records, "wards.shp"), CHECK, EITHER),
    # study files
    "study: a million brackets": Hostile(alone(b"a = " + DEEP, "study.toml")),
    "study: 20,000 nested tables": Hostile(
        alone(b".".join([b"a"] * 20_000) + b" = 1", "study.toml")
    ),
    "study: a seed of 5,000 digits": Hostile(asked(("seed = 1", "seed = " + "9" * 5000))),
    "study: escape codes in its title": Hostile(
        asked(('"Small counts"', '"\\u001b[2J\\u202eSmall"')), RUN, EITHER
    ),
    "study: markup in its title": Hostile(
        asked(('"Small counts"', '"<img src=x onerror=alert(1)>"')), RUN, EITHER
    ),
    "study: a file above its folder": Hostile(
        asked(('"incidents.csv"', '"../../../../etc/passwd"'))
    ),
    "study: an address for a file": Hostile(
        asked(('"incidents.csv"', '"http://127.0.0.1:9/x.csv"'))
    ),
    "study: a window of 9,000 years": Hostile(
        asked(('"2016-01", "2016-12"', '"0001-01", "9999-12"'))
    ),
    "study: a hundred thousand readings": Hostile(
        asked(
            more=(
                '\n[[rule.readings]]\nintervention = "patrol"\nstarts = '
                + json.dumps([f"2017-{k % 12 + 1:02}" for k in range(1000)])
                + "\nlengths = "
                + json.dumps(list(range(1, 1000)))
                + '\nbases = ["year-before", "just-before"]\n'
            )
        ),
        RUN,
        EITHER,
    ),
    "study: a workbook of 1.2 GB": Hostile(
        alone(lambda path: noughts(path, {SHEET: 1200 * MB}), "study.xlsx"), ("check", "study.xlsx")
    ),
    "study: a workbook that laughs": Hostile(
        alone(book(laughing), "study.xlsx"), ("check", "study.xlsx")
    ),
    # what new opens
    "new: a sheet of 1.2 GB": Hostile(
        alone(lambda path: noughts(path, {SHEET: 1200 * MB}), "t.xlsx"), (*NEW, "t.xlsx")
    ),
    "new: an old workbook in a ring": Hostile(
        alone(looped(old_book(CELL)), "t.xls"), (*NEW, "t.xls")
    ),
    "new: 200,000 columns": Hostile(
        alone(b",".join(b"c%d" % k for k in range(200_000)) + b"\n1\n", "t.csv"), (*NEW, "t.csv")
    ),
    "new: an archive with a member of 1.2 GB": Hostile(
        alone(lambda path: noughts(path, {"2016-01-f-street.csv": 1200 * MB}), "t.zip"),
        (*NEW, "t.zip"),
    ),
    "new: an archive with a path to the root": Hostile(
        alone(archive({"../../../tmp/2016-01-f-street.csv": STREET}), "t.zip"),
        (*NEW, "t.zip"),
        EITHER,
    ),
    "new: an archive of one part 200 times": Hostile(alone(overlapping, "t.zip"), (*NEW, "t.zip")),
    "new: a month that there is not": Hostile(
        alone(archive({"9999-99/9999-99-f-street.csv": STREET}), "t.zip"), (*NEW, "t.zip")
    ),
    # where it is written
    "run: a link for the folder of the report": Hostile(planted, (*RUN, "--out", "out")),
}


def publisher(path: str, content: bytes) -> Callable:
    """A publisher, or who stands in its place, that gives this."""

    def make(folder: Path, replay: Replay) -> None:
        replay.files[path] = content

    return make


BOUNDARIES = ("fetch", "boundaries", "--authority", "Leeds", "--out", "b")


def every_answer(content: bytes) -> Callable:
    """A publisher that gives the same to whatever is asked."""

    def make(folder: Path, replay: Replay) -> None:
        class Always(dict[str, object]):
            def __contains__(self, key: object) -> bool:
                return True

            def __missing__(self, key: str) -> object:
                return lambda query: (200, "application/json", content)

        replay.answers = Always()

    return make


POLICE = (
    "fetch",
    "police-uk",
    "--force",
    "f",
    "--from",
    "2016-01",
    "--to",
    "2016-02",
    "--out",
    "p",
)

FETCHED: dict[str, Hostile] = {
    "fetch: a page in place of the map": Hostile(every_answer(b"<html>"), BOUNDARIES),
    "fetch: a million brackets": Hostile(every_answer(DEEP), BOUNDARIES),
    "fetch: a list of layers that fetches": Hostile(
        every_answer(b"<OGRVRTDataSource/>"), BOUNDARIES
    ),
    "fetch: JSON of another kind": Hostile(
        every_answer(b'{"features": [1, null], "count": -1}'), BOUNDARIES
    ),
    "fetch: 200 MB of blanks": Hostile(every_answer(b" " * (200 * MB)), BOUNDARIES),
    "fetch: no archive but a page": Hostile(every_answer(b"<html>"), POLICE),
    "fetch: an archive that is none": Hostile(every_answer(b"PK\x03\x04" + b"\0" * 4000), POLICE),
}
