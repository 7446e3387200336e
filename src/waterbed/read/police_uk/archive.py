"""The files of a police.uk archive: which there are, of which force and month."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl

from waterbed.model.errors import InputError
from waterbed.model.messages import fault
from waterbed.model.months import label as month_label
from waterbed.model.months import month as month_of
from waterbed.model.sources import CountTable
from waterbed.model.unpacked import DAMAGED, read_member
from waterbed.read.tables.files import Opened, must_exist
from waterbed.read.tables.header_checks import must_be_names
from waterbed.read.tables.private import holds_values
from waterbed.read.tables.tally import within
from waterbed.read.tables.text import check_fields, decoded, one_row

STREET, STOPS = "street", "stop-and-search"
"""Kinds of files of police.uk, as their names end."""


def is_archive(path: Path) -> bool:
    """Whether a path is a folder or a zip, as an archive is downloaded."""
    return path.is_dir() or path.suffix.lower() == ".zip"


def _named(file: str, kind: str) -> re.Match[str] | None:
    """The month and the force of a file of a kind, None of another file."""
    return re.fullmatch(rf"(\d{{4}}-\d{{2}})-([a-z0-9-]+)-{kind}\.csv", file)


@dataclass(frozen=True, slots=True)
class Member:
    """One street file.

    source : a path, or reads the bytes out of the zip
    """

    label: str
    force: str
    month: int
    columns: tuple[str, ...]
    source: Path | Callable[[], bytes]


def members_of(table: CountTable, label: str) -> list[Member]:
    """The street files that the study keeps, by force and month."""
    files = files_in(table.file, label, STREET)
    if not files:
        raise fault("no-street-file", file=label)
    ordinal = np.array([month for _, month, _, _ in files], np.int64)
    keep = within(ordinal, table, 1)
    if not keep.any():
        raise fault(
            "archive-outside",
            file=label,
            place=f"{month_label(int(ordinal.min()))} to {month_label(int(ordinal.max()))}",
        )
    kept = sorted(
        (file for file, k in zip(files, keep, strict=True) if k), key=lambda file: file[:2]
    )
    for file, twin in pairwise(kept):
        if file[:2] == twin[:2]:
            raise fault(
                "same-month-twice",
                file=twin[2],
                place=f"{twin[0]} {month_label(twin[1])}",
                twin=file[2],
            )
    return [_member(file, table) for file in kept]


ListedFile = tuple[str, int, str, "Path | Callable[[], bytes]"]
"""Force, month, label and source of a file."""


def files_in(path: Path, label: str, kind: str) -> list[ListedFile]:
    """The files of a kind in a folder or a zip, in order of their names."""
    must_exist(path, label)
    return _in_folder(path, label, kind) if path.is_dir() else _in_zip(path, label, kind)


def _in_folder(folder: Path, label: str, kind: str) -> list[ListedFile]:
    files: list[ListedFile] = []
    for path in sorted(folder.rglob(f"*-{kind}.csv")):
        match = _named(path.name, kind)
        if match:
            name = f"{label}/{path.relative_to(folder).as_posix()}"
            files.append((match[2], _file_month(match[1], name), name, path))
    return files


def _in_zip(path: Path, label: str, kind: str) -> list[ListedFile]:
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, *DAMAGED) as error:
        raise fault("broken-zip", file=label, value=str(error)) from error
    files: list[ListedFile] = []
    for name in sorted(archive.namelist()):
        match = _named(name.rsplit("/", 1)[-1], kind)
        if match:
            inner = f"{label}/{name}"
            files.append(
                (match[2], _file_month(match[1], inner), inner, _reader(path, name, inner))
            )
    return files


def _reader(path: Path, name: str, label: str) -> Callable[[], bytes]:
    def read() -> bytes:
        try:
            with zipfile.ZipFile(path) as archive:
                return read_member(archive, name, label)
        except (zipfile.BadZipFile, *DAMAGED) as error:
            raise fault("broken-member", file=label, value=str(error)) from error

    return read


def _file_month(text: str, label: str) -> int:
    try:
        return month_of(text)
    except ValueError as error:
        raise fault("no-file-month", file=label, place="file name", value=text) from error


def _member(file: ListedFile, table: CountTable) -> Member:
    """Read the header, and check that the columns are there."""
    force, month, label, source = file
    if isinstance(source, Path):
        with source.open("rb") as handle:
            line = handle.readline()
    else:
        line = source().partition(b"\n")[0]
    header = decoded(line, label, "utf-8").strip("\r\n")
    if not header:
        raise fault("empty-archive-file", file=label)
    columns = one_row(header, label)
    must_be_names(columns, label, table.layout)
    hidden = holds_values(columns, ()) or "Crime type" not in columns
    opened = Opened(label, columns, 2, lambda _: pl.DataFrame(), hidden=hidden)
    keyed = [("period", table.period), ("id", table.id)]
    keyed += [("area", table.area)] if table.area else [("x", table.x), ("y", table.y)]
    for key, name in (*keyed, *(("categories", name) for name in table.categories)):
        opened.require(name, key)
    return Member(label, force, month, columns, source)


def broken(members: Sequence[Member], error: Exception) -> InputError:
    """Name the file that cannot be read, and where."""
    for member in members:
        data = content(member)
        try:
            decoded(data, member.label, "utf-8")
            check_fields(data, len(member.columns), member.label, ",")
        except InputError as damage:
            return damage
    return fault("broken-street-files", file=members[0].label, value=str(error).splitlines()[0])


def content(member: Member) -> bytes:
    return member.source.read_bytes() if isinstance(member.source, Path) else member.source()
