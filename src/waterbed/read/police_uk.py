"""The police.uk archive as downloaded: a folder or a zip of YYYY-MM/YYYY-MM-force-street.csv.

Only the columns of the LSOA, the month and the categories are opened.  The crime id is not: in
real files it never repeats (79,000 of them in West Yorkshire's July 2016, 2017 and 2018 are all
distinct), and what could count twice, a month that was downloaded twice, is an error.  Identical
rows are kept: they are mostly anti-social behaviour, which is published without an id.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from waterbed.nouns.errors import InputError
from waterbed.nouns.months import label as month_label
from waterbed.nouns.months import month as month_of
from waterbed.nouns.study import CountTable, Outcome
from waterbed.read.files import Opened, decoded, digest, must_exist, ragged
from waterbed.read.periods import ordinals
from waterbed.read.rejects import (
    BAD_PERIOD,
    NO_LOCATION,
    NO_PERIOD,
    OTHER_MONTH,
    UNKNOWN_AREA,
    Rejections,
)
from waterbed.read.select import Selection, category_columns, select
from waterbed.read.tally import (
    Placed,
    Tally,
    accumulate,
    place,
    record_of,
    unknown_notice,
    within,
)

LSOA, MONTH, CRIME_TYPE = "LSOA code", "Month", "Crime type"
# A force that gives less than this share of an area's rows does not police it: such rows come
# from the edge of the force, and its missing months leave the area's months complete.
MAIN_SHARE = 0.1
_NAME = re.compile(r"(\d{4}-\d{2})-([a-z0-9-]+)-street\.csv")


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


@dataclass(frozen=True, slots=True)
class Archive:
    """All street files, counted by every combination of force, LSOA, month and categories.

    groups : a row a combination; rows : int [G], crimes in each
    force : int [G], position in forces; month : int [G], ordinal, -1 where it cannot be read
    files : force position and month of every file
    """

    groups: pl.DataFrame
    rows: NDArray[np.int64]
    forces: tuple[str, ...]
    force: NDArray[np.int64]
    month: NDArray[np.int64]
    files: tuple[tuple[int, int], ...]

    def at_file(self) -> NDArray[np.int64]:
        """Position of each row's own force and month in `files`, -1 for none, int [G]."""
        key = {one: k for k, one in enumerate(self.files)}
        pairs = zip(self.force.tolist(), self.month.tolist(), strict=True)
        return np.array([key.get(pair, -1) for pair in pairs], np.int64)


def read_police_uk(
    table: CountTable,
    label: str,
    outcomes: Sequence[Outcome],
    known: Sequence[str] | None,
    examples: int,
) -> Tally:
    """Count crimes by LSOA, month and crime type.

    A month is data for an area where every force that polices the area (MAIN_SHARE) has a file
    with rows for it; other months are gaps.  Rows without an LSOA code are rejected and counted,
    but do not tell against the table: the publisher could not place them.
    """
    table = replace(
        table,
        area=table.area or LSOA,
        period=table.period or MONTH,
        categories=table.categories or (CRIME_TYPE,),
        period_format="YYYY-MM",
    )
    members, sha256 = _members(table, label)
    opened = Opened(label, members[0].columns, 2, lambda _: pl.DataFrame())
    categories = category_columns(table, outcomes, opened)
    archive = _counted(members, list(dict.fromkeys([table.area, table.period, *categories])))
    groups = archive.groups
    selection = select(groups.select(categories), table, outcomes, groups.height)
    placed = place(groups[table.area], known)
    rejections = Rejections(table, label, 2, groups.height, examples, archive.rows)
    own = archive.at_file()
    used = selection.used
    rejections.add(NO_LOCATION, used & placed.empty, table.area, weigh=False)
    rejections.add(UNKNOWN_AREA, used & placed.unknown, table.area)
    rejections.add(NO_PERIOD, used & groups[table.period].is_null().to_numpy(), table.period)
    rejections.add(BAD_PERIOD, used & (archive.month < 0), table.period)
    rejections.add(OTHER_MONTH, used & (own < 0), table.period)
    _show_examples(rejections, members, table, examples)
    rejections.judge(int(archive.rows[used].sum()))
    notices = unknown_notice(placed, used, groups[table.area])
    alive = np.zeros(len(archive.files), bool)
    alive[own[own >= 0]] = True
    notices += _empty_notice(archive, alive)
    return _tallied(table, archive, selection, placed, alive, rejections, sha256, notices)


