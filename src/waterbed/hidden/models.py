"""All hierarchical log-linear models of some lists, and the Bayesian information criterion.

A hierarchical model holds, with every effect, those within it; so a set of triples is possible
once all their pairs are in.  The effect of all lists together is in none: the number on no list
would be free.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import combinations

import numpy as np

from waterbed.hidden.existence import existence
from waterbed.hidden.loglinear import fit, intercept_error, lists_of, log_likelihood, main_effects
from waterbed.model.reference import Floats, Integers, Mask

CLOSE = 6.0  # BIC above the best: models that the data do not rule out
BATCH, ASKED = 4096, 256
NOT_ASKED = -1


@dataclass(frozen=True, slots=True)
class FittedModels:
    """Every model fitted to one table, in the order of `families`.

    bic : float [M]; parameters times log of people seen, minus twice the log-likelihood, effects
        at minus infinity counted as parameters
    population, error : float [M], estimate, and standard error of the log of those on no list
    codes : int [M], of `existence`, or NOT_ASKED; only models of code 0 are admissible
    """

    bic: Floats
    population: Floats
    error: Floats
    codes: Integers

    @property
    def admissible(self) -> Mask:
        return np.asarray((self.codes == 0) & np.isfinite(self.population))

    def best(self) -> int:
        """Position of the admissible model with the lowest BIC; -1 where there is none."""
        if not self.admissible.any():
            return -1
        return int(np.where(self.admissible, self.bic, np.inf).argmin())

    def close(self, within: float = CLOSE) -> Mask:
        """[M], admissible models whose BIC lies within so much of the best."""
        good = self.admissible
        if not good.any():
            return good
        return np.asarray(good & (self.bic <= self.bic[good].min() + within))


@cache
def families(lists: int, order: int = 2) -> tuple[Integers, ...]:
    """Every hierarchical model whose effects take in at most `order` lists.

    Returns int arrays [M_p, p], one for each number of parameters p, each row the effects of one
    model, the intercept and the main effects first.
    """
    order = min(order, lists - 1)
    first = tuple(main_effects(lists).tolist())
    by_size: dict[int, list[tuple[int, ...]]] = {}

    def grow(model: tuple[int, ...], size: int) -> None:
        if size > order:
            by_size.setdefault(len(model), []).append(model)
            return
        there = set(model)
        possible = [effect for effect in _sets(lists, size) if _within(effect) <= there]
        for number in range(len(possible) + 1):
            for more in combinations(possible, number):
                if more or size == 2:
                    grow((*model, *more), size + 1)
                else:  # nothing of this size: nothing larger either
                    by_size.setdefault(len(model), []).append(model)

    grow(first, 2)
    return tuple(np.array(by_size[p], np.int64) for p in sorted(by_size))


def _sets(lists: int, size: int) -> list[int]:
    return [sum(1 << k for k in combination) for combination in combinations(range(lists), size)]


def _within(effect: int) -> set[int]:
    """Effects of one list less."""
    return {effect & ~(1 << k) for k in range(effect.bit_length()) if effect >> k & 1}


def effects(lists: int, order: int = 2) -> tuple[tuple[int, ...], ...]:
    """Effects of each model in the order of `families`, without intercept and main effects."""
    return tuple(
        tuple(row[lists + 1 :]) for group in families(lists, order) for row in group.tolist()
    )


def fit_all(counts: Floats, order: int = 2, *, close_only: bool = False) -> FittedModels:
    """Fit every model to one table [2^K]; `order` as in `families`.

    close_only : whether existence is asked only of models that may be the best or close to it,
        which is all that `best` and `close` need
    """
    table = np.asarray(counts, float)[None]
    groups = families(lists_of(table.shape[1]), order)
    parts = []
    for group in groups:
        for at in range(0, len(group), BATCH):
            columns = group[at : at + BATCH]
            fits = fit(table, columns)
            bic = columns.shape[1] * np.log(table.sum()) - 2 * log_likelihood(table, fits)
            parts.append((bic, table.sum() + fits.means[:, 0], intercept_error(fits)))
    bic, population, error = (np.concatenate(column) for column in zip(*parts, strict=True))
    codes = np.full(len(bic), NOT_ASKED)
    if close_only:
        _ask_close(table, groups, bic, codes)
    else:
        _ask(table, groups, np.arange(len(bic)), codes)
    return FittedModels(bic, population, error, codes)


def _ask(table: Floats, groups: tuple[Integers, ...], models: Integers, codes: Integers) -> None:
    """Put the existence codes of some models in their places."""
    first = 0
    for group in groups:
        rows = models[(models >= first) & (models < first + len(group))]
        for at in range(0, len(rows), BATCH):
            some = rows[at : at + BATCH]
            codes[some] = existence(table, group[some - first])
        first += len(group)


def _ask_close(table: Floats, groups: tuple[Integers, ...], bic: Floats, codes: Integers) -> None:
    """Ask in the order of BIC until what is left lies further than `CLOSE` above the best."""
    ranked, best = np.argsort(bic, kind="stable"), np.inf
    for at in range(0, len(ranked), ASKED):
        some = ranked[at : at + ASKED]
        if bic[some[0]] > best + CLOSE:
            return
        _ask(table, groups, some, codes)
        best = min(best, float(bic[some][codes[some] == 0].min(initial=np.inf)))


def best_populations(tables: Floats, order: int = 2, top: int | None = None) -> Floats:
    """The estimate of the best admissible model of each table, [B]; NaN where none is.

    tables : [B, 2^K], the first the table as it is, the others like it
    top : fit only this many models, those best on the first table; by default all of them
    Existence is asked only of models that would win: BIC needs no more.
    """
    lists = lists_of(tables.shape[1])
    every = [row for group in families(lists, order) for row in group]
    keep = np.arange(len(every))
    if top is not None:
        first = fit_all(tables[0], order)
        bic = np.where(first.admissible, first.bic, np.inf)
        keep = np.sort(np.argsort(bic, kind="stable")[:top])
    people = tables.sum(axis=1)
    bic = np.empty((len(keep), len(tables)))
    population = np.empty_like(bic)
    for row, model in enumerate(keep):
        columns = every[model][None]
        start = fit(tables[:1], columns).coefficients
        fits = fit(tables, columns, np.repeat(start, len(tables), axis=0))
        bic[row] = columns.shape[1] * np.log(people) - 2 * log_likelihood(tables, fits)
        population[row] = people + fits.means[:, 0]
    return _winners(tables, [every[model] for model in keep], bic, population)


def _winners(tables: Floats, models: list[Integers], bic: Floats, population: Floats) -> Floats:
    """The population of the lowest BIC whose model has a finite estimate on that table."""
    winners = np.full(len(tables), np.nan)
    open_rows = np.arange(len(tables))
    while len(open_rows):
        best = bic[:, open_rows].argmin(axis=0)
        there = np.isfinite(bic[best, open_rows])
        open_rows, best = open_rows[there], best[there]
        good = np.zeros(len(open_rows), bool)
        for model in np.unique(best):
            rows = best == model
            good[rows] = existence(tables[open_rows[rows]], models[model][None]) == 0
        winners[open_rows[good]] = population[best[good], open_rows[good]]
        bic[best[~good], open_rows[~good]] = np.inf
        open_rows = open_rows[~good]
    return winners
