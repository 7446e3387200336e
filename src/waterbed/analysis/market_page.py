"""The page on a simulated market, from the market to what is shown of it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from waterbed.model.errors import InputError
from waterbed.model.parallel import map_tasks
from waterbed.model.progress import Progress, quiet
from waterbed.model.reference import Floats
from waterbed.model.released_market import ShownLine, ShownMarket, ShownRegion
from waterbed.simulate.market.calibrate import values_at
from waterbed.simulate.market.counts import confrontations, on_the_street
from waterbed.simulate.market.effects import effects_of
from waterbed.simulate.market.modules import MODULES
from waterbed.simulate.market.parameters import STATUSES
from waterbed.simulate.market.regions import REGIONS, Region, shares
from waterbed.simulate.market.run import PEOPLE, Outcome
from waterbed.simulate.market.scenario import Planned, Scenario
from waterbed.simulate.market.table import PARAMETERS

BINS = 3
MOST = 4
"""Parameters that are named of an effect."""


def shown_market(
    scenario: Scenario,
    done: Outcome,
    nothing: Outcome,
    *,
    regions: Iterable[ShownRegion] = (),
    swept: Path | None = None,
) -> ShownMarket:
    """What the page shows; swept : folder of a sweep that says which parameters decide."""
    known = Counter(row.status for row in PARAMETERS.values())
    return ShownMarket(
        scenario.title,
        scenario.start,
        tuple(_module(planned) for planned in scenario.planned),
        _lines(scenario, done, nothing),
        _totals(scenario, done, nothing),
        tuple(regions),
        _decides(swept),
        tuple(
            (row.name, row.unit, f"{scenario.values[row.name]:g}", row.prior.words,
             row.status if row.source == "none" else f"{row.status}: {row.source}")
            for row in PARAMETERS.values()
        ),
        tuple((status, known[status]) for status in STATUSES),
    )  # fmt: skip


def _module(planned: Planned) -> str:
    row = MODULES[planned.module]
    return f"{row.says} Dose: {planned.dose:g} ({row.dose}); where: {planned.where}."


def _lines(scenario: Scenario, done: Outcome, nothing: Outcome) -> tuple[ShownLine, ...]:
    named: dict[str, Callable[[Outcome], NDArray[Any]]] = {
        "On the street, in a shift": on_the_street,
        "Violence against people who sell": lambda o: o.total("violence") + o.total("coercion"),
        "Residents' confrontations": lambda o: confrontations(o, scenario.values),
    }
    here = _here(scenario)
    periods = tuple(int(at) for at in done.periods)
    return tuple(
        ShownLine(
            f"{name}, here and next door",
            periods,
            *(tuple(float(x) for x in of(world)[:, here].sum(axis=1)) for world in (done, nothing)),
        )
        for name, of in named.items()
    )


def _here(scenario: Scenario) -> NDArray[np.int64]:
    places, target = scenario.places, scenario.target
    return np.unique(places.around[places.near[:, target], target])


def _totals(
    scenario: Scenario, done: Outcome, nothing: Outcome
) -> tuple[tuple[str, str, str], ...]:
    start, here = int(np.searchsorted(done.periods, scenario.start)), _here(scenario)
    worlds = (nothing, done)

    def summed(name: str) -> list[float]:
        return [float(world.total(name)[start:, here].sum()) for world in worlds]

    def mean(counts: list[Floats], at: NDArray[np.int64]) -> list[str]:
        return [f"{count[start:, at].sum(axis=1).mean():.1f}" for count in counts]

    encounters, violence, coercion, recorded = (
        summed(name) for name in ("encounters", "violence", "coercion", "recorded")
    )
    street = [on_the_street(world) for world in worlds]
    troubled = [confrontations(world, scenario.values) for world in worlds]
    target = np.array([scenario.target])
    rows = {
        "On the street in a shift, here": mean(street, target),
        "On the street in a shift, next door": mean(street, here[here != scenario.target]),
        "Residents' confrontations a month, here and next door": mean(troubled, here),
        "Encounters, here and next door": [f"{x:,.0f}" for x in encounters],
        "Violence by buyers, here and next door": [f"{x:,.0f}" for x in violence],
        "Violence by third parties, here and next door": [f"{x:,.0f}" for x in coercion],
        "Violence by buyers in 1,000 encounters": [
            f"{1000 * v / e:.1f}" if e else "–" for v, e in zip(violence, encounters, strict=True)
        ],
        "Of all that violence, the police record": [
            f"{r / (v + c):.0%}" if v + c else "–"
            for r, v, c in zip(recorded, violence, coercion, strict=True)
        ],
    }
    for name, said in (("selling", "People who sell, at the end, everywhere"),
                       ("controlled", "of them controlled by a third party")):  # fmt: skip
        k = PEOPLE.index(name)
        rows[said] = [f"{int(world.people[-1, k].sum()):,}" for world in worlds]
    return tuple((name, a, b) for name, (a, b) in rows.items())


def _decides(swept: Path | None) -> tuple[tuple[str, str], ...]:
    if swept is None:
        return ()
    path = swept / "indices.json"
    indices = json.loads(path.read_text("utf-8")) if path.exists() else [{}]
    if not all("weight" in index for index in indices):
        raise InputError(
            "this folder holds no finished sweep of this version",
            file=str(swept),
            mend="Name the folder of a sweep by --method morris or sobol.",
        )
    rows = []
    for effect in dict.fromkeys(index["effect"] for index in indices):
        of = [
            (index["weight"], index["parameter"]) for index in indices if index["effect"] == effect
        ]
        most = sorted(of, reverse=True)[:MOST]
        rows.append((effect, ", ".join(f"{name} {weight:.2f}" for weight, name in most)))
    return tuple(rows)


def shown_regions(
    points: int,
    *,
    seed: int = 1,
    workers: int = 1,
    executor: Executor | None = None,
    progress: Progress = quiet,
) -> tuple[ShownRegion, ...]:
    """Every story at so many points of its priors; the same seed, the same regions."""
    rng = np.random.default_rng(seed)
    regions = []
    for k, region in enumerate(REGIONS):
        u = rng.random((points, len(region.told_by)))
        tasks = [(point, 1 + i % 4) for i, point in enumerate(u)]
        held = list(map_tasks(holds_at, k, tasks, workers=workers, executor=executor))
        regions.append(_shown(region, u, np.array(held)))
        progress("stories", k + 1, len(REGIONS))
    return tuple(regions)


def holds_at(story: int, task: tuple[Floats, int]) -> bool:
    """Whether a story comes out at a point of its parameters' priors; a task is a point, a seed."""
    region, (point, seed) = REGIONS[story], task
    return bool(region.holds(effects_of(values_at(region.told_by, point), region.plan, seed=seed)))


def _shown(region: Region, u: Floats, held: NDArray[np.bool_]) -> ShownRegion:
    across, down = region.told_by[:2]
    grid = shares(u, held, BINS)[::-1]
    return ShownRegion(
        region.story, region.side, region.says, float(held.mean()), len(held), across, down,
        _ranges(across), _ranges(down)[::-1],
        tuple(tuple(None if np.isnan(x) else float(x) for x in row) for row in grid),
    )  # fmt: skip


def _ranges(name: str) -> tuple[str, ...]:
    """The ranges of a parameter's grid, in words: equal shares of its prior."""
    ends = PARAMETERS[name].prior.at(np.arange(BINS + 1) / BINS)
    said = [f"{float(f'{end:.2g}'):g}" for end in ends]
    return tuple(f"{said[i]} to {said[i + 1]}" for i in range(BINS))
