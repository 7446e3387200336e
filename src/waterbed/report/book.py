"""The first sheets of tables.xlsx: the first page, and the tables that the report leaves to it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import xlsxwriter

from waterbed.report.blocks import Grid
from waterbed.report.sections.first_page import FirstPage

OPENS, LEFT = "summary", "report tables"


def opening_sheet(book: xlsxwriter.Workbook, front: FirstPage, banner: str) -> None:
    """What a reader sees first: what was done, what was recorded, what it means, the claims."""
    sheet = book.add_worksheet(OPENS)
    looks = _looks(book)
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 92)
    rows: list[tuple[str, str, str]] = [("title", front.title, "")]
    rows += [("bold", banner, "")] if banner else []
    rows += [("text", front.question, "")] if front.question else []
    rows += [("pair", label, text) for label, text in (*front.lines, ("Rule", front.rule))]
    rows += [("pair", sentence.question, sentence.text) for sentence in front.sentences]
    rows += [("head", "Which claims stand?", ""), ("text", front.total, "")]
    rows += [("pair", claim.answer_word, f"{claim.words} ({claim.who})") for claim in front.claims]
    rows += [("text", note, "") for note in (front.claims_note, *front.notes) if note]
    more = f"The other sheets: “{LEFT}” has the tables that report.html leaves out, the rest the "
    rows += [("text", f"{more}numbers of the run that may be shown, a row each.", "")]
    for i, (kind, first, second) in enumerate(rows):
        if kind == "pair":
            sheet.write_string(i, 0, first, looks["bold"])
            sheet.write_string(i, 1, second[:32_000], looks["text"])
        else:
            sheet.merge_range(i, 0, i, 1, "", looks[kind])
            sheet.write_string(i, 0, first[:32_000], looks[kind])
            sheet.set_row(i, 15 * (1 + len(first) // 110) * (1.6 if kind == "title" else 1))
    sheet.activate()


def grids_sheet(book: xlsxwriter.Workbook, grids: Iterable[Grid]) -> None:
    """The tables of the report one under the other, each with its title and what it says."""
    shown = [grid for grid in grids if grid.rows]
    if not shown:
        return
    sheet, looks, i = book.add_worksheet(LEFT), _looks(book), 0
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, 12, 24)
    for grid in shown:
        sheet.write_string(i, 0, grid.caption, looks["bold"])
        if grid.note:
            sheet.write_string(i + 1, 0, grid.note)
        i += 2 if grid.note else 1
        for j, title in enumerate(grid.columns):
            sheet.write_string(i, j, title, looks["head"])
        for row in grid.rows:
            i += 1
            for j, cell in enumerate(row):
                sheet.write_string(i, j, cell[:32_000], looks["cell"])
        i += 2


def _looks(book: xlsxwriter.Workbook) -> dict[str, Any]:
    wrapped = {"text_wrap": True, "valign": "top"}
    return {
        "title": book.add_format({"bold": True, "font_size": 16, **wrapped}),
        "head": book.add_format({"bold": True, "bottom": 1, **wrapped}),
        "bold": book.add_format({"bold": True, **wrapped}),
        "text": book.add_format(wrapped),
        "cell": book.add_format({"valign": "top"}),
    }
