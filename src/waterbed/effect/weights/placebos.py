"""Placebo groups and the jackknife: the same weighting made again for other groups of areas."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, fields
from itertools import combinations

import numpy as np

from waterbed.effect.weights.design import Design, DonorWeights, Groups
from waterbed.effect.weights.survey import Contrasts
from waterbed.model.errors import Refusal
from waterbed.model.parallel import map_tasks
from waterbed.model.reference import Floats, Mask
from waterbed.model.zones import Members

BATCH = 32
"""Groups solved together; fixed, so that the draws are the same for any number of workers."""

ENOUGH = 0.9
"""Least share of the jackknife's folds that must have weights."""

Procedure = Callable[[Design, Groups], tuple[DonorWeights, Contrasts]]


@dataclass(frozen=True, slots=True)
class Drawn:
    """Statistics of the placebo groups whose weights were found.

    contrasts : Contrasts with a row a placebo, [P, ...]
    ok : bool [asked], False where no weights met the moments
    drawn : whether at random, and so with a Monte Carlo error
    """

    contrasts: Contrasts
    ok: Mask
    drawn: bool


@dataclass(frozen=True, slots=True)
class _Task:
    """One batch: groups drawn by a generator of its own, or given."""

    seed: tuple[int, ...]
    count: int
    groups: tuple[Members, ...] | None = None


@dataclass(frozen=True, slots=True)
class _Shared:
    design: Design
    procedure: Procedure
    pool: Members
    size: int


def pool_of(design: Design, *, with_treated: bool) -> tuple[Design, Members]:
    """Where placebos are drawn from, and the design in which they are weighed.

    with_treated : the really treated may be drawn, and be donors of placebos, as in `microsynth`;
        else they are neither
    """
    donor = design.donor.copy()
    donor[design.treated] = with_treated
    return design.with_donors(donor), np.flatnonzero(donor)


def placebo_statistics(
    design: Design,
    procedure: Procedure,
    *,
    count: int,
    seed: int = 0,
    groups: Sequence[Members] | None = None,
    with_treated: bool = False,
    workers: int = 1,
    executor: Executor | None = None,
) -> Drawn:
    """Statistics of placebo groups, each as large as the treated one.

    groups : positions of the areas of each group (contiguous ones, say); else every group there
        is, where there are no more than `count`, or `count` of them at random
    Only the statistics are kept, so that memory does not grow with the weights.  Each batch has a
    generator of its own: the same seed gives the same bytes for any number of workers.
    """
    placed, pool = pool_of(design, with_treated=with_treated)
    size = len(design.treated)
    if len(pool) <= size and groups is None:
        raise Refusal(
            "few-donors",
            f"{len(pool)} donors hold no placebo group of {size} with a donor left to weigh",
            "Allow more donors.",
        )
    tasks, drawn = _tasks(pool, size, count, seed, groups)
    shared = _Shared(placed, procedure, pool, size)
    parts: Iterator[tuple[Contrasts, Mask]] = map_tasks(
        _batch, shared, tasks, workers=workers, executor=executor
    )
    return _joined(list(parts), drawn)


def _tasks(
    pool: Members, size: int, count: int, seed: int, groups: Sequence[Members] | None
) -> tuple[list[_Task], bool]:
    drawn = False
    if groups is None and math.comb(len(pool), size) <= max(count, len(pool) if size == 1 else 0):
        groups = [pool[list(own)] for own in combinations(range(len(pool)), size)]
    if groups is None:
        drawn = True
        starts = range(0, count, BATCH)
        return [_Task((seed, at), min(BATCH, count - at)) for at in starts], drawn
    parts = [tuple(groups[at : at + BATCH]) for at in range(0, len(groups), BATCH)]
    return [_Task((seed, at), len(part), part) for at, part in enumerate(parts)], drawn


def _batch(shared: _Shared, task: _Task) -> tuple[Contrasts, Mask]:
    members = task.groups
    if members is None:
        rng = np.random.default_rng(task.seed)
        members = tuple(
            np.sort(rng.choice(shared.pool, shared.size, replace=False, shuffle=False))
            for _ in range(task.count)
        )
    fits, contrasts = shared.procedure(shared.design, Groups.of(members))
    return contrasts, fits.converged


def _joined(parts: Sequence[tuple[Contrasts, Mask]], drawn: bool) -> Drawn:
    stacked = {
        field.name: np.concatenate(
            [getattr(contrasts, field.name)[fine] for contrasts, fine in parts]
        )
        for field in fields(Contrasts)
    }
    return Drawn(Contrasts(**stacked), np.concatenate([fine for _, fine in parts]), drawn)


def jackknife_groups(design: Design, folds: int, rng: np.random.Generator) -> Groups:
    """Treated areas and donors dealt at random into `folds` folds, one left out each time.

    folds : at most the number of treated areas and of donors.  Weights sum to the number of all
    treated areas (the delete-a-group jackknife of `microsynth`).
    """
    donors = np.flatnonzero(design.donor)
    treated_in = _dealt(len(design.treated), folds, rng)
    donors_in = _dealt(len(donors), folds, rng)
    members, barred = [], []
    for fold in range(folds):
        out = np.concatenate([design.treated[treated_in == fold], donors[donors_in == fold]])
        members.append(design.treated[treated_in != fold])
        barred.append(np.union1d(design.treated, out))
    return Groups(tuple(members), tuple(barred), np.full(folds, float(len(design.treated))))


def _dealt(number: int, folds: int, rng: np.random.Generator) -> Members:
    """Fold of each of `number` areas, sizes differing by one at most."""
    order = np.concatenate([rng.permutation(folds) for _ in range(math.ceil(number / folds))])[
        :number
    ]
    fold: Members = rng.permutation(order)
    return fold


def jackknife_se(
    design: Design, procedure: Procedure, effect: Floats, *, folds: int = 0, seed: int = 0
) -> Floats:
    """Delete-a-group jackknife standard error of the effect for an area and period, [O].

    V = (G - 1)/G sum (theta_g - theta)^2, G = min(treated, donors) unless `folds` is given
    (Kott 2001; survey replicate type JK1).  Folds without weights leave the mean of the squares
    to the others, up to a tenth of them.  Refusal where more have none, or where fewer than two
    areas are treated.
    """
    largest = min(len(design.treated), int(design.donor.sum()))
    many = min(folds or largest, largest)
    if many < 2:
        raise Refusal(
            "one-treated",
            "the jackknife leaves treated areas out, and there is only one",
            "Read the placebos instead.",
        )
    groups = jackknife_groups(design, many, np.random.default_rng(seed))
    fits, contrasts = procedure(design, groups)
    cells = len(design.treated) * design.after.shape[2]
    off = contrasts.effect[fits.converged] / cells - effect
    used = len(off)
    if used < ENOUGH * many:
        raise Refusal(
            "infeasible-weights",
            f"only {used} of {many} folds can be left out and still be balanced",
            "Balance longer periods or fewer covariates.",
        )
    se: Floats = np.sqrt((many - 1) / used * (off**2).sum(axis=0))
    return se
