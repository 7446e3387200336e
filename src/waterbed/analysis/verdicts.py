"""The verdicts of a study: each claim is put to `claims.judge`, which alone decides.

What the judge may look at is its evidence: estimates with their checks (`analysis.compare`), the
readings of recorded counts (`analysis.recorded`), what was done, surveys and numbers of people.
No other module of this folder gives an answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from waterbed.analysis.attitudes import attitudes
from waterbed.analysis.compare import carrying_of
from waterbed.analysis.plan import Plan
from waterbed.claims import Evidence, foresee, judge
from waterbed.model.activity import Done
from waterbed.model.findings import Findings
from waterbed.model.population import PopulationRange
from waterbed.model.programme import POOLED
from waterbed.model.results import ReadingTable
from waterbed.model.study import Study
from waterbed.model.verdict import Verdict


def verdicts_of(plan: Plan, evidence: Evidence) -> tuple[Verdict, ...]:
    """A verdict a claim, in the order of the plan, and which answers no counts would have given."""
    return tuple(
        replace(judge(asked, evidence), excluded=foresee(asked, evidence).excluded)
        for asked in plan.asked
    )


def evidence_of(
    study: Study,
    recorded: Mapping[str, ReadingTable],
    findings: Findings,
    populations: Sequence[PopulationRange],
    activity: Sequence[Done],
) -> Evidence:
    """All that the judge may look at, in a run as before it; recorded : as of `readings`"""
    return Evidence(
        findings,
        dict(methods_of(study)),
        readings=recorded,
        populations={population.population.id: population for population in populations},
        second={outcome.id: outcome.second for outcome in study.outcomes if outcome.second},
        activity={done.activity.id: done for done in activity},
        surveys={attitude.survey.id: attitude for attitude in attitudes(study.surveys, study.rule)},
        recorded_dates=any(table.date == "recorded" for table in study.counts),
    )


def methods_of(study: Study) -> tuple[tuple[str, str], ...]:
    """The method that carries the verdicts of each intervention with a target, and programme."""
    alone = (
        (intervention.id, carrying_of(study, intervention.id))
        for intervention in study.interventions
        if intervention.has_target
    )
    return (*alone, *((programme.id, POOLED) for programme in study.programmes))
