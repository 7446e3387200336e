"""Estimates of tables that are not published."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from waterbed.disclosure.cells import WHOLE, Cell, Key, key_of
from waterbed.disclosure.exact import Shown, exact, only
from waterbed.disclosure.forecasts import Forecasts, Snapped, forecast_key, spread_of
from waterbed.disclosure.rules import round_count, round_ratio
from waterbed.disclosure.waves import release_sum
from waterbed.model.estimate import Estimate, Parameter
from waterbed.model.inversion import count_critical, count_end, not_below, ratio_critical
from waterbed.model.kinds import PAIRED
from waterbed.model.laws import share_interval
from waterbed.model.methods import method
from waterbed.model.programme import INDEPENDENT, POOLED
from waterbed.model.released import ShownCheck, ShownEstimate, ShownRemark

Ends = tuple[float | None, float | None]


def cell_for(parameter: Parameter, cells: Mapping[Key, Cell]) -> Cell | None:
    """The cell that an estimate's counts are shown from, or None where they are not."""
    return cells.get(key_of(parameter)) if parameter.part == WHOLE else None


def release_estimate(
    estimate: Estimate,
    cells: Mapping[Key, Cell],
    warnings: tuple[ShownRemark, ...],
    poisson: Estimate | None = None,
    snapped: Snapped | None = None,
    counts: Estimate | None = None,
    checks: tuple[ShownCheck, ...] = (),
) -> ShownEstimate:
    """The estimate computed again from the rounded counts of its cell, or without any number.

    Standard error, t, p and sets of pieces are withheld either way.  A shown interval can reach
    nought where the true one does not; the answer rests on the true one.  `poisson` is the estimate
    of method "wdd" beside one of method "wdd-dispersion".  A forecast is made from `snapped`;
    `counts` is the same on the count scale, whose ends give the critical values.
    """
    # What says nothing of its counts; any other field, and any to come, is withheld unless it is
    # computed again.
    bare = only(
        ShownEstimate,
        estimate,
        "parameter method base post level placebos placebos_all disjoint assumptions areas",
        checks=checks,
        warnings=warnings,
    )
    cell = cell_for(estimate.parameter, cells)
    if estimate.elasticity:
        if snapped is None or not snapped.ends:
            bare = replace(bare, placebos=None, disjoint=None, warnings=_plain(warnings))
        shown = cell is not None and snapped is not None
        return _forecast(bare, cell, snapped, counts or estimate) if shown else bare
    again = again_from(estimate, cell, poisson) if cell is not None else None
    if cell is None or again is None:
        return bare
    make = _ends_by(estimate)
    low, high = make(cell, estimate, again, estimate.level, (estimate.low, estimate.high))
    deciding = None
    if estimate.deciding is not None:
        deciding = make(cell, estimate, again, 2 * estimate.level - 1, estimate.deciding)
    return replace(
        bare,
        value=again.shown(again.value),
        low=low,
        high=high,
        deciding=deciding,
        base_count=cell.base_shown,
        observed=cell.post_shown,
        expected=round_count(again.expected),
        status="rounded",
    )


def _forecast(
    bare: ShownEstimate, cell: Cell | None, snapped: Snapped | None, counts: Estimate
) -> ShownEstimate:
    """A forecast from its rounded count, what was expected and the spread, both snapped."""
    assert cell is not None and snapped is not None
    y, mu, spread = cell.post_shown, snapped.expected, snapped.spread
    ratio = bare.parameter.scale == "ratio"

    def ends(raw: Ends) -> Ends:
        high, low = critical_values(counts, raw)
        if not ratio:
            return (
                None if high is None else round_count(count_end(y - mu, spread, high)),
                None if low is None else round_count(count_end(y - mu, spread, low)),
            )
        lowest = None if high is None else _rho(high, y, mu, spread**2)
        highest = None if low is None else _rho(low, y, mu, spread**2)
        return (
            round_ratio((lowest or 0.0) - 1),
            None if highest is None else round_ratio(highest - 1),
        )

    low, high = ends((counts.low, counts.high)) if snapped.ends else (None, None)
    deciding = ends(counts.deciding) if snapped.ends and counts.deciding is not None else None
    return replace(
        bare,
        value=round_ratio(y / mu - 1) if ratio else round_count(y - mu),
        low=low,
        high=high,
        deciding=deciding,
        base_count=cell.base_shown,
        observed=y,
        expected=mu,
        status="rounded",
    )


