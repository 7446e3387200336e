"""Studies of the closed loop: one mechanism planted in counts like London's wards, through whole
runs, and what their judge answers.  Nothing here computes a statistic of the program's."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.validity.choosing import past_of
from tests.validity.trial import compared
from waterbed.analysis.plan import make_plan
from waterbed.analysis.run import gather, read_inputs
from waterbed.analysis.verdicts import methods_of
from waterbed.analysis.window_findings import Shared
from waterbed.claims import Evidence, judge
from waterbed.effect.matching import meets
from waterbed.model.areas import Areas
from waterbed.model.closed_loop import CLAIMS, NEXT_DOOR, STREET, TOLD, VIOLENCE, Asked, Design
from waterbed.model.kinds import KINDS
from waterbed.model.months import Months, month
from waterbed.model.panel import Panel
from waterbed.model.reference import Floats
from waterbed.model.sources import AreaSource, CountTable
from waterbed.model.study import ChosenFor, Claim, Intervention, Outcome, Rule, Study, ZoneRule
from waterbed.model.window import Window
from waterbed.read.study.study_file import read_study
from waterbed.simulate.beds import Bed, draw_rates, fit_bed

Counts = NDArray[np.int64]

Members = NDArray[np.int64]

ROOT = Path(__file__).resolve().parents[2]
YEAR = 12
FIRST, START, LAST = month("2010-04"), month("2017-04"), month("2020-03")
BEFORE = START - FIRST
OUTCOMES = (STREET, VIOLENCE, TOLD)
FROM = {STREET: "sexual offences", VIOLENCE: "violence", TOLD: "sexual offences"}
"""Counts of London's wards that each of the loop's is drawn like."""

LIKE = (35, 70)
"""Offences of the street in the year before, at one place: Loxford had 49."""

LEAST, MARGIN, PLACEBOS = 0.05, 0.2, 299
"""Smallest effect and margin of the worked example; placebos where they are drawn at random."""

OP, WINDOW = "operation", "window"


@dataclass(frozen=True, slots=True)
class Known:
    """London's wards: their map, and for each outcome what it is drawn from and its level by month,
    float [T], one on average."""

    areas: Areas
    beds: dict[str, Bed]
    level: dict[str, Floats]
    near: tuple[Members, ...]


@cache
def london() -> Known:
    """Of the counts that are committed with the worked example, April 2010 to March 2020."""
    inputs = read_inputs(read_study(ROOT / "examples" / "redbridge" / "study.toml", None))
    panel, every = inputs.counts.panel, inputs.areas
    at = slice(
        *(int(np.flatnonzero(panel.periods == at_month)[0]) for at_month in (FIRST, LAST + 1))
    )
    keep = _nearest(every, panel.covered[:, :, at].all(axis=(0, 2)))
    of = np.full(len(every.ids), -1)
    of[keep] = np.arange(len(keep))
    assert every.pairs is not None and every.gaps is not None
    inside = (of[every.pairs] >= 0).all(axis=1)
    names = (every.ids, every.names, every.groups)
    areas = Areas(
        *(tuple(part[i] for i in keep) for part in names),
        pairs=of[every.pairs][inside], gaps=every.gaps[inside], reach=every.reach,
    )  # fmt: skip
    beds, level = {}, {}
    for outcome, name in FROM.items():
        counts = panel.counts[panel.outcomes.index(name), keep][:, at]
        yearly = counts[:, : 9 * YEAR].reshape(len(counts), -1, YEAR).sum(axis=2)
        beds[outcome] = replace(fit_bed(yearly.astype(float)), common=(1.0,))
        total = counts.sum(axis=0)
        level[outcome] = total / total.mean()
    touching = areas.pairs[areas.gaps <= TOLERANCE]
    near: list[list[int]] = [[] for _ in keep]
    for a, b in touching.tolist():
        near[a].append(b)
        near[b].append(a)
    return Known(areas, beds, level, tuple(np.array(sorted(wards), np.int64) for wards in near))


def _nearest(every: Areas, covered: NDArray[np.bool_]) -> Members:
    """The covered wards fewest steps from Loxford, WARDS or more: all of the last step."""
    assert every.pairs is not None and every.gaps is not None
    pairs = every.pairs[every.gaps <= TOLERANCE]
    kept = np.zeros(len(every.ids), bool)
    kept[every.ids.index(LOXFORD)] = True
    while (kept & covered).sum() < WARDS:
        kept[pairs[kept[pairs].any(axis=1)].ravel()] = True
    return np.flatnonzero(kept & covered)


LOXFORD, WARDS = "E05011247", 150
"""Where the worked example's place is, and how many wards round it are drawn: a run among all of
London's takes twice as long."""

