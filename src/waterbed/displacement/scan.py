"""Where else did it rise?  A space-time scan over all areas for a rise that nobody named.

Kulldorff (2001, *JRSS A* 164:61-72), in the form that compares counts with their expectation
(Kulldorff et al. 2005, *PLoS Medicine* 2:e59): each area and each group of areas (a borough) in
each run of months is weighed, and only the largest weight is judged, against the largest weight of
panels in which nothing rose.  Two changes to the published form.  Counts vary by more than Poisson
and places drift apart, so that a weight is that of counts with the variance that the data show, and
null panels are drawn with it.  And the same scan at starts a year, two years earlier must give
less, since a drawn panel holds only the faults that its law knows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from waterbed.effect.zones import Membership
from waterbed.model.least_squares import nonnegative_pair
from waterbed.model.reference import Floats, Mask

HALF = 0.5
"""Added to an area's count before, so that an area without any has an expectation."""

LARGEST = 1.5
"""Largest rise, as a ratio, whose likelihood is weighed.  Larger ones weigh more all the same, but
areas with few counts, where only a manifold rise could stand out, do not set the hurdle for all."""

ROUNDS = 25


@dataclass(frozen=True, slots=True)
class Frame:
    """Counts of one start: base, float [A], sums over so many `periods` before; post, float
    [A, T]."""

    base: Floats
    post: Floats
    periods: int

    @property
    def share(self) -> Floats:
        """Of all counts before that of each area, [A]."""
        padded = self.base + HALF
        share: Floats = padded / padded.sum()
        return share

    @property
    def residual(self) -> Floats:
        """Counts less what each area's share of every month's total would be, [A, T]."""
        rest: Floats = self.post - np.outer(self.share, self.post.sum(axis=0))
        return rest


@dataclass(frozen=True, slots=True)
class Law:
    """How counts stray when nothing happens.

    phi, month : variance phi mu + month mu^2 of an area's count in one period
    area, group : variance of the level, as a share, by which an area, and all areas of a group
        together, drift from the months before to those after
    """

    phi: float
    month: float = 0.0
    area: float = 0.0
    group: float = 0.0


@dataclass(frozen=True, slots=True)
class Ground:
    """What is scanned.

    zones : membership 0/1 [Z, A]; groups : membership 0/1 [A, G]
    first, stop : int [W], periods of every run of months, the latter not included
    """

    zones: Membership
    groups: Membership
    first: NDArray[np.int64]
    stop: NDArray[np.int64]

    @classmethod
    def of(
        cls, groups: Membership, periods: int, shortest: int = 1, latest: int | None = None
    ) -> Ground:
        """Every run of at least `shortest` periods that begins by position `latest`."""
        first, last = np.triu_indices(periods)
        keep = last + 1 - first >= shortest
        if latest is not None:
            keep &= first <= latest
        return cls(candidates(groups), groups, first[keep], last[keep] + 1)


@dataclass(frozen=True, slots=True)
class Scanned:
    """What one scan found.

    zone, window : position of the largest weight; largest : that weight
    weights : float [Z, W]; expected, observed : float [Z, W]
    drawn : float [R], largest weights of null panels; dates : float [K], of earlier starts
    """

    zone: int
    window: int
    largest: float
    weights: Floats
    observed: Floats
    expected: Floats
    drawn: Floats
    dates: Floats
    law: Law

    def p(self, weight: float) -> float:
        """Family-wise p of a weight among null panels: (1 + those as large)/(1 + R)."""
        return float((1 + (self.drawn >= weight).sum()) / (1 + len(self.drawn)))

    def reached(self, weight: float) -> tuple[int, int]:
        """Earlier starts that give as large a weight, and how many there are."""
        return int((self.dates >= weight).sum()), len(self.dates)

    def beyond_chance(self, weight: float, level: float) -> bool:
        """Whether it is beyond chance: p at most 1 - level, and no earlier start gives as much."""
        return self.p(weight) <= 1 - level + 1e-12 and self.reached(weight)[0] == 0


