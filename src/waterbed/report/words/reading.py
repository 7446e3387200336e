"""What was done to read a table as it came, in words: codes of `codes.READING`."""

from __future__ import annotations

from collections.abc import Callable

from waterbed.model.codes import REJECTED
from waterbed.model.released import ShownFact, ShownFigure, ShownInput, ShownRemark
from waterbed.report.words.remarks import filled

Words = str | Callable[[ShownRemark], str]
"""A template over the facts of a remark, or a function of it."""

MEANINGS = {"zero": "zero, as the study file says", "no-data": "no data, as the study file says"}


def _number(remark: ShownRemark, name: str) -> str:
    fact = remark[name]
    if not isinstance(fact, ShownFigure) or fact.value is None:
        return "some"
    if fact.status == "rounded" and fact.value < 10:
        return "a few"
    about = "about " if fact.status == "rounded" else ""
    return f"{about}{fact.value:,.0f}"


def _some(remark: ShownRemark, name: str, noun: str) -> str:
    """A number with its noun: 1 row, 3 rows, some rows."""
    number = _number(remark, name)
    return f"{number} {noun}" if number == "1" else f"{number} {noun}s"


def _listed(fact: ShownFact, between: str = ", ") -> str:
    """Names after a colon, nothing where the table keeps them."""
    names = fact if isinstance(fact, tuple) else (fact,) if isinstance(fact, str) else ()
    sentences = [str(name) for name in names if name]
    return f": {between.join(sentences)}" if sentences else ""


def _form(remark: ShownRemark, key: str, form: str) -> str:
    """A fact as it stands in a template: {rows:row} 3 rows, {rows:was|were}, {names:listed}."""
    fact = remark[key]
    if "|" in form:
        single, several = form.split("|")
        return single if _number(remark, key) == "1" else several
    if not form:
        return _number(remark, key)
    if form in _FORMS:
        return _FORMS[form](fact)
    if form.startswith("or "):
        return str(fact or form.removeprefix("or "))
    if form == "example":
        return _two_rows(remark)
    return _some(remark, key, form)


_FORMS: dict[str, Callable[[ShownFact], str]] = {
    "text": str,
    "quoted": repr,
    "listed": lambda fact: _listed(fact),
    "both": lambda fact: _listed(fact, " and "),
    "meant": lambda fact: MEANINGS.get(str(fact), "no data"),
}


def _worded(words: Words, remark: ShownRemark) -> str:
    return filled(words, remark, _form) if isinstance(words, str) else words(remark)


def _added(remark: ShownRemark) -> str:
    names = remark["tables"] if isinstance(remark["tables"], tuple) else ()
    named = " and ".join(map(repr, names)) or "others"
    mend = f': tables = ["{names[0]}"]' if names else ""
    return (
        f"the outcome {remark['outcome']!r} counts this table and {named} together, which have no "
        f"area in common; if they count different things, give it its tables{mend}"
    )


def _suppressed(remark: ShownRemark) -> str:
    said = (
        f"the publisher withholds {_some(remark, 'cells', 'count')} in "
        f"{_some(remark, 'areas', 'area')}: "
        "no data, never zero"
    )
    if _number(remark, "bounded") == "0":
        return f"{said}; no bounds are stated"
    return (
        f"{said}; {_number(remark, 'bounded')} of them have stated bounds and are between "
        f"{_number(remark, 'low')} and {_number(remark, 'high')} together"
    )


def _format(remark: ShownRemark) -> str:
    said = f"periods are read as {remark['form']}"
    return f"{said}: {remark['example']} is {remark['means']}" if remark["example"] else said


def _part(remark: ShownRemark) -> str:
    end = remark.code.removeprefix("part-")
    days = remark["days"]
    known = isinstance(days, ShownFigure) and days.status == "exact"
    number = f"{_number(remark, 'days')} " if known else ""
    why = f"its {end} {number}days hold no row"
    if remark["why"] == "few":
        why = "it counts far less than the months beside it"
    said = f"{remark['named'] or f'the {end} month'} seems to be there in part: {why}"
    return (
        f'{said}; {end} = "{remark["to"]}" under the table leaves it out' if remark["to"] else said
    )


