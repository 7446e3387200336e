"""Sums by weight: what is added varies by its weights, which the count interval allows for."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize

from tests.support.builders import OPERATION, WINDOW, counts, grid, panel_of, study
from waterbed.displacement.switching import with_harm
from waterbed.effect.compare import compare
from waterbed.effect.estimand import Estimand
from waterbed.effect.estimates import on_placebos
from waterbed.effect.inference import invert_count
from waterbed.model.inversion import count_end
from waterbed.model.study import Outcome

AREAS = grid(10, 10)
HERE = ("target", "whole")
UNITS = st.floats(1.0, 400.0)
MEANS = st.floats(1.0, 400.0)


@given(MEANS, st.floats(0.0, 4.0), UNITS, st.floats(-4.0, 4.0))
def test_the_end_is_where_the_test_is_critical(mu, ratio, unit, t):
    """By search, the test written out."""
    value, variance = mu * (ratio - 1), unit * mu

    def statistic(delta):
        return (value - delta) / math.sqrt(variance + unit * max(delta, 0.0))

    found = optimize.brentq(lambda delta: statistic(delta) - t, -1e6, 1e6, xtol=1e-12)
    end = count_end(value, math.sqrt(variance), t, unit)
    assert end == pytest.approx(found, abs=1e-6 * (1 + abs(found)))
    assert statistic(end) == pytest.approx(t)


@given(MEANS, st.floats(0.0, 4.0), UNITS, st.floats(-4.0, -0.1), st.floats(0.1, 4.0))
def test_a_sum_of_one_weight_is_its_count_in_other_units(mu, ratio, weight, low, high):
    value, scale = mu * (ratio - 1), math.sqrt(2 * mu)
    plain = invert_count(value, scale, (low, high))
    heavy = invert_count(weight * value, weight * scale, (low, high), weight)
    assert heavy == pytest.approx([weight * end for end in plain], rel=1e-9, abs=1e-9)


def test_the_unit_is_that_of_the_incidents_by_hand():
    panel = counts(AREAS, 1, 5.0, 2)
    made = with_harm(panel, {"o0": 1, "o1": 50})
    members = np.array([3, 4])
    light, heavy = (panel.counts[o][members].sum() for o in (0, 1))
    assert made.unit("harm", members) == pytest.approx(
        (light + 2500 * heavy) / (light + 50 * heavy)
    )
    assert made.unit("o0", members) == 1.0
    empty = replace(panel, counts=panel.counts * (np.arange(100) > 4)[None, :, None])
    nothing = with_harm(empty, {"o0": 1, "o1": 50})
    assert nothing.unit("harm", members) == nothing.unit("harm", np.arange(100)) > 1


RISE = 3.0
WEIGHTS = {"o0": 1.0, "o1": 50.0}
LIGHT, HEAVY = 8.0, 0.8
"""Incidents a month of weight 1 and of weight 50."""


def covered(replicates: int, seed: int, unit: bool = True) -> float:
    """How often the 95% interval of the count holds the mean of what a rise to three times adds."""
    meant = (RISE - 1) * 12 * (LIGHT + 50 * HEAVY)
    hits = 0
    operation = replace(OPERATION, zones=(), buffer=None)
    asked = replace(
        study(), outcomes=(Outcome("harm", "harm", (), ((),)),), interventions=(operation,)
    )
    for replicate in range(replicates):
        rng = np.random.default_rng([seed, replicate])
        made = rng.poisson(np.array([LIGHT, HEAVY])[:, None, None], (2, len(AREAS), 48))
        target = AREAS.index()["A027"]
        made[:, target, 24:36] = rng.poisson(RISE * np.array([[LIGHT], [HEAVY]]), (2, 12))
        harm = with_harm(panel_of(AREAS, made), WEIGHTS)
        harm = replace(harm, outcomes=("harm",), counts=harm.counts[2:], covered=harm.covered[2:])
        if not unit:
            harm = replace(harm, squares={})
        found = compare(asked, WINDOW, AREAS, harm, count=9, seed=[1], methods=("difference",))
        one = on_placebos(Estimand(found, HERE, "harm", "difference", True), "count", asked.rule)
        hits += one.low <= meant <= one.high
    return hits / replicates


def test_the_interval_holds_what_a_rise_adds():
    """Taken as one each, weights of 1 and 50 leave it out in 13% of studies (1,000, seed 5)."""
    n = 250
    error = math.sqrt(0.05 * 0.95 / n)
    found = covered(n, 3)
    assert found >= 0.95 - 2 * error
    assert covered(n, 3, unit=False) <= found - 0.04
