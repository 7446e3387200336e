"""The same comparison over other months after the start, and several of them judged at once.

What was known before the start stays what it was: the history of a forecast ends where it did, and
every place has the placebos, and the earlier starts, that it has in the window.  So a row of one
comparison's placebos is the same place and start as that row of another's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from waterbed.effect.compare import Comparison
from waterbed.effect.estimand import Estimand
from waterbed.effect.inference import critical, simultaneous, weighted_ratio
from waterbed.effect.methods import FITS
from waterbed.effect.origins import busy
from waterbed.effect.setting import WHOLE, Kept
from waterbed.effect.totals import Totals
from waterbed.model.months import QUARTER, Months
from waterbed.model.reference import Floats, Reference, together
from waterbed.model.results import ByQuarter, Quarter
from waterbed.model.study import TARGET

Cell = tuple[int, str, str]
"""Position of a comparison, name of a zone in it, outcome."""

HERE = (TARGET, WHOLE)
FOLLOWED = 24
"""Months from the start that are followed by quarter, where the window ends earlier."""


def over_months(
    comparison: Comparison,
    method: str,
    post: Months,
    outcomes: Sequence[str],
    *,
    stride: int = 0,
    beside: tuple[str, ...] = (),
    kept: Kept | None = None,
) -> Comparison:
    """The target and its placebos over the months `post`, by one method, for some outcomes.

    stride : months between starts in earlier years (0: as `post` needs)
    beside : zones that every placebo is predicted without, as it is without its target
    kept : what the same comparison over other months has found already; is added to
    An area under another intervention by then is no donor.
    """
    setting = comparison.setting
    window = replace(setting.window, post=post)
    under = busy(setting, Months(window.base.first, post.last))
    zones = replace(setting.zones, donors=np.setdiff1d(setting.zones.donors, under))
    panel = setting.panel.only(outcomes)
    asked = {
        z: membership for z, membership in setting.placebos.zones.items() if z in (TARGET, *beside)
    }
    later = replace(
        setting,
        window=window,
        panel=panel,
        zones=zones,
        totals=Totals.of(panel, window, zones),
        placebos=replace(setting.placebos, zones=asked),
        places={HERE: setting.places[HERE]},
        stride=stride,
        kept=kept,
    )
    return replace(comparison, setting=later, fitted={method: FITS[method](later)})


def ends_at_once(
    compared: Sequence[Comparison], method: str, cells: Sequence[Cell], level: float
) -> dict[Cell, tuple[float, float]]:
    """Critical values of several effects, simultaneous over them (`inference.simultaneous`).

    compared : comparisons whose placebos stand in the same order
    """
    if not cells:
        return {}
    placed = [(compared[k].fitted[method].reference, zone, outcome) for k, zone, outcome in cells]
    own = [critical(reference.placebos(*at), level) for reference, *at in placed]
    return dict(zip(cells, simultaneous(_joint(placed), own, level), strict=True))


def _joint(placed: Sequence[tuple[Reference, str, str]]) -> Floats:
    """Studentised effects of the placebos that are alike in every cell, [N', cells]."""
    return together([reference.alike(zone, outcome) for reference, zone, outcome in placed])


def quarters_of(comparison: Comparison) -> tuple[Months, ...]:
    """Whole quarters from the first month after the start to the end of the window, and on to two
    years from the start while counts last; the counts' own periods where they are longer."""
    panel, post = comparison.setting.panel, comparison.window.post
    step = panel.step * -(-QUARTER // panel.step)
    last = min(max(post.last, post.first + FOLLOWED - 1), panel.span.last)
    return tuple(Months.starting(first, step) for first in range(post.first, last - step + 2, step))


def by_quarter(
    comparison: Comparison, method: str, outcomes: Sequence[str], level: float
) -> tuple[ByQuarter, ...]:
    """The target's effect in each quarter, with a band that holds all quarters at once."""
    months = quarters_of(comparison)
    if not outcomes or not months:
        return ()
    kept: Kept = {}
    compared = [over_months(comparison, method, month, outcomes, kept=kept) for month in months]
    series = []
    for outcome in outcomes:
        why = [after.refusal(HERE, outcome, method) for after in compared]
        cells = [(k, TARGET, outcome) for k, refused in enumerate(why) if not refused]
        ends = ends_at_once(compared, method, cells, level)
        quarters = tuple(
            Quarter(months[k], why=refused)
            if refused
            else _quarter(Estimand(compared[k], HERE, outcome, method), ends[k, TARGET, outcome])
            for k, refused in enumerate(why)
        )
        window = comparison.window
        series.append(ByQuarter(window.intervention, outcome, window.name, method, quarters, level))
    return tuple(series)


def _quarter(asked: Estimand, ends: tuple[float, float]) -> Quarter:
    real = asked.real
    y, mu, scale = (float(figure) for figure in (real.observed, real.expected, real.scale))
    unit = asked.unit if asked.outcome in asked.panel.squares else None
    low, high = weighted_ratio(y, mu, scale, ends, unit)
    return Quarter(asked.window.post, y, mu, y / mu - 1, low, high)
