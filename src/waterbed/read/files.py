"""Tables as they lie on disk: CSV, parquet, Excel or a data frame, opened a column at a time."""

from __future__ import annotations

import csv
import difflib
import hashlib
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from waterbed.nouns.errors import InputError

CSV_SUFFIXES = (".csv", ".txt", ".tsv")
TABLE_SUFFIXES = (*CSV_SUFFIXES, ".parquet", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")


_VALUE = re.compile(r"-?\d+([.,/:-]\d+)*([T ][\d:.]+Z?)?")
# Rows from the top among which the names of the columns are looked for.
_TOP = 30


@dataclass(frozen=True, slots=True)
class Opened:
    """A table whose columns are known and not yet read.

    label : the file as it may be printed
    columns : names in the order of the file
    first_row : number of the first row of data as the user counts (2 below a header)
    read : takes names of columns, returns them as a frame
    """

    label: str
    columns: tuple[str, ...]
    first_row: int
    read: Callable[[Sequence[str]], pl.DataFrame]

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
        if column in self.columns:
            return column
        raise InputError(
            f"there is no column for `{key}`" if not column else "there is no such column",
            file=self.label,
            place=key,
            value=column or None,
            mend=suggestion(column, self.columns, "columns"),
        )


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


def open_table(
    path: Path, *, label: str = "", encoding: str = "utf-8", sheet: str = "", layout: str = ""
) -> Opened:
    """Open a table by its suffix; InputError where it is missing, broken or of another kind.

    layout : of a table of counts; where no column is named after a period, names are told from
        values, and of incidents no value is shown
    """
    label = label or path.as_posix()
    with readable(label):
        must_exist(path, label)
        return _opened(path, label, encoding, sheet, layout)


def _opened(path: Path, label: str, encoding: str, sheet: str, layout: str) -> Opened:
    suffix = path.suffix.lower()
    if path.is_dir() or suffix not in TABLE_SUFFIXES:
        raise _no_table(path, label)
    if path.stat().st_size == 0:
        raise InputError("the file is empty", file=label, mend="Download or export it again.")
    if suffix in CSV_SUFFIXES:
        return _open_csv(path, label, encoding, "\t" if suffix == ".tsv" else ",", layout)
    if suffix == ".parquet":
        return _open_parquet(path, label)
    opened = _open_workbook(path, label, sheet)
    must_be_names(opened.columns, label, layout)
    return opened


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


def _open_parquet(path: Path, label: str) -> Opened:
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


def open_book(path: Path, label: str, sheet: str, *, show: bool = True) -> Any:
    """A workbook that has the sheet; InputError where it is none or lacks it.

    show : whether the library's words, which may quote a cell, stand in the message
    """
    import fastexcel  # only workbooks need it

    try:
        book = fastexcel.read_excel(path)
    except fastexcel.FastExcelError as error:
        raise InputError(
            "this is not a workbook that can be read",
            file=label,
            value=str(error).splitlines()[0] if show else None,
            mend="Open it in a spreadsheet program and save it again as .xlsx.",
        ) from error
    if sheet and sheet not in book.sheet_names:
        raise InputError(
            "there is no such sheet",
            file=label,
            place="sheet",
            value=sheet,
            mend=suggestion(sheet, book.sheet_names, "sheets"),
        )
    return book


def _open_workbook(path: Path, label: str, sheet: str) -> Opened:
    book = open_book(path, label, sheet)
    top = book.load_sheet(sheet or 0, header_row=None, n_rows=_TOP, dtypes="string")
    _check_first_row([["" if v is None else v for v in row] for row in top.to_polars().rows()],
                     label)  # fmt: skip
    data = pl.DataFrame(book.load_sheet(sheet or 0, dtypes="string"))
    return Opened(label, tuple(data.columns), 2, lambda names: data.select(names))


def _open_csv(path: Path, label: str, encoding: str, separator: str, layout: str) -> Opened:
    text = decoded(path.read_bytes(), label, encoding, stated=bool(layout))
    lines = csv.reader(io.StringIO(text), delimiter=separator)
    try:
        top = [row for _, row in zip(range(_TOP), lines, strict=False)]
    except csv.Error:  # a field beyond 128 KB: a quote that is not closed, found below
        top = []
    header = next(csv.reader(io.StringIO(text[: text.find("\n") + 1] or text), delimiter=separator))
    must_be_names(header, label, layout)
    _check_header(header, label, separator, show=layout != "incidents")
    _check_first_row(top, label)
    data = text.encode()
    check_fields(data, len(header), label, separator)

    def read(names: Sequence[str]) -> pl.DataFrame:
        try:
            frame = pl.read_csv(data, columns=list(names), separator=separator, infer_schema=False)
        except pl.exceptions.PolarsError as error:
            raise InputError(
                "the table cannot be read as CSV",
                file=label,
                value=str(error).splitlines()[0],
                mend="Open it in a spreadsheet program and save it again as CSV (UTF-8).",
            ) from error
        return frame.select(names)

    return Opened(label, tuple(header), 2, read)


def _check_first_row(top: Sequence[Sequence[str]], label: str) -> None:
    """InputError where titles or blank rows stand above the names of the columns.

    The first row is a title where it fills less than half of the cells that a later row fills, or
    only one where that fills several.  No value is shown: what follows may be about persons.
    """
    filled = [sum(bool(cell.strip()) for cell in row) for row in top]
    widest = max(filled, default=0)
    if widest < 2 or filled[0] >= max(2, widest / 2):
        return
    row = next(k for k, cells in enumerate(filled, 1) if cells >= max(2, widest / 2))
    raise InputError(
        f"the names of the columns seem to stand in row {row}, and this row "
        + ("holds a title" if filled[0] else "is blank"),
        file=label,
        place="row 1",
        value=next((cell for cell in top[0] if cell.strip()), None),
        mend="Delete the rows above them (titles, notes, blank rows) and save the table again.",
    )


def check_fields(data: bytes, width: int, label: str, separator: str) -> None:
    """InputError for a quote that is not closed, or the first row with too many or too few fields.

    polars drops the fields beyond the header where it reads only some of the columns, so that an
    unquoted comma would shift a row without a word.
    """
    marks = np.frombuffer(data, np.uint8)
    outside = np.ones(len(marks), bool)
    quotes = marks == ord('"')
    if quotes.any():
        outside = np.cumsum(quotes, dtype=np.int64) % 2 == 0
        if not outside[-1]:
            raise InputError(
                "a double quote is opened and never closed",
                file=label,
                mend="Close the quote, or download the file again: it may be cut off.",
            )
    starts = np.flatnonzero((marks == ord("\n")) & outside) + 1
    starts = np.concatenate([[0], starts[starts < len(marks)]])
    fields = np.add.reduceat((marks == ord(separator)) & outside, starts, dtype=np.int64) + 1
    blank = np.diff(starts, append=len(marks)) <= 2  # "\n" or "\r\n"
    wrong = np.flatnonzero((fields != width) & ~blank)
    if len(wrong):
        row = int(wrong[0])
        cut = row == len(fields) - 1 and fields[row] < width
        raise InputError(
            f"the row has {fields[row]} fields where the header has {width}",
            file=label,
            place=f"row {row + 1}",
            mend="Download the file again if it is cut off, or delete notes below the table."
            if cut
            else "Put text that holds a comma between double quotes, and delete titles and notes "
            "above and below the table.",
        )


def decoded(data: bytes, label: str, encoding: str, *, stated: bool = False) -> str:
    """The text of a file, a byte order mark left off; InputError where it is not so encoded.

    stated : whether the study file has a key that states the encoding
    """
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except LookupError as error:
        raise InputError(
            "there is no such encoding",
            file=label,
            place="encoding",
            value=encoding,
            mend='Use encoding = "utf-8", "latin-1" or "cp1252".',
        ) from error
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
        other = "utf-16" if wide else "latin-1"
        mend = f'If the file is {other}, set encoding = "{other}".'
        raise InputError(
            f"the text is not {encoding}",
            file=label,
            place=f"row {row}",
            value=f"byte 0x{data[error.start]:02x}",
            mend=mend if stated else f"Save the file as UTF-8 (it may be {other}).",
        ) from error


def must_be_names(columns: Sequence[str], label: str, layout: str) -> None:
    """InputError where the first row of a table holds numbers or dates, not names of columns."""
    if layout not in ("long", "incidents", "police-uk"):
        return
    value = next((name for name in columns if _VALUE.fullmatch(name.strip())), None)
    if value is not None:
        raise InputError(
            "the first row holds values where the names of the columns should stand",
            file=label,
            place="row 1",
            value=value if layout == "long" else None,
            mend="Add a first row with a name for each column.",
        )


def _check_header(header: list[str], label: str, separator: str, show: bool) -> None:
    for other, name in ((";", "semicolons"), ("\t", "tabs")):
        if len(header) == 1 and other != separator and other in header[0]:
            raise InputError(
                f"the columns are separated by {name}",
                file=label,
                place="row 1",
                value=header[0] if show else None,
                mend="Save the table as CSV with commas.",
            )
    repeated = next((name for name in header if header.count(name) > 1 and name), None)
    if repeated is not None:
        raise InputError(
            "two columns have the same name",
            file=label,
            place="row 1",
            value=repeated if show else None,
            mend="Rename or remove one of them.",
        )
