"""Counts set against what they would be had each place changed in proportion to its control.

The published weighted displacement difference subtracts raw changes, and so presumes a control of
about the size of its place: beside one of fifty times the size, a place that halved is told to have
risen.  In proportion the size of a control does not matter, nor do lengths of time and sizes of
area, which cancel.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from waterbed.displacement.counts import (
    About,
    Common,
    Dispersion,
    Pair,
    Row,
    estimates_of,
    net_row,
    scaled_difference,
    zone_names,
)
from waterbed.model.estimate import Estimate, Figure, Parameter, Remark, remark
from waterbed.model.laws import two_sided
from waterbed.model.reference import Floats
from waterbed.model.study import TARGET, question_of

BOUND = Dispersion(3.0)
"""What is taken where nobody says how much counts vary: an interval then holds whatever the
dispersion up to here is."""

ASSUMPTIONS = ("parallel", "no-spill", "dispersion")


def bounded() -> Remark:
    """That nobody said how much counts vary, and what was taken."""
    return remark("dispersion-bound", ratio=Figure(BOUND.value, "plain", published=True))


def log_ratio(treated: ArrayLike, control: ArrayLike) -> tuple[Floats, Floats]:
    """log[(T1/T0)/(C1/C0)] and its Poisson standard error sqrt(1/T0 + 1/T1 + 1/C0 + 1/C1).

    treated, control : counts above nought, [..., 2], before and after
    """
    t, c = np.asarray(treated, float), np.asarray(control, float)
    log = np.log(t[..., 1] / t[..., 0]) - np.log(c[..., 1] / c[..., 0])
    return log, np.sqrt((1 / t).sum(axis=-1) + (1 / c).sum(axis=-1))


def ratios(
    pairs: Sequence[tuple[Pair, Pair]], level: float = 0.95, dispersion: Dispersion | None = None
) -> tuple[Estimate, ...]:
    """(y/b)/(Y/B) - 1 of the target and each zone, on the scale "ratio"; method "proportional".

    pairs : counts of a place and of its control, [2, 2], the target first; counts as in `wdd`
    The interval is normal on the log scale, its variance that of Poisson counts times the
    dispersion (never narrower than those; None: at most `BOUND`), with a t-quantile where that was
    estimated.  A count of nought among the four leaves no ratio and no interval.
    """
    zones = (TARGET, *zone_names(len(pairs) - 1))
    return tuple(
        _ratio(zone, np.array(pair, float), level, dispersion)
        for zone, pair in zip(zones, pairs, strict=True)
    )


def _ratio(zone: str, pair: Floats, level: float, given: Dispersion | None) -> Estimate:
    place, control = pair
    dispersion = given or BOUND
    value: float | None = None
    ends: tuple[float | None, float | None] = (None, None)
    deciding = ends
    smallest = float(pair.min())
    if smallest > 0:
        log, error = (float(x) for x in log_ratio(place, control))
        error *= math.sqrt(max(1.0, dispersion.value))
        value = math.expm1(log)
        ends, deciding = (
            (math.expm1(log - half), math.expm1(log + half))
            for half in (error * two_sided(x, dispersion.df) for x in (level, 2 * level - 1))
        )
    expected = float(place[0] * control[1] / control[0]) if control[0] else None
    return Estimate(
        parameter=Parameter(question_of(zone), "", "", zone, "", "ratio"),
        method="proportional",
        base=None,
        post=None,
        value=value,
        low=ends[0],
        high=ends[1],
        level=level,
        deciding=deciding,
        base_count=float(place[0]),
        observed=float(place[1]),
        expected=expected,
        assumptions=ASSUMPTIONS,
        warnings=() if given else (bounded(),),
        smallest=smallest,
    )


def differences(
    pairs: Sequence[tuple[Pair, Pair]], level: float = 0.95, dispersion: Dispersion = BOUND
) -> tuple[Estimate, ...]:
    """y - b Y/B of the target, of each zone and of all together, each against its own control.

    pairs : as in `ratios`; none where a control has no counts before
    On the scale "count", the error times the square root of the dispersion (`scaled_difference`).
    """
    places, controls = (np.array([pair[k] for pair in pairs], float) for k in (0, 1))
    if (controls[:, 0] == 0).any():
        return ()
    value, variance = scaled_difference(*places.T, *controls.T)
    before, after = places.T
    zones = (TARGET, *zone_names(len(pairs) - 1))
    rows = [
        Row(zone, value[k], variance[k], before[k], after[k], after[k] - value[k])
        for k, zone in enumerate(zones)
    ]
    if len(rows) > 1:
        rows.append(net_row(value, variance, before, after, after - value))
    smallest = float(min(places.min(), controls.min()))
    common = Common(About(), "count", level, smallest, ASSUMPTIONS[:2])
    return estimates_of(rows, dispersion, common)[len(rows) :]
