"""One trial: a place picked by a rule where nothing was done, or thinned, through a whole run.

Nothing here computes a statistic: a study is written as a user would write it, planned, worked
through and gathered by the functions of a run, and what comes back is read off its estimates,
checks and verdicts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.validity import choosing
from waterbed.analysis.compare import Compared, work
from waterbed.analysis.plan import Plan, make_plan
from waterbed.analysis.run import gather
from waterbed.analysis.window_findings import Shared
from waterbed.claims import Evidence, ask, judge
from waterbed.effect.matching import RULES, PastCounts, meets
from waterbed.model.areas import Areas
from waterbed.model.estimate import Estimate
from waterbed.model.findings import Findings
from waterbed.model.kinds import KINDS
from waterbed.model.methods import DEFAULT, fitted_with
from waterbed.model.months import Months
from waterbed.model.panel import Panel
from waterbed.model.sources import AreaSource, CountTable
from waterbed.model.study import ChosenFor, Claim, Intervention, Outcome, Rule, Study
from waterbed.model.window import Window

YEAR = 12
LEAST = 10
EXTREME = "most extreme"
PICKS = ("random", *RULES, EXTREME)
HELD = PICKS[:-1]
OP, YEARLY = "op", "year"
Counts = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Trial:
    """What one run said of one place.

    base : its count in the twelve months before; matched : whether its reference was
    low, high, both : p of a fall, of a rise, two-sided; None where nothing was estimated
    count, ratio : the 95% intervals (level .975 of each side has the same ends)
    fell, rose : verdicts; barred : "", fall, rise, both: what a failed gate took away
    refused : whether there is no estimate; why : names of what refuses a fall or a rise, as
        "name" where there is no estimate, else "name: fall", "name: rise" or "name: both"
    lost : counts that thinning took, below nought for counts that were added; effect : the ratio
        planted; meant : effect times what the place was drawn from, not a number where unknown
    beyond, of : references whose base was as far out as the target's, and how many there are
    here : other places of the same panel whose base was as far out
    """

    base: float
    matched: bool
    low: float | None
    high: float | None
    both: float | None
    count: tuple[float, float]
    ratio: tuple[float, float]
    fell: str
    rose: str
    barred: str
    refused: bool
    lost: float
    effect: float
    why: tuple[str, ...] = ()
    meant: float = np.nan


def past_of(panel: Panel, start: int) -> PastCounts:
    """What the selection rules may look at: every area's counts before a start."""
    return choosing.past_of(panel.counts[0, :, : start - int(panel.periods[0])])


def pick(rng: np.random.Generator, panel: Panel, start: int, rule: str) -> int | None:
    """A place that a rule picks, at random among those it does; None where there is none."""
    past = past_of(panel, start)
    if rule == EXTREME:
        enough = np.flatnonzero(past.blocks[:, 0] >= LEAST)
        return int(enough[np.argmax(past.excess[enough])]) if len(enough) else None
    if rule == "random":
        met = past.earlier * YEAR >= LEAST * (start - YEAR - int(panel.periods[0]))
    else:
        met = meets(rule, past)
    return int(rng.choice(np.flatnonzero(met))) if met.any() else None


def plant(
    rng: np.random.Generator,
    panel: Panel,
    area: int,
    start: int,
    effect: float,
    rates: Floats | None = None,
) -> tuple[Panel, float]:
    """The panel with the area's counts from a start on thinned by 1 + effect, or with Poisson
    counts of effect times its rates [A, T] added, and how many went."""
    if effect == 0:
        return panel, 0.0
    counts = panel.counts.copy()
    after = np.flatnonzero(panel.periods >= start)
    before = counts[0, area, after]
    if effect < 0:
        counts[0, area, after] = rng.binomial(before, 1 + effect)
    else:
        assert rates is not None
        counts[0, area, after] = before + rng.poisson(effect * rates[area, after])
    window = panel.slice(Months.starting(start, YEAR))
    lost = float((panel.counts[0, area, window] - counts[0, area, window]).sum())
    return replace(panel, counts=counts), lost


def _claim(kind: str, outcome: str) -> Claim:
    make = KINDS[kind].region
    assert make is not None
    return Claim(
        kind, "somebody", "a side", "", "", "", kind,
        intervention=OP, outcome=outcome, region=make(0.0, 0.005, 0.0),
    )  # fmt: skip


