"""The comments of a TOML study as notes, so that a workbook carries them and gives them back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from waterbed.model.draft import Location
from waterbed.model.written.blocks import blocks

_FURTHER = re.compile(r"Further keys: [\w., ]+?\.(?= |$)")
_SECTIONS = "|".join(block.name for block in blocks() if "." not in block.name)
_RULER = re.compile(rf"-{{20,}} (?:{_SECTIONS})(?=$| [A-Z])")
_BARE_RULER = re.compile(r"[-=*~]{5,}")


def notes_of(text: str) -> dict[Location, str]:
    """Comments of a TOML file by location: those above a key or a header, and those beside it.

    What Waterbed itself writes to explain keys is left out, and so are rulers.  A comment at the
    end of the file belongs to the last key.  Of text that is no TOML there are none.
    """
    import tomlkit  # it alone keeps comments
    from tomlkit.exceptions import TOMLKitError

    try:
        document = tomlkit.parse(text)
    except TOMLKitError:
        return {}
    comments = _Comments()
    comments.body(document.body, ())
    if comments.notes:
        comments.note([*comments.notes][-1], [])
    return {place: said for place, said in comments.notes.items() if said}


class _Comments:
    def __init__(self) -> None:
        self.notes: dict[Location, str] = {}
        self.above: list[str] = []
        self.entries: dict[Location, int] = {}

    def body(self, items: Sequence[tuple[Any, Any]], location: Location) -> None:
        """Every item of a table, in the order of the file."""
        from tomlkit.items import AoT, Comment, Table

        for key, item in items:
            if isinstance(item, Comment):
                self.above.append(item.trivia.comment)
            elif key is None:
                continue
            elif isinstance(item, AoT):
                for table in item.body:
                    name = (*location, key.key)
                    number = self.entries[name] = self.entries.get(name, -1) + 1
                    self.table(table, (*name, number))
            elif isinstance(item, Table):
                self.table(item, (*location, key.key))
            else:
                self.note((*location, key.key), [*_inside(item), item.trivia.comment])

    def table(self, table: Any, location: Location) -> None:
        if not table.is_super_table():
            self.note(location, [table.trivia.comment])
        self.body(table.value.body, location)

    def note(self, location: Location, beside: Sequence[str]) -> None:
        lines = [
            self.notes.get(location, ""),
            _own(self.above),
            *(_plain(comment) for comment in beside),
        ]
        self.notes[location] = "\n".join(line for line in lines if line)
        self.above = []


def _inside(item: Any) -> Iterator[str]:
    """Comments between the values of a list that has several lines."""
    from tomlkit.items import Array

    if isinstance(item, Array):
        for line in item.as_string().splitlines():
            before, mark, comment = line.rpartition(" #")
            if mark and before.count('"') % 2 == 0:
                yield comment


def _plain(comment: str) -> str:
    return comment.strip().removeprefix("#").strip()


def _own(lines: Sequence[str]) -> str:
    """The user's own words in the comments above a key."""
    text = " ".join(" ".join(_plain(line) for line in lines).split())
    text = _RULER.sub("", _FURTHER.sub("", text)).strip()
    while (rest := _without_explanation(text)) != text:
        text = rest
    return " ".join(_BARE_RULER.sub("", text).split())


def _without_explanation(text: str) -> str:
    for said in _explanations():
        if text.startswith(said):
            return text.removeprefix(said).strip()
    return text


def _explanations() -> Iterator[str]:
    for block in blocks():
        yield block.about
        for column in block.columns:
            yield column.key.says
            yield f"{column.header.rpartition('.')[2]}: {column.key.says}"