def _tallied(
    table: CountTable,
    archive: Archive,
    selection: Selection,
    placed: Placed,
    alive: NDArray[np.bool_],
    rejections: Rejections,
    sha256: str,
    notices: Sequence[str],
) -> Tally:
    """Sum the groups, and cover the months of each area's forces."""
    held = [pair for pair, rows in zip(archive.files, alive, strict=True) if rows]
    periods = np.array(sorted({month for _, month in held}), np.int64)
    at = np.where(rejections.bad, -1, placed.at)
    when = np.searchsorted(periods, archive.month)
    shape = (len(placed.ids), len(periods))
    totals, there, _ = accumulate(
        selection.masks, at, when, archive.rows, np.zeros(len(at), bool), shape
    )
    files = np.zeros((len(archive.forces), len(periods)), bool)
    for force, month in held:
        files[force, np.searchsorted(periods, month)] = True
    polices = _polices(archive, placed)
    complete = ~((polices.astype(np.int64) @ (~files).astype(np.int64)) > 0)
    covered = there if table.absent == "no-data" else np.ones_like(there)
    covered = covered & complete & selection.selected[:, None, None]
    totals[~covered] = 0
    return Tally(
        table=table,
        file=rejections.file,
        areas=placed.ids,
        periods=periods,
        step=1,
        counts=totals,
        covered=covered,
        selection=selection,
        record=record_of(table, rejections, sha256, int(archive.rows.sum()), notices),
        rejected=tuple(rejections.shown),
    )


def _polices(archive: Archive, placed: Placed) -> NDArray[np.bool_]:
    """Which forces police which area, bool [A, F]."""
    shape = (len(placed.ids), len(archive.forces))
    known = placed.at >= 0
    cell = placed.at[known] * shape[1] + archive.force[known]
    rows = np.bincount(cell, archive.rows[known], shape[0] * shape[1]).reshape(shape)
    polices: NDArray[np.bool_] = rows >= np.maximum(MAIN_SHARE * rows.sum(1, keepdims=True), 1)
    return polices


def _empty_notice(archive: Archive, alive: NDArray[np.bool_]) -> tuple[str, ...]:
    empty = [archive.files[k] for k in np.flatnonzero(~alive)]
    if not empty:
        return ()
    named = ", ".join(f"{archive.forces[f]} {month_label(m)}" for f, m in empty[:5])
    return (f"{len(empty)} street files hold no crimes and count as no data: {named}",)


def _counted(members: Sequence[Member], names: list[str]) -> Archive:
    """Group the files by the columns named; one scan a force and header, or one a zip member."""
    scans: dict[tuple[str, tuple[str, ...]], list[Member]] = defaultdict(list)
    parts = []
    for member in members:
        if isinstance(member.source, Path):
            scans[member.force, member.columns].append(member)
        else:
            parts.append(_grouped(io.BytesIO(member.source()), [member], names))
    for together in scans.values():
        parts.append(_grouped([one.source for one in together], together, names))
    forces = tuple(dict.fromkeys(member.force for member in members))
    groups = pl.concat(parts)
    series = groups[names[1]]
    texts = series.unique()
    month = series.replace_strict(texts, ordinals(texts, "YYYY-MM"), return_dtype=pl.Int64)
    at = {force: k for k, force in enumerate(forces)}
    sizes = [part.height for part in parts]
    owners = [part["\0force"][0] if part.height else "" for part in parts]
    return Archive(
        groups,
        groups["\0rows"].to_numpy().astype(np.int64),
        forces,
        np.repeat([at.get(owner, -1) for owner in owners], sizes).astype(np.int64),
        month.fill_null(-1).to_numpy(),
        tuple((at[member.force], member.month) for member in members),
    )


def _grouped(source: Any, members: Sequence[Member], names: list[str]) -> pl.DataFrame:
    try:
        return (
            pl.scan_csv(source, infer_schema=False)
            .group_by(names)
            .agg(pl.len().alias("\0rows"))
            .with_columns(pl.lit(members[0].force).alias("\0force"))
            .collect()
        )
    except pl.exceptions.PolarsError as error:
        raise _broken(members, error) from error


def _broken(members: Sequence[Member], error: Exception) -> InputError:
    """Name the file that cannot be read, and where."""
    for member in members:
        text = decoded(_bytes(member), member.label, "utf-8")
        found = ragged(text, len(member.columns), member.label, ",", secret=True)
        if found is not None:
            return found
    return InputError(
        "the street files cannot be read as CSV",
        file=members[0].label,
        place="file",
        value=str(error).splitlines()[0],
        mend="Download the archive again.",
    )


