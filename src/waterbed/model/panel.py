"""Panel: counts by outcome, area and period, and where there are any."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from waterbed.model.errors import InputError
from waterbed.model.months import Months, label


@dataclass(frozen=True, slots=True, repr=False)
class Panel:
    """Counts with a coverage mask: a missing month is no data, not zero.

    Attributes
    ----------
    outcomes : ids of the outcomes, O of them
    areas : ids of the areas, A of them
    periods : int [T], ordinal of each period's first month, ascending, evenly spaced
    step : months in a period (1, 3 or 12)
    counts : int [O, A, T]; 0 where not covered
    covered : bool [O, A, T]; True where the count is data
    measures : ids of outcomes that are no counts (a rate, a survey score, a price), if any
    values : float [len(measures), A, T], NaN where there is no data; None without measures
    squares : of outcomes that are sums by weight, by id: the sum of each incident's squared weight
        over all that is data, float [A]
    bounds : of outcomes with withheld counts whose bounds are known, by id: the least and the most
        that a cell can be, int [2, A, T]; -1 where it is data, or nothing is known of it
    """

    outcomes: tuple[str, ...]
    areas: tuple[str, ...]
    periods: NDArray[np.int64]
    step: int
    counts: NDArray[np.int64]
    covered: NDArray[np.bool_]
    measures: tuple[str, ...] = ()
    values: NDArray[np.float64] | None = None
    squares: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)
    bounds: Mapping[str, NDArray[np.int64]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        shape = (len(self.outcomes), len(self.areas), len(self.periods))
        if self.counts.shape != shape or self.covered.shape != shape:
            raise ValueError(f"counts and covered must have the shape {shape}")
        beside = (len(self.measures), *shape[1:])
        if self.values is None and self.measures:
            raise ValueError("measures need their values")
        if self.values is not None and self.values.shape != beside:
            raise ValueError(f"values must have the shape {beside}")
        if len(self.periods) > 1 and not (np.diff(self.periods) == self.step).all():
            raise ValueError("periods must be evenly spaced; leave gaps uncovered, not out")

    def __repr__(self) -> str:
        """How large it is, and no count: what is printed is passed on."""
        asked = ", ".join((*self.outcomes, *self.measures))
        first = label(int(self.periods[0])) if len(self.periods) else "none"
        return (
            f"Panel({asked}: {len(self.areas)} areas, {len(self.periods)} periods of {self.step} "
            f"months from {first})"
        )

    def series(self, outcome: str) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Numbers of one outcome, count or measure, and where they are data, each [A, T]."""
        if outcome in self.outcomes:
            o = self.outcomes.index(outcome)
            return self.counts[o].astype(float), self.covered[o]
        if outcome in self.measures and self.values is not None:
            values = self.values[self.measures.index(outcome)]
            known = np.isfinite(values)
            return np.where(known, values, 0.0), known
        raise InputError(
            "there is no such outcome",
            place="outcome",
            value=outcome,
            mend=f"Outcomes there are: {', '.join((*self.outcomes, *self.measures))}.",
        )

    def only(self, outcomes: Sequence[str]) -> Panel:
        """The counts of some outcomes, in the order asked; measures are left out."""
        at = [self.outcomes.index(outcome) for outcome in outcomes]
        return replace(
            self,
            outcomes=tuple(outcomes),
            counts=self.counts[at],
            covered=self.covered[at],
            measures=(),
            values=None,
        )

    def unit(self, outcome: str, members: NDArray[np.int64]) -> float:
        """Variance that each unit of an effect brings to the outcome of some areas: 1 for a count;
        of a sum by weight sum(w^2 n)/sum(w n), over all of the areas' incidents that are known (of
        every area's where they have none).  It takes what is added to be of the same kinds.
        """
        squares = self.squares.get(outcome)
        if squares is None:
            return 1.0
        o = self.outcomes.index(outcome)
        sums = (self.counts[o] * self.covered[o]).sum(axis=1)
        for areas in (members, np.arange(len(self.areas))):
            if sums[areas].sum() > 0:
                return float(squares[areas].sum() / sums[areas].sum())
        return 1.0

    @property
    def span(self) -> Months:
        """From the first month to the last one."""
        return Months(int(self.periods[0]), int(self.periods[-1]) + self.step - 1)

    @property
    def has_data(self) -> NDArray[np.bool_]:
        """Areas that have data for any outcome and period, bool [A]."""
        known: NDArray[np.bool_] = np.logical_or.reduce(self.covered, axis=(0, 2))
        return known

    def slice(self, months: Months) -> slice:
        """The periods that make up a run of months; InputError where none do exactly."""
        offset = months.first - int(self.periods[0])
        if offset < 0 or months.last > self.span.last:
            raise InputError(
                f"the months {label(months.first)} to {label(months.last)} lie outside the counts, "
                f"which run from {label(self.span.first)} to {label(self.span.last)}",
                mend="Choose months that the counts cover.",
            )
        if offset % self.step or len(months) % self.step:
            raise InputError(
                f"the months {label(months.first)} to {label(months.last)} do not fall on whole "
                f"periods of {self.step} months that start in {label(self.span.first)}",
                mend="Choose windows made of whole periods.",
            )
        return slice(offset // self.step, offset // self.step + len(months) // self.step)

    def range(
        self, outcome: str, members: NDArray[np.int64], months: Months
    ) -> tuple[int, int] | None:
        """Least and most that some areas can have counted over a run of months, withheld counts at
        the ends of their bounds; None where nothing is known of a cell."""
        part, o = self.slice(months), self.outcomes.index(outcome)
        covered = self.covered[o][members, part]
        counts = self.counts[o][members, part]
        bounds = self.bounds.get(outcome)
        if bounds is None or bounds.shape[1:] != self.covered.shape[1:]:
            return (int(counts.sum()),) * 2 if covered.all() else None
        ends = [np.where(covered, counts, bound[members, part]) for bound in bounds]
        if min(int(end.min(initial=0)) for end in ends) < 0:
            return None
        return int(ends[0].sum()), int(ends[1].sum())

    def total(self, months: Months) -> NDArray[np.int64]:
        """Counts summed over a run of months, int [O, A]."""
        total: NDArray[np.int64] = self.counts[:, :, self.slice(months)].sum(axis=2)
        return total

    def complete(self, months: Months) -> NDArray[np.bool_]:
        """Whether every period of the run is data, bool [O, A]."""
        complete: NDArray[np.bool_] = np.logical_and.reduce(
            self.covered[:, :, self.slice(months)], axis=2
        )
        return complete
