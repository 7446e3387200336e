"""Where a study's areas, counts and delays come from, and how each file is read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class AreaSource:
    """Where the areas come from.

    file : polygons (.gpkg, .shp, .geojson) or a table of areas (.csv, .parquet, .xlsx), or None
        (then the areas are whatever the counts name)
    id, name, group : columns; name and group may be ""
    neighbours : a table of neighbour pairs, or None; a, b, gap : its columns (gap in metres)
    """

    file: Path | None = None
    layer: str = ""
    id: str = ""
    name: str = ""
    group: str = ""
    neighbours: Path | None = None
    a: str = "a"
    b: str = "b"
    gap: str = "gap"
    licence: str = ""
    attribution: str = ""


@dataclass(frozen=True, slots=True)
class CountTable:
    """One table of counts or incidents, and how to read it.

    name : how the study file calls it
    layout : wide (a column a month), long (a row a count), incidents (a row an incident),
        police-uk (the archive as downloaded, a folder or a zip)
    area, period, count : columns (area "" for incidents by coordinates)
    categories : columns that outcomes select on
    x, y, crs : columns of coordinates and their system ("EPSG:27700"), for incidents
    id : column of the incident's id, or ""
    period_format : "auto" (told from the values), or one of `read/periods.FORMATS`
    step : months in a period where its writing does not say (dates of quarters), or 0
    blank, dash : what an empty cell and a lone dash mean, "zero" or "no-data"; "" is asked about
    suppressed : marks of counts that are withheld, with least and most (None: not stated), beyond
        those that are known
    aliases : spellings of areas and the id or name that each stands for; one that stands for
        itself is an area of its own
    totals : rows named or found to be totals: "leave-out", "keep", or "" (left out where it is
        clear, else asked about)
    encoding : of a CSV
    sheet : of a workbook
    date : "recorded" or "offence": which month the table counts
    absent : "zero" or "no-data": what a row that is not there means
    published : whether the table is already published at this geography
    first, last : months to keep, ordinals, or None
    max_rejected : share of rows that may be rejected before it is an error
    source : who counted (police, hospital, charity), or ""
    """

    name: str
    file: Path
    layout: str
    area: str = ""
    period: str = ""
    count: str = ""
    categories: tuple[str, ...] = ()
    x: str = ""
    y: str = ""
    crs: str = ""
    id: str = ""
    period_format: str = "auto"
    encoding: str = "utf-8"
    sheet: str = ""
    date: str = "recorded"
    absent: str = "zero"
    published: bool = False
    first: int | None = None
    last: int | None = None
    max_rejected: float = 0.01
    source: str = ""
    licence: str = ""
    attribution: str = ""
    step: int = 0
    blank: str = ""
    dash: str = ""
    suppressed: tuple[tuple[str, tuple[int, int] | None], ...] = ()
    aliases: tuple[tuple[str, str], ...] = ()
    totals: str = ""


@dataclass(frozen=True, slots=True)
class DelayTable:
    """A table with two months a row, that of recording and that of the offence.

    recorded, committed, count, group : columns; count "" for a row an incident, group "" where it
        is not divided
    where : column and value of the rows to use; place : the group that the target belongs to, or ""
    outcomes : ids of those that it speaks of; intervention : whose windows, or "" for all
    """

    name: str
    file: Path
    recorded: str
    committed: str
    outcomes: tuple[str, ...]
    count: str = ""
    group: str = ""
    where: tuple[tuple[str, str], ...] = ()
    place: str = ""
    intervention: str = ""
    period_format: str = "date"
    max_rejected: float = 0.05
    published: bool = False
    licence: str = ""
    attribution: str = ""
