"""Keys of a study for what is counted, and where the counts and the numbers of people come from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import BeforeValidator, Field

from waterbed.model.written.key import (
    ATTRIBUTION,
    COUNT,
    ENCODING,
    FILE,
    LICENCE,
    REJECTED,
    SHEET,
    Form,
    Key,
)
from waterbed.model.written.values import (
    Id,
    Many,
    Month,
    PathText,
    SelectorForm,
    Text,
    from_text,
    one_of,
)


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table of counts may be laid out.

    says : what stands where, for the comment beside the key
    needs, idle : keys without which it cannot be read, and keys that mean nothing in it
    """

    says: str
    needs: tuple[str, ...]
    idle: tuple[str, ...]


LAYOUTS = {
    "wide": Layout("a column a month.", ("area",), ("period", "count", "x", "y", "crs", "id")),
    "long": Layout("a row a count.", ("area", "period", "count"), ("x", "y", "crs", "id")),
    "incidents": Layout(
        "a row an incident.",
        ("period",),
        ("count", "absent", "step", "blank", "dash", "suppressed", "totals"),
    ),
    "police-uk": Layout(
        "the archive as downloaded from data.police.uk.",
        (),
        (
            *("period", "count", "categories", "x", "y", "crs", "id"),
            *("period_format", "encoding", "sheet", "absent"),
            *("step", "blank", "dash", "suppressed", "aliases", "totals"),
        ),
    ),
}
"""One row each; `read/tables/layouts.py` holds the function that reads it."""


class NeighbourForm(Form):
    short = "file"
    file: Annotated[PathText, Key("Path of the table of pairs.")]
    a: Annotated[str, Key("Its column of the one area.")] = "a"
    b: Annotated[str, Key("Its column of the other area.")] = "b"
    gap: Annotated[str, Key("Its column of the gap in metres.")] = "gap"


class AreasForm(Form):
    file: Annotated[
        PathText | None, Key(f"{FILE} Polygons (.gpkg, .shp, .geojson) or a table of areas.")
    ] = None
    layer: Annotated[str, Key("Layer of the map file, if it has several.")] = ""
    id: Annotated[str, Key("Column of the area codes.")] = ""
    name: Annotated[str, Key("Column of the areas' names.")] = ""
    group: Annotated[str, Key("Column of what the areas belong to: borough, district.")] = ""
    neighbours: Annotated[
        NeighbourForm | None,
        BeforeValidator(from_text("file")),
        Key("Table of pairs of areas with the gap between them, where there is no map."),
    ] = None
    licence: Annotated[str, Key(LICENCE, printed=True, links=True)] = ""
    attribution: Annotated[str, Key(ATTRIBUTION, printed=True, links=True)] = ""


class CountsForm(Form):
    name: Annotated[Id, Key("What this table is called here.", printed=True)]
    file: Annotated[PathText, Key(FILE)]
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
        Annotated[int, Field(ge=1, le=12)] | None,
        Key("Months in a period, 1, 3 or 12, where dates stand for whole quarters or years."),
    ] = None
    blank: Annotated[
        Annotated[str, one_of(("zero", "no-data"))] | None,
        Key("What an empty cell means: zero or no-data."),
    ] = None
    dash: Annotated[
        Annotated[str, one_of(("zero", "no-data"))] | None,
        Key("What a lone dash means: zero or no-data."),
    ] = None
    suppressed: Annotated[
        dict[str, str],
        Key(
            "Marks of withheld counts beyond those that are known, as mark = least to "
            "most, or unknown."
        ),
    ] = Field(default_factory=dict)
    aliases: Annotated[
        dict[str, str],
        Key("Spellings of areas, as written = meant; an area of its own stands for itself."),
    ] = Field(default_factory=dict)
    totals: Annotated[
        Annotated[str, one_of(("leave-out", "keep"))] | None,
        Key(
            "Rows that are totals: leave-out or keep; if left out, those that are clear are "
            "left out."
        ),
    ] = None
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


class WeightsForm(Form):
    """A table of categories and what an incident of each weighs."""

    short = "file"
    file: Annotated[PathText, Key("Path of the table of weights.", decides=True)]
    category: Annotated[Text, Key("Its column of categories.", decides=True)] = "category"
    weight: Annotated[Text, Key("Its column of weights, nought or one and more.", decides=True)] = (
        "weight"
    )


