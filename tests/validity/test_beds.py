"""The beds are those of London's wards."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.validity.beds import OUTCOMES, YEAR
from tests.validity.wards import wards
from waterbed.simulate.beds import LONDON, LONDON_YEARS, Bed, draw_bed, fit_bed


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_the_constants_are_the_fit_of_the_published_counts(outcome):
    counts = wards().counts[outcome]
    yearly = counts.reshape(len(counts), LONDON_YEARS, YEAR).sum(axis=2).astype(float)
    fitted, kept = fit_bed(yearly), LONDON[outcome]
    for name in ("mean", "shape", "walk", "noise"):
        assert getattr(fitted, name) == pytest.approx(getattr(kept, name), rel=0.03), name
    assert fitted.common == kept.common


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_a_bed_drawn_is_fitted_back(outcome):
    bed = LONDON[outcome]
    rng = np.random.default_rng(1)
    drawn = draw_bed(rng, bed, 4000, LONDON_YEARS * YEAR)
    fitted = fit_bed(drawn.reshape(4000, LONDON_YEARS, YEAR).sum(axis=2).astype(float))
    assert fitted.mean == pytest.approx(bed.mean, rel=0.06)
    assert fitted.shape == pytest.approx(bed.shape, rel=0.1)
    assert fitted.walk == pytest.approx(bed.walk, rel=0.25)
    assert fitted.noise == pytest.approx(bed.noise, abs=0.014)


def test_surges_raise_a_year_of_few_areas():
    bed = Bed(600.0, 50.0, 0.0, 0.0, (1.0, 1.0), surges=0.03, surge=3.0)
    drawn = draw_bed(np.random.default_rng(2), bed, 3000, 24)
    calm = draw_bed(np.random.default_rng(2), replace(bed, surges=0.0), 3000, 24)
    share = drawn.sum() / calm.sum() - 1
    assert share == pytest.approx(0.03 * 2, abs=0.012)
    assert 1.5 * calm.sum(axis=1).max() < drawn.sum(axis=1).max() < 3.2 * calm.sum(axis=1).max()


def test_dispersion_is_variance_over_mean():
    bed = Bed(1200.0, 1e9, 0.0, 0.0, (1.0, 1.0), dispersion=3.0)
    drawn = draw_bed(np.random.default_rng(3), bed, 2000, 24)
    assert drawn.var() / drawn.mean() == pytest.approx(3.0, rel=0.05)
