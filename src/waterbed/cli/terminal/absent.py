"""What `waterbed check` prints of a study whose files are not here yet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rich.text import Text

from waterbed.cli.terminal.shapes import open_console, unframed
from waterbed.report.words.numbers import plural

if TYPE_CHECKING:
    from waterbed.model.study import Study
    from waterbed.read.study.absent import Absent


def show_absent(study: Study, absent: Sequence[Absent], texts: Sequence[tuple[str, str]]) -> None:
    """What the study file says, what it lacks, and how to get that.  texts : all that a report
    would print as it was written, with its place"""
    console = open_console()
    console.print(Text(study.title, style="bold"))
    console.print(f"Decision rule, SHA-256: {study.rule_sha256}", soft_wrap=True)
    console.print("The study file reads without a fault.")
    console.print("\nNot here yet", style="bold")
    for missing in absent:
        console.print(Text(f"{missing.file} ({missing.what})"))
        console.print(Text(f"  to get it: {missing.get}"), soft_wrap=True)
    console.print(f"\n{plural(len(study.claims), 'claim')} will be asked of it", style="bold")
    table = unframed()
    for claim in study.claims:
        table.add_row(Text(claim.id), Text(f"{claim.words} ({claim.who})"))
    console.print(table)
    console.print("\nEverything that a report would print as you wrote it", style="bold")
    printed = unframed()
    for where, text in texts:
        printed.add_row(Text(where), Text(text))
    console.print(printed)
    console.print("\nNothing was computed. Get the files, and check again.")


def absent_as_dict(
    study: Study, absent: Sequence[Absent], texts: Sequence[tuple[str, str]]
) -> dict[str, Any]:
    """The same for --json."""
    return {
        "title": study.title,
        "rule_sha256": study.rule_sha256,
        "absent": [
            {"file": missing.file, "what": missing.what, "get": missing.get} for missing in absent
        ],
        "claims": [
            {"claim": claim.id, "who": claim.who, "kind": claim.kind} for claim in study.claims
        ],
        "free_text": [list(text) for text in texts],
    }
