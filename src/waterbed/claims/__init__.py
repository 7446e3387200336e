"""How a claim is judged: one rule, for whoever made it (the design's verdicts.md, in code).

A claim is a region of one parameter.  The deciding interval inside the region: supported; inside
its complement: contradicted; otherwise undecided; no estimate: untestable.  A gate does not
answer: it takes away the end of the interval that cannot be trusted, so that it can only turn an
answer into undecided, never into its opposite.
"""

from __future__ import annotations

from waterbed.claims.activity import judge_activity
from waterbed.claims.answers import UNTESTABLE, answer, decides, verdict_of, widen
from waterbed.claims.asked import Asked, ask
from waterbed.claims.attitudes import judge_attitude
from waterbed.claims.compared import judge_compared, judge_second
from waterbed.claims.evidence import Evidence
from waterbed.claims.foreseen import Foreseen, foresee
from waterbed.claims.lasting import judge_lasting
from waterbed.claims.population import judge_population
from waterbed.claims.recorded import judge_recorded
from waterbed.model.estimate import remark
from waterbed.model.kinds import COMPARED, KINDS, SECOND
from waterbed.model.verdict import Verdict

__all__ = [
    "Asked",
    "Evidence",
    "Foreseen",
    "answer",
    "ask",
    "decides",
    "foresee",
    "judge",
    "widen",
]


def judge(asked: Asked, evidence: Evidence) -> Verdict:
    """The verdict on one claim; a function of the rule and the evidence, never of who speaks."""
    claim = asked.claim
    parameter = KINDS[claim.kind].parameter
    if parameter == "recorded":
        return judge_recorded(claim, evidence)
    if KINDS[claim.kind].first:
        return judge_lasting(asked, evidence)
    if parameter in COMPARED:
        return judge_compared(asked, evidence)
    if parameter == "population":
        return judge_population(claim, evidence)
    if KINDS[claim.kind].quantity.done:
        return judge_activity(claim, evidence)
    if KINDS[claim.kind].quantity.asked:
        return judge_attitude(claim, evidence)
    if parameter in SECOND:
        return judge_second(asked, evidence)
    return verdict_of(claim, UNTESTABLE, (remark("needs"),))
