"""The schema of a study as blocks: what a workbook, a writer or a list of keys needs of it.

A block is what TOML writes as [areas] or [[interventions.zones]]: one table, or a list of them.
Everything here is read off the fields of StudyForm, so that a new key is in every form of a study
at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from pydantic import AfterValidator
from pydantic.fields import FieldInfo

from waterbed.model.written.key import Form, Key
from waterbed.model.written.study import StudyForm
from waterbed.model.written.values import Kind, OneOf

NO_KEY = Key("")
STUDY = "study"
"""The block of the keys that stand above all sections."""


@dataclass(frozen=True, slots=True)
class Column:
    """A key of a block, or a key of a small table inside it.

    path : keys from the entry to the value: ("chosen_for", "outcome")
    header : the path as it is written: "chosen_for.outcome"; of the key that a table may be
        short for, only the table: "target" for ("target", "areas")
    kind : "text", "number", "whole", "truth", "month", "day", "date", "when", "pairs" or
        "selector": of the value, or of each value of a list
    many : whether it is a list
    two : whether the list has exactly two values, from and to
    choices : the values that it takes, where they are few
    required : whether every entry must give it
    default : what holds where it is left out, None for nothing
    key : what it means, whether it decides, whether it is printed
    """

    path: tuple[str, ...]
    header: str
    kind: str
    many: bool = False
    two: bool = False
    choices: tuple[str, ...] = ()
    required: bool = False
    default: object = None
    key: Key = NO_KEY

    @property
    def about(self) -> str:
        """What a cell is to hold: the key's sentence, and what else must be known of it."""
        text = self.key.says
        if self.many and not self.two:
            text += " Several: separate them with ; or give each a line."
        if self.choices and not all(choice in text for choice in self.choices):
            text += f" One of: {', '.join(self.choices)}."
        if self.default not in (None, "", False, True, {}) and not self.many:
            text += f" If left out: {self.default}."
        return text


@dataclass(frozen=True, slots=True)
class Block:
    """One table of a study or a list of them.

    name : its keys joined by full stops, as TOML writes them between brackets
    path : its keys from the top of the study; empty for the keys above all sections
    many : whether it is a list of entries
    required : whether a study must have it
    columns : its keys in the order of the schema, those of inner tables among them
    about : what it is for
    """

    name: str
    path: tuple[str, ...]
    many: bool
    required: bool
    columns: tuple[Column, ...]
    about: str = ""

    @property
    def parent(self) -> str:
        """The list that its entries belong to: "interventions" of its zones; "" for none."""
        inside = len(self.path) > 1 and self.path[:1] in {block.path for block in _lists()}
        return self.path[0] if inside else ""

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of an entry in order, those whose value is a block of its own last."""
        own = [column.path[0] for column in self.columns]
        inner = [
            block.path[-1] for block in blocks() if block.path[:-1] == self.path and block.path
        ]
        return tuple(dict.fromkeys(own + inner))

    def says(self, key: str) -> str:
        """What a key means; of a key with keys of its own, what each of those means."""
        inner = [column for column in self.columns if column.header.startswith(f"{key}.")]
        for column in self.columns:
            if column.header == key:
                return column.key.says
        return " ".join(f"{column.path[-1]}: {column.key.says}" for column in inner)


_BARE = {bool: "truth", int: "whole", float: "number", str: "text", dict: "pairs"}


@cache
def blocks() -> tuple[Block, ...]:
    """Every block, a list's own lists after it, in the order of the schema."""
    top = Key("What is asked, and by whom.")
    return tuple(_blocks(StudyForm, (), top, many=False, required=True))


@cache
def _lists() -> tuple[Block, ...]:
    return tuple(block for block in blocks() if len(block.path) == 1 and block.many)


def block_of(name: str) -> Block:
    """The block of a name; KeyError where there is none."""
    return {block.name: block for block in blocks()}[name]


def _blocks(
    form: type[Form], path: tuple[str, ...], key: Key, *, many: bool, required: bool
) -> Iterator[Block]:
    inner = []
    columns: list[Column] = []
    for name, hint in _hints(form):
        kind, meta, is_list = _unwrap(hint)
        info = form.model_fields[name]
        if _is_form(kind) and (is_list or not path):
            inner.append(((*path, name), kind, _key_of(meta), is_list, info.is_required()))
        elif _is_form(kind):
            columns += _inner_columns(name, kind, hint, info)
        else:
            columns.append(_column((name,), name, hint, info.is_required(), info))
    columns.sort(key=lambda column: not (column.required and column.header in ("id", "name")))
    yield Block(".".join(path) or STUDY, path, many, required, tuple(columns), key.says)
    for below, kind, said, is_list, needed in inner:
        yield from _blocks(kind, below, said, many=is_list, required=needed)


def _inner_columns(name: str, form: type[Form], outer: Any, parent: FieldInfo) -> Iterator[Column]:
    """The keys of a small table; that which the table is short for has the table's own sentence."""
    needed = parent.is_required()
    own = _key_of(_unwrap(outer)[1])
    for inner, hint in _hints(form):
        info = form.model_fields[inner]
        short = inner == form.short
        required = needed and (short or info.is_required())
        header = name if short else f"{name}.{inner}"
        column = _column((name, inner), header, hint, required, info)
        yield replace(column, key=own) if short else column


def _column(
    path: tuple[str, ...], header: str, hint: Any, required: bool, info: FieldInfo
) -> Column:
    kind, meta, is_list = _unwrap(hint)
    bounds = {type(bound).__name__: bound for bound in _metadata(hint)}
    two = is_list and "MaxLen" in bounds and bounds["MaxLen"].max_length == 2
    choices: tuple[str, ...] = ()
    for part in meta:
        if isinstance(part, AfterValidator) and isinstance(part.func, OneOf):
            choices = part.func.values
    default = None if info.is_required() else info.get_default(call_default_factory=True)
    return Column(path, header, kind, is_list, two, choices, required, default, _key_of(meta))


def _key_of(meta: Iterable[Any]) -> Key:
    """What is said of a field; every field of the schema has it."""
    return next(part for part in meta if isinstance(part, Key))


def _hints(form: type[Form]) -> list[tuple[str, Any]]:
    hints = get_type_hints(form, include_extras=True)
    return [(key, hints[key]) for key in form.model_fields]


def _is_form(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, Form)


def _unwrap(hint: Any) -> tuple[Any, tuple[Any, ...], bool]:
    """The form or the kind of value in a hint, its metadata, and whether it is a list of them."""
    if get_origin(hint) is Annotated:
        inner, *own = get_args(hint)
        for part in own:
            if isinstance(part, Kind):
                return part.name, tuple(own), False
        kind, more, is_list = _unwrap(inner)
        return kind, (*own, *more), is_list
    if get_origin(hint) in (Union, UnionType):
        (inner,) = (part for part in get_args(hint) if part is not type(None))
        return _unwrap(inner)
    if get_origin(hint) is tuple:
        kind, meta, _ = _unwrap(get_args(hint)[0])
        return kind, meta, True
    plain = get_origin(hint) or hint
    return (plain if _is_form(plain) else _BARE[plain]), (), False


def _metadata(hint: Any) -> Iterator[Any]:
    """What is said of a hint itself, not of the values of its list."""
    if get_origin(hint) is Annotated:
        inner, *meta = get_args(hint)
        for part in meta:
            yield from part.metadata if isinstance(part, FieldInfo) else (part,)
        yield from _metadata(inner)
    elif get_origin(hint) in (Union, UnionType):
        for part in get_args(hint):
            yield from _metadata(part)
