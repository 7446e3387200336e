"""Bounds for a place that no method can judge: as little, and as much, as elsewhere or before.

Where fewer places are left to compare with than a test needs, or the history is too short for the
method that decides, the place's base is multiplied by the smallest and the largest change that
places like it had in the same months, and that it had itself in earlier years.  No test, no level:
such bounds carry no verdict.
"""

from __future__ import annotations

import numpy as np

from waterbed.effect.compare import Comparison
from waterbed.effect.estimates import parameter, smallest_count
from waterbed.effect.origins import YEAR
from waterbed.effect.setting import Place
from waterbed.model.estimate import Estimate, Figure, remark
from waterbed.model.methods import method as row
from waterbed.model.reference import Floats

METHOD = "bounds"

FEWEST = 2
"""Changes elsewhere or before that two bounds need."""


def bounds(
    found: Comparison, place: Place, outcome: str, why: str, level: float, published: bool
) -> Estimate | None:
    """The change of a place between the two extremes; None where there are fewer than two changes
    to bound it by, where months are missing, or nothing was counted before.

    why : code of REFUSALS, for which the method that decides gives nothing
    """
    o = found.outcomes.index(outcome)
    members = found.places[place]
    if not len(members) or not found.totals.complete[members, o].all():
        return None
    base, observed = found.counts(place, outcome)
    others, years = _elsewhere(found, place[0], o), _before(found, place, o)
    growths = np.concatenate([others, years])
    if base <= 0 or len(growths) < FEWEST:
        return None
    low, high = base * float(growths.min()), base * float(growths.max())
    return Estimate(
        parameter=parameter(found, place, outcome, "count"),
        method=METHOD,
        base=found.window.base,
        post=found.window.post,
        value=None,
        low=observed - high,
        high=observed - low,
        level=level,
        deciding=None,
        base_count=base,
        observed=observed,
        expected=None,
        assumptions=row(METHOD).assumptions,
        warnings=(remark("bounds", why=why, places=Figure(len(others)), years=Figure(len(years))),),
        areas=len(members),
        smallest=smallest_count(found, place, outcome),
        published=published,
    )


def _elsewhere(found: Comparison, zone: str, o: int) -> Floats:
    """Growth of the placebos' zones that have a base, in the same months."""
    placebos = found.setting.placebos
    if zone not in placebos.zones:
        return np.empty(0)
    z = list(placebos.zones).index(zone)
    use = placebos.valid(found.totals.donors)[:, z, o]
    member = placebos.zones[zone]
    base, post = (member @ one[:, o] for one in (found.totals.base, found.totals.post))
    use &= base > 0
    growth: Floats = post[use] / base[use]
    return growth


def _before(found: Comparison, place: Place, o: int) -> Floats:
    """Growth of the place itself between the same months of earlier years."""
    panel, window = found.setting.panel, found.window
    members = found.places[place]
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
