"""Claims of an effect, of movement, of reporting or harm: judged on an estimate and its gates."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from waterbed.claims.answers import (
    CONTRADICTED,
    OPPOSITE,
    SUPPORTED,
    UNDECIDED,
    UNTESTABLE,
    answer,
    decides,
    verdict_of,
    widen,
)
from waterbed.claims.asked import Asked
from waterbed.claims.evidence import Evidence
from waterbed.model.codes import TOO_LITTLE
from waterbed.model.estimate import Check, Estimate, Figure, Parameter, Remark, remark
from waterbed.model.kinds import KINDS, RELATIVE, SECOND, Region
from waterbed.model.months import label
from waterbed.model.study import OTHER, TARGET, Claim, question_of
from waterbed.model.verdict import Verdict
from waterbed.model.window import WindowFrom, WindowKey

TOLD = ("base-window", "own-years", "season", "pre-trend")
"""Checks that are told with any answer where they did not pass and do not bind."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one estimate says of the claim, before and after its gates."""

    ungated: str
    gated: str
    bars: frozenset[str]
    failed: tuple[Check, ...]

    @property
    def gates(self) -> list[Remark]:
        """The failed checks that keep it from an answer."""
        return [] if self.gated in OPPOSITE else self._failed("gate")

    @property
    def aside(self) -> list[Remark]:
        """The failed checks that took away no more than the end on which the answer does not
        rest."""
        return self._failed("gate-beside") if self.gated in OPPOSITE else []

    def _failed(self, code: str) -> list[Remark]:
        names = dict.fromkeys(check.name for check in self.failed)
        if self.gated == self.ungated:
            # That it did not change more is said of a place that did not change at all: no fault.
            names.pop("own-change", None)
        return [remark(code, check=name) for name in names]


def failed_gates(estimate: Estimate) -> tuple[Check, ...]:
    return tuple(check for check in estimate.checks if check.gate and not check.passed)


def why_no_estimate(key: Parameter | None, evidence: Evidence) -> str:
    """Why a parameter has no estimate that may decide, a code of REFUSALS, or ""."""
    if key is not None and evidence.deciding(key) is not None:
        return ""
    return evidence.findings.refusals.get(key, "no-target") if key else "no-target"


PLAIN = "before-after"
"""The method that tells what was recorded, and no more."""


def what_suffices(key: Parameter | None, why: str, evidence: Evidence) -> list[Remark]:
    """What would have sufficed, where there are too few places or years; else nothing."""
    if key is None or why not in TOO_LITTLE:
        return []
    would_suffice = evidence.findings.suffices.get((key.intervention, key.window, key.outcome))
    if would_suffice is None:
        return []
    areas, enough, needed = (_figure(would_suffice, name) for name in ("areas", "enough", "needed"))
    if key.zone == TARGET and (areas < enough or not _figure(would_suffice, "starts")):
        return [would_suffice]
    if would_suffice.code == "zones-suffice" and evidence.deciding(key) is None:
        return [would_suffice]
    # Of a zone, or with areas enough for a target of its size alone: it is places with all their
    # zones that are few.
    estimate = evidence.deciding(key)
    # How many places a rule picks is not told of tables that are not published.
    known = estimate is not None and estimate.published
    separate = (estimate.disjoint or 0) if estimate is not None and known else 0
    more = Figure(math.ceil(areas * needed / separate)) if separate else ""
    there = Figure(separate) if separate else ""
    facts = {name: would_suffice[name] for name in ("needed", "areas", "starts")}
    return [remark("zones-suffice", **facts, separate=there, enough=more)]


def _figure(facts: Remark, name: str) -> float:
    value = facts[name]
    return (value.value or 0.0) if isinstance(value, Figure) else 0.0


def why_no_second(asked: Asked, evidence: Evidence) -> str:
    """Why a claim of reporting or of harm is untestable whatever the counts: it takes a second
    source, and an estimate of either."""
    claim, key = asked.claim, asked.key
    second = evidence.second.get(claim.outcome, "")
    if key is None or not second:
        return "later"
    effect = replace(key, question=question_of(claim.zone))
    both = (replace(effect, outcome=outcome) for outcome in (claim.outcome, second))
    return next((why for parameter in both if (why := why_no_estimate(parameter, evidence))), "")


