"""Commands on the ledger of what was published from a table that is not published itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from waterbed.cli.shared import FOLDER, STUDY, explained
from waterbed.cli.streams import echo, print_json
from waterbed.model.errors import InputError

if TYPE_CHECKING:
    from waterbed.disclosure.ledger.book import Book, Line


@click.group()
def ledger() -> None:
    """What was published once stays known: the ledger of a table.

    A public run on tables that are not published writes down what it showed of each, in
    NAME.ledger.jsonl beside the table. The next one is held with all of it, so that no reader can
    subtract her way to a count of fewer than ten. Keep the ledger with the table; do not publish
    it. Two holders of data do not see each other's ledgers: see import.

    \b
    Example:
      waterbed ledger show my-study/study.toml
      waterbed ledger check my-study/study.toml
    """


@ledger.command()
@click.argument("path", metavar="STUDY|TABLE", type=STUDY)
@click.option("--data", type=FOLDER, help="Folder that the study's files are in, if not its own.")
@click.option("--json", "as_json", is_flag=True, help="Print every cell as JSON.")
@explained
def show(path: Path, data: Path | None, as_json: bool) -> None:
    """List the public releases of a study's tables, or of one table.

    \b
    Example:
      waterbed ledger show data/counts.csv
    """
    books = _books(path, data)
    if as_json:
        from waterbed.disclosure.ledger.cell import AreaSets
        from waterbed.disclosure.ledger.cell import as_json as form

        shown = [
            {"ledger": str(book.path), "release": line.release, "date": line.date,
             "study": line.study, "cells": [form(cell, AreaSets()) for cell in line.cells]}
            for book in books
            for line in book.lines
        ]  # fmt: skip
        print_json(json.dumps(shown, ensure_ascii=False, indent=1))
        return
    from waterbed.report.words.numbers import plural

    for book in books:
        echo(f"{book.path}: {plural(len(book.lines), 'release')}")
        for line in book.lines:
            echo(_line_text(line))


def _line_text(line: Line) -> str:
    from waterbed.disclosure.ledger.words import day_text
    from waterbed.report.words.numbers import plural

    withheld = sum(cell.withheld for cell in line.cells)
    parts = [f"  {line.release}  {day_text(line.date)}  {line.study}: "
             f"{plural(len(line.cells), 'number')}"]  # fmt: skip
    if withheld:
        parts.append(f"{withheld} of them withheld")
    if line.replaces:
        parts.append(f"in place of {line.replaces}")
    if line.holder:
        parts.append(f"of {line.holder}")
    return ", ".join(parts)


@ledger.command()
@click.argument("study", type=STUDY)
@click.option("--data", type=FOLDER, help="Folder that the study's files are in, if not its own.")
@explained
def check(study: Path, data: Path | None) -> None:
    """Hold all releases of a study's tables together.

    Reads the ledgers and the tables, and says whether a reader of all releases can tell a count of
    fewer than ten to within nine.

    \b
    Example:
      waterbed ledger check my-study/study.toml
    """
    from waterbed.analysis.ledger_check import check_ledgers
    from waterbed.disclosure.ledger.words import cells_text, reach_text
    from waterbed.report.words.numbers import plural

    checked = check_ledgers(study, data)
    said = f"{plural(checked.releases, 'release')}, {plural(checked.cells, 'number')}"
    if not checked.narrow:
        echo(f"{said}: no reader can tell a count of fewer than ten to within nine from them.")
        return
    echo(f"{said}. A reader can tell counts of fewer than ten to within nine:", err=True)
    for cells, reach in checked.narrow:
        echo(f"  from {cells_text(cells)}: {reach_text(reach)}", err=True)
    raise SystemExit(2)


@ledger.command("import")
@click.argument("study", metavar="STUDY|TABLE", type=STUDY)
@click.argument("file", type=STUDY)
@click.option("--holder", required=True, help="Whose cells they are.")
@click.option("--data", type=FOLDER, help="Folder that the study's files are in, if not its own.")
@explained
def take(study: Path, file: Path, holder: str, data: Path | None) -> None:
    """Take in what another holder of the same incidents has published.

    FILE is a ledger (.jsonl), or JSON with a list of cells: areas, first, last, kinds, lo and hi.
    Cells without lo and hi are left out, and whatever else the file holds.

    \b
    Example:
      waterbed ledger import data/counts.csv council.ledger.jsonl --holder "the council"
    """
    from waterbed.analysis.ledger_check import import_cells
    from waterbed.report.words.numbers import plural

    book = _only_book(_books(study, data))
    number = import_cells(book.path, file, holder)
    echo(f"Took {plural(number, 'number')} of {holder} into {book.path}.")


def _only_book(books: tuple[Book, ...]) -> Book:
    if len(books) != 1:
        names = ", ".join(book.path.name for book in books) or "none"
        raise InputError(
            "cells are taken into the ledger of one table",
            value=names,
            mend="Give the table in place of the study.",
        )
    return books[0]


def _books(path: Path, data: Path | None) -> tuple[Book, ...]:
    from waterbed.analysis.ledger_check import books_of

    return books_of(path, data)
