"""Docstrings as this house writes them, for the site's page of names (a griffe extension).

A line "name : what it is", and what is indented below it, becomes a row of a list.
"""

from __future__ import annotations

import re
from typing import Any

import griffe

NAMED = re.compile(r"^(\*{0,2}[A-Za-z_]\w*(?:, \*{0,2}\w+)*) : ")


def as_list(text: str) -> str:
    """The docstring with its named lines as a Markdown list."""
    lines: list[str] = []
    inside = False
    for paragraph in re.split(r"(?<=\.) ?; (?=\w+ : )", text):
        for line in paragraph.splitlines():
            name = NAMED.match(line)
            if name is not None:
                lines += ([] if inside else [""]) + [f"- **{name[1]}**: {line[name.end() :]}"]
                inside = True
            elif inside and line.startswith((" ", "\t")):
                lines.append(f"    {line.strip()}")
            else:
                lines += ([""] if inside and line.strip() else []) + [line]
                inside = inside and not line.strip()
    return "\n".join(lines)


class HouseDocstrings(griffe.Extension):
    """Turns each docstring before it is rendered."""

    def on_instance(self, *, obj: griffe.Object, **kwargs: Any) -> None:
        if obj.docstring is not None:
            obj.docstring.value = as_list(obj.docstring.value)
