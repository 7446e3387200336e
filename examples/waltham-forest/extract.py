"""Make the compact extract of published counts that stands beside this file.

Usage: python extract.py [FOLDER [OUT]]

FOLDER and its files are those that examples/redbridge/extract.py takes, whose functions this
uses: run it where both folders stand side by side, as in a clone.  `waterbed fetch redbridge`
fetches the publishers' files, which are of all London.  Sources and licences: NOTICE.md.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

import polars as pl

HERE = Path(__file__).parent
BESIDE = HERE.parent / "redbridge" / "extract.py"
FIRST, LAST = 2010 * 12 + 3, 2019 * 12 + 8  # April 2010 to September 2019
REACH = 500.0  # metres: no zone of the study reaches further from another ward

# The categories that the study asks about; every other offence is summed into one.
MAJOR = {
    "VIOLENCE AGAINST THE PERSON": "OTHER VIOLENCE",
    "SEXUAL OFFENCES": "SEXUAL OFFENCES",
    "ROBBERY": "ROBBERY",
}
MINOR = {"VIOLENCE WITH INJURY": "VIOLENCE WITH INJURY", "BICYCLE THEFT": "BICYCLE THEFT"}
REST = "ALL OTHER OFFENCES"
# It ended in all of London in early 2013, inside the months before: recording had moved.
ENDED = "FRAUD AND FORGERY"


def counts(folder: Path) -> pl.DataFrame:
    """Ward x kind of offence, a column a month, in the smallest integers that hold them."""
    months = [f"{m // 12:04d}{m % 12 + 1:02d}" for m in range(FIRST, LAST + 1)]
    left_out = [beside.NOT_LOCAL, ENDED]
    full = beside.read_counts(folder, months).filter(~pl.col("majortext").is_in(left_out))
    major = pl.col("majortext").replace_strict(MAJOR, default=REST)
    offence = pl.col("minortext").replace_strict(MINOR, default=None).fill_null(major)
    table = (
        full.group_by("wardcode", offence.alias("offence"))
        .agg(pl.col(months).sum())
        .sort("wardcode", "offence")
        .collect()
    )
    return table.with_columns(pl.col(months).cast(pl.Int16))


def main(folder: Path, out: Path = HERE) -> None:
    out.mkdir(exist_ok=True)
    counts(folder).write_parquet(out / "counts.parquet", compression="zstd", compression_level=19)
    wards, pairs = beside.areas(folder, REACH)
    wards.write_csv(out / "areas.csv")
    pairs.write_csv(out / "neighbours.csv")
    (out / "outlines.geojson").write_text(beside.outlines(folder, "Waltham Forest"), "utf-8")


if not BESIDE.exists():
    sys.exit(f"{BESIDE} is not there: run this in a clone of the project.")
spec = importlib.util.spec_from_file_location("redbridge_extract", BESIDE)
beside = importlib.util.module_from_spec(spec)
spec.loader.exec_module(beside)

if __name__ == "__main__":
    given = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("WATERBED_DATA", "")
    if not given:
        sys.exit("Name the data folder: python extract.py FOLDER, or set WATERBED_DATA.")
    main(Path(given), Path(sys.argv[2]) if len(sys.argv) > 2 else HERE)
