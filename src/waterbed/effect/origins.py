"""The same window at the real start and at earlier annual ones, each with its own past."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from waterbed.effect.forecast import MANY_DONORS, Prediction, design, predict
from waterbed.effect.matching import RULES, PastCounts, meets
from waterbed.effect.season import Season, calendar, seasons
from waterbed.effect.setting import Setting
from waterbed.effect.totals import donor_mask, quarter_sums, sums
from waterbed.effect.zones import Membership
from waterbed.model.months import Months
from waterbed.model.panel import Panel
from waterbed.model.reference import Floats, Mask
from waterbed.model.zones import Members

YEAR = 12
FEWEST_DONORS = 10
COLUMNS = 4


@dataclass(frozen=True, slots=True)
class Origin:
    """What was known before one start, and what came after it.

    months : the post months
    donors : bool [A, O], donors with data in all months used
    complete : bool [A, O], areas with data in all months used
    post : float [A, O], counts of the post months; mu : what is expected of them
    fitted : float [A, O], the same with each donor's own count in its fit (1 where there is no fit)
    blocks : float [A, O, K], twelve-month counts before the start, the latest first
    whole : bool [O, K], blocks of which no month is missing everywhere
    earlier : float [A, O], counts of all months before the latest block
    pull : float [A, O, 4], as in `forecast.Prediction` (nought where a column is not used)
    excess : float [O], alpha/phi of the donors that the fit was weighted by
    memory : float [O], elasticity of what is expected in the latest year's count
    unsure : float [A, O], variance of mu, over phi, that is left of a place's own season (nought of
        whole years)
    quarter : float [A, O], counts of the last three months; None where periods are longer
    """

    months: Months
    donors: Mask
    complete: Mask
    post: Floats
    mu: Floats
    fitted: Floats
    blocks: Floats
    whole: Mask
    earlier: Floats
    pull: Floats
    excess: Floats
    memory: Floats
    unsure: Floats
    quarter: Floats | None = None

    def prediction(self, o: int) -> Prediction:
        """What is expected of every area for one outcome."""
        mu, fitted, pull = self.mu[:, o], self.fitted[:, o], self.pull[:, o]
        return Prediction(mu, fitted, pull, float(self.excess[o]), float(self.memory[o]))

    def past(self, member: Membership, o: int) -> PastCounts:
        """PastCounts of some places (membership [U, A]) for one outcome."""
        donors = self.donors[:, o]
        # The latest block stays: a gap there is one in `complete` too.
        use = np.flatnonzero(self.whole[o] | (np.arange(self.whole.shape[1]) == 0))
        blocks = self.blocks[:, o][:, use]
        quarter = None if self.quarter is None else self.quarter[:, o]
        return PastCounts(
            member @ blocks,
            blocks[donors].sum(axis=0),
            member @ self.earlier[:, o],
            float(self.earlier[donors, o].sum()),
            year_before=bool(len(use) > 1 and use[1] == 1),
            quarter=None if quarter is None else member @ quarter,
            whole_quarter=0.0 if quarter is None else float(quarter[donors].sum()),
        )

    def picked(self, member: Membership, o: int) -> dict[str, Mask]:
        """Which places each selection rule would have picked, bool [U] each."""
        past = self.past(member, o)
        return {rule: meets(rule, past) for rule in RULES}


def stride_of(post: Months) -> int:
    """Months from one start to the next in earlier years: whole years, as many as `post` has."""
    return YEAR * -(-len(post) // YEAR)


def origins(setting: Setting) -> list[Origin]:
    """The real origin first, then those a year (or as many as the post months need) earlier.

    An origin needs two years of months before it; an empty list where the real one has not.
    """
    stride = setting.stride or stride_of(setting.window.post)
    found: list[Origin] = []
    first = setting.panel.span.first
    back = 0
    while True:
        end = setting.history - back
        end -= (end + 1 - first) % setting.panel.step
        post = setting.window.post.shift(-back)
        if end + 1 - first < 2 * YEAR:
            return found
        found.append(_origin(setting, post, end))
        back += stride


def busy(setting: Setting, months: Months) -> Members:
    """Areas under another intervention at any time in these months."""
    under = [members for other, members in setting.elsewhere if other.under_way(months)]
    return np.unique(np.concatenate(under)) if under else np.empty(0, np.int64)


def _origin(setting: Setting, post: Months, end: int) -> Origin:
    """One origin.  A month in which no donor has data is left out of the earlier years (their
    mean is over the months that there are); one within the latest year or the post months is a gap.
    """
    panel = setting.panel
    first = panel.span.first
    role = donor_mask(panel, setting.zones)
    role[busy(setting, Months(end - YEAR + 1, post.last))] = False
    known: Mask = np.logical_or.reduce(panel.covered[:, role], axis=1)
    before = panel.slice(Months(first, end - YEAR))
    complete = (panel.complete(Months(end - YEAR + 1, end)) & panel.complete(post)).T
    complete &= (panel.covered[:, :, before] | ~known[:, None, before]).all(axis=2).T
    donors = complete & role[:, None]
    years = (end + 1 - first) // YEAR
    runs = [Months(end - YEAR * (k + 1) + 1, end - YEAR * k) for k in range(years)]
    blocks = np.stack([sums(panel, run) for run in runs], axis=2)
    whole = np.stack([known[:, panel.slice(run)].all(axis=1) for run in runs], axis=1)
    earlier = sums(panel, Months(first, end - YEAR))
    months = known[:, before].sum(axis=1) * panel.step
    long_run = earlier * YEAR / np.maximum(months, 1)
    latest, year_before, y = sums(panel, runs[0]), sums(panel, runs[1]), sums(panel, post)
    held = known[:, panel.slice(runs[1])].sum(axis=1) * panel.step
    mu, fitted = np.full(y.shape, np.nan), np.ones(y.shape)
    memory = np.full(y.shape[1], np.nan)
    pull, excess = np.zeros((*y.shape, COLUMNS)), np.zeros(y.shape[1])
    unsure = np.zeros(y.shape)
    within = _within(panel, post, runs)
    for o in range(y.shape[1]):
        use = donors[:, o]
        if use.sum() >= FEWEST_DONORS and y[use, o].sum() > 0 and months[o] >= YEAR:
            parts = [long_run[:, o], latest[:, o]]
            if use.sum() >= MANY_DONORS and years > 2 and held[o] >= YEAR / 2:
                parts.insert(1, year_before[:, o] * YEAR / held[o])
            own = _season(within, blocks, whole, use, post, o)
            offset = np.zeros(len(use)) if own is None else own.log_ratio
            made = predict(design(tuple(parts), use), y[:, o], use, offset)
            if own is not None:
                unsure[:, o] = made.mu**2 * own.variance
            mu[:, o], excess[o], memory[o] = made.mu, made.excess, made.memory
            fitted[:, o] = made.fitted
            pull[:, o, : len(parts) + 1] = made.pull
    usable = donors & np.isfinite(mu)
    return Origin(
        post,
        usable,
        complete,
        y,
        mu,
        fitted,
        blocks,
        whole,
        earlier,
        pull,
        excess,
        memory,
        unsure,
        quarter_sums(panel, end),
    )


def _within(panel: Panel, post: Months, runs: list[Months]) -> Floats:
    """Counts of each run in the calendar months of the post months' part of a year, [A, O, K]."""
    parts = []
    for run in runs:
        at = panel.slice(run)
        parts.append((panel.counts[:, :, at] * calendar(post, panel.periods[at])).sum(axis=2).T)
    return np.stack(parts, axis=2).astype(float)


def _season(
    within: Floats, blocks: Floats, whole: Mask, donors: Mask, post: Months, o: int
) -> Season | None:
    """Each place's season in one outcome; None where the post months are whole years."""
    if len(post) % YEAR == 0:
        return None
    use = whole[o]
    return seasons(within[:, o][:, use], blocks[:, o][:, use], donors, len(post) // YEAR)
