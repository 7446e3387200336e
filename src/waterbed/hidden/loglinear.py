"""Log-linear Poisson models of capture histories, many fitted at once.

A cell is the set of lists that a person is on, coded by bits; an effect is a set of lists too, and
counts in every cell that contains it: log mu_w = sum of a_t over the effects t within w.  Effect 0
is the intercept, and exp(a_0) the number expected in cell 0, those on no list.

Everything works on batches: B tables, each with a model of its own or all with the same.  Since
columns are 0/1 and the product of two is that of their union, every entry of the information
matrix is a sum of means over the cells that contain a set, and one product gives them all.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.special import gammaln, xlogy

from waterbed.model.reference import Floats, Integers, Mask

ITERATIONS = 60
DECREMENT = 1e-10  # of the log-likelihood, before the last step, which squares it
LONGEST_STEP = 4.0  # of any cell's log mean at once
START = 0.1  # added to counts for a first guess of the means
RIDGE = 1e-12  # times the diagonal: a step is defined where the maximum lies at infinity


@dataclass(frozen=True, slots=True)
class LogLinearFits:
    """Fitted models, one a row.

    columns : int [B, p] or [1, p], effects of each model, the intercept first
    coefficients : float [B, p]; those of `infinite` effects hold 0
    infinite : bool [B, p], effects estimated at minus infinity: nobody has them
    alive : bool [B, 2^K], cells that contain no infinite effect (and cell 0)
    means : float [B, 2^K], fitted means; means[:, 0] is the number on no list
    converged : bool [B]
    """

    columns: Integers
    coefficients: Floats
    infinite: Mask
    alive: Mask
    means: Floats
    converged: Mask


@cache
def superset(lists: int) -> Floats:
    """float [2^K, 2^K]: 1 where the row (a cell) contains the column (an effect)."""
    cells = np.arange(1 << lists)
    contains = ((cells[:, None] & cells) == cells).astype(float)
    contains.setflags(write=False)
    return np.asarray(contains)


@cache
def pairs(lists: int) -> Integers:
    """Pairs of lists as masks, in the order 12, 13, ..., 23, ...: int [K(K-1)/2]."""
    masks = [(1 << i) | (1 << j) for i in range(lists) for j in range(i + 1, lists)]
    return np.array(masks, np.int64)


def main_effects(lists: int) -> Integers:
    """The intercept and one effect a list, int [K + 1]."""
    return np.array([0, *(1 << k for k in range(lists))], np.int64)


def lists_of(cells: int) -> int:
    """K, given 2^K."""
    return cells.bit_length() - 1


def pick(table: Floats, columns: Integers) -> Floats:
    """Entries [B, p] of a table [B, 2^K] at the columns [B, p], or [1, p] for all rows alike."""
    if len(columns) == 1:
        return table[:, columns[0]]
    return np.take_along_axis(table, columns, 1)


def spread(values: Floats, columns: Integers, cells: int) -> Floats:
    """The values [B, p] put at their columns of a table [B, 2^K] of noughts."""
    table = np.zeros((len(values), cells))
    if len(columns) == 1:
        table[:, columns[0]] = values
    else:
        np.put_along_axis(table, columns, values, 1)
    return table


def finite_part(counts: Floats, columns: Integers) -> tuple[Floats, Mask, Mask]:
    """Sufficient statistics [B, p], which effects are minus infinity [B, p], cells alive [B, 2^K].

    An effect that nobody has is estimated at minus infinity and takes every cell that contains it
    out of the fit (Fienberg and Rinaldo 2012, Annals of Statistics 40:996).
    """
    z = superset(lists_of(counts.shape[1]))
    statistics = pick(counts @ z, columns)
    infinite = statistics < 0.5
    if not infinite.any():
        return statistics, infinite, np.ones((len(statistics), counts.shape[1]), bool)
    dead = spread(infinite.astype(float), columns, counts.shape[1]) @ z.T
    return statistics, infinite, dead < 0.5


def fit(counts: Floats, columns: Integers, start: Floats | None = None) -> LogLinearFits:
    """Extended maximum likelihood by Newton's method.

    counts : float [B, 2^K] or [1, 2^K], counts[:, 0] nought
    columns : int [B, p] or [1, p], the intercept first, with every effect those within it
    start : float [B, p], first guess of the coefficients; by default made from the counts
    Whether a finite maximum exists is for `existence` to say; where none does the means are those
    that the likelihood tends to, and the number on no list means nothing.
    """
    rows = max(len(counts), len(columns))
    counts = np.broadcast_to(counts, (rows, counts.shape[1]))
    statistics, infinite, alive = finite_part(counts, columns)
    climb = _NewtonSteps(counts, columns, infinite, alive, statistics)
    climb.run(start)
    return LogLinearFits(columns, climb.coefficients, infinite, alive, climb.means, climb.converged)


class _NewtonSteps:
    """Newton's method on the rows that have not converged."""

    def __init__(
        self, counts: Floats, columns: Integers, infinite: Mask, alive: Mask, statistics: Floats
    ) -> None:
        self.z = superset(lists_of(counts.shape[1]))
        self.counts, self.columns, self.infinite = counts, columns, infinite
        self.alive, self.statistics = alive.astype(float), np.where(infinite, 0.0, statistics)
        self.alive[:, 0] = 0.0  # cell 0 is not observed
        self.any_infinite = bool(infinite.any())
        self.coefficients = np.zeros(statistics.shape)
        self.means = np.zeros(counts.shape)
        self.converged = np.zeros(len(counts), bool)

    def run(self, start: Floats | None) -> None:
        rows = np.arange(len(self.counts))
        if start is None:
            beta, eta = self._first(rows)
        else:
            beta = np.where(self.infinite, 0.0, start)
            eta = spread(beta, self.columns, len(self.z)) @ self.z.T
        for _ in range(ITERATIONS):
            columns = self.columns if len(self.columns) == 1 else self.columns[rows]
            mu = np.exp(eta) * self.alive[rows]
            sums = mu @ self.z
            gradient = self.statistics[rows] - pick(sums, columns)
            if self.any_infinite:
                gradient[self.infinite[rows]] = 0.0
            step = _solve(self._information(sums, columns, rows), gradient)
            move = spread(step, columns, len(self.z)) @ self.z.T
            longest = (np.abs(move) * self.alive[rows]).max(axis=1)
            short = np.minimum(1.0, LONGEST_STEP / np.maximum(longest, 1e-300))
            beta += short[:, None] * step
            eta += short[:, None] * move
            done = np.einsum("bp,bp->b", gradient, step) < DECREMENT
            if done.any():
                self._keep(rows[done], beta[done], eta[done])
                self.converged[rows[done]] = True
                rows, beta, eta = rows[~done], beta[~done], eta[~done]
                if not len(rows):
                    return
        self._keep(rows, beta, eta)

    def _keep(self, rows: Integers, beta: Floats, eta: Floats) -> None:
        self.coefficients[rows] = beta
        self.means[rows] = np.exp(eta) * self.alive[rows]
        self.means[rows, 0] = np.exp(np.minimum(beta[:, 0], 700.0))

    def _information(self, sums: Floats, columns: Integers, rows: Integers) -> Floats:
        p = columns.shape[1]
        unions = columns[:, :, None] | columns[:, None, :]
        matrix = pick(sums, unions.reshape(len(columns), p * p)).reshape(-1, p, p)
        if self.any_infinite:
            keep = ~self.infinite[rows]
            matrix = matrix * keep[:, :, None] * keep[:, None, :]
        diagonal = np.einsum("bpp->bp", matrix)
        diagonal[:] = np.where(diagonal > 0, diagonal * (1 + RIDGE), 1.0)
        return matrix

    def _first(self, rows: Integers) -> tuple[Floats, Floats]:
        """One step of weighted least squares from the counts themselves."""
        guess = self.counts + START
        eta, mu = np.log(guess), guess * self.alive
        weighted = (mu * eta + (self.counts - mu) * self.alive) @ self.z
        right = pick(weighted, self.columns)
        if self.any_infinite:
            right[self.infinite] = 0.0
        matrix = self._information(mu @ self.z, self.columns, rows)
        beta = _solve(matrix, right)
        return beta, spread(beta, self.columns, len(self.z)) @ self.z.T


