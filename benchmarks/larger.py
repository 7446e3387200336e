"""What would have told: how often studies of the size that a report tells do see the change.

On each panel like London's wards a study of one place is told how many places alike, or how many
times the counts, would have seen a fall or a rise of 30% or 10% four times in five.  A study of
that size is made on a new panel, the change planted, and the claim of it judged by a whole run.

    python benchmarks/larger.py [PANELS] [SEED]

With a seed, on a bed that it was not made on.  200 panels of two beds take some 90 CPU
seconds.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402
from _measure import report  # noqa: E402

from tests.support.larger import BEDS, OTHERS, Tried, tried  # noqa: E402

SEED = 3
DESIGNS = ("places", "counts")


def row(bed: str, turn: str, design: str, studies: list[Tried]) -> float:
    """A line of the table; the share that saw the change."""
    share = float(np.mean([study.found for study in studies]))
    error = (share * (1 - share) / len(studies)) ** 0.5
    low, middle, high = np.quantile([study.told for study in studies], (0.1, 0.5, 0.9))
    print(
        f"| {bed} | {turn} | {design} | {middle:.0f} ({low:.0f} to {high:.0f}) | {len(studies)} | "
        f"{100 * share:.0f} ({100 * error:.0f}) |"
    )
    return share


def main(panels: int, seed: int | None = None) -> None:
    beds = BEDS if seed is None else OTHERS
    start, seen = time.process_time(), []
    print("| counts like | change | more | told, median (8 in 10) | studies | seen, % (error) |")
    print("| --- | --- | --- | --- | --- | --- |")
    for bed in sorted(beds):
        studies = list(tried(SEED if seed is None else seed, beds[bed], panels))
        for design in DESIGNS:
            for turn in ("fall", "rise"):
                some = [study for study in studies if (study.turn, study.design) == (turn, design)]
                if len(some) >= max(panels // 10, 1):
                    share = row(bed, turn, design, some)
                    seen += [share] if design == "places" else []
    print(f"{time.process_time() - start:.0f} CPU s")
    report("larger", "share seen over places, least", min(seen), promised=0.8)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:] or ["200"]))
