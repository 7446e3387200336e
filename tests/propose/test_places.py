"""Places by id, name, group and the beginning of names."""

from __future__ import annotations

import pytest

from waterbed.model.errors import InputError
from waterbed.propose.places import Known, choose

AREAS = Known(
    ("E1", "E2", "E3", "E4", "E5", "E6"),
    ("Redbridge 032A", "Redbridge 032B", "Redbridge 03", "Abbey", "Abbey", "Redbridge"),
    ("Redbridge", "Redbridge", "Redbridge", "Barking", "Merton", "Elsewhere"),
)


@pytest.mark.parametrize(
    ("place", "ids", "group"),
    [
        ("E4", ("E4",), ""),
        ("redbridge 032a", ("E1",), ""),
        ("Redbridge 032", ("E1", "E2"), ""),
        ("Redbridge 03", ("E3",), ""),
        ("MERTON", ("E5",), "Merton"),
        ("Redbridge", ("E6",), ""),
    ],
)
def test_a_place_is_found(place, ids, group):
    found = choose([place], AREAS)
    assert (found.ids, found.group) == (ids, group)


def test_several_places_are_taken_together():
    found = choose(["Redbridge 032B", "Merton", "E1"], AREAS)
    assert found.ids == ("E1", "E2", "E5") and found.group == ""


def test_an_area_is_taken_before_a_group_of_the_same_name_and_it_is_said():
    (said,) = choose(["Redbridge"], AREAS).said
    assert "is the area" in said and "group of 3 areas of the same name was not taken" in said


def test_a_name_that_two_areas_have_is_not_guessed():
    with pytest.raises(InputError, match=r"2 areas have this name.*Barking.*E4.*Merton.*E5"):
        choose(["Abbey"], AREAS)


@pytest.mark.parametrize(
    ("place", "close"), [("Redbrige 032A", "Redbridge 032A"), ("Mertn", "Merton")]
)
def test_an_unknown_place_is_refused_with_the_closest_names(place, close):
    with pytest.raises(InputError, match="no area and no group is called so") as caught:
        choose([place], AREAS)
    assert close in caught.value.mend


def test_nothing_close_is_not_suggested():
    with pytest.raises(InputError, match="as it stands in the tables"):
        choose(["Zzyzx"], AREAS)


@pytest.mark.parametrize("place", ["", "  "])
def test_an_empty_place_is_no_place(place):
    with pytest.raises(InputError, match="no place is named"):
        choose([place], AREAS)
