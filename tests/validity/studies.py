"""A study of one row, written as a user would write it, through a whole run: plan, work, gather,
judge.  Nothing here computes a statistic of the program's; what comes back is its answers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.validity.cases import BEDS, BEFORE, BOTH, GROUPS, MAP, MARGIN, RING, SHAPES, Case
from tests.validity.choosing import Counts, Members, beside, choose
from tests.validity.trial import compared
from waterbed.analysis.plan import make_plan
from waterbed.analysis.run import gather
from waterbed.analysis.window_findings import Shared
from waterbed.claims import Evidence, answer, decides, foresee, judge
from waterbed.claims.compared import region_on
from waterbed.model.areas import Areas
from waterbed.model.kinds import KINDS
from waterbed.model.months import Months, month
from waterbed.model.panel import Panel
from waterbed.model.sources import AreaSource, CountTable
from waterbed.model.study import ChosenFor, Claim, Intervention, Outcome, Rule, Study, ZoneRule
from waterbed.model.window import Window
from waterbed.simulate.panel import grid
from waterbed.simulate.worlds import Drawn, draw_world

PLACEBOS = 299
"""Where they are drawn at random; a run takes 999."""

OP, WINDOW, LATER, CRIME = "op", "window", "later", "crime"
YEAR = 12


@dataclass(frozen=True, slots=True)
class Said:
    """What one run said of one claim.

    answer : supported, contradicted, undecided, untestable; ungated : of an effect, the same had no
        check failed
    barred : of "supported" and "contradicted", those that no counts would give, known before the
        start; both where the claim cannot be tested; why : the refusal, or the checks that failed
    """

    answer: str
    ungated: str
    barred: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Seen:
    """One trial: answers by claim; the oracle's z of what is claimed, nothing planted and as it
    was; the target's count in the twelve months before; of real counts, place and year."""

    said: tuple[Said, ...]
    untouched: float = np.nan
    planted: float = np.nan
    base: float = np.nan
    place: int = 0
    year: int = 0


@cache
def areas_of(count: int, given: str) -> Areas:
    """The areas with as much of where they lie as a study gives."""
    lattice = grid(*SHAPES[count])
    if given == GROUPS:
        return Areas(lattice.ids, lattice.names, lattice.groups)
    bare = Areas(lattice.ids, lattice.names, ("",) * count)
    return (
        replace(bare, pairs=lattice.pairs, gaps=lattice.gaps, reach=lattice.reach)
        if (given == MAP)
        else bare
    )


def start_of(case: Case) -> int:
    """Ordinal of the first month of the window."""
    return month(f"2019-{case.start:02d}")


def draw(case: Case, seed: int, replicate: int) -> Drawn:
    """The panel of a row's world, the same for all rows of that world."""
    rows, columns, _ = SHAPES[case.areas]
    name = sum(ord(letter) * (i + 1) for i, letter in enumerate(str(case.world)))
    return draw_world(
        np.random.default_rng([seed, replicate, name]),
        replace(BEDS[case.bed], rate=case.mean),
        rows,
        columns,
        start_of(case) - BEFORE,
        BEFORE,
        case.after,
    )


def round_of(case: Case, target: Members, steps: int) -> Members:
    """Areas within so many steps of the target, itself left out."""
    near = beside(case.areas, False)
    members = set(target.tolist())
    for _ in range(steps):
        members |= {area for i in members for area in near[i]}
    return np.array(sorted(members - set(target.tolist())), np.int64)


def plant(rng: np.random.Generator, case: Case, drawn: Drawn, target: Members) -> Counts:
    """The counts with what happened from the start on: to all round about alike, to the target, and
    what moved next door."""
    counts, after = drawn.counts.copy(), slice(BEFORE, None)
    rates = drawn.rates[:, after]
    if case.local != 1:
        near = np.concatenate([target, round_of(case, target, 2)])
        counts[near, after] = _changed(rng, counts[near, after], rates[near], case.local)
    if case.effect:
        under = slice(BEFORE, BEFORE + YEAR) if case.ended else after
        was = counts[target, under]
        now = _changed(rng, was, drawn.rates[target, under] * case.local, 1 + case.effect)
        counts[target, under] = now
        if case.moved and case.effect < 0:
            gone = rng.binomial((was - now).sum(axis=0), case.moved)
            ring = round_of(case, target, 1)
            counts[ring, after] += rng.multinomial(gone, np.full(len(ring), 1 / len(ring))).T
    return counts


def _changed(
    rng: np.random.Generator, counts: Counts, rates: NDArray[np.float64], factor: float
) -> Counts:
    """Thinned, or with Poisson counts of what is more than the rate."""
    if factor <= 1:
        return rng.binomial(counts, factor)
    return counts + rng.poisson((factor - 1) * rates)


