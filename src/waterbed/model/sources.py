"""Where a study's areas, counts and delays come from, and how each file is read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field

from waterbed.model.written.key import (
    ATTRIBUTION,
    COUNT,
    ENCODING,
    FILE,
    GET,
    LICENCE,
    REJECTED,
    SHEET,
    Form,
    Key,
    Written,
)
from waterbed.model.written.values import Id, Many, Month, PathText, Text, from_text, one_of


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table of counts may be laid out.

    says : what stands where, for the comment beside the key
    needs, idle : keys without which it cannot be read, and keys that mean nothing in it
    secret : whether a row is of one incident, so that no value of the table is ever shown
    """

    says: str
    needs: tuple[str, ...]
    idle: tuple[str, ...]
    secret: bool = False


LAYOUTS = {
    "wide": Layout("a column a month.", ("area",), ("period", "count", "x", "y", "crs", "id")),
    "long": Layout("a row a count.", ("area", "period", "count"), ("x", "y", "crs", "id")),
    "incidents": Layout(
        "a row an incident.",
        ("period",),
        ("count", "absent", "step", "blank", "dash", "suppressed", "totals"),
        secret=True,
    ),
    "police-uk": Layout(
        "the archive as downloaded from data.police.uk.",
        (),
        (
            *("period", "count", "categories", "id"),
            *("period_format", "encoding", "sheet", "absent"),
            *("step", "blank", "dash", "suppressed", "aliases", "totals"),
        ),
        secret=True,
    ),
}
"""One row each; `read/tables/layouts.py` holds the function that reads it."""


class NeighbourForm(Form):
    short = "file"
    file: Annotated[PathText, Key("Path of the table of pairs.")]
    a: Annotated[str, Key("Its column of the one area.")] = "a"
    b: Annotated[str, Key("Its column of the other area.")] = "b"
    gap: Annotated[str, Key("Its column of the gap in metres.")] = "gap"


@dataclass(frozen=True, slots=True)
class AreaSource:
    """Where the areas come from; without a file they are whatever the counts name.

    neighbours : a table of neighbour pairs, or None; a, b, gap : its columns (gap in metres)
    """

    file: Annotated[
        Path | None,
        Written(PathText | None),
        Key(f"{FILE} Polygons (.gpkg, .shp, .geojson) or a table of areas."),
    ] = None
    layer: Annotated[str, Key("Layer of the map file, if it has several.")] = ""
    id: Annotated[str, Key("Column of the area codes.")] = ""
    name: Annotated[str, Key("Column of the areas' names.")] = ""
    group: Annotated[str, Key("Column of what the areas belong to: borough, district.")] = ""
    neighbours: Annotated[
        Path | None,
        Written(NeighbourForm | None),
        BeforeValidator(from_text("file")),
        Key("Table of pairs of areas with the gap between them, where there is no map."),
    ] = None
    outlines: Annotated[
        Path | None,
        Written(PathText | None),
        Key(
            "Simplified outlines for the report's map, by the same codes, where the areas are a "
            "table; what is not among the areas is drawn behind them."
        ),
    ] = None
    a: str = "a"
    b: str = "b"
    gap: str = "gap"
    licence: Annotated[str, Key(LICENCE, printed=True, links=True)] = ""
    attribution: Annotated[str, Key(ATTRIBUTION, printed=True, links=True)] = ""
    get: Annotated[str, Key(GET)] = ""


