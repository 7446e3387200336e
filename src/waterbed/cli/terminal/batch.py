"""What `waterbed batch` prints."""

from __future__ import annotations

from waterbed.batch.run import Batch
from waterbed.cli.streams import echo
from waterbed.report.words import batch as words


def show_batch(batch: Batch) -> None:
    """How many fell and rose, by how much, what failed, and what was written."""
    shown = batch.shown
    for outcome in shown.outcomes:
        echo(words.together(outcome))
        echo(words.average(outcome))
    echo(words.lock(shown))
    if shown.sensitive and shown.profile == "public":
        echo(words.ALONE)
    for id, why in batch.errors.items():
        file = batch.files.get(id, "")
        called = f"{id} ({file})" if id not in file else id
        echo(f"{called}: {why}", err=True)
    if batch.resumed:
        echo(f"{batch.resumed} of {shown.studies} reports were whole already.")
    for path in batch.begun:
        echo(f"A ledger of what is published from this table begins: {path}. Keep it with the "
             "table, and do not publish it.", err=True)  # fmt: skip
    if batch.left:
        echo(f"{words.LEFT}: {', '.join(batch.left)}.", err=True)
    echo(f"Wrote {batch.folder}: summary.html, batch.json, batch.xlsx, and "
         f"{shown.studies - len(shown.failed)} reports.")  # fmt: skip
