"""Commands that fetch the publishers' own files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from waterbed.cli.shared import FOLDER, explained, month_given, progress_bar
from waterbed.cli.streams import echo
from waterbed.fetch.sources import LAYERS

if TYPE_CHECKING:
    from waterbed.fetch.download import Done

fetching = partial(explained, stopped="Stopped: what has come is kept; run it again to go on.")


def places(default: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The options of every fetch: where to, whether to replace, whether only to print."""

    def with_options(function: Callable[..., Any]) -> Callable[..., Any]:
        for option in (
            click.option("--print", "only_print", is_flag=True,
                         help="Fetch nothing: say what to download by browser, and where to put "
                              "it."),
            click.option("--replace", is_flag=True,
                         help="Where the publisher's file differs now from the one here, take "
                              "the new one."),
            click.option("--out", type=FOLDER, default=Path(default), show_default=True,
                         help="Folder to fetch into."),
        ):  # fmt: skip
            function = option(function)
        return function

    return with_options


@click.group()
def fetch() -> None:
    """Fetch the publishers' own files: police.uk, boundaries, the example's.

    Files that are there already are compared with the publisher's and not fetched again. What
    breaks off is resumed by the same command. Beside the files, fetched.json holds where each
    came from, the day, and its checksum.

    \b
    Example:
      waterbed fetch police-uk --force west-yorkshire --from 2022-01 --to 2024-06
      waterbed fetch police-uk --force west-yorkshire --from 2022-01 --to 2024-06 --print
      waterbed fetch boundaries --authority Leeds
    """


@fetch.command("police-uk")
@click.option("--force", "forces", multiple=True, required=True,
              help="A force as police.uk writes it. Can be given again.")  # fmt: skip
@click.option("--from", "first", callback=month_given, required=True, metavar="YYYY-MM")
@click.option("--to", "last", callback=month_given, required=True, metavar="YYYY-MM")
@click.option("--stops", is_flag=True, help="The files of stop-and-search as well.")
@places("police-uk")
@fetching
def police_uk(
    forces: tuple[str, ...],
    first: int,
    last: int,
    stops: bool,
    out: Path,
    replace: bool,
    only_print: bool,
) -> None:
    """Street-level crime of one or more forces, and what they did: stop-and-search.

    Only these forces' files are taken out of police.uk's archive (1.7 GB), some 1 to 4 MB a month.

    \b
    Example:
      waterbed fetch police-uk --force west-yorkshire --from 2022-01 --to 2024-06
    """
    if only_print:
        from datetime import date

        from waterbed.fetch.by_browser import police_uk_steps
        from waterbed.model.months import month

        now = month(date.today().strftime("%Y-%m"))
        show_steps(police_uk_steps(forces, first, last, out, now, stops=stops))
        return
    from waterbed.fetch.changes import fetch_changes
    from waterbed.fetch.police_uk import fetch_police_uk

    with progress_bar(True) as progress:
        done = fetch_police_uk(
            forces, first, last, out, stops=stops, replace=replace, progress=progress
        )
        progress("police.uk's change log", 0, 1)
        log = fetch_changes(out)
    show_done(done, out)
    show_log(log)


@fetch.command()
@click.option("--authority", "names", multiple=True,
              help="A local authority, as the ONS writes it: Leeds. Can be given again; without "
                   "it, all of England and Wales.")  # fmt: skip
@click.option("--layer", "keys", multiple=True, type=click.Choice([layer.key for layer in LAYERS]),
              help="Only this one. Can be given again; without it, all five.")  # fmt: skip
@places("boundaries")
@fetching
def boundaries(
    names: tuple[str, ...], keys: tuple[str, ...], out: Path, replace: bool, only_print: bool
) -> None:
    """LSOA of 2011 and 2021, wards, and lookups between them.

    police.uk counts by LSOA of 2011 in older months and of 2021 in newer ones.

    \b
    Example:
      waterbed fetch boundaries --authority Leeds
      waterbed fetch boundaries --authority Leeds --layer lsoa-2021 --layer lsoa-2021-ward
    """
    layers = [layer for layer in LAYERS if not keys or layer.key in keys]
    part = " ".join(names)
    if only_print:
        from waterbed.fetch.by_browser import layer_steps

        show_steps(layer_steps(layers, names, part, out))
        return
    from waterbed.fetch.layers import fetch_layer

    with progress_bar(True) as progress:
        done = [
            fetch_layer(layer, names, part, out, replace=replace, progress=progress)
            for layer in layers
        ]
    show_done(done, out)


