"""The history-conditioned forecast: what a place with this past is followed by elsewhere.

Empirical Bayes before and after (Hauer 1997, *Observational Before-After Studies in Road Safety*,
chapters 11 and 12; Persaud and Lyon 2007, *Accident Analysis and Prevention* 39:546-555), with the
prior fitted as one count regression over the donors, joined to placebo inference: a place that had
just peaked is predicted to fall, so that only what goes beyond that counts.

For one origin: y ~ quasi-Poisson, log mu = a + b log(M/mean M) + c log(B/mean B), with B the
count of the last twelve months before the origin and M the place's mean year before those, both
relative to the donors' mean (raw logs with an offset would count the trend twice); where there are
donors enough, with P, the twelve months before B, in the same way, and with the donors weighted
by the variance that they show.  Variance phi mu + alpha mu^2, fitted on the donors' squared
residuals, those beyond four standard deviations left out, times 1 + h for what the coefficients do
not know of a place unlike the others (h the leverage of a prediction).  A donor is predicted
without itself, as the target is; a group of donors, or a donor with zones, without all of its own
areas (`leave_out`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from waterbed.effect.zones import Membership
from waterbed.model.least_squares import nonnegative_pair
from waterbed.model.reference import Floats, Mask

TINY = 0.5
"""Added to counts under a logarithm."""

TRIM = 4.0
"""Residuals beyond this many standard deviations do not shape the spread."""


ALONE = 0.99
"""Leverage from which a donor, or a group of them, alone decides some coefficient."""

HIGHEST = 0.9
"""Leverage is not taken to be higher, lest one place's variance have no bound."""


@dataclass(frozen=True, slots=True)
class ForecastSpread:
    """Variance of a forecast: phi mu + alpha mu^2, and never below mu: counts are no steadier than
    Poisson, also where phi is below 1 by an origin's own factor (`own_factor`)."""

    phi: float
    alpha: float

    def times(self, factor: float) -> ForecastSpread:
        return ForecastSpread(self.phi * factor, self.alpha * factor)

    def variance(self, mu: Floats) -> Floats:
        variance: Floats = np.maximum(self.phi * mu + self.alpha * mu**2, mu)
        return variance


def design(parts: tuple[Floats, ...], donors: Mask) -> Floats:
    """Rows 1 and the log of each count [A] relative to the donors' mean, float [A, 1 + parts]."""

    def relative(x: Floats) -> Floats:
        logs: Floats = np.log((x + TINY) / (x[donors].mean() + TINY))
        return logs

    return np.stack([np.ones(len(donors)), *(relative(x) for x in parts)], axis=1)


def fit_poisson(
    x: Floats,
    y: Floats,
    excess: float = 0.0,
    start: Floats | None = None,
    steps: int = 50,
    offset: Floats | float = 0.0,
) -> tuple[Floats, Floats]:
    """Coefficients and their covariance (over phi) of a quasi-likelihood regression, log link.

    excess : alpha/phi, so that a count has the variance phi mu (1 + excess mu); 0 for Poisson
    start : coefficients to begin with, [k]; offset : float [n], added to x beta
    Iteratively reweighted least squares (McCullagh and Nelder 1989, sections 2.5 and 9.2), with a
    ridge that only collinear columns feel.
    """
    beta: Floats = np.zeros(x.shape[1]) if start is None else start
    if start is None:
        beta[0] = np.log(max(y.mean(), 1e-8))
    ridge = 1e-9 * len(y) * max(y.mean(), 1e-8) * np.eye(x.shape[1])
    information: Floats = np.eye(x.shape[1])
    for _ in range(steps):
        eta = np.clip(x @ beta + offset, -30, 30)
        mu = np.exp(eta)
        weight = mu / (1 + excess * mu)
        information = (x.T * weight) @ x + ridge
        score = x.T @ (weight * (eta - offset + (y - mu) / mu)) + ridge @ beta
        new: Floats = np.linalg.lstsq(information, score)[0]
        if np.abs(new - beta).max() < 1e-10:
            break
        beta = new
    return beta, np.asarray(np.linalg.pinv(information, hermitian=True), float)


