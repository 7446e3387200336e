"""Risk per encounter: fewer encounters and more violence in each can net to no change."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from waterbed.model.errors import InputError
from waterbed.model.estimate import Estimate
from waterbed.reporting.ratios import Ratio, from_error
from waterbed.reporting.tipping import RatioSubject, figure


@dataclass(frozen=True, slots=True)
class Remaining:
    """Shares of encounters that remain at which the risk of each changes its direction.

    same : the risk per encounter is what it was; below it, the risk rose
    rose : below it, the risk rose by more than chance; fell : above it, it fell by more than chance
    """

    same: float
    rose: float
    fell: float


def remaining(recorded: Ratio) -> Remaining:
    """Tipping points in encounters of a recorded ratio: R, L and U.

    With the ratio e of encounters the ratio of the risk is R/e, its interval L/e to U/e.
    """
    return Remaining(recorded.value, recorded.low, recorded.high)


def per_encounter(recorded: Ratio, encounters: Sequence[float]) -> Ratio:
    """The ratio of the risk per encounter, where encounters were counted before and after.

    encounters : two counts (of a street count, of outreach contacts) by the same protocol; their
    Poisson error is added on the log scale.  InputError for counts that are not above nought.
    """
    if len(encounters) != 2 or not all(math.isfinite(n) and n > 0 for n in encounters):
        raise InputError(
            "two numbers of encounters above nought are needed, before and after",
            place="encounters",
            value=tuple(encounters),
            mend="Count encounters by the same protocol before and after.",
        )
    before, after = encounters
    se = math.sqrt(recorded.se**2 + 1 / before + 1 / after)
    smallest = min(recorded.smallest or before, before, after)
    return from_error(recorded.log - math.log(after / before), se, recorded.level, smallest)


def encounter_estimates(
    recorded: Ratio, encounters: Sequence[float] | None = None
) -> tuple[Estimate, ...]:
    """The share of encounters at which the risk of each turns; or, with counts, that risk."""
    about = RatioSubject()
    if encounters is None:
        turn, level = remaining(recorded), recorded.level
        named = (("same", turn.same), ("rose", turn.rose), ("fell", turn.fell))
        return tuple(
            figure(about, "encounters-remaining", name, value, level=level) for name, value in named
        )
    risk = per_encounter(recorded, encounters)
    return (
        figure(
            about, "per-encounter", "risk", risk.value, (risk.low, risk.high),
            level=risk.level, se=risk.se, assumptions=("same-recording",), smallest=risk.smallest,
        ),
    )  # fmt: skip
