"""Another outcome in a place of its own, through whole runs: how often it is said to have changed.

The target is picked at its peak in the street's outcome, as a council would; the other outcome is
drawn apart from it, so that nothing happened to it anywhere, unless a rise is planted in its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tests.validity.trial import YEAR, _claim, compared, pick, study_of
from waterbed.analysis.plan import make_plan
from waterbed.analysis.run import gather
from waterbed.analysis.verdicts import methods_of
from waterbed.analysis.window_findings import Shared
from waterbed.claims import Evidence, judge
from waterbed.model.months import Months, month
from waterbed.model.panel import Panel
from waterbed.model.study import OtherOutcome, Outcome, ZoneRule
from waterbed.simulate.beds import LONDON, draw_rates
from waterbed.simulate.panel import grid

STREET, INDOORS = "street", "closures"
FIRST, START = month("2010-04"), month("2018-04")
ROWS, BOROUGHS = 20, 18
AREAS = grid(ROWS, BOROUGHS, BOROUGHS)
"""Boroughs of twenty areas each, side by side."""

PLACES = ("own group", "other group", "list, side by side", "list, anywhere", "ring")
LISTED = 10


@dataclass(frozen=True, slots=True)
class Told:
    """What one run said of one place: verdicts, one-sided p, and why it was refused."""

    place: str
    fell: str
    rose: str
    low: float | None
    high: float | None
    covered: bool | None
    why: str


def place_rule(place: str, area: int, rng: np.random.Generator) -> ZoneRule:
    """The rule of a kind of place, for a target."""
    borough = area % BOROUGHS
    other = int(rng.choice(np.setdiff1d(np.arange(BOROUGHS), borough)))
    if place == "ring":
        return ZoneRule("within", distance=0.0)
    if place == "own group":
        return ZoneRule("group", group=AREAS.groups[area])
    if place == "other group":
        return ZoneRule("group", group=f"group {other + 1}")
    first = int(rng.integers(ROWS - LISTED))
    listed = (np.arange(first, first + LISTED) * BOROUGHS + other).tolist()
    if place == "list, anywhere":
        listed = rng.choice(np.setdiff1d(np.arange(len(AREAS)), area), LISTED, replace=False)
    return ZoneRule("list", areas=tuple(AREAS.ids[i] for i in listed))


def members_of(rule: ZoneRule, area: int) -> np.ndarray:
    if rule.kind == "group":
        return np.flatnonzero(np.array(AREAS.groups) == rule.group)
    if rule.kind == "list":
        return np.array([AREAS.index()[area_id] for area_id in rule.areas])
    beside = AREAS.pairs[(AREAS.pairs == area).any(axis=1)]
    return np.setdiff1d(beside.ravel(), area)


def panel_of(seed: int, replicate: int, shocks: float) -> tuple[Panel, np.random.Generator]:
    """Nine years of both outcomes; shocks : standard deviation of a borough's log rate of the other
    outcome, drawn anew each year."""
    rng = np.random.default_rng([seed, replicate])
    street = draw_rates(rng, LONDON["sexual offences"], len(AREAS), 9 * YEAR)
    indoors = draw_rates(rng, LONDON["robbery"], len(AREAS), 9 * YEAR)
    borough = np.arange(len(AREAS)) % BOROUGHS
    years = rng.normal(0.0, shocks, (BOROUGHS, 9)).repeat(YEAR, axis=1) if shocks else 0.0
    indoors = indoors * np.exp(years[borough] if shocks else 0.0)
    counts = rng.poisson(np.stack([street, indoors]))
    periods = FIRST + np.arange(9 * YEAR)
    return Panel((STREET, INDOORS), AREAS.ids, periods, 1, counts, np.ones(counts.shape, bool)), rng


def run_once(
    panel: Panel, area: int, places: Sequence[tuple[str, ZoneRule]], chosen: str, meant: float
) -> Iterator[Told]:
    """One study with every place, read off its estimates and verdicts."""
    plain = study_of(panel, area, START, chosen)
    claims = tuple(
        replace(_claim(kind, INDOORS), id=f"{kind} {name}", zone=name, other=True)
        for name, _ in places
        for kind in ("fell", "rose")
    )
    operation = replace(
        plain.interventions[0],
        other_outcomes=tuple(OtherOutcome(name, INDOORS, rule) for name, rule in places),
    )
    outcomes = tuple(Outcome(outcome, outcome, (), ((),)) for outcome in panel.outcomes)
    study = replace(plain, outcomes=outcomes, interventions=(operation,), claims=claims)
    plan, shared = make_plan(study, panel), Shared(study, AREAS, panel, placebos=999)
    findings = gather(study, plan, compared(shared, plan))
    evidence = Evidence(findings, dict(methods_of(study)))
    said = {asked.claim.id: judge(asked, evidence).answer for asked in plan.asked}
    for name, _ in places:
        estimates = [
            e
            for e in findings.estimates
            if (e.parameter.question, e.parameter.zone, e.method) == ("other", name, "forecast")
        ]
        count = next((e for e in estimates if e.parameter.scale == "count"), None)
        why = next((w for k, w in findings.refusals.items() if k.zone == name), "")
        covered = None
        if count is not None:
            low = -np.inf if count.low is None else count.low
            covered = low <= meant <= (np.inf if count.high is None else count.high)
        yield Told(
            name, said[f"fell {name}"], said[f"rose {name}"],
            count and count.p_low, count and count.p_high, covered, why,
        )  # fmt: skip


def untouched(
    replicates: int,
    seed: int,
    chosen: str = "peak",
    shocks: float = 0.0,
    kinds: Sequence[str] = PLACES,
    first: int = 0,
) -> Iterator[Told]:
    """Kinds of place on new panels in which nothing happened."""
    for replicate in range(first, first + replicates):
        panel, rng = panel_of(seed, replicate, shocks)
        street = replace(
            panel, outcomes=(STREET,), counts=panel.counts[:1], covered=panel.covered[:1]
        )
        area = pick(rng, street, START, "peak")
        if area is not None:
            places = [(name, place_rule(name, area, rng)) for name in PLACES]
            asked = [place for place in places if place[0] in kinds]
            yield from run_once(panel, area, asked, chosen, 0.0)


def doubled(replicates: int, seed: int, place: str, factor: float = 2.0) -> Iterator[Told]:
    """One kind of place on new panels in which its counts after the start are so many times more:
    as many again (less one) are drawn from what is there."""
    for replicate in range(replicates):
        panel, rng = panel_of(seed, replicate, 0.0)
        street = replace(
            panel, outcomes=(STREET,), counts=panel.counts[:1], covered=panel.covered[:1]
        )
        area = pick(rng, street, START, "peak")
        if area is None:
            continue
        rule = place_rule(place, area, rng)
        counts, after = panel.counts.copy(), panel.slice(Months.starting(START, YEAR))
        members = members_of(rule, area)
        there = counts[1, members, after]
        more = rng.poisson((factor - 1) * there)
        counts[1, members, after] = there + more
        yield from run_once(
            replace(panel, counts=counts), area, [(place, rule)], "peak", float(more.sum())
        )


def rates(studies: Sequence[Told]) -> dict[str, dict[str, float]]:
    """By place: panels, refused, said to fall and to rise, and one-sided p at or below .025, shares
    of those that were not refused."""
    by_place = {}
    for place in dict.fromkeys(study.place for study in studies):
        here = [study for study in studies if study.place == place]
        known = [study for study in here if study.high is not None and study.low is not None]
        n = max(len(known), 1)
        by_place[place] = {
            "panels": len(here),
            "refused": (len(here) - len(known)) / len(here),
            "fell": sum(study.fell == "supported" for study in known) / n,
            "rose": sum(study.rose == "supported" for study in known) / n,
            "low": sum(study.low <= 0.025 for study in known if study.low is not None) / n,
            "high": sum(study.high <= 0.025 for study in known if study.high is not None) / n,
            "covered": sum(study.covered is True for study in known) / n,
        }
    return by_place
