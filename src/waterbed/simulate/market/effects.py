"""What a plan changed in a market, beside the same market with nothing done: one number a question.

Both have the same people and draws, so that a difference is what was done and not luck; violence is
that which was to be expected of the talks that took place, which varies less than what happened.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from waterbed.model.months import first_day, month
from waterbed.simulate.market.counts import confrontations, indoors, on_the_street
from waterbed.simulate.market.draws import Draws
from waterbed.simulate.market.market import TALLIES
from waterbed.simulate.market.modules import MODULES, Aim
from waterbed.simulate.market.parameters import Values
from waterbed.simulate.market.places import EACH, Ground, lay_out
from waterbed.simulate.market.run import PEOPLE, Active, Outcome, Setting, simulate_each

LAB = Setting(
    Ground(5, 5, 5, 0.3), sellers=90, reserve=45, buyers=861, patrols=4,
    first=month("2017-01"), months=12, before=13,
)  # fmt: skip
"""A year of a thousand agents, after a quarter in which the market settles: nothing is done before
the year, and a plan acts through all of it."""

EFFECTS = {
    "street": "people who sell on the streets of the target",
    "street nearby": "the same of the target and the areas round it together",
    "moved": "of those fewer in the target, the share that are more next door",
    "indoors": "people who sell indoors, everywhere",
    "encounters": "encounters, in the target and next door",
    "violence": "violence against people who sell, by buyers and third parties, there",
    "risk": "violence by buyers in an encounter, there",
    "confrontations": "residents' confrontations in the target",
    "reported": "share of violence that the police record, everywhere",
    "controlled": "people controlled by a third party at the end",
    "selling": "people who sell at the end",
}
"""What is asked of a plan: each as a change, -0.2 for a fifth fewer, but "moved", a share."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Modules at the target through the year, with their doses."""

    doses: Mapping[str, float]
    everywhere: tuple[str, ...] = ()

    def active(self, setting: Setting, target: int) -> tuple[Active, ...]:
        """As a run takes them."""
        start = first_day(setting.first)
        every = np.arange(setting.ground.rows * setting.ground.columns)
        return tuple(
            Active(name, Aim(every if name in self.everywhere else np.array([target]), dose), start)
            for name, dose in self.doses.items()
        )


def plan_of(*names: str, everywhere: Sequence[str] = (), **doses: float) -> Plan:
    """Modules at their usual doses, or at those given."""
    usual = {name: MODULES[name].usual for name in names}
    return Plan({**usual, **{name.replace("_", " "): dose for name, dose in doses.items()}},
                tuple(everywhere))  # fmt: skip


def effects_of(
    values: Values, plan: Plan, *, seed: int = 1, setting: Setting = LAB
) -> dict[str, float]:
    """What a plan changes, by EFFECTS, in the busiest area of a market; nan of nothing."""
    return each_effect(values, [plan], seed=seed, setting=setting)[0]


def each_effect(
    values: Values, plans: Sequence[Plan], *, seed: int = 1, setting: Setting = LAB
) -> list[dict[str, float]]:
    """`effects_of` for each of several plans, beside the one market with nothing done."""
    places = lay_out(setting.ground, Draws(seed))
    target = int(np.argmax(places.pull))
    actives = [(), *(plan.active(setting, target) for plan in plans)]
    nothing, *done = simulate_each(setting, values, actives, seed=seed)
    return [changes(outcome, nothing, values, target) for outcome in done]


def changes(
    done: Outcome, nothing: Outcome, values: Values, target: int, months: slice = slice(None)
) -> dict[str, float]:
    """EFFECTS of one outcome beside another, in some months."""
    a, b = (_levels(outcome, values, target, months) for outcome in (done, nothing))
    ratios = {
        name: _ratio(a[name] - b[name], b[name])
        for name in EFFECTS if name not in ("moved", "street nearby")
    }  # fmt: skip
    lost, gained = b["street"] - a["street"], a["beside"] - b["beside"]
    around = _ratio(gained - lost, b["street"] + b["beside"])
    moved = _ratio(gained, lost) if lost > 0 else float("nan")
    whole = ratios | {"street nearby": around, "moved": moved}
    return {name: whole[name] for name in EFFECTS}


def _levels(outcome: Outcome, values: Values, target: int, months: slice) -> dict[str, float]:
    ring = np.unique(outcome.places.around[outcome.places.near[:, target], target])
    street = on_the_street(outcome)[months].mean(axis=0)
    encounters = float(outcome.total("encounters")[months][:, ring].sum())
    risk = float(outcome.places.by_area(outcome.risk)[months][:, ring].sum())
    hurt = risk + float(outcome.total("coercion")[months][:, ring].sum())
    happened = _all(outcome, "violence", months) + _all(outcome, "coercion", months)
    people = outcome.people[months][-1].sum(axis=1)
    return {
        "street": float(street[target]),
        "beside": float(street[ring[ring != target]].sum()),
        "indoors": float(indoors(outcome)[months].mean(axis=0).sum()),
        "encounters": encounters,
        "violence": hurt,
        "risk": _ratio(risk, encounters),
        "confrontations": float(confrontations(outcome, values)[months, target].sum()),
        "reported": _ratio(_all(outcome, "recorded", months), happened),
        **{name: float(people[PEOPLE.index(name)]) for name in ("controlled", "selling")},
    }


def _all(outcome: Outcome, name: str, months: slice) -> float:
    return float(outcome.tally[months, TALLIES.index(name)].sum())


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else float("nan")


def outdoors_to_indoors(outcome: Outcome) -> float:
    """Violence by buyers in an encounter, outdoors over indoors."""
    tally = outcome.tally[:, TALLIES.index("encounters")].sum(axis=0).reshape(-1, EACH).sum(axis=0)
    risk = outcome.risk.sum(axis=0).reshape(-1, EACH).sum(axis=0)
    outside = _ratio(float(risk[:-1].sum()), float(tally[:-1].sum()))
    return _ratio(outside, _ratio(float(risk[-1]), float(tally[-1])))
