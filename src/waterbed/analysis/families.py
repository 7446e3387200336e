"""Claims of one speaker about one window: judged together as well as singly."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from waterbed.claims import family_of, parameter_of
from waterbed.displacement.movement import HERE
from waterbed.effect.compare import Comparison
from waterbed.effect.estimates import ends_on
from waterbed.effect.inference import critical, simultaneous
from waterbed.effect.setting import WHOLE, Place
from waterbed.model.estimate import Parameter, Pieces
from waterbed.model.reference import Floats, Reference
from waterbed.model.study import Claim, Study

Shares = Callable[[Place, str, float], Pieces]


def _parameters(study: Study, claims: Sequence[Claim]) -> dict[str, Parameter]:
    keys = {claim.id: parameter_of(claim, study.rule) for claim in claims}
    return {claim: key for claim, key in keys.items() if key is not None}


def told(
    found: Comparison, method: str, study: Study, claims: Sequence[Claim]
) -> dict[str, Parameter]:
    """Parameters of the claims about this comparison that have an estimate by this method, by
    claim; claims on another outcome in its own place belong to that outcome's comparison."""

    def refused(key: Parameter) -> bool:
        places = [found.whole(key.zone)] + ([HERE] if key.question == "share" else [])
        return any(
            place not in found.places or found.refusal(place, key.outcome, method)
            for place in places
        )

    mine = [one for one in claims if (one.zone if one.other else "") == found.beside]
    keys = _parameters(study, mine)
    return {claim: key for claim, key in keys.items() if not refused(key)}


Cell = tuple[int, str, str]
"""Position of a comparison, name of a zone in it, outcome."""


def families(
    found: Comparison,
    method: str,
    study: Study,
    claims: Sequence[Claim],
    share_at: Shares,
    beside: Sequence[Comparison] = (),
) -> tuple[tuple[str, Pieces], ...]:
    """Deciding interval of each claim, simultaneous over the claims of its family.

    Effects by max-t over their placebos; a share, whose placebos have no studentised value of
    their own, at a level divided among the family (Bonferroni), of which the effects have the rest.
    share_at : the set of a share at a level; beside : comparisons of other outcomes, whose placebos
    stand in the order of those of `found`
    """
    rule, compared = study.rule, (found, *beside)
    keys: dict[str, Parameter] = {}
    cell_of: dict[str, Cell] = {}
    for k, there in enumerate(compared):
        for claim_id, key in told(there, method, study, claims).items():
            keys[claim_id] = key
            cell_of[claim_id] = (k, there.whole(key.zone)[0], key.outcome)
    members_of: dict[str, list[str]] = {}
    for claim in claims:
        if claim.id in keys:
            members_of.setdefault(family_of(claim, rule), []).append(claim.id)
    out: list[tuple[str, Pieces]] = []
    for members in members_of.values():
        effects = [one for one in members if keys[one].question != "share"]
        cells = tuple(dict.fromkeys(cell_of[one] for one in effects))
        error = 1 - rule.deciding_level
        level = 1 - error * len(effects) / len(members)
        references = [compared[k].fitted[method].reference for k, _, _ in cells]
        placed = [(reference, *cell[1:]) for reference, cell in zip(references, cells, strict=True)]
        own = [critical(reference.placebos(*at), level) for reference, *at in placed]
        ends = simultaneous(_joint(placed), own, level) if cells else []
        for one in members:
            key, cell = keys[one], cell_of[one]
            place = (cell[1], WHOLE)
            if key.question == "share":
                pieces = share_at(place, key.outcome, 1 - error / len(members))
            else:
                at = ends[cells.index(cell)]
                pieces = (ends_on(compared[cell[0]], method, place, key.outcome, key.scale, at),)
            out.append((one, pieces))
    return tuple(out)


def _joint(placed: Sequence[tuple[Reference, str, str]]) -> Floats:
    """Studentised effects of the placebos that are valid in every cell, [N', cells]."""
    t, valid = zip(*(one.column(zone, outcome) for one, zone, outcome in placed), strict=True)
    joint: Floats = np.stack(t, axis=1)[np.logical_and.reduce(valid)]
    return joint