def read_estimate(claim: Claim, estimate: Estimate) -> Said:
    region = region_on(claim, estimate)
    failed = failed_gates(estimate)
    bars = frozenset(check.bars for check in failed)
    return Said(
        answer(region, decides(estimate)),
        answer(region, widen(decides(estimate), bars)),
        bars,
        failed,
    )


def region_on(claim: Claim, estimate: Estimate) -> Region:
    """The claim's region on the scale of an estimate: of ratios, shares, or counts that moved."""
    assert claim.region is not None
    if estimate.parameter.scale == "count" and estimate.parameter.question != "share":
        return claim.region.scaled(estimate.expected or 1.0)
    return claim.region


def judge_second(asked: Asked, evidence: Evidence) -> Verdict:
    """Of reporting or of harm: by the second source where there is one, else untestable."""
    claim = asked.claim
    method = SECOND[KINDS[claim.kind].parameter]
    estimate = evidence.findings.of(asked.key, method) if asked.key else None
    if estimate is None:
        why = why_no_second(asked, evidence)
        reason = remark("no-estimate", why=why) if why not in ("", "later") else remark("later")
        return verdict_of(claim, UNTESTABLE, (reason,))
    own = read_estimate(claim, estimate)
    return replace(
        verdict_of(claim, own.gated, (*own.gates, remark("second-source"), *own.aside)),
        estimates=(estimate,),
        checks=estimate.checks,
        family=asked.family,
    )


def judge_compared(asked: Asked, evidence: Evidence) -> Verdict:
    claim, key = asked.claim, asked.key
    estimate = evidence.deciding(key) if key else None
    if key is None or estimate is None:
        why = why_no_estimate(key, evidence)
        reasons = [remark("no-estimate", why=why), *what_suffices(key, why, evidence)]
        if key is not None and evidence.findings.of(replace(key, scale="count"), PLAIN):
            reasons.append(remark("as-recorded"))
        return verdict_of(claim, UNTESTABLE, tuple(reasons))
    own = read_estimate(claim, estimate)
    answered, differ, parts = _agree_on_rest(claim, key, evidence, own.gated)
    answered, opposed, quoted, moved = _agree_on_starts(claim, key, evidence, answered)
    reasons = [*opposed, *differ, *_first_reasons(key, own), *quoted]
    if answered == UNDECIDED and any(check.name == "placebos" for check in own.failed):
        reasons += what_suffices(key, "few-references", evidence)
    reasons += context(key, answered, estimate, evidence)
    reasons += _round_about(claim, key, answered, evidence)
    return replace(
        verdict_of(claim, answered, (*reasons, *own.aside)),
        simultaneous=_simultaneous(claim, region_on(claim, estimate), answered, own, evidence),
        estimates=(estimate, *parts, *moved),
        checks=estimate.checks,
        detectable=evidence.detectable(claim),
        specifications=_specifications(claim, key, estimate, evidence),
        family=asked.family,
    )


def _first_reasons(key: Parameter, own: Said) -> list[Remark]:
    """What the deciding set says, and which gates keep it from an answer, what binds first.

    A share has no set where its gate failed, so that nothing is said of it.
    """
    if key.question == "share":
        return own.gates or [remark("share")]
    says = [remark("relative" if key.question in RELATIVE else "interval")]
    return own.gates + says if own.gated != own.ungated else says + own.gates


def _specifications(
    claim: Claim, key: Parameter, deciding: Estimate, evidence: Evidence
) -> tuple[tuple[Estimate, str], ...]:
    """What each other method, window and start would answer, gates left out.

    A specification curve (Simonsohn, Simmons and Nelson 2020, *Nature Human Behaviour* 4:1208):
    it shows whether an answer hangs on one choice, and decides nothing.
    """
    estimates: dict[tuple[str, str, WindowKey], Estimate] = {}
    for other in evidence.findings.estimates:
        at = other.parameter
        if replace(at, window=key.window, scale=key.scale) != key:
            continue
        way = (other.method, other.about, at.window)
        # Of a method that has both scales, that on which the claim is judged.
        if way not in estimates or at.scale == key.scale:
            estimates[way] = other
    return tuple(
        (other, answer(region_on(claim, other), decides(other)))
        for other in estimates.values()
        if other is not deciding
    )


def _simultaneous(
    claim: Claim, region: Region, answered: str, own: Said, evidence: Evidence
) -> str:
    """The answer that stands beside those of the claim's family: never more than its own."""
    pieces = evidence.findings.simultaneous.get(claim.id)
    if answered not in OPPOSITE or pieces is None:
        return answered
    return answered if answer(region, widen(pieces, own.bars)) == answered else UNDECIDED


