"""Tipping points: by how much reporting would have to change to explain a recorded change.

What is recorded is what happens times the share of it that is reported and recorded.  With R the
recorded ratio (observed over expected) and rho the ratio by which that share changed, the true
ratio is R/rho.  Plain arithmetic, so that it can be done on numbers that have been released.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from waterbed.model.released import ShownEstimate

FALL, RISE, NEITHER = "fall", "rise", "neither"


@dataclass(frozen=True, slots=True)
class TippingPoints:
    """Ratios of reporting at which a recorded change would say something else.

    direction : "fall", "rise" or "neither" (nothing recorded changed)
    point : the recorded change would be no change at all (R itself)
    significant : it would be no more than chance (the end of the interval next to 1); None where
        it is no more than chance as it stands
    smallest : it would no longer be larger than the smallest effect of interest; None where it is
        not as it stands, or where none is stated
    opposite : the opposite change would be more than chance (the other end); None where the
        interval has no such end
    """

    direction: str
    point: float
    significant: float | None
    smallest: float | None
    opposite: float | None


def tipping_points(
    ratio: float, low: float | None, high: float | None, smallest_effect: float = 0.0
) -> TippingPoints:
    """Tipping points of a recorded ratio with its interval (None for an unbounded end).

    smallest_effect : a share, .1 for a change of 10%; nought for none
    A fall (ratio below 1) is lost when reporting falls; a rise when reporting rises.
    """
    if ratio == 1:
        return TippingPoints(NEITHER, ratio, None, None, None)
    falls = ratio < 1
    near, far = (high, low) if falls else (low, high)
    margin = 1 - smallest_effect if falls else 1 + smallest_effect

    def holds(end: float | None, at: float) -> bool:
        return end is not None and (end < at if falls else end > at)

    return TippingPoints(
        FALL if falls else RISE,
        ratio,
        near if holds(near, 1.0) else None,
        near / margin if near is not None and smallest_effect and holds(near, margin) else None,
        far if far else None,
    )


def on_ratio(
    estimate: ShownEstimate | None, estimates: Sequence[ShownEstimate]
) -> ShownEstimate | None:
    """The estimate of the same place, outcome, window and method on the scale "ratio".

    None where there is none.  The ends of a change in counts, divided by what was expected, are
    not those of a ratio: a ratio carries the recorded count's own chance with it, so that its
    interval is found by inverting the test at every ratio.
    """
    if estimate is None or estimate.parameter.scale == "ratio":
        return estimate
    asked = replace(estimate.parameter, scale="ratio")
    return next(
        (
            other
            for other in estimates
            if (other.parameter, other.method, other.about)
            == (asked, estimate.method, estimate.about)
        ),
        None,
    )


def exposed_change(reporting: float, exposed: float) -> float | None:
    """The ratio of reporting among the exposed alone that makes `reporting` among all.

    exposed : share f of the reports (before) that come from the exposed; the others' reporting is
    as before, so that rho = 1 - f (1 - rho_f).  None where even their silence is not enough.
    """
    among = 1 - (1 - reporting) / exposed
    return among if among >= 0 else None