TOLERANCE = 30.0
"""Metres: as in the worked example, since the boundaries are generalised."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A panel in which nothing was done: rates and counts [O, A, T], target, and its ring."""

    rates: Floats
    counts: Counts
    target: Members
    ring: Members


def draw(design: Design, seed: int, replicate: int) -> Drawn | None:
    """A panel of the design's size, and the place that its council would pick: at its peak, with
    about as many as Loxford's; None where there is none."""
    known = london()
    rng = np.random.default_rng([seed, replicate, *design.key])
    months = BEFORE + YEAR * design.years
    apart = [
        draw_rates(rng, known.beds[outcome], len(known.areas.ids), months) for outcome in OUTCOMES
    ]
    # Wards that are busy in one outcome are busy in all.
    rank = np.argsort(np.argsort(apart[0].mean(axis=1)))
    ordered = [apart[0], *(series[np.argsort(series.mean(axis=1))[rank]] for series in apart[1:])]
    level = np.stack([known.level[outcome][:months] for outcome in OUTCOMES])
    rates = np.stack(ordered) * level[:, None] * design.times
    counts = rng.poisson(rates)
    past = past_of(counts[0, :, :BEFORE])
    base = past.blocks[:, 0] / design.times
    able = np.flatnonzero(meets("peak", past) & (base >= LIKE[0]) & (base <= LIKE[1]))
    able = able[[len(known.near[i]) + 1 >= design.places for i in able]] if len(able) else able
    if not len(able):
        return None
    first = int(rng.choice(able))
    more = rng.choice(known.near[first], design.places - 1, replace=False)
    target = np.sort(np.append(more, first))
    ring = np.setdiff1d(np.unique(np.concatenate([known.near[i] for i in target])), target)
    return Drawn(rates, counts, target, ring)


@dataclass(frozen=True, slots=True)
class Effects:
    """What one mechanism does, as ratios of what was here before: street and violence here, what
    came next door, and the share that is reported here (`effects`)."""

    street: float = 0.0
    street_next: float = 0.0
    violence: float = 0.0
    violence_next: float = 0.0
    reports: float = 0.0


def plant(rng: np.random.Generator, drawn: Drawn, done: Effects) -> Counts:
    """The counts with what the mechanism left in them from the start on.

    All of the counts here are taken to follow the market.  What is told to a service follows
    violence and no report to the police.
    """
    counts = drawn.counts.copy()
    here = {STREET: done.street, VIOLENCE: done.violence, TOLD: done.violence}
    there = {STREET: done.street_next, VIOLENCE: done.violence_next, TOLD: done.violence_next}
    for o, outcome in enumerate(OUTCOMES):
        reported = 1.0 if outcome == TOLD else 1 + done.reports
        was = drawn.rates[o][drawn.target, BEFORE:]
        after = counts[o, drawn.target, BEFORE:]
        counts[o, drawn.target, BEFORE:] = _changed(rng, after, was, (1 + here[outcome]) * reported)
        if there[outcome]:
            came = was.sum(axis=0) * there[outcome] / max(len(drawn.ring), 1)
            rates = drawn.rates[o][drawn.ring, BEFORE:]
            after = counts[o, drawn.ring, BEFORE:]
            kept = rng.binomial(after, np.clip(1 + came / rates, 0.0, 1.0))
            more = rng.poisson(np.broadcast_to(np.maximum(came, 0.0), rates.shape))
            counts[o, drawn.ring, BEFORE:] = kept + more
    return counts


