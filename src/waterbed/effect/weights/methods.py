"""The family: how each weighting method of `model.methods` finds its weights."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from waterbed.effect.weights.calibration import calibrated, raking, uniform
from waterbed.effect.weights.design import Design, DonorWeights, Groups
from waterbed.effect.weights.placebos import Procedure
from waterbed.effect.weights.ridge import ridge
from waterbed.effect.weights.simplex import sdid, simplex, simplex_intercept
from waterbed.effect.weights.survey import Contrasts, contrasts, divide
from waterbed.model.errors import Refusal
from waterbed.model.reference import Floats


@dataclass(frozen=True, slots=True)
class Solver:
    """fit : weights of any number of groups
    exact : whether weights must meet every moment; differenced : as in `contrasts`
    takes : which of "covariates", "predictors" it uses
    unique : whether the weights are always unique
    """

    fit: Callable[[Design, Groups], DonorWeights]
    exact: bool = False
    differenced: bool = False
    takes: tuple[str, ...] = ()
    unique: bool = True


SOLVERS: dict[str, Solver] = {
    "uniform": Solver(uniform, differenced=True),
    "calibrated": Solver(calibrated, exact=True, takes=("covariates",)),
    "raking": Solver(raking, exact=True, takes=("covariates",)),
    "simplex": Solver(simplex, takes=("predictors",), unique=False),
    "simplex-intercept": Solver(simplex_intercept, differenced=True, unique=False),
    "ridge": Solver(ridge),
    "sdid": Solver(sdid, differenced=True),
}


def solver(name: str) -> Solver:
    """How the weights of a method are found; Refusal where it gives donors none."""
    if name not in SOLVERS:
        raise Refusal(
            "no-weights",
            f"the method {name!r} gives donors no weights",
            f"Use one of {', '.join(SOLVERS)}.",
        )
    return SOLVERS[name]


def _run(name: str, design: Design, groups: Groups) -> tuple[DonorWeights, Contrasts]:
    chosen = SOLVERS[name]
    fits = chosen.fit(design, groups)
    return fits, contrasts(design, groups, fits, differenced=chosen.differenced)


def procedure(name: str) -> Procedure:
    """Weights and contrasts of one method, as a function that travels to other processes."""
    solver(name)
    return partial(_run, name)


def by_survey(design: Design) -> bool:
    """Whether effects are studentised by the survey standard error (the same for the treated and
    for every placebo, since it depends on the number of treated areas alone)."""
    return len(design.treated) > 1


def scales(contrasts: Contrasts, design: Design, periods: int = 0) -> Floats:
    """What an effect (a total over treated areas and P post-periods) is divided by, [B, O].

    periods : P, 0 for all post-periods

    Several treated areas: the survey standard error.  One: sqrt(P^2 rmspe^2 + P noise^2), the
    pre-period misfit, which lasts, and the noise of single periods, which averages out: the ratio
    of post- to pre-period gaps (Abadie, Diamond and Hainmueller 2010) that stays finite where
    donors fit the pre-period exactly.  With a single pre-period neither can be told, and every
    effect is divided by the same number, sqrt(P) standard deviations of the donors' pre-period.
    """
    periods = periods or design.after.shape[2]
    if by_survey(design):
        survey: Floats = contrasts.se * (len(design.treated) * periods)
        return survey
    if design.pre == 1:
        alike = np.sqrt(periods) * design.before[design.donor].std(axis=(0, 2))
        return np.repeat(alike[None], len(contrasts.effect), axis=0)
    alone: Floats = np.sqrt((periods * contrasts.rmspe) ** 2 + periods * contrasts.noise**2)
    return alone


def studentised(contrasts: Contrasts, design: Design) -> Floats:
    """Studentised effects, [B, O]; 0 for no effect over no spread, never a NaN."""
    return divide(contrasts.effect, scales(contrasts, design))
