"""A place with a season of its own, and windows that are not whole years."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.support.builders import OPERATION, START, claim, grid, panel_of, study
from waterbed.analysis.foresight import foreseen
from waterbed.analysis.run import analyse
from waterbed.effect.compare import compare
from waterbed.effect.diagnostics import valid_placebos
from waterbed.effect.estimand import Estimand
from waterbed.effect.origins import origins
from waterbed.effect.own_season import own_season
from waterbed.effect.season import seasons
from waterbed.model.months import Months
from waterbed.model.study import ChosenFor
from waterbed.model.window import Window

YEARS, PLACE = 5, 27
BEGAN = START + 12 * YEARS
ALONE = replace(OPERATION, start=BEGAN, zones=(), buffer=None, chosen_for=ChosenFor("random"))
AREAS = grid(10, 10)
SUMMER = np.cos(2 * np.pi * (np.arange(12 * (YEARS + 1)) - 2) / 12)
"""Highest in the third month of the window, so that six months hold the whole of it."""


def drawn(seed, amplitude, mean=4.0):
    """Counts of 100 areas, the place and nine others with a season of their own, [1, A, T]."""
    rng = np.random.default_rng(seed)
    rate = np.maximum(rng.gamma(2.0, mean / 2, 100), 1.0)[:, None] * np.ones(len(SUMMER))
    own = [PLACE, *range(0, 90, 10)]
    rate[own] *= 1 + amplitude * SUMMER
    rate[PLACE] *= 4.0 / max(rate[PLACE].mean(), 1e-9)
    return rng.poisson(rate)[None]


def asked(*claims, months=6, base=0, headline="forecast"):
    """A study of so many months from the start, against as many a year (or `base`) before."""
    post = Months.starting(BEGAN, months)
    before = post.shift(-12) if not base else Months(BEGAN - base, BEGAN - 1)
    windows = (Window("part", "op", before, post),)
    made = study(*(claims or (claim("fell"), claim("rose"))), windows=windows, headline=headline)
    return replace(made, interventions=(ALONE,))


def answers(made, **keys):
    """Of `fell` and of `rose`."""
    one = asked(claim("fell"), claim("rose", id="c2"), **keys)
    return [verdict.answer for verdict in analyse(one, AREAS, panel_of(AREAS, made)).verdicts]


def check_of(made, method, **keys):
    found = compare(
        asked(**keys), asked(**keys).rule.windows[0], AREAS, panel_of(AREAS, made),
        count=99, seed=[1], methods=(method,),
    )  # fmt: skip
    estimand = Estimand(found, ("target", "whole"), "o0", method, True)
    return own_season(estimand, valid_placebos(estimand))


@pytest.mark.parametrize(("amplitude", "side"), [(0.6, 1), (-0.6, 0)])
def test_a_season_of_its_own_is_no_change(amplitude, side):
    false = sum(answers(drawn(seed, amplitude))[side] == "supported" for seed in range(40))
    assert false <= 6


def test_a_fall_is_seen_through_a_season_that_would_hide_it():
    seen = 0
    for seed in range(20):
        made = drawn(seed, 0.6)
        after = made[0, PLACE, 12 * YEARS :]
        made[0, PLACE, 12 * YEARS :] = np.random.default_rng(seed).binomial(after, 0.4)
        seen += answers(made)[0] == "supported"
    assert seen >= 15


def test_whole_years_know_no_season():
    made = panel_of(AREAS, drawn(1, 0.6))
    for months, some in ((12, False), (6, True)):
        one = asked(months=months)
        found = compare(one, one.rule.windows[0], AREAS, made, count=99, seed=[1])
        assert all((origin.unsure > 0).any() == some for origin in origins(found.setting))


def test_summer_and_winter_mirror_each_other():
    rng = np.random.default_rng(3)
    rate = rng.gamma(2.0, 30.0, (60, 1)) * np.ones(4)
    part = np.where(np.arange(60) < 6, 0.7, 0.5)[:, None]
    within, rest = rng.poisson(rate * part), rng.poisson(rate * (1 - part))
    donors = np.arange(60) > 0
    summer = seasons(within.astype(float), (within + rest).astype(float), donors, 0)
    winter = seasons(rest.astype(float), (within + rest).astype(float), donors, 0)
    np.testing.assert_allclose(summer.shift, -winter.shift, atol=1e-9)
    np.testing.assert_allclose(summer.error, winter.error)
    own = within[donors].sum() / (within + rest)[donors].sum()
    kept = own * np.exp(summer.log_ratio) + (1 - own) * np.exp(winter.log_ratio)
    np.testing.assert_allclose(kept, 1.0)
    assert abs(np.exp(summer.log_ratio[0]) * own - 0.7) < 0.05
    assert abs(np.exp(summer.log_ratio[6:]) * own / own - 1).max() < 0.1


def test_too_few_years_tell_no_season():
    assert seasons(np.ones((5, 1)), np.full((5, 1), 2.0), np.ones(5, bool), 0) is None


@pytest.mark.parametrize(
    ("amplitude", "direction", "bars"), [(0.6, "high", "rise"), (-0.6, "low", "fall")]
)
def test_a_season_bars_what_it_feigns_where_it_is_not_taken_account_of(amplitude, direction, bars):
    made = drawn(5, amplitude, mean=8.0)
    for method, base, binds in (
        ("forecast", 0, False), ("difference", 6, True), ("uniform", 0, True)
    ):  # fmt: skip
        check = check_of(made, method, base=base)
        assert dict(check.remark.facts)["direction"] == direction
        assert (check.passed, check.gate) == (False, binds)
        assert check.bars == (bars if binds else "")


def test_the_same_months_of_the_year_before_have_the_same_season():
    made = drawn(5, 0.6)
    assert check_of(made, "difference") is None
    assert check_of(made, "forecast", months=12) is None


def test_the_check_reads_nothing_after_the_start():
    made = drawn(5, 0.6)
    other = made.copy()
    other[:, :, 12 * YEARS :] = 3
    assert check_of(made, "difference", base=6) == check_of(other, "difference", base=6)


def test_too_few_years_bar_both():
    made = drawn(5, 0.6)[:, :, 12 * (YEARS - 1) :]
    one = asked(base=6)
    panel = replace(panel_of(AREAS, made), periods=BEGAN - 12 + np.arange(made.shape[2]))
    found = compare(
        one, one.rule.windows[0], AREAS, panel, count=99, seed=[1], methods=("difference",)
    )
    estimand = Estimand(found, ("target", "whole"), "o0", "difference", True)
    check = own_season(estimand, valid_placebos(estimand))
    assert (check.gate, check.bars) == (True, "both")


def test_what_a_season_bars_is_foreseen():
    made = panel_of(AREAS, drawn(5, 0.6, mean=8.0))
    one = asked(claim("fell"), claim("rose", id="c2"), base=6, headline="difference")
    fell, rose = foreseen(one, AREAS, made)
    assert "season" in rose.gates and "supported" in rose.excluded
    assert "contradicted" in fell.excluded
