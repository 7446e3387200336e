"""What speaks against an estimate: base window, pre-trend, coverage, placebos, events, record."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from scipy import sparse

from waterbed.effect.compare import Comparison
from waterbed.effect.difference import dispersion, stand
from waterbed.effect.estimates import parameter
from waterbed.effect.inference import TIE, placebos_needed, tails
from waterbed.effect.placebo import inside
from waterbed.effect.setting import Place
from waterbed.effect.totals import Totals, sums
from waterbed.effect.zones import Membership, rows
from waterbed.model.estimate import (
    Check,
    Estimate,
    Figure,
    remark,
)
from waterbed.model.methods import method as row
from waterbed.model.months import Months, in_words
from waterbed.model.panel import Panel
from waterbed.model.reference import Floats
from waterbed.model.study import Event, Intervention, Rule

ALPHA = 0.05


def earlier_months(panel: Panel, found: Comparison, place: Place, o: int) -> Months | None:
    """The run of months just before the base in which the place has data, at least as long as
    the base; None where there is no such run."""
    base = found.window.base
    before = int((base.first - panel.span.first) // panel.step)
    if before < 1:
        return None
    covered = panel.covered[o][found.places[place], :before].all(axis=0)
    run = int(np.argmin(covered[::-1])) if not covered.all() else before
    if run * panel.step < len(base):
        return None
    return Months(base.first - run * panel.step, base.first - 1)


def base_window(
    panel: Panel, found: Comparison, place: Place, outcome: str, chosen_for: str, published: bool
) -> Check:
    """Whether the base months were unusually high or low for this place.

    z = (b - E)/sqrt(E), E the donors' base count times the place's count over theirs in all
    earlier months; its rank among place and placebos gives its p.  A high base bars what rests on
    a fall, a low one what rests on a rise.  Without earlier months nothing can be said: both are
    barred, unless the place was chosen at random.
    """
    o = found.outcomes.index(outcome)
    key = parameter(found, place, outcome, "count")
    earlier = earlier_months(panel, found, place, o)
    if earlier is None:
        random = chosen_for == "random"
        facts = remark("base-window", direction="unknown")
        return Check(
            "base-window", random, True, facts, bars="" if random else "both", parameter=key
        )
    z_place, expected, z_placebos = _base_scores(panel, found, place, o, earlier)
    above = 1 + int(np.sum(z_placebos >= z_place - TIE))
    below = 1 + int(np.sum(z_placebos <= z_place + TIE))
    of = 1 + len(z_placebos)
    direction = "high" if above / of <= ALPHA else "low" if below / of <= ALPHA else "usual"
    smallest = found.counts(place, outcome)[0]
    count = Figure(smallest, "count", smallest, published)
    facts = remark(
        "base-window",
        direction=direction,
        base=count,
        expected=replace(count, value=expected),
        z=replace(count, value=z_place, unit="statistic"),
        rank=Figure(min(above, below)),
        of=Figure(of),
        **{"from": in_words(earlier.first), "to": in_words(earlier.last)},
    )
    return Check(
        "base-window",
        direction == "usual",
        True,
        facts,
        figure=replace(count, value=z_place, unit="statistic"),
        bars={"high": "fall", "low": "rise"}.get(direction, ""),
        parameter=key,
    )


def _base_scores(
    panel: Panel, found: Comparison, place: Place, o: int, earlier: Months
) -> tuple[float, float, Floats]:
    """z of the place, what was expected of it, and z of its valid placebos."""
    usable = panel.complete(earlier)[o]
    before = panel.total(earlier)[o] * usable
    donors = found.totals.donors[:, o] & usable
    base = found.totals.base[:, o]
    growth = base[donors].sum() / max(float(before[donors].sum()), 1e-300)
    members = found.places[place]
    placebos = valid_placebos(found, place, o)
    known = (placebos @ (~usable).astype(float)) == 0

    def score(b: Floats, expected: Floats) -> Floats:
        with np.errstate(divide="ignore", invalid="ignore"):
            z = (b - expected) / np.sqrt(expected)
        return np.where(np.isnan(z), 0.0, z)

    expected = np.array([growth * before[members].sum()])
    z = score(np.array([base[members].sum()]), expected)
    scores = score(placebos @ base, growth * (placebos @ before.astype(float)))
    return float(z[0]), float(expected[0]), scores[known]


def pre_trend(
    panel: Panel, found: Comparison, place: Place, outcome: str, published: bool
) -> Check | None:
    """The same difference one step earlier: base against the months just before.

    It informs and gates nothing: screening on it biases what is left (Roth 2022, *AER: Insights*
    4:305-322).  None where there are no such months.
    """
    o = found.outcomes.index(outcome)
    base = found.window.base
    before = Months(base.first - len(base), base.first - 1)
    if before.first < panel.span.first or not panel.complete(before)[o][found.places[place]].all():
        return None
    usable = panel.complete(before).T
    totals = Totals(
        sums(panel, before),
        found.totals.base,
        found.totals.donors & usable,
        found.totals.complete & usable,
    )
    phi = dispersion(totals)
    member = rows([found.places[place]], len(panel.areas))
    real = stand(member, member, totals, phi)
    chosen = valid_placebos(found, place, o)
    placebos = np.sort(stand(chosen, chosen, totals, phi).t[:, o])
    t = float(real.t[0, o])
    if not math.isfinite(t) or not real.expected[0, o] > 0:
        return None
    p = tails(t, (placebos,)).both
    counts = (float(real.base[0, o]), float(real.observed[0, o]))
    change = Figure(float(real.effect[0, o]), "count", min(counts), published)
    figure = replace(change, value=p, unit="probability")
    return Check(
        "pre-trend",
        p > ALPHA,
        False,
        remark("pre-trend", change=change, p=figure),
        figure=figure,
        parameter=parameter(found, place, outcome, "count"),
    )


def valid_placebos(found: Comparison, place: Place, o: int) -> Membership:
    """Membership of the placebos of a zone that lie among the donors of one outcome."""
    member = found.setting.placebos.zones[place[0]]
    valid = inside(member, found.totals.donors[:, [o]])[:, 0]
    return sparse.csr_array(member[np.flatnonzero(valid)])


def enough_placebos(
    found: Comparison, method: str, place: Place, outcome: str, rule: Rule
) -> Check:
    """Whether there are placebos enough for the level, disjoint ones among them."""
    o = found.outcomes.index(outcome)
    reference = found.fitted[method].reference
    n = min(len(pool) for pool in reference.placebos(place[0], outcome))
    disjoint = int(reference.disjoint[reference.zones.index(place[0]), o])
    needed = placebos_needed(rule.level)
    facts = remark("placebos", placebos=Figure(n), needed=Figure(needed), disjoint=Figure(disjoint))
    passed = min(n, disjoint) >= needed
    return Check(
        "placebos",
        passed,
        True,
        facts,
        figure=Figure(min(n, disjoint)),
        bars="" if passed else "both",
        parameter=parameter(found, place, outcome, "count"),
    )


COMPARABLE = 400
"""One placebo in so many must have had a base as far from the usual as the target's."""


