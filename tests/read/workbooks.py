"""A small study as a workbook, to spoil in tests."""

from __future__ import annotations

import tomllib
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.read.study_files import each_of, spoil
from waterbed.model.errors import InputError
from waterbed.propose.draft import Draft
from waterbed.propose.workbook import workbook_bytes
from waterbed.read.study.study_file import read_study

WINDOW = (
    "[[claims]]",
    '[[rule.windows]]\nname = "w"\nbase = ["2016-08", "2017-07"]\npost = ["2018-09", "2019-08"]\n'
    "[[claims]]",
)
Book = Any


def small(*changes: tuple[str, str]) -> Book:
    """The small study as an open workbook."""
    return openpyxl.load_workbook(BytesIO(_content(changes)))


@cache
def _content(changes: tuple[tuple[str, str], ...]) -> bytes:
    return workbook_bytes(Draft(tomllib.loads(spoil(*changes))))


def cell(book: Book, block: str, key: str, row: int = 1) -> Any:
    """The cell of a key in the n-th row of a block."""
    for sheet in book.worksheets:
        for line in sheet.iter_rows():
            if line[0].value != f"[{block}]":
                continue
            top = line[0].row + 1
            heads = {head.value: head.column for head in sheet[top]}
            if key in heads:
                return sheet.cell(top + row, heads[key])
            down = range(top, sheet.max_row + 1)
            return next(sheet.cell(k, 2) for k in down if sheet.cell(k, 1).value == key)
    raise AssertionError(f"no block {block}")


def saved(book: Book, folder: Path) -> Path:
    path = folder / "study.xlsx"
    book.save(path)
    return path


def wrong(book: Book, folder: Path) -> tuple[InputError, ...]:
    path = saved(book, folder)
    with pytest.raises(InputError) as caught:
        read_study(path)
    errors = each_of(caught.value)
    assert all(error.file == str(path) for error in errors)
    return errors