@dataclass(frozen=True, slots=True)
class CountTable:
    """One table of counts or incidents, and how to read it.

    What is left out is "", a step of 0, or None of a month; `area` is "" for incidents by
    coordinates.  Kept otherwise than written:

    suppressed : marks of counts that are withheld, with least and most (None: not stated)
    aliases : spellings of areas and the id or name that each stands for; one that stands for
        itself is an area of its own
    looks_private : whether its columns are those of incidents or persons, whatever `layout` says
    """

    name: Annotated[Id, Key("What this table is called here.", printed=True)]
    file: Annotated[Path, Written(PathText), Key(FILE)]
    layout: Annotated[
        str,
        one_of(LAYOUTS),
        Key(" ".join(f"{name}: {layout.says}" for name, layout in LAYOUTS.items())),
    ]
    area: Annotated[str, Key("Column of the area codes.")] = ""
    period: Annotated[str, Key("Column of the month or day; not in the layout wide.")] = ""
    count: Annotated[str, Key("Column of the number; only in the layout long.")] = ""
    categories: Annotated[Many[Text], Key("Columns of categories that outcomes choose from.")] = ()
    x: Annotated[
        str, Key("Column of the easting or longitude, where incidents have no area code.")
    ] = ""
    y: Annotated[str, Key("Column of the northing or latitude.")] = ""
    crs: Annotated[
        str,
        Key(
            "System of the coordinates: EPSG:27700 is the British National Grid, EPSG:4326 "
            "longitude and latitude."
        ),
    ] = ""
    id: Annotated[str, Key("Column of the incident's own number, so that none counts twice.")] = ""
    period_format: Annotated[
        Text,
        Key(
            "How months or days are written: auto, told from the values; or YYYY-MM, "
            "YYYYMM, Mon YYYY (Apr-16), YYYY, YYYY/YY (a financial year), YYYY-Qn or "
            "Qn YYYY (calendar quarters), financial Qn (from April), YYYY-MM-DD, DD/MM/YYYY, "
            "date, excel."
        ),
    ] = "auto"
    step: Annotated[
        int,
        Field(ge=1, le=12),
        Key("Months in a period, 1, 3 or 12, where dates stand for whole quarters or years."),
    ] = 0
    blank: Annotated[
        str,
        one_of(("zero", "no-data")),
        Key("What an empty cell means: zero or no-data."),
    ] = ""
    dash: Annotated[
        str,
        one_of(("zero", "no-data")),
        Key("What a lone dash means: zero or no-data."),
    ] = ""
    suppressed: Annotated[
        tuple[tuple[str, tuple[int, int] | None], ...],
        Written(dict[str, str], {}),
        Key(
            "Marks of withheld counts beyond those that are known, as mark = least to "
            "most, or unknown."
        ),
    ] = ()
    aliases: Annotated[
        tuple[tuple[str, str], ...],
        Written(dict[str, str], {}),
        Key("Spellings of areas, as written = meant; an area of its own stands for itself."),
    ] = ()
    totals: Annotated[
        str,
        one_of(("leave-out", "keep")),
        Key(
            "Rows that are totals: leave-out or keep; if left out, those that are clear are "
            "left out."
        ),
    ] = ""
    encoding: Annotated[Text, Key(ENCODING)] = "utf-8"
    sheet: Annotated[str, Key(SHEET)] = ""
    date: Annotated[
        str,
        one_of(("recorded", "offence")),
        Key(
            "Which month the table counts: recorded, when it was recorded; offence, when it "
            "happened.",
            decides=True,
        ),
    ] = "recorded"
    absent: Annotated[
        str,
        one_of(("zero", "no-data")),
        Key(
            "What a row that is not there means: zero, none was recorded; no-data, nobody knows.",
            decides=True,
        ),
    ] = "zero"
    published: Annotated[
        bool,
        Key(
            "Whether these very counts are published already. If not, the public report "
            "rounds and withholds small numbers.",
            decides=True,
        ),
    ] = False
    first: Annotated[
        Month | None, Key("First month to use, if not the first in the table.", decides=True)
    ] = None
    last: Annotated[
        Month | None,
        Key("Last month to use: leave out months that are not complete.", decides=True),
    ] = None
    max_rejected: Annotated[
        float, Field(ge=0, le=1), Key(f"{REJECTED}a hundred.", decides=True)
    ] = 0.01
    source: Annotated[
        Text,
        Key(
            "Who counted: police, hospital, charity. Needed where an outcome has a second.",
            decides=True,
            printed=True,
            links=True,
        ),
    ] = ""
    licence: Annotated[str, Key(LICENCE, printed=True, links=True)] = ""
    attribution: Annotated[str, Key(ATTRIBUTION, printed=True, links=True)] = ""
    get: Annotated[str, Key(GET)] = ""
    looks_private: bool = False

    @property
    def secret(self) -> bool:
        """Whether no value of the table may be shown: it holds incidents, or seems to."""
        return self.looks_private or (self.layout in LAYOUTS and LAYOUTS[self.layout].secret)


@dataclass(frozen=True, slots=True)
class DelayTable:
    """A table with two months a row, that of recording and that of the offence.

    `count` is "" for a row an incident, `group` and `place` where it is not divided, `intervention`
    where it speaks of all.  where : column and value of the rows to use
    """

    name: Annotated[Id, Key("What this table is called here.", printed=True)]
    file: Annotated[Path, Written(PathText), Key(FILE)]
    recorded: Annotated[Text, Key("Column of the month in which it was recorded.")]
    committed: Annotated[Text, Key("Column of the month in which it happened.")]
    outcomes: Annotated[
        Many[Id], Field(min_length=1), Key("The outcomes that it speaks of.", refers="outcomes")
    ]
    count: Annotated[str, Key(COUNT)] = ""
    group: Annotated[str, Key("Column of places, if the table is divided by them.")] = ""
    where: Annotated[
        tuple[tuple[str, str], ...],
        Written(dict[str, str], {}),
        Key("Rows to use, as column = value; all if left out."),
    ] = ()
    place: Annotated[str, Key("The place in that column that the target belongs to.")] = ""
    intervention: Annotated[
        Id,
        Key("The intervention whose months it speaks of; all if left out.", refers="interventions"),
    ] = ""
    period_format: Annotated[
        Text, Key("How months or days are written in the table; date fits most.")
    ] = "date"
    max_rejected: Annotated[float, Field(ge=0, le=1), Key(f"{REJECTED}a hundred.")] = 0.05
    published: Annotated[bool, Key("Whether this very table is published already.")] = False
    licence: Annotated[str, Key(LICENCE, printed=True, links=True)] = ""
    attribution: Annotated[str, Key(ATTRIBUTION, printed=True, links=True)] = ""
