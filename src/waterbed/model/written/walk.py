"""Every entry and every printed text of a study as it is written, with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from waterbed.model.errors import Entry, Place
from waterbed.model.written.blocks import Block, Column, blocks
from waterbed.model.written.key import Form
from waterbed.model.written.study import StudyForm


def entry_in(listed: Place, entries: Sequence[object], entry: object) -> Place:
    """The place of one of the entries of a list, named by its id, else by its name."""
    index = next(i for i, other in enumerate(entries) if other is entry)
    # of a table of counts `id` is the name of a column
    key = "name" if hasattr(entry, "layout") or not hasattr(entry, "id") else "id"
    return listed / Entry(index, getattr(entry, key, ""))


def entries_of(study: StudyForm, block: Block) -> Iterator[tuple[Place, Form]]:
    """The entries of a list, or the one table, with their places."""
    inside: list[tuple[Place, Form]] = [(Place(), study)]
    for key in block.path:
        deeper: list[tuple[Place, Form]] = []
        for place, form in inside:
            held = getattr(form, key)
            if isinstance(held, tuple):
                deeper += [(entry_in(place / key, held, entry), entry) for entry in held]
            else:
                deeper.append((place / key, held))
        inside = deeper
    yield from inside


def value_of(form: Form, column: Column) -> Any:
    """What an entry holds under a column; None where a table on the way is left out."""
    value: Any = form
    for key in column.path:
        value = None if value is None else getattr(value, key)
    return value


def printed_texts(study: StudyForm) -> Iterator[tuple[Place, Column, str]]:
    """Every text that is published as the user wrote it."""
    for block in blocks():
        columns = [column for column in block.columns if column.key.printed]
        for place, form in entries_of(study, block):
            for column in columns:
                at = place / Place(column.path)
                for text in dict.fromkeys(_texts(value_of(form, column))):
                    yield at, column, text


def _texts(value: Any) -> Iterator[str]:
    """The texts in a value; of a selector what it selects, not the columns that hold it."""
    if isinstance(value, str) and value:
        yield value
    elif isinstance(value, Mapping):
        yield from value.values()
    elif isinstance(value, tuple):
        for part in value:
            yield from _texts(part)
