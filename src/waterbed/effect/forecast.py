"""The history-conditioned forecast: what a place with this past is followed by elsewhere.

Empirical Bayes before and after (Hauer 1997, *Observational Before-After Studies in Road Safety*,
chapters 11 and 12; Persaud and Lyon 2007, *Accident Analysis and Prevention* 39:546-555), with the
prior fitted as one count regression over the donors, joined to placebo inference: a place that had
just peaked is predicted to fall, so that only what goes beyond that counts.

For one origin: y ~ quasi-Poisson, log mu = a + b log(M/mean M) + c log(B/mean B), with B the
count of the last twelve months before the origin and M the place's mean year before those, both
relative to the donors' mean (raw logs with an offset would count the trend twice).  Variance
phi mu + alpha mu^2, fitted on the donors' squared residuals, those beyond four standard deviations
left out.  A donor is predicted without itself, as the target is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import optimize

from waterbed.nouns.reference import Floats, Mask

TINY = 0.5
"""Added to counts under a logarithm."""

TRIM = 4.0
"""Residuals beyond this many standard deviations do not shape the spread."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Variance of a forecast: phi mu + alpha mu^2."""

    phi: float
    alpha: float

    def variance(self, mu: Floats) -> Floats:
        variance: Floats = self.phi * mu + self.alpha * mu**2
        return variance


def design(latest: Floats, long_run: Floats, donors: Mask) -> Floats:
    """Rows 1, log M, log B relative to the donors' means, float [A, 3]."""

    def relative(x: Floats) -> Floats:
        logs: Floats = np.log((x + TINY) / (x[donors].mean() + TINY))
        return logs

    return np.stack([np.ones(len(latest)), relative(long_run), relative(latest)], axis=1)


def fit_poisson(x: Floats, y: Floats, steps: int = 50) -> tuple[Floats, Floats]:
    """Coefficients and the inverse information of a Poisson regression with a log link.

    Iteratively reweighted least squares (McCullagh and Nelder 1989, section 2.5), with a ridge
    that only collinear columns feel.
    """
    beta: Floats = np.zeros(x.shape[1])
    beta[0] = np.log(max(y.mean(), 1e-8))
    ridge = 1e-9 * len(y) * max(y.mean(), 1e-8) * np.eye(x.shape[1])
    information: Floats = np.eye(x.shape[1])
    for _ in range(steps):
        eta = np.clip(x @ beta, -30, 30)
        mu = np.exp(eta)
        information = (x.T * mu) @ x + ridge
        new: Floats = np.linalg.solve(information, x.T @ (mu * eta + y - mu) + ridge @ beta)
        if np.abs(new - beta).max() < 1e-10:
            break
        beta = new
    return beta, np.asarray(np.linalg.inv(information), float)


def predict(x: Floats, y: Floats, donors: Mask) -> Floats:
    """Expected counts of all areas [A], each donor's own count left out of its fit.

    Leaving one out by one Newton step: eta - h/(1 - h) (y - mu)/mu, h the leverage.
    """
    beta, inverse = fit_poisson(x[donors], y[donors])
    eta = np.clip(x @ beta, -30, 30)
    mu = np.exp(eta)
    leverage = np.minimum(mu * np.einsum("ij,jk,ik->i", x, inverse, x), 0.99)
    shift = np.where(donors, leverage / (1 - leverage) * (y - mu) / np.maximum(mu, 1e-12), 0.0)
    expected: Floats = np.exp(np.clip(eta - np.clip(shift, -2, 2), -30, 30))
    return expected


def fit_spread(mu: Floats, y: Floats, rounds: int = 20) -> Spread:
    """phi and alpha by weighted least squares of squared residuals, trimmed at four deviations.

    mu, y : [P], of placebos; phi is at least 1, since counts are no steadier than Poisson.
    """
    use = mu > 0
    mu, squares = mu[use], (y[use] - mu[use]) ** 2
    spread = Spread(1.0, 0.0)
    if len(mu) < 2:
        return spread
    keep: Mask = np.ones(len(mu), bool)
    for _ in range(rounds):
        weight = 1 / (spread.phi + spread.alpha * mu[keep])
        rows = np.stack([np.ones(keep.sum()), mu[keep]], axis=1) * weight[:, None]
        found, _ = optimize.nnls(rows, squares[keep] / mu[keep] * weight)
        spread = Spread(max(float(found[0]), 1.0), float(found[1]))
        kept = squares <= TRIM**2 * spread.variance(mu)
        if (kept == keep).all():
            break
        keep = kept
    return spread