READING_WORDS: dict[str, Words] = {
    "titles": (
        "{rows:row} of titles above the table {rows:was|were} left aside; the names of the columns "
        "stand in row {header}"
    ),
    "header-joined": (
        "the names of the columns stand in two rows, from row {first}, and were joined"
    ),
    "notes": "{rows:row} of notes below the table {rows:was|were} left aside",
    "unnamed-columns": "{columns:column} without a name {columns:was|were} not read",
    "blank-rows": "{rows:blank row} within the table {rows:was|were} left aside",
    "repeated-header": "the names of the columns are repeated in {rows:row}, left aside",
    "sheet": "one of {of} sheets holds the table and was read{sheet:listed}",
    "separator": "the columns are separated by {separator:text}",
    "encoding": "the text is {encoding:text}",
    "misnamed-html": "the file is a page of HTML, and its largest table was read",
    "misnamed-text": "the file is text and no workbook, whatever its name says",
    "period-format": _format,
    "period-formats": (
        "dates are written in two ways that cannot be taken for each other, and both are read: "
        "{rows} as {form:text} and {other_rows} as {other_form:text}"
    ),
    "part-first": _part,
    "part-last": _part,
    "columns-left-out": "columns that are totals or longer periods were not read{columns:listed}",
    "totals": "{rows:row} named as a total {rows:was|were} left out{names:listed}",
    "totals-unequal": (
        "the total that was left out is not the sum of the rows that count (rows may be missing, "
        "withheld or rounded){names:listed}"
    ),
    "sum-area": (
        "an area that equals the sum of all others in every period is a total and was left "
        "out{names:listed}"
    ),
    "cut-short": (
        "{areas:area} with many counts and no row for long at the beginning or the end of the "
        "table count as zero there; an area that was renamed has no data instead{names:listed}"
    ),
    "subtotals": (
        "areas that are the sum of those listed right after or before them were left "
        "out{names:listed}"
    ),
    "sum-category": (
        "a category that equals the sum of all others in every period is a total and was left "
        "out{names:listed}"
    ),
    "total-category": (
        "categories named as a total were left out of outcomes that take every "
        "category{names:listed}"
    ),
    "utc": (
        "{rows:time} in UTC {rows:was|were} read as British time: {moved} of them in another month"
    ),
    "no-place": (
        "{rows:row} with a word for no place (unknown, other) {rows:was|were} left out of every "
        "area: they hold {counts} of {of} counted{names:listed}"
    ),
    "by-name": "{areas:area} {areas:was|were} known by the name, not by the code",
    "spellings": (
        "{rows:row} with another spelling of an area {rows:was|were} joined to it{names:listed}"
    ),
    "aliases": "{rows:row} {rows:was|were} joined to the area that the study says (aliases)",
    "category-spellings": (
        "{rows:row} with another spelling of a category {rows:was|were} counted with "
        "it{names:listed}"
    ),
    "thousands": "{cells:count} {cells:was|were} written with separators of thousands",
    "blank": "{cells:blank cell} taken as {meaning:meant}",
    "dash": "{cells:cell} with a dash taken as {meaning:meant}",
    "absent": "{cells:cell} marked as not available taken as no data",
    "suppressed": _suppressed,
    "times": "columns of times of day were not opened{columns:listed}",
    "unknown-areas": "{areas:area} of the table {areas:is|are} not among the study's areas",
    "keys-summed": (
        "the counts of {keys:key} that {keys:stands|stand} in several rows were summed: the rows "
        "differ only in columns that no outcome selects on{columns:listed}"
    ),
    "idle-selector": (
        "no row matches a category that the outcome {outcome:quoted} selects{selector:both}"
    ),
    "added-together": _added,
    "outlines-mended": (
        "the outline of {areas:area} {areas:was|were} invalid and was mended{names:listed}"
    ),
    "empty-files": (
        "{files:street file} without a crime {files:counts|count} as no data{months:listed}"
    ),
    "thin-file": (
        "the street file of {month:or a month} ({rows}, usually {usual}) has far fewer crimes than "
        "the months near it, and may be only half there; if so, leave the month out of every window"
    ),
    "missing-kind": lambda remark: (
        "no row of a kind of crime that the months before and after have in plenty, which counts "
        "as no data" + _listed((str(remark["kind"]), str(remark["month"])))
    ),
    "silent-areas": (
        "no crime at all in a block of areas that are never quiet, which have no data "
        "there{month:listed}, {areas:area} with none where {usual} are usual ({others} in all "
        "others)"
    ),
    "more-months": "the same of {months:month} more",
    "lsoa-codes": (
        "codes of LSOA 2021 stand in {newer} of {of} months, the first of them "
        "{month:or not told}, and only codes of 2011 in {older}: {made} areas of 2021 and {gone} "
        "of 2011 have no data where their code was not in use. To count all months on one map, set "
        "x, y and crs, and the areas to the boundaries of LSOA 2021"
    ),
}  # fmt: skip


CONTACTS_WORDS: dict[str, Words] = {
    "contact-months": "contacts of {first:text} to {last:text}",
    "outside-months": "left out: {rows:row} outside these months or without a date",
    "without-code": (
        "left out: {rows:row} without a client's code (blank, unknown, anon, total and the like)"
    ),
    "without-service": "left out: {rows:row} without a service",
    "codes-joined": (
        "{codes:code} {codes:is|are} written in more than one way (capitals, spaces, punctuation; "
        "{row:example}) and counted as one person each; to keep them apart, --exact-codes"
    ),
    "codes-alike": (
        "{sets:set} of codes {sets:differs|differ} only in noughts at the front, or in O and 0, or "
        "I, l and 1 ({row:example}), and counted as different people; if they are one person, "
        "write them alike"
    ),
    "services-left": "{services} services not named with --list are left out",
    "services-alike": "two services have nearly the same name; if they are one, write them alike",
}


def _two_rows(remark: ShownRemark) -> str:
    """Row numbers as the sheet has them, without a separator of thousands."""
    row, other = (remark[name] for name in ("row", "other"))
    assert isinstance(row, ShownFigure) and isinstance(other, ShownFigure)
    return f"for example rows {row.value:.0f} and {other.value:.0f}"


def contacts_text(remark: ShownRemark) -> str:
    """What was done to read lists or a sheet of contacts, for those who hold it."""
    words = CONTACTS_WORDS.get(remark.code)
    return _worded(words, remark) if words else reading_text(remark)


def reading_text(remark: ShownRemark) -> str:
    """What was done, without a capital or a full stop."""
    return _worded(READING_WORDS.get(remark.code, remark.code.replace("-", " ")), remark)


def notices(record: ShownInput) -> tuple[str, ...]:
    """Everything that was done to read a file, one text each."""
    return tuple(map(reading_text, record.remarks))


def reasons(record: ShownInput) -> tuple[tuple[str, int], ...]:
    """Why rows were rejected, in words, and how many for each reason."""
    return tuple((REJECTED[code], rows) for code, rows in record.reasons)


def read_day_first(place: str, text: str, read: str) -> str:
    """That a day which would be another with the month first was read day first."""
    return (
        f"{place}: {text!r} was read as {read}, the day first; write the month's name if it is "
        "another."
    )
