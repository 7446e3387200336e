"""How a claim is judged: one rule, for whoever made it (the design's verdicts.md, in code).

A claim is a region of one parameter.  The deciding interval inside the region: supported; inside
its complement: contradicted; otherwise undecided; no estimate: untestable.  A gate does not
answer: it takes away the end of the interval that cannot be trusted, so that it can only turn an
answer into undecided, never into its opposite.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from waterbed.nouns.estimate import (
    Check,
    Detectable,
    Estimate,
    Figure,
    Parameter,
    Pieces,
    Verdict,
    remark,
)
from waterbed.nouns.estimate import Remark as Reason
from waterbed.nouns.kinds import COMPARED, KINDS, SECOND, Region
from waterbed.nouns.population import PopulationRange
from waterbed.nouns.results import ReadingTable
from waterbed.nouns.study import TARGET, AlternativeStart, Claim, Rule, question_of

SUPPORTED, CONTRADICTED = "supported", "contradicted"
UNDECIDED, UNTESTABLE = "undecided", "untestable"
_OPPOSITE = {SUPPORTED: CONTRADICTED, CONTRADICTED: SUPPORTED}

Ends = tuple[float | None, float | None]


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that the judge may look at.

    readings : of each recorded claim
    refusals : why a parameter has no estimate, a code of REFUSALS
    simultaneous : deciding interval, or pieces, of each claim among its family
    alternatives : what stands in for a parameter under another start
    events, package : by (intervention, window): events touched; others in force in the target
    recorded_dates : whether counts are by month of recording
    methods : by intervention, the method that carries its verdicts; else the rule's headline
    populations : by id
    """

    estimates: tuple[Estimate, ...]
    checks: tuple[Check, ...]
    detectable: tuple[Detectable, ...] = ()
    readings: Mapping[str, ReadingTable] = field(default_factory=dict)
    refusals: Mapping[Parameter, str] = field(default_factory=dict)
    simultaneous: Mapping[str, Pieces] = field(default_factory=dict)
    alternatives: Mapping[Parameter, tuple[tuple[AlternativeStart, Parameter], ...]] = field(
        default_factory=dict
    )
    events: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    package: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    recorded_dates: bool = False
    methods: Mapping[str, str] = field(default_factory=dict)
    populations: Mapping[str, PopulationRange] = field(default_factory=dict)


def parameter_of(claim: Claim, rule: Rule) -> Parameter | None:
    """The parameter that a claim speaks of; None where its kind has none or no window is given."""
    asked = KINDS[claim.kind].parameter
    if asked not in COMPARED:
        return None
    window = rule.window(claim.window) if claim.window else rule.default_window(claim.intervention)
    if window is None:
        return None
    scale = "ratio" if KINDS[claim.kind].ratio else "count"
    return Parameter(
        "share" if asked == "movement" else question_of(claim.zone),
        claim.intervention,
        claim.outcome,
        claim.zone,
        window.name,
        "share" if asked == "movement" else scale,
    )


def family_of(claim: Claim, rule: Rule) -> str:
    """Claims of one speaker about one window are a family, unless the study file names another."""
    if claim.family:
        return claim.family
    key = parameter_of(claim, rule)
    return f"{claim.who}, {key.window}" if key else ""


EVERYTHING: Pieces = ((None, None),)


def answer(region: Region, pieces: Pieces) -> str:
    """What an interval, or all pieces of a set, say of a region; None is an unbounded end."""
    ends = [
        (-math.inf if low is None else low, math.inf if high is None else high)
        for low, high in pieces
    ]
    if all(region.holds(*one) for one in ends):
        return SUPPORTED
    if all(region.complement().holds(*one) for one in ends):
        return CONTRADICTED
    return UNDECIDED


def decides(estimate: Estimate) -> Pieces:
    """The deciding set of an estimate; everything where it has none."""
    if estimate.deciding_set:
        return estimate.deciding_set
    return EVERYTHING if estimate.deciding is None else (estimate.deciding,)


def widen(pieces: Pieces, bars: frozenset[str]) -> Pieces:
    """The set without the ends that failed gates take away.

    What rests on an estimated fall rests on the upper end, what rests on a rise on the lower one.
    """
    if bars & {"fall", "both"}:
        pieces = ((pieces[0][0], None),)
    if bars & {"rise", "both"}:
        pieces = ((None, pieces[-1][1]),)
    return pieces


