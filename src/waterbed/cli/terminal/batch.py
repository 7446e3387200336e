"""What `waterbed batch` prints."""

from __future__ import annotations

from waterbed.batch.run import Batch
from waterbed.cli.streams import echo
from waterbed.report.words import batch as words


def show_batch(made: Batch) -> None:
    """How many fell and rose, by how much, what failed, and what was written."""
    shown = made.shown
    for one in shown.outcomes:
        echo(words.together(one))
        echo(words.average(one))
    echo(words.lock(shown))
    if shown.sensitive and shown.profile == "public":
        echo(words.ALONE)
    for id, why in made.errors.items():
        echo(f"{id}: {why}", err=True)
    if made.resumed:
        echo(f"{made.resumed} of {shown.studies} reports were whole already.")
    for path in made.begun:
        echo(f"A ledger of what is published from this table begins: {path}. Keep it with the "
             "table, and do not publish it.", err=True)  # fmt: skip
    echo(f"Wrote {made.folder}: summary.html, batch.json, batch.xlsx, and "
         f"{shown.studies - len(shown.failed)} reports.")  # fmt: skip
