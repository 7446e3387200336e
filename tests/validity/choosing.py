"""How a place is chosen, by the counts before the start alone, as a council would."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from tests.validity.cases import APART, BESIDE, GROUPS, ONE, SHAPES, SIZES, Case
from waterbed.effect.matching import LEAST, PastCounts, meets
from waterbed.simulate.panel import grid

YEAR, QUARTER, FIVE = 12, 3, 5
FORTY = 40
Counts = NDArray[np.int64]
Members = NDArray[np.int64]


def past_of(counts: Counts) -> PastCounts:
    """What a way of choosing may look at: counts before the start of some places, int [C, T]."""
    months = counts.shape[1]
    years = months // YEAR
    blocks = counts[:, months - YEAR * years :].reshape(len(counts), years, YEAR).sum(axis=2)
    blocks = blocks[:, ::-1].astype(float)
    earlier = counts[:, :-YEAR].sum(axis=1).astype(float)
    quarter = counts[:, -QUARTER:].sum(axis=1).astype(float)
    past = PastCounts(blocks, blocks.sum(axis=0), earlier, float(earlier.sum()))
    return replace(past, quarter=quarter, whole_quarter=float(quarter.sum()))


def choices(chosen: str, counts: Counts, among: NDArray[np.bool_]) -> Members:
    """Places that a way of choosing may pick, any of them at random: positions, few or many.

    counts : int [C, T] of the places that can be chosen, before the start; among : bool [C]
    """
    past = past_of(counts)
    latest, before = past.blocks[:, 0], past.blocks[:, 1]
    enough = among & (latest >= LEAST)
    if chosen == "random":
        return np.flatnonzero(among & (past.earlier * YEAR >= LEAST * (counts.shape[1] - YEAR)))
    if chosen == "peak":
        return np.flatnonzero(among & meets("peak", past))
    last = counts[:, -QUARTER:].sum(axis=1)
    usual = counts[:, :-QUARTER].sum(axis=1) * QUARTER / (counts.shape[1] - QUARTER)
    values, able, top = {
        "rise (top)": (latest / np.maximum(before, 1), enough & (before >= 15), 1),
        "rise (top five)": (latest / np.maximum(before, 1), enough & (before >= 15), FIVE),
        "largest rise": (latest - before, enough, 1),
        "level": (latest, enough, 1),
        "excess": (past.excess, enough, FIVE),
        "last quarter": ((last - usual) / np.sqrt(np.maximum(usual, 1)), enough, 1),
    }[chosen]
    able = np.flatnonzero(able)
    return able[np.argsort(-values[able], kind="stable")[:top]]


@cache
def beside(areas: int, within_groups: bool) -> tuple[tuple[int, ...], ...]:
    """Areas that share an edge or a corner with each; of its group alone where that is asked."""
    lattice = grid(*SHAPES[areas])
    neighbours: list[list[int]] = [[] for _ in range(areas)]
    for a, b in lattice.pairs.tolist():
        if not within_groups or lattice.groups[a] == lattice.groups[b]:
            neighbours[a].append(b)
            neighbours[b].append(a)
    return tuple(tuple(sorted(near)) for near in neighbours)


def grown(
    rng: np.random.Generator, near: Sequence[Sequence[int]], size: int
) -> tuple[int, ...] | None:
    """A neighbourhood grown from an area at random, by a neighbour at random each time."""
    group = [int(rng.integers(len(near)))]
    edge = list(near[group[0]])
    while len(group) < size:
        edge = [area for area in edge if area not in group]
        if not edge:
            return None
        group.append(edge[int(rng.integers(len(edge)))])
        edge += near[group[-1]]
    return tuple(sorted(group))


def places(rng: np.random.Generator, case: Case) -> Members:
    """Places that can be chosen, [C, k]: every area, or forty sets of several."""
    if case.shape == ONE:
        return np.arange(case.areas)[:, None]
    size = SIZES[case.areas]
    if case.shape == APART:
        return np.stack(
            [np.sort(rng.choice(case.areas, size, replace=False)) for _ in range(FORTY)]
        )
    assert case.shape == BESIDE
    near = beside(case.areas, case.given == GROUPS)
    neighbourhoods = [grown(rng, near, size) for _ in range(FORTY)]
    return np.array([members for members in neighbourhoods if members is not None])


def choose(
    rng: np.random.Generator, case: Case, counts: Counts, own: NDArray[np.bool_]
) -> Members | None:
    """Areas of the target, by counts before the start, int [A, T]; None where none can be chosen.

    own : bool [A], areas that have something of their own
    """
    able = places(rng, case)
    among = own[able].all(axis=1) if case.own else np.ones(len(able), bool)
    chosen = choices(case.chosen, counts[able].sum(axis=1), among)
    return able[rng.choice(chosen)] if len(chosen) else None
