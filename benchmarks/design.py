"""Does a design see what it says it sees?

For each design, on beds of known truth and on London's wards (those with ten a year or more, at
every April from 2014 on): the power that `waterbed design`
states from the past alone, and how often lots drawn afterwards, on months that it did not see, show
a planted fall.  Prints both, their difference with its standard error (of beds), and how often a
fall and a rise were shown where nothing was done.

    python benchmarks/design.py --beds 100
    python benchmarks/design.py --beds 100 --only wards
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from _measure import report
from numpy.typing import NDArray

from waterbed.design.planting import FALLS, answered, plant
from waterbed.design.ways import HALVES, LOTS, STEPS, Way, way
from waterbed.model.designed import SHOWN_FALLS
from waterbed.model.months import month
from waterbed.simulate.worlds import World, draw_world

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

Counts = NDArray[np.int64]
BEFORE = 84
FRESH = 10
"""Fresh lots a bed."""

STATED = 200
"""Lots in which each bed's design plants its falls."""

WORLDS = {
    "plain": World(),
    "drifting": World(drift=0.3),
    "seasons, shocks smooth in space": World(rate=2.0, share=0.1, season=0.6, smooth=0.2),
    "years of their own": World(share=0.3, years=0.4, unsteady=4.0),
}
DESIGNS = (
    (60, way(LOTS, 20, 12)),
    (100, way(LOTS, 10, 24)),
    (40, way(HALVES, 20, 12)),
    (40, way(STEPS, 20, 12)),
    (60, way(STEPS, 40, 24)),
)
WARDS = (
    ("robbery", 60, way(LOTS, 20, 12)),
    ("robbery", 40, way(HALVES, 40, 12)),
    ("robbery", 40, way(STEPS, 40, 12)),
    ("theft", 60, way(LOTS, 20, 12)),
    ("theft", 40, way(STEPS, 24, 24)),
)


@dataclass(frozen=True, slots=True)
class Row:
    """stated, seen : float [beds, E] by planted fall; fell, rose : shown without one, [beds]"""

    name: str
    stated: NDArray[np.float64]
    seen: NDArray[np.float64]
    rose: NDArray[np.float64]

    def gap(self, fall: float) -> tuple[float, float]:
        """Stated less seen in a hundred, and the standard error over beds."""
        k = FALLS.index(fall)
        gaps = 100 * (self.stated[:, k] - self.seen[:, k])
        return float(gaps.mean()), float(gaps.std(ddof=1) / np.sqrt(len(gaps)))

    def false(self) -> tuple[float, float, float]:
        """Falls and rises shown in a hundred where nothing was done, and the larger error."""
        fell, rose = 100 * self.seen[:, 0], 100 * self.rose
        error = max(part.std(ddof=1) for part in (fell, rose)) / np.sqrt(len(fell))
        return float(fell.mean()), float(rose.mean()), float(error)


def measure(name: str, chosen: Way, beds: int, bed: Callable[[int], tuple[Counts, int]]) -> Row:
    """bed : counts [C, T] of one, and the month from which the design sees nothing"""
    stated, seen, rose = [], [], []
    for k in range(beds):
        counts, start = bed(k)
        rng = np.random.default_rng([11, k, chosen.places, chosen.months])
        planted = plant(counts[:, :start], chosen, rng, draws=STATED)
        assert planted is not None
        stated.append([share for share, _ in planted.injected.power()])
        fell, risen, _ = answered(counts, chosen, start, FRESH, FALLS, 0.95, 1, rng)
        seen.append(fell.mean(axis=0))
        rose.append(risen.mean())
    return Row(name, np.array(stated), np.array(seen), np.array(rose))


def on_worlds(beds: int) -> Iterator[Row]:
    for label, world in WORLDS.items():
        for areas, chosen in DESIGNS:

            def bed(k: int, world: World = world, areas: int = areas, chosen: Way = chosen):  # type: ignore[no-untyped-def]
                rng = np.random.default_rng([7, k, areas, chosen.months])
                drawn = draw_world(rng, world, areas // 10, 10, month("2020-01"), BEFORE,
                                   chosen.months)  # fmt: skip
                return drawn.counts, BEFORE

            yield measure(f"{label}: {told(areas, chosen)}", chosen, beds, bed)


def on_wards(beds: int) -> Iterator[Row]:
    from tests.validity.wards import wards

    real = wards()
    for outcome, areas, chosen in WARDS:
        counts = real.counts[outcome]

        def bed(k: int, counts: Counts = counts, areas: int = areas, chosen: Way = chosen):  # type: ignore[no-untyped-def]
            rng = np.random.default_rng([13, k, areas])
            starts = range(48, counts.shape[1] - chosen.months + 1, 12)
            start = starts[k % len(starts)]
            busy = np.flatnonzero(counts[:, :start].sum(axis=1) >= start / 12 * 10)
            return counts[np.sort(rng.choice(busy, areas, replace=False))], start

        yield measure(f"wards, {outcome}: {told(areas, chosen)}", chosen, beds, bed)


def told(areas: int, chosen: Way) -> str:
    return f"{chosen.name}, {chosen.places} of {areas}, {chosen.months} months"


def show(row: Row) -> float:
    """Print a row; the largest difference of it."""
    parts = []
    for fall in SHOWN_FALLS:
        k = FALLS.index(fall)
        gap, error = row.gap(fall)
        stated, seen = 100 * row.stated[:, k].mean(), 100 * row.seen[:, k].mean()
        parts.append(f"{stated:5.1f} {seen:5.1f} {gap:+5.1f} ({error:.1f})")
    fell, rose, error = row.false()
    print(f"{row.name:68s} {'  '.join(parts)}   {fell:.1f} {rose:.1f} ({error:.1f})", flush=True)
    return max(abs(row.gap(fall)[0]) for fall in SHOWN_FALLS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--beds", type=int, default=100)
    parser.add_argument("--only", choices=("worlds", "wards"), default=None)
    asked = parser.parse_args()
    print(f"{asked.beds} beds, {FRESH} fresh lots each. Stated, seen, difference (its error) at")
    print("-20, -30 and -50%; falls and rises shown where nothing was done (error), in a hundred.")
    rows: list[Row] = []
    gaps: list[float] = []
    for kind, made in (("worlds", on_worlds), ("wards", on_wards)):
        if asked.only in (None, kind):
            for row in made(asked.beds):
                rows.append(row)
                gaps.append(show(row))
    spread = np.mean([row.stated[:, FALLS.index(0.3)].std(ddof=1) for row in rows])
    print(f"One table's power at -30% lies about the mean of such tables with a standard deviation "
          f"of {100 * spread:.0f} points.")  # fmt: skip
    worst_false = max(max(row.false()[:2]) for row in rows)
    report("design", "points, largest difference of stated and seen power", max(gaps),
           designs=len(rows), trials=asked.beds * FRESH,
           largest_false=round(worst_false, 2))  # fmt: skip


if __name__ == "__main__":
    main()
