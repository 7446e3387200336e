"""The counts that a public report of an unpublished table is made from.

A run is worked through a second time on these, with the same code: whatever it then finds is a
function of rounded totals alone, of target, zones and donors alike.  What one place counted in the
base months, in the post months or in a year before is a rounded total; how it lies over the areas
and months within says nothing of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from waterbed.disclosure.areas import Counts, apportioned, coarse, rounded_areas
from waterbed.disclosure.rules import round_total, too_small
from waterbed.model.months import QUARTER, YEAR, Months
from waterbed.model.panel import Panel
from waterbed.model.reference import Mask
from waterbed.model.results import ReadingTable
from waterbed.model.study import Claim
from waterbed.model.window import Window
from waterbed.model.zones import Members


@dataclass(frozen=True, slots=True)
class Round:
    """What is rounded, of one comparison.

    outcomes : ids of those whose tables are not published; sums : those of them that are sums by
        weight, of which nothing is told
    places : positions of the areas of target and zones, no area in two of them
    donors : bool [A, O]
    window : base and post months; later : post months of later windows
    history : the last month that the intervention cannot have touched
    """

    outcomes: Collection[str]
    sums: Collection[str]
    places: Sequence[Members]
    donors: Mask
    window: Window
    later: Sequence[Months]
    history: int


def with_noughts(
    panel: Panel, outcomes: Collection[str], members: Members, spans: Sequence[Months] = ()
) -> Panel:
    """The panel in which areas that have no data of some outcomes counted nought, in every period
    of which any area has data; and in which places counted nought where, in one of the `spans`, no
    area has data of a period.

    outcomes : of whose tables a row that is not there may mean that nothing was counted
    members : positions of the areas of places; spans : base and post months
    That a place has missing months would say of one without a single row that it counted nought in
    all of them, and of windows with and without a month that it is one in which nothing was
    counted anywhere; so it is told as a place that counted too little.
    """
    counts, covered = panel.counts.copy(), panel.covered.copy()
    months = np.zeros(len(panel.periods), bool)
    for span in spans:
        months[panel.slice(span)] = True
    for o, outcome in enumerate(panel.outcomes):
        if outcome not in outcomes:
            continue
        known = panel.covered[o].any(axis=0)
        blank = members[~covered[o, members].any(axis=1)]
        covered[o, blank] = known
        silent = months & ~known
        if silent.any():
            covered[o] |= covered[o].any(axis=1)[:, None] & silent
            counts[o, members] = 0
    return replace(panel, counts=counts, covered=covered)


def rounded_panel(panel: Panel, what: Round) -> Panel:
    """The panel with rounded totals of each place, of the donors together and of every area; areas,
    months and coverage as they were."""
    counts = panel.counts.copy()
    runs = _runs(panel, what)
    for o, outcome in enumerate(panel.outcomes):
        raw, covered = panel.counts[o], panel.covered[o]
        if outcome in what.sums:
            counts[o] = _stand_in(covered)
        if outcome not in what.outcomes or outcome in what.sums:
            continue
        donors = np.flatnonzero(what.donors[:, o])
        if _few(panel, raw[donors], what.window):
            # All that rests on them is withheld, and what there is to withhold tells nothing.
            raw = raw.copy()
            raw[donors] = _stand_in(covered[donors])
        months = np.array([round_total(x) for x in raw[donors].sum(axis=0)]) + 1.0
        for place in what.places:
            if len(place):
                counts[o][place] = _place(raw[place], covered[place], months, runs)
        units, totals = _units(runs, _totals(raw[donors], months, runs))
        if len(donors):
            counts[o][donors] = rounded_areas(
                raw[donors], covered[donors], months, units, totals, key=o
            )
        rest = np.setdiff1d(np.arange(len(raw)), np.concatenate([donors, *what.places]))
        if len(rest):
            counts[o][rest] = rounded_areas(raw[rest], covered[rest], months, units, key=o)
    return replace(panel, counts=counts)


def rounded_kinds(whole: Panel, kinds: Panel, what: Round) -> Panel:
    """The kinds that an outcome is made of, each area's totals of each kind rounded; `whole` is the
    panel whose runs of months they are rounded in."""
    (units, _), counts = _units(_runs(whole, what), ()), kinds.counts.copy()
    for k in range(len(kinds.outcomes)):
        months = np.array([round_total(x) for x in kinds.counts[k].sum(axis=0)]) + 1.0
        counts[k] = rounded_areas(kinds.counts[k], kinds.covered[k], months, units, key=k)
    return replace(kinds, counts=counts, bounds={})


def _few(panel: Panel, counts: Counts, window: Window) -> bool:
    """Whether the donors counted too little to show in base or post months."""
    return any(
        too_small(float(counts[:, panel.slice(months)].sum()))
        for months in (window.base, window.post)
    )


def _stand_in(covered: Mask) -> Counts:
    """Counts for donors that are made of nothing but where they have data."""
    rows, months = np.indices(covered.shape)
    counts: Counts = (2 + (rows * 7 + months * 5 + rows * months) % 4) * covered
    return counts


@dataclass(frozen=True, slots=True)
class _Runs:
    """Runs of periods that share no period and leave none out.

    every : first and last period (past the end) of each; windows : positions, in `every`, of those
    that make up the base, the post months and later ones; before : of the years before the base
    quarter : of the last quarter before the start, whose level a forecast may look at; -1: none
    """

    every: tuple[tuple[int, int], ...]
    windows: tuple[tuple[int, ...], ...]
    before: tuple[int, ...]
    quarter: int = -1


def _runs(panel: Panel, what: Round) -> _Runs:
    """Cut at both ends of every window, at whole years before the start, and a quarter before."""
    first, last, step = panel.span.first, panel.span.last, panel.step
    # Those of this comparison last: where windows share a run, their totals are the ones kept.
    spans = [*what.later, what.window.base, what.window.post]
    end = what.history - (what.history + 1 - first) % step
    cuts = {first, last + 1, *range(end + 1, first, -YEAR)}
    cuts |= {x for span in spans for x in (span.first, span.last + 1)}
    late = end + 1 - QUARTER
    cuts |= {late} if QUARTER % step == 0 else set()
    at = sorted({(x - first) // step for x in cuts if first <= x <= last + 1})
    every = tuple(pairwise(at))
    inside = [panel.slice(span) for span in spans]
    windows = tuple(
        tuple(k for k, (a, b) in enumerate(every) if part.start <= a and b <= part.stop)
        for part in inside
    )
    before = tuple(k for k, (_, b) in enumerate(every) if b <= inside[-2].start)
    quarter = ((late - first) // step, (end + 1 - first) // step)
    return _Runs(every, windows, before, every.index(quarter) if quarter in every else -1)


def _totals(counts: Counts, months: NDArray[np.float64], runs: _Runs) -> list[int]:
    """Rounded totals of each run, so that those of a window add up to what it is shown as.

    months : what the donors counted in each period, by which a quarter too small to show is told;
    where a year before is too small, all of those years are told as one
    """
    true = [int(counts[:, a:b].sum()) for a, b in runs.every]
    totals = [coarse(x) for x in true]
    if runs.quarter > 0 and too_small(true[runs.quarter]):
        two = (runs.quarter - 1, runs.quarter)
        usual = np.array([months[a:b].sum() for a, b in (runs.every[k] for k in two)])
        for k, part in zip(two, apportioned(coarse(sum(true[k] for k in two)), usual), strict=True):
            totals[k] = int(part)
    if any(too_small(true[k]) for k in runs.before):
        lengths = [b - a for a, b in (runs.every[k] for k in runs.before)]
        whole = coarse(sum(true[k] for k in runs.before))
        spread = apportioned(whole, np.array(lengths, float))
        for k, part in zip(runs.before, spread, strict=True):
            totals[k] = int(part)
    for window in runs.windows:
        shown = coarse(sum(true[k] for k in window))
        parts = apportioned(shown, np.array([totals[k] for k in window], float))
        for k, part in zip(window, parts, strict=True):
            totals[k] = int(part)
    return totals


def _place(counts: Counts, covered: Mask, months: NDArray[np.float64], runs: _Runs) -> Counts:
    """A place's rounded totals, laid over its areas as their rounded totals before lie, and over
    the months as the donors' do."""
    start = runs.every[runs.before[-1]][1] if runs.before else 0
    areas = np.array([coarse(x) for x in counts[:, :start].sum(axis=1)], float)
    rounded = np.zeros_like(counts)
    for (a, b), total in zip(runs.every, _totals(counts, months, runs), strict=True):
        weights = areas[:, None] * months[None, a:b] * covered[:, a:b]
        rounded[:, a:b] = apportioned(total, weights)
    return rounded


def _units(runs: _Runs, totals: Sequence[int]) -> tuple[list[tuple[int, int]], list[int]]:
    """Runs and their totals, the quarter together with what comes before it: an area counts few in
    a quarter."""
    ends = [k for k in range(len(runs.every)) if k == 0 or k != runs.quarter]
    units, unit_totals = [], []
    for k, after in zip(ends, [*ends[1:], len(runs.every)], strict=True):
        units.append((runs.every[k][0], runs.every[after - 1][1]))
        unit_totals.append(sum(totals[k:after]))
    return units, unit_totals


def rounded_readings(table: ReadingTable, claim: Claim) -> ReadingTable:
    """The stated reading of a recorded claim on rounded counts, and no other: readings of windows
    that overlap give monthly counts back.  A published table as it is."""
    reading = table.stated
    if table.published:
        return table
    if reading is None or claim.region is None:
        return replace(table, stated=None, readings=())
    base, post = (float(coarse(x or 0.0)) for x in (reading.base_count, reading.post_count))
    change = post * len(reading.base) / (base * len(reading.post)) - 1
    reaches = claim.region.undenied.contains(change)
    stated = replace(reading, base_count=base, post_count=post, change=change, reaches=reaches)
    return replace(table, stated=stated, readings=())
