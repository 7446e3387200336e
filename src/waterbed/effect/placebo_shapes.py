"""Places drawn as a real one is: groups whole, lists over groups as they are spread, side by side
where they are.

Areas of one group, and neighbours, rise and fall together, so that a real list of neighbours, or a
borough, strays farther from what is expected of it than areas drawn from everywhere would.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waterbed.effect.zones import Membership, adjacency, areas_of, rows
from waterbed.model.areas import Areas
from waterbed.model.reference import Mask
from waterbed.model.zones import Members

_NONE: Members = np.empty(0, np.int64)
AFAR = 5
"""Steps between pieces of the map from which on it no longer matters how far apart they lie."""


class Neighbours:
    """Which areas touch, and how many borders lie between two: rows are kept once asked for.

    near : 0/1 [A, A]; beside : the neighbours of each area
    """

    def __init__(self, near: Membership) -> None:
        self.beside: list[list[int]] = [areas_of(near, i).tolist() for i in range(near.shape[0])]
        self._steps: dict[int, NDArray[np.int8]] = {}

    def steps(self, begin: Sequence[int]) -> NDArray[np.int8]:
        """Borders to be crossed from the nearest of some areas to each, [A], AFAR at most."""
        nearest: NDArray[np.int8] = np.minimum.reduce([self._row(i) for i in begin])
        return nearest

    def _row(self, area: int) -> NDArray[np.int8]:
        if area in self._steps:
            return self._steps[area]
        row = np.full(len(self.beside), AFAR, np.int8)
        row[area] = 0
        reached, edge = {area}, [area]
        for step in range(1, AFAR):
            edge = [j for i in edge for j in self.beside[i] if j not in reached]
            edge = list(dict.fromkeys(edge))
            reached.update(edge)
            row[edge] = step
        self._steps[area] = row
        return row


_KNOWN: dict[tuple[bytes, bytes], Neighbours] = {}


def neighbours_of(near: Membership) -> Neighbours:
    """The neighbours of a map, kept for the few maps asked for last: groups are drawn on one and
    the same map for place after place."""
    key = (near.indptr.tobytes(), near.indices.tobytes())
    if key not in _KNOWN:
        if len(_KNOWN) > 3:
            _KNOWN.clear()
        _KNOWN[key] = Neighbours(near)
    return _KNOWN[key]


@dataclass(frozen=True, slots=True)
class Pieces:
    """How areas lie on the map: in one piece, or in several that touch nowhere.

    sizes : areas of each piece, the largest first, then always the nearest to those before it
    steps : borders between each piece and the nearest of those before it, AFAR at most; 0 of the
        first
    """

    sizes: tuple[int, ...]
    steps: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ListPart:
    """What a list holds in one group, or in the target's groups.

    size : areas; pieces : how they lie, None without a map
    """

    size: int
    pieces: Pieces | None


def groups_like(
    targets: Membership, areas: Areas, rng: np.random.Generator, *, own: bool
) -> Membership:
    """For each placebo target, 0/1 [P, A], all areas of its own groups, or of another one drawn at
    random; none where it has none."""
    names = sorted(set(areas.groups) - {""})
    at = {name: g for g, name in enumerate(names)}
    column = np.array([at.get(name, -1) for name in areas.groups], np.int64)
    inside_of = [np.flatnonzero(column == g) for g in range(len(names))]
    groups = []
    for i in range(targets.shape[0]):
        here = np.unique(column[areas_of(targets, i)])
        others = np.setdiff1d(np.arange(len(names)), here)
        chosen = here if own else rng.choice(others, min(1, len(others)), replace=False)
        known = len(chosen) > 0 and (chosen >= 0).all()
        groups.append(np.sort(np.concatenate([inside_of[g] for g in chosen])) if known else _NONE)
    return rows(groups, len(areas))


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
    lists = []
    for i in range(targets.shape[0]):
        here = areas_of(targets, i)
        free = allowed.copy()
        free[here] = False
        if taken is not None:
            free[areas_of(taken, i)] = False
        at_home = np.isin(group, group[here])
        start = here if holds else _NONE
        drawn = [_draw(own_part, start, np.flatnonzero(free & at_home), near, rng)]
        elsewhere = rng.permutation(_of(group, np.flatnonzero(free & ~at_home))).tolist()
        for part in away:
            drawn.append(_NONE)
            while not len(drawn[-1]) and elsewhere:
                there = np.flatnonzero(free & (group == elsewhere.pop()))
                drawn[-1] = _draw(part, _NONE, there, near, rng)
        whole = np.concatenate(drawn)
        lists.append(np.sort(whole) if len(whole) == len(members) else _NONE)
    return rows(lists, len(areas))


def _of(group: Members, members: Members) -> Members:
    return np.unique(group[members])


def _neighbours(areas: Areas) -> Neighbours | None:
    """Areas that touch; None without a map."""
    return None if areas.reach is None else neighbours_of(adjacency(areas, 0.0))


def _part(members: Members, near: Neighbours | None) -> ListPart:
    alone = near is None or len(members) < 2
    return ListPart(len(members), None if alone or near is None else pieces_of(members, near))


def pieces_of(members: Members, near: Neighbours) -> Pieces:
    """How some areas lie."""
    left, pieces = set(members.tolist()), []
    while left:
        edge = [min(left)]
        piece = set(edge)
        while edge:
            new = (set(near.beside[edge.pop()]) & left) - piece
            piece |= new
            edge += new
        pieces.append(sorted(piece))
        left -= piece
    pieces.sort(key=lambda piece: (-len(piece), piece))
    inside, steps, sizes = list(pieces[0]), [0], [len(pieces[0])]
    rest = pieces[1:]
    while rest:
        away = near.steps(inside)
        nearest = min(rest, key=lambda piece: int(away[piece].min()))
        steps.append(int(away[nearest].min()))
        sizes.append(len(nearest))
        rest.remove(nearest)
        inside += nearest
    return Pieces(tuple(sizes), tuple(steps))


TRIES = 5
"""Beginnings tried for a piece of the map before a group is given up."""


def _draw(
    part: ListPart, start: Members, free: Members, near: Neighbours | None, rng: np.random.Generator
) -> Members:
    """`part.size` areas, `start` among them and the others of `free`; none where they are too few,
    or no piece so large was found."""
    missing = part.size - len(start)
    if missing <= 0 or missing > len(free):
        return start if missing == 0 else _NONE
    apart = part.pieces is None or (len(part.pieces.sizes) > 1 and len(start) > 0)
    if near is None or part.pieces is None or apart:
        return np.concatenate([start, rng.choice(free, missing, replace=False)])
    allowed = np.zeros(len(near.beside), bool)
    allowed[free] = True
    for _ in range(TRIES):
        begin = start if len(start) else rng.choice(free, 1)
        group = grown_like(part.pieces, begin, allowed, near, rng)
        if len(group):
            return group
    return _NONE


def grown_like(
    pieces: Pieces,
    begin: Iterable[int],
    allowed: Mask,
    near: Neighbours,
    rng: np.random.Generator,
) -> Members:
    """Areas that lie as others do, of those allowed, bool [A]; none where there is no room.

    begin : where the first piece begins.  Each further one begins as many steps from those before
    it as it should, or as nearly so as there is room, and is grown no nearer to them.
    """
    group = grown(begin, pieces.sizes[0], near, allowed, rng)
    for size, step in zip(pieces.sizes[1:], pieces.steps[1:], strict=True):
        if not len(group):
            return _NONE
        away = near.steps(group.tolist())
        free = allowed & (away > 1)
        if not free.any():
            return _NONE
        off = np.where(free, np.abs(away - step), AFAR + 1)
        nearest = np.flatnonzero(off == off.min())
        seed = int(nearest[rng.integers(len(nearest))])
        least = min(step, int(away[seed]))
        piece = grown([seed], size, near, free & (away >= least), rng)
        group = np.concatenate([group, piece]) if len(piece) else _NONE
    return group


def groups_alike(
    target: Members,
    near: Membership,
    donors: Members,
    part: Members,
    count: int,
    rng: np.random.Generator,
) -> list[Members]:
    """`count` groups of donors that lie as the target does, each begun in a random donor and within
    its part of the map.

    near : neighbours, 0/1 [A, A].  A beginning in a part with too little room is drawn again; the
    list is shorter than `count` where that happens every time.
    """
    known = neighbours_of(near)
    pieces = pieces_of(target, known)
    is_donor = np.isin(np.arange(near.shape[0]), donors)
    inside = {int(number): is_donor & (part == number) for number in _of(part, donors)}
    groups: list[Members] = []
    for _ in range(20 * count):
        if len(groups) == count:
            break
        begin = int(donors[rng.integers(len(donors))])
        group = grown_like(pieces, [begin], inside[int(part[begin])], known, rng)
        if len(group):
            groups.append(np.sort(group))
    return groups


def grown(
    begin: Iterable[int],
    size: int,
    near: Neighbours,
    allowed: Mask,
    rng: np.random.Generator,
) -> Members:
    """A piece of the map of `size` areas, grown from some by neighbours drawn at random; none where
    it meets its edges first.

    allowed : bool [A], areas that may be drawn
    """
    piece = dict.fromkeys(int(i) for i in begin)
    edge = [j for i in piece for j in near.beside[i] if allowed[j]]
    while len(piece) < size and edge:
        pick = edge.pop(int(rng.integers(len(edge))))
        if pick not in piece:
            piece[pick] = None
            edge += [j for j in near.beside[pick] if allowed[j] and j not in piece]
    return np.array(list(piece), np.int64) if len(piece) == size else _NONE
