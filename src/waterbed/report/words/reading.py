"""What was done to read a table as it came, in words: codes of `codes.READING`."""

from __future__ import annotations

from collections.abc import Callable

from waterbed.model.codes import REJECTED
from waterbed.model.estimate import Fact, Figure, Remark
from waterbed.model.results import InputRecord

MEANINGS = {"zero": "zero, as the study file says", "no-data": "no data, as the study file says"}


def _number(one: Remark, name: str) -> str:
    fact = one[name]
    if not isinstance(fact, Figure) or fact.value is None:
        return "some"
    if fact.status == "rounded" and fact.value < 10:
        return "a few"
    about = "about " if fact.status == "rounded" else ""
    return f"{about}{fact.value:,.0f}"


def _some(one: Remark, name: str, noun: str) -> str:
    """A number with its noun: 1 row, 3 rows, some rows."""
    number = _number(one, name)
    return f"{number} {noun}" if number == "1" else f"{number} {noun}s"


def _listed(fact: Fact, between: str = ", ") -> str:
    """Names after a colon, nothing where the table keeps them."""
    names = fact if isinstance(fact, tuple) else (fact,) if isinstance(fact, str) else ()
    told = [str(name) for name in names if name]
    return f": {between.join(told)}" if told else ""


def _were(one: Remark, name: str) -> str:
    return "was" if _number(one, name) == "1" else "were"


def _stand(one: Remark, name: str) -> str:
    return "stands" if _number(one, name) == "1" else "stand"


def _count(one: Remark, name: str) -> str:
    return "counts" if _number(one, name) == "1" else "count"


def _added(one: Remark) -> str:
    names = one["tables"] if isinstance(one["tables"], tuple) else ()
    named = " and ".join(map(repr, names)) or "others"
    mend = f': tables = ["{names[0]}"]' if names else ""
    return (
        f"the outcome {one['outcome']!r} counts this table and {named} together, which have no "
        f"area in common; if they count different things, give it its tables{mend}"
    )


def _suppressed(one: Remark) -> str:
    said = (
        f"the publisher withholds {_some(one, 'cells', 'count')} in {_some(one, 'areas', 'area')}: "
        "no data, never zero"
    )
    if _number(one, "bounded") == "0":
        return f"{said}; no bounds are stated"
    return (
        f"{said}; {_number(one, 'bounded')} of them have stated bounds and are between "
        f"{_number(one, 'low')} and {_number(one, 'high')} together"
    )


def _format(one: Remark) -> str:
    said = f"periods are read as {one['form']}"
    return f"{said}: {one['example']} is {one['means']}" if one["example"] else said


