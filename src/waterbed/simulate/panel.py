"""Known-truth panels: areas on a grid, counts with the faults of real ones, a planted effect."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waterbed.model.areas import Areas
from waterbed.model.errors import InputError
from waterbed.model.months import YEAR, Months, month
from waterbed.model.panel import Panel
from waterbed.model.reference import Floats

SIDE = 500.0
SELECTIONS = ("random", "peak", "excess")
OUTCOME = "incidents"


@dataclass(frozen=True, slots=True)
class Settings:
    """How a panel is made.

    rows, columns : the grid of areas; groups : columns are cut into so many groups
    months, first : length of the panel and ordinal of its first month
    before : months before the effect starts
    rate, shape : mean of the areas' monthly rates, and shape of the gamma that they come from
        (small: a few busy areas, many quiet ones)
    season : amplitude of the yearly wave, a share; trend : growth in a year, a share, everywhere
    dispersion : variance over mean of a count around its expectation, 1 for Poisson
    surges, persistence : standard deviation of an area's log rate over time, and its correlation
        from month to month (0 for none)
    effect : change of the target's expected count from the start on, a ratio (-0.4: 40% fewer)
    displaced : share of what the target lost that its touching neighbours gain (above 1: more)
    select : how the target is chosen from the counts before: "random"; "peak", the last twelve
        months highest against the mean of earlier years; "excess", (b - E)/sqrt(E) highest,
        E the area's earlier share of the last twelve months' total
    least : counts a year that an area needs to be chosen, before the last twelve months (which
        "random" must not look at)
    """

    rows: int = 10
    columns: int = 20
    groups: int = 4
    months: int = 60
    first: int = month("2014-01")
    before: int = 48
    rate: float = 4.0
    shape: float = 2.0
    season: float = 0.15
    trend: float = 0.0
    dispersion: float = 1.5
    surges: float = 0.0
    persistence: float = 0.9
    effect: float = 0.0
    displaced: float = 0.0
    select: str = "random"
    least: int = 10


@dataclass(frozen=True, slots=True)
class Simulated:
    """A panel and the truth about it.

    areas, panel : one outcome, every month covered
    target : position of the treated area; touching : positions of those beside it
    base, post : the twelve months before the start and those from it on (up to twelve)
    expected : float [A, T], expected counts with the effect; unaffected : without it
    """

    settings: Settings
    areas: Areas
    panel: Panel
    target: int
    touching: NDArray[np.int64]
    base: Months
    post: Months
    expected: Floats
    unaffected: Floats

    def change(self, positions: NDArray[np.int64] | int) -> float:
        """The true change of some areas' expected count over the post months, in counts."""
        part = self.panel.slice(self.post)
        gap = self.expected[positions, part] - self.unaffected[positions, part]
        return float(gap.sum())


