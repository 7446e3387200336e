"""Estimates: a method's finding judged on its placebos, and before and after beside it."""

from __future__ import annotations

import math
from dataclasses import replace

from waterbed.effect.compare import Comparison
from waterbed.effect.inference import (
    Outlook,
    critical,
    invert_count,
    invert_ratio,
    tails,
)
from waterbed.effect.setting import WHOLE, Place
from waterbed.model.estimate import (
    Detectable,
    Estimate,
    Figure,
    Parameter,
    Remark,
    remark,
)
from waterbed.model.kinds import KINDS
from waterbed.model.laws import binomial_p, share_interval, two_sided
from waterbed.model.methods import method as row
from waterbed.model.study import (
    NET,
    OTHER,
    Claim,
    Rule,
    question_of,
)

Ends = tuple[float | None, float | None]
Critical = tuple[float, float]


def parameter(found: Comparison, place: Place, outcome: str, scale: str) -> Parameter:
    zone, part = place
    if found.beside:
        zone = found.beside
    return Parameter(
        OTHER if found.beside else question_of(zone),
        found.window.intervention,
        outcome,
        zone,
        found.window.key,
        scale,
        part,
    )


def smallest_count(found: Comparison, place: Place, outcome: str) -> float:
    """The smallest zone count in base or post months that a place's figure rests on."""
    zone, part = place
    parts = [place]
    if zone == NET:
        parts = [key for key in found.places if key[1] in (WHOLE, part)]
    return min(min(found.counts(key, outcome)) for key in parts)


def ends_on(
    found: Comparison, method: str, place: Place, outcome: str, scale: str, ends: Critical
) -> Ends:
    """The interval that a pair of critical values gives, on the scale asked for."""
    o = found.outcomes.index(outcome)
    real = found.fitted[method].real[place]
    spread, expected = float(real.scale[o]), float(real.expected[o])
    if scale == "ratio":
        return invert_ratio(float(real.observed[o]), expected, spread, ends)
    unit = found.setting.panel.unit(outcome, found.places[place])
    return invert_count(float(real.effect[o]), spread, ends, unit)


def on_placebos(
    found: Comparison,
    method: str,
    place: Place,
    outcome: str,
    scale: str,
    rule: Rule,
    published: bool,
) -> Estimate:
    """Observed against expected by one method, judged on that method's placebos.

    p, `level` interval and deciding interval invert one test (`inference`).  A part of a zone is
    judged on the placebos of the whole zone.
    """
    o = found.outcomes.index(outcome)
    fitted, zone = found.fitted[method], place[0]
    real, reference = fitted.real[place], fitted.reference
    pools = reference.placebos(zone, outcome)
    t, effect, expected = float(real.t[o]), float(real.effect[o]), float(real.expected[o])
    p = tails(t, pools)
    everyone = reference.everyone(zone, outcome)
    wide, deciding = (
        ends_on(found, method, place, outcome, scale, critical(pools, level))
        for level in (rule.level, rule.deciding_level)
    )
    n = min(len(pool) for pool in pools)
    error = math.sqrt(p.both * (1 - p.both) / n) if reference.drawn and n else None
    return Estimate(
        parameter=parameter(found, place, outcome, scale),
        method=method,
        base=found.window.base,
        post=found.window.post,
        value=effect / expected if scale == "ratio" else effect,
        low=wide[0],
        high=wide[1],
        level=rule.level,
        deciding=deciding,
        base_count=float(real.base[o]),
        observed=float(real.observed[o]),
        expected=expected,
        t=t,
        p=p.both,
        p_low=p.low,
        p_high=p.high,
        reached=p.reached_low if effect < 0 else p.reached_high,
        p_all=tails(t, (everyone,)).both,
        placebos_all=len(everyone),
        placebos=n,
        disjoint=int(reference.disjoint[reference.zones.index(zone), o]),
        p_monte_carlo_error=error,
        assumptions=row(method).assumptions,
        warnings=_warnings(found, method, place, outcome),
        areas=len(found.places[place]),
        smallest=smallest_count(found, place, outcome),
        published=published,
        elasticity=fitted.elasticity.get((place, outcome)),
    )


UNMATCHED = {
    "nearest": "not-matched-nearest",
    "busy-origins": "not-matched-busy",
    "all-origins": "not-matched",
}
"""Warning of each pool that stands in for a matched one, the most particular first."""


