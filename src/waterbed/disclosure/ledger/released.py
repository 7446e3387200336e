"""Every cell of unpublished tables that a public release shows or withholds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from waterbed.disclosure.cells import UNCOUNTED, WHOLE
from waterbed.disclosure.ledger.cell import Cell, Kinds, Origin, joined
from waterbed.disclosure.rules import bounds_of, round_count, round_total
from waterbed.model.months import Months
from waterbed.model.released import ShownEstimate, ShownRun
from waterbed.model.sources import CountTable
from waterbed.model.study import NET, Outcome, Selector, Study

PLACE, SERIES, TOTAL, DONORS = "place", "series", "total", "donors"
PEOPLE = "people"
"""Parts of a report that show cells: the first word of an origin."""

PARTS = (PLACE, SERIES, TOTAL, DONORS, PEOPLE)

Where = tuple[str, str, str]
"""Intervention, window (as results.json has it) and zone."""


@dataclass(frozen=True, slots=True)
class Sets:
    """Which areas a study's places are, which a release does not say.

    every : all areas that the counts cover; places : of each zone, "target" and "donors" among them
    groups : areas by name of their group
    """

    every: tuple[str, ...]
    places: Mapping[Where, tuple[str, ...]]
    groups: Mapping[str, tuple[str, ...]]


Published = Callable[[str, tuple[str, ...], Months], int]
"""What published tables count of an outcome in some areas and months, which everybody knows."""


def cells_released(
    shown: ShownRun, study: Study, sets: Sets, published: Published
) -> tuple[Cell, ...]:
    """The cells of a release, each set once.

    Of an outcome that is also counted in published tables what they count is taken off the bounds.
    Sums of places or of waves are sums of what is shown of each, and say nothing of their own.
    """
    every = [
        *_places(shown, study, sets),
        *_series(shown, study, sets),
        *_totals(shown, study, sets),
        *donors_released(shown, study, sets),
    ]
    return joined(_less_published(cell, shown, study, published) for cell in every)


def donors_released(shown: ShownRun, study: Study, sets: Sets) -> Iterator[Cell]:
    """Totals of donors over base and post months, from which a release makes what is expected."""
    for donor in shown.donors:
        areas = sets.places.get((donor.intervention, str(donor.window), DONORS))
        if areas:
            origin = (DONORS, donor.intervention, str(donor.window), DONORS)
            yield counted(
                study, donor.outcome, areas, donor.months, donor.count, "comparison areas", origin
            )


def counted(
    study: Study,
    outcome: str,
    areas: tuple[str, ...],
    months: Months,
    value: float | None,
    words: str,
    origin: Origin,
    rounding: Callable[[float], float] = round_count,
) -> Cell:
    """The cell of a number as it is shown, or withheld where it is None."""
    meant = study.outcome(outcome)
    lo, hi = (None, None) if value is None else bounds_of(value, rounding)
    called = f"{words}, {meant.name}" if len(study.outcomes) > 1 else words
    return Cell(areas, months, kinds_of(study, meant), tables_of(study, meant), lo, hi, called,
                (*origin, outcome))  # fmt: skip


def kinds_of(study: Study, outcome: Outcome) -> Kinds:
    """An outcome's rows, by the names of columns where its tables agree on their first one."""
    used = set(tables_of(study, outcome))
    columns = {t.categories[:1] for t in study.counts if called_in_ledger(t) in used}
    first = columns.pop()[0] if len(columns) == 1 and columns != {()} else ""

    def resolved(selectors: Sequence[Selector]) -> tuple[Selector, ...]:
        return tuple(tuple((column or first, value) for column, value in s) for s in selectors)

    return Kinds(resolved(outcome.include), resolved(outcome.exclude))


def tables_of(study: Study, outcome: Outcome) -> tuple[str, ...]:
    """Names in a ledger of the unpublished tables that an outcome is counted in."""
    drawn = (table for table in study.tables_of(outcome) if not table.published)
    return tuple(sorted({called_in_ledger(table) for table in drawn}))


def called_in_ledger(table: CountTable) -> str:
    """What every study calls a table: its file, and where it is one of several in that file, its
    sheet and its column of counts."""
    sheet = f"/{table.sheet}" if table.sheet else ""
    column = f"#{table.count}" if table.count not in ("", "count") else ""
    return f"{table.file.stem}{sheet}{column}"


def _places(shown: ShownRun, study: Study, sets: Sets) -> Iterator[Cell]:
    """Target and zones in the months before and after."""
    for row in _rows(shown.estimates):
        key = row.parameter
        if study.outcome_published(key.outcome) or key.question in UNCOUNTED:
            continue
        areas = sets.places.get((key.intervention, str(key.window), key.zone))
        if key.part != WHOLE or key.zone == NET or not areas:
            continue
        origin = (PLACE, key.intervention, str(key.window), key.zone)
        for months, value in ((row.base, row.base_count), (row.post, row.observed)):
            if months is not None:
                yield counted(study, key.outcome, areas, months, value, key.zone, origin)


def _rows(estimates: Sequence[ShownEstimate]) -> Iterator[ShownEstimate]:
    """Estimates of one place each: a sum of waves by its waves."""
    for row in estimates:
        yield from _rows(row.waves) if row.waves else (row,)


def _series(shown: ShownRun, study: Study, sets: Sets) -> Iterator[Cell]:
    for line in shown.series:
        areas = sets.places.get((line.intervention, line.window, line.zone))
        if study.outcome_published(line.outcome) or line.zone == NET or not areas:
            continue
        origin = (SERIES, line.intervention, line.window, line.zone)
        words = f"{line.zone} over time"
        for period, value in zip(line.periods, line.observed, strict=True):
            months = Months.starting(period, line.step)
            yield counted(study, line.outcome, areas, months, value, words, origin)


def _totals(shown: ShownRun, study: Study, sets: Sets) -> Iterator[Cell]:
    for total in shown.outcomes:
        if study.outcome_published(total.outcome) or study.outcome(total.outcome).weights:
            continue
        value = total.total.value
        if value is not None:
            months = Months(total.first, total.last)
            yield counted(study, total.outcome, sets.every, months, value, "all areas", (TOTAL,),
                          round_total)  # fmt: skip


def _less_published(cell: Cell, shown: ShownRun, study: Study, published: Published) -> Cell:
    """The bounds of what unpublished tables add, where an outcome is counted in both."""
    outcome = study.outcome(str(cell.origin[-1]))
    drawn = [t for t in study.counts if not outcome.tables or t.name in outcome.tables]
    if cell.withheld or not any(table.published for table in drawn):
        return cell
    known = published(outcome.id, cell.areas, cell.months)
    lo, hi = (None if end is None else max(end - known, 0) for end in (cell.lo, cell.hi))
    return replace(cell, lo=lo, hi=hi)
