"""docs/keys.md: every key of a study, as its field says it.

python -m waterbed.propose.keys_page > docs/keys.md
"""

from __future__ import annotations

from collections.abc import Iterator

from waterbed.model.written.blocks import STUDY, Block, Column, blocks

_HEAD = """# The keys of a study

Every key that a study file may hold, whether it is TOML or a workbook. This page is made from the
fields of the study itself (`python -m waterbed.propose.keys_page > docs/keys.md`).

- **must**: every entry gives it, where its section is there.
- **decides**: it is in the hash of the decision rule, so that a lock holds it.
- **printed**: reports print it as you wrote it. `waterbed check` lists all such text first.
"""


def keys_page() -> str:
    """The page, in Markdown."""
    return "\n".join([_HEAD, *(line for block in blocks() for line in _section(block))])


def _section(block: Block) -> Iterator[str]:
    name = {STUDY: "Above all sections"}.get(
        block.name, f"`[[{block.name}]]`" if block.many else f"`[{block.name}]`"
    )
    yield f"## {name}\n\n{block.about}\n"
    yield "| key | what it means | |"
    yield "|---|---|---|"
    for column in block.columns:
        yield f"| `{column.header}` | {_cell(column.about)} | {', '.join(_flags(column))} |"
    yield ""


def _flags(column: Column) -> Iterator[str]:
    if column.required:
        yield "must"
    if column.key.decides:
        yield "decides"
    if column.key.printed:
        yield "printed"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace(
        " Several: separate them with ; or give each a line.", " Several."
    )


if __name__ == "__main__":
    print(keys_page(), end="")
