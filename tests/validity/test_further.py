"""Worlds that the table does not have: a few panels of each at every change, more when asked."""

from __future__ import annotations

import math

import pytest

from tests.validity.cases import BOTH, Case
from tests.validity.further import WORLDS, rates_of

WEAK = ("years of their own", "rates that walk, some", "shrinking donors")
"""Where a place's level moves otherwise than those of others, which no check sees
(docs/validity.md)."""


@pytest.mark.parametrize("world", WORLDS)
def test_a_study_of_each_world_is_judged(world: str) -> None:
    rates = rates_of(world, Case(chosen="rise (top)"), 2)
    assert set(rates) == set(BOTH) and all(seen <= of <= 2 for seen, of in rates.values())


@pytest.mark.slow
@pytest.mark.parametrize("world", [world for world in WORLDS if world not in WEAK])
def test_the_largest_rise_is_not_called_more_often_than_the_table_bounds(world: str) -> None:
    """At most 7.5%, give or take two and a half standard errors of 250 panels."""
    for claim, (seen, of) in rates_of(world, Case(chosen="rise (top)"), 250).items():
        print(world, claim, seen, of)
        assert seen <= 0.075 * of + 2.5 * math.sqrt(0.075 * 0.925 * of)
