"""Rates of a set of rows, with standard errors clustered where places repeat, and what they mean:
which rows are above their size, and which methods may carry a verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from tests.validity.beds import Row
from tests.validity.trial import EXTREME, Trial
from waterbed.model.methods import DEFAULT

LEVEL = 0.05
MOST = 0.06
"""Size that a row may have, and two standard errors above it."""

COVERED = (0.93, 0.97)
"""Between which the coverage of 95% intervals must lie, give or take two standard errors."""

FEWEST = 30
"""Places of a row from which it is judged."""

SHOWN = 1000
"""Places that a method must have gone through under a rule for its size to count as shown."""


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
    """Of what thinning took or was added, which is known."""
    return one.count[0] - 1e-9 <= -one.lost <= one.count[1] + 1e-9


def meant_covers(one: Trial) -> bool:
    """Of what would be taken or added on average."""
    return one.count[0] - 1e-9 <= one.meant <= one.count[1] + 1e-9


def select(rows: Iterable[Row], **keys: object) -> list[Row]:
    return [row for row in rows if all(getattr(row, key) == value for key, value in keys.items())]


def band(rows: Iterable[Row], low: float, high: float) -> list[Row]:
    return [row for row in rows if low <= row.trial.base < high]


def told(row: Row) -> str:
    return "unknown" if row.chosen_for == "unknown" else "the rule"


def reference(row: Row) -> str:
    if row.method != DEFAULT:
        return "all"
    return "matched" if row.trial.matched else "fallback"


Key = tuple[str, ...]


def groups(rows: Iterable[Row]) -> dict[Key, list[Row]]:
    """Rows by bed, method, outcome, rule, what was told and reference, in the order they came."""
    found: dict[Key, list[Row]] = {}
    for row in rows:
        key = (row.bed, row.method, row.outcome, row.rule, told(row), reference(row))
        found.setdefault(key, []).append(row)
    return found


def sizes(rows: Sequence[Row]) -> dict[str, Rate]:
    """Rejections among untouched places where nothing refuses the answer."""
    return {
        "fell": rate([row for row in rows if not no_fall(row.trial)], fell),
        "rose": rate([row for row in rows if not no_rise(row.trial)], rose),
        "two-sided": rate([row for row in rows if not row.trial.refused], either),
    }


def above(found: Rate) -> bool:
    return found.n >= FEWEST and found.share - 2 * found.se > MOST


def failures(rows: Iterable[Row], method: str = DEFAULT) -> list[str]:
    """Rows of a method whose size is above its bound by more than two standard errors."""
    null = [row for row in rows if row.effect == 0 and row.method == method]
    return [
        ", ".join((*key, side, str(found)))
        for key, group in groups(null).items()
        for side, found in sizes(group).items()
        if above(found)
    ]


def misses(rows: Iterable[Row]) -> list[str]:
    """Intervals of the headline method whose coverage is outside its bounds by two standard
    errors, by bed, outcome and rule: the count's in untouched places, the ratio's where thinned."""
    made = [row for row in rows if row.method == DEFAULT and not row.trial.refused]
    out = []
    cells = dict.fromkeys((row.bed, row.outcome, row.rule) for row in made if row.rule != EXTREME)
    for bed, outcome, rule in cells:
        here = select(made, bed=bed, outcome=outcome, rule=rule)
        for name, part, test in (
            ("count", [row for row in here if row.effect == 0], count_covers),
            ("ratio", [row for row in here if row.effect != 0], ratio_covers),
        ):
            found = rate(part, test)
            # Where every interval covers, the rate's own error is nought.
            error = 2 * max(found.se, float(np.sqrt(0.05 * 0.95 / max(found.n, 1))))
            outside = found.share + error < COVERED[0] or found.share - error > COVERED[1]
            if found.n >= FEWEST and outside:
                out.append(", ".join((bed, outcome, rule, name, str(found))))
    return out


def holds(rows: Sequence[Row], method: str, rule: str) -> tuple[bool | None, Rate]:
    """Whether a method's size holds under a rule in every bed, None where too few places were gone
    through to say, and its worst row (the highest but for two standard errors)."""
    null = [
        row
        for row in rows
        if (row.effect, row.method, row.rule) == (0, method, rule) and told(row) != "unknown"
    ]
    found = [
        one for group in groups(null).values() for one in sizes(group).values() if one.n >= FEWEST
    ]
    worst = max(found, key=lambda one: one.share - 2 * one.se, default=rate([], fell))
    if above(worst):
        return False, worst
    return (True if len(null) >= SHOWN else None), worst


def headline_power(rows: Sequence[Row], outcome: str) -> dict[str, float]:
    """Share supported of 40% falls, peak-selected, ten or more a year, by bed."""
    planted = [row for row in rows if row.effect < 0 and row.method == DEFAULT]
    return {
        bed: round(rate(band(here, 10, np.inf), says_fell).share, 3)
        for bed in dict.fromkeys(row.bed for row in planted)
        if (here := select(planted, bed=bed, outcome=outcome, rule="peak"))
    }
