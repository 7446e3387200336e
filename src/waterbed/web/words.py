"""What a page says where the library speaks of options of the command or of keys of the file, by
the code of what it says."""

from __future__ import annotations

from dataclasses import replace

from waterbed.model.errors import InputError
from waterbed.propose.understood import Guessed
from waterbed.report.words.numbers import sentence

MENDS = {
    "dates-for-names": "Add a first row with a name for each column; or, where columns are named "
    "after periods, name the first column.",
    "counts-or-incidents": "Answer the question.",
    "several-sheets": "Answer the question.",
    "may-be-total": "Answer the question.",
    "may-be-subtotals": "Answer the question.",
    "points-without-map": "Give a map of the areas in the second field, or add a column of area "
    "codes.",
    "beside-waves": "Name none next door here; name them in the study, under the zones of each "
    "wave.",
    "beside-itself": "Leave it out of one of the two lists.",
    "neighbours-alone": "Give the table of areas in the second field.",
}
"""What to do, by the code of an error, where its own mend names what no page has."""

AHEAD = {
    "side-by-side": "give a map or a table of neighbours, or say on Where and when that no two of "
    "its areas lie side by side",
}
"""What would decide a claim, by the code of a caution."""


def worded(error: InputError) -> InputError:
    """An error with the mend of the pages."""
    mend = MENDS.get(error.code, error.mend)
    return InputError(
        error.problem, file=error.file, place=error.place, value=error.value, mend=mend,
        where=error.where, code=error.code, facts=error.facts,
    )  # fmt: skip


def bare(error: InputError) -> str:
    """What is wrong and what to do, without the place."""
    error = worded(error)
    said = str(InputError(error.problem, value=error.value, mend=error.mend))
    first = said.partition(" ")[0]  # a name of a file stays as it is
    return said if "." in first else said[:1].upper() + said[1:]


CALLED = {
    "areas, id": "The map: its column of codes or names",
    "areas, name": "The map: its column of names",
    "areas, group": "The map: its column of larger areas",
    "areas, crs": "The map: its system of coordinates",
    "counts, layout": "What a row is",
    "counts, sheet": "The sheet that holds the counts",
    "counts, encoding": "How its letters are written",
    "counts, area": "The column that says where",
    "counts, period": "The column that says when",
    "counts, period_format": "How its dates are written",
    "counts, count": "The column that holds the counts",
    "counts, id": "The column of references, one of each incident",
    "counts, first": "The first whole month",
    "counts, last": "The last whole month",
    "counts, date": "Which date counts",
    "counts, absent": "A month that has no row",
    "counts, blank": "An empty cell",
    "counts, dash": "A lone dash",
    "counts, aliases": "Other spellings of areas",
    "counts, categories": "The columns that say what kind",
    "counts, max_rejected": "How much may be left out, as a share of the rows",
    "counts, totals": "Totals among the rows",
    "counts, x": "The column of the easting or longitude",
    "counts, y": "The column of the northing or latitude",
    "counts, crs": "The system of its coordinates",
    "target": "Where it was done",
    "next door": "Where it might have moved to",
}
"""What a page calls what was guessed, by its key in the study."""

HELD = {
    ("counts, layout", "long"): "a count",
    ("counts, layout", "wide"): "the counts of a place, a month a column",
    ("counts, layout", "incidents"): "an incident",
    ("counts, layout", "police-uk"): "an incident, as data.police.uk has it",
    ("counts, date", "recorded"): "when it was recorded",
    ("counts, date", "offence"): "when it happened",
    **{
        (f"counts, {key}", value): words
        for key in ("absent", "blank", "dash")
        for value, words in (("zero", "none was counted"), ("no-data", "nobody knows"))
    },
}
"""What a value says, by its key and as the study has it."""

STEPS = {
    "": "starting the program",
    "reading": "reading the files",
    "comparing": "comparing with other places and times",
    "what may leave": "working out what may be published",
    "writing": "writing the report",
    "planting falls": "planting falls",
    "comparing other outcomes": "comparing other counts",
}
"""What a run is doing, as the command says it."""


def noticed(line: str) -> str:
    """What was read, as a sentence of its own: a line of the command without its mark."""
    text = line.strip().removeprefix("notice: ")
    return sentence(text) if text != line.strip() else text


def called(guess: Guessed) -> Guessed:
    """A guess in words: a key that has none stands as it is."""
    value = HELD.get((guess.key, guess.value), guess.value)
    return replace(guess, key=CALLED.get(guess.key, guess.key), value=value)
