"""Many places judged by one rule, simulated: writes counts, a table of places and a template.

    python examples/places/make.py FOLDER

Two hundred areas in eight boroughs over six years.  In thirty of them something begins, each in a
month of its own; in the first ten, half of what would have been counted is taken away from then on.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import numpy as np

AREAS, BOROUGHS, YEARS, FIRST = 200, 8, 6, 2013
PLACES, TRUE, LOST = 30, 10, 0.5

STUDY = """\
# Simulated: no place, no people.  Half of what would have been counted is taken away in ten.
title = "Patrols in thirty places, simulated"
question = "Did incidents fall where a patrol began?"

[areas]
file = "areas.csv"
id = "area"
name = "name"
group = "borough"

[[counts]]
name = "incidents"
file = "counts.csv"
layout = "wide"
area = "area"
published = true                    # made by a program; no counts of anybody's

[[outcomes]]
id = "incidents"

[[interventions]]
id = "patrol"
kind = "patrol"
start = "2017-01"
target = ["A000"]
chosen_for = { rule = "random" }

[rule]
data_seen = false
data_seen_date = "2016-12-01"

[[claims]]
id = "it-fell"
who = "The council"
side = "council"
words = "Incidents fell where the patrol began."
source = "made up for this example"
date = "2018-07"
kind = "fell"
intervention = "patrol"
outcome = "incidents"
"""


def months() -> list[str]:
    return [f"{FIRST + m // 12}-{m % 12 + 1:02d}" for m in range(12 * YEARS)]


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(1)
    rate = rng.gamma(4.0, 3.0, (AREAS, 1)) + 6.0
    level = np.repeat(rng.normal(0, 0.1, (AREAS, YEARS)), 12, axis=1)
    made = rng.poisson(rate * np.exp(level))
    ids = [f"A{i:03d}" for i in range(AREAS)]
    chosen = rng.permutation(AREAS)[:PLACES]
    starts = rng.integers(36, 60, PLACES)
    for place, start in zip(chosen[:TRUE], starts[:TRUE], strict=True):
        made[place, start:] -= rng.binomial(made[place, start:], LOST)
    boroughs = [f"Borough {1 + i * BOROUGHS // AREAS}" for i in range(AREAS)]
    rows = [[a, f"Area {a}", b] for a, b in zip(ids, boroughs, strict=True)]
    write(folder / "areas.csv", [["area", "name", "borough"], *rows])
    write(folder / "counts.csv", [["area", *months()],
          *([a, *row] for a, row in zip(ids, made.tolist(), strict=True))])  # fmt: skip
    write(folder / "places.csv", [["place", "areas", "date", "kind"],
          *([f"Place {n}", ids[place], months()[start], "patrol"]
            for n, (place, start) in enumerate(zip(chosen, starts, strict=True), 1))])  # fmt: skip
    (folder / "study.toml").write_text(STUDY, encoding="utf-8")


def write(file: Path, rows: list[list[object]]) -> None:
    with file.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out, lineterminator="\n").writerows(rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
