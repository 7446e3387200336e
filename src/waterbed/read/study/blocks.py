"""The schema of a study as blocks: what a workbook, a writer or a list of keys needs of it.

A block is what TOML writes as [areas] or [[interventions.zones]]: one table, or a list of them.
Everything here is read off the forms in `read/study/schema.py`, so that a new key is in every form
of a study file at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from pydantic import AfterValidator
from pydantic.fields import FieldInfo

from waterbed.read.study.schema import Form, StudyForm
from waterbed.read.study.schema_types import (
    Day,
    IsoDate,
    Month,
    OneOf,
    SelectorForm,
    When,
)

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
    """

    path: tuple[str, ...]
    header: str
    kind: str
    many: bool = False
    two: bool = False
    choices: tuple[str, ...] = ()
    required: bool = False
    default: object = None


@dataclass(frozen=True, slots=True)
class Block:
    """One table of a study or a list of them.

    name : its keys joined by full stops, as TOML writes them between brackets
    path : its keys from the top of the study; empty for the keys above all sections
    many : whether it is a list of entries
    required : whether a study must have it
    columns : its keys in the order of the schema, those of inner tables among them
    """

    name: str
    path: tuple[str, ...]
    many: bool
    required: bool
    columns: tuple[Column, ...]

    @property
    def parent(self) -> str:
        """The list that its entries belong to: "interventions" of its zones; "" for none."""
        inside = len(self.path) > 1 and self.path[:1] in {block.path for block in _lists()}
        return self.path[0] if inside else ""

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of an entry in order, those whose value is a block of its own last."""
        own = [column.path[0] for column in self.columns]
        inner = [one.path[-1] for one in blocks() if one.path[:-1] == self.path and one.path]
        return tuple(dict.fromkeys(own + inner))


_KINDS: tuple[tuple[Any, str], ...] = (
    (Month, "month"),
    (Day, "day"),
    (IsoDate, "date"),
    (When, "when"),
    (SelectorForm, "selector"),
)
_BARE = {bool: "truth", int: "whole", float: "number", str: "text", dict: "pairs"}


@cache
def blocks() -> tuple[Block, ...]:
    """Every block, a list's own lists after it, in the order of the schema."""
    return tuple(_blocks(StudyForm, (), many=False, required=True))


@cache
def _lists() -> tuple[Block, ...]:
    return tuple(block for block in blocks() if len(block.path) == 1 and block.many)


def block_of(name: str) -> Block:
    """The block of a name; KeyError where there is none."""
    return {block.name: block for block in blocks()}[name]


def _blocks(form: type[Form], path: tuple[str, ...], many: bool, required: bool) -> Iterator[Block]:
    inner = []
    columns: list[Column] = []
    for key, hint in _hints(form):
        kind, _, is_list = _unwrap(hint)
        info = form.model_fields[key]
        if _is_form(kind) and (is_list or not path):
            inner.append((key, kind, is_list, info.is_required()))
        elif _is_form(kind):
            columns += _inner_columns(key, kind, info)
        else:
            columns.append(_column((key,), key, hint, info.is_required(), info))
    columns.sort(key=lambda one: not (one.required and one.header in ("id", "name")))
    yield Block(".".join(path) or STUDY, path, many, required, tuple(columns))
    for key, kind, is_list, needed in inner:
        yield from _blocks(kind, (*path, key), is_list, needed)


def _inner_columns(key: str, form: type[Form], parent: FieldInfo) -> Iterator[Column]:
    needed = parent.is_required()
    for inner, hint in _hints(form):
        info = form.model_fields[inner]
        short = inner == form.short
        required = needed and (short or info.is_required())
        yield _column((key, inner), key if short else f"{key}.{inner}", hint, required, info)


def _column(
    path: tuple[str, ...], header: str, hint: Any, required: bool, info: FieldInfo
) -> Column:
    kind, meta, is_list = _unwrap(hint)
    bounds = {type(one).__name__: one for one in _metadata(hint)}
    two = is_list and "MaxLen" in bounds and bounds["MaxLen"].max_length == 2
    choices: tuple[str, ...] = ()
    for one in meta:
        if isinstance(one, AfterValidator) and isinstance(one.func, OneOf):
            choices = one.func.values
    default = None if info.is_required() else info.default
    return Column(path, header, kind, is_list, two, choices, required, default)


def _hints(form: type[Form]) -> list[tuple[str, Any]]:
    hints = get_type_hints(form, include_extras=True)
    return [(key, hints[key]) for key in form.model_fields]


def _is_form(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, Form)


def _unwrap(hint: Any) -> tuple[Any, tuple[Any, ...], bool]:
    """The form or the kind of value in a hint, its metadata, and whether it is a list of them."""
    for known, kind in _KINDS:
        if hint == known:
            return kind, (), False
    if get_origin(hint) is Annotated:
        inner, *own = get_args(hint)
        kind, more, is_list = _unwrap(inner)
        return kind, (*own, *more), is_list
    if get_origin(hint) in (Union, UnionType):
        (inner,) = (part for part in get_args(hint) if part is not type(None))
        return _unwrap(inner)
    if get_origin(hint) is list:
        kind, meta, _ = _unwrap(get_args(hint)[0])
        return kind, meta, True
    plain = get_origin(hint) or hint
    return (plain if _is_form(plain) else _BARE[plain]), (), False


def _metadata(hint: Any) -> Iterator[Any]:
    """What is said of a hint itself, not of the values of its list."""
    if get_origin(hint) is Annotated:
        inner, *meta = get_args(hint)
        for one in meta:
            yield from one.metadata if isinstance(one, FieldInfo) else (one,)
        yield from _metadata(inner)
    elif get_origin(hint) in (Union, UnionType):
        for part in get_args(hint):
            yield from _metadata(part)
