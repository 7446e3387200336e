"""The first estimators: the difference, judged on placebos, and before and after beside it."""

from __future__ import annotations

import math

import numpy as np
from scipy import stats

from waterbed.effect.compare import WHOLE, Comparison, Place
from waterbed.effect.inference import critical, detectable, invert, tails
from waterbed.nouns.estimate import Detectable, Estimate, Figure, Parameter, Remark, remark
from waterbed.nouns.study import NET, TARGET, Rule

Ends = tuple[float | None, float | None]


def question(zone: str) -> str:
    return {TARGET: "effect", NET: "net"}.get(zone, "displacement")


def parameter(found: Comparison, place: Place, outcome: str, scale: str) -> Parameter:
    zone, part = place
    return Parameter(
        question(zone),
        found.window.intervention,
        outcome,
        zone,
        found.window.name,
        scale,
        part,
    )


def on_scale(ends: Ends, expected: float, scale: str) -> Ends:
    """Ends of a count effect on the scale asked for; no ratio is below -1, a fall to nothing."""
    if scale == "count":
        return ends
    low, high = (None if end is None else max(-1.0, end / expected) for end in ends)
    return (-1.0 if low is None else low), high


def smallest_count(found: Comparison, place: Place, o: int) -> float:
    """The smallest zone count in base or post months that a place's figure rests on."""
    zone, part = place
    parts = [place]
    if zone == NET:
        parts = [key for key in found.places if key[1] in (WHOLE, part)]
    return min(
        min(float(found.real[key].base[o]), float(found.real[key].observed[o])) for key in parts
    )


def difference(
    found: Comparison, place: Place, outcome: str, scale: str, rule: Rule, published: bool
) -> Estimate:
    """Observed minus base times the donors' growth, with placebo inference.

    The studentised form of `Contrast`; p, `level` interval and deciding interval invert one test
    (`inference`).  On the ratio scale all is divided by the expected count (`on_scale`).  A part
    of a zone is judged on the placebos of the whole zone.
    """
    o = found.outcomes.index(outcome)
    real, reference = found.real[place], found.reference
    zone = place[0]
    placebos = reference.t(zone, outcome)
    t, effect = float(real.t[o]), float(real.effect[o])
    spread, expected = float(real.scale[o]), float(real.expected[o])
    p = tails(t, placebos)
    wide = invert(effect, spread, critical(placebos, rule.level))
    deciding = invert(effect, spread, critical(placebos, rule.deciding_level))
    n = len(placebos)
    return Estimate(
        parameter=parameter(found, place, outcome, scale),
        method="difference",
        base=found.window.base,
        post=found.window.post,
        value=effect / expected if scale == "ratio" else effect,
        low=on_scale(wide, expected, scale)[0],
        high=on_scale(wide, expected, scale)[1],
        level=rule.level,
        deciding=on_scale(deciding, expected, scale),
        base_count=float(real.base[o]),
        observed=float(real.observed[o]),
        expected=expected,
        t=t,
        p=p.both,
        p_low=p.low,
        p_high=p.high,
        placebos=n,
        disjoint=int(reference.disjoint[reference.zones.index(zone), o]),
        p_monte_carlo_error=math.sqrt(p.both * (1 - p.both) / n) if reference.drawn and n else None,
        assumptions=("parallel", "exchangeable", "no-spill", "base-usual", "same-recording"),
        warnings=_warnings(found, place, o),
        areas=len(found.places[place]),
        smallest=smallest_count(found, place, o),
        published=published,
    )


def _warnings(found: Comparison, place: Place, o: int) -> tuple[Remark, ...]:
    reference, zone = found.reference, place[0]
    out = []
    if zone in reference.at_random or (zone == NET and reference.at_random):
        out.append(remark("groups-at-random"))
    disjoint = int(reference.disjoint[reference.zones.index(zone), o])
    if disjoint < 39:
        out.append(remark("few-disjoint", disjoint=Figure(disjoint)))
    if smallest_count(found, place, o) < 10:
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
    o = found.outcomes.index(outcome)
    real = found.real[place]
    base, observed = float(real.base[o]), float(real.observed[o])
    length = len(found.window.post) / len(found.window.base)
    if scale == "ratio":
        value = observed / (base * length) - 1 if base else None
        ends = [_ratio_interval(base, observed, length, at) for at in _levels(rule)]
    else:
        value = observed - base * length
        se = math.sqrt(observed + length**2 * base)
        ends = []
        for at in _levels(rule):
            half = float(stats.norm.ppf((1 + at) / 2)) * se
            ends.append((value - half, value + half))
    total = observed + base
    share = length / (1 + length)
    p = float(stats.binomtest(int(observed), int(total), share).pvalue) if total else 1.0
    return Estimate(
        parameter=parameter(found, place, outcome, scale),
        method="before-after",
        base=found.window.base,
        post=found.window.post,
        value=value,
        low=ends[0][0],
        high=ends[0][1],
        level=rule.level,
        deciding=ends[1],
        base_count=base,
        observed=observed,
        expected=base * length,
        se=None if scale == "ratio" else math.sqrt(observed + length**2 * base),
        p=p,
        assumptions=("no-other-change", "poisson", "base-usual", "same-recording"),
        warnings=(remark("no-control"), remark("poisson-interval")),
        areas=len(found.places[place]),
        smallest=smallest_count(found, place, o),
        published=published,
    )


def _levels(rule: Rule) -> tuple[float, float]:
    return rule.level, rule.deciding_level


def _ratio_interval(base: float, observed: float, length: float, level: float) -> Ends:
    exact = stats.binomtest(int(observed), int(base + observed)).proportion_ci(level, "exact")
    low, high = float(exact.low), float(exact.high)

    def ratio(share: float) -> float | None:
        return share / (1 - share) / length - 1 if share < 1 else None

    return ratio(low), ratio(high)


def detectable_effect(
    found: Comparison, place: Place, outcome: str, rule: Rule, published: bool, power: float = 0.8
) -> Detectable:
    """What the difference could have seen, from the placebos alone, before the target's result."""
    o = found.outcomes.index(outcome)
    real = found.real[place]
    placebos = found.reference.t(place[0], outcome)
    expected = float(real.expected[o])
    fall, rise = detectable(
        expected, float(real.growth[o]), float(real.scale[o]), placebos, rule.level, power
    )
    return Detectable(
        parameter(found, place, outcome, "ratio"),
        float(real.base[o]),
        expected,
        fall,
        rise,
        power,
        len(placebos),
        smallest=float(np.min(real.base[o])),
        published=published,
    )
