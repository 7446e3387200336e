"""Where rounding may have moved the end of a range across the edge of a claim.

Such an end is told as beyond the edge, and no answer rests on it.  How far rounding may move an end
is reckoned from rounded totals too, so that what is not shown tells no more than they do.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace

from waterbed.model.estimate import Ends, Estimate
from waterbed.model.kinds import PAIRED
from waterbed.model.study import TARGET
from waterbed.model.verdict import Verdict

Doubt = Callable[[float], float]
"""How far an end may stray near an edge, as a ratio of what is expected."""

COUNTS = 2.0
"""By which a total rounded to five strays at most."""

PLACES = 0.05
"""Of a range's width: by which its ends stray, since each area that it rests on is rounded."""


def sure(edge: float) -> float:
    """No doubt anywhere."""
    return 0.0


def doubt_of(one: Estimate) -> Doubt:
    """Of the ends of an effect; none of what is published or rests on no range of its own."""
    if one.published or one.deciding is None or one.waves or one.parameter.question in PAIRED:
        return sure
    expected, base = one.expected or 0.0, max(one.base_count or 0.0, 1.0)
    if expected <= 0:
        return sure
    low, high = on_ratio(one, one.deciding)
    least = -1.0 if low is None else low
    width = 2 * abs(least) if high is None else high - least

    def doubt(edge: float) -> float:
        both = math.sqrt(1 + ((1 + edge) * expected / base) ** 2)
        return COUNTS / expected * both + PLACES * width

    return doubt


def on_ratio(one: Estimate, ends: Ends) -> Ends:
    """Ends of an estimate as ratios of what is expected, less 1."""
    unit = 1.0 if one.parameter.scale == "ratio" else one.expected or 1.0
    low, high = ends
    return None if low is None else low / unit, None if high is None else high / unit


def near_edge(one: Estimate, edges: Iterable[float]) -> bool:
    """Whether an end of its deciding range is nearer to an edge than rounding may have moved it."""
    if one.deciding is None:
        return False
    doubt, ends = doubt_of(one), on_ratio(one, one.deciding)
    return any(abs(x - edge) < doubt(edge) for edge in edges for x in ends if x is not None)


def is_near(
    verdict: Verdict, edges: Collection[float], estimates: Sequence[Estimate], least: float
) -> bool:
    """Whether rounding may have given a claim its answer.

    edges : of the claim; least : the study's smallest effect.  A claim of two places rests on the
    target's own change as well.
    """
    if any(near_edge(one, edges) for one in verdict.estimates):
        return not any(reason.code == "gate" for reason in verdict.reasons)
    paired = [one for one in verdict.estimates if one.parameter.question in PAIRED]
    if not paired or paired[0].published:
        return False
    own = replace(paired[0].parameter, question="effect", zone=TARGET, scale="ratio")
    found = (one for one in estimates if (one.parameter, one.method) == (own, paired[0].method))
    return any(near_edge(one, {0.0, least, -least}) for one in found)
