"""Text as CSV: decoded, its header and the number of its fields checked."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from waterbed.model.errors import InputError
from waterbed.read.tables.files import Opened

_VALUE = re.compile(r"-?\d+([.,/:-]\d+)*([T ][\d:.]+Z?)?")
# Rows from the top among which the names of the columns are looked for.
TOP = 30


def open_csv(path: Path, label: str, encoding: str, separator: str) -> Opened:
    """A CSV file whose first row names its columns; InputError for any other."""
    text = decoded(path.read_bytes(), label, encoding)
    lines = csv.reader(io.StringIO(text), delimiter=separator)
    try:
        top = [row for _, row in zip(range(TOP), lines, strict=False)]
    except csv.Error:  # a field beyond 128 KB: a quote that is not closed, found below
        top = []
    header = next(csv.reader(io.StringIO(text[: text.find("\n") + 1] or text), delimiter=separator))
    _check_header(header, label, separator)
    check_first_row(top, label)
    data = text.encode()
    check_fields(data, len(header), label, separator)
    return Opened(label, tuple(header), 2, lambda names: parsed(data, names, label, separator))


def parsed(data: bytes, names: Sequence[str], label: str, separator: str) -> pl.DataFrame:
    """Columns of a CSV as text; InputError where it cannot be read."""
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


def check_first_row(top: Sequence[Sequence[str]], label: str) -> None:
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


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a CSV, found without parsing it.

    fields : int [R], how many fields each has; blank : bool [R], rows that hold nothing
    """

    fields: NDArray[np.int64]
    blank: NDArray[np.bool_]

    def even(self, width: int) -> bool:
        """Whether every row has so many fields and none but the last ones are blank."""
        last = int(np.flatnonzero(~self.blank)[-1]) + 1 if not self.blank.all() else 0
        empty = self.fields[last:] == 1
        return bool((self.fields[:last] == width).all() and not self.blank[:last].any()
                    and empty.all())  # fmt: skip


def rows_of(data: bytes, label: str, separator: str) -> Rows:
    """Find the rows and their fields; InputError for a quote that is not closed."""
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
    beyond = np.diff(starts, append=len(marks)) - (fields - 1)
    return Rows(fields, beyond <= 2)  # "\n" or "\r\n"


def check_fields(data: bytes, width: int, label: str, separator: str) -> None:
    """InputError for a quote that is not closed, or the first row with too many or too few fields.

    polars drops the fields beyond the header where it reads only some of the columns, so that an
    unquoted comma would shift a row without a word.
    """
    rows = rows_of(data, label, separator)
    wrong = np.flatnonzero((rows.fields != width) & ~(rows.blank & (rows.fields == 1)))
    if len(wrong):
        row = int(wrong[0])
        raise uneven(row + 1, int(rows.fields[row]), width, label, row == len(rows.fields) - 1)


def uneven(row: int, fields: int, width: int, label: str, last: bool) -> InputError:
    """The error of a row, as the user counts, with too many or too few fields."""
    return InputError(
        f"the row has {fields} fields where the header has {width}",
        file=label,
        place=f"row {row}",
        mend="Download the file again if it is cut off, or delete notes below the table."
        if last and fields < width
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


def must_be_names(columns: Sequence[str], label: str, layout: str, row: int = 1) -> None:
    """InputError where the row of names holds numbers or dates."""
    if layout not in ("long", "incidents", "police-uk"):
        return
    value = next((name for name in columns if _VALUE.fullmatch(name.strip())), None)
    if value is not None:
        raise InputError(
            "the first row holds values where the names of the columns should stand",
            file=label,
            place=f"row {row}",
            value=value if layout == "long" else None,
            mend="Add a first row with a name for each column.",
        )


def _check_header(header: list[str], label: str, separator: str) -> None:
    for other, name in ((";", "semicolons"), ("\t", "tabs")):
        if len(header) == 1 and other != separator and other in header[0]:
            raise InputError(
                f"the columns are separated by {name}",
                file=label,
                place="row 1",
                value=header[0],
                mend="Save the table as CSV with commas.",
            )
    must_differ(header, label, show=True)


def must_differ(header: Sequence[str], label: str, *, show: bool, row: int = 1) -> None:
    """InputError where two columns have the same name."""
    repeated = next((name for name in header if header.count(name) > 1 and name), None)
    if repeated is not None:
        raise InputError(
            "two columns have the same name",
            file=label,
            place=f"row {row}",
            value=repeated if show else None,
            mend="Rename or remove one of them.",
        )
