"""The state of a street market: its places, its people, and what is known of last week."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from waterbed.model.reference import Floats, Integers
from waterbed.simulate.market.choice import Choice
from waterbed.simulate.market.draws import Draws, Singles
from waterbed.simulate.market.parameters import Values
from waterbed.simulate.market.people import Buyers, Sellers
from waterbed.simulate.market.places import INDOORS, Places

TALLIES = (
    "sellers", "buyers", "contacts", "encounters", "refused", "rushed", "violence", "coercion",
    "told police", "recorded", "told charity", "moved on",
)  # fmt: skip
"""What is counted in every cell, a month at a time."""

(
    SELLERS, BUYERS, CONTACTS, ENCOUNTERS, REFUSED, RUSHED, VIOLENCE, COERCION,
    TOLD_POLICE, RECORDED, TOLD_CHARITY, MOVED_ON,
) = range(len(TALLIES))  # fmt: skip


@dataclass(slots=True)
class Steady:
    """Rates that hold the market where it is while nothing is done.

    enter : a reserve person's chance of entering in a week, without a shock to income
    taken_on : share of those who enter that a third party controls
    unhoused, drops_out : chance in a week of losing a home, and of losing touch with support
    """

    enter: float = 0.0
    taken_on: float = 0.0
    unhoused: float = 0.0
    drops_out: float = 0.0


@dataclass(slots=True)
class Week:
    """Sums of the week that runs, from which people learn when it ends.

    police, sellers, buyers : [C], presence over its shifts; fines : [A]
    served : sellers of its encounters, an array a shift; shifts : so far
    """

    police: Floats
    sellers: Floats
    buyers: Floats
    fines: Floats
    served: list[Integers] = field(default_factory=list)
    shifts: int = 0

    @classmethod
    def begun(cls, places: Places) -> Week:
        police, sellers, buyers = np.zeros((3, places.cells))
        return cls(police, sellers, buyers, np.zeros(len(places.pull)))


@dataclass(slots=True)
class Market:
    """All of it.

    patrols : units out in every shift, wherever people are based
    hazard : float32 [C], how much likelier violence is in a cell
    police, crowd, custom : [C], what is known of police, of sellers and of buyers by last week
    fines : [A], what is known of fines
    takings : [2, 2, A], of late and in the last years: £ of those who sell on their own account,
        and the person-weeks that they are of; the older the week, the less it counts
    shut : int [C], week until which a place is shut
    week, now : number of the week and its sums
    tally : int64 [K, C], what was counted this month, by TALLIES
    expected : float [C], violence by buyers to be expected of this month's talks
    done : actions of this month by module, int64 [A] each
    entered, left : people who came to sell and who stopped, since the first shift
    sellers_go, buyers_go : where people choose to go this week
    """

    values: Values
    places: Places
    draws: Draws
    sellers: Sellers
    buyers: Buyers
    patrols: int
    hazard: Singles
    police: Floats
    crowd: Floats
    custom: Floats
    fines: Floats
    takings: Floats
    shut: Integers
    now: Week
    tally: Integers
    expected: Floats
    sellers_go: Choice
    buyers_go: Choice
    steady: Steady
    week: int = 0
    entered: int = 0
    left: int = 0
    done: dict[str, Integers] = field(default_factory=dict)

    def count(self, name: str, areas: Integers, weights: Integers | None = None) -> None:
        """Note actions of a module at these areas, one each or as weighted."""
        size = len(self.places.pull)
        times = np.bincount(areas, weights, minlength=size).astype(np.int64)
        self.done[name] = self.done.get(name, np.zeros(size, np.int64)) + times

    def open_cells(self) -> NDArray[np.bool_]:
        """Which cells anybody can go to: bool [C]."""
        return self.shut <= self.week

    def free(self, who: Integers, u: Singles) -> None:
        """End the control of these people; some of them stop selling, by u [n]."""
        leaving = who[u < self.values["freed_leave"]]
        self.sellers.controlled[who] = False
        self.sellers.selling[leaving] = False
        self.left += len(leaving)


def indoor_cells(areas: Integers) -> Integers:
    """The cells indoors of some areas."""
    return areas * (INDOORS + 1) + INDOORS
