"""Readers that are slow and obvious: a loop over csv rows, for tests beside the fast ones."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

Cells = dict[tuple[str, str], int | None]
"""Count by area and month; None for no data."""


def long_counts(path: Path, kinds: set[str], absent: str) -> Cells:
    """Counts of these kinds; areas and months that appear anywhere are the table's."""
    sums: dict[tuple[str, str], int] = defaultdict(int)
    broken: set[tuple[str, str]] = set()
    seen_areas, seen_months = set(), set()
    with path.open(newline="") as handle:
        for row in csv.DictReader(handle):
            seen_areas.add(row["area"])
            seen_months.add(row["month"])
            if row["kind"] not in kinds:
                continue
            cell = row["area"], row["month"]
            if row["count"] == "":
                broken.add(cell)
                sums[cell] += 0
            else:
                sums[cell] += int(row["count"])
    by_cell: Cells = {}
    for area in seen_areas:
        for month in seen_months:
            cell = area, month
            known = cell in sums or absent == "zero"
            by_cell[cell] = sums.get(cell, 0) if known and cell not in broken else None
    return by_cell


def police_counts(folder: Path, kinds: set[str], share: float) -> Cells:
    """Crimes by LSOA and month; a month is data where each force of the area has a file for it."""
    sums: dict[tuple[str, str], int] = defaultdict(int)
    by_force: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    months: dict[str, set[str]] = defaultdict(set)
    for path in folder.rglob("*-street.csv"):
        at, force = path.name[:7], path.name[8 : -len("-street.csv")]
        with path.open(newline="") as handle:
            for row in csv.DictReader(handle):
                months[force].add(at)
                if row["LSOA code"]:
                    by_force[row["LSOA code"]][force] += 1
                    if row["Crime type"] in kinds:
                        sums[row["LSOA code"], at] += 1
    by_cell: Cells = {}
    for area, forces in by_force.items():
        needed = [f for f, rows in forces.items() if rows >= share * sum(forces.values())]
        for at in set().union(*months.values()):
            whole = all(at in months[force] for force in needed)
            by_cell[area, at] = sums[area, at] if whole else None
    return by_cell
