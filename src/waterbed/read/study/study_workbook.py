"""A study that was written as a workbook: its sheets to the mapping that TOML would have given."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from waterbed.model.draft import Location
from waterbed.model.errors import InputError, raise_all
from waterbed.model.messages import suggestion
from waterbed.model.unpacked import must_be_modest
from waterbed.model.written.blocks import Block, Column, blocks
from waterbed.read.study.cells import CellError, unkept, value_of
from waterbed.read.study.study_sheets import (
    At,
    Entry,
    Filled,
    Finder,
    WrittenBlock,
    is_part,
    looks_like_study,
    parent_header,
    sheet_of,
)
from waterbed.read.tables.workbooks import open_book

WORKBOOKS = (".xlsx", ".xlsm")


@dataclass(slots=True)
class Workbook:
    """A study as it stands in a workbook.

    raw : keys and values, as tomllib would return them
    cells : where the value of each key stands or would stand, by location in `raw`; of a list its
        name, of an entry its first cell
    columns : cells that name the keys of each block, by location without numbers of entries
    notes : comments on cells, by location
    """

    raw: dict[str, Any] = field(default_factory=dict)
    cells: dict[Location, At] = field(default_factory=dict)
    columns: dict[Location, At] = field(default_factory=dict)
    notes: dict[Location, str] = field(default_factory=dict)


def is_workbook(path: Path) -> bool:
    """Whether a file is a study in a workbook, told by the names of its sheets."""
    if path.suffix.lower() not in WORKBOOKS or path.is_dir():
        return False
    return looks_like_study(open_book(path, str(path), "").sheet_names)


def read_workbook(content: bytes, file: str) -> Workbook:
    """The study in a workbook; InputError, or InputErrors with all of them, where it is none.

    These are cells in no block, keys that are not there or stand twice, blocks that are missing,
    formulas without a value, and entries that belong to nothing.
    """
    finder = Finder(file)
    for name, rows in _sheets(content, file):
        finder.sheet(name, rows)
    for block in blocks():
        if block.required and block.name not in finder.blocks:
            problem = f"the block [{block.name}] is missing"
            mend = "Copy it from a workbook that `waterbed new` wrote."
            finder.note(f"sheet {sheet_of(block)!r}", problem, mend=mend)
    raise_all(finder.errors)
    return _Assembly(finder).whole()


def _sheets(content: bytes, file: str) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    """Names and rows of cells of every sheet that is part of the study, formulas by their value."""
    book = _load(content, file, data_only=False)
    values = None
    for sheet in book.worksheets:
        if not is_part(sheet.title):
            continue
        rows = list(sheet.iter_rows())
        for cell in [cell for row in rows for cell in row if cell.data_type == "f"]:
            values = values or _load(content, file, data_only=True)
            value = values[sheet.title][cell.coordinate].value
            cell.value = "#VALUE!" if value is None else value
        yield sheet.title, rows


def _load(content: bytes, file: str, *, data_only: bool) -> Any:
    import openpyxl  # it alone tells types, number formats, formulas and comments of single cells

    must_be_modest(io.BytesIO(content), file)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return openpyxl.load_workbook(io.BytesIO(content), data_only=data_only)
    except Exception as error:  # it raises whatever its parsers do
        raise InputError(
            "this is not a workbook that can be read",
            file=file,
            mend="Open it in a spreadsheet program and save it again as .xlsx.",
        ) from error


class _Assembly:
    """Puts the blocks of a workbook together to one mapping."""

    def __init__(self, finder: Finder) -> None:
        self.finder = finder
        self.book = Workbook()
        # Location of each entry of a list, by the list's name.
        self.places: dict[str, list[Location]] = {}

    def whole(self) -> Workbook:
        for block in blocks():
            written = self.finder.blocks.get(block.name)
            if written is not None:
                self._block(block, written)
        raise_all(self.finder.errors)
        return self.book

    def _block(self, block: Block, written: WrittenBlock) -> None:
        if written.note and block.path:
            self.book.notes[block.path] = written.note.strip()
        if not block.many:
            table = _inside(self.book.raw, block.path)
            self.book.cells[block.path] = written.at
            for entry in written.entries or [Entry(written.at)]:
                self._values(block, written, entry, block.path, table)
            return
        if block.required:
            _inside(self.book.raw, block.path[:-1]).setdefault(block.path[-1], [])
        self.book.cells[block.path] = written.at
        for column in block.columns:
            if column.header in written.headers:
                self.book.columns[(*block.path, *column.path)] = written.headers[column.header]
        for entry in written.entries:
            place = self._place(block, entry)
            if place is not None:
                self._values(block, written, entry, place, _inside(self.book.raw, place))

    def _place(self, block: Block, entry: Entry) -> Location | None:
        """Where an entry of a list goes: the next place of its list, or of its parent's list."""
        above: Location = block.path[:-1]
        if block.parent:
            parent = self._parent(block, entry)
            if parent is None:
                return None
            above = (*parent, *block.path[1:-1])
            self.book.cells.setdefault((*above, block.path[-1]), entry.at)
        held = _inside(self.book.raw, above).setdefault(block.path[-1], [])
        held.append({})
        place = (*above, block.path[-1], len(held) - 1)
        self.book.cells[place] = entry.at
        self.places.setdefault(block.name, []).append(place)
        return place

    def _parent(self, block: Block, entry: Entry) -> Location | None:
        """The entry that this one belongs to, by its id; the only one there is if none is named."""
        header, places = parent_header(block), self.places.get(block.parent, [])
        cell = entry.cells.get(header)
        wanted = "" if cell is None else " ".join(unkept(cell.at.text).split())
        ids = [" ".join(str(_at(self.book.raw, place).get("id", "")).split()) for place in places]
        if wanted in ids:
            return places[ids.index(wanted)]
        if not wanted and len(places) == 1:
            return places[0]
        at = entry.at if cell is None else cell.at
        if wanted:
            problem, mend = f"there is no {header} of this name", suggestion(wanted, ids, "names")
        else:
            problem, mend = "this row says of nothing what it belongs to", f"Name the {header}."
        self.finder.note(at, problem, wanted or None, mend)
        return None

    def _values(
        self,
        block: Block,
        written: WrittenBlock,
        entry: Entry,
        place: Location,
        table: dict[str, Any],
    ) -> None:
        for column in block.columns:
            cell = entry.cells.get(column.header)
            location = (*place, *column.path)
            at = cell.at if cell else written.headers.get(column.header, entry.at)
            self.book.cells[location] = at
            if len(column.path) > 1 and column.header == column.path[0]:
                self.book.cells[location[:-1]] = at
            if cell is None:
                continue
            if cell.note:
                self.book.notes[location] = cell.note.strip()
            value = self._value(column, cell)
            if value is not None:
                _put(table, column, value)
        for key, value in table.items():
            if isinstance(value, dict) and (*place, key) not in self.book.cells:
                self.book.cells[(*place, key)] = entry.at
        _shorten(block, table)

    def _value(self, column: Column, cell: Filled) -> Any:
        try:
            return value_of(column, cell.value, cell.form)
        except CellError as error:
            self.finder.note(cell.at, error.problem, cell.at.text, error.mend)
            return None


