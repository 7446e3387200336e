"""What leaves of what was done.  Fields are those of `model.activity` by the same names."""

from __future__ import annotations

from dataclasses import dataclass

from waterbed.model.months import Months


@dataclass(frozen=True, slots=True)
class ShownActivity:
    """One kind of action on one group of people.

    number : how many, of all months that are known; None where it is withheld
    months : those that the number is of
    by_month : whether a table gives it month by month; from_month : ordinal of the first month
    counts : the number in each month from then on, None where nobody knows; () where withheld
    status : of the number, "exact", "rounded" or "withheld"
    """

    id: str
    action: str
    on: str
    place: str
    intervention: str
    number: float | None
    months: Months | None
    bound: str = "exact"
    by: bool = False
    partial: bool = False
    source: str = ""
    date: str = ""
    by_month: bool = False
    from_month: int = 0
    counts: tuple[float | None, ...] = ()
    status: str = "withheld"
