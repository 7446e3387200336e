"""What a study of overlapping lists found, and the catalogue of its checks."""

from __future__ import annotations

from dataclasses import dataclass

from waterbed.model.estimate import Check, Estimate, Figure

MOST_LISTS = 8
MOST_PLANNED = 6  # lists of which a design is tried: each of its tables takes every model
FEWEST_SHARED = 10  # people on two lists or more, below which there is no answer
MOST_SEEN_ONCE = 0.9  # share of those seen, above which the check `seen-once` fails

# The fifteen checks in the order in which they are read (and one for strata): facts of each.
LIST_CHECKS: dict[str, tuple[str, ...]] = {
    "overlap": ("pairs", "empty", "names"),  # pairs of lists, and those with nobody on both
    "seen-once": ("share", "bound", "low", "avoiding"),  # bound: a lower one, if no list avoids
    "share-seen": ("least", "most"),  # of the people estimated, at both ends of the range
    "existence": ("infinite",),  # pairs whose dependence is estimated at minus infinity
    "models": ("models", "low", "high", "spread"),  # within six of the best BIC: estimates
    "choice": ("models", "share"),  # distinct choices in the bootstrap; share of the reported one
    "thresholds": ("low", "high", "ratio"),  # estimates over the p-values that let a pair in
    "left-out": ("low", "high", "ratio", "names", "failed"),  # each list left out in turn
    "pairwise": ("low", "high", "ratio"),  # Chapman's estimate from each pair
    "held-out": ("tried", "missed", "names", "log_ratio"),  # each list's known size estimated
    "width": ("ratio",),  # interval with the choice inside over that which takes it as given
    "bootstrap": ("replicates", "failed", "edge"),
    "chains": ("rhat", "effective", "low", "high", "edge"),  # modes of the chains; grid's edge mass
    "joint-dependence": ("down", "up"),  # divisor and factor of the unseen that leave the range
    "verdict": ("level", "ratio", "failed", "of"),  # level: a code of VERDICTS
    "strata": ("strata", "total", "missing"),  # sum of the estimates by period or area
    "dependence": ("down", "up"),  # two lists: odds ratios at which the interval ends
}

VERDICTS: dict[str, str] = {
    "range": "the methods agree to within a factor of two",
    "order-of-magnitude": "no more than an order of magnitude can be said",
    "no-useful-number": "no useful number can be said",
    "two-lists": "two lists cannot tell dependence from size: no range is given",
}


@dataclass(frozen=True, slots=True)
class HeldOut:
    """A list whose size is known, as the other lists estimate it; None where they cannot."""

    name: str
    known: int
    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class WithoutList:
    """The estimate without one list; None where there is none."""

    name: str
    value: float | None


@dataclass(frozen=True, slots=True)
class ListStudy:
    """How many are never seen, by overlapping lists.

    lists : names of the lists
    seen : people on at least one
    verdict : a code of VERDICTS
    estimates : the headline first (method "range"), if there is one
    checks : in the order of LIST_CHECKS
    histories : sets of lists, as positions, and people on exactly those
    overlaps : people on both of each pair, K x K, list totals on the diagonal; () once withheld
    source : where the table is published, "" for one that is not
    unlisted : rows of the table on no list, left out
    profile : "raw" until released
    """

    lists: tuple[str, ...]
    seen: Figure
    verdict: str
    estimates: tuple[Estimate, ...]
    checks: tuple[Check, ...]
    histories: tuple[tuple[tuple[int, ...], int], ...] = ()
    overlaps: tuple[tuple[int, ...], ...] = ()
    held_out: tuple[HeldOut, ...] = ()
    left_out: tuple[WithoutList, ...] = ()
    strata: tuple[tuple[str, float | None], ...] = ()
    source: str = ""
    unlisted: int = 0
    seed: int = 1
    replicates: int = 0
    profile: str = "raw"

    @property
    def published(self) -> bool:
        return bool(self.source)


@dataclass(frozen=True, slots=True)
class Prospect:
    """What lists that are only planned could tell of a population that is only guessed.

    seen, shared : people expected on one list or more, on two or more
    tables : drawn; refused : of them, without an answer
    covered : share of the answers that hold the truth; low, high : medians of their ends; None
        where no table gives one.  Of two lists the answer is Chapman's interval
    useful : share of tables with a range whose high end is at most three times its low end
    """

    lists: int
    population: float
    seen: float
    shared: float
    tables: int
    refused: int
    covered: float | None
    low: float | None
    high: float | None
    useful: float
