"""Areas that mostly count next to nothing: which they are, and what is expected of one.

The columns of an ordinary forecast are logs of past counts (`forecast.design`), so that what is
expected is a product of powers of them: near enough a weighted mean where counts are some tens, but
a geometric one.  Of areas of a few incidents a year it is next to nothing wherever one year was
nought, and too much wherever none was: of the busiest more is expected than comes, and of the
quietest of several less (docs/validity/more.md, "Areas that count next to nothing").
Here it is a weighted sum of the same counts and a constant, as of a gamma-distributed rate (linear
credibility: Bühlmann and Straub 1970, *Mitteilungen der Vereinigung schweizerischer
Versicherungsmathematiker* 70:111-133; Hauer 1997, chapter 11), so that what is expected of a place
is told by its totals, however they lie among its areas, and the donors' total comes out as it was.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import nnls

from waterbed.effect.setting import Setting
from waterbed.model.months import YEAR
from waterbed.model.reference import Floats, Mask

ENOUGH = 4
"""Counts a year that half of the comparison areas have at least where areas are not small.  The
usual forecast holds where they have 4 or more, and not everywhere below; sums hold on either side
(`python -m tests.validity.many_sizes`)."""

ROUNDS = 50
LEAST = 1e-3
"""Of the donors' mean, what is expected at least of an area with no past."""


def of_small_areas(setting: Setting, o: int) -> bool:
    """Whether half of the comparison areas count next to nothing, in one outcome."""
    return usual_year(setting, o) < ENOUGH


def usual_year(setting: Setting, o: int) -> float:
    """What the median comparison area counts in the twelve months before the start, of sums by
    weight in incidents; of periods that are data alone, and NaN where none is."""
    panel = setting.panel
    donors = np.flatnonzero(setting.totals.donors[:, o])
    end = max(0, (setting.history + 1 - int(panel.periods[0])) // panel.step)
    part = slice(max(0, end - -(-YEAR // panel.step)), end)
    known = panel.covered[o][donors, part]
    periods = known.sum(axis=1)
    if not periods.any():
        return float("nan")
    counted = (panel.counts[o][donors, part] * known).sum(axis=1)[periods > 0]
    each = counted / periods[periods > 0] * YEAR / panel.step
    return float(np.median(each) / panel.unit(panel.outcomes[o], donors))


def shares(
    parts: tuple[Floats, ...], y: Floats, donors: Mask, offset: Floats
) -> tuple[Floats, Floats]:
    """Columns and offset by which a log-linear fit (`forecast.predict`) is the sum's own.

    parts : float [A] each, past counts; y : float [A]; offset : float [A], of the log

    mu = exp(offset) (a + sum_j b_j parts_j), a and b not below nought, fitted on the donors with
    variances in proportion to mu.  The columns are 1 and the share of each part in the sum, which
    is the gradient of log mu along log b_j, and the offset the log of mu: the coefficients of a fit
    by them are nought, and a step of them is one of a and b.  A part without weight has no column.
    """
    season = np.exp(offset)
    z = np.stack([np.ones(len(y)), *parts], axis=1)
    x, counted = (z * season[:, None])[donors], y[donors]
    least = LEAST * float(counted.mean() / season[donors].mean())
    weights = np.zeros(z.shape[1])
    mu = np.full(len(counted), counted.mean())
    for _ in range(ROUNDS):
        root = 1 / np.sqrt(mu)
        new, _ = nnls(x * root[:, None], counted * root)
        new[0] = max(new[0], least)
        if np.abs(new - weights).max() <= 1e-10 * new.max():
            break
        weights, mu = new, np.maximum(x @ new, 1e-12)
    total = z @ weights
    used = np.flatnonzero(weights[1:] > 0) + 1
    columns = z[:, used] * weights[used] / total[:, None]
    return np.concatenate([np.ones((len(y), 1)), columns], axis=1), offset + np.log(total)
