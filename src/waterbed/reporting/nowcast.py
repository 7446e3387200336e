"""What the latest months will come to, once late reports are in.

At month t the offences of month t - a are known up to a delay of a; the nowcast is what will be
known of them at t + H.  Its mean follows from the reverse hazards of the last records; its
interval from how earlier nowcasts, whose outcome was known by t, went wrong.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waterbed.model.errors import InputError
from waterbed.model.months import label
from waterbed.model.reference import Floats
from waterbed.model.triangle import Triangle
from waterbed.reporting.delay import reverse_hazards

HORIZON = 12
WINDOW = 12
"""Months of records from which delays are taken: they drift, and a year holds every season."""
PAST = 36
"""Earlier origins whose errors make the interval."""
FEWEST = 79
"""Errors that the interval needs, so that two lie beyond each end of a 95% interval."""
LEAST = 30.0
"""Known offences a month, below which a group gets no nowcast and lends no errors."""
BORROWED = 20
"""Records' worth of all groups' hazards in each group's own: a new offence has none of its own."""
SHRINK = 12
"""Errors' worth of the pooled variance in each group's own."""


@dataclass(frozen=True, slots=True)
class Predictions:
    """Nowcasts of one age from several origins, [T, G].

    origins : ordinals [T], ascending
    known : counts known at the origin; late : further counts expected by the horizon
    scale : standard deviation of the late counts, taking arrivals for Poisson and delays for known
        up to their binomial error
    outcome : late counts that came, NaN where the table ends before
    """

    origins: NDArray[np.int64]
    known: Floats
    late: Floats
    scale: Floats
    outcome: Floats

    @property
    def errors(self) -> Floats:
        """(outcome - late)/scale, [T, G]."""
        return np.asarray((self.outcome - self.late) / self.scale)


@dataclass(frozen=True, slots=True)
class Nowcast:
    """What the offences of one month will come to.

    month : of the offence; by : the month up to which reports are counted
    known : reported so far, [G]; value, low, high : expected by then, [G]; level : of the interval
    errors : number of past errors that it rests on
    """

    month: int
    by: int
    known: Floats
    value: Floats
    low: Floats
    high: Floats
    level: float
    errors: int


def predict(triangle: Triangle, age: int, origins: NDArray[np.int64]) -> Predictions:
    """Nowcasts of the month `age` months before each origin, from what was known at the origin.

    The remainder of a Poisson count of which a share P is known has variance late/P; the error of
    P itself (delta method) is added.
    """
    counts = triangle.by_delay(age + HORIZON)
    first, months = triangle.span.first, counts.shape[1]
    below = counts.cumsum(axis=2)
    rows = []
    for origin in origins:
        t = int(origin) - first
        hazards = reverse_hazards(counts[:, : t + 1], WINDOW)
        ahead = slice(age + 1, age + HORIZON + 1)
        events, n = hazards.events[:, ahead], hazards.at_risk[:, ahead] + BORROWED
        every = events.sum(axis=0) / np.maximum(hazards.at_risk[:, ahead].sum(axis=0), 1)
        g = (events + BORROWED * every) / n
        keep = np.maximum(1 - g, 1e-6)
        share = np.prod(keep, axis=1)
        error = (g / (n * keep)).sum(axis=1)
        known = below[:, t - age, age].astype(float)
        late = known * (1 / share - 1)
        scale = np.sqrt(late / share + (known / share) ** 2 * error + 0.5)
        end = below[:, t - age, age + HORIZON].astype(float) - known
        outcome = end if t + HORIZON < months else np.full(len(known), np.nan)
        rows.append((known, late, scale, outcome))
    known, late, scale, outcome = (np.array(column) for column in zip(*rows, strict=True))
    return Predictions(np.asarray(origins), known, late, scale, outcome)


def past_origins(triangle: Triangle, age: int, origin: int, groups: int) -> NDArray[np.int64]:
    """The origins whose outcome is known at `origin`: the last 36, or more where groups are few."""
    earliest = triangle.span.first + age + WINDOW
    latest = origin - HORIZON
    wanted = max(PAST, math.ceil(FEWEST / max(1, groups)))
    return np.arange(max(earliest, latest - wanted + 1), latest + 1)


@dataclass(frozen=True, slots=True)
class NowcastErrors:
    """How far nowcasts of these groups have been off, in units of their `scale`.

    low, high : ends, in units of `own`; own : standard deviation of each group's errors, [G];
    errors : number of them
    """

    low: float
    high: float
    own: Floats
    errors: int

    def ends(self, late: Floats, scale: Floats) -> tuple[Floats, Floats]:
        """Whole numbers of late reports that the interval runs between, [G]."""
        low, high = late + self.low * self.own * scale, late + self.high * self.own * scale
        return np.floor(np.maximum(low, 0)), np.ceil(np.maximum(high, 0))


