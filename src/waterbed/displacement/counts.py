"""The weighted displacement difference (Wheeler and Ratcliffe 2018) and its relatives.

Counts are pairs, before and after: of the treated area, of its control, of the displacement
area and of the control of that one.  Negative is fewer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from waterbed.model.errors import InputError, Refusal
from waterbed.model.estimate import Estimate, Parameter, Remark, remark
from waterbed.model.laws import below, quantile, two_sided
from waterbed.model.months import Months
from waterbed.model.reference import Floats
from waterbed.model.study import NET, TARGET, question_of

Pair = Sequence[float]
"""A count before and a count after."""


DISPLACEMENT = "displacement"
ROLES = ("treated", "control", "displaced", "displaced control")


@dataclass(frozen=True, slots=True)
class Dispersion:
    """Variance over mean of counts; `df` degrees of freedom where it was estimated."""

    value: float
    df: int | None = None


@dataclass(frozen=True, slots=True)
class About:
    """What the counts are about: copied into every estimate made of them."""

    intervention: str = ""
    outcome: str = ""
    window: str = ""
    base: Months | None = None
    post: Months | None = None
    published: bool = False


# --- numerical functions -----------------------------------------------------------------------


def weighted_difference(counts: ArrayLike, exposure: ArrayLike = 1.0) -> tuple[Floats, Floats]:
    """Differences in differences of counts and their Poisson variances.

    counts : [..., 2K, 2]; rows alternate area and control, columns are before and after
    exposure : same shape or broadcast to it; each count is divided by it
    Returns value and variance, [..., K]; K differences are independent, so their sums are the
    net change and its variance.  Wheeler and Ratcliffe (2018), equations 1 to 3.
    """
    n = np.asarray(counts, float)
    w = np.broadcast_to(np.asarray(exposure, float), n.shape)
    change = (n / w)[..., 1] - (n / w)[..., 0]
    spread = (n / w**2).sum(axis=-1)
    return change[..., 0::2] - change[..., 1::2], spread[..., 0::2] + spread[..., 1::2]


def scaled_difference(
    before: ArrayLike, after: ArrayLike, control_before: ArrayLike, control_after: ArrayLike
) -> tuple[Floats, Floats]:
    """y - b Y/B with its Poisson variance, the estimated growth Y/B of the control counted in.

    Var = y + r^2 b + (b/B)^2 Y + (b Y/B^2)^2 B with r = Y/B (delta method).  Zones that share a
    control are not independent: their net change is this function of their summed counts.
    """
    b, y = np.asarray(before, float), np.asarray(after, float)
    big_b, big_y = np.asarray(control_before, float), np.asarray(control_after, float)
    r = big_y / big_b
    share = b / big_b
    return y - r * b, y + r**2 * b + share**2 * big_y + (share * r) ** 2 * big_b


def interval(
    value: float, variance: float, level: float, df: int | None = None
) -> tuple[float | None, float | None]:
    """Wald interval; unbounded on both sides where the variance is nought (every count is)."""
    if variance <= 0:
        return None, None
    half = two_sided(level, df) * float(np.sqrt(variance))
    return value - half, value + half


def dispersion(counts: ArrayLike) -> Dispersion:
    """Pearson chi-square over its degrees of freedom, around area x common-month means.

    counts : [A, M], counts of A areas in M months before the intervention, no month missing
    Areas and months without any count say nothing and are left out.  Refusal `no-dispersion`
    where fewer than two areas or months are left.
    """
    n = np.asarray(counts, float)
    _demand_counts(n, "months before")
    n = n[n.sum(axis=1) > 0]
    n = n[:, n.sum(axis=0) > 0]
    if min(n.shape) < 2:
        raise Refusal(
            "no-dispersion",
            "The dispersion cannot be estimated: fewer than two areas or months have counts",
            "Give more months before the intervention, or state a dispersion.",
        )
    mean = n.sum(axis=1, keepdims=True) * n.sum(axis=0, keepdims=True) / n.sum()
    df = (n.shape[0] - 1) * (n.shape[1] - 1)
    return Dispersion(float(((n - mean) ** 2 / mean).sum()) / df, df)


def detectable_change(
    base: ArrayLike,
    time: Pair = (1.0, 1.0),
    *,
    dispersion: float = 1.0,
    level: float = 0.95,
    power: float = 0.8,
) -> float:
    """The smallest net change that a two-sided test would see with this power: 2.8 sqrt(...).

    base : [2K], counts before, of a place and its control by turns; time : lengths of the periods
    Counts after are taken to be what the same rates would give, and what is expected of a place
    as in `scaled_difference`.  In counts of the period after; (z_level + z_power) times the
    standard error, 2.80 at the defaults.
    """
    n = np.asarray(base, float)
    r = time[1] / time[0]
    expected = scaled_difference(n[0::2], r * n[0::2], n[1::2], r * n[1::2])
    variance = float(expected[1].sum()) * max(1.0, dispersion)
    return (two_sided(level) + float(quantile(power))) * float(np.sqrt(variance))


# --- the doors: from counts to estimates -------------------------------------------------------


def wdd(
    treated: Pair,
    control: Pair,
    displaced: Pair | None = None,
    displaced_control: Pair | None = None,
    *,
    more: Sequence[tuple[Pair, Pair]] = (),
    time: Pair = (1.0, 1.0),
    areas: Sequence[float] | None = None,
    level: float = 0.95,
    dispersion: Dispersion | float | None = None,
    about: About | None = None,
) -> tuple[Estimate, ...]:
    """Weighted displacement difference: target, displacement and net, negative for fewer.

    treated, control, displaced, displaced_control : counts before and after; the last two
        together or not at all (then there is the target alone)
    more : further displacement areas, each with its control; all are then called by number
    time : lengths of the two periods; areas : size of each place, in the order of the counts;
        each count is divided by both, and the estimate is then on the scale "rate"
    dispersion : a variance over mean, or what `dispersion` estimated
    Returns the estimates with the Poisson standard error as published (method "wdd"), then, if a
    dispersion is given, those with the error multiplied by sqrt(max(1, dispersion)) and, where
    it was estimated, a t-quantile (method "wdd-dispersion").  InputError for counts that are
    negative or not whole, for half a displacement pair, for exposures that are not positive.
    Wheeler and Ratcliffe (2018), Crime Science 7:11; exposures as in Wheeler's ptools.
    """
    counts = _table(treated, control, displaced, displaced_control, more)
    exposure = _exposure(time, areas, len(counts))
    _demand_level(level)
    value, variance = weighted_difference(counts, exposure)
    before, after = counts[0::2, 0], counts[0::2, 1]
    expected = after - value * exposure[0::2, 1]
    rows = [
        Row(zone, value[k], variance[k], before[k], after[k], expected[k])
        for k, zone in enumerate((TARGET, *zone_names(len(value) - 1)))
    ]
    if len(rows) > 1:
        rows.append(net_row(value, variance, before, after, expected))
    scale = "count" if (exposure == 1).all() else "rate"
    common = Common(about or About(), scale, level, float(counts.min()), ("parallel", "no-spill"))
    return estimates_of(rows, dispersion, common)


def scaled_wdd(
    target: Pair,
    control: Pair,
    displaced: Pair | None = None,
    *,
    level: float = 0.95,
    dispersion: Dispersion | float | None = None,
    about: About | None = None,
) -> tuple[Estimate, ...]:
    """The difference with one control scaled to each zone: target, displacement and net.

    The expected count is that of the zone before, times the growth of the control; the growth
    is estimated, and zones share it, so the net variance counts their covariance in.  Methods,
    dispersion and errors as in `wdd`; Refusal `empty-base` where the control has no counts
    before.
    """
    counts = np.array([_pair(target, ROLES[0]), _pair(control, ROLES[1])])
    zones = [(TARGET, counts[0])]
    if displaced is not None:
        other = _pair(displaced, ROLES[2])
        zones += [(DISPLACEMENT, other), (NET, counts[0] + other)]
    _demand_level(level)
    big_b, big_y = counts[1]
    if big_b == 0:
        raise Refusal("empty-base", "The control has no counts before", "Choose another control.")
    rows = []
    for zone, (b, y) in zones:
        value, variance = scaled_difference(b, y, big_b, big_y)
        rows.append(Row(zone, float(value), float(variance), b, y, float(y - value)))
    smallest = float(min(counts.min(), *(pair.min() for _, pair in zones)))
    common = Common(about or About(), "count", level, smallest, ("parallel", "no-spill"))
    return estimates_of(rows, dispersion, common)


def wdd_harm(
    counts: ArrayLike,
    weights: ArrayLike,
    *,
    level: float = 0.95,
    dispersion: Dispersion | float | None = None,
    about: About | None = None,
) -> tuple[Estimate, ...]:
    """Weighted displacement difference over several types of incident, each with its harm.

    counts : [K, 2, 2] (treated, control) or [K, 4, 2] (and displaced, its control)
    weights : [K], harm of one incident of each type, known numbers
    Types are taken to be independent: H = sum h D, Var H = sum h^2 Var D (Wheeler 2020).
    Weighted counts fed to `wdd` would give another variance.  Returns as `wdd` does, on the
    scale "harm"; counts in the estimates are harm-weighted.
    """
    n = np.asarray(counts, float)
    h = np.asarray(weights, float)
    if n.ndim != 3 or n.shape[1:] not in ((2, 2), (4, 2)) or h.shape != n.shape[:1]:
        raise InputError("counts must be types x 2 or 4 places x 2 periods, weights one a type")
    if not (np.isfinite(h).all() and (h >= 0).all()):
        raise InputError("harm weights must be numbers of nought or more")
    _demand_counts(n, "counts by type")
    _demand_level(level)
    value, variance = weighted_difference(n)
    value, variance = h @ value, h**2 @ variance
    before, after = np.tensordot(h, n, 1)[0::2].T
    rows = [
        Row(zone, value[k], variance[k], before[k], after[k], after[k] - value[k])
        for k, zone in enumerate((TARGET, DISPLACEMENT)[: len(value)])
    ]
    if len(rows) > 1:
        rows.append(net_row(value, variance, before, after, after - value))
    common = Common(about or About(), "harm", level, float(n.min()), ("parallel", "no-spill"))
    return estimates_of(rows, dispersion, common)


# --- shared parts ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    zone: str
    value: float
    variance: float
    before: float
    after: float
    expected: float


def net_row(*columns: Floats) -> Row:
    """Sums over target and zones."""
    return Row(NET, *(float(column.sum()) for column in columns))


@dataclass(frozen=True, slots=True)
class Common:
    """What the estimates of a call have in common."""

    about: About
    scale: str
    level: float
    smallest: float
    assumptions: tuple[str, ...]


def estimates_of(
    rows: Sequence[Row], given: Dispersion | float | None, common: Common
) -> tuple[Estimate, ...]:
    estimates = [_estimate(row, common) for row in rows]
    if given is not None:
        phi = given if isinstance(given, Dispersion) else Dispersion(float(given))
        if not (np.isfinite(phi.value) and phi.value > 0):
            raise InputError("the dispersion must be a positive number", value=phi.value)
        estimates += [_estimate(row, common, phi) for row in rows]
    return tuple(estimates)


def _estimate(row: Row, common: Common, phi: Dispersion | None = None) -> Estimate:
    df = phi.df if phi else None
    variance = float(row.variance) * (max(1.0, phi.value) if phi else 1.0)
    value = float(row.value)
    low, high = interval(value, variance, common.level, df)
    p_low = p_high = p = None
    if variance > 0:
        ratio = value / float(np.sqrt(variance))
        p_low, p_high = float(below(ratio, df)), float(below(-ratio, df))
        p = min(1.0, 2 * min(p_low, p_high))
    about = common.about
    question = question_of(row.zone)
    return Estimate(
        parameter=Parameter(
            question, about.intervention, about.outcome, row.zone, about.window, common.scale
        ),
        method="wdd-dispersion" if phi else "wdd",
        base=about.base,
        post=about.post,
        value=value,
        low=low,
        high=high,
        level=common.level,
        deciding=interval(value, variance, 2 * common.level - 1, df),
        base_count=float(row.before),
        observed=float(row.after),
        expected=float(row.expected),
        se=float(np.sqrt(variance)) if variance > 0 else None,
        p=p,
        p_low=p_low,
        p_high=p_high,
        assumptions=(*common.assumptions, "dispersion" if phi else "poisson"),
        warnings=_warnings(variance, phi),
        smallest=common.smallest,
        published=about.published,
    )


def _warnings(variance: float, phi: Dispersion | None) -> tuple[Remark, ...]:
    if variance <= 0:
        return (remark("small-counts"),)
    return () if phi else (remark("poisson-interval"),)


def zone_names(zones: int) -> tuple[str, ...]:
    """What displacement areas given by counts alone are called."""
    return (DISPLACEMENT,) if zones == 1 else tuple(str(k + 1) for k in range(zones))


def _table(
    treated: Pair,
    control: Pair,
    displaced: Pair | None,
    displaced_control: Pair | None,
    more: Sequence[tuple[Pair, Pair]] = (),
) -> Floats:
    """The counts given, [2 K, 2]: area and control by turns."""
    if (displaced is None) != (displaced_control is None):
        raise InputError(
            "the displaced counts and those of their control go together: one of them is missing",
            place=ROLES[2] if displaced is None else ROLES[3],
            mend="Give both, or neither.",
        )
    given = [treated, control]
    if displaced is not None and displaced_control is not None:
        given += [displaced, displaced_control, *(counts for pair in more for counts in pair)]
    roles = [*ROLES, *(f"{role} {k + 2}" for k in range(len(more)) for role in ROLES[2:])]
    return np.array([_pair(pair, role) for pair, role in zip(given, roles, strict=False)])


def _pair(pair: Pair, role: str) -> Floats:
    if len(pair) != 2:
        raise InputError("two counts are needed, before and after", place=role, value=pair)
    counts = np.asarray(pair, float)
    _demand_counts(counts, role)
    return counts


def _demand_counts(counts: Floats, place: str) -> None:
    bad = ~np.isfinite(counts) | (counts < 0) | (counts != np.floor(counts))
    if bad.any():
        raise InputError(
            "a count must be a whole number of nought or more",
            place=place,
            value=f"{float(counts[bad][0]):g}",
            mend="Give counts as they were recorded; weights for time or area go beside them.",
        )


def _exposure(time: Pair, areas: Sequence[float] | None, places: int) -> Floats:
    sizes = np.ones(places) if areas is None else np.asarray(areas, float)
    lengths = np.asarray(time, float)
    if sizes.shape != (places,) or lengths.shape != (2,):
        raise InputError(f"two lengths of time and {places} sizes of area are needed")
    exposure: Floats = sizes[:, None] * lengths[None, :]
    if not (np.isfinite(exposure).all() and (exposure > 0).all()):
        raise InputError("lengths of time and sizes of area must be positive numbers")
    return exposure


def _demand_level(level: float) -> None:
    if not 0.5 < level < 1:
        raise InputError("the level must lie between 0.5 and 1", value=level)
