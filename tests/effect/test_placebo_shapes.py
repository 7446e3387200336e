"""Lists drawn as a real one is spread: over as many groups, in one piece where it is one."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from tests.support.builders import grid
from waterbed.effect.placebo_shapes import groups_like, lists_like
from waterbed.effect.zones import rows

SIDE = 12
AREAS = replace(
    grid(SIDE, SIDE), groups=tuple(f"g{i // SIDE // 4}{i % SIDE // 4}" for i in range(SIDE**2))
)
"""Nine groups of four by four areas."""


def drawn(real, target, areas=AREAS, seed=1):
    members, target = np.array(sorted(real)), np.array([target])
    donors = np.setdiff1d(np.arange(len(areas)), target)
    pool = np.setdiff1d(donors, members)
    targets = rows(list(donors[:, None]), len(areas))
    found = lists_like(members, target, targets, pool, areas, np.random.default_rng(seed))
    lists = [found.indices[found.indptr[i] : found.indptr[i + 1]] for i in range(len(donors))]
    return [(int(d), {int(j) for j in one}) for d, one in zip(donors, lists, strict=True)], pool


def sizes(areas, members):
    return sorted(Counter(areas.groups[i] for i in members).values())


def in_one_piece(members):
    inside, reached = set(members), set()
    edge = [min(inside)]
    while edge:
        i = edge.pop()
        reached.add(i)
        x, y = i % SIDE, i // SIDE
        beside = {
            b * SIDE + a
            for a, b in ((x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1))
            if 0 <= a < SIDE and 0 <= b < SIDE
        }
        edge += list(beside & inside - reached)
    return reached == inside


@pytest.mark.parametrize(
    ("real", "target"),
    [
        ({4, 5, 6, 16}, 100),  # one piece in one group, the target elsewhere
        ({4, 5, 6, 16}, 7),  # the target in that group, not in the list
        ({4, 5, 6, 7}, 5),  # the target in the list
        ({0, 4, 8, 100}, 143),  # one area a group, and none of the target's
        ({0, 2, 60, 64}, 143),  # pieces apart
    ],
)
def test_every_list_is_spread_as_the_real_one(real, target):
    lists, pool = drawn(real, target)
    full = [(own, found) for own, found in lists if found]
    assert len(full) >= 100
    home = sum(AREAS.groups[i] == AREAS.groups[target] for i in real)
    for own, found in full:
        assert sizes(AREAS, found) == sizes(AREAS, real)
        assert found - {own} <= set(pool.tolist())
        assert (own in found) == (target in real)
        assert sum(AREAS.groups[i] == AREAS.groups[own] for i in found) == home
        if in_one_piece(real):
            assert in_one_piece(found)


def test_without_groups_or_a_map_it_is_any_areas():
    bare = replace(
        AREAS, groups=("",) * len(AREAS), pairs=np.empty((0, 2), np.int64), gaps=np.empty(0),
        reach=None,
    )  # fmt: skip
    lists, _ = drawn({0, 1, 50}, 100, bare)
    assert all(len(found) == 3 and own not in found for own, found in lists)
    every = {i for _, found in lists for i in found}
    assert len(every) > 100


def test_the_same_seed_gives_the_same_lists_and_a_full_group_leaves_no_room():
    assert drawn({4, 5, 6}, 100)[0] == drawn({4, 5, 6}, 100)[0]
    whole = {i for i in range(144) if AREAS.groups[i] == "g01"}
    lists, _ = drawn(whole - {4}, 4)
    assert all(len(found) in (0, 15) for _, found in lists)
    assert sum(bool(found) for _, found in lists) > 50


def test_another_group_is_drawn_whole_and_an_own_one_is_the_placebos():
    targets = rows([np.array([0]), np.array([5, 100])], len(AREAS))
    groups = np.array(AREAS.groups)
    rng = np.random.default_rng(3)
    own = groups_like(targets, AREAS, rng, own=True)
    other = groups_like(targets, AREAS, rng, own=False)
    for i, here in enumerate(([0], [5, 100])):
        inside = own.indices[own.indptr[i] : own.indptr[i + 1]]
        assert set(inside) == set(np.flatnonzero(np.isin(groups, groups[here])))
        beside = other.indices[other.indptr[i] : other.indptr[i + 1]]
        (name,) = set(groups[beside])
        assert name not in groups[here] and set(beside) == set(np.flatnonzero(groups == name))
    bare = replace(AREAS, groups=("",) * len(AREAS))
    assert groups_like(targets, bare, rng, own=True).nnz == 0


def test_a_list_leaves_out_what_the_placebo_has_in_other_zones():
    target, members = np.array([100]), np.array([4, 5, 6, 7])
    donors = np.setdiff1d(np.arange(len(AREAS)), [*target, *members])
    targets = rows(list(donors[:, None]), len(AREAS))
    taken = rows([np.array([i, (i + 1) % len(AREAS)]) for i in donors], len(AREAS))
    found = lists_like(members, target, targets, donors, AREAS, np.random.default_rng(1), taken)
    assert found.nnz > 0 and found.multiply(taken).nnz == 0
