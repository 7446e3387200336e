"""The same window at the real start and at earlier annual ones, each with its own past."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from waterbed.effect.forecast import MANY_DONORS, Prediction, design, predict
from waterbed.effect.last_quarter import in_forecast, level_at_start
from waterbed.effect.matching import PastCounts
from waterbed.effect.overwhelming import overwhelming
from waterbed.effect.season import Season, calendar, seasons
from waterbed.effect.setting import Setting
from waterbed.effect.small_areas import of_small_areas, shares
from waterbed.effect.totals import donor_mask, quarter_sums, sums
from waterbed.effect.zones import Membership, rows
from waterbed.model.months import YEAR, Months
from waterbed.model.panel import Panel
from waterbed.model.reference import Floats, Mask
from waterbed.model.study import TARGET
from waterbed.model.zones import Members

FEWEST_DONORS = 10
COLUMNS = 4


@dataclass(frozen=True, slots=True)
class Origin:
    """What was known before one start, and what came after it.

    months : the post months
    donors : bool [A, O], donors with data in all months used
    shaping : bool [A, O], those that shape what is expected: all but `overwhelming` ones
    complete : bool [A, O], areas with data in all months used
    post : float [A, O], counts of the post months; mu : what is expected of them
    fitted : float [A, O], the same with each donor's own count in its fit (1 where there is no fit)
    blocks : float [A, O, K], twelve-month counts before the start, the latest first
    whole : bool [O, K], blocks of which no month is missing everywhere
    earlier : float [A, O], counts of all months before the latest block
    pull : float [A, O, 4], as in `forecast.Prediction` (nought where a column is not used), or 5
        where the last quarter is in some forecast
    excess : float [O], alpha/phi of the donors that the fit was weighted by
    unsure : float [A, O], variance of mu, over phi, that is left of a place's own season (nought of
        whole years)
    quarter : float [A, O], counts of the last three months; None where periods are longer
    late : bool [O], whether the last quarter is in the forecast (`last_quarter`)
    change : float [A], of a covariate that is in the forecast; None without one
    """

    months: Months
    donors: Mask
    shaping: Mask
    complete: Mask
    post: Floats
    mu: Floats
    fitted: Floats
    blocks: Floats
    whole: Mask
    earlier: Floats
    pull: Floats
    excess: Floats
    unsure: Floats
    quarter: Floats | None
    late: Mask
    change: Floats | None = None

    def prediction(self, o: int) -> Prediction:
        """What is expected of every area for one outcome."""
        mu, fitted = self.mu[:, o], self.fitted[:, o]
        # As wide as its own fit, so that no outcome moves another's last digit.
        pull = self.pull[:, o, : COLUMNS + int(self.late[o]) + int(self.change is not None)]
        return Prediction(mu, fitted, pull, float(self.excess[o]))

    def past(self, member: Membership, o: int) -> PastCounts:
        """PastCounts of some places (membership [U, A]) for one outcome."""
        donors = self.shaping[:, o]
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


def stride_of(post: Months) -> int:
    """Months from one start to the next in earlier years: whole years, as many as `post` has."""
    return YEAR * -(-len(post) // YEAR)


def origins(setting: Setting) -> list[Origin]:
    """The real origin first, then those a year (or as many as the post months need) earlier.

    An origin needs two years of months before it; an empty list where the real one has not.
    """
    stride = setting.stride or stride_of(setting.window.post)
    starts: list[Origin] = []
    first = setting.panel.span.first
    back = 0
    while True:
        end = setting.history - back
        end -= (end + 1 - first) % setting.panel.step
        post = setting.window.post.shift(-back)
        if end + 1 - first < 2 * YEAR:
            return starts
        starts.append(_origin(setting, post, end, starts[0].late if starts else None))
        back += stride


def busy(setting: Setting, months: Months) -> Members:
    """Areas under another intervention at any time in these months."""
    under = [members for other, members in setting.elsewhere if other.under_way(months)]
    return np.unique(np.concatenate(under)) if under else np.empty(0, np.int64)


def _origin(setting: Setting, post: Months, end: int, late: Mask | None) -> Origin:
    """One origin.  A month in which no donor has data is left out of the earlier years (their
    mean is over the months that there are); one within the latest year or the post months is a gap.

    late : of the real origin, None where this is it: every place is predicted by the same columns
    """
    panel = setting.panel
    first = panel.span.first
    role = donor_mask(panel, setting.zones)
    role[busy(setting, Months(end - YEAR + 1, post.last))] = False
    known: Mask = np.logical_or.reduce(panel.covered[:, role], axis=1)
    before = panel.slice(Months(first, end - YEAR))
    complete = (panel.complete(Months(end - YEAR + 1, end)) & panel.complete(post)).T
    complete &= (panel.covered[:, :, before] | ~known[:, None, before]).all(axis=2).T
    change = _change(setting, post)
    if change is not None:
        complete &= np.isfinite(change)[:, None]
    runs = [
        Months(end - YEAR * (k + 1) + 1, end - YEAR * k) for k in range((end + 1 - first) // YEAR)
    ]
    y = sums(panel, post)
    outcomes = y.shape[1]
    donors = complete & role[:, None]
    origin = Origin(
        post,
        donors,
        _shaping(setting, donors),
        complete,
        y,
        np.full(y.shape, np.nan),
        np.ones(y.shape),
        np.stack([sums(panel, run) for run in runs], axis=2),
        np.stack([known[:, panel.slice(run)].all(axis=1) for run in runs], axis=1),
        sums(panel, Months(first, end - YEAR)),
        np.zeros((*y.shape, COLUMNS)),
        np.zeros(outcomes),
        np.zeros(y.shape),
        quarter_sums(panel, end),
        np.zeros(outcomes, bool),
        change if setting.adjusts else None,
    )
    if late is None:
        late = setting.once(
            "late", lambda: (origin.donors.tobytes(),), lambda: _late(setting, origin)
        )
    held = known[:, panel.slice(runs[1])].sum(axis=1) * panel.step
    months = known[:, before].sum(axis=1) * panel.step
    within = _within(panel, post, runs)
    return _fitted(setting, replace(origin, late=late), within, months, held)


def _shaping(setting: Setting, donors: Mask) -> Mask:
    """Donors that shape what is expected, bool [A, O]; all where too few would be left."""
    last = setting.window.post.last
    role = donor_mask(setting.panel, setting.zones)
    left_out = setting.once(
        "overwhelming",
        lambda: (role.tobytes(), last),
        lambda: overwhelming(setting.panel, role, last),
    )
    shaping: Mask = donors & ~left_out
    return np.where(shaping.sum(axis=0) < FEWEST_DONORS, donors, shaping)


def _late(setting: Setting, origin: Origin) -> Mask:
    """Of the real origin, in which outcomes the last quarter is in the forecast, [O]: where the
    target's calls for it and the donors' vary by more than chance."""
    real = rows([setting.zones.target], len(setting.panel.areas))
    every = sparse.csr_array(sparse.vstack([real, setting.placebos.zones[TARGET]]))
    rule = setting.chosen_for.rule
    return np.array(
        [
            in_forecast(rule, origin.past(every, o)) and _level(origin, o) is not None
            for o in range(len(setting.panel.outcomes))
        ],
        bool,
    )


def _fitted(
    setting: Setting,
    origin: Origin,
    within: Floats,
    months: NDArray[np.int64],
    held: NDArray[np.int64],
) -> Origin:
    """The origin with what is expected of each outcome that can be fitted.

    within : as of `_within`; months, held : int [O], months with data before the latest year and in
        the year before it
    """
    mu, fitted = origin.mu.copy(), origin.fitted.copy()
    excess, unsure = origin.excess.copy(), origin.unsure.copy()
    more = int(origin.late.any()) + int(origin.change is not None)
    pull = np.zeros((*mu.shape, COLUMNS + more))
    for o in range(mu.shape[1]):
        use, y, blocks = origin.shaping[:, o], origin.post[:, o], origin.blocks[:, o]
        if use.sum() < FEWEST_DONORS or y[use].sum() <= 0 or months[o] < YEAR:
            continue
        parts = [origin.earlier[:, o] * YEAR / max(months[o], 1), blocks[:, 0]]
        if use.sum() >= MANY_DONORS and blocks.shape[1] > 2 and held[o] >= YEAR / 2:
            parts.insert(1, blocks[:, 1] * YEAR / held[o])
        own = _season(setting, within, origin, o)
        offset = np.zeros(len(use)) if own is None else own.log_ratio
        summed = of_small_areas(setting, o)
        if summed:
            x, offset = shares(tuple(parts), y, use, offset)
        else:
            x = design(tuple(parts), use)
        level = _level(origin, o) if origin.late[o] else None
        for column in (level, _standardised(origin.change, use)):
            if column is not None:
                # Before the latest year, whose coefficient is looked for last, and after the
                # constant, which may be all that sums leave.
                x = np.insert(x, max(x.shape[1] - 1, 1), column, axis=1)
        prediction = predict(x, y, use, offset, by_spread=not summed)
        if own is not None:
            unsure[:, o] = prediction.mu**2 * own.variance
        mu[:, o], fitted[:, o], excess[o] = prediction.mu, prediction.fitted, prediction.excess
        pull[:, o, : x.shape[1]] = prediction.pull
    return replace(
        origin,
        donors=origin.donors & np.isfinite(mu),
        shaping=origin.shaping & np.isfinite(mu),
        mu=mu,
        fitted=fitted,
        pull=pull,
        excess=excess,
        unsure=unsure,
    )


def _change(setting: Setting, post: Months) -> Floats | None:
    """Change of the covariate between base and post months as far back as these, [A]."""
    if setting.covariate is None:
        return None
    back = setting.window.post.first - post.first
    return setting.covariate.change(setting.window.base.shift(-back), post)


STILL = 1e-9
"""A covariate whose changes differ by no more, standard deviation, changes alike everywhere."""


def _standardised(change: Floats | None, donors: Mask) -> Floats | None:
    """A change in standard deviations of the donors' [A]; None where theirs are all alike, so that
    it tells nothing of one donor from another."""
    if change is None or not change[donors].std() > STILL:
        return None
    standardised: Floats = np.nan_to_num((change - change[donors].mean()) / change[donors].std())
    return standardised


def _level(origin: Origin, o: int) -> Floats | None:
    """As `last_quarter.level_at_start` of one outcome, [A]."""
    assert origin.quarter is not None
    quarter = origin.quarter[:, o]
    before = origin.blocks[:, o, 0] + origin.earlier[:, o] - quarter
    return level_at_start(quarter, before, origin.shaping[:, o])


def _within(panel: Panel, post: Months, runs: list[Months]) -> Floats:
    """Counts of each run in the calendar months of the post months' part of a year, [A, O, K]."""
    parts = []
    for run in runs:
        at = panel.slice(run)
        parts.append((panel.counts[:, :, at] * calendar(post, panel.periods[at])).sum(axis=2).T)
    return np.stack(parts, axis=2).astype(float)


def _season(setting: Setting, within: Floats, origin: Origin, o: int) -> Season | None:
    """Each place's season in one outcome; None where the post months are whole years."""
    post, donors = origin.months, origin.shaping[:, o]
    if len(post) % YEAR == 0:
        return None
    use = origin.whole[o]
    part, years = within[:, o][:, use], origin.blocks[:, o][:, use]
    beside = len(post) // YEAR
    return setting.once(
        "season",
        lambda: (part.tobytes(), years.tobytes(), donors.tobytes(), beside),
        lambda: seasons(part, years, donors, beside),
    )
