"""Weights on donors, asked for from Python: an Effect, and the distribution over placebo groups."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from waterbed.effect.inference import critical, invert
from waterbed.effect.joint import PeriodEffects, cells
from waterbed.effect.question import Problem, Question, read_problem
from waterbed.effect.results import Effect, Placebos
from waterbed.effect.weights.design import Design, DonorWeights, Groups
from waterbed.effect.weights.diagnostics import balance, weight_checks
from waterbed.effect.weights.hull import refuse_infeasible
from waterbed.effect.weights.methods import by_survey, procedure, scales, studentised
from waterbed.effect.weights.placebos import Drawn
from waterbed.effect.weights.survey import Contrasts, divide
from waterbed.model.estimate import Check, Estimate, Figure, Parameter, remark
from waterbed.model.methods import method as row
from waterbed.model.months import Months
from waterbed.model.panel import Panel
from waterbed.model.reference import Floats
from waterbed.model.region import Ends


@dataclass(frozen=True, slots=True)
class Solved:
    """Weights and contrasts of the really treated areas."""

    method: str
    problem: Problem
    groups: Groups
    fits: DonorWeights
    contrasts: Contrasts

    @property
    def design(self) -> Design:
        return self.problem.design

    @property
    def cells(self) -> int:
        """Treated areas times post-periods."""
        return len(self.design.treated) * int(self.design.after.shape[2])


def solve(panel: Panel, asked: Question) -> Solved:
    """Refusal where there are no weights."""
    problem = read_problem(panel, asked)
    groups = Groups.of([problem.design.treated])
    fits, contrasts = procedure(asked.method)(problem.design, groups)
    refuse_infeasible(problem.design, groups, fits)
    return Solved(asked.method, problem, groups, fits, contrasts)


def weighted_placebos(problem: Problem, method: str, drawn: Drawn) -> Placebos:
    """The distribution over placebo groups whose weights were found."""
    contrasts, design = drawn.contrasts, problem.design
    gaps = contrasts.gaps[:, :, design.pre :]
    alone, upto = _spreads(contrasts, design)
    return Placebos(
        method,
        design.outcomes,
        contrasts.effect,
        scales(contrasts, design),
        studentised(contrasts, design),
        contrasts.gaps,
        divide(gaps, alone),
        divide(gaps.cumsum(axis=2), upto),
        len(drawn.ok),
        drawn.drawn,
        problem.key,
    )


def _spreads(contrasts: Contrasts, design: Design) -> tuple[Floats, Floats]:
    """What gaps of each post-period, and up to it, are divided by, each [B, O, post]."""
    many = design.after.shape[2]
    upto = np.stack([scales(contrasts, design, k) for k in range(1, many + 1)], axis=2)
    return np.repeat(upto[:, :, :1], many, axis=2), upto


def weighted_effect(solved: Solved, level: float, reference: Placebos | None) -> Effect:
    """Estimates of the treated areas, judged on placebo groups where there are any."""
    problem, fits, groups, design = solved.problem, solved.fits, solved.groups, solved.design
    used = np.flatnonzero(fits.weights[0] != 0)
    observed = groups.sums(design.values)[0]
    estimates = tuple(
        estimate
        for o in range(len(design.outcomes))
        for scale in row(solved.method).scales
        if (estimate := _estimate(solved, o, scale, level, reference)) is not None
    )
    importance: tuple[tuple[str, float], ...] = ()
    if fits.importance is not None:
        shares = [float(share) for share in fits.importance[0]]
        importance = tuple(zip(design.predictor_names, shares, strict=True))
    alone, upto = _by_period(solved, level, reference)
    checks = weight_checks(solved.method, design, groups, fits, problem.areas, problem.left_out)
    return Effect(
        method=solved.method,
        outcomes=design.outcomes,
        estimates=estimates,
        donors=tuple(problem.areas[i] for i in used),
        periods=problem.periods,
        pre=design.pre,
        observed=observed,
        expected=observed - solved.contrasts.gaps[0],
        checks=(*checks, *_unsolved(solved, reference)),
        weights=fits.weights[0, used],
        shift=fits.shift[0],
        balance=balance(design, groups, fits),
        importance=importance,
        period_weights=None if fits.periods is None else fits.periods[0],
        by_period=alone,
        cumulative=upto,
    )


def _unsolved(solved: Solved, reference: Placebos | None) -> tuple[Check, ...]:
    """For each outcome, the p that there would be had every placebo group without weights been as
    extreme as the treated areas: those are groups unlike the others, and no random part."""
    left = 0 if reference is None else reference.asked - len(reference)
    if reference is None or not left:
        return ()
    checks = []
    for o, outcome in enumerate(solved.design.outcomes):
        p = reference.tails(outcome, float(studentised(solved.contrasts, solved.design)[0, o]))
        smaller = min(p.low, p.high) * (1 + len(reference))
        worst = min(1.0, 2 * (smaller + left) / (1 + reference.asked))
        facts = remark("placebos-left-out", asked=Figure(reference.asked), p=Figure(worst))
        key = Parameter("effect", "", outcome, "target", "post", "count")
        figure = Figure(float(left))
        checks.append(Check("placebos-left-out", None, False, facts, figure, parameter=key))
    return tuple(checks)


def _by_period(
    solved: Solved, level: float, reference: Placebos | None
) -> tuple[PeriodEffects | None, PeriodEffects | None]:
    """Effects of each post-period, and up to it, of the treated areas."""
    if reference is None or not len(reference):
        return None, None
    gaps = solved.contrasts.gaps[0, :, solved.design.pre :]
    alone, upto = _spreads(solved.contrasts, solved.design)
    return (
        cells(gaps, alone[0], reference.by_period, level),
        cells(gaps.cumsum(axis=1), upto[0], reference.cumulative, level),
    )


def _estimate(
    solved: Solved, o: int, scale: str, level: float, reference: Placebos | None
) -> Estimate | None:
    """One outcome on one scale; None for a ratio where nothing was expected."""
    design, contrasts, problem = solved.design, solved.contrasts, solved.problem
    effect, observed = float(contrasts.effect[0, o]), float(contrasts.observed[0, o])
    expected = observed - effect
    unit = {"count": 1.0, "ratio": expected, "rate": float(solved.cells)}[scale]
    if scale == "ratio" and unit <= 1e-9 * max(1.0, abs(observed)):
        return None
    t = float(studentised(contrasts, design)[0, o])
    spread = float(scales(contrasts, design)[0, o])
    outcome = design.outcomes[o]
    base_count = float(design.values[design.treated, o, : design.pre].sum())
    clustered = float(contrasts.clustered[0, o]) * solved.cells / unit
    base, post = _windows(problem)
    wide: Ends = (None, None)
    p, deciding, error, many = None, None, None, None
    if reference is not None:
        p, many = reference.tails(outcome, t), len(reference)
        wide, deciding = (
            _interval(effect, spread, critical((reference.of(outcome),), at), unit, scale)
            for at in (level, 2 * level - 1)
        )
        if reference.drawn and many:
            error = math.sqrt(p.both * (1 - p.both) / many)
    few = outcome not in problem.measures and min(observed, base_count) < 10
    return Estimate(
        parameter=Parameter("effect", "", outcome, "target", "post", scale),
        method=solved.method,
        base=base,
        post=post,
        value=effect / unit,
        low=wide[0],
        high=wide[1],
        level=level,
        deciding=deciding,
        base_count=base_count,
        observed=observed,
        expected=expected,
        se=clustered if scale != "ratio" and by_survey(design) else None,
        t=t,
        p=None if p is None else p.both,
        p_low=None if p is None else p.low,
        p_high=None if p is None else p.high,
        placebos=many,
        p_monte_carlo_error=error,
        assumptions=row(solved.method).assumptions,
        warnings=(remark("small-counts"),) if few else (),
        areas=len(design.treated),
        smallest=min(observed, base_count),
    )


def _interval(
    effect: float, spread: float, ends: tuple[float, float], unit: float, scale: str
) -> Ends:
    """Effects that the placebo test does not reject, over `unit`; no ratio is below -1.

    The ratio's ends are the count's over the expected count: what effects are divided by tells
    placebos apart but is no prediction's standard deviation, to which thinning could be added.
    """
    least = -1.0 if scale == "ratio" else -math.inf
    if not (math.isfinite(spread) and spread > 0):
        return (None if scale != "ratio" else least), None
    low, high = (None if end is None else end / unit for end in invert(effect, spread, ends))
    if scale == "ratio":
        low = least if low is None else low
    return (None if low is None else max(least, low)), (None if high is None else max(least, high))


def _windows(problem: Problem) -> tuple[Months | None, Months | None]:
    """Pre- and post-periods as months; None where the periods have no dates."""
    periods, pre = problem.periods, problem.design.pre
    if periods[0] < 12000:
        return None, None
    last = problem.step - 1
    return (
        Months(int(periods[0]), int(periods[pre - 1]) + last),
        Months(int(periods[pre]), int(periods[-1]) + last),
    )
