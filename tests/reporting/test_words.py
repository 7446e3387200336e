"""Words on reporting: what they say, and that a fall and a rise are told alike."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waterbed.model.calibration import PUBLISHED
from waterbed.model.tipping import tipping_points
from waterbed.report.words import reporting as words
from waterbed.reporting.command import Given, reporting_command

SWAPPED = {
    "fall": "rise",
    "fell": "rose",
    "lower": "higher",
    "less": "more",
    "little": "much",
    "least": "most",
    "below": "above",
    "fewer": "more",
}
SWAPPED |= {b: a for a, b in SWAPPED.items() if b != "more"} | {"more": "less"}


def plain(text: str) -> str:
    """The text with every number masked."""
    return re.sub(r"\d[\d.,]*\d|\d", "#", text)


FIXED = ("more than chance", "or more of")
"""Phrases of size, not of direction."""


def mirror(text: str) -> str:
    text = plain(text)
    for i, phrase in enumerate(FIXED):
        text = text.replace(phrase, f"<{i}>")
    text = re.sub(r"[a-z]+", lambda word: SWAPPED.get(word[0], word[0]), text)
    for i, phrase in enumerate(FIXED):
        text = text.replace(f"<{i}>", phrase)
    return (
        text.replace("fear silences", "FEAR")
        .replace("police presence uncovers", "fear silences")
        .replace("FEAR", "police presence uncovers")
    )


def test_the_sentence_of_the_issue():
    said = words.tipping_sentence(tipping_points(0.70, 0.58, 0.85), 0.30)
    assert said == (
        "Reporting would have to fall by 30%, from 30 in 100 to 21 in 100, for this to be no fall "
        "at all; by 15%, to 25.5 in 100, for it to be no more than chance."
    )


def test_without_a_rate_and_within_chance():
    assert words.tipping_sentence(tipping_points(0.9, 0.7, 1.1)) == (
        "Chance could explain it; a fall in reporting by 10% would make it no fall at all."
    )
    assert "did not change" in words.tipping_sentence(tipping_points(1.0, 0.9, 1.1))


def test_a_rise_that_no_reporting_can_explain():
    said = words.tipping_sentence(tipping_points(1.6, 1.2, 2.0), 0.7)
    assert said.startswith("Not even if all of it were reported, where 70 in 100 were before")
    assert "from 70 in 100 to 84 in 100" in said
    both = words.tipping_sentence(tipping_points(3.0, 2.0, 4.0), 0.7)
    assert "100 to" not in both


SURE = [(0.70, 0.58, 0.85), (0.5, 0.4, 0.9), (0.9, 0.85, 0.97)]


@pytest.mark.parametrize("case", [*SURE, (0.9, 0.7, 1.2)])
def test_a_rise_is_told_as_a_fall_is(case):
    value, low, high = case
    falls, rises = tipping_points(value, low, high), tipping_points(1 / value, 1 / high, 1 / low)
    assert mirror(words.tipping_sentence(falls)) == plain(words.tipping_sentence(rises))
    fear, presence = two(value, low, high)
    other_fear, other_presence = two(1 / value, 1 / high, 1 / low)
    assert ends_turned(mirror(fear)) == ends_turned(plain(other_presence))
    assert ends_turned(mirror(presence)) == ends_turned(plain(other_fear))


def two(value, low, high):
    found = words.two_readings(value, low, high)
    return found.silences, found.uncovers


def ends_turned(text: str) -> str:
    """Ranges with their ends in one order: a mirrored range is written from the other end."""
    return re.sub(
        r"between (#% \w+) and (#% \w+)",
        lambda ends: "between " + " and ".join(sorted(ends.groups())),
        text,
    )


@given(
    st.floats(0.1, 5).filter(lambda r: abs(r - 1) > 0.02),
    st.floats(0.01, 1),
    st.floats(0.01, 1),
)
def test_both_readings_have_the_same_room(value, down, up):
    """The same frame, the same number of sentences, within a few words of each other."""
    fear, presence = two(value, value / (1 + down), value * (1 + up))
    assert fear.count(".") - fear.count("0.") >= 1 and presence.startswith("If ")
    assert abs(len(fear.split()) - len(presence.split())) <= 4


def test_a_stated_range_serves_both_readings():
    found = words.two_readings(0.70, 0.58, 0.85, (0.8, 1.25))
    assert "20% less of it reported" in found.silences
    assert "13% lower than expected" in found.silences  # .7/.8 = .875
    assert "25% more of it reported" in found.uncovers
    assert "44% lower than expected" in found.uncovers


def test_published_rates_carry_caveat_and_source():
    for one in PUBLISHED:
        said = words.published_sentence(one)
        assert one.source in said and one.caveat in said
    first, last = (words.published_sentence(PUBLISHED[i]) for i in (0, 2))
    assert "28 in 100 reported it to the police as well in 2012, and 7.7 in 100 in 2020" in first
    assert "(73% less)" in first
    assert "81 in 100 were recorded in 2013, and 89.5 in 100 in 2017 (10% more)" in last
    assert "not the effect" in words.TRENDS


FULL = {
    "second": Given(0.9, 0.85, 0.97),
    "change": (0.8, 1.25),
    "exposed": 0.5,
    "least_share": 0.1,
    "linked_before": (140, 100, 35),
    "linked_after": (80, 100, 20),
    "measured": (0.8, 0.7, 0.9),
    "encounters": (300, 200),
}


def test_everything_at_once_is_whole_sentences():
    counted = Given(treated=(150, 90), control=(1000, 1010))
    found, checks = reporting_command(counted, dispersion=1, **FULL)
    assert checks == ()
    said = words.reporting_sentences(found, stated=(0.8, 1.25), exposed=0.5, least_share=0.1)
    for one in said:
        assert one[0].isupper() and one[-1] in ".)" and "None" not in one and "  " not in one
    text = " ".join(said)
    for part in (
        "theirs would have to fall by 81%",
        "Imbens and Manski",
        "If anything from 10% to all of it was reported, before and after, what happened was "
        "between 94% lower and 494% higher than expected",
        "as it was measured",
        "reporting or recording by the police fell against that of the second source",
        "reporting to the police may fall by anything",
        "By the linked records",
        "1.00 times the odds",
        "Per encounter",
    ):
        assert part in text, part
    assert words.CHOICE not in said
    assert words.CHOICE in words.reporting_sentences(reporting_command(Given(0.7, 0.58, 0.85))[0])


@pytest.mark.parametrize(
    ("other", "part"),
    [
        (Given(0.9, 0.85, 0.97), "or more of the change in reporting"),
        (Given(0.97, 0.95, 0.9995), "even a little of the change in reporting"),
        (Given(0.9, 0.7, 1.1), "leaves it open"),
        (Given(1.3, 1.1, 1.5), "it would say the same"),
    ],
)
def test_spillover(other, part):
    found, _ = reporting_command(Given(0.6, 0.5, 0.7), second=other)
    assert part in " ".join(words.reporting_sentences(found))


def test_mirrored_inputs_give_mirrored_sentences():
    """Every sentence of a fall is a sentence of the rise that is its mirror image, and back."""
    fall = Given(0.70, 0.58, 0.85)
    rise = Given(1 / 0.70, 1 / 0.85, 1 / 0.58)
    more = {"second": Given(0.9, 0.85, 0.97)}, {"second": Given(1 / 0.9, 1 / 0.97, 1 / 0.85)}
    down = [
        ends_turned(mirror(one))
        for one in words.reporting_sentences(reporting_command(fall, **more[0])[0])
    ]
    up = [
        ends_turned(plain(one))
        for one in words.reporting_sentences(reporting_command(rise, **more[1])[0])
    ]
    trends = len(PUBLISHED) + 1
    assert set(down[:-trends]) - set(up) <= {one for one in down if "encounters" in one}
    assert len(down) == len(up)
