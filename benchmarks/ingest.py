"""Read 36 months of police.uk into a panel, against bare polars doing the same group-by.

The months are West Yorkshire's three, repeated in a temporary folder with the month of every row
and the first characters of every crime id rewritten.  Costs are CPU seconds of this process and
its threads, the best of several rounds taken in turn.  Reading also takes the SHA-256 of every
file, which the report prints and a bare group-by does not need; it is shown apart as well.

    python benchmarks/ingest.py [--months 36] [--rounds 5]

Needs the published data (WATERBED_DATA, or ../shared/data).
"""

from __future__ import annotations

import argparse
import math
import os
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
from _measure import report

from waterbed.model.months import label, month
from waterbed.model.sources import AreaSource, CountTable
from waterbed.model.study import Outcome
from waterbed.read.tables.counts import read_counts
from waterbed.read.tables.files import digest

ROOT = Path(__file__).resolve().parents[1]
KEYS = ["LSOA code", "Crime type", "Month"]
ALL = (Outcome("all", "all crime", (), ((),)),)


def make_archive(zipped: Path, folder: Path, months: int) -> list[Path]:
    """Write the archive of so many months from January 2016."""
    made = []
    with zipfile.ZipFile(zipped) as archive:
        names = sorted(archive.namelist())
        texts = [archive.read(name).decode() for name in names]
    for k in range(months):
        at = label(month("2016-01") + k)
        name, text = names[k % len(names)], texts[k % len(texts)]
        header, *rows = text.replace(f",{Path(name).name[:7]},", f",{at},").splitlines()
        rows = [row if row.startswith(",") else f"{k:04x}{row[4:]}" for row in rows]
        path = folder / at / f"{at}-west-yorkshire-street.csv"
        path.parent.mkdir()
        path.write_text("\n".join([header, *rows]) + "\n")
        made.append(path)
    return made


def bare(folder: Path) -> pl.DataFrame:
    return pl.scan_csv(folder / "*" / "*-street.csv").group_by(KEYS).len().collect()


def ours(folder: Path) -> Any:
    return read_counts([CountTable("p", folder, "police-uk")], ALL, None, AreaSource())


def cpu(work: Callable[[], Any]) -> float:
    before = time.process_time()
    work()
    return time.process_time() - before


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--months", type=int, default=36)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    data = Path(os.environ.get("WATERBED_DATA", ROOT.parent / "shared" / "data"))
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        files = make_archive(data / "policeuk" / "west-yorkshire.zip", folder, asked.months)
        steps = {
            "read_counts, whole": lambda: ours(folder),
            "of which SHA-256 of the files": lambda: digest(*files),
            "bare polars group-by": lambda: bare(folder),
        }
        costs = dict.fromkeys(steps, math.inf)
        for _ in range(asked.rounds):
            for name, work in steps.items():
                costs[name] = min(costs[name], cpu(work))
        counted, grouped = ours(folder), bare(folder)
        placed = grouped.filter(pl.col("LSOA code").is_not_null())["len"].sum()
        if counted.panel.counts.sum() != placed:
            raise SystemExit("the two do not count the same crimes")
    print(f"{asked.months} months, {grouped['len'].sum():,} rows")
    for name, seconds in costs.items():
        print(f"  {name:32s}{seconds:8.3f} CPU s")
    mine, hashing, peer = costs.values()
    report(
        "ingest",
        "CPU s",
        mine,
        round(peer, 4),
        f"polars {pl.__version__} group-by",
        sha256=round(hashing, 4),
        times_peer=round(mine / peer, 3),
        times_peer_without_sha256=round((mine - hashing) / peer, 3),
    )


if __name__ == "__main__":
    main()
