"""What is expected of areas that count little each: a weighted sum of their past, not a product."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.support.builders import OPERATION, WINDOW, counts, grid, study
from waterbed.effect.compare import Comparison, compare
from waterbed.effect.diagnostics import small_areas
from waterbed.effect.estimand import Estimand
from waterbed.effect.forecast import design, leave_out, predict
from waterbed.effect.origins import origins
from waterbed.effect.setting import WHOLE
from waterbed.effect.small_areas import ENOUGH, of_small_areas, shares, usual_year
from waterbed.effect.zones import rows as membership
from waterbed.model.areas import Areas
from waterbed.model.panel import Panel
from waterbed.model.study import TARGET

AREAS, YEARS, SHAPE, MEAN = 3000, 3, 0.2, 3.0
Past = tuple[tuple[np.ndarray, ...], np.ndarray]


def uneven(rng: np.random.Generator, areas: int = AREAS) -> Past:
    """Three past years and the next of Poisson counts round gamma rates, the last year apart."""
    rates = rng.gamma(SHAPE, MEAN / SHAPE, areas)
    past = rng.poisson(rates, (YEARS, areas)).astype(float)
    return (past[:2].mean(axis=0), past[2]), rng.poisson(rates).astype(float)


def fitted(past: Past, donors: np.ndarray):
    parts, y = past
    columns, offset = shares(parts, y, donors, np.zeros(len(y)))
    return predict(columns, y, donors, offset, by_spread=False)


def test_it_is_the_mean_that_the_past_leaves_of_a_gamma_rate() -> None:
    """E[rate | counts] = (shape + sum) / (shape/mean + years), which is known here."""
    past = uneven(np.random.default_rng(1), 200_000)
    mu = fitted(past, np.ones(200_000, bool)).fitted
    total = 2 * past[0][0] + past[0][1]
    known = (SHAPE + total) / (SHAPE / MEAN + YEARS)
    assert np.abs(mu - known).max() <= 0.03 * known.max()
    assert mu[total == 0].mean() == pytest.approx(known.min(), rel=0.05)


def test_of_the_busiest_it_expects_no_more_than_comes() -> None:
    """The ordinary columns do, by a tenth and more."""
    rng = np.random.default_rng(2)
    summed, product = [], []
    every = np.ones(AREAS, bool)
    for _ in range(60):
        parts, y = uneven(rng)
        groups = rng.permutation(AREAS)[: 75 * 40].reshape(75, 40)
        busiest = groups[np.argmax(parts[1][groups].sum(axis=1))]
        summed.append(y[busiest].sum() / fitted((parts, y), every).mu[busiest].sum())
        usual = predict(design(parts, every), y, every).mu
        product.append(y[busiest].sum() / usual[busiest].sum())
    assert np.mean(summed) == pytest.approx(1.0, abs=0.03)
    assert np.mean(product) < 0.92


def test_the_donors_total_is_what_was_counted() -> None:
    parts, y = uneven(np.random.default_rng(3))
    donors = np.arange(AREAS) >= 40
    assert fitted((parts, y), donors).fitted[donors].sum() == pytest.approx(y[donors].sum())


def test_what_is_expected_of_a_place_is_told_by_its_totals() -> None:
    parts, y = uneven(np.random.default_rng(4))
    mu = fitted((parts, y), np.ones(AREAS, bool)).fitted
    z = np.stack([np.ones(AREAS), *parts], axis=1)
    weights = np.linalg.lstsq(z, mu)[0]
    assert z @ weights == pytest.approx(mu, rel=1e-6)
    assert (weights > 0).all()


def test_a_group_is_predicted_as_if_it_had_not_been_there() -> None:
    parts, y = uneven(np.random.default_rng(5))
    every = np.ones(AREAS, bool)
    whole, group = fitted((parts, y), every), np.arange(40)
    member = membership([group], AREAS)
    (left,) = leave_out(member, [member], whole, y, every).mu
    without = fitted((parts, y), ~np.isin(np.arange(AREAS), group)).fitted[group].sum()
    assert left[0] == pytest.approx(without, rel=2e-3)
    assert abs(left[0] - without) < abs(whole.fitted[group].sum() - without) / 4


def test_a_season_scales_what_is_expected() -> None:
    parts, y = uneven(np.random.default_rng(6))
    every, half = np.ones(AREAS, bool), np.full(AREAS, np.log(0.5))
    columns, offset = shares(parts, y, every, half)
    assert predict(columns, y, every, offset, by_spread=False).fitted == pytest.approx(
        fitted((parts, y), every).fitted, rel=1e-6
    )


def test_a_year_that_tells_nothing_has_no_column() -> None:
    """Nor may one count against a place."""
    parts, y = uneven(np.random.default_rng(7))
    against = np.maximum(y.max() - y, 0.0)
    columns, offset = shares((*parts, against), y, np.ones(AREAS, bool), np.zeros(AREAS))
    assert columns.shape == (AREAS, 3) and np.isfinite(offset).all()
    nothing, least = shares((np.zeros(AREAS),), y, np.ones(AREAS, bool), np.zeros(AREAS))
    assert nothing.shape == (AREAS, 1) and np.exp(least) == pytest.approx(y.mean())


SMALL, LARGE = 0.0, 0.5
"""Of a month, beside what `uneven_panel` gives a few."""


def uneven_panel(areas: Areas, mean: float) -> Panel:
    """Counts of which most are nought where the mean is, every fifth area with many."""
    panel = counts(areas, mean=20.0)
    kept = panel.counts.copy()
    few = np.arange(len(areas)) % 5 > 0
    rng = np.random.default_rng(9)
    kept[:, few] = rng.poisson(mean, kept[:, few].shape)
    return replace(panel, counts=kept)


def comparison(mean: float, size: int = 4) -> Comparison:
    areas = grid(20, 20)
    ids = tuple(areas.ids[20 * 8 + 8 + i] for i in range(size))
    place = replace(OPERATION, areas=ids, target=ids, zones=(), buffer=None)
    asked = replace(study(), interventions=(place,))
    return compare(asked, WINDOW, areas, uneven_panel(areas, mean), count=20, seed=[1])


@pytest.mark.parametrize(("size", "mean"), [(1, SMALL), (4, SMALL), (1, LARGE), (4, LARGE)])
def test_only_where_half_of_the_areas_count_next_to_nothing_are_they_summed(
    size: int, mean: float
) -> None:
    """However large the mean, and however many areas the target has."""
    compared = comparison(mean, size)
    summed = mean == SMALL
    assert of_small_areas(compared.setting, 0) == summed
    for origin in origins(compared.setting):
        donors = origin.donors[:, 0]
        whole, after = origin.fitted[donors, 0].sum(), origin.post[donors, 0].sum()
        assert (whole == pytest.approx(after, rel=1e-6)) == summed
    forecast = Estimand(compared, (TARGET, WHOLE), "o0", "forecast", True)
    check = small_areas(forecast)
    assert (check is not None) == summed
    if check is not None:
        assert (check.name, check.passed, check.gate) == ("small-areas", None, False)
    assert small_areas(replace(forecast, method="difference")) is None


def test_the_usual_year_is_the_last_twelve_months_before_the_start() -> None:
    setting = comparison(LARGE).setting
    months = setting.panel.slice(WINDOW.base)
    donors = np.flatnonzero(setting.totals.donors[:, 0])
    whole = setting.panel.counts[0][donors, months].sum(axis=1)
    usual = np.median(whole)
    assert usual_year(setting, 0) == usual >= ENOUGH
    later = setting.panel.counts.copy()
    later[..., setting.panel.slice(WINDOW.post)] *= 90
    assert usual_year(replace(setting, panel=replace(setting.panel, counts=later)), 0) == usual
    gone = setting.panel.covered.copy()
    gone[0, donors, months.start : months.start + 6] = False
    half = replace(setting, panel=replace(setting.panel, covered=gone))
    kept = setting.panel.counts[0][donors, months.start + 6 : months.stop].sum(axis=1)
    assert usual_year(half, 0) == 2 * np.median(kept)
    gone[0, donors, months.start : months.stop] = False
    assert np.isnan(usual_year(replace(setting, panel=replace(setting.panel, covered=gone)), 0))
    assert not of_small_areas(replace(setting, panel=replace(setting.panel, covered=gone)), 0)
