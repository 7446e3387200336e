"""Files written as spreadsheets and systems write them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import xlsxwriter

from waterbed.model.sources import CountTable

Row = Sequence[Any]
Layout = Callable[[Any, Any], None]


def text(path: Path, rows: Sequence[Row], separator: str = ",", encoding: str = "utf-8") -> Path:
    """A CSV; a row of one title has no further fields."""
    lines = io.StringIO()
    csv.writer(lines, delimiter=separator, lineterminator="\r\n").writerows(rows)
    path.write_bytes(lines.getvalue().encode(encoding))
    return path


def book(path: Path, sheets: dict[str, Sequence[Row]], merged: Sequence[tuple[Any, ...]] = (),
         number: str = "General") -> Path:  # fmt: skip
    """A workbook; numbers as numbers, dates as dates (mmm-yy), merged cells in the last sheet.

    merged : first row, first column, last row, last column, text
    """
    with xlsxwriter.Workbook(str(path)) as opened:
        shown = opened.add_format({"num_format": number})
        month = opened.add_format({"num_format": "mmm-yy"})
        moment = opened.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        clock = opened.add_format({"num_format": "hh:mm"})
        for name, rows in sheets.items():
            sheet = opened.add_worksheet(name)
            for r, row in enumerate(rows):
                for c, cell in enumerate(row):
                    form = shown
                    if isinstance(cell, datetime):
                        form = moment
                    elif isinstance(cell, date):
                        form = month
                    elif isinstance(cell, time):
                        form = clock
                    if isinstance(cell, str) and cell.startswith("="):
                        error = "#N/A" if "NA()" in cell else "#REF!"
                        sheet.write_formula(r, c, cell, form, error)
                    elif cell is not None and cell != "":
                        sheet.write(r, c, cell, form)
        for cells in merged:
            sheet.merge_range(*cells)
    return path


def wide(path: Path, area: str = "Ward", **keys: Any) -> CountTable:
    return CountTable("crime", path, "wide", area=area, **keys)


def long(path: Path, **keys: Any) -> CountTable:
    keys = {"area": "Ward", "period": "Month", "count": "Offences", "categories": ("Type",)} | keys
    return CountTable("crime", path, "long", **keys)
