"""From what a run found to what it writes: released for a profile, and in the ledgers."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from waterbed.cli.streams import echo
from waterbed.model.progress import Progress, quiet

if TYPE_CHECKING:
    from waterbed.model.panel import Panel
    from waterbed.model.released import Released, ShownRun
    from waterbed.model.results import Results
    from waterbed.model.study import Study
    from waterbed.report.folder import Also


def publish(
    raw: Results,
    panel: Panel,
    folder: Path,
    profile: str,
    *,
    new_vintage: bool = False,
    replaces: str = "",
    words_read: bool = False,
    also: Also | None = None,
    progress: Progress = quiet,
) -> Released[ShownRun]:
    """What `run` found, released for a profile and written; the panel goes with internal alone.

    new_vintage, replaces, words_read : as of `analysis.ledger.releasing`, of tables that are not
    published
    """
    from waterbed.analysis.ledger import has_secrets
    from waterbed.disclosure import release
    from waterbed.read.tables.frames import parquet_of
    from waterbed.report import write_outputs

    if profile == "public" and has_secrets(raw.study):
        return publish_held(
            raw, panel, folder, new_vintage=new_vintage, replaces=replaces,
            words_read=words_read, also=also, progress=progress,
        )  # fmt: skip
    progress("what may leave", 0, 2)
    released = release(raw, profile)
    more = {"panel.parquet": parquet_of(panel)} if profile == "internal" else None
    progress("writing", 1, 2)
    write_outputs(released, folder, more, also=also)
    return released


def confirmed(path: Path, data: Path | None, words_read: bool) -> bool:
    """Whether the words that a report would print were read: as the ledger has it, as the user
    says, or answers when asked at a terminal; InputError where nobody says so.

    Nothing is asked of a study all of whose tables are published, which has no ledger to keep it.
    """
    from waterbed.analysis.ledger import has_secrets, unread_words
    from waterbed.analysis.words import unread
    from waterbed.read.study.study_file import read_study

    study = read_study(path, data)
    texts = unread_words(study) if has_secrets(study) else ()
    if words_read or not texts:
        return words_read
    for place, text in texts:
        echo(f"  {place}: {text}", err=True)
    if not at_terminal():
        raise unread(study, len(texts))
    if not ask_whether_read():
        raise unread(study, len(texts))
    return True


def ask_whether_read() -> bool:
    """What the user answers."""
    said = (
        "These words would be published as they are written. No screen knows the names of people "
        "and small places. Did you read them all, and may they be published? Your yes is written "
        "into the ledger; it is asked again only when the words change"
    )
    return click.confirm(said, err=True)


def mark_internal(study: Study) -> None:
    """Say that what is printed next is not for publication, where it rests on exact counts of
    tables that are not published: no rule has rounded them."""
    from waterbed.analysis.verify import all_published
    from waterbed.report.words.head import banner

    if not all_published(study):
        echo(banner("internal"))


def at_terminal() -> bool:
    """Whether somebody can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def publish_held(
    raw: Results,
    panel: Panel,
    folder: Path,
    *,
    new_vintage: bool,
    replaces: str,
    words_read: bool,
    also: Also | None = None,
    progress: Progress = quiet,
) -> Released[ShownRun]:
    """The public report of a study with unpublished tables, and its line in their ledgers: both or
    neither."""
    from waterbed.analysis.ledger import releasing
    from waterbed.analysis.run import areas_of
    from waterbed.disclosure.ledger.words import told_withheld
    from waterbed.report import write_outputs

    progress("what may leave", 0, 2)
    areas = areas_of(raw.study, panel)
    with releasing(
        raw, panel, areas, new_vintage=new_vintage, replaces=replaces, words_read=words_read
    ) as passed:
        progress("writing", 1, 2)
        write_outputs(passed.held.content, folder, entered=passed.entered, also=also)
    for path in passed.started:
        echo(f"A ledger of what is published from this table begins: {path}. Keep it with the "
             "table, and do not publish it.", err=True)  # fmt: skip
    for name in told_withheld(passed.held.withheld):
        echo(f"Withheld, since with other numbers it would give a small count away: {name}.",
             err=True)  # fmt: skip
    return passed.held.content
