"""Damaged files of each kind, as fuzzing found them: one sentence each, and no value of anybody."""

from __future__ import annotations

import os
import struct
import sys
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from tests.read.fuzz.good import (
    AREAS,
    CONTACTS,
    FILES,
    LONG,
    PAIRS,
    SECRETS,
    compound,
)
from waterbed.model.errors import InputError
from waterbed.model.sources import AreaSource
from waterbed.propose.guess_map import open_areas
from waterbed.propose.guess_neighbours import guess_neighbours
from waterbed.read.areas.areas import read_polygons
from waterbed.read.tables.opener import open_table


def refused(name: str, folder: Path, spoil: object) -> str:
    """What the reader of a good file says of it once it is spoilt."""
    good = FILES[name]
    path = folder / good.name
    good.make(path)
    assert callable(spoil)
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(InputError) as caught:
        good.read(path)
    text = str(caught.value)
    assert not good.secret or not any(word in text for word in SECRETS), text
    return text


@pytest.mark.parametrize(
    ("name", "spoil"),
    [
        ("map prj", lambda data: data[:-1]),
        ("map prj", lambda data: data[: len(data) // 2]),
        ("map dbf", lambda data: data[: len(data) * 3 // 4]),
        ("map dbf", lambda data: data.replace(b"Ilford", b"Ilf\xfard")),
        ("map shp", lambda data: data[:-1] + b"\x10"),
    ],
)
def test_a_damaged_part_of_a_shapefile(tmp_path: Path, name: str, spoil: object) -> None:
    assert "not a map that can be read" in refused(name, tmp_path, spoil)


def test_a_map_that_new_opens_is_as_sound(tmp_path: Path) -> None:
    good = FILES["map dbf"]
    good.make(tmp_path / good.name)
    data = (tmp_path / good.name).read_bytes()
    (tmp_path / good.name).write_bytes(data.replace(b"Ilford", b"Ilf\xfard"))
    with pytest.raises(InputError, match="neither a map nor a table"):
        open_areas(tmp_path / "wards.shp")
    with pytest.raises(InputError, match="not a map"):
        read_polygons(AreaSource(tmp_path / "wards.shp", id="code", group="borough"))


def test_a_member_of_an_archive_said_to_lie_nowhere(tmp_path: Path) -> None:
    """The list of members counts from the beginning of the file, which is gone."""
    for name in ("police.uk zip", "new, police.uk zip"):
        assert "member of the zip is damaged" in refused(name, tmp_path, lambda data: data[200:])


def test_a_line_that_ends_in_the_middle_of_a_field(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b"Title\na,b\n1,2\r3,4\n5,6\n")
    with pytest.raises(InputError, match="cannot be read as CSV"):
        open_table(path)
    text = refused("police.uk zip", tmp_path, _header_with_a_return)
    assert "cannot be read as CSV" in text


def _header_with_a_return(data: bytes) -> bytes:
    from tests.read.fuzz.good import parts, repacked

    return repacked(
        {name: inside.replace(b"Month", b"Mon\rth", 1) for name, inside in parts(data).items()}
    )


# --- old workbooks -----------------------------------------------------------------------------


def record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def old_book(sheet: bytes, more: bytes = b"") -> bytes:
    """An .xls whose only sheet is made of these records."""
    begin = record(0x0809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 6)) + more
    name = b"Counts"
    at = len(begin) + 4 + 8 + len(name) + 4
    bound = record(0x0085, struct.pack("<IHBB", at, 0, len(name), 0) + name)
    first = record(0x0809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 6))
    return compound(begin + bound + record(0x000A) + first + sheet + record(0x000A))


CELL = record(0x0203, struct.pack("<HHHd", 0, 0, 0, 1.0))
FAR = record(0x0203, struct.pack("<HHHd", 65_535, 60_000, 0, 1.0))
WIDE = record(0x0200, struct.pack("<IIHHH", 0, 0xFFFFFFF0, 0, 0xFFFF, 0))
TEXTS = record(0x00FC, struct.pack("<II", 0xFFFFFFFF, 0xFFFFFFFF))


def looped(content: bytes) -> bytes:
    """The first sector of the workbook comes after itself."""
    tables, *_ = struct.unpack_from("<I", content, 76)
    at = 512 * (tables + 1)
    return content[:at] + struct.pack("<I", 0) + content[at + 4 :]


def longer(content: bytes) -> bytes:
    """The sectors of its list are said to be four thousand million."""
    return content[:44] + b"\xfe\xff\xff\xff" + content[48:]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (looped(old_book(CELL)), "not a workbook"),
        (longer(old_book(CELL)), "not a workbook"),
        (old_book(CELL)[:-2], "not a workbook"),
        (old_book(CELL + FAR), "far from all others"),
        (old_book(CELL + WIDE), "far from all others"),
        (old_book(CELL, TEXTS), "not a workbook"),
    ],
    ids=["loop", "too long", "cut", "far cell", "wide sheet", "many texts"],
)
def test_an_old_workbook_that_would_take_all_memory(
    tmp_path: Path, content: bytes, problem: str
) -> None:
    path = tmp_path / "t.xls"
    path.write_bytes(old_book(CELL))
    assert open_table(path).columns == ("1",)
    path.write_bytes(content)
    with pytest.raises(InputError, match=problem):
        open_table(path)


