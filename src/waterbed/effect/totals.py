"""Counts of one window by area, and which areas are donors in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from waterbed.model.months import QUARTER, Months
from waterbed.model.panel import Panel
from waterbed.model.reference import Floats, Mask
from waterbed.model.window import Window
from waterbed.model.zones import Zones


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts of one window, and whose they are.

    base, post : float [A, O], counts in the base and post months
    donors : bool [A, O], donors that have data in all these months
    complete : bool [A, O], areas that have data in all these months
    """

    base: Floats
    post: Floats
    donors: Mask
    complete: Mask

    @classmethod
    def of(cls, panel: Panel, window: Window, zones: Zones) -> Totals:
        complete = (panel.complete(window.base) & panel.complete(window.post)).T
        return cls(
            sums(panel, window.base),
            sums(panel, window.post),
            complete & donor_mask(panel, zones)[:, None],
            complete,
        )

    def donor_sums(self) -> tuple[Floats, Floats]:
        """Donors' counts in base and post months, float [O] each."""
        return (self.base * self.donors).sum(axis=0), (self.post * self.donors).sum(axis=0)


def sums(panel: Panel, months: Months) -> Floats:
    """Counts over a run of months, float [A, O]."""
    return panel.total(months).T.astype(float)


def quarter_sums(panel: Panel, end: int) -> Floats | None:
    """Counts of the three months up to `end`, float [A, O]; None where the periods are longer."""
    if QUARTER % panel.step:
        return None
    return sums(panel, Months(end - QUARTER + 1, end))


def donor_mask(panel: Panel, zones: Zones) -> Mask:
    """Areas that are donors by their role, bool [A]."""
    pool = np.zeros(len(panel.areas), bool)
    pool[zones.donors] = True
    return pool
