"""Numbers and months as JSON has them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from waterbed.model.months import Months

Row = dict[str, Any]


def number(x: float | None) -> float | None:
    """A number for JSON: None where there is none or it has no bound."""
    return None if x is None or not math.isfinite(x) else x


def months_row(months: Months | None) -> list[str] | None:
    return None if months is None else list(months.labels)


def positions(objects: Iterable[object]) -> dict[int, int]:
    """Which row each object has, by its identity: equal ones may stand in two rows."""
    return {id(value): i for i, value in enumerate(objects)}
