"""The file of a ledger: a line a release, each with the hash of the line before; never published.

It lies beside the table that it speaks of, `NAME.ledger.jsonl`, so that all studies on that table
share it.  Lines are only ever added, under a lock, and are on disk before the report that they
speak of takes its place: a kill between the two leaves a line too many, never a report too many.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from waterbed.disclosure.ledger.cell import AreaSets, Cell, as_json, from_json
from waterbed.model.disk import flush_folder
from waterbed.model.errors import InputError

SUFFIX = ".ledger.jsonl"
_UNPUBLISHED = "Nothing was published."


@dataclass(frozen=True, slots=True)
class Line:
    """One public release.

    release : its number in this ledger; date : YYYY-MM-DD; study : title
    rule_sha256, results_sha256 : of the decision rule and of results.json
    table_sha256 : of the table as it was then, "" of cells of another holder
    replaces : the release whose report this one replaces; its cells stay
    holder : who gave the cells, of a line that was imported
    words_sha256 : of the words of the study that its report prints, which somebody has read
    """

    release: str
    date: str
    study: str
    rule_sha256: str = ""
    results_sha256: str = ""
    table_sha256: str = ""
    replaces: str = ""
    holder: str = ""
    words_sha256: str = ""
    cells: tuple[Cell, ...] = ()


@dataclass(slots=True)
class Book:
    """A ledger as it was read.

    last : hash of its last line, which the next line holds; size : in bytes; whole : whether the
    last line ends as a line does
    """

    path: Path
    lines: list[Line] = field(default_factory=list)
    sets: AreaSets = field(default_factory=AreaSets)
    last: str = ""
    size: int = 0
    whole: bool = True

    @property
    def vintage(self) -> str:
        """Hash of the table at the latest release; "" before the first."""
        return next((line.table_sha256 for line in reversed(self.lines) if line.table_sha256), "")

    @property
    def next_release(self) -> str:
        return str(len(self.lines) + 1)

    def has_results(self, sha256: str) -> bool:
        """Whether a release had a results.json of this hash."""
        return any(line.results_sha256 == sha256 for line in self.lines)

    def line_of(self, release: str) -> Line:
        """InputError where there is no such release."""
        for line in self.lines:
            if line.release == release:
                return line
        known = ", ".join(line.release for line in self.lines) or "none"
        raise InputError(
            "the ledger has no such release",
            file=str(self.path),
            value=release,
            mend=f"Releases there are: {known}. See waterbed ledger show.",
        )


def books_with(release: str, books: Sequence[Book]) -> list[Book]:
    """Those that have a release, none of ""; InputError where it is in no book."""
    having = [book for book in books if any(line.release == release for line in book.lines)]
    if release and not having:
        books[0].line_of(release)  # which says what there is
    return having


def ledger_of(table: Path) -> Path:
    """Where the ledger of a table lies: beside it, by its name."""
    return table.parent / f"{table.stem}{SUFFIX}"


def read_book(path: Path) -> Book:
    """A ledger, empty where there is no file; InputError where its chain is broken."""
    book = Book(path)
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return book
    except OSError as error:
        raise _closed(path, error) from error
    book.size, book.whole = len(content), not content or content.endswith(b"\n")
    for number, raw in enumerate(content.splitlines(), 1):
        try:
            form = json.loads(raw)
            if form["previous"] != book.last:
                raise ValueError("another line stood before it")
            book.sets.known |= {name: tuple(ids) for name, ids in form.get("sets", {}).items()}
            book.lines.append(_line(form, book.sets))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise _broken(path, number, number == len(content.splitlines())) from error
        book.last = hashlib.sha256(raw).hexdigest()
    return book


def _line(form: dict[str, Any], sets: AreaSets) -> Line:
    texts = ("date", "study", "rule_sha256", "results_sha256", "table_sha256", "replaces",
             "holder", "words_sha256")  # fmt: skip
    return Line(
        str(form["release"]),
        cells=tuple(from_json(cell, sets) for cell in form["cells"]),
        **{name: str(form.get(name, "")) for name in texts},
    )


def _broken(path: Path, number: int, last: bool) -> InputError:
    mend = "Bring the ledger back from a copy; do not mend it by hand."
    if last:
        mend += " If a run was stopped while it wrote this line, that line alone may be deleted."
    return InputError(
        f"the ledger of releases was changed or is damaged, so that nobody can tell what is known "
        f"already. {_UNPUBLISHED}",
        file=str(path),
        place=f"line {number}",
        mend=mend,
    )


def _closed(path: Path, error: OSError) -> InputError:
    return InputError(
        f"the ledger of releases cannot be written ({error.strerror}), and nothing can be "
        f"published without it. {_UNPUBLISHED}",
        file=str(path),
        mend="Make its folder and the file ones that you may write to, or copy the table to such a "
        "folder together with its ledger.",
    )


@contextmanager
def locked(paths: Sequence[Path]) -> Iterator[tuple[Book, ...]]:
    """The ledgers, each held by this run alone until the end.

    InputError where another run holds one, or it cannot be read, or written.
    """
    handles: list[int] = []
    try:
        for path in sorted(set(paths)):
            handles.append(_hold(path))
        yield tuple(read_book(path) for path in paths)
    finally:
        for handle in handles:
            os.close(handle)  # which lets the lock go


def _hold(path: Path) -> int:
    """A lock on a file of its own, which the system lets go of when this process ends."""
    own = path.with_name(path.name.removesuffix(".jsonl") + ".lock")
    try:
        if path.exists() and not os.access(path, os.W_OK):
            raise PermissionError(13, "Permission denied")
        handle = os.open(own, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise _closed(path, error) from error
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(handle)
        raise InputError(
            f"another run is publishing from this table. {_UNPUBLISHED}",
            file=str(path),
            mend="Wait until it has ended, and run again.",
        ) from error
    return handle


@contextmanager
def entered(books: Sequence[Book], lines: Sequence[Line]) -> Iterator[None]:
    """A line in each ledger, on disk, for as long as what is done meanwhile does not fail.

    A failure takes the lines out again; InputError where one cannot be written.
    """
    try:
        for book, line in zip(books, lines, strict=True):
            try:
                _append(book, line)
            except OSError as error:
                raise _closed(book.path, error) from error
        yield
    except BaseException:
        for book in books:
            _take_back(book)
        raise


def _append(book: Book, line: Line) -> None:
    form: dict[str, Any] = {
        "release": line.release,
        "date": line.date,
        "study": line.study,
        "rule_sha256": line.rule_sha256,
        "results_sha256": line.results_sha256,
        "table_sha256": line.table_sha256,
        "previous": book.last,
        **({"replaces": line.replaces} if line.replaces else {}),
        **({"holder": line.holder} if line.holder else {}),
        **({"words_sha256": line.words_sha256} if line.words_sha256 else {}),
        "cells": [as_json(cell, book.sets) for cell in line.cells],
    }
    if book.sets.fresh:
        form["sets"] = dict(book.sets.fresh)
    raw = json.dumps(form, ensure_ascii=False, separators=(",", ":")).encode()
    new = not book.path.exists()
    with book.path.open("ab") as out:
        out.write((b"" if book.whole else b"\n") + raw + b"\n")
        out.flush()
        os.fsync(out.fileno())
    if new:
        flush_folder(book.path.parent)
    book.sets.fresh.clear()


def _take_back(book: Book) -> None:
    """The file as it was; what cannot be taken back stays, since a line too many does no harm."""
    try:
        if book.size:
            os.truncate(book.path, book.size)
        else:
            book.path.unlink(missing_ok=True)
    except OSError:
        return
