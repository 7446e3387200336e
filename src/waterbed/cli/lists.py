"""The command on overlapping lists of people."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from waterbed.cli.shared import STUDY, explained, month_given, progress_bar
from waterbed.cli.streams import echo, print_json
from waterbed.model.errors import InputError

if TYPE_CHECKING:
    from waterbed.model.population import ListTable
    from waterbed.model.released import Released, ShownLists


@click.command()
@click.argument("file", metavar="[LISTS]", type=STUDY, required=False)
@click.option("--list", "lists", multiple=True, metavar="COLUMN",
              help="0/1 or yes/no column of a list, once for each; no other is read.")  # fmt: skip
@click.option("--count", default="", metavar="COLUMN", help="Column with people of each history.")
@click.option(
    "--by", "stratum", default="", metavar="COLUMN", help="Column of periods, or of boroughs."
)
@click.option("--code", default="", metavar="COLUMN",
              help="Of a sheet with a row a contact: column of the client's code.")  # fmt: skip
@click.option("--service", default="", metavar="COLUMN",
              help="With --code: column of the service; --list then names services.")  # fmt: skip
@click.option("--date", default="", metavar="COLUMN",
              help="With --code: column of the date of contact.")  # fmt: skip
@click.option(
    "--from",
    "first",
    callback=month_given,
    metavar="MONTH",
    help="With --date: first month, as 2024-01.",
)
@click.option(
    "--to", "last", callback=month_given, metavar="MONTH", help="With --date: last month."
)
@click.option("--exact-codes", "exact", is_flag=True,
              help="With --code: AB12 and ab 12 are two people.")  # fmt: skip
@click.option("--about", default="", metavar="TEXT",
              help="Who they are, where and when; stands on the page.")  # fmt: skip
@click.option("--sheet", default="", help="Sheet of a workbook, if not the first.")
@click.option("--encoding", default="utf-8", show_default=True, help="Of a CSV file.")
@click.option("--published", default="", metavar="SOURCE",
              help="Where the table is published, if it is.")  # fmt: skip
@click.option("--profile", type=click.Choice(["public", "internal"]), default="public",
              show_default=True, help="What may leave: see docs on disclosure.")  # fmt: skip
@click.option("--replicates", type=click.IntRange(200, 100_000), default=1000, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print estimates and checks as JSON.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path),
              help="Also write a page with pictures to this .html file.")  # fmt: skip
@click.option("--new-vintage", is_flag=True,
              help="An unpublished table was meant to change since it was released.")  # fmt: skip
@click.option("--design", is_flag=True, help="No table yet: could planned lists tell?")
@click.option("--population", type=int, help="With --design: people there may be.")
@click.option("--coverage", type=float, multiple=True,
              help="With --design, once for each list: its share of the people.")  # fmt: skip
@click.option("--dependence", type=(int, int, float), multiple=True, metavar="LIST LIST ODDS",
              help="With --design: odds ratio of two lists, numbered from 1.")  # fmt: skip
@click.option("--tables", type=click.IntRange(20, 10_000), default=100, show_default=True,
              help="With --design: tables drawn.")  # fmt: skip
@explained
def hidden(
    file: Path | None,
    about: str,
    published: str,
    profile: str,
    replicates: int,
    seed: int,
    as_json: bool,
    out: Path | None,
    new_vintage: bool,
    design: bool,
    population: int | None,
    coverage: tuple[float, ...],
    dependence: tuple[tuple[int, int, float], ...],
    tables: int,
    **columns: Any,
) -> None:
    """How many people are on none of several overlapping lists?

    LISTS is a table of histories with counts, one row a coded person with 0/1 columns, or a sheet
    with a row a contact (client's code and service). Link your own coded lists; never send client
    lists to police or council to be linked.

    \b
    Example:
      waterbed hidden lists.csv --published "Home Office (2014)"
      waterbed hidden people.xlsx --list shelter --list clinic --list outreach
      waterbed hidden clients.xlsx --code "Client code" --service Service --out board.html
      waterbed hidden --design --population 600 --coverage 0.2 --coverage 0.15 --coverage 0.1
    """
    if design == (file is not None) or design == (population is None):
        raise InputError(
            "give a table of lists, or --design with --population and --coverage",
            mend="See waterbed hidden --help.",
        )
    if population is not None:
        planned(population, coverage, dependence, seed, tables, as_json)
        return
    assert file is not None
    from waterbed.model.population import ListTable

    table = ListTable(file, published=published, **columns)
    counted(table, about, profile, replicates, seed, as_json, out, new_vintage)


def counted(
    table: ListTable,
    about: str,
    profile: str,
    replicates: int,
    seed: int,
    as_json: bool,
    out: Path | None,
    new_vintage: bool = False,
) -> None:
    """Print what the lists of a table say, and write the page if one is asked for."""
    from waterbed.disclosure.exact import exact
    from waterbed.disclosure.lists import release_lists
    from waterbed.hidden.command import hidden_command
    from waterbed.model.released import ShownRemark
    from waterbed.read.study.populations import read_table
    from waterbed.report.lists import lists_json, lists_text
    from waterbed.report.sections.hidden import must_be_page, write_page
    from waterbed.report.words.reading import contacts_text

    if out is not None:
        must_be_page(out)
    name = table.file.name
    histories = read_table(table, name)
    for notice in histories.notices:
        text = contacts_text(exact(ShownRemark, notice))
        echo(click.wrap_text(f"{name}: {text}.", 80), err=True)
    with progress_bar(not as_json) as progress:
        study = hidden_command(
            histories, source=table.published, seed=seed, replicates=replicates, progress=progress
        )
    released = release_lists(study, profile)
    with held(table, study.lists, released, lists_json(released), new_vintage):
        if out is not None:
            write_page(released, out, about)
    if as_json:
        print_json(lists_json(released))
    else:
        echo(lists_text(released))
    if out is not None and not as_json:
        echo(f"\nOpen {out} for the page.")


@contextmanager
def held(
    table: ListTable,
    lists: tuple[str, ...],
    released: Released[ShownLists],
    content: str,
    new_vintage: bool,
) -> Iterator[None]:
    """While it leaves: what is for anyone of unpublished lists, held with their ledger."""
    if released.profile != "public" or table.published:
        yield
        return
    from waterbed.analysis.list_ledger import releasing_lists

    content_bytes = content.encode()
    with releasing_lists(table, lists, released, content_bytes, new_vintage=new_vintage) as started:
        yield
    if started is not None:
        echo(f"A ledger of what is published from this table begins: {started}. Keep it with the "
             "table, and do not publish it.", err=True)  # fmt: skip


def planned(
    population: int,
    coverage: tuple[float, ...],
    dependence: tuple[tuple[int, int, float], ...],
    seed: int,
    tables: int,
    as_json: bool,
) -> None:
    """Print whether planned lists could tell; pairs of lists are numbered from 1."""
    from waterbed.hidden.design import prospect
    from waterbed.report.lists import planned_json, planned_text

    odds = {(i - 1, j - 1): ratio for i, j, ratio in dependence}
    with progress_bar(not as_json) as progress:
        prospects = prospect(
            population, coverage, odds, seed=seed, tables=tables, progress=progress
        )
    if as_json:
        print_json(planned_json(prospects))
    else:
        echo(planned_text(prospects))
