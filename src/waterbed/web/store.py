"""The folder is the store: the studies in it, opened and written as the command line does.

A name that a browser sends is compared with the names that are there, and never made into a path.
Nothing outside the folder is read or written: not by "..", by an absolute path in a study file, nor
through a link.
"""

from __future__ import annotations

import hashlib
import os
import tomllib
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from waterbed.model.errors import InputError
from waterbed.model.study import Study
from waterbed.model.typed import typed
from waterbed.model.whole_files import write_whole
from waterbed.read.study.problems import is_unfilled
from waterbed.read.study.study_file import Written, read_study, read_written

ITSELF = "-"
"""The key of the study that stands in the folder itself."""

FILES = ("study.toml", "study.xlsx")
PATHS = ("file", "outlines")
"""Keys of a study whose values are paths (`model/sources.py`, `model/written/`)."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A study of the folder.

    key : what addresses call it; file : its study file; title : as it stands there, or its name
    seen : SHA-256 of the file as it was opened: what a page was made of
    """

    key: str
    file: Path
    title: str
    seen: str

    @property
    def folder(self) -> Path:
        return self.file.parent

    @property
    def name(self) -> str:
        """What its report is called after, as `waterbed run` has it."""
        return self.folder.name

    @property
    def typed(self) -> str:
        """Its file in a command that is typed in the folder of the workbench."""
        return typed(self.file.name if self.key == ITSELF else f"{self.key}/{self.file.name}")


@dataclass(frozen=True, slots=True)
class Store:
    """The folder that the workbench was opened on; root : without links in it."""

    root: Path

    @classmethod
    def at(cls, folder: Path) -> Store:
        """InputError where it is not a folder that can be read."""
        if not folder.is_dir() or not os.access(folder, os.R_OK | os.X_OK):
            raise InputError(
                "there is no such folder, or it cannot be read",
                file=str(folder),
                mend="Make it first, or name another one: waterbed serve FOLDER.",
            )
        return cls(folder.resolve())

    def studies(self) -> tuple[Opened, ...]:
        """Those that stand in the folder or in a folder of it, by name; none through a link."""
        return tuple(_opened(key, file) for key, file in self._found())

    def open(self, key: str) -> Opened:
        """The study of this key; InputError where there is none, or it leads outside."""
        file = dict(self._found()).get(key)
        if file is None:
            raise InputError(
                "There is no such study in this folder",
                mend="It may have been moved or deleted: go back to the start.",
            )
        self._refuse_links(file.parent)
        return _opened(key, file)

    def written(self, study: Opened) -> Written:
        """The study as it stands in its file; InputError as of `read_written`, and for a file that
        it names outside the folder."""
        written = read_written(study.file)
        for path in paths_in(written.raw):
            self._refuse_outside(study.folder, path)
        return written

    def read(self, study: Opened, *, draft: bool = False) -> Study:
        """The study; InputError or InputErrors as of `read_study`, and as of `written`."""
        self.written(study)
        study_read = _read(study, draft)
        if study_read.sha256 != study.seen:  # it was changed since it was opened
            _read.cache_clear()
        return study_read

    def write(self, study: Opened, content: str | bytes, seen: str) -> Opened:
        """Write its file anew, whole or not at all; a text keeps the byte order mark of the file.

        seen : the `Opened.seen` that the page was made of; InputError where the file has changed
        since, in another tab or in an editor: nothing is then written.
        """
        if self.open(study.key).seen != seen:
            raise InputError(
                "This study was changed since this page was opened, in another tab or by an editor",
                mend="Nothing was written. Look at what it says now, and enter your change again.",
            )
        if isinstance(content, str):
            marked = study.file.read_bytes().startswith(BOM_UTF8)
            content = (BOM_UTF8 if marked else b"") + content.encode()
        write_whole(study.file, content, "the study", option="")
        return self.open(study.key)

    def new_folder(self, name: str) -> Path:
        """A folder for a new study, made after a name of which letters, digits and dashes are kept;
        InputError where it is there already."""
        kept = "".join(letter if letter.isalnum() else "-" for letter in name.casefold())
        kept = "-".join(part for part in kept.split("-") if part)[:60]
        if not kept:
            raise InputError("this name has no letter or digit", place="name", value=name)
        folder = self.root / kept
        try:
            folder.mkdir()
        except FileExistsError:
            raise InputError(
                "there is a folder of this name already", place="name", value=kept,
                mend="Choose another name.",
            ) from None  # fmt: skip
        return folder

    def _found(self) -> Iterator[tuple[str, Path]]:
        try:
            inside = sorted(self.root.iterdir())
        except OSError:
            raise InputError(
                "the folder that the workbench was opened on is gone, or cannot be read",
                file=str(self.root),
                mend="Put it back, or start waterbed serve on another folder.",
            ) from None
        for folder in (self.root, *inside):
            if folder.name.startswith(".") and folder != self.root:
                continue
            if folder.is_symlink() or not folder.is_dir():
                continue
            there = [folder / name for name in FILES]
            key = ITSELF if folder == self.root else folder.name
            file = next((path for path in there if path.is_file() and not path.is_symlink()), None)
            if file is not None and (key != ITSELF or folder == self.root):
                yield key, file

    def _refuse_outside(self, folder: Path, named: str) -> None:
        path = folder / named
        if not path.resolve().is_relative_to(self.root):
            raise InputError(
                "this study names a file outside the folder that the workbench was opened on",
                value=named,
                mend="Copy the file into the study's folder and name it there, or open the "
                "workbench on the folder that holds both.",
            )
        self._refuse_links(path if path.is_dir() else path.parent)

    def _refuse_links(self, folder: Path) -> None:
        """InputError where a name in a folder leads out of the store: a ledger, a lock, a table."""
        if not folder.is_dir():
            return
        for path in folder.iterdir():
            if path.is_symlink() and not path.resolve().is_relative_to(self.root):
                raise InputError(
                    "a link in this folder leads out of the folder that the workbench was opened "
                    "on, and is not followed",
                    value=path.name,
                    mend="Put the file itself there.",
                )


@lru_cache(maxsize=8)
def _read(study: Opened, draft: bool) -> Study:
    """By what the file held as it was opened: most pages read the same study again."""
    return read_study(study.file, draft=draft)


def paths_in(raw: object) -> Iterator[str]:
    """Every path that a study's mapping names."""
    if isinstance(raw, Mapping):
        for name, inside in raw.items():
            if name in PATHS and isinstance(inside, str):
                yield inside
            else:
                yield from paths_in(inside)
    elif isinstance(raw, list):
        for entry in raw:
            yield from paths_in(entry)


def _opened(key: str, file: Path) -> Opened:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise InputError(f"the study cannot be read ({error.strerror})", file=file.name) from None
    return Opened(key, file, _title(file, content), hashlib.sha256(content).hexdigest())


def _title(file: Path, content: bytes) -> str:
    """The title in a study file; its folder's name where that cannot be told without trying it."""
    title: Any = None
    if file.suffix == ".toml":
        try:
            title = tomllib.loads(content.decode()).get("title")
        except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError):
            title = None
    given = isinstance(title, str) and title.strip() and not is_unfilled(title)
    return title if given else file.parent.name
