"""CPU seconds and memory of a whole analysis of England's LSOAs (simulated), at three sizes.

Four outcomes, 180 months, target, touching zone, net; forecast and difference with their placebos.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from _measure import cpu_of, report

from waterbed.analysis.run import analyse
from waterbed.model.areas import Areas
from waterbed.model.kinds import KINDS
from waterbed.model.months import Months, month
from waterbed.model.panel import Panel
from waterbed.model.sources import AreaSource, CountTable
from waterbed.model.study import Claim, Intervention, Outcome, Rule, Study, ZoneRule
from waterbed.model.window import Window

SIZES = (8_918, 17_836, 35_672)
MONTHS = 180
OUTCOMES = ("a", "b", "c", "d")
BUDGET, MEMORY = 60.0, 4096.0


def lattice(size: int) -> Areas:
    """Areas in rows of 188 that touch where they share an edge."""
    i = np.arange(size)
    across = i[(i % 188 < 187) & (i + 1 < size)]
    down = i[i + 188 < size]
    pairs = np.concatenate([np.stack([across, across + 1], 1), np.stack([down, down + 188], 1)])
    ids = tuple(f"E01{k:06d}" for k in i)
    return Areas(ids, ids, ("",) * size, pairs, np.zeros(len(pairs)), 0.0)


def study_of(target: str) -> Study:
    operation = Intervention(
        "op",
        "operation",
        "patrol",
        month("2022-01"),
        areas=(target,),
        target=(target,),
        zones=(("beside", ZoneRule("touching")),),
        buffer=ZoneRule("touching", parent="beside"),
    )
    window = Window(
        "year", "op", Months.parse("2021-01", "2021-12"), Months.parse("2022-01", "2022-12")
    )
    region = KINDS["fell"].region
    assert region is not None
    claims = tuple(
        Claim(
            f"{outcome} {zone}", "council", "", "", "", "", "fell", "", "op", outcome, zone,
            region=region(0.0, 0.0, 0.0),
        )
        for outcome in OUTCOMES
        for zone in ("target", "beside", "net")
    )  # fmt: skip
    table = CountTable("counts", Path("counts.csv"), "long", published=True)
    outcomes = tuple(Outcome(one, one, (), ((),)) for one in OUTCOMES)
    rule = Rule(0.95, "forecast", (window,))
    return Study(
        "scale", "", "", 1, AreaSource(), (table,), outcomes, (operation,), (), rule, claims
    )


def one_run(size: int) -> None:
    areas = lattice(size)
    rng = np.random.default_rng(1)
    rate = rng.gamma(1.5, 1.0, (len(OUTCOMES), size, 1))
    counts = np.empty((len(OUTCOMES), size, MONTHS), np.int64)
    for o in range(len(OUTCOMES)):
        counts[o] = rng.poisson(np.broadcast_to(rate[o], counts[o].shape))
    panel = Panel(
        OUTCOMES,
        areas.ids,
        month("2010-01") + np.arange(MONTHS),
        1,
        counts,
        np.ones(counts.shape, bool),
    )
    analyse(study_of(areas.ids[size // 2 + 94]), areas, panel)


def main() -> None:
    rows = []
    for size in SIZES:
        seconds, memory = cpu_of([sys.executable, __file__, str(size)])
        rows.append((size, seconds, memory))
        print(f"{size:7,} areas   {seconds:6.2f} CPU s   {memory:7.1f} MB at its peak")
    _, seconds, memory = rows[-1]
    slope = (rows[2][1] - rows[1][1]) / (rows[1][1] - rows[0][1])
    print(f"twice the areas cost {slope:.2f} times the seconds again (2 is linear)")
    more = {"peak_mb": memory, "budget_mb": MEMORY, "slope": round(slope, 2)}
    report("scale", "CPU s", seconds, BUDGET, "budget", stored=True, **more)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        one_run(int(sys.argv[1]))
    else:
        main()
