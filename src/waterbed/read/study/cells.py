"""One cell of a study workbook and the value that a study file holds: both ways, nothing lost.

A list stands in one cell, its values separated by ; or by new lines.  Double quotes protect a value
that holds one of these, as in CSV: "a;b".  Excel turns 2017-04 into a date and 3 into 3.0; the
kind of the key says which was meant.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from waterbed.model.draft import TO_FILL
from waterbed.model.written.blocks import Column

REST = "rest"
"""What stands for all other areas in the place of a list of them."""

YES, NO = "yes", "no"
Cell = str | int | float | bool

MARK = re.compile(r"\[+\s*([^\[\]]+?)\s*\]+")
"""What begins a block, alone in the first cell of a row."""

_QUOTED = r'"((?:[^"]|"")*)"'
_WHOLE_ITEM = re.compile(rf"[ \t]*{_QUOTED}[ \t]*(?=[;\n]|$)")
_GUARDED_ITEM = re.compile(r'(?:"(?:[^"]|"")*"|[^;\n"])*(?=[;\n]|$)')
_PLAIN_ITEM = re.compile(r"[^;\n]*")
_PAIR = re.compile(rf'\s*(?:{_QUOTED}|([^=,"]*?))\s*=\s*(?:{_QUOTED}|([^,"]*?))\s*(?:,|$)')
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_TO = re.compile(r"\s+(?:to|until)\s+|\s*[–—]\s*|\s+-\s+")
_TRUTHS = {YES: True, "true": True, NO: False, "false": False}
_LITERAL = re.compile(r'\[[^\]]*\]|"[^"]*"|\\.')
_EXACT = 2**53


class CellError(ValueError):
    """A cell that cannot be taken apart: what is wrong, and the mend."""

    def __init__(self, problem: str, mend: str) -> None:
        self.problem, self.mend = problem, mend
        super().__init__(problem)


def cell_of(column: Column, value: Any) -> Cell:
    """What to write for a value of a study file; text that is still to be filled in as it is."""
    if isinstance(value, str) and (value.startswith(TO_FILL) or (column.many and value == REST)):
        return value
    if isinstance(value, list | tuple):
        if len(value) == 1 and isinstance(value[0], str) and value[0].startswith(TO_FILL):
            return value[0]
        texts = [_item(column, entry) for entry in value]
        if column.two and len(texts) == 2:
            return " to ".join(texts)
        return ("\n" if any(len(text) > 30 for text in texts) else "; ").join(texts)
    if isinstance(value, Mapping):
        return "; ".join(_pair(key, inner) for key, inner in value.items())
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, int | float):
        exact = abs(value) < _EXACT if isinstance(value, int) else float(f"{value:.16G}") == value
        return value if exact else repr(value)
    return kept(value) if isinstance(value, str) else str(value)


def value_of(column: Column, cell: Any, form: str = "") -> Any:
    """The value that a cell holds, by the kind of its key; None where the cell is empty.

    cell : text, a number, a truth or a date, as a spreadsheet gives it
    form : the cell's number format, which tells a month from its first day
    A cell of another kind comes back as it is, for the schema to refuse.  CellError for text that
    is no list and no pairs.
    """
    if cell is None:
        return None
    if isinstance(cell, str):
        cell = cell.replace("\r\n", "\n")
        text = cell.strip()
        if not text:
            return None
        if text.startswith(TO_FILL) or (column.many and text == REST):
            return text
    if isinstance(cell, datetime) and cell.time() == time():
        cell = cell.date()
    if column.kind == "pairs":
        pairs = [_pairs(item) for item, _ in _items(cell, guarded=True)]
        return {key: inner for pair in pairs for key, inner in pair.items()}
    if column.many:
        return _list(column, cell, form)
    return _one(column.kind, unkept(cell) if isinstance(cell, str) else cell, form)


def _list(column: Column, cell: Any, form: str) -> Any:
    if not isinstance(cell, str):
        return [_one(column.kind, cell, form)]
    if column.two and len(parts := _TO.split(cell.strip())) == 2:
        return [_one(column.kind, part, "") for part in parts]
    items = _items(cell, guarded=column.kind == "selector")
    if column.kind == "selector":
        return [item if quoted or not _is_pairs(item) else _pairs(item) for item, quoted in items]
    return [_one(column.kind, item, "") for item, _ in items]


def _one(kind: str, cell: Any, form: str) -> Any:
    """One value by its kind; what does not fit as it is."""
    if isinstance(cell, date) and not isinstance(cell, datetime):
        return _dated(kind, cell, form)
    if kind in ("whole", "number"):
        return _numbered(kind, cell)
    if kind == "truth":
        return _TRUTHS.get(cell.strip().casefold(), cell) if isinstance(cell, str) else cell
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return str(int(cell)) if float(cell).is_integer() else repr(cell)
    return cell


def _dated(kind: str, day: date, form: str) -> Any:
    """A date where a spreadsheet made one: a month where only that can have been meant."""
    if kind in ("whole", "number", "truth"):
        return day.isoformat()
    shown = _LITERAL.sub("", form).casefold()
    if day.day == 1 and (kind == "month" or ("y" in shown and "d" not in shown)):
        return f"{day:%Y-%m}"
    return day.isoformat()


def _numbered(kind: str, cell: Any) -> Any:
    if isinstance(cell, str):
        text = cell.strip().replace("−", "-")
        if not _NUMBER.fullmatch(text):
            return cell
        cell = int(text) if re.fullmatch(r"[+-]?\d+", text) else float(text)
    if isinstance(cell, float) and cell.is_integer() and (kind == "whole" or abs(cell) < _EXACT):
        return int(cell)
    return cell


def _items(cell: Any, *, guarded: bool) -> list[tuple[str, bool]]:
    """The values of a list as text, and whether each stood in double quotes.

    guarded : whether double quotes inside a value protect what separates values
    """
    text = cell if isinstance(cell, str) else str(cell)
    items, at = [], 0
    while at <= len(text):
        whole = _WHOLE_ITEM.match(text, at)
        match = whole or (_GUARDED_ITEM.match(text, at) if guarded else None)
        match = match or _PLAIN_ITEM.match(text, at)
        assert match is not None
        if whole:
            items.append((whole[1].replace('""', '"'), True))
        elif item := match[0].strip():
            items.append((item, False))
        at = match.end() + 1
    return items


def _item(column: Column, value: Any) -> str:
    """One value of a list as text."""
    if isinstance(value, Mapping):
        return ", ".join(_pair(key, inner) for key, inner in value.items()) or "{}"
    text = str(cell_of(column, value)) if not isinstance(value, str) else value
    odd = not text or text != text.strip() or text[0] == '"' or text == REST
    odd = odd or any(mark in text for mark in ";\n\r")
    if column.kind == "selector":
        odd = odd or any(mark in text for mark in '={}"')
    return _quote(text) if odd else text


def _pair(key: str, value: str) -> str:
    return " = ".join(
        _quote(side)
        if not side or side != side.strip() or re.search(r'[=,;{}"\n\r]', side)
        else side
        for side in (key, str(value))
    )


def _is_pairs(item: str) -> bool:
    return "=" in re.sub(r'"(?:[^"]|"")*"', "", item) or (item[0] == "{" and item[-1] == "}")


def _pairs(item: str) -> dict[str, str]:
    """column = value, column = value; CellError for anything else."""
    text = item[1:-1].strip() if item[0] == "{" and item[-1] == "}" else item
    pairs: dict[str, str] = {}
    at = 0
    while at < len(text):
        match = _PAIR.match(text, at)
        if match is None:
            mend = 'Write column = value; put a value with = or a comma in double quotes: "A, B".'
            raise CellError("this is not a column with its value", mend)
        key, value = (
            quoted.replace('""', '"') if quoted is not None else plain
            for quoted, plain in ((match[1], match[2]), (match[3], match[4]))
        )
        pairs[key] = value
        at = match.end()
    return pairs


def _quote(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def kept(text: str) -> str:
    """Text as it is; in double quotes where a spreadsheet's reader would drop something of it."""
    return _quote(text) if _must_quote(text) else text


def unkept(text: str) -> str:
    """Text without the blanks round it, or what stands in double quotes because of them."""
    inner = _unquoted(text)
    return text.strip() if inner is None else inner


def _must_quote(text: str) -> bool:
    if text != text.strip() or not text or MARK.fullmatch(text):
        return True
    return _unquoted(text) is not None


def _unquoted(text: str) -> str | None:
    """What a text in double quotes protects, or None where it needs no protection."""
    match = re.fullmatch(_QUOTED, text)
    inner = match[1].replace('""', '"') if match else None
    return inner if inner is not None and _must_quote(inner) else None
