"""What every key of a study file means, in a sentence: one table for comments, cells and help.

A sentence stays under 250 characters, which is what a spreadsheet shows beside a cell.
tests/propose/test_keys.py holds that every key of the schema has one, and nothing else has.
"""

from __future__ import annotations

from waterbed.model.kinds import kinds_in_words
from waterbed.read.study.blocks import Column

BLOCKS = {
    "study": "What is asked, and by whom.",
    "areas": "The map or the table of areas that the counts are about.",
    "counts": "Tables of counts, or of incidents, and how each is to be read.",
    "outcomes": "What is counted together, and what it is called.",
    "interventions": "What was done, since when, and where. One that only happened at the same "
    "time has no target.",
    "interventions.zones": "Where it may have moved to: one entry a zone, nearest first.",
    "interventions.other_outcomes": "What it may have turned to, where that is counted: brothel "
    "closures in the whole borough. Judged beside the target, added to nothing.",
    "interventions.alternative_starts": "Other dates that somebody gives for the start.",
    "events": "What happened to many places at once: a pandemic, a new way of recording.",
    "rule": "How claims will be judged; written before results are seen, if it can be.",
    "rule.windows": "The months to be compared. Without one: twelve months before and after.",
    "rule.readings": "The ways in which a claim of the kind recorded may be read.",
    "claims": "What each side says, in its own words, and what that comes to.",
    "delays": "Tables with the month of each offence and the month in which it was recorded.",
    "populations": "Numbers of people that claims speak of.",
    "programmes": "Interventions that are waves of one programme, to be judged together as well.",
}

_FILE = "Path of the file, from the folder of the study, with forward slashes: data/counts.csv."
_LICENCE = "Licence under which it is published, as the publisher names it."
_ATTRIBUTION = "The words in which the publisher asks to be named."
_SHEET = "Sheet of the workbook, if the file is one; the first sheet if left out."
_ENCODING = "How a CSV is encoded: utf-8, latin-1 or cp1252."
_REJECTED = "Largest share of rows that may be unreadable before it is an error: 0.01 is one in "
_GROUP = "Or a group, by name, in place of the list: all its areas, as [areas] groups them."
_COUNT = "Column of the number; left out where each row is one."
_TOUCHING = "Every area that touches this: target, or a zone named before."
_TOLERANCE = "Gap in metres that still counts as touching, since boundaries are drawn roughly."
_WITHIN = "Every area within so many metres of the target, or of the zone named under of."
_OF = "The zone that the metres of within are measured from; the target if left out."

