"""Nowcasts: mean and interval on made delays; coverage on London's rebuilt vintages."""

from __future__ import annotations

import numpy as np
import pytest

from tests.reporting.test_delay import NAMES, triangle
from waterbed.model.errors import InputError
from waterbed.model.months import month
from waterbed.read.lists.triangle import read_triangle
from waterbed.reporting.nowcast import HORIZON, nowcast, past_origins, predict, spread_of, verify

CHANCES = 0.7 ** np.arange(40) * 0.3


def made(seed: int, groups: int = 8, months: int = 110, mean: float = 120.0, drift: float = 0.0):
    """Delays of geometric chances; `drift` lets a month's rate vary (sd of its log)."""
    rng = np.random.default_rng(seed)
    rate = mean * np.exp(drift * rng.standard_normal((groups, months, 1)))
    return triangle(rng.poisson(rate * CHANCES))


def test_the_mean_is_unbiased():
    found = predict(made(1, groups=60), 1, np.arange(24_060, 24_090))
    assert found.outcome.mean() == pytest.approx(found.late.mean(), rel=0.01)
    truth = 120 * (CHANCES[2 : HORIZON + 2]).sum()
    assert found.late.mean() == pytest.approx(truth, rel=0.02)


def test_errors_are_of_unit_size_where_arrivals_are_poisson():
    found = predict(made(2, groups=60), 0, np.arange(24_060, 24_090))
    assert found.errors.std() == pytest.approx(1.0, abs=0.06)


def test_nothing_recorded_after_the_origin_is_looked_at():
    whole = made(3)
    at = whole.span.last - 20
    late, early = nowcast(whole, 1, at), nowcast(whole.known_at(at), 1)
    for name in ("known", "value", "low", "high"):
        assert getattr(late, name) == pytest.approx(getattr(early, name))
    assert (late.month, late.by, late.level) == (at - 1, at + HORIZON, 0.95)


@pytest.mark.parametrize("drift", [0.0, 0.3])
@pytest.mark.parametrize("level", [0.8, 0.95])
def test_coverage_where_delays_are_stable(drift, level):
    found = verify(made(4, drift=drift, groups=16), 1, np.arange(24_070, 24_098), level)
    assert abs(found.covered - level) <= 0.03 + 2 * found.error
    assert found.intervals == 16 * 28 and 0 < found.width < 1


def test_small_groups_get_none():
    rng = np.random.default_rng(5)
    rates = np.array([200.0, 200.0, 4.0])[:, None, None] * CHANCES
    counts = rng.poisson(np.broadcast_to(rates, (3, 110, 40)))
    found = nowcast(triangle(counts), 0)
    assert np.isnan(found.value[2]) and np.isnan(found.low[2])
    assert (found.low[:2] <= found.value[:2]).all() and (found.value[:2] <= found.high[:2]).all()
    assert found.known[2] >= 0


def test_a_new_kind_of_offence_borrows_its_delays():
    rng = np.random.default_rng(6)
    counts = rng.poisson(np.broadcast_to(200 * CHANCES, (6, 110, 40)))
    counts[0, :100] = 0
    found = predict(triangle(counts), 2, np.array([24_103]))
    assert 0 < found.late[0, 0] < 3 * found.known[0, 0]


def test_ends_are_ranks():
    errors = np.linspace(-1, 1, 99)[:, None]
    found = spread_of(errors, np.ones_like(errors, bool), 0.8)
    assert (found.low * found.own[0], found.high * found.own[0]) == pytest.approx(
        (errors[9, 0], errors[-10, 0])
    )
    assert np.isinf(spread_of(errors[:10], np.ones((10, 1), bool), 0.95).low)


def test_too_few_months_are_refused():
    with pytest.raises(InputError, match="too few earlier months"):
        nowcast(made(7, groups=1, months=60), 0)
    with pytest.raises(InputError, match="too few earlier months"):
        nowcast(made(7, mean=3.0), 0)
    with pytest.raises(InputError, match="outside"):
        nowcast(made(7), 0, 30_000)


def test_only_outcomes_known_at_the_origin_are_used():
    whole = made(8)
    origin = whole.span.last - 5
    assert past_origins(whole, 2, origin, 8)[-1] == origin - HORIZON
    assert len(past_origins(whole, 2, origin, 8)) == 36
    assert len(past_origins(whole, 2, origin, 1)) == 79


# London, rebuilt vintages -------------------------------------------------------------------------


@pytest.fixture(scope="module", params=["borough_name", "vawg_offence"])
def london(request, data):
    sheet = "location" if request.param == "borough_name" else "classification"
    file = data / "london" / "mps-vawg-offences.parquet"
    where = {"sheet": f"Offence count {sheet}"}
    return read_triangle(file, **NAMES, group=request.param, where=where)[0]


@pytest.mark.parametrize("last", ["2023-01", "2024-01"])
@pytest.mark.parametrize("age", [0, 1, 2])
@pytest.mark.parametrize("level", [0.8, 0.95])
def test_coverage_on_london(london, last, age, level):
    """48 origins; those to January 2023 have outcomes from before the break of March 2024 too."""
    origins = np.arange(month(last) - 47, month(last) + 1)
    found = verify(london, age, origins, level)
    assert found.intervals > 900
    assert abs(found.covered - level) <= 0.03 + 2 * found.error
