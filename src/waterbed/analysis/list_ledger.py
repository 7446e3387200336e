"""What is told of overlapping lists that are not published: held with the ledger of their table."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from waterbed.analysis.ledger import check_vintage, past_cells, sha256_of
from waterbed.disclosure.ledger.book import Line, entered, ledger_of, locked
from waterbed.disclosure.ledger.hold import hold
from waterbed.disclosure.ledger.people import people_cell
from waterbed.disclosure.ledger.released import PEOPLE
from waterbed.model.population import ListTable
from waterbed.model.released import Released, ShownLists


@contextmanager
def releasing_lists(
    table: ListTable,
    lists: tuple[str, ...],
    released: Released[ShownLists],
    content: bytes,
    *,
    new_vintage: bool = False,
) -> Iterator[Path | None]:
    """What is told of lists that are not published, while it leaves: in the ledger of their table,
    or not at all.  The ledger's path where this release begins it.

    lists : their names, all that were read; content : what leaves, as JSON
    InputError or Refusal where nothing may leave.
    """
    path = ledger_of(table.file)
    digest = hashlib.sha256(content).hexdigest()
    with locked([path]) as (book,):
        check_vintage(book, table.file, new_vintage)
        cell = people_cell(table, lists, released.content.seen.value, (PEOPLE, table.file.stem))
        # People of a table that changed since then are others, and no sum of these.
        same = [line for line in book.lines if line.table_sha256 in ("", sha256_of(table.file))]
        past = past_cells(same)
        held = hold(lambda _: released, lambda _: (cell,), past, {}, [cell.origin])
        known = any(line.results_sha256 == digest for line in same)
        line = Line(
            book.next_release,
            date.today().isoformat(),
            "lists",
            results_sha256=digest,
            table_sha256=sha256_of(table.file),
            cells=held.cells,
        )
        with entered([] if known else [book], [] if known else [line]):
            yield None if book.lines else path
