"""How a study workbook looks: its colours, its widths, what it marks as missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from waterbed.model.draft import TO_FILL
from waterbed.read.study.cells import Cell

_DARK, _MID, _PALE, _LINE = "#1F3A4D", "#5B7083", "#E8EEF2", "#C9D3DA"
_YELLOW, _ROSE = "#FFE699", "#F8D7DA"
_TABS = {"study": "#1F3A4D", "data": "#2E75B6", "places": "#548235", "dates": "#BF8F00"} | {
    "rule": "#7F6084",
    "claims": "#C55A11",
}
_NARROW, _WIDE = 11.0, 44.0
# Headers of sentences: wide before anything stands there.
_SENTENCES = frozenset(
    ("words", "source", "tested_by", "start_source", "attribution", "scope", "who", "name")
)


class Look:
    """The formats of one workbook."""

    def __init__(self, book: Any) -> None:
        def form(**settings: Any) -> Any:
            return book.add_format({"font_name": "Calibri", "font_size": 11} | settings)

        top = {"valign": "top", "text_wrap": True}
        edge = {"border": 1, "border_color": _LINE}
        self.mark = form(bold=True, font_size=12, font_color="white", bg_color=_DARK)
        self.band = form(italic=True, font_color="white", bg_color=_DARK)
        self.quiet = form(italic=True, font_color=_MID)
        self.cell = form(num_format="@", **top, **edge)
        self.number = form(align="left", **top, **edge)
        self.meaning = form(font_color=_MID, **top)
        self.aside = form(font_color=_MID, valign="top")
        self.text = form(**top)
        self.title = form(bold=True, font_size=18, font_color=_DARK)
        self.head = form(bold=True, font_size=13, font_color=_DARK)
        self.code = form(font_name="Consolas", bg_color=_PALE)
        self.unfilled = form(bg_color=_YELLOW)
        self.missing = form(bg_color=_ROSE)
        self.yellow = form(bg_color=_YELLOW, **edge)
        self.rose = form(bg_color=_ROSE, **edge)
        self._must = form(bold=True, font_color="white", bg_color=_MID, **top, **edge)
        self._may = form(bg_color=_PALE, font_color=_DARK, **top, **edge)

    def header(self, required: bool) -> Any:
        return self._must if required else self._may

    def tab(self, sheet: str) -> str:
        return _TABS.get(sheet, _MID)

    def open_page(self, sheet: Any) -> None:
        """Colour what is still to be filled in; print a sheet as wide as a page."""
        rule = {"type": "text", "criteria": "begins with", "value": TO_FILL}
        sheet.conditional_format(0, 0, 999, 60, rule | {"format": self.unfilled})
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)

    def must(self, sheet: Any, top: int, bottom: int, k: int, columns: int) -> None:
        """Colour the cells of a required key that are empty in rows that are not."""
        from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

        row = xl_range(top, 0, top, columns - 1)
        first, last = row.split(":")
        cell = xl_rowcol_to_cell(top, k, col_abs=True)
        formula = f'=AND(COUNTA(${first}:${last})>0,{cell}="")'
        rule = {"type": "formula", "criteria": formula, "format": self.missing}
        sheet.conditional_format(top, k, bottom, k, rule)

    def must_one(self, sheet: Any, row: int, k: int) -> None:
        sheet.conditional_format(row, k, row, k, {"type": "blanks", "format": self.missing})


def width_of(header: str, cells: Sequence[Cell | None]) -> float:
    """Width of a column in characters: its longest line, within bounds."""
    lines = [line for cell in cells if cell is not None for line in str(cell).splitlines()]
    longest = max((len(line) for line in lines), default=0)
    least = 24.0 if header in _SENTENCES else _NARROW
    return min(max(least, len(header) + 3.0, longest + 2.0), _WIDE)
