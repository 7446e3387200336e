"""Many places judged together: false discoveries, shrinkage, their mirror."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import chi2, norm

from waterbed.disclosure.placebos import OFF, on_steps, rounded_away
from waterbed.disclosure.rules import STATISTIC, round_to
from waterbed.programme.discoveries import adjusted, discoveries, expected_false
from waterbed.programme.many import judge_many, shrunk
from waterbed.programme.place_effect import Draws, PlaceEffect, effect_of
from waterbed.programme.shrinkage import generalised_q, shrink

EXPECTED, SCALE = 240.0, 30.0


def places(seed: int, falls: int = 0, count: int = 300, placebos: int = 99) -> list[PlaceEffect]:
    """Places that stray as their placebos do, the first of them halved; no two have any placebo in
    common."""
    rng = np.random.default_rng(seed)
    share = np.where(np.arange(count) < falls, 0.5, 1.0)
    observed = rng.normal(EXPECTED * share, SCALE)
    return [
        effect_of(
            y,
            EXPECTED,
            SCALE,
            (Draws.thinned(np.sort(rng.standard_normal(placebos))),),
            id=f"place {k}",
            outcome="all",
            years=((k, placebos),),
        )
        for k, y in enumerate(observed)
    ]


def mirrored(effect: PlaceEffect) -> PlaceEffect:
    return replace(effect, t=-effect.t, pools=tuple(pool.mirrored for pool in effect.pools))


def test_what_one_places_placebos_cannot_find_all_of_them_together_do() -> None:
    effects = places(1, falls=30)
    alone = np.sort([effect.p_fall for effect in effects])
    assert not (alone <= 0.05 * np.arange(1, 301) / 300).any()
    found = judge_many(effects).of("all")
    assert found.fell[:30].mean() > 0.9
    assert found.fell[30:].sum() <= 4
    assert found.counts[1] == 0


def test_a_rise_is_a_fall_of_the_mirror_image() -> None:
    effects = places(2, falls=40)
    fall, rise = discoveries(effects)
    turned = discoveries([mirrored(effect) for effect in effects])
    assert np.array_equal(fall, turned[1])
    assert np.array_equal(rise, turned[0])


def test_adjusted_is_benjamini_and_hochberg_on_p_from_all_placebos() -> None:
    effects = places(3, falls=30)
    scores = np.array([effect.t for effect in effects])
    every = np.concatenate([effect.pools[0].values for effect in effects])
    p = (1 + (every[None] <= scores[:, None]).sum(axis=1)) / len(every)
    order = np.argsort(p)
    steps = np.minimum(p[order] * len(p) / np.arange(1, len(p) + 1), 1)
    slow = np.empty(len(p))
    slow[order] = [steps[i:].min() for i in range(len(p))]
    made = adjusted(
        scores, expected_false(scores, [effect.pools for effect in effects], len(every) - 1)
    )
    np.testing.assert_allclose(made, slow)


def test_what_a_gate_bars_is_not_named() -> None:
    effects = [replace(effect, barred=("fall",)) for effect in places(4, falls=60)]
    assert judge_many(effects).of("all").counts[0] == 0


def lowered(effect: PlaceEffect, by: float) -> PlaceEffect:
    return replace(effect, t=effect.t - by)


@pytest.mark.parametrize("turn", ["fall", "rise"])
def test_what_a_gate_bars_makes_no_other_place_named(turn: str) -> None:
    """Sixty that fall by themselves, and so are barred, beside 240 of which nothing is true; the
    mirror of it for rises."""
    named = []
    for seed in range(20):
        made = places(100 + seed, placebos=999)
        made = [lowered(one, 5.0) for one in made[:60]] + made[60:]
        if turn == "rise":
            made = [mirrored(one) for one in made]
        made = [replace(one, barred=(turn,)) for one in made[:60]] + made[60:]
        fell, rose, _ = judge_many(made).of("all").counts
        named.append((rose, fell) if turn == "rise" else (fell, rose))
        shares = discoveries(made)
        alone = discoveries(made[60:])
        at = int(turn == "rise")
        assert np.array_equal(shares[at][60:], alone[at])
        assert (shares[at][:60] == 1).all()
    own, other = np.array(named).T
    assert (own > 0).mean() <= 0.1
    assert (other > 0).mean() <= 0.1


@pytest.mark.parametrize("turn", ["fall", "rise"])
def test_what_a_gate_bars_moves_no_mean(turn: str) -> None:
    """Sixty that fall by themselves, beside 240 of which nothing is true: mean and spread are those
    of the 240 alone; the sixty have a value given them."""
    sign = -1 if turn == "fall" else 1
    effects = places(200, placebos=999)
    moved = [
        replace(one, observed=one.observed + sign * 0.4 * EXPECTED, barred=(turn,))
        for one in effects[:60]
    ]
    found = judge_many([*moved, *effects[60:]]).of("all")
    alone = judge_many(effects[60:]).of("all").shrunk
    assert np.array_equal(found.averaged, np.arange(300) >= 60)
    assert found.shrunk.mean == pytest.approx(alone.mean)
    assert (found.shrunk.mean_low, found.shrunk.mean_high, found.shrunk.tau) == pytest.approx(
        (alone.mean_low, alone.mean_high, alone.tau)
    )
    np.testing.assert_allclose(found.shrunk.values[60:], alone.values)
    assert np.isfinite(found.shrunk.values[:60]).all()
    assert abs(found.shrunk.mean) < 0.03 < abs(shrunk_of_all([*moved, *effects[60:]]))


def shrunk_of_all(effects: list[PlaceEffect]) -> float:
    return shrunk([replace(one, barred=()) for one in effects], 0.95).mean


@pytest.mark.parametrize("free", [0, 1])
def test_no_mean_is_of_fewer_than_two_places_that_no_gate_bars(free: int) -> None:
    effects = places(5, count=4)
    barred = [replace(one, barred=("fall", "rise")) for one in effects[free:]]
    found = judge_many([*effects[:free], *barred]).of("all")
    assert not found.averaged.any()
    assert np.isnan(found.shrunk.mean)
    assert np.isnan(found.shrunk.values).all()


@pytest.mark.parametrize("count", [1, 2])
def test_one_or_two_places_can_be_judged(count: int) -> None:
    found = judge_many(places(5, count=count)).of("all")
    assert found.shrunk.mean_low < found.shrunk.mean < found.shrunk.mean_high


def few_counts(rng: np.random.Generator, mean: float) -> list[PlaceEffect]:
    """300 places of four counts each, whose log ratio is the same."""
    mu = rng.gamma(3.0, 1.0, 300) + 1.0
    variance = 1.3 * mu
    rate = rng.gamma(mu / 0.3, 0.3) * np.exp(mean)
    nothing = (Draws.thinned(np.sort(rng.standard_normal(999))),)
    return [
        effect_of(float(y), float(m), float(v) ** 0.5, nothing, id=str(k), outcome="all")
        for k, (y, m, v) in enumerate(zip(rng.poisson(rate), mu, variance, strict=True))
    ]


@pytest.mark.parametrize("mean", [0.0, -0.4])
def test_the_mean_of_places_with_few_counts_is_not_pulled_up(mean: float) -> None:
    """Weighed by errors from each place's own count it would be a fifth too high, or more."""
    rng = np.random.default_rng(6)
    tables = [few_counts(rng, mean) for _ in range(10)]
    found = [shrunk(made, 0.95).mean for made in tables]
    assert abs(np.mean(found) - mean) < 0.05
    by_own = [
        shrink(np.array([one.log_ratio for one in made]), np.array([one.se for one in made])).mean
        for made in tables
    ]
    assert np.mean(by_own) - mean > 0.18


