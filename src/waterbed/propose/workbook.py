"""A draft as a workbook: a sheet a section, with drop-downs and notes in the cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from waterbed.model.draft import Location
from waterbed.model.written.blocks import Block, Column
from waterbed.propose.draft import Draft
from waterbed.propose.instructions import read_me
from waterbed.propose.workbook_style import Look, width_of
from waterbed.read.study.cells import NO, YES, Cell, cell_of, kept
from waterbed.read.study.study_sheets import columns_of, parent_header, sheets

# Fixed, so that the same draft gives the same bytes.
_CREATED = datetime(2000, 1, 1)
_SPARE = {"claims": 30, "interventions": 5}
_SPARE_ELSE = 8
_MESSAGE, _TITLE, _LISTED = 255, 32, 255
_LISTS = "Notes_lists"


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry of a list, or a single table: where it is in the draft, and what it belongs to."""

    location: Location
    values: Mapping[str, Any]
    parent: str = ""


def workbook_bytes(draft: Draft) -> bytes:
    """The draft as an .xlsx study, which `check`, `lock` and `run` accept as they do TOML.

    ValueError for a key that the schema does not know, which no cell could hold.
    """
    import xlsxwriter  # only this door needs it

    out = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_urls": False,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        title = str(draft.raw.get("title", ""))
        book.set_properties({"created": _CREATED, "title": title[:250]})
        look = Look(book)
        read_me(book, look)
        for name, blocks in sheets().items():
            _Sheet(book, look, name, draft).write(blocks)
    return out.getvalue()


def _entries(draft: Draft, block: Block) -> list[_Entry]:
    """The entries of a block in a draft; of a single table, one, empty where it is left out."""
    entries = [_Entry((), draft.raw)]
    for number, key in enumerate(block.path):
        many = block.many if number + 1 == len(block.path) else bool(block.parent and not number)
        deeper = []
        for entry in entries:
            inside = entry.values.get(key, [] if many else {})
            parent = str(entry.values.get("id", "")) if block.parent and number else ""
            if many:
                deeper += [
                    _Entry((*entry.location, key, i), value, parent)
                    for i, value in enumerate(inside)
                ]
            else:
                deeper.append(_Entry((*entry.location, key), inside))
        entries = deeper
    for entry in entries:
        strange = set(entry.values) - set(block.keys)
        if strange:
            raise ValueError(f"no cell can hold the key {sorted(strange)[0]!r} of {block.name}")
    return entries


def _value(column: Column, values: Mapping[str, Any]) -> Any:
    """What an entry gives for a column; a value in place of a table is that of its short key."""
    inside = values.get(column.path[0])
    if len(column.path) == 1 or inside is None:
        return inside
    if isinstance(inside, Mapping):
        return inside.get(column.path[1])
    first = column.header == column.path[0] or column.path[0] == "chosen_for"
    return inside if first and column.path[1] != "outcome" else None


