"""A study of TOML with some of its values changed, and every other byte and comment as it stands.

The text is cut into sections and these into statements; a change touches the lines of one statement
or puts new lines after it.  What comes out is read again and held against what was meant.
"""

from __future__ import annotations

import copy
import io
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from waterbed.model.draft import Location
from waterbed.model.errors import InputError
from waterbed.propose.toml import key_text, value_text

_KEY = re.compile(r"\s*([A-Za-z0-9_-]+)\s*=")
_ON_ONE_LINE = re.compile(
    r"""\s*[A-Za-z0-9_-]+\s*=\s*([-+\d.e:]+|true|false|"[^"\\]*"|'[^']*')\s*(#.*)?"""
)

REMOVED = None
"""The value of a key or an entry that is taken out."""


def edited(text: str, changes: Mapping[Location, Any]) -> str:
    """The text of a study with these values in it.

    changes : by location, the value that stands there then, as tomllib gives values; `REMOVED` for
        none.  An entry of a list of sections is a mapping, and one beyond the last is put after it.
        Changes are made in their order; of a value that stands there already no byte is touched.
    InputError where the text is no TOML, or is written in a way that this cannot change.
    """
    wanted = _read(text)
    for location, value in changes.items():
        if at(wanted, location) == value:
            continue
        _set(wanted, location, copy.deepcopy(value))
        text = _Text.of(text).change(location, value)
    if _pruned(_read(text)) != _pruned(wanted):
        raise _cannot()
    return text


def at(raw: Any, location: Location) -> Any:
    """What stands at a location of a study's mapping, or None."""
    for step in location:
        if isinstance(raw, list):
            raw = raw[step] if isinstance(step, int) and step < len(raw) else None
        else:
            raw = raw.get(step) if isinstance(raw, dict) else None
    return raw


