"""The street files of one or more forces, out of the archives that hold the months asked for.

An archive holds every force and three years, some 1.7 GB.  Only its list of contents and the
files asked for are read, by ranges; each is checked by the archive's own checksum (CRC-32).
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from waterbed.fetch.download import Done, room, settle
from waterbed.fetch.record import Fetched, fetched_bytes, intact, read_record
from waterbed.fetch.sources import ARCHIVE, ARCHIVE_MONTHS, DATES
from waterbed.fetch.web import BY_BROWSER, RemoteFile, json_of, missing
from waterbed.model.errors import InputError
from waterbed.model.forces import FORCES
from waterbed.model.licences import POLICE_UK
from waterbed.model.months import label, month
from waterbed.model.progress import Progress, quiet
from waterbed.model.unpacked import DAMAGED, read_member

STREET, STOPS = "street", "stop-and-search"
"""Kinds of files, as their names end."""

# Past the local header of a member: its name and extra field.
_HEADER = 30 + 512
FIRST = month("2010-12")


@dataclass(frozen=True, slots=True)
class ArchiveMonths:
    """Some months, and the archive that they are taken from."""

    archive: int
    first: int
    last: int

    @property
    def address(self) -> str:
        return ARCHIVE.format(month=label(self.archive))


def check_asked(forces: Sequence[str], first: int, last: int) -> None:
    """InputError for a force that there is not, or months in the wrong order."""
    from difflib import get_close_matches

    for force in forces:
        if force not in FORCES:
            near = get_close_matches(force, FORCES, 3, 0.5)
            meant = f"Did you mean {' or '.join(near)}? " if near else ""
            raise InputError(
                "police.uk knows no such force",
                place="--force",
                value=force,
                mend=f"{meant}There are: {', '.join(FORCES)}.",
            )
    if not FIRST <= first <= last:
        raise InputError(
            "these are no months to fetch: street files begin in 2010-12",
            place="--from, --to",
            value=f"{label(first)} to {label(last)}",
            mend="Give the first month and then the last, each as YYYY-MM.",
        )


def latest_month() -> int:
    """The last month that police.uk has published."""
    try:
        return max(month(row["date"]) for row in json_of(DATES))
    except (TypeError, KeyError, ValueError) as error:
        raise InputError(
            "police.uk's list of months has another form than it had", file=DATES, mend=BY_BROWSER
        ) from error


def parts_of(first: int, last: int, latest: int) -> tuple[ArchiveMonths, ...]:
    """The archives that hold the months, as few and as late as can be.

    A later archive holds later corrections; one archive for all months holds them of one day.
    """
    if last > latest:
        raise InputError(
            "police.uk has not published these months yet",
            place="--to",
            value=label(last),
            mend=f"The last month there is: {label(latest)}.",
        )
    parts = []
    while first <= last:
        archive = min(latest, first + ARCHIVE_MONTHS - 1)
        until = min(last, archive)
        parts.append(ArchiveMonths(archive, first, until))
        first = until + 1
    return tuple(parts)


def fetch_police_uk(
    forces: Sequence[str],
    first: int,
    last: int,
    folder: Path,
    *,
    stops: bool = False,
    replace: bool = False,
    progress: Progress = quiet,
) -> list[Done]:
    """Fetch the street files into folder/YYYY-MM/, the layout of the archive itself.

    stops : whether the files of stop-and-search come with them
    """
    kinds = (STREET, STOPS) if stops else (STREET,)
    check_asked(forces, first, last)
    progress("asking which months there are", 0, 1)
    record = read_record(folder)
    done = []
    for part in parts_of(first, last, latest_month()):
        done += _from_archive(part, forces, kinds, folder, record, replace, progress)
    return done


def _from_archive(
    part: ArchiveMonths,
    forces: Sequence[str],
    kinds: Sequence[str],
    folder: Path,
    record: dict[str, Fetched],
    replace: bool,
    progress: Progress,
) -> list[Done]:
    url = part.address
    progress(f"reading the contents of {label(part.archive)}.zip", 0, 1)
    try:
        remote = RemoteFile(url)
    except FileNotFoundError as error:
        mend = f"Its months may stand in another one: see the list on police.uk. {BY_BROWSER}"
        raise missing(url, "police.uk has no such archive", mend) from error
    archive = _opened(remote)
    members = {member.filename: member for member in archive.infolist()}
    _check_months(members, part, url)
    months = range(part.first, part.last + 1)
    wanted = [
        f"{label(m)}/{label(m)}-{force}-{kind}.csv"
        for force in forces for m in months for kind in kinds
    ]  # fmt: skip
    done = []
    for n, name in enumerate(wanted):
        progress(name.rpartition("/")[2], n, len(wanted))
        if name not in members:
            done.append(Done(name, "absent", "the force gave none: no data, not zero"))
            continue
        done.append(_member(remote, archive, members[name], folder, record, replace))
    return done


def _opened(remote: RemoteFile) -> zipfile.ZipFile:
    remote.hold(max(remote.size - 2**20, 0), remote.size)
    try:
        return zipfile.ZipFile(remote)
    except zipfile.BadZipFile as error:
        raise InputError(
            "this is not a zip file", file=remote.url, value=str(error), mend=BY_BROWSER
        ) from error


def _check_months(members: dict[str, zipfile.ZipInfo], part: ArchiveMonths, url: str) -> None:
    held = {name[:7] for name in members if re.match(r"\d{4}-\d{2}/.*-street\.csv$", name)}
    gone = [label(m) for m in range(part.first, part.last + 1) if label(m) not in held]
    if gone:
        raise InputError(
            "the archive does not hold these months, of any force",
            file=url,
            value=", ".join(gone),
            mend=f"It holds {min(held, default='none')} to {max(held, default='none')}. "
            f"{BY_BROWSER}",
        )


def _member(
    remote: RemoteFile,
    archive: zipfile.ZipFile,
    info: zipfile.ZipInfo,
    folder: Path,
    record: dict[str, Fetched],
    replace: bool,
) -> Done:
    """One street file; not fetched where the archive's checksum is that of the file here."""
    path, known = folder / info.filename, record.get(info.filename)
    if known is not None and intact(folder, known) and _crc(path) == info.CRC:
        return Done(info.filename, "unchanged")
    remote.hold(info.header_offset, info.header_offset + _HEADER + info.compress_size)
    try:
        data = read_member(archive, info.filename, f"{remote.url}, {info.filename}")
    except (zipfile.BadZipFile, *DAMAGED) as error:
        raise InputError(
            "this member of the archive is damaged",
            file=remote.url,
            place=info.filename,
            value=str(error),
            mend=f"Run it again. {BY_BROWSER}",
        ) from error
    fresh = path.with_name(f".{path.name}.new")
    path.parent.mkdir(parents=True, exist_ok=True)
    with room(path):
        fresh.write_bytes(data)
    fetched = fetched_bytes(
        info.filename,
        remote.url,
        data,
        attribution=POLICE_UK,
        inside=info.filename,
        etag=remote.etag,
        modified=remote.modified,
    )
    return settle(fresh, folder, fetched, record, replace)


def _crc(path: Path) -> int:
    return zlib.crc32(path.read_bytes())
