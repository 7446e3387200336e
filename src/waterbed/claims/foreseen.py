"""What can come out for a claim, before any count after the start is read.

The same gates, refusals and regions as in `judge`; in place of what an estimate is stands what it
could be.  What is not possible here never comes out of a run.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from waterbed.claims.activity import judge_activity, possible_answers
from waterbed.claims.answers import OPPOSITE, UNTESTABLE, answer, widen
from waterbed.claims.asked import Asked
from waterbed.claims.attitudes import judge_attitude, possible_of_survey
from waterbed.claims.compared import (
    failed_gates,
    region_on,
    what_suffices,
    why_no_estimate,
    why_no_second,
)
from waterbed.claims.evidence import Evidence
from waterbed.claims.lasting import foresee_lasting
from waterbed.claims.population import judge_population
from waterbed.claims.recorded import judge_recorded
from waterbed.model.estimate import Check, Detectable, Estimate, Remark
from waterbed.model.kinds import COMPARED, KINDS, SECOND
from waterbed.model.study import TARGET, Claim
from waterbed.model.verdict import Verdict

EITHER = frozenset(OPPOSITE)

AFTER = ("target-fell", "own-change")
"""Gates that rest on counts after the start: whether some counts would pass them is foreseen by
what is possible (`model.findings.Possible`)."""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What can come out for one claim.

    untestable : code of the refusal or of the reason, or "" where the claim can be tested
    possible : of supported and contradicted, those that some counts would give
    gates : names of the checks that have failed already, or will whatever the counts
    suffices : what would have sufficed, where there are too few places or years
    detectable : the smallest change that could be seen, where a comparison answers it
    withheld : why a public report is likely to keep its answer back, or "" (`disclosure.ahead`)
    """

    claim: Claim
    untestable: str = ""
    possible: frozenset[str] = EITHER
    gates: tuple[str, ...] = ()
    suffices: tuple[Remark, ...] = ()
    detectable: Detectable | None = None
    withheld: str = ""

    @property
    def excluded(self) -> tuple[str, ...]:
        """Of supported and contradicted, what no counts would give; () where it is untestable."""
        return () if self.untestable else tuple(sorted(EITHER - self.possible))

    @property
    def undecided(self) -> bool:
        """Whether it will be undecided, whatever the counts."""
        return not (self.untestable or self.possible)


def foresee(asked: Asked, evidence: Evidence) -> Foreseen:
    """As `judge`, of evidence whose values are not looked at and need not be there."""
    claim = asked.claim
    parameter = KINDS[claim.kind].parameter
    if KINDS[claim.kind].first:
        return Foreseen(claim, *foresee_lasting(asked, evidence))
    if parameter in COMPARED:
        return _compared(asked, evidence)
    if parameter == "recorded":
        return _recorded(claim, evidence)
    if parameter == "population":
        return _untestable(judge_population(claim, evidence))
    if KINDS[claim.kind].quantity.done:
        return _done(claim, evidence)
    if KINDS[claim.kind].quantity.asked:
        return _asked(claim, evidence)
    if parameter in SECOND:
        return Foreseen(claim, why_no_second(asked, evidence))
    return Foreseen(claim, "needs")


def _untestable(verdict: Verdict) -> Foreseen:
    if verdict.answer != UNTESTABLE:
        return Foreseen(verdict.claim)
    why = verdict.reasons[0]
    return Foreseen(verdict.claim, str(why["why"]) if why.code == "no-estimate" else why.code)


def _done(claim: Claim, evidence: Evidence) -> Foreseen:
    """By the months and the parts that are known, whatever the numbers."""
    foreseen = _untestable(judge_activity(claim, evidence))
    if foreseen.untestable:
        return foreseen
    return Foreseen(claim, possible=possible_answers(claim, evidence))


def _asked(claim: Claim, evidence: Evidence) -> Foreseen:
    """By the wave before and by how many answered after, whatever they said."""
    foreseen = _untestable(judge_attitude(claim, evidence))
    if foreseen.untestable:
        return foreseen
    return Foreseen(claim, possible=possible_of_survey(claim, evidence))


def _recorded(claim: Claim, evidence: Evidence) -> Foreseen:
    """By the months that there are: every reading reaches the claim, or none does."""
    table = evidence.readings.get(claim.id)
    if table is None:
        return _untestable(judge_recorded(claim, evidence))
    possible = set()
    for reaches in (True, False):
        stated = table.stated and replace(table.stated, reaches=reaches)
        readings = tuple(replace(reading, reaches=reaches) for reading in table.readings)
        supposed = replace(table, stated=stated, readings=readings)
        verdict = judge_recorded(claim, replace(evidence, readings={claim.id: supposed}))
        if verdict.answer == UNTESTABLE:
            return _untestable(verdict)
        possible.add(verdict.answer)
    return Foreseen(claim, possible=EITHER & possible)


def _compared(asked: Asked, evidence: Evidence) -> Foreseen:
    claim, key = asked.claim, asked.key
    estimate = evidence.deciding(key) if key else None
    if key is None or estimate is None:
        why = why_no_estimate(key, evidence)
        return Foreseen(claim, why, suffices=tuple(what_suffices(key, why, evidence)))
    gates = [check.name for check in known_gates(estimate)]
    possible = _possible(claim, estimate, evidence)
    outlook = evidence.findings.possible.get(key)
    if outlook is not None and outlook.gate:
        gates.append(outlook.gate)
    # A part without an estimate still is a part: only where none was tried is there none.
    shared, rest = replace(key, part="co-treated"), evidence.deciding(replace(key, part="rest"))
    parted = evidence.deciding(shared) is not None or shared in evidence.findings.refusals
    if key.zone != TARGET and parted and possible:
        outside = frozenset() if rest is None else _possible(claim, rest, evidence)
        gates += ["parts-differ"] if not possible & outside else []
        possible &= outside
    few = "few-references" if "placebos" in gates else ""
    suffices = tuple(what_suffices(key, few, evidence))
    return Foreseen(claim, "", possible, tuple(dict.fromkeys(gates)), suffices)


def known_gates(estimate: Estimate) -> tuple[Check, ...]:
    """The gates that have failed before any count after the start is read."""
    return tuple(check for check in failed_gates(estimate) if check.name not in AFTER)


def _possible(claim: Claim, estimate: Estimate, evidence: Evidence) -> frozenset[str]:
    """Of supported and contradicted, what some counts would give of one estimate and its gates."""
    outlook = evidence.findings.possible.get(estimate.parameter)
    if outlook is None:
        return EITHER
    region = region_on(claim, estimate)
    bars = frozenset(check.bars for check in known_gates(estimate))
    return EITHER & {answer(region, widen(some, bars)) for some in outlook.sets(region)}
