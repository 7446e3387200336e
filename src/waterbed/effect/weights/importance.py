"""The synthetic control with predictors: how much each predictor counts is searched for."""

from __future__ import annotations

import numpy as np

from waterbed.effect.weights.design import Design, DonorWeights, Groups, plain_fits
from waterbed.effect.weights.simplex import lags, simplex_qp
from waterbed.model.reference import Floats
from waterbed.model.zones import Members

FLOOR = 1e-8
LOWEST = float(np.log(FLOOR))
"""Least importance, relative to the largest, and its log: a predictor as good as left out."""
SPREAD = 64
"""Starts spread over the box."""
STRIDE = 2.0
"""Side of the first simplex of a search, in log importance."""


def weigh(apart: Floats, importance: Floats) -> Floats:
    """Simplex weights for given importances; apart : donors' predictors less the target's, [D, K].

    A trace of ridge (1e-11 of the mean diagonal) chooses among weights that do equally well.
    """
    scaled = apart * np.sqrt(importance)
    return simplex_qp(scaled, 1e-11 * float((scaled**2).mean()) * scaled.shape[1])


def _starts(apart: Floats, z: Floats) -> list[Floats]:
    """Log importances to begin from: all equal; by regression of the lags on the predictors, as
    `Synth` begins; each predictor and each pair alone; points spread evenly over the box."""
    size = apart.shape[1]
    x = np.column_stack([np.ones(len(apart)), apart])
    strength = (np.linalg.lstsq(x, z, rcond=None)[0][1:] ** 2).sum(axis=1)
    starts = [np.zeros(size), np.log(np.maximum(strength / max(strength.max(), 1e-300), FLOOR))]
    for predictor in range(size):
        for other in range(predictor, size):
            pair = np.full(size, LOWEST)
            pair[[predictor, other]] = 0.0
            starts.append(pair)
    from scipy.stats import qmc  # slow to import, and only this method asks for it

    spread_out = qmc.Halton(size, scramble=False).random(SPREAD) * LOWEST
    return [*starts, *spread_out]


def search(
    apart: Floats, z: Floats, *, best: int = 4, evaluations: int = 400
) -> tuple[Floats, Floats]:
    """Importances (sum 1) whose weights have the least mean squared pre-period gap, and weights.

    apart : float [D, K], donors' predictors less the target's, in standard deviations
    z : float [D, L], donors' lags less the target's
    Nelder and Mead's search over log importances from the `best` of fixed starts, then Powell's
    from the winner: deterministic, and a local optimum like any such search.  Abadie and
    Gardeazabal (2003, *AER* 93:113-132), appendix B.
    """
    from scipy.optimize import minimize  # slow to import, and only this method asks for it

    size = apart.shape[1]
    if size == 1:
        return np.ones(1), weigh(apart, np.ones(1))

    def share(log: Floats) -> Floats:
        raised = np.exp(np.clip(log - log.max(), LOWEST, 0.0))
        shares: Floats = raised / raised.sum()
        return shares

    def loss(log: Floats) -> float:
        return float(((weigh(apart, share(log)) @ z) ** 2).mean())

    starts = sorted(_starts(apart, z), key=loss)[:best]
    minima = []
    for start in starts:
        corners = np.vstack([start, start + STRIDE * np.eye(size)])
        options = {"maxfev": evaluations, "fatol": 1e-12, "initial_simplex": corners}
        minima.append(minimize(loss, start, method="Nelder-Mead", options=options))
    first = min(minima, key=lambda minimum: float(minimum.fun))
    last = minimize(
        loss, first.x, method="Powell", options={"maxfev": 2 * evaluations, "ftol": 1e-9}
    )
    winner = share(last.x if last.fun < first.fun else first.x)
    return winner, weigh(apart, winner)


def spread(columns: Floats) -> Floats:
    """Standard deviation of each predictor over the areas compared; 1 where it does not vary."""
    deviations = columns.std(axis=0, ddof=1) if len(columns) > 1 else np.ones(columns.shape[1])
    safe: Floats = np.where(deviations > 0, deviations, 1.0)
    return safe


def scaled_apart(design: Design, own: Members, donors: Members) -> Floats:
    """Donors' predictors less the treated areas' mean, over their standard deviation, [D, K]."""
    target = design.predictors[own].mean(axis=0)
    columns = design.predictors[donors]
    scaled: Floats = (columns - target) / spread(np.vstack([columns, target]))
    return scaled


def predicted(design: Design, groups: Groups) -> DonorWeights:
    """Synthetic control on predictors, one search a group."""
    matchable = lags(design)
    weights = np.zeros((len(groups), len(matchable)))
    importance = np.empty((len(groups), design.predictors.shape[1]))
    for row, own in enumerate(groups.members):
        donors = design.donors_of(groups, row)
        z = matchable[donors] - matchable[own].mean(axis=0)
        importance[row], weighed = search(scaled_apart(design, own, donors), z)
        weights[row, donors] = groups.total[row] * weighed
    return plain_fits(design, weights, importance=importance)
