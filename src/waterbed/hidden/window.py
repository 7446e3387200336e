"""Models that overlapping lists do not rule out, found by search where there are too many to try.

Occam's window (Madigan and Raftery 1994, *Journal of the American Statistical Association*
89:1535): a model is a set of pairs of lists that depend on each other, its neighbours differ by one
pair, and the neighbours of every model that is about as good as the best so far are tried until
none is left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from waterbed.hidden.existence import existence
from waterbed.hidden.loglinear import (
    fit,
    intercept_error,
    lists_of,
    log_likelihood,
    main_effects,
    pairs,
)
from waterbed.hidden.models import BATCH, CLOSE, NOT_ASKED, FittedModels
from waterbed.hidden.stepwise import stepwise
from waterbed.model.reference import Floats, Integers

MOST_WHOLE = 6
"""Lists of which every model is tried: of seven there are two million."""
MOST_TRIED = 20_000
REACH = 2.0
"""How many times as far from the best the neighbours of a model are tried as it is kept: the models
that are kept need not be neighbours of each other."""

Rate = Callable[[Integers], Floats]
"""How bad each of some models is, [M]; infinite where it is none."""


def search(starts: Iterable[int], bits: int, rate: Rate, within: float, most: int) -> Integers:
    """Models within so much of the best, by search; sets of pairs as masks, in ascending order.

    starts : where it begins; bits : number of pairs; rate : called once for each model
    most : how many are tried at most, so that the search ends
    """
    rated: dict[int, float] = {}
    opened: set[int] = set()
    front = sorted(set(starts))
    while front and len(rated) < most:
        rated |= dict(zip(front, rate(np.array(front, np.int64)).tolist(), strict=True))
        best = min(rated.values())
        near = [model for model, bad in rated.items()
                if bad <= best + REACH * within and model not in opened]  # fmt: skip
        opened |= set(near)
        beside = {model ^ (1 << bit) for model in near for bit in range(bits)}
        front = sorted(beside - rated.keys())[: most - len(rated)]
    best = min(rated.values(), default=np.inf)
    kept = [model for model, bad in rated.items() if np.isfinite(bad) and bad <= best + within]
    return np.array(sorted(kept), np.int64)


def fit_near(counts: Floats) -> FittedModels:
    """The models of pairs within `CLOSE` of the best BIC of one table [2^K], as `fit_all` of all.

    The search begins with no dependence and with what stepwise choice finds.
    """
    table = np.asarray(counts, float)[None]
    rater = _Bic(table)
    chosen = stepwise(table).chosen[0]
    starts = (0, int((1 << np.flatnonzero(chosen)).sum()))
    models = search(starts, len(chosen), rater, CLOSE, MOST_TRIED)
    rows = np.array([rater.figures[model] for model in models.tolist()]).reshape(-1, 3)
    codes = np.zeros(len(rows), np.int64)
    return FittedModels(rows[:, 0], rows[:, 1], rows[:, 2], codes)


class _Bic:
    """BIC of models of one table, infinite where there is no finite estimate.

    figures : BIC, population and error by model
    """

    def __init__(self, table: Floats) -> None:
        self.table, self.best = table, np.inf
        self.lists = lists_of(table.shape[1])
        self.every = pairs(self.lists)
        self.figures: dict[int, tuple[float, float, float]] = {}

    def __call__(self, models: Integers) -> Floats:
        bad = np.empty(len(models))
        on = (models[:, None] >> np.arange(len(self.every))) & 1 > 0
        for size in np.unique(on.sum(axis=1)):
            rows = np.flatnonzero(on.sum(axis=1) == size)
            for at in range(0, len(rows), BATCH):
                some = rows[at : at + BATCH]
                bad[some] = self._fitted(models[some], on[some], int(size))
        return bad

    def _fitted(self, models: Integers, on: np.ndarray, size: int) -> Floats:
        added = np.broadcast_to(self.every, on.shape)[on].reshape(len(models), size)
        first = np.broadcast_to(main_effects(self.lists), (len(models), self.lists + 1))
        columns = np.concatenate([first, added], axis=1)
        fits = fit(self.table, columns)
        bic = columns.shape[1] * np.log(self.table.sum()) - 2 * log_likelihood(self.table, fits)
        population, error = self.table.sum() + fits.means[:, 0], intercept_error(fits)
        codes = np.full(len(models), NOT_ASKED)
        asked = np.flatnonzero(np.isfinite(population) & (bic <= self.best + REACH * CLOSE))
        if len(asked):
            codes[asked] = existence(self.table, columns[asked])
        bad = np.where(codes == 0, bic, np.inf)
        self.best = min(self.best, float(bad.min()))
        triples = zip(bic.tolist(), population.tolist(), error.tolist(), strict=True)
        self.figures |= dict(zip(models.tolist(), triples, strict=True))
        return bad
