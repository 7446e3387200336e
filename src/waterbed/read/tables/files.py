"""Files as they lie on disk, and a table that is opened and not yet read."""

from __future__ import annotations

import difflib
import hashlib
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from waterbed.model.errors import InputError
from waterbed.model.estimate import Remark
from waterbed.model.messages import fault

CSV_SUFFIXES = (".csv", ".txt", ".tsv")
BOOK_SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
TABLE_SUFFIXES = (*CSV_SUFFIXES, ".parquet", *BOOK_SUFFIXES)


@dataclass(frozen=True, slots=True)
class Opened:
    """A table whose columns are known and not yet read.

    label : the file as it may be printed
    columns : names in the order of the file
    first_row : number of the first row of data as the user counts (2 below a header)
    read : takes names of columns, returns them as a frame
    notices : what was done to find the table in the file
    idle : bool [R], rows that are none of the table (blank ones), or None where there are none
    timed : columns that seem to hold times of day
    hidden : whether no name of a column is shown, since each may be a value of somebody
    """

    label: str
    columns: tuple[str, ...]
    first_row: int
    read: Callable[[Sequence[str]], pl.DataFrame]
    notices: tuple[Remark, ...] = ()
    idle: NDArray[np.bool_] | None = None
    timed: tuple[str, ...] = ()
    hidden: bool = False

    def with_column(self, series: pl.Series) -> Opened:
        """The same with one column as it was understood; it keeps its name."""
        name, read = series.name, self.read

        def replaced(names: Sequence[str]) -> pl.DataFrame:
            others = [other for other in names if other != name]
            if name not in names:
                return read(others)
            frame = read(others).with_columns(series) if others else series.to_frame()
            return frame.select(names)

        return replace(self, read=replaced)

    def must_hold(self, rows: int) -> None:
        """InputError where there is a header and nothing under it."""
        if not rows:
            raise fault("no-rows", file=self.label, place=f"row {self.first_row}")

    def require(self, column: str, key: str, *, fold: bool = False) -> str:
        """The column, or an InputError that names those there are and suggests the closest, where
        they may be shown.

        fold : whether case makes no difference; the error then names the row of the names
        """
        for name in (column, clean(column)):
            if name in self.columns:
                return name
        alike = [name for name in self.columns if fold and plain(name) == plain(column)]
        if alike:
            return alike[0]
        place = f"row {self.first_row - 1}" if fold else key
        if self.hidden:
            hidden = "no-such-column-shown" if column else "no-column-shown"
            raise fault(hidden, file=self.label, place=place, value=column or None, key=key,
                        row=self.first_row - 1)  # fmt: skip
        code = "no-such-column" if column else "no-column"
        raise fault(code, file=self.label, place=place, value=column or None, key=key,
                    wanted=column, there=self.columns)  # fmt: skip


def clean(text: str) -> str:
    """Without spaces and line breaks at its ends, or two of them together."""
    return " ".join(text.split())


def plain(text: str) -> str:
    """The same without case."""
    return clean(text).casefold()


def shown(path: Path, folder: Path | None) -> str:
    """The path as the study file has it: without the folder that it was resolved against."""
    if folder is not None and path.is_relative_to(folder):
        return path.relative_to(folder).as_posix()
    return path.as_posix()


def digest(*paths: Path) -> str:
    """SHA-256 of a file; of several, SHA-256 over the lines "hash  name" as sha256sum prints."""
    return digest_of([(path.name, _digest_one(path)) for path in paths])


def digest_of(hashes: Sequence[tuple[str, str]]) -> str:
    """`digest` of files by their names and the SHA-256 of each."""
    if len(hashes) == 1:
        return hashes[0][1]
    lines = sorted(f"{hash}  {name}\n" for name, hash in hashes)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _digest_one(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def must_exist(path: Path, label: str) -> None:
    """InputError where nothing is there, with the closest name in the same folder."""
    if path.exists():
        return
    beside = sorted(p.name for p in path.parent.iterdir()) if path.parent.is_dir() else []
    close = difflib.get_close_matches(path.name, beside, 1, 0.6)
    mend = f"Did you mean {close[0]!r}?" if close else "Check the path."
    if not path.parent.is_dir():
        mend += " The folder is not there either."
    mend += f" It was looked for in {path.parent.as_posix()!r}."
    raise InputError("there is no such file", file=label, value=path.name, mend=mend)


def must_be_table(path: Path, label: str) -> str:
    """The suffix of a table that is there and not empty; InputError for anything else."""
    must_exist(path, label)
    suffix = path.suffix.lower()
    if path.is_dir() or suffix not in TABLE_SUFFIXES:
        raise _no_table(path, label)
    if not path.is_file():
        raise fault("no-file", file=label)
    if path.stat().st_size == 0:
        raise fault("empty-file", file=label)
    return suffix


def _no_table(path: Path, label: str) -> InputError:
    archive = path.is_dir() or zipfile.is_zipfile(path)
    kind = "folder" if path.is_dir() else "zip" if archive else path.suffix.lower() or path.name
    mend = "Give a .csv, .parquet or .xlsx file."
    if archive:
        mend += ' An archive of police.uk, folder or zip, is read with layout = "police-uk".'
    return InputError("this file cannot be read as a table", file=label, value=kind, mend=mend)


@contextmanager
def readable(label: str) -> Iterator[None]:
    """InputError for a file or folder that the system does not let us read."""
    try:
        yield
    except OSError as error:  # some libraries raise it without a code
        denied = "Permission denied" if isinstance(error, PermissionError) else "system error"
        raise InputError(
            f"it cannot be read ({error.strerror or denied})",
            file=label,
            mend="Allow yourself to read it, close the program that holds it, or copy it "
            "elsewhere.",
        ) from error
