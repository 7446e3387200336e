"""The family: every method by name.  Adding one is a function and a line in METHODS."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from waterbed.effect.weights.calibration import calibrated, raking, uniform
from waterbed.effect.weights.design import Design, Fits, Groups
from waterbed.effect.weights.placebos import Procedure
from waterbed.effect.weights.ridge import ridge
from waterbed.effect.weights.simplex import sdid, simplex, simplex_intercept
from waterbed.effect.weights.survey import Contrasts, contrasts, divide
from waterbed.nouns.errors import InputError
from waterbed.nouns.reference import Floats


@dataclass(frozen=True, slots=True)
class Method:
    """fit : weights of any number of groups

    survey : whether effects are always studentised by the survey standard error; the others are
        where several areas are treated, else by the root mean square of the pre-period gaps
    exact : whether weights must meet every moment; differenced : as in `contrasts`
    takes : which of "covariates", "predictors" it uses
    unique : whether the weights are always unique
    """

    fit: Callable[[Design, Groups], Fits]
    survey: bool = False
    exact: bool = False
    differenced: bool = False
    takes: tuple[str, ...] = ()
    unique: bool = True


METHODS: dict[str, Method] = {
    "uniform": Method(uniform, differenced=True),
    "calibrated": Method(calibrated, survey=True, exact=True, takes=("covariates",)),
    "raking": Method(raking, survey=True, exact=True, takes=("covariates",)),
    "simplex": Method(simplex, takes=("predictors",), unique=False),
    "simplex-intercept": Method(simplex_intercept, differenced=True, unique=False),
    "ridge": Method(ridge),
    "sdid": Method(sdid, differenced=True),
}


def method(name: str) -> Method:
    """The method of this name; InputError where there is none."""
    if name not in METHODS:
        raise InputError(
            "there is no such method",
            place="method",
            value=name,
            mend=f"Use one of {', '.join(METHODS)}.",
        )
    return METHODS[name]


def _run(name: str, design: Design, groups: Groups) -> tuple[Fits, Contrasts]:
    chosen = METHODS[name]
    fits = chosen.fit(design, groups)
    return fits, contrasts(design, groups, fits, differenced=chosen.differenced)


def procedure(name: str) -> Procedure:
    """Weights and contrasts of one method, as a function that travels to other processes."""
    method(name)
    return partial(_run, name)


def by_survey(name: str, design: Design) -> bool:
    """Whether effects are studentised by the survey standard error (the same for the treated and
    for every placebo, since it depends on the number of treated areas alone)."""
    return METHODS[name].survey or len(design.treated) > 1


def scales(name: str, found: Contrasts, design: Design) -> Floats:
    """What an effect (a total over treated areas and post-periods) is divided by, [B, O]: the
    survey standard error, or the root mean square of the pre-period gaps for each post-period."""
    periods = design.after.shape[2]
    survey = by_survey(name, design)
    scale: Floats = (found.se * len(design.treated) if survey else found.rmspe) * periods
    return scale


def studentised(name: str, found: Contrasts, design: Design) -> Floats:
    """Studentised effects, [B, O]; 0 for no effect over no spread, never a NaN."""
    if METHODS[name].survey:
        return divide(found.mean, found.se)
    return divide(found.effect, scales(name, found, design))