def grid(rows: int, columns: int, groups: int) -> Areas:
    """Square areas side by side; those that share an edge or a corner touch (gap 0)."""
    position = np.arange(rows * columns).reshape(rows, columns)
    pairs = [
        (position[:, :-1], position[:, 1:]),
        (position[:-1], position[1:]),
        (position[:-1, :-1], position[1:, 1:]),
        (position[:-1, 1:], position[1:, :-1]),
    ]
    joined = np.concatenate([np.stack([a.ravel(), b.ravel()], axis=1) for a, b in pairs])
    joined = joined[np.lexsort(joined.T[::-1])]
    column = position.ravel() % columns
    return Areas(
        ids=tuple(f"a{i:03d}" for i in range(rows * columns)),
        names=tuple(f"row {i // columns + 1}, column {i % columns + 1}" for i in position.ravel()),
        groups=tuple(f"group {g + 1}" for g in column * groups // columns),
        pairs=joined.astype(np.int64),
        gaps=np.zeros(len(joined)),
        reach=SIDE,
    )


def simulate_panel(rng: np.random.Generator, settings: Settings | None = None) -> Simulated:
    """Draw a panel: first the months before, then the target chosen on them, then the rest.

    Counts are gamma-Poisson around their expectation; the target is chosen on counts that were
    drawn, so a place picked at its peak falls back by itself.  InputError for settings that
    cannot be met, or where no area has the counts to be chosen.
    """
    s = settings or Settings()
    _demand(s)
    areas = grid(s.rows, s.columns, s.groups)
    unaffected = _expectations(rng, s)
    early = _draw(rng, unaffected[:, : s.before], s.dispersion)
    target = _choose(rng, early, s)
    touching = np.sort(
        np.concatenate(
            [
                areas.pairs[areas.pairs[:, 0] == target, 1],
                areas.pairs[areas.pairs[:, 1] == target, 0],
            ]
        )
    )
    expected = unaffected.copy()
    lost = -s.effect * unaffected[target, s.before :]
    expected[target, s.before :] -= lost
    expected[touching, s.before :] += s.displaced * lost / len(touching)
    late = _draw(rng, expected[:, s.before :], s.dispersion)
    counts = np.concatenate([early, late], axis=1)[None]
    panel = Panel(
        (OUTCOME,),
        areas.ids,
        np.arange(s.first, s.first + s.months),
        1,
        counts,
        np.ones(counts.shape, np.bool_),
    )
    start = s.first + s.before
    base = Months.starting(start - YEAR, YEAR)
    post = Months.starting(start, min(YEAR, s.months - s.before))
    return Simulated(s, areas, panel, target, touching, base, post, expected, unaffected)


def _expectations(rng: np.random.Generator, s: Settings) -> Floats:
    """Expected counts without any effect, [A, T]."""
    rates = rng.gamma(s.shape, s.rate / s.shape, s.rows * s.columns)
    time = np.arange(s.months)
    common = (1 + s.season * np.sin(2 * np.pi * time / YEAR)) * (1 + s.trend) ** (time / YEAR)
    expected: Floats = rates[:, None] * common
    if s.surges > 0:
        expected = expected * _surges(rng, s)
    return expected


def _surges(rng: np.random.Generator, s: Settings) -> Floats:
    """Stationary AR(1) on the log scale, of mean 1, one path an area, [A, T]."""
    noise = rng.standard_normal((s.months, s.rows * s.columns))
    noise[1:] *= math.sqrt(1 - s.persistence**2)
    for t in range(1, s.months):
        noise[t] += s.persistence * noise[t - 1]
    paths: Floats = np.exp(s.surges * noise.T - s.surges**2 / 2)
    return paths


def _draw(rng: np.random.Generator, mean: Floats, dispersion: float) -> NDArray[np.int64]:
    if dispersion == 1:
        return rng.poisson(mean)
    return rng.poisson(rng.gamma(mean / (dispersion - 1), dispersion - 1))


def _choose(rng: np.random.Generator, early: NDArray[np.int64], s: Settings) -> int:
    """Position of the target, by its counts in the months before."""
    last, before = early[:, -YEAR:].sum(axis=1), early[:, :-YEAR].sum(axis=1)
    yearly = before * YEAR / (s.before - YEAR)
    allowed = np.flatnonzero(yearly >= s.least)
    if not len(allowed):
        raise InputError(
            f"no area has {s.least} counts a year",
            mend="Raise the rate, or lower the least count.",
        )
    if s.select == "random":
        return int(rng.choice(allowed))
    if s.select == "peak":
        score = last / np.maximum(yearly, 1)
    else:
        expected = np.maximum(before * last.sum() / max(int(before.sum()), 1), 1)
        score = (last - expected) / np.sqrt(expected)
    return int(allowed[np.argmax(score[allowed])])


def _demand(s: Settings) -> None:
    problems = {
        "the grid needs at least two rows and two columns": min(s.rows, s.columns) < 2,
        "groups must be between one and the number of columns": not 1 <= s.groups <= s.columns,
        "there must be a month after the start": s.months <= s.before,
        "two years before the start are needed": s.before < 2 * YEAR,
        "rate and shape must be positive": min(s.rate, s.shape) <= 0,
        "the season's amplitude must lie between 0 and 1": not 0 <= s.season < 1,
        "the trend must be above -1": s.trend <= -1,
        "the dispersion must be 1 or more": s.dispersion < 1,
        "surges must be nought or more, their persistence between 0 and 1": s.surges < 0
        or not 0 <= s.persistence < 1,
        "the effect must be -1 or more": s.effect < -1,
        "displacement needs a fall, and a share of nought or more": s.displaced < 0
        or (s.displaced > 0 and s.effect > 0),
        f"the selection must be one of {', '.join(SELECTIONS)}": s.select not in SELECTIONS,
    }
    for problem, wrong in problems.items():
        if wrong:
            raise InputError(problem)
