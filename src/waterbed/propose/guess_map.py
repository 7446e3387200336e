"""The file of areas: which of its columns are ids, names and groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from waterbed.model.messages import fault
from waterbed.propose.columns import Column, column_of, determined, named_column
from waterbed.propose.guess import BY_NAME, NOTHING, Guess, answered, asked, begins, named
from waterbed.propose.guess_area import places_held
from waterbed.propose.places import Known
from waterbed.read.areas.maps import must_be_map, whole_map
from waterbed.read.tables.files import TABLE_SUFFIXES, must_exist
from waterbed.read.tables.opener import open_table

_NAME = "name|nm|title|label"
_GROUP = "borough|lad|district|authority|group|division|bcu|msoa|ward|wd|county|region"


@dataclass(frozen=True, slots=True)
class AreasFile:
    """A map or a table of areas whose columns are told by their values.

    polygons : whether it is a map
    """

    path: Path
    columns: tuple[Column, ...]
    polygons: bool

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)


def open_areas(path: Path) -> AreasFile:
    """Read a file of areas without its shapes; InputError where it cannot be read."""
    if path.suffix.lower() in TABLE_SUFFIXES:
        opened = open_table(path)
        frame = opened.read([name for name in opened.columns if name])
        return AreasFile(path, tuple(column_of(frame[name]) for name in frame.columns), False)
    import pyogrio  # slow to import, and only maps need it

    must_exist(path, path.as_posix())
    must_be_map(path, path.as_posix())
    with whole_map(path.as_posix(), "no-map-or-table"):
        meta, _, _, values = pyogrio.raw.read(path, read_geometry=False)
    names = [str(name) for name in meta["fields"]]
    columns = [pl.Series(name, list(cells), strict=False)
               for name, cells in zip(names, values, strict=True)]  # fmt: skip
    return AreasFile(path, tuple(map(column_of, columns)), True)


def guess_map(
    file: AreasFile, id: str, wanted: Sequence[str], said: Mapping[str, str] = NOTHING
) -> dict[str, Guess]:
    """Guesses at id, name and group.

    id : the column that holds what the counts call areas, or ""; wanted : places that the user
        names, by which a column of groups is told; said : answers of the user, by key
    """
    if (chosen := answered("areas.id", said)) is not None:
        id = named_column(file.columns, chosen).name
    codes = [column for column in _single(file) if column.prefix]
    by_name = (
        chosen is None
        and (column := file.column(id)) is not None
        and not column.prefix
        and len(codes) == 1
    )
    guesses = {"id": chosen or _id(file, "" if by_name else id)}
    if by_name:
        guesses["name"] = Guess("name", id, "it holds what the counts call areas")
    key = file.column(str(guesses["id"].value))
    if key is None:
        return guesses
    texts = [
        column for column in determined(file.columns, key) if column.is_text and not column.prefix
    ]
    names = [text for text in texts if text.distinct > key.distinct / 2 and text.distinct > 1]
    called = [name for name in names if named(name.name, _NAME) or begins(name.name, "name|ward")]
    best = called[:1] or sorted(names, key=lambda text: -text.distinct)[:1]
    for name in () if by_name else best:
        guesses["name"] = Guess("name", name.name, f"{name.distinct:,} names for {key.distinct:,} "
                                "areas", BY_NAME)  # fmt: skip
    taken = {str(guess.value) for guess in guesses.values()}
    groups = [text for text in texts if text.name not in taken
              and 1 < text.distinct <= key.distinct / 2]  # fmt: skip
    held = [group for group in groups if places_held(group, wanted)]
    for group in held[:1] or sorted(groups, key=lambda group: group.distinct)[:1]:
        how = "it holds the place named" if held else "the fewest different names"
        guesses["group"] = Guess("group", group.name, f"{how}: {group.distinct:,} groups", BY_NAME)
    return guesses


def _single(file: AreasFile) -> list[Column]:
    """Columns with a value of its own for each area."""
    return [column for column in file.columns
            if column.filled and column.distinct == column.filled == len(column.text)]  # fmt: skip


def _id(file: AreasFile, id: str) -> Guess:
    if id:
        return Guess("id", id, "it holds what the counts call areas")
    unique = _single(file)
    codes = [column for column in unique if column.prefix]
    if len(codes) == 1:
        return Guess("id", codes[0].name, "codes of areas, each of them once")
    names = [code.name for code in codes or unique]
    if not names:
        raise fault("no-id-column", file=file.path.as_posix())
    return asked("id", "several columns have a value of their own for each area", names)


def known_areas(file: AreasFile, guesses: dict[str, Guess]) -> Known | None:
    """The areas by id, name and group, or None where the id is asked."""
    key = file.column(str(guesses["id"].value))
    if key is None:
        return None

    def texts(name: str) -> tuple[str, ...]:
        guess = guesses.get(name)
        column = file.column(str(guess.value)) if guess else None
        if column is None:
            return ("",) * len(key.text)
        return tuple("" if value is None else str(value) for value in column.text.to_list())

    return Known(tuple(str(value) for value in key.text.to_list()), texts("name"), texts("group"))
