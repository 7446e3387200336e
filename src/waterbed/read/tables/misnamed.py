"""Files that are called workbooks and are none: many systems export HTML or tabbed text as .xls."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

from waterbed.model.messages import fault
from waterbed.model.unpacked import MOST_CELLS
from waterbed.read.tables.files import BOOK_SUFFIXES
from waterbed.read.tables.text import MOST_COLUMNS

BOOK, HTML, TEXT = "workbook", "HTML", "text"
_BOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_LOOKED_AT = 65_536


def inside(path: Path) -> str:
    """What a file that is called a workbook is, by how it begins; BOOK where that does not tell,
    and of the names that no system gives to anything else."""
    if path.suffix.lower() != ".xls":
        return BOOK
    with path.open("rb") as handle:
        head = handle.read(_LOOKED_AT)
    if head.startswith(_BOOKS):
        return BOOK
    if head.startswith(_WIDE):
        head = head.decode("utf-16", "ignore").encode()
    if b"\0" in head:
        return BOOK
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(b"<"):
        return HTML if b"<table" in start or b"<html" in start else BOOK
    return TEXT if b"\n" in head or b"\r" in head else BOOK


def is_book(path: Path) -> bool:
    """Whether a file is a workbook by its name and by how it begins."""
    return path.suffix.lower() in BOOK_SUFFIXES and path.is_file() and inside(path) == BOOK


def html_rows(text: str, label: str) -> list[list[str]]:
    """The cells of the largest table of an HTML page; InputError where it holds none.

    A cell over several columns is followed by empty ones; a table in a cell is a table of its own.
    """
    page = _Tables(label)
    page.feed(text)
    page.close()
    best = max(page.tables, key=lambda rows: sum(map(len, rows)), default=[])
    if not best:
        raise fault("no-html-table", file=label)
    return best


class _Tables(HTMLParser):
    """Every table of a page as rows of cells."""

    def __init__(self, label: str) -> None:
        super().__init__(convert_charrefs=True)
        self.label, self.cells = label, 0
        self.tables: list[list[list[str]]] = []
        self.open: list[list[list[str]]] = []
        self.text: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._end_cell()
            self.open.append([])
            self.tables.append(self.open[-1])
        elif tag == "tr" and self.open:
            self._end_cell()
            self.open[-1].append([])
        elif tag in ("td", "th") and self.open:
            self._end_cell()
            if not self.open[-1]:
                self.open[-1].append([])
            wide = dict(attrs).get("colspan") or "1"
            self.over = min(int(wide[:6]), MOST_COLUMNS) if wide.isdecimal() else 1
            self.text = []
        elif tag == "br" and self.text is not None:
            self.text.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self._end_cell()
        if tag == "table" and self.open:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.text is not None:
            self.text.append(data)

    def _end_cell(self) -> None:
        if self.text is None:
            return
        row = self.open[-1][-1]
        row += [" ".join("".join(self.text).split()), *[""] * (self.over - 1)]
        self.cells += self.over
        self.text = None
        if self.cells > MOST_CELLS or len(row) > MOST_COLUMNS:
            raise fault("too-large-inside", file=self.label, value=f"{self.cells:,} cells")
