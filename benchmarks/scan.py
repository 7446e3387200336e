"""The scan against a brute-force one, and its cost by areas and months looked at.

The last line is the CPU time of one scan of London's size (680 areas, twelve months, 999 null
panels); the peer is the same scan by loops over zones, runs and areas, timed on a small ground and
carried over by the number of weights, since at full size it would take most of an hour.

    python benchmarks/scan.py --power 200

prints instead how often a rise of 60% in one ward of 20 a month is found, over so many panels, and
how often a scan would find it that knows what every place was expected to count.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from pathlib import Path

import numpy as np
from scipy import sparse

sys.path.insert(0, str(Path(__file__).parents[1]))

from _measure import report

from tests.displacement.scanning import Bed, brute_weights, draw, share_bound, share_found
from waterbed.displacement.scan import Frame, Ground, Law, null_panel, scan

LAW = Law(1.5, 0.1, 0.02, 0.01)
DRAWS = 999
WARDS = 20
"""Areas in a group."""


def made(areas: int, months: int) -> tuple[Frame, Ground]:
    """A frame in which nothing happened, and every run of three months or more."""
    rng = np.random.default_rng([areas, months])
    rates = rng.gamma(2.4, 8 / 2.4, areas) + 0.5
    base = draw(rng, 60 * rates, 1.5).astype(float)
    post = draw(rng, np.repeat(rates[:, None], months, axis=1), 1.5).astype(float)
    group = np.arange(areas) // WARDS
    groups = sparse.csr_array((np.ones(areas), (np.arange(areas), group)))
    return Frame(base, post, 60), Ground.of(groups, months, 3)


def ours(areas: int, months: int, draws: int = DRAWS) -> tuple[float, int]:
    """CPU seconds of one scan, and how many weights a panel has."""
    frame, ground = made(areas, months)
    start = time.process_time()
    scan(frame, [], ground, LAW, rng=np.random.default_rng(1), draws=draws)
    seconds = time.process_time() - start
    return seconds, ground.zones.shape[0] * len(ground.first)


def brute(areas: int, months: int, panels: int = 2) -> tuple[float, int, bool]:
    """CPU seconds of one panel by loops, its weights, and whether they are ours."""
    frame, ground = made(areas, months)
    rng = np.random.default_rng(2)
    same, start = True, time.process_time()
    for _ in range(panels):
        panel = null_panel(rng, frame, ground.groups, LAW)
        slow = brute_weights(panel, ground, LAW)
        fast = scan(panel, [], ground, LAW, rng=rng, draws=1).weights
        same &= bool(np.allclose(slow, fast, atol=1e-6))
    seconds = (time.process_time() - start) / panels
    return seconds, ground.zones.shape[0] * len(ground.first), same


BOUND_RUNS = 2000


def power(runs: int) -> None:
    """Right borough named at a family-wise 5%: by the scan, and where nothing need be estimated."""
    print("wards  months  right borough  expectation known  months of the rise known too")
    for boroughs in (5, 34):
        bed = Bed(boroughs=boroughs)
        for lasting in (3, 6, 12):
            _, right = share_found(runs, bed, lasting, seed=7)
            bound, with_months = (
                share_bound(BOUND_RUNS, bed, lasting, known) for known in (False, True)
            )
            print(
                f"{bed.size:5d}  {lasting:6d}  {_told(right, runs):>13}  "
                f"{_told(bound, BOUND_RUNS):>17}  {_told(with_months, BOUND_RUNS):>28}",
                flush=True,
            )


def _told(p: float, of: int) -> str:
    """A share with two standard errors."""
    return f"{p:.3f} +- {2 * math.sqrt(p * (1 - p) / of):.3f}"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--power", type=int, metavar="RUNS", help="only how often a rise is found")
    asked = parser.parse_args()
    if asked.power:
        power(asked.power)
    else:
        cost()


def cost() -> None:
    print("areas  months  weights a panel  CPU s of 999 panels  ns a weight")
    for areas in (100, 340, 680, 1360):
        for months in (6, 12, 24):
            seconds, weights = ours(areas, months)
            each = 1e9 * seconds / (DRAWS + 1) / weights
            print(f"{areas:5d}  {months:6d}  {weights:15,d}  {seconds:19.2f}  {each:11.1f}")
    slow, few, same = brute(40, 6)
    seconds, weights = ours(680, 12)
    peer = slow / few * weights * (DRAWS + 1)
    print(
        f"by loops, {few} weights of 40 areas: {slow:.2f} CPU s a panel; the same weights: {same}"
    )
    report(
        "scan", "CPU s, 680 areas, 12 months, 999 null panels", seconds,
        peer=round(peer), peer_name="loops over zones, runs and areas (carried over)",
        same_weights=same,
    )  # fmt: skip


if __name__ == "__main__":
    main()
