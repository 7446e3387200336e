"""The short way to judge targets of many sizes gives what a whole run does, and what it shows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.validity.many import CRIME, LEVEL, START, YEAR, study_of
from tests.validity.many_sizes import (
    BUSIEST,
    PRODUCTS,
    SIZES,
    SUMS,
    Judged,
    drawn,
    lattice,
    lines,
    panel_of,
)
from waterbed.analysis.answers import answers
from waterbed.model.methods import DEFAULT
from waterbed.model.panel import Panel


def whole_run(replicate: int, size: int) -> float:
    """Observed over expected of the busiest, through a study."""
    counts, able = panel_of("plain", 5, replicate)
    groups = np.array([group[:size] for group in able])
    target = np.sort(groups[np.argmax(counts[:, -2][groups].sum(axis=1))])
    areas, whole = lattice(True), counts.astype(np.int64)[None]
    periods = START + YEAR * np.arange(1 - counts.shape[1], 1)
    panel = Panel((CRIME,), areas.ids, periods, YEAR, whole, np.ones(whole.shape, bool))
    asked = study_of(tuple(areas.ids[i] for i in target), LEVEL, 1)
    asked = replace(asked, rule=replace(asked.rule, headline=DEFAULT))
    comparison = answers(asked, areas, panel).comparison
    assert comparison is not None
    real = comparison.fitted[DEFAULT].real["target", "whole"]
    return float(real.observed[0] / real.expected[0])


@pytest.mark.parametrize("size", [3, 39])
def test_what_is_expected_is_that_of_a_run(size: int) -> None:
    """Its own areas are left out by one step of the fit, where a run never has them."""
    short = drawn("plain", 5, 0)[size, BUSIEST, SUMS].ratio
    assert short == pytest.approx(whole_run(0, size), rel=0.02)


def test_too_much_is_expected_of_the_busiest_by_products_and_not_by_sums() -> None:
    panels = [drawn("plain", 5, replicate) for replicate in range(8)]
    for size in (10, 39):
        ratio = {
            form: np.mean([panel[size, BUSIEST, form].ratio for panel in panels])
            for form in (PRODUCTS, SUMS)
        }
        assert ratio[PRODUCTS] < 0.9 and ratio[SUMS] == pytest.approx(1.0, abs=0.1)


def test_a_row_of_the_table_shows_what_lies_above_the_bound() -> None:
    judged = {key: Judged(key[2] == PRODUCTS, False, 1.0) for key in drawn("plain", 5, 0)}
    rows = list(lines("plain", [judged] * 20))
    assert len(rows) == 12 and rows[0].count("**100.0**") == len(SIZES)
    assert "**" not in rows[1]
    assert ["recorded of expected" in row for row in rows] == 2 * [*4 * [False], *2 * [True]]
    assert rows[4].count(" 1.00 |") == len(SIZES)