@dataclass(frozen=True, slots=True)
class Prediction:
    """What is expected of every area.

    mu : float [A], each donor's own count left out of its fit
    fitted : float [A], with every donor's count in the fit
    pull : float [A, k], gradient of each area's expected count along the coefficients' principal
        errors, summed over the areas of a place for its leverage (`inflation`)
    excess : alpha/phi of the donors, 0 where it was not fitted
    """

    mu: Floats
    fitted: Floats
    pull: Floats
    excess: float


MANY_DONORS = 100
"""Donors from which the weights of the fit, and the year before the latest, pay for themselves."""


def predict(
    x: Floats,
    y: Floats,
    donors: Mask,
    offset: Floats | None = None,
    by_spread: bool = True,
) -> Prediction:
    """Fit on the donors and predict all areas.

    offset : float [A], what is known of log mu beside the columns, or None
    by_spread : whether many donors are weighted as below; else as of Poisson counts, by which the
        sum of all that is expected is what was counted

    Where donors are many, they are weighted by the variance that a first fit shows, so that the
    few largest do not decide the coefficients.
    """
    known = np.zeros(len(y)) if offset is None else offset
    prediction, beta = _predict(x, y, donors, known, 0.0)
    if donors.sum() < MANY_DONORS or not by_spread:
        return prediction
    spread = fit_spread(prediction.mu[donors], y[donors])
    return _predict(x, y, donors, known, spread.alpha / spread.phi, beta)[0]


def _predict(
    x: Floats,
    y: Floats,
    donors: Mask,
    offset: Floats,
    excess: float,
    start: Floats | None = None,
) -> tuple[Prediction, Floats]:
    """Leaving one out by one Newton step: eta - h/(1 - h) (y - mu)/mu, h the leverage; and the
    coefficients."""
    beta, covariance = fit_poisson(x[donors], y[donors], excess, start, offset=offset[donors])
    eta = np.clip(x @ beta + offset, -30, 30)
    mu = np.exp(eta)
    variances, directions = np.linalg.eigh(covariance)
    pull = mu[:, None] * (x @ (directions * np.sqrt(np.maximum(variances, 0.0))))
    leverage = np.minimum((pull**2).sum(axis=1) / (mu * (1 + excess * mu)), ALONE)
    shift = np.where(donors, leverage / (1 - leverage) * (y - mu) / np.maximum(mu, 1e-12), 0.0)
    expected: Floats = _shifted(eta, shift)
    return Prediction(expected, mu, pull, excess), beta


def _shifted(eta: Floats, shift: Floats) -> Floats:
    """Expected counts after a step of the coefficients; a step is not trusted beyond e^2."""
    moved: Floats = np.exp(np.clip(eta - np.clip(shift, -2, 2), -30, 30))
    return moved


@dataclass(frozen=True, slots=True)
class WithoutOwn:
    """Zones of some places predicted without the places' own areas.

    mu : float [P, Z], expected counts; factor : float [P, Z], 1 + h as of a place that is no donor
    identified : bool [P], whether the donors left still tell the coefficients
    """

    mu: Floats
    factor: Floats
    identified: Mask


