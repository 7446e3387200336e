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
PLACEBOS = ("difference",)
POISSON = ("wdd", "wdd-dispersion", "before-after")


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
    bare = replace(
        estimate,
        value=None,
        low=None,
        high=None,
        deciding=None,
        base_count=None,
        observed=None,
        expected=None,
        se=None,
        set=None,
        t=None,
        p=None,
        p_low=None,
        p_high=None,
        p_monte_carlo_error=None,
        smallest=0.0,
        warnings=warnings,
        status="withheld",
    )
    cell = cell_for(estimate.parameter, cells)
    if cell is None or cell.base <= 0 or estimate.method not in (*PLACEBOS, *POISSON):
        return bare
    again = _again(estimate, cell, poisson)
    if again is None:
        return bare
    low, high = again.end(estimate.low), again.end(estimate.high)
    deciding = None
    if estimate.deciding is not None:
        deciding = again.end(estimate.deciding[0]), again.end(estimate.deciding[1])
    if estimate.method == "before-after" and estimate.parameter.scale == "ratio":
        low, high = _exact(cell, estimate, estimate.level)
        deciding = _exact(cell, estimate, 2 * estimate.level - 1)
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


def _exact(cell: Cell, estimate: Estimate, level: float) -> Ends:
    """Clopper and Pearson's interval for a ratio of two counts, at the rounded counts."""
    assert estimate.expected is not None
    length = estimate.expected / cell.base
    base, post = int(cell.base_shown), int(cell.post_shown)
    exact = stats.binomtest(post, base + post).proportion_ci(level, "exact")
    return (
        round_ratio(exact.low / (1 - exact.low) / length - 1),
        round_ratio(exact.high / (1 - exact.high) / length - 1) if exact.high < 1 else None,
    )


@dataclass(frozen=True, slots=True)
class _Again:
    """An estimate computed again from rounded counts.

    value, raw : in counts, from the rounded and from the true ones; expected : from the rounded
    stretch : ratio of the spreads; unit, raw_unit : what one unit of the scale is in counts
    """

    value: float
    raw: float
    expected: float
    stretch: float
    unit: float
    raw_unit: float
    scale: str

    def shown(self, counts: float) -> float:
        return round_ratio(counts / self.unit) if self.scale == "ratio" else round_count(counts)

    def end(self, x: float | None) -> float | None:
        if x is None:
            return None
        return self.shown(self.value + (x * self.raw_unit - self.raw) * self.stretch)


def _again(estimate: Estimate, cell: Cell, poisson: Estimate | None) -> _Again | None:
    if estimate.value is None or not estimate.expected or estimate.expected <= 0:
        return None
    ratio = estimate.expected / cell.base
    expected = ratio * cell.base_shown
    is_ratio = estimate.parameter.scale == "ratio"
    raw_unit = estimate.expected if is_ratio else 1.0
    return _Again(
        value=cell.post_shown - expected,
        raw=estimate.value * raw_unit,
        expected=expected,
        stretch=_stretch(estimate, cell, ratio, poisson),
        unit=expected if is_ratio else 1.0,
        raw_unit=raw_unit,
        scale=estimate.parameter.scale,
    )


def _stretch(estimate: Estimate, cell: Cell, r: float, poisson: Estimate | None) -> float:
    """Spread at the rounded counts over spread at the true ones.

    Methods judged on placebos have a spread of sqrt(phi r b (1 + r)); those with a standard error
    one of sqrt(k (y + r^2 b + c b^2)), c from the control's own noise (`displacement.counts`).
    """
    b, y = cell.base, cell.post
    if estimate.method in PLACEBOS:
        return math.sqrt(cell.base_shown / b)
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


def release_detectable(one: Detectable, cells: Mapping[Key, Cell]) -> Detectable:
    """Detectable ratios go as one over the root of the base count: taken at the rounded one."""
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
    if cell is None or not one.base_count:
        return bare
    ratio = cell.base_shown / one.base_count

    def shown(x: float | None) -> float | None:
        return None if x is None else max(RATIO, round_ratio(x / math.sqrt(ratio)))

    return replace(
        bare,
        base_count=cell.base_shown,
        expected=None if one.expected is None else round_count(one.expected * ratio),
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
    own = next((e for e in estimates if e.parameter == strip.parameter and e.t), None)
    if cell is None or own is None or not own.value or own.t is None or cell.base <= 0:
        return bare
    again = _again(own, cell, None)
    if again is None:
        return bare
    target = own.t * again.value / again.raw / again.stretch
    return replace(
        bare,
        target=round_to(target, STATISTIC),
        placebos=tuple(sorted(round_to(t, STATISTIC) for t in strip.placebos)),
        status="rounded",
    )
