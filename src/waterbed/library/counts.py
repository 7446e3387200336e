"""Counts and areas as people hold them in Python: a frame or a file, made into the nouns."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeAlias

import polars as pl

from waterbed.library.arguments import explained
from waterbed.model.areas import Areas
from waterbed.model.errors import InputError
from waterbed.model.panel import Panel
from waterbed.model.sources import AreaSource
from waterbed.propose.guess_table import period_columns
from waterbed.read.areas.areas import areas_from_frame
from waterbed.read.areas.areas import read_areas as areas_of
from waterbed.read.tables.files import Opened
from waterbed.read.tables.frames import months_of, panel_from_long
from waterbed.read.tables.opener import open_frame, open_table
from waterbed.read.tables.sums import equals_rest

Frame: TypeAlias = Any
"""A data frame of polars, pandas or pyarrow, or any other that speaks the Arrow protocol."""

REACH = 1000.0
"""Metres within which pairs of polygons are measured, where nothing is said."""

FURTHEST = 100_000.0
"""Metres; no zone asks further."""

ONE = "incidents"
"""What the outcome of a table of incidents is called that has no column of kinds."""


def read_counts(
    data: Frame | str | Path,
    *,
    area: str,
    period: str = "",
    count: str | Sequence[str] = "",
    outcome: str = "",
    measures: Sequence[str] = (),
    absent: str = "",
    period_format: str = "",
    sheet: str = "",
    encoding: str = "",
) -> Panel:
    """Counts by outcome, area and period, from a data frame or a file (CSV, parquet, workbook).

    area, period : columns.  Periods are dates, texts (2016-04, 2016 Q2, 2016), years as numbers or
        pandas periods; a quarter or a year is one period, and is not spread over months.  Without
        `period` the table has a column a period, named after it
    count : the column of counts, or several, each an outcome; without it, and with `period`, each
        row is an incident and they are counted
    outcome : a column that says of what a row counts
    measures : outcomes that are no counts: rates, prices, scores
    absent : what a row that is not there means: "no-data", or "zero" (by default of incidents)
    period_format : how periods are written where the values do not tell: "DD/MM/YYYY", "MM/DD/YYYY"
    sheet, encoding : of a workbook, of a CSV file
    InputError for what cannot be read, with the argument, its value and the mend.
    """
    opened = _opened(data, sheet, encoding)
    named = [("area", area), ("period", period), ("outcome", outcome)]
    several = [count] if isinstance(count, str) else list(count)
    for key, column in (*named, *(("count", name) for name in several)):
        if not isinstance(column, str):
            raise InputError(
                "this must be the name of a column", place=key, value=column, mend="Write a text."
            )
        if column or key == "area":
            opened.require(column, key)
    counts = [name for name in several if name]
    if not period:
        frame, period, counts = _wide(opened, area, outcome, counts)
    elif not counts:
        frame, outcome, counts = _counted(opened, area, period, outcome, period_format)
        period_format = ""
        absent = absent or "zero"
    else:
        columns = [area, period, *([outcome] if outcome else []), *counts]
        frame = opened.read(list(dict.fromkeys(columns)))
    panel = panel_from_long(
        frame,
        area=area,
        period=period,
        count=counts if not outcome else counts[0] if len(counts) == 1 else counts,
        outcome=outcome,
        measures=[measures] if isinstance(measures, str) else list(measures),
        absent=absent or "no-data",
        period_format=period_format,
    )
    _without_total(panel)
    return panel


def _without_total(panel: Panel) -> None:
    """InputError where an area is the sum of all others: it would be compared with its parts."""
    for counts, covered in zip(panel.counts, panel.covered, strict=True):
        total = equals_rest(counts[:, covered.all(axis=0)])
        if total and total[1]:
            raise InputError(
                "this area is the sum of all others: a total would be compared with its own parts",
                place="area",
                value=panel.areas[total[0]],
                mend="Leave its rows out.",
            )


@explained(but=("data", "neighbours"))
def read_areas(
    data: Frame | str | Path,
    *,
    id: str,
    name: str = "",
    group: str = "",
    layer: str = "",
    neighbours: Frame | str | Path | None = None,
    reach: float = REACH,
) -> Areas:
    """Areas of a map (GeoPackage, Shapefile, GeoJSON, a frame of geopandas) or of a table or frame,
    and which lie near which.

    id, name, group : columns of the codes, of the names, of what they belong to
    layer : of a map file with several
    neighbours : of a table of areas, that of pairs of them, with columns a, b and gap (metres)
    reach : metres within which pairs on a map are measured: the furthest that any zone asks about
    """
    if not 0 <= reach <= FURTHEST:
        raise InputError(
            "this should be a distance in metres", place="reach", value=reach, mend="Write 1000."
        )
    if not isinstance(data, (str, Path)):
        if isinstance(neighbours, (str, Path)):
            neighbours = _opened(neighbours, "", "").read(["a", "b", "gap"])
        return areas_from_frame(data, id=id, name=name, group=group, near=neighbours, reach=reach)
    if not isinstance(neighbours, (str, Path, type(None))):
        raise InputError(
            "a file of areas goes with a file of pairs", place="neighbours",
            value=type(neighbours).__name__, mend="Give both as files, or both as frames.",
        )  # fmt: skip
    near = None if neighbours is None else Path(neighbours)
    return areas_of(AreaSource(Path(data), layer, id, name, group, near), float(reach))[0]


def _opened(data: Frame | str | Path, sheet: str, encoding: str) -> Opened:
    if isinstance(data, (str, Path)):
        return open_table(Path(data), sheet=sheet, encoding=encoding, secret=True)
    for key, given in (("sheet", sheet), ("encoding", encoding)):
        if given:
            raise InputError("a data frame has none", place=key, value=given, mend="Leave it out.")
    return open_frame(data, "data")


def _wide(
    opened: Opened, area: str, outcome: str, counts: Sequence[str]
) -> tuple[pl.DataFrame, str, list[str]]:
    """A row a count, from a table with a column a period."""
    if counts:
        raise InputError(
            "a column of counts needs a column of periods",
            place="period",
            mend="Name it; leave count out where the table has a column a period.",
        )
    rest = [name for name in opened.columns if name and name not in (area, outcome)]
    _, periods = period_columns(rest)
    if len(periods) < 2:
        raise InputError(
            "no column holds periods, and none is named after one",
            place="period",
            mend="Name the column of periods.",
        )
    index = [area, *([outcome] if outcome else [])]
    read = opened.read([*index, *periods])
    names = ["period", "count"]
    while set(names) & set(index):
        names = [f"{name} of the table" for name in names]
    long = read.unpivot(periods, index=index, variable_name=names[0], value_name=names[1])
    return long, names[0], [names[1]]


def _counted(
    opened: Opened, area: str, period: str, outcome: str, way: str
) -> tuple[pl.DataFrame, str, list[str]]:
    """Incidents counted by area, month and kind."""
    columns = list(dict.fromkeys([area, period, *([outcome] if outcome else [])]))
    rows = opened.read(columns)
    if not rows.height:
        raise InputError("the table has no rows", place="data", mend="Give one with incidents.")
    dated = rows.with_columns(months_of(rows[period], way).alias(period))
    kinds, name = outcome, "n"
    if not kinds:
        kinds = "outcome of the table"
        dated = dated.with_columns(pl.lit(ONE).alias(kinds))
    while name in dated.columns:
        name += " of the table"
    return dated.group_by(area, period, kinds).len(name), kinds, [name]
