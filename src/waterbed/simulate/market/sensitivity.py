"""Which parameters decide: Sobol's and Morris's indices, by SALib (the extra `sensitivity`)."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Any

import numpy as np

from waterbed.model.errors import Refusal
from waterbed.model.reference import Floats
from waterbed.simulate.market.effects import EFFECTS

SOBOL, MORRIS = "sobol", "morris"
LEVELS = 4
"""Levels of Morris's grid."""


@dataclass(frozen=True, slots=True)
class Index:
    """How much one parameter decides one effect.

    first : share of the variance that it explains alone (Sobol), or mu*, the mean change, either
        way, over its whole prior at the slope of steps of two thirds of it (Morris)
    total : the share with its interactions (Sobol), or sigma, the standard deviation of those
        changes (Morris)
    first_error, total_error : half widths of their 95% intervals; nan where there is none
    weight : what parameters are ranked by: total of Sobol, first of Morris
    """

    effect: str
    parameter: str
    first: float
    first_error: float
    total: float
    total_error: float
    weight: float


def points_of(method: str, names: tuple[str, ...], size: int, seed: int) -> Floats:
    """Points in the unit cube, float [n, names]: Saltelli's n = size (names + 2) for Sobol, size
    trajectories of names + 1 for Morris.  Refusal where SALib is not there."""
    salib = _salib()
    problem = _problem(names)
    if method == SOBOL:
        drawn = salib.sample.sobol.sample(problem, size, calc_second_order=False, seed=seed)
    else:
        drawn = salib.sample.morris.sample(problem, size, num_levels=LEVELS, seed=seed)
    return np.ascontiguousarray(np.clip(drawn, 1e-9, 1 - 1e-9))


def indices(method: str, names: tuple[str, ...], points: Floats, effects: Floats) -> list[Index]:
    """Indices of every effect that has a value, and varies, at every point."""
    salib = _salib()
    problem, computed = _problem(names), []
    for k, effect in enumerate(EFFECTS):
        values = effects[:, k]
        if not np.isfinite(values).all() or not values.std():
            continue
        if method == SOBOL:
            analysed = salib.analyze.sobol.analyze(problem, values, calc_second_order=False, seed=1)
            columns = ("S1", "S1_conf", "ST", "ST_conf")
            rows = zip(*(analysed[name] for name in columns), strict=True)
        else:
            analysed = salib.analyze.morris.analyze(
                problem, points, values, num_levels=LEVELS, seed=1
            )  # fmt: skip
            nothing = np.full(len(names), np.nan)
            rows = zip(
                analysed["mu_star"],
                analysed["mu_star_conf"],
                analysed["sigma"],
                nothing,
                strict=True,
            )
        for name, row in zip(names, rows, strict=True):
            first, first_error, total, total_error = (float(value) for value in row)
            weight = total if method == SOBOL else first
            computed.append(Index(effect, name, first, first_error, total, total_error, weight))
    return computed


def _problem(names: tuple[str, ...]) -> dict[str, Any]:
    return {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}


def _salib() -> Any:
    if sys.modules.get("pandas", sys) is None:  # hidden by `waterbed.__main__`; SALib needs it
        del sys.modules["pandas"]
    try:
        import SALib.analyze.morris
        import SALib.analyze.sobol
        import SALib.sample.morris
        import SALib.sample.sobol
    except ImportError:
        raise Refusal(
            "no-salib", "SALib is not installed", "Run: pip install 'waterbed[sensitivity]'."
        ) from None
    return SALib
