"""Size, coverage, verdicts and power of the methods, place by place through whole runs.

Prints the tables of docs/validity.md.  --replicates: simulated panels a bed (2,000 in the tables of
record, about 50 minutes of one processor); --most: real wards a rule and origin; --only: beds to
run; --keep: a folder where every part's trials are kept as they come, so that a run that was broken
off goes on where it was; --print: no more than what the folder holds; --write: a document whose
part between the two marks is replaced by the tables.
"""

from __future__ import annotations

import argparse
import pickle
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from _measure import report

from tests.validity import lines, table
from tests.validity.beds import OUTCOMES, London, Row, london, months_apart, real, simulated
from tests.validity.trial import EXTREME, PICKS
from waterbed.model.methods import DEFAULT, WEIGHTED
from waterbed.simulate.beds import LONDON

EFFECT = -0.4
BOROUGH = 24
TOWN = 60
FEWEST = 15
"""Wards that a real borough needs to be asked alone."""

CHUNK = 100
"""Simulated panels in a part."""

HEADLINE = 5
"""One panel in so many has a fall planted where a place is picked at its peak."""

SOME = 10
"""One panel in so many has one under the other rules, and a study that does not say the rule."""

WEIGHED = 33
"""One panel in so many is gone through by every weighting method, which take half a second."""

REST = tuple(rule for rule in PICKS if rule != "peak")

Part = Callable[[], Iterator[Row]]
Parts = dict[str, Part]
"""What can be run by itself, by name; the name holds all that it depends on."""


