"""Estimates, detectable effects and placebo strips of tables that are not published."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from scipy import stats

from waterbed.disclosure.cells import WHOLE, Cell, Key, key_of
from waterbed.disclosure.rules import RATIO, STATISTIC, round_count, round_ratio, round_to
from waterbed.nouns.estimate import Detectable, Estimate, Parameter, Remark
from waterbed.nouns.results import PlaceboStrip

Ends = tuple[float | None, float | None]

# How the spread of a method goes with its counts; a method that is not named here is withheld.
PLACEBOS = {"difference": (1.0, 0.5)}  # elasticity of expected count and of its spread
POISSON = ("wdd", "wdd-dispersion", "before-after")

# Fields of an estimate that say nothing of its counts; any other, and any to come, is withheld
# unless it is computed again.
KEPT = (
    "parameter",
    "method",
    "base",
    "post",
    "level",
    "placebos",
    "placebos_all",
    "disjoint",
    "assumptions",
    "checks",
    "areas",
    "published",
)


def cell_for(parameter: Parameter, cells: Mapping[Key, Cell]) -> Cell | None:
    """The cell that an estimate's counts are shown from, or None where they are not."""
    return cells.get(key_of(parameter)) if parameter.part == WHOLE else None


def release_estimate(
    estimate: Estimate,
    cells: Mapping[Key, Cell],
    warnings: tuple[Remark, ...],
    poisson: Estimate | None = None,
) -> Estimate:
    """The estimate computed again from the rounded counts of its cell, or without any number.

    Standard error, t, p and sets of pieces are withheld either way.  A shown interval can reach
    nought where the true one does not; the answer rests on the true one.  `poisson` is the estimate
    of method "wdd" beside one of method "wdd-dispersion".
    """
    kept = {name: getattr(estimate, name) for name in KEPT}
    bare = Estimate(
        **kept,
        value=None,
        low=None,
        high=None,
        deciding=None,
        base_count=None,
        observed=None,
        expected=None,
        warnings=warnings,
        status="withheld",
    )
    cell = cell_for(estimate.parameter, cells)
    again = _again(estimate, cell, poisson) if cell is not None else None
    if cell is None or again is None:
        return bare
    low, high = again.ends((estimate.low, estimate.high))
    deciding = again.ends(estimate.deciding) if estimate.deciding is not None else None
    if estimate.parameter.scale == "ratio":
        make = _exact if estimate.method == "before-after" else _thinned
        low, high = make(cell, estimate, again, estimate.level, (estimate.low, estimate.high))
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


def _exact(cell: Cell, estimate: Estimate, again: _Again, level: float, raw: Ends) -> Ends:
    """Clopper and Pearson's interval for a ratio of two counts, at the rounded counts."""
    length = again.expected / cell.base_shown
    base, post = int(cell.base_shown), int(cell.post_shown)
    exact = stats.binomtest(post, base + post).proportion_ci(level, "exact")
    return (
        round_ratio(exact.low / (1 - exact.low) / length - 1),
        round_ratio(exact.high / (1 - exact.high) / length - 1) if exact.high < 1 else None,
    )


def _thinned(cell: Cell, estimate: Estimate, again: _Again, level: float, raw: Ends) -> Ends:
    """Ratios rho - 1 at the critical values of the true interval, solved at the rounded counts.

    t(rho) = (y - rho mu)/sqrt(rho^2 V + rho (1 - rho) mu), as `effect.inference.invert_ratio`.
    """
    assert estimate.expected is not None
    if not estimate.t:
        return None, None
    y, mu = cell.post, estimate.expected
    variance = ((y - mu) / estimate.t) ** 2

    def end(x: float | None) -> float | None:
        if x is None or x <= -1:
            return x
        t = _critical(1 + x, y, mu, variance)
        rho = _rho(t, cell.post_shown, again.expected, variance * again.stretch**2)
        return None if rho is None else round_ratio(rho - 1)

    return end(raw[0]), end(raw[1])


def _critical(rho: float, y: float, mu: float, variance: float) -> float:
    return (y - rho * mu) / math.sqrt(max(rho**2 * variance + rho * (1 - rho) * mu, 1e-300))


