"""What else changed, beside the outcomes: a point a covariate, and its second reading."""

from __future__ import annotations

from waterbed.model.released import ShownRun
from waterbed.report.blocks import Block, Grid
from waterbed.report.words import covariates as words


def covariates_block(results: ShownRun) -> tuple[Block, ...]:
    """The block, where the study has a covariate; else nothing."""
    study, checks = results.study, words.checks_of(results.checks)
    if not checks:
        return ()
    points = tuple(dict.fromkeys(words.point(study, check.remark) for check in checks))
    rows = tuple(words.row(study, check) for check in checks)
    note = words.note(study.rule.level)
    grid = Grid(words.TITLE, words.COLUMNS, rows, (4, 5), note=note)
    return (Block(words.TITLE, paragraphs=(f"{words.LIMIT}.",), points=points, open_grids=(grid,)),)
