"""Categories that end or begin everywhere, and periods in which everything jumps."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from waterbed.effect.breaks import Break, category_breaks, jumps

AREAS, MONTHS = 60, 96


def drawn(seed: int = 1, mean: float = 8.0) -> np.ndarray:
    """Counts [A, T] of a category, with a season."""
    rng = np.random.default_rng(seed)
    season = 1 + 0.4 * np.sin(2 * np.pi * np.arange(MONTHS) / 12)
    return rng.poisson(mean * season, (AREAS, MONTHS)).astype(float)


def breaks(category: np.ndarray, whole: np.ndarray | None = None) -> tuple[Break, ...]:
    covered = np.ones(category.shape, bool)
    return category_breaks(category, covered, category if whole is None else whole, 1)


def test_a_category_that_ends_everywhere_is_named_with_its_months() -> None:
    category = drawn()
    category[:, 41] = np.floor(category[:, 41] / 4)
    category[:, 42:] = 0
    assert breaks(category) == (Break("fall", 41, 42),)


def test_one_that_begins_is_its_mirror_in_time() -> None:
    category = drawn()
    category[:, 41:] = 0
    assert breaks(category) == (Break("fall", 41, 41),)
    (found,) = breaks(category[:, ::-1])
    assert (found.direction, found.first, found.last) == ("rise", MONTHS - 41, MONTHS - 41)


@pytest.mark.parametrize("at", [5, MONTHS - 5])
def test_it_is_seen_near_either_end_of_the_counts(at: int) -> None:
    category = drawn()
    category[:, at:] = 0
    assert [(one.direction, one.first) for one in breaks(category)] == [("fall", at)]


def test_one_that_goes_on_in_a_fifth_of_the_areas_is_none() -> None:
    category = drawn()
    category[: AREAS * 4 // 5, 42:] = 0
    assert not breaks(category)
    category[:, 42:] = 0
    category[:8, 42:] = 1  # a tenth of the total is left there, in eight areas of sixty
    assert not breaks(category)


def test_a_season_is_no_break_and_neither_is_a_fall_of_four_fifths() -> None:
    category = drawn()
    category[:, np.arange(MONTHS) % 12 > 2] = 0  # fireworks
    assert not breaks(category)
    category = drawn(2, 20.0)
    category[:, 42:] = np.floor(category[:, 42:] / 5)
    assert not breaks(category)


def test_what_is_a_hundredth_of_its_outcome_or_less_is_not_told() -> None:
    category = drawn(mean=1.0)
    category[:, 42:] = 0
    assert breaks(category)
    assert not breaks(category, category + 150.0)


def test_months_without_data_are_compared_with_nothing() -> None:
    category, covered = drawn(), np.ones((AREAS, MONTHS), bool)
    category[:, 42:] = 0
    covered[:, 42:] = False
    assert not category_breaks(category, covered, category, 1)


@pytest.mark.parametrize("factor", [2.0, 0.5])
def test_months_that_double_or_halve_everywhere_are_named(factor: float) -> None:
    counts = drawn()
    counts[:, 50:53] = np.round(counts[:, 50:53] * factor)
    direction = "rise" if factor > 1 else "fall"
    assert jumps(counts, np.ones(counts.shape, bool), 1) == (Break(direction, 50, 52),)


def test_a_level_that_changes_for_good_and_one_busy_area_are_no_jump() -> None:
    covered = np.ones((AREAS, MONTHS), bool)
    counts = drawn()
    counts[:, 50:] *= 2
    assert not jumps(counts, covered, 1)
    counts = drawn()
    counts[7, 50:53] += counts[:, 50:53].sum(0)  # the total doubles
    assert not jumps(counts, covered, 1)


def test_plain_counts_have_neither() -> None:
    for seed in range(20):
        counts = drawn(seed, 0.5 if seed % 2 else 8.0)
        assert not breaks(counts)
        assert not jumps(counts, np.ones(counts.shape, bool), 1)


@pytest.mark.parametrize("offence", ["robbery", "burglary", "theft_from_vehicle", "vehicle_theft"])
def test_the_doubled_quarters_of_los_angeles_at_source(data: Path, offence: str) -> None:
    file = data / "la-skid-row" / "rd_quarter_2000_2010.csv.gz"
    if not file.exists():
        pytest.skip("no counts of Los Angeles here")
    table = pl.read_csv(file, infer_schema=False).with_columns(
        at=4 * (pl.col("year").cast(int) - 2000) + pl.col("quarter").cast(int) - 1
    )
    codes = table["rd"].rank("dense").cast(int).to_numpy() - 1
    counts = np.zeros((codes.max() + 1, 44))
    np.add.at(counts, (codes, table["at"].to_numpy()), table[offence].cast(float).to_numpy())
    assert jumps(counts, np.ones(counts.shape, bool), 3) == (Break("rise", 20, 21),)
