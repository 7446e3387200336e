"""Places that the user names, found among the areas."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

from waterbed.model.errors import InputError
from waterbed.read.tables.spellings import key as fold

_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Known:
    """The areas there are: one entry an area; names and groups may be ""."""

    ids: tuple[str, ...]
    names: tuple[str, ...]
    groups: tuple[str, ...]

    def called(self, i: int) -> str:
        """Name, group and id of an area, as far as there are any."""
        name = self.names[i] if self.names[i] not in ("", self.ids[i]) else ""
        inside = f" in {self.groups[i]}" if name and self.groups[i] else ""
        return f"{name}{inside} ({self.ids[i]})" if name else self.ids[i]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the places named are.

    ids : the areas, in the order of the map; group : the group that they are, where one was named
    said : a sentence for each place named
    """

    ids: tuple[str, ...]
    group: str
    said: tuple[str, ...]


def choose(places: Sequence[str], known: Known, option: str = "--place") -> Chosen:
    """Areas by id, name, group, or the beginning of their names, in this order.

    option : by which they were named
    InputError for a place that is nowhere, with the closest names, and for a name that several
    areas have.
    """
    rows: set[int] = set()
    groups: list[str] = []
    said = []
    for place in places:
        ids, group, sentence = _one(place, known, option)
        rows.update(ids)
        groups.append(group)
        said.append(sentence)
    only = groups[0] if len(places) == 1 else ""
    return Chosen(tuple(known.ids[i] for i in sorted(rows)), only, tuple(said))


def _one(place: str, known: Known, option: str) -> tuple[list[int], str, str]:
    wanted = fold(place)
    if not wanted:
        raise InputError("no place is named", place=option, mend="Name an area or a group.")
    grouped = [i for i, group in enumerate(known.groups) if group and fold(group) == wanted]
    by_id = [i for i, key in enumerate(known.ids) if fold(key) == wanted]
    by_name = [i for i, name in enumerate(known.names) if fold(name) == wanted]
    rows = by_id or by_name
    if len({known.ids[i] for i in rows}) > 1 and not by_id:
        raise InputError(
            f"{len(rows)} areas have this name",
            place=option,
            value=place,
            mend=f"Give the id of one of them: {_listed(rows, known)}.",
        )
    if rows:
        sentence = f"{place!r} is the area {known.called(rows[0])}"
        if grouped:
            sentence += f"; the group of {len(grouped)} areas of the same name was not taken"
        return rows, "", sentence
    if grouped:
        group = known.groups[grouped[0]]
        return grouped, group, f"{place!r} is a group of {_areas(len(grouped))}"
    begun = [i for i, name in enumerate(known.names) if _begins(fold(name), wanted)]
    if begun:
        return (
            begun,
            "",
            f"{place!r} begins the names of {_areas(len(begun))}: " + _listed(begun, known),
        )
    raise InputError("no area and no group is called so", place=option, value=place,
                     mend=_closest(wanted, known))  # fmt: skip


def _areas(number: int) -> str:
    return "1 area" if number == 1 else f"{number} areas"


def _begins(name: str, wanted: str) -> bool:
    """Whether a name goes on after these words: "redbridge 032" in "redbridge 032a", not "03"."""
    if not name.startswith(wanted) or name == wanted:
        return False
    after = name[len(wanted)]
    return after == " " or (wanted[-1].isdigit() and after.isalpha())


def _listed(rows: Sequence[int], known: Known) -> str:
    more = f" and {len(rows) - _SHOWN} more" if len(rows) > _SHOWN else ""
    return ", ".join(known.called(i) for i in rows[:_SHOWN]) + more


def _closest(wanted: str, known: Known) -> str:
    """The names closest to what was written."""
    there: dict[str, str] = {}
    for text in (*known.names, *known.groups, *known.ids):
        if text:
            there.setdefault(fold(text), text)
    close = difflib.get_close_matches(wanted, list(there), 4, 0.6)
    close += [name for name in there if wanted in name and name not in close][: 4 - len(close)]
    if not close:
        return "Give an area's id or name as it stands in the tables, or the name of a group."
    return "Did you mean " + " or ".join(repr(there[name]) for name in close) + "?"
