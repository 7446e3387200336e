"""Workbooks, a sheet at a time."""

from __future__ import annotations

import html
import os
import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl

from waterbed.model.errors import InputError
from waterbed.model.estimate import Figure, Remark, remark
from waterbed.model.messages import fault
from waterbed.model.unpacked import DAMAGED, must_be_modest
from waterbed.read.tables.headers import holds
from waterbed.read.tables.text import TOP

_CELL = re.compile(r"<c ([^>]*[^/])>(.*?)</c>", re.DOTALL)
_AT = re.compile(r'r="([A-Z]+)(\d+)"')
_VALUE = re.compile(r"<v>([^<]*)</v>")


def open_book(path: Path, label: str, sheet: str, *, show: bool = True) -> Any:
    """A workbook that has the sheet; InputError where it is none or lacks it.

    show : whether the library's words, which may quote a cell, stand in the message
    """
    import fastexcel  # only workbooks need it

    must_be_modest(path, label)
    try:
        with _without_panic():
            book = fastexcel.read_excel(path)
    except (fastexcel.FastExcelError, _PanicError) as error:
        raise fault(
            "no-workbook", file=label, value=str(error).splitlines()[0] if show else None
        ) from error
    if sheet and sheet not in book.sheet_names:
        raise fault(
            "no-such-sheet",
            file=label,
            place="sheet",
            value=sheet,
            wanted=sheet,
            there=tuple(book.sheet_names),
        )
    return book


class _PanicError(Exception):
    """The library gave up in the middle of a damaged file."""


@contextmanager
def _without_panic() -> Iterator[None]:
    """_PanicError where the library panics, which is no Exception, and prints a trace of its own:
    meanwhile nothing is printed to standard error."""
    try:
        kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    except OSError:  # a program without standard error
        kept = nowhere = -1
    try:
        if kept >= 0:
            os.dup2(nowhere, 2)
        yield
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise _PanicError(str(error)) from None
        raise
    finally:
        if kept >= 0:
            os.dup2(kept, 2)
            os.close(kept)
            os.close(nowhere)


def load_sheet(book: Any, name: str, label: str, **options: Any) -> pl.DataFrame:
    """Cells of a sheet as text; InputError where its part of the workbook is damaged."""
    import fastexcel

    try:
        with _without_panic():
            frame: pl.DataFrame = book.load_sheet(name, dtypes="string", **options).to_polars()
    except (fastexcel.FastExcelError, _PanicError) as error:
        raise fault("broken-sheet", file=label, place=f"sheet {name!r}") from error
    return frame


def error_cells(path: Path, sheet: str) -> dict[tuple[int, int], str]:
    """Row and column (from 0) of the cells of an .xlsx sheet that hold an error such as #REF!.

    The library gives them as empty cells, which a study may declare to be zero.
    """
    if path.suffix.lower() not in (".xlsx", ".xlsm"):
        return {}
    try:
        with zipfile.ZipFile(path) as book:
            part = _part(book, sheet)
            text = book.read(part) if part else b""
    except (KeyError, zipfile.BadZipFile, *DAMAGED, OSError):
        return {}
    if b't="e"' not in text:
        return {}
    errors = {}
    for cell in _CELL.finditer(text.decode("utf-8", "replace")):
        if 't="e"' in cell[1] and (at := _AT.search(cell[1])):
            column = 0
            for letter in at[1]:
                column = 26 * column + ord(letter) - 64
            value = _VALUE.search(cell[2])
            errors[int(at[2]) - 1, column - 1] = value[1] if value else "#ERROR"
    return errors


def _part(book: zipfile.ZipFile, sheet: str) -> str:
    """The name of the part that holds a sheet, or ""."""
    names = {
        html.unescape(name): key
        for name, key in re.findall(
            r'<sheet [^>]*?name="([^"]*)"[^>]*?r:id="([^"]*)"', _text(book, "xl/workbook.xml")
        )
    }
    links = re.findall(r"<Relationship [^>]*>", _text(book, "xl/_rels/workbook.xml.rels"))
    for link in links:
        if f'Id="{names.get(sheet)}"' in link and (target := re.search(r'Target="([^"]*)"', link)):
            return target[1].lstrip("/") if target[1].startswith("/") else f"xl/{target[1]}"
    return ""


def _text(book: zipfile.ZipFile, part: str) -> str:
    return book.read(part).decode("utf-8", "replace")


def choose_sheet(
    book: Any, label: str, sheet: str, wanted: Sequence[str]
) -> tuple[str, tuple[Remark, ...]]:
    """The sheet that is asked for, or the only one that names every wanted column."""
    names = list(book.sheet_names)
    if not names:
        raise fault("no-workbook", file=label)
    if sheet or len(names) == 1:
        return sheet or names[0], ()
    holding = [n for n in names if holds(_top_of(book, n, label), wanted)] if wanted else []
    if len(holding) > 1:
        raise InputError(
            f"{len(holding)} sheets hold such a table: {', '.join(holding[:6])}",
            file=label,
            place="sheet",
            mend=f'Set sheet = "{holding[0]}", or another of them; read two of them as two '
            "tables under [[counts]].",
        )
    if not holding:
        wide = [name for name in names if max(map(len, _top_of(book, name, label)), default=0) > 1]
        return (wide or names)[0], ()
    return holding[0], (remark("sheet", sheet=holding[0], of=Figure(len(names))),)


def _top_of(book: Any, name: str, label: str) -> list[list[str]]:
    top = load_sheet(book, name, label, header_row=None, skip_rows=0, n_rows=TOP)
    return [["" if cell is None else str(cell) for cell in row] for row in top.rows()]
