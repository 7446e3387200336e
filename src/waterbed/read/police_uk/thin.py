"""Months of a police.uk archive that are only half there: a file cut short, a kind of crime or a
block of areas without a single row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from waterbed.model.estimate import Figure, Remark, remark
from waterbed.model.months import label

# A file with less than this share of what its neighbours hold is told.
THIN = 0.6
# Files before and after it that it is compared with, and the months within which they lie.
NEAR, WITHIN = 3, 13
# A kind of crime is missing, not rare, where its neighbours hold this many rows.
KIND = 50
# An area is silent in a month, not quiet, where this many rows are expected; a block is made of
# this many such areas, and of this many times as many as there would be by chance.
EXPECTED, BLOCK, TIMES = 5.0, 10, 10.0

# Months that are told one by one.
MOST_NAMED = 5

Counts = NDArray[np.int64]


def neighbours(months: Counts, at: int) -> tuple[Counts, Counts]:
    """Positions of the files before and after one of a force, the nearest first."""
    near = np.abs(months - months[at]) <= WITHIN
    before = np.flatnonzero(near[:at])[::-1][:NEAR]
    after = at + 1 + np.flatnonzero(near[at + 1 :])[:NEAR]
    return before, after


def usual(rows: Counts, months: Counts, at: int) -> float | None:
    """The middle of what the files near one hold, or None where there is none near."""
    near = np.concatenate(neighbours(months, at))
    return float(np.median(rows[near])) if len(near) else None


def empty_files(forces: Sequence[str], files: Counts) -> tuple[Remark, ...]:
    """A remark on files without a single row, int [F, 2]."""
    if not len(files):
        return ()
    named = tuple(f"{forces[f]} {label(m)}" for f, m in files[:MOST_NAMED].tolist())
    return (remark("empty-files", files=Figure(len(files)), months=named),)


def thin_files(forces: Sequence[str], files: Counts, rows: Counts) -> tuple[Remark, ...]:
    """A remark on every file that holds far fewer rows than the same force's files near it.

    files : int [F, 2], force and month, ascending; rows : int [F]
    """
    remarks = []
    for force, own in _by_force(forces, files):
        months = files[own, 1]
        for k, n in enumerate(rows[own].tolist()):
            near = usual(rows[own], months, k)
            if near is not None and 0 < n < THIN * near:
                month = f"{forces[force]} {label(int(months[k]))}"
                remarks.append(
                    remark("thin-file", month=month, rows=_crimes(n), usual=_crimes(near))
                )
    return _few(remarks)


def missing_kinds(
    forces: Sequence[str], files: Counts, kinds: Sequence[str], rows: Counts
) -> tuple[NDArray[np.bool_], tuple[Remark, ...]]:
    """Files without a row of a kind of crime that is common in those before and after, bool
    [F, K], and remarks.  rows : int [F, K]"""
    missing = np.zeros(rows.shape, bool)
    for _, own in _by_force(forces, files):
        months = files[own, 1]
        for at in range(len(own)):
            before, after = (rows[own[some]] for some in neighbours(months, at))
            if not len(before) or not len(after) or not rows[own[at]].any():
                continue
            common = np.minimum(np.median(before, axis=0), np.median(after, axis=0)) >= KIND
            missing[own[at]] = common & (rows[own[at]] == 0)
    remarks = [
        remark("missing-kind", month=f"{forces[force]} {label(month)}", kind=kinds[k])
        for f, k in np.argwhere(missing).tolist()
        for force, month in [files[f].tolist()]
    ]
    return missing, _few(remarks)


def silent_areas(
    forces: Sequence[str],
    files: Counts,
    main: Counts,
    rows: Counts,
    periods: Counts,
) -> tuple[NDArray[np.bool_], tuple[Remark, ...]]:
    """Areas of a block without a single row in a month in which each is far from quiet, bool
    [A, T], and remarks.

    main : int [A], the force of each area, -1 for none; rows : int [A, T]
    An area is judged between its first and its last month with rows, so that one whose code
    begins or ends is none of them.
    """
    gaps, remarks = np.zeros(rows.shape, bool), []
    busy = rows > 0
    first = np.where(busy.any(1), busy.argmax(1), rows.shape[1])
    last = rows.shape[1] - 1 - busy[:, ::-1].argmax(1)
    for force, own in _by_force(forces, files):
        # A file without a row in the months read has none of them.
        months = files[own, 1]
        there = np.searchsorted(periods, months[np.isin(months, periods)])
        theirs = np.flatnonzero(main == force)
        every = np.zeros(len(rows), np.int64)
        every[theirs] = rows[np.ix_(theirs, there)].sum(axis=1)
        for t in there.tolist():
            alive = theirs[(first[theirs] < t) & (t < last[theirs])]
            if len(there) < 2 or not len(alive) or not rows[alive, t].any():
                continue
            expected = (every[alive] - rows[alive, t]) / (len(there) - 1)
            loud = expected >= EXPECTED
            silent = loud & (rows[alive, t] == 0)
            if silent.sum() < max(BLOCK, TIMES * np.exp(-expected[loud]).sum()):
                continue
            gaps[alive[silent], t] = True
            remarks.append(
                remark(
                    "silent-areas",
                    month=f"{forces[force]} {label(int(periods[t]))}",
                    areas=Figure(int(silent.sum())),
                    usual=_crimes(expected[silent].sum()),
                    others=_crimes(rows[alive, t].sum()),
                )
            )
    return gaps, _few(remarks)


def _by_force(forces: Sequence[str], files: Counts) -> Iterator[tuple[int, Counts]]:
    for force in range(len(forces)):
        own = np.flatnonzero(files[:, 0] == force)
        if len(own):
            yield force, own


def _crimes(number: float) -> Figure:
    return Figure(float(number), "count")


def _few(remarks: Sequence[Remark]) -> tuple[Remark, ...]:
    """The first of them, and how many more there are."""
    more = len(remarks) - MOST_NAMED
    rest = (remark("more-months", months=Figure(more)),) if more > 0 else ()
    return (*remarks[:MOST_NAMED], *rest)
