"""The answers of a study alone: those of a run, without all that is shown beside them.

Where the same places are judged many times, and only the counts after the start of the place asked
about differ, what was made of the others is made once.
"""

from __future__ import annotations

from dataclasses import dataclass

from waterbed.analysis.compare import compared_of, worked_through
from waterbed.analysis.foresight import PLACEBOS
from waterbed.analysis.plan import make_plan
from waterbed.analysis.verdicts import methods_of, verdicts_of
from waterbed.analysis.window_findings import Shared
from waterbed.claims import Evidence
from waterbed.effect.compare import Comparison, Drawn, recounted
from waterbed.model.areas import Areas
from waterbed.model.findings import total
from waterbed.model.panel import Panel
from waterbed.model.study import Study
from waterbed.model.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Answered:
    """verdicts : one a claim; comparison : of the study's only window, None where it is refused"""

    verdicts: tuple[Verdict, ...]
    comparison: Comparison | None


def answers(
    study: Study,
    areas: Areas,
    panel: Panel,
    like: Comparison | None = None,
    drawn: Drawn | None = None,
) -> Answered:
    """The verdicts of a study of one window, one intervention with a target, no other starts and
    nothing but counts, as `run.analyse` gives them; what is told beside an answer is left out.

    like : its comparison on a panel that differs in nothing but counts of the target after the
    start
    drawn : placebos drawn already for studies that differ from this one in their target and the
        months after the start alone; is added to
    """
    plan = make_plan(study, panel)
    shared = Shared(study, areas, panel, PLACEBOS, answers=True, drawn=drawn)
    findings, comparison = [plan.findings()], None
    for task in plan.tasks:
        comparison = compared_of(shared, task) if like is None else recounted(like, panel)
        findings.append(worked_through(shared, task, comparison).findings)
    evidence = Evidence(total(findings), dict(methods_of(study)))
    return Answered(verdicts_of(plan, evidence), comparison)
