"""What a method may look at, and what it must give back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from waterbed.effect.placebo import PlaceboPlaces
from waterbed.effect.totals import Totals
from waterbed.model.covariates import Followed
from waterbed.model.months import Months
from waterbed.model.panel import Panel
from waterbed.model.reference import Floats, Reference, Standing
from waterbed.model.study import ChosenFor, Intervention
from waterbed.model.window import Window
from waterbed.model.zones import Members, Zones

T = TypeVar("T")
WHOLE, CO_TREATED, REST = "whole", "co-treated", "rest"

Place = tuple[str, str]
"""Name of a zone and which part of it."""


Kept = dict[tuple[object, ...], Any]
"""What comparisons over other months of one start have found already, by all that it rests on."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One intervention and window, resolved and summed, ready for any method.

    history : the last month that the intervention cannot have touched
    level : of a claim's one-sided test, by which it is known how many placebos are enough
    places : positions of the areas of each zone and part
    elsewhere : other interventions and the areas that each covers
    stride : months from one start in earlier years to the next; 0: the whole years that the post
        months need
    kept : shared by the settings of one start and its placebos alone; is added to
    covariate : one that every place compared must have in the months of its window; adjusts :
        whether the forecast takes its change into account as well
    """

    window: Window
    history: int
    level: float
    chosen_for: ChosenFor
    panel: Panel
    zones: Zones
    totals: Totals
    placebos: PlaceboPlaces
    places: dict[Place, Members]
    elsewhere: tuple[tuple[Intervention, Members], ...] = ()
    stride: int = 0
    kept: Kept | None = None
    covariate: Followed | None = None
    adjusts: bool = False

    def once(
        self, name: str, rests_on: Callable[[], tuple[object, ...]], make: Callable[[], T]
    ) -> T:
        """What `make` gives, made once for all settings that share what they have found."""
        if self.kept is None:
            return make()
        key = (name, *rests_on())
        if key not in self.kept:
            self.kept[key] = make()
        known: T = self.kept[key]
        return known


@dataclass(frozen=True, slots=True)
class Extremity:
    """How many placebos had a base as far from the usual, for one outcome.

    z : of the target's base (observed minus expected over its square root)
    beyond : placebos at least as far on the same side; of : all that are looked at
    """

    z: float
    beyond: int
    of: int


@dataclass(frozen=True, slots=True)
class WeightSummary:
    """How a weighting method weighed the donors of the target, for one outcome.

    donors : how many there are; effective : (sum |w|)^2 / sum w^2; largest : share of the largest
    distance : of the target's past from what donors can make up, root mean square, in standard
        deviations; months : before, that were balanced
    unsolved : placebos that no weights reproduce, left out
    """

    donors: int
    effective: float
    largest: float
    distance: float
    months: int
    unsolved: int


@dataclass(frozen=True, slots=True)
class MethodFit:
    """What one method found: the real places, the placebos, and why it refuses an outcome.

    real : Standing [O] of each zone and part
    refused : code of REFUSALS by place and outcome, where the method cannot be used
    extremity : by outcome, for methods that allow for a base that is out of the ordinary
    foreseen : by place, the post months of this and of earlier starts and what was expected in them
        (float [O]), for methods that expect something of other years too
    weighed : by outcome, for methods that weigh donors
    late : outcomes of which the last quarter before the start is in what is expected
    overwhelmed : outcomes of which some donor shapes nothing that is expected (`overwhelming`)
    """

    method: str
    real: dict[Place, Standing]
    reference: Reference
    refused: dict[tuple[Place, str], str] = field(default_factory=dict)
    extremity: dict[str, Extremity] = field(default_factory=dict)
    foreseen: dict[Place, tuple[tuple[Months, Floats], ...]] = field(default_factory=dict)
    weighed: dict[str, WeightSummary] = field(default_factory=dict)
    late: frozenset[str] = frozenset()
    overwhelmed: frozenset[str] = frozenset()