KEYS: dict[str, dict[str, str]] = {
    "study": {
        "title": "What the study is called.",
        "question": "The question, in a sentence that both sides would accept.",
        "asked_by": "Who asks, and who paid, so that a reader can judge it.",
        "seed": "Any whole number: the same number gives the same report again.",
    },
    "areas": {
        "file": f"{_FILE} Polygons (.gpkg, .shp, .geojson) or a table of areas.",
        "layer": "Layer of the map file, if it has several.",
        "id": "Column of the area codes.",
        "name": "Column of the areas' names.",
        "group": "Column of what the areas belong to: borough, district.",
        "neighbours": "Table of pairs of areas with the gap between them, where there is no map.",
        "neighbours.a": "Its column of the one area.",
        "neighbours.b": "Its column of the other area.",
        "neighbours.gap": "Its column of the gap in metres.",
        "licence": _LICENCE,
        "attribution": _ATTRIBUTION,
    },
    "counts": {
        "name": "What this table is called here.",
        "file": _FILE,
        "layout": "wide: a column a month. long: a row a count. incidents: a row an incident. "
        "police-uk: the archive as downloaded from data.police.uk.",
        "area": "Column of the area codes.",
        "period": "Column of the month or day; not in the layout wide.",
        "count": "Column of the number; only in the layout long.",
        "categories": "Columns of categories that outcomes choose from.",
        "x": "Column of the easting or longitude, where incidents have no area code.",
        "y": "Column of the northing or latitude.",
        "crs": "System of the coordinates: EPSG:27700 is the British National Grid, EPSG:4326 "
        "longitude and latitude.",
        "id": "Column of the incident's own number, so that none counts twice.",
        "period_format": "How months or days are written: auto, told from the values; or YYYY-MM, "
        "YYYYMM, Mon YYYY (Apr-16), YYYY, YYYY/YY (a financial year), YYYY-Qn or Qn YYYY (calendar "
        "quarters), financial Qn (from April), YYYY-MM-DD, DD/MM/YYYY, date, excel.",
        "step": "Months in a period, 1, 3 or 12, where dates stand for whole quarters or years.",
        "blank": "What an empty cell means: zero or no-data.",
        "dash": "What a lone dash means: zero or no-data.",
        "suppressed": "Marks of withheld counts beyond those that are known, as mark = least to "
        "most, or unknown.",
        "aliases": "Spellings of areas, as written = meant; an area of its own stands for itself.",
        "totals": "Rows that are totals: leave-out or keep; if left out, those that are clear are "
        "left out.",
        "encoding": _ENCODING,
        "sheet": _SHEET,
        "date": "Which month the table counts: recorded, when it was recorded; offence, when it "
        "happened.",
        "absent": "What a row that is not there means: zero, none was recorded; no-data, nobody "
        "knows.",
        "published": "Whether these very counts are published already. If not, the public report "
        "rounds and withholds small numbers.",
        "first": "First month to use, if not the first in the table.",
        "last": "Last month to use: leave out months that are not complete.",
        "max_rejected": f"{_REJECTED}a hundred.",
        "source": "Who counted: police, hospital, charity. Needed where an outcome has a second.",
        "licence": _LICENCE,
        "attribution": _ATTRIBUTION,
    },
    "outcomes": {
        "id": "Short name, which claims refer to.",
        "name": "What it is called in the report, if not by its short name.",
        "tables": "The tables it is counted in; all of them if left out.",
        "include": "Categories that count, exactly as they stand in the table; every row if left "
        "out. By another column: column = category.",
        "exclude": "Categories that do not count.",
        "sensitive": "Whether people could be harmed by small numbers of it; they are then rounded "
        "or withheld more strictly.",
        "follows_police": "Whether such offences are found where police look for them, as "
        "soliciting and drug possession are: a rise may then be police attention that moved.",
        "weights": "A table of categories and what an incident of each weighs, such as a harm "
        "index: the outcome is then the sum of counts, each times its weight.",
        "weights.category": "Its column of categories.",
        "weights.weight": "Its column of weights, nought or one and more.",
        "second": "Another outcome, of another source, that counts the same incidents: a fall in "
        "reports can then be told from a fall in harm.",
        "reported": "Share of such incidents that were reported before, if a survey gives it: 0.4.",
    },
    "interventions": {
        "id": "Short name, which windows and claims refer to.",
        "name": "What it is called in the report, if not by its short name.",
        "kind": "What kind of thing it is: police operation, public space protection order, "
        "lighting.",
        "start": "The day it began, 2018-08-21, or the month if it began with one, 2017-04.",
        "start_month": "Where the month goes that it began in, if not on the 1st: neither, base "
        "(before) or post (after).",
        "start_source": "Who gives this date, and where.",
        "end": "The day or month it ended; left out while it goes on.",
        "areas": "Codes of the areas that it covers; the target if left out.",
        "areas.group": _GROUP,
        "target": "Codes of the areas whose change is asked about. Left out: it only happened at "
        "the same time, and nothing is asked of it.",
        "target.group": _GROUP,
        "buffer": "Codes of areas in no comparison, because it may have reached them too.",
        "buffer.group": _GROUP,
        "buffer.touching": _TOUCHING,
        "buffer.tolerance": _TOLERANCE,
        "buffer.within": _WITHIN,
        "buffer.of": _OF,
        "donors": "Codes of the areas that it may be compared with; rest, or left out: all others.",
        "donors.group": _GROUP,
        "chosen_for.rule": "How the place came to be chosen: for its peak, peak-share, rise, "
        "level or excess of an outcome, at random, or unknown.",
        "chosen_for.outcome": "The outcome that it was chosen for.",
    },
    "interventions.zones": {
        "name": "What the zone is called; claims refer to it.",
        "areas": "Codes of its areas. A zone has one rule: areas, group, touching or within.",
        "group": _GROUP,
        "touching": _TOUCHING,
        "tolerance": _TOLERANCE,
        "within": _WITHIN,
        "of": _OF,
    },
    "interventions.other_outcomes": {
        "name": "What the place is called in the report: indoors, whole borough.",
        "areas": "Codes of its areas, all of the target or none of it. One rule: areas, group, "
        "touching or within.",
        "group": _GROUP,
        "touching": _TOUCHING,
        "tolerance": _TOLERANCE,
        "within": _WITHIN,
        "of": _OF,
        "outcome": "The outcome counted there. In the target itself every outcome is judged "
        "without being asked.",
    },
    "interventions.alternative_starts": {
        "start": "The other day or month: 2017-06.",
        "source": "Who gives it, and where.",
    },
    "events": {
        "name": "What happened.",
        "first": "First month: 2020-03.",
        "last": "Last month: 2022-02.",
        "source": "Who says so, and where.",
    },
    "rule": {
        "data_seen": "Whether anyone who wrote this rule had seen these counts after the start.",
        "data_seen_date": "The day on which that was so: 2026-11-24.",
        "level": "How sure a verdict must be: 0.95 is the usual.",
        "headline": "The method that decides; leave it at forecast unless you know why.",
        "smallest_effect": "A change smaller than this counts as none: 0.05 is one in twenty.",
        "margin": "The share of a fall that must turn up next door to be called moved: 0.2.",
        "margin_count": "The same as a number of incidents more than expected next door: 12.",
        "reporting_change": "The range in which reporting may have changed, the same for both "
        "sides: 0.8 to 1.1.",
    },
    "rule.windows": {
        "name": "What the comparison is called; claims refer to it.",
        "intervention": "The intervention that it is about; may be left out if there is only one.",
        "base": "First and last month before: 2016-04 to 2017-03.",
        "post": "First and last month after: 2017-04 to 2018-03.",
    },
    "rule.readings": {
        "intervention": "The intervention that they are about; may be left out if there is only "
        "one.",
        "starts": "First months that may be meant: 2017-04; 2017-05.",
        "lengths": "Numbers of months that may be meant: 3; 6; 12.",
        "bases": "What they may be compared with: year-before, the same months a year before; "
        "just-before, the months just before.",
    },
    "claims": {
        "id": "Short name of the claim.",
        "who": "The office or organisation that says it; never a person's name.",
        "side": "The side that it belongs to, in the words that it would use of itself.",
        "words": "What was said, in its own words; quotation marks only round real quotations.",
        "source": "Where it was said: publication, date, address.",
        "date": "When, as far as it is known: 2018-05-22, early 2018, or undated.",
        "kind": kinds_in_words(),
        "subject": "Heading under which it stands in the report.",
        "intervention": "The intervention or the programme that it is about; may be left out if "
        "there is only one.",
        "outcome": "The outcome that it is about; may be left out beside other_outcome.",
        "zone": "Where: target, a zone, or net (target and zones together); the target if left "
        "out, all zones for moved and not-moved.",
        "other_outcome": "Name of an other outcome of the intervention, where the claim is "
        "about that count in its own place: that it moved indoors is said as rose of it.",
        "window": "The months that it is about, by name, from the windows of the rule.",
        "stated": "The figure that it gives, as a ratio: -0.21 for down 21%; for a number of "
        "people, the number.",
        "rounding": "The step to which that figure is rounded: 0.01 for whole per cents.",
        "negated": "Whether the claim is that this is not so.",
        "place": "named: it means these areas. nearest: it means a place that the counts do not "
        "have, and these are the nearest.",
        "family": "Claims with the same word here are also judged together; by who makes them if "
        "left out.",
        "tested_by": "What would settle it where these data cannot.",
        "population": "For a claim of a number: the population that it speaks of.",
        "numerator": "For a claim of a share: the population of which there is said to be a share.",
        "denominator": "For a claim of a share: the population that it is a share of.",
    },
    "delays": {
        "name": "What this table is called here.",
        "file": _FILE,
        "recorded": "Column of the month in which it was recorded.",
        "committed": "Column of the month in which it happened.",
        "outcomes": "The outcomes that it speaks of.",
        "count": _COUNT,
        "group": "Column of places, if the table is divided by them.",
        "where": "Rows to use, as column = value; all if left out.",
        "place": "The place in that column that the target belongs to.",
        "intervention": "The intervention whose months it speaks of; all if left out.",
        "period_format": "How months or days are written in the table; date fits most.",
        "max_rejected": f"{_REJECTED}a hundred.",
        "published": "Whether this very table is published already.",
        "licence": _LICENCE,
        "attribution": _ATTRIBUTION,
    },
    "programmes": {
        "id": "Short name of the programme; a claim about all of its waves names it under "
        "intervention.",
        "name": "What it is called in the report; the id if left out.",
        "waves": "Ids of its interventions, two or more, each with a target and months of its own.",
    },
    "populations": {
        "id": "Short name, which claims refer to.",
        "name": "Who they are, in words.",
        "scope": "The place and time that the number is of.",
        "here": "Whether that is the place and time of this study; if not, it decides nothing.",
        "low": "Lowest number that the source gives.",
        "high": "Highest number that the source gives.",
        "source": "Who gives it, and where.",
        "file": f"{_FILE} A table of overlapping lists or a sheet of contacts, in place of low "
        "and high.",
        "lists": "Its columns of lists, one a list, or the services of a sheet of contacts; all of "
        "them if left out.",
        "count": _COUNT,
        "stratum": "Column that divides the people: age, place.",
        "encoding": _ENCODING,
        "sheet": _SHEET,
        "published": "Where the table is published; left out if it is not.",
        "code": "Of a sheet with a row a contact: column of the person's code.",
        "service": "Of a sheet of contacts: column of the service.",
        "date": "Of a sheet of contacts: column of the day or month.",
        "first": "First month of the contacts that count.",
        "last": "Last month of the contacts that count.",
        "exact": "Whether codes that differ by capitals, blanks or punctuation alone are two "
        "people's.",
    },
}


def about(block: str, key: str) -> str:
    """What a key of a block means; of a key with keys of its own, what each of those means.

    "" for a key that the schema does not know.
    """
    known = KEYS.get(block, {})
    if key in known:
        return known[key]
    inner = [
        (name.partition(".")[2], text) for name, text in known.items() if name.startswith(f"{key}.")
    ]
    return " ".join(f"{name}: {text}" for name, text in inner)


def about_block(name: str) -> str:
    """What a block is for; "" for one that has no sentence."""
    return BLOCKS.get(name, "")


def about_column(block: str, column: Column) -> str:
    """What a cell under a column is to hold: the key's sentence, and what else must be known."""
    text = about(block, column.header)
    if column.many and not column.two:
        text += " Several: separate them with ; or give each a line."
    if column.choices and not all(choice in text for choice in column.choices):
        text += f" One of: {', '.join(column.choices)}."
    if column.default not in (None, "", False, True) and not column.many:
        text += f" If left out: {column.default}."
    return text
