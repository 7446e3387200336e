"""A place in a study: an object that says itself in words, and leads to the value."""

from __future__ import annotations

from waterbed.model.errors import Entry, InputError, InputErrors, Place

CLAIM = Place(("claims", Entry(2, "down"), "outcome"))
RING = Place(("interventions", Entry(0, "patrol"), "zones", Entry(1), "within"))


def test_a_place_says_itself_in_words():
    assert str(CLAIM) == "claims 'down', outcome"
    assert str(RING) == "interventions 'patrol', zones no. 2, within"
    assert str(Place(("rule", "level"))) == "rule, level" and str(Place(("title",))) == "title"


def test_a_place_leads_to_section_entry_and_key():
    assert (CLAIM.section, CLAIM.entry, CLAIM.key) == ("claims", Entry(2, "down"), "outcome")
    assert (RING.section, RING.entry, RING.key) == ("interventions.zones", Entry(1), "within")
    level = Place(("rule",)) / "level"
    assert (level.section, level.entry, level.key) == ("rule", None, "level")
    assert RING.location == ("interventions", 0, "zones", 1, "within")


def test_an_error_keeps_the_object_and_says_its_words():
    error = InputError("this key is missing", file="s.toml", place=CLAIM, mend="Add it.")
    assert str(error) == "s.toml, claims 'down', outcome: this key is missing. Add it."
    assert InputErrors((error, error)).place is CLAIM
