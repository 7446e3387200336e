"""Columns that hold times of day, which are not opened."""

from __future__ import annotations

import re
from collections.abc import Sequence

_CLOCK = re.compile(
    r"(?:^|[T ])([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?( ?[ap]m)?$", re.IGNORECASE
)
_MIDNIGHT = re.compile(r"[T ]0?0:00(:00(\.0+)?)?$")
_WORDS = {"time", "times", "hour", "hours", "clock", "datetime", "timestamp"}


def is_time(name: str) -> bool:
    """Whether a column is called after a time of day."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()
    return bool(_WORDS & set(re.split(r"[^a-z]+", words)))


def hold_times(cells: Sequence[str]) -> bool:
    """Whether more than half of these cells hold a time of day, and not midnight alone."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    clocks = [cell for cell in filled if _CLOCK.search(cell)]
    return len(clocks) * 2 > len(filled) and not all(_MIDNIGHT.search(cell) for cell in clocks)
