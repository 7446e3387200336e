"""Where rounding may have moved the end of a range across the edge of a claim.

Such an end is told as beyond the edge, and no answer rests on it.  How far rounding may move an end
is reckoned from rounded totals too, so that what is not shown tells no more than they do.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace

from waterbed.model.estimate import Estimate
from waterbed.model.kinds import PAIRED
from waterbed.model.region import Ends
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


def doubt_of(estimate: Estimate) -> Doubt:
    """Of the ends of an effect; none of what is published or rests on no range of its own."""
    if (
        estimate.published
        or estimate.deciding is None
        or estimate.waves
        or estimate.parameter.question in PAIRED
    ):
        return sure
    expected, base = estimate.expected or 0.0, max(estimate.base_count or 0.0, 1.0)
    if expected <= 0:
        return sure
    low, high = on_ratio(estimate, estimate.deciding)
    least = -1.0 if low is None else low
    width = 2 * abs(least) if high is None else high - least

    def doubt(edge: float) -> float:
        both = math.sqrt(1 + ((1 + edge) * expected / base) ** 2)
        return COUNTS / expected * both + PLACES * width

    return doubt


def on_ratio(estimate: Estimate, ends: Ends) -> Ends:
    """Ends of an estimate as ratios of what is expected, less 1."""
    unit = 1.0 if estimate.parameter.scale == "ratio" else estimate.expected or 1.0
    low, high = ends
    return None if low is None else low / unit, None if high is None else high / unit


def near_edge(estimate: Estimate, edges: Iterable[float]) -> bool:
    """Whether an end of its deciding range is nearer to an edge than rounding may have moved it."""
    if estimate.deciding is None:
        return False
    doubt, ends = doubt_of(estimate), on_ratio(estimate, estimate.deciding)
    return any(abs(x - edge) < doubt(edge) for edge in edges for x in ends if x is not None)


def is_near(
    verdict: Verdict, edges: Collection[float], estimates: Sequence[Estimate], least: float
) -> bool:
    """Whether rounding may have given a claim its answer.

    edges : of the claim; least : the study's smallest effect.  A claim of two places rests on the
    target's own change as well.
    """
    if any(near_edge(estimate, edges) for estimate in verdict.estimates):
        return not any(reason.code == "gate" for reason in verdict.reasons)
    paired = [estimate for estimate in verdict.estimates if estimate.parameter.question in PAIRED]
    if not paired or paired[0].published:
        return False
    own = replace(paired[0].parameter, question="effect", zone=TARGET, scale="ratio")
    own_estimates = (
        estimate
        for estimate in estimates
        if (estimate.parameter, estimate.method) == (own, paired[0].method)
    )
    return any(near_edge(estimate, {0.0, least, -least}) for estimate in own_estimates)
