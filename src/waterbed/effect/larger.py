"""What would have told: a larger design of the same kind, from what this one could have seen.

Of the variance phi mu + alpha mu^2 of a forecast (`effect.forecast`) the first part is chance, and
shrinks beside more counts; the second is good and bad years of a place's own, and stays.  Separate
places alike, taken together, add up both parts, so that the error in proportion falls as one over
the root of their number N, and a little less: the variance of N places is fitted on placebos of N
places drawn at random, which are as uneven as the areas are.  Of those the second part is alpha
times E[sum mu^2] / E[(sum mu)^2] = (1 + c)/(N + c), c the squared coefficient of variation of mu,
where 1/N would be that of places alike.

How often studies of the size told do see the change is measured in tests/effect/test_larger.py.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from waterbed.effect.estimand import Estimand
from waterbed.effect.inference import Outlook
from waterbed.model.estimate import Larger
from waterbed.model.least_squares import nonnegative_pair

SOUGHT = (0.3, 0.1)
"""Changes that are asked about: the first that this study would often have missed."""

MOST = 1000
"""Places, and times the counts, beyond which nobody is told to go."""


def larger_designs(
    seen: Outlook, asked: Estimand, least: float, power: float, turns: Sequence[str]
) -> tuple[Larger, ...]:
    """Of each of `turns`, "fall" and "rise", what would have seen the change that is sought.

    least : changes no larger count as none; nothing is said of a turn that it sees at a tenth
    """
    designs, parts = [], parts_of(asked)
    for turn in turns:
        if not np.isfinite(seen.ends[turn == "rise"]):
            continue  # too few placebos for the level: no size of the place makes up for it
        sought = next(
            (size for size in SOUGHT if size > least and not _seen(seen, turn, size, least, power)),
            None,
        )
        if sought is None:
            continue

        def enough(design: Outlook, turn: str = turn, sought: float = sought) -> bool:
            return _seen(design, turn, sought, least, power)

        designs.append(
            Larger(
                turn,
                sought,
                fewest(lambda n: enough(places_alike(seen, n, parts))),
                fewest(lambda n: enough(more_counts(seen, n, parts))),
            )
        )
    return tuple(designs)


def _seen(seen: Outlook, turn: str, size: float, least: float, power: float) -> bool:
    if turn == "fall":
        return seen.chance(-size, -np.inf, -least) >= power
    return seen.chance(size, least, np.inf) >= power


@dataclass(frozen=True, slots=True)
class Parts:
    """What the variance of a place is made of.

    chance : share of it that grows as the count does, the rest growing as the square of it
    uneven : squared coefficient of variation of what is expected of places
    """

    chance: float
    uneven: float = 0.0


def places_alike(seen: Outlook, places: int, parts: Parts) -> Outlook:
    """The same of so many places, apart from one another, taken together."""
    own = places * (1 + parts.uneven) / (places + parts.uneven)
    variance = seen.scale**2 * places * (parts.chance + (1 - parts.chance) * own)
    return replace(seen, expected=seen.expected * places, scale=float(np.sqrt(variance)))


def more_counts(seen: Outlook, times: int, parts: Parts) -> Outlook:
    """The same of so many times the counts in one place."""
    variance = seen.scale**2 * times * (parts.chance + (1 - parts.chance) * times)
    return replace(seen, expected=seen.expected * times, scale=float(np.sqrt(variance)))


def parts_of(asked: Estimand) -> Parts:
    """phi mu / (phi mu + alpha mu^2) of the place, phi and alpha as its placebos' variances have
    them, and how uneven these are."""
    reference, o = asked.reference, asked.o
    zone = reference.zones.index(asked.zone)
    mu, scale = reference.expected[:, zone, o], reference.scale[:, zone, o]
    kept = reference.valid[:, zone, o] & np.isfinite(scale) & (mu > 0) & (scale > 0)
    mu, variance = mu[kept], scale[kept] ** 2
    if not len(mu):
        return Parts(0.0)
    rows = np.stack([mu / variance, mu**2 / variance], axis=1)
    phi, alpha = nonnegative_pair(rows, np.ones(len(mu)))
    own = float(asked.real.expected)
    whole = phi * own + alpha * own**2
    chance = phi * own / whole if whole > 0 else 0.0
    return Parts(chance, float(mu.var() / mu.mean() ** 2))


def fewest(enough: Callable[[int], bool]) -> int | None:
    """The least whole number that is enough, up to `MOST`; None where none is."""
    high = 1
    while not enough(high):
        if high >= MOST:
            return None
        high = min(2 * high, MOST)
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high
