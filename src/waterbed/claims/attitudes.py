"""Claims of what people answer: that fewer, or more, of them say yes than before.

They are judged as effects are, on the interval whose ends are the one-sided tests of the study's
level; with a comparison it is of how much more the share changed than there.
"""

from __future__ import annotations

from waterbed.claims.answers import OPPOSITE, UNTESTABLE, answer, verdict_of
from waterbed.claims.evidence import Evidence
from waterbed.model.estimate import remark
from waterbed.model.study import Claim
from waterbed.model.verdict import Verdict


def judge_attitude(claim: Claim, evidence: Evidence) -> Verdict:
    """The interval of the change against the claim's region."""
    attitude = evidence.surveys.get(claim.survey)
    if attitude is None or attitude.change is None or claim.region is None:
        return verdict_of(claim, UNTESTABLE, (remark("no-answers"),))
    ends = (attitude.change.low, attitude.change.high)
    reasons = (remark("answers"), remark("what-answers-are"))
    return verdict_of(claim, answer(claim.region, (ends,)), reasons)


def possible_of_survey(claim: Claim, evidence: Evidence) -> frozenset[str]:
    """Of supported and contradicted, what as many answers after could have given."""
    region = claim.region
    assert region is not None
    changes = evidence.surveys[claim.survey].possible
    return frozenset(OPPOSITE) & {
        answer(region, ((change.low, change.high),)) for change in changes
    }
