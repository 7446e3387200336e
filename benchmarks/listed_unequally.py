"""How often the range of overlapping lists holds a known truth, where people differ and where not.

Prints the table of docs/lists.md, "Where people differ".

    python benchmarks/listed_unequally.py --tables 100
"""

from __future__ import annotations

import argparse
import time

import numpy as np
from _measure import report

from waterbed.hidden.headline import headline
from waterbed.model.errors import Refusal
from waterbed.model.histories import membership

SIZES = ((3, 400), (4, 1000), (5, 3000), (7, 3000), (8, 3000))
WORLDS = (
    "independent",
    "random pairs",
    "referral pair",
    "two classes",
    "normal sd 1",
    "normal sd 1.5",
    "never listed",
)


def people(world: str, rng: np.random.Generator, n: int, k: int) -> np.ndarray:
    """Which of k lists each of n people is on, 0/1 [n, k]."""
    if world == "random pairs":
        cells = membership(k)
        eta = cells @ rng.normal(-1.8, 0.4, k)
        for a in range(k):
            for b in range(a):
                eta = eta + cells[:, a] * cells[:, b] * rng.normal(0.3, 0.6)
        p = np.exp(eta)
        return cells[rng.choice(len(p), n, p=p / p.sum())].astype(int)
    if world == "referral pair":
        on = rng.random((n, k)) < np.tile(rng.uniform(0.08, 0.25, k), (n, 1))
        on[:, 1] |= on[:, 0] & (rng.random(n) < 0.4)
        return on.astype(int)
    if world == "independent":
        chance = np.tile(rng.uniform(0.05, 0.3, k), (n, 1))
    elif world == "two classes":
        ready = rng.random((n, 1)) < 0.3
        chance = np.where(ready, rng.uniform(0.3, 0.6, k), rng.uniform(0.03, 0.12, k))
    elif world == "never listed":
        chance = np.tile(rng.uniform(0.08, 0.3, k), (n, 1))
        chance[: n // 5] = 0
    else:
        spread, middle = (1.0, -2.0) if world == "normal sd 1" else (1.5, -2.2)
        logit = rng.normal(0, spread, (n, 1)) + rng.normal(middle, 0.4, k)
        chance = 1 / (1 + np.exp(-logit))
    return (rng.random((n, k)) < chance).astype(int)


def table(on: np.ndarray) -> np.ndarray:
    """Counts of histories in the order of `membership`; those on no list are not seen."""
    k = on.shape[1]
    code = np.bincount(on @ (1 << np.arange(k)), minlength=1 << k).astype(float)
    cells = membership(k)
    counts = code[(cells @ (1 << np.arange(k))).astype(int)]
    counts[cells.sum(axis=1) == 0] = 0
    return counts


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--tables", type=int, default=100)
    parser.add_argument("--lists", type=int, nargs="*", help="of these numbers of lists alone")
    asked = parser.parse_args()
    start = time.process_time()
    for k, n in [size for size in SIZES if not asked.lists or size[0] in asked.lists]:
        for world in WORLDS:
            rng = np.random.default_rng(k * 1000 + len(world))
            held, least, above, refused = 0, 0, 0, 0
            for _ in range(asked.tables):
                try:
                    found = headline(table(people(world, rng, n, k)), rng, replicates=300)
                except Refusal:
                    refused += 1
                    continue
                held += found.low <= n <= found.high
                least += found.low <= n
                above += found.high < n
            of = max(asked.tables - refused, 1)
            print(
                f"{k} lists, {n:5,} people, {world:13} held {held / of:.2f}, at least its low end "
                f"{least / of:.2f}, above the range {above / of:.2f}, refused {refused}",
                flush=True,
            )
    report("listed_unequally", "CPU s", time.process_time() - start, tables=asked.tables)


if __name__ == "__main__":
    main()
