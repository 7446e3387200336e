"""One file as a whole: resumed where it broke off, compared with what was fetched before."""

from __future__ import annotations

import errno
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from waterbed.fetch.record import Fetched, intact, sha256_of, today, write_record
from waterbed.fetch.web import (
    BY_BROWSER,
    TRIES,
    BytesProgress,
    Unreachable,
    ask,
    chunks,
    expect,
    missing,
    pause,
    promised,
    quiet,
)
from waterbed.model.errors import InputError

if TYPE_CHECKING:
    import requests


NOT_COMPARED = "the publisher's server cannot be reached to compare"


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one file.

    state : fetched, unchanged, kept (the publisher was not reached), changed (the publisher now
        has other bytes; the old ones are kept), replaced, or absent (the publisher has none)
    was, now : checksums, where they differ
    """

    file: str
    state: str
    note: str = ""
    was: str = ""
    now: str = ""


@contextmanager
def room(path: Path) -> Iterator[None]:
    """A full disk as a sentence."""
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.ENOSPC, getattr(errno, "EDQUOT", None)):
            raise
        raise InputError(
            "there is no room left on the disk",
            file=str(path),
            mend="Make room and run it again: what has come is kept.",
        ) from error


class Resumed:
    """A downloader for pooch that goes on where an earlier try broke off.

    Bytes come into a part beside the file, with the server's name of their version; they are
    continued only while the server says that the version is the same.
    """

    def __init__(self, part: Path, progress: BytesProgress = quiet) -> None:
        self.part = part
        self.about = part.with_name(f"{part.name}.json")
        self.progress = progress
        self.etag = ""
        self.modified = ""

    def __call__(self, url: str, output: str, pooch: Any) -> None:
        for attempt in range(TRIES):
            if attempt:
                pause(attempt - 1)
            if self._more(url):
                self.part.replace(output)
                self.about.unlink(missing_ok=True)
                return
        raise InputError(
            "the connection breaks off again and again",
            file=url,
            mend=f"Run it again: what has come is kept. {BY_BROWSER}",
        )

    def _more(self, url: str) -> bool:
        """One request for what is missing; whether the file is then whole."""
        have = self.part.stat().st_size if self.part.exists() else 0
        version = json.loads(self.about.read_text()) if have and self.about.exists() else {}
        wanted = {}
        if have and version.get("name"):
            wanted = {"Range": f"bytes={have}-", "If-Range": version["name"]}
        with ask(url, wanted) as response:
            if response.status_code == 416:  # no bytes beyond those: begin again
                self.part.unlink()
                return False
            if response.status_code == 404:
                raise missing(url, "the publisher has no such file", BY_BROWSER)
            expect(response, url, 200, 206)
            resumes = response.status_code == 206
            length = promised(response)
            total = (have if resumes else 0) + length
            self._note(response)
            with room(self.part), self.part.open("ab" if resumes else "wb") as out:
                for part in chunks(response):
                    out.write(part)
                    self.progress(out.tell(), total)
        size = self.part.stat().st_size
        return size == total if length else size > 0

    def _note(self, response: requests.Response) -> None:
        self.etag = response.headers.get("ETag", "")
        self.modified = response.headers.get("Last-Modified", "")
        strong = "" if self.etag.startswith("W/") else self.etag
        self.about.write_text(json.dumps({"name": strong or self.modified}))


def fetch_file(
    url: str,
    folder: Path,
    file: str,
    record: dict[str, Fetched],
    *,
    replace: bool = False,
    licence: str = "",
    attribution: str = "",
    source: str = "",
    progress: BytesProgress = quiet,
) -> Done:
    """Fetch one file into a folder, unless the publisher says that it is the one that is there.

    source : the address to write down, where the one asked is a passing one
    Bytes that differ from those that are there are never written over them unasked.
    """
    import pooch

    known = record.get(file)
    try:
        if known is not None and intact(folder, known) and not another(url, known):
            return Done(file, "unchanged")
    except Unreachable:
        return Done(file, "kept", NOT_COMPARED)
    folder.mkdir(parents=True, exist_ok=True)
    pooch.get_logger().setLevel("WARNING")  # it would print each checksum
    fresh = f".{file}.new"
    getter = Resumed(folder / f".{file}.part", progress)
    with room(folder / file):
        path = pooch.retrieve(url, known_hash=None, fname=fresh, path=folder, downloader=getter)
    fetched = Fetched(
        file,
        source or url,
        today(),
        Path(path).stat().st_size,
        sha256_of(Path(path)),
        etag=getter.etag,
        modified=getter.modified,
        licence=licence,
        attribution=attribution,
    )
    return settle(Path(path), folder, fetched, record, replace)


def another(url: str, known: Fetched) -> bool:
    """Whether the server has, or may have, another version than the known one."""
    wanted = {}
    if known.etag:
        wanted["If-None-Match"] = known.etag
    if known.modified:
        wanted["If-Modified-Since"] = known.modified
    if not wanted:
        return True
    with ask(url, wanted) as response:
        return response.status_code != 304


def settle(
    fresh: Path, folder: Path, fetched: Fetched, record: dict[str, Fetched], replace: bool
) -> Done:
    """Put new bytes in their place, or keep those that stand there and say that they differ."""
    path = folder / fetched.file
    state, was = "fetched", ""
    if path.exists():
        was = sha256_of(path)
        state = "unchanged" if was == fetched.sha256 else "replaced" if replace else "changed"
    if state == "changed":
        fresh.unlink()
        note = "the publisher's differs now; the file here is kept (--replace takes the new one)"
        return Done(fetched.file, state, note, was, fetched.sha256)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh.replace(path)
    record[fetched.file] = fetched
    write_record(folder, record)
    if state == "replaced":
        return Done(fetched.file, state, "", was, fetched.sha256)
    return Done(fetched.file, state)
