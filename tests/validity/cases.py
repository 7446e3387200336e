"""One row of the validity table: a world, a place in it, how it was chosen, and what is claimed."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, fields

import numpy as np

from waterbed.effect.matching import RULES
from waterbed.model.kinds import KINDS
from waterbed.model.study import Intervention
from waterbed.simulate.worlds import World

PLAIN = "plain"
BEDS: dict[str, World] = {
    PLAIN: World(),
    "own season": World(dispersion=1.3, share=0.1, season=0.6),
    "bursty": World(share=0.08, unsteady=8.0, years=0.5),
    "drifting": World(drift=0.4, persistence=0.8),
    "shocks smooth in space, .15": World(smooth=0.15),
    "shocks smooth in space, .25": World(smooth=0.25),
    "shocks smooth in space, .35": World(smooth=0.35),
    "breaks of trend": World(bend=0.15),
}
"""Worlds by name; the mean count of an area in a month is the row's."""

WARDS = "London wards, "
SHAPES = {24: (4, 6, 3), 100: (10, 10, 5), 680: (20, 34, 17)}
"""Rows, columns and groups of the grid, by the number of its areas."""

SIZES = {24: 3, 100: 5, 680: 5}
"""Areas of a target of several."""

TWELVE = 12
BEFORE = 60
ONE, BESIDE, APART = "one", "side by side", "scattered"
MAP, GROUPS, NEITHER = "map", "groups", "neither"
RING = "ring"
SAID = {
    "random": "random",
    "peak": "peak",
    "rise (top)": "rise",
    "rise (top five)": "rise",
    "largest rise": "rise",
    "level": "level",
    "excess": "excess",
    "last quarter": "last-quarter",
}
"""Ways of choosing a place, and what a study says of each (`model` key chosen_for)."""

NOTHING = "nothing"
BOTH = ("fell", "rose")
NET = ("fell net", "rose net")


@dataclass(frozen=True, slots=True)
class Case:
    """One row: what is drawn, what is studied and what is claimed.

    bed : a key of BEDS, or WARDS and an outcome (real counts, in which nobody planted anything)
    mean : counts of an area in a month, on average; areas : 24, 100 or 680
    shape : of the target; given : what the study has of where areas lie; apart : whether it says
        that the target's areas lie apart
    months : of the window; start : calendar month in which it begins, 1 to 12
    chosen : a key of SAID; told : the same, or NOTHING; own : whether it is chosen among the areas
        of the bed that have something of their own
    zone : "" or RING, the areas that touch the target
    claims : kinds, each with the place that it speaks of where that is not the target
    effect : planted in the target, a ratio; moved : share of what went that the ring gained;
        ended : whether that ended after a year; local : factor of the counts of target, ring and
        all within two areas of it alike
    asked : answers "supported" of the first claim that are asked for, per cent, None where none are
    """

    bed: str = PLAIN
    areas: int = 100
    chosen: str = "random"
    told: str = ""
    mean: float = 4.0
    shape: str = ONE
    given: str = NEITHER
    apart: bool = False
    months: int = TWELVE
    start: int = 4
    own: bool = False
    zone: str = ""
    claims: tuple[str, ...] = BOTH
    level: float = 0.95
    effect: float = 0.0
    moved: float = 0.0
    local: float = 1.0
    ended: bool = False
    method: str = "forecast"
    after: int = TWELVE
    asked: float | None = None

    @property
    def real(self) -> bool:
        return self.bed.startswith(WARDS)

    @property
    def key(self) -> str:
        """Name of the row among kept parts, by all in which it differs from an empty row; what is
        asked for does not change what is found."""
        parts = [
            f"{field.name}={getattr(self, field.name)!r}"
            for field in fields(self)
            if field.name != "asked" and getattr(self, field.name) != field.default
        ]
        return f"{zlib.crc32(' '.join(parts).encode()):08x}"

    @property
    def world(self) -> tuple[str, int, float, int, int]:
        """Rows of one world are run on the same panels."""
        return self.bed, self.areas, self.mean, self.start, self.after

    @property
    def says(self) -> str:
        """The rule that the study states."""
        said = SAID[self.chosen if self.told in ("", self.chosen) else self.told]
        return said if said == "random" or said in RULES else "unknown"

    @property
    def possible(self) -> bool:
        """Whether the program knows the claims of this row, and how to say that areas lie apart."""
        keys = {field.name for field in fields(Intervention)}
        known = all(claim.split(" ")[0] in KINDS for claim in self.claims)
        return known and (not self.apart or "areas_apart" in keys)

    def truth(self, claim: str) -> bool | None:
        """Whether a claim is true here; None where nothing decides it (a share of no fall)."""
        kind, _, place = claim.partition(" ")
        if kind in ("moved", "not-moved"):
            if self.effect >= 0:
                return None
            return (self.moved >= MARGIN) == (kind == "moved")
        if kind in ("fell-more", "no-more"):
            return (self.effect < 0) == (kind == "fell-more")
        if kind == "rose-more":
            return self.effect > 0
        if kind in ("lasted", "returned"):
            return self.effect < 0 and self.ended == (kind == "returned")
        if kind not in ("fell", "rose"):
            return None
        change = {
            "": (1 + self.effect) * self.local - 1,
            "net": np.sign(self.effect * (1 - self.moved)) + self.local - 1,
            RING: -self.effect * self.moved + self.local - 1,
        }[place]
        return bool(change < 0 if kind == "fell" else change > 0)


SAID[NOTHING] = "unknown"
MARGIN = 0.2
