"""Effects of weighted contrasts and what they are divided by.

Survey form: the regression of the stacked post-period values on treatment and period indicators,
weighted, with the linearised variance of `survey::svyglm` (Lumley 2004; Robbins, Saunders and
Kilmer 2017, section 4).  Its terms have a closed form, since a donor's weight is the same in every
period: the effect is the mean over treated areas and periods less the donors' weighted mean.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from waterbed.effect.weights.design import Design, DonorWeights, Groups
from waterbed.model.reference import Floats


@dataclass(frozen=True, slots=True)
class Contrasts:
    """B groups by O outcomes.

    effect : observed less expected totals over the treated areas and post-periods
    observed : the totals
    gaps : float [B, O, T], observed less expected totals in every period
    mean : effect for each treated area and period, by weighted means; se : its standard error,
        rows taken as independent (the survey form); clustered : the same by area
    log_ratio, delta : log of the treated mean over the donors' weighted mean, and its variance
    rmspe : root mean square of the pre-period gaps
    noise : standard deviation of one period's gap if each area's numbers varied independently by
        what they change from one pre-period to the next
    """

    effect: Floats
    observed: Floats
    gaps: Floats
    mean: Floats
    se: Floats
    clustered: Floats
    log_ratio: Floats
    delta: Floats
    rmspe: Floats
    noise: Floats


def divide(effect: Floats, scale: Floats) -> Floats:
    """Studentised values; no effect over no spread is 0, an effect over no spread infinite."""
    with np.errstate(divide="ignore", invalid="ignore"):
        t = effect / scale
    ratio: Floats = np.where(np.isnan(t), 0.0, t)
    return ratio


def contrasts(
    design: Design, groups: Groups, fits: DonorWeights, *, differenced: bool = False
) -> Contrasts:
    """Every statistic of every group.

    differenced : take each area's pre-period mean off before the survey form, as difference in
        differences does
    """
    areas, outcomes, periods = design.values.shape
    flat = design.values.reshape(areas, -1)
    observed = groups.sums(design.values)
    weighed = (fits.weights @ flat).reshape(-1, outcomes, periods)
    gaps = observed - (weighed + fits.shift[:, :, None])
    effect = gaps[:, :, design.pre :].sum(axis=2)
    columns = _columns(design, differenced)
    squares = fits.weights**2 @ columns
    treated, control = (_after(values, design.pre, differenced) for values in (observed, weighed))
    mass = fits.weights.sum(axis=1)[:, None]
    mean, se, clustered, log_ratio, delta = _survey(
        treated, control, squares, design, groups, mass, differenced
    )
    return Contrasts(
        effect,
        observed[:, :, design.pre :].sum(axis=2),
        gaps,
        mean,
        se,
        clustered,
        log_ratio,
        delta,
        _rmspe(gaps[:, :, : design.pre], observed[:, :, : design.pre]),
        _noise(columns, squares, groups, outcomes),
    )


def _after(values: Floats, pre: int, differenced: bool) -> Floats:
    """Values in the post-periods, less their pre-period mean where differenced, [..., P]."""
    after = values[..., pre:]
    return after - values[..., :pre].mean(axis=-1, keepdims=True) if differenced else after


def _columns(design: Design, differenced: bool) -> Floats:
    """What weights, squared, are multiplied with: post-period values [A, O P] and their squares,
    their sums over periods [A, O] and the squares of these, one, and half the mean squared change
    from one pre-period to the next [A, O].  Made once for a design, whatever the groups."""
    if differenced not in design.kept:
        after = _after(design.values, design.pre, differenced)
        flat, summed = after.reshape(len(after), -1), after.sum(axis=2)
        changes = np.diff(design.before, axis=2) ** 2 if design.pre > 1 else np.zeros_like(after)
        design.kept[differenced] = np.concatenate(
            [
                *(flat, flat**2, summed, summed**2),
                *(np.ones((len(after), 1)), changes.mean(axis=2) / 2),
            ],
            axis=1,
        )
    return design.kept[differenced]


def _noise(columns: Floats, squares: Floats, groups: Groups, outcomes: int) -> Floats:
    errors: Floats = np.sqrt(groups.sums(columns[:, -outcomes:]) + squares[:, -outcomes:])
    return errors


def _rmspe(gaps: Floats, observed: Floats) -> Floats:
    """Root mean square of the gaps; 0 where they are nothing but rounding."""
    errors = np.sqrt((gaps**2).mean(axis=2))
    rounding = 1e-9 * np.abs(observed).max(axis=2)
    exact: Floats = np.where(errors > rounding, errors, 0.0)
    return exact


def _compared(design: Design, groups: Groups) -> Floats:
    """Number of areas compared in each group, treated and donors, whatever their weight, [B]."""
    sizes = np.array([len(own) for own in groups.members], float)
    many: Floats = design.donor_counts(groups) + sizes
    return many


def _survey(
    treated: Floats,
    control: Floats,
    squares: Floats,
    design: Design,
    groups: Groups,
    mass: Floats,
    differenced: bool,
) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """mean, se, clustered, log ratio and delta, each [B, O].

    treated, control : totals of the treated, and by donors' weights, of `_after`, [B, O, P]
    squares : float [B, K], squared weights times `_columns`; mass : sums of weights, [B, 1]
    """
    count, outcomes, periods = treated.shape
    cells = outcomes * periods
    size, many = groups.total[:, None], _compared(design, groups)
    safe = np.where(mass > 0, mass, np.nan)
    mean = treated.sum(axis=2) / (size * periods) - control.sum(axis=2) / (safe * periods)
    # Coefficients of the period indicators: what the donors are held against.
    level = (treated + control - (mean * size)[:, :, None]) / (size + mass)[:, :, None]
    cut = np.cumsum([cells, cells, outcomes, outcomes, 1])
    q1, q2, s1, s2, s0, _ = np.split(squares, cut, axis=1)
    q1, q2 = (q.reshape(count, outcomes, periods) for q in (q1, q2))
    # Sums of squares, and so never below 0 but by rounding.
    rows = np.maximum(q2 - 2 * level * q1 + level**2 * s0[:, :, None], 0.0).sum(axis=2)
    tall = level.sum(axis=2)
    blocks = np.maximum(s2 - 2 * tall * s1 + tall**2 * s0, 0.0)
    after = _after(design.values, design.pre, differenced)
    own_rows, own_blocks = _treated_squares(after, groups, level + mean[:, :, None])
    donors = 1 / (periods * safe)
    own = 1 / (size * periods)
    stacked = (many * periods)[:, None]
    clusters = many[:, None]
    se = np.sqrt(stacked / (stacked - 1) * (own**2 * own_rows + donors**2 * rows))
    clustered = np.sqrt(clusters / (clusters - 1) * (own**2 * own_blocks + donors**2 * blocks))
    below = level.mean(axis=2)
    above = below + mean
    with np.errstate(divide="ignore", invalid="ignore"):
        log_ratio = np.log(above / below)
        delta = (
            stacked / (stacked - 1) * ((own / above) ** 2 * own_rows + (donors / below) ** 2 * rows)
        )
    return mean, se, clustered, log_ratio, delta


def _treated_squares(after: Floats, groups: Groups, level: Floats) -> tuple[Floats, Floats]:
    """Sums of squared weighted residuals of the treated rows, and of their areas' totals."""
    shape = level.shape[:2]
    rows, blocks = np.empty(shape), np.empty(shape)
    for at, own in enumerate(groups.members):
        residual = (after[own] - level[at]) * (groups.total[at] / len(own))
        rows[at] = (residual**2).sum(axis=(0, 2))
        blocks[at] = (residual.sum(axis=2) ** 2).sum(axis=0)
    return rows, blocks
