"""Claims of what was done: a number, a number a month, or a share of all that was done.

They are judged as recorded claims are: what was counted has no sampling interval.  What is not
known of an activity widens the range instead (`model.activity.Done.between`): a month without a
number, a total that leaves out part of the actions, or one of other months than the claim's.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from waterbed.claims.answers import OPPOSITE, UNTESTABLE, answer, verdict_of
from waterbed.claims.evidence import Evidence
from waterbed.model.activity import Done
from waterbed.model.estimate import Figure, remark
from waterbed.model.kinds import KINDS
from waterbed.model.months import Months
from waterbed.model.region import Ends
from waterbed.model.study import Claim
from waterbed.model.verdict import Verdict

NUMBERS = (0.0, 1e-9, 1e9)
"""Numbers that stand for no actions, hardly any and any number: of none at all there is no share,
and none beside an unknown number is no share either way."""


def judge_activity(claim: Claim, evidence: Evidence) -> Verdict:
    """The range that is known of what a claim speaks of, against its region."""
    named = claim.among or claim.actions
    known = [evidence.activity[key] for key in named if key in evidence.activity]
    span = claim.span
    if span is None or claim.region is None or len(known) < len(named):
        return verdict_of(claim, UNTESTABLE, (remark("no-activity", activities=named),))
    ends = activity_range(claim, evidence.activity, span)
    if ends is None:
        return verdict_of(claim, UNTESTABLE, (remark("no-activity", activities=named),))
    low, high = ends
    unit = "ratio" if claim.among else "count"
    published = all(done.is_public for done in known)
    # The fewest of an activity, which a rounded figure must not give away.
    least = min(_least(done, span) for done in known)
    facts = {
        "low": Figure(low, unit, least, published),
        "high": Figure(None if math.isinf(high) else high, unit, least, published),
    }
    said: dict[str, Figure | str] = dict(facts)
    if claim.among and low < high and (shares := _plain_share(claim, evidence.activity, span)):
        part, whole, in_full = shares
        said |= {
            name: Figure(number, "count", least, published)
            for name, number in (("part", part), ("whole", whole))
        }
        said["all"] = "yes" if in_full else "no"
    remarks = [remark("activity", **said)]
    if short := tuple(done.activity.id for done in known if math.isinf(done.between(span)[1])):
        remarks.append(remark("not-all-of-them", activities=short))
    if unsaid := _unsaid(claim, evidence.activity):
        remarks.append(remark("on-whom-unsaid", activities=unsaid))
    bounds: Ends = (low, None if math.isinf(high) else high)
    return verdict_of(claim, answer(claim.region, (bounds,)), tuple(remarks))


def _least(done: Done, span: Months) -> float:
    low, high = done.between(span)
    return low if math.isinf(high) else min(low, high)


def activity_range(
    claim: Claim, known: Mapping[str, Done], span: Months
) -> tuple[float, float] | None:
    """Least and most of a number of actions, of one a month, or of a share; None where nothing is
    known of any of it, or nothing was done of which there could be a share."""
    part = _sum([known[key] for key in claim.actions], span)
    if not claim.among:
        if part == (0.0, math.inf):
            return None
        months = len(span) if not KINDS[claim.kind].takes_share else 1
        return part[0] / months, part[1] / months
    unsaid = _unsaid(claim, known)
    others = [key for key in claim.among if key not in (*claim.actions, *unsaid)]
    rest = _sum([known[key] for key in others], span)
    either = _sum([known[key] for key in unsaid], span)
    if part == rest == (0.0, math.inf):
        return None
    return _share(part, rest, either)


def _unsaid(claim: Claim, known: Mapping[str, Done]) -> tuple[str, ...]:
    """Those of which no source says to whom they were done, where the claim is of a group: they may
    be on either side."""
    if not all(known[key].activity.on for key in claim.actions):
        return ()
    return tuple(
        key for key in claim.among if not known[key].activity.on and key not in claim.actions
    )


def _plain_share(
    claim: Claim, known: Mapping[str, Done], span: Months
) -> tuple[float, float, bool] | None:
    """The part and the whole of those alone whose number and group are known, and True; where a
    part is not, or nothing else is, of the totals as their sources give them, of whatever months
    and whether or not they are all, and False.  None where not even those are known."""
    if known_in_full := _in_full(claim, known, span):
        return (*known_in_full, True)
    asked = [key for key in claim.among if key not in _unsaid(claim, known)]
    totals = {key: _as_given(known[key], span) for key in asked}
    given = {key: number for key, number in totals.items() if number is not None}
    if len(given) < len(totals) or set(given) == set(claim.actions) or not sum(given.values()):
        return None
    return sum(given[key] for key in claim.actions), sum(given.values()), False


def _as_given(done: Done, span: Months) -> float | None:
    """The number of an activity as its source gives it; of a table, of what it has in the span."""
    return done.between(span)[0] if done.monthly else done.activity.total


def _in_full(claim: Claim, known: Mapping[str, Done], span: Months) -> tuple[float, float] | None:
    """The part and the whole of those alone whose number and group are known; None where a part is
    not, or nothing else is."""
    unsaid = _unsaid(claim, known)
    ends = {key: known[key].between(span) for key in claim.among if key not in unsaid}
    full = {key: low for key, (low, high) in ends.items() if low == high}
    if set(claim.actions) - set(full) or set(full) == set(claim.actions):
        return None
    return sum(full[key] for key in claim.actions), sum(full.values())


def _sum(known: Sequence[Done], span: Months) -> tuple[float, float]:
    ends = [done.between(span) for done in known]
    return sum(low for low, _ in ends), sum(high for _, high in ends)


def _share(
    part: tuple[float, float], rest: tuple[float, float], either: tuple[float, float]
) -> tuple[float, float] | None:
    """The extremes of the part over part and rest; what may be on either side is on one of them."""
    most_rest, most_part = rest[1] + either[1], part[1] + either[1]
    if part[1] + most_rest == 0:
        return None
    low = 0.0 if math.isinf(most_rest) or part[0] == 0 else part[0] / (part[0] + most_rest)
    if math.isinf(most_part):
        return low, 1.0
    high = most_part / (most_part + rest[0]) if most_part else 0.0
    return low, high


def possible_answers(claim: Claim, evidence: Evidence) -> frozenset[str]:
    """Of supported and contradicted, what some numbers would give: what is known of which months
    stays as it is, and the numbers are `NUMBERS`, on each side of the claim."""
    answers = set()
    for few in NUMBERS:
        for many in NUMBERS:
            supposed = {
                key: _with(done, few if key in claim.actions else many)
                for key, done in evidence.activity.items()
            }
            answers.add(judge_activity(claim, replace(evidence, activity=supposed)).answer)
    return frozenset(OPPOSITE) & answers


def _with(done: Done, number: float) -> Done:
    """The same activity with another number, in every month that has one."""
    if done.monthly:
        return replace(done, counts=np.where(done.counts >= 0, number, done.counts))
    return replace(done, activity=replace(done.activity, total=number))
