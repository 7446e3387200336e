"""Panels for the scan: wards in boroughs, counts of variance 1.5 times the mean, a rise in one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse, stats

from waterbed.displacement.scan import LARGEST, Frame, Ground, Law, weight
from waterbed.displacement.search import LATEST, SHORTEST, search
from waterbed.model.areas import Areas
from waterbed.model.elsewhere import Search
from waterbed.model.months import month
from waterbed.model.panel import Panel

FIRST = month("2010-04")
BEFORE = 84
START = FIRST + BEFORE
MONTHS = BEFORE + 12
NONE = np.empty(0, np.int64)


@dataclass(frozen=True)
class Bed:
    """rate : mean of the other wards' monthly counts; ward : monthly count of the ward that rises
    drift : variance of each ward's level in each year, besides"""

    boroughs: int = 5
    wards: int = 20
    rate: float = 8.0
    ward: float = 20.0
    phi: float = 1.5
    drift: float = 0.0

    @property
    def size(self) -> int:
        return self.boroughs * self.wards

    def areas(self) -> Areas:
        ids = tuple(f"w{i:03d}" for i in range(self.size))
        return Areas(ids, ids, tuple(f"borough {i // self.wards:02d}" for i in range(self.size)))


def draw(rng: np.random.Generator, mean: np.ndarray, phi: float) -> np.ndarray:
    if phi > 1:
        mean = rng.gamma(mean / (phi - 1), phi - 1)
    return rng.poisson(mean)


@dataclass(frozen=True)
class Planted:
    """Means [A, T] of a panel's counts, and without the rise; the ward that rose, and in which
    month after the start that began."""

    mean: np.ndarray
    unaffected: np.ndarray
    ward: int
    begin: int


