"""The section on how many: what claims of numbers meet, and what lists that overlap say."""

from __future__ import annotations

from dataclasses import replace

from waterbed.model.kinds import KINDS
from waterbed.model.released import ShownRun
from waterbed.report.blocks import Block, Section
from waterbed.report.sections.hidden import hidden_section
from waterbed.report.words import hidden as lists
from waterbed.report.words import population as words


def how_many(results: ShownRun) -> tuple[Section, ...]:
    """The section, where the study has a population or a claim of one; else nothing."""
    asked = [
        verdict for verdict in results.verdicts if KINDS[verdict.kind].parameter == "population"
    ]
    if not (asked or results.populations):
        return ()
    blocks = []
    near = words.nearest(results.populations)
    if near:
        blocks.append(Block("Elsewhere", paragraphs=(near,)))
    for people in results.populations:
        if people.lists is not None:
            for block in hidden_section(people.lists).blocks:
                named = f"{people.name}: {block.title}" if block.title else ""
                blocks.append(replace(block, title=named))
    return (
        Section(
            "people",
            "How many are never seen?",
            words.finding(results.populations),
            tuple(blocks),
            lists.CHANGE_MIND,
        ),
    )
