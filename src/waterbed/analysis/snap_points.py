"""Did the snap points of police.uk stay where they were?

The publisher moves every incident to the nearest of its snap points.  Where it changes its list
of points, incidents change places that did not, and an area's count with them.  Such a change
shows in points that are used on one side of a comparison only.  Rare points come and go by chance
as well; how many do is seen by splitting the same months at random.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray

from waterbed.effect.zones import resolve
from waterbed.model.areas import Areas
from waterbed.model.estimate import Check, Figure, remark
from waterbed.model.panel import Panel
from waterbed.model.points import PointUse
from waterbed.model.study import Study
from waterbed.model.window import Window

SPLITS = 999
LEVEL = 0.05
# Splits that differ in more than the names of the sides: fewer cannot reach LEVEL.
FEWEST = 20
# Incidents at points used on one side only beyond what chance makes: less moves no count by much.
MATERIAL = 0.05
# Points that are counted at once: it bounds memory, not what is found.
BLOCK = 4096


@dataclass(frozen=True, slots=True)
class Shift:
    """What one comparison's points show.

    new : share of the later incidents at points that no earlier one used; gone : of the earlier
        ones at points that no later one used; once : both, of all incidents
    expected, high : mean and 95th percentile of `once` over splits of the same months
    p : share of splits with at least as much, this one among them; None: too few months to tell
    least : the smallest number of incidents that a share rests on
    """

    new: float
    gone: float
    once: float
    expected: float | None
    high: float | None
    p: float | None
    least: int

    @property
    def moved(self) -> bool:
        """Beyond chance, and by enough to matter to a count."""
        if self.p is None or self.expected is None:
            return False
        return self.p <= LEVEL and self.once - self.expected >= MATERIAL


def shift(
    counts: NDArray[np.int64], base: NDArray[np.bool_], rng: np.random.Generator
) -> Shift | None:
    """Compare the points of two sets of months.

    counts : int [T, N], incidents by month and point, of base and post months only
    base : bool [T], which of them are base months
    None where a side has no incidents.  The size of the test is that of a permutation test: it
    takes the months to be exchangeable where no point moved.
    """
    before, after = counts[base].sum(0), counts[~base].sum(0)
    if not before.sum() or not after.sum():
        return None
    new, gone = int(after[before == 0].sum()), int(before[after == 0].sum())
    total = int(before.sum() + after.sum())
    once = (new + gone) / total
    expected = high = p = None
    months, k = len(base), int(base.sum())
    if comb(months, k) // (2 if 2 * k == months else 1) >= FEWEST:
        drawn = _once(counts, _splits(months, k, rng)) / total
        if comb(months, k) > SPLITS:  # drawn at random: this split is one of them
            drawn = np.append(drawn, once)
        expected, high = float(drawn.mean()), float(np.quantile(drawn, 1 - LEVEL))
        p = float((drawn >= once - 1e-12).mean())
    return Shift(
        new / int(after.sum()),
        gone / int(before.sum()),
        once,
        expected,
        high,
        p,
        min(new, gone, total - new - gone),
    )


def _once(counts: NDArray[np.int64], splits: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Incidents at points used on one side only, for each split: [K] from bool [K, T]."""
    once = np.zeros(len(splits))
    sides = splits.astype(np.float64)
    for start in range(0, counts.shape[1], BLOCK):
        part = counts[:, start : start + BLOCK].astype(np.float64)
        before = sides @ part  # whole numbers, exact up to 2**53
        after = part.sum(0) - before
        once += (after * (before == 0) + before * (after == 0)).sum(1)
    return once


def _splits(months: int, k: int, rng: np.random.Generator) -> NDArray[np.bool_]:
    """All splits with k base months where there are few, else some at random: bool [K, T]."""
    if comb(months, k) > SPLITS:
        order = rng.random((SPLITS, months)).argsort(axis=1)
        return order < k
    chosen = np.array(list(combinations(range(months), k)))
    splits = np.zeros((len(chosen), months), bool)
    np.put_along_axis(splits, chosen, True, axis=1)
    return splits


def studied(study: Study, areas: Areas, panel: Panel) -> list[tuple[Window, frozenset[str]]]:
    """The ids of target and zones of each window."""
    windows = []
    for window in study.rule.windows:
        intervention = study.intervention(window.intervention)
        if intervention.has_target:
            zones = resolve(intervention, window, study.interventions, areas, panel.has_data)
            ids = frozenset(areas.ids[i] for _, members in zones.named() for i in members)
            windows.append((window, ids))
    return windows


def snap_checks(
    study: Study, areas: Areas, panel: Panel, uses: Sequence[PointUse]
) -> tuple[Check, ...]:
    """A check for each comparison of months and areas; it informs and gates nothing."""
    checks = []
    for use in uses:
        done = set()
        for window, ids in studied(study, areas, panel):
            key = (window.base, window.post, ids)
            if key not in done:
                done.add(key)
                checks += _check(study, use, window, ids)
    return tuple(checks)


def _check(study: Study, use: PointUse, window: Window, ids: frozenset[str]) -> list[Check]:
    base = (use.months >= window.base.first) & (use.months <= window.base.last)
    post = (use.months >= window.post.first) & (use.months <= window.post.last)
    here = np.array([area in ids for area in use.areas], bool)
    either = base | post
    rng = np.random.default_rng(study.seed)
    turnover = shift(use.counts[either][:, here], base[either], rng)
    if turnover is None:
        return []

    def ratio(value: float | None) -> Figure:
        return Figure(value, "ratio", float(turnover.least), use.published)

    facts = remark(
        "snap-points",
        table=use.table,
        window=window.name,
        new=ratio(turnover.new),
        gone=ratio(turnover.gone),
        once=ratio(turnover.once),
        expected=ratio(turnover.expected),
        high=ratio(turnover.high),
        p=Figure(turnover.p, "probability", float(turnover.least), use.published),
        months=Figure(int(either.sum())),
    )
    passed = None if turnover.p is None else not turnover.moved
    return [Check("snap-points", passed, False, facts, ratio(turnover.once))]
