"""What one incident more, in any area, changes in a public report of an unpublished table.

Simulated tables of 49 areas, incidents added at random to target, zone, buffer and donors.  Of how
many no byte of results.json changes, and which rounded total crossed its edge: one of the
target, the zone, the donors together or everything, or that of one area alone, which nothing shows.

    python benchmarks/invariance.py --tables 8 --incidents 10
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.disclosure.test_invariance import (
    AREAS,
    closed,
    donors_of,
    drawn,
    panel,
    rounded_totals,
)
from waterbed.analysis.run import analyse
from waterbed.disclosure import release
from waterbed.report.record.results import results_json


def told(counts: np.ndarray) -> bytes:
    return results_json(release(analyse(closed(), AREAS, panel(counts))))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tables", type=int, default=8)
    parser.add_argument("--incidents", type=int, default=10)
    asked = parser.parse_args()
    found: Counter[str] = Counter()
    for k in range(asked.tables):
        rng = np.random.default_rng([k, 7])
        counts = drawn(k, (1.0, 2.0)[k % 2], (6.0, 12.0)[k % 2])
        donors = donors_of(analyse(closed(), AREAS, panel(counts)))
        own, report = rounded_totals(counts, donors), told(counts)
        for _ in range(asked.incidents):
            more = counts.copy()
            more[rng.integers(len(AREAS)), rng.integers(48)] += 1
            areas, *together = (
                a != b for a, b in zip(own, rounded_totals(more, donors), strict=True)
            )
            crossed = "of several areas" if any(together) else "of one area" if areas else "none"
            changed = "changed" if told(more) != report else "no byte changed"
            found[f"{changed}; rounded total that crossed: {crossed}"] += 1
    for name, number in sorted(found.items()):
        print(f"{name:60} {number:5} {number / sum(found.values()):7.1%}")


if __name__ == "__main__":
    main()
