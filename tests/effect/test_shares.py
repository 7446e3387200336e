"""A share of people before and after, and what a survey of that size could see."""

from __future__ import annotations

import json

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from waterbed.cli import main
from waterbed.effect.shares import share_change
from waterbed.model.errors import InputError
from waterbed.model.survey import Answers

# Newcombe 1998, Statistics in Medicine 17:873, Table II, method 10: first less second.
PUBLISHED = [
    ((56, 70), (48, 80), 0.0524, 0.3339),
    ((9, 10), (3, 10), 0.1705, 0.8090),
    ((0, 10), (0, 20), -0.1611, 0.2775),
    ((0, 10), (0, 10), -0.2775, 0.2775),
    ((10, 10), (0, 20), 0.6791, 1.0000),
]


@pytest.mark.parametrize(("first", "second", "low", "high"), PUBLISHED)
def test_the_published_intervals(first, second, low, high):
    found = share_change(Answers(*second), Answers(*first))
    assert (found.low, found.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_the_same_as_statsmodels():
    proportion = pytest.importorskip("statsmodels.stats.proportion")
    rng = np.random.default_rng(1)
    for n, m in rng.integers(10, 500, (50, 2)):
        x, y = int(rng.integers(0, n + 1)), int(rng.integers(0, m + 1))
        low, high = proportion.confint_proportions_2indep(y, m, x, n, method="newcomb")
        found = share_change(Answers(x, int(n)), Answers(y, int(m)))
        assert (found.low, found.high) == (pytest.approx(low), pytest.approx(high))


WAVES = st.integers(10, 400).flatmap(
    lambda of: st.integers(0, of).map(lambda yes: Answers(yes, of))
)


def other(one):
    return Answers(one.of - one.yes, one.of)


@given(WAVES, WAVES, WAVES, WAVES, st.floats(1, 4))
def test_yes_and_no_and_before_and_after_are_mirrors(before, after, control, later, effect):
    plain = share_change(before, after, (control, later), design_effect=effect)
    for mirror in (
        share_change(after, before, (later, control), design_effect=effect),
        share_change(
            other(before), other(after), (other(control), other(later)), design_effect=effect
        ),
        share_change(control, later, (before, after), design_effect=effect),
    ):
        ends = (-mirror.high, -mirror.value, -mirror.low)
        assert ends == pytest.approx((plain.low, plain.value, plain.high), abs=1e-12)
    assert plain.low <= plain.value <= plain.high


@given(WAVES, WAVES, st.floats(1, 4))
def test_a_larger_design_effect_never_narrows(before, after, effect):
    plain, wide = (share_change(before, after, design_effect=x) for x in (1.0, effect))
    assert wide.high - wide.low >= plain.high - plain.low - 1e-12


@pytest.mark.parametrize("compared", [False, True])
@pytest.mark.parametrize("correlation", [0.0, 0.1])
def test_the_interval_holds_the_truth(correlation, compared):
    """Twenty streets of ten a wave, whose people answer alike; the share goes from .3 to .2."""
    rng = np.random.default_rng(7)
    draws, size, streets = 2000, 10, 20

    def wave(p):
        shape = (1 - correlation) / correlation if correlation else 1e9
        each = rng.beta(p * shape, (1 - p) * shape, (draws, streets))
        return rng.binomial(size, each).sum(axis=1)

    counts = np.stack([wave(p) for p in (0.3, 0.2, 0.3, 0.3)[: 4 if compared else 2]], axis=1)
    held = 0
    for row in counts:
        waves = [Answers(int(yes), size * streets) for yes in row]
        control = (waves[2], waves[3]) if compared else None
        found = share_change(waves[0], waves[1], control, cluster=size, correlation=correlation)
        held += found.low <= -0.1 <= found.high
    assert 0.935 <= held / draws <= 0.975


def test_people_asked_twice_by_the_correlation_of_their_answers():
    rng = np.random.default_rng(3)
    held, widths = 0, []
    for _ in range(1000):
        first = rng.random(200) < 0.4
        second = np.where(rng.random(200) < 0.5, first, rng.random(200) < 0.3)
        repeated = float(np.corrcoef(first, second)[0, 1])
        waves = Answers(int(first.sum()), 200), Answers(int(second.sum()), 200)
        found = share_change(*waves, repeated=max(repeated, 0.0))
        held += found.low <= -0.05 <= found.high
        alone = share_change(*waves)
        widths.append((found.high - found.low) / (alone.high - alone.low))
    assert 0.93 <= held / 1000 <= 0.975
    assert np.mean(widths) < 0.8


def call(*args):
    return CliRunner().invoke(main, ["survey", *map(str, args)])


FELL = ("--before", 212, 400, "--after", 171, 405)
CONTROL = ("--control-before", 190, 390, "--control-after", 186, 398)


def test_the_command_says_what_was_found_and_what_would_be_needed():
    said = call(*FELL, "--to", 0.4).output
    assert "212 of 400 (53%) said yes before and 171 of 405 (42%) after." in said
    assert "between 17.5 points fewer and 3.9 points fewer (95% range)" in said
    assert "fell, beyond what chance would bring" in said
    assert "Nobody was asked where nothing was done" in said and "people a wave." in said
    compared = call(*FELL, *CONTROL, "--cluster", 20, "--correlation", 0.05).output
    assert "cannot tell a change from chance" in compared
    assert "Nobody was asked" not in compared and "raises the variance 2 times" in compared


def test_json_holds_what_is_said():
    shown = json.loads(call(*FELL, "--json").output)
    assert shown["words"][0].startswith("212 of 400") and shown["high"] < 0


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("--before", 30, 20, "--after", 3, 20), "30 of 20 people cannot have said yes"),
        (("--before", 3, 5, "--after", 3, 20), "at least ten people"),
        ((*FELL, *CONTROL[:3]), "a comparison has two waves"),
        ((*FELL, "--repeated", 0.5), "as many after as before"),
        ((*FELL, "--design-effect", 0.5), "a design effect is at least 1"),
        ((*FELL, "--design-effect", 2, "--cluster", 5), "stands instead of clusters"),
        ((*FELL, "--cluster", 300, "--correlation", 0.1), "at least two clusters"),
        ((*FELL, "--cluster", 10, "--correlation", 2), "lies between 0 and 1"),
    ],
)
def test_bad_numbers_are_one_clear_error(args, words):
    result = call(*args)
    assert result.exit_code != 0
    assert words in " ".join(result.output.split())


def test_a_share_of_nobody_is_refused():
    with pytest.raises(InputError, match="too small"):
        Answers(0, 0)
