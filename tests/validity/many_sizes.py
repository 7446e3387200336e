"""Targets of several uneven areas, few to many: how often the forecast errs, by size.

On one panel in which nothing happened, of forty neighbourhoods grown at random the busiest of the
year before is judged, and the quietest, of 3 to 39 areas; told so ("level"), and told nothing,
since no study can say that a place was the quietest.  The fit, the placebos' spread, the pools and
p are those of a run (`waterbed.effect`), made once for all targets of a panel: the fit has all
areas for donors and leaves out a target's own, as it does a placebo's (`forecast.leave_out`), and
the placebos of ten panels are the same neighbourhoods, but for those that meet the target.

    python -m tests.validity.many_sizes 300 [WORLD A_YEAR ...]
    python -m tests.validity.many_sizes lsoas 40 [CATEGORY ...]
    python -m tests.validity.many_sizes medians 120

Panels like Seattle's (`many.UNEVEN`, yearly), whose areas count 2, 5, 12 or 30 a year on average;
real ones, of half of London's boroughs, recorded crime by LSOA and year (where WATERBED_DATA
points).  A row says "fell" and "rose" in per cent of all panels, by the forecast of products of
powers and by that of sums (`effect.small_areas`), whichever such a study is judged by.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
import polars as pl
from scipy import sparse

from tests.validity.choosing import Members
from tests.validity.many import BEFORE, COLUMNS, FORTY, PLACEBOS, ROWS, SEED, START, UNEVEN, YEAR
from tests.validity.many import areas_of as lattice
from tests.validity.rates import BOUND
from waterbed.effect.forecast import Prediction, design, leave_out, predict
from waterbed.effect.history import spreads_of
from waterbed.effect.inference import tails
from waterbed.effect.matching import PastCounts
from waterbed.effect.placebo import Packed, years_apart
from waterbed.effect.placebo_shapes import grown, neighbours_of
from waterbed.effect.pools import Choice
from waterbed.effect.small_areas import shares
from waterbed.effect.zones import Membership, adjacency, rows
from waterbed.model.areas import Areas
from waterbed.model.reference import Floats, Mask, Pool
from waterbed.model.sources import AreaSource
from waterbed.model.verdict import LEVEL
from waterbed.read.areas.areas import neighbours, read_polygons
from waterbed.simulate.worlds import World, draw_world

SIZES = (1, 2, 3, 5, 7, 10, 20, 39)
WORLDS: dict[str, World] = {
    "plain": UNEVEN,
    "smooth .35": replace(UNEVEN, smooth=0.35),
    "drift": replace(UNEVEN, drift=0.4),
    "shape .5": replace(UNEVEN, shape=0.5),
}
A_YEAR = (("plain", 2), ("plain", 5), ("plain", 12), ("plain", 30), ("smooth .35", 5), ("drift", 5))
LSOAS = ("weapons", "robbery", "public-order", "violence")
"""Categories whose LSOAs count 1, 6, 8 and 35 a year on average."""

LAST_YEARS = range(2015, 2020)
MEDIANS_OF = ("weapons", "misc", "robbery", "public-order", "drugs", "arson")
MEDIAN_YEARS, STEPS, FEW = range(2014, 2020), (0, 1, 2, 3, 4, 5, 6, 7, 9), (1, 3, 10)
PRODUCTS, SUMS = "products", "sums"
FORMS = (PRODUCTS, SUMS)
BUSIEST, QUIETEST = "busiest", "quietest"
CHOSEN_FOR = {BUSIEST: "level", QUIETEST: "unknown"}
SPARE = 260
"""Neighbourhoods drawn for placebos, of which PLACEBOS that do not meet the target are used."""

Cell = tuple[int, str, str]
"""Areas of the target, how it was chosen, and by which forecast."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Whether it is said to have fallen and to have risen, and observed over expected."""

    fell: bool
    rose: bool
    ratio: float