def leave_out(
    groups: Membership, zones: Iterable[Membership], prediction: Prediction, y: Floats, donors: Mask
) -> WithoutOwn:
    """Predict the zones of each place without the donors in its group, by one Newton step.

    groups : 0/1 [P, A], of which the donors are left out; zones : 0/1 [P, A] each; y : float [A]
    beta - (A - X_G' W_G X_G)^-1 X_G' W_G (y - mu)_G / mu_G, A the information and W the weights of
    the fit (Pregibon 1981, *Annals of Statistics* 9:705-724, section 4); of one donor it is what
    `predict` gives.  In coordinates in which A is the identity.
    """
    k = prediction.pull.shape[1]
    axes = prediction.pull / prediction.fitted[:, None]
    weight = np.where(donors, prediction.fitted / (1 + prediction.excess * prediction.fitted), 0.0)
    own = (axes[:, :, None] * axes[:, None, :]).reshape(-1, k * k) * weight[:, None]
    score = groups @ (axes * (weight * (y - prediction.fitted) / prediction.fitted)[:, None])
    left, turns = np.linalg.eigh(np.eye(k) - (groups @ own).reshape(-1, k, k))
    root = turns / np.sqrt(np.maximum(left, 1 - ALONE))[:, None, :]
    step = np.einsum("pik,pjk,pj->pi", root, root, score, optimize=True)
    eta = np.log(prediction.fitted)
    mu, factor = [], []
    for zone in zones:
        at, count = zone.indices, len(zone.indices)
        place = np.repeat(np.arange(zone.shape[0]), np.diff(zone.indptr))
        new = _shifted(eta[at], (axes[at] * step[place]).sum(axis=1))
        sums = (np.ones(count), np.arange(count), zone.indptr)
        gather = sparse.csr_array(sums, shape=(zone.shape[0], count))
        mu.append(gather @ new)
        pull = np.einsum("pi,pik->pk", gather @ (axes[at] * new[:, None]), root)
        factor.append(inflation(pull, mu[-1], prediction.excess, False))
    return WithoutOwn(np.stack(mu, axis=1), np.stack(factor, axis=1), left[:, 0] > 1 - ALONE)


def inflation(pull: Floats, mu: Floats, excess: float | Floats, inside: bool) -> Floats:
    """1 + h, by which a prediction's variance exceeds that of the count, of some places.

    pull : float [..., k], mu : float [...], sums over each place's areas; inside : whether the
    places were donors, so that they are predicted without themselves (h/(1 - h) for h)
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        h = np.nan_to_num((pull**2).sum(axis=-1) / (mu * (1 + excess * mu)), posinf=0.0)
    factor: Floats = 1 / (1 - np.minimum(h, HIGHEST)) if inside else 1 + h
    return factor


def seasonal(unsure: Floats, mu: Floats, excess: float | Floats) -> Floats:
    """Variance of mu, over phi, that is left of places' own seasons, over that of their counts."""
    with np.errstate(divide="ignore", invalid="ignore"):
        added: Floats = np.nan_to_num(unsure / (mu * (1 + excess * mu)), posinf=0.0)
    return added


def fit_spread(mu: Floats, y: Floats, rounds: int = 20) -> ForecastSpread:
    """phi and alpha by weighted least squares of squared residuals, trimmed at four deviations.

    mu, y : [P], of placebos; phi is at least 1, since counts are no steadier than Poisson.
    """
    use = mu > 0
    mu, squares = mu[use], (y[use] - mu[use]) ** 2
    spread = ForecastSpread(1.0, 0.0)
    if len(mu) < 2:
        return spread
    keep: Mask = np.ones(len(mu), bool)
    for _ in range(rounds):
        weight = 1 / (spread.phi + spread.alpha * mu[keep])
        rows = np.stack([np.ones(keep.sum()), mu[keep]], axis=1) * weight[:, None]
        phi, alpha = nonnegative_pair(rows, squares[keep] / mu[keep] * weight)
        spread = ForecastSpread(max(phi, 1.0), alpha)
        kept = squares <= TRIM**2 * spread.variance(mu)
        if (kept == keep).all():
            break
        keep = kept
    return spread


SHRINK = 20
"""Placebos' worth of the common spread in the spread of one origin with few placebos; above TRIM^2,
so that no placebo's own square is more than the rest."""


def own_factor(residual: Floats, variance: Floats, disjoint: int) -> tuple[float, Floats]:
    """By how much one origin's spread departs from the common one, shrunk towards 1; the same
    for each placebo [P] without itself, as the real place's own residual is in no spread.

    residual, variance : [P]; squares beyond four standard deviations count as four
    disjoint : how many of the placebos share no area; those that overlap tell the same thing again,
        so that all of them weigh as much as so many, and each as much as one
    """
    squares = np.minimum(residual**2 / np.maximum(variance, 1e-300), TRIM**2)
    mean = squares.mean() if len(squares) else 1.0
    total, of = disjoint * mean + SHRINK, disjoint + SHRINK
    return float(total / of), (total - squares) / (of - 1)
