"""Files made to harm whoever opens them: one clear error each, and memory that is bounded."""

from __future__ import annotations

import io
import subprocess
import sys
import textwrap
import zipfile
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from waterbed.model import unpacked
from waterbed.model.errors import InputError
from waterbed.model.sources import AreaSource, CountTable
from waterbed.model.study import Outcome
from waterbed.model.unpacked import MOST_CELLS, must_be_modest, read_member
from waterbed.propose.guess_map import open_areas
from waterbed.read.areas.areas import read_polygons
from waterbed.read.study.study_file import read_study
from waterbed.read.tables.counts import read_counts
from waterbed.read.tables.opener import open_table

MEMORY = 1500 * 2**20
"""Bytes that a child may have more than it has when everything is imported."""

VRT = """<OGRVRTDataSource><OGRVRTLayer name="x">
<SrcDataSource>/vsicurl/http://127.0.0.1:9/secret.geojson</SrcDataSource>
</OGRVRTLayer></OGRVRTDataSource>"""
ALGORITHM = '{"type": "gdal_streamed_alg", "command_line": "gdal vector read http://127.0.0.1:9/x"}'


def zeros(path: Path, names: dict[str, int]) -> Path:
    """A zip of members of so many noughts each, a thousandth of that on disk."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, size in names.items():
            with archive.open(name, "w", force_zip64=True) as member:
                for _ in range(size // 2**22):
                    member.write(b"0" * 2**22)
    return path


def workbook(tmp_path: Path, sheet: str) -> Path:
    """A workbook whose only sheet is the XML given."""
    whole, path = tmp_path / "whole.xlsx", tmp_path / "made.xlsx"
    with xlsxwriter.Workbook(whole) as book:
        book.add_worksheet().write_row(0, 0, ["ward", "n"])
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(path, "w") as new:
        for part in old.namelist():
            inside = sheet.encode() if part == "xl/worksheets/sheet1.xml" else old.read(part)
            new.writestr(part, inside)
    return path


FAR = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    '<row r="1"><c r="A1" t="n"><v>1</v></c></row>'
    '<row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row></sheetData></worksheet>'
)


@pytest.mark.parametrize("text", [VRT, ALGORITHM, "\ufeff \n" + VRT, "", "x"])
def test_a_map_that_would_fetch_is_not_opened(tmp_path: Path, text: str) -> None:
    path = tmp_path / "wards.geojson"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="not what its name says"):
        read_polygons(AreaSource(path, id="code"))
    with pytest.raises(InputError, match="not what its name says"):
        open_areas(path)


def test_commands_far_down_in_a_map_are_found(tmp_path: Path) -> None:
    path = tmp_path / "wards.geojson"
    path.write_text('{"pad": "' + " " * (2**22 - 20) + '",' + ALGORITHM[1:], encoding="utf-8")
    with pytest.raises(InputError, match="not what its name says"):
        read_polygons(AreaSource(path, id="code"))


@pytest.fixture
def small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacked, "LARGEST_MEMBER", 2**24)
    monkeypatch.setattr(unpacked, "LARGEST_BOOK", 2**25)


@pytest.mark.usefixtures("small_limits")
def test_a_member_of_an_archive_has_a_largest_size(tmp_path: Path) -> None:
    path = zeros(tmp_path / "archive.zip", {"2020-01-x-street.csv": 2**24 + 2**22})
    with zipfile.ZipFile(path) as archive, pytest.raises(InputError, match="far larger inside"):
        read_member(archive, "2020-01-x-street.csv", "archive.zip")


@pytest.mark.usefixtures("small_limits")
def test_a_workbook_has_a_largest_size_and_a_farthest_cell(tmp_path: Path) -> None:
    sizes = {f"xl/worksheets/sheet{k}.xml": 2**24 for k in (1, 2, 3)}
    with pytest.raises(InputError, match="far larger inside"):
        must_be_modest(zeros(tmp_path / "bomb.xlsx", sizes), "bomb.xlsx")
    with pytest.raises(InputError, match="far from all others") as caught:
        open_table(workbook(tmp_path, FAR))
    assert "1,048,576 rows, 16,384 columns" in str(caught.value)
    must_be_modest(io.BytesIO(b"no zip"), "old.xls")


def test_a_damaged_sheet_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"sheet cannot be read|not a workbook"):
        open_table(workbook(tmp_path, "<worksheet><sheetData><row r='1'><c r='A1' t='s'><v>99"))


@pytest.mark.parametrize(("at", "new"), [(6, 1), (8, 9)], ids=["locked", "unknown packing"])
def test_a_part_that_cannot_be_unpacked_is_one_sentence(tmp_path: Path, at: int, new: int) -> None:
    """Flags and method of every part, in its own head and in the list of parts."""
    path = workbook(tmp_path, FAR)
    data = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", at), (b"PK\x01\x02", at + 2)):
        here = data.find(mark)
        while here >= 0:
            data[here + offset] = new
            here = data.find(mark, here + 4)
    path.write_bytes(data)
    with pytest.raises(InputError, match="not a workbook"):
        open_table(path)


def test_a_damaged_stream_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "whole.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_column(0, 0, [str(7919 * k) for k in range(400)])
    data = bytearray(path.read_bytes())
    at = data.find(b"xl/worksheets/sheet1.xml") + len("xl/worksheets/sheet1.xml")
    data[at : at + 4] = b"\xff\xff\xff\xff"
    path.write_bytes(data)
    with pytest.raises(InputError, match="not a workbook"):
        open_table(path)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded by the system on Linux")
@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("bomb.xlsx", "far larger inside"),
        ("far.xlsx", "far from all others"),
        ("archive.zip", "far larger inside"),
    ],
)
def test_memory_is_bounded(tmp_path: Path, name: str, problem: str) -> None:
    """In a child that may have only so much: a sentence, no MemoryError."""
    if name == "far.xlsx":
        workbook(tmp_path, FAR).rename(tmp_path / name)
    else:
        inside = "xl/worksheets/sheet1.xml" if name == "bomb.xlsx" else "2020-01-x-street.csv"
        zeros(tmp_path / name, {inside: 1200 * 2**20})
    code = textwrap.dedent("""
        import resource, sys
        from pathlib import Path
        import fastexcel, polars
        from waterbed.model.errors import InputError
        from waterbed.model.sources import CountTable
        from waterbed.read.police_uk.archive import members_of
        from waterbed.read.tables.opener import open_table
        path = Path(sys.argv[1])
        used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, used + MEMORY))
        try:
            if path.suffix == ".zip":
                members_of(CountTable("crime", path, "police-uk", area="LSOA code"), "x")
            else:
                open_table(path)
        except InputError as error:
            sys.exit(str(error))
    """).replace("MEMORY", str(MEMORY))
    run = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / name)],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert run.returncode == 1, run.stderr
    assert problem in " ".join(run.stderr.split()) and "Traceback" not in run.stderr


NAMES = ("12 Vine Road", "Jane Roe of Vine Road", "Vine Road")
"""What no error may print."""


def said(table: CountTable) -> str:
    """What the error says that reading a table ends in."""
    include = ((("Type", "Brothel"),),) if table.categories else ((),)
    with pytest.raises(InputError) as caught:
        read_counts([table], [Outcome("all", "All", (), include)], None, AreaSource())
    return str(caught.value)


ROWS = {
    "repeated": "Ward,Date,Street,n\na,2020-01-01,12 Vine Road,1\na,2020-01-01,12 Vine Road,1\n",
    "dates": "Ward,When,Street,n\na,12 Vine Road,x,1\nb,Vine Road,x,1\n",
    "streets for wards": "Street,Date,n\n12 Vine Road,2020-01,1\n12 Vine Road,2020-01,1\n",
}


@pytest.mark.parametrize("name", ROWS)
def test_a_table_that_looks_like_incidents_shows_no_value(tmp_path: Path, name: str) -> None:
    """Declared as counts by mistake: the error names rows and columns alone."""
    path = tmp_path / "export.csv"
    path.write_text(ROWS[name], encoding="utf-8")
    header = ROWS[name].split("\n")[0].split(",")
    area, period, *_ = header
    text = said(CountTable("t", path, "long", area=area, period=period, count="n"))
    assert "export.csv" in text and not any(word in text for word in NAMES), text


def test_categories_of_incidents_are_not_listed(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text(
        "Ward,Date,Type\na,2020-01-03,Jane Roe of Vine Road\nb,2020-02-03,Soliciting\n",
        encoding="utf-8",
    )
    text = said(
        CountTable("t", path, "incidents", area="Ward", period="Date", categories=("Type",))
    )
    assert "selects no row" in text and not any(word in text for word in NAMES), text


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 100_000,
        ".".join(["a"] * 3_000) + " = 1",
        "seed = " + "9" * 5_000,
    ],
    ids=["brackets", "tables", "digits"],
)
def test_a_study_that_no_walk_ends_is_one_sentence(text, tmp_path):
    path = tmp_path / "study.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="nested too deeply"):
        read_study(path)


def test_a_parquet_file_of_more_rows_than_memory_holds_is_refused_unread(tmp_path):
    pl.DataFrame({"a": pl.repeat(1, MOST_CELLS + 1, dtype=pl.Int8, eager=True)}).write_parquet(
        tmp_path / "t.parquet"
    )
    with pytest.raises(InputError, match="larger inside"):
        open_table(tmp_path / "t.parquet")
