"""Estimates: a method's finding judged on its placebos, and before and after beside it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from waterbed.effect.estimand import Estimand
from waterbed.effect.inference import (
    Outlook,
    critical,
    invert_count,
    placebos_needed,
    tails,
    weighted_ratio,
)
from waterbed.effect.larger import larger_designs
from waterbed.model.estimate import Check, Detectable, Estimate, Figure, Remark, remark
from waterbed.model.laws import binomial_p, share_interval, two_sided
from waterbed.model.methods import method as row
from waterbed.model.reference import COUNTING
from waterbed.model.region import Ends
from waterbed.model.study import NET, Claim, Rule

Critical = tuple[float, float]


def ends_on(asked: Estimand, scale: str, ends: Critical) -> Ends:
    """The interval that a pair of critical values gives, on the scale asked for."""
    real = asked.real
    spread = float(real.scale)
    if scale == "ratio":
        observed, expected = float(real.observed), float(real.expected)
        return weighted_ratio(observed, expected, spread, ends, asked.weight)
    return invert_count(float(real.effect), spread, ends, asked.unit)


def bare_estimate(asked: Estimand, scale: str, method: str, level: float) -> Estimate:
    """What every estimate of a comparison says, and no number yet."""
    return Estimate(
        parameter=asked.parameter(scale),
        method=method,
        base=asked.window.base,
        post=asked.window.post,
        value=None,
        low=None,
        high=None,
        level=level,
        deciding=None,
        base_count=None,
        observed=None,
        expected=None,
        assumptions=row(method).assumptions,
        areas=len(asked.members),
        smallest=asked.smallest,
        published=asked.published,
    )


def on_placebos(asked: Estimand, scale: str, rule: Rule) -> Estimate:
    """Observed against expected by one method, judged on that method's placebos.

    p, `level` interval and deciding interval invert one test (`inference`).  A part of a zone is
    judged on the placebos of the whole zone.
    """
    real, reference, pools = asked.real, asked.reference, asked.pools
    t, effect, expected = float(real.t), float(real.effect), float(real.expected)
    p = tails(t, pools)
    everyone = reference.everyone(asked.zone, asked.outcome)
    wide, deciding = (ends_on(asked, scale, critical(pools, level)) for level in _levels(rule))
    n = min(len(pool) for pool in pools)
    return replace(
        bare_estimate(asked, scale, asked.method, rule.level),
        value=effect / expected if scale == "ratio" else effect,
        low=wide[0],
        high=wide[1],
        deciding=deciding,
        base_count=float(real.base),
        observed=float(real.observed),
        expected=expected,
        t=t,
        p=p.both,
        p_low=p.low,
        p_high=p.high,
        reached=p.reached_low if effect < 0 else p.reached_high,
        p_all=tails(t, (everyone,)).both,
        placebos_all=len(everyone),
        placebos=n,
        disjoint=asked.disjoint,
        p_monte_carlo_error=(
            math.sqrt(p.both * (1 - p.both) / n) if reference.drawn and n else None
        ),
        warnings=_warnings(asked, rule),
    )


UNMATCHED = {
    "nearest": "not-matched-nearest",
    "busy-origins": "not-matched-busy",
    COUNTING: "not-matched-counting",
    "all-origins": "not-matched",
}
"""Warning of each pool that stands in for a matched one, the most particular first."""


def _warnings(asked: Estimand, rule: Rule) -> tuple[Remark, ...]:
    reference = asked.reference
    out = []
    labels = reference.labels(asked.zone, asked.outcome)
    if labels != ("all",):
        code = next((UNMATCHED[label] for label in UNMATCHED if label in labels), "")
        out.append(remark(code) if code else remark("matched", rules=labels))
    if asked.outcome in asked.fitted.late:
        out.append(remark("matched-quarter"))
    if asked.zone in reference.at_random or (asked.zone == NET and reference.at_random):
        out.append(remark("groups-at-random"))
    if asked.disjoint < placebos_needed(rule.level, 2):
        out.append(remark("few-disjoint", disjoint=Figure(asked.disjoint)))
    if asked.smallest < 10:
        out.append(remark("small-counts"))
    return tuple(out)


def before_after(asked: Estimand, scale: str, rule: Rule) -> Estimate:
    """Post minus base counts, the base scaled to the post months' length.

    Poisson: Wald interval for the count, exact conditional (Clopper and Pearson 1934) interval for
    the ratio.  It takes every other change for the effect, and is too narrow where counts vary
    more than Poisson; it never decides.
    """
    base, observed = asked.counts
    length = len(asked.window.post) / len(asked.window.base)
    se = math.sqrt(observed + length**2 * base)
    value = observed - base * length
    if scale == "ratio":
        ends = [_ratio_interval(base, observed, length, at) for at in _levels(rule)]
    else:
        halves = [two_sided(at) * se for at in _levels(rule)]
        ends = [(value - half, value + half) for half in halves]
    total = int(observed + base)
    p = binomial_p(int(observed), total, length / (1 + length)) if total else 1.0
    return replace(
        bare_estimate(asked, scale, "before-after", rule.level),
        value=value / (base * length) if scale == "ratio" else value,
        low=ends[0][0],
        high=ends[0][1],
        deciding=ends[1],
        base_count=base,
        observed=observed,
        expected=base * length,
        se=None if scale == "ratio" else se,
        p=p,
        warnings=(remark("no-control"), remark("poisson-interval")),
    )


def _levels(rule: Rule) -> tuple[float, float]:
    return rule.level, rule.deciding_level


def _ratio_interval(base: float, observed: float, length: float, level: float) -> Ends:
    low, high = share_interval(observed, observed + base, level)

    def ratio(share: float) -> float | None:
        return share / (1 - share) / length - 1 if share < 1 else None

    return ratio(low), ratio(high)


def outlook(asked: Estimand, rule: Rule) -> Outlook:
    """What one method can be expected to show, from the placebos alone."""
    real, pools = asked.real, asked.pools
    ends = critical(pools, rule.deciding_level)
    return Outlook(float(real.expected), float(real.scale), pools, ends)


def detectable_effect(
    asked: Estimand, rule: Rule, power: float = 0.8, checks: Sequence[Check] = ()
) -> Detectable:
    """Smallest effects that `fell` and `rose` would be supported on, before the target's result.

    checks : of the estimate, those that bind known before the start
    """
    seen = outlook(asked, rule)
    base, _ = asked.counts
    barred = barred_turns(checks)
    open_turns = [turn for turn in ("fall", "rise") if turn not in barred]
    return Detectable(
        asked.parameter("ratio"),
        base,
        seen.expected,
        None if "fall" in barred else seen.smallest_fall(rule.smallest_effect, power),
        None if "rise" in barred else seen.smallest_rise(rule.smallest_effect, power),
        power,
        min(len(pool) for pool in seen.pools),
        smallest=base,
        published=asked.published,
        barred=barred,
        larger=larger_designs(seen, asked, rule.smallest_effect, power, open_turns),
    )


def barred_turns(checks: Sequence[Check]) -> tuple[str, ...]:
    """Of "fall" and "rise", those that checks keep from any verdict."""
    bars = {check.bars for check in checks if check.gate and not check.passed}
    return tuple(turn for turn in ("fall", "rise") if bars & {turn, "both"})


def detectable_for(claim: Claim, general: Detectable, asked: Estimand, rule: Rule) -> Detectable:
    """What this study could have seen of one claim: the power of its own verdict.

    asked : outcome and place of the claim
    """
    assert claim.region is not None
    region = claim.region.undenied
    seen = outlook(asked, rule)
    fall = rise = chance = None
    if region.contains(0.0):
        seldom = 0.0 if general.barred else seen.chance(0.0, region.low, region.high)
        chance = round(seldom, 3)
    elif region.side in general.barred:
        pass
    elif region.side == "fall":
        fall = seen.smallest_fall(-region.high, general.power)
    else:
        rise = seen.smallest_rise(region.low, general.power)
    return replace(general, fall=fall, rise=rise, chance=chance, claim=claim.id, larger=())
