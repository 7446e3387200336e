"""A study that was written as TOML; what word processors do to it is told with its mend."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from waterbed.model.errors import InputError, raise_all

DEEPEST = 20
"""Tables in tables; a study has no more than five."""

_CURLY = re.compile(r"=\s*[\[{,\s]*[“”„‘’]|[“”„]\s*[,\]]")
_BASIC = re.compile(r'"(?:[^"\\]|\\.)*"')
_ESCAPE = re.compile(r'\\(?![btnfr"\\]|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})')
_BARE_MONTH = re.compile(r"[=\[,]\s*(\d{4}-\d{2})\s*(?:[,\]#]|$)")
_AT = re.compile(r"\s*\(at (line (\d+), column \d+|end of document)\)$")


def read_toml(content: bytes, file: str) -> dict[str, Any]:
    """The mapping that a TOML file holds; InputError, or InputErrors, where TOML cannot read it."""
    return _parse(_decode(content, file), file)


def _decode(content: bytes, file: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InputError(
            "this line is not UTF-8",
            file=file,
            place=f"line {line}",
            mend="Save the file with the encoding UTF-8.",
        ) from None


def _parse(text: str, file: str) -> dict[str, Any]:
    try:
        raw = tomllib.loads(text)
        if _deep(raw):
            raise RecursionError
        return raw
    except tomllib.TOMLDecodeError as error:
        errors = [
            InputError(problem, file=file, place=f"line {i}", value=line.strip(), mend=mend)
            for i, line in enumerate(text.splitlines(), 1)
            if not line.lstrip().startswith("#")
            for problem, mend in _habits(line)
        ]
        raise_all(errors or [_syntax(error, text, file)])
        raise
    except (RecursionError, ValueError) as error:
        raise InputError(
            "this is nested too deeply, or holds a number too long, for a study file",
            file=file,
            mend="Write it anew with `waterbed new`, and keep to the keys of docs/keys.md.",
        ) from error


def _deep(raw: dict[str, Any]) -> bool:
    """Whether tables stand in tables deeper than any key of a study, so that no walk ends."""
    level: list[Any] = [raw]
    for _ in range(DEEPEST):
        level = [
            inside
            for value in level
            for inside in (value.values() if isinstance(value, dict) else value)
            if isinstance(inside, (dict, list))
        ]
    return bool(level)


def _habits(line: str) -> list[tuple[str, str]]:
    """What word processors and Windows do to a line of TOML."""
    plain = _BASIC.sub('""', line)
    if _CURLY.search(plain):
        return [("curly quotes", 'Use straight quotes: "..."')]
    if any(_ESCAPE.search(text) for text in _BASIC.findall(line)):
        mend = "Use forward slashes in paths (data/counts.csv), or single quotes round the text."
        return [("a backslash in double quotes", mend)]
    bare = _BARE_MONTH.search(plain)
    if bare:
        return [("a month without quotes", f'Write "{bare[1]}".')]
    return []


def _syntax(error: tomllib.TOMLDecodeError, text: str, file: str) -> InputError:
    message = str(error)
    at = _AT.search(message)
    number = int(at[2]) if at and at[2] else 0
    lines = text.splitlines()
    value = lines[number - 1].strip() if 0 < number <= len(lines) else None
    return InputError(
        f"this is not TOML: {_AT.sub('', message).lower()}",
        file=file,
        place=at[1] if at else "",
        value=value,
        mend='A line reads: key = "text", key = 0.95, key = true or key = ["a", "b"].',
    )
