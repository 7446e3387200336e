"""Calendar months as integers, so that windows are arithmetic.

A month is its ordinal, 12 * year + (month - 1).  A period of a quarterly or annual table is
the ordinal of its first month together with its length in months.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_LABEL = re.compile(r"(\d{4})-(\d{2})")
_NAMES = tuple(
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)


def month(label: str) -> int:
    """Ordinal of a month written YYYY-MM; ValueError for anything else."""
    match = _LABEL.fullmatch(label)
    if not match or not 1 <= int(match[2]) <= 12:
        raise ValueError(f"{label!r} is not a month written YYYY-MM")
    return 12 * int(match[1]) + int(match[2]) - 1


def label(ordinal: int) -> str:
    """The month written YYYY-MM."""
    return f"{ordinal // 12:04d}-{ordinal % 12 + 1:02d}"


def in_words(ordinal: int) -> str:
    """The month written out: April 2017."""
    return f"{_NAMES[ordinal % 12]} {ordinal // 12}"


@dataclass(frozen=True, slots=True, order=True)
class Months:
    """A run of whole months, both ends included (ordinals)."""

    first: int
    last: int

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("a run of months must not end before it begins")

    @classmethod
    def parse(cls, first: str, last: str) -> Months:
        return cls(month(first), month(last))

    @classmethod
    def starting(cls, first: int, length: int) -> Months:
        return cls(first, first + length - 1)

    def __len__(self) -> int:
        return self.last - self.first + 1

    def shift(self, months: int) -> Months:
        return Months(self.first + months, self.last + months)

    def touches(self, other: Months) -> bool:
        return self.first <= other.last and other.first <= self.last

    @property
    def labels(self) -> tuple[str, str]:
        return label(self.first), label(self.last)

    def in_words(self) -> str:
        if self.first == self.last:
            return in_words(self.first)
        if self.first // 12 == self.last // 12:
            return f"{_NAMES[self.first % 12]} to {in_words(self.last)}"
        return f"{in_words(self.first)} to {in_words(self.last)}"
