"""The ridge-augmented synthetic control: simplex weights, corrected for what they miss."""

from __future__ import annotations

import numpy as np

from waterbed.effect.weights.design import Design, DonorWeights, Groups, plain_fits
from waterbed.effect.weights.simplex import lags, nearest_simplex
from waterbed.model.reference import Floats

GRID = 20
SMALLEST = 1e-8


def corrected(x: Floats, target: Floats, weights: Floats, penalties: Floats) -> Floats:
    """`weights` and what the ridge adds to them, (x'x + penalty)^-1 x', for each penalty: [G, D].

    x : float [D, L] and target : float [L], both less the donors' mean.  Through the eigenvectors
    of x'x, so that the number of donors hardly matters.
    """
    values, vectors = np.linalg.eigh(x.T @ x)
    missed = vectors.T @ (target - weights @ x)
    share = missed / (np.maximum(values, 0.0) + penalties[:, None])
    moved: Floats = weights + (share @ vectors.T) @ x.T
    return moved


def _errors(x: Floats, target: Floats, penalties: Floats) -> tuple[Floats, Floats]:
    """Mean squared error of each penalty on the lag left out, and its standard error, [G]."""
    many = x.shape[1]
    squares = np.empty((many, len(penalties)))
    for out in range(many):
        kept = np.arange(many) != out
        apart = x[:, kept] - target[kept]
        first = nearest_simplex(apart)
        weights = corrected(x[:, kept], target[kept], first, penalties)
        squares[out] = (target[out] - weights @ x[:, out]) ** 2
    return squares.mean(axis=0), squares.std(axis=0, ddof=1) / np.sqrt(many)


def choose_penalty(x: Floats, target: Floats) -> float:
    """Largest penalty whose leave-one-lag-out error is within one standard error of the least.

    Of 21 from the largest squared singular value down to 1e-8 of it, as `augsynth` does it.
    """
    top = float(np.linalg.norm(x, 2)) ** 2
    penalties = top * SMALLEST ** (np.arange(GRID + 1) / GRID)
    if x.shape[1] < 3 or top <= 0:
        return max(top, 1e-12)
    error, spread = _errors(x, target, penalties)
    least = int(np.argmin(error))
    return float(penalties[error <= error[least] + spread[least]].max())


def ridge(design: Design, groups: Groups) -> DonorWeights:
    """Ridge-augmented synthetic control; weights may be negative, and sum to one.

    w = w_scm + (x_1 - X'w_scm)'(X'X + lambda)^-1 X' with lags less the donors' mean: Ben-Michael,
    Feller and Rothstein (2021), *JASA* 116:1789-1803, equation 3 and lemma 1.
    """
    matchable = lags(design)
    weights = np.zeros((len(groups), len(matchable)))
    for row, own in enumerate(groups.members):
        donors = design.donors_of(groups, row)
        middle = matchable[donors].mean(axis=0)
        x, target = matchable[donors] - middle, matchable[own].mean(axis=0) - middle
        apart = x - target
        first = nearest_simplex(apart)
        penalty = np.array([choose_penalty(x, target)])
        weights[row, donors] = groups.total[row] * corrected(x, target, first, penalty)[0]
    return plain_fits(design, weights)
