"""Totals known from elsewhere, checked as keys of the study file."""

from __future__ import annotations

from collections.abc import Sequence

from waterbed.model.errors import Place
from waterbed.model.known_totals import KnownTotal
from waterbed.model.months import Months, label
from waterbed.model.sources import CountTable
from waterbed.model.study import Outcome
from waterbed.model.written.known_totals import KnownTotalForm
from waterbed.model.written.walk import entry_in
from waterbed.read.study.problems import Problems

KNOWN_TOTAL = Place(("known_total",))


def resolve_known_totals(
    forms: Sequence[KnownTotalForm],
    tables: Sequence[CountTable],
    outcomes: Sequence[Outcome],
    problems: Problems,
) -> tuple[KnownTotal, ...]:
    """Areas and groups are looked up where the areas are known, at a public run."""
    totals = []
    ids, names = [outcome.id for outcome in outcomes], [table.name for table in tables]
    for form in forms:
        place = entry_in(KNOWN_TOTAL, forms, form)
        if form.last < form.first:
            problem = "the last month is before the first"
            problems.add(place / "last", problem, label(form.last))
            continue
        if form.areas and form.group:
            problems.add(place / "group", "areas or a group, not both", mend="Leave one out.")
        if form.outcome is not None:
            problems.check_known(place / "outcome", "outcome", form.outcome, ids)
            if form.categories:
                problem = "an outcome or categories, not both"
                problems.add(place / "categories", problem, mend="Leave one out.")
        for name in form.tables:
            problems.check_known(place / "tables", "count table", name, names)
        totals.append(
            KnownTotal(
                form.name,
                Months(form.first, form.last),
                form.total,
                tuple(form.areas),
                form.group or "",
                form.outcome or "",
                tuple(form.categories),
                tuple(form.tables),
                form.source,
            )
        )
    return tuple(totals)
