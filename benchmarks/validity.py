"""Size, coverage, verdicts and power of the methods, place by place through whole runs.

Prints the tables of docs/validity.md.  --replicates: simulated panels a bed (2,000 for the tables
of record, some 2 CPU hours); --most: real wards a rule and origin; --only: beds to run; --save and
--load keep the trials, so that a bed can be run at a time.
"""

from __future__ import annotations

import argparse
import pickle
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from _measure import report

from tests.validity import table
from tests.validity.beds import OUTCOMES, Row, london, months_apart, real, simulated
from tests.validity.trial import EXTREME, PICKS
from waterbed.simulate.beds import LONDON

EFFECT = -0.4
BOROUGH = 24
FEWEST = 15
"""Wards that a real borough needs to be asked alone."""

Bed = Callable[[int, int], Iterator[Row]]


def simulated_bed(bed: str, seed: int, areas: int, surges: bool, share: float = 1.0) -> Bed:
    """Null under every rule; told and, on a quarter of the panels, unknown and with an effect."""

    def rows(replicates: int, most: int) -> Iterator[Row]:
        for number, outcome in enumerate(OUTCOMES):
            model = LONDON[outcome].with_surges() if surges else LONDON[outcome]
            keys = {"seed": 100 * seed + number, "areas": areas, "model": model}
            n = max(1, int(replicates * share))
            yield from simulated(bed, outcome, n, **keys)
            fewer = max(1, n // 4)
            yield from simulated(bed, outcome, fewer, unknown=True, **keys)
            yield from simulated(bed, outcome, fewer, effects=(EFFECT,), **keys)

    return rows


def real_bed(replicates: int, most: int) -> Iterator[Row]:
    wards = london()
    for number, outcome in enumerate(OUTCOMES):
        yield from real(
            "London wards", outcome, wards, seed=number, most=most, effects=(0.0, EFFECT)
        )
        yield from real("London wards", outcome, wards, seed=number, most=most // 3, unknown=True)


def real_boroughs(replicates: int, most: int) -> Iterator[Row]:
    """Each borough alone, one origin a year, up to four places a rule."""
    wards = london()
    for number, outcome in enumerate(OUTCOMES):
        for k, name in enumerate(sorted(set(wards.areas.groups))):
            borough = wards.borough(name)
            if len(borough.areas) < FEWEST:
                continue
            yield from real(
                "London boroughs alone", outcome, borough, seed=10 * k + number, most=4,
                effects=(0.0, EFFECT), origins=months_apart(12), first_ward=1000 * k,
            )  # fmt: skip


def dispersed(replicates: int, most: int) -> Iterator[Row]:
    """Coverage where counts vary by one to three times the Poisson variance round their rate."""
    for dispersion in (1.0, 2.0, 3.0):
        for number, outcome in enumerate(OUTCOMES):
            model = replace(LONDON[outcome], noise=0.0, dispersion=dispersion)
            yield from simulated(
                f"variance {dispersion:g} times the mean", outcome, max(1, replicates // 4),
                seed=900 + number, model=model, rules=("random", "peak"), effects=(0.0, EFFECT),
            )  # fmt: skip


BEDS: dict[str, Bed] = {
    "fitted": simulated_bed("fitted", 1, 680, False),
    "surges": simulated_bed("fitted, with surges", 2, 680, True),
    "london": real_bed,
    "borough": simulated_bed("one borough", 3, BOROUGH, False),
    "borough-surges": simulated_bed("one borough, with surges", 4, BOROUGH, True),
    "boroughs": real_boroughs,
    "dispersed": dispersed,
}


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--replicates", type=int, default=2000)
    ask.add_argument("--most", type=int, default=30)
    ask.add_argument("--only", nargs="*", choices=BEDS, default=[])
    ask.add_argument("--save", type=Path)
    ask.add_argument("--load", type=Path, nargs="*", default=[])
    asked = ask.parse_args()
    rows: list[Row] = []
    for path in asked.load:
        rows += pickle.loads(path.read_bytes())
    start = time.process_time()
    for name in asked.only or ([] if asked.load else BEDS):
        rows += list(BEDS[name](asked.replicates, asked.most))
        print(f"{name}: {time.process_time() - start:.0f} CPU s", file=sys.stderr, flush=True)
    if asked.save:
        asked.save.write_bytes(pickle.dumps(rows))
    for line in table.lines(rows):
        print(line)
    seconds = time.process_time() - start
    failures = table.failures(rows)
    report(
        "validity", "rows of the headline method over 6% by two standard errors", len(failures),
        trials=len(rows), cpu_seconds=round(seconds), failures=failures,
        power={o: table.headline_power(rows, o) for o in OUTCOMES},
        rules=[rule for rule in PICKS if rule != EXTREME],
    )  # fmt: skip


if __name__ == "__main__":
    main()