def comparable(found: Comparison, method: str, place: Place, outcome: str) -> Check | None:
    """Whether other places had a base as far from the usual as the target's, in the same months.

    The most extreme place of all cannot be held to its level: where counts surge, it is said to
    fall in 7 to 9% of cases though nothing was done (docs/validity.md).  A high base then bars
    what rests on a fall, a low one what rests on a rise.  One placebo in 400, and at least one,
    must be as extreme: of 678 wards two, of the 23 wards of a borough one.
    None for methods that take the base as given, which have their own check.
    """
    extremity = found.fitted[method].extremity.get(outcome)
    if extremity is None:
        return None
    needed = max(1, math.ceil(extremity.of / COMPARABLE))
    passed = extremity.beyond >= needed
    direction = "high" if extremity.z > 0 else "low"
    facts = remark(
        "comparable",
        direction=direction,
        beyond=Figure(extremity.beyond),
        of=Figure(extremity.of),
        needed=Figure(needed),
    )
    return Check(
        "comparable",
        passed,
        True,
        facts,
        figure=Figure(extremity.beyond),
        bars="" if passed else "fall" if direction == "high" else "rise",
        parameter=parameter(found, place, outcome, "count"),
    )


def coverage(panel: Panel, found: Comparison, place: Place, outcome: str) -> Check:
    """Whether target and zones have data in every month; donors that lack some leave, counted."""
    o = found.outcomes.index(outcome)
    missing: set[int] = set()
    for months in (found.window.base, found.window.post):
        part = panel.slice(months)
        gaps = ~panel.covered[o][found.places[place], part].all(axis=0)
        missing |= {int(m) for m in panel.periods[part][gaps]}
    left_out = len(found.zones.donors) - int(found.totals.donors[:, o].sum())
    facts = remark(
        "coverage",
        missing=tuple(in_words(m) for m in sorted(missing)),
        donors_left_out=Figure(left_out),
    )
    return Check(
        "coverage",
        not missing,
        True,
        facts,
        figure=Figure(left_out),
        bars="both" if missing else "",
        parameter=parameter(found, place, outcome, "count"),
    )


