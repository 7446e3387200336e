"""Does a design see what it says it sees?

For each design, on beds of known truth and on real counts: the power that `waterbed design` states
from the past alone, and how often lots drawn afterwards, on months that it did not see, show a
planted fall or rise.  Real counts are those of London's wards (ten a year or more, at every April
from 2014 on; to 2024 where WATERBED_DATA holds the whole table, else the example's, to 2019) and of
Los Angeles (every January that leaves three years before it, either side of the quarters that are
missing).  Prints both, their difference with its standard error, how often a stated range held what
was seen on average, and how often a fall and a rise were shown where nothing was done.

Beds that begin on one date share their year, so that of real counts the error is that of the dates'
means.  More beds leave nine years nine, but few beds a year are chance as well: of ten a year, the
mean difference of robbery in two halves came out at 3.7 points, of forty at 0.2.
What was looked for behind the differences: `benchmarks/design_years.py`.

    python benchmarks/design.py --beds 60 --only worlds
    python benchmarks/design.py --beds 360 --only real
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import numpy as np
import polars as pl
from _measure import report
from numpy.typing import NDArray

from waterbed.design.choosing import Ranked, ranked
from waterbed.design.planting import FALLS, answered, plant
from waterbed.design.ways import HALVES, LOTS, STEPS, Way, way
from waterbed.model.months import month
from waterbed.simulate.worlds import World, draw_world

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

Counts = NDArray[np.int64]
BEFORE = 84
FRESH = 50
"""Fresh lots a bed."""

STATED = 300
"""Lots in which each bed's design plants its falls."""

WORLDS = {
    "plain": World(),
    "drifting": World(drift=0.3),
    "seasons, shocks smooth in space": World(rate=2.0, share=0.1, season=0.6, smooth=0.2),
    "years of their own": World(share=0.3, years=0.4, unsteady=4.0),
}
DESIGNS = (
    (60, way(LOTS, 20, 12)),
    (100, way(LOTS, 10, 24)),
    (40, way(HALVES, 20, 12)),
    (40, way(STEPS, 20, 12)),
    (60, way(STEPS, 40, 24)),
)
HALF = way(HALVES, 40, 12)
SHOWN = (0.2, 0.3)
BY_LOT, MOST, LEAST = "", ", those with most last year", ", those with least last year"
UNSAID = ", not said"
REAL = (
    ("robbery", 60, way(LOTS, 20, 12), BY_LOT),
    ("robbery", 40, HALF, BY_LOT),
    ("robbery", 40, way(STEPS, 40, 12), BY_LOT),
    ("burglary", 40, HALF, BY_LOT),
    ("burglary", 60, way(LOTS, 10, 12), BY_LOT),
    ("violence", 20, way(HALVES, 20, 12), BY_LOT),
    ("theft", 40, way(HALVES, 20, 12), BY_LOT),
    ("theft", 40, way(STEPS, 24, 24), BY_LOT),
    ("public order", 30, way(HALVES, 30, 12), BY_LOT),
    ("Los Angeles, robbery", 40, HALF, BY_LOT),
    ("Los Angeles, property", 40, way(HALVES, 20, 12), BY_LOT),
    *((outcome, 40, HALF, picked)
      for outcome in ("robbery", "burglary") for last_year in (MOST, LEAST)
      for picked in (last_year, last_year + UNSAID)),
)  # fmt: skip
"""Counts, how many candidates, the design, how candidates are picked among busy places, and whether
the design is told that their last year decided (`by_last_year`)."""

ODD = range(month("2020-04") - month("2010-04"), month("2021-04") - month("2010-04"))
"""Months of the wards' table in the first year of the pandemic."""

