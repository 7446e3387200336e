"""False falls and rises with and without a covariate, where nothing was done (docs/covariates.md).

python benchmarks/covariates.py --panels 400 --areas 60
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.effect.test_covariates import compared, estimate, followed, lowest, world

TARGETS = ("drawn at random", "where it fell most", "where it rose most")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--panels", type=int, default=400)
    parser.add_argument("--areas", type=int, default=60)
    asked = parser.parse_args()
    for drives in (0.0, 1.0):
        for pick in TARGETS:
            rates = 100 * np.mean(
                [_tails(seed, drives, pick, asked.areas) for seed in range(asked.panels)], axis=0
            )
            name = "drives the counts" if drives else "noise"
            falls, rises = (f"{a:.1f} and {b:.1f}" for a, b in rates.T)
            print(f"{name}, {pick}: false falls without and with it {falls}, rises {rises}")


def _tails(seed: int, drives: float, pick: str, areas: int) -> list[tuple[bool, bool]]:
    """Whether a fall and a rise are found at 5%, without the covariate and with it."""
    panel, need = world(seed, drives, areas)
    if not drives:
        _, need = world(5000 + seed, 0.0, areas)
    rose = int(np.argmax(need[:, -1] / need[:, -13]))
    target = dict(zip(TARGETS, (seed % areas, lowest(need), rose), strict=True))[pick]
    estimates = (
        estimate(compared(panel, target, followed(need), adjusts)) for adjusts in (False, True)
    )
    return [(each.p_low <= 0.05, each.p_high <= 0.05) for each in estimates]


if __name__ == "__main__":
    main()
