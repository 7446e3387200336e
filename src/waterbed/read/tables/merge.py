"""Merge: tables of counts joined into one Panel, without counting anything twice."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from waterbed.model.errors import InputError, raise_all
from waterbed.model.estimate import Remark, remark
from waterbed.model.messages import fault
from waterbed.model.months import Months, label
from waterbed.model.panel import Panel
from waterbed.model.study import Outcome
from waterbed.read.tables.select import wanted
from waterbed.read.tables.tally import Tally


def merge(
    tallies: Sequence[Tally],
    outcomes: Sequence[Outcome],
    areas: Sequence[str],
    empty: bool = False,
) -> Panel:
    """One panel over the union of the tables' periods, evenly spaced; gaps are not covered.

    InputError where an outcome selects nothing (but for `empty`), where tables count by periods of
    different lengths, or where two of them cover the same outcome, area and period.
    """
    raise_all([] if empty else _empty_outcomes(tallies, outcomes))
    step = _common_step(tallies)
    first = min(int(tally.periods[0]) for tally in tallies)
    last = max(int(tally.periods[-1]) for tally in tallies)
    periods = np.arange(first, last + 1, step, dtype=np.int64)
    shape = (len(outcomes), len(areas), len(periods))
    counts, covered = np.zeros(shape, np.int64), np.zeros(shape, bool)
    owner = np.full(shape, -1, np.int8) if len(tallies) > 1 else None
    index = {key: i for i, key in enumerate(areas)}
    for n, tally in enumerate(tallies):
        at = np.array([index[key] for key in tally.areas], np.int64)
        block = np.ix_(np.arange(shape[0]), at, (tally.periods - first) // step)
        both = covered[block] & tally.covered
        if owner is not None and both.any():
            raise _overlap(tallies, n, both, owner[block])
        counts[block] += tally.counts
        covered[block] |= tally.covered
        if owner is not None:
            owner[block] = np.where(tally.covered, n, owner[block])
    return Panel(
        tuple(outcome.id for outcome in outcomes), tuple(areas), periods, step, counts, covered,
        bounds=_bounds(tallies, outcomes, index, periods, step, covered),
    )  # fmt: skip


def _bounds(
    tallies: Sequence[Tally],
    outcomes: Sequence[Outcome],
    index: dict[str, int],
    periods: NDArray[np.int64],
    step: int,
    covered: NDArray[np.bool_],
) -> dict[str, NDArray[np.int64]]:
    """Least and most of the cells that are withheld, int [2, A, T], by outcome; -1 elsewhere."""
    bounds: dict[str, NDArray[np.int64]] = {}
    for tally in tallies:
        if tally.bounds is None:
            continue
        at = np.array([index[key] for key in tally.areas], np.int64)
        block = np.ix_(np.arange(2), at, (tally.periods - periods[0]) // step)
        for o, outcome in enumerate(outcomes):
            whole = bounds.setdefault(outcome.id, np.full((2, *covered.shape[1:]), -1, np.int64))
            whole[block] = np.maximum(whole[block], tally.bounds[:, o])
            whole[:, covered[o]] = -1
    return {key: whole for key, whole in bounds.items() if (whole >= 0).any()}


def _common_step(tallies: Sequence[Tally]) -> int:
    base = tallies[0]
    for other in tallies[1:]:
        if other.step != base.step or (other.periods[0] - base.periods[0]) % base.step:
            raise fault(
                "different-steps",
                file=other.file,
                place="period_format",
                other=other.table.name,
                other_step=other.step,
                other_first=label(int(other.periods[0])),
                base=base.table.name,
                base_step=base.step,
                base_first=label(int(base.periods[0])),
            )
    return base.step


def _overlap(
    tallies: Sequence[Tally], n: int, both: NDArray[np.bool_], owners: NDArray[np.int8]
) -> InputError:
    other = tallies[int(owners[both][0])]
    this = tallies[n]
    both = both & (owners == owners[both][0])
    periods = this.periods[both.any(axis=(0, 1))]
    run = Months(int(periods[0]), int(periods[-1]) + this.step - 1).in_words()
    earlier, later = sorted((other, this), key=lambda tally: int(tally.periods[0]))
    return fault(
        "overlap",
        file=this.file,
        place=f"{len(periods)} period{('s' if len(periods) > 1 else '')}",
        other=other.table.name,
        table=this.table.name,
        run=run,
        last=label(int(periods[0]) - 1),
        earlier=earlier.table.name,
        next=label(int(periods[-1]) + this.step),
        later=later.table.name,
    )


def _empty_outcomes(tallies: Sequence[Tally], outcomes: Sequence[Outcome]) -> list[InputError]:
    errors = []
    for o, outcome in enumerate(outcomes):
        asked = [tally for tally in tallies if wanted(outcome, tally.table)]
        if not any(tally.selection.selected[o] for tally in asked):
            errors.append(_empty(outcome, asked))
    return errors


def _empty(outcome: Outcome, asked: Sequence[Tally]) -> InputError:
    """An outcome that selects no row, with what there is to select."""
    pairs = [pair for selector in outcome.include for pair in selector]
    column, value = pairs[0] if pairs else ("", "")
    columns: list[str] = []
    there: list[str] = []
    for tally in asked:
        by_column = dict(tally.selection.categories)
        columns.extend(by_column)
        there.extend(by_column.get(column or next(iter(by_column), ""), ()))
    file = asked[0].file if len(asked) == 1 else ""
    place = f"outcome {outcome.id!r}"
    if column and column not in columns:
        return fault(
            "no-selected-column",
            file=file,
            place=place,
            value=column,
            wanted=column,
            there=tuple(columns),
        )
    if any(tally.table.secret for tally in asked):
        return fault("empty-outcome-secret", file=file, place=place, value=value or None)
    return fault(
        "empty-outcome",
        file=file,
        place=place,
        value=value or None,
        wanted=value,
        there=tuple(there),
    )


def idle_notices(
    tally: Tally, tallies: Sequence[Tally], outcomes: Sequence[Outcome]
) -> list[Remark]:
    """Selectors of an outcome that no row of any table matches, told with its first table."""
    notices = []
    for o, selector in tally.selection.idle:
        asked = [tally for tally in tallies if wanted(outcomes[o], tally.table)]
        if asked[0] is tally and all((o, selector) in tally.selection.idle for tally in asked):
            said = tuple(f"{column or 'category'} = {value!r}" for column, value in selector)
            notices.append(remark("idle-selector", outcome=outcomes[o].id, selector=said))
    return notices


def joined_notices(
    tally: Tally, before: Sequence[Tally], outcomes: Sequence[Outcome]
) -> list[Remark]:
    """Outcomes that name no tables and add this one to one before it with none of its areas, in
    the same months: wards and the boroughs that they lie in, for instance."""
    notices = []
    for o, outcome in enumerate(outcomes):
        if outcome.tables or not tally.selection.selected[o]:
            continue
        earlier = [
            other
            for other in before
            if other.selection.selected[o]
            and not set(other.areas) & set(tally.areas)
            and np.intersect1d(other.periods, tally.periods).size
        ]
        if earlier:
            named = tuple(tally.table.name for tally in earlier)
            notices.append(remark("added-together", outcome=outcome.id, tables=named))
    return notices
