"""Workbooks of Excel 97 to 2003 (.xls), looked through before a reader makes room for them.

A compound file (MS-CFB) is a list of sectors, each of which names the next; a chain that comes back
on itself has no end, and a length that no file has asks for all memory.  Inside it the records of a
sheet (MS-XLS, BIFF8) say how far its cells lie apart.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from waterbed.model.messages import fault

SIGNATURE = bytes.fromhex("d0cf11e0a1b11ae1")
_END, _LARGEST = 0xFFFFFFFE, 0xFFFFFFFA
_BOOKS = ("workbook", "book")
_STREAM, _ROOT = 2, 5

_DIMENSIONS, _BOUND_SHEET, _STRINGS, _LAST = 0x0200, 0x0085, 0x00FC, 0x000A
_CELLS = frozenset((0x0006, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E, 0x00BD, 0x00BE, 0x00D6, 0x00FD))
"""Records that begin with a row and a column: formulas, numbers, texts, blanks."""


class _BrokenError(Exception):
    """The file contradicts itself."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry of the file's list: its kind, where it begins and how long it is."""

    name: str
    kind: int
    start: int
    size: int


def must_be_sound(path: Path, label: str, most_cells: int) -> None:
    """InputError for an old workbook that contradicts itself or whose cells lie too far apart."""
    with path.open("rb") as handle:
        if handle.read(len(SIGNATURE)) != SIGNATURE:
            return
        data = SIGNATURE + handle.read()
    try:
        rows, columns = 0, 0
        for stream in _books(data):
            far = _corner(stream)
            rows, columns = max(rows, far[0]), max(columns, far[1])
    except (_BrokenError, struct.error, IndexError) as error:
        raise fault("no-workbook", file=label) from error
    if rows * columns > most_cells:
        raise fault("too-wide-inside", file=label, value=f"{rows:,} rows, {columns:,} columns")


def _books(data: bytes) -> Iterator[bytes]:
    """The streams that hold sheets; _BrokenError where any chain has no end."""
    shift, small = struct.unpack_from("<HH", data, 30)
    _demand(shift in (9, 12) and small == 6)
    size = 1 << shift
    listed, start = struct.unpack_from("<II", data, 44)
    cutoff, small_start, small_listed, more, _ = struct.unpack_from("<IIIII", data, 56)
    sectors = max(0, -(-len(data) // size) - 1)
    _demand(max(listed, small_listed) <= sectors)

    def sector(at: int) -> bytes:
        _demand(at < sectors)
        return data[size * (at + 1) : size * (at + 2)]

    table = _numbers(b"".join(sector(at) for at in _tables(data, more, sector, sectors)))

    def stream(at: int) -> bytes:
        return b"".join(sector(number) for number in _chain(at, table))

    entries = [_entry(block) for block in _blocks(stream(start), 128)]
    _demand(bool(entries))
    whole = stream(entries[0].start) if entries[0].kind == _ROOT else b""
    small_table = _numbers(stream(small_start))
    for entry in entries[1:]:
        if entry.kind != _STREAM:
            continue
        _demand(entry.size <= len(data))
        if entry.size >= cutoff:
            content = stream(entry.start)
        else:
            places = _chain(entry.start, small_table) if entry.size else []
            content = b"".join(whole[64 * at : 64 * at + 64] for at in places)
        if entry.name in _BOOKS:
            yield content[: entry.size]


def _tables(data: bytes, more: int, sector: object, sectors: int) -> list[int]:
    """Sectors that hold the table of which sector follows which."""
    assert callable(sector)
    held = list(struct.unpack_from("<109I", data, 76))
    seen = 0
    while more < _LARGEST:
        seen += 1
        _demand(seen <= sectors)
        *listed, more = _numbers(sector(more))
        held += listed
    return [at for at in held if at < _LARGEST]


def _chain(at: int, table: Sequence[int]) -> list[int]:
    """Sectors from this one on; _BrokenError where they come back or leave the table."""
    chain: list[int] = []
    while at != _END:
        _demand(at < len(table) and len(chain) < len(table))
        chain.append(at)
        at = table[at]
    return chain


def _entry(block: bytes) -> _Entry:
    length, kind = struct.unpack_from("<HB", block, 64)
    start, size = struct.unpack_from("<II", block, 116)
    name = block[: min(max(length - 2, 0), 64)].decode("utf-16-le", "replace")
    return _Entry(name.casefold(), kind, start, size)


def _numbers(block: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(block) // 4}I", block)


def _blocks(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data) - size + 1, size)]


def _corner(stream: bytes) -> tuple[int, int]:
    """How many rows and columns the sheets take, as they say and as their cells lie."""
    rows = columns = 0
    begins = [0]
    for kind, at, length in _records(stream, 0):
        if kind == _BOUND_SHEET and length >= 4:
            begins.append(struct.unpack_from("<I", stream, at)[0])
        if kind == _STRINGS:
            _demand(struct.unpack_from("<I", stream, at + 4)[0] <= len(stream))
    for begin in begins:
        _demand(begin <= len(stream))
        for kind, at, length in _records(stream, begin):
            if kind == _DIMENSIONS and length >= 12:
                low, high, left, right = struct.unpack_from("<IIHH", stream, at)
                _demand(low <= high and left <= right)
                rows, columns = max(rows, high - low + 1), max(columns, right - left + 1)
            elif kind in _CELLS and length >= 4:
                row, column = struct.unpack_from("<HH", stream, at)
                rows, columns = max(rows, row + 1), max(columns, column + 1)
    return rows, columns


def _records(stream: bytes, begin: int) -> Iterator[tuple[int, int, int]]:
    """Kind, place and length of each record up to the last of its part."""
    at = begin
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, at + 4, length
        at += 4 + length
        if kind == _LAST:
            return


def _demand(holds: bool) -> None:
    if not holds:
        raise _BrokenError
