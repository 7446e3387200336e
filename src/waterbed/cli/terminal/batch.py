"""What `waterbed batch` prints."""

from __future__ import annotations

from waterbed.batch.run import Batch
from waterbed.cli.streams import echo
from waterbed.report.words import batch as words


def show_batch(batch: Batch) -> None:
    """How many fell and rose, by how much, and what was written."""
    shown = batch.shown
    for outcome in shown.outcomes:
        echo(words.together(outcome))
        echo(words.average(outcome))
    echo(words.lock(shown))
    if shown.sensitive and shown.profile == "public":
        echo(words.ALONE)
    if batch.resumed:
        echo(f"{batch.resumed} of {shown.studies} reports were whole already.")
    echo(f"Wrote {batch.folder}: summary.html, batch.json, batch.xlsx, and "
         f"{shown.studies - len(shown.failed)} reports.")  # fmt: skip


def say_what_failed(batch: Batch) -> None:
    """On standard error: the error of each study that has no report, how many there are, and what
    is to be kept or moved away."""
    for id, why in batch.errors.items():
        file = batch.files.get(id, "")
        called = f"{id} ({file})" if id not in file else id
        echo(f"{called}: {why}", err=True)
    if batch.errors:
        echo(words.without_report(len(batch.errors), batch.shown.studies), err=True)
    for path in batch.begun:
        echo(f"A ledger of what is published from this table begins: {path}. Keep it with the "
             "table, and do not publish it.", err=True)  # fmt: skip
    if batch.left:
        echo(f"{words.LEFT}: {', '.join(batch.left)}.", err=True)
