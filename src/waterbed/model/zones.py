"""Zones: which areas play which role for one intervention and window."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Members = NDArray[np.int64]
"""Positions of areas in Areas, ascending."""


@dataclass(frozen=True, slots=True)
class Zones:
    """One role an area.

    intervention, window : keys
    target : positions of the target's areas
    displacement : name and positions of each displacement zone
    buffer : areas beside the zones, in no comparison
    donors : what the target and its zones are compared with
    co_treated : areas of target and zones that are under another intervention in the window
    left_out : role "co-treated", "no data" or "beside" and the areas that are no donors for it
    by_tolerance : areas of each touching zone that do not touch but lie within the tolerance
    """

    intervention: str
    window: str
    target: Members
    displacement: tuple[tuple[str, Members], ...]
    buffer: Members
    donors: Members
    co_treated: Members
    left_out: tuple[tuple[str, Members], ...] = ()
    by_tolerance: tuple[tuple[str, Members], ...] = ()

    def named(self) -> tuple[tuple[str, Members], ...]:
        """The target and then every displacement zone, with its name."""
        return (("target", self.target), *self.displacement)
