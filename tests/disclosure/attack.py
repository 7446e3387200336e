"""A small raw run of an unpublished table, and an attacker who knows how it was released."""

from __future__ import annotations

import math
from dataclasses import fields, is_dataclass, replace
from pathlib import Path

from scipy import optimize, stats

from waterbed.disclosure.areas import coarse
from waterbed.disclosure.panel import rounded_readings
from waterbed.displacement.counts import About, scaled_wdd
from waterbed.model.estimate import Check, Detectable, Estimate, Figure, Parameter, Reading, remark
from waterbed.model.kinds import KINDS
from waterbed.model.months import Months
from waterbed.model.results import (
    DonorTotal,
    InputRecord,
    OutcomeTotal,
    PlaceboStrip,
    ReadingTable,
    Results,
    RoleCount,
    Series,
)
from waterbed.model.sources import AreaSource, CountTable
from waterbed.model.study import Claim, Intervention, Outcome, Rule, Study, ZoneRule
from waterbed.model.verdict import Verdict
from waterbed.model.window import Window

BASE, POST = Months.parse("2016-04", "2017-03"), Months.parse("2017-04", "2018-03")
CONTROL = (4000.0, 4300.0)
PHI = 1.7
PLACEBOS = (-2.31, -1.2, -0.4, 0.1, 0.33, 0.9, 1.6, 2.2)
SECRET = "C:\\Users\\jane.doe\\beat 7\\incidents 2018.csv"


def study(published: bool = False) -> Study:
    window = Window("year", "patrol", BASE, POST)
    return Study(
        title="Patrol",
        question="Did it fall?",
        asked_by="Council",
        seed=1,
        areas=AreaSource(file=Path("/home/jane.doe/beats/areas.csv"), id="beat"),
        counts=(CountTable("incidents", Path(SECRET), "incidents", published=published),),
        outcomes=(Outcome("robbery", "Robbery", ("incidents",), ((),)),),
        interventions=(
            Intervention(
                "patrol",
                "Patrol",
                "patrol",
                POST.first,
                ("beat 7",),
                target=("beat 7",),
                zones=(("adjacent", ZoneRule("list", areas=("beat 8", "beat 9"))),),
                buffer=ZoneRule("list", areas=("beat 10",)),
                donors=ZoneRule("group", group="Division F"),
            ),
        ),
        events=(),
        rule=Rule(0.95, "difference", (window,)),
        claims=(
            Claim(
                "halved", "Police", "for", "It fell by 30.3%", "", "", "recorded",
                intervention="patrol", outcome="robbery", window="year", stated=-0.303,
                rounding=0.001, region=KINDS["recorded"].region(-0.303, 0.0005, 0.0),
            ),
        ),
        file="/home/jane.doe/study.toml",
        folder=Path("/home/jane.doe"),
        sha256="ab" * 32,
        rule_sha256="cd" * 32,
    )  # fmt: skip


def key(zone="target", scale="count", window="year", part="whole") -> Parameter:
    question = {"target": "effect", "net": "net"}.get(zone, "displacement")
    return Parameter(question, "patrol", "robbery", zone, window, scale, part)


def thinned(y, mu, spread, t):
    """The rho at which (y - rho mu)/sqrt(rho^2 V + rho (1 - rho) mu) is t."""

    def gap(rho):
        return y - rho * mu - t * math.sqrt(rho**2 * spread**2 + rho * (1 - rho) * mu)

    return optimize.brentq(gap, 1e-9, 1e6) if gap(1e6) < 0 else None


def added(value, spread, t):
    """The delta at which (y - mu - delta)/sqrt(V + max(delta, 0)) is t, `value` being y - mu."""

    def gap(delta):
        return value - delta - t * math.sqrt(spread**2 + max(delta, 0.0))

    return optimize.brentq(gap, -1e6, 1e6, xtol=1e-12)


