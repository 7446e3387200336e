"""What leaves of the checks of overlapping lists, each without one list."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ShownHeldOut:
    """A list whose size is known, as the other lists estimate it."""

    name: str
    known: int
    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class ShownLeftOut:
    """The estimate without one list."""

    name: str
    value: float | None
