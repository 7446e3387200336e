"""Estimate and Check: what is found, and what speaks against it."""

from __future__ import annotations

from dataclasses import dataclass, field

from waterbed.model.months import Months
from waterbed.model.region import Pieces
from waterbed.model.window import WindowKey


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a reason, a check or a warning, with what it rests on.

    value : the number, or None once withheld
    unit : "count", "ratio", "statistic", "probability" or "plain" (not made from counts: a
        number of areas, of months, of windows)
    smallest : the smallest count that it rests on, or None
    published : whether every table that it rests on is published at this geography
    """

    value: float | None
    unit: str = "plain"
    smallest: float | None = None
    published: bool = False


Fact = Figure | str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Remark:
    """A code and its facts; `report/words.py` makes the sentence, after release."""

    code: str
    facts: tuple[tuple[str, Fact], ...] = ()

    def __getitem__(self, key: str) -> Fact:
        return dict(self.facts)[key]


def remark(code: str, **facts: Fact) -> Remark:
    return Remark(code, tuple(facts.items()))


@dataclass(frozen=True, slots=True)
class Parameter:
    """The key that joins claims to estimates, and by which a run computes nothing twice.

    question : effect, displacement, net, other (an outcome in a place of its own) or reporting
    zone : "target", the name of a displacement zone, "net", or the name of another outcome's place
    window : name of the window, or the same counted from another start
    scale : count (post-period total, observed minus expected), ratio (observed over expected,
        minus 1), relative (one such ratio over another, minus 1), rate (observed minus expected
        for each unit of exposure) or factor (a ratio itself, 1 for no change)
    part : "whole", or of a zone with co-treated areas: "co-treated", "rest"
    """

    question: str
    intervention: str
    outcome: str
    zone: str
    window: WindowKey
    scale: str
    part: str = "whole"


@dataclass(frozen=True, slots=True)
class Estimate:
    """One number with its interval, its assumptions and its weakness.

    about : which of the figures that one method gives (rho_point, rho_sig), or ""
    base, post : the months compared, or None where the counts came without dates
    base_count, observed : counts in the zone over base and post months
    expected : what the method expected in the post months
    value : on the parameter's scale; low, high : the `level` interval, None for an unbounded end
    set : pieces where the answer is no interval
    deciding : the (2 level - 1) interval, which decides verdicts; deciding_set : pieces in place
        of an interval
    joint : the `level` interval that holds for target, zones and net all at once
    se : standard error where the method has one
    t : the studentised value, where the method is judged on placebos
    p : two-sided; p_low, p_high : of a fall, of a rise
    placebos, disjoint : placebos in the reference, and how many of them share no area and year
    reached : placebos that went at least as far the same way, and of how many, in the pool that
        gives the p
    p_all, placebos_all : two-sided p over all placebos, and their number, where the reference is
        matched to how the place was chosen
    checks : those that bind it or speak of it
    smallest : the smallest count that it rests on; published : whether its tables are
    waves : of several waves added up, the estimate of each, at the level that the sum takes
    """

    parameter: Parameter
    method: str
    base: Months | None
    post: Months | None
    value: float | None
    low: float | None
    high: float | None
    level: float
    deciding: tuple[float | None, float | None] | None
    base_count: float | None
    observed: float | None
    expected: float | None
    se: float | None = None
    set: Pieces | None = None
    deciding_set: Pieces | None = None
    joint: tuple[float | None, float | None] | None = None
    t: float | None = None
    p: float | None = None
    p_low: float | None = None
    p_high: float | None = None
    p_all: float | None = None
    placebos_all: int | None = None
    reached: tuple[int, int] | None = None
    placebos: int | None = None
    disjoint: int | None = None
    p_monte_carlo_error: float | None = None
    assumptions: tuple[str, ...] = ()
    warnings: tuple[Remark, ...] = ()
    checks: tuple[Check, ...] = ()
    areas: int = 0
    smallest: float = 0.0
    published: bool = False
    about: str = ""
    waves: tuple[Estimate, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """A named diagnostic.

    passed : True, False, or None where it only informs
    gate : whether failing it stops an estimate from carrying a verdict
    bars : what a failed gate bars: "fall" (whatever rests on an estimated fall), "rise", "both"
    figure : its leading number
    parameter : what it was done for (scale and part do not matter), or None for the whole study
    """

    name: str
    passed: bool | None
    gate: bool
    remark: Remark
    figure: Figure | None = None
    bars: str = ""
    parameter: Parameter | None = None


@dataclass(frozen=True, slots=True)
class Larger:
    """A larger design of the same kind, which would have seen a change with the same power.

    turn : "fall" or "rise"; sought : its size, a ratio above nought
    places : so many places alike, apart from one another, taken together; counts : or so many times
        the counts in this one; None where no number that is tried is enough
    """

    turn: str
    sought: float
    places: int | None
    counts: int | None


@dataclass(frozen=True, slots=True)
class Detectable:
    """The smallest effect that a comparison could have seen, before any result.

    base_count, expected : counts in the zone
    fall, rise : smallest ratio with the stated power (as positive numbers); None where not even
        the largest possible (a fall to nothing; a rise to four times as many) could be seen
    power : the chance of a supported verdict
    claim : the claim whose own verdict this is about, or "" (the kinds `fell` and `rose`)
    chance : for a claim of no change, the chance that it is supported where nothing changed
    barred : of "fall" and "rise", what checks that have failed before the start keep from any
        verdict; then there is none
    larger : what would have seen more; of a claim's own verdict, and of a pair, nothing
    """

    parameter: Parameter
    base_count: float | None
    expected: float | None
    fall: float | None
    rise: float | None
    power: float
    placebos: int | None
    smallest: float = 0.0
    published: bool = False
    claim: str = ""
    chance: float | None = None
    barred: tuple[str, ...] = ()
    larger: tuple[Larger, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of a recorded claim."""

    base: Months
    post: Months
    rule: str
    base_count: float | None
    post_count: float | None
    change: float | None
    reaches: bool = field(default=False)