def spread_of(errors: Floats, use: NDArray[np.bool_], level: float) -> NowcastErrors:
    """Ends that a further error lies between with `level`, by the ranks of past ones.

    errors : [T, G]; use : bool [T, G], those of groups large enough.  Each group's errors are
    divided by their own standard deviation, drawn towards that of all; of the n quotients the
    k-th smallest and largest are the ends, k = floor((1 - level)/2 (n + 1)): a further one that is
    exchangeable with them lies outside with at most 1 - level.
    """
    known = use & np.isfinite(errors)
    squares = np.where(known, np.nan_to_num(errors) ** 2, 0.0)
    number = known.sum(axis=0)
    pooled = squares.sum() / max(int(number.sum()), 1)
    own = np.sqrt((squares.sum(axis=0) + SHRINK * pooled) / (number + SHRINK))
    with np.errstate(divide="ignore", invalid="ignore"):
        ordered = np.sort((errors / own)[known])
    k = math.floor((1 - level) / 2 * (len(ordered) + 1) + 1e-9)
    if k < 1:
        return NowcastErrors(-math.inf, math.inf, own, len(ordered))
    return NowcastErrors(float(ordered[k - 1]), float(ordered[-k]), own, len(ordered))


def nowcast(
    triangle: Triangle, age: int, origin: int | None = None, level: float = 0.95
) -> Nowcast:
    """What will be known, `HORIZON` months on, of the offences `age` months before an origin.

    origin : a month of the span, by default its last; nothing recorded later is looked at
    Groups with fewer than `LEAST` offences a month have NaN.  InputError where the table has too
    few earlier months.
    """
    at = triangle.span.last if origin is None else origin
    vintage = triangle.known_at(at)
    monthly = monthly_known(vintage)
    large = monthly[-1] >= LEAST
    past = past_origins(vintage, age, at, int(large.sum()))
    predictions = predict(vintage, age, np.append(past, at)) if len(past) else None
    use = monthly[past - vintage.span.first] >= LEAST
    if predictions is None or int((use & np.isfinite(predictions.errors[:-1])).sum()) < FEWEST:
        raise InputError(
            "too few earlier months to say how far a nowcast can be off",
            place="month",
            value=label(at),
            mend=f"It needs {FEWEST} earlier nowcasts whose outcome is known, over all groups "
            f"with at least {LEAST:g} offences a month.",
        )
    spread = spread_of(predictions.errors[:-1], use, level)
    known, late, scale = (x[-1] for x in (predictions.known, predictions.late, predictions.scale))
    low, high = spread.ends(late, scale)

    def shown(x: Floats) -> Floats:
        return np.where(large, known + x, np.nan)

    return Nowcast(
        at - age, at + HORIZON, known, shown(late), shown(low), shown(high), level, spread.errors
    )


@dataclass(frozen=True, slots=True)
class Verified:
    """Nowcasts at rebuilt vintages against what was known `HORIZON` months on.

    covered : share of intervals that held the outcome; error : its standard error, origins taken
        as clusters
    intervals : number of them; width : mean width over what came in the end
    """

    level: float
    covered: float
    error: float
    intervals: int
    width: float


def verify(triangle: Triangle, age: int, origins: NDArray[np.int64], level: float) -> Verified:
    """Coverage over origins, of the groups large enough at each.

    A rebuilt vintage lacks crimes that were recorded and cancelled later.  Each origin's interval
    rests on origins whose outcome was known then.
    """
    large = monthly_known(triangle) >= LEAST
    first = triangle.span.first + age + WINDOW
    predictions = predict(triangle, age, np.arange(first, int(origins[-1]) + 1))
    use = large[predictions.origins - triangle.span.first]
    errors = predictions.errors
    hits, widths = [], []
    for origin in origins:
        i = int(origin - first)
        past = past_origins(triangle, age, int(origin), int(use[i].sum())) - first
        spread = spread_of(errors[past], use[past], level)
        low, high = spread.ends(predictions.late[i], predictions.scale[i])
        held = (predictions.outcome[i] >= low) & (predictions.outcome[i] <= high)
        hits.append((held[use[i]].sum(), use[i].sum()))
        widths.append(
            ((high - low) / np.maximum(predictions.known[i] + predictions.outcome[i], 1))[use[i]]
        )
    inside, every = np.array(hits, float).T
    covered = inside.sum() / every.sum()
    clusters = len(every)
    squares = ((inside - covered * every) ** 2).sum()
    error = math.sqrt(clusters / max(clusters - 1, 1) * squares) / every.sum()
    width = float(np.mean(np.concatenate(widths)))
    return Verified(level, float(covered), error, int(every.sum()), width)


def monthly_known(triangle: Triangle) -> Floats:
    """Offences of the year up to each month of recording, a month, as known by then; [T, G]."""
    counts = triangle.by_delay(WINDOW - 1)
    months = counts.shape[1]
    below = counts.cumsum(axis=2)
    out = np.zeros((months, len(triangle.groups)))
    for t in range(WINDOW - 1, months):
        back = np.arange(WINDOW)
        out[t] = below[:, t - back, back].sum(axis=1) / WINDOW
    return out
