"""Text as CSV: decoded, its separator told, its rows and fields counted."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from waterbed.model.errors import InputError
from waterbed.model.messages import fault
from waterbed.read.tables.headers import holds, last_row

# Rows from the top among which the names of the columns are looked for.
TOP = 30
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
MOST_COLUMNS = 16_384
"""As many as a sheet of a workbook has."""

# Characters within which the first rows are looked for; the last of them may be cut.
_TOP_LENGTH = 500_000
_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def parsed(
    data: bytes, names: Sequence[str], label: str, separator: str, *, show: bool = True
) -> pl.DataFrame:
    """Columns of a CSV as text; InputError where it cannot be read.

    show : whether the library's words, which may quote a field, stand in the message
    """
    try:
        frame = pl.read_csv(data, columns=list(names), separator=separator, infer_schema=False)
    except pl.exceptions.PolarsError as error:
        words = str(error).splitlines()[0] if show else None
        raise fault("broken-csv", file=label, value=words) from error
    return frame.select(names)


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
    """Find the rows and their fields; InputError for a quote that is not closed, and for a row of
    more fields than any table has columns."""
    marks = np.frombuffer(data, np.uint8)
    outside = np.ones(len(marks), bool)
    quotes = marks == ord('"')
    if quotes.any():
        outside = np.cumsum(quotes, dtype=np.int64) % 2 == 0
        if not outside[-1]:
            raise fault("open-quote", file=label)
    starts = np.flatnonzero((marks == ord("\n")) & outside) + 1
    starts = np.concatenate([[0], starts[starts < len(marks)]])
    fields = np.add.reduceat((marks == ord(separator)) & outside, starts, dtype=np.int64) + 1
    if (widest := int(fields.max())) > MOST_COLUMNS:
        raise fault("too-many-columns", file=label, value=f"{widest:,}")
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
    code = "short-last-row" if last and fields < width else "uneven-row"
    return fault(code, file=label, place=f"row {row}", fields=fields, width=width)


def read_text(path: Path, label: str, encoding: str) -> tuple[str, str]:
    """The text of a file, lines ended as CSV ends them, and the encoding where it is another.

    encoding : as the study states it, or "" where it has no key for it
    """
    raw = path.read_bytes()
    marked = _MARKS.get(raw[:2], "") if encoding == "utf-8" else ""
    text = decoded(raw, label, marked or encoding or "utf-8", stated=bool(encoding))
    text = text.removesuffix("\x1a")
    if "\0" in text:
        raise fault("zero-bytes", file=label, place="encoding")
    return (text if "\n" in text else text.replace("\r", "\n")), marked


def is_utf8(path: Path) -> bool:
    """Whether a file can be read as UTF-8, or says that it is UTF-16."""
    raw = path.read_bytes()
    try:
        raw.decode()
    except UnicodeDecodeError:
        return raw[:2] in _MARKS
    return True


def separator_of(text: str, wanted: Sequence[str]) -> str:
    """The one by which a row names every wanted column, or else by which a row has several."""
    tops = {mark: first_rows(text, mark) for mark in SEPARATORS}
    if wanted:
        naming = [mark for mark, top in tops.items() if holds(top, wanted)]
        several = [mark for mark in naming if max(map(len, tops[mark]), default=0) > 1]
        if several or naming:
            return (several or naming)[0]
    widths = {mark: [len(row) for row in top] for mark, top in tops.items()}
    middle = {mark: sorted(some)[len(some) // 2] if some else 0 for mark, some in widths.items()}
    even = [(widths[mark].count(width), width, mark) for mark, width in middle.items() if width > 1]
    return max(even, key=lambda candidate: candidate[:2])[2] if even else ","


def first_rows(text: str, separator: str) -> list[list[str]]:
    lines = csv.reader(io.StringIO(text[:_TOP_LENGTH]), delimiter=separator)
    try:
        top = [row for _, row in zip(range(TOP), lines, strict=False)]
        return top[:-1] if len(text) > _TOP_LENGTH and 1 < len(top) < TOP else top
    except csv.Error:  # a field beyond 128 KB: a quote that is not closed, found by its rows
        return []


def one_row(line: str, label: str) -> tuple[str, ...]:
    """The fields of one line of a CSV; InputError where it is none."""
    (row,) = all_rows(line, label, ",") or [[]]
    return tuple(row)


def all_rows(text: str, label: str, separator: str) -> list[list[str]]:
    """Every row of a CSV; InputError where it cannot be read as one."""
    try:
        return list(csv.reader(io.StringIO(text), delimiter=separator))
    except csv.Error as error:  # a line that ends in the middle of a field, a field without end
        raise fault("broken-csv", file=label) from error


def ends_in_notes(data: bytes, separator: str, width: int) -> bool:
    """Whether the last rows are blank or notes padded to the width of the table."""
    tail = data[-20_000:].decode(errors="replace").splitlines()[-TOP:]
    rows = [row for row in csv.reader(tail[1:], delimiter=separator) if row]
    return last_row(rows, width) < len(rows)


def decoded(data: bytes, label: str, encoding: str, *, stated: bool = False) -> str:
    """The text of a file, a byte order mark left off; InputError where it is not so encoded.

    stated : whether the study file has a key that states the encoding
    """
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except LookupError as error:
        raise fault("no-such-encoding", file=label, place="encoding", value=encoding) from error
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
