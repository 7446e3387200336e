"""Two windows after one start, judged at once: the same target, placebos and earlier starts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from waterbed.effect.compare import Comparison
from waterbed.effect.estimand import Estimand
from waterbed.effect.estimates import ends_on
from waterbed.effect.inference import Outlook, critical, simultaneous, smallest_change
from waterbed.effect.months_after import HERE, over_months
from waterbed.effect.origins import stride_of
from waterbed.effect.possible import PossibleCounts
from waterbed.model.months import Months
from waterbed.model.reference import Floats, together
from waterbed.model.region import Ends, Region
from waterbed.model.study import NET

SCALE = "ratio"

Both = tuple[Ends, Ends]


@dataclass(frozen=True, slots=True)
class TwoWindows:
    """The effect on one outcome in the target over two windows.

    first, later : of the comparison's own window, and of months after it
    """

    first: Estimand
    later: Estimand

    @property
    def refusal(self) -> str:
        """Why one of the two has no estimate, a code of REFUSALS, or ""."""
        return self.first.refusal or self.later.refusal

    def placebos(self) -> Floats:
        """Studentised effects of the placebos that are alike in both, [N, 2]."""
        return together(
            [estimand.reference.alike(estimand.zone, estimand.outcome) for estimand in self._each()]
        )

    def critical(self, level: float) -> list[tuple[float, float]]:
        """Critical values of each, simultaneous over the two (`inference.simultaneous`)."""
        own = [critical(estimand.pools, level) for estimand in self._each()]
        return simultaneous(self.placebos(), own, level)

    def ranges(self, level: float) -> Both:
        """Intervals of the two ratios that hold at once at `level`."""
        first, later = (
            ends_on(estimand, SCALE, ends)
            for estimand, ends in zip(self._each(), self.critical(level), strict=True)
        )
        return first, later

    def possible(self, level: float) -> tuple[PossibleCounts, PossibleCounts]:
        """The intervals of each that counts could give, those of the other being what they may."""
        first, later = (
            PossibleCounts(
                float(estimand.real.expected),
                float(estimand.real.scale),
                ends,
                True,
                estimand.unit,
                estimand.weight,
            )
            for estimand, ends in zip(self._each(), self.critical(level), strict=True)
        )
        return first, later

    def chance(
        self, changes: tuple[float, float], regions: tuple[Region, Region], level: float
    ) -> float:
        """Chance that each interval lies in its region when these are the true changes.

        regions : with one end each, none of them outside
        """
        rows, inside = self.placebos(), np.ones(len(self.placebos()), bool)
        parts = zip(self._each(), self.critical(level), changes, regions, rows.T, strict=True)
        for estimand, ends, change, region, noise in parts:
            seen = Outlook(float(estimand.real.expected), float(estimand.real.scale), (), ends)
            inside &= seen.within(change, noise, region.low, region.high)
        return float(inside.mean()) if len(inside) else 0.0

    def smallest(
        self,
        changes: Callable[[float], tuple[float, float]],
        regions: tuple[Region, Region],
        level: float,
        power: float,
        largest: float,
    ) -> float | None:
        """The smallest size of a change that is found with this power; None where none is.

        changes : from a size to the changes in the two windows
        """
        return smallest_change(
            lambda size: self.chance(changes(size), regions, level) >= power, largest
        )

    def _each(self) -> tuple[Estimand, Estimand]:
        return self.first, self.later


def two_windows(
    comparison: Comparison, method: str, post: Months, outcome: str, published: bool
) -> TwoWindows:
    """The comparison's own window and the months `post` after it.

    Where the later one needs starts further apart, or fewer, the first is made again on those.
    """
    net = (NET,) if NET in comparison.setting.placebos.zones else ()
    own = stride_of(comparison.window.post)
    stride = max(own, stride_of(post))
    later = over_months(comparison, method, post, (outcome,), stride=stride, beside=net)
    first = comparison
    if stride != own:
        months = comparison.window.post
        first = over_months(comparison, method, months, (outcome,), stride=stride, beside=net)
    plain = Estimand(first, HERE, outcome, method, published)
    return TwoWindows(plain, replace(plain, comparison=later))
