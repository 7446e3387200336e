"""Whether statements on movement hold: net, zones, share displaced and "it did not move".

Simulated studies of known truth, each judged from its files as a user's would be.  Prints, for the
forecast (which decides) and the difference, how often a net change is found where there is none,
how often the joint intervals of target, zone and net all hold the truth, how often the set of
shares holds the true one, and how often "not moved" is supported.

    python benchmarks/movement.py --replicates 200

Or only how often "not moved" is supported where nothing moved, by the size of the fall and the
level of counts:

    python benchmarks/movement.py --not-moved --replicates 100
"""

from __future__ import annotations

import argparse
import math
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from _measure import report

from waterbed.analysis.run import analyse, read_inputs
from waterbed.claims import answer, decides
from waterbed.demo import SIZED
from waterbed.model.estimate import Estimate
from waterbed.model.kinds import KINDS
from waterbed.model.results import Results
from waterbed.model.study import NET, TARGET
from waterbed.simulate.folder import NEIGHBOURS, SimulatedClaim, write_study
from waterbed.simulate.panel import Settings, Simulated, simulate_panel

LEVEL, MARGIN = 0.95, 0.2
METHODS = ("forecast", "difference")
PEAK = replace(SIZED, select="peak", least=100, surges=0.35, persistence=0.7)
NULLS = {"random": SIZED, "peak": PEAK}
SHARES = (0.0, 0.2, 0.5, 1.0, 1.5)
FALLS = {"large": -0.75, "small": -0.25}
STILL_FALLS = (-0.5, -0.75, -0.9)
STILL_LEVELS = (10, 20, 50)


@dataclass(frozen=True, slots=True)
class Run:
    """One simulated study and what was found."""

    truth: Simulated
    results: Results

    def find(self, method: str, question: str, zone: str) -> Estimate | None:
        scale = "share" if question == "share" else "count"
        return next(
            (
                one
                for one in self.results.estimates
                if (one.method, one.parameter.question, one.parameter.zone, one.parameter.scale)
                == (method, question, zone, scale)
            ),
            None,
        )

    def changes(self) -> dict[str, float]:
        own = self.truth.change(self.truth.target)
        beside = self.truth.change(self.truth.touching)
        return {TARGET: own, NEIGHBOURS: beside, NET: own + beside}


def runs(settings: Settings, rule: str, replicates: int, seed: int) -> list[Run]:
    made = []
    for rng in np.random.default_rng(seed).spawn(replicates):
        truth = simulate_panel(rng, settings)
        with tempfile.TemporaryDirectory() as folder:
            path = write_study(
                truth,
                Path(folder),
                title="Simulated",
                question="Did it move?",
                said=[SimulatedClaim("moved", "side", "It moved.", "moved", NEIGHBOURS)],
                chosen_for=rule,
                level=LEVEL,
            )
            inputs = read_inputs(path)
            results = analyse(inputs.study, inputs.areas, inputs.counts.panel, inputs.records)
        made.append(Run(truth, results))
    return made


def holds(interval: tuple[float | None, float | None], x: float) -> bool:
    low, high = interval
    return (low is None or low <= x) and (high is None or x <= high)


def told(hits: int, of: int) -> str:
    if not of:
        return "     -     "
    p = hits / of
    return f"{p:5.3f} +- {2 * math.sqrt(max(p * (1 - p), 1e-9) / of):.3f}"


def null_rows(name: str, found: list[Run]) -> list[str]:
    """Net changes found where there is none, and joint intervals that miss a truth."""
    rows = []
    for method in METHODS:
        nets = [one for run in found if (one := run.find(method, "net", NET)) is not None]
        down = sum(one.deciding is not None and not _reaches(one, 0.0, "high") for one in nets)
        up = sum(one.deciding is not None and not _reaches(one, 0.0, "low") for one in nets)
        missed = of = 0
        for run in found:
            zones = [run.find(method, q, z) for q, z in QUESTIONS]
            if all(one is not None and one.joint is not None for one in zones):
                of += 1
                missed += not all(holds(one.joint, 0.0) for one in zones if one and one.joint)
        rows.append(
            f"{name:8} {method:11} net fall {told(down, len(nets))}  net rise "
            f"{told(up, len(nets))}  any of three missed {told(missed, of)}  "
            f"no estimate {len(found) - len(nets)}"
        )
    return rows


