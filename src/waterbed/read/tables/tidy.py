"""Tables as they are exported: the table found in its file, and said what was left aside.

`open_tidy` is the door for tables of counts and of incidents.  A CSV or workbook sheet that begins
with the names of its columns and ends with its last row is opened as it stands; in any other the
table is looked for.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from waterbed.model.errors import InputError
from waterbed.model.estimate import Figure, Remark, remark
from waterbed.read.tables.files import (
    CSV_SUFFIXES,
    Opened,
    must_be_table,
    open_parquet,
    readable,
)
from waterbed.read.tables.headers import (
    Header,
    find_header,
    holds,
    last_row,
)
from waterbed.read.tables.separated import (
    TOP,
    decoded,
    must_be_names,
    must_differ,
    parsed,
    rows_of,
    uneven,
)
from waterbed.read.tables.strays import must_be_one_table
from waterbed.read.tables.totals import is_total
from waterbed.read.tables.workbooks import error_cells, open_book

_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
# Characters within which the first rows are looked for; the last of them may be cut.
_TOP_LENGTH = 500_000
_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_CLOCK = re.compile(
    r"(?:^|[T ])([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?( ?[ap]m)?$", re.IGNORECASE
)
_MIDNIGHT = re.compile(r"[T ]0?0:00(:00(\.0+)?)?$")
_TIME_WORDS = {"time", "times", "hour", "hours", "clock", "datetime", "timestamp"}


def open_tidy(
    path: Path,
    sheet: str = "",
    *,
    label: str = "",
    encoding: str = "utf-8",
    layout: str = "",
    wanted: Iterable[str] = (),
) -> Opened:
    """Open a table of counts or incidents by its suffix, and find the table in its file.

    wanted : columns that the study file names; the row that holds them all is the header.
        Without them it is the first row that fills half as many cells as the widest
    layout : "long" and "incidents" have no column named after a value; of incidents none is shown
    `Opened.notices` says what was done: titles and notes left aside, header rows joined, a sheet
    or a separator chosen.  InputError where the file is missing, broken or of another kind, where
    rows have too many or too few fields, and where two sheets hold such a table.
    """
    label = label or path.as_posix()
    asked = tuple(name for name in wanted if name)
    with readable(label):
        suffix = must_be_table(path, label)
        if suffix == ".parquet":
            return _typed(open_parquet(path, label), path, asked)
        if suffix in CSV_SUFFIXES:
            opened = _text(path, label, encoding, "\t" if suffix == ".tsv" else "", layout, asked)
        else:
            opened = _workbook(path, label, sheet, layout, asked)
    return opened


# Text ---------------------------------------------------------------------------------------------


def _text(
    path: Path, label: str, encoding: str, separator: str, layout: str, wanted: Sequence[str]
) -> Opened:
    raw = path.read_bytes()
    notices: tuple[Remark, ...] = ()
    if encoding == "utf-8" and raw[:2] in _MARKS:
        encoding = _MARKS[raw[:2]]
        notices += (remark("encoding", encoding=encoding),)
    text = decoded(raw, label, encoding, stated=True).removesuffix("\x1a")
    if "\0" in text:
        raise _no_text(label)
    if "\n" not in text:
        text = text.replace("\r", "\n")
    found = separator or _separator(text, wanted)
    if not separator and found != ",":
        notices += (remark("separator", separator=_SEPARATORS[found]),)
    top = _top(text, found)
    data = text.encode()
    rows = rows_of(data, label, found)
    header = find_header(top, wanted)
    plain = header.at == 0 and header.rows == 1 and rows.even(len(header.names))
    if plain and not _ends_in_notes(data, found, len(header.names)):
        names = tuple(top[0])
        _check_names(header, top, label, layout)
        opened = Opened(label, names, 2, lambda some: parsed(data, some, label, found))
        lost = _unnamed(header, top[1:])
        notices += (remark("unnamed-columns", columns=Figure(lost)),) if lost else ()
        return replace(_cleaned(opened, header), notices=notices, timed=_timed(header, top, wanted))
    grid = list(csv.reader(io.StringIO(text), delimiter=found))
    end = header.at + header.rows
    end += last_row(grid[end:], len(header.names))
    _must_be_even(grid[:end], header, label)
    opened = _placed(_frame(grid, len(header.names)), header, end, label, top, wanted, layout)
    return replace(opened, notices=(*notices, *opened.notices))


def _no_text(label: str) -> InputError:
    return InputError(
        "the text holds zero bytes: it is in another encoding, or no text",
        file=label,
        place="encoding",
        mend='If a spreadsheet program wrote it as Unicode text, set encoding = "utf-16"; or save '
        "the table again as CSV (UTF-8).",
    )


def _separator(text: str, wanted: Sequence[str]) -> str:
    """The one by which a row names every wanted column, or else by which a row has several."""
    tops = {mark: _top(text, mark) for mark in _SEPARATORS}
    if wanted:
        named = [mark for mark, top in tops.items() if holds(top, wanted)]
        several = [mark for mark in named if max(map(len, tops[mark]), default=0) > 1]
        if several or named:
            return (several or named)[0]
    widths = {mark: [len(row) for row in top] for mark, top in tops.items()}
    middle = {mark: sorted(some)[len(some) // 2] if some else 0 for mark, some in widths.items()}
    even = [(widths[mark].count(width), width, mark) for mark, width in middle.items() if width > 1]
    return max(even, key=lambda one: one[:2])[2] if even else ","


def _top(text: str, separator: str) -> list[list[str]]:
    lines = csv.reader(io.StringIO(text[:_TOP_LENGTH]), delimiter=separator)
    try:
        top = [row for _, row in zip(range(TOP), lines, strict=False)]
        return top[:-1] if len(text) > _TOP_LENGTH and 1 < len(top) < TOP else top
    except csv.Error:  # a field beyond 128 KB: a quote that is not closed, found by its rows
        return []


def _ends_in_notes(data: bytes, separator: str, width: int) -> bool:
    """Whether the last rows are blank or notes padded to the width of the table."""
    tail = data[-20_000:].decode(errors="replace").splitlines()[-TOP:]
    rows = [row for row in csv.reader(tail[1:], delimiter=separator) if row]
    return last_row(rows, width) < len(rows)


def _must_be_even(grid: Sequence[Sequence[str]], header: Header, label: str) -> None:
    """InputError for the first row below the header with too many or too few fields."""
    width = len(header.names)
    for k in range(header.at + header.rows, len(grid)):
        row = grid[k]
        if len(row) == width or not any(cell.strip() for cell in row):
            continue
        if len(row) < width or any(cell.strip() for cell in row[width:]):
            raise uneven(k + 1, len(row), width, label, k == len(grid) - 1)


def _frame(grid: Sequence[Sequence[str]], width: int) -> pl.DataFrame:
    """Rows of text as a frame whose columns are named by position."""
    return pl.DataFrame(
        {
            str(j): pl.Series([row[j] if j < len(row) else "" for row in grid], dtype=pl.String)
            for j in range(width)
        }
    )


# Workbooks ----------------------------------------------------------------------------------------


def _workbook(path: Path, label: str, sheet: str, layout: str, wanted: Sequence[str]) -> Opened:
    book = open_book(path, label, sheet, show=layout != "incidents")
    name, notices = _sheet(book, label, sheet, wanted)
    loaded = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string").to_polars()
    frame = loaded.rename({old: str(k) for k, old in enumerate(loaded.columns)})
    frame = frame.with_columns(pl.all().cast(pl.String).fill_null(""))
    frame = _with_errors(frame, error_cells(path, name))
    if not frame.height:
        raise InputError("the sheet is empty", file=label, place=f"sheet {name!r}",
                         mend="Set sheet to the one that holds the table.")  # fmt: skip
    top = [list(row) for row in frame.head(TOP).rows()]
    header = find_header(top, wanted)
    first = header.at + header.rows
    tail = frame.slice(max(first, frame.height - 20 * TOP)).rows()
    end = frame.height - len(tail) + last_row(tail, len(header.names))
    opened = _placed(frame, header, end, label, top, wanted, layout)
    return replace(opened, notices=(*notices, *opened.notices))


def _with_errors(frame: pl.DataFrame, errors: dict[tuple[int, int], str]) -> pl.DataFrame:
    """The sheet with the errors that its cells hold, so that none of them is taken for blank."""
    by_column: dict[int, dict[int, str]] = {}
    for (row, column), error in errors.items():
        if row < frame.height and column < frame.width:
            by_column.setdefault(column, {})[row] = error
    for column, cells in by_column.items():
        series = frame[str(column)]
        frame = frame.with_columns(series.scatter(list(cells), list(cells.values())))
    return frame


def _sheet(
    book: Any, label: str, sheet: str, wanted: Sequence[str]
) -> tuple[str, tuple[Remark, ...]]:
    """The sheet that is asked for, or the only one that names every wanted column."""
    names = list(book.sheet_names)
    if sheet or len(names) == 1:
        return sheet or names[0], ()
    holding = [name for name in names if holds(_top_of(book, name), wanted)] if wanted else []
    if len(holding) > 1:
        raise InputError(
            f"{len(holding)} sheets hold such a table: {', '.join(holding[:6])}",
            file=label,
            place="sheet",
            mend=f'Set sheet = "{holding[0]}", or another of them; read two of them as two '
            "tables under [[counts]].",
        )
    if not holding:
        wide = [name for name in names if max(map(len, _top_of(book, name)), default=0) > 1]
        return (wide or names)[0], ()
    return holding[0], (remark("sheet", sheet=holding[0], of=Figure(len(names))),)


def _top_of(book: Any, name: str) -> list[list[str]]:
    top = book.load_sheet(name, header_row=None, skip_rows=0, n_rows=TOP, dtypes="string")
    return [["" if v is None else str(v) for v in row] for row in top.to_polars().rows()]


# Both ---------------------------------------------------------------------------------------------


def _placed(
    frame: pl.DataFrame,
    header: Header,
    end: int,
    label: str,
    top: Sequence[Sequence[str]],
    wanted: Sequence[str],
    layout: str,
) -> Opened:
    """The table from below its header to the row before `end`, and what was left aside."""
    first = header.at + header.rows
    names = _distinct(header.names)
    _check_names(replace(header, names=tuple(names)), top, label, layout)
    body = frame.slice(first, end - first)
    there = {name: str(j) for j, name in enumerate(names) if name}
    idle = body.select(
        pl.all_horizontal(pl.all().str.strip_chars() == "").alias("idle")
    )["idle"].to_numpy() if body.width else np.zeros(body.height, bool)  # fmt: skip
    return Opened(
        label,
        tuple(names),
        first + 1,
        lambda some: body.select(pl.col(there[name]).alias(name) for name in some),
        _left_aside(frame, header, end, idle),
        idle if idle.any() else None,
        _timed(header, top, wanted),
    )


def _check_names(header: Header, top: Sequence[Sequence[str]], label: str, layout: str) -> None:
    row = header.at + header.rows
    must_be_names(header.names, label, layout, row)
    must_differ(header.names, label, show=layout != "incidents", row=row)
    if layout in ("", "wide"):
        must_be_one_table(header, top, label)


def _distinct(names: Sequence[str]) -> list[str]:
    """Names of totals that repeat are told apart: a table may have one for each year."""
    found: list[str] = []
    for name in names:
        seen = sum(other == name or other.startswith(f"{name} (") for other in found)
        found.append(f"{name} ({seen + 1})" if seen and is_total(name) else name)
    return found


def _left_aside(
    frame: pl.DataFrame, header: Header, end: int, idle: NDArray[np.bool_]
) -> tuple[Remark, ...]:
    found = []
    lost = _unnamed(header, frame.slice(header.at + header.rows, end).head(TOP).rows())
    if lost:
        found.append(remark("unnamed-columns", columns=Figure(lost)))
    above = _filled(frame.head(header.at))
    if above:
        found.append(remark("titles", rows=Figure(above), header=Figure(header.at + 1)))
    if header.rows == 2:
        found.append(remark("header-joined", first=Figure(header.at + 1)))
    below = _filled(frame.slice(end))
    if below:
        found.append(remark("notes", rows=Figure(below)))
    if idle.any():
        found.append(remark("blank-rows", rows=Figure(int(idle.sum()))))
    return tuple(found)


def _unnamed(header: Header, body: Sequence[Sequence[str]]) -> int:
    """How many columns without a name have values in the first rows."""
    return sum(
        not name and any(cell.strip() for row in body for cell in row[j : j + 1])
        for j, name in enumerate(header.names)
    )


def _filled(frame: pl.DataFrame) -> int:
    return sum(any(cell.strip() for cell in row) for row in frame.rows())


def _cleaned(opened: Opened, header: Header) -> Opened:
    """The same with the names of its columns cleaned."""
    if opened.columns == header.names:
        return opened
    raw = {name: old for name, old in zip(header.names, opened.columns, strict=True) if name}
    read = opened.read
    return replace(
        opened,
        columns=header.names,
        read=lambda some: read([raw[name] for name in some]).rename(
            {raw[name]: name for name in some}
        ),
    )


# Times of day -------------------------------------------------------------------------------------


def _timed(header: Header, top: Sequence[Sequence[str]], wanted: Sequence[str]) -> tuple[str, ...]:
    """Columns that are not wanted and seem to hold times of day, by name or by the first rows."""
    body = top[header.at + header.rows :]
    return tuple(
        name
        for j, name in enumerate(header.names)
        if name and name not in wanted
        and (_is_time(name) or _hold_times([row[j] for row in body if j < len(row)]))
    )  # fmt: skip


def _is_time(name: str) -> bool:
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()
    return bool(_TIME_WORDS & set(re.split(r"[^a-z]+", words)))


def _hold_times(cells: Sequence[str]) -> bool:
    told = [cell.strip() for cell in cells if cell.strip()]
    clocks = [cell for cell in told if _CLOCK.search(cell)]
    return len(clocks) * 2 > len(told) and not all(_MIDNIGHT.search(cell) for cell in clocks)


def _typed(opened: Opened, path: Path, wanted: Sequence[str]) -> Opened:
    """Of a parquet file, columns of a type that holds a time."""
    schema = pl.read_parquet_schema(path)
    timed = tuple(
        name
        for name, kind in schema.items()
        if name not in wanted and (isinstance(kind, (pl.Datetime, pl.Time)) or _is_time(name))
    )
    return replace(opened, timed=timed)