def _read(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        raise _cannot() from None


def _cannot() -> InputError:
    return InputError(
        "this study is written in a way that cannot be changed here without losing something",
        mend="Nothing was written. Change it in an editor.",
    )


def _set(raw: Any, location: Location, value: Any) -> None:
    """Put a value into plain mappings and lists."""
    *above, last = location
    for step, below in zip(above, location[1:], strict=True):
        if isinstance(raw, dict):
            raw = raw.setdefault(step, [] if isinstance(below, int) else {})
        else:
            raw = raw[step]
    if isinstance(raw, list):
        assert isinstance(last, int)
        raw[last : last + 1] = [] if value is REMOVED else [value]
    elif value is REMOVED:
        raw.pop(last, None)
    else:
        raw[last] = value


def _pruned(raw: Any) -> Any:
    """Without empty lists: of a list of sections that lost its last entry a file holds nothing."""
    if isinstance(raw, list):
        return [_pruned(entry) for entry in raw]
    if not isinstance(raw, dict):
        return raw
    return {key: _pruned(value) for key, value in raw.items() if value != []}


@dataclass(slots=True)
class _Section:
    """A header and what follows it up to the next.

    location : of its table; lines : header (but of the top of the file) and all that follows it
    statements : by key, first line and the line after the last, of `lines`
    """

    location: Location
    lines: list[str]
    statements: dict[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def end(self) -> int:
        """The line after the last statement or the header: what follows are comments, which may be
        about the next section."""
        return max([bool(self.location), *(end for _, end in self.statements.values())])


@dataclass(slots=True)
class _Text:
    sections: list[_Section]

    @classmethod
    def of(cls, text: str) -> _Text:
        lines = io.StringIO(text if text.endswith("\n") else text + "\n", newline="\n").readlines()
        counted: dict[Location, int] = {}
        sections = [_Section((), [])]
        number = 0
        while number < len(lines):
            line = lines[number].strip()
            if line.startswith("["):
                sections.append(_Section(_located(line, counted), []))
            first = len(sections[-1].lines)
            length = 1 if not line or line[0] in "#[" else _length(lines, number)
            sections[-1].lines += lines[number : number + length]
            if line and line[0] not in "#[":
                key = _key_of("".join(sections[-1].lines[first:]))
                sections[-1].statements.setdefault(key, (first, first + length))
            number += length
        return cls(sections)

    def change(self, location: Location, value: Any) -> str:
        """The whole text with one change; of a section, key by key."""
        own = self._section(location)
        if own is None or value is REMOVED or self._stated(location):
            self._change(location, value)
            return self.text
        text = self.text
        there = at(_read(text), location)
        inner = dict.fromkeys(key for key in there if key not in value) | dict(value)
        for key, inside in inner.items():
            if there.get(key) != inside:
                text = _Text.of(text).change((*location, key), inside)
        return text

    @property
    def text(self) -> str:
        return "".join(line for section in self.sections for line in section.lines)

    def _change(self, location: Location, value: Any) -> None:
        *table, last = location
        parent = self._section(tuple(table))
        if stated := self._stated(location):
            self._state(*stated, location, value)
        elif self._section(location) is not None:
            self._remove(location)
        elif isinstance(last, int):
            self._append(tuple(table), value)
        elif value is REMOVED:
            raise _cannot()
        elif parent is None or (not table and isinstance(value, Mapping)):
            self._append(location if parent else tuple(table),
                         value if parent else {last: value}, many=False)  # fmt: skip
        else:
            self._insert(parent, f"{key_text(str(last))} = {value_text(value, len(str(last)) + 3)}")

    def _section(self, location: Location) -> _Section | None:
        return next((section for section in self.sections if section.location == location), None)

    def _within(self, location: Location) -> list[_Section]:
        return [
            section for section in self.sections if section.location[: len(location)] == location
        ]

    def _stated(self, location: Location) -> tuple[_Section, str] | None:
        """The statement that holds a location: a value, or one that is inside it."""
        for size in range(len(location), 0, -1):
            section, key = self._section(location[: size - 1]), location[size - 1]
            if section is not None and isinstance(key, str) and key in section.statements:
                return section, key
        return None

    def _state(self, section: _Section, key: str, location: Location, value: Any) -> None:
        """Change a statement or what is inside its value; the comment beside it stays."""
        import tomlkit  # it alone keeps comments

        first, end = section.statements[key]
        inside = location[len(section.location) + 1 :]
        text = "".join(section.lines[first:end])
        if inside:
            plain = tomllib.loads(text)
            _set(plain, (key, *inside), value)
            value = plain[key]
        if value is REMOVED:
            section.lines[first:end] = []
            return
        old = tomlkit.parse(text)
        # old[key] would give true and false bare, without what stands beside them.
        trivia = next(item.trivia for at, item in old.body if at is not None)
        comment = trivia.comment_ws + trivia.comment
        mark = text.index("=", len(key)) + 1
        end_of_line = _ending(text)
        written = value_text(value, len(key) + 3).replace("\n", end_of_line)
        section.lines[first:end] = [f"{text[:mark]} {written}{comment}{end_of_line}"]

    def _insert(self, section: _Section, text: str) -> None:
        end = section.end
        line = _ending("".join(section.lines)) if section.lines else "\n"
        section.lines[end:end] = [part + line for part in text.split("\n")]

    def _append(self, path: Location, value: Mapping[str, Any], many: bool = True) -> None:
        """A new section, or a new entry of a list of them, after the last value of what is there
        of that list, of the entry that it is in, or of the study."""
        name = ".".join(key_text(step) for step in path if isinstance(step, str))
        above = path[:-1] if len(path) > 1 else ()
        after = (self._within(path) or self._within(above))[-1]
        lines = ["", f"[[{name}]]" if many else f"[{name}]"]
        lines += [
            f"{key_text(key)} = {value_text(inside, len(key) + 3)}" for key, inside in value.items()
        ]
        self._insert(after, "\n".join(lines))

    def _remove(self, location: Location) -> None:
        """Take a section out with those inside it, and leave the comments that follow it."""
        for section in self._within(location):
            before = self.sections[self.sections.index(section) - 1]
            while before.lines and not before.lines[-1].strip():
                before.lines.pop()
            del section.lines[: section.end]


def _located(header: str, counted: dict[Location, int]) -> Location:
    """The location of the table that a header opens; counted : entries of each list so far."""
    inside: Any = tomllib.loads(header)
    path = []
    while inside:
        if isinstance(inside, list):
            inside = inside[0]
            continue
        key, inside = next(iter(inside.items()))
        path.append(key)
    location: Location = ()
    for number, key in enumerate(path):
        location = (*location, key)
        if number == len(path) - 1 and header.startswith("[["):
            counted[location] = counted.get(location, -1) + 1
        if location in counted:
            location = (*location, counted[location])
    return location


def _key_of(statement: str) -> str:
    plain = _KEY.match(statement)
    return plain[1] if plain else next(iter(tomllib.loads(statement)))


def _length(lines: list[str], first: int) -> int:
    """How many lines a statement has."""
    if _ON_ONE_LINE.fullmatch(lines[first].rstrip("\r\n")):
        return 1
    for end in range(first + 1, len(lines) + 1):
        try:
            tomllib.loads("".join(lines[first:end]))
        except tomllib.TOMLDecodeError:
            continue
        return end - first
    raise _cannot()


def _ending(text: str) -> str:
    return "\r\n" if text.endswith("\r\n") else "\n"