READING_WORDS: dict[str, Callable[[Remark], str]] = {
    "titles": lambda one: (
        f"{_some(one, 'rows', 'row')} of titles above the table {_were(one, 'rows')} left aside; "
        f"the names of the columns stand in row {_number(one, 'header')}"
    ),
    "header-joined": lambda one: (
        f"the names of the columns stand in two rows, from row {_number(one, 'first')}, and were "
        "joined"
    ),
    "notes": lambda one: (
        f"{_some(one, 'rows', 'row')} of notes below the table {_were(one, 'rows')} left aside"
    ),
    "unnamed-columns": lambda one: (
        f"{_some(one, 'columns', 'column')} without a name {_were(one, 'columns')} not read"
    ),
    "blank-rows": lambda one: (
        f"{_some(one, 'rows', 'blank row')} within the table {_were(one, 'rows')} left aside"
    ),
    "repeated-header": lambda one: (
        f"the names of the columns are repeated in {_some(one, 'rows', 'row')}, left aside"
    ),
    "sheet": lambda one: (
        f"one of {_number(one, 'of')} sheets holds the table and was read{_listed(one['sheet'])}"
    ),
    "separator": lambda one: f"the columns are separated by {one['separator']}",
    "encoding": lambda one: f"the text is {one['encoding']}",
    "period-format": _format,
    "columns-left-out": lambda one: (
        "columns that are totals or longer periods were not read" + _listed(one["columns"])
    ),
    "totals": lambda one: (
        f"{_some(one, 'rows', 'row')} named as a total {_were(one, 'rows')} left out"
        + _listed(one["names"])
    ),
    "totals-unequal": lambda one: (
        "the total that was left out is not the sum of the rows that count (rows may be missing, "
        "withheld or rounded)" + _listed(one["names"])
    ),
    "sum-area": lambda one: (
        "an area that equals the sum of all others in every period is a total and was left out"
        + _listed(one["names"])
    ),
    "cut-short": lambda one: (
        f"{_some(one, 'areas', 'area')} with many counts and no row for long at the beginning or "
        "the end of the table count as zero there; an area that was renamed has no data instead"
        + _listed(one["names"])
    ),
    "subtotals": lambda one: (
        "areas that are the sum of those listed right after or before them were left out"
        + _listed(one["names"])
    ),
    "sum-category": lambda one: (
        "a category that equals the sum of all others in every period is a total and was left out"
        + _listed(one["names"])
    ),
    "total-category": lambda one: (
        "categories named as a total were left out of outcomes that take every category"
        + _listed(one["names"])
    ),
    "utc": lambda one: (
        f"{_some(one, 'rows', 'time')} in UTC {_were(one, 'rows')} read as British time: "
        f"{_number(one, 'moved')} of them in another month"
    ),
    "no-place": lambda one: (
        f"{_some(one, 'rows', 'row')} with a word for no place (unknown, other) "
        f"{_were(one, 'rows')} left out of every area: they hold {_number(one, 'counts')} of "
        f"{_number(one, 'of')} counted" + _listed(one["names"])
    ),
    "by-name": lambda one: (
        f"{_some(one, 'areas', 'area')} {_were(one, 'areas')} known by the name, not by the code"
    ),
    "spellings": lambda one: (
        f"{_some(one, 'rows', 'row')} with another spelling of an area {_were(one, 'rows')} joined "
        "to it" + _listed(one["names"])
    ),
    "aliases": lambda one: (
        f"{_some(one, 'rows', 'row')} {_were(one, 'rows')} joined to the area that `aliases` states"
    ),
    "category-spellings": lambda one: (
        f"{_some(one, 'rows', 'row')} with another spelling of a category {_were(one, 'rows')} "
        "counted with it" + _listed(one["names"])
    ),
    "thousands": lambda one: (
        f"{_some(one, 'cells', 'count')} {_were(one, 'cells')} written with separators of thousands"
    ),
    "blank": lambda one: f"{_some(one, 'cells', 'blank cell')} taken as {_meant(one)}",
    "dash": lambda one: f"{_some(one, 'cells', 'cell')} with a dash taken as {_meant(one)}",
    "absent": lambda one: (
        f"{_some(one, 'cells', 'cell')} marked as not available taken as no data"
    ),
    "suppressed": _suppressed,
    "times": lambda one: "columns of times of day were not opened" + _listed(one["columns"]),
    "unknown-areas": lambda one: (
        f"{_some(one, 'areas', 'area')} of the table "
        f"{'is' if _number(one, 'areas') == '1' else 'are'} not among the study's areas"
    ),
    "keys-summed": lambda one: (
        f"the counts of {_some(one, 'keys', 'key')} that {_stand(one, 'keys')} in several rows "
        "were summed: the rows differ only in columns that no outcome selects on"
        + _listed(one["columns"])
    ),
    "idle-selector": lambda one: (
        f"no row matches a category that the outcome {one['outcome']!r} selects"
        + _listed(one["selector"], " and ")
    ),
    "added-together": _added,
    "outlines-mended": lambda one: (
        f"the outline of {_some(one, 'areas', 'area')} {_were(one, 'areas')} invalid and was mended"
        + _listed(one["names"])
    ),
    "empty-files": lambda one: (
        f"{_some(one, 'files', 'street file')} without a crime {_count(one, 'files')} as no data"
        + _listed(one["months"])
    ),
    "thin-file": lambda one: (
        f"the street file of {one['month'] or 'a month'} ({_number(one, 'rows')}, usually "
        f"{_number(one, 'usual')}) has far fewer crimes than the months near it, and may be only "
        "half there; if so, leave the month out of every window"
    ),
    "missing-kind": lambda one: (
        "no row of a kind of crime that the months before and after have in plenty, which counts "
        "as no data" + _listed((str(one["kind"]), str(one["month"])))
    ),
    "silent-areas": lambda one: (
        "no crime at all in a block of areas that are never quiet, which have no data there"
        + _listed(one["month"])
        + f", {_some(one, 'areas', 'area')} with none where {_number(one, 'usual')} are usual "
        f"({_number(one, 'others')} in all others)"
    ),
    "more-months": lambda one: f"the same of {_some(one, 'months', 'month')} more",
    "lsoa-codes": lambda one: (
        f"codes of LSOA 2021 stand in {_number(one, 'newer')} of {_number(one, 'of')} months, the "
        f"first of them {one['month'] or 'not told'}, and only codes of 2011 in "
        f"{_number(one, 'older')}: {_number(one, 'made')} areas of 2021 and {_number(one, 'gone')} "
        "of 2011 have no data where their code was not in use. To count all months on one map, set "
        "x, y and crs, and the areas to the boundaries of LSOA 2021"
    ),
}  # fmt: skip


