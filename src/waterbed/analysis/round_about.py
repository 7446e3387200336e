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

    found : of the comparison.  Nothing is done of a sum by weight, or of a method that weighs
    donors.
    """
    turns: dict[str, str] = {}
    for one in asked:
        estimate = findings.of(one.key, method) if one.key is not None else None
        if one.key is None or estimate is None or one.key.question == OTHER:
            continue
        if study.outcome(one.key.outcome).weights or row(method).weighs:
            continue
        if change_established(one.claim, read_estimate(one.claim, estimate).gated):
            turn = KINDS[one.claim.kind].direction if one.key.zone == TARGET else ""
            turns[one.key.outcome] = turn or turns.get(one.key.outcome, "")
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
