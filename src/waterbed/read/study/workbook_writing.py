"""Where an error is in a workbook: sheet and cell, and its mend in a spreadsheet's terms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import ClassVar

from waterbed.model.errors import InputError, InputErrors, Place, raise_all
from waterbed.model.written.blocks import block_of
from waterbed.read.study.problems import Writing
from waterbed.read.study.study_sheets import At, sheet_of
from waterbed.read.study.study_workbook import (
    WORKBOOKS,
    Cells,
    Workbook,
    cells_of,
    is_workbook,
    read_workbook,
    within,
)

# Cells that one message names.
_NAMED = 5


class WorkbookWriting(Writing):
    """Places of one workbook; it is read again, when the first is asked for, unless given."""

    types: ClassVar[Mapping[str, str]] = {
        "string_type": "Type it as text.",
        "int_type": "Type a whole number: 12.",
        "float_type": "Type a number, without a sign for per cent: 0.95 is 95%.",
        "bool_type": "Choose yes or no.",
        "list_type": "Write one value, or several with ;.",
        "dict_type": "Write column = value.",
        "model_type": "Fill in the cells of its keys.",
        "too_short": "Write each entry by itself: a; b, with a semicolon.",
        "missing": "Fill it in.",
        "month": "Write a month as 2017-04. 04/2017 and April 2017 are read too.",
        "day": "Write a month as 2017-04 or a day as 2018-08-21. April 2017 and, the day first, "
        "21/08/2018 are read too.",
    }

    def __init__(self, path: Path, book: Workbook | None = None) -> None:
        self._path = path
        self._book = book

    @cached_property
    def _cells(self) -> Cells:
        try:
            return cells_of(self._book or read_workbook(self._path.read_bytes(), str(self._path)))
        except (OSError, InputError):
            return {}

    def where(self, place: Place, value: object | None = None) -> str:
        """Sheet and cell, with the place in words: of the value, its entry or its block."""
        standing = place.location
        while standing and standing not in self._cells:
            standing = standing[:-1]
        if not standing:
            return str(place)
        cells = self._cells[standing]
        under = [
            at
            for location, inner in self._cells.items()
            if within(location, standing)
            for at in inner
        ]
        holding = [at for at in cells if _holds(at, value)] or [
            at for at in under if _holds(at, value)
        ]
        cells = list(dict.fromkeys(holding or cells))
        if standing != place.location and not holding:
            cells = cells[:1]
        return f"{_in_words(cells)} ({place})"

    def naming(self, file: str, key: str) -> At | None:
        """The cell that names a file, or that of another key of the same table."""
        for location, cells in self._cells.items():
            if location[-1:] in (("file",), ("neighbours",)) and cells and cells[0].text == file:
                return self._cells.get((*location[:-1], key), cells)[0]
        return None

    def _quoted(self, value: str) -> str:
        return value

    def _list(self, *values: str) -> str:
        return "; ".join(values)

    def _pair(self, column: str, value: str) -> str:
        return f"{column} = {value}"

    def _span(self, first: str, last: str) -> str:
        return f"{first} to {last}"

    def _section(self, name: str) -> str:
        return f"[{name}] on the sheet {sheet_of(block_of(name))!r}"


def writing_of(file: str) -> Writing:
    """How errors call the places of a study that was read from this file."""
    path = Path(file)
    if path.suffix.lower() in WORKBOOKS and path.exists() and is_workbook(path):
        return WorkbookWriting(path)
    return Writing()


@contextmanager
def told_by_cell(file: str) -> Iterator[None]:
    """Errors about the files that a study names say, of a workbook, which cell names them."""
    try:
        yield
    except InputError as error:
        places = writing_of(file)
        if not isinstance(places, WorkbookWriting):
            raise
        several = error.errors if isinstance(error, InputErrors) else (error,)
        raise_all([_with_cell(error, places) for error in several])


def _with_cell(error: InputError, places: WorkbookWriting) -> InputError:
    at = places.naming(error.file, str(error.place)) if error.file else None
    if at is None:
        return error
    return InputError(
        error.problem,
        file=error.file,
        place=error.place,
        value=error.value,
        mend=f"{error.mend} The study names it on {at}.".strip(),
    )


def _holds(at: At, value: object | None) -> bool:
    """Whether a value stands in a cell, alone or in a list."""
    if value is None or value == "":
        return False
    items = [item.strip().strip('"') for item in re.split(r"[;\n]", at.text)]
    return str(value) in (at.text, *items)


def _in_words(cells: list[At]) -> str:
    """sheet 'claims', cells A4 and A7"""
    named = [at for at in cells[:_NAMED] if at.sheet == cells[0].sheet]
    *first, last = [at.cell for at in named]
    listed = f"cells {', '.join(first)} and {last}" if first else f"cell {last}"
    more = len(cells) - len(named)
    return f"sheet {cells[0].sheet!r}, {listed}" + (f" and {more} more" if more else "")
