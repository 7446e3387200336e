"""The beds are those of London's wards, and the table's rates are right."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.validity.beds import FIRST, OUTCOMES, YEAR, Row, london
from tests.validity.table import clustered, failures, rate
from tests.validity.trial import Trial
from waterbed.model.months import Months
from waterbed.simulate.beds import LONDON, LONDON_YEARS, Bed, draw_bed, fit_bed


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_the_constants_are_the_fit_of_the_published_counts(outcome):
    panel = london().panels[outcome]
    yearly = np.stack(
        [panel.total(Months.starting(FIRST + YEAR * k, YEAR))[0] for k in range(LONDON_YEARS)],
        axis=1,
    ).astype(float)
    found, kept = fit_bed(yearly), LONDON[outcome]
    for name in ("mean", "shape", "walk", "noise"):
        assert getattr(found, name) == pytest.approx(getattr(kept, name), rel=0.03), name
    assert found.common == kept.common


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_a_bed_drawn_is_fitted_back(outcome):
    bed = LONDON[outcome]
    rng = np.random.default_rng(1)
    drawn = draw_bed(rng, bed, 4000, LONDON_YEARS * YEAR)
    found = fit_bed(drawn.reshape(4000, LONDON_YEARS, YEAR).sum(axis=2).astype(float))
    assert found.mean == pytest.approx(bed.mean, rel=0.06)
    assert found.shape == pytest.approx(bed.shape, rel=0.1)
    assert found.walk == pytest.approx(bed.walk, rel=0.25)
    assert found.noise == pytest.approx(bed.noise, abs=0.014)


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


def made(low: float, ward: int, year: int, method: str = "forecast") -> Row:
    one = Trial(
        20.0, True, low, 1 - low, 2 * low, (-9.0, 9.0), (-0.4, 0.4), "", "", "", False, 0.0, 0.0
    )
    return Row("bed", "crime", "peak", "peak", method, 0.0, ward, year, one)


def test_clusters_widen_the_error_and_never_narrow_it():
    hits = np.repeat(np.random.default_rng(4).random(50) < 0.3, 20).astype(float)
    ward = np.repeat(np.arange(50), 20)
    plain = np.sqrt(hits.var() / len(hits))
    assert clustered(hits, ward) == pytest.approx(plain * np.sqrt(20), rel=0.02)
    assert clustered(hits, np.arange(1000)) == pytest.approx(plain, rel=0.01)
    both = clustered(hits, ward, np.tile(np.arange(20), 50))
    assert both == pytest.approx(plain * np.sqrt(20), rel=0.05)


def test_a_method_that_rejects_too_often_is_reported():
    rng = np.random.default_rng(5)
    honest = [made(low, i, i) for i, low in enumerate(rng.random(1000))]
    wrong = [made(low**2, i, i) for i, low in enumerate(rng.random(1000))]
    assert rate(honest, lambda one: one.low <= 0.05).share == pytest.approx(0.05, abs=0.025)
    assert failures(honest) == []
    assert any("fell" in failure for failure in failures(wrong))
