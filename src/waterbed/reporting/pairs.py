"""Two sources in one study: the police's count of an outcome and another source's of the same.

Both are compared with what was expected of them in the same places and months, by the same method;
then kappa and the true change follow as in `sources`, on the intervals that the placebos give.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from waterbed.nouns.errors import InputError
from waterbed.nouns.estimate import Estimate
from waterbed.reporting.ratios import Ratio, from_interval, made
from waterbed.reporting.sources import break_even, kappa
from waterbed.reporting.tipping import Subject, figure

KAPPA, STABLE = "relative-reporting", "true-change"


def as_ratio(estimate: Estimate) -> Ratio | None:
    """A recorded ratio with the interval at the estimate's level; None where it has no two ends.

    Count estimates are divided by what was expected.  The log standard error is that of an
    interval of the same width on the log scale: placebo intervals are seldom symmetrical there.
    """
    value, low, high, expected = estimate.value, estimate.low, estimate.high, estimate.expected
    scale = estimate.parameter.scale
    if value is None or low is None or high is None or not expected:
        return None
    if scale not in ("count", "ratio"):
        return None
    unit = 1.0 if scale == "ratio" else expected
    at, first, last = (1 + x / unit for x in (value, low, high))
    if first <= 0 or not math.isfinite(last) or not first <= at <= last or first == last:
        return None
    found = from_interval(at, first, last, estimate.level)
    return replace(found, smallest=estimate.smallest)


def demand_same(police: Estimate, other: Estimate) -> None:
    """InputError unless both are about the same place, months, method and level."""
    here, there = police.parameter, other.parameter
    same_months = (police.base, police.post) == (other.base, other.post)
    same_place = (here.intervention, here.zone, here.part) == (
        there.intervention,
        there.zone,
        there.part,
    )
    if same_months and same_place and (police.method, police.level) == (other.method, other.level):
        return
    what = "months" if not same_months else "places" if not same_place else "methods"
    raise InputError(
        f"the two sources are compared over different {what}",
        place="second source",
        value=f"{here.outcome}, {there.outcome}",
        mend="Compare both over the same months, in the same places, by the same method.",
    )


def pair_estimates(police: Estimate, other: Estimate) -> tuple[Estimate, ...]:
    """kappa, the true change if the other source is stable, and the spillover that undoes it.

    Both carry a deciding interval, at (2 level - 1), for claims of the kinds `reporting-fell`,
    `harm-fell` and `harm-rose`; it takes the true change from the other source's own.  Nothing
    where either has no interval.  The two are taken for independent: where they share incidents
    their logs vary together, and the interval of kappa is too wide.
    """
    demand_same(police, other)
    here, there = as_ratio(police), as_ratio(other)
    if here is None or there is None:
        return ()
    key = police.parameter
    subject = Subject(
        key.intervention,
        key.outcome,
        key.zone,
        key.window,
        police.published and other.published,
    )
    relative = kappa(here, there)
    level = 2 * police.level - 1
    narrow = made(relative.log, relative.se, level)
    spill = break_even(here, there)
    smallest = min(police.smallest, other.smallest)
    shared = {"base": police.base, "post": police.post, "smallest": smallest, "areas": police.areas}
    rows = (
        replace(
            figure(
                subject, "kappa", KAPPA, relative.value, (relative.low, relative.high),
                level=police.level, se=relative.se, assumptions=("same-incidents",),
            ),
            deciding=(narrow.low, narrow.high),
        ),
        replace(
            figure(
                subject, "second-source", STABLE, there.value, (there.low, there.high),
                level=police.level, assumptions=("same-incidents", "second-stable"),
            ),
            deciding=_deciding(other),
            checks=other.checks,
        ),
        figure(subject, "spillover", "lambda_point", spill.point, level=police.level),
        figure(subject, "spillover", "lambda_sig", spill.significant, level=police.level),
    )  # fmt: skip
    return tuple(replace(row, **shared) for row in rows)  # type: ignore[arg-type]


def _deciding(other: Estimate) -> tuple[float | None, float | None]:
    """The other source's deciding interval as factors."""
    unit = 1.0 if other.parameter.scale == "ratio" else other.expected or 1.0
    low, high = other.deciding or (None, None)
    return (
        None if low is None else max(1 + low / unit, 0.0),
        None if high is None else 1 + high / unit,
    )


def paired(
    estimates: Sequence[Estimate], second: Sequence[tuple[str, str]]
) -> tuple[Estimate, ...]:
    """`pair_estimates` of every place and window in which both outcomes of a pair were compared.

    second : outcome and the outcome that another source counts of the same incidents
    Only estimates of whole places on the count scale are paired, each with its own method.
    """
    found = {
        (one.parameter, one.method): one
        for one in estimates
        if one.parameter.scale == "count" and one.parameter.part == "whole"
    }
    out: list[Estimate] = []
    for outcome, other in second:
        for (key, method), one in found.items():
            twin = found.get((replace(key, outcome=other), method))
            if key.outcome == outcome and twin is not None:
                out += pair_estimates(one, twin)
    return tuple(out)
