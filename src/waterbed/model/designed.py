"""What a design could see: the rows of a table, before anything is done."""

from __future__ import annotations

from dataclasses import dataclass

SHOWN_FALLS = (0.2, 0.3, 0.5)
"""Falls whose power stands in the table."""


@dataclass(frozen=True, slots=True)
class DesignRow:
    """One way of giving a thing out, and what it could see.

    way : lots, halves or steps; places : how many get it; candidates : how many take part
    months : compared; groups : that begin one after the other
    smallest : the smallest fall seen in POWER of lots, or None where not even the largest is;
        smallest_error : its standard error, by dates and lots, or None; smallest_rise : the
        smallest rise
    power : of each of SHOWN_FALLS; power_low, power_high : between which it lies as far as the
        dates can tell, each end at 95%; empty of a single date, which cannot tell
    error : the largest standard error of the powers, by dates and lots
    false_fall, false_rise : answered although nothing was done
    dates : of the past, at which falls were planted; draws : lots
    asked_fall : the fall for which the number of places was looked for, or None; met : whether
        it is seen in POWER of lots
    why : a code of DESIGN_WHY where nothing could be planted, or ""
    """

    way: str
    places: int
    candidates: int
    months: int
    groups: int
    smallest: float | None = None
    smallest_error: float | None = None
    smallest_rise: float | None = None
    power: tuple[float, ...] = ()
    power_low: tuple[float, ...] = ()
    power_high: tuple[float, ...] = ()
    error: float = 0.0
    false_fall: float = 0.0
    false_rise: float = 0.0
    dates: int = 0
    draws: int = 0
    asked_fall: float | None = None
    met: bool = True
    why: str = ""


DESIGN_WHY = ("few-places", "few-lots", "short-history", "no-counts", "withheld")


@dataclass(frozen=True, slots=True)
class DesignTable:
    """Designs beside each other.

    outcome, kind : what is counted, what will be done, as the user calls them
    candidates : areas that could get it, with counts in every month; left_out : without
    first, last : ordinals of the months of the past that were read; start : of the first month
    yearly : counts of all candidates in the last twelve months, or None where it is withheld
    touching : whether candidates are known to lie side by side, or None without a map
    published : whether the counts are published already at this geography
    by_last_year : whether the candidates were chosen by what was counted in the last twelve months
    rounded : whether figures were rounded, for a page that may be seen beside the counts
    """

    outcome: str
    kind: str
    candidates: int
    left_out: int
    first: int
    last: int
    start: int
    level: float
    seed: int
    yearly: float | None
    touching: bool | None
    published: bool
    rows: tuple[DesignRow, ...]
    by_last_year: bool = False
    rounded: bool = False

    @property
    def profile(self) -> str:
        """public where these figures may leave: of published counts alone.  Rounding hides no
        exact count that they rest on, and no ledger holds what was asked."""
        return "public" if self.published else "internal"
