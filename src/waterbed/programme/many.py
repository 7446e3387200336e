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
    averaged : bool [K], those that `shrunk` is told from: no gate bars a fall or a rise of them
    shrunk : effects as logs of ratios, each given those that are averaged
    """

    outcome: str
    level: float
    ids: tuple[str, ...]
    fell: Mask
    rose: Mask
    adjusted_fall: Floats
    adjusted_rise: Floats
    averaged: Mask
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
        return next(findings for findings in self.outcomes if findings.outcome == outcome)


def judge_many(effects: Sequence[PlaceEffect], level: float = 0.95) -> ManyFindings:
    """Judge all places of each outcome together.

    level : as a study's rule has it: the named may be false in 1 - level of cases on average, and
        intervals hold at it
    """
    ids = list(dict.fromkeys(effect.outcome for effect in effects))
    return ManyFindings(
        level,
        tuple(
            _outcome(outcome, [effect for effect in effects if effect.outcome == outcome], level)
            for outcome in ids
        ),
    )


FEWEST = 2
"""The fewest places that a mean of several is of."""

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
        averaged(effects),
        shrunk(effects, level),
    )


def averaged(effects: Sequence[PlaceEffect]) -> Mask:
    """Which places the mean is of, bool [K]: those of which no gate bars a fall or a rise.

    What bars is known before any count after the start, but for months without data, so that no
    place is left out for how it came out.  A place that is barred from one of them alone is left
    out too: it would fall, or rise, by itself, and take the mean with it.  None where they are
    fewer than two of several.
    """
    free = np.array([not effect.barred for effect in effects], bool)
    return free if free.all() or free.sum() >= FEWEST else np.zeros(len(effects), bool)


def shrunk(effects: Sequence[PlaceEffect], level: float) -> Shrunk:
    """Effects of all places given those that are averaged.

    Errors are those at the ratio of these together: a place's own count, where it came out low by
    chance, would give it a large error as well and so little weight, and the mean would be too
    high (by a fifth at four counts a place).
    """
    own = averaged(effects)
    observed = sum(effect.observed for effect, kept in zip(effects, own, strict=True) if kept)
    expected = sum(effect.expected for effect, kept in zip(effects, own, strict=True) if kept)
    ratio = max((observed + HALF) / expected, LEAST) if own.any() else 1.0
    return shrink(
        np.array([effect.log_ratio for effect in effects]),
        np.array([effect.error(ratio) for effect in effects]),
        level,
        own,
    )
