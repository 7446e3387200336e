"""What leaves of the places of a run: how many areas play a role, and the areas of its map."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ShownRole:
    """How many areas play a role in one window; `names` only of an official geography."""

    intervention: str
    window: str
    role: str
    areas: int
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownMapArea:
    """One area of the map and its role, of an official geography only."""

    intervention: str
    window: str
    role: str
    name: str = ""
    outline: tuple[tuple[tuple[int, int], ...], ...] = ()