def _claim(text: str) -> Claim:
    kind, _, place = text.partition(" ")
    region = KINDS[kind].region
    assert region is not None
    least = 0.0 if KINDS[kind].parameter in ("effect", "lasting") else MARGIN
    later = {"later": LATER} if "later" in KINDS[kind].keys else {}
    return Claim(
        text, "somebody", "a side", "", "", "", kind, intervention=OP, outcome=CRIME,
        zone=place or "target", region=region(0.0, 0.005, least), **later,
    )  # fmt: skip


def study_of(case: Case, ids: tuple[str, ...], start: int, seed: int) -> Study:
    """The study file's objects; ids : of the target.  A window that is no whole year is compared
    with the same calendar months of the year before."""
    post = Months.starting(start, case.months)
    windows = (Window(WINDOW, OP, post.shift(-YEAR), post),)
    if case.after > YEAR:
        windows += (Window(LATER, OP, post.shift(-YEAR), post.shift(YEAR)),)
    says = case.says
    chosen = ChosenFor(says, "" if says in ("random", "unknown") else CRIME)
    zones = ((RING, ZoneRule("touching")),) if case.zone == RING else ()
    apart = {"areas_apart": True} if case.apart else {}
    operation = Intervention(
        OP, OP, "patrol", start, areas=ids, target=ids, zones=zones, chosen_for=chosen, **apart
    )
    return Study(
        title="Validity", question="", asked_by="", seed=seed, areas=AreaSource(),
        counts=(CountTable("counts", Path("counts.csv"), "long", date="offence", published=True),),
        outcomes=(Outcome(CRIME, CRIME, (), ((),)),),
        interventions=(operation,), events=(),
        rule=Rule(case.level, case.method, windows, margin=MARGIN, data_seen=False),
        claims=tuple(_claim(claim) for claim in case.claims),
    )  # fmt: skip


def answers(case: Case, study: Study, areas: Areas, panel: Panel) -> tuple[Said, ...]:
    """What a whole run says of each claim."""
    plan = make_plan(study, panel)
    shared = Shared(study, areas, panel, placebos=PLACEBOS)
    findings = gather(study, plan, compared(shared, plan))
    # A method whose size does not hold may not carry verdicts; the table shows why.
    evidence = Evidence(findings, {OP: case.method})
    said = []
    for asked in plan.asked:
        verdict, ahead = judge(asked, evidence), foresee(asked, evidence)
        barred = ("contradicted", "supported") if ahead.untestable else ahead.excluded
        ungated = verdict.answer
        if verdict.estimates and KINDS[asked.claim.kind].parameter == "effect":
            estimate = verdict.estimates[0]
            ungated = answer(region_on(asked.claim, estimate), decides(estimate))
        failed = sorted({check.name for check in verdict.checks if check.gate and not check.passed})
        said.append(Said(verdict.answer, ungated, barred, ahead.untestable or ", ".join(failed)))
    return tuple(said)


def oracle(case: Case, drawn: Drawn, counts: Counts, target: Members) -> float:
    """z of what the first claim speaks of, for one who knows the variance and the season but not
    the rate; not a number where that is neither a fall nor a rise."""
    kind, _, place = case.claims[0].partition(" ")
    if kind not in BOTH:
        return float("nan")
    ring = round_of(case, target, 1) if place else target[:0]
    members = {"": target, "net": np.concatenate([target, ring]), RING: ring}[place]
    world, series = BEDS[case.bed], counts[members].sum(axis=0)
    # There are whole years before, over which a season is one on average.
    wave = world.wave(start_of(case), case.months).sum() if drawn.own[members].all() else 0.0
    mu = series[:BEFORE].mean() * (case.months + wave)
    variance = world.dispersion * mu * (1 + case.months / BEFORE)
    return float((series[BEFORE : BEFORE + case.months].sum() - mu) / np.sqrt(max(variance, 1e-9)))


def trial(case: Case, drawn: Drawn, seed: int, replicate: int) -> Seen | None:
    """One panel through a whole run; None where no place can be chosen."""
    rng = np.random.default_rng([seed, replicate, int(case.key, 16)])
    target = choose(rng, case, drawn.counts[:, :BEFORE], drawn.own)
    if target is None:
        return None
    areas, start = areas_of(case.areas, case.given), start_of(case)
    counts = plant(rng, case, drawn, target)
    panel = panel_of(areas.ids, start - BEFORE, counts)
    study = study_of(case, tuple(areas.ids[i] for i in target), start, replicate + 1)
    return Seen(
        answers(case, study, areas, panel),
        oracle(case, drawn, drawn.counts, target),
        oracle(case, drawn, counts, target),
        float(counts[target, BEFORE - YEAR : BEFORE].sum()),
    )


def panel_of(ids: tuple[str, ...], first: int, counts: Counts) -> Panel:
    """A panel of one fully covered outcome."""
    periods = first + np.arange(counts.shape[1])
    return Panel((CRIME,), ids, periods, 1, counts[None], np.ones((1, *counts.shape), bool))