def test_a_workbook_without_a_sheet(tmp_path: Path) -> None:
    path = tmp_path / "t.xls"
    begin = record(0x0809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 6))
    path.write_bytes(compound(begin + record(0x000A)))
    with pytest.raises(InputError, match="not a workbook"):
        open_table(path)


# --- columns without a name --------------------------------------------------------------------


def test_a_column_without_a_name_is_not_asked_for(tmp_path: Path) -> None:
    """Among repeated rows, in a list of areas, and in a table of neighbours."""
    path = tmp_path / "long.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for k, row in enumerate([LONG[0], *LONG[1:20], *LONG[1:20]]):
            sheet.write_row(k, 0, row)
            sheet.write(k, 5, "" if k == 0 else "seen")
    with pytest.raises(InputError, match="repeated"):
        FILES["long xlsx"].read(path)
    for name, rows in (("areas.csv", AREAS), ("pairs.csv", PAIRS)):
        lines = [",".join(map(str, row)) + ("," if k == 0 else ",x") for k, row in enumerate(rows)]
        (tmp_path / name).write_text("\n".join(lines) + "\n", "utf-8")
    areas = open_areas(tmp_path / "areas.csv")
    assert [column.name for column in areas.columns] == ["code", "name", "borough"]
    with pytest.raises(InputError, match="columns"):
        guess_neighbours(tmp_path / "pairs.csv", None)


# --- nobody's values ---------------------------------------------------------------------------


def test_a_row_of_values_in_place_of_names_is_not_shown(tmp_path: Path) -> None:
    def headless(data: bytes) -> bytes:
        return data.partition(b"\n")[2]

    assert "They are not shown" in refused("contacts csv", tmp_path, headless)
    rows = "\n".join(["Mazurek,Refuge", *(f"{code},{at}" for code, at, *_ in CONTACTS[1:])])
    text = refused("contacts csv", tmp_path, lambda _: rows.encode())
    assert "They are not shown" in text
    named = refused("contacts csv", tmp_path, lambda data: data.replace(b"code", b"client", 1))
    assert "The columns are: client, service, date, note" in named


def test_a_field_that_cannot_be_parsed_is_not_shown(tmp_path: Path) -> None:
    def quoted(data: bytes) -> bytes:
        return data.replace(b"2024-02-03", b'2024-0"\n"2-03', 1)

    assert "cannot be read as CSV" in refused("contacts csv", tmp_path, quoted)


def test_a_street_file_without_names_shows_no_street(tmp_path: Path) -> None:
    path = tmp_path / "2016-03.zip"
    row = ",2016-01,Force,Force,0.07,51.55,Vine Road,E01000001,Ward,Burglary,,"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("2016-01/2016-01-metropolitan-street.csv", "Vine Road,Burglary\n" + row)
    with pytest.raises(InputError) as caught:
        FILES["police.uk zip"].read(path)
    assert "Vine Road" not in str(caught.value)


# --- what has no end ---------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="devices and pipes are no files there")
def test_a_device_or_a_pipe_is_no_table(tmp_path: Path) -> None:
    (tmp_path / "device.csv").symlink_to("/dev/zero")
    os.mkfifo(tmp_path / "pipe.csv")
    for name in ("device.csv", "pipe.csv"):
        with pytest.raises(InputError, match="not a file but a device or a pipe"):
            open_table(tmp_path / name)


def test_a_row_without_end(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b",".join(b"c%d" % k for k in range(20_000)) + b"\n")
    with pytest.raises(InputError, match="more fields than a table has columns") as caught:
        open_table(path)
    assert "20,000" in str(caught.value)
