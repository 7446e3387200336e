"""Studies drawn from the schema itself, for round trips: whatever a key may hold, it holds."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

from waterbed.model.written.blocks import Block, Column, blocks

# What separates, protects or marks something in a cell or in TOML, among ordinary text.
_ODD = "abcXYZ019 ;\"'=,{}[]#-–.&é“”%_\\/"
_MARKS = ["rest", "2016 to 2017", "FILL", "{}", '""', "a;b", 'say "a";', "[counts]", "=1", "yes"]
_LINE = (st.text(_ODD, min_size=1, max_size=12) | st.sampled_from(_MARKS)).map(
    lambda text: text if text.strip() else "a"
)
_WORDS = _LINE | st.tuples(_LINE, _LINE).map("\n".join)


_MONTHS = st.dates(date(1901, 1, 1), date(2099, 12, 1)).map(lambda day: f"{day:%Y-%m}")
_DAYS = st.dates()
_KINDS: dict[str, st.SearchStrategy[Any]] = {
    "whole": st.integers(1, 12),
    "number": st.floats(0.5, 1, exclude_min=True, exclude_max=True) | st.just(0.75),
    "truth": st.booleans(),
    "month": _MONTHS,
    "day": _DAYS.map(str) | _MONTHS | _DAYS,
    "date": _DAYS | _DAYS.map(str),
    "when": st.sampled_from(["2018-05-22", "2018-05", "2018", "early 2018", "undated"]),
    "selector": _WORDS | st.dictionaries(_LINE, _WORDS, max_size=3),
    "pairs": st.dictionaries(_LINE | st.just(""), _WORDS, max_size=3),
}


def values(column: Column) -> st.SearchStrategy[Any]:
    """What a key may hold."""
    one: st.SearchStrategy[Any]
    if column.choices:
        one = st.sampled_from(column.choices)
    elif column.kind == "text":
        words = _LINE if column.path[-1] in ("file", "outlines") else _WORDS
        one = words if column.required or column.many else words | st.just(" a ")
    else:
        one = _KINDS[column.kind]
    if column.two:
        return st.lists(one, min_size=2, max_size=2)
    least = 2 if column.path == ("waves",) else 1
    return st.lists(one, min_size=least, max_size=4) if column.many else one


def _entry(block: Block) -> st.SearchStrategy[dict[str, Any]]:
    """Keys of an entry by header, those of inner tables not yet in them."""
    each = {True: {}, False: {}}
    for column in block.columns:
        each[column.required][column.header] = values(column)
    return st.fixed_dictionaries(each[True], optional=each[False])


_ENTRIES = {block.name: _entry(block) for block in blocks()}


_NEEDED = (("file",), ("yes",), ("of",), ("amount",), ("currency",), ("source",))
"""Keys without which a small table inside an entry is none."""


def _nested(block: Block, drawn: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    lacking = {
        column.path[0]
        for column in block.columns
        if column.path[1:] in _NEEDED and column.header not in drawn
    }
    for column in block.columns:
        if column.header in drawn and column.path[0] not in lacking:
            *tables, key = column.path
            inside = found
            for table in tables:
                inside = inside.setdefault(table, {})
            inside[key] = drawn[column.header]
    return found


@st.composite
def studies(draw: st.DrawFn) -> dict[str, Any]:
    """A mapping that the form of a study accepts; what one key means for another is not held to."""
    raw: dict[str, Any] = {}
    for block in blocks():
        if not block.many:
            inside = raw
            for key in block.path:
                inside = inside.setdefault(key, {})
            inside.update(_nested(block, draw(_ENTRIES[block.name])))
            continue
        holders = [raw]
        for key in block.path[:-1]:
            deeper = [holder[key] for holder in holders]
            holders = [
                one for each in deeper for one in (each if isinstance(each, list) else [each])
            ]
        for holder in holders:
            least = 1 if block.required else 0
            drawn = draw(st.lists(_ENTRIES[block.name], min_size=least, max_size=2))
            entries = [_nested(block, one) for one in drawn]
            for number, entry in enumerate(entries):
                if block.name == "interventions":
                    entry["id"] = f"{entry['id']}{number}"
            if entries:
                holder[block.path[-1]] = entries
    return raw
