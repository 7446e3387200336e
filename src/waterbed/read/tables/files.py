"""Tables as they lie on disk: CSV, parquet, Excel or a data frame, opened a column at a time."""

from __future__ import annotations

import difflib
import hashlib
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from waterbed.model.errors import InputError
from waterbed.model.estimate import Remark

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
    """

    label: str
    columns: tuple[str, ...]
    first_row: int
    read: Callable[[Sequence[str]], pl.DataFrame]
    notices: tuple[Remark, ...] = ()
    idle: NDArray[np.bool_] | None = None
    timed: tuple[str, ...] = ()

    def with_column(self, series: pl.Series) -> Opened:
        """The same with one column as it was understood; it keeps its name."""
        name, read = series.name, self.read

        def replaced(names: Sequence[str]) -> pl.DataFrame:
            others = [one for one in names if one != name]
            if name not in names:
                return read(others)
            frame = read(others).with_columns(series) if others else series.to_frame()
            return frame.select(names)

        return replace(self, read=replaced)

    def must_hold(self, rows: int) -> None:
        """InputError where there is a header and nothing under it."""
        if not rows:
            raise InputError(
                "the table has no rows",
                file=self.label,
                place=f"row {self.first_row}",
                mend="Download or export it again.",
            )

    def require(self, column: str, key: str) -> str:
        """The column, or an InputError that names those there are and suggests the closest."""
        for name in (column, clean(column)):
            if name in self.columns:
                return name
        raise InputError(
            f"there is no column for `{key}`" if not column else "there is no such column",
            file=self.label,
            place=key,
            value=column or None,
            mend=suggestion(column, self.columns, "columns"),
        )


def clean(text: str) -> str:
    """Without spaces and line breaks at its ends, or two of them together."""
    return " ".join(text.split())


def suggestion(wanted: str, there: Iterable[str], what: str) -> str:
    """A sentence with the closest name and the names there are."""
    names = list(dict.fromkeys(there))
    folded = {name.casefold(): name for name in names}
    close = difflib.get_close_matches(wanted.casefold(), list(folded), 1, 0.6) if wanted else []
    shown = ", ".join(names[:12]) + (f" and {len(names) - 12} more" if len(names) > 12 else "")
    listed = f"The {what} are: {shown}." if names else f"There are no {what}."
    return f"Did you mean {folded[close[0]]!r}? {listed}" if close else listed


def shown(path: Path, folder: Path | None) -> str:
    """The path as the study file has it: without the folder that it was resolved against."""
    if folder is not None and path.is_relative_to(folder):
        return path.relative_to(folder).as_posix()
    return path.as_posix()


def digest(*paths: Path) -> str:
    """SHA-256 of a file; of several, SHA-256 over the lines "hash  name" as sha256sum prints."""
    single = [_digest_one(path) for path in paths]
    if len(single) == 1:
        return single[0]
    lines = sorted(f"{one}  {path.name}\n" for one, path in zip(single, paths, strict=True))
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


def open_table(path: Path, *, label: str = "", encoding: str = "utf-8", sheet: str = "") -> Opened:
    """Open a table by its suffix; InputError where it is missing, broken or of another kind.

    The names of the columns stand in its first row; `tidy.open_tidy` opens tables of counts as
    they are exported.
    """
    label = label or path.as_posix()
    with readable(label):
        suffix = must_be_table(path, label)
        if suffix in CSV_SUFFIXES:
            from waterbed.read.tables.separated import open_csv

            return open_csv(path, label, encoding, "\t" if suffix == ".tsv" else ",")
        if suffix == ".parquet":
            return open_parquet(path, label)
        from waterbed.read.tables.workbooks import open_sheet

        return open_sheet(path, label, sheet)


def must_be_table(path: Path, label: str) -> str:
    """The suffix of a table that is there and not empty; InputError for anything else."""
    must_exist(path, label)
    suffix = path.suffix.lower()
    if path.is_dir() or suffix not in TABLE_SUFFIXES:
        raise _no_table(path, label)
    if path.stat().st_size == 0:
        raise InputError("the file is empty", file=label, mend="Download or export it again.")
    return suffix


def _no_table(path: Path, label: str) -> InputError:
    archive = path.is_dir() or zipfile.is_zipfile(path)
    kind = "folder" if path.is_dir() else "zip" if archive else path.suffix.lower() or path.name
    mend = "Give a .csv, .parquet or .xlsx file."
    if archive:
        mend += ' An archive of police.uk, folder or zip, is read with layout = "police-uk".'
    return InputError("this is not a table that can be read", file=label, value=kind, mend=mend)


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


def open_frame(frame: Any, label: str) -> Opened:
    """A data frame that speaks the Arrow protocol (polars, pandas, pyarrow), as a table."""
    if isinstance(frame, pl.LazyFrame):
        frame = frame.collect()
    data = frame if isinstance(frame, pl.DataFrame) else _from_arrow(frame, label)
    return Opened(label, tuple(data.columns), 1, lambda names: data.select(names))


def _from_arrow(frame: Any, label: str) -> pl.DataFrame:
    if hasattr(frame, "__arrow_c_stream__"):
        try:
            return pl.DataFrame(frame)
        except ImportError:  # pandas speaks Arrow only where pyarrow is installed
            pass
    if hasattr(frame, "columns") and hasattr(frame, "to_dict"):
        return pl.DataFrame(
            {str(name): pl.Series(frame[name].to_numpy(), strict=False) for name in frame.columns}
        )
    raise InputError(
        "this object is not a data frame that speaks the Arrow protocol",
        file=label,
        value=type(frame).__name__,
        mend="Give a polars, pandas or pyarrow table.",
    )


def open_parquet(path: Path, label: str) -> Opened:
    def broken(error: Exception) -> InputError:
        return InputError(
            "this is not a whole parquet file",
            file=label,
            value=str(error).splitlines()[0],
            mend="Download or export it again.",
        )

    try:
        columns = tuple(pl.read_parquet_schema(path))
    except PermissionError:
        raise
    except (pl.exceptions.PolarsError, OSError) as error:
        raise broken(error) from error

    def read(names: Sequence[str]) -> pl.DataFrame:
        try:
            return pl.read_parquet(path, columns=list(names))
        except (pl.exceptions.PolarsError, OSError) as error:
            raise broken(error) from error

    return Opened(label, columns, 1, read)
