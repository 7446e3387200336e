"""What `waterbed check` prints: what was understood."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from waterbed.cli.terminal.shapes import open_console, unframed
from waterbed.report.words.answers import level_note

if TYPE_CHECKING:
    from waterbed.analysis.understand import Understanding


def show_understanding(understanding: Understanding) -> None:
    """What `waterbed check` understood, part by part."""
    from waterbed.analysis import understood

    console, study = open_console(), understood.shown_of(understanding.study)
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
    if limits := understood.limit_lines(understanding, study):
        console.print("\nWhat police.uk cannot show", style="bold")
        for line in limits:
            console.print(Text(f"- {line}"))
    for line in understood.point_lines(understanding, study):
        console.print(Text(line))
    if breaks := understood.break_lines(understanding, study):
        console.print("\nWhat ends, begins or jumps everywhere at once", style="bold")
        for line in breaks:
            console.print(Text(f"- {line}"))
    if rejected := understood.rejected_lines(understanding):
        console.print("\nRejected rows, for example", style="bold")
        for line in rejected:
            console.print(Text(f"  {line}"))
    console.print("\nEverything that a report would print as you wrote it", style="bold")
    table = unframed()
    for where, text in understanding.free_text:
        table.add_row(Text(where), Text(text))
    console.print(table)
    if understanding.study.to_fill:
        console.print(
            f"\nTo fill in before a run: {len(understanding.study.to_fill)}", style="bold"
        )
        for place in understanding.study.to_fill:
            console.print(Text(f"  {place}"))
    console.print("\nNo result was computed.")


def _roles(columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> Table:
    table = Table(*columns, title="Areas by role")
    for number, (window, role, areas) in enumerate(rows):
        if window and number:
            table.add_section()
        table.add_row(Text(window), Text(role), areas)
    return table
