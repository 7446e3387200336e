"""Places chosen by their last year: which ones would have been chosen so in an earlier year.

A place that was chosen since much was counted there last year goes back by itself, and the places
so chosen differ in how far (regression to the mean: Galton 1886; of hot spots Hauer 1997,
*Observational Before-After Studies in Road Safety*).  Their own past shows none of it before they
were chosen, and the last year shows the opposite: it is the year that made them alike.  So falls
are planted at each date in the places that held the same ranks in the year before it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from waterbed.model.errors import InputError
from waterbed.model.reference import Integers


@dataclass(frozen=True, slots=True)
class Ranked:
    """Ranks by the last year among all places that could have been chosen.

    everywhere : int [A, T], counts without gaps; year : periods in a year
    ranks : int [C], of the places chosen, nought where most was counted in the last year
    """

    everywhere: Integers
    ranks: Integers
    year: int

    def counts_of(self, known: int) -> Integers:
        """Counts of the places of these ranks by the year before period `known`, int [C, T]."""
        return self.everywhere[_order(self.everywhere, known, self.year)[self.ranks]]


def ranked(everywhere: Integers, chosen: Integers, year: int) -> Ranked:
    """Ranks of places by their last year.

    everywhere : int [A, T]; chosen : int [C], positions of the places that were chosen
    InputError where all of them were, or the counts hold less than a year
    """
    if len(chosen) >= len(everywhere):
        raise InputError(
            "every area is a candidate, so that none was chosen by its last year",
            place="--by-last-year",
            mend="Name those that were chosen with --candidate, and give the table of all areas.",
        )
    order = _order(everywhere, everywhere.shape[1], year)
    ranks = np.empty(len(order), np.int64)
    ranks[order] = np.arange(len(order))
    return Ranked(everywhere, np.sort(ranks[chosen]), year)


def _order(everywhere: Integers, known: int, year: int) -> Integers:
    """Positions from most to least in the year before a period; ties by position."""
    last = everywhere[:, max(0, known - year) : known].sum(axis=1)
    return np.argsort(-last, kind="stable")