def plant(rng: np.random.Generator, bed: Bed, lasting: int, rise: float = 0.6) -> Planted:
    """84 months before and 12 after; counts rise in one ward for `lasting` months from one of the
    first three on."""
    rates = rng.gamma(2.4, bed.rate / 2.4, bed.size) + 0.5
    ward = int(rng.integers(bed.size))
    rates[ward] = bed.ward
    unaffected = np.repeat(rates[:, None], MONTHS, axis=1)
    if bed.drift:
        years = rng.gamma(1 / bed.drift, bed.drift, (bed.size, MONTHS // 12))
        unaffected = unaffected * np.repeat(years, 12, axis=1)
    begin = int(rng.integers(0, min(2, 12 - lasting) + 1))
    mean = unaffected.copy()
    mean[ward, BEFORE + begin : BEFORE + begin + lasting] *= 1 + rise
    return Planted(mean, unaffected, ward, begin)


def panel_with(
    rng: np.random.Generator, bed: Bed, lasting: int, rise: float = 0.6
) -> tuple[Panel, int]:
    """A panel in which a rise was planted, and the ward where."""
    planted = plant(rng, bed, lasting, rise)
    return one_outcome(bed, draw(rng, planted.mean, bed.phi)), planted.ward


def one_outcome(bed: Bed, counts: np.ndarray) -> Panel:
    """Counts [A, T] as a panel of the outcome "o"."""
    by_outcome = counts.astype(np.int64)[None]
    periods = FIRST + np.arange(MONTHS)
    return Panel(("o",), bed.areas().ids, periods, 1, by_outcome, np.ones(by_outcome.shape, bool))


def planted_search(
    seed: tuple[int, ...], bed: Bed, lasting: int, draws: int = 199
) -> tuple[Search, str]:
    """A scan of one simulated panel, and the borough in which the rise was planted."""
    rng = np.random.default_rng(seed)
    panel, ward = panel_with(rng, bed, lasting)
    areas = bed.areas()
    searched = search(panel, areas, "o", START, without=NONE, rng=rng, draws=draws)
    return searched, areas.groups[ward]


def share_found(runs: int, bed: Bed, lasting: int, seed: int = 1) -> tuple[float, float]:
    """Share of runs that find anything, and that name the right borough first."""
    anything = right = 0
    for run in range(runs):
        searched, borough = planted_search((seed, lasting, run), bed, lasting)
        anything += bool(searched.rises)
        right += bool(searched.rises) and searched.rises[0].groups == (borough,)
    return anything / runs, right / runs


# The best that a scan could do -------------------------------------------------------------------


def share_bound(
    runs: int, bed: Bed, lasting: int, known_months: bool = False, seed: int = 1
) -> float:
    """Share of runs in which a scan that has nothing to estimate names the right borough.

    It knows what each zone was expected to count and how far counts stray from that, its hurdle is
    the 95% point of as many panels in which nothing rose, and no earlier start can gainsay it.
    known_months : it knows the months of the rise, too
    """
    of = np.arange(bed.size) // bed.wards
    groups = sparse.csr_array((np.ones(bed.size), (np.arange(bed.size), of)))
    ground = Ground.of(groups, MONTHS - BEFORE, SHORTEST, LATEST)
    rng = np.random.default_rng([seed, lasting])
    quiet = [known_best(rng, bed, ground, (lasting, 0.0), known_months) for _ in range(runs)]
    risen = [known_best(rng, bed, ground, (lasting, 0.6), known_months) for _ in range(runs)]
    hurdle = np.quantile([largest for largest, _ in quiet], 0.95)
    return sum(right for largest, right in risen if largest > hurdle) / runs


def known_best(
    rng: np.random.Generator,
    bed: Bed,
    ground: Ground,
    planted: tuple[int, float],
    known_months: bool,
) -> tuple[float, bool]:
    """Largest weight of one panel with expectation and dispersion known, and whether it lies in
    the borough of the rise."""
    planted_panel = plant(rng, bed, *planted)
    after = slice(BEFORE, MONTHS)

    def over(values: np.ndarray) -> np.ndarray:
        sums = np.cumsum(np.pad(ground.zones @ values, ((0, 0), (1, 0))), axis=1)
        return sums[:, ground.stop] - sums[:, ground.first]

    mu = over(planted_panel.unaffected[:, after])
    weights = weight(over(draw(rng, planted_panel.mean[:, after], bed.phi)), mu, bed.phi * mu)
    if known_months:
        own = (ground.first == planted_panel.begin) & (
            ground.stop == planted_panel.begin + planted[0]
        )
        weights = weights[:, own]
    zone = int(weights.max(axis=1).argmax())
    boroughs = ground.zones[[zone]].indices // bed.wards
    return float(weights.max()), bool((boroughs == planted_panel.ward // bed.wards).all())


# The slow, obvious scan --------------------------------------------------------------------------


def brute_weights(frame: Frame, ground: Ground, law: Law) -> np.ndarray:
    """Every zone and run by loops; likelihoods from scipy's negative binomial law."""
    zones, groups = ground.zones.toarray(), ground.groups.toarray()
    share = (frame.base + 0.5) / (frame.base + 0.5).sum()
    weights = np.zeros((len(zones), len(ground.first)))
    for z, zone in enumerate(zones):
        inside = np.flatnonzero(zone)
        for w, (first, stop) in enumerate(zip(ground.first, ground.stop, strict=True)):
            total = sum(frame.post[:, t].sum() for t in range(first, stop))
            y = sum(frame.post[i, t] for i in inside for t in range(first, stop))
            s = sum(share[i] for i in inside)
            mu = s * total
            squares = sum(frame.post[:, t].sum() ** 2 for t in range(first, stop))
            variance = law.phi * mu * (1 - s) * (1 + total / frame.base.sum())
            for i in range(len(zone)):
                apart = (share[i] * (zone[i] - s)) ** 2
                variance += law.area * apart * total**2
                variance += law.month * apart * (squares + total**2 / frame.periods)
            for g in range(groups.shape[1]):
                members = np.flatnonzero(groups[:, g])
                part = sum(share[i] * (zone[i] - s) for i in members)
                variance += law.group * (part * total) ** 2
            if y <= mu or mu == 0:
                continue
            r = mu**2 / max(variance - mu, 1e-6 * mu)
            risen = min(y, LARGEST * mu)

            def likelihood(mean: float, y: float = y, r: float = r) -> float:
                return float(stats.nbinom.logpmf(y, r, r / (r + mean)))

            weights[z, w] = likelihood(risen) - likelihood(mu)
    return weights


def small(seed: int, areas: int = 12, periods: int = 6, phi: float = 1.5) -> tuple[Frame, Ground]:
    """A small frame and the ground to scan: three groups, one area in none."""
    rng = np.random.default_rng(seed)
    rates = rng.gamma(2.0, 4.0, areas)
    base = draw(rng, 36 * rates, phi).astype(float)
    post = draw(rng, np.repeat(rates[:, None], periods, axis=1), phi).astype(float)
    of = np.arange(areas - 1) % 3
    groups = sparse.csr_array((np.ones(areas - 1), (np.arange(areas - 1), of)), shape=(areas, 3))
    return Frame(base, post, 36), Ground.of(groups, periods, 2, 3)
