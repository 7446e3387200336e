"""Claims of an effect, of movement, of reporting or harm: judged on an estimate and its gates."""

from __future__ import annotations

from dataclasses import dataclass, replace

from waterbed.claims.answers import (
    OPPOSITE,
    UNDECIDED,
    UNTESTABLE,
    answer,
    decides,
    verdict_of,
    widen,
)
from waterbed.claims.evidence import Evidence, family_of, parameter_of
from waterbed.model.estimate import (
    Estimate,
    Figure,
    Parameter,
    Verdict,
    remark,
)
from waterbed.model.estimate import Remark as Reason
from waterbed.model.kinds import KINDS, SECOND, Region
from waterbed.model.months import label
from waterbed.model.study import (
    OTHER,
    TARGET,
    Claim,
    Rule,
)
from waterbed.model.window import WindowFrom


@dataclass(frozen=True, slots=True)
class Said:
    """What one estimate says of the claim, before and after its gates."""

    ungated: str
    gated: str
    bars: frozenset[str]
    failed: tuple[int, ...]


def read_estimate(claim: Claim, position: int, evidence: Evidence) -> Said:
    estimate = evidence.estimates[position]
    region = region_on(claim, estimate)
    failed = tuple(
        i for i in estimate.checks if evidence.checks[i].gate and not evidence.checks[i].passed
    )
    bars = frozenset(evidence.checks[i].bars for i in failed)
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


def judge_second(claim: Claim, rule: Rule, evidence: Evidence) -> Verdict:
    """Of reporting or of harm: by the second source where there is one, else untestable."""
    window = rule.window(claim.window) if claim.window else rule.default_window(claim.intervention)
    asked = KINDS[claim.kind].parameter
    found = [
        i
        for i, one in enumerate(evidence.estimates)
        if one.method == SECOND[asked]
        and window is not None
        and one.parameter
        == Parameter(
            "reporting", claim.intervention, claim.outcome, claim.zone, window.name, "ratio"
        )
    ]
    if not found:
        return verdict_of(claim, UNTESTABLE, (remark("later"),))
    own = read_estimate(claim, found[0], evidence)
    names = dict.fromkeys(evidence.checks[i].name for i in own.failed)
    reasons = (*(remark("gate", check=name) for name in names), remark("second-source"))
    return replace(
        verdict_of(claim, own.gated, reasons),
        estimates=tuple(found),
        checks=evidence.estimates[found[0]].checks,
        family=claim.family,
    )


def _find(key: Parameter, rule: Rule, evidence: Evidence) -> int | None:
    method = evidence.methods.get(key.intervention, rule.headline)
    for i, estimate in enumerate(evidence.estimates):
        if estimate.method == method and estimate.parameter == key:
            return i
    return None


def judge_compared(claim: Claim, rule: Rule, evidence: Evidence) -> Verdict:
    key = parameter_of(claim, rule)
    position = _find(key, rule, evidence) if key else None
    if key is None or position is None:
        why = evidence.refusals.get(key, "no-target") if key else "no-target"
        return verdict_of(claim, UNTESTABLE, (remark("no-estimate", why=why),))
    own = read_estimate(claim, position, evidence)
    found, reasons = own.gated, _first_reasons(key, own, evidence)
    used = [position]
    found, more = _agree_on_rest(claim, key, rule, evidence, found, used)
    reasons = more + reasons
    found, opposed, quoted = _agree_on_starts(claim, key, rule, evidence, found, used)
    reasons = opposed + reasons + quoted
    estimate = evidence.estimates[position]
    detectable = next(
        (i for i, one in enumerate(evidence.detectable) if one.claim == claim.id),
        None,
    )
    return replace(
        verdict_of(claim, found, tuple(reasons + _context(key, found, estimate, evidence))),
        simultaneous=_simultaneous(claim, region_on(claim, estimate), found, own, evidence),
        estimates=tuple(used),
        checks=estimate.checks,
        detectable=detectable,
        specifications=_specifications(claim, key, position, evidence),
        family=family_of(claim, rule),
    )


def _first_reasons(key: Parameter, own: Said, evidence: Evidence) -> list[Reason]:
    """What the deciding set says and which gates failed, what binds first.

    A share has no set where its gate failed, so that nothing is said of it.
    """
    names = dict.fromkeys(evidence.checks[i].name for i in own.failed)
    gates = [remark("gate", check=name) for name in names]
    if key.question == "share":
        return gates or [remark("share")]
    says = [remark("interval")]
    return gates + says if own.gated != own.ungated else says + gates


