"""Ways of giving something out by lot: at once, in two halves, in steps.

Candidates are sorted by what their past leads one to expect and cut into blocks; the lot is drawn
inside each block, so that those that get it and those that wait are alike in their past counts
(Fisher 1935, *The Design of Experiments*; on pairs Imai, King and Nall 2009, *Statistical Science*
24:29-53).  In steps, every place gets it, in an order drawn by lot (stepped wedge: Hussey and
Hughes 2007, *Contemporary Clinical Trials* 28:182-191).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waterbed.model.errors import InputError
from waterbed.model.reference import Floats, Integers

LOTS, HALVES, STEPS = "lots", "halves", "steps"
WAYS = (LOTS, HALVES, STEPS)
STEP_GROUPS = 4
"""Groups of places that begin one after the other, where it is done in steps."""

NEVER = -1
"""Instead of a month after the start: those that do not get it."""


@dataclass(frozen=True, slots=True)
class Way:
    """How a thing is given out.

    name : one of WAYS
    places : how many get it
    months : over which places that have it are compared with places that do not, from the start on
    groups : that begin one after the other, the first at the start and the last as the months end
        (`lots`: 2, of which the second never does)
    """

    name: str
    places: int
    months: int
    groups: int = 2

    @property
    def segments(self) -> int:
        """Parts of the months in which the same places have it."""
        return 1 if self.name == LOTS else self.groups - 1

    @property
    def begins(self) -> tuple[int, ...]:
        """Months from the start until each group begins; NEVER for one that does not."""
        if self.name == LOTS:
            return (0, NEVER)
        return tuple(self.months * g // self.segments for g in range(self.groups))

    @property
    def has_it(self) -> NDArray[np.bool_]:
        """Whether a group has it in a segment, bool [groups, segments]."""
        group, segment = np.arange(self.groups)[:, None], np.arange(self.segments)[None]
        has_it: NDArray[np.bool_] = group <= segment
        return has_it

    def candidates(self, there: int) -> int:
        """How many of the places that there are take part: all of them, or those that get it."""
        return there if self.name == LOTS else self.places


def way(name: str, places: int, months: int, groups: int = STEP_GROUPS) -> Way:
    """A way by its name; InputError for one that cannot be drawn."""
    if name not in WAYS:
        raise InputError("there is no such way", place="--way", value=name,
                         mend=f"Ways are {', '.join(WAYS)}.")  # fmt: skip
    groups = groups if name == STEPS else 2
    if groups < 2 or (name == STEPS and groups < 3):
        raise InputError("steps need three groups or more", place="--steps", value=groups,
                         mend="Two groups are the way called halves.")  # fmt: skip
    if months < 1 or (name != LOTS and months % (groups - 1)):
        raise InputError(
            "the months do not divide into equal steps", place="--months", value=months,
            mend=f"Of {groups} groups they must be a multiple of {groups - 1}.",
        )  # fmt: skip
    return Way(name, places, months, groups)


def blocks(chosen: Way, expected: Floats) -> Integers:
    """The block of each candidate, int [C]: neighbours in what is expected of them.

    expected : float [C].  By lots, as many blocks as get it or as go without, whichever is fewer;
    in halves and steps, blocks of as many as there are groups.  Ties are broken by position.
    """
    there = len(expected)
    order = np.argsort(-expected, kind="stable")
    if chosen.name == LOTS:
        many = max(1, min(chosen.places, there - chosen.places))
        cut = np.arange(there) * many // there
    else:
        cut = np.arange(there) // chosen.groups
    block = np.empty(there, np.int64)
    block[order] = cut
    return block


def draw(chosen: Way, block: Integers, rng: np.random.Generator, times: int) -> Integers:
    """The group of each candidate in so many lots, int [times, C].

    By lots, each block has one that gets it (or one that goes without, where most get it); in
    halves and steps, each block has one of each group, a smaller last block some of them.
    """
    if chosen.name == LOTS:
        place = _places_in_block(block, rng, times)
        most = 2 * chosen.places > len(block)
        first: Integers = (place == 0).astype(np.int64)
        return first if most else 1 - first
    # A block that is not full is filled up with places that there are not.
    missing = chosen.groups - np.bincount(block)
    padded = np.concatenate([block, np.repeat(np.arange(len(missing)), missing)])
    return _places_in_block(padded, rng, times)[:, : len(block)]


def _places_in_block(block: Integers, rng: np.random.Generator, times: int) -> Integers:
    """A position drawn for each inside its block, from nought on, int [times, C]."""
    keys = block[None] + rng.random((times, len(block)))
    order = np.argsort(keys, axis=1)
    sizes = np.bincount(block)
    within = np.arange(len(block)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    positions = np.empty((times, len(block)), np.int64)
    np.put_along_axis(positions, order, np.broadcast_to(within, positions.shape), axis=1)
    return positions


def ways_to_draw(chosen: Way, there: int) -> float:
    """How many lots there are, as its natural logarithm; -inf for none."""
    n = chosen.places
    if chosen.name == LOTS:
        if not 0 < n < there:
            return -math.inf
        many = min(n, there - n)
        sizes = np.bincount(np.arange(there) * many // there)
        return float(np.log(sizes).sum())
    if n > there or n < 2:
        return -math.inf
    whole, left = divmod(n, chosen.groups)
    per = math.lgamma(chosen.groups + 1)
    return whole * per + (per - math.lgamma(chosen.groups - left + 1))
