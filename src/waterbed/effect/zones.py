"""Which areas play which role: one rule for the real target and for any placebo.

Membership is a sparse 0/1 matrix [P, A], a row a place (the real one, or each placebo), so that
rings round many placebos are a few sparse products.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

import numpy as np
from scipy import sparse

from waterbed.model.areas import Areas
from waterbed.model.errors import InputError
from waterbed.model.months import Months
from waterbed.model.reference import Mask
from waterbed.model.study import TARGET, Intervention, ZoneRule
from waterbed.model.window import Window
from waterbed.model.zones import Members, Zones

Membership: TypeAlias = Any  # scipy.sparse.csr_array, which has no stubs


def adjacency(areas: Areas, within: float) -> Membership:
    """Areas whose gap is at most `within` metres, 0/1 [A, A], symmetric, empty diagonal.

    Raises InputError where no map was given or the neighbour table does not reach that far.
    """
    if areas.reach is None:
        raise InputError(
            "a zone by rule needs a map or a table of neighbours, and the study gives neither",
            mend="Give polygons or a neighbour table under [areas], or name the zone's areas.",
        )
    if within > areas.reach:
        raise InputError(
            f"a zone asks for areas within {within:g} m, but gaps are known only up to "
            f"{areas.reach:g} m",
            mend="Give polygons, or a neighbour table that reaches as far.",
        )
    near = areas.pairs[areas.gaps <= within]
    both = np.concatenate([near, near[:, ::-1]])
    shape = (len(areas), len(areas))
    ones = np.ones(len(both), np.int8)
    return sparse.csr_array((ones, (both[:, 0], both[:, 1])), shape=shape)


def rows(members: Sequence[Members], size: int) -> Membership:
    """Membership matrix from lists of positions, [P, size]."""
    lengths = [len(row) for row in members]
    indptr = np.concatenate([[0], np.cumsum(lengths)])
    indices = np.concatenate(members) if members else np.empty(0, np.int64)
    return sparse.csr_array(
        (np.ones(len(indices), np.int8), indices, indptr), shape=(len(members), size)
    )


def areas_of(member: Membership, place: int) -> Members:
    """Positions of the areas of one place, as they stand in its row."""
    areas: Members = member.indices[member.indptr[place] : member.indptr[place + 1]]
    return areas.astype(np.int64)


def without(zone: Membership, others: Iterable[Membership]) -> Membership:
    """A zone [P, A] less the areas that each place has in others."""
    for other in others:
        zone = zone - zone.multiply(other)
    zone = sparse.csr_array(zone)
    zone.eliminate_zeros()
    zone.sort_indices()
    return zone


def ring(rule: ZoneRule, resolved: dict[str, Membership], areas: Areas, known: Mask) -> Membership:
    """The zone of a touching or within rule round each row of its parent, [P, A].

    One role an area: what is already in `resolved` (the target, earlier zones) stays there.  Areas
    without any data (not in `known`) belong to no ring.
    """
    reach = rule.tolerance if rule.kind == "touching" else rule.distance
    parent = resolved[rule.parent]
    beside = parent.astype(np.int32) @ adjacency(areas, reach).astype(np.int32)
    beside.data = np.minimum(beside.data, 1)
    beside = beside * known[None, :]
    return without(beside.astype(np.int8), resolved.values())


def members(ids: Sequence[str], areas: Areas, key: str) -> Members:
    """Positions of area ids; InputError that names the key and the unknown id."""
    index = areas.index()
    for area in ids:
        if area not in index:
            raise InputError(
                "no area has this id",
                place=key,
                value=area,
                mend="Use ids as they stand in the areas file.",
            )
    return np.array(sorted({index[area] for area in ids}), np.int64)


def in_group(group: str, areas: Areas, key: str) -> Members:
    """Positions of the areas of a group (a borough)."""
    members = np.flatnonzero(np.array(areas.groups, dtype=object) == group)
    if not len(members):
        known = ", ".join(sorted(set(areas.groups))[:5]) or "none"
        raise InputError(
            "no area belongs to this group",
            place=key,
            value=group,
            mend=f"Groups there are: {known} and so on.",
        )
    return members


def covered_by(intervention: Intervention, areas: Areas) -> Members:
    """Positions of the areas that an intervention covers."""
    key = f"interventions '{intervention.id}', areas"
    if intervention.group:
        return in_group(intervention.group, areas, key)
    return members(intervention.areas, areas, key)


def target_of(intervention: Intervention, areas: Areas) -> Members:
    """Positions of the areas whose change is asked about."""
    key = f"interventions '{intervention.id}', target"
    if intervention.target_group:
        return in_group(intervention.target_group, areas, key)
    return members(intervention.target, areas, key)


def fixed(rule: ZoneRule, areas: Areas, key: str) -> Members:
    """Positions of a list or a group; every area for `rest`."""
    if rule.kind == "list":
        return members(rule.areas, areas, key)
    if rule.kind == "group":
        return in_group(rule.group, areas, key)
    return np.arange(len(areas))


def _zone(
    rule: ZoneRule, resolved: dict[str, Membership], areas: Areas, known: Mask, key: str
) -> tuple[Members, Members]:
    """Areas of one real zone, and those of them that only the tolerance lets in."""
    if rule.kind in ("touching", "within"):
        zone = ring(rule, resolved, areas, known).indices.astype(np.int64)
        if rule.kind == "within" or rule.tolerance == 0:
            return np.sort(zone), np.empty(0, np.int64)
        exact = ring(ZoneRule("touching", parent=rule.parent), resolved, areas, known).indices
        return np.sort(zone), np.setdiff1d(zone, exact)
    zone = fixed(rule, areas, key)
    for name, other in resolved.items():
        clash = np.intersect1d(zone, other.indices)
        if len(clash) and rule.kind == "list":
            raise InputError(
                f"an area has two roles, here and in {name!r}",
                place=key,
                value=areas.ids[clash[0]],
                mend="Leave it in one of them.",
            )
        zone = np.setdiff1d(zone, other.indices)
    return zone, np.empty(0, np.int64)


def co_treated(
    intervention: Intervention, window: Window, everyone: Sequence[Intervention], areas: Areas
) -> Members:
    """Areas under another intervention at any time from the base's start to the post's end."""
    months = Months(window.base.first, window.post.last)
    under = [
        covered_by(other, areas)
        for other in everyone
        if other.id != intervention.id and other.under_way(months)
    ]
    return np.unique(np.concatenate(under)) if under else np.empty(0, np.int64)


def elsewhere(
    intervention: Intervention, everyone: Sequence[Intervention], areas: Areas
) -> tuple[tuple[Intervention, Members], ...]:
    """Other interventions with the areas that each covers."""
    return tuple(
        (other, covered_by(other, areas)) for other in everyone if other.id != intervention.id
    )


def resolve(
    intervention: Intervention,
    window: Window,
    everyone: Sequence[Intervention],
    areas: Areas,
    known: Mask,
) -> Zones:
    """Roles of all areas for one intervention and window.

    known : bool [A], areas that have any data; the others belong to no ring and are no donors.

    An area under another intervention, or under this one outside its target, leaves the donors; in
    a zone it stays, flagged.
    """
    key = f"interventions '{intervention.id}'"
    target = target_of(intervention, areas)
    resolved = {TARGET: rows([target], len(areas))}
    displacement, tolerated = [], []
    for name, rule in intervention.zones:
        zone, by_tolerance = _zone(rule, resolved, areas, known, f"{key}, zones '{name}'")
        resolved[name] = rows([zone], len(areas))
        displacement.append((name, zone))
        if len(by_tolerance):
            tolerated.append((name, by_tolerance))
    buffer = np.empty(0, np.int64)
    if intervention.buffer:
        buffer, _ = _zone(intervention.buffer, resolved, areas, known, f"{key}, buffer")
    other = co_treated(intervention, window, everyone, areas)
    own = np.setdiff1d(covered_by(intervention, areas), target)
    roles = np.unique(np.concatenate([target, buffer, *(zone for _, zone in displacement)]))
    pool = np.setdiff1d(fixed(intervention.donors, areas, f"{key}, donors"), roles)
    blank = np.flatnonzero(~known)
    return Zones(
        intervention.id,
        window.name,
        target,
        tuple(displacement),
        buffer,
        donors=np.setdiff1d(pool, np.concatenate([other, own, blank])),
        co_treated=np.intersect1d(np.union1d(other, own), np.setdiff1d(roles, buffer)),
        left_out=(
            ("co-treated", np.intersect1d(pool, np.union1d(other, own))),
            ("no data", np.intersect1d(pool, blank)),
        ),
        by_tolerance=tuple(tolerated),
    )
