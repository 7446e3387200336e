"""What speaks against an estimate: base window, pre-trend, coverage, placebos, events, record."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy import sparse

from waterbed.effect.attention import attended
from waterbed.effect.compare import Comparison
from waterbed.effect.difference import dispersion, stand
from waterbed.effect.estimand import Estimand
from waterbed.effect.inference import TIE, placebos_needed, tails
from waterbed.effect.own_season import own_season
from waterbed.effect.placebo import inside
from waterbed.effect.pools import COMPARABLE, counting_alike
from waterbed.effect.small_areas import ENOUGH, of_small_areas
from waterbed.effect.steadiness import FEWEST_YEARS
from waterbed.effect.totals import Totals, sums
from waterbed.effect.zones import Membership, rows
from waterbed.model.activity import Done
from waterbed.model.estimate import Check, Estimate, Figure, remark
from waterbed.model.methods import DEFAULT
from waterbed.model.methods import method as row
from waterbed.model.months import YEAR, Months, in_words
from waterbed.model.reference import Floats
from waterbed.model.study import Event, Intervention, Rule

ALPHA = 0.05


def earlier_months(asked: Estimand) -> Months | None:
    """The run of months just before the base in which the place has data, at least as long as
    the base; None where there is no such run."""
    panel, base = asked.panel, asked.window.base
    before = int((base.first - panel.span.first) // panel.step)
    if before < 1:
        return None
    covered = panel.covered[asked.o][asked.members, :before].all(axis=0)
    run = int(np.argmin(covered[::-1])) if not covered.all() else before
    if run * panel.step < len(base):
        return None
    return Months(base.first - run * panel.step, base.first - 1)


def base_window(asked: Estimand) -> Check:
    """Whether the base months were unusually high or low for this place.

    z = (b - E)/sqrt(E), E the donors' base count times the place's count over theirs in all
    earlier months; its rank among place and placebos gives its p.  A high base bars what rests on
    a fall, a low one what rests on a rise.  Without earlier months nothing can be said: both are
    barred, unless the place was chosen at random.
    """
    earlier = earlier_months(asked)
    if earlier is None:
        random = asked.setting.chosen_for.rule == "random"
        facts = remark("base-window", direction="unknown")
        return asked.check(facts, random, gate=True, bars="" if random else "both")
    z_place, expected, z_placebos = _base_scores(asked, earlier)
    above = 1 + int(np.sum(z_placebos >= z_place - TIE))
    below = 1 + int(np.sum(z_placebos <= z_place + TIE))
    of = 1 + len(z_placebos)
    direction = "high" if above / of <= ALPHA else "low" if below / of <= ALPHA else "usual"
    smallest = asked.counts[0]
    figure = asked.count(z_place, smallest, "statistic")
    facts = remark(
        "base-window",
        direction=direction,
        base=asked.count(smallest, smallest),
        expected=asked.count(expected, smallest),
        z=figure,
        rank=Figure(min(above, below)),
        of=Figure(of),
        **{"from": in_words(earlier.first), "to": in_words(earlier.last)},
    )
    bars = {"high": "fall", "low": "rise"}.get(direction, "")
    return asked.check(facts, direction == "usual", figure, gate=True, bars=bars)


def _base_scores(asked: Estimand, earlier: Months) -> tuple[float, float, Floats]:
    """z of the place, what was expected of it, and z of its valid placebos."""
    o, totals, members = asked.o, asked.setting.totals, asked.members
    usable = asked.panel.complete(earlier)[o]
    before = asked.panel.total(earlier)[o] * usable
    donors = totals.donors[:, o] & usable
    base = totals.base[:, o]
    growth = base[donors].sum() / max(float(before[donors].sum()), 1e-300)
    placebos = valid_placebos(asked)
    known = (placebos @ (~usable).astype(float)) == 0

    def score(b: Floats, expected: Floats) -> Floats:
        with np.errstate(divide="ignore", invalid="ignore"):
            z = (b - expected) / np.sqrt(expected)
        return np.where(np.isnan(z), 0.0, z)

    expected = np.array([growth * before[members].sum()])
    z = score(np.array([base[members].sum()]), expected)
    scores = score(placebos @ base, growth * (placebos @ before.astype(float)))
    return float(z[0]), float(expected[0]), scores[known]


def pre_trend(asked: Estimand) -> Check | None:
    """The same difference one step earlier: base against the months just before.

    It informs and gates nothing: screening on it biases what is left (Roth 2022, *AER: Insights*
    4:305-322).  None where there are no such months.
    """
    o, base, members, panel = asked.o, asked.window.base, asked.members, asked.panel
    before = Months(base.first - len(base), base.first - 1)
    if before.first < panel.span.first or not panel.complete(before)[o][members].all():
        return None
    usable, totals = panel.complete(before).T, asked.setting.totals
    totals = Totals(
        sums(panel, before), totals.base, totals.donors & usable, totals.complete & usable
    )
    phi = dispersion(totals)
    member = rows([members], len(panel.areas))
    real = stand(member, member, totals, phi)
    chosen = valid_placebos(asked)
    placebos = np.sort(stand(chosen, chosen, totals, phi).t[:, o])
    t = float(real.t[0, o])
    if not math.isfinite(t) or not real.expected[0, o] > 0:
        return None
    p = tails(t, (placebos,)).both
    smallest = min(float(real.base[0, o]), float(real.observed[0, o]))
    change = asked.count(float(real.effect[0, o]), smallest)
    figure = asked.count(p, smallest, "probability")
    return asked.check(remark("pre-trend", change=change, p=figure), p > ALPHA, figure)


def valid_placebos(asked: Estimand) -> Membership:
    """Membership of the placebos of a zone that lie among the donors of one outcome, and count what
    a place like it does where the others are many (`pools.counting_alike`)."""
    setting, o = asked.setting, asked.o
    member = setting.placebos.zones[asked.zone]
    valid = inside(member, setting.totals.donors[:, [o]])[:, 0]
    base = setting.totals.base[:, o] * YEAR / len(asked.window.base)
    valid &= counting_alike(base, asked.members, member, valid, setting.level)
    return sparse.csr_array(member[np.flatnonzero(valid)])


def enough_placebos(asked: Estimand, rule: Rule) -> Check:
    """Whether there are placebos enough for the level, disjoint ones among them."""
    return separate_enough(asked, min(len(pool) for pool in asked.pools), asked.disjoint, rule)


def separate_enough(asked: Estimand, n: int, disjoint: int, rule: Rule) -> Check:
    """The same of n placebos of which so many are disjoint."""
    needed = placebos_needed(rule.level)
    facts = remark("placebos", placebos=Figure(n), needed=Figure(needed), disjoint=Figure(disjoint))
    passed = min(n, disjoint) >= needed
    figure = Figure(min(n, disjoint))
    return asked.check(facts, passed, figure, gate=True, bars="" if passed else "both")


def side_by_side(asked: Estimand) -> Check | None:
    """Whether it is known that the placebos of several areas lie as these do.

    Areas side by side rise and fall together: against placebos drawn from everywhere, five of them
    would be said to have fallen in 14.3% of studies in which nothing was done (row 99 of
    docs/validity/table.csv, had nothing been barred).  Known before any count after the start.
    None of one area, and where a map tells.
    """
    how = asked.setting.placebos.lie.get(asked.zone)
    if how is None:
        return None
    areas = Figure(len(asked.members))
    facts = remark("side-by-side", how=how or "unknown", areas=areas)
    return asked.check(facts, bool(how), areas, gate=True, bars="" if how else "both")


def comparable(asked: Estimand) -> Check | None:
    """Whether other places had a base as far from the usual as the target's, at this start or,
    where its places are few, at earlier ones too.

    The most extreme place of all cannot be held to its level: where counts surge, there is none
    like it to show how far it falls back by itself.  A high base then bars what rests on a fall, a
    low one what rests on a rise.  One placebo in 400, and at least one,
    must be as extreme: of 678 wards two, of the 23 wards of a borough in four years one.
    None for methods that take the base as given, which have their own check.
    """
    extremity = asked.fitted.extremity.get(asked.outcome)
    if extremity is None:
        return None
    needed = max(1, math.ceil(extremity.of / COMPARABLE))
    passed = extremity.beyond >= needed
    direction = "high" if extremity.z > 0 else "low"
    figure = Figure(extremity.beyond)
    facts = remark(
        "comparable",
        direction=direction,
        beyond=figure,
        of=Figure(extremity.of),
        needed=Figure(needed),
    )
    bars = "" if passed else "fall" if direction == "high" else "rise"
    return asked.check(facts, passed, figure, gate=True, bars=bars)


def steady(asked: Estimand) -> Check:
    """Whether the place's counts have jumped about from month to month before the start no more
    than those of most places that p is read from (`steadiness`).

    Where they have, falls and rises that nothing caused are both commoner than the placebos say,
    and both are barred.  Of a place with too few years nothing is said, and nothing barred.
    """
    check = _steady(asked, "steady", "months")
    return asked.check(remark("steady", direction="unknown"), None) if check is None else check


def own_years(asked: Estimand) -> Check | None:
    """The same from year to year, which informs: of real places that fail it no more verdicts are
    false than of others, of simulated ones with yearly shocks of their own a sixth.  None where too
    few years can tell."""
    return _steady(asked, "own-years", "years")


def _steady(asked: Estimand, name: str, over: str) -> Check | None:
    """Months bar, years inform."""
    steadiness = next((each for each in asked.comparison.steady if each.over == over), None)
    if steadiness is None:
        return None
    times, _, years = steadiness.own[asked.place][asked.o]
    reference = asked.reference
    z = reference.zones.index(asked.zone)
    valid = reference.valid[:, z, asked.o]
    usual = steadiness.usual(asked.zone, asked.o, reference.pools[asked.o][z], valid)
    # Of a place in which nothing was counted no more can be said than of one with too few years.
    if not (years >= FEWEST_YEARS and usual > 0 and math.isfinite(times)):
        return None
    limit, smallest = steadiness.limit(asked.place, asked.o), asked.counts[0]
    passed = bool(times / usual <= limit)
    figure = asked.count(float(times / usual), smallest, "statistic")
    facts = remark(
        name,
        direction="usual" if passed else "high",
        times=figure,
        limit=asked.count(limit, smallest, "statistic"),
        years=Figure(int(years)),
    )
    gate = over == "months"
    return asked.check(facts, passed, figure, gate=gate, bars="both" if gate and not passed else "")


def coverage(asked: Estimand) -> Check:
    """Whether target and zones have data in every month; donors that lack some leave, counted."""
    o, panel, missing = asked.o, asked.panel, set[int]()
    for months in (asked.window.base, asked.window.post):
        part = panel.slice(months)
        gaps = ~panel.covered[o][asked.members, part].all(axis=0)
        missing |= {int(m) for m in panel.periods[part][gaps]}
    donors = asked.comparison.zones.donors
    left_out = Figure(len(donors) - int(asked.setting.totals.donors[:, o].sum()))
    named = tuple(in_words(m) for m in sorted(missing))
    facts = remark("coverage", missing=named, donors_left_out=left_out)
    bars = "both" if missing else ""
    return asked.check(facts, not missing, left_out, gate=True, bars=bars)


def withheld(asked: Estimand) -> Check | None:
    """Between which counts a place with withheld ones can have changed; it only informs, since
    such a place has no estimate.  None where not every one has bounds."""
    panel, window, members = asked.panel, asked.window, asked.members
    base = panel.range(asked.outcome, members, window.base)
    post = panel.range(asked.outcome, members, window.post)
    if base is None or post is None:
        return None
    scale = len(window.post) / len(window.base)
    direction = "unclear"
    if post[1] < base[0] * scale:
        direction = "fall"
    if post[0] > base[1] * scale:
        direction = "rise"
    cells = sum(
        int((~panel.covered[asked.o][members, panel.slice(months)]).sum())
        for months in (window.base, window.post)
    )
    ends = {"base_low": base[0], "base_high": base[1], "post_low": post[0], "post_high": post[1]}
    smallest = float(min(base[0], post[0]))
    facts = {name: asked.count(float(end), smallest) for name, end in ends.items()}
    return asked.check(remark("withheld", direction=direction, cells=Figure(cells), **facts), None)


def police_attention(estimate: Estimate, activity: Sequence[Done] = ()) -> Check:
    """That an outcome rises where police look, beside what its counts did, and what the police did
    there (`activity`); it only informs."""
    low, high = estimate.deciding or (None, None)
    direction = "unclear"
    if low is not None and low > 0:
        direction = "rise"
    if high is not None and high < 0:
        direction = "fall"
    facts = remark("police-attention", direction=direction, **attended(estimate, activity))
    return Check("police-attention", None, False, facts, parameter=estimate.parameter)


def of_counts(asked: Estimand) -> tuple[Check, Check, Check | None]:
    """Base window, coverage and pre-trend: of the counts alone, the same for every method."""
    return base_window(asked), coverage(asked), pre_trend(asked)


def checks(
    asked: Estimand, rule: Rule, counted: tuple[Check, Check, Check | None] | None = None
) -> tuple[Check, ...]:
    """What speaks against a method's estimate: the checks that bind it, and those that inform.

    counted : what `of_counts` gave
    """
    base, covered, trend = counted or of_counts(asked)
    if not row(asked.method).takes_base:
        base = replace(base, gate=False, bars="")
    every = (
        *(base, enough_placebos(asked, rule), side_by_side(asked), covered, comparable(asked)),
        *(
            small_areas(asked),
            overwhelming(asked),
            steady(asked),
            own_years(asked),
            own_season(asked, valid_placebos(asked)),
            trend,
            weights(asked),
        ),
    )
    # Each estimate has checks of its own, also where two methods share what was found.
    return tuple(replace(check) for check in every if check is not None)


def small_areas(asked: Estimand) -> Check | None:
    """How areas are forecast of which half count next to nothing; it informs."""
    if asked.method != DEFAULT or not of_small_areas(asked.setting, asked.o):
        return None
    enough = Figure(ENOUGH)
    return asked.check(remark("small-areas", enough=enough), None, enough)


def overwhelming(asked: Estimand) -> Check | None:
    """That a comparison area outweighs all the others in some period, where it shapes nothing that
    is expected (`effect.overwhelming`); it informs."""
    if asked.outcome not in asked.fitted.overwhelmed:
        return None
    return asked.check(remark("overwhelming"), None)


def weights(asked: Estimand) -> Check | None:
    """How the weights look, of a method that gives donors any; it informs."""
    summary, smallest = asked.fitted.weighed.get(asked.outcome), asked.smallest
    if summary is None:
        return None
    facts = remark(
        "weights",
        method=asked.method,
        donors=Figure(summary.donors),
        months=Figure(summary.months),
        largest=asked.count(summary.largest, smallest, "statistic"),
        distance=asked.count(summary.distance, smallest, "statistic"),
        unsolved=Figure(summary.unsolved),
    )
    return asked.check(facts, None, asked.count(summary.effective, smallest, "statistic"))


def touched_events(comparison: Comparison, events: tuple[Event, ...]) -> tuple[str, ...]:
    """Names of the events that a window touches."""
    window = comparison.window
    return tuple(
        event.name
        for event in events
        if event.months.touches(window.base) or event.months.touches(window.post)
    )


def other_interventions(
    comparison: Comparison, everyone: tuple[Intervention, ...], covered: dict[str, frozenset[int]]
) -> tuple[str, ...]:
    """Ids of other interventions in force in the target during the window; another reading of the
    same measure is none."""
    window = comparison.window
    (own,) = (each for each in everyone if each.id == window.intervention)
    months = Months(window.base.first, window.post.last)
    target = {int(i) for i in comparison.zones.target}
    return tuple(
        other.id
        for other in everyone
        if not own.same_measure(other) and other.under_way(months) and covered[other.id] & target
    )