def _plain(warnings: tuple[ShownRemark, ...]) -> tuple[ShownRemark, ...]:
    """Warnings that do not tell which rules the place's past meets."""
    return tuple(
        one for one in warnings if "matched" not in one.code and one.code != "few-disjoint"
    )


def critical_values(counts: Estimate, raw: Ends) -> Ends:
    """The placebos' critical values behind the ends of an estimate on the count scale: the higher
    one, which makes the lower end, first; they rest on the donors alone."""
    spread = spread_of(counts)
    assert spread is not None and counts.value is not None
    value = counts.value
    high, low = (None if x is None else round(count_critical(value, spread, x), 9) for x in raw)
    return high, low


def _ends_by(estimate: Estimate) -> Callable[[Cell, Estimate, _Again, float, Ends], Ends]:
    """How the ends of a method's estimates are computed again on their scale."""
    if estimate.parameter.scale == "ratio":
        return _exact if estimate.method == "before-after" else _thinned
    return _moved if method(estimate.method).poisson else _counted


def _moved(cell: Cell, estimate: Estimate, again: _Again, level: float, raw: Ends) -> Ends:
    """Ends as far from the value as they were, in units of the standard error."""
    return again.ends(raw)


def _counted(cell: Cell, estimate: Estimate, again: _Again, level: float, raw: Ends) -> Ends:
    """Ends of a count effect at the critical values of the true interval."""
    spread = spread_of(estimate)
    if spread is None:
        return again.ends(raw)

    def end(x: float | None) -> float | None:
        if x is None:
            return None
        t = count_critical(again.raw, spread, x)
        return again.shown(count_end(again.value, spread * again.stretch, t))

    return end(raw[0]), end(raw[1])


def _exact(cell: Cell, estimate: Estimate, again: _Again, level: float, raw: Ends) -> Ends:
    """Clopper and Pearson's interval for a ratio of two counts, at the rounded counts."""
    length = again.expected / cell.base_shown
    base, post = int(cell.base_shown), int(cell.post_shown)
    low, high = share_interval(post, base + post, level)
    return (
        round_ratio(low / (1 - low) / length - 1),
        round_ratio(high / (1 - high) / length - 1) if high < 1 else None,
    )


def _thinned(cell: Cell, estimate: Estimate, again: _Again, level: float, raw: Ends) -> Ends:
    """Ratios rho - 1 at the critical values of the true interval, solved at the rounded counts.

    t(rho) as `effect.inference.invert_ratio`.
    """
    assert estimate.expected is not None
    if not estimate.t:
        return None, None
    y, mu = cell.post, estimate.expected
    variance = ((y - mu) / estimate.t) ** 2

    def end(x: float | None) -> float | None:
        if x is None or x <= -1:
            return x
        t = ratio_critical(y, mu, math.sqrt(variance), 1 + x)
        rho = _rho(t, cell.post_shown, again.expected, variance * again.stretch**2)
        return None if rho is None else round_ratio(rho - 1)

    return end(raw[0]), end(raw[1])


def _rho(t: float, y: float, mu: float, variance: float) -> float | None:
    """The ratio whose critical value is t, or None where it never gets there (unbounded above).

    (y - rho mu)^2 = t^2 (rho^2 (V - m) + rho m), m the lesser of mu and V, the root on t's side of
    y/mu.
    """
    poisson = min(mu, variance)
    a = mu**2 - t**2 * (variance - poisson)
    b = 2 * y * mu + t**2 * poisson
    if t < 0 and a <= 0:
        return None
    root = math.sqrt(max(b**2 - 4 * a * y**2, 0.0))
    return 2 * y**2 / (b + root) if t >= 0 else (b + root) / (2 * a)


@dataclass(frozen=True, slots=True)
class _Again:
    """An estimate computed again from rounded counts.

    value, raw : in counts, from the rounded and from the true ones; expected : from the rounded
    stretch : ratio of the spreads; unit : what one unit of the scale is in counts
    """

    value: float
    raw: float
    expected: float
    stretch: float
    unit: float
    scale: str

    def shown(self, counts: float) -> float:
        return round_ratio(counts / self.unit) if self.scale == "ratio" else round_count(counts)

    def ends(self, raw: Ends) -> Ends:
        """Ends of a count effect whose spread an effect leaves as it is."""
        low, high = (
            None if x is None else self.shown(self.value + (x - self.raw) * self.stretch)
            for x in raw
        )
        return low, high