def _agree_on_rest(
    claim: Claim, key: Parameter, evidence: Evidence, whole: str
) -> tuple[str, list[Remark], list[Estimate]]:
    """A claim about a zone needs the same answer outside its co-treated areas."""
    if whole not in OPPOSITE or key.zone == TARGET:
        return whole, [], []
    shared = replace(key, part="co-treated")
    treated, rest = evidence.deciding(shared), evidence.deciding(replace(key, part="rest"))
    # A part without an estimate still is a part: only where none was tried is there none.
    if treated is None and shared not in evidence.findings.refusals:
        return whole, [], []
    parts = [part for part in (treated, rest) if part is not None]
    outside = UNTESTABLE if rest is None else read_estimate(claim, rest).gated
    if outside == whole:
        return whole, [], parts
    return UNDECIDED, [remark("parts-differ", whole=whole, rest=outside)], parts


def _agree_on_starts(
    claim: Claim, key: Parameter, evidence: Evidence, answered: str
) -> tuple[str, list[Remark], list[Remark], list[Estimate]]:
    """Undecided where another start gives the opposite answer; otherwise it is quoted."""
    starts, moved = [], []
    for other in evidence.findings.alternatives.get(key, ()):
        assert isinstance(other.window, WindowFrom)
        estimate = evidence.deciding(other)
        there = UNTESTABLE
        if estimate is not None:
            moved.append(estimate)
            there = read_estimate(claim, estimate).gated
        starts.append((other.window, there))
    return (*beside_starts(answered, starts), moved)


def beside_starts(
    answered: str, starts: Sequence[tuple[WindowFrom, str]]
) -> tuple[str, list[Remark], list[Remark]]:
    """What stands of an answer beside those from other starts, the starts with the opposite one,
    and the others, which are quoted.

    starts : the window from another start, with its answer
    """
    opposed, quoted = [], []
    for window, there in starts:
        start = window.start
        facts = {"start": label(start.start), "source": start.source, "wave": window.wave}
        if there == OPPOSITE.get(answered):
            opposed.append(remark("alternative-start-opposite", **facts))
        else:
            quoted.append(remark("alternative-start", **facts, answer=there))
    return (UNDECIDED if opposed else answered), opposed, quoted


def change_established(claim: Claim, answered: str) -> bool:
    """Whether an answer says that a fall or a rise against what was expected is supported: that it
    fell is, or that it did not fall is contradicted."""
    kind = KINDS[claim.kind]
    affirms = CONTRADICTED if claim.negated else SUPPORTED
    return kind.parameter == "effect" and bool(kind.direction) and answered == affirms


def _round_about(claim: Claim, key: Parameter, answered: str, evidence: Evidence) -> list[Remark]:
    """What the untreated surroundings did, beside a fall or a rise that is supported."""
    there = any(
        (surrounding.intervention, surrounding.outcome, surrounding.window)
        == (key.intervention, key.outcome, key.window)
        for surrounding in evidence.findings.surroundings
    )
    return [remark("surroundings")] if there and change_established(claim, answered) else []


def context(key: Parameter, answered: str, estimate: Estimate, evidence: Evidence) -> list[Remark]:
    """What must be said beside any answer."""
    where, findings = (key.intervention, key.window), evidence.findings
    reasons = []
    if estimate.reached:
        reached, of = estimate.reached
        reasons.append(remark("unusual", reached=Figure(reached), placebos=Figure(of)))
    if key.question == OTHER:
        reasons.append(remark("own-place"))
    # The place of another outcome need not hold the target: its estimate says so.
    held = key.question != OTHER or any(
        warning.code == "co-treated" for warning in estimate.warnings
    )
    package = findings.package.get(where, ())
    if held and package:
        reasons.append(remark("co-treated-target", interventions=package))
    for check in estimate.checks:
        if check.name in TOLD and not check.gate and not check.passed:
            reasons.append(remark(check.name, check=check.name))
    if any(check.name == "police-attention" for check in estimate.checks):
        reasons.append(remark("police-attention"))
    reasons += [remark("event", event=name) for name in findings.events.get(where, ())]
    if answered in OPPOSITE:
        reasons.append(remark("recorded-not-harm"))
    if evidence.recorded_dates:
        reasons.append(remark("recorded-date"))
    return reasons
