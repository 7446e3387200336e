"""Claims of one speaker about one window: judged together as well as singly."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from waterbed.claims import family_of, parameter_of
from waterbed.displacement.movement import HERE
from waterbed.effect.compare import Comparison
from waterbed.effect.estimates import ends_on
from waterbed.effect.inference import critical, simultaneous
from waterbed.effect.setting import WHOLE, Place
from waterbed.nouns.estimate import Parameter, Pieces
from waterbed.nouns.study import Claim, Study

Shares = Callable[[Place, str, float], Pieces]


def _parameters(study: Study, claims: Sequence[Claim]) -> dict[str, Parameter]:
    keys = {claim.id: parameter_of(claim, study.rule) for claim in claims}
    return {claim: key for claim, key in keys.items() if key is not None}


def told(
    found: Comparison, method: str, study: Study, claims: Sequence[Claim]
) -> dict[str, Parameter]:
    """Parameters of the claims that have an estimate by this method, by claim."""

    def refused(key: Parameter) -> bool:
        places = [(key.zone, WHOLE)] + ([HERE] if key.question == "share" else [])
        return any(
            place not in found.places or found.refusal(place, key.outcome, method)
            for place in places
        )

    keys = _parameters(study, claims)
    return {claim: key for claim, key in keys.items() if not refused(key)}


def families(
    found: Comparison, method: str, study: Study, claims: Sequence[Claim], share_at: Shares
) -> tuple[tuple[str, Pieces], ...]:
    """Deciding interval of each claim, simultaneous over the claims of its family.

    Effects by max-t over their placebos; a share, whose placebos have no studentised value of
    their own, at a level divided among the family (Bonferroni), of which the effects have the rest.
    share_at : the set of a share at a level
    """
    rule, reference = study.rule, found.fitted[method].reference
    keys = told(found, method, study, claims)
    members_of: dict[str, list[str]] = {}
    for claim in claims:
        if claim.id in keys:
            members_of.setdefault(family_of(claim, rule), []).append(claim.id)
    out: list[tuple[str, Pieces]] = []
    for members in members_of.values():
        effects = [one for one in members if keys[one].question != "share"]
        cells = tuple(dict.fromkeys((keys[one].zone, keys[one].outcome) for one in effects))
        error = 1 - rule.deciding_level
        level = 1 - error * len(effects) / len(members)
        own = [critical(reference.placebos(*cell), level) for cell in cells]
        ends = simultaneous(reference.joint(cells), own, level) if cells else []
        for one in members:
            key = keys[one]
            place = (key.zone, WHOLE)
            if key.question == "share":
                pieces = share_at(place, key.outcome, 1 - error / len(members))
            else:
                at = ends[cells.index((key.zone, key.outcome))]
                pieces = (ends_on(found, method, place, key.outcome, key.scale, at),)
            out.append((one, pieces))
    return tuple(out)
