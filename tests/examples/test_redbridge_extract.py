"""The compact extract is the full files, cut; and the example needs nothing but itself."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path
from types import ModuleType

import numpy as np
import polars as pl
import pytest

from tests.conftest import ROOT
from waterbed.analysis.run import Inputs, read_inputs
from waterbed.effect.zones import resolve
from waterbed.model.months import Months
from waterbed.model.study import Study

EXAMPLE = ROOT / "examples" / "redbridge"
LOXFORD = "E05011247"


def extract() -> ModuleType:
    spec = importlib.util.spec_from_file_location("extract", EXAMPLE / "extract.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def inputs() -> Inputs:
    return read_inputs(EXAMPLE / "study.toml")


def test_the_extract_equals_the_full_files(data: Path) -> None:
    """Every ward, category and month, summed afresh from the full file, cell by cell."""
    kept = pl.read_parquet(EXAMPLE / "counts.parquet")
    months = kept.columns[2:]
    full = pl.read_parquet(data / "london/mps-recorded-crime-ward-historical.parquet")
    rows = {row[:2]: np.array(row[2:]) for row in kept.iter_rows()}
    compared = 0
    total = np.zeros(len(months), int)
    for (code, major), part in full.group_by("wardcode", "majortext"):
        counts = part.select(months).to_numpy().sum(axis=0)
        if major == "NFIB FRAUD":
            assert (code, major) not in rows
            continue
        np.testing.assert_array_equal(rows.pop((code, major)), counts)
        total += counts
        compared += len(months)
    assert not rows
    assert compared == 679 * 12 * 132
    assert total.sum() == kept.select(months).to_numpy().sum() > 1_000_000


def test_areas_and_neighbours_equal_the_map(data: Path) -> None:
    wards, pairs = extract().areas(data)
    assert wards.equals(pl.read_csv(EXAMPLE / "areas.csv"))
    assert pairs.equals(pl.read_csv(EXAMPLE / "neighbours.csv"))
    assert (wards.height, pairs.height) == (684, 13392)


def test_extract_makes_the_same_files_again(data: Path, tmp_path: Path) -> None:
    extract().main(data, tmp_path)
    for name in ("areas.csv", "neighbours.csv"):
        assert (tmp_path / name).read_bytes() == (EXAMPLE / name).read_bytes()
    made, kept = (pl.read_parquet(at / "counts.parquet") for at in (tmp_path, EXAMPLE))
    assert made.equals(kept)
    assert made.schema == kept.schema


def test_the_example_needs_nothing_but_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WATERBED_DATA", raising=False)
    monkeypatch.chdir(tmp_path)
    copy = tmp_path / "copy"
    shutil.copytree(EXAMPLE, copy)
    read = read_inputs(copy / "study.toml")
    assert len(read.areas) == 684
    assert int(read.counts.panel.has_data.sum()) == 679
    assert read.counts.panel.span == Months.parse("2010-04", "2021-03")
    assert all(record.rejected == 0 for record in read.records)


def test_roles(inputs: Inputs) -> None:
    study, areas = inputs.study, inputs.areas
    known = inputs.counts.panel.has_data
    operation = study.intervention("police operation")
    window = study.rule.window("twelve months")
    zones = resolve(operation, window, study.interventions, areas, known)
    assert [areas.ids[i] for i in zones.target] == [LOXFORD]
    (adjacent,) = (members for _, members in zones.displacement)
    assert len(adjacent) == 8
    assert len(zones.buffer) == 14
    assert len(zones.donors) == 656
    assert {areas.names[i] for _, m in zones.by_tolerance for i in m} == {"Wall End"}
    ordered = {areas.names[i] for i in zones.co_treated}
    assert ordered == {"Loxford", "Ilford Town", "Valentines", "Clementswood"}
    order = study.intervention("borough order")
    window = study.rule.window("twelve months of the order")
    zones = resolve(order, window, study.interventions, areas, known)
    assert len(zones.target) == 22


@pytest.mark.parametrize(
    ("outcome", "before", "after"),
    [
        ("all crime", 899, 965),
        ("sexual offences", 33, 23),
        ("robbery", 45, 48),
        ("violence", 277, 305),
    ],
)
def test_nine_months_of_2016_and_2017(
    inputs: Inputs, outcome: str, before: int, after: int
) -> None:
    panel = inputs.counts.panel
    study: Study = inputs.study
    window = study.rule.window("nine months")
    o, a = panel.outcomes.index(outcome), panel.areas.index(LOXFORD)
    assert panel.total(window.base)[o, a] == before
    assert panel.total(window.post)[o, a] == after


def test_no_number_finer_than_what_is_published() -> None:
    """Wards and months only: no street, no point, no day, no minor category."""
    kept = pl.read_parquet(EXAMPLE / "counts.parquet")
    assert kept.columns[:2] == ["wardcode", "majortext"]
    assert all(name.isdigit() and len(name) == 6 for name in kept.columns[2:])
    assert "NFIB FRAUD" not in kept["majortext"].unique()
    assert (EXAMPLE / "counts.parquet").stat().st_size < 800_000
