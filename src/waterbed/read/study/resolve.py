"""From the authoring form to the nouns: areas, counts, outcomes, events."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from pathlib import Path

from waterbed.model.errors import InputError, Place
from waterbed.model.mends import listed, pair, section, showing, text
from waterbed.model.months import Months, label
from waterbed.model.sources import LAYOUTS, AreaSource, CountTable
from waterbed.model.study import Event, Outcome, Selector
from waterbed.model.written.claims import EventForm
from waterbed.model.written.key import given_in, values_of
from waterbed.model.written.tables import AreasForm, CountsForm, OutcomeForm
from waterbed.model.written.values import SelectorForm
from waterbed.model.written.walk import entry_in
from waterbed.read.police_uk.police_uk import CRIME_TYPE
from waterbed.read.study.problems import Problems
from waterbed.read.study.weights import read_weights
from waterbed.read.tables.files import TABLE_SUFFIXES
from waterbed.read.tables.periods import check_format

AREAS, COUNTS = Place(("areas",)), Place(("counts",))
OUTCOMES, EVENTS = Place(("outcomes",)), Place(("events",))

ROBBERY = pair("majortext", "ROBBERY")


def resolve_areas(form: AreasForm, folder: Path, problems: Problems) -> AreaSource:
    if form.file is None:
        for key in ("id", "name", "group", "layer"):
            if getattr(form, key):
                problem = "this names a part of a file that is not given"
                problems.add(AREAS / key, problem, mend="Add file, or leave it out.")
    elif not form.id:
        problems.add(
            AREAS / "id", "this key is missing", mend="Name the column that holds the area codes."
        )
    near = values_of(form)["neighbours"]
    if near and (form.file is None or is_map(Path(form.file))):
        problem = "a table of neighbours goes with a table of areas"
        mend = "Leave it out: gaps are measured on polygons." if form.file else "Add file."
        problems.add(AREAS / "neighbours", problem, near.file, mend)
    if form.outlines and (form.file is None or is_map(Path(form.file))):
        problem = "outlines for the map go with a table of areas"
        mend = "Leave it out: the polygons are drawn." if form.file else "Add file."
        problems.add(AREAS / "outlines", problem, form.outlines, mend)
    columns = {"a": near.a, "b": near.b, "gap": near.gap} if near else {}
    files = {
        "file": folder / form.file if form.file else None,
        "neighbours": folder / near.file if near else None,
        "outlines": folder / form.outlines if form.outlines else None,
    }
    return AreaSource(**values_of(form) | files | columns)


def is_map(file: Path | None) -> bool:
    """Whether a file of areas is a map and no table of them."""
    return file is not None and file.suffix.lower() not in TABLE_SUFFIXES


def resolve_counts(
    forms: Sequence[CountsForm], areas: AreaSource, folder: Path, problems: Problems
) -> tuple[CountTable, ...]:
    problems.no_repeats(COUNTS / "name", [form.name for form in forms], "Give each table its own.")
    for form in forms:
        if form.layout in ("incidents", "police-uk"):
            _check_coordinates(form, areas, entry_in(COUNTS, forms, form), problems)
    return tuple(_table(form, folder, entry_in(COUNTS, forms, form), problems) for form in forms)


def _table(form: CountsForm, folder: Path, place: Place, problems: Problems) -> CountTable:
    for key in LAYOUTS[form.layout].needs:
        if not getattr(form, key):
            mend = f"Name the column that holds the {key}."
            problems.add(place / key, f"the layout {form.layout!r} needs this key", mend=mend)
    for key in LAYOUTS[form.layout].idle:
        if key in given_in(form):
            problem = f"this key means nothing in the layout {form.layout!r}"
            problems.add(place / key, problem, getattr(form, key), "Leave it out.")
    if form.step not in (0, 1, 3, 12):
        mend = "Write 1 for months, 3 for quarters, 12 for years."
        problems.add(place / "step", "there are no periods of so many months", form.step, mend)
    if form.first is not None and form.last is not None and form.last < form.first:
        problems.add(place / "last", "the last month is before the first", label(form.last))
    try:
        codecs.lookup(form.encoding)
    except LookupError:
        mend = "Use utf-8, latin-1 or cp1252."
        problems.add(place / "encoding", "there is no such encoding", form.encoding, mend)
    try:
        check_format(form.period_format)
    except InputError as error:
        problems.add(place / "period_format", error.problem, error.value, error.mend)
    values = values_of(form) | {"file": folder / form.file}
    values["suppressed"] = tuple(
        (mark, _bounds(said, place / "suppressed", problems))
        for mark, said in values["suppressed"].items()
    )
    values["aliases"] = tuple(values["aliases"].items())
    if form.layout == "police-uk":
        values["categories"] = (CRIME_TYPE,)
    return CountTable(**values)


def _bounds(said: str, place: Place, problems: Problems) -> tuple[int, int] | None:
    """Least and most of a suppressed count, written 1 to 4; None for unknown."""
    if said == "unknown":
        return None
    match = re.fullmatch(r"(\d{1,6})(?: to |-)(\d{1,6})", said.strip())
    if match is None or int(match[1]) > int(match[2]):
        mend = 'Write the least and the most, "1 to 4", or "unknown" where none are stated.'
        problems.add(place, "these are no bounds of a suppressed count", said, mend)
        return None
    return int(match[1]), int(match[2])


def _check_coordinates(
    form: CountsForm, areas: AreaSource, place: Place, problems: Problems
) -> None:
    given = [key for key in ("x", "y", "crs") if getattr(form, key)]
    if given and form.area:
        problems.add(
            place / "area",
            "the table is placed both by a column of areas and by coordinates",
            form.area,
            "Give either area, or x, y and crs.",
        )
    elif given and len(given) < 3:
        missing = next(key for key in ("x", "y", "crs") if key not in given)
        mend = "Coordinates need x, y and crs (EPSG:27700 is the British National Grid)."
        problems.add(place / missing, "this key is missing", mend=mend)
    elif given and not is_map(areas.file):
        words = "Give polygons under {}, or the column of area codes."
        by_map = showing(words, section("areas"))
        problems.add(place / "x", "incidents by coordinates need a map", form.x, by_map)
    elif not given and not form.area and form.layout == "incidents":
        mend = "Name the column of area codes, or give x, y and crs."
        problems.add(place / "area", "this key is missing", mend=mend)


def resolve_outcomes(
    forms: Sequence[OutcomeForm], tables: Sequence[CountTable], folder: Path, problems: Problems
) -> tuple[Outcome, ...]:
    problems.no_repeats(OUTCOMES / "id", [form.id for form in forms], "Give each outcome its own.")
    outcomes = tuple(
        _outcome(form, tables, folder, entry_in(OUTCOMES, forms, form), problems) for form in forms
    )
    _check_twins(outcomes, tables, problems)
    for outcome in outcomes:
        if outcome.second:
            _check_second(outcome, outcomes, tables, problems)
    return outcomes


def _check_twins(
    outcomes: Sequence[Outcome], tables: Sequence[CountTable], problems: Problems
) -> None:
    """Note outcomes that count the same rows of several tables: one of them means another table."""
    seen: dict[object, str] = {}
    for outcome in outcomes if len(tables) > 1 else ():
        drawn = outcome.tables or tuple(table.name for table in tables)
        what = (
            frozenset(drawn),
            frozenset(outcome.include),
            frozenset(outcome.exclude),
            outcome.weights,
        )
        first = seen.setdefault(what, outcome.id)
        if first != outcome.id and len(drawn) > 1:
            named = ", ".join(repr(name) for name in drawn)
            words = (
                "Without tables an outcome counts all of them together ({}). Give each its own, as "
            )
            mend = showing(words + "tables = {}.", text(named), listed(drawn[-1]))
            problems.add(entry_in(OUTCOMES, outcomes, outcome) / "tables",
                         "this outcome counts the same as another", first, mend)  # fmt: skip


def _check_second(
    outcome: Outcome, outcomes: Sequence[Outcome], tables: Sequence[CountTable], problems: Problems
) -> None:
    """Note a second outcome that is not there, or that the same source counts."""
    place = entry_in(OUTCOMES, outcomes, outcome) / "second"
    others = [other for other in outcomes if other.id != outcome.id]
    if not problems.check_known(place, "outcome", outcome.second, [other.id for other in others]):
        return
    other = next(other for other in others if other.id == outcome.second)
    sources = [
        {table.source for table in tables if not counted.tables or table.name in counted.tables}
        for counted in (outcome, other)
    ]
    if "" in sources[0] | sources[1]:
        mend = "Add source to each of their count tables."
        problems.add(place, "a table of the two outcomes names no source", outcome.second, mend)
    elif sources[0] & sources[1]:
        mend = "Restrict each outcome to the tables of one source, by its key tables."
        problems.add(place, "one source counts both outcomes", outcome.second, mend)


def _outcome(
    form: OutcomeForm,
    tables: Sequence[CountTable],
    folder: Path,
    place: Place,
    problems: Problems,
) -> Outcome:
    names = [table.name for table in tables]
    for name in form.tables or ():
        problems.check_known(place / "tables", "count table", name, names)
    drawn = [table for table in tables if form.tables is None or table.name in form.tables]
    include = [
        _selector(selector, drawn, place / "include", problems) for selector in form.include or []
    ]
    exclude = [_selector(selector, drawn, place / "exclude", problems) for selector in form.exclude]
    weights = read_weights(form, folder, place, problems)
    if weights:
        include = [(("", category),) for category, _ in weights]
    return Outcome(
        form.id,
        form.name or form.id,
        tuple(form.tables or ()),
        tuple(include) or ((),),
        tuple(exclude),
        form.sensitive,
        form.second or "",
        form.reported,
        form.follows_police,
        weights,
    )


def _selector(
    form: SelectorForm, tables: Sequence[CountTable], place: Place, problems: Problems
) -> Selector:
    if not form:
        problems.add(place, "this selects nothing", "{}", showing("Write {}.", ROBBERY))
    if "" in form and not all(table.categories for table in tables):
        problem = "a table that this is counted in names no column of categories"
        mend = showing("Add categories to the table, or name the column: {}.", ROBBERY)
        problems.add(place, problem, form[""], mend)
    known = {column for table in tables for column in table.categories}
    for column in form if known else ():
        if column:
            problems.check_known(place, "category column", column, sorted(known))
    return tuple(form.items())


def resolve_events(forms: Sequence[EventForm], problems: Problems) -> tuple[Event, ...]:
    events = []
    for form in forms:
        if form.last < form.first:
            place = entry_in(EVENTS, forms, form) / "last"
            problems.add(place, "the last month is before the first", label(form.last))
            continue
        events.append(Event(form.name, Months(form.first, form.last), form.source))
    return tuple(events)
