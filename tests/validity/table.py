"""Rates of a set of rows, with standard errors clustered where places repeat."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from tests.validity.beds import Row
from tests.validity.trial import Trial

LEVEL = 0.05
BANDS = ((10, 20), (20, 40), (40, np.inf))


@dataclass(frozen=True, slots=True)
class Rate:
    """A share, its clustered standard error and how many rows it rests on."""

    share: float
    se: float
    n: int

    def __str__(self) -> str:
        return "-" if not self.n else f"{100 * self.share:.1f} ({100 * self.se:.1f})"


def clustered(hits: np.ndarray, *clusters: np.ndarray) -> float:
    """Standard error of a mean, clustered both ways (Cameron, Gelbach and Miller 2011,
    *Journal of Business and Economic Statistics* 29:238-249), never below the binomial one."""
    n, gap = len(hits), hits - hits.mean()

    def variance(label: np.ndarray) -> float:
        _, at = np.unique(label, axis=0, return_inverse=True)
        sums = np.bincount(at.ravel(), gap)
        groups = len(sums)
        return float((sums**2).sum() / n**2 * groups / max(groups - 1, 1))

    plain = float(hits.var() / n)
    if len(clusters) == 1:
        return float(np.sqrt(max(variance(clusters[0]), plain)))
    both = np.stack(clusters, axis=1)
    return float(np.sqrt(max(sum(map(variance, clusters)) - variance(both), plain)))


def rate(rows: Sequence[Row], hit: Callable[[Trial], bool]) -> Rate:
    if not rows:
        return Rate(float("nan"), float("nan"), 0)
    hits = np.array([hit(row.trial) for row in rows], float)
    se = clustered(hits, np.array([r.ward for r in rows]), np.array([r.year for r in rows]))
    return Rate(float(hits.mean()), se, len(rows))


def fell(one: Trial) -> bool:
    return one.low is not None and one.low <= LEVEL + 1e-12


def rose(one: Trial) -> bool:
    return one.high is not None and one.high <= LEVEL + 1e-12


def either(one: Trial) -> bool:
    return one.both is not None and one.both <= LEVEL + 1e-12


def says_fell(one: Trial) -> bool:
    return one.fell == "supported"


def says_rose(one: Trial) -> bool:
    return one.rose == "supported"


def no_fall(one: Trial) -> bool:
    """Whether a fall could not have been supported: no estimate, or a gate."""
    return one.refused or one.barred in ("fall", "both")


def no_rise(one: Trial) -> bool:
    return one.refused or one.barred in ("rise", "both")


def ratio_covers(one: Trial) -> bool:
    return one.ratio[0] - 1e-9 <= one.effect <= one.ratio[1] + 1e-9


def count_covers(one: Trial) -> bool:
    """The count interval is of what thinning took, which is known."""
    return one.count[0] - 1e-9 <= -one.lost <= one.count[1] + 1e-9


def select(rows: Iterable[Row], **keys: object) -> list[Row]:
    return [row for row in rows if all(getattr(row, key) == value for key, value in keys.items())]


def band(rows: Iterable[Row], low: float, high: float) -> list[Row]:
    return [row for row in rows if low <= row.trial.base < high]