def _specifications(
    claim: Claim, key: Parameter, deciding: int, evidence: Evidence
) -> tuple[tuple[int, str], ...]:
    """What each other method, window and start would answer, gates left out.

    A specification curve (Simonsohn, Simmons and Nelson 2020, *Nature Human Behaviour* 4:1208):
    it shows whether an answer hangs on one choice, and decides nothing.
    """
    same = replace(key, window="")
    return tuple(
        (i, answer(region_on(claim, one), decides(one)))
        for i, one in enumerate(evidence.estimates)
        if i != deciding and replace(one.parameter, window="") == same
    )


def _simultaneous(claim: Claim, region: Region, found: str, own: Said, evidence: Evidence) -> str:
    """The answer that stands beside those of the claim's family: never more than its own."""
    if found not in OPPOSITE or claim.id not in evidence.simultaneous:
        return found
    pieces = widen(evidence.simultaneous[claim.id], own.bars)
    return found if answer(region, pieces) == found else UNDECIDED


def _agree_on_rest(
    claim: Claim, key: Parameter, rule: Rule, evidence: Evidence, found: str, used: list[int]
) -> tuple[str, list[Reason]]:
    """A claim about a zone needs the same answer outside its co-treated areas."""
    if found not in OPPOSITE or key.zone == TARGET:
        return found, []
    parts = {
        part: _find(replace(key, part=part), rule, evidence) for part in ("co-treated", "rest")
    }
    # A part without an estimate still is a part: only where none was tried is there none.
    if parts["co-treated"] is None and replace(key, part="co-treated") not in evidence.refusals:
        return found, []
    used.extend(i for i in parts.values() if i is not None)
    rest = parts["rest"]
    outside = UNTESTABLE if rest is None else read_estimate(claim, rest, evidence).gated
    if outside == found:
        return found, []
    return UNDECIDED, [remark("parts-differ", whole=found, rest=outside)]


def _agree_on_starts(
    claim: Claim, key: Parameter, rule: Rule, evidence: Evidence, found: str, used: list[int]
) -> tuple[str, list[Reason], list[Reason]]:
    """Undecided where another start gives the opposite answer; otherwise it is quoted."""
    opposed, quoted = [], []
    for other in evidence.alternatives.get(key, ()):
        assert isinstance(other.window, WindowFrom)
        position = _find(other, rule, evidence)
        there = UNTESTABLE
        if position is not None:
            used.append(position)
            there = read_estimate(claim, position, evidence).gated
        start = other.window.start
        facts = {
            "start": label(start.start), "source": start.source, "wave": other.window.wave,
        }  # fmt: skip
        if there == OPPOSITE.get(found):
            opposed.append(remark("alternative-start-opposite", **facts))
        else:
            quoted.append(remark("alternative-start", **facts, answer=there))
    return (UNDECIDED if opposed else found), opposed, quoted


def _context(key: Parameter, found: str, estimate: Estimate, evidence: Evidence) -> list[Reason]:
    """What must be said beside any answer."""
    where = (key.intervention, key.window)
    reasons = []
    if estimate.reached:
        reached, of = estimate.reached
        reasons.append(remark("unusual", reached=Figure(reached), placebos=Figure(of)))
    if key.question == OTHER:
        reasons.append(remark("own-place"))
    # The place of another outcome need not hold the target: its estimate says so.
    held = key.question != OTHER or any(one.code == "co-treated" for one in estimate.warnings)
    if held and evidence.package.get(where):
        reasons.append(remark("co-treated-target", interventions=evidence.package[where]))
    for i in estimate.checks:
        check = evidence.checks[i]
        if check.name in ("base-window", "pre-trend") and not check.gate and not check.passed:
            reasons.append(remark(check.name, check=check.name))
    if any(evidence.checks[i].name == "police-attention" for i in estimate.checks):
        reasons.append(remark("police-attention"))
    reasons += [remark("event", event=name) for name in evidence.events.get(where, ())]
    if found in OPPOSITE:
        reasons.append(remark("recorded-not-harm"))
    if evidence.recorded_dates:
        reasons.append(remark("recorded-date"))
    return reasons
