"""Claims that a change lasted, or that it went back: two windows, their ranges and their gate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from waterbed.claims import Asked
from waterbed.claims.lasting import first_holds, hull, regions
from waterbed.effect.compare import Comparison
from waterbed.effect.two_windows import SCALE, Both, TwoWindows, two_windows
from waterbed.model.estimate import Check, Detectable, Estimate, remark
from waterbed.model.findings import Findings, Lasting
from waterbed.model.kinds import KINDS
from waterbed.model.study import Study

OPEN: Both = ((None, None), (None, None))
MOST = {"fall": 1.0, "rise": 3.0}
"""The largest change that is tried: a fall to nothing, a rise to four times as many."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim of two windows, and the windows as they are compared."""

    asked: Asked
    windows: TwoWindows


def pairs_of(
    study: Study, comparison: Comparison, method: str, asked: Sequence[Asked]
) -> tuple[Pair, ...]:
    """Every claim of two windows whose first one this is and whose later one has counts."""
    return tuple(_pairs(study, comparison, method, asked))


def _pairs(
    study: Study, comparison: Comparison, method: str, asked: Sequence[Asked]
) -> Iterator[Pair]:
    known: dict[tuple[str, str], TwoWindows] = {}
    span = comparison.setting.panel.span
    for asked_claim in asked:
        if asked_claim.later is None:
            continue
        post = study.rule.window(asked_claim.claim.later).post
        outcome = asked_claim.claim.outcome
        if post.last > span.last:
            continue
        if (asked_claim.claim.later, outcome) not in known:
            published = study.outcome_published(outcome)
            known[asked_claim.claim.later, outcome] = two_windows(
                comparison, method, post, outcome, published
            )
        windows = known[asked_claim.claim.later, outcome]
        if not windows.refusal:
            yield Pair(asked_claim, windows)


def lasting_findings(
    study: Study, method: str, pairs: Sequence[Pair], findings: Findings, shares: dict[str, int]
) -> Findings:
    """Ranges that hold in both windows at once, the gate that there was something to last, and what
    could have been seen.

    findings : of the first window; shares : by family, how many claims divide its error
    """
    lasting, checks, seen = {}, [], []
    for pair in pairs:
        assert pair.asked.key is not None
        first = findings.of(pair.asked.key, method)
        if first is None:
            continue
        lasted, check = _lasting(study, pair, first, shares[pair.asked.family])
        lasting[pair.asked.claim.id] = lasted
        checks.append(check)
        general = next(
            (
                seen_
                for seen_ in findings.detectable
                if not seen_.claim and replace(seen_.parameter, scale=SCALE) == pair.asked.key
            ),
            None,
        )
        if general is not None:
            seen.append(_detectable(study, pair, general))
    return Findings(checks=tuple(checks), detectable=tuple(seen), lasting=lasting)


def _lasting(study: Study, pair: Pair, first: Estimate, many: int) -> tuple[Lasting, Check]:
    level, windows, claim = study.rule.deciding_level, pair.windows, pair.asked.claim
    alone = windows.ranges(level)
    together = windows.ranges(1 - (1 - level) / many) if many > 1 else alone
    holds = first_holds(claim, first, hull(first.deciding, alone[0]))
    facts = remark("first-change", direction=KINDS[claim.kind].direction, window=claim.window)
    bars = "" if holds else "both"
    check = windows.first.check(facts, holds, gate=True, bars=bars)
    check = replace(check, parameter=pair.asked.later)
    return Lasting(alone, together, check, windows.possible(level)), check


def _detectable(study: Study, pair: Pair, general: Detectable) -> Detectable:
    """The smallest first change after which the claim would be answered: one that lasted as it was
    for a claim that it lasted, one that went back to nothing for a claim that it did."""
    claim, direction = pair.asked.claim, KINDS[pair.asked.claim.kind].direction
    first, later = regions(claim)
    sign, stays = (-1.0 if direction == "fall" else 1.0), first == later
    size = pair.windows.smallest(
        lambda size: (sign * size, sign * size if stays else 0.0),
        (first, later),
        study.rule.deciding_level,
        general.power,
        MOST[direction],
    )
    sizes = {"fall": None, "rise": None} | {direction: size}
    general = replace(general, larger=())
    return replace(general, parameter=pair.asked.key, claim=claim.id, chance=None, **sizes)  # type: ignore[arg-type]
