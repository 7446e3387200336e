"""A table of places where something was done: a row each, with areas, start and kind."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from waterbed.model.errors import InputError
from waterbed.read.tables.opener import open_table

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "place": ("place", "name", "scheme", "site"),
    "areas": ("areas", "area", "area code", "area codes", "codes"),
    "date": ("date", "start", "start date", "began", "from"),
    "kind": ("kind", "what", "type", "intervention"),
}
"""What a column may be called, in any case."""

OPTIONAL = {"kind": "intervention"}
"""Columns that may be missing, and what stands for them then."""

_MIDNIGHT = re.compile(r"[ T]00:00(:00(\.0+)?)?$")


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """row : its number as the user counts; areas : ids or names; start : as it is written"""

    row: int
    place: str
    areas: tuple[str, ...]
    start: str
    kind: str


def read_place_table(path: Path) -> tuple[PlaceRow, ...]:
    """The rows of a table of places, CSV or a workbook; InputError where it cannot be one.

    Several areas stand in one cell, with ; between them.  Whether a date is a date, and an area is
    known, is for the study of each row to tell.
    """
    opened = open_table(path, wanted=())
    named = {key: _column(opened.columns, key, path) for key in COLUMNS}
    columns = [name for name in named.values() if name]
    frame = opened.read(columns).select(pl.all().cast(pl.String).fill_null(""))
    rows = []
    for number, cells in enumerate(frame.iter_rows(named=True), opened.first_row):
        text = {key: cells[name].strip() if name else OPTIONAL[key] for key, name in named.items()}
        if not any(cells.values()):
            continue
        areas = tuple(area.strip() for area in re.split(r"[;\n]", text["areas"]) if area.strip())
        start = _MIDNIGHT.sub("", text["date"])
        place = text["place"] or f"row {number}"
        rows.append(PlaceRow(number, place, areas, start, text["kind"] or OPTIONAL["kind"]))
    if not rows:
        raise InputError("the table of places has no rows", file=str(path), mend="Add some.")
    return tuple(rows)


def _column(columns: Sequence[str], key: str, path: Path) -> str:
    by_fold = {column.strip().lower().replace("_", " "): column for column in columns}
    named = next((by_fold[name] for name in COLUMNS[key] if name in by_fold), "")
    if named or key in OPTIONAL:
        return named
    raise InputError(
        f"the table of places has no column {key!r}",
        file=str(path),
        value=", ".join(columns),
        mend="Call its columns place, areas, date and kind: a row a place.",
    )