def difference(b, y, parameter, smallest=None, base=BASE, post=POST, published=False) -> Estimate:
    """As effect.estimates makes it, with placebo quantiles that the attacker knows."""
    r = CONTROL[1] / CONTROL[0]
    spread = math.sqrt(PHI * r * b * (1 + r))
    value, by = y - r * b, r * b if parameter.scale == "ratio" else 1.0

    def ends(low, high):
        if parameter.scale == "ratio":
            found = [thinned(y, r * b, spread, t) for t in (high, low)]
            return tuple(None if rho is None else rho - 1 for rho in found)
        return added(value, spread, high), added(value, spread, low)

    low, high = ends(-2.1, 2.4)
    return Estimate(
        parameter, "difference", base, post, value / by, low, high, 0.95, ends(-1.7, 1.9),
        b, y, b * r, t=value / spread, p=0.13, p_low=0.065, p_high=0.94, placebos=8, disjoint=8,
        p_monte_carlo_error=0.01, smallest=min(b, y) if smallest is None else smallest,
        published=published, warnings=(remark("few-disjoint", disjoint=Figure(8)),),
    )  # fmt: skip


def before_after(b, y, parameter, published=False) -> Estimate:
    ratio = parameter.scale == "ratio"
    exact = stats.binomtest(int(y), int(b + y)).proportion_ci(0.95, "exact")
    half = 1.96 * math.sqrt(b + y)
    ends = (
        tuple(share / (1 - share) - 1 for share in exact) if ratio else (y - b - half, y - b + half)
    )
    return Estimate(
        parameter, "before-after", BASE, POST, y / b - 1 if ratio else y - b, *ends, 0.95, ends,
        b, y, b, se=None if ratio else math.sqrt(b + y), p=0.05, smallest=min(b, y),
        published=published,
    )  # fmt: skip


def estimates_of(b, y, zone="target", smallest=None, published=False) -> tuple[Estimate, ...]:
    wdd = scaled_wdd((b, y), CONTROL, dispersion=PHI, about=About())
    smallest = min(b, y) if smallest is None else smallest
    made = [difference(b, y, key(zone, scale), smallest) for scale in ("count", "ratio")]
    made += [before_after(b, y, key(zone, scale)) for scale in ("count", "ratio")]
    made += [replace(one, parameter=key(zone), base=BASE, post=POST) for one in wdd]
    return tuple(replace(one, smallest=smallest, published=published) for one in made)