QUESTIONS = (("effect", TARGET), ("displacement", NEIGHBOURS), ("net", NET))


def _reaches(one: Estimate, x: float, end: str) -> bool:
    low, high = one.deciding or (None, None)
    return (high is None or high >= x) if end == "high" else (low is None or low <= x)


def share_rows(name: str, share: float, found: list[Run]) -> list[str]:
    """Coverage of the joint net interval and of the share's set; how often "not moved" passes."""
    rows = []
    region = KINDS["not-moved"].region
    assert region is not None
    for method in METHODS:
        joint = covered = given = bounded = passed = of = 0
        for run in found:
            one = run.find(method, "share", NEIGHBOURS)
            zones = {z: run.find(method, q, z) for q, z in QUESTIONS}
            if one is None or any(other is None for other in zones.values()):
                continue
            of += 1
            joint += all(
                other is not None and other.joint is not None and holds(other.joint, truth)
                for (zone, other), truth in zip(zones.items(), run.changes().values(), strict=True)
            )
            covered += one.set is None or any(holds(piece, share) for piece in one.set)
            given += one.set is not None
            bounded += one.set is not None and None not in (one.set[0][0], one.set[-1][1])
            passed += one.set is not None and (
                answer(region(0.0, 0.0, MARGIN), decides(one)) == "supported"
            )
        rows.append(
            f"{name:6} {share:4.1f} {method:11} share covered {told(covered, of)}  given "
            f"{told(given, of)}  bounded {told(bounded, of)}  not moved {told(passed, of)}  "
            f"all three covered {told(joint, of)}"
        )
    return rows


def level_of(least: int) -> Settings:
    """The same bed with the counts of all areas scaled, so that a target has `least` a month."""
    scale = least * 12 / SIZED.least
    return replace(SIZED, rate=SIZED.rate * scale, least=least * 12)


def still_row(least: int, fall: float, found: list[Run]) -> str:
    """How often the forecast supports "not moved" where nothing moved; the counts it has."""
    region = KINDS["not-moved"].region
    assert region is not None
    passed = 0
    own, beside = [], []
    for run in found:
        one = run.find("forecast", "share", NEIGHBOURS)
        passed += one is not None and one.set is not None and (
            answer(region(0.0, 0.0, MARGIN), decides(one)) == "supported"
        )  # fmt: skip
        months = run.truth.panel.slice(run.truth.base)
        mean = run.truth.unaffected[:, months].mean(axis=1)
        own.append(mean[run.truth.target])
        beside.append(mean[run.truth.touching].sum())
    return (
        f"at least {least:3d} a month (median {np.median(own):3.0f}, zone {np.median(beside):4.0f})"
        f"  fall {-fall:4.0%}  not moved {told(passed, len(found))}"
    )


def print_still(levels: Sequence[int], replicates: int, seed: int) -> None:
    for least in levels:
        for k, fall in enumerate(STILL_FALLS):
            settings = replace(level_of(least), effect=fall)
            found = runs(settings, "random", replicates, seed + 10 * least + k)
            print(still_row(least, fall, found), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--replicates", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--not-moved", action="store_true", help="only that, where nothing moved")
    least = "of --not-moved: counts a month that a target has at least"
    parser.add_argument("--levels", type=int, nargs="+", default=STILL_LEVELS, help=least)
    asked = parser.parse_args()
    start = time.process_time()
    if asked.not_moved:
        print_still(asked.levels, asked.replicates, asked.seed)
        return
    for i, (rule, settings) in enumerate(NULLS.items()):
        for row in null_rows(rule, runs(settings, rule, asked.replicates, asked.seed + i)):
            print(row, flush=True)
    for i, (name, fall) in enumerate(FALLS.items()):
        for k, share in enumerate(SHARES):
            settings = replace(SIZED, effect=fall, displaced=share)
            found = runs(settings, "random", asked.replicates, asked.seed + 100 * (i + 1) + k)
            for row in share_rows(name, share, found):
                print(row, flush=True)
    report("movement", "CPU s", time.process_time() - start, replicates=asked.replicates)


if __name__ == "__main__":
    main()
