"""The command that writes a study of the user's own files."""

from __future__ import annotations

from pathlib import Path

import click

from waterbed.cli.completing import areas
from waterbed.cli.shared import explained, progress_bar
from waterbed.cli.streams import echo

_FILE = click.Path(path_type=Path)


@click.command()
@click.argument("study", type=_FILE)
@click.option("--counts", type=_FILE, required=True, help="Table of counts or of incidents (.csv, "
              ".parquet, .xlsx), or an archive of police.uk (a folder or a .zip).")  # fmt: skip
@click.option("--areas", "map_file", type=_FILE, help="Map of the areas, or a table of them.")
@click.option("--neighbours", type=_FILE, help="Table of pairs of areas with the metres between "
              "their edges, where --areas is a table.")  # fmt: skip
@click.option("--place", "places", multiple=True, shell_complete=areas,
              help="Where it was done: an area's id or name, the beginning of names "
              "('Redbridge 032'), or a group. May be repeated.")  # fmt: skip
@click.option("--beside", multiple=True, shell_complete=areas,
              help="An area next door, where it may have moved to, named as --place is; by default "
              "all that touch the place on a map. May be repeated.")  # fmt: skip
@click.option("--kind", default="", help="What was done: patrol, cameras, order, clean-up.")
@click.option("--start", "starts", multiple=True, help="When it began, a month or a day: 2017-04, "
              "'April 2017', 03/04/2017. Of several waves: a --start for each --place, in the same "
              "order.")  # fmt: skip
@click.option("--about", default="", help="Which of the kinds that are counted the question and "
              "the claims are about; all of them together if left out.")  # fmt: skip
@click.option("--title", default="", help="What the study is called.")
@click.option("--layout", type=click.Choice(["wide", "long", "incidents"]),
              help="Of the table of counts, where it cannot be told.")  # fmt: skip
@click.option("--sheet", default="", help="Sheet of the workbook, if not its first.")
@click.option("--answer", "answers", multiple=True, metavar="KEY=VALUE",
              help="What belongs to a key that this command leaves to be filled in: area=Ward, "
              "period=Reported, absent=zero. May be repeated.")  # fmt: skip
@explained
def new(
    study: Path,
    counts: Path,
    map_file: Path | None,
    neighbours: Path | None,
    places: tuple[str, ...],
    beside: tuple[str, ...],
    kind: str,
    starts: tuple[str, ...],
    about: str,
    title: str,
    layout: str | None,
    sheet: str,
    answers: tuple[str, ...],
) -> None:
    """Write a study of your own files, to be filled in.

    STUDY is a folder (study.toml is written into it), a file that ends in .toml, or a workbook that
    ends in .xlsx. What can be told from the files is guessed, and says from what; what only you can
    know stands as FILL IN, and so does every column of which two could be meant. A study that is
    there already is never replaced, and no value of a table of incidents is shown.

    \b
    Example:
      waterbed new my-study --counts examples/redbridge/counts.parquet \\
        --areas examples/redbridge/areas.csv --place Loxford
    """
    from datetime import date

    from waterbed.propose.new import asking, make, write
    from waterbed.propose.opening import Asked

    given = tuple((key, value) for key, _, value in (answer.partition("=") for answer in answers))
    asked, said = asking(
        Asked(counts, map_file, neighbours, places, title, kind, "", layout or "", sheet,
              starts=starts, beside=beside, answers=given, about=about)
    )  # fmt: skip
    from waterbed.analysis.drafted import affordable, foresee
    from waterbed.cli.terminal.drafted import show_new

    with progress_bar(True) as progress:
        progress("reading", 0, 1)
        draft, notes = affordable(make(study, asked, date.today()), date.today())
        ahead = foresee(draft)
    write(draft)
    show_new(draft, (*said, *notes, *ahead))


@click.command()
@click.argument("study", type=_FILE)
@click.argument("other", type=_FILE)
@explained
def convert(study: Path, other: Path) -> None:
    """Turn a study of TOML into a workbook, or a workbook into TOML.

    OTHER is the file to write, and ends in .xlsx or .toml. Nothing that decides an answer changes:
    the rule has the same hash in both forms. What is still to be filled in stays so.

    \b
    Example:
      waterbed convert examples/redbridge/study.toml redbridge.xlsx
    """
    from waterbed.propose.convert import convert as turn

    left = turn(study, other)
    echo(f"Wrote {other}." + (f" {left} values are still to be filled in." if left else ""))
    beside = other.resolve().parent
    if study.resolve().parent != beside:
        echo(f"The files that it names are looked for beside it, in {beside}; copy them "
                   "there, or say where they are with --data.")  # fmt: skip
