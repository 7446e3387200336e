"""Where counts break everywhere at once: a category that ends or begins, and periods in which all
of an outcome jumps.

Both are told from totals over all areas and held to the areas themselves, and say nothing of any
one area.  Years are compared by the same months of the calendar, so that a season is no break.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from waterbed.model.reference import Floats, Mask

ENDS = 0.1
"""What is left of a category that ends, or was there of one that begins: nine tenths are gone."""

NEARLY = 0.9
"""Share of the areas in which it must be so."""

LEAST = 100.0
"""Counts of a year (or of a period, of a jump) below which nothing is told."""

PART = 0.01
"""Share of its outcome that a category must make up on the side where it is counted."""

FACTOR = 1.5
SPREADS = 4.0
"""A jump is at least this factor, and this many robust standard deviations of a year's change,
against both years together; against each, half as much on the log scale."""

EACH = 40.0
FEWEST = 5
"""Areas are taken together until each lot counts as many, since single ones may count too few to
tell; fewer lots than FEWEST tell nothing."""


@dataclass(frozen=True, slots=True)
class Break:
    """direction : fall or rise; first, last : positions of the periods between which it breaks, or
    which jump, both included"""

    direction: str
    first: int
    last: int


def category_breaks(counts: Floats, covered: Mask, whole: Floats, step: int) -> tuple[Break, ...]:
    """Where a category all but ends, or begins, nearly everywhere at once.

    counts : of the category, [A, T]; covered : [A, T]; whole : of the outcome, [A, T]; step :
        months in a period
    Before a period and after it, the same months of consecutive years are compared: a year of them,
    or as many as there are near an end of the counts, three months at least.
    """
    year = max(1, 12 // step)
    size = counts.shape[1]
    if size <= year:
        return ()
    both = covered[:, :-year] & covered[:, year:]
    before, after = counts[:, :-year] * both, counts[:, year:] * both
    sides = _runs(before.sum(0), year, size), _runs(after.sum(0), year, size)
    of_whole = (
        _runs((whole[:, :-year] * both).sum(0), year, size),
        _runs((whole[:, year:] * both).sum(0), year, size),
    )
    pairs = _runs(both.any(0).astype(float), year, size)
    breaks = []
    for direction, full, left, base in (
        ("fall", sides[0], sides[1], of_whole[0]),
        ("rise", sides[1], sides[0], of_whole[1]),
    ):
        here = (pairs >= max(1, 3 // step)) & (full >= LEAST) & (left <= ENDS * full)
        here &= full >= PART * base
        for first, last in _stretches(here):
            at = first + int(_sharpest(full - left, first, last))
            part = slice(max(0, at - year), min(at, size - year))
            a, b = before[:, part].sum(1), after[:, part].sum(1)
            if direction == "rise":
                a, b = b, a
            if _nearly_everywhere(a, b, lambda full, left: left <= ENDS * full):
                breaks.append(_dated(counts.sum(0), direction, at, year))
    return tuple(sorted(breaks, key=lambda each_break: each_break.first))


def _runs(pairs: Floats, year: int, size: int) -> Floats:
    """Sums over the pairs (i, i + year) that lie on both sides of each period, [T]."""
    summed = np.concatenate([[0.0], np.cumsum(pairs)])
    at = np.arange(size)
    return np.asarray(summed[np.minimum(at, size - year)] - summed[np.maximum(0, at - year)])


def _stretches(here: Mask) -> list[tuple[int, int]]:
    """First and last position of each run of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], here.astype(int), [0]])))
    return [(int(a), int(b) - 1) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _sharpest(gone: Floats, first: int, last: int) -> int:
    """Where in a stretch the difference of both sides is largest."""
    return int(np.argmax(gone[first : last + 1]))


def _dated(total: Floats, direction: str, at: int, year: int) -> Break:
    """The first period that departs from the level before by half, to the first at the level
    after; `total` over all areas, [T]."""
    order = total if direction == "fall" else total[::-1]
    at = at if direction == "fall" else len(total) - at
    level = float(np.median(order[max(0, at - year) : at])) if at else 0.0
    near = np.arange(max(0, at - year), min(len(order), at + year))
    departs = [int(t) for t in near if order[t] < level / 2]
    first = departs[0] if departs else at
    ended = [t for t in range(first, len(order)) if order[t] <= ENDS * level]
    last = ended[0] if ended else first
    if direction == "rise":
        first, last = len(order) - last, len(order) - first
    return Break(direction, min(first, len(order) - 1), min(last, len(order) - 1))


def jumps(counts: Floats, covered: Mask, step: int) -> tuple[Break, ...]:
    """Runs of periods that depart from the same months of the years before and after, nearly
    everywhere at once.

    counts, covered : of an outcome, [A, T]
    A level that changes for good is none: a jump departs from both sides alike.
    """
    year = max(1, 12 // step)
    size = counts.shape[1]
    if size < 2 * year + 1:
        return ()
    sides = _beside(counts, covered, -year), _beside(counts, covered, year)
    yearly = sides[0][np.isfinite(sides[0])]
    if not len(yearly):
        return ()
    spread = 1.4826 * float(np.median(np.abs(yearly - np.median(yearly))))
    edge = max(np.log(FACTOR), SPREADS * spread)
    jumping = []
    for direction, sign in (("rise", 1.0), ("fall", -1.0)):
        with np.errstate(invalid="ignore"):
            either = np.array([sign * side for side in sides])
            here = (either.mean(axis=0) >= edge) & (either.min(axis=0) >= edge / 2)
        for first, last in _stretches(here):
            if _jumped(counts, covered, first, last, year, sign):
                jumping.append(Break(direction, first, last))
    return tuple(sorted(jumping, key=lambda jump: jump.first))


def _beside(counts: Floats, covered: Mask, lag: int) -> Floats:
    """Log ratio of each period's total to that of the period `lag` later, over the areas that have
    both, [T]; NaN where one counts too little."""
    size = counts.shape[1]
    nearby = np.full(size, np.nan)
    here = slice(max(0, -lag), size - max(0, lag))
    there = slice(max(0, lag), size - max(0, -lag))
    if covered.all():  # the same sums, and a country has them by the million
        totals = counts.sum(0)
        a, b = totals[here], totals[there]
    else:
        both = covered[:, here] & covered[:, there]
        a, b = (counts[:, here] * both).sum(0), (counts[:, there] * both).sum(0)
    enough = (np.maximum(a, b) >= LEAST) & (np.minimum(a, b) > 0)
    ratio = np.log(np.where(enough, a, 1.0) / np.where(enough, b, 1.0))
    nearby[here] = np.where(enough, ratio, np.nan)
    return nearby


def _jumped(counts: Floats, covered: Mask, first: int, last: int, year: int, sign: float) -> bool:
    """Whether nearly all areas go the way of the total, by half of it or more."""
    every = np.arange(first, last + 1)
    both = covered[:, every] & covered[:, every - year] & covered[:, every + year]
    now = (counts[:, every] * both).sum(1)
    usual = ((counts[:, every - year] + counts[:, every + year]) * both).sum(1) / 2
    if not now.sum() or not usual.sum():
        return False
    factor = float(now.sum() / usual.sum())
    limit = float(np.exp(np.log(factor) / 2))
    return _nearly_everywhere(usual, now, lambda usual, now: sign * (now - limit * usual) >= 0)


def _nearly_everywhere(full: Floats, left: Floats, holds: Callable[[Floats, Floats], Mask]) -> bool:
    """Whether something holds of nearly all areas, those with few counts taken together."""
    lots = min(len(full), int(full.sum() // EACH))
    if lots < FEWEST:
        return False
    at = np.arange(len(full)) % lots
    a, b = (np.bincount(at, counts, lots).astype(float) for counts in (full, left))
    enough = a >= EACH / 2
    return bool(enough.sum() >= FEWEST and holds(a[enough], b[enough]).mean() >= NEARLY)
