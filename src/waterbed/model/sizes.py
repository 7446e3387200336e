"""How large a study would have to be that tests what recorded counts cannot.

Formulas of the textbooks for a study still to come, at the values expected; none of them reads a
count of this one.
"""

from __future__ import annotations

import math
from typing import Protocol

from waterbed.model.dualsystem import chapman
from waterbed.model.laws import quantile, two_sided
from waterbed.model.liststudy import FEWEST_SHARED
from waterbed.model.survey import SurveyDesign, people_needed
from waterbed.model.verdict import LEVEL, POWER

MOST = 10_000_000


class Asked(Protocol):
    """What the size of a study rests on (`model.alongside.WouldTest`)."""

    @property
    def by(self) -> str: ...
    @property
    def expected(self) -> float | None: ...
    @property
    def within(self) -> float | None: ...
    @property
    def change(self) -> float | None: ...
    @property
    def seen(self) -> float: ...
    @property
    def spread(self) -> float: ...
    @property
    def comparison(self) -> bool: ...


def people_within(share: float, within: float, spread: float = 1.0) -> int:
    """People whose answers give a share to within so much on either side, at 95%.

    z^2 p (1 - p) / within^2, times the design effect (Cochran 1977, *Sampling Techniques*, 4.4).
    """
    return math.ceil(spread * (two_sided(LEVEL) / within) ** 2 * share * (1 - share))


def counts_needed(
    each: float,
    change: float,
    *,
    seen: float = 1.0,
    spread: float = 1.0,
    comparison: bool = False,
    level: float = 0.95,
    power: float = POWER,
) -> int | None:
    """Counts before, and as many after, in which a change of the mean is seen; None above ten
    million, and for no change.

    each : number there at each count; seen : the chance that one of them is seen, the same before
    and after; spread : variance of what is there over its mean; level : of the one-sided test
    The one-sided Wald test of a log ratio of two means, each with the variance of a thinned count
    that strays more than chance, 1 + seen (spread - 1) times its mean (Ng and Tang 2005,
    *Statistics in Medicine* 24:955-965, without the overdispersion).  A fall and the rise that
    undoes it need the same number.
    """
    after = each * (1 + change)
    if after <= 0:
        after = 0.5 / max(seen, 1e-9)  # a fall to nothing: half of one seen
    if change == 0:
        return None
    strays = 1 + seen * (spread - 1)
    own = strays * (1 / (each * seen) + 1 / (after * seen))
    both = own + (strays * 2 / (each * seen) if comparison else 0.0)
    z = float(quantile(level)) + float(quantile(power))
    needed = math.ceil(z**2 * both / math.log(after / each) ** 2)
    return needed if needed <= MOST else None


def share_listed(people: float, within: float) -> float | None:
    """The share of the people that each of two lists must hold, so that their number is known to
    within so much of it at 95%; None where not even nine in ten would do.

    Chapman's interval on the cells expected of two independent lists (`model.dualsystem`), of
    which as many people are on both as `waterbed hidden` asks for.
    """
    for hundredth in range(5, 91):
        p = hundredth / 100
        if people * p * p < FEWEST_SHARED:
            continue
        system = chapman(people * p * p, people * p * (1 - p), people * p * (1 - p), level=LEVEL)
        if float(system.high - system.low) / 2 <= within * people:
            return p
    return None


def size_of(asked: Asked, level: float = 0.95) -> float | None:
    """People to ask, counts to make, or the share on each list; None where none would do.

    level : of the one-sided test of a change
    """
    expected, within, change = asked.expected or 0.5, asked.within or 0.1, asked.change or -0.25
    if asked.by == "share":
        return people_within(expected, within, asked.spread)
    if asked.by == "change":
        design = SurveyDesign(
            expected, 10, 10, asked.spread, 1.0, control=asked.comparison, level=level
        )
        return people_needed(design, min(max(expected + change, 0.0), 1.0), POWER)
    if asked.by in ("counts", "places"):
        return counts_needed(
            expected, change, seen=asked.seen, spread=asked.spread, comparison=asked.comparison,
            level=level,
        )  # fmt: skip
    if asked.by == "lists":
        return share_listed(expected, within)
    return None
