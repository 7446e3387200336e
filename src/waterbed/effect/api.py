"""The front door: one estimate by any method of the family, and its placebo distribution."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from typing import Any

from waterbed.effect.question import (
    Asked,
    Columns,
    Names,
    Period,
    Problem,
    positions,
    read_level,
    read_problem,
    read_whole,
)
from waterbed.effect.results import (
    Effect,
    Placebos,
    as_placebos,
    make_effect,
)
from waterbed.effect.weights.design import Fits, Groups
from waterbed.effect.weights.hull import admissible_range, refuse_infeasible
from waterbed.effect.weights.methods import procedure
from waterbed.effect.weights.placebos import jackknife_se, placebo_statistics
from waterbed.effect.weights.survey import Contrasts
from waterbed.model.errors import InputError
from waterbed.model.panel import Panel


def estimate(
    panel: Panel,
    *,
    outcome: Names,
    treated: Sequence[str],
    start: Period,
    end: Period | None = None,
    method: str = "calibrated",
    covariates: Columns | None = None,
    predictors: Columns | None = None,
    donors: Sequence[str] | None = None,
    since: Period | None = None,
    period: int | Sequence[int] = 1,
    level: float = 0.95,
    reference: Placebos | None = None,
) -> Effect:
    """What happened in the treated areas, against what weighted donors say would have.

    outcome : one, or several that are balanced together (and all estimated)
    treated : ids of the areas treated from `start` on; one or many: estimates are totals over
        them (scale "count"), changes (scale "ratio"), and means for an area and period ("rate")
    start, end : first and last treated period, as "2016-04", a year, or the number of a period
        without dates; a year means all of it; end None: the last one.  since : first pre-period,
        None: the first one
    method : a key of `effect.METHODS`
    covariates, predictors : name -> a number an area, [A] in the panel's order: moments that the
        calibrated methods meet exactly; what the simplex method matches by searched importances
    donors : ids, None: every other area.  Donors with gaps leave, counted in a check
    period : pre-periods are balanced in chunks of so many (or of these lengths, the last first)
    level : of the interval; the deciding one is (2 level - 1)
    reference : what `placebos` returned for the same arguments: gives p and intervals
    Raises InputError for what cannot be read, Refusal where the data cannot answer
    ("infeasible-weights", "no-convergence", "no-donors", "gaps", "no-variation").

    Weights that do not exist are never replaced by others in silence: the refusal says how many
    moments cannot be met and which is missed by the most; longer chunks (`period`), fewer
    covariates, more donors or a method without exact balance are the reader's to choose.
    """
    asked = Asked(
        outcome, treated, start, end, method, covariates, predictors, donors, since, period
    )
    level = read_level(level)
    problem, groups, fits, found = _solved(panel, asked)
    return make_effect(problem, method, groups, fits, found, level, reference)


def _solved(panel: Panel, asked: Asked) -> tuple[Problem, Groups, Fits, Contrasts]:
    """Weights and contrasts of the really treated areas; Refusal where there are no weights."""
    problem = read_problem(panel, asked)
    groups = Groups.of([problem.design.treated])
    fits, found = procedure(asked.method)(problem.design, groups)
    refuse_infeasible(problem.design, groups, fits)
    return problem, groups, fits, found


def placebos(
    panel: Panel,
    *,
    outcome: Names,
    treated: Sequence[str],
    start: Period,
    end: Period | None = None,
    method: str = "calibrated",
    covariates: Columns | None = None,
    predictors: Columns | None = None,
    donors: Sequence[str] | None = None,
    since: Period | None = None,
    period: int | Sequence[int] = 1,
    count: int = 1000,
    seed: int = 0,
    groups: Sequence[Sequence[str]] | None = None,
    with_treated: bool = False,
    workers: int = 1,
    executor: Executor | None = None,
) -> Placebos:
    """The same estimate for groups of areas where nothing was done.

    count : groups drawn at random; where there are no more of them, and for a single treated area,
        every one there is
    groups : ids of given groups instead (contiguous ones, matched ones), each as large as the
        treated one
    with_treated : treated areas may be drawn and be donors, as in `microsynth`; by default they
        are neither
    Every other parameter as in `estimate`.  The same seed gives the same bytes for any number of
    workers.  Groups whose moments no weights can meet are left out, counted, and `estimate` says
    what p would be had each of them been as extreme as the treated (check "placebos-left-out").
    """
    asked = Asked(
        outcome, treated, start, end, method, covariates, predictors, donors, since, period
    )
    count, seed = read_whole(count, "count", 1), read_whole(seed, "seed", 0)
    workers = read_whole(workers, "workers", 1)
    if groups is not None and not len(groups):
        raise InputError("no placebo is asked for", place="groups", mend="Ask for some.")
    problem = read_problem(panel, asked)
    drawn = placebo_statistics(
        problem.design,
        procedure(method),
        count=count,
        seed=seed,
        groups=None
        if groups is None
        else [positions(own, problem, with_treated) for own in groups],
        with_treated=with_treated,
        workers=workers,
        executor=executor,
    )
    return as_placebos(problem, method, drawn)


def admissible(panel: Panel, **arguments: Any) -> dict[str, tuple[float, float]]:
    """Least and largest effect (totals) of each outcome over all weights as good as those found.

    arguments : those of `estimate`, but for level and reference.  For a calibrated method, every
    set of non-negative weights that meets the moments: the chosen one is the nearest to equal
    weights.  A linear programme for each end; infinite where there is no bound.  Refusal for
    methods whose weights are unique.
    """
    asked = Asked.of(arguments)
    problem, groups, fits, _ = _solved(panel, asked)
    design = problem.design
    found = admissible_range(asked.method, design, groups, fits)
    return {
        outcome: (float(low), float(high))
        for outcome, (low, high) in zip(design.outcomes, found, strict=True)
    }


def jackknife(panel: Panel, *, folds: int = 0, seed: int = 0, **arguments: Any) -> dict[str, float]:
    """Delete-a-group jackknife standard error of each outcome's effect (a total).

    folds : groups that areas are dealt into, 0: as many as there are treated areas
    arguments : those of `estimate`, but for level and reference.  Refusal "one-treated" for one
    treated area, "infeasible-weights" where the weights cannot be had.
    """
    asked = Asked.of(arguments)
    folds, seed = read_whole(folds, "folds", 0), read_whole(seed, "seed", 0)
    if folds == 1:
        raise InputError("one fold leaves everything out", place="folds", mend="Give 2 or more.")
    problem, _, _, found = _solved(panel, asked)
    design, run = problem.design, procedure(asked.method)
    cells = len(design.treated) * design.after.shape[2]
    se = jackknife_se(design, run, found.effect[0] / cells, folds=folds, seed=seed) * cells
    return {outcome: float(one) for outcome, one in zip(design.outcomes, se, strict=True)}