class _Sheet:
    """One sheet: its blocks under one another."""

    def __init__(self, book: Any, look: Look, name: str, draft: Draft) -> None:
        self.book, self.look, self.name, self.draft = book, look, name, draft
        self.sheet = book.add_worksheet(name)
        self.sheet.set_comments_author("Waterbed")
        self.row = 0
        self.widths: dict[int, float] = {}

    def write(self, blocks: tuple[Block, ...]) -> None:
        lists = [block for block in blocks if block.many]
        for block in blocks:
            self._mark(block, wide=bool(lists))
            if block.many:
                self._list(block)
            else:
                self._table(block, wide=bool(lists))
            self.row += 1
        for k, width in self.widths.items():
            self.sheet.set_column(k, k, width)
        self.sheet.set_tab_color(self.look.tab(self.name))
        self.sheet.freeze_panes(2 if len(blocks) == 1 else 0, 1)
        self.look.open_page(self.sheet)

    def _mark(self, block: Block, *, wide: bool) -> None:
        end = max(8, len(list(columns_of(block)))) if wide or block.many else 3
        self.widths[0] = max(self.widths.get(0, 0), len(block.name) * 1.2 + 4)
        for k in range(1, end):
            self.sheet.write_blank(self.row, k, None, self.look.band)
        self.sheet.write_string(self.row, 0, f"[{block.name}]", self.look.mark)
        self.sheet.write_string(self.row, 1, block.about, self.look.band)
        self._comment(self.row, 0, self.draft.notes.get(block.path, ""))
        self.row += 1

    def _list(self, block: Block) -> None:
        columns = list(columns_of(block))
        entries = _entries(self.draft, block)
        top = self.row + 1
        bottom = top + len(entries) + _SPARE.get(block.name, _SPARE_ELSE) - 1
        for k, (header, column) in enumerate(columns):
            text = column.about if column else _about_parent(block)
            required = column is None or column.required
            self.sheet.write_string(self.row, k, header, self.look.header(required))
            self._comment(self.row, k, text)
            self._validate(top, bottom, k, header, column, text)
            filled = [self._cell(entry, column) for entry in entries]
            self.widths[k] = max(self.widths.get(k, 0), width_of(header, filled))
            for row in range(top, bottom + 1):
                value = filled[row - top] if row - top < len(filled) else None
                self._put(row, k, value, column)
            if required:
                self.look.must(self.sheet, top, bottom, k, len(columns))
            if header == _called(block):
                self._name(block, top, bottom, k)
        for row, entry in enumerate(entries, top):
            self._notes(entry, row, columns)
        self.row = bottom + 1

    def _table(self, block: Block, *, wide: bool) -> None:
        """A row a key: the key, its value, what it means."""
        (entry,) = _entries(self.draft, block)
        for k, text in enumerate(("key", "value", "what it means")):
            self.sheet.write_string(self.row, k, text, self.look.quiet)
        self.row += 1
        noted: set[str] = set()
        for column in block.columns:
            text = column.about
            value = self._cell(entry, column)
            self.sheet.write_string(self.row, 0, column.header, self.look.header(column.required))
            self._put(self.row, 1, value, column)
            meaning = self.look.aside if wide else self.look.meaning
            self.sheet.write_string(self.row, 2, text, meaning)
            self._validate(self.row, self.row, 1, column.header, column, text)
            if column.path[0] not in noted:
                noted.add(column.path[0])
                notes = _notes_under(self.draft.notes, (*entry.location, column.path[0]))
                self._comment(self.row, 1, "\n".join(notes))
            if column.required:
                self.look.must_one(self.sheet, self.row, 1)
            self.row += 1
        self.widths[0] = max(self.widths.get(0, 0), 26)
        self.widths[1] = max(self.widths.get(1, 0), 30 if wide else 60)
        self.widths.setdefault(2, 18 if wide else 90)

    def _cell(self, entry: _Entry, column: Column | None) -> Cell | None:
        if column is None:
            return kept(entry.parent) if entry.parent else None
        value = _value(column, entry.values)
        return None if value is None else cell_of(column, value)

    def _put(self, row: int, k: int, value: Cell | None, column: Column | None) -> None:
        """Write a value; cells are formatted as text, but those of a single number."""
        if value is None:
            single = column and not column.many and column.kind in ("number", "whole")
            self.sheet.write_blank(row, k, None, self.look.number if single else self.look.cell)
        elif isinstance(value, str):
            self.sheet.write_string(row, k, value, self.look.cell)
        else:
            self.sheet.write_number(row, k, value, self.look.number)

    def _validate(
        self, top: int, bottom: int, k: int, header: str, column: Column | None, text: str
    ) -> None:
        """A drop-down where a few values are allowed, and what belongs there beside each cell."""
        rule: dict[str, Any] = {
            "validate": "any",
            "input_title": header[:_TITLE],
            "input_message": text if len(text) <= _MESSAGE else text[: _MESSAGE - 3] + "...",
        }
        offered = (YES, NO) if column and column.kind == "truth" else column and column.choices
        refers = column.key.refers if column else f"{header}s"
        if offered:
            stop = "information" if column and column.many else "warning"
            rule |= {"validate": "list", "source": self._offered(offered), "error_type": stop}
            rule["error_message"] = f"Choose one of: {', '.join(offered)}."[:_MESSAGE]
        elif refers:
            rule |= {"validate": "list", "source": f"=known_{refers}", "show_error": False}
        self.sheet.data_validation(top, k, bottom, k, rule)

    def _offered(self, values: Sequence[str]) -> list[str] | str:
        """What a drop-down offers; where a cell cannot hold that, a column of a hidden sheet."""
        from xlsxwriter.utility import xl_range_abs

        if len(",".join(values)) <= _LISTED:
            return list(values)
        lists = self.book.get_worksheet_by_name(_LISTS) or self.book.add_worksheet(_LISTS)
        lists.hide()
        k = 0 if lists.dim_colmax is None else lists.dim_colmax + 1
        lists.write_column(0, k, values)
        return f"={_LISTS}!{xl_range_abs(0, k, len(values) - 1, k)}"

    def _name(self, block: Block, top: int, bottom: int, k: int) -> None:
        """Give the cells of the entries' names a name, for the drop-downs that refer to them."""
        from xlsxwriter.utility import xl_range_abs

        cells = f"='{self.name}'!{xl_range_abs(top, k, bottom, k)}"
        self.book.define_name(f"known_{block.path[-1]}", cells)

    def _notes(self, entry: _Entry, row: int, columns: list[tuple[str, Column | None]]) -> None:
        """The draft's notes on the cells that they are about; those on an entry on its first."""
        notes = self.draft.notes
        said: dict[int, list[str]] = {0: [notes[entry.location]]} if entry.location in notes else {}
        seen: set[str] = set()
        for k, (_, column) in enumerate(columns):
            if column and column.path[0] not in seen:
                seen.add(column.path[0])
                said.setdefault(k, []).extend(
                    _notes_under(notes, (*entry.location, column.path[0]))
                )
        for k, texts in said.items():
            self._comment(row, k, "\n".join(texts))

    def _comment(self, row: int, k: int, text: str) -> None:
        if text:
            lines = sum(1 + len(line) // 48 for line in text.splitlines())
            size = {"width": 300, "height": 26 + 16 * lines}
            self.sheet.write_comment(row, k, text, size)


def _notes_under(notes: Mapping[Location, str], location: Location) -> Iterator[str]:
    for place, text in notes.items():
        if place[: len(location)] == location:
            yield text


def _called(block: Block) -> str:
    """The key by which other entries refer to those of a list: its id, else its name."""
    headers = [column.header for column in block.columns]
    return next((key for key in ("id", "name") if key in headers), "")


def _about_parent(block: Block) -> str:
    return f"The {parent_header(block)} that this belongs to, by its id."