@pytest.mark.parametrize("level", [0.9, 0.95, 0.99, 0.999])
@pytest.mark.parametrize(
    ("y", "se"),
    [
        ([0.0, 1.0], [0.01, 0.01]),
        ([0.0, 0.0, 0.0], [1.0, 1.0, 1.0]),
        ([0.1, 0.2, 3.0], [0.1, 0.1, 1e8]),
        ([-3.0, 3.0], [1e-6, 1e-6]),
    ],
)
def test_few_places_alike_or_far_apart_have_a_range_at_every_level(y, se, level):
    """Those that happen to agree are not known without error; that of the mean is never narrower
    than errors alone make it."""
    y, se = np.array(y), np.array(se)
    found = shrink(y, se, level)
    least = norm.ppf((1 + level) / 2) / np.sqrt((1 / (se**2 + found.tau**2)).sum())
    assert found.mean_high - found.mean >= least * (1 - 1e-9)
    assert found.tau_low <= found.tau <= found.tau_high < np.inf
    for tau, tail in ((found.tau_low, (1 + level) / 2), (found.tau_high, (1 - level) / 2)):
        if tau > 0:
            q = generalised_q(y, se, tau**2)
            assert q == pytest.approx(chi2.ppf(tail, len(y) - 1), rel=1e-6)


