"""Buffers that cost the answer: areas kept out of the comparison, of which claims have need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from waterbed.analysis.foresight import foreseen
from waterbed.claims import Foreseen
from waterbed.effect.zones import resolve
from waterbed.model.areas import Areas
from waterbed.model.panel import Panel
from waterbed.model.study import Study

FEW = ("few-references", "few-donors", "no-donors")
"""Refusals for which more areas to compare with are what is wanting."""

FEW_GATES = ("placebos", "comparable")
"""The same of checks."""


@dataclass(frozen=True, slots=True)
class CostlyBuffer:
    """areas : how many it takes; claims : ids of those that could be tested, or decided, without"""

    intervention: str
    areas: int
    claims: tuple[str, ...]


def costly_buffers(
    study: Study, areas: Areas, panel: Panel, foreseen_claims: Sequence[Foreseen]
) -> tuple[CostlyBuffer, ...]:
    """Each buffer without which more could come out of the claims about its intervention.

    foreseen_claims : what can come out of each claim of the study (`foresight.foreseen`), by
        the same judge
    """
    costly = []
    for intervention in study.interventions:
        windows = [w for w in study.rule.windows if w.intervention == intervention.id]
        barred = {
            ahead.claim.id: ahead
            for ahead in foreseen_claims
            if ahead.claim.intervention == intervention.id and _too_few(ahead)
        }
        if intervention.buffer is None or not windows or not barred:
            continue
        zones = resolve(intervention, windows[0], study.interventions, areas, panel.has_data)
        if not len(zones.buffer):
            continue
        freed = replace(intervention, buffer=None)
        supposed = replace(
            study,
            claims=tuple(claim for claim in study.claims if claim.id in barred),
            programmes=(),
            interventions=tuple(
                freed if other.id == intervention.id else other for other in study.interventions
            ),
        )
        better = tuple(
            ahead.claim.id
            for ahead in foreseen(supposed, areas, panel)
            if len(_answers(ahead)) > len(_answers(barred[ahead.claim.id]))
        )
        if better:
            costly.append(CostlyBuffer(intervention.id, len(zones.buffer), better))
    return tuple(costly)


def in_want(study: Study, areas: Areas, panel: Panel, foreseen_claims: Sequence[Foreseen]) -> int:
    """Areas that the largest buffer takes of an intervention of which claims cannot be tested for
    want of areas, with or without it; nought where there is none."""
    wanting = {ahead.claim.intervention for ahead in foreseen_claims if ahead.untestable in FEW}
    taken = [
        len(resolve(intervention, window, study.interventions, areas, panel.has_data).buffer)
        for intervention in study.interventions
        for window in study.rule.windows
        if window.intervention == intervention.id
        and intervention.id in wanting
        and intervention.buffer is not None
    ]
    return max(taken, default=0)


def _too_few(ahead: Foreseen) -> bool:
    if ahead.untestable:
        return ahead.untestable in FEW
    return len(ahead.possible) < 2 and any(gate in FEW_GATES for gate in ahead.gates)


def _answers(ahead: Foreseen) -> frozenset[str]:
    """Of supported and contradicted, what could come out."""
    return frozenset() if ahead.untestable else ahead.possible
