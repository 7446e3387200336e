"""Could a study like this have told the stories apart?  Shown where a study names a design."""

from __future__ import annotations

from waterbed.model.closed_loop import DESIGNS
from waterbed.report.blocks import Block, Grid
from waterbed.report.words import stories as words


def stories_apart(loop: str) -> tuple[Block, ...]:
    """What the closed loop found of a design; nothing where the study is like none."""
    design = DESIGNS.get(loop)
    if design is None:
        return ()
    grid = Grid("Stories, and how often each is named", words.COLUMNS, words.rows(design), (2, 3),
                note=words.NOTE)  # fmt: skip
    paragraphs = (words.SERVES,)
    return (
        Block(words.TITLE, paragraphs=paragraphs, open_grids=(grid,), points=words.limits(design)),
    )
