"""Placebo in space: the same comparison made for places where nothing was done.

A placebo is a group of as many donors as there are treated areas, with zones found by the rule
that found the real ones.  One area: every donor is a placebo once.  Several: contiguous groups
grown at random on the neighbour graph.  Abadie, Diamond and Hainmueller (2010, *JASA* 105:493-505)
for placebo in space; the studentised statistic is that of `Contrast`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from waterbed.effect.zones import Membership, adjacency, ring, rows
from waterbed.nouns.areas import Areas
from waterbed.nouns.panel import Panel
from waterbed.nouns.reference import Contrast, Floats, Reference
from waterbed.nouns.study import NET, TARGET, Intervention, Window
from waterbed.nouns.zones import Members, Zones

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts of one window, and whose they are.

    base, post : float [A, O], counts in the base and post months
    donors : bool [A, O], donors that have data in all these months
    complete : bool [A, O], areas that have data in all these months
    """

    base: Floats
    post: Floats
    donors: Mask
    complete: Mask

    @classmethod
    def of(cls, panel: Panel, window: Window, zones: Zones) -> Totals:
        complete = (panel.complete(window.base) & panel.complete(window.post)).T
        pool = np.zeros(len(panel.areas), bool)
        pool[zones.donors] = True
        return cls(
            panel.total(window.base).T.astype(float),
            panel.total(window.post).T.astype(float),
            complete & pool[:, None],
            complete,
        )

    def donor_sums(self) -> tuple[Floats, Floats]:
        """Donors' counts in base and post months, float [O] each."""
        return (self.base * self.donors).sum(axis=0), (self.post * self.donors).sum(axis=0)

    def dispersion(self) -> Floats:
        """Donors' variance over the Poisson variance of a single area's effect, float [O]."""
        total_base, total_post = self.donor_sums()
        with np.errstate(divide="ignore", invalid="ignore"):
            growth = (total_post - self.post) / (total_base - self.base)
            squares = (self.post - growth * self.base) ** 2
            ratio = squares / (growth * self.base * (1 + growth))
        return np.array(
            [
                np.mean(column[use]) if use.any() else 1.0
                for column, use in zip(ratio.T, (np.isfinite(ratio) & self.donors).T, strict=True)
            ]
        )


def contrast(member: Membership, own: Membership, totals: Totals) -> Contrast:
    """Counts of each place [P, O] against the donors that are not in `own` (its roles)."""
    total_base, total_post = totals.donor_sums()
    own = own.astype(float)
    rest_base = total_base - own @ (totals.base * totals.donors)
    rest_post = total_post - own @ (totals.post * totals.donors)
    with np.errstate(divide="ignore", invalid="ignore"):
        growth = np.where(rest_base > 0, rest_post / rest_base, np.nan)
    base = member.astype(float) @ totals.base
    observed = member.astype(float) @ totals.post
    return Contrast(base, observed, growth, np.broadcast_to(totals.dispersion(), base.shape))


def _neighbour_lists(near: Membership, donors: Members) -> list[list[int]]:
    is_donor = np.zeros(near.shape[0], bool)
    is_donor[donors] = True
    return [
        [int(j) for j in near.indices[near.indptr[i] : near.indptr[i + 1]] if is_donor[j]]
        for i in range(near.shape[0])
    ]


def contiguous_groups(
    near: Membership, donors: Members, size: int, count: int, rng: np.random.Generator
) -> list[Members]:
    """`count` groups of `size` donors, each grown from a random donor by random neighbours.

    A seed in a part of the map with fewer connected donors than `size` is drawn again; the list
    is shorter than `count` where that happens every time.
    """
    neighbours = _neighbour_lists(near, donors)
    groups: list[Members] = []
    for _ in range(20 * count):
        if len(groups) == count:
            break
        start = int(rng.choice(donors))
        group, frontier = {start}, list(neighbours[start])
        while len(group) < size and frontier:
            pick = frontier.pop(int(rng.integers(len(frontier))))
            if pick in group:
                continue
            group.add(pick)
            frontier.extend(n for n in neighbours[pick] if n not in group)
        if len(group) == size:
            groups.append(np.array(sorted(group), np.int64))
    return groups


def placebo_targets(
    intervention: Intervention, zones: Zones, areas: Areas, count: int, rng: np.random.Generator
) -> tuple[Membership, bool]:
    """Targets of the placebos, 0/1 [P, A], and whether they are a random draw."""
    size, donors = len(zones.target), zones.donors
    if size == 1:
        return rows(list(donors[:, None]), len(areas)), False
    if len(donors) < size:
        return rows([], len(areas)), True
    if areas.reach is None:
        drawn = [np.sort(rng.choice(donors, size, replace=False)) for _ in range(count)]
    else:
        tolerances = [rule.tolerance for _, rule in intervention.zones if rule.kind == "touching"]
        near = adjacency(areas, max(tolerances, default=0.0))
        drawn = contiguous_groups(near, donors, size, count, rng)
    return rows(drawn, len(areas)), True


