"""The summary of a batch: summary.html, batch.json and batch.xlsx, each whole or not at all."""

from __future__ import annotations

import io
from pathlib import Path

import xlsxwriter

from waterbed import __version__
from waterbed.model.released_batch import ShownBatch
from waterbed.model.whole_files import write_whole
from waterbed.report.blocks import Grid
from waterbed.report.lean import with_words
from waterbed.report.record.results import as_json
from waterbed.report.record.rows import row_of
from waterbed.report.sections.batch import batch_section, failed_grid, places_grid
from waterbed.report.tables import CREATED, disarm
from waterbed.report.words import batch as words
from waterbed.report.words.head import banner

HTML, JSON, BOOK = "summary.html", "batch.json", "batch.xlsx"


def write_summary(shown: ShownBatch, folder: Path) -> None:
    """Write the three files; InputError where one cannot be written."""
    write_whole(folder / HTML, batch_html(shown), "the summary")
    write_whole(folder / BOOK, batch_workbook(shown), "the tables of the summary")
    write_whole(folder / JSON, as_json({"waterbed_batch": 1} | row_of(shown)), "the summary")


def batch_html(shown: ShownBatch) -> str:
    """One file, no script, no request to anywhere."""
    marked, section = banner(shown.profile), batch_section(shown)
    return with_words("lists.html", banner=marked, section=section, about="", version=__version__)


def batch_workbook(shown: ShownBatch) -> bytes:
    """A sheet for all places together, one for every place, one for studies without a report."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"created": CREATED, "title": (shown.title or words.UNTITLED)[:250]})
        _sheet(book, "summary", _together(shown), shown.profile)
        if shown.places:
            _sheet(book, "places", places_grid(shown), shown.profile)
        if shown.failed:
            _sheet(book, "without a report", failed_grid(shown), shown.profile)
    return out.getvalue()


def _together(shown: ShownBatch) -> Grid:
    columns = ("Outcome", "Fell", "Rose", "Cannot be told", "Not shown", "No estimate", "In words")
    rows = tuple(
        (row.name, *("" if row.status == "withheld" else str(n) for n in
                     (row.fell, row.rose, row.untold, row.not_shown, row.without)),
         words.average(row)) for row in shown.outcomes
    )  # fmt: skip
    return Grid("All places together", columns, rows)


def _sheet(book: xlsxwriter.Workbook, name: str, grid: Grid, profile: str) -> None:
    sheet, head = book.add_worksheet(name), book.add_format({"bold": True})
    sheet.set_header(f"&L{name}&RProfile: {profile}")
    for j, title in enumerate(grid.columns):
        sheet.write_string(0, j, title, head)
        sheet.set_column(j, j, 22)
    for i, row in enumerate(grid.rows, start=1):
        for j, cell in enumerate(row):
            sheet.write_string(i, j, disarm(cell)[:32_000])
    sheet.freeze_panes(1, 0)
