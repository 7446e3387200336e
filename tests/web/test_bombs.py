"""Archives and workbooks that unpack to more than the machine has are refused in words."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.web.visitor import Visitor
from waterbed.model import unpacked
from waterbed.web.bench import Bench

SHEET = "xl/worksheets/sheet1.xml"
STREET = "2024-01/2024-01-west-yorkshire-street.csv"
FAR = (
    b'<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
    b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
)


def bomb(path: Path, name: str, size: int, start: bytes = b"") -> Path:
    """A zip with one file of so many zeros."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        with made.open(name, "w", force_zip64=True) as out:
            out.write(start)
            for _ in range(size // 2**20):
                out.write(bytes(2**20))
        if path.suffix == ".xlsx":
            made.writestr("[Content_Types].xml", "<Types/>")
    assert path.stat().st_size < 2**20
    return path


@pytest.mark.parametrize(
    ("file", "name", "size", "start"),
    [
        ("street.zip", STREET, unpacked.LARGEST_MEMBER + 2**20, b"Crime ID,Month\n"),
        ("book.xlsx", SHEET, unpacked.LARGEST_BOOK + 2**20, b"<worksheet>"),
        ("far.xlsx", SHEET, 0, FAR),
    ],
    ids=["zip", "xlsx", "far"],
)
def test_a_bomb_is_a_sentence(
    bench: Bench, client: TestClient, root: Path, tmp_path: Path,
    file: str, name: str, size: int, start: bytes,
) -> None:  # fmt: skip
    visitor = Visitor(bench, client, "/data")
    visitor.send(("counts", bomb(tmp_path / file, name, size, start)))
    assert visitor.status == 422 and "There is a problem" in visitor.text
    assert " MB" in visitor.text or "a cell far from all others" in visitor.text
    assert "Traceback" not in visitor.text
    assert list(root.iterdir()) == []
