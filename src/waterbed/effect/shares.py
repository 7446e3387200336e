"""Did a share of people change?  A survey before and after, with or without a comparison.

Each share has Wilson's interval (1927, *JASA* 22:209) on the people asked over the design effect;
two of them are joined as Newcombe's method 10 does (1998, *Statistics in Medicine* 17:873,
equation 10; with a correlation his method for paired shares, 1998, 17:2635), and two changes by the
same rule (Zou and Donner 2008, *Statistics in Medicine* 27:1693, equation 4).
"""

from __future__ import annotations

import math

from waterbed.model.laws import two_sided
from waterbed.model.survey import Answers, ShareChange, effect_of

Range = tuple[float, float, float]
"""A value between its two ends: low, value, high."""


def share_change(
    before: Answers,
    after: Answers,
    control: tuple[Answers, Answers] | None = None,
    *,
    cluster: float = 1.0,
    correlation: float = 0.0,
    design_effect: float | None = None,
    repeated: float = 0.0,
    level: float = 0.95,
) -> ShareChange:
    """The change of a share, less that of the comparison where there is one.

    cluster, correlation, repeated : as in `SurveyDesign`; design_effect : instead of the first two,
        as a survey's own report gives it (weights and clusters together), at least 1
    level : two-sided.  With clusters the ends are Student's, on as many degrees of freedom as there
        are clusters less one a wave.
    InputError for a design that cannot be, and fewer than two clusters a wave.
    """
    waves = (before, after, *(control or ()))
    effect, df = effect_of(waves, cluster, correlation, design_effect, repeated)
    z = two_sided(level, df)
    shares = [_wilson(wave, effect, z) for wave in waves]
    change = _less(shares[1], shares[0], repeated)
    if control:
        change = _less(change, _less(shares[3], shares[2], repeated), 0.0)
    low, value, high = change
    return ShareChange(waves, value, low, high, level, effect, df)


def _wilson(answers: Answers, effect: float, z: float) -> Range:
    p, n = answers.share, answers.of / effect
    middle = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * math.sqrt(p * (1 - p) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    return max(middle - half, 0.0), p, min(middle + half, 1.0)


def _less(first: Range, other: Range, correlation: float) -> Range:
    """The difference of two, each with its own interval."""
    value = first[1] - other[1]

    def away(own: float, theirs: float) -> float:
        return math.sqrt(max(own**2 + theirs**2 - 2 * correlation * own * theirs, 0.0))

    low = value - away(first[1] - first[0], other[2] - other[1])
    return low, value, value + away(first[2] - first[1], other[1] - other[0])
