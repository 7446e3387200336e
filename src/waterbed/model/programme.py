"""Programmes: several waves of one thing, whose effects are asked about together.

A wave is an intervention of its own, with its own place, start and months.  Effects of waves are
added up, and so are the ends of their intervals: whatever the waves have in common, all of K
intervals hold at once where each is taken at 1 - (1 - level)/K (Bonferroni).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from waterbed.model.estimate import Estimate
from waterbed.model.inversion import not_below
from waterbed.model.region import Ends
from waterbed.model.released import ShownEstimate

ALL_WAVES = "all waves"
"""What stands for the window of a programme, whose waves have months of their own."""

POOLED = "pooled-bounds"
INDEPENDENT = "pooled-independent"
WITHOUT_TEST = "bounds"
"""Methods of a pooled row: what decides, what would hold if the waves erred independently of each
other, and what is left where a wave has no test."""


@dataclass(frozen=True, slots=True)
class Programme:
    """Waves of one programme.

    waves : ids of interventions, each with a target, two or more
    """

    id: str
    name: str
    waves: tuple[str, ...]


def wave_level(level: float, shares: int) -> float:
    """The level of each of so many intervals that hold all at once at `level` (Bonferroni)."""
    return 1 - (1 - level) / shares


@dataclass(frozen=True, slots=True)
class Sum:
    """Waves added up: counts, and the value and its ends on their scale."""

    base_count: float | None
    observed: float | None
    expected: float | None
    value: float | None
    wide: Ends
    deciding: Ends


def add_up(waves: Sequence[Estimate] | Sequence[ShownEstimate]) -> Sum:
    """The sum of waves' estimates on one scale, and the sum of their ends.

    Counts are added.  Ratios are averaged by what was expected of each wave, so that the value is
    all that was observed over all that was expected, less 1.  An end is None where one of its
    parts is.
    """
    parts = [1.0] * len(waves)
    if waves[0].parameter.scale == "ratio":
        expected = [wave.expected or 0.0 for wave in waves]
        parts = [of_wave / sum(expected) for of_wave in expected] if sum(expected) else parts
    values = [wave.value for wave in waves]
    ends = [_within(wave, (wave.low, wave.high)) for wave in waves]
    deciding = [_within(wave, wave.deciding or (None, None)) for wave in waves]
    return Sum(
        _total(wave.base_count for wave in waves),
        _total(wave.observed for wave in waves),
        _total(wave.expected for wave in waves),
        _weighted(values, parts),
        (_weighted([x for x, _ in ends], parts), _weighted([x for _, x in ends], parts)),
        (_weighted([x for x, _ in deciding], parts), _weighted([x for _, x in deciding], parts)),
    )


def _within(wave: Estimate | ShownEstimate, ends: Ends) -> Ends:
    """On counts, ends that take away no more than was expected of the wave."""
    on_counts = wave.parameter.scale == "count" and wave.expected is not None
    return not_below(ends, -(wave.expected or 0.0)) if on_counts else ends


def _total(counts: Iterable[float | None]) -> float | None:
    every = list(counts)
    known = [count for count in every if count is not None]
    return sum(known) if len(known) == len(every) else None


def _weighted(values: Sequence[float | None], parts: Sequence[float]) -> float | None:
    known = [value * part for value, part in zip(values, parts, strict=True) if value is not None]
    return sum(known) if len(known) == len(values) else None
