"""Lists that are only planned: tables with the shares and dependence asked for, what they tell."""

from __future__ import annotations

import numpy as np
import pytest

from waterbed.hidden.design import planned_means, prospect
from waterbed.model.errors import InputError
from waterbed.model.histories import membership
from waterbed.report.words.hidden import planned


def test_planned_tables_have_the_shares_and_the_odds_ratios_asked_for():
    shares, odds = (0.3, 0.2, 0.1, 0.25), {(0, 1): 3.0, (2, 3): 0.5}
    means = planned_means(1000, shares, odds)
    on = membership(4)
    assert means.sum() == pytest.approx(1000)
    assert means @ on / 1000 == pytest.approx(shares, abs=1e-9)
    for i in range(4):
        for j in range(i + 1, 4):
            rest = [w for w in range(16) if not w >> i & 1 and not w >> j & 1]
            for w in rest:  # the odds ratio is the same whichever other lists people are on
                a, b = 1 << i, 1 << j
                ratio = means[w] * means[w | a | b] / (means[w | a] * means[w | b])
                assert ratio == pytest.approx(odds.get((i, j), 1.0))


def test_two_lists_never_tell_and_a_third_can():
    two, three = prospect(600, (0.2, 0.15, 0.1), {}, tables=20)
    assert (two.lists, three.lists) == (2, 3)
    assert two.useful == 0 and three.useful > 0.5
    assert two.seen == pytest.approx(600 * (1 - 0.8 * 0.85))
    assert two.shared == pytest.approx(600 * 0.2 * 0.15)
    assert three.covered > 0.7
    assert two.covered == pytest.approx(0.95, abs=0.03)


def test_dependence_between_two_lists_misleads_chapman():
    (two,) = prospect(1000, (0.3, 0.3), {(0, 1): 4.0}, tables=20)
    assert two.covered < 0.1 and two.high < 1000


def test_lists_that_share_nobody_are_refused():
    _, three = prospect(300, (0.05, 0.05, 0.04), {}, tables=20)
    assert three.refused == 20 and three.covered is None
    told = " ".join(planned(three))
    assert "20 were refused" in told and "could not be counted on" in told


def test_the_same_seed_gives_the_same_answers():
    first, again, other = (
        prospect(500, (0.3, 0.2, 0.2), {}, tables=20, seed=seed) for seed in (1, 1, 2)
    )
    assert first == again and first != other


@pytest.mark.parametrize(
    ("population", "shares", "odds", "named"),
    [
        (600, (0.2,), {}, "two"),
        (600, (0.2,) * 7, {}, "6"),
        (600, (0.2, 1.5), {}, "1.5"),
        (600, (0.2, np.nan), {}, "nan"),
        (5, (0.2, 0.2), {}, "5"),
        (600, (0.2, 0.2), {(0, 2): 2.0}, "1 3"),
        (600, (0.2, 0.2), {(-1, 0): 2.0}, "0 1"),
        (600, (0.2, 0.2), {(0, 0): 2.0}, "1 1"),
        (600, (0.2, 0.2), {(0, 1): -2.0}, "-2"),
    ],
)
def test_guesses_that_are_none(population, shares, odds, named):
    with pytest.raises(InputError) as caught:
        prospect(population, shares, odds)
    assert named in str(caught.value)
