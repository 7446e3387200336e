"""How often verdicts are wrong, and how often they see what is there: docs/validity/table.csv.

Every row of tests/validity/rows.py on simulated panels, and on places of London's wards, each a
study through a whole run.

    python benchmarks/validity.py --table --panels 1000 --keep parts --workers 2

--table: print the rows; --panels: simulated panels a row; --keep: a folder where parts are kept as
they come, so that a run that was broken off goes on where it was; --print: no more than the folder
holds; --only: numbers of rows, or words of them (such as bursty, or 680); --write: put the table
and the figures of docs/validity.md in their place.
"""

from __future__ import annotations

import argparse
import pickle
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from _measure import report

from tests.validity import page, record, wards
from tests.validity.cases import Case
from tests.validity.rows import ROWS
from tests.validity.studies import Seen, draw, trial

CHUNK = 100
"""Simulated panels in a part."""

SEED = 13


@dataclass(frozen=True, slots=True)
class Part:
    """Rows that are run on the same panels, and which panels: `count` from `first` on; of real
    counts the origin `first`."""

    cases: tuple[Case, ...]
    first: int
    count: int


def file_of(folder: Path, case: Case, part: Part) -> Path:
    return folder / f"{case.key}-{part.first}-{part.count}.pickle"


def parts_of(cases: list[Case], panels: int) -> list[Part]:
    """A part of every world in turn, so that what is there when it stops is of all rows."""
    simulated = [one for one in cases if not one.real]
    worlds = dict.fromkeys(one.world for one in simulated)
    together = [tuple(one for one in simulated if one.world == world) for world in worlds]
    parts = [
        Part(rows, first, min(CHUNK, panels - first))
        for first in range(0, panels, CHUNK)
        for rows in together
    ]
    real = [one for one in cases if one.real]
    return parts + [Part((one,), start, 1) for start in wards.ORIGINS for one in real]


def run_part(part: Part, keep: Path | None = None) -> tuple[Part, dict[str, list[Seen]], float]:
    """Trials of each row of a part by its key, and CPU seconds; those kept before read back."""
    begun = time.process_time()
    files = {one: file_of(keep, one, part) for one in part.cases} if keep else {}
    made: dict[Case, list[Seen]] = {
        one: pickle.loads(file.read_bytes()) for one, file in files.items() if file.exists()
    }
    left = [one for one in part.cases if one not in made]
    made |= {one: [] for one in left}
    if left and left[0].real:
        for one in left:
            made[one] = list(wards.trials(one, part.first, SEED))
    else:
        for replicate in range(part.first, part.first + part.count) if left else ():
            drawn = draw(left[0], SEED, replicate)
            for one in left:
                seen = trial(one, drawn, SEED, replicate)
                made[one] += [] if seen is None else [seen]
    for one in left:
        if keep:
            file = files[one]
            file.with_suffix(".part").write_bytes(pickle.dumps(made[one]))
            file.with_suffix(".part").rename(file)
    return part, {one.key: seen for one, seen in made.items()}, time.process_time() - begun


def gathered(
    cases: list[Case], panels: int, keep: Path | None, workers: int
) -> tuple[dict[str, list[Seen]], float]:
    """Trials of every row by its key, in the order of the panels, and CPU seconds."""
    rows: dict[str, list[Seen]] = {one.key: [] for one in cases}
    seconds, begun = 0.0, time.time()
    parts = parts_of(cases, panels)
    with ProcessPoolExecutor(workers) as pool:
        go = map if workers == 1 else pool.map
        for number, (_, made, took) in enumerate(go(partial(run_part, keep=keep), parts), 1):
            seconds += took
            for key, seen in made.items():
                rows[key] += seen
            print(
                f"{number} of {len(parts)} parts, {seconds:.0f} CPU s, {time.time() - begun:.0f} s",
                file=sys.stderr, flush=True,
            )  # fmt: skip
    return rows, seconds


def held(cases: list[Case], panels: int, keep: Path) -> dict[str, list[Seen]]:
    """What a folder holds."""
    rows: dict[str, list[Seen]] = {one.key: [] for one in cases}
    for part in parts_of(cases, panels):
        for case in part.cases:
            file = file_of(keep, case, part)
            if file.exists():
                rows[case.key] += pickle.loads(file.read_bytes())
    return rows


def chosen(only: list[str]) -> Iterator[tuple[int, Case]]:
    """Rows that are asked for, with their numbers."""
    for number, case in enumerate(ROWS, 1):
        told = ", ".join(record.line(number, case, []).values())
        words = [one for one in only if not one.isdigit()]
        if not only or str(number) in only or any(one in told for one in words):
            yield number, case


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--table", action="store_true")
    ask.add_argument("--panels", type=int, default=1000)
    ask.add_argument("--keep", type=Path)
    ask.add_argument("--print", action="store_true")
    ask.add_argument("--only", nargs="*", default=[])
    ask.add_argument("--workers", type=int, default=1)
    ask.add_argument("--write", action="store_true")
    asked = ask.parse_args()
    rows = dict(chosen(asked.only))
    # Those whose claims the program does not know stay without studies.
    cases, seconds = [one for one in rows.values() if one.possible], 0.0
    if asked.keep:
        asked.keep.mkdir(parents=True, exist_ok=True)
    if asked.print:
        found = held(cases, asked.panels, asked.keep)
    else:
        found, seconds = gathered(cases, asked.panels, asked.keep, asked.workers)
    lines = [record.line(number, case, found.get(case.key, [])) for number, case in rows.items()]
    if asked.table:
        print(record.markdown(lines))
    if asked.write:
        record.TABLE.parent.mkdir(exist_ok=True)
        record.TABLE.write_text(record.written(lines), "utf-8")
        page.PAGE.write_text(page.put_in(page.PAGE.read_text("utf-8"), lines), "utf-8")
    above = [f"{one['row']}: {one['bed']}, {one['chosen']}" for one in lines
             if one["stands"] == "above"]  # fmt: skip
    report(
        "validity", "rows above their bound", len(above), rows=len(lines),
        studies=sum(map(len, found.values())), cpu_seconds=round(seconds), above=above,
    )  # fmt: skip


if __name__ == "__main__":
    main()
