"""What `waterbed check` prints: what was understood."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from waterbed.cli.terminal.shapes import open_console, unframed
from waterbed.report.words.answers import level_note

if TYPE_CHECKING:
    from rich.console import Console

    from waterbed.analysis.understand import Understanding
    from waterbed.model.released_study import ShownStudy


def show_understanding(understanding: Understanding) -> None:
    """What `waterbed check` understood, part by part."""
    from waterbed.analysis import understood

    console, study = open_console(), understood.shown_of(understanding.study)
    _show_data(console, understanding, study)
    _show_claims(console, understanding, study)
    _listed(console, "What police.uk cannot show", understood.limit_lines(understanding, study))
    for line in understood.point_lines(understanding, study):
        console.print(Text(line))
    breaks = understood.break_lines(understanding, study)
    _listed(console, "What ends, begins or jumps everywhere at once", breaks)
    rejected = understood.rejected_lines(understanding)
    _listed(console, "Rejected rows, for example", rejected, mark="  ")
    console.print("\nEverything that a report would print as you wrote it", style="bold")
    table = unframed()
    for where, text in understanding.free_text:
        table.add_row(Text(where), Text(text))
    console.print(table)
    to_fill = understanding.study.to_fill
    _listed(console, f"To fill in before a run: {len(to_fill)}", to_fill, mark="  ")
    console.print("\nNo result was computed.")


def _show_data(console: Console, understanding: Understanding, study: ShownStudy) -> None:
    """The rule, the areas, the files, the outcomes and what each area is."""
    from waterbed.analysis import understood

    console.print(Text(study.title, style="bold"))
    if study.rule_sha256:
        console.print(f"Decision rule, SHA-256: {study.rule_sha256}", soft_wrap=True)
    groups = f" in {understanding.groups:,} groups" if understanding.groups else ""
    console.print(f"{understanding.areas:,} areas{groups}")
    console.print("\nFiles", style="bold")
    for line in understood.read_lines(understanding, study):
        console.print(Text(line))
    outcomes = Table(*understood.OUTCOME_COLUMNS, title="Outcomes")
    for name, *rest in understood.outcome_rows(understanding):
        outcomes.add_row(Text(name), *rest)
    console.print(outcomes)
    console.print(_roles(understood.ROLE_COLUMNS, understood.role_rows(understanding)))
    for line in understood.day_lines(understanding, study):
        console.print(Text(line))


def _show_claims(console: Console, understanding: Understanding, study: ShownStudy) -> None:
    """Of each claim, whether these data can speak to it, and what of it a public report shows."""
    from waterbed.analysis import understood

    console.print("\nCan these data speak to each claim?", style="bold")
    if note := level_note(study.rule.level):
        console.print(Text(note))
    claims = unframed()
    for row in understood.claim_rows(understanding.study, understanding.claims):
        about = Text(row.about, style="bold")
        claims.add_row(row.mark, about.append(
            f": {'; '.join(row.notes)}" if row.notes else "", style="not bold"))  # fmt: skip
    console.print(claims)
    for line in understood.public_lines(understanding.claims):
        console.print(Text(line))
    for line in understood.buffer_lines(understanding, study):
        console.print(Text(line, style="bold"))


def _listed(console: Console, title: str, lines: Sequence[object], mark: str = "- ") -> None:
    """Lines under a title; nothing where there are none."""
    if lines:
        console.print(f"\n{title}", style="bold")
    for line in lines:
        console.print(Text(f"{mark}{line}"))


def _roles(columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> Table:
    table = Table(*columns, title="Areas by role")
    for number, (window, role, areas) in enumerate(rows):
        if window and number:
            table.add_section()
        table.add_row(Text(window), Text(role), areas)
    return table