def _rho(t: float, y: float, mu: float, variance: float) -> float | None:
    """The ratio at which `_critical` is t, or None where it never gets there (unbounded above).

    (y - rho mu)^2 = t^2 (rho^2 (V - mu) + rho mu), the root on t's side of y/mu.
    """
    a = mu**2 - t**2 * (variance - mu)
    b = 2 * y * mu + t**2 * mu
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
        """Ends of a count effect."""
        low, high = (
            None if x is None else self.shown(self.value + (x - self.raw) * self.stretch)
            for x in raw
        )
        return low, high


def _again(estimate: Estimate, cell: Cell, poisson: Estimate | None) -> _Again | None:
    """None where the method is unknown, or nothing was expected."""
    elasticity = estimate.elasticity or PLACEBOS.get(estimate.method, (1.0, 0.5))
    known = estimate.elasticity or estimate.method in (*PLACEBOS, *POISSON)
    if estimate.value is None or not estimate.expected or cell.base <= 0 or not known:
        return None
    up = cell.base_shown / cell.base
    expected = estimate.expected * up ** elasticity[0]
    is_ratio = estimate.parameter.scale == "ratio"
    if estimate.method in POISSON:
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
    warnings: Sequence[tuple[Remark, ...]],
) -> tuple[Estimate, ...]:
    """Published estimates as they are, the others by `release_estimate`; in the same order."""
    poisson = {one.parameter: one for one in estimates if one.method == "wdd"}
    out = []
    for one, remarks in zip(estimates, warnings, strict=True):
        if one.published:
            out.append(replace(one, warnings=remarks, status="exact"))
        else:
            beside = poisson.get(one.parameter) if one.method == "wdd-dispersion" else None
            out.append(release_estimate(one, cells, remarks, beside))
    return tuple(out)


def release_detectable(
    one: Detectable, estimates: Sequence[Estimate], cells: Mapping[Key, Cell]
) -> Detectable:
    """Detectable ratios go as the spread over the expected count: taken at the rounded counts.

    Withheld where no estimate of the same place has the same expected count.
    """
    if one.published:
        return replace(one, status="exact")
    bare = replace(
        one,
        base_count=None,
        expected=None,
        fall=None,
        rise=None,
        smallest=0.0,
        status="withheld",
    )
    cell = cell_for(one.parameter, cells)
    own = next(
        (
            e
            for e in estimates
            if replace(e.parameter, scale=one.parameter.scale) == one.parameter
            and e.method not in POISSON
            and math.isclose(e.expected or 0.0, one.expected or 0.0, rel_tol=1e-9)
        ),
        None,
    )
    again = _again(own, cell, None) if own is not None and cell is not None else None
    if cell is None or own is None or own.expected is None or again is None:
        return bare
    ratio = again.stretch * own.expected / again.expected

    def shown(x: float | None) -> float | None:
        return None if x is None else max(RATIO, round_ratio(x * ratio))

    return replace(
        bare,
        base_count=cell.base_shown,
        expected=round_count(again.expected),
        fall=shown(one.fall),
        rise=shown(one.rise),
        status="rounded",
    )


def release_strip(
    strip: PlaceboStrip, estimates: Sequence[Estimate], cells: Mapping[Key, Cell]
) -> PlaceboStrip:
    """Values to a half, placebos in order of size (their own order is that of the areas)."""
    if strip.published:
        return replace(strip, status="exact")
    bare = replace(strip, target=None, placebos=(), status="withheld")
    cell = cell_for(strip.parameter, cells)
    own = next(
        (
            e
            for e in estimates
            if e.parameter == strip.parameter and e.t and math.isclose(e.t, strip.target or 0.0)
        ),
        None,
    )
    again = _again(own, cell, None) if own is not None and cell is not None else None
    if own is None or own.t is None or again is None:
        return bare
    target = own.t * again.value / again.raw / again.stretch
    return replace(
        bare,
        target=round_to(target, STATISTIC),
        placebos=tuple(sorted(round_to(t, STATISTIC) for t in strip.placebos)),
        status="rounded",
    )
