"""docs/results.md: every key of results.json, as its schema says it.

python -m waterbed.report.record.page > docs/results.md
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from waterbed.report.record.schema import schema

_HEAD = """# The keys of results.json

`waterbed run` writes results.json beside the report: all that the report says, for programs. This
page and [results.schema.json](results.schema.json) (JSON Schema, draft 2020-12) are made from the
types that may leave a run (`python -m waterbed.report.record.page > docs/results.md`, `python -m
waterbed.report.record.schema > docs/results.schema.json`), and every results.json that the tests
write is validated against the schema, by which any key that it does not name would be an error.

- The same study, files and version give the same bytes: `waterbed run STUDY.toml --verify
  results.json` computes them again and says which value differs first. It is refused for a public
  results.json of tables that are not published, since it would tell whether a guess at the table
  is right. (Whoever can run Python can compare two files without this; what keeps a count from
  being guessed is the rounding, and no table should rest on the refusal.)
- Numbers that are withheld, or that an end of a range does not have, are null. `status` says which.
- A key marked "if any" is left out where there is nothing in it.
- Later versions add keys, and change the meaning of none ([deprecation.md](deprecation.md)): pass
  over what you do not know.

In Python, what each outcome did by the method that decides: `[(row["outcome"], row["zone"],
row["value"]) for row in json.load(open("results.json"))["estimates"] if row["method"] ==
"forecast"]`.
"""


def results_page() -> str:
    """The page, in Markdown."""
    whole = schema()
    parts = [_HEAD, *_table("The whole file", whole)]
    for name, row in whole["$defs"].items():
        parts += _table(name, row)
    return "\n".join(parts)


def _table(name: str, row: Mapping[str, Any]) -> Iterator[str]:
    yield f"## {name}\n"
    if sentence := row.get("description", ""):
        yield f"{_cell(sentence)}\n"
    yield "| key | what it holds | what it is |\n|---|---|---|"
    for key, held in row["properties"].items():
        lacks = "" if key in row["required"] else " (if any)"
        yield f"| `{key}`{lacks} | {holds(held)} | {_cell(held['description'])} |"
    yield ""


def holds(held: Mapping[str, Any]) -> str:
    """What a key holds, in words."""
    if "$ref" in held:
        name = str(held["$ref"]).rpartition("/")[2]
        return f"[{name}](#{name.casefold()})"
    if "enum" in held:
        return "one of " + ", ".join(f'"{value}"' for value in held["enum"])
    if "anyOf" in held:
        return " or ".join(dict.fromkeys(holds(option) for option in held["anyOf"]))
    kinds = held.get("type", "anything")
    every = [kinds] if isinstance(kinds, str) else kinds
    return " or ".join(_of_type(kind, held) for kind in every)


def _of_type(kind: str, held: Mapping[str, Any]) -> str:
    if kind == "array" and "prefixItems" in held:
        return "[" + ", ".join(holds(part) for part in held["prefixItems"]) + "]"
    if kind == "array":
        return f"list of {holds(held['items'])}"
    if kind == "object":
        return "object"
    month = kind == "string" and r"\d{4}-\d{2}" in held.get("pattern", "")
    return "month" if month else {"string": "text", "boolean": "true or false"}.get(kind, kind)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    print(results_page(), end="")