def _inside(raw: dict[str, Any], location: Location) -> Any:
    """The table or entry at a location; tables on the way are made."""
    inside: Any = raw
    for step in location:
        inside = inside[step] if isinstance(step, int) else inside.setdefault(step, {})
    return inside


def _at(raw: Any, location: Location) -> Any:
    for step in location:
        raw = raw[step]
    return raw


def _put(table: dict[str, Any], column: Column, value: Any) -> None:
    for step in column.path[:-1]:
        table = table.setdefault(step, {})
    table[column.path[-1]] = value


def _shorten(block: Block, table: dict[str, Any]) -> None:
    """Write a value in place of a table that holds only the key that it is short for."""
    for column in block.columns:
        if len(column.path) == 2 and column.header == column.path[0]:
            inner = table.get(column.header)
            if isinstance(inner, dict) and set(inner) == {column.path[1]}:
                table[column.header] = inner[column.path[1]]


Cells = dict[Location, list[At]]


def cells_of(book: Workbook) -> Cells:
    """The cells of every location; of a key of a list without an entry, that of each entry."""
    cells = {location: [at] for location, at in book.cells.items()}
    for column in book.columns:
        cells[column] = [
            at
            for location, at in book.cells.items()
            if tuple(step for step in location if isinstance(step, str)) == column
        ]
    return cells


def within(location: Location, outer: Location) -> bool:
    """Whether a location is another, or inside it; without its entries, inside any of them."""
    if not any(isinstance(step, int) for step in outer):
        location = tuple(step for step in location if isinstance(step, str))
    return location[: len(outer)] == outer
