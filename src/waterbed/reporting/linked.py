"""Linked records: how many of the other source's cases are known to the police, by period.

Only counts are needed: on the police's list, on the other list, on both.  The share of the other
list that the police know is the police's share of all cases, if the lists are independent within
each period; so the change of reporting is seen without taking the other list to be stable.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from waterbed.model.dualsystem import break_even_odds_ratio, chapman, dependent_population
from waterbed.model.errors import InputError
from waterbed.model.estimate import Estimate
from waterbed.reporting.ratios import Ratio, from_error
from waterbed.reporting.tipping import RatioSubject, figure


@dataclass(frozen=True, slots=True)
class Overlap:
    """One period: incidents on the police's list, on the other list, and on both.

    recall : share of the true matches that the linkage finds; false non-links make the population
        too large, so `both` is divided by it
    """

    police: float
    other: float
    both: float
    recall: float = 1.0

    @property
    def matched(self) -> float:
        return self.both / self.recall

    @property
    def cells(self) -> tuple[float, float, float]:
        """On both, on the police's list alone, on the other alone."""
        return self.matched, self.police - self.matched, self.other - self.matched

    @property
    def known(self) -> float:
        """Share of the other list's cases that the police know of."""
        return self.matched / self.other


def overlap(police: float, other: float, both: float, recall: float = 1.0, *,
            where: str = "linked counts") -> Overlap:  # fmt: skip
    """An Overlap; InputError for counts that cannot be, or lists that do not overlap."""
    for count in (police, other, both):
        if not math.isfinite(count) or count < 0 or count != math.floor(count):
            raise InputError(
                "a count must be a whole number of nought or more", place=where, value=f"{count:g}"
            )
    if both > min(police, other):
        raise InputError(
            "more incidents are on both lists than on one of them",
            place=where,
            value=f"{both:g} on both, {police:g} and {other:g} on each",
            mend="Give the length of each list, the incidents on both included.",
        )
    if not both:
        raise InputError(
            "no incident is on both lists, so that nothing follows from them",
            place=where,
            value="0",
            mend="Check how the records were linked, or take more months.",
        )
    if not 0 < recall <= 1 or both / recall > min(police, other):
        raise InputError(
            "the share of true matches that the linkage finds lies above 0, is at most 1, and "
            "leaves no more matches than either list has incidents",
            place=f"{where}, recall",
            value=f"{recall:g}",
        )
    return Overlap(police, other, both, recall)


def reporting_change(before: Overlap, after: Overlap, level: float = 0.95) -> Ratio:
    """rho_P = (m1/nH1)/(m0/nH0), binomial standard error on the log scale."""
    variance = sum((1 - counts.known) / counts.both for counts in (before, after))
    smallest = min(before.both, after.both)
    return from_error(math.log(after.known / before.known), math.sqrt(variance), level, smallest)


def true_change(before: Overlap, after: Overlap, level: float = 0.95) -> Ratio:
    """theta = N1/N0, Chapman's estimator in each period, delta method on the log scale."""
    systems = [chapman(*counts.cells) for counts in (before, after)]
    log = math.log(float(systems[1].value) / float(systems[0].value))
    variance = sum(float(system.variance) / float(system.value) ** 2 for system in systems)
    return from_error(log, math.sqrt(variance), level, min(before.both, after.both))


def dependence_break_even(before: Overlap, after: Overlap, odds_ratio: float = 1.0) -> float:
    """w1*: the odds ratio between the lists afterwards at which there was no change at all.

    (N0(w0) - n1) n11/(n10 n01), with w0 the odds ratio before and the cells those of afterwards.
    A dependence that stays the same largely cancels; one that changes does not.
    """
    if not (math.isfinite(odds_ratio) and odds_ratio > 0):
        raise InputError(
            "the odds ratio between the lists is a number above nought",
            place="dependence",
            value=f"{odds_ratio:g}",
        )
    population = dependent_population(*before.cells, odds_ratio)
    return float(break_even_odds_ratio(*after.cells, population))


def linked_estimates(
    before: Overlap,
    after: Overlap,
    level: float = 0.95,
    odds_ratio: float = 1.0,
) -> tuple[Estimate, ...]:
    """Change of reporting, true change, and the dependence that would undo the latter."""
    reporting, true = reporting_change(before, after, level), true_change(before, after, level)
    star = dependence_break_even(before, after, odds_ratio)
    about = RatioSubject()
    rows = (("reporting-change", reporting), ("true-change", true))
    estimates = []
    for name, ratio in rows:
        ends, assumed = (ratio.low, ratio.high), ("lists-independent",)
        estimates.append(
            figure(
                about, "linked", name, ratio.value, ends,
                level=level, se=ratio.se, assumptions=assumed, smallest=ratio.smallest,
            )
        )  # fmt: skip
    value = star if math.isfinite(star) else None
    estimates.append(figure(about, "linked", "dependence", value, level=level))
    return tuple(estimates)
