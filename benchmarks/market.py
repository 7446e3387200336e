"""The simulated market beside the same mechanism in Mesa: CPU time of an agent's step, in one run.

Two mixes of people: that of the drafted scenario (most buyers stay at home on most days), and a
busy one, 70% buyers, 25% sellers and 5% patrols, of whom most are out every day.  Rounds of ours
and of Mesa alternate, and the median of each is taken, since the machine may be shared.  Encounters
and violence of a week of both stand beside each other.  The last line is CPU nanoseconds an
agent-step at 100,000 agents of the busy mix; the peer is Mesa's.

    python benchmarks/market.py [--million] [--rounds 5]
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from _measure import report

from waterbed.simulate.market.draws import Draws
from waterbed.simulate.market.market import ENCOUNTERS, VIOLENCE
from waterbed.simulate.market.parameters import defaults
from waterbed.simulate.market.places import Ground
from waterbed.simulate.market.run import DAYS, MOST_PLACES, TOGETHER, Setting, begin
from waterbed.simulate.market.shift import work
from waterbed.simulate.market.table import PARAMETERS
from waterbed.simulate.market.week import learn, live, prepare

MIXES = {
    "drafted": ((0.075, 0.03, 0.8945, 0.0005), {}),
    "busy": ((0.25, 0.0, 0.70, 0.05), {"visits": 6.3, "shifts": 6.3, "nerves": 0.0}),
}
GROUNDS = {
    1_000: Ground(6, 6),
    10_000: Ground(12, 15),
    100_000: Ground(30, 40),
    1_000_000: Ground(60, 80),
}


def setting_of(agents: int, mix: str) -> tuple[Setting, dict[str, float]]:
    shares, told = MIXES[mix]
    sellers, reserve, buyers, patrols = (round(share * agents) for share in shares)
    setting = Setting(GROUNDS[agents], sellers, reserve, buyers, patrols)
    return setting, defaults(PARAMETERS, told | {"season": 0.0})


class Ours:
    """A market that goes on a week at a time."""

    def __init__(self, agents: int, mix: str) -> None:
        self.setting, values = setting_of(agents, mix)
        self.market = begin(self.setting, values, Draws(1))
        cells = self.market.places.cells
        self.together = max(1, min(DAYS, TOGETHER // agents, MOST_PLACES // cells))
        prepare(self.market, 1.0)

    def week(self) -> None:
        for day in range(0, DAYS, self.together):
            shifts = min(self.together, DAYS - day)
            nothing = np.zeros((shifts, self.market.places.cells))
            work(self.market, nothing, nothing)
        learn(self.market)
        live(self.market)
        prepare(self.market, 1.0)

    def counted(self) -> tuple[int, int]:
        return tuple(int(self.market.tally[k].sum()) for k in (ENCOUNTERS, VIOLENCE))


class Peer:
    """The same in Mesa."""

    def __init__(self, agents: int, mix: str) -> None:
        from tests.simulate.market.mesa_market import MesaMarket

        self.model = MesaMarket(*setting_of(agents, mix), seed=1)

    def week(self) -> None:
        for _ in range(DAYS):
            self.model.step()
        self.model.new_week()

    def counted(self) -> tuple[int, int]:
        return self.model.counted["encounters"], self.model.counted["violence"]


def timed(one: Ours | Peer) -> float:
    start = time.process_time()
    one.week()
    return time.process_time() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--million", action="store_true", help="a million agents as well")
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    sizes = [size for size in GROUNDS if size <= 100_000 or asked.million]
    print("mix      agents   ours, steps/s   Mesa, steps/s   ratio   encounters       violence")
    found = {}
    for mix in MIXES:
        for size in sizes:
            pair = [Ours(size, mix), *([Peer(size, mix)] if size <= 100_000 else [])]
            for one in pair:
                one.week()
            before = [one.counted() for one in pair]
            times = np.array([[timed(one) for one in pair] for _ in range(asked.rounds)])
            each = np.median(times, axis=0) / (DAYS * size)
            found[mix, size] = each
            counts = [
                np.subtract(one.counted(), start) / asked.rounds
                for one, start in zip(pair, before, strict=True)
            ]
            peer = f"{1 / each[1]:15.3g}{each[1] / each[0]:8.1f}" if len(each) > 1 else " " * 23
            beside = ["/".join(f"{count[k]:.0f}" for count in counts) for k in (0, 1)]
            print(f"{mix:9}{size:<9,}{1 / each[0]:13.3g}{peer}   {beside[0]:17}{beside[1]}")
    ours, peer = found["busy", 100_000] * 1e9
    drafted = found["drafted", 100_000]
    steps = {f"{mix} {size}": round(1 / float(each[0])) for (mix, size), each in found.items()}
    report(
        "market",
        "CPU ns an agent-step, 100,000 agents",
        float(ours),
        round(float(peer), 1),
        "Mesa, the same mechanism",
        drafted_ratio=round(float(drafted[1] / drafted[0]), 1),
        steps_a_second=steps,
    )


if __name__ == "__main__":
    main()