@dataclass(frozen=True, slots=True)
class Year:
    """One start: counts before it, [A, years], and in the year after, [A], with each forecast."""

    before: Floats
    after: Floats
    forecasts: dict[str, Prediction]

    def past(self, member: Membership) -> PastCounts:
        """What the selection rules may look at, of some places 0/1 [U, A]."""
        blocks = self.before[:, ::-1]
        earlier = self.before[:, :-1].sum(axis=1)
        return PastCounts(
            member @ blocks, blocks.sum(axis=0), member @ earlier, float(earlier.sum())
        )


def years_of(counts: Floats) -> list[Year]:
    """The start before the last year of counts [A, years], and those before it, as `origins`."""
    every = np.ones(len(counts), bool)
    years = []
    for end in range(counts.shape[1] - 1, 1, -1):
        before, after = counts[:, :end], counts[:, end]
        parts = [before[:, :-1].mean(axis=1), before[:, -1]]
        if end > 2:
            parts.insert(1, before[:, -2])
        forecasts = {}
        for form in FORMS:
            if form == SUMS:
                x, offset = shares(tuple(parts), after, every, np.zeros(len(after)))
                forecasts[form] = predict(x, after, every, offset, by_spread=False)
            else:
                forecasts[form] = predict(design(tuple(parts), every), after, every)
        years.append(Year(before, after, forecasts))
    return years


def grown_groups(
    areas: Areas, rng: np.random.Generator, count: int, size: int = max(SIZES)
) -> list[Members]:
    """Neighbourhoods of so many areas, by default of as many as the largest of SIZES, in the order
    in which they grew, so that the first few of one are a smaller one."""
    near, every = neighbours_of(adjacency(areas, 0.0)), np.ones(len(areas), bool)
    groups: list[Members] = []
    while len(groups) < count:
        group = grown([int(rng.integers(len(areas)))], size, near, every, rng)
        groups += [group] if len(group) else []
    return groups


def judged(
    counts: Floats,
    able: Sequence[Members],
    groups: Sequence[Members],
    sizes: Sequence[int] = SIZES,
) -> dict[Cell, Judged]:
    """One panel, counts [A, years] of which the last is after the start: of each size the busiest
    and the quietest of `able`, with placebos among `groups`."""
    years, answers = years_of(counts), {}
    for size in sizes:
        mine = np.array([group[:size] for group in able])
        latest = counts[:, -2][mine].sum(axis=1)
        for chosen, at in ((BUSIEST, np.argmax(latest)), (QUIETEST, np.argmin(latest))):
            free = [
                np.sort(group[:size])
                for group in groups
                if not np.isin(group[:size], mine[at]).any()
            ]
            places = rows([np.sort(mine[at]), *free[:PLACEBOS]], len(counts))
            pools, apart = _pools(years, places, CHOSEN_FOR[chosen])
            for form in FORMS:
                answers[size, chosen, form] = _judge(years, places, pools, apart, form)
    return answers


def _pools(years: list[Year], places: Membership, rule: str) -> tuple[tuple[Pool, ...], list[int]]:
    """Pools of the first of some places, of the others at every start; and how many of these share
    no area, of each start."""
    others, packed = sparse.csr_array(places[1:]), Packed()
    choice = Choice.of(rule, years[0].past(places), [year.past(others) for year in years])
    valid = np.ones((len(years), others.shape[0]), bool)

    def apart(some: Mask) -> int:
        return years_apart("target", others, valid & some.reshape(valid.shape), packed)

    each = [years_apart("target", others, row[None], packed) for row in valid]
    return choice.pools(apart, LEVEL), each


