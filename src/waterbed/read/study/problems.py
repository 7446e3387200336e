"""What is wrong with a study file, gathered in one pass; and its free text, screened."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from waterbed.model.draft import TO_FILL, Location
from waterbed.model.errors import Entry, InputError, Place
from waterbed.model.freetext import find_identifiers
from waterbed.model.written.study import StudyForm
from waterbed.model.written.walk import printed_texts
from waterbed.read.tables.files import suggestion

_TITLED = re.compile(
    r"(?<!\w)(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Cllr|Councillor|Sir|Dame|Lord|Lady)\.?\s+[A-Z]"
)


class Places:
    """How places are called, and mends worded, in a study file of one form: here of TOML."""

    def where(self, place: Place, value: object | None = None) -> str:
        """What to call a place, at which this value stands."""
        return str(place)

    def mend(self, mend: str) -> str:
        return mend


class Problems:
    """Collects InputErrors about one file."""

    def __init__(self, file: str, places: Places | None = None) -> None:
        self.file = file
        self.places = places or Places()
        self.found: list[InputError] = []

    def add(self, place: Place, problem: str, value: object | None = None, mend: str = "") -> None:
        where, mend = self.places.where(place, value), self.places.mend(mend)
        self.found.append(
            InputError(problem, file=self.file, place=place, value=value, mend=mend, where=where)
        )

    def unknown(self, place: Place, what: str, value: str, known: Iterable[str]) -> None:
        mend = suggestion(value, known, "names")
        self.add(place, f"there is no {what} of this name", value, mend)

    def check_known(self, place: Place, what: str, value: str, known: Iterable[str]) -> bool:
        """Whether a reference leads somewhere; noted where it does not."""
        every = list(known)
        if value not in every:
            self.unknown(place, what, value, every)
        return value in every

    def no_repeats(self, place: Place, values: Sequence[object], mend: str) -> None:
        """Note each value that stands twice."""
        for value in dict.fromkeys(v for v in values if values.count(v) > 1):
            self.add(place, "this stands twice", value, mend)


def place_of(location: Sequence[int | str], raw: Any) -> Place:
    """A place in the mapping of a study file; an entry of a list with its id or name, if any."""
    place = Place()
    for step in location:
        inside = raw[step] if _has(raw, step) else None
        if isinstance(step, int):
            place /= Entry(step, _name(inside))
        elif step not in place.steps[-1:]:
            place /= step
        raw = inside if inside is not None else raw
    return place


def _has(raw: Any, step: int | str) -> bool:
    if isinstance(raw, list):
        return isinstance(step, int) and step < len(raw)
    return isinstance(raw, dict) and step in raw


def _name(inside: object) -> str:
    if isinstance(inside, dict):
        # of a table of counts `id` is the name of a column
        for key in ("name",) if "layout" in inside else ("id", "name"):
            name = inside.get(key)
            if isinstance(name, str) and name and not is_unfilled(name):
                return name
    return ""


def is_unfilled(value: object) -> bool:
    """Whether a value is a mark that somebody has yet to replace."""
    return isinstance(value, str) and value.lstrip().startswith(TO_FILL)


def unfilled(raw: object, location: Location = ()) -> Iterator[tuple[Location, str]]:
    """Every place that is still to be filled in, with what belongs there."""
    if isinstance(raw, str) and is_unfilled(raw):
        yield location, raw.lstrip().removeprefix(TO_FILL).lstrip(": ")
    elif isinstance(raw, Mapping):
        for key, value in raw.items():
            yield from unfilled(value, (*location, key))
    elif isinstance(raw, list):
        for i, value in enumerate(raw):
            yield from unfilled(value, (*location, i))


def screen_text(study: StudyForm, problems: Problems) -> None:
    """Note printed text that could lead to a person or a door (disclosure: nothing of it leaves).

    Web addresses are accepted where a source, a licence or an attribution is given.
    """
    for place, column, text in printed_texts(study):
        for kind, words in find_identifiers(text):
            if kind == "web address" and column.key.links:
                continue
            mend = "Put links under source." if kind == "web address" else "Leave it out."
            article = "an" if kind[0] in "aeiou" else "a"
            problem = f"this text would be published and holds {article} {kind}"
            problems.add(place, problem, words, mend)
        if column.path == ("who",) and _TITLED.search(text):
            problems.add(
                place,
                "a claim is made by an office or an organisation, not by a person",
                text,
                'Name the office: "Leader of the council".',
            )
