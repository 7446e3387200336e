"""Bounds for a place that no method can judge: as little, and as much, as elsewhere or before.

Where fewer places are left to compare with than a test needs, or the history is too short for the
method that decides, the place's base is multiplied by the smallest and the largest change that
places like it had in the same months, and that it had itself in earlier years.  No test, no level:
such bounds carry no verdict.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from waterbed.effect.estimand import Estimand
from waterbed.effect.estimates import bare_estimate
from waterbed.effect.placebo import inside
from waterbed.model.estimate import Estimate, Figure, remark
from waterbed.model.months import YEAR
from waterbed.model.reference import Floats

METHOD = "bounds"

FEWEST = 2
"""Changes elsewhere or before that two bounds need."""


def bounds(asked: Estimand, why: str, level: float) -> Estimate | None:
    """The change of a place between the two extremes; None where there are fewer than two changes
    to bound it by, where months are missing, or nothing was counted before.

    why : code of REFUSALS, for which the method that decides gives nothing
    """
    members = asked.members
    if not len(members) or not asked.setting.totals.complete[members, asked.o].all():
        return None
    base, observed = asked.counts
    others, years = _elsewhere(asked), _before(asked)
    growths = np.concatenate([others, years])
    if base <= 0 or len(growths) < FEWEST:
        return None
    low, high = base * float(growths.min()), base * float(growths.max())
    facts = {"places": Figure(len(others)), "years": Figure(len(years))}
    return replace(
        bare_estimate(asked, "count", METHOD, level),
        low=observed - high,
        high=observed - low,
        base_count=base,
        observed=observed,
        warnings=(remark("bounds", why=why, **facts),),
    )


def _elsewhere(asked: Estimand) -> Floats:
    """Growth of the placebos' zones that have a base, in the same months."""
    placebos, totals, o = asked.setting.placebos, asked.setting.totals, asked.o
    if asked.zone not in placebos.zones:
        return np.empty(0)
    member = placebos.zones[asked.zone]
    base, post = (member @ counts[:, o] for counts in (totals.base, totals.post))
    use = inside(member, totals.donors[:, [o]])[:, 0] & (base > 0)
    growth: Floats = post[use] / base[use]
    return growth


def _before(asked: Estimand) -> Floats:
    """Growth of the place itself between the same months of earlier years."""
    panel, window, members, o = asked.panel, asked.window, asked.members, asked.o
    stride = YEAR * -(-(window.post.last - window.base.first + 1) // YEAR)
    growths = []
    back = stride
    while window.base.first - back >= panel.span.first:
        earlier = window.shift(-back)
        known = (panel.complete(earlier.base) & panel.complete(earlier.post))[o, members].all()
        base, post = (panel.total(run)[o, members].sum() for run in (earlier.base, earlier.post))
        if known and base > 0:
            growths.append(post / base)
        back += YEAR
    return np.array(growths, float)
