"""The front door: one estimate by any method of the family, and its placebo distribution."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from waterbed.effect.results import Effect, Placebos, as_placebos, make_effect
from waterbed.effect.weights.design import Design, Groups, make_design
from waterbed.effect.weights.hull import admissible_range, refuse_infeasible
from waterbed.effect.weights.methods import method as method_named
from waterbed.effect.weights.methods import procedure
from waterbed.effect.weights.placebos import jackknife_se, placebo_statistics
from waterbed.nouns.errors import InputError, Refusal
from waterbed.nouns.months import label, month
from waterbed.nouns.panel import Panel
from waterbed.nouns.reference import Floats, Mask
from waterbed.nouns.zones import Members

Names = str | Sequence[str]
Period = str | int
Columns = Mapping[str, ArrayLike]


@dataclass(frozen=True, slots=True)
class Problem:
    """A design with the names of what stands in its rows.

    areas : ids, in the design's order; kept : their positions in the panel
    periods : ordinals, pre-periods first; left_out : donors that gaps have cost
    measures : outcomes that are no counts
    """

    design: Design
    areas: tuple[str, ...]
    kept: Members
    periods: Members
    step: int
    left_out: int
    measures: tuple[str, ...]


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
        without dates; end None: the last one.  since : first pre-period, None: the first one
    method : a key of `effect.METHODS`
    covariates, predictors : name -> a number an area, [A] in the panel's order: moments that the
        calibrated methods meet exactly; what the simplex method matches by searched importances
    donors : ids, None: every other area.  Donors with gaps leave, counted in a check
    period : pre-periods are balanced in chunks of so many (or of these lengths, the last first)
    level : of the interval; the deciding one is (2 level - 1)
    reference : what `placebos` returned for the same arguments: gives p and intervals
    Raises InputError for what cannot be read, Refusal where the data cannot answer
    ("infeasible-weights", "no-donors", "gaps", "no-variation").
    """
    problem = _problem(
        panel, outcome, treated, start, end, method, covariates, predictors, donors, since, period
    )
    design = problem.design
    groups = Groups.of([design.treated])
    fits, found = procedure(method)(design, groups)
    refuse_infeasible(design, groups, fits)
    return make_effect(problem, method, groups, fits, found, level, reference)


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
    workers.  Groups whose moments no weights can meet are left out, counted.
    """
    problem = _problem(
        panel, outcome, treated, start, end, method, covariates, predictors, donors, since, period
    )
    drawn = placebo_statistics(
        problem.design,
        procedure(method),
        count=count,
        seed=seed,
        groups=None if groups is None else [_positions(own, problem) for own in groups],
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
    problem, name = _given(panel, arguments)
    design = problem.design
    groups = Groups.of([design.treated])
    fits, _ = procedure(name)(design, groups)
    refuse_infeasible(design, groups, fits)
    found = admissible_range(name, design, groups, fits)
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
    problem, name = _given(panel, arguments)
    design = problem.design
    groups = Groups.of([design.treated])
    run = procedure(name)
    fits, found = run(design, groups)
    refuse_infeasible(design, groups, fits)
    cells = len(design.treated) * design.after.shape[2]
    se = jackknife_se(design, run, found.effect[0] / cells, folds=folds, seed=seed) * cells
    return {outcome: float(one) for outcome, one in zip(design.outcomes, se, strict=True)}


_ARGUMENTS: dict[str, Any] = {
    "outcome": (),
    "treated": (),
    "start": None,
    "end": None,
    "method": "calibrated",
    "covariates": None,
    "predictors": None,
    "donors": None,
    "since": None,
    "period": 1,
}


def _given(panel: Panel, arguments: Mapping[str, Any]) -> tuple[Problem, str]:
    """The problem that keyword arguments pose, and the name of its method."""
    for key in arguments:
        if key not in _ARGUMENTS:
            raise InputError(
                "there is no such argument",
                place=key,
                mend=f"Arguments there are: {', '.join(_ARGUMENTS)}.",
            )
    for key in ("outcome", "treated", "start"):
        if key not in arguments:
            raise InputError("an argument is missing", place=key)
    chosen = {**_ARGUMENTS, **arguments}
    return _problem(panel, *chosen.values()), str(chosen["method"])


def _positions(ids: Sequence[str], problem: Problem) -> Members:
    index = {name: i for i, name in enumerate(problem.areas)}
    missing = [name for name in ids if name not in index]
    if missing:
        raise InputError(
            "a placebo group names an area that is neither treated nor a usable donor",
            place="groups",
            value=missing[0],
        )
    size = len(problem.design.treated)
    if len(set(ids)) != size:
        raise InputError(
            f"a placebo group has as many areas as were treated: {size}",
            place="groups",
            value=len(set(ids)),
        )
    return np.array(sorted({index[name] for name in ids}), np.int64)


def _problem(
    panel: Panel,
    outcome: Names,
    treated: Sequence[str],
    start: Period,
    end: Period | None,
    method: str,
    covariates: Columns | None,
    predictors: Columns | None,
    donors: Sequence[str] | None,
    since: Period | None,
    period: int | Sequence[int],
) -> Problem:
    """Read the arguments against the panel; InputError or Refusal where that cannot be done."""
    chosen = method_named(method)
    for given, key in ((covariates, "covariates"), (predictors, "predictors")):
        if given and key not in chosen.takes:
            raise InputError(
                f"this method takes no {key}",
                place="method",
                value=method,
                mend="Use calibrated or raking for covariates, simplex for predictors.",
            )
    outcomes = (outcome,) if isinstance(outcome, str) else tuple(outcome)
    if not outcomes or len(set(outcomes)) < len(outcomes):
        raise InputError("outcomes must be named, each once", place="outcome")
    span, pre = _span(panel, start, end, since)
    own = _members(panel, [treated] if isinstance(treated, str) else treated, "treated")
    others = np.setdiff1d(
        np.arange(len(panel.areas)) if donors is None else _members(panel, donors, "donors"), own
    )
    values, known = _values(panel, outcomes, span)
    if not known[own].all():
        gaps = np.flatnonzero(~known[own].all(axis=(0, 1)))
        raise Refusal(
            "gaps",
            "a treated area has no data in "
            + ", ".join(_shown(int(panel.periods[span][gap]), panel.step) for gap in gaps[:6]),
            "Choose periods without gaps.",
        )
    usable = others[known[others].all(axis=(1, 2))]
    kept = np.sort(np.concatenate([own, usable]))
    is_donor = np.isin(kept, usable)
    _enough(is_donor)
    design = make_design(
        outcomes,
        np.ascontiguousarray(values[kept]),
        pre,
        is_donor,
        np.flatnonzero(~is_donor),
        covariates=_columns(panel, covariates, kept, "covariates"),
        predictors=_columns(panel, predictors, kept, "predictors"),
        period=period,
    )
    measures = tuple(name for name in outcomes if name in panel.measures)
    return Problem(
        design,
        tuple(panel.areas[i] for i in kept),
        kept,
        panel.periods[span],
        panel.step,
        len(others) - len(usable),
        measures,
    )


def _enough(donor: Mask) -> None:
    if int(donor.sum()) == 1:
        raise Refusal(
            "no-donors", "fewer than two donors are left", "Allow more donors, or fewer gaps."
        )


def _values(panel: Panel, outcomes: Sequence[str], span: slice) -> tuple[Floats, Mask]:
    """Values and coverage of the outcomes, [A, O, T]."""
    parts = [panel.series(name) for name in outcomes]
    values = np.stack([series[:, span] for series, _ in parts], axis=1)
    return values, np.stack([known[:, span] for _, known in parts], axis=1)


def _members(panel: Panel, ids: Sequence[str], key: str) -> Members:
    index = {name: i for i, name in enumerate(panel.areas)}
    for name in ids:
        if str(name) not in index:
            raise InputError(
                "no area has this id",
                place=key,
                value=name,
                mend="Use ids as they stand in the panel's areas.",
            )
    return np.array(sorted({index[str(name)] for name in ids}), np.int64)


def _columns(
    panel: Panel, given: Columns | None, kept: Members, key: str
) -> dict[str, Floats] | None:
    if not given:
        return None
    found = {}
    for name, column in given.items():
        array = np.asarray(column, float)
        if array.shape != (len(panel.areas),):
            raise InputError(
                f"a column needs one number for each of the {len(panel.areas)} areas",
                place=f"{key} {name!r}",
                value=array.shape,
                mend="Give it in the order of panel.areas.",
            )
        found[name] = array[kept]
    return found


def _at(panel: Panel, when: Period, key: str) -> int:
    """Position of a period in the panel."""
    ordinal: int
    if isinstance(when, str):
        try:
            ordinal = month(when if "-" in when else f"{when}-01")
        except ValueError as error:
            raise InputError(
                "this is no period", place=key, value=when, mend="Write it as 2016-04 or 2016."
            ) from error
    else:
        ordinal = 12 * int(when) if panel.step == 12 and 1000 <= when < 3000 else int(when)
    found = np.flatnonzero((panel.periods <= ordinal) & (ordinal < panel.periods + panel.step))
    if not len(found):
        first, last = (_shown(int(panel.periods[i]), panel.step) for i in (0, -1))
        raise InputError(
            f"this period lies outside the panel, which runs from {first} to {last}",
            place=key,
            value=when,
        )
    return int(found[0])


def _shown(ordinal: int, step: int) -> str:
    return str(ordinal) if ordinal < 12000 else label(ordinal)[: 4 if step == 12 else 7]


def _span(
    panel: Panel, start: Period, end: Period | None, since: Period | None
) -> tuple[slice, int]:
    """Periods used, and how many of them come before the treatment."""
    first = 0 if since is None else _at(panel, since, "since")
    begun = _at(panel, start, "start")
    last = len(panel.periods) - 1 if end is None else _at(panel, end, "end")
    if last < begun:
        raise InputError("the treatment ends before it starts", place="end", value=end)
    if first >= begun:
        raise InputError(
            "the treatment starts in the first period, so that nothing is known from before it",
            place="start",
            value=start,
            mend="Give a later start, or counts from before it.",
        )
    return slice(first, last + 1), begun - first
