"""Effects by months since each start: how often bands miss the truth, beside two-way fixed effects.

Panels of tests/programme/staggered_counts.py: six starts four months apart, effects that differ by
place and grow over two years.  Then the CPU time for a country.

    python benchmarks/event_time.py --panels 200
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
from _measure import report

from tests.programme.staggered_counts import by_cohort, draw_staggered, two_way
from waterbed.programme.event_time import NEVER, event_time

BEDS: dict[str, Mapping[str, object]] = {
    "nothing done, places picked for their counts": {"deepest": 0.0},
    "nothing done, places at random": {"deepest": 0.0, "picked": False},
    "falls up to a half, picked": {},
    "falls up to a half, at random": {"picked": False},
    "falls up to a half, at random, 60 of 80 areas": {"picked": False, "rows": 8, "columns": 10},
}
AREAS, MONTHS, PLACES = 35_672, 180, 300


def row(bed: Mapping[str, object], panels: int, draws: int) -> list[float]:
    """Shares of months and of panels that miss the truth, in the year from the start and in the one
    before it, and mean errors of the log ratio of the two years from the start."""
    made = []
    for number in range(panels):
        rng = np.random.default_rng([19, number])
        panel = draw_staggered(rng, **bed)  # type: ignore[arg-type]
        one = event_time(panel.counts, panel.starts, rng, horizon=24, draws=draws)
        year, before = (one.months >= 0) & (one.months < 12), one.months < 0
        truth = np.where(before, 1.0, panel.truth[np.maximum(one.months, 0)])
        alone = (truth < one.low) | (truth > one.high)
        jointly = (truth < one.joint_low) | (truth > one.joint_high)
        after = one.months >= 0
        counted = one.observed[after].sum() / one.expected[after].sum()
        usual = np.average(np.log(one.usual[after]), weights=one.expected[after])
        both = two_way(*by_cohort(panel))
        made.append(
            [
                alone[year].mean(),
                jointly[year].any(),
                alone[before].mean(),
                jointly[before].any(),
                np.log(counted / panel.overall),
                np.log(counted / panel.overall) - usual,
                np.log(both / panel.overall),
            ]
        )
    found: list[float] = np.mean(np.array(made, float), axis=0).tolist()
    return found


def country() -> float:
    """CPU seconds of one outcome of a country."""
    rng = np.random.default_rng(1)
    counts = rng.poisson(rng.gamma(1.0, 6.0, (AREAS, 1)), (AREAS, MONTHS))
    starts = np.full(AREAS, NEVER)
    starts[rng.choice(AREAS, PLACES, replace=False)] = rng.integers(60, 150, PLACES)
    begun = time.process_time()
    event_time(counts, starts, rng)
    return time.process_time() - begun


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--panels", type=int, default=200)
    parser.add_argument("--draws", type=int, default=199)
    asked = parser.parse_args()
    print(
        f"{asked.panels} panels a row, {asked.draws} draws, intervals at 95%\n\n"
        "| panels | months missed | any month missed, joint band | months before missed | any "
        "month before missed, joint band | error of imputed counts | of the ratio | of two-way "
        "fixed effects |\n|---|---|---|---|---|---|---|---|"
    )
    for words, bed in BEDS.items():
        *missed, raw, ours, both = row(bed, asked.panels, asked.draws)
        cells = " | ".join(f"{100 * x:.1f}%" for x in missed)
        print(f"| {words} | {cells} | {raw:+.3f} | {ours:+.3f} | {both:+.3f} |", flush=True)
    spent = country()
    print(f"\n{AREAS:,} areas, {MONTHS} months, {PLACES} starts, 999 draws: {spent:.1f} CPU s")
    report("event_time", "CPU s", spent)


if __name__ == "__main__":
    main()