def _judge(
    years: list[Year], places: Membership, pools: tuple[Pool, ...], apart: list[int], form: str
) -> Judged:
    """As `history.fit` and `inference.tails` judge the first of some places on the others."""
    every = np.ones(places.shape[1], bool)
    left = [leave_out(places, [places], year.forecasts[form], year.after, every) for year in years]
    # [K, P, Z, O] of one zone and one outcome, as in `history`.
    expected = np.stack([sums.mu for sums in left])[..., None]
    extra = np.stack([sums.factor for sums in left])[..., None]
    observed = np.stack([places @ year.after for year in years])[..., None, None]
    valid = np.ones(observed[:, 1:].shape, bool)
    separate = np.array(apart)[:, None, None]
    spreads, own = spreads_of(separate, observed[:, 1:], expected[:, 1:], extra[:, 1:], valid)
    # The target's own residual is in no spread.
    own = np.concatenate([np.ones_like(expected[:, :1]), own], axis=1)
    usual = np.stack([spreads[k, 0, 0].variance(mu) for k, mu in enumerate(expected)])
    scale = np.sqrt(np.maximum(usual * own, expected) * extra)
    t = ((observed - expected) / scale)[:, :, 0, 0]
    others = t[:, 1:].ravel()
    shares_beyond = tails(float(t[0, 0]), tuple(np.sort(others[pool.rows]) for pool in pools))
    least = 1 - LEVEL + 1e-9
    ratio = float(observed[0, 0, 0, 0] / expected[0, 0, 0, 0])
    return Judged(shares_beyond.low <= least, shares_beyond.high <= least, ratio)


@lru_cache(maxsize=1)
def lattice_groups(tenth: int) -> list[Members]:
    """Of which the placebos of ten panels are."""
    return grown_groups(lattice(True), np.random.default_rng([SEED, tenth, 8]), SPARE)


def panel_of(world: str, a_year: float, replicate: int) -> tuple[Floats, list[Members]]:
    """Counts [A, years] of a world whose areas count so many a year on average, the last year after
    the start; and the neighbourhoods that can be chosen."""
    rng = np.random.default_rng([SEED, replicate, int(a_year), 7])
    like = replace(WORLDS[world], rate=a_year / YEAR)
    panel = draw_world(rng, like, ROWS, COLUMNS, START - BEFORE, BEFORE, YEAR)
    counts = panel.counts.reshape(ROWS * COLUMNS, -1, YEAR).sum(axis=2).astype(float)
    return counts, grown_groups(lattice(True), rng, FORTY)


