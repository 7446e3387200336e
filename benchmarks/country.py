"""A batch over a country: CPU seconds and memory by areas, months and places, with exponents.

Made in police.uk's layout in a temporary folder: street files by month and force, areas in rows
that touch, and a table of places where something was done from some month on; in one place of three
half of what would have been counted is taken away.  Each cost is that of a whole `waterbed batch`:
reading, comparing, a report for each place, the summary; of two batches of few and of more places,
what one more costs and what all share, from which that of all places is told.  With --whole one
country is made, and one batch run of all its places: nothing is told from fewer.

    python benchmarks/country.py [--areas 35672] [--months 180] [--places 300] [--zones] [--whole]
    python benchmarks/country.py --make FOLDER        (the files alone, to try)
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
import polars as pl
from _measure import cpu_of, report

from tests.read.made import STREET
from waterbed.model.months import label, month

ACROSS, FORCES = 188, 10
GROUPED = 110
FIRST = month("2010-01")
LOST = 0.5
LEAST = 26
"""Months of the shortest country: a year is judged on either side of a start."""
BUDGET, ZONED, MEMORY = 600.0, 900.0, 3072.0
STUDY = """\
# Simulated: no place, no people.
title = "Street robbery where a patrol began, simulated"
question = "Did robbery fall where the patrol began?"

[areas]
file = "areas.csv"
id = "area"
name = "name"
group = "force"
neighbours = "neighbours.csv"

[[counts]]
name = "street"
file = "police-uk"
layout = "police-uk"
published = true

[[outcomes]]
id = "robbery"
include = ["Robbery"]

[[interventions]]
id = "patrol"
kind = "patrol"
start = "{start}"
target = ["{target}"]
chosen_for = {{ rule = "random" }}
{zones}
[rule]
data_seen = false
data_seen_date = "2009-12-01"

[[claims]]
id = "fell"
who = "The council"
side = "council"
words = "Robbery fell where the patrol began."
source = "made up for this benchmark"
date = "2025-01"
kind = "fell"
intervention = "patrol"
outcome = "robbery"
"""
ZONES = """
[[interventions.zones]]
name = "next door"
touching = "target"
tolerance = 0
"""


def make(folder: Path, areas: int, months: int, places: int, zones: bool, mean: float) -> Path:
    """Write counts, areas, neighbours, a template and a table of places; returns the table."""
    rng = np.random.default_rng(1)
    folder.mkdir(parents=True, exist_ok=True)
    codes = np.array([f"E01{k:06d}" for k in range(areas)])
    force = np.arange(areas) * FORCES // areas
    touching(folder, codes, force)
    chosen = np.sort(rng.choice(areas, places, replace=False))
    starts = FIRST + rng.integers(min(months * 2 // 3, months - 13), months - 12, places)
    rate = rng.gamma(1.5, mean / 1.5, areas)
    level = np.exp(np.cumsum(rng.normal(0, 0.02, (areas, months)), axis=1, dtype=np.float32))
    counts = rng.poisson(rate[:, None] * level)
    for place, start in zip(chosen[::3], starts[::3], strict=True):
        counts[place, start - FIRST :] = rng.binomial(counts[place, start - FIRST :], LOST)
    street(folder / "police-uk", codes, force, counts)
    rows = [
        {"place": f"Place {n}", "areas": codes[place], "date": label(int(start)), "kind": "patrol"}
        for n, (place, start) in enumerate(zip(chosen, starts, strict=True), 1)
    ]
    pl.DataFrame(rows).write_csv(folder / "places.csv")
    text = STUDY.format(
        start=label(int(starts[0])), target=codes[chosen[0]], zones=ZONES if zones else ""
    )
    (folder / "study.toml").write_text(text, "utf-8")
    return folder / "places.csv"


def touching(folder: Path, codes: np.ndarray, force: np.ndarray) -> None:
    """Areas in rows that touch where they share an edge."""
    i = np.arange(len(codes))
    across = i[(i % ACROSS < ACROSS - 1) & (i + 1 < len(codes))]
    down = i[i + ACROSS < len(codes)]
    a, b = np.concatenate([across, down]), np.concatenate([across + 1, down + ACROSS])
    pl.DataFrame({"a": codes[a], "b": codes[b], "gap": np.zeros(len(a))}).write_csv(
        folder / "neighbours.csv"
    )
    authority = [f"Authority {k}" for k in np.arange(len(codes)) // GROUPED]
    pl.DataFrame({"area": codes, "name": codes, "force": authority}).write_csv(folder / "areas.csv")


def street(folder: Path, codes: np.ndarray, force: np.ndarray, counts: np.ndarray) -> None:
    """The street files, a row a crime, by month and force."""
    for t in range(counts.shape[1]):
        at = label(FIRST + t)
        (folder / at).mkdir(parents=True)
        for k in range(FORCES):
            rows = np.repeat(np.flatnonzero(force == k), counts[force == k, t])
            lsoa = codes[rows]
            number = (t * FORCES + k) * 10_000_000 + np.arange(len(rows))
            frame = pl.DataFrame({"n": number, "lsoa": lsoa}).select(
                pl.format("{}{}", pl.col("n").hash().cast(pl.String).str.zfill(20).repeat_by(3)
                          .list.join(""), pl.lit("beef")),
                pl.lit(at), pl.lit(f"Force {k}").alias("by"), pl.lit(f"Force {k}").alias("in"),
                pl.lit("-1.5").alias("x"), pl.lit("53.5").alias("y"),
                pl.lit("On or near High Street").alias("where"), pl.col("lsoa"),
                pl.col("lsoa").alias("name"), pl.lit("Robbery").alias("type"),
                pl.lit("Under investigation").alias("out"), pl.lit("").alias("context"),
            )  # fmt: skip
            frame.columns = list(STREET)
            frame.write_csv(folder / at / f"{at}-force-{k}-street.csv")


def cost(folder: Path, places: int, workers: int = 1) -> tuple[float, float]:
    """CPU seconds and MB at the peak of a whole batch of so many of the places, each of which has
    a report."""
    table = folder / "places.csv"
    lines = table.read_text("utf-8").splitlines()[: places + 1]
    some = folder / f"places-{places}.csv"
    some.write_text("\n".join(lines) + "\n", "utf-8")
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, "-m", "waterbed", "batch", str(some)]
        command += ["--study", str(folder / "study.toml"), "--out", f"{out}/batch"]
        command += ["--workers", str(workers)]
        spent = cpu_of(command, OMP_NUM_THREADS="1", POLARS_MAX_THREADS="2")
        shown = json.loads(Path(f"{out}/batch/batch.json").read_text("utf-8"))
    if shown["failed"]:
        raise SystemExit(f"{len(shown['failed'])} of {places} places have no report")
    return spent


def exponent(sizes: Sequence[int], costs: Sequence[float]) -> float:
    """b of cost = a size^b, by least squares of logs."""
    return float(np.polyfit(np.log(sizes), np.log(costs), 1)[0])


def each(folder: Path, few: int, many: int) -> tuple[float, float, float]:
    """CPU seconds of one more place, of what all share, and MB at the peak: two batches."""
    (low, _), (high, memory) = cost(folder, few), cost(folder, many)
    one = (high - low) / (many - few)
    return one, low - few * one, memory


def whole_country(asked: argparse.Namespace) -> None:
    """One batch of all places, as they are asked."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        make(folder, asked.areas, asked.months, asked.places, asked.zones, asked.mean)
        spent, memory = cost(folder, asked.places)
    size = f"{asked.areas:,} areas, {asked.months} months, {asked.places} places"
    print(f"{size}: {spent:.0f} CPU s in all, {spent / asked.places:.2f} a place, {memory:.0f} MB")
    budget = ZONED if asked.zones else BUDGET
    report("country", "CPU s", spent, budget, "budget", peak_mb=round(memory), budget_mb=MEMORY)