def simulated_bed(bed: str, seed: int, areas: int, surges: bool) -> Callable[[int, int], Parts]:
    """Nothing done, under every rule; on some panels the rule is not told, or a fall is planted."""

    def part(first: int, count: int) -> Iterator[Row]:
        some, more = max(1, count // SOME), max(1, count // HEADLINE)
        for number, outcome in enumerate(OUTCOMES):
            model = LONDON[outcome].with_surges() if surges else LONDON[outcome]
            keys = {"seed": 100 * seed + number, "areas": areas, "model": model, "first": first}
            yield from simulated(bed, outcome, count, rules=lines.HELD, **keys)
            yield from simulated(bed, outcome, more, rules=(EXTREME,), **keys)
            yield from simulated(bed, outcome, some, unknown=True, **keys)
            yield from simulated(bed, outcome, some, rules=REST, effects=(EFFECT,), **keys)
            yield from simulated(bed, outcome, more, rules=("peak",), effects=(EFFECT,), **keys)

    return lambda replicates, most: _chunks(replicates, part)


def _chunks(replicates: int, part: Callable[[int, int], Iterator[Row]]) -> Parts:
    starts = range(0, replicates, CHUNK)
    counts = {first: min(CHUNK, replicates - first) for first in starts}
    return {
        f"{first}-{count}": lambda first=first, count=count: part(first, count)
        for first, count in counts.items()
    }


def dispersed(replicates: int, most: int) -> Parts:
    """Coverage where counts vary by one to three times the Poisson variance round their rate."""

    def part(first: int, count: int) -> Iterator[Row]:
        for dispersion in (1.0, 2.0, 3.0):
            for number, outcome in enumerate(OUTCOMES):
                model = replace(LONDON[outcome], noise=0.0, dispersion=dispersion)
                yield from simulated(
                    f"variance {dispersion:g} times the mean", outcome, max(1, count // SOME),
                    seed=900 + number, model=model, rules=("random", "peak"),
                    effects=(0.0, EFFECT), first=first,
                )  # fmt: skip

    return _chunks(replicates, part)


def weighed(replicates: int, most: int) -> Parts:
    """Every weighting method as the headline asked for, in a town of few areas."""

    def part(first: int, count: int) -> Iterator[Row]:
        for number, outcome in enumerate(OUTCOMES):
            for method in (DEFAULT, *WEIGHTED):
                yield from simulated(
                    f"a town of {TOWN} areas, with surges", outcome, max(1, count // WEIGHED),
                    seed=800 + number, areas=TOWN, model=LONDON[outcome].with_surges(),
                    rules=("random", "peak", "excess"), first=first, headline=method,
                )  # fmt: skip

    return _chunks(replicates, part)


@cache
def _london() -> London:
    return london()


def real_wards(replicates: int, most: int) -> Parts:
    def part(start: int) -> Iterator[Row]:
        for number, outcome in enumerate(OUTCOMES):
            keys = {"seed": number, "origins": range(start, start + 1)}
            bed = ("London wards", outcome, _london())
            yield from real(*bed, most=most, **keys)
            yield from real(*bed, most=most // 3, unknown=True, **keys)
            yield from real(*bed, most=most // 3, rules=REST, effects=(EFFECT,), **keys)
            yield from real(*bed, most=most, rules=("peak",), effects=(EFFECT,), **keys)

    return {f"{start}-{most}": lambda start=start: part(start) for start in months_apart(3)}


def real_boroughs(replicates: int, most: int) -> Parts:
    """Each borough alone, one origin a year, up to four places a rule."""

    def part(k: int, name: str) -> Iterator[Row]:
        borough = _london().borough(name)
        for number, outcome in enumerate(OUTCOMES):
            bed = ("London boroughs alone", outcome, borough)
            keys = {"seed": 10 * k + number, "most": 4, "first_ward": 1000 * k}
            keys["origins"] = months_apart(12)
            yield from real(*bed, **keys)
            yield from real(*bed, rules=("peak",), effects=(EFFECT,), **keys)

    groups = _london().areas.groups
    names = sorted(name for name in set(groups) if groups.count(name) >= FEWEST)
    return {f"{k}": lambda k=k, name=name: part(k, name) for k, name in enumerate(names)}


BEDS: dict[str, Callable[[int, int], Parts]] = {
    "london": real_wards,
    "boroughs": real_boroughs,
    "fitted": simulated_bed("fitted", 1, 680, False),
    "surges": simulated_bed("fitted, with surges", 2, 680, True),
    "borough": simulated_bed("one borough", 3, BOROUGH, False),
    "borough-surges": simulated_bed("one borough, with surges", 4, BOROUGH, True),
    "dispersed": dispersed,
    "weighed": weighed,
}


def rows_of(bed: str, parts: Parts, keep: Path | None, more: bool) -> Iterator[list[Row]]:
    """Trials of the parts of one bed, those kept before read back; None kept, none left."""
    for name, part in parts.items():
        file = None if keep is None else keep / f"{bed}-{name}.pickle"
        if file is not None and file.exists():
            yield pickle.loads(file.read_bytes())
        elif more:
            made = list(part())
            if file is not None:
                file.with_suffix(".part").write_bytes(pickle.dumps(made))
                file.with_suffix(".part").rename(file)
            yield made
        else:
            yield []


def gathered(beds: list[str], asked: argparse.Namespace) -> dict[str, list[Row]]:
    """Rows by bed; a part of each bed in turn, so that what is there when it stops is of all."""
    parts = {bed: BEDS[bed](asked.replicates, asked.most) for bed in beds}
    running = {bed: rows_of(bed, parts[bed], asked.keep, not asked.print) for bed in beds}
    rows: dict[str, list[Row]] = {bed: [] for bed in beds}
    start = time.process_time()
    while running:
        for bed in list(running):
            found = next(running[bed], None)
            if found is None:
                del running[bed]
                print(
                    f"{bed}: {time.process_time() - start:.0f} CPU s", file=sys.stderr, flush=True
                )
            else:
                rows[bed] += found
    return rows


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--replicates", type=int, default=2000)
    ask.add_argument("--most", type=int, default=30)
    ask.add_argument("--only", nargs="*", choices=BEDS, default=[])
    ask.add_argument("--keep", type=Path)
    ask.add_argument("--print", action="store_true")
    ask.add_argument("--write", type=Path)
    asked = ask.parse_args()
    if asked.keep is not None:
        asked.keep.mkdir(parents=True, exist_ok=True)
    start = time.process_time()
    found = gathered(asked.only or list(BEDS), asked)
    rows = [row for bed in found.values() for row in bed]
    made = "\n".join(lines.lines(rows))
    print(made)
    if asked.write is not None:
        asked.write.write_text(lines.put_in(asked.write.read_text("utf-8"), made), "utf-8")
    seconds = time.process_time() - start
    failures = table.failures(rows)
    report(
        "validity", "rows of the headline method over 6% by two standard errors", len(failures),
        trials=len(rows), cpu_seconds=round(seconds), failures=failures, misses=table.misses(rows),
        power={o: table.headline_power(rows, o) for o in OUTCOMES},
    )  # fmt: skip


if __name__ == "__main__":
    main()
