"""What was spent, and what an incident avoided cost: the set that a range of effects allows."""

from __future__ import annotations

from dataclasses import dataclass

CURRENCIES = (
    *("GBP", "EUR", "USD", "AUD", "CAD", "NZD", "CHF", "SEK", "NOK", "DKK", "ISK", "PLN", "CZK"),
    *("HUF", "RON", "JPY", "KRW", "INR", "ZAR", "BRL", "MXN"),
)
"""Codes of ISO 4217."""

End = float | None


@dataclass(frozen=True, slots=True)
class Spent:
    """amount : in the currency, on an intervention from its start to the end of the months after
    that it is judged on; source : who says so, and where"""

    amount: float
    currency: str
    source: str


@dataclass(frozen=True, slots=True)
class UnitCost:
    """What one incident of an outcome costs; source : who says so, and where."""

    outcome: str
    amount: float
    currency: str
    source: str


@dataclass(frozen=True, slots=True)
class CostEach:
    """What each incident avoided cost.

    answer : "each", all that the range holds is some avoided; "cannot", it holds none avoided as
        well; "none", it holds none avoided
    avoided : least and most incidents avoided, below nought where there were more; None: no bound
    low, high : of the cost of each; of "cannot" there is no high (if any was avoided, each cost
        `low` or more), of "none" neither
    """

    answer: str
    avoided: tuple[End, End]
    low: End = None
    high: End = None


def cost_each(amount: float, low: End, high: End) -> CostEach:
    """From a range of the change in counts (observed less expected), below nought for a fall.

    The cost is amount / avoided, which falls as more are avoided: its range has its ends in
    those of the change turned round, and none where the change may be nought (Fieller 1954,
    *Journal of the Royal Statistical Society B* 16:175-185, of a ratio whose lower part may be
    nought).
    """
    least = None if high is None else -high + 0.0
    most = None if low is None else -low + 0.0
    cheapest = 0.0 if most is None else amount / most if most > 0 else None
    if most is not None and most <= 0:
        return CostEach("none", (least, most))
    if least is None or least <= 0:
        return CostEach("cannot", (least, most), cheapest)
    return CostEach("each", (least, most), cheapest, amount / least)


def worth(unit: float, avoided: tuple[End, End]) -> tuple[End, End]:
    """What the incidents avoided would have cost, from least to most; below nought where there
    were more."""
    least, most = (None if x is None else unit * x for x in avoided)
    return least, most
