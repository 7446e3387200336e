"""Sheets as people keep them: titles above the names of the columns; only some columns opened."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from waterbed.model.errors import InputError
from waterbed.model.estimate import Figure, Remark, remark
from waterbed.read.tables.files import (
    CSV_SUFFIXES,
    must_be_table,
    open_parquet,
    readable,
    suggestion,
)
from waterbed.read.tables.separated import check_fields, decoded
from waterbed.read.tables.workbooks import open_book

MOST_ABOVE = 30


@dataclass(frozen=True, slots=True)
class Below:
    """The columns asked for, from below their names.

    frame : a column of text for each that was asked for, in that order
    first_row : number of the first row of data as the user counts
    """

    frame: pl.DataFrame
    first_row: int

    def text(self, k: int) -> list[str]:
        """The k-th column, without white space round its cells; "" where there is nothing."""
        column = self.frame.to_series(k).cast(pl.String).fill_null("")
        return [" ".join(one.split()) for one in column.to_list()]

    def rows(self) -> list[int]:
        return list(range(self.first_row, self.first_row + self.frame.height))

    @property
    def remarks(self) -> tuple[Remark, ...]:
        if self.first_row <= 2:
            return ()
        return (remark("header-below", header=Figure(self.first_row - 1)),)


def below_titles(
    path: Path, columns: Sequence[str], label: str, encoding: str = "utf-8", sheet: str = ""
) -> Below:
    """The columns of these names, from below the first row that has them all.

    Names are compared without capitals and white space.  Rows further down are opened in these
    columns alone.  InputError where no row of the first thirty has them.
    """
    with readable(label):
        suffix = must_be_table(path, label)
        if suffix in CSV_SUFFIXES:
            return _of_csv(path, columns, label, encoding)
        if suffix != ".parquet":
            return _of_workbook(path, columns, label, sheet)
        opened = open_parquet(path, label)
        at = _found([opened.columns], columns, label)[1]
        return Below(opened.read([opened.columns[k] for k in at]), opened.first_row)


def _plain(name: object) -> str:
    return " ".join(str("" if name is None else name).casefold().split())


def _found(
    top: Sequence[Sequence[Any]], columns: Sequence[str], label: str
) -> tuple[int, list[int]]:
    """The row (from 0) that has all the columns, and where in it each stands."""
    wanted = [_plain(one) for one in columns]
    best: tuple[int, int, list[str]] = (-1, 0, [])
    for k, row in enumerate(top):
        names = [_plain(one) for one in row]
        there = sum(one in names for one in wanted)
        if there == len(wanted):
            twice = next((one for one in wanted if names.count(one) > 1), None)
            if twice is not None:
                raise InputError(
                    "two columns have the same name", file=label, place=f"row {k + 1}", value=twice,
                    mend="Rename or remove one of them.",
                )  # fmt: skip
            return k, [names.index(one) for one in wanted]
        if there > best[0]:
            best = (there, k, [str(one).strip() for one in row if _plain(one)])
    lost = next(one for one in columns if _plain(one) not in [_plain(name) for name in best[2]])
    row = best[2] if best[0] or best[1] == 0 else []
    raise InputError(
        "there is no such column",
        file=label,
        place=f"row {best[1] + 1}",
        value=lost,
        mend=suggestion(lost, row, "columns"),
    )


def _of_workbook(path: Path, columns: Sequence[str], label: str, sheet: str) -> Below:
    book = open_book(path, label, sheet, show=False)
    asked = sheet or 0
    plain = {"header_row": None, "skip_rows": 0, "dtypes": "string"}
    top = book.load_sheet(asked, n_rows=MOST_ABOVE, **plain).to_polars()
    row, at = _found(top.rows(), columns, label)
    data = book.load_sheet(asked, use_columns=at, **plain).to_polars()
    wanted = data.select([top.columns[k] for k in at])
    return Below(_filled(wanted.slice(row + 1), label, row), row + 2)


def _of_csv(path: Path, columns: Sequence[str], label: str, encoding: str) -> Below:
    text = decoded(path.read_bytes(), label, encoding)
    marks = [mark for mark in (",", ";", "\t") if mark in text[:10_000]] or [","]
    found, trouble = None, None
    for mark in marks:
        lines = csv.reader(io.StringIO(text), delimiter=mark)
        try:
            top = [line for _, line in zip(range(MOST_ABOVE), lines, strict=False)]
            found = (mark, *_found(top, columns, label))
            break
        except csv.Error:
            trouble = InputError("the table cannot be read as CSV", file=label,
                                 mend="Save it as .xlsx, or as CSV again.")  # fmt: skip
        except InputError as error:
            trouble = trouble or error
    if found is None:
        raise trouble or InputError("the table cannot be read as CSV", file=label)
    mark, row, at = found
    kept = list(csv.reader(io.StringIO(text), delimiter=mark))
    width = len(kept[row])
    check_fields(text.split("\n", row)[-1].encode(), width, label, mark)
    cells = {str(n): [line[k] if k < len(line) else "" for line in kept[row + 1 :]]
             for n, k in enumerate(at)}  # fmt: skip
    frame = pl.DataFrame(cells, schema=dict.fromkeys(cells, pl.String))
    return Below(_filled(frame, label, row), row + 2)


def _filled(frame: pl.DataFrame, label: str, row: int) -> pl.DataFrame:
    if not frame.height:
        raise InputError(
            "the table has no rows", file=label, place=f"row {row + 2}", mend="Export it again."
        )
    return frame
