"""How near what is said of a larger design comes to studies of that size (`effect.larger`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from tests.validity.beds import FIRST, MONTHS, START, bare, one_outcome
from tests.validity.trial import OP, YEAR, Counts, compared, study_of
from waterbed.analysis.plan import make_plan
from waterbed.analysis.run import gather
from waterbed.analysis.window_findings import Shared
from waterbed.claims import Evidence, ask, judge
from waterbed.model.areas import Areas
from waterbed.model.estimate import Detectable
from waterbed.model.findings import Findings
from waterbed.model.methods import DEFAULT
from waterbed.model.study import Study
from waterbed.simulate.beds import LONDON, Bed, draw_rates

AREAS = 400
BEFORE = START - FIRST


@dataclass(frozen=True, slots=True)
class Tried:
    """A study of the size that another was told would do.

    turn, design : "fall" or "rise", "places" or "counts"; told : how many; sought : the change
    size : the smallest change that the larger study could see; found : whether it was supported
        where that change was planted
    """

    turn: str
    design: str
    told: int
    sought: float
    size: float | None
    found: bool


def run_of(counts: Counts, places: tuple[int, ...]) -> tuple[Findings, Study]:
    """A whole run on these areas, apart from one another, chosen at random."""
    areas: Areas = bare(len(counts))
    panel = one_outcome("robbery", areas.ids, counts)
    study = study_of(panel, places[0], START, "random")
    ids = tuple(areas.ids[place] for place in places)
    (one,) = study.interventions
    study = replace(study, interventions=(replace(one, areas=ids, target=ids, areas_apart=True),))
    plan = make_plan(study, panel)
    shared = Shared(study, areas, panel, placebos=999)
    return gather(study, plan, compared(shared, plan)), study


def seen_of(findings: Findings) -> Detectable | None:
    return next((one for one in findings.detectable if not one.claim), None)


def planted(
    rng: np.random.Generator, counts: Counts, rates: np.ndarray, places: tuple[int, ...],
    change: float,
) -> Counts:  # fmt: skip
    made = counts.copy()
    at, after = np.array(places)[:, None], np.arange(BEFORE, MONTHS)
    if change < 0:
        made[at, after] = rng.binomial(made[at, after], 1 + change)
    else:
        made[at, after] += rng.poisson(change * rates[at, after])
    return made


def tried(seed: int, bed: Bed, panels: int, most: int = 40) -> Iterator[Tried]:
    """Each panel: what a study of one place is told, and studies of that size on other panels."""
    for replicate in range(panels):
        rng = np.random.default_rng([seed, replicate])
        counts = rng.poisson(draw_rates(rng, bed, AREAS, MONTHS))
        year = counts[:, BEFORE - YEAR : BEFORE].sum(axis=1)
        place = int(rng.choice(np.flatnonzero(year >= 20)))
        found = seen_of(run_of(counts, (place,))[0])
        for one in () if found is None else found.larger:
            for design, told in (("places", one.places), ("counts", one.counts)):
                if told is None or told > most or told < 2:
                    continue
                yield again(rng, bed, int(year[place]), one.turn, design, told, one.sought)


def again(
    rng: np.random.Generator, bed: Bed, usual: int, turn: str, design: str, told: int, sought: float
) -> Tried:
    """A study of the size told, on a new panel, with the change planted."""
    times = told if design == "counts" else 1
    rates = draw_rates(rng, replace(bed, mean=bed.mean * times), AREAS, MONTHS)
    counts = rng.poisson(rates)
    year = counts[:, BEFORE - YEAR : BEFORE].sum(axis=1)
    alike = np.argsort(np.abs(np.log((year + 0.5) / (usual * times))))
    some = alike[: max(3 * told, 20)] if design == "places" else alike[:20]
    places = tuple(map(int, rng.choice(some, told if design == "places" else 1, replace=False)))
    change = -sought if turn == "fall" else sought
    findings, study = run_of(planted(rng, counts, rates, places, change), places)
    seen, claim = seen_of(findings), study.claims[0 if turn == "fall" else 1]
    verdict = judge(ask(claim, study.rule), Evidence(findings, {OP: DEFAULT}))
    size = None if seen is None else getattr(seen, turn)
    return Tried(turn, design, told, sought, size, verdict.answer == "supported")


BEDS = LONDON

OTHERS = {"robbery, 3% of area-years doubled": LONDON["robbery"].with_surges()}
"""A bed that what is told was not made on: years in which an area doubles."""