def main(asked: argparse.Namespace) -> None:
    """Along each of three axes, the others as they are asked."""
    few, many = asked.few, asked.many
    axes = {
        "areas": [(asked.areas // k, asked.months) for k in (3, 2, 1)],
        "months": [(asked.areas, max(asked.months // k, LEAST)) for k in (3, 2)],
    }
    known: dict[tuple[int, int], tuple[float, float, float]] = {}
    for areas, months in dict.fromkeys(pair for axis in axes.values() for pair in axis):
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary)
            make(folder, areas, months, max(many, 30), asked.zones, asked.mean)
            known[areas, months] = each(folder, few, many)
        one, shared, memory = known[areas, months]
        size = f"{areas:7,} areas {months:4d} months"
        costs = f"{one:6.2f} CPU s a place   {shared:6.1f} CPU s for all"
        print(f"{size}   {costs}   {memory:7.0f} MB", flush=True)
    whole = (asked.areas, asked.months)
    fitted = {}
    for name, axis in axes.items():
        at = 0 if name == "areas" else 1
        cells = axis if whole in axis else [*axis, whole]
        for k, what in enumerate(("a place", "for all")):
            sizes, costs = [cell[at] for cell in cells], [known[cell][k] for cell in cells]
            if len(set(sizes)) > 1 and min(costs) > 0:
                fitted[f"{name}, {what}"] = round(exponent(sizes, costs), 2)
    print("exponents: " + "; ".join(f"{name} {value}" for name, value in fitted.items()))
    one, shared, memory = known[whole]
    total = shared + asked.places * one
    print(f"{asked.places} places: {total:.0f} CPU s, from {few} and {many} that were run")
    more = {"peak_mb": round(memory), "budget_mb": MEMORY, "a_place": round(one, 2), **fitted}
    budget = ZONED if asked.zones else BUDGET
    report("country", "CPU s", total, budget, "budget", **more)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--areas", type=int, default=35_672)
    parser.add_argument("--months", type=int, default=180)
    parser.add_argument("--places", type=int, default=300)
    parser.add_argument("--mean", type=float, default=0.6)
    parser.add_argument("--zones", action="store_true")
    parser.add_argument("--whole", action="store_true")
    parser.add_argument("--make", type=Path)
    parser.add_argument("--few", type=int, default=4)
    parser.add_argument("--many", type=int, default=24)
    asked = parser.parse_args()
    if asked.months < LEAST:
        parser.error(f"--months: at least {LEAST}, for a year before and after a start")
    if asked.make:
        make(asked.make, asked.areas, asked.months, asked.places, asked.zones, asked.mean)
    elif asked.whole:
        whole_country(asked)
    else:
        main(asked)
