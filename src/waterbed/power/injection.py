"""Placebo injection: thin places where nothing was done, and see whether the study would say so.

Counts of a place are thinned from the real start on by 10 to 60% (each count kept with
probability 1 - f, as if that share of incidents had not come about) and the whole procedure is run
on what is left.  The share of places of which it says "fell" is its power for that fall; without
thinning, its size.  Thinning is nested: what a fall of 30% leaves is part of what one of 20% does,
so that a place's answers differ by the fall alone.

The placebo runs of Abadie, Diamond and Hainmueller (2010, *JASA* 105:493-505) with an effect
planted, as Black, Hollingsworth, Nunes and Simon do (2022, *Journal of Public Economics*
213:104713).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from waterbed.model.errors import InputError
from waterbed.model.panel import Panel
from waterbed.model.reference import Mask

FALLS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6)

Place = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlaceAnswer:
    """What the procedure says of one place.

    fell, rose : whether the claim is supported
    refused : whether no fall could have been supported: no estimate, or a gate
    why : of a refusal, a code of REFUSALS or the name of the check, where one says so
    """

    fell: bool
    rose: bool
    refused: bool
    why: str = ""


Procedure = Callable[[Panel, Place], PlaceAnswer]
"""From a panel and the ids of the areas asked about (as a group) to what a study says of them."""


@dataclass(frozen=True, slots=True)
class Injected:
    """Answers by place and planted fall.

    falls : float [E], ascending, the first nought
    fell, refused : bool [P, E]; rose : bool [P], without a fall
    why : of each place, why it was refused without a fall, or ""
    """

    falls: tuple[float, ...]
    fell: Mask
    rose: Mask
    refused: Mask
    why: tuple[str, ...] = ()

    @property
    def places(self) -> int:
        return len(self.fell)

    @property
    def barred(self) -> str:
        """The reason that most places were refused for, where every one was under every fall: a
        code of REFUSALS or the name of a check; "" where some were not."""
        reasons = [reason for reason in self.why if reason]
        return max(reasons, key=reasons.count) if reasons and self.refused.all() else ""

    def power(self) -> tuple[tuple[float, float], ...]:
        """Share of places where the fall is found and its standard error, for each fall; the first
        is the size.  A refusal is no finding."""
        return tuple(_share(column) for column in self.fell.T)

    def size_of_rise(self) -> tuple[float, float]:
        """Share of places said to have risen though nothing was done, and its standard error."""
        return _share(self.rose)

    def detectable(self, power: float = 0.8, draws: int = 500) -> tuple[float | None, float | None]:
        """The smallest fall found with this power, and its Monte Carlo standard error.

        Linear between the falls tried; None where not even the largest is found so often.  The
        error is that of drawing the places anew, from a generator of its own (the same answers
        give the same error); None where more than a tenth of the draws find none.
        """
        at = crossing(self.falls, self.fell.mean(axis=0), power)
        if at is None:
            return None, None
        rng = np.random.default_rng(self.places)
        crossings = []
        for _ in range(draws):
            again = self.fell[rng.integers(self.places, size=self.places)].mean(axis=0)
            crossings.append(crossing(self.falls, again, power))
        kept = [fall for fall in crossings if fall is not None]
        return at, float(np.std(kept)) if len(kept) >= 0.9 * draws else None


def _share(hits: Mask) -> tuple[float, float]:
    share = float(hits.mean())
    return share, math.sqrt(share * (1 - share) / len(hits))


def crossing(falls: Sequence[float], shares: NDArray[np.float64], power: float) -> float | None:
    """Where the running maximum of the shares first reaches `power`."""
    highest = np.maximum.accumulate(shares)
    reached = np.flatnonzero(highest >= power)
    if not len(reached):
        return None
    i = int(reached[0])
    if i == 0:
        return falls[0]
    part = (power - highest[i - 1]) / (highest[i] - highest[i - 1])
    return float(falls[i - 1] + part * (falls[i] - falls[i - 1]))


def thinned(
    panel: Panel,
    outcome: str,
    place: Place,
    start: int,
    falls: Sequence[float],
    rng: np.random.Generator,
) -> list[Panel]:
    """The panel under each fall: the place's counts from `start` on, nested binomial thinning.

    falls : ascending, each at least 0 and below 1
    """  # fmt: skip
    o = panel.outcomes.index(outcome)
    areas = np.array([panel.areas.index(key) for key in place])
    after = np.flatnonzero(panel.periods >= start)
    at = np.ix_(np.array([o]), areas, after)
    kept, before, panels = panel.counts[at], 0.0, []
    for fall in falls:
        kept = rng.binomial(kept, (1 - fall) / (1 - before))
        before = fall
        counts = panel.counts.copy()
        counts[at] = kept
        panels.append(replace(panel, counts=counts))
    return panels


def inject(
    panel: Panel,
    outcome: str,
    places: Sequence[Place],
    start: int,
    procedure: Procedure,
    rng: np.random.Generator,
    *,
    falls: Sequence[float] = FALLS,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Injected:
    """Run the procedure on each place under each fall.

    progress : is called with how many places are done, and how many there are
    start : ordinal of the first month thinned; places : where nothing was done.  InputError where
    there is no place, or the falls do not ascend from nought to below one.
    """
    falls = tuple(falls)
    if not places:
        raise InputError(
            "there is no place to plant a fall in",
            mend="Give the study donors that have counts in all its months.",
        )
    if falls[:1] != (0.0,) or list(falls) != sorted(set(falls)) or falls[-1] >= 1:
        raise InputError(
            "falls must ascend from 0 to below 1", mend="Give for instance 0, 0.2 and 0.4."
        )
    answers = []
    for place in places:
        panels = thinned(panel, outcome, place, start, falls, rng)
        answers.append([procedure(panel, place) for panel in panels])
        progress(len(answers), len(places))
    return Injected(
        falls,
        np.array([[answer.fell for answer in row] for row in answers]),
        np.array([row[0].rose for row in answers]),
        np.array([[answer.refused for answer in row] for row in answers]),
        tuple(row[0].why for row in answers),
    )