class OutcomeForm(Form):
    id: Annotated[Id, Key("Short name, which claims refer to.", decides=True, printed=True)]
    name: Annotated[
        Text | None, Key("What it is called in the report, if not by its short name.", printed=True)
    ] = None
    tables: Annotated[
        Many[Id] | None,
        Key("The tables it is counted in; all of them if left out.", decides=True, refers="counts"),
    ] = None
    include: Annotated[
        Annotated[Many[SelectorForm], Field(min_length=1)] | None,
        Key(
            "Categories that count, exactly as they stand in the table; every row if left "
            "out. By another column: column = category.",
            decides=True,
            printed=True,
        ),
    ] = None
    exclude: Annotated[Many[SelectorForm], Key("Categories that do not count.", decides=True)] = ()
    sensitive: Annotated[
        bool,
        Key(
            "Whether people could be harmed by small numbers of it; they are then rounded "
            "or withheld more strictly."
        ),
    ] = False
    follows_police: Annotated[
        bool,
        Key(
            "Whether such offences are found where police look for them, as "
            "soliciting and drug possession are: a rise may then be police attention that moved."
        ),
    ] = False
    weights: Annotated[
        WeightsForm | None,
        BeforeValidator(from_text("file")),
        Key(
            "A table of categories and what an incident of each weighs, such as a harm "
            "index: the outcome is then the sum of counts, each times its weight.",
            decides=True,
        ),
    ] = None
    second: Annotated[
        Id | None,
        Key(
            "Another outcome, of another source, that counts the same incidents: a fall in "
            "reports can then be told from a fall in harm.",
            decides=True,
            refers="outcomes",
        ),
    ] = None
    reported: Annotated[
        Annotated[float, Field(gt=0, le=1)] | None,
        Key("Share of such incidents that were reported before, if a survey gives it: 0.4."),
    ] = None


class DelayForm(Form):
    name: Annotated[Id, Key("What this table is called here.", printed=True)]
    file: Annotated[PathText, Key(FILE)]
    recorded: Annotated[Text, Key("Column of the month in which it was recorded.")]
    committed: Annotated[Text, Key("Column of the month in which it happened.")]
    outcomes: Annotated[
        Many[Id], Field(min_length=1), Key("The outcomes that it speaks of.", refers="outcomes")
    ]
    count: Annotated[str, Key(COUNT)] = ""
    group: Annotated[str, Key("Column of places, if the table is divided by them.")] = ""
    where: Annotated[dict[str, str], Key("Rows to use, as column = value; all if left out.")] = (
        Field(default_factory=dict)
    )
    place: Annotated[str, Key("The place in that column that the target belongs to.")] = ""
    intervention: Annotated[
        Id | None,
        Key("The intervention whose months it speaks of; all if left out.", refers="interventions"),
    ] = None
    period_format: Annotated[
        Text, Key("How months or days are written in the table; date fits most.")
    ] = "date"
    max_rejected: Annotated[float, Field(ge=0, le=1), Key(f"{REJECTED}a hundred.")] = 0.05
    published: Annotated[bool, Key("Whether this very table is published already.")] = False
    licence: Annotated[str, Key(LICENCE, printed=True, links=True)] = ""
    attribution: Annotated[str, Key(ATTRIBUTION, printed=True, links=True)] = ""


class PopulationForm(Form):
    """A number of people: a range that a source gives, or a table of overlapping lists."""

    id: Annotated[Id, Key("Short name, which claims refer to.", decides=True, printed=True)]
    name: Annotated[Text, Key("Who they are, in words.", printed=True)]
    scope: Annotated[Text, Key("The place and time that the number is of.", printed=True)]
    here: Annotated[
        bool,
        Key(
            "Whether that is the place and time of this study; if not, it decides nothing.",
            decides=True,
        ),
    ] = True
    low: Annotated[
        Annotated[float, Field(ge=0)] | None,
        Key("Lowest number that the source gives.", decides=True),
    ] = None
    high: Annotated[
        Annotated[float, Field(gt=0)] | None,
        Key("Highest number that the source gives.", decides=True),
    ] = None
    source: Annotated[str, Key("Who gives it, and where.", printed=True, links=True)] = ""
    file: Annotated[
        PathText | None,
        Key(
            f"{FILE} A table of overlapping lists or a sheet of contacts, in place of low "
            "and high.",
        ),
    ] = None
    lists: Annotated[
        Many[Text],
        Key(
            "Its columns of lists, one a list, or the services of a sheet of contacts; all of "
            "them if left out.",
            decides=True,
        ),
    ] = ()
    count: Annotated[str, Key(COUNT)] = ""
    stratum: Annotated[str, Key("Column that divides the people: age, place.")] = ""
    encoding: Annotated[str, Key(ENCODING)] = "utf-8"
    sheet: Annotated[str, Key(SHEET)] = ""
    published: Annotated[
        str, Key("Where the table is published; left out if it is not.", decides=True)
    ] = ""
    code: Annotated[
        str, Key("Of a sheet with a row a contact: column of the person's code.", decides=True)
    ] = ""
    service: Annotated[str, Key("Of a sheet of contacts: column of the service.")] = ""
    date: Annotated[str, Key("Of a sheet of contacts: column of the day or month.")] = ""
    first: Annotated[Month | None, Key("First month of the contacts that count.", decides=True)] = (
        None
    )
    last: Annotated[Month | None, Key("Last month of the contacts that count.", decides=True)] = (
        None
    )
    exact: Annotated[
        bool,
        Key(
            "Whether codes that differ by capitals, blanks or punctuation alone are two people's.",
            decides=True,
        ),
    ] = False
