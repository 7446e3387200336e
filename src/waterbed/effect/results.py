"""What the front door gives back: an Effect with its Estimates, and a placebo distribution."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from waterbed.effect.inference import (
    Tails,
    critical,
    invert,
    tails,
)
from waterbed.effect.joint import Cells, cells
from waterbed.effect.question import Problem
from waterbed.effect.weights.design import Design, Fits, Groups
from waterbed.effect.weights.diagnostics import Balance, balance, weight_checks
from waterbed.effect.weights.methods import by_survey, scales, studentised
from waterbed.effect.weights.placebos import Drawn
from waterbed.effect.weights.survey import Contrasts, divide
from waterbed.model.errors import InputError
from waterbed.model.estimate import (
    Check,
    Estimate,
    Figure,
    Parameter,
    remark,
)
from waterbed.model.methods import method as row
from waterbed.model.months import Months
from waterbed.model.reference import Floats
from waterbed.model.zones import Members

SCALES = ("count", "ratio", "rate")

Ends = tuple[float | None, float | None]


@dataclass(frozen=True, slots=True)
class Placebos:
    """The distribution of one method's estimate over places where nothing was done.

    effect, scale : float [P, O], totals and what they are divided by; t : effect over scale
    gaps : float [P, O, T], observed less expected in every period
    by_period, cumulative : float [P, O, post], studentised gaps of each post-period and up to it
    asked : groups tried; drawn : whether at random, and so with a Monte Carlo error
    key : of the question (`Problem.key`)
    """

    method: str
    outcomes: tuple[str, ...]
    effect: Floats
    scale: Floats
    t: Floats
    gaps: Floats
    by_period: Floats
    cumulative: Floats
    asked: int
    drawn: bool
    key: tuple[object, ...]

    def __len__(self) -> int:
        return len(self.t)

    def of(self, outcome: str) -> Floats:
        """Studentised effects of one outcome, ascending."""
        return np.sort(self.t[:, self.outcomes.index(outcome)])

    def tails(self, outcome: str, t: float) -> Tails:
        """p of a studentised effect: (1 + k)/(1 + n)."""
        return tails(t, (self.of(outcome),))


@dataclass(frozen=True, slots=True)
class Effect:
    """One application of one method.

    estimates : for each outcome, on the scales of SCALES ("ratio" only where something was
        expected)
    donors, weights : ids and weights, those of 0 left out; they sum to the number of treated
        areas where the method sets their sum
    shift : float [O], added in every period to what the donors give
    periods : ordinals [T], `pre` of them before the treatment; observed, expected : float [O, T],
        totals over the treated areas
    importance : of the predictors, where they were searched for
    period_weights : float [O, pre], of synthetic difference in differences
    by_period, cumulative : effect of each post-period, and of all up to it (the last of them the
        estimate's), with p and intervals at its level, alone and jointly; None without placebos
    """

    method: str
    outcomes: tuple[str, ...]
    estimates: tuple[Estimate, ...]
    donors: tuple[str, ...]
    weights: Floats
    shift: Floats
    periods: Members
    pre: int
    observed: Floats
    expected: Floats
    balance: Balance
    checks: tuple[Check, ...]
    importance: tuple[tuple[str, float], ...] = ()
    period_weights: Floats | None = None
    by_period: Cells | None = None
    cumulative: Cells | None = None

    @property
    def joint_p(self) -> float | None:
        """One p over every outcome and post-period; None without placebos."""
        return None if self.by_period is None else float(self.by_period.joint_p.min())

    @property
    def gaps(self) -> Floats:
        """Observed less expected totals by period, [O, T]."""
        return self.observed - self.expected

    def estimate(self, outcome: str = "", scale: str = "count") -> Estimate:
        """The estimate of one outcome (the first, unless named) on one scale."""
        wanted = outcome or self.outcomes[0]
        for one in self.estimates:
            if (one.parameter.outcome, one.parameter.scale) == (wanted, scale):
                return one
        raise InputError("there is no such estimate", place="outcome, scale", value=(wanted, scale))

    def check(self, name: str) -> Check:
        """The first check of this name; InputError where it was not made."""
        for one in self.checks:
            if one.name == name:
                return one
        raise InputError("there is no such check", place="name", value=name)


def as_placebos(problem: Problem, method: str, drawn: Drawn) -> Placebos:
    found, design = drawn.found, problem.design
    return Placebos(
        method,
        design.outcomes,
        found.effect,
        scales(found, design),
        studentised(found, design),
        found.gaps,
        *_by_period(found, design),
        len(drawn.ok),
        drawn.drawn,
        problem.key,
    )


def make_effect(
    problem: Problem,
    method: str,
    groups: Groups,
    fits: Fits,
    found: Contrasts,
    level: float,
    reference: Placebos | None,
) -> Effect:
    """Put the first group's figures into an Effect."""
    design = problem.design
    if reference is not None and (reference.method, reference.key) != (method, problem.key):
        raise InputError(
            "the placebos are those of another method or of another question",
            place="reference",
            mend="Give `placebos` the same arguments as `estimate`.",
        )
    used = np.flatnonzero(fits.weights[0] != 0)
    observed = groups.sums(design.values)[0]
    estimates = tuple(
        one
        for o in range(len(design.outcomes))
        for scale in SCALES
        if (one := _estimate(problem, method, found, o, scale, level, reference)) is not None
    )
    importance: tuple[tuple[str, float], ...] = ()
    if fits.importance is not None:
        shares = [float(share) for share in fits.importance[0]]
        importance = tuple(zip(design.predictor_names, shares, strict=True))
    return Effect(
        method,
        design.outcomes,
        estimates,
        tuple(problem.areas[i] for i in used),
        fits.weights[0, used],
        fits.shift[0],
        problem.periods,
        design.pre,
        observed,
        observed - found.gaps[0],
        balance(design, groups, fits),
        (
            *weight_checks(method, design, groups, fits, problem.areas, problem.left_out),
            *_unsolved(problem, found, reference),
        ),
        importance,
        None if fits.periods is None else fits.periods[0],
        *_cells(problem, found, level, reference),
    )


def _unsolved(problem: Problem, found: Contrasts, reference: Placebos | None) -> tuple[Check, ...]:
    """For each outcome, the p that there would be had every placebo group without weights been as
    extreme as the treated areas: those are groups unlike the others, and no random part."""
    left = 0 if reference is None else reference.asked - len(reference)
    if reference is None or not left:
        return ()
    made = []
    for o, outcome in enumerate(problem.design.outcomes):
        p = reference.tails(outcome, float(studentised(found, problem.design)[0, o]))
        smaller = min(p.low, p.high) * (1 + len(reference))
        worst = min(1.0, 2 * (smaller + left) / (1 + reference.asked))
        facts = remark("placebos-left-out", asked=Figure(reference.asked), p=Figure(worst))
        key = Parameter("effect", "", outcome, "target", "post", "count")
        figure = Figure(float(left))
        made.append(Check("placebos-left-out", None, False, facts, figure, parameter=key))
    return tuple(made)


def _spreads(found: Contrasts, design: Design) -> tuple[Floats, Floats]:
    """What gaps of each post-period, and up to it, are divided by, each [B, O, post]."""
    many = design.after.shape[2]
    upto = np.stack([scales(found, design, k) for k in range(1, many + 1)], axis=2)
    return np.repeat(upto[:, :, :1], many, axis=2), upto


def _by_period(found: Contrasts, design: Design) -> tuple[Floats, Floats]:
    """Studentised gaps of each post-period, and up to it, each [B, O, post]."""
    gaps = found.gaps[:, :, design.pre :]
    alone, upto = _spreads(found, design)
    return divide(gaps, alone), divide(gaps.cumsum(axis=2), upto)


def _cells(
    problem: Problem, found: Contrasts, level: float, reference: Placebos | None
) -> tuple[Cells | None, Cells | None]:
    """Effects of each post-period, and up to it, of the first group."""
    if reference is None or not len(reference):
        return None, None
    gaps = found.gaps[0, :, problem.design.pre :]
    alone, upto = _spreads(found, problem.design)
    return (
        cells(gaps, alone[0], reference.by_period, level),
        cells(gaps.cumsum(axis=1), upto[0], reference.cumulative, level),
    )


def _estimate(
    problem: Problem,
    method: str,
    found: Contrasts,
    o: int,
    scale: str,
    level: float,
    reference: Placebos | None,
) -> Estimate | None:
    design = problem.design
    effect, observed = float(found.effect[0, o]), float(found.observed[0, o])
    expected = observed - effect
    cells = len(design.treated) * design.after.shape[2]
    unit = {"count": 1.0, "ratio": expected, "rate": float(cells)}[scale]
    if scale == "ratio" and unit <= 1e-9 * max(1.0, abs(observed)):
        return None
    t = float(studentised(found, design)[0, o])
    spread = float(scales(found, design)[0, o])
    outcome = design.outcomes[o]
    p: Tails | None = None
    wide: Ends = (None, None)
    deciding: Ends | None = None
    counted = outcome not in problem.measures
    if reference is not None:
        p = reference.tails(outcome, t)
        ends = [critical((reference.of(outcome),), at) for at in (level, 2 * level - 1)]
        wide, deciding = (_interval(effect, spread, pair, unit, scale == "ratio") for pair in ends)
    base_count = float(design.values[design.treated, o, : design.pre].sum())
    clustered = float(found.clustered[0, o]) * cells / unit
    base, post = _windows(problem)
    draws_many = None if reference is None else len(reference)
    return Estimate(
        parameter=Parameter("effect", "", outcome, "target", "post", scale),
        method=method,
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
        placebos=draws_many,
        p_monte_carlo_error=_error(p, reference),
        assumptions=row(method).assumptions,
        warnings=(remark("small-counts"),) if counted and min(observed, base_count) < 10 else (),
        areas=len(design.treated),
        smallest=min(observed, base_count),
    )


def _error(p: Tails | None, reference: Placebos | None) -> float | None:
    if p is None or reference is None or not reference.drawn or not len(reference):
        return None
    return math.sqrt(p.both * (1 - p.both) / len(reference))


def _interval(
    effect: float, spread: float, ends: tuple[float, float], unit: float, ratio: bool
) -> Ends:
    """Effects that the placebo test does not reject, over `unit`; no ratio is below -1.

    The ratio's ends are the count's over the expected count: what effects are divided by tells
    placebos apart but is no prediction's standard deviation, to which thinning could be added.
    """
    if not (math.isfinite(spread) and spread > 0):
        return (-1.0 if ratio else None), None
    low, high = (None if end is None else end / unit for end in invert(effect, spread, ends))
    if ratio:
        low = -1.0 if low is None else max(-1.0, low)
        high = None if high is None else max(-1.0, high)
    return low, high


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