def _bytes(member: Member) -> bytes:
    return member.source.read_bytes() if isinstance(member.source, Path) else member.source()


def _show_examples(
    rejections: Rejections, members: Sequence[Member], table: CountTable, examples: int
) -> None:
    """Show rows without an LSOA code from the first file, where any were rejected for it."""
    if NO_LOCATION not in rejections.unweighed or not examples:
        return
    first = members[0]
    frame = pl.read_csv(_bytes(first), columns=[table.area], infer_schema=False)
    rows = frame.with_row_index("\0row").filter(pl.col(table.area).is_null())["\0row"]
    for row in rows.head(examples).to_list():
        rejections.example(NO_LOCATION, row, table.area, file=first.label)


def _members(table: CountTable, label: str) -> tuple[list[Member], str]:
    """The street files that the study keeps, by force and month, and the archive's SHA-256."""
    must_exist(table.file, label)
    folder = table.file.is_dir()
    found = _in_folder(table.file, label) if folder else _in_zip(table.file, label)
    if not found:
        raise InputError(
            "there is no street file in it",
            file=label,
            mend="Give the archive as downloaded: YYYY-MM/YYYY-MM-force-street.csv, or its zip.",
        )
    ordinal = np.array([month for _, month, _, _ in found], np.int64)
    keep = within(ordinal, table, 1)
    if not keep.any():
        raise InputError(
            "no month of the archive lies between `first` and `last`",
            file=label,
            place=f"{month_label(int(ordinal.min()))} to {month_label(int(ordinal.max()))}",
            mend="Change `first` or `last` of the table, or leave the table out.",
        )
    kept = sorted((one for one, k in zip(found, keep, strict=True) if k), key=lambda one: one[:2])
    for one, other in pairwise(kept):
        if one[:2] == other[:2]:
            raise InputError(
                "the archive holds the same force and month twice",
                file=other[2],
                place=f"{other[0]} {month_label(other[1])}",
                mend=f"Remove it or {one[2]}.",
            )
    members = [_member(one, table) for one in kept]
    if not folder:
        return members, digest(table.file)
    return members, digest(*(one.source for one in members if isinstance(one.source, Path)))


Found = tuple[str, int, str, "Path | Callable[[], bytes]"]
"""Force, month, label and source of a street file."""


def _in_folder(folder: Path, label: str) -> list[Found]:
    found: list[Found] = []
    for path in sorted(folder.rglob("*-street.csv")):
        match = _NAME.fullmatch(path.name)
        if match:
            name = f"{label}/{path.relative_to(folder).as_posix()}"
            found.append((match[2], _file_month(match[1], name), name, path))
    return found


def _in_zip(path: Path, label: str) -> list[Found]:
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError) as error:
        raise InputError(
            "this is not a whole zip file",
            file=label,
            place="file",
            value=str(error),
            mend="Download the archive again, or give the folder that it unpacks to.",
        ) from error
    found: list[Found] = []
    for name in sorted(archive.namelist()):
        match = _NAME.fullmatch(name.rsplit("/", 1)[-1])
        if match:
            inner = f"{label}/{name}"
            found.append(
                (match[2], _file_month(match[1], inner), inner, _reader(path, name, inner))
            )
    return found


def _reader(path: Path, name: str, label: str) -> Callable[[], bytes]:
    def read() -> bytes:
        try:
            with zipfile.ZipFile(path) as archive:
                return archive.read(name)
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise InputError(
                "this member of the zip is damaged",
                file=label,
                place="file",
                value=str(error),
                mend="Download the archive again.",
            ) from error

    return read


def _file_month(text: str, label: str) -> int:
    try:
        return month_of(text)
    except ValueError as error:
        raise InputError(
            "the file's name does not begin with a month",
            file=label,
            place="file name",
            value=text,
            mend="Give the files the names that they were downloaded with.",
        ) from error


def _member(found: Found, table: CountTable) -> Member:
    """Read the header, and check that the columns are there."""
    force, month, label, source = found
    if isinstance(source, Path):
        with source.open("rb") as handle:
            line = handle.readline()
    else:
        line = source().partition(b"\n")[0]
    header = decoded(line, label, "utf-8").strip("\r\n")
    if not header:
        raise InputError("the file is empty", file=label, mend="Download the archive again.")
    columns = tuple(next(csv.reader([header])))
    opened = Opened(label, columns, 2, lambda _: pl.DataFrame())
    for name, key in ((table.area, "area"), (table.period, "period")):
        opened.require(name, key)
    for name in table.categories:
        opened.require(name, "categories")
    return Member(label, force, month, columns, source)
