"""Sentences of the scan, the rings and the breakdown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support.builders import study
from waterbed.disclosure.elsewhere import Limits, release_search
from waterbed.model.elsewhere import Breakdown, Part, Profile, Ring, Rise, Search, Usual
from waterbed.model.months import Months
from waterbed.report.words.breakdown import breakdown_sentences
from waterbed.report.words.scan import (
    MEANING,
    SILENCE,
    profile_sentence,
    ring_label,
    search_sentences,
)

POST = Months.parse("2017-04", "2018-03")
RISE = Rise(("Newham",), ("E05000001",), Months.parse("2017-05", "2017-10"),
            61.0, 32.4, 431.0, 398.0, 0.01)  # fmt: skip
FOUND = Search("op", "o0", POST, Months.parse("2012-04", "2017-03"), 678, 0, (RISE,), 0.01, (0, 4),
               (("Havering", 0.3), ("Newham", 0.01), ("Redbridge", 0.9)), 1.3, 0.1, 999, 0.95,
               published=True, status="exact")  # fmt: skip
QUIET = replace(FOUND, rises=(), p=0.4, by_group=(("Newham", 0.4), ("Redbridge", 0.9)))
LABELS = {"E05000001": "Little Ilford"}


def test_a_rise_is_told_with_place_time_counts_and_p():
    text = " ".join(search_sentences(study(), FOUND, LABELS, ("Redbridge", "Newham", "Havering")))
    assert "Little Ilford (Newham), May to October 2017, 61 counted where 32 were expected" in text
    assert "p 0.010 over all places and months looked at" in text
    assert (
        "In Redbridge and Havering nothing rose beyond chance (the strongest rise there, in "
        in text
    )
    assert "in Havering, has a p of 0.30)." in text
    assert text.index(MEANING) < text.index("Little Ilford")


def test_the_group_of_an_area_that_shares_its_name_is_told_once():
    """It stood twice: Highgate (Haringey) (Haringey)."""
    twice = replace(FOUND, rises=(replace(RISE, areas=("Little Ilford (Newham)",)),))
    text = " ".join(search_sentences(study(), twice, {}))
    assert "Little Ilford (Newham), May to October 2017" in text
    assert text.count("(Newham)") == 1


@pytest.mark.parametrize("profile", ["public", "internal"])
def test_a_sensitive_rise_is_told_by_borough(profile):
    kept = release_search(FOUND, Limits("borough", POST.last), official=True, profile=profile)
    text = " ".join(search_sentences(study(), kept, LABELS))
    assert "Newham, May to October 2017, 431 counted where 398 were expected" in text
    assert "Little Ilford" not in text and "E05" not in text


def test_silence_is_no_proof():
    sentences = search_sentences(study(), QUIET, LABELS, ("Redbridge", "Newham"))
    assert "the strongest rise is as strong as the one here 40% of the time" in sentences[1]
    assert "In Redbridge and Newham nothing rose" in sentences[2] and sentences[-1] == SILENCE


def test_a_strong_rise_that_earlier_years_had_too_names_no_place():
    strong = replace(QUIET, p=0.001, earlier=(3, 4))
    sentences = search_sentences(study(), strong, LABELS)
    assert "three earlier years (of 4) had one as strong somewhere" in sentences[1]
    assert not any("Newham" in text for text in sentences)
    beside = replace(strong, by_group=(("Newham", 0.008), ("Redbridge", 0.9)))
    sentences = search_sentences(study(), beside, LABELS, ("Redbridge", "Newham"))
    assert "In Newham the strongest rise is beyond chance by itself (p 0.008), but" in sentences[2]
    assert (
        "In Redbridge nothing rose beyond chance (the strongest rise has a p of 0.90)"
        in sentences[3]
    )


def test_what_is_withheld_says_so():
    late = release_search(FOUND, Limits("borough", POST.last - 1), official=True)
    (sentence,) = search_sentences(study(), late, LABELS)
    assert "not shown" in sentence and "Newham" not in sentence


def ring(near, far, low, high, value=0.2):
    return Ring(near, far, 8, 120.0, 100.0, value, low, high, low, high, 0.02, 600)


PROFILE = Profile("op", "o0", "year", (ring(0, 500, -0.1, 0.2), ring(500, 1500, 0.1, 0.4)), (),
                  0.02, 0.95, published=True, status="exact")  # fmt: skip


def test_rings_that_stand_out_are_named_by_their_distance():
    text = profile_sentence(study(), PROFILE)
    assert "in the ring of 500 m to 1.5 km (+20%, between +10% and +40%)" in text
    assert "up to 500 m" not in text
    flat = replace(PROFILE, rings=PROFILE.rings[:1], p=0.6)
    assert "no ring round the target stands out" in profile_sentence(study(), flat).lower()
    assert "not shown" in profile_sentence(study(), replace(PROFILE, status="withheld"))
    assert "could not be judged" in profile_sentence(study(), replace(PROFILE, p=None))


def test_labels_of_rings():
    assert ring_label(ring(0, 500, 0, 0)) == "up to 500 m"
    assert ring_label(ring(1000, 2000, 0, 0)) == "1 km to 2 km"


def test_a_breakdown_names_the_largest_parts_and_sums_the_rest():
    parts = tuple(Part(f"KIND {k}", 100.0 + 10 * k, 100.0) for k in range(6, 0, -1))
    whole, other, rest = Part("all", 810.0, 600.0), Part("a", 700.0, 480.0), Part("b", 110.0, 120.0)
    broken_down = Breakdown(
        "op", "o0", "beside", "year", whole, parts, (parts[0],), (), other, rest, published=True
    )
    sentences = breakdown_sentences(study(), broken_down)
    assert "210 more than" in sentences[0] and "cannot be said" in sentences[1]
    assert "kind 6 60 more, kind 5 50 more" in sentences[2] and "2 others 30 more" in sentences[2]
    assert len(sentences) == 3  # a zone in one borough is not broken down by borough
    hidden = breakdown_sentences(study(), replace(broken_down, status="withheld"))
    assert "not shown" in hidden[0]


@pytest.mark.parametrize(
    ("ends", "lead"),
    [
        (((-5.0, 400.0), (-9.0, 300.0)), "Such a difference is not unusual: against"),
        (((5.0, 400.0), (9.0, 300.0)), "Such a difference is unusual: against"),
        (((-5.0, 400.0), (9.0, 300.0)), "depends on the years"),
    ],
)
def test_whether_it_is_unusual_comes_before_what_it_is_made_of(ends, lead):
    """By this start's places, and by earlier ones as well."""
    usual = tuple(
        Usual(starts, 600 * starts, 80, low, high, 0.2, 0.95)
        for starts, (low, high) in zip((1, 4), ends, strict=True)
    )
    parts = (Part("THEFT", 90.0, 60.0), Part("ROBBERY", 30.0, 40.0))
    whole = Part("all", 120.0, 100.0)
    broken_down = Breakdown(
        "op", "o0", "beside", "year", whole, parts, (), (), None, None, usual=usual
    )
    sentences = breakdown_sentences(study(), broken_down)
    assert lead in sentences[1] and "this and 3 earlier years" in sentences[1]
    assert "theft 30 more" in sentences[2]