def drawn(world: str, a_year: float, replicate: int) -> dict[Cell, Judged]:
    """What is found on such a panel."""
    return judged(*panel_of(world, a_year, replicate), lattice_groups(replicate // 10))


@cache
def lsoas() -> tuple[Areas, pl.DataFrame]:
    """London's LSOAs of 2011, with their boroughs for groups, and what was recorded by year."""
    folder = Path(os.environ["WATERBED_DATA"]) / "london"
    source = AreaSource(folder / "lsoa2011.gpkg", id="LSOA11CD", name="LSOA11NM")
    polygons = read_polygons(source)
    pairs, gaps = neighbours(polygons.shapes, 0.0)
    # "Barking and Dagenham 016A": the borough is all but the last word.
    boroughs = tuple(name.rsplit(" ", 1)[0] for name in polygons.names)
    areas = Areas(polygons.ids, polygons.names, boroughs, pairs, gaps, 0.0)
    return areas, pl.read_parquet(folder / "mps-recorded-crime-lsoa2011-annual.parquet")


def half_of_london(rng: np.random.Generator) -> tuple[Areas, Members]:
    """The LSOAs of half of the boroughs, drawn at random, and which of all they are."""
    london, _ = lsoas()
    boroughs = np.unique(london.groups)
    half = rng.choice(boroughs, len(boroughs) // 2, replace=False)
    keep = np.flatnonzero(np.isin(np.array(london.groups), half))
    place = np.full(len(london), -1)
    place[keep] = np.arange(len(keep))
    inside = (place[london.pairs] >= 0).all(axis=1)
    ids = tuple(london.ids[i] for i in keep)
    gaps = london.gaps[inside]
    return Areas(ids, ids, ("",) * len(ids), place[london.pairs[inside]], gaps, 0.0), keep


@cache
def recorded(category: str) -> Floats:
    """Counts of one category, [A, years from 2011 on]."""
    london, table = lsoas()
    own, at = table.filter(pl.col("category") == category), london.index()
    counts = np.zeros((len(london), int(own["year"].max()) - 2010))
    for area, year, count in own.select("LSOA11CD", "year", "count").iter_rows():
        if area in at:
            counts[at[area], year - 2011] += count
    return counts


def real(category: str, replicate: int) -> dict[Cell, Judged]:
    """The same of half of London's boroughs, drawn at random, and one of LAST_YEARS."""
    rng = np.random.default_rng([SEED, replicate, sum(map(ord, category))])
    areas, keep = half_of_london(rng)
    last = LAST_YEARS[replicate % len(LAST_YEARS)]
    able = grown_groups(areas, rng, FORTY)
    counts = recorded(category)[keep, : last - 2010]
    return judged(counts, able, grown_groups(areas, rng, SPARE))


def by_median(panels: int) -> Iterator[str]:
    """Rows by what the median LSOA counts in the year before the start, of six categories: said to
    fall and to rise, of a few sizes, in per cent."""
    said: dict[int, list[dict[Cell, Judged]]] = {}
    for replicate in range(panels):
        rng = np.random.default_rng([SEED, replicate, 99])
        areas, keep = half_of_london(rng)
        able, spare = (grown_groups(areas, rng, count, max(FEW)) for count in (FORTY, SPARE))
        last = MEDIAN_YEARS[replicate % len(MEDIAN_YEARS)]
        for category in MEDIANS_OF:
            counts = recorded(category)[keep, : last - 2010]
            step = int(np.searchsorted(STEPS, np.median(counts[:, -2]), side="right")) - 1
            said.setdefault(step, []).append(judged(counts, able, spare, FEW))
    for step, every in sorted(said.items()):
        upto = f"to under {STEPS[step + 1]}" if step + 1 < len(STEPS) else "or more"
        for chosen in (BUSIEST, QUIETEST):
            for turn in ("fell", "rose"):
                keys = [(size, chosen, form) for form in FORMS for size in FEW]
                shares_said = (np.mean([getattr(row[key], turn) for row in every]) for key in keys)
                cells = [f"{100 * share:.1f}" for share in shares_said]
                yield (
                    f"| {STEPS[step]} {upto}, of {len(every)} | {chosen} {turn} | "
                    + " | ".join(cells)
                    + " |"
                )


def lines(name: str, panels: Sequence[dict[Cell, Judged]]) -> Iterator[str]:
    """Rows of the table: how chosen, what was said, by which forecast; bold above the bound by two
    standard errors. Then what was recorded as a share of what was expected, the mean of panels."""
    most = BOUND[LEVEL] + 2 * np.sqrt(BOUND[LEVEL] * (1 - BOUND[LEVEL]) / len(panels))
    for chosen in (BUSIEST, QUIETEST):
        for turn in ("fell", "rose"):
            for form in FORMS:
                cells = []
                for size in SIZES:
                    share = np.mean([getattr(panel[size, chosen, form], turn) for panel in panels])
                    cells.append(f"**{100 * share:.1f}**" if share > most else f"{100 * share:.1f}")
                yield f"| {name}, {chosen} {turn}, {form} | " + " | ".join(cells) + " |"
        for form in FORMS:
            means = (
                np.mean([panel[size, chosen, form].ratio for panel in panels]) for size in SIZES
            )
            row = " | ".join(f"{mean:.2f}" for mean in means)
            yield f"| {name}, {chosen} recorded of expected, {form} | {row} |"


def main(what: str, *rest: str) -> None:
    if what == "medians":
        print(*by_median(int(rest[0])), sep="\n", flush=True)
        return
    if what == "lsoas":
        for category in rest[1:] or LSOAS:
            panels = [real(category, replicate) for replicate in range(int(rest[0]))]
            print(*lines(category, panels), sep="\n", flush=True)
        return
    cases = [(rest[i], int(rest[i + 1])) for i in range(0, len(rest), 2)] or A_YEAR
    for world, a_year in cases:
        panels = [drawn(world, a_year, replicate) for replicate in range(int(what))]
        print(*lines(f"{world}, {a_year} a year", panels), sep="\n", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
