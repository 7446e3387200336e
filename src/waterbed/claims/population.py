"""Claims of a number of people, or of the share of one number in another."""

from __future__ import annotations

from waterbed.claims.answers import UNTESTABLE, answer, verdict_of
from waterbed.claims.evidence import Evidence
from waterbed.model.estimate import remark
from waterbed.model.kinds import KINDS
from waterbed.model.population import PopulationRange
from waterbed.model.region import Ends
from waterbed.model.study import Claim
from waterbed.model.verdict import Verdict


def judge_population(claim: Claim, evidence: Evidence) -> Verdict:
    """A number of people, or the share of one in another, on the ranges that there are.

    A share is judged on the extremes: the least of the one over the most of the other, and the
    most over the least.  A population of another place or time decides nothing; one from lists
    decides on its low side only.
    """
    keys = tuple(getattr(claim, key) for key in KINDS[claim.kind].takes)
    ranges = [evidence.populations.get(key) for key in keys]
    known = [
        population_range
        for population_range in ranges
        if population_range is not None
        and population_range.population.here
        and population_range.low is not None
    ]
    if len(known) < len(keys) or claim.region is None:
        return verdict_of(claim, UNTESTABLE, (remark("no-population", populations=keys),))
    ends: Ends | None = _trusted(known[0])
    if len(known) == 2:
        ends = _quotient(_trusted(known[0]), _trusted(known[1]))
    if ends is None:
        return verdict_of(claim, UNTESTABLE, (remark("part-exceeds-whole", populations=keys),))
    said = remark("population", populations=keys)
    return verdict_of(claim, answer(claim.region, (ends,)), (said,))


def _trusted(population_range: PopulationRange) -> Ends:
    """The ends that may decide: of a range from lists the low one only.

    Where people differ in how readily they are listed, such ranges miss nearly always below the
    truth (docs/lists.md).
    """
    return population_range.low, population_range.high if population_range.study is None else None


def _quotient(part: Ends, whole: Ends) -> Ends | None:
    """The extremes of part over whole, at most 1; None where the least of the part is more than
    the most of the whole, so that the two do not speak of the same people."""
    least = part[0] or 0.0
    if whole[1] is not None and least > whole[1]:
        return None
    low = least / whole[1] if whole[1] else 0.0
    high = 1.0 if part[1] is None or not whole[0] else part[1] / whole[0]
    return low, min(high, 1.0)
