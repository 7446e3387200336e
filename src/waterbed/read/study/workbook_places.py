"""Where an error is in a workbook: sheet and cell, and its mend in a spreadsheet's terms."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from waterbed.model.errors import InputError, InputErrors, Place, raise_all
from waterbed.model.written.blocks import blocks
from waterbed.read.study.problems import Places
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
# What is said of TOML, and what of a cell.
_SAID = {
    'Put it in quotes: "...".': "Type it as text.",
    "Write it without quotes: 12.": "Type a whole number: 12.",
    "Write it without quotes: 0.95.": "Type a number, without a sign for per cent: 0.95 is 95%.",
    "Write true or false, without quotes.": "Choose yes or no.",
    'Write ["..."], or a section of its own: [[...]].': "Write one value, or several with ;.",
    'Write {column = "value"}, or the value in quotes.': "Write column = value.",
    'Write {majortext = "ROBBERY"}.': "Write majortext = ROBBERY.",
    "Add it.": "Fill it in.",
}
_IDIOMS: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r'\[("[^"]*"(?:, "[^"]*")+)\]'), lambda m: m[1].strip('"').replace('", "', "; ")),
    (re.compile(r"\{(\w+) = \"([^\"]*)\"\}"), r"\1 = \2"),
    (re.compile(r"\[(\d[\d.]*), (\d[\d.]*)\]"), r"\1 to \2"),
    (re.compile(r"\"(\d{4}-\d\d(?:-\d\d)?)\""), r"\1"),
    (re.compile(r", in quotes\b"), ""),
)
_SECTION = re.compile(r"\[\[?([a-z_.]+)\]\]?")


class WorkbookPlaces(Places):
    """Places of one workbook; it is read again, when the first is asked for, unless given."""

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
        found = place.location
        while found and found not in self._cells:
            found = found[:-1]
        if not found:
            return str(place)
        cells = self._cells[found]
        under = [
            at for location, inner in self._cells.items() if within(location, found) for at in inner
        ]
        holding = [at for at in cells if _holds(at, value)] or [
            at for at in under if _holds(at, value)
        ]
        cells = list(dict.fromkeys(holding or cells))
        if found != place.location and not holding:
            cells = cells[:1]
        return f"{_in_words(cells)} ({place})"

    def naming(self, file: str, key: str) -> At | None:
        """The cell that names a file, or that of another key of the same table."""
        for location, cells in self._cells.items():
            if location[-1:] in (("file",), ("neighbours",)) and cells and cells[0].text == file:
                return self._cells.get((*location[:-1], key), cells)[0]
        return None

    def mend(self, mend: str) -> str:
        if mend in _SAID:
            return _SAID[mend]
        for pattern, said in _IDIOMS:
            mend = pattern.sub(said, mend)
        return _SECTION.sub(lambda match: _section(match[0], match[1]), mend)


def places_of(file: str) -> Places:
    """How errors call the places of a study that was read from this file."""
    path = Path(file)
    if path.suffix.lower() in WORKBOOKS and path.exists() and is_workbook(path):
        return WorkbookPlaces(path)
    return Places()


@contextmanager
def told_by_cell(file: str) -> Iterator[None]:
    """Errors about the files that a study names say, of a workbook, which cell names them."""
    try:
        yield
    except InputError as error:
        places = places_of(file)
        if not isinstance(places, WorkbookPlaces):
            raise
        several = error.errors if isinstance(error, InputErrors) else (error,)
        raise_all([_with_cell(one, places) for one in several])


def _with_cell(error: InputError, places: WorkbookPlaces) -> InputError:
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


def _section(written: str, name: str) -> str:
    known = {block.name: block for block in blocks()}
    if name not in known:
        return written
    return f"[{name}] on the sheet {sheet_of(known[name])!r}"


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
