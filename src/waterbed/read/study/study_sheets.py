"""The sheets of a study workbook as blocks of cells: what stands where, and what stands nowhere.

A block begins with a row whose first cell is its name between brackets, as in TOML: [counts].
Under it a list has a row of keys and then a row an entry; a single table has a row a key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from waterbed.model.errors import InputError
from waterbed.model.messages import suggestion
from waterbed.model.written.blocks import STUDY, Block, Column, block_of, blocks
from waterbed.read.study.cells import MARK

SHEETS: dict[str, tuple[str, ...]] = {
    "study": (STUDY,),
    "data": ("areas", "counts", "outcomes"),
    "places": ("interventions", "interventions.zones"),
    "dates": ("interventions.alternative_starts", "events", "rule.windows", "rule.readings"),
    "rule": ("rule",),
    "claims": ("claims",),
}
MORE = "more"
READ_ME = "Read me"
"""Sheets and the blocks on them; MORE has those that no other sheet has, READ_ME has none."""

_NOTES = ("read me", "note")
_ERRORS = re.compile(r"#(?:REF!|NAME\?|VALUE!|DIV/0!|N/A|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA)")
_TRUE_HEADER = ("key", "value")
_STRAY = "Move it into a column with a key, or to a sheet whose name begins with Notes."


def sheets() -> dict[str, tuple[Block, ...]]:
    """Every sheet of a study workbook with its blocks, in order."""
    placed = {name for names in SHEETS.values() for name in names}
    rest = [block.name for block in blocks() if block.name not in placed]
    return {
        sheet: tuple(block_of(name) for name in names)
        for sheet, names in (SHEETS | {MORE: tuple(rest)}).items()
        if names
    }


def sheet_of(block: Block) -> str:
    return next(sheet for sheet, placed in sheets().items() if block in placed)


def parent_header(block: Block) -> str:
    """The column that says which entry a row belongs to: "intervention" of a zone; "" for none."""
    return block.parent.removesuffix("s")


@dataclass(frozen=True, slots=True)
class At:
    """A cell: its sheet, its address as a spreadsheet shows it, and its text."""

    sheet: str
    cell: str
    text: str = ""

    def __str__(self) -> str:
        return f"sheet {self.sheet!r}, cell {self.cell}"


@dataclass(frozen=True, slots=True)
class Filled:
    """A cell under a key: where it is, what it holds, its number format and its comment."""

    at: At
    value: Any
    form: str = ""
    note: str = ""


@dataclass(slots=True)
class Entry:
    """A row of a list, or a whole single table: its cells by header, empty ones too."""

    at: At
    cells: dict[str, Filled] = field(default_factory=dict)


@dataclass(slots=True)
class WrittenBlock:
    """A block as it stands in a workbook.

    at : its first cell, that with the name in brackets; note : the comment on it
    headers : where each key stands
    """

    block: Block
    at: At
    note: str = ""
    headers: dict[str, At] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)


class Finder:
    """Goes through the rows of every sheet; gathers blocks, and errors about stray cells."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.blocks: dict[str, WrittenBlock] = {}
        self.errors: list[InputError] = []

    def note(self, at: At | str, problem: str, value: object | None = None, mend: str = "") -> None:
        error = InputError(problem, file=self.file, place=str(at), value=value, mend=mend)
        self.errors.append(error)

    def sheet(self, name: str, rows: Sequence[Sequence[Any]]) -> None:
        """All blocks of one sheet; its rows are of openpyxl's cells."""
        current: WrittenBlock | None = None
        columns: dict[int, tuple[str, At]] | None = None
        for row in rows:
            cells = [(k, self._filled(name, cell)) for k, cell in enumerate(row)]
            if not any(_full(cell) for _, cell in cells):
                continue
            first = cells[0][1]
            mark = MARK.fullmatch(first.value.strip()) if isinstance(first.value, str) else None
            if mark:
                current, columns = self._begin(mark[1], first.at), None
                current.note = first.note
            elif current is None:
                at = next(cell.at for _, cell in cells if _full(cell))
                self.note(at, "this stands above the first block of the sheet", at.text, _STRAY)
                return
            elif not current.block.many:
                self._key(current, [cell for _, cell in cells])
            elif columns is None:
                columns = self._headers(current, cells)
            else:
                self._entry(current, columns, cells)

    def _filled(self, sheet: str, cell: Any) -> Filled:
        value = cell.value
        at = At(sheet, cell.coordinate, "" if value is None else str(value).strip())
        if cell.data_type == "e" or (isinstance(value, str) and _ERRORS.fullmatch(value.strip())):
            self.note(at, "the formula of this cell has no value", value, "Type the value itself.")
            value = None
        note = cell.comment.text if getattr(cell, "comment", None) else ""
        return Filled(at, value, str(cell.number_format or ""), note)

    def _begin(self, name: str, at: At) -> WrittenBlock:
        known = {block.name.casefold(): block for block in blocks()}
        block = known.get(name.casefold())
        if block is None:
            mend = suggestion(name, [block.name for block in blocks()], "blocks")
            self.note(at, "there is no block of this name", at.text, mend)
            return WrittenBlock(Block("", (), True, False, ()), at)
        if block.name in self.blocks:
            mend = f"Delete one of them; the other is on {self.blocks[block.name].at}."
            self.note(at, "this block stands twice", at.text, mend)
            return WrittenBlock(block, at)
        self.blocks[block.name] = WrittenBlock(block, at)
        return self.blocks[block.name]

    def _key(self, written: WrittenBlock, cells: list[Filled]) -> None:
        """A row of a single table: key, value, and what the key means."""
        if not written.entries:
            written.entries.append(Entry(written.at))
        key = cells[0].at.text
        value = cells[1] if len(cells) > 1 else Filled(cells[0].at, None)
        if (key.casefold(), value.at.text.casefold()) == _TRUE_HEADER:
            return
        for cell in cells[3:]:
            if _full(cell):
                mend = "The value stands in column B, several of them separated by ;."
                self.note(
                    cell.at, "this stands beside the columns of the block", cell.at.text, mend
                )
        header = self._known(written, cells[0].at)
        if header:
            written.headers[header] = cells[0].at
            written.entries[0].cells[header] = value

    def _headers(
        self, written: WrittenBlock, cells: list[tuple[int, Filled]]
    ) -> dict[int, tuple[str, At]]:
        columns = {}
        for k, cell in cells:
            header = self._known(written, cell.at) if _full(cell) else ""
            if header:
                written.headers[header] = cell.at
                columns[k] = (header, cell.at)
        return columns

    def _known(self, written: WrittenBlock, at: At) -> str:
        """The key that a cell names; "" with an error for one that the block has not, or twice."""
        if not written.block.name:
            return ""
        named = {name: name for name in headers_of(written.block)}
        header = named.get(_header(at.text), "")
        if not at.text:
            self.note(at, "a value stands here without its key", None, "Name the key in column A.")
        elif not header:
            mend = suggestion(_header(at.text), named, "keys")
            self.note(at, f"[{written.block.name}] has no such key", at.text, mend)
        elif header in written.headers:
            mend = f"Delete one of them; the other is in cell {written.headers[header].cell}."
            self.note(at, "this key stands twice", at.text, mend)
            return ""
        return header

    def _entry(
        self,
        written: WrittenBlock,
        columns: dict[int, tuple[str, At]],
        cells: list[tuple[int, Filled]],
    ) -> None:
        entry = Entry(cells[0][1].at)
        for k, filled in cells:
            if k in columns:
                entry.cells[columns[k][0]] = filled
            elif _full(filled) and written.block.name:
                self.note(filled.at, "this stands under no key", filled.at.text, _STRAY)
        if any(_full(cell) for cell in entry.cells.values()):
            written.entries.append(entry)


def headers_of(block: Block) -> tuple[str, ...]:
    """Headers of a block's columns, that of its parent first."""
    parent = (parent_header(block),) if block.parent else ()
    return (*parent, *(column.header for column in block.columns))


def _header(text: str) -> str:
    return re.sub(r"[\s-]+", "_", text.strip().rstrip("*:").strip().casefold())


def _full(cell: Filled) -> bool:
    return cell.value is not None and bool(str(cell.value).strip())


def is_part(name: str) -> bool:
    """Whether a sheet is part of the study: not instructions, notes or lists of a drop-down."""
    return not name.casefold().startswith(_NOTES)


def looks_like_study(names: Sequence[str]) -> bool:
    """Whether a workbook may be a study, by the names of its sheets."""
    own = {sheet.casefold() for sheet in (*SHEETS, READ_ME)} - {"data"}
    return bool(own & {name.strip().casefold() for name in names})


def columns_of(block: Block) -> Iterator[tuple[str, Column | None]]:
    """Headers with their columns; None for that of the parent."""
    own = {column.header: column for column in block.columns}
    for header in headers_of(block):
        yield header, own.get(header)
