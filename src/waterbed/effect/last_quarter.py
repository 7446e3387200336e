"""A place whose last three months before the start stand out, and what they say of what follows.

A shock may last for months.  A place that is chosen for its last quarter is then followed by more
than its last year tells, and one whose last quarter was low by less; so is a place that grows, or
shrinks, faster than the others do.  The quarter of such a place is in its forecast, and in that of
every other place and start that it is compared with.  How much of a shock is left after the start
is learnt from the donors.

A small place's quarter is mostly chance, a large one's is not.  So what enters is what is known of
a place's level in the quarter (empirical Bayes: Hauer 1997, *Observational Before-After Studies in
Road Safety*, chapter 11): with Q the count of the quarter, E the place's share of all months before
it times the donors' count of the quarter, and phi E + alpha E^2 the donors' variance of Q,

    level over usual = 1 + w (Q/E - 1),    w = alpha E/(phi + alpha E),

and its logarithm, TINY added as to every count there.  Where donors' quarters vary by chance alone,
alpha and w are nought and the forecast is as it was.
"""

from __future__ import annotations

import numpy as np

from waterbed.effect.forecast import TINY, fit_spread
from waterbed.effect.matching import RULES, PastCounts, meets, stands_out
from waterbed.model.reference import Floats, Mask


def in_forecast(rule: str, past: PastCounts) -> bool:
    """Whether the last quarter of the first of some places is to be in its forecast.

    rule : by which the study says that it was chosen
    So where the quarter stands out on either side, and the place was said to be chosen for that,
    or nothing was said, or it is not one that the stated rule would have picked.  A place that it
    would have picked is compared with others so picked, and one chosen at random was not picked.
    """
    if rule == "random" or not stands_out("last-quarter", past)[0]:
        return False
    return rule not in RULES or rule == "last-quarter" or not meets(rule, past)[0]


def level_at_start(quarter: Floats, before: Floats, donors: Mask) -> Floats | None:
    """Log of each place's level in its last quarter over its usual one, [A]; None where donors'
    quarters vary by chance alone.

    quarter, before : counts [A] of the quarter and of all months before it
    """
    given = float(before[donors].sum())
    if not given > 0:
        return None
    usual = before * float(quarter[donors].sum()) / given
    spread = fit_spread(usual[donors], quarter[donors])
    if spread.alpha <= 0:
        return None
    usual = usual + TINY
    weight = spread.alpha * usual / (spread.phi + spread.alpha * usual)
    level: Floats = np.log(1 + TINY + weight * ((quarter + TINY) / usual - 1))
    return level
