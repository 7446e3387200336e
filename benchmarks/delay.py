"""Delay from offence to record on London's 411,341 rows: reading, distributions, nowcasts.

Prints how long offences take to be recorded by borough and by type of offence; Redbridge against
the rest before and after April 2017 and August 2018; and how often nowcasts made at rebuilt
vintages held what was known twelve months on, over 48 origins that end before February 2024, and,
apart, those after the records system changed in March 2024.  A rebuilt vintage lacks crimes that
were recorded and cancelled later.  The CPU seconds are those of all of it but imports.

    python benchmarks/delay.py

The data are the published ones (WATERBED_DATA, or ../shared/data).  No peer was run: surveillance's
and NobBS's nowcasts model one series, in R.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

import numpy as np
from _measure import report

from waterbed.model.months import Months, month
from waterbed.model.triangle import Triangle
from waterbed.read.lists.triangle import read_triangle
from waterbed.reporting.delay import (
    CLASSES,
    age_shift,
    completeness,
    delay_distribution,
    share_before,
    shift_estimates,
)
from waterbed.reporting.nowcast import nowcast, verify

ROOT = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("WATERBED_DATA", ROOT.parent / "shared" / "data"))
FILE = DATA / "london" / "mps-vawg-offences.parquet"
SHOWN = (0, 1, 2, 5, 11)
STARTS = {
    "police operation": ("2016-04", "2017-03", "2017-04", "2018-03"),
    "public space protection order": ("2017-08", "2018-07", "2018-08", "2019-07"),
}


def read(sheet: str, group: str) -> tuple[Triangle, int, int]:
    found, record = read_triangle(
        FILE,
        recorded="recorded_date_months",
        committed="date_committed_from_date_months",
        count="count",
        group=group,
        where={"sheet": f"Offence count {sheet}"},
    )
    print(f"  {sheet}: {record.rows:,} rows, {record.rejected:,} rejected")
    for reason, rows in record.reasons:
        print(f"      {rows:5,} {reason}")
    return found, record.rows, record.rejected


def distributions(triangle: Triangle, least: int = 0) -> None:
    """Share recorded within so many months of the offence, of what came within two years."""
    f, se = delay_distribution(triangle, 24, Months.parse("2014-01", "2023-12"))
    total = np.bincount(triangle.group, triangle.count, len(triangle.groups))
    print(
        "    within    "
        + "".join(f"{d:>6d}m" for d in SHOWN)
        + "   (months of the offence 2014-23)"
    )
    for i in np.argsort(f[:, 0]):
        if total[i] >= least:
            shares = "".join(f"{f[i, d]:7.1%}" for d in SHOWN)
            print(f"    {shares}  ±{se[i, 0]:.1%}  {triangle.groups[i]}")


def redbridge(places: Triangle) -> None:
    """Records of Redbridge by age against all other boroughs, a year before and after."""
    boroughs = tuple(name for name in places.groups if name not in ("Other", "Unknown"))
    only = places.only(boroughs)
    for name, (a, b, c, d) in STARTS.items():
        shift = age_shift(only, "Redbridge", Months.parse(a, b), Months.parse(c, d))
        print(f"  Redbridge against the rest, {name} ({c})")
        for k, (label, one) in enumerate(zip(CLASSES, shift_estimates(shift), strict=True)):
            print(
                f"    {label:14s} {shift.before[k]:6,} to {shift.after[k]:6,}: ratio of ratios "
                f"{one.value:.2f} [{one.low:.2f}, {one.high:.2f}], dispersion "
                f"{shift.dispersion[k]:.1f}"
            )
        post = Months.parse(c, d)
        early = share_before(only, post, post.first)
        i = boroughs.index("Redbridge")
        print(
            f"    committed before the start: {early[i]:.1%} of what Redbridge recorded after it, "
            f"{np.delete(early, i).mean():.1%} elsewhere"
        )


def coverage(triangle: Triangle, name: str) -> bool:
    """Coverage by age; True where all that end before the break are as good as they say."""
    sound = True
    for first, last, what in (
        ("2019-02", "2023-01", "outcomes before the break"),
        ("2020-02", "2024-01", "origins before the break"),
        ("2024-03", "2025-02", "after the break, apart"),
    ):
        origins = np.arange(month(first), month(last) + 1)
        for age in (0, 1, 2, 5):
            line = []
            for level in (0.8, 0.95):
                found = verify(triangle, age, origins, level)
                held = abs(found.covered - level) <= 0.03 + 2 * found.error
                sound &= held or first == "2024-03"
                line.append(f"{level:.0%}: {found.covered:.1%} (± {found.error:.1%})")
            print(
                f"    {name:9s} {first} to {last} ({what}), age {age}: {', '.join(line)}, "
                f"{found.intervals:,} intervals"
            )
    return sound


def latest(triangle: Triangle) -> None:
    """What the last months before the break will come to, in three boroughs."""
    at = month("2024-01")
    shares = completeness(triangle.known_at(at), (0, 1, 2, 5))
    print("    known so far, of what will be in a year: " + ", ".join(
        f"{share:.1%} at age {age}" for age, share in zip((0, 1, 2, 5), shares.mean(0), strict=True)
    ))  # fmt: skip
    found = nowcast(triangle, 0, at)
    for name in ("Redbridge", "Newham", "Barking and Dagenham"):
        i = triangle.groups.index(name)
        print(
            f"    {name}, committed January 2024: {found.known[i]:.0f} known, {found.value[i]:.0f} "
            f"expected by January 2025 [{found.low[i]:.0f}, {found.high[i]:.0f}]"
        )


def main() -> None:
    start = time.process_time()
    places, rows, rejected = read("location", "borough_name")
    kinds, more, also = read("classification", "crimsec_group")
    fine, _, _ = read("classification", "vawg_offence")
    reading = time.process_time() - start
    print(f"  read in {reading:.2f} CPU s")
    for triangle in (places, kinds):
        distributions(triangle, least=1000)
    redbridge(places)
    latest(places)
    results = [coverage(places, "borough"), coverage(fine, "offence")]
    spent = time.process_time() - start
    print(f"  all of it: {spent:.2f} CPU s for {rows + more:,} rows")
    report(
        "delay", "CPU s", spent, rows=rows + more, rejected=rejected + also,
        reading=round(reading, 3), coverage_holds=all(results),
    )  # fmt: skip


if __name__ == "__main__":
    main()
