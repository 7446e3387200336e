"""fetched.json: what was fetched, from where, when, and its checksum, beside the files."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from waterbed.model.errors import InputError
from waterbed.model.licences import OGL
from waterbed.model.whole_files import write_whole

NAME = "fetched.json"


@dataclass(frozen=True, slots=True)
class Fetched:
    """One file.

    file : its path in the folder, with forward slashes
    address : where it came from; inside : its path in the archive there, or ""
    date : the day it was fetched; bytes, sha256 : of the file as it was written
    etag, modified : how the server names this version, to ask whether there is another
    """

    file: str
    address: str
    date: str
    bytes: int
    sha256: str
    inside: str = ""
    etag: str = ""
    modified: str = ""
    licence: str = ""
    attribution: str = ""


def fetched_bytes(
    file: str,
    address: str,
    data: bytes,
    *,
    attribution: str,
    inside: str = "",
    etag: str = "",
    modified: str = "",
) -> Fetched:
    """The entry of a file that is written from these bytes today; all that are fetched so stand
    under the Open Government Licence."""
    return Fetched(
        file,
        address,
        today(),
        len(data),
        hashlib.sha256(data).hexdigest(),
        inside,
        etag,
        modified,
        OGL,
        attribution,
    )


def sha256_of(path: Path) -> str:
    import pooch

    return str(pooch.file_hash(str(path)))


def today() -> str:
    return date.today().isoformat()


def read_record(folder: Path) -> dict[str, Fetched]:
    """What was fetched into a folder before, by file; empty where nothing was."""
    path = folder / NAME
    if not path.exists():
        return {}
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))["files"]
        files = [Fetched(**row) for row in rows]
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(
            "the record of what was fetched cannot be read",
            file=str(path),
            mend="Move it away: the files are then fetched again.",
        ) from error
    return {file.file: file for file in files}


def write_record(folder: Path, record: dict[str, Fetched]) -> None:
    rows = [asdict(record[key]) for key in sorted(record)]
    text = json.dumps({"files": rows}, ensure_ascii=False, indent=1) + "\n"
    write_whole(folder / NAME, text, "the record of what was fetched")


def intact(folder: Path, known: Fetched | None) -> bool:
    """Whether the file stands there as it was fetched."""
    if known is None:
        return False
    path = folder / known.file
    return path.is_file() and path.stat().st_size == known.bytes and sha256_of(path) == known.sha256