@fetch.command()
@click.option("--complaints", is_flag=True,
              help="The files of complaints.toml instead: police.uk's street files of London, "
                   "April 2012 to August 2019, and a map of its wards.")  # fmt: skip
@places("redbridge-sources")
@fetching
def redbridge(complaints: bool, out: Path, replace: bool, only_print: bool) -> None:
    """The publishers' files behind the worked example.

    examples/redbridge/extract.py makes the example's tables from them again. The second study of
    the example, complaints.toml, reads what --complaints fetches as it comes, from a folder called
    sources beside it.

    \b
    Example:
      waterbed fetch redbridge --print
      waterbed fetch redbridge --complaints --print
    """
    if complaints:
        fetch_complaints(out, replace, only_print)
        return
    if only_print:
        from waterbed.fetch.by_browser import redbridge_steps

        show_steps(redbridge_steps(out))
        return
    from waterbed.fetch.datastore import fetch_resource
    from waterbed.fetch.layers import fetch_layer
    from waterbed.fetch.sources import BOROUGHS, LSOA_2021, LSOA_TO_WARD, MPS_WARDS

    with progress_bar(True) as progress:
        done = [fetch_resource(MPS_WARDS, out, replace=replace, progress=progress)]
        done += [
            fetch_layer(layer, BOROUGHS, "london", out, replace=replace, progress=progress)
            for layer in (LSOA_2021, LSOA_TO_WARD)
        ]
    show_done(done, out)
    echo(f"Make the example's tables again: python examples/redbridge/extract.py {out}")


def fetch_complaints(out: Path, replace: bool, only_print: bool) -> None:
    """What examples/redbridge/complaints.toml reads."""
    from datetime import date

    from waterbed.fetch.by_browser import STREETS, complaints_steps
    from waterbed.fetch.sources import (
        COMPLAINTS_BOROUGHS,
        COMPLAINTS_FORCE,
        COMPLAINTS_MONTHS,
        WARDS,
    )
    from waterbed.model.months import month

    if only_print:
        show_steps(complaints_steps(out, month(date.today().strftime("%Y-%m"))))
        return
    from waterbed.fetch.changes import fetch_changes
    from waterbed.fetch.layers import fetch_layer
    from waterbed.fetch.police_uk import fetch_police_uk

    first, last = (month(written) for written in COMPLAINTS_MONTHS)
    with progress_bar(True) as progress:
        done = fetch_police_uk(
            (COMPLAINTS_FORCE,), first, last, out / STREETS, replace=replace, progress=progress
        )
        log = fetch_changes(out / STREETS)
        wards = fetch_layer(
            WARDS, COMPLAINTS_BOROUGHS, "london", out, replace=replace, progress=progress
        )
    show_done(done, out / STREETS)
    show_log(log)
    show_done([wards], out)


def show_steps(steps: Sequence[Any]) -> None:
    from waterbed.fetch.by_browser import steps_in_words
    from waterbed.fetch.sources import CONFIRMED

    echo(steps_in_words(steps))
    echo(f"\nPages and names as of {CONFIRMED}.")


def show_log(log: Done) -> None:
    """A line on police.uk's change log, which is none of the files."""
    note = f" ({log.note})" if log.note else ""
    echo(f"Change log of police.uk, {log.file}: {log.state}{note}")


def show_done(done: Sequence[Done], out: Path) -> None:
    """A line a file that was not simply fetched, then how many of each state."""
    from waterbed.report.words.numbers import plural

    counted: dict[str, int] = {}
    for fetched in done:
        counted[fetched.state] = counted.get(fetched.state, 0) + 1
        if fetched.was and fetched.was != fetched.now and fetched.now:
            sums = f"SHA-256 {fetched.was[:12]}… was, {fetched.now[:12]}… is"
            note = ", ".join(part for part in (sums, fetched.note) if part)
            echo(f"{fetched.file}: {fetched.state}: {note}")
        elif fetched.note:
            echo(f"{fetched.file}: {fetched.state}: {fetched.note}")
    states = ", ".join(f"{n} {state}" for state, n in counted.items())
    echo(f"{plural(len(done), 'file')} in {out}: {states}. Checksums: {out / 'fetched.json'}")
