"""Another outcome in areas of its own, beside the target: brothel closures in the whole borough.

Its areas keep the roles that they have for other outcomes: they are left out of the donors of this
one outcome alone.  Every placebo of the comparison is given a place of its own for it, in the same
order, so that target and place are judged on joint draws.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from zlib import crc32

import numpy as np
from scipy import sparse

from waterbed.effect.compare import Comparison
from waterbed.effect.inference import placebos_needed
from waterbed.effect.methods import FITS
from waterbed.effect.placebo import PlaceboPlaces, inside, place_lying
from waterbed.effect.placebo_shapes import groups_like, lists_like
from waterbed.effect.setting import CO_TREATED, REST, WHOLE, MethodFit, Place, Setting
from waterbed.effect.steadiness import steadiness
from waterbed.effect.totals import Totals
from waterbed.effect.zones import Membership, co_treated, fixed, ring, rows
from waterbed.model.areas import Areas
from waterbed.model.errors import InputError
from waterbed.model.reference import Mask
from waterbed.model.study import NET, TARGET, ChosenFor, OtherOutcome, Study, ZoneRule
from waterbed.model.zones import Members, Zones

HERE: Place = (TARGET, WHOLE)
_NONE: Members = np.empty(0, np.int64)


@dataclass(frozen=True, slots=True)
class Beside:
    """One outcome in its own place.

    members : positions of its areas; co_treated : how many are under another intervention
    comparison : of this outcome alone, the place under the name of the target; its
        placebos stand in the order of the main comparison's
    fitted : what the method that carries verdicts found
    placebos : how theirs were found: by the same "rule", as the "group" each belongs to, or at
        "random"
    """

    name: str
    outcome: str
    members: Members
    co_treated: int
    comparison: Comparison
    fitted: MethodFit
    placebos: str


def fit_others(
    study: Study, comparison: Comparison, areas: Areas, method: str, seed: Sequence[int]
) -> tuple[Beside, ...]:
    """Every other outcome that the intervention declares, judged in its own place by each method
    that the comparison was made by.

    method : that carries verdicts; seed : of places drawn at random
    A place with too few placebos that share no area and year for a verdict is refused.  InputError
    where a place holds a part of the target only.
    """
    intervention = study.intervention(comparison.window.intervention)
    under = co_treated(intervention, comparison.window, study.interventions, areas)
    others = []
    for outcome in intervention.other_outcomes:
        members = place_of(outcome, comparison.zones, areas, comparison.setting.panel.has_data)
        # By the name: the order in which outcomes are declared changes no draw.
        rng = np.random.default_rng([*seed, crc32(outcome.name.encode())])
        places, how = placebo_places(outcome.place, members, comparison.setting, areas, rng)
        setting = own_setting(outcome.outcome, members, places, how, comparison.setting)
        if areas.reach is None and len(members) > 1:
            lie = {TARGET: place_lying(intervention, outcome.place, len(members))}
            setting = replace(setting, placebos=replace(setting.placebos, lie=lie))
        shared = np.intersect1d(members, under)
        setting = replace(setting, places=_parts(members, shared, comparison.zones.target))
        fitted = {key: fit_place(key, setting) for key in comparison.fitted}
        alone = Comparison(setting, fitted, steadiness(setting), outcome.name)
        others.append(
            Beside(
                outcome.name,
                outcome.outcome,
                members,
                len(shared),
                alone,
                alone.fitted[method],
                how,
            )
        )
    return tuple(others)


def fit_place(method: str, setting: Setting) -> MethodFit:
    """What a method finds; refused where too few placebos have nothing in common."""
    fitted = FITS[method](setting)
    if int(fitted.reference.disjoint[0, 0]) >= placebos_needed(setting.level):
        return fitted
    few = {(place, setting.panel.outcomes[0]): "few-references" for place in setting.places}
    return replace(fitted, refused=few | fitted.refused)


def _parts(members: Members, shared: Members, target: Members) -> dict[Place, Members]:
    """The place whole and, where another intervention covers some of it, in parts; the target
    belongs to both, as it does to those of the net."""
    own = np.intersect1d(members, target)
    shared = np.setdiff1d(shared, own)
    if not len(shared):
        return {HERE: members}
    return {
        HERE: members,
        (TARGET, CO_TREATED): np.union1d(own, shared),
        (TARGET, REST): np.setdiff1d(members, shared),
    }


def place_of(outcome: OtherOutcome, zones: Zones, areas: Areas, known: Mask) -> Members:
    """Positions of the areas of an outcome's own place: all of the target's, or none.

    known : bool [A], areas that have any data (the others belong to no ring)
    """
    key = f"interventions '{zones.intervention}', other_outcomes '{outcome.name}'"
    rule = outcome.place
    if rule.kind in ("touching", "within"):
        named = dict(zones.named())
        start = {name: rows([named[name]], len(areas)) for name in (TARGET, rule.parent)}
        return np.sort(ring(rule, start, areas, known).indices.astype(np.int64))
    members = fixed(rule, areas, key)
    if 0 < len(np.intersect1d(members, zones.target)) < len(zones.target):
        raise InputError(
            "this place holds a part of the target",
            place=key,
            mend="Give it all areas of the target, or none of them.",
        )
    return members


def placebo_places(
    rule: ZoneRule, members: Members, setting: Setting, areas: Areas, rng: np.random.Generator
) -> tuple[Membership, str]:
    """A place for every placebo target, 0/1 [P, A], and how it was found.

    A ring: the same ring.  A group that holds the target: the groups that the placebo belongs to; a
    group beside the target: another group, drawn at random.  A list: as many donors, drawn as the
    list is spread (`lists_like`), the placebo among them where the target is among the list.
    """
    targets = setting.placebos.zones[TARGET]
    holds = bool(np.isin(setting.zones.target, members).all())
    if rule.kind in ("touching", "within"):
        start = {name: setting.placebos.zones[name] for name in (TARGET, rule.parent)}
        return ring(rule, start, areas, setting.panel.has_data), "rule"
    if rule.kind == "group":
        return groups_like(targets, areas, rng, own=holds), "group"
    pool = np.setdiff1d(setting.zones.donors, members)
    return lists_like(members, setting.zones.target, targets, pool, areas, rng), "random"


def own_setting(
    outcome: str, members: Members, places: Membership, how: str, setting: Setting
) -> Setting:
    """The comparison of one outcome with the place as its target, against donors outside it.

    PlaceboPlaces are matched to how the target was chosen where that is not known, or was for this
    outcome.
    """
    chosen = setting.chosen_for
    if chosen.rule != "unknown" and chosen.outcome != outcome:
        chosen = ChosenFor("random")
    panel, zones, placebos = setting.panel, setting.zones, setting.placebos
    own = panel.only((outcome,))
    alone = replace(
        zones,
        target=members,
        displacement=(),
        buffer=_NONE,
        donors=np.setdiff1d(zones.donors, members),
        by_tolerance=(),
    )
    pool = np.zeros((len(panel.areas), 1), bool)
    pool[alone.donors] = True
    everything = placebos.zones.get(NET, placebos.zones[TARGET])
    return replace(
        setting,
        chosen_for=chosen,
        panel=own,
        zones=alone,
        totals=Totals.of(own, setting.window, alone),
        placebos=PlaceboPlaces(
            {TARGET: places, NET: _union(places, everything)},
            inside(places, pool)[:, 0],
            _union(places, placebos.own),
            placebos.drawn or how == "random",
            (TARGET,) if how == "random" else (),
        ),
        places={HERE: members},
    )


def _union(first: Membership, other: Membership) -> Membership:
    both = sparse.csr_array(first + other)
    both.data = np.minimum(both.data, 1)
    both.sort_indices()
    return both
