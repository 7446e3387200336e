"""Hundreds of places judged by one rule: how many fell, rose, cannot be told; by how much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from waterbed.model.reference import Floats, Mask
from waterbed.programme.discoveries import discoveries
from waterbed.programme.place_effect import HALF, PlaceEffect
from waterbed.programme.shrinkage import Shrunk, shrink


@dataclass(frozen=True, slots=True)
class OutcomeFindings:
    """One outcome over all its K places, in the order in which they were given.

    ids : of the places
    fell, rose : bool [K], those named, false ones being at most 1 - level of all that are named on
        average, and half of that of each direction
    adjusted_fall, adjusted_rise : float [K], the least such share at which a place is still named;
        1 of what a gate bars
    shrunk : effects as logs of ratios, each given all of them
    """

    outcome: str
    level: float
    ids: tuple[str, ...]
    fell: Mask
    rose: Mask
    adjusted_fall: Floats
    adjusted_rise: Floats
    shrunk: Shrunk

    @property
    def counts(self) -> tuple[int, int, int]:
        """How many fell, how many rose, and of how many it cannot be told."""
        fell, rose = int(self.fell.sum()), int(self.rose.sum())
        return fell, rose, len(self.ids) - fell - rose


@dataclass(frozen=True, slots=True)
class ManyFindings:
    """By outcome, in the order in which outcomes are first met."""

    level: float
    outcomes: tuple[OutcomeFindings, ...]

    def of(self, outcome: str) -> OutcomeFindings:
        return next(found for found in self.outcomes if found.outcome == outcome)


def judge_many(effects: Sequence[PlaceEffect], level: float = 0.95) -> ManyFindings:
    """Judge all places of each outcome together.

    level : as a study's rule has it: the named may be false in 1 - level of cases on average, and
        intervals hold at it
    """
    ids = list(dict.fromkeys(effect.outcome for effect in effects))
    return ManyFindings(
        level,
        tuple(
            _outcome(outcome, [one for one in effects if one.outcome == outcome], level)
            for outcome in ids
        ),
    )


LEAST = 0.05
"""The least ratio of all places together by which errors are told."""


def _outcome(outcome: str, effects: Sequence[PlaceEffect], level: float) -> OutcomeFindings:
    # Half of the error for each direction, so that all that are named together hold the level.
    fall, rise = (np.minimum(2 * share, 1.0) for share in discoveries(effects))
    least = 1 - level + 1e-12
    return OutcomeFindings(
        outcome,
        level,
        tuple(effect.id for effect in effects),
        fall <= least,
        rise <= least,
        fall,
        rise,
        shrunk(effects, level),
    )


def shrunk(effects: Sequence[PlaceEffect], level: float) -> Shrunk:
    """Effects of all places given each other.

    Errors are those at the ratio of all places together: a place's own count, where it came out
    low by chance, would give it a large error as well and so little weight, and the mean would be
    too high (by a fifth at four counts a place).
    """
    observed = sum(effect.observed for effect in effects)
    ratio = max((observed + HALF) / sum(effect.expected for effect in effects), LEAST)
    return shrink(
        np.array([effect.log_ratio for effect in effects]),
        np.array([effect.error(ratio) for effect in effects]),
        level,
    )
