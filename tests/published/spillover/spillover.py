"""A grid in which what a treated cell loses shows up next door, and how the peer is asked about it.

20 x 20 cells, six months before and six after, Poisson counts of mean 4; four blocks of 2 x 4 cells
are treated (32 cells: 1.5 fewer a cell and month), and the 56 cells that touch them get .8 more.
Counts come from Python's own generator, whose stream does not change between versions.  Run as a
module where diff-diff is installed, this prints the table that stands in spillover.csv:

    python -m tests.published.spillover.spillover > tests/published/spillover/spillover.csv

The peer is SpilloverDiD of diff-diff (MIT licence): ring indicators of Butts (2021, *Difference-in-
Differences Estimation with Spatial Spillovers*, arXiv:2105.03737) in the two stages of Gardner
(2022, arXiv:2207.05943), standard errors clustered by cell.
"""

from __future__ import annotations

import csv
import math
import random
import sys
import warnings
from importlib.metadata import version
from pathlib import Path

import numpy as np

SIDE, BEFORE, AFTER = 20, 6, 6
MEAN, DIRECT, RING = 4.0, -1.5, 0.8
SEEDS = range(1, 41)
CORNERS = ((5, 4), (13, 11), (9, 0), (2, 16))
"""Row and column of each block's first cell: 2 rows, 4 columns; two of them meet an edge."""
TABLE = Path(__file__).with_name("spillover.csv")


def treated() -> list[int]:
    return sorted(
        (r + dr) * SIDE + c + dc for r, c in CORNERS for dr in range(2) for dc in range(4)
    )


def ring() -> list[int]:
    """Cells that touch a treated one by an edge or a corner."""
    own = set(treated())
    near = {
        r * SIDE + c
        for cell in own
        for r in range(cell // SIDE - 1, cell // SIDE + 2)
        for c in range(cell % SIDE - 1, cell % SIDE + 2)
        if 0 <= r < SIDE and 0 <= c < SIDE
    }
    return sorted(near - own)


def counts(seed: int) -> np.ndarray:
    """int [400, 12]."""
    means = np.full((SIDE * SIDE, BEFORE + AFTER), MEAN)
    means[treated(), BEFORE:] += DIRECT
    means[ring(), BEFORE:] += RING
    rng = random.Random(seed)
    made = [_poisson(rng.random(), mean) for mean in means.ravel()]
    return np.array(made, np.int64).reshape(means.shape)


def _poisson(u: float, mean: float) -> int:
    """The quantile of a Poisson variable."""
    k, p = 0, math.exp(-mean)
    total = p
    while u > total and k < 200:
        k += 1
        p *= mean / k
        total += p
    return k


def peer(seed: int) -> dict[str, float]:
    """Direct and ring effect a cell and month, with standard errors, and the naive difference."""
    import pandas as pd
    from diff_diff import DifferenceInDifferences, SpilloverDiD

    cells, months = SIDE * SIDE, BEFORE + AFTER
    unit = np.repeat(np.arange(cells), months)
    time = np.tile(np.arange(months), cells)
    own = np.isin(unit, treated()).astype(int)
    frame = pd.DataFrame(
        {
            "unit": unit,
            "time": time,
            "y": counts(seed).ravel().astype(float),
            "own": own,
            "after": (time >= BEFORE).astype(int),
            "under": own * (time >= BEFORE),
            "row": unit // SIDE,
            "column": unit % SIDE,
        }
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = SpilloverDiD(
            rings=[0.0, 1.5],
            conley_coords=("row", "column"),
            conley_metric="euclidean",
            cluster="unit",
        ).fit(frame, outcome="y", unit="unit", time="time", treatment="under")
        naive = DifferenceInDifferences().fit(frame, outcome="y", treatment="own", time="after")
    near = found.spillover_effects.iloc[0]
    return {
        "direct": float(found.att),
        "direct_se": float(found.se),
        "ring": float(near["coef"]),
        "ring_se": float(near["se"]),
        "naive": float(naive.att),
    }


def stored() -> list[dict[str, float]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [
            {key: float(value) for key, value in row.items() if key not in ("package", "version")}
            for row in csv.DictReader(file)
        ]


def main() -> None:
    names = ("direct", "direct_se", "ring", "ring_se", "naive")
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("seed", *names, "package", "version"))
    for seed in SEEDS:
        found = peer(seed)
        numbers = (repr(round(found[name], 10)) for name in names)
        writer.writerow((seed, *numbers, "diff-diff", version("diff-diff")))


if __name__ == "__main__":
    main()
