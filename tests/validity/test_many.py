"""Targets of very many areas: what bars them before the start, and how often they are said to have
changed where nothing happened: a few panels here, a hundred when asked (the table of
docs/validity/more.md: `python -m tests.validity.many`)."""

from __future__ import annotations

import math

import pytest

from tests.validity.many import (
    CASES,
    LEVEL,
    METHODS,
    RANDOM,
    SCATTERED,
    WEIGHTS,
    rates,
    trial,
)
from waterbed.model.methods import DEFAULT, carrying
from waterbed.model.methods import METHODS as ROWS
from waterbed.model.written.places import CHOSEN_FOR

HELD = [("plain", RANDOM), ("smooth .35", RANDOM)]
"""Where both stay within their bound (more.md)."""


def test_weights_carry_no_verdict_for_many_areas_either() -> None:
    """In one world they say "fell" too often, and their ranges lose large falls."""
    assert ROWS[WEIGHTS].holds == frozenset()
    assert {carrying(WEIGHTS, rule) for rule in CHOSEN_FOR} == {DEFAULT}


def test_what_bars_a_target_of_many_areas_is_known_beforehand() -> None:
    """Without a map nothing says how they lie; scattered ones leave too few separate groups."""
    for method, said in trial("plain", RANDOM, 0, mapped=False).items():
        assert said.barred == (True, True) and "side-by-side" in said.why, method
    for method, said in trial("plain", SCATTERED, 0).items():
        assert said.barred == (True, True) and "placebos" in said.why, method


def test_a_large_fall_is_seen_with_either_method() -> None:
    for method, said in trial("plain", RANDOM, 1, effect=-0.4).items():
        assert said.answers == ("supported", "contradicted") or said.barred[0], method


def test_the_busiest_of_many_small_areas_are_not_barred_and_their_falls_are_found() -> None:
    """Of such places a tenth were said to have fallen where nothing happened, as long as what was
    expected of an area was a product of powers of its past."""
    for replicate in range(3):
        said = trial("plain", LEVEL, replicate)[DEFAULT]
        assert said.barred == (False, False) and said.value is not None
        assert said.answers[0] != "supported" and abs(said.value) < 0.3
        assert trial("plain", LEVEL, replicate, -0.4)[DEFAULT].answers[0] == "supported"


@pytest.mark.slow
@pytest.mark.parametrize(("world", "chosen"), CASES)
def test_false_answers(world: str, chosen: str) -> None:
    trials = [trial(world, chosen, replicate) for replicate in range(100)]
    for method in METHODS:
        fell, rose, covers = rates([by_method[method] for by_method in trials])
        print(world, chosen, method, fell, rose, covers)
        if (world, chosen) in HELD:
            for rate in (fell, rose):
                assert rate.share <= 0.05 + 2 * math.sqrt(0.05 * 0.95 / rate.n)