def judge(claim: Claim, rule: Rule, evidence: Evidence) -> Verdict:
    """The verdict on one claim; a function of the rule and the evidence, never of who speaks."""
    parameter = KINDS[claim.kind].parameter
    if parameter == "recorded":
        return _judge_recorded(claim, evidence)
    if parameter in COMPARED:
        return _judge_compared(claim, rule, evidence)
    if parameter == "population":
        return _judge_population(claim, evidence)
    if parameter in SECOND:
        return _judge_second(claim, rule, evidence)
    reason = remark("needs") if parameter == "none" else remark("later")
    return _verdict(claim, UNTESTABLE, (reason,))


def _judge_second(claim: Claim, rule: Rule, evidence: Evidence) -> Verdict:
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
        return _verdict(claim, UNTESTABLE, (remark("later"),))
    own = _read(claim, found[0], evidence)
    names = dict.fromkeys(evidence.checks[i].name for i in own.failed)
    reasons = (*(remark("gate", check=name) for name in names), remark("second-source"))
    return replace(
        _verdict(claim, own.gated, reasons),
        estimates=tuple(found),
        checks=evidence.estimates[found[0]].checks,
        family=claim.family,
    )


def _judge_population(claim: Claim, evidence: Evidence) -> Verdict:
    """A number of people, or the share of one in another, on the ranges that there are.

    A share is judged on the extremes: the least of the one over the most of the other, and the
    most over the least.  A population of another place or time decides nothing; one from lists
    decides on its low side only.
    """
    keys = (claim.population,) if claim.kind == "number" else (claim.numerator, claim.denominator)
    found = [evidence.populations.get(key) for key in keys]
    known = [
        one for one in found if one is not None and one.population.here and one.low is not None
    ]
    if len(known) < len(keys) or claim.region is None:
        return _verdict(claim, UNTESTABLE, (remark("no-population", populations=keys),))
    ends: Ends | None = _trusted(known[0])
    if claim.kind == "share":
        ends = _quotient(_trusted(known[0]), _trusted(known[1]))
    if ends is None:
        return _verdict(claim, UNTESTABLE, (remark("part-exceeds-whole", populations=keys),))
    said = remark("population", populations=keys)
    return _verdict(claim, answer(claim.region, (ends,)), (said,))


def _trusted(one: PopulationRange) -> Ends:
    """The ends that may decide: of a range from lists the low one only.

    Where people differ in how readily they are listed, such ranges miss nearly always below the
    truth (docs/lists.md).
    """
    return one.low, one.high if one.study is None else None


def _quotient(part: Ends, whole: Ends) -> Ends | None:
    """The extremes of part over whole, at most 1; None where the least of the part is more than
    the most of the whole, so that the two do not speak of the same people."""
    least = part[0] or 0.0
    if whole[1] is not None and least > whole[1]:
        return None
    low = least / whole[1] if whole[1] else 0.0
    high = 1.0 if part[1] is None or not whole[0] else part[1] / whole[0]
    return low, min(high, 1.0)


def _verdict(claim: Claim, found: str, reasons: tuple[Reason, ...]) -> Verdict:
    return Verdict(
        claim.id, claim.kind, found, found, reasons, negated=claim.negated, stated=claim.stated
    )


def _judge_recorded(claim: Claim, evidence: Evidence) -> Verdict:
    table = evidence.readings.get(claim.id)
    if (
        table is None
        or (claim.window and table.stated is None)
        or not (claim.window or table.readings)
    ):
        return _verdict(claim, UNTESTABLE, (remark("no-estimate", why="gaps"),))
    reach = sum(reading.reaches for reading in table.readings)
    declared = len(table.readings) + table.missing
    readings = (reach, declared) if table.readings else None
    if table.stated is not None:
        meets = table.stated.reaches
        found = SUPPORTED if meets else CONTRADICTED
        reasons = [remark("recorded-window")]
        if readings:
            reasons.append(remark("other-readings"))
    else:
        found = {declared: SUPPORTED, 0: CONTRADICTED}.get(reach, UNDECIDED)
        if table.missing:
            found = UNDECIDED
        reasons = [remark("recorded-grid")]
    if claim.negated:
        found = _OPPOSITE.get(found, found)
    if found == CONTRADICTED and claim.place == "nearest":
        found = UNDECIDED
        reasons.insert(0, remark("nearest-place"))
    recorded, reproduced = _reproduced(claim, table)
    return replace(
        _verdict(claim, found, tuple(reasons)),
        recorded=recorded,
        reproduced=reproduced,
        readings=readings,
    )