MAJOR = {
    "robbery": "ROBBERY", "burglary": "BURGLARY", "violence": "VIOLENCE AGAINST THE PERSON",
    "theft": "THEFT", "public order": "PUBLIC ORDER OFFENCES",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bed:
    """counts [C, T]; start : period from which the design sees nothing; date : what beds share
    step : months in a period; odd : whether its months reach into the first year of the pandemic
    ranked : by the last year, where that decided and the design is told so
    """

    counts: Counts
    start: int
    date: int
    step: int = 1
    odd: bool = False
    ranked: Ranked | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """By bed: stated, seen : share of lots shown, [beds, 2, E] (falls, rises); low, high : ends
    of the range of each of SHOWN, [beds, 2]; date : what beds share, [beds]; odd : bool [beds]"""

    name: str
    stated: NDArray[np.float64]
    seen: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    date: NDArray[np.int64]
    odd: NDArray[np.bool_]

    def gap(self, rise: bool, size: float, usual: bool = False) -> tuple[float, float]:
        """Stated less seen in a hundred, mean of the dates, and the standard error over them;
        usual : without the dates whose months reach into the pandemic."""
        means = self.by_date(rise, size, usual)
        return float(means.mean()), float(means.std(ddof=1) / np.sqrt(len(means)))

    def by_date(self, rise: bool, size: float, usual: bool = False) -> NDArray[np.float64]:
        """Stated less seen in a hundred, the mean of each date's beds."""
        k = FALLS.index(size)
        gaps = 100 * (self.stated[:, int(rise), k] - self.seen[:, int(rise), k])
        dates = np.unique(self.date[~self.odd] if usual else self.date)
        return np.array([gaps[self.date == one].mean() for one in dates])

    def held(self) -> list[float]:
        """In a hundred beds, how often the stated range held the mean of what was seen."""
        found = []
        for k, fall in enumerate(SHOWN):
            mean = self.seen[:, 0, FALLS.index(fall)].mean()
            found.append(100 * ((self.low[:, k] <= mean) & (mean <= self.high[:, k])).mean())
        return found

    def false(self) -> tuple[float, float]:
        """Falls and rises shown in a hundred where nothing was done."""
        fell, rose = 100 * self.seen[:, :, 0].mean(axis=0)
        return float(fell), float(rose)


def measure(name: str, chosen: Way, beds: int, drawn: Callable[[int], Bed]) -> Row:
    stated, seen, ends, dates, odd = [], [], [], [], []
    for k in range(beds):
        bed = drawn(k)
        rng = np.random.default_rng([11, k, chosen.places, chosen.months])
        planted = plant(bed.counts[:, : bed.start], chosen, rng, draws=STATED, step=bed.step,
                        ranked=bed.ranked)  # fmt: skip
        assert planted is not None
        stated.append([[share for share, _ in planted.injected.power()], planted.rises])
        fell, _, risen = answered(bed.counts, chosen, bed.start, FRESH, FALLS, 0.95, bed.step, rng)
        seen.append([fell.mean(axis=0), risen.mean(axis=0)])
        ends.append([planted.between(fall) or (0.0, 1.0) for fall in SHOWN])
        dates.append(bed.date)
        odd.append(bed.odd)
    low, high = np.moveaxis(np.array(ends), 2, 0)
    return Row(
        name,
        np.array(stated),
        np.array(seen),
        low,
        high,
        np.array(dates),
        np.array(odd),
    )


def on_worlds(beds: int) -> Iterator[Row]:
    for label, world in WORLDS.items():
        for areas, chosen in DESIGNS:

            def bed(k: int, world: World = world, areas: int = areas, chosen: Way = chosen) -> Bed:
                rng = np.random.default_rng([7, k, areas, chosen.months])
                drawn = draw_world(rng, world, areas // 10, 10, month("2020-01"), BEFORE,
                                   chosen.months)  # fmt: skip
                return Bed(drawn.counts, BEFORE, k)

            yield measure(f"{label}: {told(areas, chosen)}", chosen, beds, bed)


def on_real(beds: int) -> Iterator[Row]:
    for outcome, areas, chosen, picked in REAL:
        spans, step = real(outcome)
        if not spans:
            continue
        year, length = 12 // step, chosen.months // step
        least = (3 if step > 1 else 4) * year
        starts = [(s, at) for s, counts in enumerate(spans)
                  for at in range(least, counts.shape[1] - length + 1, year)]  # fmt: skip

        one = partial(_real_bed, spans, starts, step, length, areas, picked)
        where = outcome if "," in outcome else f"wards, {outcome}"
        yield measure(f"{where}: {told(areas, chosen)}{picked}", chosen, beds, one)


def _real_bed(
    spans: Sequence[Counts],
    starts: Sequence[tuple[int, int]],
    step: int,
    length: int,
    areas: int,
    picked: str,
    k: int,
) -> Bed:
    """The k-th bed; starts : span and period from which nothing is seen, in turn."""
    rng = np.random.default_rng([13, k, areas])
    date = k % len(starts)
    span, start = starts[date]
    counts, own = spans[span], None
    among, chosen = pick(counts, start, 12 // step, areas, picked, rng)
    if picked in (MOST, LEAST):
        own = ranked(counts[among][:, :start], np.flatnonzero(np.isin(among, chosen)), 12 // step)
    odd = step == 1 and start < ODD.stop and start + length > ODD.start
    return Bed(counts[np.sort(chosen)], start, date, step, odd, own)


def pick(
    counts: Counts,
    start: int,
    year: int,
    areas: int,
    picked: str,
    rng: np.random.Generator,
) -> tuple[Counts, Counts]:
    """Positions of the places that candidates are picked among, and of the candidates: of places
    with ten a year or more before the start, by lot, or those of three times as many with most, or
    least, in the last year."""
    busy = np.flatnonzero(counts[:, :start].sum(axis=1) >= start / year * 10)
    if not picked:
        return busy, rng.choice(busy, areas, replace=False)
    among = rng.choice(busy, min(len(busy), 3 * areas), replace=False)
    last = counts[among, start - year : start].sum(axis=1)
    return among, among[np.argsort(-last if picked.startswith(MOST) else last)[:areas]]


@cache
def real(outcome: str) -> tuple[tuple[Counts, ...], int]:
    """Spans of counts [A, T] without gaps, and months in a period; no span where there is none."""
    data = Path(os.environ.get("WATERBED_DATA", "nowhere"))
    if outcome.startswith("Los Angeles"):
        path = data / "la-skid-row" / "counts.csv"
        if not path.exists():
            return (), 3
        with path.open(newline="") as file:
            rows = [row for row in csv.DictReader(file) if row["offence"] in outcome]
        early, late = ([f"{year}-Q{q}" for year in years for q in (1, 2, 3, 4)]
                       for years in (range(2000, 2005), range(2006, 2011)))  # fmt: skip
        return tuple(
            np.array([[int(row[one]) for one in span] for row in rows]) for span in (early, late)
        ), 3
    path = data / "london" / "mps-recorded-crime-ward-historical.parquet"
    if path.exists():
        table = pl.read_parquet(path).filter(pl.col("majortext") == MAJOR[outcome])
        table = table.filter(~pl.col("lookup_boroughname").str.contains("Aviation"))
        months = [name for name in table.columns if name.isdigit()]
        summed = table.group_by("wardcode").agg(pl.col(months).sum()).sort("wardcode")
        return (summed.select(pl.col(months).cast(pl.Int64)).to_numpy(),), 1
    from tests.validity.wards import wards

    known = wards().counts
    return ((known[outcome],) if outcome in known else ()), 1


def told(areas: int, chosen: Way) -> str:
    return f"{chosen.name}, {chosen.places} of {areas}, {chosen.months} months"


def show(row: Row) -> float:
    """Print a row; the largest difference of it."""
    parts = []
    for rise in (False, True):
        for size in SHOWN:
            k = FALLS.index(size)
            gap, error = row.gap(rise, size)
            usual = f", {row.gap(rise, size, usual=True)[0]:+.1f}" if row.odd.any() else ""
            stated, seen = (100 * part[:, int(rise), k].mean() for part in (row.stated, row.seen))
            parts.append(f"{stated:.1f} {seen:.1f} | {gap:+.1f} ({error:.1f}){usual}")
    held = " ".join(f"{share:.0f}" for share in row.held())
    fell, rose = row.false()
    print(
        f"| {row.name} | {' | '.join(parts)} | {held} | {fell:.1f} {rose:.1f} |",
        flush=True,
    )
    return max(abs(row.gap(rise, size)[0]) for rise in (False, True) for size in SHOWN)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--beds", type=int, default=90)
    parser.add_argument("--only", choices=("worlds", "real"), default=None)
    asked = parser.parse_args()
    print(f"{asked.beds} beds, {FRESH} fresh lots each. Stated, seen, difference (its error), and")
    print("without dates that reach into the pandemic's first year, at -20, -30, +20 and +30%; how")
    print(
        "often the range held at -20 and -30%; falls and rises shown where nothing was done: in a"
    )
    print("hundred.")
    rows: list[Row] = []
    gaps: list[float] = []
    for kind, made in (("worlds", on_worlds), ("real", on_real)):
        if asked.only in (None, kind):
            for row in made(asked.beds):
                rows.append(row)
                gaps.append(show(row))
                if kind == "real":
                    own = row.by_date(rise=False, size=SHOWN[0])
                    print(f"  at -20%, of single dates: {own.min():+.1f} to {own.max():+.1f}")
    spread = np.mean([row.stated[:, 0, FALLS.index(0.3)].std(ddof=1) for row in rows])
    print(f"One table's power at -30% lies about the mean of such tables with a standard deviation "
          f"of {100 * spread:.0f} points.")  # fmt: skip
    worst_false = max(max(row.false()) for row in rows)
    report("design", "points, largest difference of stated and seen power", max(gaps),
           designs=len(rows), trials=asked.beds * FRESH,
           largest_false=round(worst_false, 2))  # fmt: skip


if __name__ == "__main__":
    main()
