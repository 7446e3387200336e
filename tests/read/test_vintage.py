"""An archive in which the codes of LSOA change from 2011 to 2021: gaps, never zeros."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pyogrio
import pytest

from tests.support.told import notices
from waterbed.model.months import label, month
from waterbed.model.sources import AreaSource, CountTable
from waterbed.model.study import Outcome
from waterbed.read import read_counts
from waterbed.read.police_uk.vintage import is_new
from waterbed.read.tables.counts import CountsRead

KEPT, SPLIT, QUIET, PARTS = "E01000001", "E01000010", "E01000002", ("E01034473", "E01034474")
FIRST, TURN, LAST = month("2022-11"), month("2023-02"), month("2023-04")


def rows_of(m: int) -> list[str]:
    """Many rows in each LSOA of the month's vintage; a quiet one has a row only now and then."""
    busy = [KEPT, *([SPLIT] if m < TURN else PARTS)]
    return busy * 20 + ([QUIET] if m in (FIRST, LAST) else [])


def read(folder: Path, codes_of: Callable[[int], list[str]] = rows_of) -> CountsRead:
    for m in range(FIRST, LAST + 1):
        codes = codes_of(m)
        frame = pl.DataFrame(
            {
                "Crime ID": [None] * len(codes),
                "Month": label(m),
                "LSOA code": codes,
                "Crime type": ["Drugs" if code == QUIET else "Burglary" for code in codes],
            },
            schema_overrides={"Crime ID": pl.String},
        )
        path = folder / label(m) / f"{label(m)}-kent-street.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        frame.write_csv(path)
    table = CountTable("street", folder, "police-uk")
    return read_counts([table], [Outcome("all", "all", (), ((),))], None, AreaSource())


def covered(counts: CountsRead, area: str) -> list[bool]:
    return counts.panel.covered[0, counts.areas.ids.index(area)].tolist()


def test_what_was_split_is_a_gap_on_either_side(tmp_path: Path) -> None:
    counts = read(tmp_path)
    before, after = [True] * 3 + [False] * 3, [False] * 3 + [True] * 3
    assert covered(counts, SPLIT) == before
    assert all(covered(counts, part) == after for part in PARTS)
    assert covered(counts, KEPT) == [True] * 6
    assert covered(counts, QUIET) == [True] * 6  # no row in four months: zeros
    quiet = counts.panel.counts[0, counts.areas.ids.index(QUIET)]
    assert quiet.tolist() == [1, 0, 0, 0, 0, 1]
    (notice,) = notices(counts.records[0])
    assert notice.startswith(
        "codes of LSOA 2021 stand in 3 of 6 months, the first of them February"
    )
    assert "2 areas of 2021 and 1 of 2011 have no data" in notice


def test_of_one_vintage_nothing_is_said(tmp_path: Path) -> None:
    for month_of in (FIRST, LAST):
        counts = read(tmp_path, lambda m, only=month_of: rows_of(only))  # type: ignore[misc]
        assert counts.panel.covered.all() and not notices(counts.records[0])


def test_a_month_with_few_rows_is_of_no_vintage(tmp_path: Path) -> None:
    """Three rows, none of them in an area of 2021: that is chance, and the zeros are zeros."""
    counts = read(tmp_path, lambda m: [KEPT] * 3 if m == FIRST else rows_of(LAST))
    (notice,) = notices(counts.records[0])
    assert counts.panel.covered.all() and "half there" in notice and "LSOA" not in notice


def test_outcomes_with_few_rows_are_judged_by_all_rows(tmp_path: Path) -> None:
    """An outcome that an area never had is zero there, while its code was in use."""
    table = CountTable("street", tmp_path, "police-uk")
    read(tmp_path)
    drugs = Outcome("drugs", "drugs", (), ((("", "Drugs"),),))
    counts = read_counts([table], [drugs], None, AreaSource())
    assert covered(counts, SPLIT) == [True] * 3 + [False] * 3
    assert not counts.panel.counts[0, counts.areas.ids.index(SPLIT)].any()


def test_the_real_codes_are_told_apart(data: Path) -> None:
    codes = {}
    for year in ("2011", "2021"):
        column = f"LSOA{year[2:]}CD"
        _, _, _, (values,) = pyogrio.raw.read(
            data / "london" / f"lsoa{year}.gpkg", columns=[column], read_geometry=False
        )
        codes[year] = set(map(str, values))
    assert not any(is_new(code) for code in codes["2011"])
    assert {code for code in codes["2021"] if is_new(code)} == codes["2021"] - codes["2011"]


@pytest.mark.parametrize("code", ["", "E05011247", "E02006934", "S01013481", "95AA01S1", "E0103"])
def test_other_codes_are_of_no_vintage(code: str) -> None:
    assert not is_new(code)
