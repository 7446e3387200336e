"""Whether a target is of many areas that count little each, of which falls are not to be trusted.

Of a neighbourhood of 39 very uneven areas among 2,000, taken because it was the busiest of forty,
the forecast said "fell" in 9.0 to 10.6% of studies in which nothing happened (`python -m
tests.validity.many`; docs/validity/more.md, "Weights for a target of many areas"): it expects too
much of such places.  The cause is not mended; such studies are barred from a fall instead, by what
is known before the start.

There is no mirror for a rise, since the fault has none: of the same places "rose" was said in less
than 1%.  The mirror of the choice would be a place taken because it was the quietest; a study
cannot say so (`written.places.CHOSEN_FOR` has no such rule, and every rule but "random" asks for a
high count or a rise).  A rule for the lowest, if one is added, has to bar what rests on a rise here
until it has been measured.
"""

from __future__ import annotations

import numpy as np

from waterbed.effect.estimand import Estimand
from waterbed.model.estimate import Check, Figure, remark
from waterbed.model.months import YEAR
from waterbed.model.study import NET, TARGET

MANY = 10
"""Areas from which a target is of many.  Five areas of an ordinary town hold (rows 97 to 108 of
docs/validity/table.csv), 39 do not; between them nothing was measured."""

ENOUGH = 12
"""Counts a year that a comparison area has on average from which areas are not small.  Those
measured had 6; the areas of an ordinary town have more."""

SHOWN = ("random", "rise")
"""Ways of choosing a place under which such targets were measured and hold: 2.9 and 5.0%.  Where it
is unknown, the place may have been the busiest."""


def many_small(asked: Estimand) -> Check | None:
    """The gate of such a target, which bars what rests on a fall; None where it is not one.

    Of the target, and of it with its zones taken together; a zone beside it was not chosen.
    """
    if asked.zone not in (TARGET, NET) or asked.setting.chosen_for.rule in SHOWN:
        return None
    target = len(asked.setting.zones.target)
    if target < MANY or not a_year(asked) < ENOUGH:
        return None
    areas = Figure(target)
    facts = remark("many-small", areas=areas, enough=Figure(ENOUGH))
    return asked.check(facts, False, areas, gate=True, bars="fall")


def a_year(asked: Estimand) -> float:
    """What a comparison area counts on average in the twelve months before the start, of sums by
    weight in incidents; of periods that are data alone, and NaN where none is."""
    panel, setting = asked.panel, asked.setting
    donors = np.flatnonzero(setting.totals.donors[:, asked.o])
    end = max(0, (setting.history + 1 - int(panel.periods[0])) // panel.step)
    part = slice(max(0, end - -(-YEAR // panel.step)), end)
    known = panel.covered[asked.o][donors, part]
    if not known.any():
        return float("nan")
    counted = (panel.counts[asked.o][donors, part] * known).sum()
    each = counted / known.sum() * YEAR / panel.step
    return float(each / panel.unit(asked.outcome, donors))
