"""How large a packed file is inside, before it is unpacked: none may take the machine's memory."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from pathlib import Path
from typing import IO

from waterbed.model.messages import fault
from waterbed.model.old_books import must_be_sound

LARGEST_MEMBER = 300 * 2**20
"""Bytes of one file of an archive; the largest street file that police.uk has given has 30 MB."""

LARGEST_BOOK = 800 * 2**20
"""Bytes of all parts of a workbook: a sheet of a million rows and ten columns has half of it."""

MOST_CELLS = 100_000_000
"""Cells of a sheet between its corners, which a reader makes room for whether they are filled."""

DAMAGED = (zlib.error, EOFError, RuntimeError, ValueError, OverflowError, struct.error)
"""What reading a damaged, locked or unknown kind of packed part raises beside BadZipFile."""

AT_ONCE = 2**23
_REFERENCE = re.compile(rb'<c [^>]*?\br="([A-Z]{1,3})(\d{1,7})"')
_LONGEST = 256
"""Bytes kept from one part of a sheet to the next, so that no cell is cut in two."""


def read_member(archive: zipfile.ZipFile, name: str, label: str) -> bytes:
    """A file out of an archive; InputError where it is too large to be one of its kind.

    BadZipFile or one of `DAMAGED` where it cannot be unpacked.
    """
    size = archive.getinfo(name).file_size
    if size > LARGEST_MEMBER:
        raise fault("too-large-inside", file=label, value=_megabytes(size))
    try:
        return archive.read(name)
    except OSError as error:  # it is said to lie where no file has a place
        raise zipfile.BadZipFile(str(error)) from error


def must_be_modest(book: Path | IO[bytes], label: str) -> None:
    """InputError for a workbook that would need too much memory; one that is no zip and no old
    workbook passes."""
    if isinstance(book, Path):
        must_be_sound(book, label, MOST_CELLS)
    try:
        with zipfile.ZipFile(book) as parts:
            inside = parts.infolist()
            total = sum(part.file_size for part in inside)
            if total > LARGEST_BOOK:
                raise fault("too-large-inside", file=label, value=_megabytes(total))
            for part in inside:
                if re.fullmatch(r"xl/worksheets/[^/]+\.xml", part.filename):
                    rows, columns = _corner(parts, part)
                    if rows * columns > MOST_CELLS:
                        raise fault(
                            "too-wide-inside",
                            file=label,
                            value=f"{rows:,} rows, {columns:,} columns",
                        )
    except zipfile.BadZipFile:
        return
    except (*DAMAGED, OSError) as error:
        raise fault("no-workbook", file=label) from error


def _corner(parts: zipfile.ZipFile, part: zipfile.ZipInfo) -> tuple[int, int]:
    """Highest row and column of a cell of a sheet."""
    rows = columns = 0
    kept = b""
    with parts.open(part) as sheet:
        while block := sheet.read(AT_ONCE):
            references = _REFERENCE.findall(kept + block)
            rows = max([rows, *map(int, {row for _, row in references})])
            columns = max([columns, *map(_number, {letters for letters, _ in references})])
            kept = block[-_LONGEST:]
    return rows, columns


def _number(letters: bytes) -> int:
    """Of a column, from 1: A is 1, AA 27."""
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.0f} MB"
