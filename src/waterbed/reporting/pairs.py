"""Two sources in one study: the police's count of an outcome and another source's of the same.

Both are compared with what was expected of them in the same places and months, by the same method;
then kappa and the true change follow as in `sources`, on the intervals that the placebos give.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from waterbed.model.errors import InputError
from waterbed.model.estimate import Estimate
from waterbed.reporting.ratios import Ratio, from_error, from_interval
from waterbed.reporting.sources import break_even, kappa
from waterbed.reporting.tipping import QUESTION

KAPPA, STABLE = "relative-reporting", "true-change"


def as_ratio(estimate: Estimate) -> Ratio | None:
    """A ratio estimate with the interval at its level; None where it has no two ends.

    None on any other scale: a count's ends over what was expected are not those of its ratio.  The
    log standard error is that of an interval of the same width on the log scale: placebo intervals
    are seldom symmetrical there.
    """
    value, low, high = estimate.value, estimate.low, estimate.high
    if value is None or low is None or high is None or estimate.parameter.scale != "ratio":
        return None
    at, first, last = (1 + x for x in (value, low, high))
    if first <= 0 or not math.isfinite(last) or not first <= at <= last or first == last:
        return None
    ratio = from_interval(at, first, last, estimate.level)
    return replace(ratio, smallest=estimate.smallest)


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
    """kappa, and the true change if the other source counts the same share as before.

    On the scale "ratio" (a ratio less 1), with a deciding interval at (2 level - 1), for claims of
    the kinds `reporting-fell`, `harm-fell` and `harm-rose`.  Then the spillover that undoes the
    true change ("factor").  kappa carries the checks of the police's estimate, the true change
    those of the other's.  Nothing where either has no interval.  The two are taken for
    independent: where they share incidents their logs vary together, and kappa's interval is too
    wide.
    """
    demand_same(police, other)
    here, there = as_ratio(police), as_ratio(other)
    if here is None or there is None:
        return ()
    relative = kappa(here, there)
    narrow = from_error(relative.log, relative.se, 2 * police.level - 1)
    spill = break_even(here, there)
    bare = replace(
        police,
        parameter=replace(police.parameter, question=QUESTION, scale="ratio"),
        **dict.fromkeys(_UNSAID),  # type: ignore[arg-type]
        value=None, low=None, high=None, deciding=None, warnings=(),
        published=police.published and other.published,
        smallest=min(police.smallest, other.smallest),
    )  # fmt: skip
    factor = replace(bare, parameter=replace(bare.parameter, scale="factor"), checks=())
    same = ("same-incidents",)
    return (
        replace(
            bare, method="kappa", about=KAPPA, value=relative.value - 1, low=relative.low - 1,
            high=relative.high - 1, deciding=(narrow.low - 1, narrow.high - 1), se=relative.se,
            assumptions=same,
        ),
        replace(
            bare, method="second-source", about=STABLE, value=there.value - 1, low=there.low - 1,
            high=there.high - 1, deciding=other.deciding or (None, None),
            assumptions=(*same, "second-stable"), checks=other.checks,
        ),
        replace(
            factor, method="spillover", about="lambda_point", value=spill.point, assumptions=same
        ),
        replace(
            factor, method="spillover", about="lambda_sig", value=spill.significant,
            assumptions=same,
        ),
    )  # fmt: skip


_UNSAID = (
    *("base_count", "observed", "expected", "se", "set", "t", "p", "p_low", "p_high", "p_all"),
    *("placebos_all", "reached", "placebos", "disjoint", "p_monte_carlo_error"),
)
"""What an estimate of counts says and one of two sources does not."""


def paired(
    estimates: Sequence[Estimate],
    second: Sequence[tuple[str, str]],
    methods: Mapping[str, str],
) -> list[Estimate]:
    """`pair_estimates` of every place and window in which both outcomes of a pair were compared.

    second : an outcome and the one that another source counts of the same incidents, or ""
    methods : the method that carries the verdicts of each intervention; no other is paired
    """
    pairs = {
        estimate.parameter: estimate
        for estimate in estimates
        if (estimate.parameter.scale, estimate.parameter.part) == ("ratio", "whole")
        and estimate.method == methods.get(estimate.parameter.intervention)
    }
    out: list[Estimate] = []
    for outcome, other in second:
        for key, estimate in pairs.items():
            twin = pairs.get(replace(key, outcome=other)) if other else None
            if key.outcome == outcome and twin is not None:
                out += pair_estimates(estimate, twin)
    return out