def study_of(
    panel: Panel, area: int, start: int, chosen_for: str, headline: str = DEFAULT
) -> Study:
    """The study that a user would write: twelve months against twelve, one target, one outcome."""
    outcome = panel.outcomes[0]
    window = Window(YEARLY, OP, Months.starting(start - YEAR, YEAR), Months.starting(start, YEAR))
    place = (panel.areas[area],)
    chosen = ChosenFor(chosen_for, "" if chosen_for in ("random", "unknown") else outcome)
    return Study(
        title="Validity", question="", asked_by="", seed=1, areas=AreaSource(),
        counts=(CountTable("counts", Path("counts.csv"), "long", date="offence", published=True),),
        outcomes=(Outcome(outcome, outcome, (), ((),)),),
        interventions=(Intervention(
            OP, OP, "patrol", start, areas=place, target=place, chosen_for=chosen),),
        events=(),
        rule=Rule(0.95, headline, (window,), data_seen=False),
        claims=(_claim("fell", outcome), _claim("rose", outcome)),
    )  # fmt: skip


def compared(shared: Shared, plan: Plan) -> list[Compared]:
    """What each task of a plan gives, but for the picture by quarter, on which nothing is judged
    and which takes five times as long as all the rest."""
    return [work(shared, replace(task, by_quarter=False)) for task in plan.tasks]


def read_off(
    results: Findings, study: Study, method: str, lost: float, effect: float, base: float
) -> Trial:
    """The trial's figures, as the report has them where `method` carries the verdicts.

    The judge is given the run's own estimates and checks; a method whose size does not hold under
    the rule would not be let carry them (`model.methods.carrying`), and this shows why.
    """
    evidence = Evidence(results, {OP: method})
    fell, rose = (judge(ask(count, study.rule), evidence).answer for count in study.claims)
    by_scale = {e.parameter.scale: e for e in results.estimates if e.method == method}
    if not by_scale:
        nothing = (-np.inf, np.inf)
        return Trial(
            base, False, None, None, None, nothing, nothing, fell, rose, "", True, lost, effect,
            why=_no_estimate(results, method),
        )  # fmt: skip
    count = by_scale["count"]
    failed = [check for check in count.checks if check.gate and not check.passed]
    bars = {check.bars for check in failed}
    barred = "both" if bars >= {"fall", "rise"} or "both" in bars else "".join(bars)
    matched = any(warning.code == "matched" for warning in count.warnings)
    return Trial(
        base, matched, count.p_low, count.p_high, count.p, _ends(count), _ends(by_scale["ratio"]),
        fell, rose, barred, False, lost, effect,
        why=tuple(f"{check.name}: {check.bars}" for check in failed),
    )  # fmt: skip


def _no_estimate(results: Findings, method: str) -> tuple[str, ...]:
    """Code of the refusal; a method that was asked for and gives way tells its own in a check."""
    reasons = {
        str(facts["why"])
        for check in results.checks
        if check.name == "method-asked"
        for facts in [dict(check.remark.facts)]
        if facts["method"] == method
    }
    return tuple(sorted(reasons or set(results.refusals.values())))


def _ends(estimate: Estimate) -> tuple[float, float]:
    return (
        -np.inf if estimate.low is None else estimate.low,
        np.inf if estimate.high is None else estimate.high,
    )


def trial(
    rng: np.random.Generator,
    areas: Areas,
    panel: Panel,
    area: int,
    start: int,
    *,
    chosen_for: str = "unknown",
    effect: float = 0.0,
    rates: Floats | None = None,
    headline: str = DEFAULT,
) -> dict[str, Trial]:
    """One place through a whole run, read off for each method; the panel has one outcome.

    headline : the method that the study's rule asks for, fitted beside those of every run
    """
    seen, lost = plant(rng, panel, area, start, effect, rates)
    study = study_of(seen, area, start, chosen_for, headline)
    base = float(panel.total(Months.starting(start - YEAR, YEAR))[0, area])
    plan = make_plan(study, seen)
    shared = Shared(study, areas, seen, placebos=999)
    results = gather(study, plan, compared(shared, plan))
    post = panel.slice(Months.starting(start, YEAR))
    meant = float("nan") if rates is None else effect * float(rates[area, post].sum())
    return {
        method: replace(read_off(results, study, method, lost, effect, base), meant=meant)
        for method in fitted_with(headline)
    }