def log_likelihood(counts: Floats, fits: LogLinearFits) -> Floats:
    """Poisson log-likelihood of the observed cells, with its constants, [B]."""
    n, mu = counts[:, 1:], fits.means[:, 1:]
    by_cell = xlogy(n, np.maximum(mu, 1e-300)) - mu - gammaln(n + 1)
    return np.asarray(by_cell.sum(axis=1), float)


def intercept_error(fits: LogLinearFits) -> Floats:
    """Standard error of the intercept, the log of the number on no list, [B]."""
    z = superset(lists_of(fits.means.shape[1]))
    mu = fits.means.copy()
    mu[:, 0] = 0.0
    p = fits.columns.shape[1]
    unions = (fits.columns[:, :, None] | fits.columns[:, None, :]).reshape(-1, p * p)
    matrix = pick(mu @ z, unions).reshape(-1, p, p)
    keep = ~fits.infinite
    matrix = matrix * keep[:, :, None] * keep[:, None, :]
    diagonal = np.einsum("bpp->bp", matrix)
    diagonal[:] = np.where(diagonal > 0, diagonal * (1 + RIDGE), 1.0)
    first = np.zeros((len(matrix), p))
    first[:, 0] = 1.0
    return np.asarray(np.sqrt(np.maximum(_solve(matrix, first)[:, 0], 0.0)))


def _solve(matrix: Floats, right: Floats) -> Floats:
    """x [B, p] with matrix x = right."""
    return np.asarray(np.linalg.solve(matrix, right[..., None])[..., 0], float)
