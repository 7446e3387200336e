"""Why does a design state another power than is seen?  Two causes looked for, on London's wards.

How far each ward went a way of its own in each year: where that grows from year to year, falls
planted in the past are easier to see than those of the year to come, and the other way round.  And
whether a year shows less to places picked as it begins than to places picked at a later date, for
which it is a year of the past as any other: then the past would be used wrongly.

    python benchmarks/design_years.py
"""

from __future__ import annotations

import argparse

import numpy as np
from design import BY_LOT, FRESH, MAJOR, REAL, SHOWN, pick, real, told
from numpy.typing import NDArray

from waterbed.design.past import expected
from waterbed.design.planting import answered
from waterbed.design.ways import Way

BEFORE_FIRST = 36
"""Months of the table before the first year whose shocks are printed."""


def shocks(outcome: str) -> NDArray[np.float64]:
    """By date, a year apart, the standard deviation of how far each busy ward's year was from what
    its past led one to expect, Poisson variance taken off and the widest 2% left out."""
    counts = real(outcome)[0][0]
    counts = counts[counts.sum(axis=1) >= counts.shape[1] / 12 * 10]
    spreads = []
    for start in range(BEFORE_FIRST, counts.shape[1] - 11, 12):
        mu = expected(counts[:, :start].astype(float), start, 12).mu
        y = counts[:, start : start + 12].sum(axis=1)
        mu = mu * y.sum() / mu.sum()
        scaled = (y - mu) ** 2 / mu
        kept = scaled <= np.quantile(scaled, 0.98)
        spreads.append(((scaled - 1) / mu)[kept].mean())
    return np.sqrt(np.maximum(spreads, 0.0))


def as_past(outcome: str, areas: int, chosen: Way, beds: int) -> tuple[float, float]:
    """Power at SHOWN[0] of a year to places picked at later dates, less that to places picked as
    it begins, in a hundred: mean over the years, and its standard error."""
    counts, length = real(outcome)[0][0], chosen.months
    starts = range(BEFORE_FIRST + 12, counts.shape[1] - length + 1, 12)
    power = np.zeros((len(starts), len(starts)))
    each = -(-beds // len(starts))
    for s, start in enumerate(starts):
        for k in range(each):
            rng = np.random.default_rng([17, k, areas, start])
            own = counts[np.sort(pick(counts, start, 12, areas, BY_LOT, rng)[1])]
            for d, date in enumerate(starts[: s + 1]):
                fell, _, _ = answered(own, chosen, date, FRESH, (0.0, SHOWN[0]), 0.95, 1, rng)
                power[s, d] += 100 * fell[:, 1].mean() / each
    gaps = np.array([power[d + 1 :, d].mean() - power[d, d] for d in range(len(starts) - 1)])
    return float(gaps.mean()), float(gaps.std(ddof=1) / np.sqrt(len(gaps)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--beds", type=int, default=270)
    beds = parser.parse_args().beds
    for outcome in MAJOR:
        if real(outcome)[0]:
            years = " ".join(f"{100 * spread:.0f}" for spread in shocks(outcome))
            print(f"{outcome}: a ward's own shock in the years from April 2013 on, in %: {years}")
    for outcome, areas, chosen, picked in REAL:
        if outcome in MAJOR and picked == BY_LOT:
            gap, error = as_past(outcome, areas, chosen, beds)
            print(f"{outcome}: {told(areas, chosen)}: a year as one of the past less the same year "
                  f"as the one to come: {gap:+.1f} ({error:.1f})", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
