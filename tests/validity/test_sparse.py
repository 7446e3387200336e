"""A place of a town among areas in which next to nothing is counted."""

from __future__ import annotations

import pytest

from tests.validity.sparse import Place, trials

EMPTY, SPARSE = Place(True, 100), Place(True, 100, 0.02)


@pytest.mark.parametrize("place", [EMPTY, SPARSE])
def test_areas_that_count_nothing_do_not_make_a_place_unusual(place: Place) -> None:
    """With them among the placebos a third of these studies called it fallen or risen."""
    runs = list(trials(place, 60))
    said = sum("supported" in (run.fell, run.rose) for run in runs)
    assert said <= 12
    assert sum(run.refused for run in runs) <= 3


@pytest.mark.slow
@pytest.mark.parametrize("turn", ["fell", "rose"])
@pytest.mark.parametrize("place", [EMPTY, SPARSE, Place(False, 100)])
def test_a_fall_and_a_rise_are_false_as_seldom_as_the_level_says(place: Place, turn: str) -> None:
    """At most 7.5%, give or take two and a half standard errors of 300 panels."""
    said = sum(getattr(run, turn) == "supported" for run in trials(place, 300))
    print(place, turn, said)
    assert said <= 22.5 + 2.5 * (300 * 0.075 * 0.925) ** 0.5
