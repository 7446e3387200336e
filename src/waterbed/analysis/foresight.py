"""What can come out for each claim of a study, before any count after a start is read.

`claims.foresee` says it, by the rules of the judge that a run asks (`analysis.verdicts`) and on the
placebos of a run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from waterbed.analysis.compare import Compared, Memory, look_ahead
from waterbed.analysis.plan import Plan, make_plan
from waterbed.analysis.recorded import outcome_total, readings
from waterbed.analysis.verdicts import evidence_of
from waterbed.analysis.window_findings import Shared
from waterbed.claims import Asked, Foreseen, foresee
from waterbed.disclosure.ahead import Rests, kept_back
from waterbed.disclosure.cells import weighted_outcomes
from waterbed.model.activity import Done
from waterbed.model.areas import Areas
from waterbed.model.estimate import Estimate
from waterbed.model.findings import Findings, total
from waterbed.model.panel import Panel
from waterbed.model.population import PopulationRange
from waterbed.model.results import ReadingTable
from waterbed.model.study import Study
from waterbed.programme.pool import pool
from waterbed.programme.pool_parts import Summand

PLACEBOS = 999
"""How many, where they are drawn at random."""


def foreseen(
    study: Study,
    areas: Areas,
    panel: Panel,
    *,
    activity: Sequence[Done] = (),
    placebos: int = PLACEBOS,
    memory: Memory | None = None,
) -> tuple[Foreseen, ...]:
    """What can come out for each claim; by the judge of a run, on the placebos of a run.

    activity : what was done, as far as it is known
    placebos : how many where they are drawn, as of `run.analyse`
    memory : of an earlier call on the same study with other claims; is added to
    """
    plan = make_plan(study, panel)
    shared = Shared(study, areas, panel, placebos)
    spoken = {key.window for asked in plan.asked for key in asked.keys}
    compared = [
        look_ahead(shared, task, memory)
        for task in plan.tasks
        if task.window.start is None and (task.shares or task.window.name in spoken)
    ]
    findings = total(window_compared.findings for window_compared in compared)
    findings = plan.findings() + findings + pooled(study, plan, compared)
    evidence = evidence_of(
        study,
        readings(study, areas, panel),
        without_values(findings),
        [
            # Those of lists are found in a run: until then, any number.
            PopulationRange(population, population.low, population.high)
            if population.table is None
            else PopulationRange(population, 0.0, None)
            for population in study.populations
        ],
        activity,
    )
    seen = {
        detectable.claim: detectable
        for detectable in evidence.findings.detectable
        if detectable.claim
    }
    withheld = _withheld(study, panel, plan, findings, evidence.readings)
    return tuple(
        replace(
            foresee(asked, evidence),
            detectable=seen.get(asked.claim.id),
            withheld=withheld.get(asked.claim.id, ""),
        )
        for asked in plan.asked
    )


def _withheld(
    study: Study,
    panel: Panel,
    plan: Plan,
    findings: Findings,
    recorded: Mapping[str, ReadingTable],
) -> dict[str, str]:
    """As of `kept_back`, by counts before the start."""
    if study.published:
        return {}
    starts = [intervention.start for intervention in study.interventions if intervention.has_target]
    before = panel.periods < min(starts, default=panel.span.first)
    known = replace(panel, covered=panel.covered & before)
    return kept_back(
        {asked.claim.id: _rests(asked, recorded) for asked in plan.asked},
        findings,
        [outcome_total(study, known, o) for o in range(len(panel.outcomes))],
        weighted_outcomes(study),
    )


def _rests(asked: Asked, recorded: Mapping[str, ReadingTable]) -> Rests:
    claim, table = asked.claim, recorded.get(asked.claim.id)
    if table is None or table.published:
        return Rests(asked.keys)
    before = None if table.stated is None else table.stated.base_count
    return Rests((), (claim.intervention, claim.outcome, claim.window, claim.zone), before)


_VALUES = (
    *("value", "low", "high", "deciding", "observed", "set", "deciding_set", "joint", "t"),
    *("p", "p_low", "p_high", "p_all", "reached"),
)


def without_values(findings: Findings) -> Findings:
    """The findings without what rests on counts after the start in the places asked about."""

    def bare(estimate: Estimate) -> Estimate:
        return replace(estimate, **dict.fromkeys(_VALUES), waves=())  # type: ignore[arg-type]

    return replace(findings, estimates=tuple(bare(estimate) for estimate in findings.estimates))


def pooled(study: Study, plan: Plan, compared: Sequence[Compared]) -> Findings:
    """The programmes, from those comparisons that are their waves."""
    main = {intervention.id: Summand(intervention.id) for intervention in study.interventions}
    moved = {}
    for window_compared in compared:
        if window_compared.wave is None:
            continue
        wave = Summand(
            window_compared.window.intervention, window_compared.wave, window_compared.findings
        )
        if window_compared.window.start is None:
            main[wave.id] = wave
        else:
            moved[wave.id, window_compared.window.start] = wave
    return pool(study, plan.asked, main, moved)
