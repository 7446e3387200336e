"""What is wrong with a study file, gathered in one pass; and its free text, screened."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, ClassVar

from waterbed.model.draft import TO_FILL, Location
from waterbed.model.errors import Entry, InputError, Place
from waterbed.model.freetext import find_identifiers, visible
from waterbed.model.mends import Mend, Sample
from waterbed.model.messages import suggestion
from waterbed.model.months import Dated, read_date
from waterbed.model.written.blocks import block_of, blocks
from waterbed.model.written.study import StudyForm
from waterbed.model.written.walk import printed_texts

_TITLED = re.compile(
    r"(?<!\w)(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Cllr|Councillor|Sir|Dame|Lord|Lady)\.?\s+[A-Z]"
)


class Writing:
    """How one form of a study calls its places and writes its values: here TOML."""

    types: ClassVar[Mapping[str, str]] = {
        "string_type": 'Put it in quotes: "...".',
        "int_type": "Write it without quotes: 12.",
        "float_type": "Write it without quotes: 0.95.",
        "bool_type": "Write true or false, without quotes.",
        "list_type": 'Write ["..."], or a section of its own: [[...]].',
        "dict_type": 'Write {column = "value"}, or the value in quotes.',
        "model_type": "Write a section of its own: [...].",
        "too_short": 'Write each entry by itself: ["a", "b"]; '
        "in a workbook a; b, with a semicolon.",
        "missing": "Add it.",
        "month": 'Write a month as "2017-04", in quotes. "04/2017" and "April 2017" are read too.',
        "day": 'Write a month as "2017-04" or a day as "2018-08-21", in quotes. "April 2017" and, '
        'the day first, "21/08/2018" are read too.',
    }
    """What to do about a value of a wrong type, by the code of the error."""

    def where(self, place: Place, value: object | None = None) -> str:
        """What to call a place, at which this value stands."""
        return str(place)

    def say(self, mend: Mend | str) -> str:
        """A mend in this form."""
        if isinstance(mend, str):
            return mend
        return mend.words.format(*(self._sample(sample) for sample in mend.samples))

    def _sample(self, sample: Sample) -> str:
        if sample.kind == "type":
            return self.types[sample.parts[0]]
        shown: str = getattr(self, f"_{sample.kind}")(*sample.parts)
        return shown

    def _text(self, words: str) -> str:
        return words

    def _quoted(self, value: str) -> str:
        return f'"{value}"'

    def _list(self, *values: str) -> str:
        return f"[{', '.join(map(self._quoted, values))}]"

    def _pair(self, column: str, value: str) -> str:
        return f"{{{column} = {self._quoted(value)}}}"

    def _span(self, first: str, last: str) -> str:
        return f"[{first}, {last}]"

    def _section(self, name: str) -> str:
        return f"[[{name}]]" if block_of(name).many else f"[{name}]"


class Problems:
    """Collects InputErrors about one file."""

    def __init__(self, file: str, writing: Writing | None = None) -> None:
        self.file = file
        self.writing = writing or Writing()
        self.found: list[InputError] = []

    def add(
        self, place: Place, problem: str, value: object | None = None, mend: Mend | str = ""
    ) -> None:
        where, said = self.writing.where(place, value), self.writing.say(mend)
        self.found.append(
            InputError(problem, file=self.file, place=place, value=value, mend=said, where=where)
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

    def no_repeats(self, place: Place, values: Sequence[object], mend: Mend | str) -> None:
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


def filled(value: object) -> str:
    """A value as text; "" where there is none yet."""
    return "" if value is None or is_unfilled(value) else str(value)


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


_DATES = frozenset(
    column.path[-1]
    for block in blocks()
    for column in block.columns
    if column.kind in ("month", "day", "date")
)


def days_first(raw: object, location: Location = ()) -> Iterator[tuple[Location, str, Dated]]:
    """Every day of a study, as it was written and read, that would be another month first."""
    if isinstance(raw, Mapping):
        for key, value in raw.items():
            if key in _DATES and isinstance(value, str):
                with suppress(ValueError):
                    if (dated := read_date(value)).other is not None:
                        yield (*location, key), value, dated
            else:
                yield from days_first(value, (*location, key))
    elif isinstance(raw, list):
        for i, value in enumerate(raw):
            yield from days_first(value, (*location, i))


def screen_text(study: StudyForm, problems: Problems) -> None:
    """Note printed text that could lead to a person or a door (disclosure: nothing of it leaves).

    Web addresses are accepted where a source, a licence or an attribution is given.
    """
    for place, column, text in printed_texts(study):
        if visible(text) != text:
            problem = "this text holds a character that cannot be seen and would steer its reader"
            problems.add(place, problem, visible(text), "Write the text again, without it.")
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
