"""The front door: one estimate by any method, and its placebo distribution."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from typing import Any

from waterbed.effect.from_panel import at_level, compare_panel, fitted_effect, fitted_placebos
from waterbed.effect.from_weights import solve, weighted_effect, weighted_placebos
from waterbed.effect.question import (
    Columns,
    Names,
    Question,
    outcomes_of,
    positions,
    read_integer,
    read_level,
    read_problem,
)
from waterbed.effect.results import Effect, Placebos
from waterbed.effect.weights.hull import admissible_range
from waterbed.effect.weights.methods import procedure
from waterbed.effect.weights.placebos import jackknife_se, placebo_statistics
from waterbed.model.errors import InputError
from waterbed.model.methods import method as row
from waterbed.model.months import Period
from waterbed.model.panel import Panel

COUNT = 1000


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
    base: tuple[Period, Period] | None = None,
    chosen_for: str = "unknown",
    level: float = 0.95,
    reference: Placebos | None = None,
) -> Effect:
    """What happened in the treated areas, against what a method says would have.

    outcome : one, or several (by weights: balanced together), all estimated
    treated : ids of the areas treated from `start` on; one or many: estimates are totals over
        them (scale "count"), changes (scale "ratio"), and by weights means for an area and period
        ("rate")
    start, end : first and last treated period, as "2016-04", a year, or the number of a period
        without dates; a year means all of it; end None: the last one.  since : first pre-period,
        None: the first one
    method : a key of `effect.METHODS`
    donors : ids, None: every other area.  Donors with gaps leave, counted in a check
    level : of the interval; the deciding one is (2 level - 1), by which placebos are chosen
    reference : what `placebos` returned for the same arguments: gives p and intervals
    Raises InputError for what cannot be read, Refusal where the data cannot answer
    ("infeasible-weights", "no-convergence", "no-donors", "gaps", "no-variation", "short-history",
    "few-references", "empty-base", "nothing-expected").

    Methods that weigh donors (`weighs` in their row):

    covariates, predictors : name -> a number an area, [A] in the panel's order: moments that the
        calibrated methods meet exactly; what the simplex method matches by searched importances
    period : pre-periods are balanced in chunks of so many (or of these lengths, the last first)
    Weights that do not exist are never replaced by others in silence: the refusal says how many
    moments cannot be met and which is missed by the most; longer chunks (`period`), fewer
    covariates, more donors or a method without exact balance are the reader's to choose.

    The others ("forecast", "difference"), as in a study without zones:

    base : first and last period before, None: the same months a year (or more) before
    chosen_for : how the treated area was picked (`ChosenFor.rule`), by which placebos are matched
    They are made with their placebos, and have p and intervals also without `reference` (of several
    treated areas by COUNT groups drawn with the seed 0, as `placebos` draws them by default).
    """
    asked = Question(
        outcome, treated, start, end, method, covariates, predictors, donors, since, period, base,
        chosen_for,
    )  # fmt: skip
    level = read_level(level)
    outcomes_of(asked)
    if row(method).weighs:
        solved = solve(panel, asked)
        if reference is not None:
            reference.must_be(method, solved.problem.key)
        return weighted_effect(solved, level, reference)
    if reference is not None:
        reference.must_be(method, asked.key)
    comparison = None if reference is None else reference.comparison
    if comparison is None:
        comparison = compare_panel(panel, asked, count=COUNT, seed=0, level=level)
    return fitted_effect(asked, at_level(comparison, level), level)


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
    base: tuple[Period, Period] | None = None,
    chosen_for: str = "unknown",
    count: int = COUNT,
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
    Both, and workers, of methods that weigh donors alone.  Every other parameter as in `estimate`.
    The same seed gives the same bytes for any number of
    workers.  Groups whose moments no weights can meet are left out, counted, and `estimate` says
    what p would be had each of them been as extreme as the treated (check "placebos-left-out").
    """
    asked = Question(
        outcome, treated, start, end, method, covariates, predictors, donors, since, period, base,
        chosen_for,
    )  # fmt: skip
    outcomes_of(asked)
    count, seed = read_integer(count, "count", 1), read_integer(seed, "seed", 0)
    workers = read_integer(workers, "workers", 1)
    if groups is not None and not len(groups):
        raise InputError("no placebo is asked for", place="groups", mend="Ask for some.")
    if not row(method).weighs:
        if groups is not None or with_treated:
            key = "with_treated" if groups is None else "groups"
            raise InputError("this method finds its own placebos", place=key, mend="Leave it out.")
        return fitted_placebos(asked, compare_panel(panel, asked, count=count, seed=seed))
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
    return weighted_placebos(problem, method, drawn)


def admissible(panel: Panel, **arguments: Any) -> dict[str, tuple[float, float]]:
    """Least and largest effect (totals) of each outcome over all weights as good as those found.

    arguments : those of `estimate`, but for level and reference.  For a calibrated method, every
    set of non-negative weights that meets the moments: the chosen one is the nearest to equal
    weights.  A linear programme for each end; infinite where there is no bound.  Refusal for
    methods whose weights are unique, or that weigh no donors.
    """
    solved = solve(panel, Question.of(arguments))
    ranges = admissible_range(solved.method, solved.design, solved.groups, solved.fits)
    return {
        outcome: (float(low), float(high))
        for outcome, (low, high) in zip(solved.design.outcomes, ranges, strict=True)
    }


def jackknife(panel: Panel, *, folds: int = 0, seed: int = 0, **arguments: Any) -> dict[str, float]:
    """Delete-a-group jackknife standard error of each outcome's effect (a total).

    folds : groups that areas are dealt into, 0: as many as there are treated areas
    arguments : those of `estimate`, but for level and reference.  Refusal "one-treated" for one
    treated area, "infeasible-weights" where the weights cannot be had.
    """
    asked = Question.of(arguments)
    folds, seed = read_integer(folds, "folds", 0), read_integer(seed, "seed", 0)
    if folds == 1:
        raise InputError("one fold leaves everything out", place="folds", mend="Give 2 or more.")
    solved = solve(panel, asked)
    run, effect = procedure(asked.method), solved.contrasts.effect[0] / solved.cells
    se = jackknife_se(solved.design, run, effect, folds=folds, seed=seed) * solved.cells
    errors = (float(error) for error in se)
    return dict(zip(solved.design.outcomes, errors, strict=True))