def _random_zone(
    taken: Membership, donors: Members, size: int, rng: np.random.Generator
) -> Membership:
    """For each placebo, `size` donors at random that it has not taken yet, 0/1 [P, A]."""
    drawn = []
    for i in range(taken.shape[0]):
        own = taken.indices[taken.indptr[i] : taken.indptr[i + 1]]
        free = np.setdiff1d(donors, own)
        size_now = min(size, len(free))
        drawn.append(np.sort(rng.choice(free, size_now, replace=False)))
    return rows(drawn, taken.shape[1])


def placebo_zones(
    intervention: Intervention,
    zones: Zones,
    targets: Membership,
    areas: Areas,
    known: Mask,
    rng: np.random.Generator,
) -> tuple[dict[str, Membership], tuple[str, ...]]:
    """Target and displacement zones of each placebo, and which zones were drawn at random."""
    found, at_random = {TARGET: targets}, []
    for (name, rule), (_, real) in zip(intervention.zones, zones.displacement, strict=True):
        if rule.kind in ("touching", "within"):
            found[name] = ring(rule, found, areas, known)
        else:
            taken = sparse.csr_array(sum(found.values()))
            found[name] = _random_zone(taken, zones.donors, len(real), rng)
            at_random.append(name)
    return found, tuple(at_random)


def _inside(member: Membership, allowed: Mask) -> Mask:
    """Whether all areas of a place are allowed, and it has any: bool [P, O]."""
    size = np.asarray(member.sum(axis=1)).reshape(-1, 1)
    hits = member.astype(float) @ allowed.astype(float)
    whole: Mask = (hits == size) & (size > 0)
    return whole


def count_disjoint(member: Membership, valid: Mask) -> int:
    """Size of a packing of valid places that share no area, taken greedily, smallest first."""
    free = np.ones(member.shape[1], bool)
    sizes = np.diff(member.indptr)
    packed = 0
    for i in np.flatnonzero(valid)[np.argsort(sizes[valid], kind="stable")]:
        own = member.indices[member.indptr[i] : member.indptr[i + 1]]
        if free[own].all():
            free[own] = False
            packed += 1
    return packed


def make_reference(
    intervention: Intervention,
    zones: Zones,
    totals: Totals,
    areas: Areas,
    known: Mask,
    outcomes: tuple[str, ...],
    *,
    count: int,
    rng: np.random.Generator,
) -> tuple[Reference, dict[str, Membership]]:
    """The joint placebo reference, and the membership of each of its zones (with "net")."""
    targets, drawn = placebo_targets(intervention, zones, areas, count, rng)
    found, at_random = placebo_zones(intervention, zones, targets, areas, known, rng)
    valid = {name: _inside(zone, totals.donors) for name, zone in found.items()}
    if zones.displacement:
        found[NET] = sparse.csr_array(sum(found.values()))
        valid[NET] = np.logical_and.reduce(list(valid.values()))
    clean = found[NET] if zones.displacement else targets
    joined: Mask = np.ones(targets.shape[0], bool)
    if zones.displacement:
        joined = np.logical_and.reduce(valid[NET], axis=1)
    own = _choose_rows(joined, clean, targets)
    parts = [contrast(zone, own, totals) for zone in found.values()]
    stacked = Contrast(
        *(
            np.stack([getattr(part, key) for part in parts], axis=1)
            for key in ("base", "observed", "growth", "dispersion")
        )
    )
    mask = np.stack(list(valid.values()), axis=1) & np.isfinite(stacked.growth)
    disjoint = np.array(
        [
            [count_disjoint(zone, mask[:, z, o]) for o in range(len(outcomes))]
            for z, zone in enumerate(found.values())
        ]
    ).reshape(len(found), len(outcomes))
    reference = Reference(outcomes, tuple(found), stacked, mask, disjoint, drawn, at_random)
    return reference, found


def _choose_rows(condition: Mask, yes: Membership, no: Membership) -> Membership:
    """Rows of `yes` where the condition holds, of `no` elsewhere."""
    weights = condition.astype(float)
    pick, skip = sparse.diags_array(weights), sparse.diags_array(1 - weights)
    return sparse.csr_array(pick @ yes + skip @ no)
