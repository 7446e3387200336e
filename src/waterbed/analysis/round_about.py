"""What the untreated surroundings did, where a fall or a rise is supported."""

from __future__ import annotations

from collections.abc import Sequence

from waterbed.claims import Asked
from waterbed.claims.compared import change_established, read_estimate
from waterbed.effect.compare import Comparison
from waterbed.effect.estimand import Estimand
from waterbed.effect.other_outcomes import HERE
from waterbed.effect.surroundings import surroundings
from waterbed.model.areas import Areas
from waterbed.model.estimate import Check, remark
from waterbed.model.findings import Findings
from waterbed.model.kinds import KINDS
from waterbed.model.methods import method as row
from waterbed.model.results import Surrounding
from waterbed.model.study import OTHER, TARGET, Study


def round_about(
    study: Study,
    areas: Areas,
    comparison: Comparison,
    method: str,
    asked: Sequence[Asked],
    findings: Findings,
) -> Findings:
    """The surroundings of each outcome of which a fall or a rise is supported, with a check of each
    that names a common local change; it informs and binds nothing, since diffusion looks the same.

    findings : of the comparison.  Nothing is done of a sum by weight, or of a method that weighs
    donors.
    """
    turns: dict[str, str] = {}
    for asked_claim in asked:
        estimate = findings.of(asked_claim.key, method) if asked_claim.key is not None else None
        if asked_claim.key is None or estimate is None or asked_claim.key.question == OTHER:
            continue
        if study.outcome(asked_claim.key.outcome).weights or row(method).weighs:
            continue
        if change_established(asked_claim.claim, read_estimate(asked_claim.claim, estimate).gated):
            turn = KINDS[asked_claim.claim.kind].direction if asked_claim.key.zone == TARGET else ""
            turns[asked_claim.key.outcome] = turn or turns.get(asked_claim.key.outcome, "")
    rows = surroundings(study, comparison, areas, method, tuple(turns)) if turns else ()
    checks = (
        _common(
            surrounding,
            Estimand(comparison, HERE, surrounding.outcome, method),
            turns[surrounding.outcome],
        )
        for surrounding in rows
        if surrounding.value is not None and turns[surrounding.outcome]
    )
    return Findings(surroundings=rows, checks=tuple(checks))


def _common(surrounding: Surrounding, asked: Estimand, turn: str) -> Check:
    """Whether a surrounding changed the same way as the target, beyond chance."""
    fell = surrounding.high is not None and surrounding.high < 0
    rose = surrounding.low is not None and surrounding.low > 0
    same = fell if turn == "fall" else rose
    return asked.check(remark("common-change", around=surrounding.place, direction=turn), not same)
