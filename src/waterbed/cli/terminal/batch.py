"""What `waterbed batch` prints."""

from __future__ import annotations

from waterbed.batch.run import Batch
from waterbed.cli.streams import echo
from waterbed.report.words import batch as words
from waterbed.report.words.numbers import plural


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
        were = "was" if batch.resumed == 1 else "were"
        echo(f"{batch.resumed} of {plural(shown.studies, 'report')} {were} whole already.")
    reports = plural(shown.studies - len(shown.failed), "report")
    echo(f"Wrote {batch.folder}: summary.html, batch.json, batch.xlsx, and {reports}.")


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
