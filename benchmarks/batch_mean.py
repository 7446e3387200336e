"""The mean of a batch where nothing was done: of all its places, and of those that no gate bars.

Batches of twenty places of 400 areas on a map, each through its own comparison and gates by the
forecast that carries verdicts (tests/programme/many_places.py).  Fifteen are picked: those whose
last year lies highest above their earlier years, or lowest below them, in a world in which a tenth
of areas surge from year to year; or areas whose months jump about.  Five are picked at random.
How far the mean is off, in logs, and how often its interval leaves nought out on either side.

    python benchmarks/batch_mean.py --batches 300
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
from _measure import report

from tests.programme.many_places import AFTER, BEFORE, FIRST, Table, effects_of
from waterbed.model.panel import Panel
from waterbed.programme.many import averaged, shrunk
from waterbed.programme.place_effect import PlaceEffect
from waterbed.simulate.panel import OUTCOME, grid
from waterbed.simulate.worlds import World, draw_world

LEVEL, PLACES, PICKED, LEAST = 0.95, 20, 15, 24
ROWS, COLUMNS = 16, 25
SURGES = World(rate=14.0, drift=0.1, share=0.1, years=0.5)
JUMPS = World(rate=14.0, drift=0.1, share=0.15, unsteady=8.0, years=0.4)


@dataclass(frozen=True, slots=True)
class Bed:
    """words : what is printed; picks : "high", "low" (of the last year) or "own" (areas with
    something of their own)"""

    words: str
    world: World
    picks: str


BEDS = (
    Bed("a tenth surge; the highest last years", SURGES, "high"),
    Bed("a tenth surge; the lowest last years", SURGES, "low"),
    Bed("months of some jump about; fifteen of these", JUMPS, "own"),
)


def batch(rng: np.random.Generator, bed: Bed) -> list[PlaceEffect]:
    """The effects of the places of one batch, nothing having been done."""
    drawn = draw_world(rng, bed.world, ROWS, COLUMNS, FIRST, BEFORE, AFTER)
    last = drawn.counts[:, BEFORE - 12 : BEFORE].sum(axis=1).astype(float)
    usual = drawn.counts[:, : BEFORE - 12].mean(axis=1) * 12
    counting = np.flatnonzero(usual >= LEAST)
    score = np.where(usual >= LEAST, (last - usual) / np.sqrt(usual + 1e-9), 0.0)
    if bed.picks == "own":
        picked = rng.permutation(counting[drawn.own[counting]])[:PICKED]
    else:
        picked = np.argsort(-score if bed.picks == "high" else score)[:PICKED]
    others = np.setdiff1d(counting, picked)
    rest = rng.choice(others, PLACES - len(picked), replace=False)
    at = rng.permutation(np.concatenate([picked, rest]))
    areas = grid(ROWS, COLUMNS, 4)
    counts = drawn.counts[None]
    periods = np.arange(FIRST, FIRST + BEFORE + AFTER)
    panel = Panel((OUTCOME,), areas.ids, periods, 1, counts, np.ones(counts.shape, bool))
    rate = drawn.rates[at, BEFORE : BEFORE + 12].mean(axis=1)
    start = np.full(PLACES, FIRST + BEFORE)
    return effects_of(Table(areas, panel, at, start, rate, np.isin(at, picked)))


def means(effects: Sequence[PlaceEffect]) -> tuple[float, bool, bool]:
    """The mean in logs, and whether its interval lies below and above nought."""
    together = shrunk(effects, LEVEL)
    return together.mean, together.mean_high < 0, together.mean_low > 0


def line(rows: Sequence[tuple[float, bool, bool]]) -> str:
    off, below, above = np.array(rows, float).T
    return f"{np.nanmean(off):+.3f} | {100 * below.mean():.1f}% | {100 * above.mean():.1f}%"


def main(asked: argparse.Namespace) -> None:
    print(
        "| places | batches | barred from a fall, a rise, both | mean of all is off by | below "
        "nought | above | of those that nothing bars | below nought | above | without |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|")
    worst, begun = 0.0, time.process_time()
    for bed in BEDS:
        every, own, bars, without = [], [], Counter[tuple[str, ...]](), 0
        for number in range(asked.first, asked.first + asked.batches):
            effects = batch(np.random.default_rng([31, number]), bed)
            bars.update(effect.barred for effect in effects)
            every.append(means([replace(effect, barred=()) for effect in effects]))
            own.append(means(effects))
            without += not averaged(effects).any()
        shares = [
            100 * bars[key] / bars.total() for key in (("fall",), ("rise",), ("fall", "rise"))
        ]
        barred = ", ".join(f"{share:.0f}%" for share in shares)
        print(
            f"| {bed.words} | {asked.batches} | {barred} | {line(every)} | {line(own)} "
            f"| {without} |",
            flush=True,
        )
        worst = max(worst, *(float(np.mean([row[k] for row in own])) for k in (1, 2)))
    seconds = round(time.process_time() - begun, 1)
    report("batch_mean", "largest share beyond nought on a side", worst, cpu_s=seconds)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--batches", type=int, default=300)
    parser.add_argument("--first", type=int, default=0)
    main(parser.parse_args())
