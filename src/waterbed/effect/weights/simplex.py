"""Weights on the simplex: the synthetic control of Abadie, Diamond and Hainmueller, and SDID."""

from __future__ import annotations

import numpy as np

from waterbed.effect.weights.design import Design, DonorWeights, Groups, plain_fits
from waterbed.effect.weights.newton import Moments, solve
from waterbed.model.errors import Refusal
from waterbed.model.reference import Floats
from waterbed.model.zones import Members

FACE = 1e-9
"""Donors whose slope is within so much of the largest squared distance fit as well as others."""


def simplex_qp(apart: Floats, ridge: float = 0.0, tolerance: float = 1e-10) -> Floats:
    """w >= 0 with sum 1 that minimises |apart'w|^2 + ridge |w|^2, by an active set, [N].

    apart : float [N, L], each donor less the target.  Each step solves the problem on the affine
    hull of the support and drops what turns negative (Wolfe 1976, *Mathematical Programming*
    11:128-149); it ends when no donor's gradient is below the support's.
    """
    size = len(apart)
    own = np.einsum("nl,nl->n", apart, apart) + ridge
    limit = tolerance * max(float(own.max()), 1e-300)
    weights = np.zeros(size)
    support = [int(np.argmin(own))]
    weights[support] = 1.0
    for _ in range(20 * size + 100):
        support = _settle(apart, ridge, weights, support)
        slope = apart @ (weights[support] @ apart[support]) + ridge * weights
        level = float(slope[support] @ weights[support])
        slope[support] = level
        best = int(np.argmin(slope))
        if slope[best] >= level - limit:
            break
        support.append(best)
    return weights


def nearest_simplex(apart: Floats) -> Floats:
    """`simplex_qp`, and of all weights that fit as well those nearest to equal weights, [N].

    Where the target lies among the donors many weights fit it, and an active set ends at any of
    them; this one depends on neither the order nor the unit of the donors.  They are calibrated
    (`newton.solve`) to what was fitted, over the donors of the optimal face.
    """
    weights = simplex_qp(apart)
    fitted = weights @ apart
    slope = apart @ fitted
    largest = float(np.einsum("nl,nl->n", apart, apart).max())
    face = np.flatnonzero(slope <= float(slope @ weights) + FACE * largest)
    if len(face) <= np.count_nonzero(weights):
        return weights
    x = np.column_stack([np.ones(len(face)), apart[face]])
    everyone = np.ones(len(face), bool)
    solution = solve(
        Moments.of(x, everyone),
        np.append(1.0, fitted)[None],
        np.array([1 / len(face)]),
        [np.empty(0, np.int64)],
        tolerance=1e-10,
    )
    if solution.misfit[0] > 1e-7:
        return weights
    nearest = np.zeros(len(apart))
    nearest[face] = solution.weights[0] / solution.weights[0].sum()
    return nearest


def _settle(apart: Floats, ridge: float, weights: Floats, support: list[int]) -> list[int]:
    """Move `weights`, in place, to the best point whose support lies within `support`."""
    while len(support) > 1:
        aim = _on_hull(apart[support], ridge)
        now = weights[support]
        if (aim > 0).all():
            weights[support] = aim
            break
        down = aim <= 0
        reach = np.full(len(support), np.inf)
        # A donor that has just entered at 0 and is to fall at once stays out.
        reach[down] = now[down] / np.maximum(now[down] - aim[down], 1e-300)
        step = min(1.0, float(reach.min()))
        moved = np.where(reach <= step, 0.0, np.maximum(now + step * (aim - now), 0.0))
        weights[support] = moved / moved.sum()
        support = [i for i, w in zip(support, moved, strict=True) if w > 0]
    if len(support) == 1:
        weights[support] = 1.0
    return support


def _on_hull(apart: Floats, ridge: float) -> Floats:
    """Weights with sum 1, of any sign, that minimise |apart'w|^2 + ridge |w|^2, [S]."""
    count = len(apart)
    gram = apart @ apart.T
    unit = max(float(np.trace(gram)) / count, 1e-300)
    system = np.ones((count + 1, count + 1))
    system[:count, :count] = gram / unit
    system[np.arange(count), np.arange(count)] += ridge / unit
    system[count, count] = 0.0
    right = np.zeros(count + 1)
    right[count] = 1.0
    try:
        aim = np.linalg.solve(system, right)[:count]
    except np.linalg.LinAlgError:
        aim = np.full(count, np.nan)
    if not np.isfinite(aim).all() or abs(float(aim.sum()) - 1) > 1e-6:
        aim = np.linalg.lstsq(system, right, rcond=None)[0][:count]
    weights: Floats = aim / aim.sum()
    return weights


def lags(design: Design) -> Floats:
    """What the simplex methods match: each outcome's lags over its standard deviation, [A, L]."""
    first = 1 + design.covariates
    count = (len(design.names) - first) // len(design.outcomes)
    columns = design.moments[:, first:].reshape(len(design.moments), len(design.outcomes), count)
    spread = columns[design.donor].std(axis=(0, 2))
    scaled: Floats = columns / np.where(spread > 0, spread, 1.0)[None, :, None]
    return scaled.reshape(len(design.moments), -1)


