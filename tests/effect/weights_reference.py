"""Slow, obvious solvers that stand beside the fast ones."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from scipy import optimize


def calibrated_slowly(moments, target, base, kullback=False):
    """Minimal distance weights by a general-purpose optimiser over the weights themselves."""
    count = len(moments)

    def distance(w):
        if kullback:
            return float((w * np.log(np.maximum(w, 1e-300) / base) - w + base).sum())
        return float(((w - base) ** 2 / (2 * base)).sum())

    def slope(w):
        return np.log(np.maximum(w, 1e-300) / base) if kullback else (w - base) / base

    low = 1e-12 if kullback else 0.0
    found = optimize.minimize(
        distance,
        np.full(count, base),
        jac=slope,
        method="SLSQP",
        bounds=[(low, None)] * count,
        constraints=[
            {"type": "eq", "fun": lambda w: moments.T @ w - target, "jac": lambda w: moments.T}
        ],
        options={"maxiter": 2000, "ftol": 1e-15},
    )
    return found.x


def simplex_slowly(quadratic, linear):
    """Best point of the simplex: try every support."""
    size = len(linear)
    best, weights = np.inf, None
    for count in range(1, size + 1):
        for support in combinations(range(size), count):
            at = np.ix_(support, support)
            system = np.block([[quadratic[at], np.ones((count, 1))], [np.ones((1, count)), 0.0]])
            right = np.append(linear[list(support)], 1.0)
            w = np.linalg.lstsq(system, right, rcond=None)[0][:count]
            if (w < -1e-12).any() or abs(w.sum() - 1) > 1e-9:
                continue
            whole = np.zeros(size)
            whole[list(support)] = w
            value = whole @ quadratic @ whole / 2 - linear @ whole
            if value < best - 1e-13:
                best, weights = value, whole
    return weights


def frank_wolfe(y, zeta, intercept, decrease, limit, start=None):
    """`synthdid`'s own iteration with its own stopping rule (sc.weight.fw of version 0.0.9).

    y : float [rows, K + 1], the last column what the others are to make up
    """
    rows, size = y.shape[0], y.shape[1] - 1
    x = np.full(size, 1 / size) if start is None else start.copy()
    if intercept:
        y = y - y.mean(axis=0)
    a, b, eta = y[:, :size], y[:, size], rows * zeta**2
    values: list[float] = []
    while len(values) < limit and (len(values) < 2 or values[-2] - values[-1] > decrease**2):
        fitted = a @ x
        half = (fitted - b) @ a + eta * x
        i = int(np.argmin(half))
        move = -x
        move[i] += 1
        if move.any():
            error = a[:, i] - fitted
            step = -(half @ move) / (error @ error + eta * (move @ move))
            x = x + min(1.0, max(0.0, step)) * move
        values.append(zeta**2 * float(x @ x) + float(((a @ x - b) ** 2).sum()) / rows)
    return x, values[-1]


def sparse_frank_wolfe(y, zeta, intercept, decrease):
    """The two runs of `synthdid_estimate`: 100 steps, small weights set to 0, then 10,000."""
    x, _ = frank_wolfe(y, zeta, intercept, decrease, 100)
    x = np.where(x <= x.max() / 4, 0.0, x)
    return frank_wolfe(y, zeta, intercept, decrease, 10_000, x / x.sum())


def survey_slowly(after, treated, weights):
    """t, se and clustered se of treatment, by building the design matrix row by row.

    after : float [A, P]; treated : bool [A]; weights : float [A], 1 for the treated
    """
    areas, periods = after.shape
    y = after.ravel()
    w = np.repeat(weights, periods)
    z = np.repeat(treated.astype(float), periods)
    cluster = np.repeat(np.arange(areas), periods)
    dummies = np.tile(np.eye(periods), (areas, 1))
    x = np.column_stack([z, dummies])
    bread = np.linalg.inv(x.T @ (w[:, None] * x))
    beta = bread @ (x.T @ (w * y))
    scores = (w * (y - x @ beta))[:, None] * x
    rows = len(y)
    meat = rows / (rows - 1) * scores.T @ scores
    blocks = np.zeros((areas, x.shape[1]))
    np.add.at(blocks, cluster, scores)
    grouped = areas / (areas - 1) * blocks.T @ blocks
    se = float(np.sqrt((bread @ meat @ bread)[0, 0]))
    return float(beta[0]), se, float(np.sqrt((bread @ grouped @ bread)[0, 0]))
