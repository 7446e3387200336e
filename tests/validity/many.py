"""Targets of very many small areas, as Seattle's 39 blocks of 9,642: weights beside the forecast.

Panels of 2,000 areas by quarter, three years before and one after.  Rates are as uneven as those of
Seattle's blocks (gamma of shape .2, half an incident a month on average, a month's variance twice
its mean); 39 areas side by side are treated, and the study gives a map.  Each study is written with
`calibrated` for its headline and run whole; the judge is then asked with either method.

    python -m tests.validity.many 420 [EFFECT [WORLD CHOSEN]]

prints a line a world; EFFECT is a ratio: 0, -.2 or -.4.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np

from tests.validity.choosing import Members, grown
from tests.validity.rates import Rate
from tests.validity.trial import Counts, _claim, compared
from waterbed.analysis.plan import make_plan
from waterbed.analysis.run import gather
from waterbed.analysis.window_findings import Shared
from waterbed.claims import Evidence, foresee, judge
from waterbed.model.areas import Areas
from waterbed.model.estimate import Estimate
from waterbed.model.methods import DEFAULT
from waterbed.model.months import Months, month
from waterbed.model.panel import Panel
from waterbed.model.sources import AreaSource, CountTable
from waterbed.model.study import ChosenFor, Intervention, Outcome, Rule, Study
from waterbed.model.window import Window
from waterbed.simulate.panel import grid
from waterbed.simulate.worlds import World, draw_world

ROWS, COLUMNS, GROUPS, TREATED, FORTY = 40, 50, 10, 39, 40
START, YEAR, BEFORE, QUARTER = month("2008-01"), 12, 36, 3
OP, CRIME, WEIGHTS = "op", "crime", "calibrated"
METHODS = (DEFAULT, WEIGHTS)
SEED, PLACEBOS = 5, 199
UNEVEN = World(rate=0.5, shape=0.2, dispersion=2.0)
WORLDS = {
    "plain": UNEVEN,
    "smooth .35": replace(UNEVEN, smooth=0.35),
    "drift": replace(UNEVEN, drift=0.4),
}
RANDOM, LEVEL, RISE, SCATTERED = "beside random", "beside level", "beside rise", "apart random"
CASES = (
    ("plain", RANDOM), ("plain", LEVEL), ("plain", RISE),
    ("smooth .35", RANDOM), ("smooth .35", LEVEL), ("drift", LEVEL),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """What one run said with one method: answers and whether support was barred, of a fall and of a
    rise; what bars; the estimated ratio and whether its 95% interval holds the effect, or None."""

    answers: tuple[str, str]
    barred: tuple[bool, bool]
    why: tuple[str, ...]
    value: float | None
    covered: bool | None


@cache
def areas_of(mapped: bool) -> Areas:
    lattice = grid(ROWS, COLUMNS, GROUPS)
    bare = Areas(lattice.ids, lattice.names, ("",) * len(lattice.ids))
    if not mapped:
        return bare
    return replace(bare, pairs=lattice.pairs, gaps=lattice.gaps, reach=lattice.reach)


@cache
def beside() -> tuple[tuple[int, ...], ...]:
    near: list[list[int]] = [[] for _ in range(ROWS * COLUMNS)]
    for a, b in areas_of(True).pairs.tolist():
        near[a].append(b)
        near[b].append(a)
    return tuple(map(tuple, near))


def choose(rng: np.random.Generator, chosen: str, counts: Counts) -> Members:
    """The treated areas, by counts before the start, [A, T] by quarter: a neighbourhood at random,
    or of forty the busiest of the last year, or the one that rose most."""
    if chosen == SCATTERED:
        return np.sort(rng.choice(len(counts), TREATED, replace=False))
    neighbourhoods = (grown(rng, beside(), TREATED) for _ in range(FORTY))
    able = np.array([members for members in neighbourhoods if members is not None])
    sums = counts[able].sum(axis=1)
    last, before = sums[:, -4:].sum(axis=1), sums[:, -8:-4].sum(axis=1)
    at = {RANDOM: 0, LEVEL: int(np.argmax(last)), RISE: int(np.argmax(last - before))}
    return able[at[chosen]]


def study_of(ids: tuple[str, ...], chosen: str, seed: int) -> Study:
    rule, apart = chosen.split()[1], chosen == SCATTERED
    post = Months.starting(START, YEAR)
    said = ChosenFor(rule, "" if rule == "random" else CRIME)
    operation = Intervention(
        OP, OP, "patrol", START, areas=ids, target=ids, chosen_for=said, areas_apart=apart
    )
    return Study(
        title="Validity", question="", asked_by="", seed=seed, areas=AreaSource(),
        counts=(CountTable("counts", Path("counts.csv"), "long", date="offence", published=True),),
        outcomes=(Outcome(CRIME, CRIME, (), ((),)),), interventions=(operation,), events=(),
        rule=Rule(0.95, WEIGHTS, (Window("window", OP, post.shift(-YEAR), post),), margin=0.2,
                  data_seen=False),
        claims=(_claim("fell", CRIME), _claim("rose", CRIME)),
    )  # fmt: skip


def trial(
    world: str, chosen: str, replicate: int, effect: float = 0.0, mapped: bool = True
) -> dict[str, Said]:
    """One panel through a whole run, read off with each method."""
    drawn = draw_world(
        np.random.default_rng([SEED, replicate, sum(map(ord, world))]),
        WORLDS[world], ROWS, COLUMNS, START - BEFORE, BEFORE, YEAR,
    )  # fmt: skip
    rng = np.random.default_rng([SEED, replicate, sum(map(ord, world + chosen))])
    counts = drawn.counts.reshape(ROWS * COLUMNS, -1, QUARTER).sum(axis=2)
    before = BEFORE // QUARTER
    target = choose(rng, chosen, counts[:, :before])
    counts[target, before:] = rng.binomial(counts[target, before:], 1 + effect)
    areas = areas_of(mapped)
    periods = START - BEFORE + QUARTER * np.arange(counts.shape[1])
    covered = np.ones((1, *counts.shape), bool)
    panel = Panel((CRIME,), areas.ids, periods, QUARTER, counts[None], covered)
    study = study_of(tuple(areas.ids[i] for i in target), chosen, replicate + 1)
    plan = make_plan(study, panel)
    shared = Shared(study, areas, panel, placebos=PLACEBOS)
    findings = gather(study, plan, compared(shared, plan))
    by_method = {}
    for method in METHODS:
        # A method whose size does not hold may not carry verdicts; this shows why.
        evidence = Evidence(findings, {OP: method})
        verdicts = [judge(asked, evidence) for asked in plan.asked]
        ahead = [foresee(asked, evidence) for asked in plan.asked]
        failed = {check.name for said in verdicts for check in said.checks
                  if check.gate and not check.passed}  # fmt: skip
        failed |= {foreseen.untestable for foreseen in ahead if foreseen.untestable}
        fell, rose = (
            bool(foreseen.untestable) or "supported" in foreseen.excluded for foreseen in ahead
        )
        ratio = [estimate for estimate in findings.estimates
                 if estimate.method == method and estimate.parameter.scale == "ratio"]  # fmt: skip
        value = ratio[0].value if ratio else None
        by_method[method] = Said(
            (verdicts[0].answer, verdicts[1].answer), (fell, rose), tuple(sorted(failed)),
            value, _holds(ratio[0], effect) if ratio else None,
        )  # fmt: skip
    return by_method


def _holds(estimate: Estimate, effect: float) -> bool:
    low = -np.inf if estimate.low is None else estimate.low
    high = np.inf if estimate.high is None else estimate.high
    return bool(low <= effect <= high)


def share(hits: Sequence[bool]) -> Rate:
    values = np.array(hits, float)
    mean = float(values.mean()) if len(values) else float("nan")
    return Rate(mean, float(np.sqrt(mean * (1 - mean) / max(len(values), 1))), len(values))


def rates(said: Sequence[Said]) -> tuple[Rate, Rate, Rate]:
    """Said to fall, to rise, of the studies that nothing bars from it; intervals that hold the
    effect, of those there are."""
    sides = (
        share([study.answers[i] == "supported" for study in said if not study.barred[i]])
        for i in range(2)
    )
    covers = share([study.covered for study in said if study.covered is not None])
    fell, rose = sides
    return fell, rose, covers


def lines(panels: int, effect: float, cases: Sequence[tuple[str, str]] = CASES) -> Iterator[str]:
    """A row of the table a world: with the forecast, with the weights, said to fall, to rise,
    intervals that hold the effect, and the mean estimate in per cent."""
    for world, chosen in cases:
        said = defaultdict(list)
        for replicate in range(panels):
            for method, study in trial(world, chosen, replicate, effect).items():
                said[method].append(study)
        cells = []
        for method in METHODS:
            fell, rose, covers = rates(said[method])
            values = np.array([study.value for study in said[method] if study.value is not None])
            error = values.std() / np.sqrt(max(len(values), 1))
            mean = f"{100 * values.mean():+.1f} ({100 * error:.1f})" if len(values) else "-"
            cells += [f"{fell} of {fell.n}", f"{rose} of {rose.n}", str(covers), mean]
        yield f"| {world}, {chosen} | " + " | ".join(cells) + " |"


if __name__ == "__main__":
    panels, effect, *only = [*sys.argv[1:], "0"] if len(sys.argv) < 3 else sys.argv[1:]
    for row in lines(int(panels), float(effect), ((only[0], only[1]),) if only else CASES):
        print(row, flush=True)
