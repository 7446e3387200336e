"""Triangle: counts by the month of recording and the month of the offence."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from waterbed.model.errors import InputError
from waterbed.model.months import Months, label
from waterbed.model.reference import Integers


@dataclass(frozen=True, slots=True)
class Triangle:
    """Counts of incidents by group, month of recording and month of the offence.

    Attributes
    ----------
    groups : names of the groups (areas, or types of offence), G of them
    group, recorded, committed : int [N], position in groups; ordinals of months, committed never
        after recorded
    count : int [N], of the incidents of one group and pair of months; each stands once
    span : the months of recording that the table covers; a month without a row counts nought
    """

    groups: tuple[str, ...]
    group: Integers
    recorded: Integers
    committed: Integers
    count: Integers
    span: Months

    def __post_init__(self) -> None:
        shapes = {
            column.shape for column in (self.group, self.recorded, self.committed, self.count)
        }
        if len(shapes) > 1:
            raise ValueError("the columns of a triangle must be of one length")
        if (self.committed > self.recorded).any():
            raise ValueError("nothing is recorded before it was committed")

    @property
    def delay(self) -> Integers:
        """Months from offence to record, int [N]."""
        delay: Integers = self.recorded - self.committed
        return delay

    def known_at(self, month: int) -> Triangle:
        """What had been recorded by the end of a month: a rebuilt vintage.

        Incidents that were recorded and cancelled later are in no vintage that is rebuilt from
        today's table.  InputError for a month outside the span.
        """
        if not self.span.first <= month <= self.span.last:
            raise InputError(
                "the month lies outside those of recording",
                value=label(month),
                mend=f"They run from {self.span.labels[0]} to {self.span.labels[1]}.",
            )
        kept = self.recorded <= month
        return replace(
            self,
            group=self.group[kept],
            recorded=self.recorded[kept],
            committed=self.committed[kept],
            count=self.count[kept],
            span=Months(self.span.first, month),
        )

    def only(self, groups: tuple[str, ...]) -> Triangle:
        """Some of the groups, in the order given; InputError for one that is not there."""
        for name in groups:
            if name not in self.groups:
                raise InputError("there is no such group", place="group", value=name)
        to = np.full(len(self.groups), -1)
        to[[self.groups.index(name) for name in groups]] = np.arange(len(groups))
        group = to[self.group]
        kept = group >= 0
        return replace(
            self,
            groups=groups,
            group=group[kept],
            recorded=self.recorded[kept],
            committed=self.committed[kept],
            count=self.count[kept],
        )

    def by_delay(self, longest: int) -> Integers:
        """Counts by month of the offence and delay, int [G, C, longest + 1].

        C are the months of the span: offences from before it, of which only late records are
        there, are left out, and so are longer delays.  A cell whose month of recording lies after
        the span is nought and no data.
        """
        months = len(self.span)
        out = np.zeros((len(self.groups), months, longest + 1), np.int64)
        at = self.committed - self.span.first
        kept = (at >= 0) & (self.delay <= longest)
        np.add.at(out, (self.group[kept], at[kept], self.delay[kept]), self.count[kept])
        return out

    def by_age(self, months: Months, edges: tuple[int, ...]) -> Integers:
        """Counts recorded in a run of months by age when recorded, int [G, len(edges)].

        edges : first delay of each class, ascending from 0; the last class has no end
        """
        kept = (self.recorded >= months.first) & (self.recorded <= months.last)
        at = np.searchsorted(np.asarray(edges), self.delay[kept], side="right") - 1
        out = np.zeros((len(self.groups), len(edges)), np.int64)
        np.add.at(out, (self.group[kept], at), self.count[kept])
        return out

    def committed_before(self, months: Months, start: int) -> tuple[Integers, Integers]:
        """Of those recorded in `months`: committed before `start`, and all; each int [G]."""
        kept = (self.recorded >= months.first) & (self.recorded <= months.last)
        early = kept & (self.committed < start)
        sums = []
        for mask in (early, kept):
            out = np.zeros(len(self.groups), np.int64)
            np.add.at(out, self.group[mask], self.count[mask])
            sums.append(out)
        return sums[0], sums[1]
