"""Placebo in space: the same comparison made for places where nothing was done.

A placebo is a group of as many donors as there are treated areas, with zones found by the rule
that found the real ones; a zone that is a list, or another group, is drawn as the real one lies
(`placebo_shapes`).  One area: every donor is a placebo once.  A whole group: every other group
once.  Several: groups that lie as the target does, in as many pieces of the same sizes, grown at
random on the neighbour graph.  Without one, areas at random, by group where groups tell how they
lie (`lying`).  Abadie, Diamond and Hainmueller (2010, *JASA* 105:493-505).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from waterbed.effect.inference import placebos_needed
from waterbed.effect.placebo_shapes import groups_alike, groups_like, lists_like
from waterbed.effect.zones import Membership, adjacency, ring, rows, without
from waterbed.model.areas import Areas
from waterbed.model.reference import Floats, Mask, Pool, Reference
from waterbed.model.study import NET, TARGET, Intervention, ZoneRule
from waterbed.model.zones import Members, Zones


@dataclass(frozen=True, slots=True)
class PlaceboPlaces:
    """Places where nothing was done, with the zones that the real rule gives them.

    zones : membership 0/1 [P, A] of each zone, "net" last where there are displacement zones
    clean : bool [P], placebos whose zones all lie among the donors
    own : membership [P, A] of what the donors leave out for each placebo: all its zones where
        they are clean, else its target alone
    drawn, at_random : as in Reference
    lie : of zones of several areas, by what it is known that their placebos lie as they do
        (`lying`), "" where it is not known; zones that are not named have one area or a map
    """

    zones: dict[str, Membership]
    clean: Mask
    own: Membership
    drawn: bool
    at_random: tuple[str, ...]
    lie: dict[str, str] = field(default_factory=dict)

    def valid(self, donors: Mask) -> Mask:
        """Whether every area of a zone is a donor, and it has any: bool [P, Z, O]."""
        return np.stack([inside(zone, donors) for zone in self.zones.values()], axis=1)

    def reference(
        self,
        outcomes: tuple[str, ...],
        effect: Floats,
        scale: Floats,
        t: Floats,
        valid: Mask,
        pools: tuple[tuple[tuple[Pool, ...], ...], ...] = (),
        disjoint: NDArray[np.int64] | None = None,
        expected: Floats | None = None,
    ) -> Reference:
        """The joint draws that a method gives for these places (in every year that it looks at).

        pools : of each outcome and zone, by default every place; disjoint : by default of all that
            are valid
        expected : by default unknown, so that no two places can be set beside each other
        """
        every = ((Pool("all", np.ones(len(t), bool)),),) * len(self.zones)
        return Reference(
            outcomes,
            tuple(self.zones),
            effect,
            scale,
            t,
            np.full(t.shape, np.nan) if expected is None else expected,
            valid,
            pools or (every,) * len(outcomes),
            disjoint_counts(self.zones, valid) if disjoint is None else disjoint,
            self.drawn,
            self.at_random,
        )


def parts(zones: Zones, areas: Areas, level: float) -> Members:
    """Number of the part of the map, [A], that a placebo target of several areas keeps within.

    Areas of one group rise and fall together: a target in one group is compared with others in one
    group each, where the donors of all groups hold enough of them apart; else groups do not matter.
    """
    group = np.unique(np.array(areas.groups, dtype=str), return_inverse=True)[1].astype(np.int64)
    room = np.bincount(group[zones.donors]) // len(zones.target)
    if len(np.unique(group[zones.target])) == 1 and room.sum() >= placebos_needed(level, 2):
        return group
    return np.zeros(len(areas), np.int64)


def other_groups(zones: Zones, areas: Areas, level: float) -> list[Members]:
    """All other groups that are donors whole, where the target is one group whole and there are as
    many of them as a verdict needs; else none."""
    group = np.array(areas.groups, dtype=str)
    own = np.unique(group[zones.target])
    if len(own) != 1 or own[0] == "" or len(zones.target) < int((group == own[0]).sum()):
        return []
    is_donor = np.isin(np.arange(len(areas)), zones.donors)
    names = [group_name for group_name in np.unique(group) if group_name not in ("", own[0])]
    groups = [np.flatnonzero(group == name) for name in names if is_donor[group == name].all()]
    return groups if len(groups) >= placebos_needed(level) else []


def small_groups(zones: Zones, areas: Areas) -> Members:
    """Number of the group of each area, [A], -1 where so many areas as the target has would be less
    than half of it; all -1 where the target is not in one such group.

    Areas that are half of a group can hardly lie farther apart than any other half of one.
    """
    names, group = np.unique(np.array(areas.groups, dtype=str), return_inverse=True)
    small = (np.bincount(group) <= 2 * len(zones.target)) & (names != "")
    own = np.unique(group[zones.target])
    if len(own) != 1 or not small[own[0]]:
        return np.full(len(areas), -1)
    return np.where(small[group], group, -1)


def lying(intervention: Intervention, zones: Zones, areas: Areas, level: float) -> str:
    """By what it is known that the placebos of a target of several areas lie as it does: the "map",
    a whole "group", "half" of a small group, or that the study has "said" that its areas lie apart.

    "" where nothing tells it: areas side by side rise and fall together, and placebos drawn from
    everywhere do not (`diagnostics.side_by_side`).
    """
    if areas.reach is not None:
        return "map"
    if other_groups(zones, areas, level):
        return "group"
    if intervention.areas_apart:
        return "said"
    return "half" if (small_groups(zones, areas) >= 0).any() else ""


def place_lying(intervention: Intervention, rule: ZoneRule, size: int) -> str:
    """The same of a zone of so many areas where there is no map; "" where nothing tells it.

    Groups are compared with whole groups; a list is drawn from everywhere, by group.
    """
    if rule.kind == "group":
        return "group"
    return "said" if intervention.areas_apart else "" if size > 1 else "one"


def zones_lying(
    intervention: Intervention, zones: Zones, areas: Areas, level: float
) -> dict[str, str]:
    """The same of each place of several areas, by name; of none where a map tells.

    A listed zone, however small, may lie beside the target, so that nothing tells how the net lies
    where nothing is said of it.
    """
    if areas.reach is not None:
        return {}
    ways_of = {}
    if len(zones.target) > 1:
        ways_of[TARGET] = lying(intervention, zones, areas, level)
    for (name, rule), (_, real) in zip(intervention.zones, zones.displacement, strict=True):
        ways_of[name] = place_lying(intervention, rule, len(real))
    if zones.displacement:
        ways = {"" if how == "one" else how for how in ways_of.values()}
        ways_of[NET] = next(how for how in ("", "said", "half", "group") if how in ways)
    return {name: how for name, how in ways_of.items() if how != "one"}


def scattered_groups(
    donors: Members, part: Members, sizes: Sequence[int], count: int, rng: np.random.Generator
) -> list[Members]:
    """`count` groups of donors that hold so many areas of one part each, a part the oftener the
    more it has; none where the parts are too few or too small.

    sizes : the largest first
    """
    of = [donors[part[donors] == number] for number in np.unique(part[donors])]
    room = np.array([len(members) for members in of])
    odds = np.where(room >= sizes[0], room, 0.0)
    if not odds.any():
        return []
    groups = []
    for first in rng.choice(len(of), count, p=odds / odds.sum()):
        picks = [int(first)]
        for size in sizes[1:]:
            left = np.where(room >= size, room, 0.0)
            left[picks] = 0.0
            if not left.any():
                return []
            picks.append(int(rng.choice(len(of), p=left / left.sum())))
        own = [rng.choice(of[at], n, replace=False) for at, n in zip(picks, sizes, strict=True)]
        groups.append(np.sort(np.concatenate(own)))
    return groups


def drawn_groups(
    intervention: Intervention,
    zones: Zones,
    areas: Areas,
    donors: Members,
    near: Membership | None,
    count: int,
    level: float,
    rng: np.random.Generator,
) -> list[Members]:
    """`count` groups of as many donors as there are treated areas, which lie as these do where it
    is known which areas are `near` each other.

    Without a map: in one small group as the target is, or, where its areas are said to lie apart,
    spread over as many groups; else anywhere, in one part of the map each.
    """
    target, part = zones.target, parts(zones, areas, level)
    if near is not None:
        return groups_alike(target, near, donors, part, count, rng)
    how = lying(intervention, zones, areas, level)
    if how == "half":
        small = small_groups(zones, areas)
        return scattered_groups(donors[small[donors] >= 0], small, [len(target)], count, rng)
    if how == "said":
        group = np.unique(np.array(areas.groups, dtype=str), return_inverse=True)[1]
        sizes = sorted(np.unique(group[target], return_counts=True)[1].tolist(), reverse=True)
        spread = scattered_groups(donors, group, sizes, count, rng) if len(sizes) > 1 else []
        if spread:
            return spread
    return scattered_groups(donors, part, [len(target)], count, rng)


def placebo_targets(
    intervention: Intervention,
    zones: Zones,
    areas: Areas,
    count: int,
    level: float,
    rng: np.random.Generator,
) -> tuple[Membership, bool]:
    """Targets of the placebos, 0/1 [P, A], and whether they are a random draw.

    One area: every donor, or in a sample of a map those of which all that lies beside is known.
    """
    size, donors = len(zones.target), zones.donors
    if size == 1:
        own = donors if areas.beside is None else donors[~areas.beside[donors]]
        return rows(list(own[:, None]), len(areas)), False
    if len(donors) < size:
        return rows([], len(areas)), True
    whole = other_groups(zones, areas, level)
    if whole:
        return rows(whole, len(areas)), False
    tolerances = [rule.tolerance for _, rule in intervention.zones if rule.kind == "touching"]
    near = None if areas.reach is None else adjacency(areas, max(tolerances, default=0.0))
    groups = drawn_groups(intervention, zones, areas, donors, near, count, level, rng)
    return rows(groups, len(areas)), True


def make_placebos(
    intervention: Intervention,
    zones: Zones,
    areas: Areas,
    known: Mask,
    *,
    count: int,
    level: float,
    rng: np.random.Generator,
) -> PlaceboPlaces:
    """Every donor, or `count` groups of donors, with their zones.

    known : bool [A], areas that have any data (the others belong to no ring)
    level : of a claim's one-sided test
    """
    targets, drawn = placebo_targets(intervention, zones, areas, count, level, rng)
    placed, at_random = {TARGET: targets}, []
    for (name, rule), (_, real) in zip(intervention.zones, zones.displacement, strict=True):
        if rule.kind in ("touching", "within"):
            placed[name] = ring(rule, placed, areas, known)
            continue
        own_group = rule.kind == "group" and rule.group in {areas.groups[i] for i in zones.target}
        if not own_group:
            at_random.append(name)
        if rule.kind == "group":
            whole = groups_like(targets, areas, rng, own=own_group)
            placed[name] = without(whole, placed.values())
        else:
            taken = sparse.csr_array(sum(placed.values()))
            placed[name] = lists_like(real, zones.target, targets, zones.donors, areas, rng, taken)
    pool = np.zeros((len(areas), 1), bool)
    pool[zones.donors] = True
    clean = np.logical_and.reduce([inside(zone, pool)[:, 0] for zone in placed.values()])
    own = targets
    if zones.displacement:
        placed[NET] = sparse.csr_array(sum(placed.values()))
        own = _choose_rows(clean, placed[NET], targets)
    lie = zones_lying(intervention, zones, areas, level)
    return PlaceboPlaces(placed, clean, own, drawn, tuple(at_random), lie)


def inside(member: Membership, allowed: Mask) -> Mask:
    """Whether all areas of a place are allowed, and it has any: bool [P, O]."""
    size = np.asarray(member.sum(axis=1)).reshape(-1, 1)
    hits = member @ allowed.astype(float)
    whole: Mask = (hits == size) & (size > 0)
    return whole


def _choose_rows(condition: Mask, yes: Membership, no: Membership) -> Membership:
    """Rows of `yes` where the condition holds, of `no` elsewhere."""
    weights = condition.astype(float)
    pick, skip = sparse.diags_array(weights), sparse.diags_array(1 - weights)
    return sparse.csr_array(pick @ yes + skip @ no)


def count_disjoint(member: Membership, valid: Mask) -> int:
    """Size of a packing of valid places that share no area, taken greedily, smallest first."""
    sizes = np.diff(member.indptr)
    if (sizes == 1).all() and len(np.unique(member.indices)) == len(sizes):
        return int(valid.sum())
    packed, taken = 0, set[int]()
    # Lists of Python's numbers: the places are small, and an array for each costs more than they.
    ends, areas = member.indptr.tolist(), member.indices.tolist()
    for i in np.flatnonzero(valid)[np.argsort(sizes[valid], kind="stable")].tolist():
        own = areas[ends[i] : ends[i + 1]]
        if taken.isdisjoint(own):
            taken.update(own)
            packed += 1
    return packed


Packed = dict[tuple[str, bytes], int]
"""Packings made already, by zone and by which places are valid."""


def years_apart(name: str, member: Membership, valid: Mask, known: Packed) -> int:
    """Places that share no area, of each year, added up: `count_disjoint` of a zone by name, valid
    bool [K, P].  Equal years are packed once; `known`, of the same zones, is added to."""
    total = 0
    for year in valid:
        key = name, year.tobytes()
        if key not in known:
            known[key] = count_disjoint(member, year)
        total += known[key]
    return total


def disjoint_counts(
    zones: dict[str, Membership], valid: Mask, known: Packed | None = None
) -> NDArray[np.int64]:
    """`count_disjoint` of each zone and outcome, int [Z, O], of zones by name; valid bool
    [P, Z, O].  Equal columns are packed once; `known`, of the same zones, is added to."""
    separate = np.zeros(valid.shape[1:], np.int64)
    known = {} if known is None else known
    for z, (name, member) in enumerate(zones.items()):
        for o in range(valid.shape[2]):
            separate[z, o] = years_apart(name, member, valid[None, :, z, o], known)
    return separate
