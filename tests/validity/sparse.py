"""One place of a town among areas in which next to nothing is ever counted.

Forty areas of an ordinary town (rates gamma, shape 2, four a month, or half a one; a month's
variance 1.5 times its mean, or 1.3 times) beside so many that count nothing, one in fifty months or
one in ten: parks, water, offices.  One of the forty, with ten or more in the year before (or with
three to nine), is judged at random, twelve months against the twelve before.

    python -m tests.validity.sparse 300 [EFFECT [METHOD]]

prints a line a town; EFFECT is a ratio: 0 or -.5; METHOD carries the verdicts ("difference").

    python -m tests.validity.sparse 300 base

prints in how many the base of the place is called high and low, held to all places and as it is.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from unittest.mock import patch

import numpy as np

from tests.validity.trial import LEAST, Trial, compared, read_off, study_of
from waterbed.analysis.plan import make_plan
from waterbed.analysis.run import gather
from waterbed.analysis.window_findings import Shared
from waterbed.effect.compare import compare
from waterbed.effect.diagnostics import base_window
from waterbed.effect.estimand import Estimand
from waterbed.effect.pools import counting_alike
from waterbed.effect.setting import WHOLE
from waterbed.effect.zones import Membership
from waterbed.model.areas import Areas
from waterbed.model.methods import DEFAULT
from waterbed.model.months import month
from waterbed.model.panel import Panel
from waterbed.model.reference import Floats, Mask
from waterbed.model.study import TARGET, Study
from waterbed.model.zones import Members

FIRST, BEFORE, MONTHS, YEAR, TOWN = month("2010-01"), 60, 72, 12, 40
SEED = 77
DIFFERENCE = "difference"


@dataclass(frozen=True, slots=True)
class Place:
    """busy : whether the target counts ten or more a year; beside : areas that count next to
    nothing, so much a month"""

    busy: bool
    beside: int
    rate: float = 0.0


PLACES = (
    Place(True, 0), Place(True, 30), Place(True, 40), Place(True, 100), Place(True, 100, 0.02),
    Place(True, 40, 0.1), Place(True, 100, 0.1), Place(False, 0), Place(False, 100),
    Place(False, 100, 0.02),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Town:
    """Counts by area, the place that is judged and what it counted in the year before."""

    panel: Panel
    areas: Areas
    target: int
    last: float
    lost: float

    @property
    def study(self) -> Study:
        return study_of(self.panel, self.target, FIRST + BEFORE, "random")


def drawn(place: Place, replicate: int, effect: float = 0.0) -> Town:
    """A town in which nothing was done, or thinned in one place."""
    rng = np.random.default_rng([SEED, replicate, place.busy, place.beside])
    town = rng.gamma(2.0, 2.0 if place.busy else 0.25, TOWN)
    rates = np.concatenate([town, np.full(place.beside, place.rate)])
    more = 0.5 if place.busy else 0.3
    mean = np.repeat(rates[:, None], MONTHS, axis=1)
    counts = rng.poisson(rng.gamma(mean / more + 1e-12, more))
    last = counts[:TOWN, BEFORE - YEAR : BEFORE].sum(axis=1)
    fit = last >= LEAST if place.busy else (last >= 3) & (last < LEAST)
    target = int(rng.choice(np.flatnonzero(fit)))
    after = counts[target, BEFORE:]
    counts[target, BEFORE:] = rng.binomial(after, 1 + effect)
    ids = tuple(f"area {k}" for k in range(len(rates)))
    periods = FIRST + np.arange(MONTHS)
    panel = Panel(("crime",), ids, periods, 1, counts[None], np.ones((1, *counts.shape), bool))
    areas = Areas(ids, ids, ("",) * len(ids))
    lost = float((after - counts[target, BEFORE:]).sum())
    return Town(panel, areas, target, float(last[target]), lost)


def trial(place: Place, replicate: int, effect: float = 0.0, method: str = DEFAULT) -> Trial:
    """One study through a whole run; method : that carries its verdicts"""
    town = drawn(place, replicate, effect)
    study, panel = town.study, town.panel
    plan, shared = make_plan(study, panel), Shared(study, town.areas, panel, placebos=499)
    results = gather(study, plan, compared(shared, plan))
    return read_off(results, study, method, town.lost, effect, town.last)


def base_called(place: Place, replicate: int) -> str:
    """In which direction the base is called unusual."""
    town = drawn(place, replicate)
    study = town.study
    (window,) = study.rule.windows
    comparison = compare(
        study, window, town.areas, town.panel, count=99, seed=[1], methods=(DIFFERENCE,)
    )
    asked = Estimand(comparison, (TARGET, WHOLE), "crime", DIFFERENCE, True)
    return str(dict(base_window(asked).remark.facts)["direction"])


def every(base: Floats, place: Members, places: Membership, valid: Mask, level: float) -> Mask:
    """As `pools.counting_alike`, of which none is left out."""
    return np.ones(len(valid), bool)


def bases(count: int) -> Iterator[str]:
    for place in PLACES:
        cells = []
        for alike in (every, counting_alike):
            with patch("waterbed.effect.diagnostics.counting_alike", alike):
                said = [base_called(place, k) for k in range(count)]
            cells += [f"{100 * said.count(turn) / count:.1f}" for turn in ("high", "low")]
        called = "ten or more" if place.busy else "three to nine"
        yield f"| {called} | {place.beside} | {place.rate} | " + " | ".join(cells) + " |"


def trials(place: Place, count: int, effect: float = 0.0, method: str = DEFAULT) -> Iterator[Trial]:
    return (trial(place, k, effect, method) for k in range(count))


def main() -> None:
    if sys.argv[2:] == ["base"]:
        for line in bases(int(sys.argv[1])):
            print(line, flush=True)
        return
    count, effect = int(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else 0.0
    method = sys.argv[3] if len(sys.argv) > 3 else DEFAULT
    for place in PLACES:
        runs = list(trials(place, count, effect, method))
        fell, rose = (sum(run.fell == "supported" for run in runs),
                      sum(run.rose == "supported" for run in runs))  # fmt: skip
        kept = [run for run in runs if not run.refused]
        holds = sum(run.ratio[0] <= effect <= run.ratio[1] for run in kept)
        called = "ten or more" if place.busy else "three to nine"
        shares = (100 * fell / count, 100 * rose / count, 100 * holds / len(kept))
        print(
            f"| {called} | {place.beside} | {place.rate} | "
            + " | ".join(f"{share:.1f}" for share in shares)
            + f" | {len(kept)} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
