"""Claims of one speaker about one window: judged together as well as singly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from waterbed.claims import Asked
from waterbed.displacement.movement import HERE, movement_set
from waterbed.displacement.relative_estimates import relative_set
from waterbed.effect.compare import Comparison
from waterbed.effect.estimand import Estimand
from waterbed.effect.estimates import ends_on
from waterbed.effect.months_after import Cell, ends_at_once
from waterbed.effect.setting import WHOLE
from waterbed.model.estimate import Parameter
from waterbed.model.findings import Findings
from waterbed.model.kinds import PAIRED, RELATIVE
from waterbed.model.region import Pieces
from waterbed.model.study import Rule


def answered(
    comparison: Comparison, method: str, asked: Sequence[Asked]
) -> list[tuple[Asked, Parameter]]:
    """The claims about this comparison that have an estimate by this method, and their parameters;
    claims on another outcome in its own place belong to that outcome's comparison."""

    def refused(key: Parameter) -> bool:
        places = [comparison.whole(key.zone)] + ([HERE] if key.question in PAIRED else [])
        return any(
            place not in comparison.places or comparison.refusal(place, key.outcome, method)
            for place in places
        )

    return [
        (asked_claim, asked_claim.key)
        for asked_claim in asked
        if (asked_claim.claim.zone if asked_claim.claim.other else "") == comparison.beside
        and asked_claim.key is not None
        and not refused(asked_claim.key)
    ]


def families(
    compared: Sequence[Comparison],
    method: str,
    rule: Rule,
    asked: Sequence[Asked],
    findings: Findings,
) -> dict[str, Pieces]:
    """Deciding interval of each claim, simultaneous over the claims of its family.

    Effects by max-t over their placebos; what rests on target and zone together, whose placebos
    have no studentised value of their own, at a level divided among the family (Bonferroni), of
    which the effects have the rest; claims of two windows, at that level too, by
    `analysis.lasting`.
    compared : the comparison and those of other outcomes, whose placebos stand in the same order
    findings : of them all
    """
    cells: dict[str, Cell] = {}
    members_of: dict[str, list[tuple[str, Parameter]]] = {}
    apart = {
        asked_claim.claim.id
        for asked_claim in asked
        if asked_claim.later or (asked_claim.key and asked_claim.key.question in PAIRED)
    }
    for k, comparison in enumerate(compared):
        for asked_claim, key in answered(comparison, method, asked):
            cells[asked_claim.claim.id] = (k, comparison.whole(key.zone)[0], key.outcome)
    for asked_claim in asked:
        if asked_claim.claim.id in cells and asked_claim.key is not None:
            members_of.setdefault(asked_claim.family, []).append(
                (asked_claim.claim.id, asked_claim.key)
            )
    pieces: dict[str, Pieces] = {}
    error = 1 - rule.deciding_level
    for members in members_of.values():
        effects = dict.fromkeys(cells[claim] for claim, _ in members if claim not in apart)
        many = sum(claim not in apart for claim, _ in members)
        ends = ends_at_once(compared, method, tuple(effects), 1 - error * many / len(members))
        for claim, key in members:
            k, zone, outcome = cells[claim]
            if key.question in PAIRED:
                level = 1 - error / len(members)
                pieces[claim] = _pair_at(compared[k], method, key, level, findings)
            elif claim not in apart:
                at = ends[cells[claim]]
                place = (zone, WHOLE)
                pieces[claim] = (
                    ends_on(Estimand(compared[k], place, outcome, method), key.scale, at),
                )
    return pieces


def sizes(compared: Sequence[Comparison], method: str, asked: Sequence[Asked]) -> dict[str, int]:
    """How many claims each family has."""
    return Counter(
        asked_claim.family for each in compared for asked_claim, _ in answered(each, method, asked)
    )


def _pair_at(
    comparison: Comparison, method: str, key: Parameter, level: float, findings: Findings
) -> Pieces:
    """The set that a claim on target and zone is judged on, at another level; everything where none
    is given."""
    own = findings.of(key, method)
    asked = Estimand(comparison, (key.zone, WHOLE), key.outcome, method)
    if own is not None and key.question in RELATIVE:
        return (relative_set(asked, level),)
    if own is None or not own.set:
        return ((None, None),)
    return movement_set(asked, key.scale, level)