def again_from(estimate: Estimate, cell: Cell, poisson: Estimate | None) -> _Again | None:
    """None where the method cannot be computed again, or nothing was expected."""
    elasticity = method(estimate.method).elasticity
    if estimate.value is None or not estimate.expected or cell.base <= 0 or elasticity is None:
        return None
    up = cell.base_shown / cell.base
    expected = estimate.expected * up ** elasticity[0]
    is_ratio = estimate.parameter.scale == "ratio"
    if method(estimate.method).poisson:
        stretch = _stretch(estimate, cell, estimate.expected / cell.base, poisson)
    else:
        stretch = up ** elasticity[1]
    return _Again(
        value=cell.post_shown - expected,
        raw=cell.post - estimate.expected,
        expected=expected,
        stretch=stretch,
        unit=expected if is_ratio else 1.0,
        scale=estimate.parameter.scale,
    )


def _stretch(estimate: Estimate, cell: Cell, r: float, poisson: Estimate | None) -> float:
    """Standard error at the rounded counts over the one at the true counts.

    It is sqrt(k (y + r^2 b + c b^2)), c from the control's own noise (`displacement.counts`).
    """
    b, y = cell.base, cell.post
    error = poisson.se if poisson is not None else estimate.se
    c = max(0.0, (error**2 - y - r**2 * b) / b**2) if error is not None else 0.0

    def variance(base: float, post: float) -> float:
        return post + r**2 * base + c * base**2

    return math.sqrt(variance(cell.base_shown, cell.post_shown) / variance(b, y))


def release_estimates(
    estimates: Sequence[Estimate],
    cells: Mapping[Key, Cell],
    warnings: Sequence[tuple[ShownRemark, ...]],
    forecasts: Forecasts,
    checks: Shown[ShownCheck] | None = None,
    internal: bool = False,
) -> tuple[ShownEstimate, ...]:
    """Published estimates as they are, the others by `release_estimate`; in the same order.

    checks : all of the run, as released
    """
    poisson = {one.parameter: one for one in estimates if one.method == "wdd"}
    counts = {forecast_key(one): one for one in estimates if one.parameter.scale == "count"}
    out = []
    for one, remarks in zip(estimates, warnings, strict=True):
        behind = checks.of(one.checks) if checks else ()
        if one.published or internal:
            out.append(within(exact(ShownEstimate, one, warnings=remarks, checks=behind)))
            continue
        if one.waves or one.method in (POOLED, INDEPENDENT):

            def release(wave: Estimate, plain: Estimate) -> ShownEstimate:
                snapped = forecasts.get(forecast_key(wave))
                return release_estimate(wave, cells, (), None, snapped, plain)

            # The fewest placebos of a wave, which that wave tells where it may.
            bare = release_estimate(one, {}, remarks, checks=behind)
            bare = replace(bare, placebos=None, disjoint=None)
            out.append(within(release_sum(one, estimates, bare, release)))
            continue
        key = forecast_key(one)
        beside = poisson.get(one.parameter) if one.method == "wdd-dispersion" else None
        snapped = forecasts.get(key) if key in counts else None
        made = release_estimate(one, cells, remarks, beside, snapped, counts.get(key), behind)
        if one.parameter.question in PAIRED:
            made = replace(made, placebos=None, disjoint=None)  # those of the effects it is made of
        out.append(within(made))
    return tuple(out)


def within(shown: ShownEstimate) -> ShownEstimate:
    """On counts, without what would lie below none at all: minus what is shown as expected.

    Raw ends stay as they are, since critical values are had back from them (`critical_values`).
    """
    if shown.parameter.scale != "count" or shown.expected is None:
        return shown
    least = -shown.expected

    def pair(ends: Ends | None) -> Ends | None:
        return None if ends is None else not_below(ends, least)

    low, high = not_below((shown.low, shown.high), least)
    return replace(
        shown,
        low=low,
        high=high,
        deciding=pair(shown.deciding),
        joint=pair(shown.joint),
        waves=tuple(within(wave) for wave in shown.waves),
    )
