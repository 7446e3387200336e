"""The fast shift is the slow one, draw for draw."""

from __future__ import annotations

from collections import Counter
from datetime import date

import numpy as np
import pytest

from tests.simulate.market.slow import by_name, choose, slow_shift
from tests.simulate.market.small import EVERY, SMALL, active, lived, same
from waterbed.simulate.market import run
from waterbed.simulate.market.choice import choice_of
from waterbed.simulate.market.draws import Draws
from waterbed.simulate.market.modules import MODULES, Aim, cameras, patrol
from waterbed.simulate.market.parameters import defaults
from waterbed.simulate.market.places import lay_out
from waterbed.simulate.market.run import _new_week, _work, begin
from waterbed.simulate.market.shift import meet, work
from waterbed.simulate.market.table import PARAMETERS
from waterbed.simulate.market.week import enters, learn, leaves, live, prepare, worth


@pytest.mark.parametrize("seed", range(2))
def test_a_shift_is_the_slow_shift(seed):
    values = defaults(
        PARAMETERS, {"violent": 0.2, "violence": 0.8, "moved_on": 0.6, "contacts": 3.0}
    )
    market = begin(SMALL, values, Draws(seed))
    on = active(*MODULES, start=date(2000, 1, 1))
    for week in range(3):
        _new_week(market, on, date(2016, 1, 4 + 7 * week))
        _work(market, on, date(2016, 1, 4), 3)
    happened = set()
    for _ in range(6):
        more, seen = patrol(market, Aim(EVERY, 8.0), 1), cameras(market, Aim(EVERY, 1.0), 1)
        market.tally[:] = 0
        before = len(market.now.served)
        slow, served = slow_shift(market, more[0], seen)
        work(market, more, seen[None])
        assert by_name(market.tally) == +slow
        fast = np.concatenate(market.now.served[before:])
        assert Counter(fast.tolist()) == served
        happened |= {name for name, _ in slow}
    assert {"violence", "refused", "rushed", "moved on", "told charity"} <= happened


def test_who_comes_and_goes_by_earnings_is_as_a_slow_count_says():
    """Five weeks of earnings, person by person; then each one's chance of leaving or entering."""
    values = defaults(PARAMETERS, {"short_leave": 2.0, "short_enter": 1.5, "controlled": 0.3})
    market = begin(SMALL, values, Draws(4))
    people, size = market.sellers, len(market.places.pull)
    told = [[[0.0, 0.0] for _ in range(size)] for _ in range(2)]
    prepare(market, 1.0)
    for _ in range(5):
        nothing = np.zeros((7, market.places.cells))
        work(market, nothing, nothing)
        served = Counter(np.concatenate(market.now.served).tolist())
        for known, weeks in zip(told, (values["patience"], 52.0), strict=True):
            for area in range(size):
                known[area] = [value * 0.5 ** (1 / weeks) for value in known[area]]
            for i in range(people.count):
                if people.selling[i] and not people.controlled[i]:
                    known[people.base[i]][0] += served[i] * values["price"]
                    known[people.base[i]][1] += 1
        learn(market)
        live(market)
        prepare(market, 1.0)
    beside = [
        min(max(late[0] / late[1] / (usual[0] / usual[1]), 0.1), 10.0)
        if late[1] and usual[0]
        else 1.0
        for late, usual in zip(*told, strict=True)
    ]
    assert worth(market) == pytest.approx(beside) and len({round(one, 6) for one in beside}) > 10
    going, coming = leaves(market), enters(market)
    for i in range(people.count):
        rate = values["leave"] * (values["way_out"] if people.engaged[i] else 1)
        if people.engaged[i] or not people.homeless[i]:
            rate *= beside[people.base[i]] ** -2.0
        assert going[i] == pytest.approx(1 - np.exp(-rate / 52))
        drawn = market.steady.enter * beside[people.base[i]] ** 1.5
        assert coming[i] == pytest.approx(min(drawn, 1))


def test_shifts_side_by_side_are_shifts_one_after_the_other(monkeypatch):
    modules = [*MODULES]
    together = lived(*modules)
    monkeypatch.setattr(run, "TOGETHER", 1)
    assert same(together, lived(*modules))


def test_places_are_drawn_as_the_softmax_says():
    """Chances over 36 cells, one by one: 2e5 draws against the weights themselves."""
    places = lay_out(SMALL.ground, Draws(1))
    rng = np.random.default_rng(2)
    weights = rng.gamma(1.0, 1.0, (2, places.cells))
    weights[:, 7] = 0
    choice = choice_of(places, weights, 0.3)
    base, group, count = 6, 1, 200_000
    rows = np.full(count, group * 20 + base)
    u, v = rng.random((2, count), np.float32)
    drawn = choice.draw(rows, np.full(count, base), u, v)
    exact = np.zeros(places.cells)
    for k in range(9):
        if places.near[k, base]:
            area = places.around[k, base]
            cells = np.arange(4) + 4 * area
            exact[cells] += (0.3 if k else 1.0) * weights[group, cells]
    exact /= exact.sum()
    shares = np.bincount(drawn, minlength=places.cells) / count
    assert np.abs(shares - exact).max() < 5 * np.sqrt(0.25 / count)
    assert shares[7] == 0
    for i in range(50):
        assert choose(choice, rows[i], base, u[i], v[i]) == drawn[i]


def test_every_pair_in_a_cell_is_as_likely():
    rng = np.random.default_rng(3)
    met = np.zeros((3, 5))
    for _ in range(20_000):
        seller, buyer, _, _, _ = meet(
            np.zeros(3, int), np.zeros(5, int), rng.random((2, 1), np.float32), 1
        )
        met[seller, buyer] += 1
    share = met / 20_000
    assert np.abs(share - 1 / 5).max() < 5 * np.sqrt(0.16 / 20_000)


def test_contacts_are_limited_and_nobody_buys_twice():
    rng = np.random.default_rng(4)
    at, came = rng.integers(6, size=20), rng.integers(6, size=200)
    seller, buyer, cell, _, _ = meet(at, came, rng.random((2, 6), np.float32), 4)
    assert len(set(buyer.tolist())) == len(buyer)
    assert max(Counter(seller.tolist()).values()) <= 4
    assert (at[seller] == cell).all() and (came[buyer] == cell).all()
    for c in range(6):
        wanted = min((came == c).sum(), 4 * (at == c).sum())
        assert (cell == c).sum() == wanted
