"""Detectable effects and placebo strips of tables that are not published."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from waterbed.disclosure.cells import Cell, Key
from waterbed.disclosure.estimates import again_from, cell_for, critical_values
from waterbed.disclosure.exact import exact
from waterbed.disclosure.forecasts import Forecasts, Snapped, forecast_key
from waterbed.disclosure.rules import RATIO, STATISTIC, round_count, round_ratio, round_to
from waterbed.model.estimate import Detectable, Estimate
from waterbed.model.inversion import thinned_variance
from waterbed.model.methods import method
from waterbed.model.released import ShownDetectable, ShownParameter, ShownStrip
from waterbed.model.results import PlaceboStrip


def release_detectable(
    one: Detectable,
    estimates: Sequence[Estimate],
    cells: Mapping[Key, Cell],
    forecasts: Forecasts,
    strips: Sequence[PlaceboStrip],
    internal: bool = False,
) -> ShownDetectable:
    """Detectable ratios go as the spread over the expected count: taken at the rounded counts.

    Withheld where no estimate of the same place has the same expected count.  Of a forecast they
    are found again from its placebos, whose strip must be there.  What belongs to one claim, and
    the chance that one of no change is supported, are fine functions of the true counts and the
    claim's own edge, which differs from claim to claim: withheld.
    """
    if one.published or internal:
        return exact(ShownDetectable, one)
    key = exact(ShownParameter, one.parameter)
    bare = ShownDetectable(
        key, None, None, None, None, one.power, None, claim=one.claim, barred=one.barred
    )
    cell = None if one.claim else cell_for(one.parameter, cells)
    own = next(
        (
            e
            for e in estimates
            if replace(e.parameter, scale=one.parameter.scale) == one.parameter
            and not method(e.method).poisson
            and math.isclose(e.expected or 0.0, one.expected or 0.0, rel_tol=1e-9)
        ),
        None,
    )
    if cell is None or own is None or own.expected is None:
        return bare
    if own.elasticity:
        found = _seen_again(own, estimates, forecasts, strips, one.power)
        if found is None:
            return bare
        expected, fall, rise = found
    else:
        again = again_from(own, cell, None)
        if again is None:
            return bare
        ratio = again.stretch * own.expected / again.expected
        expected = round_count(again.expected)
        fall, rise = (None if x is None else x * ratio for x in (one.fall, one.rise))

    def shown(x: float | None, turn: str) -> float | None:
        return None if x is None or turn in one.barred else max(RATIO, round_ratio(x))

    return replace(
        bare,
        base_count=cell.base_shown,
        expected=expected,
        fall=shown(fall, "fall"),
        rise=shown(rise, "rise"),
        placebos=one.placebos,
        status="rounded",
    )


def _seen_again(
    own: Estimate,
    estimates: Sequence[Estimate],
    forecasts: Forecasts,
    strips: Sequence[PlaceboStrip],
    power: float,
) -> tuple[float, float | None, float | None] | None:
    """What was expected, the smallest fall and rise, of a forecast at its snapped numbers."""
    key = forecast_key(own)
    snapped = forecasts.get(key)
    counts = next(
        (e for e in estimates if forecast_key(e) == key and e.parameter.scale == "count"), None
    )
    placebos = next(
        (s.placebos for s in strips if replace(s.parameter, scale="count") == key[1]), None
    )
    if snapped is None or not snapped.ends:
        return None
    if counts is None or counts.deciding is None or not placebos:
        return None
    high, low = critical_values(counts, counts.deciding)
    seen = (
        _smallest_change(snapped, placebos, end, power, sign)
        for end, sign in ((low, -1), (high, 1))
    )
    fall, rise = seen
    return snapped.expected, fall, rise


def _smallest_change(
    snapped: Snapped, placebos: Sequence[float], end: float | None, power: float, sign: int
) -> float | None:
    """As `effect.inference.detectable`, in steps of RATIO; None beyond nought or four times."""
    mu, spread = snapped.expected, snapped.spread
    if end is None:
        return None
    for k in range(1, round((1 if sign < 0 else 3) / RATIO) + 1):
        change = sign * k * RATIO
        rho = 1 + change
        wide = math.sqrt(thinned_variance(spread**2, mu, rho)) / spread
        hits = sum(sign * (t * wide + change * mu / spread) > sign * end for t in placebos)
        if hits >= power * len(placebos):
            return k * RATIO
    return None


def release_strip(
    strip: PlaceboStrip,
    estimates: Sequence[Estimate],
    cells: Mapping[Key, Cell],
    forecasts: Forecasts,
    internal: bool = False,
) -> ShownStrip:
    """Values to a half, placebos in order of size (their own order is that of the areas)."""
    if strip.published or internal:
        return exact(ShownStrip, strip)
    bare = ShownStrip(exact(ShownParameter, strip.parameter))
    cell = cell_for(strip.parameter, cells)
    own = next(
        (
            e
            for e in estimates
            if e.parameter == strip.parameter and e.t and math.isclose(e.t, strip.target or 0.0)
        ),
        None,
    )
    if own is None or own.t is None or cell is None:
        return bare
    if own.elasticity:
        snapped = forecasts.get(forecast_key(own))
        if snapped is None or not snapped.ends:
            return bare
        target = (cell.post_shown - snapped.expected) / snapped.spread
    else:
        again = again_from(own, cell, None)
        if again is None:
            return bare
        target = own.t * again.value / again.raw / again.stretch
    return replace(
        bare,
        target=round_to(target, STATISTIC),
        placebos=tuple(sorted(round_to(t, STATISTIC) for t in strip.placebos)),
        status="rounded",
    )
