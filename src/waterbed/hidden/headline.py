"""The headline: a range over methods and models, never a point.

From the lowest to the highest end of the 95% intervals of stepwise choice (bootstrapped with the
choice inside), of every admissible model within six of the best BIC, and of averaging over
decomposable graphs.  The union of their points covers a simulated truth in .54 to .64 of runs,
the union of their intervals in .93 to 1.00.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from waterbed.hidden.bootstrap import REPLICATES, Interval, bca, leave_one_out, resample
from waterbed.hidden.bounds import contained, unlinked
from waterbed.hidden.existence import existence
from waterbed.hidden.graphs import Averaged, average
from waterbed.hidden.loglinear import lists_of, main_effects
from waterbed.hidden.models import FittedModels, fit_all
from waterbed.hidden.stepwise import Stepwise, stepwise
from waterbed.hidden.window import MOST_WHOLE, fit_near
from waterbed.model.errors import Refusal
from waterbed.model.histories import membership
from waterbed.model.liststudy import FEWEST_SHARED
from waterbed.model.reference import Floats, Mask

Z95 = 1.959963984540054
MOST_TIMES_SEEN = 1000.0


@dataclass(frozen=True, slots=True)
class Bootstrapped:
    """Stepwise choice on the table itself with its BCa interval.

    fit : one row, of the table
    interval : BCa
    models : bool [B, P], pairs chosen in each replicate
    replicates : float [B], NaN where one has no estimate
    """

    fit: Stepwise
    interval: Interval
    models: Mask
    replicates: Floats


@dataclass(frozen=True, slots=True)
class Headline:
    """The range and what it is the union of.

    low, high : the range
    chosen : stepwise choice; every : all models by BIC (order 2), `near` those within six of the
        best; averaged : over decomposable graphs
    """

    low: float
    high: float
    seen: int
    chosen: Bootstrapped
    every: FittedModels
    near: Mask
    averaged: Averaged

    @property
    def spread(self) -> float:
        """Largest over smallest estimate of the models within six of the best BIC."""
        populations = self.every.population[self.near]
        return float(populations.max() / populations.min())


def refuse(counts: Floats, names: tuple[str, ...] = ()) -> None:
    """Refusal where these lists cannot say how many there are; three lists or more.

    Names: empty-list, few-shared, contained-list, unlinked-lists, no-finite-estimate.
    """
    lists = lists_of(len(counts))
    names = names or tuple(f"list {k + 1}" for k in range(lists))
    empty = np.flatnonzero(counts @ membership(lists) == 0)
    if len(empty):
        raise Refusal("empty-list", f"Nobody is on {_named(names, empty)}", "Leave it out.")
    shared = counts[membership(lists).sum(axis=1) > 1].sum()
    if shared < FEWEST_SHARED:
        raise Refusal(
            "few-shared",
            f"Fewer than {FEWEST_SHARED} people are on two or more of the lists, so that how many "
            "are on none cannot be said",
            "Longer lists would mend it: more months, or another service whose people overlap; "
            "check that one person is written alike on all of them.",
        )
    inside = contained(counts)
    if len(inside):
        raise Refusal(
            "contained-list",
            f"Everybody on {_named(names, inside)} is on another of the lists as well, so that it "
            "is a part of that list and no second look",
            "Leave it out, or put in a list that is kept on its own.",
        )
    apart = unlinked(counts)
    if len(apart):
        raise Refusal(
            "unlinked-lists",
            f"Nobody links {_named(names, apart)} with the other lists, so that nothing says how "
            "they relate",
            "Merge it with a list of the same kind, leave it out, or lengthen it; check that one "
            "person is written alike on all of them.",
        )
    code = int(existence(counts[None], main_effects(lists)[None])[0])
    if code:
        raise _no_estimate()


def _no_estimate() -> Refusal:
    return Refusal(
        "no-finite-estimate",
        "These overlaps allow any number of people on no list: the estimate does not exist",
        "Merge lists that hardly meet with others of their kind, or lengthen them.",
    )


def no_useful_range() -> Refusal:
    return Refusal(
        "no-useful-range",
        "Some of the methods end beyond a thousand times the number of people seen, so that no "
        "range can be given",
        "More people on two or more lists would mend it: longer lists, or one more.",
    )


def _named(names: tuple[str, ...], which: np.ndarray) -> str:
    return " and ".join(f"“{names[k]}”" for k in which)


def bootstrapped(
    counts: Floats, rng: Generator, replicates: int = REPLICATES, level: float = 0.95
) -> Bootstrapped:
    """Stepwise choice with its BCa interval; the errors of `fit` are conditional on its model."""
    fewer, weights = leave_one_out(counts)
    tables = np.concatenate([fewer, resample(counts, replicates, rng)])
    own = stepwise(counts[None].astype(float), errors=True)
    other = stepwise(tables)
    at = len(fewer)
    interval = bca(
        float(own.population[0]), other.population[at:], other.population[:at], weights, level
    )
    return Bootstrapped(own, interval, other.chosen[at:], other.population[at:])


def conditional(
    population: Floats, error: Floats, seen: float, z: float = Z95
) -> tuple[Floats, Floats]:
    """Ends of intervals that take the model as given, log-normal in the number on no list."""
    unseen, factor = population - seen, np.exp(z * error)
    return seen + unseen / factor, seen + unseen * factor


def headline(
    counts: Floats,
    rng: Generator,
    *,
    names: tuple[str, ...] = (),
    replicates: int = REPLICATES,
) -> Headline:
    """The range from a table [2^K] of three lists or more.

    Refusal as in `refuse`, and `no-useful-range` where it ends beyond a thousand times those seen.
    """
    counts = np.asarray(counts, float)
    refuse(counts, names)
    seen = float(counts.sum())
    chosen = bootstrapped(counts, rng, replicates)
    whole = lists_of(len(counts)) <= MOST_WHOLE
    every = fit_all(counts, close_only=True) if whole else fit_near(counts)
    near = every.close()
    if not near.any():
        raise _no_estimate()
    low, high = conditional(every.population[near], every.error[near], seen)
    averaged = average(counts)
    ends = [chosen.interval.low, chosen.interval.high, averaged.low, averaged.high]
    everything = np.concatenate([low, high, ends])
    if not np.isfinite(everything).all() or everything.max() > MOST_TIMES_SEEN * seen:
        raise no_useful_range()
    return Headline(
        max(seen, float(everything.min())), float(everything.max()), int(seen), chosen, every,
        near, averaged,
    )  # fmt: skip
