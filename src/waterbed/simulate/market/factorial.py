"""What each module does alone, and what several do together beyond that: every subset is run.

All runs of a seed have the same people and draws.  The terms of a subset add up to what all of its
modules do together; no term is a cost, or to be divided by one: priors would decide it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from itertools import chain, combinations

import numpy as np

from waterbed.model.errors import InputError
from waterbed.model.parallel import map_tasks
from waterbed.model.progress import Progress, quiet
from waterbed.model.reference import Floats
from waterbed.simulate.market.effects import EFFECTS, LAB, Plan, each_effect
from waterbed.simulate.market.parameters import Values
from waterbed.simulate.market.run import Setting

MOST = 6
"""Modules of a design: 64 runs a seed."""

ADDED = tuple(name for name in EFFECTS if name != "moved")
"""Effects that can be added up: a share of what was lost cannot."""


@dataclass(frozen=True, slots=True)
class Term:
    """What a set of modules adds beyond what its smaller sets do.

    effects : its mean over seeds, by ADDED; errors : standard errors of those, nan of one seed
    """

    modules: tuple[str, ...]
    effects: dict[str, float]
    errors: dict[str, float]


@dataclass(frozen=True, slots=True)
class _Design:
    values: Values
    plans: tuple[Plan, ...]
    setting: Setting


def subsets(modules: Sequence[str]) -> list[tuple[str, ...]]:
    """Every set of modules but the empty one, the smaller first."""
    sizes = range(1, len(modules) + 1)
    return list(chain.from_iterable(combinations(modules, size) for size in sizes))


def factorial(
    values: Values,
    plan: Plan,
    *,
    seeds: Sequence[int] = (1, 2, 3, 4),
    setting: Setting = LAB,
    workers: int = 1,
    executor: Executor | None = None,
    progress: Progress = quiet,
) -> list[Term]:
    """A term for every set of the plan's modules.  InputError for more than MOST of them."""
    modules = tuple(plan.doses)
    if len(modules) > MOST:
        raise InputError(
            f"a design of every subset holds at most {MOST} modules", value=len(modules),
            mend="Turn some off.",
        )  # fmt: skip
    sets = subsets(modules)
    plans = tuple(Plan({name: plan.doses[name] for name in part}, plan.everywhere) for part in sets)
    design, by_seed = _Design(values, plans, setting), []
    for effects in map_tasks(run_seed, design, list(seeds), workers=workers, executor=executor):
        by_seed.append(effects)
        progress("seeds", len(by_seed), len(seeds))
    return terms(sets, np.stack(by_seed))


def run_seed(design: _Design, seed: int) -> Floats:
    """Effects of every plan of one seed: float [plans, ADDED]."""
    effects = each_effect(design.values, design.plans, seed=seed, setting=design.setting)
    return np.array([[effect[name] for name in ADDED] for effect in effects])


def terms(sets: Sequence[tuple[str, ...]], effects: Floats) -> list[Term]:
    """Terms of effects float [seeds, sets, ADDED], by inclusion and exclusion."""
    all_terms = []
    for chosen in sets:
        inside = [k for k, part in enumerate(sets) if set(part) <= set(chosen)]
        signs = np.array([(-1) ** (len(chosen) - len(sets[k])) for k in inside])
        added = np.tensordot(signs, effects[:, inside], axes=(0, 1))
        mean = added.mean(axis=0)
        error = np.full(len(mean), math.nan)
        if len(added) > 1:
            error = added.std(axis=0, ddof=1) / math.sqrt(len(added))
        all_terms.append(Term(chosen, _named(mean), _named(error)))
    return all_terms


def _named(row: Floats) -> dict[str, float]:
    return {name: float(value) for name, value in zip(ADDED, row, strict=True)}
