"""Counts: every table that the study names, read into one Panel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from waterbed.model.areas import Areas
from waterbed.model.codes import REJECTED
from waterbed.model.errors import InputError, InputErrors, raise_all
from waterbed.model.messages import fault
from waterbed.model.panel import Panel
from waterbed.model.results import InputRecord
from waterbed.model.sources import AreaSource, CountTable
from waterbed.model.study import Outcome
from waterbed.read.areas.areas import Polygons, read_polygons
from waterbed.read.police_uk.police_uk import read_police_uk
from waterbed.read.tables.by_class import ByClass
from waterbed.read.tables.by_kind import kinds_apart
from waterbed.read.tables.counting import Wanted, count_rows
from waterbed.read.tables.files import Opened, digest, readable, shown
from waterbed.read.tables.layouts import LAYOUTS
from waterbed.read.tables.merge import idle_notices, joined_notices, merge
from waterbed.read.tables.namesakes import check_alike
from waterbed.read.tables.opener import open_frame, open_table
from waterbed.read.tables.periods import check_format
from waterbed.read.tables.private import looks_private
from waterbed.read.tables.rejects import RejectedRow
from waterbed.read.tables.tally import Tally

ARCHIVE = "police-uk"


@dataclass(frozen=True, slots=True)
class CountsRead:
    """What the tables of a study say.

    panel : counts and coverage, its areas in the order of `areas`
    areas : as given, or made from the ids that the tables name
    records : one a table; rejected : examples of rejected rows, for the screen only
    kinds : values that there are in each table's first category column, by name of the table
    apart : by outcome, a panel of the kinds that it is made of (`by_kind.kinds_apart`)
    classes : where they are asked for, by name of the table: its areas, its periods, and its counts
        of rows that the same outcomes count
    """

    panel: Panel
    areas: Areas
    records: tuple[InputRecord, ...]
    rejected: tuple[RejectedRow, ...]
    kinds: tuple[tuple[str, tuple[str, ...]], ...] = ()
    apart: Mapping[str, Panel] = field(default_factory=dict)
    classes: Mapping[str, tuple[tuple[str, ...], NDArray[np.int64], ByClass]] = field(
        default_factory=dict
    )


def read_counts(
    tables: Sequence[CountTable],
    outcomes: Sequence[Outcome],
    areas: Areas | None,
    source: AreaSource,
    *,
    examples: int = 5,
    folder: Path | None = None,
    empty: bool = False,
    classes: bool = False,
) -> CountsRead:
    """Read every table and merge them into one panel.

    A missing month, force or area is no data, never zero.  `areas` None: the areas are the ids
    that the tables name.  `source` gives the polygons for incidents by coordinates; `folder` is
    the study's, from which paths are shown; `examples` of rejected rows are kept for each reason.
    `empty`: an outcome that selects no row counts nothing, where it is an error otherwise.
    `classes`: rows are also counted apart by which outcomes count them, for the release ledger.
    Raises InputError, or InputErrors with one for each table that cannot be read.
    """
    _check_names(tables, outcomes)
    wanted = Wanted(outcomes, areas, _polygons(tables, source, folder), examples, classes)
    tallies: list[Tally] = []
    errors: list[InputError] = []
    for table in tables:
        try:
            tallies.append(_read(table, wanted, folder))
        except InputErrors as several:
            errors.extend(several.errors)
        except InputError as error:
            errors.append(error)
    raise_all(errors)
    return _joined(tallies, outcomes, areas, empty)


def panel_from_frame(
    frame: Any,
    table: CountTable,
    outcomes: Sequence[Outcome],
    areas: Areas | None = None,
    *,
    polygons: Polygons | None = None,
    examples: int = 5,
) -> CountsRead:
    """The same from a data frame that speaks the Arrow protocol (polars, pandas, pyarrow).

    `table.file` is not opened; its layout must be wide, long or incidents.
    """
    _check_names([table], outcomes)
    opened = open_frame(frame, table.name)
    wanted = Wanted(outcomes, areas, polygons, examples)
    return _joined([_tally(table, opened, wanted, sha256="")], outcomes, areas)


def _joined(
    tallies: Sequence[Tally],
    outcomes: Sequence[Outcome],
    areas: Areas | None,
    empty: bool = False,
) -> CountsRead:
    if areas is None:
        check_alike(tallies)
        ids = tuple(sorted({key for tally in tallies for key in tally.areas}))
        areas = Areas(ids, ids, ("",) * len(ids))
    panel = merge(tallies, outcomes, areas.ids, empty)
    if not panel.covered.any():
        raise fault(
            "no-usable-count",
            file=tallies[0].file,
            place="; ".join(
                (f"{rows} rows: {REJECTED[why]}" for why, rows in tallies[0].record.reasons)
            ),
        )
    records = []
    for n, tally in enumerate(tallies):
        remarks = idle_notices(tally, tallies, outcomes) + joined_notices(
            tally, tallies[:n], outcomes
        )
        records.append(replace(tally.record, remarks=(*tally.record.remarks, *remarks)))
    shown_rows = tuple(row for tally in tallies for row in tally.rejected)
    kinds = tuple((tally.table.name, _kinds(tally)) for tally in tallies)
    apart = kinds_apart(tallies, outcomes, panel)
    classes = {
        tally.table.name: (tally.areas, tally.periods, tally.by_class)
        for tally in tallies
        if tally.by_class is not None
    }
    return CountsRead(panel, areas, tuple(records), shown_rows, kinds, apart, classes)


def _kinds(tally: Tally) -> tuple[str, ...]:
    columns = tally.table.categories
    return dict(tally.selection.categories).get(columns[0], ()) if columns else ()


def _check_names(tables: Sequence[CountTable], outcomes: Sequence[Outcome]) -> None:
    if not tables or not outcomes:
        raise fault("no-outcomes" if tables else "no-tables")
    names = [table.name for table in tables]
    for outcome in outcomes:
        for name in outcome.tables:
            if name not in names:
                raise fault(
                    "no-such-table",
                    place=f"outcome {outcome.id!r}",
                    value=name,
                    wanted=name,
                    there=tuple(names),
                )


def _polygons(
    tables: Sequence[CountTable],
    source: AreaSource,
    folder: Path | None,
) -> Polygons | None:
    """Polygons where a table has incidents by coordinates."""
    if not any(table.x and table.layout in ("incidents", ARCHIVE) for table in tables):
        return None
    return read_polygons(source, folder=folder)


def _read(table: CountTable, wanted: Wanted, folder: Path | None) -> Tally:
    label = shown(table.file, folder)
    with readable(label):
        if table.layout == ARCHIVE:
            known = None if wanted.areas is None else wanted.areas.ids
            return read_police_uk(
                table, label, wanted.outcomes, known, wanted.polygons, wanted.examples
            )
        opened = open_table(
            table.file,
            label=label,
            encoding=table.encoding,
            sheet=table.sheet,
            layout=table.layout,
            wanted=[table.area, table.period, table.count, table.id, table.x, table.y,
                    *table.categories],
        )  # fmt: skip
        table = replace(table, looks_private=looks_private(opened.columns, opened.timed))
        return _tally(table, opened, wanted, digest(table.file))


def _tally(table: CountTable, opened: Opened, wanted: Wanted, sha256: str) -> Tally:
    check_format(table.period_format)
    layout = LAYOUTS.get(table.layout)
    if layout is None:
        raise fault(
            "no-such-layout",
            file=opened.label,
            place="layout",
            value=table.layout,
            wanted=table.layout,
            there=(*LAYOUTS, ARCHIVE),
        )
    rows = layout(table, opened, wanted.outcomes, wanted.areas)
    return count_rows(rows, wanted, sha256)