def candidates(groups: Membership) -> Membership:
    """Zones [Z, A] to scan: each area, and each group of at most half of all areas.

    Areas that touch are no zones of their own: they would be five times as many zones, which the
    single areas would pay for with a higher hurdle.
    """
    size = groups.shape[0]
    of_group = np.asarray(groups.sum(axis=0)).ravel()
    several = np.flatnonzero((of_group > 1) & (of_group <= size // 2))
    single = sparse.eye_array(size, format="csr")
    return sparse.csr_array(sparse.vstack([single, sparse.csr_array(groups.T)[several]]))


def weight(observed: Floats, expected: Floats, variance: Floats) -> Floats:
    """Log likelihood ratio of a rise by at most half, y log(m/mu) - (y + r) log((m + r)/(mu + r))
    with m = min(y, 1.5 mu); 0 where nothing rose.

    That of counts which vary as a negative binomial variable of variance V = mu + mu^2/r does;
    with V = mu it is Poisson's y log(m/mu) - m + mu (Kulldorff et al. 2005, p. 218, for m = y).
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        r = expected**2 / np.maximum(variance - expected, 1e-6 * expected)
        m = np.minimum(observed, LARGEST * expected)
        log_ratio = observed * np.log(m / expected)
        log_ratio -= (observed + r) * np.log1p((m - expected) / (expected + r))
    return np.where((observed > expected) & (expected > 0), log_ratio, 0.0)


def variances(frame: Frame, ground: Ground, law: Law) -> Floats:
    """Variance of observed less expected in every zone and run, [Z, W], when nothing happened.

    Chance is phi mu (1 - s)(1 + N/B), N and B all counts of the run and before; to it come the
    factors that vary from period to period and the levels' drift.
    """
    share, total = frame.share, frame.post.sum(axis=0)
    runs, squares = _runs(total, ground), _runs(total**2, ground)
    own = ground.zones @ share
    chance = law.phi * (own * (1 - own))[:, None] * (runs * (1 + runs / frame.base.sum()))
    areas = _areas_apart(share, own, ground)[:, None]
    months = law.month * areas * (squares + runs**2 / frame.periods)
    drift = law.area * areas + law.group * _groups_apart(share, own, ground)[:, None]
    variance: Floats = chance + months + drift * runs**2
    return variance


def _runs(by_period: Floats, ground: Ground) -> Floats:
    """Sums over every run of periods, [W]."""
    sums = np.concatenate([[0.0], np.cumsum(by_period)])
    by_run: Floats = sums[ground.stop] - sums[ground.first]
    return by_run


def _areas_apart(share: Floats, own: Floats, ground: Ground) -> Floats:
    """Variance of a zone's share of the total if each area's level has the variance 1, [Z]: sum of
    s_i^2 (1(i in zone) - S)^2."""
    areas: Floats = (1 - 2 * own) * (ground.zones @ share**2) + own**2 * float(share @ share)
    return areas


def _groups_apart(share: Floats, own: Floats, ground: Ground) -> Floats:
    """The same if each group's level has the variance 1."""
    of_group = ground.groups.T @ share
    part = sparse.csr_array(ground.zones @ sparse.csr_array(ground.groups * share[:, None]))
    squares = np.asarray(part.multiply(part).sum(axis=1), float).ravel()
    groups: Floats = squares - 2 * own * (part @ of_group) + own**2 * float(of_group @ of_group)
    return groups


def largest_weight(frame: Frame, ground: Ground, half_precision: Floats) -> float:
    """The largest weight of one panel.

    half_precision : 1/(2 V), [Z, W].  The weight's second derivative in y is at most 1/V above mu:
    no weight exceeds (y - mu)^2/(2 V): logarithms are taken only where that reaches the
    weight of the zone in which it is largest.
    """
    running = np.zeros((ground.zones.shape[0], frame.post.shape[1] + 1))
    np.cumsum(ground.zones @ frame.residual, axis=1, out=running[:, 1:])
    above = running[:, ground.stop] - running[:, ground.first]
    np.maximum(above, 0.0, out=above)
    bound = above * above * half_precision
    top = np.unravel_index(np.argmax(bound), bound.shape)
    own, runs = ground.zones @ frame.share, _runs(frame.post.sum(axis=0), ground)

    def exact(z: NDArray[np.intp], w: NDArray[np.intp]) -> float:
        mu = own[z] * runs[w]
        return float(weight(mu + above[z, w], mu, 0.5 / half_precision[z, w]).max())

    least = exact(np.array([top[0]]), np.array([top[1]]))
    return max(least, exact(*np.nonzero(bound >= least))) if least > 0 else 0.0


def null_panel(rng: np.random.Generator, frame: Frame, groups: Membership, law: Law) -> Frame:
    """A panel in which nothing happened: counts before and after drawn anew, round the shares."""
    share, total = frame.share, frame.post.sum(axis=0)
    level = _around_one(rng, law.area, share.shape)
    if law.group > 0:
        apart_ = _around_one(rng, law.group, (groups.shape[1],)) - 1
        level = level * (1 + groups @ apart_)
    before = share * frame.base.sum() * _around_one(rng, law.month / frame.periods, share.shape)
    after = np.outer(share * level, total)
    if law.month > 0:
        after = after * _around_one(rng, law.month, after.shape)
    base, post = _counts(rng, before, law.phi), _counts(rng, after, law.phi)
    return Frame(base, post, frame.periods)


def _around_one(rng: np.random.Generator, variance: float, shape: tuple[int, ...]) -> Floats:
    """Gamma factors of mean 1."""
    if variance <= 0:
        return np.ones(shape)
    return rng.gamma(1 / variance, variance, shape)


def _counts(rng: np.random.Generator, mean: Floats, phi: float) -> Floats:
    """Counts of variance phi times the mean (gamma-Poisson)."""
    if phi > 1 + 1e-6:
        mean = rng.gamma(mean / (phi - 1), phi - 1)
    return rng.poisson(mean).astype(float)


def fit_law(months_before: Floats, earlier: list[Frame], groups: Membership) -> Law:
    """phi and month from the months before, float [A, M]; drift from what came after earlier
    starts.

    The squared distance of an area's later total from its share is, on average, its counting noise
    and (area + group) mu^2; that of a group's total, its noise, area (sum of mu_i^2) and group mu^2
    (moments, each weighted by the variance fitted so far).  An area outside every group has only
    its own drift.
    """
    phi, month = fit_months(months_before)
    parts = [_moments(frame, groups, phi, month) for frame in earlier]
    areas, whole = (tuple(np.concatenate(column) for column in zip(*side, strict=True))
                    for side in zip(*parts, strict=True))  # fmt: skip
    both = _drift(*areas)
    group = 0.0
    for _ in range(ROUNDS):
        inside = max(both - group, 0.0)
        square, noise, own, cross = whole
        group = min(_drift(square, noise + inside * cross, own), both)
    return Law(phi, month, max(both - group, 0.0), group)


def fit_months(counts: Floats) -> tuple[float, float]:
    """phi (1 or more) and month of counts [A, M] round area x common-month means.

    Weighted least squares of squared residuals over their means on 1 and the mean; nothing is
    trimmed, since what strays furthest is what a scan must not take for a rise.
    """
    n = counts[counts.sum(axis=1) > 0]
    n = n[:, n.sum(axis=0) > 0]
    if min(n.shape, default=0) < 2:
        return 1.0, 0.0
    mu = np.outer(n.sum(axis=1), n.sum(axis=0)) / n.sum()
    degrees = n.size / ((n.shape[0] - 1) * (n.shape[1] - 1))
    ratio = ((n - mu) ** 2 / mu).ravel() * degrees
    rows = np.stack([np.ones(mu.size), mu.ravel()], axis=1)
    phi, month = 1.0, 0.0
    for _ in range(ROUNDS):
        weighted = rows / (phi + month * rows[:, 1:]) ** 2
        # Two unknowns: their normal equations are small where the rows are many; the trace keeps
        # them regular where every mean is the same.
        gram = weighted.T @ rows
        root = np.linalg.cholesky(gram + 1e-12 * np.trace(gram) * np.eye(2))
        phi, month = nonnegative_pair(root.T, np.linalg.solve(root, weighted.T @ ratio))
        phi = max(phi, 1.0)
    return phi, month


def _moments(
    frame: Frame, groups: Membership, phi: float, month: float
) -> tuple[tuple[Floats, ...], tuple[Floats, ...]]:
    """Squares, counting variances and squared expectations of areas and of groups of several."""
    share, by_period = frame.share, frame.post.sum(axis=0)
    total = max(float(by_period.sum()), 1.0)
    rest, mu = frame.residual.sum(axis=1), share * total
    factor = phi * (1 + total / frame.base.sum())
    # Of squared expectations: what the factor of each period, here and before, leaves in a total.
    monthly = month * (float((by_period**2).sum()) / total**2 + 1 / frame.periods)
    kept = mu**2 * (1 - 2 * share + float(share @ share))
    areas = (rest**2, factor * mu * (1 - share) + monthly * kept, kept)
    several = np.asarray(groups.sum(axis=0)).ravel() > 1
    of_group, mu_group = (groups.T @ rest)[several], (groups.T @ mu)[several]
    # A group's drift moves the total too, and with it what is expected of the group.
    own = np.maximum(1 - mu_group / total, 0.0) ** 2
    inside = (groups.T @ mu**2)[several] * own
    noise = factor * mu_group * (1 - mu_group / total) + monthly * inside
    return areas, (of_group**2, noise, mu_group**2 * own, inside)


def _drift(square: Floats, noise: Floats, own: Floats) -> float:
    """d of square ~ noise + d own, by weighted moments; nought or more."""
    if not len(square):
        return 0.0
    d = 0.0
    for _ in range(ROUNDS):
        w = own / (noise + d * own) ** 2
        d = max(0.0, float((w * (square - noise)).sum() / (w * own).sum()))
    return d


def scan(
    frame: Frame,
    earlier: list[Frame],
    ground: Ground,
    law: Law,
    *,
    rng: np.random.Generator,
    draws: int = 999,
) -> Scanned:
    """Weigh every zone and run of months; draw null panels; scan the earlier starts."""
    variance = variances(frame, ground, law)
    precision = 0.5 / np.maximum(variance, 1e-300)
    observed = _over(ground, frame.post)
    expected = observed - _over(ground, frame.residual)
    weights = weight(observed, expected, variance)
    zone, window = np.unravel_index(np.argmax(weights), weights.shape)
    drawn = np.array(
        [
            largest_weight(null_panel(rng, frame, ground.groups, law), ground, precision)
            for _ in range(draws)
        ]
    )
    dates = [
        largest_weight(frame, ground, 0.5 / np.maximum(variances(frame, ground, law), 1e-300))
        for frame in earlier
    ]
    return Scanned(
        int(zone),
        int(window),
        float(weights[zone, window]),
        weights,
        observed,
        expected,
        drawn,
        np.array(dates),
        law,
    )


def _over(ground: Ground, values: Floats) -> Floats:
    """Sums of area values [A, T] over every zone and run, [Z, W]."""
    running = np.zeros((ground.zones.shape[0], values.shape[1] + 1))
    np.cumsum(ground.zones @ values, axis=1, out=running[:, 1:])
    sums: Floats = running[:, ground.stop] - running[:, ground.first]
    return sums


def apart(scanned: Scanned, ground: Ground, least: float, most: int = 5) -> list[tuple[int, int]]:
    """Zones and runs in falling order of weight, none sharing an area with one before it.

    The first always; others while their weight is at least `least` (at most `most` in all).
    """
    best = scanned.weights.argmax(axis=1)
    weights = scanned.weights[np.arange(len(best)), best]
    taken: Mask = np.zeros(ground.zones.shape[1], bool)
    out: list[tuple[int, int]] = []
    for z in np.argsort(-weights, kind="stable"):
        if len(out) == most or (out and weights[z] < least) or weights[z] <= 0:
            break
        own = ground.zones.indices[ground.zones.indptr[z] : ground.zones.indptr[z + 1]]
        if not taken[own].any():
            taken[own] = True
            out.append((int(z), int(best[z])))
    return out
