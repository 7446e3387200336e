"""One place of a town among areas in which next to nothing is ever counted.

Forty areas of an ordinary town (rates gamma, shape 2, four a month, or half a one; a month's
variance 1.5 times its mean, or 1.3 times) beside so many that count nothing, one in fifty months or
one in ten: parks, water, offices.  One of the forty, with ten or more in the year before (or with
three to nine), is judged at random, twelve months against the twelve before.

    python -m tests.validity.sparse 300 [EFFECT [METHOD]]

prints a line a town; EFFECT is a ratio: 0 or -.5; METHOD carries the verdicts ("difference").
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from tests.validity.trial import LEAST, Trial, compared, read_off, study_of
from waterbed.analysis.plan import make_plan
from waterbed.analysis.run import gather
from waterbed.analysis.window_findings import Shared
from waterbed.model.areas import Areas
from waterbed.model.methods import DEFAULT
from waterbed.model.months import month
from waterbed.model.panel import Panel

FIRST, BEFORE, MONTHS, YEAR, TOWN = month("2010-01"), 60, 72, 12, 40
SEED = 77


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


def trial(place: Place, replicate: int, effect: float = 0.0, method: str = DEFAULT) -> Trial:
    """One study through a whole run; method : that carries its verdicts"""
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
    study = study_of(panel, target, FIRST + BEFORE, "random")
    plan, shared = make_plan(study, panel), Shared(study, areas, panel, placebos=499)
    results = gather(study, plan, compared(shared, plan))
    lost = float((after - counts[target, BEFORE:]).sum())
    return read_off(results, study, method, lost, effect, float(last[target]))


def trials(place: Place, count: int, effect: float = 0.0, method: str = DEFAULT) -> Iterator[Trial]:
    return (trial(place, k, effect, method) for k in range(count))


def main() -> None:
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