def withheld(
    panel: Panel, found: Comparison, place: Place, outcome: str, published: bool
) -> Check | None:
    """Between which counts a place with withheld ones can have changed; it only informs, since
    such a place has no estimate.  None where not every one has bounds."""
    window, members = found.window, found.places[place]
    base = panel.range(outcome, members, window.base)
    post = panel.range(outcome, members, window.post)
    if base is None or post is None:
        return None
    scale = len(window.post) / len(window.base)
    direction = "unclear"
    if post[1] < base[0] * scale:
        direction = "fall"
    if post[0] > base[1] * scale:
        direction = "rise"
    o = found.outcomes.index(outcome)
    cells = sum(
        int((~panel.covered[o][members, panel.slice(months)]).sum())
        for months in (window.base, window.post)
    )
    ends = {"base_low": base[0], "base_high": base[1], "post_low": post[0], "post_high": post[1]}
    smallest = float(min(base[0], post[0]))
    facts = {name: Figure(float(end), "count", smallest, published) for name, end in ends.items()}
    return Check(
        "withheld",
        None,
        False,
        remark("withheld", direction=direction, cells=Figure(cells), **facts),
        parameter=parameter(found, place, outcome, "count"),
    )


def police_attention(one: Estimate) -> Check:
    """That an outcome rises where police look, beside what its counts did; it only informs."""
    low, high = one.deciding or (None, None)
    direction = "unclear"
    if low is not None and low > 0:
        direction = "rise"
    if high is not None and high < 0:
        direction = "fall"
    facts = remark("police-attention", direction=direction)
    return Check("police-attention", None, False, facts, parameter=one.parameter)


def checks(
    found: Comparison, method: str, place: Place, outcome: str, rule: Rule, published: bool
) -> tuple[Check, ...]:
    """What speaks against a method's estimate: the checks that bind it, and those that inform."""
    panel, chosen = found.setting.panel, found.setting.chosen_for.rule
    base = base_window(panel, found, place, outcome, chosen, published)
    if not row(method).takes_base:
        base = replace(base, gate=False, bars="")
    made = (
        base,
        enough_placebos(found, method, place, outcome, rule),
        coverage(panel, found, place, outcome),
        comparable(found, method, place, outcome),
        pre_trend(panel, found, place, outcome, published),
    )
    return tuple(check for check in made if check is not None)


def touched_events(found: Comparison, events: tuple[Event, ...]) -> tuple[str, ...]:
    """Names of the events that a window touches."""
    window = found.window
    return tuple(
        event.name
        for event in events
        if event.months.touches(window.base) or event.months.touches(window.post)
    )


def other_interventions(
    found: Comparison, everyone: tuple[Intervention, ...], covered: dict[str, frozenset[int]]
) -> tuple[str, ...]:
    """Ids of other interventions in force in the target during the window."""
    window = found.window
    months = Months(window.base.first, window.post.last)
    target = {int(i) for i in found.zones.target}
    return tuple(
        other.id
        for other in everyone
        if other.id != window.intervention
        and other.under_way(months)
        and covered[other.id] & target
    )
