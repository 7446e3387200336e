"""Stepwise choice of pairs of lists that depend on each other (Chan, Silverman and Vincent 2021).

"Multiple systems estimation for sparse capture data", Journal of the American Statistical
Association 116:1297.  From the main effects on, the pair whose overlap is least compatible with
the fitted model enters, while its p-value is below the threshold; nothing is removed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammainc, pdtr

from waterbed.hidden.existence import existence
from waterbed.hidden.loglinear import (
    LogLinearFits,
    fit,
    intercept_error,
    lists_of,
    main_effects,
    pairs,
    superset,
)
from waterbed.model.reference import Floats, Integers, Mask

THRESHOLD = 0.02


@dataclass(frozen=True, slots=True)
class Stepwise:
    """What the procedure chose for each table.

    population : float [B], NaN where even the main effects have no finite estimate
    chosen : bool [B, K(K-1)/2], pairs in the model, in the order of `loglinear.pairs`
    codes : int [B], existence code of the main effects
    infinite : int [B], pairs in the model that nobody is on both of
    error : float [B], standard error of the log of those on no list, given the model
    means : float [B, 2^K], fitted means
    """

    population: Floats
    chosen: Mask
    codes: Integers
    infinite: Integers
    error: Floats
    means: Floats


def stepwise(
    counts: ArrayLike, threshold: ArrayLike = THRESHOLD, *, errors: bool = False
) -> Stepwise:
    """Choose and fit.

    counts : [B, 2^K], counts[:, 0] nought
    threshold : p below which a pair enters, one number or [B]
    errors : whether `error` is wanted (else NaN)
    """
    n = np.asarray(counts, float)
    rows, cells = n.shape
    every = pairs(lists_of(cells))
    limit = np.broadcast_to(np.asarray(threshold, float), (rows,))
    out = Stepwise(
        np.full(rows, np.nan),
        np.zeros((rows, len(every)), bool),
        existence(n, main_effects(lists_of(cells))[None]),
        np.zeros(rows, np.int64),
        np.full(rows, np.nan),
        np.full((rows, cells), np.nan),
    )
    going = np.flatnonzero(out.codes == 0)
    columns = main_effects(lists_of(cells))[None]
    start = _typical(n[going], columns) if len(going) else None
    while len(going):
        fits = fit(n[going], columns, start)
        _keep(out, n, going, fits, errors)
        best, expected = _next_pair(n[going], fits, out.chosen[going], limit[going])
        more = best >= 0
        if not more.any():
            break
        going, best, expected = going[more], best[more], expected[more]
        out.chosen[going, best] = True
        columns = _with_pair(columns, every[best], more)
        overlap = (n[going] @ superset(lists_of(cells)))[np.arange(len(going)), every[best]]
        jump = np.log(np.maximum(overlap, 0.5) / np.maximum(expected, 1e-12))
        start = np.column_stack([fits.coefficients[more], jump])
    return out


def _typical(n: Floats, columns: Integers) -> Floats:
    """Coefficients of the main effects of all tables put together, as a start for each."""
    whole = fit(n.mean(axis=0, keepdims=True) + 1e-9, columns).coefficients
    start = np.repeat(whole, len(n), axis=0)
    start[:, 0] += np.log(n.sum(axis=1) / n.sum(axis=1).mean())
    return start


def _with_pair(columns: Integers, pair: Integers, more: Mask) -> Integers:
    before = np.broadcast_to(columns, (len(more), columns.shape[1]))[more]
    return np.column_stack([before, pair])


def _keep(out: Stepwise, n: Floats, going: Integers, fits: LogLinearFits, errors: bool) -> None:
    out.population[going] = n[going].sum(axis=1) + fits.means[:, 0]
    out.infinite[going] = fits.infinite.sum(axis=1)
    out.means[going] = fits.means
    if errors:
        out.error[going] = intercept_error(fits)


def _next_pair(
    n: Floats, fits: LogLinearFits, chosen: Mask, limit: Floats
) -> tuple[Integers, Floats]:
    """The pair that enters each model (-1 for none) and its expected overlap, each [B].

    A pair whose model would have no finite estimate is passed over, and the next one is tried.
    """
    z = superset(lists_of(n.shape[1]))
    every = pairs(lists_of(n.shape[1]))
    mu = fits.means.copy()
    mu[:, 0] = 0.0
    expected, overlap = (mu @ z)[:, every], (n @ z)[:, every]
    p = _tail(overlap, expected)
    p[chosen] = 1.0
    best = p.argmin(axis=1)
    open_rows = np.arange(len(n))
    entering = np.full(len(n), -1)
    while len(open_rows):
        best = p[open_rows].argmin(axis=1)
        low = p[open_rows, best] < limit[open_rows]
        open_rows, best = open_rows[low], best[low]
        if not len(open_rows):
            break
        columns = np.broadcast_to(fits.columns, (len(n), fits.columns.shape[1]))[open_rows]
        codes = existence(n[open_rows], np.column_stack([columns, every[best]]))
        entering[open_rows[codes == 0]] = best[codes == 0]
        open_rows, best = open_rows[codes > 0], best[codes > 0]
        p[open_rows, best] = 1.0
    at = np.maximum(entering, 0)
    return entering, expected[np.arange(len(n)), at]


def _tail(overlap: Floats, expected: Floats) -> Floats:
    """The smaller Poisson tail probability of each overlap, its own value included.

    The upper tail comes from the lower incomplete gamma function itself: one minus the other tail
    ties at nought below 1e-16.  Only the tail on the overlap's own side is computed; the other one
    is above a half.
    """
    upper = overlap > expected
    p = np.empty_like(expected)
    p[upper] = gammainc(overlap[upper], expected[upper])
    p[~upper] = pdtr(overlap[~upper], expected[~upper])
    return p
