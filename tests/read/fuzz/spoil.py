"""Ways to spoil a file: bytes changed, cut, put in, repeated, blanked, written in another encoding;
numbers without end, nests without bottom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.read.fuzz.good import packed, parts, repacked

TOKENS = (
    b"9" * 400, b"-1e308", b"1e999", b"NaN", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b'"', b",",
    b";", b"\n", b"\r", b"\n\n\n", b"\t", b"=1+1", b"'", b"[" * 3000, b"{" * 3000, b'{"a":' * 2000,
    b"<a>" * 2000, b"&x;", b"0000-00", b"9999-99", b"2016-13", b"31/02/2016", b"-", b"*",
    b"\xe2\x80\xae",
    b"\xf0\x9f\x92\xa9", b"\xc3\x28", b"\x1b[2J", b"x" * 70_000, b"1,000", b"99999999999999999999",
    b"2147483648", b"1900-01", b"0001-01", b"99999-01", b"inf", b"total", b"nan", b"..", b"a = 1\n",
    b"[[counts]]\n", b"[areas]\n", b'"\n"', b"1970-01-01T00:00:00Z",
)  # fmt: skip
ENCODINGS = ("utf-16", "utf-16-be", "utf-32", "cp1252", "utf-7", "cp037")


@dataclass(frozen=True)
class Change:
    """kind : position in `WAYS`; at, to : where, shares of the length; which : of what is put in;
    inside : of a packed file, whether one of its parts is changed and packed again"""

    kind: int
    at: float
    to: float
    which: int
    inside: bool


def flipped(data: bytearray, change: Change) -> bytearray:
    if data:
        data[min(int(change.at * len(data)), len(data) - 1)] ^= 1 << (change.which % 8)
    return data


def set_to(data: bytearray, change: Change) -> bytearray:
    if data:
        data[min(int(change.at * len(data)), len(data) - 1)] = change.which % 256
    return data


def cut(data: bytearray, change: Change) -> bytearray:
    return data[: int(change.at * len(data))]


def headless(data: bytearray, change: Change) -> bytearray:
    return data[int(change.at * len(data) / 4) :]


def put_in(data: bytearray, change: Change) -> bytearray:
    at = int(change.at * len(data))
    data[at:at] = TOKENS[change.which % len(TOKENS)]
    return data


def put_for_a_field(data: bytearray, change: Change) -> bytearray:
    """In place of all up to the next comma or line."""
    at = int(change.at * len(data))
    ends = [end for end in (data.find(mark, at) for mark in (b",", b"\n")) if end >= 0]
    data[at : min(ends, default=len(data))] = TOKENS[change.which % len(TOKENS)]
    return data


def repeated(data: bytearray, change: Change) -> bytearray:
    first, last = _ends(data, change)
    data[last:last] = data[first:last] * (change.which % 4 + 1)
    return data


def blanked(data: bytearray, change: Change) -> bytearray:
    first, last = _ends(data, change)
    data[first:last] = bytes(last - first)
    return data


def removed(data: bytearray, change: Change) -> bytearray:
    first, last = _ends(data, change)
    del data[first:last]
    return data


def lines_dropped(data: bytearray, change: Change) -> bytearray:
    lines = bytes(data).split(b"\n")
    at = int(change.at * len(lines))
    return bytearray(b"\n".join(lines[:at] + lines[at + 1 + change.which % 3 :]))


def another_encoding(data: bytearray, change: Change) -> bytearray:
    name = ENCODINGS[change.which % len(ENCODINGS)]
    return bytearray(bytes(data).decode("latin-1").encode(name, "replace"))


def swapped(data: bytearray, change: Change) -> bytearray:
    first, last = _ends(data, change)
    return data[:first] + data[last:] + data[first:last]


def _ends(data: bytearray, change: Change) -> tuple[int, int]:
    first, last = sorted(int(share * len(data)) for share in (change.at, change.to))
    return first, min(last, first + 20_000)


WAYS: Sequence[Callable[[bytearray, Change], bytearray]] = (
    flipped, set_to, cut, headless, put_in, put_for_a_field, repeated, blanked, removed,
    lines_dropped, another_encoding, swapped,
)  # fmt: skip


def spoilt(content: bytes, changes: Sequence[Change]) -> bytes:
    for change in changes:
        way = WAYS[change.kind % len(WAYS)]
        members = _members(content) if change.inside and packed(content) else {}
        if members:
            name = sorted(members)[change.which % len(members)]
            members[name] = bytes(way(bytearray(members[name]), change))
            content = repacked(members)
        else:
            content = bytes(way(bytearray(content), change))
    return content


def _members(content: bytes) -> dict[str, bytes]:
    """None where the file is spoilt too far to be unpacked."""
    try:
        return parts(content)
    except Exception:  # any of the many errors of a spoilt archive
        return {}
