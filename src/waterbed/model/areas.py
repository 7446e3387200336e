"""Areas: the pieces of the map, and which lie beside which."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Prefixes of statistical codes (Register of Geographic Codes) whose areas are at least as large as
# an LSOA, a data zone or a super output area.  Any other is taken to be smaller, as are output
# areas (E00, W00), parishes and communities (E04, W04), workplace zones (E33, W35), built-up areas
# (E34, W37), Welsh electoral wards (W05: some hold a few hundred people) and small areas (N00).
_LARGE = (
    *("E01", "E02", "E05", "E06", "E07", "E08", "E09", "E10", "E11", "E12", "E14", "E23", "E92"),
    *("W01", "W02", "W06", "W07", "W15", "W92"),
    *("S01", "S02", "S12", "S13", "S14", "S16", "S92"),
    *("N06", "N08", "N09", "N92"),
)
_OFFICIAL = re.compile(rf"({'|'.join(_LARGE)})\d{{6}}")


@lru_cache(maxsize=8)
def _positions(ids: tuple[str, ...]) -> Mapping[str, int]:
    """A run asks for that of the same areas hundreds of times."""
    return {key: i for i, key in enumerate(ids)}


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
    shapes : shapely geometries in metres, [A], for the map alone, None where one is not known; or
        None where none is
    backdrop : outlines of larger areas, for the map alone; or None
    beside : of a sample of a map, bool [A], areas that are in it since they lie beside others: what
        lies beside these is not whole, so that they are no places of their own; or None
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    groups: tuple[str, ...]
    pairs: NDArray[np.int64] = field(default_factory=lambda: np.empty((0, 2), np.int64))
    gaps: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    reach: float | None = None
    attribution: str = ""
    licence: str = ""
    shapes: NDArray[Any] | None = None
    backdrop: NDArray[Any] | None = None
    beside: NDArray[np.bool_] | None = None

    def called(self, i: int) -> str:
        """What an area is called in a report: its name, with its group where another area has the
        same name; its id where it has none."""
        name = self.names[i]
        if name and self.groups[i] and self.names.count(name) > 1:
            return f"{name} ({self.groups[i]})"
        return name or self.ids[i]

    def __len__(self) -> int:
        return len(self.ids)

    def index(self) -> Mapping[str, int]:
        """Position of each id; nobody may write to it."""
        return _positions(self.ids)

    @property
    def official(self) -> bool:
        """Whether every code is an official geography at least as large as an LSOA."""
        return bool(self.ids) and all(_OFFICIAL.fullmatch(key) for key in self.ids)
