"""From offence to record: how long it takes, and whether that changed.

A month's offences are seen only as far as they have been recorded (right truncation).  The
reverse-time hazard g(d), the chance of a delay of d among delays of at most d, needs only
offences whose delay of d can have been seen, and gives the distribution back as
F(d) = prod_{j > d} (1 - g(j)), given that the delay is at most the longest one looked at.
Kalbfleisch and Lawless (1989), *JASA* 84:360; Lawless (1994), *Canadian Journal of Statistics*
22:15.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from waterbed.model.errors import InputError
from waterbed.model.estimate import Check, Estimate, Figure, Parameter, remark
from waterbed.model.laws import two_sided
from waterbed.model.months import Months
from waterbed.model.reference import Floats, Integers
from waterbed.model.triangle import Triangle
from waterbed.reporting.tipping import RatioSubject, figure


@dataclass(frozen=True, slots=True)
class Hazards:
    """Reverse-time hazards of G groups.

    events : int [G, D + 1], records with a delay of d among offences for which d can be seen
    at_risk : int [G, D + 1], records of the same offences with a delay of at most d
    """

    events: Integers
    at_risk: Integers

    @property
    def hazard(self) -> Floats:
        """g(d), [G, D + 1]; nought where nothing is at risk.  g(0) is 1 by definition."""
        return np.asarray(self.events / np.maximum(self.at_risk, 1))

    def distribution(self) -> tuple[Floats, Floats]:
        """F(d) given a delay of at most D, and its standard error; [G, D + 1].

        Var log F(d) = sum_{j > d} g/(n (1 - g)), binomial at each delay.
        """
        g, n = self.hazard[:, 1:], np.maximum(self.at_risk[:, 1:], 1)
        keep = np.maximum(1 - g, 1e-12)
        shape = (len(g), 1)
        log = np.concatenate([np.log(keep), np.zeros(shape)], axis=1)
        variance = np.concatenate([g / (n * keep), np.zeros(shape)], axis=1)
        f = np.exp(log[:, ::-1].cumsum(axis=1)[:, ::-1])
        return f, f * np.sqrt(variance[:, ::-1].cumsum(axis=1)[:, ::-1])


def reverse_hazards(counts: ArrayLike, window: int | None = None) -> Hazards:
    """Events and numbers at risk by delay.

    counts : int [G, C, D + 1], by month of the offence and delay; the last month of the offence
        is also the last of recording, so that cell (c, d) is data where c + d < C
    window : only records of the last so many months (None: all), since delays drift
    """
    y = np.asarray(counts, np.int64)
    months, delays = y.shape[1:]
    recorded = np.arange(months)[:, None] + np.arange(delays)
    seen = recorded < months
    if window is not None:
        seen &= recorded >= months - window
    below = y.cumsum(axis=2)
    events = np.where(seen, y, 0).sum(axis=1)
    at_risk = np.where(seen, below, 0).sum(axis=1)
    return Hazards(events, at_risk)


def delay_distribution(
    triangle: Triangle, longest: int, committed: Months | None = None
) -> tuple[Floats, Floats]:
    """F(d), d from 0 to `longest`, for offences of some months, and its standard error.

    committed : months of the offence to use, by default all of the span
    InputError where no offence can have been seen for so long.
    """
    if not 1 <= longest < len(triangle.span):
        raise InputError(
            "no offence has been watched for so many months",
            place="longest delay",
            value=longest,
            mend=f"The table covers {len(triangle.span)} months of recording.",
        )
    counts = triangle.by_delay(longest)
    if committed is not None:
        at = np.arange(triangle.span.first, triangle.span.last + 1)
        counts[:, (at < committed.first) | (at > committed.last)] = 0
    return reverse_hazards(counts).distribution()


def completeness(triangle: Triangle, ages: Sequence[int], horizon: int = 12,
                 window: int = 12) -> Floats:  # fmt: skip
    """Share known at each age of what will be known `horizon` months on, [G, len(ages)].

    For tables by month of the offence: how complete the latest months are.
    """
    hazards = reverse_hazards(triangle.by_delay(max(ages) + horizon), window).hazard
    keep = 1 - hazards
    return np.stack([np.prod(keep[:, a + 1 : a + horizon + 1], axis=1) for a in ages], axis=1)


# Did the delay change? --------------------------------------------------------------------------

EDGES = (0, 2, 12)
"""First delay of each class: in the month or the one after; within the year; older."""
CLASSES = ("fresh", "within-a-year", "older")


@dataclass(frozen=True, slots=True)
class AgeShift:
    """How records of one age changed in a group against the rest, between two runs of months.

    before, after : int [K], records of the group by class of age
    log, se : log of the ratio of ratios, [K], and its error with the groups' own dispersion in it
    dispersion : how many times the Poisson variance the other groups vary, [K], at least 1
    df : number of other groups
    """

    before: Integers
    after: Integers
    log: Floats
    se: Floats
    dispersion: Floats
    df: int


def age_shift(triangle: Triangle, group: str, before: Months, after: Months) -> AgeShift:
    """Fresh and older records of a group against all others, before and after.

    Older offences surface where people feel safe to tell; fresh ones go missing where they don't:
    the two are told apart by their classes, and neither is a cause.  The others, each against the
    rest but for the group, say how much such ratios vary with nothing done.
    InputError with fewer than three other groups or a class without records.
    """
    if group not in triangle.groups:
        raise InputError("there is no such group", place="group", value=group)
    counts = np.stack([triangle.by_age(months, EDGES) for months in (before, after)], axis=2)
    i = triangle.groups.index(group)
    others = np.delete(counts, i, axis=0).astype(float)
    if len(others) < 3:
        raise InputError(
            "fewer than three other groups to compare with", place="group", value=group
        )
    total = others.sum(axis=0)
    own = counts[i].astype(float)
    if (own == 0).any() or (total == 0).any():
        raise InputError(
            "a class of delay has no records in the group or in the others",
            place="group",
            value=group,
            mend="Take more months.",
        )
    log, variance = _ratio_of_ratios(own, total)
    busy = (others > 0).all(axis=(1, 2))
    each, each_variance = _ratio_of_ratios(others[busy], total - others[busy])
    phi = np.maximum((each**2 / each_variance).mean(axis=0), 1.0)
    se = np.sqrt(variance * phi)
    return AgeShift(counts[i, :, 0], counts[i, :, 1], log, se, phi, int(busy.sum()))


def _ratio_of_ratios(own: Floats, rest: Floats) -> tuple[Floats, Floats]:
    """log[(own1/own0)/(rest1/rest0)] and its Poisson variance; counts [..., K, 2]."""
    log = np.log(own[..., 1] / own[..., 0]) - np.log(rest[..., 1] / rest[..., 0])
    return log, (1 / own).sum(axis=-1) + (1 / rest).sum(axis=-1)


def shift_estimates(
    shift: AgeShift, level: float = 0.95, subject: RatioSubject | None = None
) -> tuple[Estimate, ...]:
    """The ratio of ratios of each class of age, with a t interval."""
    t = two_sided(level, shift.df)
    estimates = []
    for k, name in enumerate(CLASSES):
        log, half = float(shift.log[k]), t * float(shift.se[k])
        ends = (math.exp(log - half), math.exp(log + half))
        smallest = float(min(shift.before[k], shift.after[k]))
        estimates.append(
            figure(
                subject or RatioSubject(), "delay", name, math.exp(log), ends,
                level=level, se=float(shift.se[k]), smallest=smallest,
            )
        )  # fmt: skip
    return tuple(estimates)


# Windows by month of recording ------------------------------------------------------------------


def share_before(triangle: Triangle, post: Months, start: int) -> Floats:
    """Of what was recorded in the post months, the share committed before the start; [G].

    NaN for a group without records.
    """
    early, every = triangle.committed_before(post, start)
    with np.errstate(invalid="ignore"):
        return np.asarray(early / np.where(every > 0, every, np.nan))


def rescaled(ratio: float, early: float) -> float:
    """A recorded ratio made into that of offences committed since the start: (R - s)/(1 - s).

    early : s, the share of the expected records that are of offences from before, which the
    intervention came too late to change; taken to be recorded as expected.  Nought where the
    ratio lies below s.  InputError for a share outside 0 to 1, 1 left out.
    """
    if not 0 <= early < 1:
        raise InputError(
            "the share committed before the start lies between 0 and 1, 1 left out",
            place="share",
            value=f"{early:g}",
        )
    return max(ratio - early, 0.0) / (1 - early)


def window_check(
    triangle: Triangle,
    group: str,
    post: Months,
    start: int,
    ratio: float | None,
    about: Parameter | None = None,
    published: bool = False,
) -> Check:
    """The Check `committed-before` of a window counted by month of recording; informs, no gate.

    ratio : recorded over expected in the window, or None.  The figure is the share committed before
    the start; `since` is the change in offences committed since, `rescaled`.
    """
    share = float(share_before(triangle, post, start)[triangle.groups.index(group)])
    known = share if math.isfinite(share) else None
    smallest = float(triangle.committed_before(post, start)[0][triangle.groups.index(group)])

    def figure_of(x: float | None) -> Figure:
        return Figure(x, "ratio", smallest, published)

    since = None
    if known is not None and ratio is not None and known < 1:
        since = rescaled(ratio, known) - 1
    facts = remark(
        "committed-before",
        early=figure_of(known),
        recorded=figure_of(None if ratio is None else ratio - 1),
        since=figure_of(since),
    )
    return Check("committed-before", None, False, facts, figure_of(known), parameter=about)


def completeness_check(
    triangle: Triangle, group: str, post: Months, about: Parameter | None = None,
    published: bool = False,
) -> Check:  # fmt: skip
    """The Check `completeness` of a window counted by month of the offence; informs, no gate.

    The share known, at the age that the window's last month had when the table ended, of what will
    be a year on.  InputError for a window that ends after the table does.
    """
    age = triangle.span.last - post.last
    if age < 0:
        raise InputError("the window ends after the table does", value=post.labels[1])
    i = triangle.groups.index(group)
    enough = age + 12 < len(triangle.span) - 12
    share = float(completeness(triangle, (age,))[i, 0]) if enough else 1.0
    known = float(triangle.count[triangle.group == i].sum())
    shown = Figure(share, "ratio", known, published)
    facts = remark("completeness", known=shown)
    return Check("completeness", None, False, facts, shown, parameter=about)
