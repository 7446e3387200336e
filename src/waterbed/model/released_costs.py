"""A row of results.json on costs: made of released numbers alone."""

from __future__ import annotations

from dataclasses import dataclass

from waterbed.model.region import Ends


@dataclass(frozen=True, slots=True)
class ShownCost:
    """What was spent beside one change, and what each incident avoided cost.

    window_name : Name of the months compared
    spent : What was spent; currency : Its code, as GBP; source : Who says how much was spent
    answer : "each" (all that the range holds is some avoided), "cannot" (it holds none avoided as
        well), "none" (it holds none avoided), "barred" (a check that binds did not pass) or
        "withheld" (counts that are not shown)
    avoided : Least and most incidents avoided, below nought where there were more; null without a
        bound
    cost_each : Least and most that each incident avoided cost; of "cannot" a least alone
    unit_cost : What one incident costs, as the study says
    worth : What the avoided would have cost, from least to most
    """

    intervention: str
    outcome: str
    window_name: str
    spent: float
    currency: str
    source: str
    answer: str
    avoided: Ends | None
    cost_each: Ends | None
    unit_cost: float | None
    worth: Ends | None
    text: str