def _meant(one: Remark) -> str:
    return MEANINGS.get(str(one["meaning"]), "no data")


CONTACTS_WORDS: dict[str, Callable[[Remark], str]] = {
    "contact-months": lambda one: f"contacts of {one['first']} to {one['last']}",
    "outside-months": lambda one: (
        f"left out: {_some(one, 'rows', 'row')} outside these months or without a date"
    ),
    "without-code": lambda one: (
        f"left out: {_some(one, 'rows', 'row')} without a client's code (blank, unknown, anon, "
        "total and the like)"
    ),
    "without-service": lambda one: f"left out: {_some(one, 'rows', 'row')} without a service",
    "codes-joined": lambda one: (
        f"{_some(one, 'codes', 'code')} {'is' if _number(one, 'codes') == '1' else 'are'} written "
        f"in more than one way (capitals, spaces, punctuation; {_two_rows(one)}) and counted as "
        "one person each; to keep them apart, --exact-codes"
    ),
    "codes-alike": lambda one: (
        f"{_some(one, 'sets', 'set')} of codes "
        f"{'differs' if _number(one, 'sets') == '1' else 'differ'} only in noughts at the front, "
        f"or in O and 0, or I, l and 1 ({_two_rows(one)}), and counted as different people; if "
        "they are one person, write them alike"
    ),
    "services-left": lambda one: (
        f"{_number(one, 'services')} services not named with --list are left out"
    ),
    "services-alike": lambda _: (
        "two services have nearly the same name; if they are one, write them alike"
    ),
}


def _two_rows(one: Remark) -> str:
    """Row numbers as the sheet has them, without a separator of thousands."""
    row, other = (one[name] for name in ("row", "other"))
    assert isinstance(row, Figure) and isinstance(other, Figure)
    return f"for example rows {row.value:.0f} and {other.value:.0f}"


def contacts_text(one: Remark) -> str:
    """What was done to read lists or a sheet of contacts, for those who hold it."""
    words = CONTACTS_WORDS.get(one.code)
    return words(one) if words else reading_text(one)


def reading_text(one: Remark) -> str:
    """What was done, without a capital or a full stop."""
    words = READING_WORDS.get(one.code)
    return words(one) if words else one.code.replace("-", " ")


def notices(record: InputRecord) -> tuple[str, ...]:
    """Everything that was done to read a file, one text each."""
    return tuple(map(reading_text, record.remarks))


def reasons(record: InputRecord) -> tuple[tuple[str, int], ...]:
    """Why rows were rejected, in words, and how many for each reason."""
    return tuple((REJECTED[code], rows) for code, rows in record.reasons)