def test_shrunk_effects_lie_between_their_own_and_the_mean() -> None:
    effects = places(7, falls=60)
    found = judge_many(effects).of("all").shrunk
    own = np.array([effect.log_ratio for effect in effects])
    low, high = np.minimum(own, found.mean), np.maximum(own, found.mean)
    assert ((low <= found.values + 1e-12) & (found.values <= high + 1e-12)).all()
    assert found.tau_low <= found.tau <= found.tau_high


def test_the_ends_of_a_thinned_pool_are_whole_and_its_middle_errs_upwards() -> None:
    pool = np.sort(np.random.default_rng(9).standard_normal(20_000))
    draws = Draws.thinned(pool)
    assert len(draws.values) < 1501
    scores = np.linspace(-4, 4, 401)
    true = np.searchsorted(pool, scores, side="right") / len(pool)
    made = draws.as_low(scores)
    ends = (true < 0.024) | (true > 0.976)
    np.testing.assert_allclose(made[ends], true[ends], atol=1e-12)
    assert ((true <= made) & (made <= true + 1 / 400)).all()
    turned = draws.mirrored.as_low(-scores)
    np.testing.assert_allclose(turned[ends], 1 - true[ends], atol=1e-12)
    assert draws.spread == pytest.approx(1.0, abs=0.03)


def as_reported(pool: np.ndarray) -> Draws:
    """Placebos as a report of a table that is not published shows them."""
    shown = Draws.thinned(np.array(on_steps(pool.tolist())))
    return replace(shown, off=OFF, hidden=rounded_away(len(pool)))


@pytest.mark.parametrize("count", [40, 57, 179, 999, 3600])
@pytest.mark.parametrize("sign", [1, -1])
def test_rounded_placebos_give_no_smaller_a_share_than_those_that_they_were(
    count: int, sign: int
) -> None:
    """Wherever a rounded t may lie, and a fall or a rise: within what is shown for every pool,
    beyond it on average over pools."""
    rng, beyond = np.random.default_rng([11, count]), []
    for _ in range(40):
        pool = np.sort(rng.standard_t(12, count))
        shown = as_reported(pool) if sign > 0 else as_reported(pool).mirrored
        t = np.linspace(-6, 3, 181)
        least = sign * np.array([round_to(sign * one, STATISTIC) for one in t]) + OFF
        made = shown.as_low(least)
        true = np.searchsorted(np.sort(sign * pool), t, side="right") / count
        told = least >= shown.values[0] - OFF
        assert (made[told] >= true[told] - 1e-12).all()
        beyond.append((made - true)[~told & (t < -2)])
    assert not any(map(len, beyond)) or np.mean(np.concatenate(beyond)) >= 0


def test_a_rounded_place_is_named_by_the_least_that_its_t_may_be() -> None:
    effects = places(12, falls=60, placebos=999)
    rounded = [
        effect_of(
            one.observed, one.expected, one.scale, (as_reported(one.pools[0].values),), id=one.id,
            outcome="all", years=one.years, t=round_to(one.t, STATISTIC), off=OFF,
        )
        for one in effects
    ]  # fmt: skip
    for shown, exact in zip(rounded, effects, strict=True):
        if shown.as_fall >= shown.pools[0].values[0] - OFF:
            assert shown.p_fall >= exact.p_fall
        assert shown.as_fall >= exact.t >= -shown.as_rise
    found, known = judge_many(rounded).of("all"), judge_many(effects).of("all")
    assert found.fell[:60].mean() > 0.6
    assert not (found.fell & ~known.fell).any()


def test_a_lone_place_far_out_is_not_named_on_the_word_of_placebos_that_all_have() -> None:
    """Three hundred places judged on the same 999 donors have 999 placebos, not 299,700."""
    donors = Draws.thinned(np.sort(np.random.default_rng(10).standard_normal(999)))
    made = [
        effect_of(y, EXPECTED, SCALE, (donors,), id=str(k), outcome="all")
        for k, y in enumerate([EXPECTED - 4 * SCALE, *[EXPECTED + 5.0] * 299])
    ]
    assert judge_many(made).of("all").counts[0] == 0
    apart = [replace(one, years=((k, 999),)) for k, one in enumerate(made)]
    assert judge_many(apart).of("all").counts[0] == 1
