"""The command for many studies at once."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from waterbed.cli.cluster import CLUSTER, executor_at
from waterbed.cli.shared import FOLDER, STUDY, explained, progress_bar
from waterbed.cli.streams import echo, print_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from waterbed.batch.planned import Read

STOPPED = "Stopped. What is done is kept: the same command goes on with the rest."


@click.command()
@click.argument("studies", type=click.Path(exists=True, path_type=Path))
@click.option("--out", type=FOLDER, help="Folder to write, by default NAME-batch, here; one that "
              "was stopped goes on in it.")  # fmt: skip
@click.option("--study", "template", type=STUDY,
              help="With a table of places: the study that its rows are put into.")  # fmt: skip
@click.option("--data", type=FOLDER, help="Folder that the studies' files are in, if not their "
              "own.")  # fmt: skip
@click.option("--lock", is_flag=True, help="Write the lock of all rules beside the studies, and "
              "run nothing.")  # fmt: skip
@click.option("--placebos", type=click.IntRange(19, 100_000), default=999, show_default=True,
              help="How many placebos, where they are drawn at random.")  # fmt: skip
@click.option("--workers", type=click.IntRange(1, 256), default=1, show_default=True,
              help="Processes; the bytes are the same for any number.")  # fmt: skip
@click.option("--cluster", **CLUSTER)
@click.option("--profile", type=click.Choice(["public", "internal"]), default="public",
              show_default=True, help="Who will read it: see waterbed run.")  # fmt: skip
@click.option("--words-read", is_flag=True, help="All words of the studies that reports print were "
              "read, and may be published.")  # fmt: skip
@click.option("--new-vintage", is_flag=True,
              help="An unpublished table was meant to change since it was released.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print batch.json instead of a table.")
@partial(explained, stopped=STOPPED)
def batch(
    studies: Path,
    out: Path | None,
    template: Path | None,
    data: Path | None,
    lock: bool,
    placebos: int,
    workers: int,
    cluster: str,
    profile: str,
    words_read: bool,
    new_vintage: bool,
    as_json: bool,
) -> None:
    """Judge hundreds of studies by one rule.

    STUDIES is a folder of study files, or a table (CSV or a workbook) with a row a place: place,
    areas, date and kind. A table needs --study, a study of one such place, whose counts, areas,
    rule and claims are used for every row.

    It writes a report for each, as waterbed run would, and summary.html, batch.json and batch.xlsx:
    how many fell, rose, cannot be told, with false discoveries controlled; by how much. A study
    that cannot be read or run is listed with what is wrong with it, and stops no other; where none
    can, it leaves with the code of a run that fails.

    \b
    Example:
      waterbed batch places.csv --study study.toml --lock
      waterbed batch places.csv --study study.toml --out places-batch
    """
    from waterbed.batch.parts import begin
    from waterbed.batch.run import batch as run_batch

    folder = out or Path(f"{studies.stem}-batch")
    if lock:
        _lock(studies, folder, template, data)
        return
    from waterbed.batch.planned import read_batch

    begin(folder)
    if profile == "public":
        words_read = confirmed(read_batch(studies, folder, template, data), words_read)
    with progress_bar(not as_json) as progress, executor_at(cluster) as executor:
        judged = run_batch(
            studies, folder, template=template, data=data, profile=profile, placebos=placebos,
            workers=workers, executor=executor, words_read=words_read,
            new_vintage=new_vintage, progress=progress,
        )  # fmt: skip
    from waterbed.cli.terminal.batch import say_what_failed, show_batch

    if as_json:
        print_json((folder / "batch.json").read_text("utf-8"))
    else:
        show_batch(judged)
    say_what_failed(judged)
    sys.exit(judged.exit_code)


def _lock(studies: Path, folder: Path, template: Path | None, data: Path | None) -> None:
    from datetime import date

    from waterbed.batch.lock import lock_path, write_lock
    from waterbed.batch.planned import read_batch
    from waterbed.batch.run import readable
    from waterbed.disclosure.elsewhere import sensitive_study
    from waterbed.report.words.batch import LOCK, LOCK_SENSITIVE
    from waterbed.report.words.numbers import plural

    read = read_batch(studies, folder, template, data)
    level = next((given.study.rule.level for given in read if given.study), 0.95)
    path = write_lock(read, lock_path(studies), date.today().isoformat(), round(1 - level, 6))
    then = LOCK_SENSITIVE if any(map(sensitive_study, readable(read))) else LOCK
    rules = plural(len(read), "study", "studies")
    echo(f"Wrote {path}: the rules of {rules}. {then}")


def confirmed(read: Sequence[Read], words_read: bool) -> bool:
    """As `publishing.confirmed`, of all studies at once."""
    from waterbed.analysis.words import unread
    from waterbed.batch.run import words_to_read
    from waterbed.cli.publishing import ask_whether_read, at_terminal

    texts = words_to_read(read)
    if words_read or not texts:
        return words_read
    for place, text in texts:
        echo(f"  {place}: {text}", err=True)
    first = next(given.study for given in read if given.study is not None)
    if not at_terminal() or not ask_whether_read():
        raise unread(first, len(texts))
    return True
