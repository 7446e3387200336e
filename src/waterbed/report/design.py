"""design.html and design.md: a design in plain words."""

from __future__ import annotations

from waterbed.model.designed import DesignRow, DesignTable
from waterbed.report.blocks import Block, Grid, Section
from waterbed.report.lean import with_words
from waterbed.report.words import design as words

TITLE = "Before anything is done: what could be seen"


def _section(table: DesignTable, drawn: DesignRow | None) -> Section:
    if not (table.published or table.rounded):
        raise ValueError("this design has not been through disclosure")
    said = words.answers(table)
    grid = Grid(
        "Designs, and what each could see",
        words.COLUMNS,
        tuple(words.cells(row) for row in table.rows),
        numeric=tuple(range(1, len(words.COLUMNS))),
    )
    blocks = [
        Block("What could be seen", paragraphs=said[1:], open_grids=(grid,)),
        Block("What cannot be", points=words.troubles(table)),
        Block("How to read it", paragraphs=words.reading(table)),
        Block("How it will be judged", paragraphs=words.method(table.level)),
    ]
    if drawn is not None:
        blocks.insert(0, Block("What was drawn", paragraphs=words.drawn(drawn, table)))
    kept = tuple(block for block in blocks if block.paragraphs or block.points or block.open_grids)
    return Section("design", TITLE, said[0], kept)


def design_html(table: DesignTable, drawn: DesignRow | None, version: str) -> str:
    """One page, no script, no request to anywhere; ValueError before release.

    drawn : the design whose lots were drawn, or None
    """
    section, about = _section(table, drawn), words.question(table)
    return with_words("lists.html", section=section, about=about,
                      banner=words.mark(table), version=version)  # fmt: skip


def design_md(table: DesignTable, drawn: DesignRow | None) -> str:
    """The same as Markdown."""
    section = _section(table, drawn)
    lines = [f"# {section.title}", ""]
    if mark := words.mark(table):
        lines += [f"*{mark}*", ""]
    lines += [words.question(table), "", f"**{section.finding}**", ""]
    for block in section.blocks:
        if block.title:
            lines += [f"## {block.title}", ""]
        for text in block.paragraphs:
            lines += [text, ""]
        if block.points:
            lines += [*(f"- {text}" for text in block.points), ""]
        for grid in block.open_grids:
            lines += _table(grid)
    return "\n".join(lines).rstrip("\n") + "\n"


def _table(grid: Grid) -> list[str]:
    rule = ["---:" if i in grid.numeric else "---" for i in range(len(grid.columns))]
    rows = [grid.columns, rule, *grid.rows]
    return [*("| " + " | ".join(cell.replace("|", "/") for cell in row) + " |" for row in rows), ""]
