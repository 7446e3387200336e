"""The draw is what it says it is, and the test of it is exact and even-handed."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest

from waterbed.design.choosing import ranked
from waterbed.design.lots import Test as LotTest
from waterbed.design.lots import change, make_test, membership
from waterbed.design.past import Expected, expected
from waterbed.design.planting import FALLS, Planted, answered, origins, plant
from waterbed.design.ways import HALVES, LOTS, NEVER, STEPS, blocks, draw, way, ways_to_draw
from waterbed.effect.forecast import ForecastSpread
from waterbed.model.errors import InputError
from waterbed.model.months import month
from waterbed.power.injection import Injected
from waterbed.report.words.design import judged
from waterbed.simulate.worlds import World, draw_world

WAYS = (way(LOTS, 5, 12), way(LOTS, 14, 12), way(HALVES, 17, 12), way(STEPS, 18, 12))
THERE = {LOTS: 17, HALVES: 17, STEPS: 18}


@pytest.mark.parametrize("chosen", WAYS, ids=str)
def test_lots_are_drawn_inside_blocks_and_give_it_to_so_many(chosen):
    rng = np.random.default_rng(1)
    expectation = rng.gamma(2, 10, THERE[chosen.name])
    block = blocks(chosen, expectation)
    groups = draw(chosen, block, rng, 4000)
    if chosen.name == LOTS:
        assert ((groups == 0).sum(axis=1) == chosen.places).all()
    for b in range(block.max() + 1):
        inside = groups[:, block == b]
        if chosen.name != LOTS:
            assert all(len(set(row)) == len(row) for row in inside)
        # Every member of a block is as likely to get it as any other.
        share = (inside == 0).mean(axis=0)
        assert np.allclose(share, share.mean(), atol=0.04)
    order = np.argsort(-expectation, kind="stable")
    assert (np.diff(block[order]) >= 0).all()


@pytest.mark.parametrize(
    ("chosen", "there"),
    [(way(LOTS, 3, 12), 7), (way(HALVES, 5, 12), 5), (way(STEPS, 5, 12), 5)],
    ids=str,
)
def test_the_number_of_lots_is_that_of_those_that_are_drawn(chosen, there):
    rng = np.random.default_rng(2)
    block = blocks(chosen, np.arange(there, 0, -1.0))
    drawn = draw(chosen, block, rng, 5000)
    assert math.exp(ways_to_draw(chosen, there)) == pytest.approx(len({tuple(r) for r in drawn}))


def test_a_way_that_cannot_be_drawn_is_refused():
    for bad in (("pairs", 5, 12), (STEPS, 8, 10), (STEPS, 8, 12, 2)):
        with pytest.raises(InputError):
            way(*bad)
    assert way(LOTS, 5, 12).begins == (0, NEVER)
    assert way(STEPS, 8, 12).begins == (0, 4, 8, 12)
    assert ways_to_draw(way(LOTS, 9, 12), 9) == -math.inf


def slow_statistic(test, counts, group, has_it):
    """T, place by place and segment by segment."""
    total = 0.0
    share = [counts[:, s].sum() / test.mu[:, s].sum() for s in range(counts.shape[1])]
    for i in range(len(counts)):
        e = [counts[i, s] - share[s] * test.mu[i, s] for s in range(counts.shape[1])]
        pull = test.alpha / (test.phi + test.alpha * test.mu[i].sum())
        for s in range(counts.shape[1]):
            total += has_it[group[i], s] * (e[s] - test.mu[i, s] * pull * sum(e))
    return total


def small(chosen, seed=3, lots=40):
    rng = np.random.default_rng(seed)
    there = chosen.candidates(9)
    found = Expected(rng.gamma(3, 8, there), ForecastSpread(1.4, 0.05))
    block = blocks(chosen, found.mu)
    test = make_test(chosen, found, block, rng, lots)
    counts = rng.poisson(test.mu * 1.0).astype(float)
    return test, counts, draw(chosen, block, rng, 1)[0], block, rng


@pytest.mark.parametrize("chosen", [way(LOTS, 4, 12), way(HALVES, 8, 12), way(STEPS, 8, 12)])
def test_p_is_the_share_of_lots_that_say_as_much(chosen):
    test, counts, group, block, rng = small(chosen)
    other = draw(chosen, block, rng, 30)
    test = replace(test, lots=membership(other, test.has_it.shape[0]))
    fell, rose = test.below(counts[None], group[None])
    has_it = chosen.has_it.astype(float)
    true = slow_statistic(test, counts, group, has_it)
    others = [slow_statistic(test, counts, one, has_it) for one in other]
    assert fell[0] == (1 + sum(x <= true + 1e-9 for x in others)) / 31
    assert rose[0] == (1 + sum(x >= true - 1e-9 for x in others)) / 31


def every_lot_of_pairs(pairs):
    return np.array([[side for b in bits for side in (b, 1 - b)] for bits in
                     itertools.product((0, 1), repeat=pairs)])  # fmt: skip


def test_a_fall_and_a_rise_are_judged_alike():
    """Swap who got it and who waited: what was said of a fall is said of a rise, to the digit."""
    rng = np.random.default_rng(4)
    lots = every_lot_of_pairs(5)
    mu = rng.gamma(3, 8, (10, 1))
    test = LotTest(mu, 1.3, 0.02, np.ones((1, 1)), membership(lots, 1))
    counts = rng.poisson(mu).astype(float)
    for group in lots[::5]:
        fell, rose = test.below(counts[None], group[None])
        other_fell, other_rose = test.below(counts[None], (1 - group)[None])
        assert (fell, rose) == (other_rose, other_fell)


def test_false_answers_are_as_rare_as_the_lots_say():
    """Of all lots there are, at most one in twenty is called a fall, whatever the counts."""
    rng = np.random.default_rng(5)
    lots = every_lot_of_pairs(8)
    for counts in (rng.poisson(3.0, (16, 1)), rng.pareto(0.8, (16, 1)) * 50):
        test = LotTest(rng.gamma(2, 5, (16, 1)), 1.0, 0.1, np.ones((1, 1)), membership(lots, 1))
        many = np.broadcast_to(counts.astype(float), (len(lots), 16, 1))
        fell, rose = test.below(many, lots)
        assert (fell <= 0.05).mean() <= 0.05
        assert (rose <= 0.05).mean() <= 0.05


def test_the_past_alone_decides_what_is_expected():
    rng = np.random.default_rng(6)
    counts = rng.poisson(rng.gamma(2, 2, (30, 1)), (30, 60)).astype(float)
    changed = counts.copy()
    changed[:, 48:] *= 7
    one, other = expected(counts, 48, 12), expected(changed, 48, 12)
    assert np.array_equal(one.mu, other.mu)
    assert one.spread == other.spread
    with pytest.raises(InputError, match="two years"):
        expected(counts, 23, 12)


def test_dates_of_the_past_leave_the_months_and_a_past():
    assert origins(96, 12) == [84, 72, 60]
    assert origins(84, 12) == [72, 60, 48]
    assert origins(84, 12, later=3) == [63, 51, 39]
    assert origins(48, 12) == [36, 24]
    assert origins(30, 12) == []
    assert origins(28, 4, step=3) == [24, 20, 16]


def test_the_change_is_found_again():
    """A change of -40% planted in many places: near the value, inside the ends, and called a fall;
    the mirror for a rise."""
    rng = np.random.default_rng(7)
    counts = draw_world(rng, World(rate=8.0), 6, 10, month("2020-01"), 60, 12).counts
    chosen = way(LOTS, 30, 12)
    found = expected(counts.astype(float), 60, 12)
    block = blocks(chosen, found.mu)
    test = make_test(chosen, found, block, rng, 1999)
    group = draw(chosen, block, rng, 1)[0]
    y = counts[:, 60:].sum(axis=1, keepdims=True)
    fallen = np.where((group == 0)[:, None], rng.binomial(y, 0.6), y).astype(float)
    seen = change(test, chosen, fallen, group, rng)
    assert seen.low <= -0.4 <= seen.high
    assert seen.value == pytest.approx(-0.4, abs=0.08)
    assert seen.p_fell <= 0.001
    risen = np.where((group == 0)[:, None], y + rng.binomial(y, 0.6), y).astype(float)
    assert change(test, chosen, risen, group, rng).p_rose <= 0.001


def whole_design(after):
    """Twenty places with five years of past, ten of them by lot, and these counts afterwards."""
    rng = np.random.default_rng(12)
    chosen = way(LOTS, 10, 12)
    before = rng.poisson(rng.gamma(2, 2, (20, 1)), (20, 60)).astype(float)
    found = expected(before, 60, 12)
    block = blocks(chosen, found.mu)
    test = make_test(chosen, found, block, rng, 999)
    group = draw(chosen, block, rng, 1)[0]
    counts = after(rng, group == 0, found.mu)[:, None].astype(float)
    return change(test, chosen, counts, group, rng)


def test_where_nothing_was_counted_the_lots_give_no_number():
    seen = whole_design(lambda rng, own, mu: np.zeros(20))
    assert math.isnan(seen.value)
    assert (seen.low, seen.high, seen.p_fell, seen.p_rose) == (-1, math.inf, 1, 1)
    assert "%" not in " ".join(judged((math.nan, -1.0, math.inf, 1.0, 1.0), 0.95))


def test_a_fall_to_nought_and_its_mirror_have_open_ends():
    """No factor looked at is far enough: the end on its side is open, and none is made up."""
    seen = whole_design(lambda rng, own, mu: np.where(own, 0, rng.poisson(mu)))
    assert (seen.value, seen.low, seen.high) == (pytest.approx(-0.95), -1, pytest.approx(-0.95))
    seen = whole_design(lambda rng, own, mu: np.where(own, rng.poisson(mu), 0))
    assert (seen.value, seen.low, seen.high) == (pytest.approx(19), pytest.approx(19), math.inf)


SHOWN = (0.2, 0.3)
FRESH = 100


def promised(beds, chosen, areas, world, draws=120, by_year=None):
    """Stated and seen power by bed, [beds, E], rises without a fall, and ends of the stated range
    of each of SHOWN, [beds, 2, 2].

    by_year : "most" or "least", of three times as many places by the last year
    """
    stated, seen, rose, ends = [], [], [], []
    for k in range(beds):
        rng = np.random.default_rng([8, k])
        rows = (1 if by_year is None else 3) * areas // 10
        counts = draw_world(rng, world, rows, 10, month("2020-01"), 84, chosen.months).counts
        places = None
        if by_year is not None:
            last = counts[:, 72:84].sum(axis=1)
            own = np.argsort(-last if by_year == "most" else last, kind="stable")[:areas]
            places = ranked(counts[:, :84], own, 12)
            counts = counts[np.sort(own)]
        planted = plant(counts[:, :84], chosen, rng, draws=draws, ranked=places)
        stated.append([share for share, _ in planted.injected.power()])
        ends.append([planted.between(fall) for fall in SHOWN])
        fell, risen, _ = answered(counts, chosen, 84, FRESH, FALLS, 0.95, 1, rng)
        seen.append(fell.mean(axis=0))
        rose.append(risen.mean())
    return np.array(stated), np.array(seen), np.array(rose), np.array(ends)


def holds(stated, seen, rose, ends):
    """Power as stated within three points; false answers at most one in twenty; ranges that hold
    what was seen on average.

    Of each bed the lots are exact whatever was counted, so that the error of false answers is that
    of their number; three of them, since many such shares are looked at.
    """
    gaps = stated - seen
    errors = gaps.std(axis=0, ddof=1) / np.sqrt(len(gaps))
    assert (np.abs(gaps.mean(axis=0)) <= 0.03 + 2 * errors).all()
    for false in (seen[:, 0], rose):
        assert false.mean() <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / (FRESH * len(false)))
    for k, fall in enumerate(SHOWN):
        mean = seen[:, FALLS.index(fall)].mean()
        held = (ends[:, k, 0] <= mean) & (mean <= ends[:, k, 1])
        assert held.mean() >= 0.75


def test_places_of_the_same_ranks_are_those_of_the_year_before():
    """Ranks are those of the last year; counts before a date decide which places hold them."""
    counts = np.zeros((5, 48), int)
    counts[:, 36:] = np.array([5, 4, 3, 2, 1])[:, None]
    counts[:, 24:36] = np.array([1, 2, 3, 4, 5])[:, None]
    for own, before in (([0, 1], [4, 3]), ([3, 4], [1, 0]), ([0, 2], [4, 2])):
        places = ranked(counts, np.array(own), 12)
        assert np.array_equal(places.counts_of(48), counts[own])
        assert np.array_equal(places.counts_of(36), counts[before])
    with pytest.raises(InputError, match="every area"):
        ranked(counts, np.arange(5), 12)


def planted_by_date(fell):
    """What was planted, where answers [dates, lots, E] were given to falls of 0, 20 and 40%."""
    dates, lots, _ = np.shape(fell)
    answers = np.reshape(fell, (dates * lots, -1)).astype(bool)
    nothing = np.zeros(dates * lots, bool)
    injected = Injected((0.0, 0.2, 0.4), answers, nothing, np.zeros(answers.shape, bool))
    return Planted(injected, (0.0, 0.0, 0.0), dates)


def answers_of(*powers, lots=100):
    """Answers at each date, of which so many in a hundred are falls under 20%: none, some, all."""
    return [[[False, k < power, True] for k in range(lots)] for power in powers]


def test_the_range_of_a_power_comes_from_how_the_dates_differ():
    alike, apart = (planted_by_date(answers_of(*powers)) for powers in ((60,) * 3, (40, 60, 80)))
    assert alike.power(0.2) == apart.power(0.2) == pytest.approx(0.6)
    # Where dates agree, what is left is the number of lots; t of two dates beyond the first.
    half = 2.919986 * math.sqrt(3 / (4 * 300) / 3)
    middle = math.asin(math.sqrt(0.6))
    assert alike.between(0.2) == pytest.approx(
        (math.sin(middle - half) ** 2, math.sin(middle + half) ** 2)
    )
    angles = np.arcsin(np.sqrt([0.4, 0.6, 0.8]))
    half = 2.919986 * angles.std(ddof=1) / math.sqrt(3)
    assert apart.between(0.2) == pytest.approx(
        (math.sin(middle - half) ** 2, math.sin(middle + half) ** 2)
    )
    assert apart.error(0.2) == pytest.approx(0.2 / math.sqrt(3))
    assert alike.error(0.2) == pytest.approx(math.sqrt(0.6 * 0.4 / 300))


def test_the_smallest_fall_is_as_unsure_as_the_dates_leave_it():
    alike, apart = (planted_by_date(answers_of(*powers)) for powers in ((60,) * 3, (40, 60, 80)))
    (at, error), (also, larger) = alike.smallest(0.8), apart.smallest(0.8)
    assert at == also == pytest.approx(0.3)
    # Without each date in turn: where the line from 70, 60 and 50% to all reaches 80%.
    left = [0.2 + 0.2 * (0.8 - p) / (1 - p) for p in (0.7, 0.6, 0.5)]
    assert larger == pytest.approx(np.std(left) * math.sqrt(2))
    assert error < larger


def test_a_single_date_states_no_range():
    assert planted_by_date(answers_of(60)).between(0.2) is None


def test_power_is_as_stated_on_months_that_the_design_did_not_see():
    """The short form of benchmarks/design.py."""
    holds(*promised(24, way(HALVES, 20, 12), 40, World(drift=0.3)))


@pytest.mark.parametrize("by_year", ["most", "least"])
def test_power_is_as_stated_of_places_chosen_by_their_last_year(by_year):
    """Where years differ by place, so that those chosen by one of them go back."""
    world = World(share=1.0, years=0.4)
    holds(*promised(24, way(HALVES, 20, 12), 20, world, by_year=by_year))


@pytest.mark.slow
@pytest.mark.parametrize("world", [World(), World(drift=0.3), World(share=0.3, years=0.4)], ids=str)
@pytest.mark.parametrize(
    ("areas", "chosen"),
    [(60, way(LOTS, 20, 12)), (40, way(HALVES, 20, 12)), (40, way(STEPS, 20, 12)),
     (100, way(LOTS, 10, 24))],
    ids=str,
)  # fmt: skip
def test_power_is_as_stated_in_many_designs(world, areas, chosen):
    holds(*promised(60, chosen, areas, world))


@pytest.mark.slow
@pytest.mark.parametrize("fall", [0.0, 0.3, 0.5])
@pytest.mark.parametrize(
    ("areas", "chosen"), [(60, way(LOTS, 10, 12)), (30, way(HALVES, 30, 12)),
                          (30, way(STEPS, 30, 12))], ids=str,
)  # fmt: skip
def test_each_end_of_the_range_holds_as_often_as_it_says(areas, chosen, fall):
    held = np.zeros((2, 200))
    for k in range(200):
        rng = np.random.default_rng([9, k, chosen.places])
        world = World(drift=0.3 if k % 2 else 0.0)
        counts = draw_world(rng, world, areas // 10, 10, month("2020-01"), 60, 12).counts
        found = expected(counts.astype(float), 60, 12)
        block = blocks(chosen, found.mu)
        test = make_test(chosen, found, block, rng, 399)
        group = draw(chosen, block, rng, 1)[0]
        y = counts[:, 60:].reshape(areas, chosen.segments, -1).sum(axis=2)
        y = np.where(chosen.has_it[group], rng.binomial(y, 1 - fall), y).astype(float)
        seen = change(test, chosen, y, group, rng)
        held[:, k] = seen.low <= -fall, seen.high >= -fall
    low, high = held.mean(axis=1)
    print(f"{chosen.name}, {chosen.places} of {areas}, fall of {fall:.0%}: "
          f"ends held {low:.1%}, {high:.1%}")  # fmt: skip
    assert min(low, high) >= 0.95 - 3 * math.sqrt(0.05 * 0.95 / 200)
