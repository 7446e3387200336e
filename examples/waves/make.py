"""A programme of three waves, simulated: writes a study to try, whose truth is known.

    python examples/waves/make.py FOLDER

Two hundred areas in eight boroughs over six years.  Each borough has years of its own, so that
areas of one borough go up and down together.  In three areas, two of them in one borough, half
of what would have been counted is taken away from the start of each wave on.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import numpy as np

AREAS, BOROUGHS, YEARS, FIRST = 200, 8, 6, 2013
WAVES = {"first": (20, "2017-01"), "second": (23, "2017-07"), "third": (130, "2018-01")}
LOST = 0.5

STUDY = """\
# Simulated: no place, no people.  Half of what would have been counted was taken away in each wave.
title = "A programme of three waves, simulated"
question = "Did incidents fall in the places of the programme?"

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

{waves}
[[programmes]]
id = "all three"
name = "Three waves"
waves = ["first", "second", "third"]

[rule]
data_seen = false
data_seen_date = "2016-12-01"
headline = "difference"

[[rule.windows]]                    # over after six months: the same months a year before
name = "third, six months"
intervention = "third"
base = ["2017-01", "2017-06"]
post = ["2018-01", "2018-06"]

[[claims]]
id = "it-fell"
who = "The council"
side = "council"
words = "Incidents fell in the places of the programme."
source = "made up for this example"
date = "2018-07"
kind = "fell"
intervention = "all three"
outcome = "incidents"
"""
WAVE = """\
[[interventions]]
id = "{key}"
name = "{key} wave"
kind = "patrol"
start = "{start}"
target = ["A{area:03d}"]
chosen_for = {{ rule = "random" }}

"""


def months() -> list[str]:
    return [f"{FIRST + m // 12}-{m % 12 + 1:02d}" for m in range(12 * YEARS)]


def counts(rng: np.random.Generator) -> np.ndarray:
    """Incidents by area and month."""
    rate = rng.gamma(4.0, 3.0, (AREAS, 1)) + 6.0
    shared = np.repeat(rng.normal(0, 0.05, (BOROUGHS, YEARS)), AREAS // BOROUGHS, axis=0)
    level = np.repeat(shared + rng.normal(0, 0.1, (AREAS, YEARS)), 12, axis=1)
    made = rng.poisson(rate * np.exp(level))
    for area, start in WAVES.values():
        begun = months().index(start)
        made[area, begun:] -= rng.binomial(made[area, begun:], LOST)
    return made


def write(file: Path, rows: list[list[object]]) -> None:
    with file.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out, lineterminator="\n").writerows(rows)


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    made = counts(np.random.default_rng(1))
    ids = [f"A{i:03d}" for i in range(AREAS)]
    boroughs = [f"Borough {1 + i * BOROUGHS // AREAS}" for i in range(AREAS)]
    names = [f"Area {i}" for i in range(AREAS)]
    places = [list(row) for row in zip(ids, names, boroughs, strict=True)]
    write(folder / "areas.csv", [["area", "name", "borough"], *places])
    rows = [[key, *row] for key, row in zip(ids, made.tolist(), strict=True)]
    write(folder / "counts.csv", [["area", *months()], *rows])
    waves = "".join(
        WAVE.format(key=key, area=area, start=start) for key, (area, start) in WAVES.items()
    )
    (folder / "study.toml").write_text(STUDY.format(waves=waves), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
