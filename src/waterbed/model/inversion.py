"""The tests of an effect on a count that intervals invert, and their inversion.

With y counted, mu expected, V the variance of y - mu where nothing was done and t the studentised
values of placebos, an effect is not rejected while its own test lies within their critical values.
At no effect both tests below are (y - mu)/sqrt(V), so that p and interval agree.

A number added: t(delta) = (y - mu - delta)/sqrt(V + max(delta, 0)).  Incidents that come about
where there were none before bring a Poisson variance of their own, as large as their mean.  A
number taken away brings none: V is the variance of what the count would have been, whichever and
however many of it did not come about.  In a sum by weight an incident of weight w adds w to the sum
and w^2 to its variance: `unit`, sum(w^2 n)/sum(w n), takes the place of 1 as the variance that each
unit of an effect brings.

A multiple: t(rho) = (y - rho mu)/sqrt(rho^2 V + rho (1 - rho) mu), the count being rho times what
it would have been.
"""

from __future__ import annotations

import math

from waterbed.model.region import Ends


def added_variance(variance: float, effect: float, unit: float = 1.0) -> float:
    """Variance of a count with `effect` more (or fewer), `variance` where nothing was done."""
    return variance + unit * max(effect, 0.0)


def thinned_variance(variance: float, expected: float, rho: float) -> float:
    """Variance of a count that is rho times what it would have been.

    The part of the variance that goes with rho is Poisson's, `expected`, or all of it where counts
    are steadier than that: else it would come to nought at a large rho.
    """
    poisson = min(expected, variance)
    return rho**2 * (variance - poisson) + rho * poisson


def count_end(effect: float, scale: float, t: float, unit: float = 1.0) -> float:
    """The effect delta at which t(delta) = t, `effect` being y - mu and `scale` sqrt(V).

    Below nought it is y - mu - t sqrt(V).  Above, (y - mu - delta)^2 = t^2 (V + delta) has the root
    delta = y - mu + t^2/2 - t sqrt(V + y - mu + t^2/4), positive where y - mu > t sqrt(V); with
    another unit than 1, in units of it; 0: an effect brings no variance.
    """
    plain = effect - t * scale
    if plain <= 0 or unit == 0:
        return plain
    if unit != 1.0:
        return unit * count_end(effect / unit, scale / unit, t)
    larger = effect + t**2 / 2 + abs(t) * math.sqrt(max(scale**2 + effect + t**2 / 4, 0.0))
    # The smaller root by the product of both, which keeps its sign to the last bit.
    return larger if t <= 0 else plain * (effect + t * scale) / larger


def ratio_critical(observed: float, expected: float, scale: float, rho: float) -> float:
    """The critical value t that has its end at the ratio rho (`ratio_end` undone)."""
    spread = math.sqrt(max(thinned_variance(scale**2, expected, rho), 1e-300))
    return (observed - rho * expected) / spread


LARGEST_RATIO = 1e6
"""An end beyond is no bound."""


def ratio_end(observed: float, expected: float, scale: float, t: float) -> float | None:
    """The rho at which t(rho) = t; None where no ratio comes so low.

    With P the part of V that is Poisson's, (y - rho mu)^2 = t^2 (rho^2 (V - P) + rho P) is
    a rho^2 - b rho + y^2 = 0, a = mu^2 - t^2 (V - P), b = 2 y mu + t^2 P; its smaller root
    lies below y/mu, where t is positive, and its larger one above, where there is any.
    """
    poisson = min(expected, scale**2)
    extra = scale**2 - poisson
    a, b = expected**2 - t**2 * extra, 2 * observed * expected + t**2 * poisson
    spread = 4 * observed * expected * poisson + t**2 * poisson**2 + 4 * observed**2 * extra
    half = (b + abs(t) * math.sqrt(spread)) / 2
    if t >= 0:
        return observed**2 / half if half > 0 else 0.0
    return half / a if a > 0 and half <= LARGEST_RATIO * a else None


SHORT = 1e-4
"""How far an end of a range that is told in steps stays from an edge that it does not reach."""


def short_of(x: float) -> tuple[float, int]:
    """The edge that an end stops short of, and from which side (-1 below it, 1 above it); itself
    and 0 where it stops short of none."""
    edge = round(x, 3)
    if abs(abs(x - edge) - SHORT) < SHORT / 2:
        return edge + 0.0, 1 if x > edge else -1
    return x, 0


def not_below(ends: Ends, least: float) -> Ends:
    """The ends of a range, neither of them below the least that there is: no more than all that is
    expected can be gone."""
    low, high = (None if end is None else max(end, least) for end in ends)
    return low, high