def _reproduced(claim: Claim, table: ReadingTable) -> tuple[Figure | None, bool | None]:
    """The change on the stated reading, and whether the claimed figure comes out of it."""
    stated = table.stated
    if stated is None or stated.change is None or claim.stated is None:
        return None, None
    smallest = min(stated.base_count or 0.0, stated.post_count or 0.0)
    figure = Figure(stated.change, "ratio", smallest, table.published)
    return figure, abs(stated.change - claim.stated) <= claim.rounding / 2 + 1e-9


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one estimate says of the claim, before and after its gates."""

    ungated: str
    gated: str
    bars: frozenset[str]
    failed: tuple[int, ...]


def _read(claim: Claim, position: int, evidence: Evidence) -> _Reading:
    estimate = evidence.estimates[position]
    region = region_on(claim, estimate)
    failed = tuple(
        i for i in estimate.checks if evidence.checks[i].gate and not evidence.checks[i].passed
    )
    bars = frozenset(evidence.checks[i].bars for i in failed)
    return _Reading(
        answer(region, decides(estimate)),
        answer(region, widen(decides(estimate), bars)),
        bars,
        failed,
    )


def region_on(claim: Claim, estimate: Estimate) -> Region:
    """The claim's region, of ratios or shares, on the scale of an estimate."""
    assert claim.region is not None
    if estimate.parameter.scale == "count":
        return claim.region.scaled(estimate.expected or 1.0)
    return claim.region


def _find(key: Parameter, rule: Rule, evidence: Evidence) -> int | None:
    method = evidence.methods.get(key.intervention, rule.headline)
    for i, estimate in enumerate(evidence.estimates):
        if estimate.method == method and estimate.parameter == key:
            return i
    return None


def _judge_compared(claim: Claim, rule: Rule, evidence: Evidence) -> Verdict:
    key = parameter_of(claim, rule)
    position = _find(key, rule, evidence) if key else None
    if key is None or position is None:
        why = evidence.refusals.get(key, "no-target") if key else "no-target"
        return _verdict(claim, UNTESTABLE, (remark("no-estimate", why=why),))
    own = _read(claim, position, evidence)
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
        _verdict(claim, found, tuple(reasons + _context(key, found, estimate, evidence))),
        simultaneous=_simultaneous(claim, region_on(claim, estimate), found, own, evidence),
        estimates=tuple(used),
        checks=estimate.checks,
        detectable=detectable,
        specifications=_specifications(claim, key, position, evidence),
        family=family_of(claim, rule),
    )


def _first_reasons(key: Parameter, own: _Reading, evidence: Evidence) -> list[Reason]:
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


def _simultaneous(
    claim: Claim, region: Region, found: str, own: _Reading, evidence: Evidence
) -> str:
    """The answer that stands beside those of the claim's family: never more than its own."""
    if found not in _OPPOSITE or claim.id not in evidence.simultaneous:
        return found
    pieces = widen(evidence.simultaneous[claim.id], own.bars)
    return found if answer(region, pieces) == found else UNDECIDED


def _agree_on_rest(
    claim: Claim, key: Parameter, rule: Rule, evidence: Evidence, found: str, used: list[int]
) -> tuple[str, list[Reason]]:
    """A claim about a zone needs the same answer outside its co-treated areas."""
    if found not in _OPPOSITE or key.zone == TARGET:
        return found, []
    parts = {
        part: _find(replace(key, part=part), rule, evidence) for part in ("co-treated", "rest")
    }
    # A part without an estimate still is a part: only where none was tried is there none.
    if parts["co-treated"] is None and replace(key, part="co-treated") not in evidence.refusals:
        return found, []
    used.extend(i for i in parts.values() if i is not None)
    rest = parts["rest"]
    outside = UNTESTABLE if rest is None else _read(claim, rest, evidence).gated
    if outside == found:
        return found, []
    return UNDECIDED, [remark("parts-differ", whole=found, rest=outside)]


def _agree_on_starts(
    claim: Claim, key: Parameter, rule: Rule, evidence: Evidence, found: str, used: list[int]
) -> tuple[str, list[Reason], list[Reason]]:
    """Undecided where another start gives the opposite answer; otherwise it is quoted."""
    opposed, quoted = [], []
    for alternative, other in evidence.alternatives.get(key, ()):
        position = _find(other, rule, evidence)
        if position is None:
            continue
        used.append(position)
        there = _read(claim, position, evidence).gated
        facts = {"start": other.window.split("@")[-1], "source": alternative.source}
        if there == _OPPOSITE.get(found):
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
    if evidence.package.get(where):
        reasons.append(remark("co-treated-target", interventions=evidence.package[where]))
    for i in estimate.checks:
        check = evidence.checks[i]
        if check.name in ("base-window", "pre-trend") and not check.gate and not check.passed:
            reasons.append(remark(check.name, check=check.name))
    reasons += [remark("event", event=name) for name in evidence.events.get(where, ())]
    if found in _OPPOSITE:
        reasons.append(remark("recorded-not-harm"))
    if evidence.recorded_dates:
        reasons.append(remark("recorded-date"))
    return reasons
