"""What stands in ledgers: read, held together, added to by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from waterbed.analysis.ledger import known_cells, past_cells, sets_of, sources_of, true_counts
from waterbed.analysis.run import read_inputs
from waterbed.disclosure.ledger.atoms import Reach
from waterbed.disclosure.ledger.book import (
    SUFFIX,
    Book,
    Line,
    entered,
    ledger_of,
    locked,
    read_book,
)
from waterbed.disclosure.ledger.cell import AreaSets, Cell, from_json
from waterbed.disclosure.ledger.hold import too_narrow
from waterbed.model.errors import InputError
from waterbed.read.study.study_file import read_study
from waterbed.read.study.study_workbook import is_workbook

FORM = "It is a ledger, or JSON with a list of cells: areas, first, last, kinds, lo and hi."


@dataclass(frozen=True, slots=True)
class Checked:
    """narrow : for each set that can be told too closely, the cells that lead to it, and what it
    reaches over"""

    releases: int
    cells: int
    narrow: tuple[tuple[tuple[Cell, ...], Reach], ...]


def books_of(path: Path, data: Path | None = None) -> tuple[Book, ...]:
    """The ledgers of a study's unpublished tables, of one table, or the ledger itself.

    InputError where a chain is broken, or a study has no unpublished table.
    """
    if path.name.endswith(SUFFIX):
        return (read_book(path),)
    beside = ledger_of(path)
    if path.suffix.lower() != ".toml" and (beside.exists() or not is_workbook(path)):
        return (read_book(beside),)
    sources = sources_of(read_study(path, data))
    if not sources:
        raise InputError(
            "all tables of this study are published already, and need no ledger", file=str(path)
        )
    return tuple(
        read_book(fromkey) for fromkey in dict.fromkeys(ledger_of(file) for _, file in sources)
    )


def check_ledgers(path: Path, data: Path | None = None) -> Checked:
    """All releases of a study's unpublished tables, held together; InputError as of a run."""
    books = books_of(path, data)
    inputs = read_inputs(path, data)
    study, panel = inputs.study, inputs.counts.panel
    cells = [cell for book in books for cell in past_cells(book.lines)]
    cells += known_cells(study, sets_of(study, inputs.areas, panel))
    counts = true_counts(study, inputs.areas, panel, cells)
    narrow = too_narrow(cells, counts) if cells else []
    reaches = tuple((shown, system.reach(too_close.row)) for shown, system, too_close in narrow)
    return Checked(sum(len(book.lines) for book in books), len(cells), reaches)


def import_cells(ledger: Path, file: Path, holder: str) -> int:
    """A line with another holder's cells, as many as have lo and hi; their number.

    InputError where the file cannot be read, or none of its cells has both.
    """
    table = ledger.name.removesuffix(SUFFIX)
    try:
        text = file.read_text("utf-8")
        cells = tuple(
            replace(cell, tables=(table,), words=cell.words or f"a number of {holder}")
            for cell in _cells(text)
            if cell.lo is not None and cell.hi is not None
        )
    except OSError as error:
        raise InputError(f"the file cannot be read ({error.strerror})", file=str(file)) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError("this holds no cells", file=str(file), mend=FORM) from error
    if not cells:
        raise InputError("no cell in it has both lo and hi", file=str(file), mend=FORM)
    with locked([ledger]) as (book,):
        line = Line(
            book.next_release, date.today().isoformat(), "imported", holder=holder, cells=cells
        )
        with entered([book], [line]):
            pass
    return len(cells)


def _cells(text: str) -> Iterator[Cell]:
    """The cells of a ledger, line by line, or of one JSON value."""
    sets = AreaSets()
    try:
        values = [json.loads(text)]
    except ValueError:
        values = [json.loads(line) for line in text.splitlines() if line.strip()]
    for value in values:
        forms = value
        if isinstance(value, dict):
            sets.known |= {name: tuple(ids) for name, ids in value.get("sets", {}).items()}
            forms = value["cells"]
        for form in forms:
            bounds: dict[str, Any] = {"lo": form.get("lo"), "hi": form.get("hi")}
            yield from_json({"table": "", **form, "withheld": False, **bounds}, sets)
