"""Claims that a change lasted, or that it went back: judged on two windows after one start.

The effect in both windows is judged on ranges that hold for the two at once.  Where the change in
the first is not supported there is nothing that could have lasted, and the claim is undecided: a
gate, as the target's fall is one of movement.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from waterbed.claims.answers import (
    OPPOSITE,
    SUPPORTED,
    UNDECIDED,
    UNTESTABLE,
    answer,
    verdict_of,
    widen,
)
from waterbed.claims.asked import Asked
from waterbed.claims.compared import beside_starts, context, failed_gates, why_no_estimate
from waterbed.claims.evidence import Evidence
from waterbed.model.estimate import Check, Estimate, Parameter, Remark, remark
from waterbed.model.findings import Lasting, Possible
from waterbed.model.kinds import KINDS, Region
from waterbed.model.region import Ends
from waterbed.model.study import Claim
from waterbed.model.verdict import Verdict
from waterbed.model.window import WindowFrom

GATE = "first-change"


def regions(claim: Claim) -> tuple[Region, Region]:
    """Where the effect must lie in the first window, and in the later one as the claim states it,
    denied or not; each with one end."""
    assert claim.region is not None
    later = claim.region.undenied
    return KINDS[claim.kind].first_region(later), later


def hull(own: Ends | None, other: Ends) -> Ends:
    """The least interval that holds both; what holds for two windows is no less than for one."""
    if own is None:
        return (None, None)
    (a, b), (c, d) = own, other
    return (
        None if a is None or c is None else min(a, c),
        None if b is None or d is None else max(b, d),
    )


def _bars(estimate: Estimate) -> frozenset[str]:
    return frozenset(check.bars for check in failed_gates(estimate))


def first_holds(claim: Claim, first: Estimate, ends: Ends) -> bool:
    """Whether the change in the first window is supported, on its range and its gates."""
    return answer(regions(claim)[0], widen((ends,), _bars(first))) == SUPPORTED


@dataclass(frozen=True, slots=True)
class _Two:
    """What the two estimates say."""

    claim: Claim
    first: Estimate
    later: Estimate

    def answer(self, ranges: tuple[Ends, Ends]) -> str:
        """Of ranges of the two; undecided where there was nothing to last."""
        first, later = self.ranges(ranges)
        if not first_holds(self.claim, self.first, first):
            return UNDECIDED
        assert self.claim.region is not None
        return answer(self.claim.region, widen((later,), _bars(self.later)))

    def ranges(self, joint: tuple[Ends, Ends]) -> tuple[Ends, Ends]:
        """No narrower than the range of each window alone."""
        return hull(self.first.deciding, joint[0]), hull(self.later.deciding, joint[1])

    def gates(self, answered: str) -> list[Remark]:
        """The failed checks of both, and what they do to the answer."""
        failed = [*failed_gates(self.first), *failed_gates(self.later)]
        code = "gate-beside" if answered in OPPOSITE else "gate"
        return [remark(code, check=name) for name in dict.fromkeys(check.name for check in failed)]


def judge_lasting(asked: Asked, evidence: Evidence) -> Verdict:
    claim = asked.claim
    lasting = evidence.findings.lasting.get(claim.id)
    first, later, why = _estimates(asked, evidence)
    if first is None or later is None or lasting is None or asked.later is None:
        code = why or "few-references"
        return verdict_of(claim, UNTESTABLE, (remark("no-estimate", why=code),))
    two = _Two(claim, first, later)
    alone = two.answer(lasting.ranges)
    answered, opposed, quoted, moved = _agree_on_starts(asked, evidence, alone)
    gates = two.gates(alone)
    nothing = [] if lasting.gate.passed else [remark("gate", check=GATE)]
    binding = [*nothing, *(gates if alone not in OPPOSITE else ())]
    reasons = [*opposed, *binding, remark("lasting"), *quoted]
    reasons += context(asked.later, answered, later, evidence)
    reasons += gates if alone in OPPOSITE else []
    checks: tuple[Check, ...] = (lasting.gate, *later.checks, *first.checks)
    together = two.answer(lasting.together)
    return replace(
        verdict_of(claim, answered, tuple(dict.fromkeys(reasons))),
        simultaneous=answered if together == answered or answered not in OPPOSITE else UNDECIDED,
        estimates=(later, first, *moved),
        windows=two.ranges(lasting.ranges),
        checks=checks,
        detectable=evidence.detectable(claim),
        family=asked.family,
    )


def _estimates(asked: Asked, evidence: Evidence) -> tuple[Estimate | None, Estimate | None, str]:
    """Those of the two windows, and why one has none."""
    keys: tuple[Parameter | None, Parameter | None] = (asked.key, asked.later)
    first, later = (None if key is None else evidence.deciding(key) for key in keys)
    return first, later, next((why for key in keys if (why := why_no_estimate(key, evidence))), "")


def _agree_on_starts(
    asked: Asked, evidence: Evidence, answered: str
) -> tuple[str, list[Remark], list[Remark], list[Estimate]]:
    """Undecided where another start gives the opposite answer, each window on its own range there;
    otherwise it is quoted."""
    assert asked.key is not None and asked.later is not None
    starts, moved = [], []
    known = evidence.findings.alternatives
    by_start = {
        parameter.window.start: parameter
        for parameter in known.get(asked.later, ())
        if isinstance(parameter.window, WindowFrom)
    }
    for other in known.get(asked.key, ()):
        assert isinstance(other.window, WindowFrom)
        there = UNTESTABLE
        beside = by_start.get(other.window.start)
        first = evidence.deciding(other)
        later = None if beside is None else evidence.deciding(beside)
        if first is not None and later is not None and first.deciding and later.deciding:
            moved += [later, first]
            two = _Two(asked.claim, first, later)
            there = two.answer((first.deciding, later.deciding))
        # The two windows are of one measure, not of the waves of a programme.
        starts.append((replace(other.window, wave=""), there))
    return (*beside_starts(answered, starts), moved)


def foresee_lasting(
    asked: Asked, evidence: Evidence
) -> tuple[str, frozenset[str], tuple[str, ...]]:
    """Why it is untestable, what could come out of it, and the gates that have failed already."""
    claim = asked.claim
    first, later, why = _estimates(asked, evidence)
    lasting = evidence.findings.lasting.get(claim.id)
    if first is None or later is None or lasting is None:
        return why or "few-references", frozenset(), ()
    failed = [check.name for estimate in (first, later) for check in failed_gates(estimate)]
    before, after = regions(claim)
    if not any(
        answer(before, widen((ends,), _bars(first))) == SUPPORTED
        for ends in _could_be(before, first, lasting, evidence, 0)
    ):
        return "", frozenset(), tuple(dict.fromkeys([*failed, GATE]))
    assert claim.region is not None
    possible = {
        answer(claim.region, widen((ends,), _bars(later)))
        for ends in _could_be(after, later, lasting, evidence, 1)
    }
    return "", frozenset(OPPOSITE) & possible, tuple(dict.fromkeys(failed))


def _could_be(
    region: Region, estimate: Estimate, lasting: Lasting, evidence: Evidence, which: int
) -> tuple[Ends, ...]:
    """Ranges of one window that counts could give, that of the window alone among them."""
    joint = lasting.possible[which].sets(region)
    alone: Possible | None = evidence.findings.possible.get(estimate.parameter)
    own = joint if alone is None else alone.sets(region)
    return tuple(hull(ends[0], other[0]) for ends, other in zip(own, joint, strict=True))
