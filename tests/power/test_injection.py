"""Placebo injection against a procedure whose power is known."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from scipy import stats

from waterbed.model.errors import InputError
from waterbed.model.months import month
from waterbed.model.panel import Panel
from waterbed.power.injection import FALLS, PlaceAnswer, inject, thinned

START = month("2016-01")
RATE = 50.0


@pytest.fixture(scope="module")
def panel():
    rng = np.random.default_rng(1)
    counts = rng.poisson(RATE / 12, (1, 400, 24))
    ids = tuple(f"a{i}" for i in range(400))
    periods = month("2015-01") + np.arange(24)
    return Panel(("crime",), ids, periods, 1, counts, np.ones(counts.shape, bool))


def after(panel, place):
    return panel.counts[0, [panel.areas.index(key) for key in place], 12:].sum()


def exact(panel, place):
    """Says "fell" where a Poisson of the known rate is that low with probability .05 at most."""
    y = after(panel, place)
    return PlaceAnswer(
        stats.poisson.cdf(y, RATE) <= 0.05, stats.poisson.sf(y - 1, RATE) <= 0.05, False
    )


def test_thinning_is_nested_and_leaves_the_rest_alone(panel):
    falls = (0.0, 0.2, 0.5)
    made = thinned(panel, "crime", ("a3", "a7"), START, falls, np.random.default_rng(2))
    assert (made[0].counts == panel.counts).all()
    others = np.setdiff1d(np.arange(400), [3, 7])
    for less, more in pairwise(made):
        assert (more.counts <= less.counts).all()
    for one in made:
        assert (one.counts[:, others] == panel.counts[:, others]).all()
        assert (one.counts[:, :, :12] == panel.counts[:, :, :12]).all()


def test_power_and_size_are_those_of_the_procedure(panel):
    places = [(key,) for key in panel.areas]
    found = inject(panel, "crime", places, START, exact, np.random.default_rng(3))
    lowest = stats.poisson.ppf(0.05, RATE)
    lowest -= stats.poisson.cdf(lowest, RATE) > 0.05
    for fall, (share, se) in zip(FALLS, found.power(), strict=True):
        known = stats.poisson.cdf(lowest, RATE * (1 - fall))
        assert share == pytest.approx(known, abs=3.5 * max(se, np.sqrt(known * (1 - known) / 400)))
    assert found.size_of_rise()[0] < 0.09
    at, error = found.detectable()
    known = 1 - (lowest + 0.5 - 0.84 * np.sqrt(lowest)) / RATE
    assert at == pytest.approx(known, abs=0.05)
    assert 0 < error < 0.05


def test_what_cannot_be_found_has_no_detectable_fall(panel):
    never = inject(
        panel, "crime", [("a0",), ("a1",)], START, lambda *_: PlaceAnswer(False, False, True),
        np.random.default_rng(1),
    )  # fmt: skip
    assert never.detectable() == (None, None)
    assert never.refused.all()


def test_no_place_and_falls_out_of_order_are_refused(panel):
    rng = np.random.default_rng(1)
    with pytest.raises(InputError):
        inject(panel, "crime", [], START, exact, rng)
    for falls in ((0.1, 0.2), (0.0, 0.3, 0.2), (0.0, 1.0)):
        with pytest.raises(InputError):
            inject(panel, "crime", [("a0",)], START, exact, rng, falls=falls)
