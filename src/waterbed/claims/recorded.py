"""Claims of a change in recorded counts: judged on readings, which have no sampling interval."""

from __future__ import annotations

from dataclasses import replace

from waterbed.claims.answers import (
    CONTRADICTED,
    OPPOSITE,
    SUPPORTED,
    UNDECIDED,
    UNTESTABLE,
    verdict_of,
)
from waterbed.claims.evidence import Evidence
from waterbed.model.estimate import Figure, remark
from waterbed.model.results import ReadingTable
from waterbed.model.study import Claim
from waterbed.model.verdict import Verdict


def judge_recorded(claim: Claim, evidence: Evidence) -> Verdict:
    table = evidence.readings.get(claim.id)
    if (
        table is None
        or (claim.window and table.stated is None)
        or not (claim.window or table.readings)
    ):
        why = "no-zone" if table is None else "gaps"
        return verdict_of(claim, UNTESTABLE, (remark("no-estimate", why=why),))
    reach = sum(reading.reaches for reading in table.readings)
    declared = len(table.readings) + table.missing
    readings = (reach, declared) if table.readings else None
    if table.stated is not None:
        meets = table.stated.reaches
        judged = SUPPORTED if meets else CONTRADICTED
        reasons = [remark("recorded-window")]
        if readings:
            reasons.append(remark("other-readings"))
    else:
        judged = {declared: SUPPORTED, 0: CONTRADICTED}.get(reach, UNDECIDED)
        if table.missing:
            judged = UNDECIDED
        reasons = [remark("recorded-grid")]
    if claim.negated:
        judged = OPPOSITE.get(judged, judged)
    if judged == CONTRADICTED and claim.place == "nearest":
        judged = UNDECIDED
        reasons.insert(0, remark("nearest-place"))
    recorded, reproduced = _reproduced(claim, table)
    return replace(
        verdict_of(claim, judged, tuple(reasons)),
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
