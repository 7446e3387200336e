"""Waves of a programme added up, of tables that are not published.

Each wave is released first, as it would be by itself; the sum is made of what was released.  So it
says nothing that its waves do not say, and where one of them is withheld, so is the sum: the wave
could be had back by taking the others away.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from waterbed.disclosure.rules import round_count, round_ratio
from waterbed.model.estimate import Estimate
from waterbed.model.programme import add_up
from waterbed.model.released import ShownEstimate

Release = Callable[[Estimate, Estimate], ShownEstimate]
"""A wave's estimate, and the same on the scale "count", to what may be shown of it."""


def release_sum(
    one: Estimate, estimates: Sequence[Estimate], bare: ShownEstimate, release: Release
) -> ShownEstimate:
    """The sum of what its waves show; `bare`, without any number, where one of them is withheld, or
    the row shows none."""
    if not one.waves:
        return bare
    on_counts = replace(one.parameter, scale="count")
    counts = next(e for e in estimates if (e.parameter, e.method) == (on_counts, one.method))
    pairs = zip(one.waves, counts.waves, strict=True)
    waves = tuple(release(wave, plain) for wave, plain in pairs)
    if any(wave.status == "withheld" or wave.value is None for wave in waves):
        return bare
    total = add_up(waves)
    ends = all(wave.deciding is not None for wave in waves)
    shown = round_ratio if one.parameter.scale == "ratio" else round_count

    def rounded(x: float | None) -> float | None:
        return None if x is None else shown(x)

    low, high = total.wide if ends else (None, None)
    return replace(
        bare,
        value=rounded(total.value),
        low=rounded(low),
        high=rounded(high),
        deciding=(rounded(total.deciding[0]), rounded(total.deciding[1])) if ends else None,
        base_count=total.base_count,
        observed=total.observed,
        expected=total.expected,
        waves=waves,
        status="rounded",
    )
