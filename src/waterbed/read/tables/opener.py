"""The one opener of tables (CSV, parquet, a workbook, a data frame), which finds the table in it.

A CSV that begins with the names of its columns and ends with its last row is read a column at a
time; in any other, and in sheets, the table is looked for, and what was left aside is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from waterbed.model.errors import InputError
from waterbed.model.estimate import Figure, Remark, remark
from waterbed.model.messages import fault
from waterbed.model.unpacked import MOST_CELLS
from waterbed.read.tables.arrow import as_polars
from waterbed.read.tables.clock import hold_times, is_time
from waterbed.read.tables.files import CSV_SUFFIXES, Opened, must_be_table, plain, readable
from waterbed.read.tables.header_checks import check_names
from waterbed.read.tables.headers import Header, find_header, last_row
from waterbed.read.tables.misnamed import BOOK, TEXT, html_rows, inside
from waterbed.read.tables.private import holds_values
from waterbed.read.tables.text import (
    SEPARATORS,
    TOP,
    all_rows,
    ends_in_notes,
    first_rows,
    parsed,
    read_text,
    rows_of,
    separator_of,
    uneven,
)
from waterbed.read.tables.totals import is_total
from waterbed.read.tables.workbooks import choose_sheet, error_cells, load_sheet, open_book

PLAIN = "plain"
"""The layout of a table that holds no counts: areas, neighbours, lists, weights, delays."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """How a table is to be opened, as of `open_table`."""

    label: str
    encoding: str
    sheet: str
    layout: str
    wanted: tuple[str, ...]
    only: tuple[str, ...]
    secret: bool


def open_table(
    path: Path,
    *,
    label: str = "",
    encoding: str = "",
    sheet: str = "",
    layout: str = PLAIN,
    wanted: Iterable[str] = (),
    only: Iterable[str] = (),
    secret: bool = False,
) -> Opened:
    """Open a table by its suffix, and find the table in its file.

    encoding : as the study states it, or "" where it has no key for it (then UTF-8)
    layout : of a table of counts, "" where that is still to be told; "long" and "incidents" have no
        column named after a value
    wanted : columns that are asked for; the row that holds them all names the columns.  Without
        them it is the first row that fills half as many cells as the widest
    only : the columns of a sheet that may be opened, or none for all
    secret : whether no cell is shown, as of tables of incidents
    `Opened.notices` says what was done: titles and notes left aside, header rows joined, a sheet
    or a separator chosen.  InputError where the file is missing, broken or of another kind, where
    rows have too many or too few fields, and where two sheets hold such a table.
    """
    label = label or path.as_posix()
    names = tuple(name for name in wanted if name)
    secret = secret or layout in ("incidents", "police-uk")
    asked = _Asked(label, encoding, sheet, layout, names, tuple(only), secret)
    with readable(label):
        suffix = must_be_table(path, label)
        if suffix == ".parquet":
            return _parquet(path, asked)
        if suffix in CSV_SUFFIXES:
            return _text(path, asked, "\t" if suffix == ".tsv" else "")
        kind = inside(path)
        if kind == BOOK:
            return _workbook(path, asked)
        opened = _text(path, asked, "") if kind == TEXT else _page(path, asked)
        misnamed = remark("misnamed-text") if kind == TEXT else remark("misnamed-html")
        return replace(opened, notices=(misnamed, *opened.notices))


def open_frame(frame: Any, label: str) -> Opened:
    """A data frame that speaks the Arrow protocol (polars, pandas, pyarrow), as a table."""
    data = as_polars(frame, label)
    return Opened(label, tuple(data.columns), 1, lambda names: data.select(names))


def _parquet(path: Path, asked: _Asked) -> Opened:
    def broken(error: Exception) -> InputError:
        return fault("broken-parquet", file=asked.label, value=str(error).splitlines()[0])

    try:
        schema = pl.read_parquet_schema(path)
        rows = int(pl.scan_parquet(path).select(pl.len()).collect().item())
    except PermissionError:
        raise
    except (pl.exceptions.PolarsError, OSError) as error:
        raise broken(error) from error
    if rows > MOST_CELLS:
        raise fault("too-large-inside", file=asked.label, value=f"{rows:,} rows")

    def read(names: Sequence[str]) -> pl.DataFrame:
        try:
            return pl.read_parquet(path, columns=list(names))
        except (pl.exceptions.PolarsError, OSError) as error:
            raise broken(error) from error

    timed = tuple(
        name
        for name, kind in schema.items()
        if name not in asked.wanted and (isinstance(kind, (pl.Datetime, pl.Time)) or is_time(name))
    )
    return Opened(asked.label, tuple(schema), 1, read, timed=timed)


def _text(path: Path, asked: _Asked, separator: str) -> Opened:
    text, encoding = read_text(path, asked.label, asked.encoding)
    remarks = [remark("encoding", encoding=encoding)] if encoding else []
    mark = separator or separator_of(text, asked.wanted)
    if not separator and mark != ",":
        remarks.append(remark("separator", separator=SEPARATORS[mark]))
    top, data = first_rows(text, mark), text.encode()
    rows = rows_of(data, asked.label, mark)
    header = find_header(top, asked.wanted)
    width = len(header.names)
    begins = header.at == 0 and header.rows == 1 and rows.even(width)
    if begins and not ends_in_notes(data, mark, width):
        opened = _column_wise(data, header, top, asked, mark)
    else:
        grid = all_rows(text, asked.label, mark)
        end = header.at + header.rows
        end += last_row(grid[end:], width)
        _must_be_even(grid[:end], header, asked.label)
        opened = _below(_frame(grid, width), header, end, top, asked)
    return replace(opened, notices=(*remarks, *opened.notices))


def _page(path: Path, asked: _Asked) -> Opened:
    """The largest table of an HTML page."""
    text, _ = read_text(path, asked.label, asked.encoding)
    grid = html_rows(text, asked.label)
    top = grid[:TOP]
    header = find_header(top, asked.wanted)
    width = len(header.names)
    first = header.at + header.rows
    _must_be_even([*grid[:first], *_padded(grid[first:], width)], header, asked.label)
    return _below(_frame(grid, width), header, first + last_row(grid[first:], width), top, asked)


def _padded(grid: Sequence[Sequence[str]], width: int) -> list[list[str]]:
    """Rows of a page, whose last cells may be left out where they are empty."""
    return [[*row, *[""] * (width - len(row))] for row in grid]


def _hidden(header: Header, top: Sequence[Sequence[str]], asked: _Asked) -> bool:
    """Whether the names of the columns are not to be shown."""
    return asked.secret and holds_values(header.names, top[header.at + header.rows :])


def _column_wise(
    data: bytes, header: Header, top: Sequence[Sequence[str]], asked: _Asked, separator: str
) -> Opened:
    """A CSV that is nothing but its table."""
    check_names(header, top, asked.label, asked.layout, asked.secret)
    written = {name: raw for name, raw in zip(header.names, top[0], strict=True) if name}

    def read(names: Sequence[str]) -> pl.DataFrame:
        columns = [written[name] for name in names]
        frame = parsed(data, columns, asked.label, separator, show=not asked.secret)
        return frame.rename({written[name]: name for name in names})

    lost = _unnamed(header, top[1:])
    notices = (remark("unnamed-columns", columns=Figure(lost)),) if lost else ()
    hidden = _hidden(header, top, asked)
    return Opened(
        asked.label, header.names, 2, read, notices, None, _timed(header, top, asked), hidden
    )


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


def _workbook(path: Path, asked: _Asked) -> Opened:
    book = open_book(path, asked.label, asked.sheet, show=not asked.secret)
    name, remarks = choose_sheet(book, asked.label, asked.sheet, asked.wanted)
    whole: dict[str, Any] = {"header_row": None, "skip_rows": 0}
    above: list[list[str]] = []
    if asked.only:
        head = _texts(load_sheet(book, name, asked.label, n_rows=TOP, **whole))
        header = find_header(head, asked.wanted)
        above = head[: header.at]
        names = [plain(cell) for cell in header.names]
        wanted = {plain(column) for column in asked.only}
        whole["use_columns"] = [k for k, cell in enumerate(names) if cell in wanted]
    loaded = load_sheet(book, name, asked.label, **whole)
    if not loaded.height:
        raise fault("empty-sheet", file=asked.label, place=f'sheet {name!r}')  # fmt: skip
    frame = loaded.rename({old: str(k) for k, old in enumerate(loaded.columns)})
    frame = frame.with_columns(pl.all().cast(pl.String).fill_null(""))
    if not asked.only:
        frame = _with_errors(frame, error_cells(path, name))
    top = _texts(frame.head(TOP))
    header = find_header(top, asked.wanted)
    first = header.at + header.rows
    tail = frame.slice(max(first, frame.height - 20 * TOP)).rows()
    end = frame.height - len(tail) + last_row(tail, len(header.names))
    opened = _below(frame, header, end, top, asked, above)
    return replace(opened, notices=(*remarks, *opened.notices))


def _texts(frame: pl.DataFrame) -> list[list[str]]:
    return [["" if cell is None else str(cell) for cell in row] for row in frame.rows()]


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


def _below(
    frame: pl.DataFrame,
    header: Header,
    end: int,
    top: Sequence[Sequence[str]],
    asked: _Asked,
    above: Sequence[Sequence[str]] = (),
) -> Opened:
    """The table from below its header to the row before `end`, and what was left aside.

    above : rows of titles in all columns, where `top` holds only some
    """
    first = header.at + header.rows
    names = _distinct(header.names)
    check_names(replace(header, names=tuple(names)), top, asked.label, asked.layout, asked.secret)
    body = frame.slice(first, end - first)
    there = {name: str(j) for j, name in enumerate(names) if name}
    idle = body.select(
        pl.all_horizontal(pl.all().str.strip_chars() == "").alias("idle")
    )["idle"].to_numpy() if body.width else np.zeros(body.height, bool)  # fmt: skip
    return Opened(
        asked.label,
        tuple(names),
        first + 1,
        lambda some: body.select(
            pl.col(there[name]).replace("", None).alias(name) for name in some
        ),
        _left_aside(frame, header, end, idle, above or top[: header.at]),
        idle if idle.any() else None,
        _timed(header, top, asked),
        _hidden(header, top, asked),
    )


def _distinct(names: Sequence[str]) -> list[str]:
    """Names of totals that repeat are told apart: a table may have one for each year."""
    distinct: list[str] = []
    for name in names:
        seen = sum(other == name or other.startswith(f"{name} (") for other in distinct)
        distinct.append(f"{name} ({seen + 1})" if seen and is_total(name) else name)
    return distinct


def _left_aside(
    frame: pl.DataFrame,
    header: Header,
    end: int,
    idle: NDArray[np.bool_],
    titles: Sequence[Sequence[str]],
) -> tuple[Remark, ...]:
    unnamed = _unnamed(header, frame.slice(header.at + header.rows, end).head(TOP).rows())
    above, below = _filled(titles), _filled(frame.slice(end).rows())
    blank = int(idle.sum())
    left = {
        "unnamed-columns": {"columns": Figure(unnamed)} if unnamed else None,
        "titles": {"rows": Figure(above), "header": Figure(header.at + 1)} if above else None,
        "header-joined": {"first": Figure(header.at + 1)} if header.rows == 2 else None,
        "notes": {"rows": Figure(below)} if below else None,
        "blank-rows": {"rows": Figure(blank)} if blank else None,
    }
    return tuple(remark(code, **facts) for code, facts in left.items() if facts)


def _unnamed(header: Header, body: Sequence[Sequence[str]]) -> int:
    """How many columns without a name have values in the first rows."""
    return sum(
        not name and any(cell.strip() for row in body for cell in row[j : j + 1])
        for j, name in enumerate(header.names)
    )


def _filled(rows: Sequence[Sequence[str]]) -> int:
    return sum(any(cell.strip() for cell in row) for row in rows)


def _timed(header: Header, top: Sequence[Sequence[str]], asked: _Asked) -> tuple[str, ...]:
    """Columns that are not wanted and seem to hold times of day, by name or by the first rows."""
    body = top[header.at + header.rows :]
    return tuple(
        name
        for j, name in enumerate(header.names)
        if name and name not in asked.wanted
        and (is_time(name) or hold_times([row[j] for row in body if j < len(row)]))
    )  # fmt: skip
