"""Workbooks, a sheet at a time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from waterbed.nouns.errors import InputError
from waterbed.read.files import Opened, suggestion
from waterbed.read.separated import TOP, check_first_row


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


def open_sheet(path: Path, label: str, sheet: str) -> Opened:
    """A sheet whose first row names its columns; InputError for any other."""
    book = open_book(path, label, sheet)
    top = book.load_sheet(sheet or 0, header_row=None, n_rows=TOP, dtypes="string")
    check_first_row([["" if v is None else v for v in row] for row in top.to_polars().rows()],
                     label)  # fmt: skip
    data = pl.DataFrame(book.load_sheet(sheet or 0, dtypes="string"))
    return Opened(label, tuple(data.columns), 2, lambda names: data.select(names))
