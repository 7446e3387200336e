"""Whether a place has a season of its own in the months compared, by counts before the start."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from waterbed.effect.estimand import Estimand
from waterbed.effect.inference import TIE
from waterbed.effect.season import FEWEST_YEARS, calendar
from waterbed.effect.zones import Membership
from waterbed.model.estimate import Check, Figure, remark
from waterbed.model.methods import method as row
from waterbed.model.months import YEAR, Months, in_words
from waterbed.model.reference import Floats, Mask

UNUSUAL = 1.645
"""Standard deviations beyond which a season is taken for no chance, one-sided 5%."""

MEDIAN = 0.6745
"""Median of the size of a standard normal."""


def whole_years(asked: Estimand) -> list[Months]:
    """Runs of twelve months before the start, the latest first, in which the place has data."""
    panel, end = asked.panel, asked.setting.history
    first = panel.span.first
    end -= (end + 1 - first) % panel.step
    runs = [
        Months(end - YEAR * (k + 1) + 1, end - YEAR * k) for k in range((end + 1 - first) // YEAR)
    ]
    return [run for run in runs if panel.complete(run)[asked.o][asked.members].all()]


def own_season(asked: Estimand, placebos: Membership) -> Check | None:
    """Whether the place counts more, or less, in the calendar months of the post months than the
        donors do, set against the months that its method compares them with.

    placebos : membership [P, A], among the donors
    The method compares with whole years or, where it takes the base as given, with the calendar
    months of the base.  z = (n - E)/sqrt(v) over the whole years before the start, n the place's
    count in those months and E its count in what they are compared with, times the donors' ratio
    of the two, over the placebos' own spread by the median of its size.  Its rank is told and does
    not decide: of a tenth of places that share a season, ranks would call half usual.  A season
    that feigns a rise bars what rests on a rise, one that feigns a fall what rests on a fall, where
    the method takes no account of it; both where too few years tell.  None where the calendar
    months are the same on both sides.
    """
    against = _calendars(asked)
    if against is None:
        return None
    blind = row(asked.method).takes_base
    runs = whole_years(asked)
    named = {"method": asked.method, **_named(asked.window.post)}
    if len(runs) < FEWEST_YEARS:
        facts = remark("season", direction="unknown", **named)
        return asked.check(facts, False, gate=True, bars="both")
    z, own, other, ratio, others = _scores(asked, placebos, runs, against)
    above, below = 1 + int(np.sum(others >= z - TIE)), 1 + int(np.sum(others <= z + TIE))
    of = 1 + len(others)
    spread = max(float(np.median(np.abs(others))) / MEDIAN, 1.0) if len(others) else 1.0
    far = z / spread
    direction = "high" if far >= UNUSUAL else "low" if far <= -UNUSUAL else "usual"
    smallest = min(own, other)
    # Rounded, a multiple of a count would leave fewer values possible than the count itself.
    unit = "count" if ratio <= 1 else "statistic"
    facts = remark(
        "season",
        direction=direction,
        counted=asked.count(own, smallest),
        expected=asked.count(ratio * other, smallest, unit),
        rank=Figure(min(above, below)),
        of=Figure(of),
        years=Figure(len(runs)),
        **named,
    )
    bars = {"high": "rise", "low": "fall"}.get(direction, "") if blind else ""
    figure = asked.count(z, smallest, "statistic")
    return asked.check(facts, direction == "usual", figure, gate=blind, bars=bars)


def _calendars(asked: Estimand) -> tuple[Months, Months] | None:
    """Months whose calendar months the post months hold once more than others, and those that they
    are compared with; None where they are the same."""
    window, method = asked.window, row(asked.method)
    beyond = _beyond_years(window.post)
    against = Months.starting(window.post.first, YEAR)
    if method.takes_base and not method.weighs:
        against = _beyond_years(window.base) or against
    if beyond is None:
        beyond = Months.starting(window.post.first, YEAR)
    months = np.arange(YEAR, dtype=np.int64)
    same = (calendar(beyond, months) == calendar(against, months)).all()
    return None if same else (beyond, against)


def _beyond_years(months: Months) -> Months | None:
    rest = len(months) % YEAR
    return Months.starting(months.first, rest) if rest else None


def _named(post: Months) -> dict[str, str]:
    """First and last of the calendar months, without a year."""
    beyond = _beyond_years(post) or post
    first, last = in_words(beyond.first), in_words(beyond.last)
    return {"first": first.split()[0], "last": last.split()[0]}


def _scores(
    asked: Estimand,
    placebos: Membership,
    runs: list[Months],
    against: tuple[Months, Months],
) -> tuple[float, float, float, float, Floats]:
    """z of the place, its counts in the two runs of calendar months, the donors' ratio of these,
    and z of the placebos with data in all of these years."""
    panel, o = asked.panel, asked.o
    slices = [panel.slice(run) for run in runs]
    counts = sum(panel.counts[o][:, year] for year in slices).astype(float)
    usable = np.logical_and.reduce([panel.covered[o][:, year].all(axis=1) for year in slices])
    donors = asked.setting.totals.donors[:, o] & usable
    inside, beside = (_mask(months, panel.periods[slices[0]]) for months in against)
    given = counts[donors].sum(axis=0)
    ratio = float(given[inside].sum() / max(given[beside].sum(), 1e-300))
    contrast = inside - ratio * beside
    spread = float((contrast**2 * given).sum() / max(given.sum(), 1e-300))

    def score(own: Floats) -> Floats:
        with np.errstate(divide="ignore", invalid="ignore"):
            z = own @ contrast / np.sqrt(own.sum(axis=1) * spread)
        return np.where(np.isnan(z), 0.0, z)

    known = (placebos @ (~usable).astype(float)) == 0
    real = counts[asked.members].sum(axis=0)
    z = float(score(real[None])[0])
    others = score(np.asarray(placebos @ counts, float))[known]
    return z, float(real[inside].sum()), float(real[beside].sum()), ratio, others


def _mask(months: Months, periods: NDArray[np.int64]) -> Mask:
    """Which periods of a year lie in the same calendar months; all for a whole year."""
    if len(months) % YEAR == 0:
        return np.ones(len(periods), bool)
    return calendar(months, periods)