def _changed(rng: np.random.Generator, counts: Counts, rates: Floats, factor: float) -> Counts:
    """Thinned, or with Poisson counts of what is more than the rate."""
    if factor <= 1:
        return rng.binomial(counts, max(factor, 0.0))
    return counts + rng.poisson((factor - 1) * rates)


PARTS = ((STREET,), (VIOLENCE, TOLD))
"""Outcomes that are analysed together: those of the street with what is next door, violence with
its second source.  A study of all at once takes longer, and some of its answers on violence are
others, since violence then has what is next door beside it as well."""


def study_of(design: Design, outcomes: tuple[str, ...], ids: tuple[str, ...], seed: int) -> Study:
    """The study file's objects, as the worked example writes them; ids : of the target."""
    months = YEAR * design.years
    post = Months.starting(START, months)
    ring = ZoneRule("touching", tolerance=TOLERANCE)
    around = {
        "zones": ((NEXT_DOOR, ring),),
        "buffer": ZoneRule("touching", tolerance=TOLERANCE, parent=NEXT_DOOR),
    }
    operation = Intervention(
        OP, OP, "police operation", START, areas=ids, target=ids,
        chosen_for=ChosenFor("unknown", ""), **(around if STREET in outcomes else {}),
    )  # fmt: skip
    return Study(
        title="Closed loop", question="", asked_by="", seed=seed, areas=AreaSource(),
        counts=(CountTable("counts", Path("counts.csv"), "long", date="offence", published=True),),
        outcomes=tuple(
            Outcome(outcome, outcome, (), ((),), second=TOLD if outcome == VIOLENCE else "")
            for outcome in outcomes
        ),
        interventions=(operation,), events=(),
        rule=Rule(0.95, "forecast", (Window(WINDOW, OP, post.shift(-months), post),),
                  smallest_effect=LEAST, margin=MARGIN, data_seen=False),
        claims=tuple(_claim(claim) for claim in CLAIMS
                     if KINDS[claim.kind].region is not None and claim.outcome in outcomes),
    )  # fmt: skip


def _claim(claim: Asked) -> Claim:
    row = KINDS[claim.kind]
    assert row.region is not None
    region = row.region(0.0, 0.005, MARGIN if row.parameter == "movement" else LEAST)
    return Claim(
        claim.says, "somebody", claim.side, "", "", "", claim.kind, intervention=OP,
        outcome=claim.outcome, zone=claim.zone, region=region,
    )  # fmt: skip


def answers(design: Design, drawn: Drawn, counts: Counts, seed: int) -> dict[str, str]:
    """What a whole run of each of PARTS says of the claims that it can judge, by their words."""
    areas, said = london().areas, {}
    for outcomes in PARTS:
        at = [OUTCOMES.index(outcome) for outcome in outcomes]
        periods, shown = FIRST + np.arange(counts.shape[2]), counts[at]
        panel = Panel(outcomes, areas.ids, periods, 1, shown, np.ones(shown.shape, bool))
        study = study_of(design, outcomes, tuple(areas.ids[i] for i in drawn.target), seed)
        plan = make_plan(study, panel)
        shared = Shared(study, areas, panel, PLACEBOS, answers=True)
        findings = gather(study, plan, compared(shared, plan))
        second = {outcome.id: outcome.second for outcome in study.outcomes if outcome.second}
        evidence = Evidence(findings, dict(methods_of(study)), second=second)
        said |= {asked.claim.id: judge(asked, evidence).answer for asked in plan.asked}
    return said
