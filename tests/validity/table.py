"""Rates of a set of rows, with standard errors clustered where places repeat."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from tests.validity.beds import Row
from tests.validity.trial import PICKS, Trial

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


HEAD = (
    "method", "outcome", "place chosen by", "told", "reference", "places", "says fell", "says rose",
    "two-sided", "count covered", "ratio covered", "fell supported", "rose supported",
    "fall refused",
)  # fmt: skip


def _cells(rows: Sequence[Row]) -> tuple[str, ...]:
    """Size where nothing refuses, coverage of all estimates, verdicts and refusals of all rows.

    The ratio is covered where an effect was planted, if any was; the rest is of untouched places.
    """
    null = [row for row in rows if row.effect == 0]
    planted = [row for row in rows if row.effect != 0 and not row.trial.refused] or null
    made = [row for row in null if not row.trial.refused]
    figures = (
        rate([row for row in null if not no_fall(row.trial)], fell),
        rate([row for row in null if not no_rise(row.trial)], rose),
        rate(made, either),
        rate(made, count_covers),
        rate(planted, ratio_covers),
        rate(null, says_fell),
        rate(null, says_rose),
        rate(null, no_fall),
    )
    return str(len(null)), *map(str, figures)


def _told(row: Row) -> str:
    return "unknown" if row.chosen_for == "unknown" else "the rule"


def _reference(row: Row) -> str:
    return "all" if not row.trial.matched else "matched"


Key = tuple[str, ...]


def groups(rows: Iterable[Row]) -> dict[Key, list[Row]]:
    """Rows by bed, method, outcome, rule, what was told and reference, in the order they came."""
    found: dict[Key, list[Row]] = {}
    for row in rows:
        key = (row.bed, row.method, row.outcome, row.rule, _told(row), _reference(row))
        found.setdefault(key, []).append(row)
    return found


def lines(rows: Sequence[Row]) -> list[str]:
    """The tables, in Markdown."""
    out = []
    found = groups(rows)
    for bed in dict.fromkeys(row.bed for row in rows):
        out += [f"### {bed}", "", _line(HEAD), _line(["---"] * len(HEAD))]
        keys = [
            key for key in found if key[0] == bed and (key[1] == "forecast" or key[4] != "unknown")
        ]
        keys.sort(key=lambda key: (key[1] != "forecast", key[2], PICKS.index(key[3]), key[4:]))
        out += [_line((*key[1:], *_cells(found[key]))) for key in keys if _null(found[key])]
        out.append("")
    return out + power_lines(rows)


def _null(rows: Sequence[Row]) -> bool:
    return any(row.effect == 0 for row in rows)


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def power_lines(rows: Sequence[Row]) -> list[str]:
    """Share of planted falls whose claim is supported, refusals among the others, by base count."""
    planted = [row for row in rows if row.effect < 0 and row.method == "forecast"]
    head = (
        "bed",
        "outcome",
        "place chosen by",
        "all",
        "10 to 20",
        "20 to 40",
        "over 40",
        "refused",
    )
    out = ["### Falls of 40% that are supported", "", _line(head), _line(["---"] * len(head))]
    keys = dict.fromkeys((row.bed, row.outcome, row.rule) for row in planted)
    for bed, outcome, rule in sorted(keys, key=lambda key: (key[:2], PICKS.index(key[2]))):
        here = band(select(planted, bed=bed, outcome=outcome, rule=rule), 10, np.inf)
        cells = [rate(here, says_fell), *(rate(band(here, *ends), says_fell) for ends in BANDS)]
        out.append(_line((bed, outcome, rule, *map(str, cells), str(rate(here, no_fall)))))
    return [*out, ""]


def headline_power(rows: Sequence[Row], outcome: str) -> dict[str, float]:
    """Share supported of 40% falls, peak-selected, ten or more a year, by bed."""
    planted = [row for row in rows if row.effect < 0 and row.method == "forecast"]
    return {
        bed: round(rate(band(here, 10, np.inf), says_fell).share, 3)
        for bed in dict.fromkeys(row.bed for row in planted)
        if (here := select(planted, bed=bed, outcome=outcome, rule="peak"))
    }


def failures(rows: Sequence[Row], most: float = 0.06) -> list[str]:
    """Rows of the headline method whose size is above `most` by more than two standard errors."""
    out = []
    for key, group in groups(row for row in rows if row.effect == 0).items():
        if key[1] != "forecast":
            continue
        sides = {
            "fell": rate([row for row in group if not no_fall(row.trial)], fell),
            "rose": rate([row for row in group if not no_rise(row.trial)], rose),
            "two-sided": rate([row for row in group if not row.trial.refused], either),
        }
        for side, found in sides.items():
            if found.n >= 30 and found.share - 2 * found.se > most:
                out.append(", ".join((*key, side, str(found))))
    return out
