"""Months of police.uk that are only half there are told, and what is missing is no data."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tests.read.made import ALL, NOWHERE, crime, picks, street
from tests.support.told import notices
from waterbed.model.months import label, month
from waterbed.model.sources import CountTable
from waterbed.read import CountsRead, read_counts

FIRST, MONTHS, AREAS = month("2016-01"), 9, 40
KINDS = ("Burglary", "Anti-social behaviour")
CUT = 4  # May 2016, of which something is missing


def archive(folder: Path, lost: str = "") -> CountsRead:
    """Some 800 crimes a month of 40 areas; of May the half, a kind or a block of areas is lost."""
    rng = np.random.default_rng(3)
    for t in range(MONTHS):
        rows = []
        for a in range(AREAS):
            for kind in KINDS:
                rows += [crime(f"E{a:08d}", kind)] * int(rng.poisson(10))
        if t == CUT:
            rows = {
                "": rows,
                "half": rows[::2],
                "kind": [row for row in rows if row["Crime type"] == KINDS[0]],
                "block": [row for row in rows if row["LSOA code"] >= "E00000015"],
            }[lost]
        street(folder, "kent", label(FIRST + t), rows)
    table = CountTable("crime", folder, "police-uk")
    return read_counts([table], (ALL, *(picks(k, k) for k in KINDS)), None, NOWHERE)


def test_a_whole_archive_has_nothing_to_be_told(tmp_path: Path) -> None:
    counts = archive(tmp_path)
    assert counts.panel.covered.all() and not notices(counts.records[0])


def test_half_a_file_is_told_with_its_month_and_both_counts(tmp_path: Path) -> None:
    counts = archive(tmp_path, "half")
    (notice,) = notices(counts.records[0])
    held = counts.panel.counts[0].sum(axis=0)
    usual = np.median(held[[1, 2, 3, 5, 6, 7]])
    assert f"kent 2016-05 ({held[CUT]:,}, usually {usual:,.0f})" in notice


def test_a_kind_that_is_missing_is_no_data(tmp_path: Path) -> None:
    counts = archive(tmp_path, "kind")
    covered = counts.panel.covered
    assert not covered[0, :, CUT].any() and not covered[2, :, CUT].any()
    assert covered[1].all() and np.delete(covered, CUT, axis=2).all()
    assert "Anti-social behaviour, kent 2016-05" in " ".join(notices(counts.records[0]))


def test_a_block_of_areas_that_is_missing_is_no_data(tmp_path: Path) -> None:
    counts = archive(tmp_path, "block")
    gone = np.array([area < "E00000015" for area in counts.panel.areas])
    assert (counts.panel.covered[:, :, CUT] == ~gone).all()
    assert np.delete(counts.panel.covered, CUT, axis=2).all()
    assert "2016-05, 15 areas with none" in " ".join(notices(counts.records[0]))


def test_quiet_areas_and_codes_that_end_are_no_holes(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    for t in range(MONTHS):
        rows = []
        for a in range(400):
            old = a < 20 and t > CUT  # a new code from June on
            rows += [crime(f"E{a + 1000 * old:08d}")] * int(rng.poisson(12 if a < 200 else 3))
        street(tmp_path, "kent", label(FIRST + t), rows)
    counts = read_counts([CountTable("crime", tmp_path, "police-uk")], (ALL,), None, NOWHERE)
    assert counts.panel.covered.all() and not notices(counts.records[0])


def test_real_months_are_whole(data: Path) -> None:
    table = CountTable("crime", data / "policeuk" / "west-yorkshire.zip", "police-uk")
    (record,) = read_counts([table], (ALL,), None, NOWHERE).records
    said = " ".join(notices(record))
    assert "half there" not in said and "block" not in said and "kind of crime" not in said
