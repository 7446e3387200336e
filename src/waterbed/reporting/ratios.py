"""A recorded ratio with its interval, from counts or as somebody published it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from waterbed.displacement.proportional import BOUND, log_ratio
from waterbed.model.errors import InputError
from waterbed.model.laws import two_sided


@dataclass(frozen=True, slots=True)
class Ratio:
    """A ratio on its log scale, where its error is taken to be normal.

    log : log of the ratio; se : standard error of that; level : of the interval it came with
    low, high : ends of the interval as they came
    smallest : the smallest count that it rests on, nought where none was given
    bounded : whether nobody said how much the counts vary, and `BOUND` was taken
    """

    log: float
    se: float
    low: float
    high: float
    level: float = 0.95
    smallest: float = 0.0
    bounded: bool = False

    @property
    def value(self) -> float:
        return math.exp(self.log)


def from_error(log: float, se: float, level: float = 0.95, smallest: float = 0.0) -> Ratio:
    """A Ratio whose interval follows from its standard error."""
    half = two_sided(level) * se
    return Ratio(log, se, _exp(log - half), _exp(log + half), level, smallest)


def _exp(x: float) -> float:
    """e to the x, infinite where that is too large for a float."""
    return math.exp(x) if x < 700 else math.inf


def from_counts(
    treated: Sequence[float],
    control: Sequence[float],
    level: float = 0.95,
    where: str = "",
    dispersion: float | None = None,
) -> Ratio:
    """The ratio of ratios of counts before and after, as `displacement.proportional.ratios`.

    InputError for counts of nought or none, and for a dispersion that is not above nought.
    """
    if dispersion is not None and not (math.isfinite(dispersion) and dispersion > 0):
        raise InputError("the dispersion must be a positive number", value=f"{dispersion:g}")
    for pair, name in ((treated, "treated"), (control, "control")):
        _demand_pair(pair, f"{where}{name}")
    log, se = log_ratio(treated, control)
    error = float(se) * math.sqrt(max(1.0, dispersion or BOUND.value))
    ratio = from_error(float(log), error, level, float(min(*treated, *control)))
    return replace(ratio, bounded=dispersion is None)


def from_interval(
    value: float, low: float, high: float, level: float = 0.95, where: str = ""
) -> Ratio:
    """A published ratio and its interval; InputErrors where it lies outside or is not positive.

    The standard error is that of an interval symmetrical on the log scale of the same width.
    """
    for name, number in (("ratio", value), ("low", low), ("high", high)):
        if not (math.isfinite(number) and number > 0):
            raise InputError(
                "a ratio and the ends of its interval are numbers above nought",
                place=f"{where}{name}",
                value=f"{number:g}",
                mend="Write a fall of 30% as 0.70.",
            )
    if not low <= value <= high or low == high:
        raise InputError(
            "the interval does not contain its ratio",
            place=f"{where}low, {where}high",
            value=f"{value:g} in {low:g} to {high:g}",
            mend="Give the lower end first, and ratios rather than percentages.",
        )
    se = math.log(high / low) / (2 * two_sided(level))
    return Ratio(math.log(value), se, low, high, level)


def _demand_pair(pair: Sequence[float], place: str) -> None:
    if len(pair) != 2:
        raise InputError("two counts are needed, before and after", place=place, value=tuple(pair))
    for count in pair:
        if not math.isfinite(count) or count < 0 or count != math.floor(count):
            raise InputError(
                "a count must be a whole number of nought or more",
                place=place,
                value=f"{count:g}",
                mend="Give counts as they were recorded.",
            )
        if count == 0:
            raise InputError(
                "a ratio cannot be made with a count of nought",
                place=place,
                value="0",
                mend="Take more months or a larger area.",
            )
