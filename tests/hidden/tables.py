"""Tables for tests: random ones, and the published ones as arrays."""

from __future__ import annotations

import numpy as np

UK5 = {
    "00001": 54, "00010": 463, "00100": 995, "01000": 695, "10000": 316, "00011": 15, "00101": 19,
    "01001": 3, "00110": 62, "01010": 19, "10010": 1, "01100": 76, "10100": 11, "11000": 8,
    "00111": 1, "01011": 1, "01110": 4, "01111": 1,
}  # fmt: skip
ORLEANS = {
    "00001": 25, "00010": 24, "00100": 70, "01000": 33, "10000": 21, "00011": 1, "00101": 1,
    "01001": 2, "00110": 2, "01010": 2, "10010": 1, "01100": 2, "00111": 1, "01011": 1,
}  # fmt: skip


def from_bits(cells: dict[str, int], lists: int = 5) -> np.ndarray:
    """Counts [2^K]; the last character is the first list."""
    counts = np.zeros(1 << lists)
    for history, people in cells.items():
        counts[int(history, 2)] = people
    return counts


def random_table(rng, lists=4, mean=20.0, dependence=0.7):
    """Counts [2^K] of people with unequal chances of being listed; sparse where the mean is low."""
    probabilities = rng.uniform(0.05, 0.5, lists)
    people = int(rng.poisson(mean * 10)) + 5
    ease = np.exp(dependence * rng.normal(size=people))[:, None]
    chance = np.clip(probabilities * ease, 0, 0.95)
    on = rng.random((people, lists)) < chance
    counts = np.bincount(on @ (1 << np.arange(lists)), minlength=1 << lists).astype(float)
    counts[0] = 0
    return counts
