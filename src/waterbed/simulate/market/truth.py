"""What happened in a simulated market, beside what would have with nothing done: for truth.json."""

from __future__ import annotations

from typing import Any

import numpy as np

from waterbed.model.months import YEAR, label
from waterbed.simulate.market.counts import confrontations, on_the_street
from waterbed.simulate.market.market import TALLIES
from waterbed.simulate.market.places import EACH, SORTS
from waterbed.simulate.market.run import PEOPLE, Outcome
from waterbed.simulate.market.scenario import Scenario

BY_CONSTRUCTION = (
    "What happened in this simulation, by construction: it shows what follows from its parameters, "
    "and is no evidence about any place."
)


def truth_of(scenario: Scenario, happened: Outcome, nothing: Outcome) -> dict[str, Any]:
    """The truth as JSON holds it: with what was done, and with nothing done, the same draws.

    Places are areas by id; months from the start on are "after", the twelve before it "before".
    """
    ids = happened.places.areas.ids
    start = int(np.searchsorted(happened.periods, scenario.start))
    return {
        "what": BY_CONSTRUCTION,
        "title": scenario.title,
        "seed": scenario.seed,
        "target": ids[scenario.target],
        "modules": [_module(planned, ids) for planned in scenario.planned],
        "start": label(scenario.start),
        "before": [label(scenario.start - YEAR), label(scenario.start - 1)],
        "after": [label(scenario.start), label(int(happened.periods[-1]))],
        "parameters": {name: scenario.values[name] for name in sorted(scenario.values)},
        "done": _world(happened, scenario, start),
        "nothing": _world(nothing, scenario, start),
    }


def _module(planned: Any, ids: tuple[str, ...]) -> dict[str, Any]:
    return {
        "module": planned.module,
        "where": planned.where,
        "areas": [ids[a] for a in planned.areas],
        "dose": planned.dose,
        "first": label(planned.first),
        "last": None if planned.last is None else label(planned.last),
    }


def _world(outcome: Outcome, scenario: Scenario, start: int) -> dict[str, Any]:
    spans = {"before": slice(start - YEAR, start), "after": slice(start, None)}
    return {
        "entered": outcome.entered,
        "left": outcome.left,
        **{name: _span(outcome, scenario, span) for name, span in spans.items()},
    }


def _span(outcome: Outcome, scenario: Scenario, span: slice) -> dict[str, Any]:
    """Sums of some months: of all places, by sort of cell, and by area."""
    tally = outcome.tally[span].sum(axis=0)
    every = {name: int(tally[k].sum()) for k, name in enumerate(TALLIES)}
    sorts = tally.reshape(len(TALLIES), -1, EACH).sum(axis=1)
    seen, confronted = on_the_street(outcome)[span], confrontations(outcome, scenario.values)[span]
    target = scenario.target
    return {
        **every,
        "violence per encounter": _ratio(every["violence"], every["encounters"]),
        "people at the end": dict(
            zip(PEOPLE, outcome.people[span][-1].sum(axis=1).tolist(), strict=True)
        ),
        "target": {
            "on the street in a shift": round(float(seen[:, target].mean()), 4),
            "confrontations a month": round(float(confronted[:, target].mean()), 4),
        },
        "by sort of place": {
            sort: _place(sorts[:, k], TALLIES) for k, sort in enumerate(SORTS)
        },
        "by area": {
            area: _place(outcome.places.by_area(tally)[:, a], TALLIES)
            for a, area in enumerate(outcome.places.areas.ids)
        },
    }  # fmt: skip


def _place(counted: Any, names: tuple[str, ...]) -> dict[str, Any]:
    shown = ("encounters", "violence", "coercion")
    of = {name: int(counted[names.index(name)]) for name in shown}
    return {**of, "violence per encounter": _ratio(of["violence"], of["encounters"])}


def _ratio(part: int, whole: int) -> float | None:
    return round(part / whole, 6) if whole else None