def _warnings(found: Comparison, method: str, place: Place, outcome: str) -> tuple[Remark, ...]:
    reference, zone = found.fitted[method].reference, place[0]
    out = []
    labels = reference.labels(outcome)
    if labels != ("all",):
        code = next((UNMATCHED[label] for label in UNMATCHED if label in labels), "")
        out.append(remark(code) if code else remark("matched", rules=labels))
    if zone in reference.at_random or (zone == NET and reference.at_random):
        out.append(remark("groups-at-random"))
    o = found.outcomes.index(outcome)
    disjoint = int(reference.disjoint[reference.zones.index(zone), o])
    if disjoint < 39:
        out.append(remark("few-disjoint", disjoint=Figure(disjoint)))
    if smallest_count(found, place, outcome) < 10:
        out.append(remark("small-counts"))
    return tuple(out)


def before_after(
    found: Comparison, place: Place, outcome: str, scale: str, rule: Rule, published: bool
) -> Estimate:
    """Post minus base counts, the base scaled to the post months' length.

    Poisson: Wald interval for the count, exact conditional (Clopper and Pearson 1934) interval for
    the ratio.  It takes every other change for the effect, and is too narrow where counts vary
    more than Poisson; it never decides.
    """
    base, observed = found.counts(place, outcome)
    length = len(found.window.post) / len(found.window.base)
    se = math.sqrt(observed + length**2 * base)
    value = observed - base * length
    if scale == "ratio":
        ends = [_ratio_interval(base, observed, length, at) for at in _levels(rule)]
    else:
        halves = [two_sided(at) * se for at in _levels(rule)]
        ends = [(value - half, value + half) for half in halves]
    total = int(observed + base)
    p = binomial_p(int(observed), total, length / (1 + length)) if total else 1.0
    return Estimate(
        parameter=parameter(found, place, outcome, scale),
        method="before-after",
        base=found.window.base,
        post=found.window.post,
        value=value / (base * length) if scale == "ratio" else value,
        low=ends[0][0],
        high=ends[0][1],
        level=rule.level,
        deciding=ends[1],
        base_count=base,
        observed=observed,
        expected=base * length,
        se=None if scale == "ratio" else se,
        p=p,
        assumptions=row("before-after").assumptions,
        warnings=(remark("no-control"), remark("poisson-interval")),
        areas=len(found.places[place]),
        smallest=smallest_count(found, place, outcome),
        published=published,
    )


def _levels(rule: Rule) -> tuple[float, float]:
    return rule.level, rule.deciding_level


def _ratio_interval(base: float, observed: float, length: float, level: float) -> Ends:
    low, high = share_interval(observed, observed + base, level)

    def ratio(share: float) -> float | None:
        return share / (1 - share) / length - 1 if share < 1 else None

    return ratio(low), ratio(high)


def outlook(
    found: Comparison, method: str, place: Place, outcome: str, scale: str, rule: Rule
) -> Outlook:
    """What one method can be expected to show, from the placebos alone."""
    o = found.outcomes.index(outcome)
    fitted = found.fitted[method]
    pools = fitted.reference.placebos(place[0], outcome)
    real = fitted.real[place]
    ends = critical(pools, rule.deciding_level)
    return Outlook(float(real.expected[o]), float(real.scale[o]), pools, ends, scale == "ratio")


def detectable_effect(
    found: Comparison,
    method: str,
    place: Place,
    outcome: str,
    rule: Rule,
    published: bool,
    power: float = 0.8,
) -> Detectable:
    """Smallest effects that `fell` and `rose` would be supported on, before the target's result."""
    seen = outlook(found, method, place, outcome, "count", rule)
    base, _ = found.counts(place, outcome)
    return Detectable(
        parameter(found, place, outcome, "ratio"),
        base,
        seen.expected,
        seen.smallest_fall(rule.smallest_effect, power),
        seen.smallest_rise(rule.smallest_effect, power),
        power,
        min(len(pool) for pool in seen.pools),
        smallest=base,
        published=published,
    )


def detectable_for(
    claim: Claim, general: Detectable, found: Comparison, method: str, rule: Rule
) -> Detectable:
    """What this study could have seen of one claim: the power of its own verdict."""
    assert claim.region is not None
    region = claim.region.undenied
    scale = "ratio" if KINDS[claim.kind].ratio else "count"
    seen = outlook(found, method, found.whole(claim.zone), claim.outcome, scale, rule)
    fall = rise = chance = None
    if region.contains(0.0):
        chance = round(seen.chance(0.0, region.low, region.high), 3)
    elif region.side == "fall":
        fall = seen.smallest_fall(-region.high, general.power)
    else:
        rise = seen.smallest_rise(region.low, general.power)
    return replace(general, fall=fall, rise=rise, chance=chance, claim=claim.id)
