"""A draft as TOML with comments: what `waterbed new` writes and a workbook is turned into."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import Any

from waterbed.model.draft import Location
from waterbed.model.written.blocks import Block, blocks
from waterbed.propose.draft import Draft

_WIDTH = 100
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_PLAIN = re.compile(r"[^\x00-\x1f\x7f']*")
_ESCAPES = {"\b": r"\b", "\t": r"\t", "\n": r"\n", "\f": r"\f", "\r": r"\r"} | {
    '"': r"\"",
    "\\": r"\\",
}


def toml_text(draft: Draft) -> str:
    """The draft as a study file; read again, it is `draft.raw` to the last value.

    Keys are explained in comments where they first stand, and those that are not used are named.
    Sections stand in the order of the schema, keys too; what the schema does not know comes last.
    """
    return "\n".join(_Writer(draft).table((), (), draft.raw)).strip("\n") + "\n"


class _Writer:
    def __init__(self, draft: Draft) -> None:
        self.notes = draft.notes
        self.blocks = {block.path: block for block in blocks()}
        self.begun: set[tuple[str, ...]] = set()

    def table(
        self, path: tuple[str, ...], location: Location, table: Mapping[str, Any]
    ) -> Iterator[str]:
        """Lines of one table: its values, then the tables in it under headers of their own."""
        block = self.blocks.get(path)
        known = block.keys if block else ()
        keys = [key for key in known if key in table] + [key for key in table if key not in known]
        first = path not in self.begun
        self.begun.add(path)
        own = [key for key in keys if not self._section(path, key, table[key])]
        for key in own:
            yield from self._value(block if first else None, location, key, table[key])
        if first and block and path:
            yield from _unused(block, table)
        for key in keys:
            if key not in own:
                yield from self._sections((*path, key), (*location, key), table[key])

    def _section(self, path: tuple[str, ...], key: str, value: Any) -> bool:
        """Whether a value is written under a header: a section, or entries of a list of them."""
        block = self.blocks.get((*path, key))
        if block is None:
            return False
        if not block.many:
            return isinstance(value, dict)
        return isinstance(value, list) and bool(value) and all(isinstance(v, dict) for v in value)

    def _sections(self, path: tuple[str, ...], location: Location, value: Any) -> Iterator[str]:
        name = ".".join(key_text(key) for key in path)
        yield ""
        if len(path) == 1:
            yield f"# {'-' * 64} {path[0]}"
            yield from _comment(self.blocks[path].about if path in self.blocks else "")
            yield ""
        entries = value if isinstance(value, list) else [value]
        for number, entry in enumerate(entries):
            if number:
                yield ""
            at = (*location, number) if isinstance(value, list) else location
            if number == 0 and isinstance(value, list):
                yield from _comment(self.notes.get(location, ""))
            yield from _comment(self.notes.get(at, ""))
            yield f"[[{name}]]" if isinstance(value, list) else f"[{name}]"
            yield from self.table(path, at, entry)

    def _value(
        self, block: Block | None, location: Location, key: str, value: Any
    ) -> Iterator[str]:
        """A key with its value, under what the key means (of a block) and the notes on it."""
        at = (*location, key)
        said = list(_meaning(block, key, value)) if block else []
        said += [note for place, note in self.notes.items() if place[: len(at)] == at]
        for text in said:
            yield from _comment(text)
        yield f"{key_text(key)} = {value_text(value, len(key) + 3)}"


def _meaning(block: Block, key: str, value: Any) -> Iterator[str]:
    """What a key means; of a small table on one line, what each of its keys means."""
    if not isinstance(value, Mapping):
        yield block.says(key)
        return
    for inner in value:
        text = block.says(f"{key}.{inner}")
        yield f"{inner}: {text}" if text else block.says(key)


def _unused(block: Block, table: Mapping[str, Any]) -> Iterator[str]:
    """A comment that names the keys of a section that are not used in its first entry."""
    unused = [column.header for column in block.columns if column.path[0] not in table]
    if unused:
        yield from _comment(f"Further keys: {', '.join(unused)}.")


def _comment(text: str) -> Iterator[str]:
    for line in text.splitlines():
        line = _CONTROL.sub(" ", line)
        yield from textwrap.wrap(
            line, _WIDTH, initial_indent="# ", subsequent_indent="# ", break_on_hyphens=False
        )


def key_text(key: str) -> str:
    return key if _BARE.fullmatch(key) else _text(key)


def value_text(value: Any, used: int = 0) -> str:
    """A value as TOML; a list that does not fit the line has a line a value.

    used : characters of the line that are taken; 0 where the value must stay on one line
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, list | tuple):
        parts = [value_text(inside) for inside in value]
        line = f"[{', '.join(parts)}]"
        if used and parts and used + len(line) > _WIDTH:
            return "[\n" + "".join(f"    {part},\n" for part in parts) + "]"
        return line
    if isinstance(value, Mapping):
        inner = ", ".join(
            f"{key_text(key)} = {value_text(inside)}" for key, inside in value.items()
        )
        return f"{{ {inner} }}" if inner else "{}"
    return repr(value)


def _text(text: str) -> str:
    """A string in double quotes; in single quotes where that needs no escapes and this does."""
    if ('"' in text or "\\" in text) and _PLAIN.fullmatch(text):
        return f"'{text}'"
    return '"' + "".join(_ESCAPES.get(character) or _escaped(character) for character in text) + '"'


def _escaped(character: str) -> str:
    return f"\\u{ord(character):04X}" if character < " " or character == "\x7f" else character
