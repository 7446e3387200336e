"""Tables of delays that a study names: checked as keys of the study file, then read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from waterbed.model.errors import InputError, Place
from waterbed.model.messages import suggestion
from waterbed.model.results import InputRecord
from waterbed.model.sources import DelayTable
from waterbed.model.triangle import Triangle
from waterbed.model.written.key import values_of
from waterbed.model.written.tables import DelayForm
from waterbed.model.written.walk import entry_in
from waterbed.read.lists.triangle import read_triangle
from waterbed.read.study.problems import Problems
from waterbed.read.tables.files import shown

DELAYS = Place(("delays",))


def resolve_delays(
    forms: Sequence[DelayForm],
    outcomes: Sequence[str],
    interventions: Sequence[str],
    folder: Path,
    problems: Problems,
) -> tuple[DelayTable, ...]:
    problems.no_repeats(DELAYS / "name", [form.name for form in forms], "Give each its own.")
    for form in forms:
        place = entry_in(DELAYS, forms, form)
        for outcome in form.outcomes:
            problems.check_known(place / "outcomes", "outcome", outcome, outcomes)
        if form.intervention:
            where = place / "intervention"
            problems.check_known(where, "intervention", form.intervention, interventions)
        if form.place and not form.group:
            mend = "Name the column of places as group."
            problems.add(place / "place", "the table is not divided into groups", form.place, mend)
    return tuple(
        DelayTable(
            **values_of(form)
            | {"file": folder / form.file, "where": tuple(values_of(form)["where"].items())}
        )
        for form in forms
    )


def read_delays(
    tables: Sequence[DelayTable], *, folder: Path | None = None
) -> tuple[tuple[tuple[DelayTable, Triangle], ...], tuple[InputRecord, ...]]:
    """Every table of delays of a study; InputError also where a table has no row of its place."""
    delays, records = [], []
    for table in tables:
        triangle, record = read_triangle(
            table.file,
            recorded=table.recorded,
            committed=table.committed,
            count=table.count,
            group=table.group,
            where=dict(table.where),
            period_format=table.period_format,
            max_rejected=table.max_rejected,
        )
        label = shown(table.file, folder)
        if table.place and table.place not in triangle.groups:
            raise InputError(
                "no row has this place",
                file=label,
                place=table.group,
                value=table.place,
                mend=suggestion(table.place, triangle.groups, "groups"),
            )
        delays.append((table, triangle))
        records.append(
            replace(
                record, path=label, published=table.published, date="recorded and offence",
                licence=table.licence, attribution=table.attribution,
            )
        )  # fmt: skip
    return tuple(delays), tuple(records)
