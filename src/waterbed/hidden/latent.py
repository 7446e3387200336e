"""Latent classes of people who are listed alike (Manrique-Vallier 2016, Biometrics 72:1246).

A Dirichlet process mixture, cut off at ten classes, within each of which the lists are
independent; sampled by Gibbs with the labels of classes exchanged besides (Papaspiliopoulos and
Roberts 2008, Biometrika 95:169), since chains otherwise stay where they began.  Several chains go
at once; where they disagree there is no answer but the modes that they found.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from waterbed.hidden.loglinear import lists_of
from waterbed.model.histories import membership
from waterbed.model.progress import Progress, quiet
from waterbed.model.reference import Floats, Integers

CLASSES = 10
CHAINS, WARM_UP, DRAWS = 8, 1500, 4000
FIXED_ALPHA = 500  # first steps with the concentration held
MOST = 20  # largest number on no list, times people seen
TOLD = 100  # draws between two words of progress
AGREE = 1.05  # R-hat below which the chains say the same


@dataclass(frozen=True, slots=True)
class Latent:
    """Posterior of the population over all chains.

    median, low, high : pooled median and central interval
    rhat : split R-hat of the log population; above `AGREE` the row is dropped
    effective : effective sample size
    error : Monte Carlo standard error of the median
    modes : median of each chain
    """

    median: float
    low: float
    high: float
    rhat: float
    effective: float
    error: float
    modes: tuple[float, ...]

    @property
    def agrees(self) -> bool:
        return self.rhat < AGREE


def latent_classes(
    counts: Floats,
    rng: Generator,
    *,
    chains: int = CHAINS,
    warm_up: int = WARM_UP,
    draws: int = DRAWS,
    level: float = 0.95,
    progress: Progress = quiet,
) -> Latent:
    """Sample the population from histories [2^K], counts[0] nought, with a prior of 1/N."""
    state = _Chains(np.asarray(counts, float), chains, rng)
    for step in range(warm_up):
        state.step(step >= FIXED_ALPHA)
    unseen = np.empty((draws, chains))
    for step in range(draws):
        state.step()
        unseen[step] = state.unseen
        if step % TOLD == 0:
            progress("groups of people", step, draws)
    people = counts.sum() + unseen
    log = np.log(people)
    size = effective_size(log)
    low, median, high = np.quantile(people, [(1 - level) / 2, 0.5, (1 + level) / 2])
    modes = tuple(sorted(float(x) for x in np.median(people, axis=0)))
    # of a median of a normal, with as many independent draws
    error = float(1.2533 * people.std() / np.sqrt(size))
    return Latent(float(median), float(low), float(high), split_rhat(log), size, error, modes)


class _Chains:
    """The state of C chains: nu [C, K*] class shares, v [C, K* - 1] sticks, chance [C, K*, J]."""

    def __init__(self, counts: Floats, chains: int, rng: Generator) -> None:
        lists = lists_of(len(counts))
        seen = np.flatnonzero(counts)
        self.rng, self.chains = rng, chains
        self.on = membership(lists)[seen].astype(float)
        self.people = counts[seen].astype(np.int64)
        self.total = int(self.people.sum())
        margins = np.clip(self.people @ self.on / self.total, 0.02, 0.98)
        start = np.log(margins / (1 - margins)) - 1.0
        start = start + rng.normal(0, 1, (chains, CLASSES, lists))
        self.chance = 1 / (1 + np.exp(-start))
        self.nu = np.full((chains, CLASSES), 0.1 / (CLASSES - 4))
        self.nu[:, :4] = 0.9 / 4
        left = 1 - np.concatenate([np.zeros((chains, 1)), self.nu.cumsum(axis=1)[:, :-1]], axis=1)
        self.v = np.clip((self.nu / left)[:, :-1], 1e-9, 1 - 1e-9)
        self.alpha = np.ones(chains)
        self.unseen = np.zeros(chains, np.int64)

    def step(self, free: bool = True) -> None:
        """One sweep; `free` lets the concentration move."""
        log_on, log_off = np.log(self.chance), np.log1p(-self.chance)
        never = self.nu * np.exp(log_off.sum(axis=2))
        weights = (log_on @ self.on.T + log_off @ (1 - self.on.T)).transpose(0, 2, 1)
        weights = weights + np.log(self.nu)[:, None, :]
        split = self._divide(np.broadcast_to(self.people, weights.shape[:2]), weights)
        self._draw_unseen(never.sum(axis=1))
        outside = self._divide(self.unseen, np.log(np.maximum(never, 1e-300)))
        size = split.sum(axis=1) + outside
        hits = np.einsum("chk,hj->ckj", split, self.on)
        size, hits = self._swap(size, hits)
        self.chance = np.clip(self.rng.beta(1 + hits, 1 + size[..., None] - hits), 1e-9, 1 - 1e-9)
        beyond = size[:, ::-1].cumsum(axis=1)[:, ::-1] - size
        self.v = np.clip(
            self.rng.beta(1 + size[:, :-1], self.alpha[:, None] + beyond[:, :-1]), 1e-12, 1 - 1e-12
        )
        rest = np.log1p(-self.v).cumsum(axis=1)
        log_nu = np.empty_like(self.nu)
        log_nu[:, 0], log_nu[:, 1:-1] = np.log(self.v[:, 0]), np.log(self.v[:, 1:]) + rest[:, :-1]
        log_nu[:, -1] = rest[:, -1]
        self.nu = np.maximum(np.exp(log_nu), 1e-300)
        if free:
            self.alpha = self.rng.gamma(0.25 + CLASSES - 1, 1 / (0.25 - rest[:, -1]))

    def _divide(self, people: Integers, log_weights: Floats) -> Floats:
        """People put into classes by their weights, [..., K*]."""
        p = np.exp(log_weights - log_weights.max(axis=-1, keepdims=True))
        p /= p.sum(axis=-1, keepdims=True) * (1 + 1e-12)
        return self.rng.multinomial(people, p).astype(float)

    def _draw_unseen(self, never: Floats) -> None:
        """Number on no list: negative binomial, drawn again above `MOST` times those seen."""
        p = np.clip(1 - never, 1e-6, 1.0)
        most = MOST * self.total
        unseen = self.rng.negative_binomial(self.total, p)
        for _ in range(50):
            over = unseen > most
            if not over.any():
                break
            unseen[over] = self.rng.negative_binomial(self.total, p[over])
        self.unseen = np.minimum(unseen, most)

    def _swap(self, size: Floats, hits: Floats) -> tuple[Floats, Floats]:
        """Exchange the people of classes drawn in pairs, then of neighbours with their sticks."""
        order = self.rng.random(size.shape).argsort(axis=1)
        first, second = order[:, : CLASSES // 2], order[:, CLASSES // 2 :]
        log_nu = np.log(self.nu)
        gain = _take(log_nu, first) - _take(log_nu, second)
        moved = self._exchange(first, second, (_take(size, second) - _take(size, first)) * gain)
        size, hits = _take(size, moved), np.take_along_axis(hits, moved[:, :, None], 1)
        at = np.arange(int(self.rng.integers(2)), CLASSES - 2, 2)
        log_left = np.log1p(-self.v)
        gain = size[:, at] * log_left[:, at + 1] - size[:, at + 1] * log_left[:, at]
        first, second = (np.broadcast_to(x, gain.shape) for x in (at, at + 1))
        moved = self._exchange(first, second, gain)
        self.v = _take(self.v, moved[:, : CLASSES - 1])
        return _take(size, moved), np.take_along_axis(hits, moved[:, :, None], 1)

    def _exchange(self, first: Integers, second: Integers, log_ratio: Floats) -> Integers:
        """Where each class finds its people, [C, K*]: pairs change places with their chance."""
        there = np.log(self.rng.random(log_ratio.shape)) < log_ratio
        moved = np.tile(np.arange(CLASSES), (self.chains, 1))
        np.put_along_axis(moved, first, np.where(there, second, first), 1)
        np.put_along_axis(moved, second, np.where(there, first, second), 1)
        return moved


def _take(table: Floats, columns: Integers) -> Floats:
    return np.take_along_axis(table, columns, 1)


def split_rhat(draws: Floats) -> float:
    """Split R-hat of draws [T, C] (Gelman and others, Bayesian Data Analysis, 3rd ed., 11.4)."""
    half = len(draws) // 2
    parts = np.concatenate([draws[:half], draws[half : 2 * half]], axis=1)
    within = parts.var(axis=0, ddof=1).mean()
    between = half * parts.mean(axis=0).var(ddof=1)
    if within <= 0:
        return 1.0 if between <= 0 else np.inf
    return float(np.sqrt((half - 1) / half + between / half / within))


def effective_size(draws: Floats) -> float:
    """Effective number of independent draws of [T, C], by Geyer's initial positive sequence."""
    length, chains = draws.shape
    centred = draws - draws.mean(axis=0)
    size = 1 << (2 * length - 1).bit_length()
    spectrum = np.abs(np.fft.rfft(centred, size, axis=0)) ** 2
    covariance = np.fft.irfft(spectrum, size, axis=0)[:length].mean(axis=1) / length
    within = covariance[0] * length / (length - 1)
    whole = covariance[0] + draws.mean(axis=0).var(ddof=1 if chains > 1 else 0)
    if whole <= 0:
        return float(length * chains)
    correlation = 1 - (within - covariance) / whole
    pairs = correlation[0 : length - 1 : 2] + correlation[1:length:2]
    negative = np.flatnonzero(pairs < 0)
    pairs = np.minimum.accumulate(pairs[: negative[0]] if len(negative) else pairs)
    return float(length * chains / max(2 * pairs.sum() - 1, 1 / np.log10(length * chains + 10)))