def series_of(b, y, zone="target", published=False) -> Series:
    """Five years to March 2019; base and post year hold b and y."""
    yearly = [60, 55, b, y, 44]
    months = tuple(range(BASE.first - 24, BASE.first + 36))
    counts = []
    for total in yearly:
        month = [float(total // 12)] * 12
        month[0] += total % 12
        counts += month
    return Series(
        "patrol", "robbery", zone, "year", months, 1, tuple(counts),
        tuple(b / 12 * 1.01 for _ in months), BASE, POST, smallest=min(b, y), published=published,
    )  # fmt: skip


def results_of(target=(60, 41), adjacent=(120, 133), published=False, extra=()) -> Results:
    """The run on these counts and, of an unpublished table, the same run on rounded ones."""
    made = _results_of(target, adjacent, published, extra)
    if published:
        return made
    again = _results_of(tuple(map(coarse, target)), tuple(map(coarse, adjacent)), published, extra)
    claims = {claim.id: claim for claim in made.study.claims}
    known = tuple(rounded_readings(one, claims[one.claim]) for one in made.readings)
    return replace(made, rounded=replace(again, readings=known))


def changed(raw: Results, **parts) -> Results:
    """The run with other parts, on rounded counts too."""
    twin = raw.rounded
    return replace(raw, **parts, rounded=None if twin is None else replace(twin, **parts))


def _results_of(target, adjacent, published, extra) -> Results:
    net = (target[0] + adjacent[0], target[1] + adjacent[1])
    smallest = min(*target, *adjacent)
    estimates = (
        *estimates_of(*target, published=published),
        *estimates_of(*adjacent, "adjacent", published=published),
        *estimates_of(*net, "net", smallest, published=published),
        *extra,
    )
    b, y = target
    count = Figure(float(b), "count", float(b), published)
    base_window = Check(
        "base-window", False, True,
        remark(
            "base-window", direction="high", base=count, expected=replace(count, value=48.2),
            z=replace(count, value=1.7, unit="statistic"), rank=Figure(3), of=Figure(9),
        ),
        figure=replace(count, value=1.7, unit="statistic"), bars="fall", parameter=key(),
    )  # fmt: skip
    pre = Check(
        "pre-trend", True, False,
        remark(
            "pre-trend", change=replace(count, value=-3.0),
            p=replace(count, value=0.4, unit="probability"),
        ),
        figure=replace(count, value=0.4, unit="probability"), parameter=key(),
    )  # fmt: skip
    reading = Reading(BASE, POST, "year-before", b, y, y / b - 1, True)
    seen = Detectable(
        key(), b, b * (CONTROL[1] / CONTROL[0]), 0.5 * math.sqrt(60 / b),
        0.62 * math.sqrt(60 / b), 0.8, 8, min(b, y), published,
    )  # fmt: skip
    asked = study(published)
    (halved,) = [claim for claim in asked.claims if claim.id == "halved"]
    verdict = Verdict(
        halved, "supported", "supported",
        (remark("unusual", reached=Figure(1), placebos=Figure(8)),),
        recorded=Figure(y / b - 1, "ratio", min(b, y), published), reproduced=True,
        readings=(7, 70), estimates=estimates[:1], checks=(base_window, pre), detectable=seen,
    )  # fmt: skip
    return Results(
        study=asked, version="0", official=False,
        inputs=(
            InputRecord(
                SECRET, "ef" * 32, 1238, 2, (("not a month: 'March 3rd, 14 High St'", 2),),
                published=published,
                remarks=(remark("idle-selector", outcome="robbery", selector=("beat 7, row 81",)),),
            ),
        ),
        outcomes=(
            OutcomeTotal("robbery", Figure(1236.0, "count", 1236.0, published), BASE.first - 24,
                         BASE.first + 35, 12),
        ),
        roles=(RoleCount("patrol", "year", "adjacent", 2, ("beat 9",)),),
        detectable=(seen,),
        estimates=estimates, checks=(base_window, pre), verdicts=(verdict,),
        readings=(ReadingTable("halved", "robbery", -0.303, reading, (reading,), published),),
        series=(
            series_of(*target, published=published),
            series_of(*adjacent, "adjacent", published),
            replace(series_of(*net, "net", published), smallest=smallest),
        ),
        strips=(PlaceboStrip(key(), estimates[0].t, PLACEBOS, published),),
        notices=(remark("not-covered", areas=Figure(3)),),
        donors=tuple(
            DonorTotal("patrol", "robbery", "year", ("beat 20",), months, count, published)
            for months, count in zip((BASE, POST), CONTROL, strict=True)
        ),
    )  # fmt: skip


def walk(value, place="results"):
    """Every dataclass under a value, with its place."""
    if isinstance(value, tuple):
        for i, part in enumerate(value):
            yield from walk(part, f"{place}[{i}]")
    elif is_dataclass(value):
        yield place, value
        for field in fields(value):
            yield from walk(getattr(value, field.name), f"{place}.{field.name}")


def candidates(release, make, truth, reach=5):
    """Count pairs that would have been released as the true ones were, by base and by post."""
    seen = release(make(*truth))
    base, post = set(), set()
    for b in range(max(1, truth[0] - reach), truth[0] + reach + 1):
        for y in range(max(1, truth[1] - reach), truth[1] + reach + 1):
            if release(make(b, y)) == seen:
                base.add(b)
                post.add(y)
    return base, post
