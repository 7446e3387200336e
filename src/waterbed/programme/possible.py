"""What the sum of a programme's waves could be, before any count after the starts is read."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from waterbed.effect.possible import PossibleCounts
from waterbed.model.estimate import Estimate
from waterbed.model.programme import add_up
from waterbed.model.region import Ends, Pieces, Region


@dataclass(frozen=True, slots=True)
class PossibleSum:
    """The sum of the waves' ends; rows : their estimates, each at its share of the error."""

    rows: tuple[Estimate, ...]
    waves: tuple[PossibleCounts, ...]

    @property
    def gate(self) -> str:
        return ""

    def sets(self, region: Region) -> tuple[Pieces, ...]:
        """For a region with two ends, as if the sum could be as narrow as one likes, unless an end
        is open: nothing is ruled out that may come."""
        lowest = self._sum(wave.nothing for wave in self.waves)
        highest = self._sum(wave.most for wave in self.waves)
        extremes = ((lowest,), (highest,))
        if math.isinf(region.low) or math.isinf(region.high):
            return extremes
        middle = (region.low + region.high) / 2
        inside: Ends = (
            None if highest[0] is None else middle,
            None if lowest[1] is None else middle,
        )
        return (*extremes, (inside,))

    def _sum(self, ends: Iterable[Ends]) -> Ends:
        rows = zip(self.rows, ends, strict=True)
        return add_up([replace(row, deciding=end) for row, end in rows]).deciding
