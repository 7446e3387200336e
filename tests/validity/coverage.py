"""Rates of sets of trials: how often a test rejects, and how often an interval holds the truth."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from tests.validity.beds import Row
from tests.validity.rates import Rate, clustered
from tests.validity.trial import Trial

LEVEL = 0.05


def rate(rows: Sequence[Row], hit: Callable[[Trial], bool]) -> Rate:
    if not rows:
        return Rate(float("nan"), float("nan"), 0)
    hits = np.array([hit(row.trial) for row in rows], float)
    se = clustered(hits, np.array([r.ward for r in rows]), np.array([r.year for r in rows]))
    return Rate(float(hits.mean()), se, len(rows))


def fell(trial: Trial) -> bool:
    return trial.low is not None and trial.low <= LEVEL + 1e-12


def rose(trial: Trial) -> bool:
    return trial.high is not None and trial.high <= LEVEL + 1e-12


def either(trial: Trial) -> bool:
    return trial.both is not None and trial.both <= LEVEL + 1e-12


def says_fell(trial: Trial) -> bool:
    return trial.fell == "supported"


def says_rose(trial: Trial) -> bool:
    return trial.rose == "supported"


def no_fall(trial: Trial) -> bool:
    """Whether a fall could not have been supported: no estimate, or a gate."""
    return trial.refused or trial.barred in ("fall", "both")


def no_rise(trial: Trial) -> bool:
    return trial.refused or trial.barred in ("rise", "both")


def ratio_covers(trial: Trial) -> bool:
    return trial.ratio[0] - 1e-9 <= trial.effect <= trial.ratio[1] + 1e-9


def count_covers(trial: Trial) -> bool:
    """Of what thinning took or was added, which is known."""
    return trial.count[0] - 1e-9 <= -trial.lost <= trial.count[1] + 1e-9


def meant_covers(trial: Trial) -> bool:
    """Of what would be taken or added on average."""
    return trial.count[0] - 1e-9 <= trial.meant <= trial.count[1] + 1e-9


def select(rows: Iterable[Row], **keys: object) -> list[Row]:
    return [row for row in rows if all(getattr(row, key) == value for key, value in keys.items())]


def band(rows: Iterable[Row], low: float, high: float) -> list[Row]:
    return [row for row in rows if low <= row.trial.base < high]