def centred(design: Design, columns: Floats) -> Floats:
    """Lags with each area's own mean over an outcome's lags taken off."""
    shaped = columns.reshape(len(columns), len(design.outcomes), -1)
    off: Floats = shaped - shaped.mean(axis=2, keepdims=True)
    return off.reshape(len(columns), -1)


def matched(design: Design, groups: Groups, columns: Floats) -> Floats:
    """Simplex weights that bring donors nearest to each group's mean, times `total`: [B, A]."""
    weights = np.zeros((len(groups), len(columns)))
    for row, own in enumerate(groups.members):
        donors = design.donors_of(groups, row)
        _must(donors)
        x, target = columns[donors], columns[own].mean(axis=0)
        # Distances from the target, so that rounding is relative to the misfit.
        apart = x - target
        weights[row, donors] = groups.total[row] * nearest_simplex(apart)
    return weights


def _must(donors: Members) -> None:
    if not len(donors):
        raise Refusal("no-donors", "no donor is left for a group", "Allow more donors.")


def simplex(design: Design, groups: Groups) -> DonorWeights:
    """Synthetic control: weights >= 0 that sum to one, nearest to the treated areas' mean lags.

    Abadie, Diamond and Hainmueller (2010), *JASA* 105:493-505, with the lags themselves for
    predictors; of weights that fit as well, those nearest to equal (`nearest_simplex`).  With
    `predictors`, their weights are searched for (`importance.search`).
    """
    if design.predictors.shape[1]:
        from waterbed.effect.weights.importance import predicted

        return predicted(design, groups)
    return plain_fits(design, matched(design, groups, lags(design)))


def simplex_intercept(design: Design, groups: Groups) -> DonorWeights:
    """`simplex` on deviations from each area's pre-period mean, and a constant shift.

    Doudchenko and Imbens (2016, NBER 22791); Ferman and Pinto (2021, *Quantitative Economics*
    12:1197-1221).
    """
    weights = matched(design, groups, centred(design, lags(design)))
    level = design.before.mean(axis=2)
    return plain_fits(design, weights, groups.sums(level) - weights @ level)


def noise(scaled: Floats) -> float:
    """Standard deviation of changes from one pre-period to the next, [D, O, T0] in all."""
    changes = np.diff(scaled, axis=2)
    return float(changes.std(ddof=1)) if changes.size > 1 else 0.0


def sdid(design: Design, groups: Groups) -> DonorWeights:
    """Synthetic difference in differences: simplex area weights and period weights, both centred.

    Arkhangelsky, Athey, Hirshberg, Imbens and Wager (2021, *AER* 111:4088-4118), equations 2.1 to
    2.3.  Area weights: the calibration dual with a soft penalty on every lag; the penalty
    zeta = (N1 P)^(1/4) noise.  Period weights: a simplex problem with zeta = 1e-6 noise.
    """
    outcomes, pre = design.before.shape[1:]
    scale = design.before[design.donor].std(axis=(0, 2))
    scaled = design.before / np.where(scale > 0, scale, 1.0)[:, None]
    deep = (scaled - scaled.mean(axis=2, keepdims=True)).reshape(len(scaled), -1)
    rows = Moments.of(np.column_stack([np.ones(len(deep)), deep]), design.donor)
    counts = design.donor_counts(groups)
    soft = np.zeros((len(groups), deep.shape[1] + 1))
    level = np.empty(len(groups))
    post = design.after.shape[2]
    for row in range(len(groups)):
        level[row] = noise(scaled[design.donors_of(groups, row)])
        zeta = (groups.total[row] * post) ** 0.25 * max(level[row], 1e-9)
        soft[row, 1:] = zeta**2 * pre / counts[row]
    means = groups.sums(rows.x * rows.unit) / groups.total[:, None]
    solution = solve(rows, means, 1 / counts, groups.barred, soft=soft)
    weights = solution.weights * groups.total[:, None]
    periods = np.empty((len(groups), outcomes, pre))
    for row in range(len(groups)):
        donors = design.donors_of(groups, row)
        for o in range(outcomes):
            periods[row, o] = _period_weights(design, donors, o)
    base = design.before
    gaps = groups.sums(base) - np.einsum("ba,aot->bot", weights, base)
    shift = (gaps * periods).sum(axis=2)
    return DonorWeights(
        weights, shift, solution.misfit, solution.converged, solution.iterations, periods
    )


def _period_weights(design: Design, donors: Members, o: int) -> Floats:
    """Simplex weights of the pre-periods that predict the donors' post-period mean, [T0]."""
    x = design.values[donors, o, : design.pre]
    y = design.values[donors, o, design.pre :].mean(axis=1)
    x, y = x - x.mean(axis=0), y - y.mean()
    changes = np.diff(design.values[donors, o, : design.pre], axis=1)
    ridge = (1e-6 * (changes.std(ddof=1) if changes.size > 1 else 0.0)) ** 2 * len(donors)
    return simplex_qp(x.T - y, ridge)
