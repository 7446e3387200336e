"""Areas: the pieces of the map, and which lie beside which."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

# Great Britain's and Northern Ireland's statistical codes of geographies no smaller than an
# LSOA, a data zone or a super output area (output areas, E00 and W00, are smaller).
_OFFICIAL = re.compile(
    r"(E0[1-9]|E1[0-9]|E[2-9][0-9]|W0[1-9]|W[1-9][0-9]|S0[1-9]|S[1-9][0-9]|N0[1-9]|N[1-9][0-9])\d{6}"
)


@dataclass(frozen=True, slots=True)
class Areas:
    """Polygons reduced to what the questions need.

    Attributes
    ----------
    ids, names, groups : one entry an area (A of them); names and groups may repeat ids or ""
    pairs : int [K, 2], indices i < j of areas whose gap is known
    gaps : float [K], metres between the two edges (0 where they touch)
    reach : metres; every pair nearer than this is in `pairs` (None: no map was given)
    attribution, licence : printed wherever the areas show
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    groups: tuple[str, ...]
    pairs: NDArray[np.int64] = field(default_factory=lambda: np.empty((0, 2), np.int64))
    gaps: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    reach: float | None = None
    attribution: str = ""
    licence: str = ""

    def __len__(self) -> int:
        return len(self.ids)

    def index(self) -> dict[str, int]:
        """Position of each id."""
        return {key: i for i, key in enumerate(self.ids)}

    @property
    def official(self) -> bool:
        """Whether every code is an official geography at least as large as an LSOA."""
        return bool(self.ids) and all(_OFFICIAL.fullmatch(key) for key in self.ids)
