"""The same mechanism in Mesa agrees with ours within Monte Carlo error."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("mesa")

from tests.simulate.market.mesa_market import MesaMarket
from tests.simulate.market.small import SMALL
from waterbed.simulate.market.draws import Draws
from waterbed.simulate.market.market import TALLIES
from waterbed.simulate.market.parameters import defaults
from waterbed.simulate.market.run import begin
from waterbed.simulate.market.shift import work
from waterbed.simulate.market.table import PARAMETERS
from waterbed.simulate.market.week import learn, live, prepare

WEEKS = 5
VALUES = defaults(
    PARAMETERS, {"violent": 0.2, "violence": 0.6, "season": 0.0, "moved_on": 0.4, "coercion": 0.05}
)


def ours(setting, seed: int) -> np.ndarray:
    """What we count, from the same start as Mesa's and with draws of another run."""
    market = begin(setting, VALUES, Draws(1))
    market.draws = Draws(seed, run=1)
    total = np.zeros(len(TALLIES))
    for week in range(WEEKS):
        if week:
            learn(market)
            live(market)
        prepare(market, 1.0)
        nothing = np.zeros((7, market.places.cells))
        work(market, nothing, nothing)
        total += market.tally.sum(axis=1)
        market.tally[:] = 0
    return total


def test_mesa_agrees_on_encounters_and_violence():
    setting = replace(SMALL, sellers=60, reserve=20, buyers=500)
    runs = 24
    fast = np.array([ours(setting, seed) for seed in range(4 * runs)])
    slow = []
    for seed in range(runs):
        counted = MesaMarket(setting, VALUES, seed).live(WEEKS)
        slow.append([counted[name] for name in TALLIES])
    slow = np.array(slow, float)
    for name in ("contacts", "encounters", "refused", "rushed", "violence", "moved on", "coercion"):
        k = TALLIES.index(name)
        error = np.sqrt(fast[:, k].var() / len(fast) + slow[:, k].var() / len(slow))
        assert abs(fast[:, k].mean() - slow[:, k].mean()) < 4 * error + 1e-9, name
        assert fast[:, k].mean() > 0
