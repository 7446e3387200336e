"""Two lists: Chapman's estimator, its interval, and what dependence would do."""

from __future__ import annotations

import numpy as np
import pytest

from waterbed.model.dualsystem import break_even_odds_ratio, chapman, dependent_population
from waterbed.model.errors import InputError


def test_by_hand():
    found = chapman(20, 60, 40)  # lists of 80 and 60
    assert found.value == pytest.approx(81 * 61 / 21 - 1)
    assert found.seen == 120
    assert found.variance == pytest.approx(81 * 61 * 60 * 40 / (21**2 * 22))
    unseen = float(found.value - found.seen)
    spread = np.exp(1.959964 * np.sqrt(np.log(1 + found.variance / unseen**2)))
    assert found.low == pytest.approx(120 + unseen / spread)
    assert found.high == pytest.approx(120 + unseen * spread)


def test_interval_covers_as_it_should():
    """N 300, capture .3 and .25: .943 was measured before, .905 at .15 and .10."""
    rng = np.random.default_rng(3)
    for p, q, expected in ((0.3, 0.25, 0.943), (0.15, 0.10, 0.905)):
        cells = rng.multinomial(300, [p * q, p * (1 - q), (1 - p) * q, (1 - p) * (1 - q)], 20_000)
        found = chapman(*cells[:, :3].T)
        covered = np.mean((found.low <= 300) & (found.high >= 300))
        assert covered == pytest.approx(expected, abs=0.01)


def test_dependence_and_its_break_even_undo_each_other():
    w = np.array([0.5, 1.0, 2.0])
    population = dependent_population(20, 60, 40, w)
    assert population == pytest.approx(120 + w * 60 * 40 / 20)
    assert break_even_odds_ratio(20, 60, 40, population) == pytest.approx(w)


def test_edges():
    nobody = chapman(0, 5, 7)
    assert nobody.value == 6 * 8 - 1 and np.isfinite(nobody.high)
    assert np.isnan(dependent_population(0, 5, 7, 1.0))
    inside = chapman(5, 0, 7)  # one list within the other
    assert inside.value == inside.low == inside.high == 12
    assert np.isnan(break_even_odds_ratio(5, 0, 7, 20))
    with pytest.raises(InputError):
        chapman(-1, 2, 3)
