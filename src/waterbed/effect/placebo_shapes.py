"""Places drawn as a real one is: groups whole, lists over groups as they are spread, side by side
where they are.

Areas of one group, and neighbours, rise and fall together, so that a real list of neighbours, or a
borough, strays farther from what is expected of it than areas drawn from everywhere would.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from waterbed.effect.zones import Membership, adjacency, areas_of, rows
from waterbed.model.areas import Areas
from waterbed.model.zones import Members

_NONE: Members = np.empty(0, np.int64)
Near = Callable[[int], Members]


@dataclass(frozen=True, slots=True)
class ListPart:
    """What a list holds in one group, or in the target's groups.

    size : areas; together : whether they are one piece of the map
    """

    size: int
    together: bool


def groups_like(
    targets: Membership, areas: Areas, rng: np.random.Generator, *, own: bool
) -> Membership:
    """For each placebo target, 0/1 [P, A], all areas of its own groups, or of another one drawn at
    random; none where it has none."""
    names = sorted(set(areas.groups) - {""})
    at = {name: g for g, name in enumerate(names)}
    column = np.array([at.get(name, -1) for name in areas.groups], np.int64)
    inside_of = [np.flatnonzero(column == g) for g in range(len(names))]
    made = []
    for i in range(targets.shape[0]):
        here = np.unique(column[areas_of(targets, i)])
        others = np.setdiff1d(np.arange(len(names)), here)
        chosen = here if own else rng.choice(others, min(1, len(others)), replace=False)
        known = len(chosen) > 0 and (chosen >= 0).all()
        made.append(np.sort(np.concatenate([inside_of[g] for g in chosen])) if known else _NONE)
    return rows(made, len(areas))


def lists_like(
    members: Members,
    target: Members,
    targets: Membership,
    pool: Members,
    areas: Areas,
    rng: np.random.Generator,
    taken: Membership | None = None,
) -> Membership:
    """For each placebo target a list like the real one, 0/1 [P, A]; none where there is no room.

    members : positions of the real list; target : of the real target, in the list or not at all
    pool : positions that may be drawn; taken : 0/1 [P, A], what each placebo has in other zones,
    which may not.  As many as lie in the target's groups are drawn in the placebo's (its own areas
    among them where the target is), the others group by group elsewhere.
    """
    group = np.unique(np.array(areas.groups, dtype=str), return_inverse=True)[1]
    near = _neighbours(areas)
    home = np.isin(group[members], group[target])
    holds = bool(np.isin(target, members).all())
    own_part = _part(members[home], near)
    away = [_part(members[~home & (group[members] == g)], near) for g in _of(group, members[~home])]
    allowed = np.zeros(len(areas), bool)
    allowed[pool] = True
    made = []
    for i in range(targets.shape[0]):
        here = areas_of(targets, i)
        free = allowed.copy()
        free[here] = False
        if taken is not None:
            free[areas_of(taken, i)] = False
        at_home = np.isin(group, group[here])
        start = here if holds else _NONE
        found = [_draw(own_part, start, np.flatnonzero(free & at_home), near, rng)]
        elsewhere = rng.permutation(_of(group, np.flatnonzero(free & ~at_home))).tolist()
        for part in away:
            found.append(_NONE)
            while not len(found[-1]) and elsewhere:
                there = np.flatnonzero(free & (group == elsewhere.pop()))
                found[-1] = _draw(part, _NONE, there, near, rng)
        whole = np.concatenate(found)
        made.append(np.sort(whole) if len(whole) == len(members) else _NONE)
    return rows(made, len(areas))


def _of(group: Members, members: Members) -> Members:
    return np.unique(group[members])


def _neighbours(areas: Areas) -> Near | None:
    """Areas that touch one; None without a map."""
    if areas.reach is None:
        return None
    touching = sparse.csr_array(adjacency(areas, 0.0))
    return lambda i: areas_of(touching, i)


def _part(members: Members, near: Near | None) -> ListPart:
    if near is None or len(members) < 2:
        return ListPart(len(members), False)
    inside = {int(i) for i in members}
    reached, edge = {int(members[0])}, [int(members[0])]
    while edge:
        new = {int(j) for j in near(edge.pop())} & inside - reached
        reached |= new
        edge += sorted(new)
    return ListPart(len(members), len(reached) == len(inside))


TRIES = 5
"""Beginnings tried for a piece of the map before a group is given up."""


def _draw(
    part: ListPart, start: Members, free: Members, near: Near | None, rng: np.random.Generator
) -> Members:
    """`part.size` areas, `start` among them and the others of `free`; none where they are too few,
    or no piece so large was found."""
    missing = part.size - len(start)
    if missing <= 0 or missing > len(free):
        return start if missing == 0 else _NONE
    if near is None or not part.together:
        return np.concatenate([start, rng.choice(free, missing, replace=False)])
    allowed = {int(i) for i in free}

    def beside(area: int) -> list[int]:
        return [int(j) for j in near(area) if int(j) in allowed]

    for _ in range(TRIES):
        piece = grown(start if len(start) else rng.choice(free, 1), part.size, beside, rng)
        if len(piece):
            return piece
    return _NONE


def grown(
    begin: Iterable[int],
    size: int,
    beside: Callable[[int], list[int]],
    rng: np.random.Generator,
) -> Members:
    """A piece of the map of `size` areas, grown from some by neighbours drawn at random; none where
    it meets its edges first.

    beside : neighbours of an area that may be drawn
    """
    piece = dict.fromkeys(int(i) for i in begin)
    edge = [j for i in piece for j in beside(i)]
    while len(piece) < size and edge:
        pick = edge.pop(int(rng.integers(len(edge))))
        if pick not in piece:
            piece[pick] = None
            edge += [j for j in beside(pick) if j not in piece]
    return np.array(list(piece), np.int64) if len(piece) == size else _NONE
