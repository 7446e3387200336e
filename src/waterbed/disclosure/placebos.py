"""Detectable effects and placebo strips of tables that are not published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from waterbed.disclosure.cells import Key, key_of
from waterbed.disclosure.estimates import ALONE
from waterbed.disclosure.exact import exact
from waterbed.disclosure.rules import STATISTIC, round_count, round_to
from waterbed.disclosure.steps import SIZE, number_upwards, size_upwards
from waterbed.model.estimate import Detectable, Estimate
from waterbed.model.kinds import PAIRED
from waterbed.model.released import (
    ShownDetectable,
    ShownEstimate,
    ShownLarger,
    ShownParameter,
    ShownStrip,
)
from waterbed.model.results import PlaceboStrip
from waterbed.model.study import TARGET

TOGETHER = 10
"""Placebos that stand for one another in a strip."""

OFF = STATISTIC / 2 - 1e-6
"""By less than which a studentised value on steps is off: halves go one way, so that of two values
a step apart one is the larger."""

FEWEST = 40
"""Placebos from which there is a strip."""


def shown_places(
    estimates: Sequence[Estimate], shown: Sequence[ShownEstimate]
) -> Mapping[Key, ShownEstimate]:
    """The places whose comparison with donors is shown, and an estimate of it."""
    shown_estimates: dict[Key, ShownEstimate] = {}
    for raw, estimate in zip(estimates, shown, strict=True):
        if (
            estimate.status == "rounded"
            and estimate.expected is not None
            and estimate.method != ALONE
        ):
            shown_estimates.setdefault(key_of(raw.parameter), estimate)
    return shown_estimates


def release_detectable(
    detectable: Detectable, shown: Mapping[Key, ShownEstimate], internal: bool = False
) -> ShownDetectable:
    """The smallest effects and larger designs in steps, rounded upwards, and a chance to the
    nearest step: made on rounded totals.  Withheld where the comparison of its place, or of a pair
    one of both, is."""
    if detectable.published or internal:
        return exact(ShownDetectable, detectable)
    key = exact(ShownParameter, detectable.parameter)
    bare = ShownDetectable(
        key,
        None,
        None,
        None,
        None,
        detectable.power,
        None,
        claim=detectable.claim,
        barred=detectable.barred,
    )
    at = detectable.parameter
    own = shown.get(key_of(at))
    here = shown.get((at.intervention, at.outcome, at.window, TARGET))
    if own is None or (at.question in PAIRED and here is None):
        return bare
    return replace(
        bare,
        base_count=own.base_count,
        expected=None if detectable.expected is None else round_count(detectable.expected),
        fall=None if "fall" in detectable.barred else size_upwards(detectable.fall),
        rise=None if "rise" in detectable.barred else size_upwards(detectable.rise),
        chance=None if detectable.chance is None else round_to(detectable.chance, SIZE),
        larger=tuple(
            replace(
                exact(ShownLarger, design),
                places=number_upwards(design.places),
                counts=number_upwards(design.counts),
            )
            for design in detectable.larger
        ),
        status="rounded",
    )


def on_steps(placebos: Sequence[float]) -> tuple[float, ...]:
    """Ten or more values, ascending, each the middle of some ten to a half."""
    groups = np.array_split(np.sort(placebos), len(placebos) // TOGETHER)
    steps = [round_to(float(np.median(some)), STATISTIC) for some in groups]
    return tuple(np.repeat(steps, [len(some) for some in groups]).tolist())


def rounded_away(placebos: int) -> int:
    """Of so many values `on_steps`, how many of a group at most lie below its middle."""
    return -(-placebos // (placebos // TOGETHER)) // 2


def release_strip(
    strip: PlaceboStrip, shown: Mapping[Key, ShownEstimate], internal: bool = False
) -> ShownStrip:
    """Values to a half, in order of size (their own order is that of the areas), each that of
    several placebos: few and quiet ones would tell their counts."""
    if strip.published or internal:
        return exact(ShownStrip, strip)
    bare = ShownStrip(exact(ShownParameter, strip.parameter))
    if key_of(strip.parameter) not in shown or strip.target is None:
        return bare
    if len(strip.placebos) < FEWEST:
        return bare
    return replace(
        bare,
        target=round_to(strip.target, STATISTIC),
        placebos=on_steps(strip.placebos),
        status="rounded",
    )
