"""Reporting in a report: claims' reasons, tipping points of released estimates, the section."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.report import report_fixture as fixture
from tests.reporting import test_quarrel
from tests.reporting.test_words import ends_turned, mirror, plain
from waterbed.disclosure.exact import exact
from waterbed.model.kinds import KINDS, SECOND
from waterbed.model.released import ShownEstimate
from waterbed.report.sections.reporting import is_it_harm, outcome_block
from waterbed.report.words import harm as words
from waterbed.report.words.numbers import HIDDEN

STUDY = fixture.study()
UNTESTED = {key: kind.untested for key, kind in KINDS.items() if kind.parameter in SECOND}


def counted(*given, **more) -> ShownEstimate:
    return exact(ShownEstimate, test_quarrel.counted(*given, **more))


TARGET, NET = (exact(ShownEstimate, one) for one in (test_quarrel.TARGET, test_quarrel.NET))


def rated(one, low: float, high: float):
    """The estimate on the scale "ratio", with an interval of its own."""
    key = replace(one.parameter, scale="ratio")
    value = one.observed / one.expected - 1
    return replace(one, parameter=key, value=value, deciding=(low - 1, high - 1))


FELL = rated(counted("target", 70.0, 100.0), 0.58, 0.85)
ROSE = rated(counted("target", 1e4 / 70.0, 100.0), 1 / 0.85, 1 / 0.58)
OPEN = rated(counted("target", 90.0, 100.0), 0.70, 1.12)


def test_ratio_of_a_released_estimate():
    assert words.released_ratio(FELL) == pytest.approx((0.70, 0.58, 0.85))
    count = counted("target", 70.0, 100.0, deciding=(-42.0, -15.0))
    assert words.released_ratio(count) is None
    assert words.released_ratio(replace(FELL, status="withheld")) is None
    assert words.released_ratio(replace(FELL, value=None)) is None
    assert words.released_ratio(replace(FELL, deciding=None))[1:] == (None, None)
    assert words.released_ratio(replace(FELL, value=-1.0)) is None
    assert words.released_ratio(replace(FELL, value=float("nan"))) is None
    assert words.released_ratio(replace(FELL, deciding=(float("-inf"), -0.15)))[1] is None
    share = replace(FELL.parameter, scale="share")
    assert words.released_ratio(replace(FELL, parameter=share)) is None


@pytest.mark.parametrize(
    ("low", "high", "rise", "fall"),
    [
        (0.58, 0.85, "if reporting fell by more than 42%", "unless reporting fell by 15% or more"),
        (1.18, 1.72, "unless reporting rose by 18% or more", "if reporting rose by more than 72%"),
        (0.70, 1.12, "if reporting fell by more than 30%", "if reporting rose by more than 12%"),
        (0.0, 1.0, "", "if reporting rose at all"),
        (1.0, None, "if reporting fell at all", ""),
    ],
)
def test_sides(low, high, rise, fall):
    sides = [
        f"a {word} beyond chance {when}" for word, when in (("rise", rise), ("fall", fall)) if when
    ]
    assert words.sides_sentence(low, high) == (
        f"In what happened there was {' and '.join(sides)}; otherwise these data cannot tell."
    )


def test_no_sides():
    assert words.sides_sentence(None, None) == (
        "At no change of reporting do these data say whether what happened fell or rose."
    )


@pytest.mark.parametrize("kind", list(UNTESTED))
def test_a_claim_carries_its_tipping_point(kind):
    said = words.claim_reason(STUDY, kind, FELL)
    assert said.startswith(UNTESTED[kind])
    assert "Reporting would have to fall by 30% for this to be no fall at all; by 15%" in said
    assert ("beyond chance" in said) == (kind != "reporting-fell")
    assert words.claim_reason(STUDY, kind, None) == UNTESTED[kind]
    assert words.claim_reason(STUDY, kind, replace(FELL, status="withheld")) == UNTESTED[kind]


def test_either_side_gets_the_same_reason():
    assert words.claim_reason(STUDY, "harm-fell", OPEN) == words.claim_reason(
        STUDY, "harm-rose", OPEN
    )


@pytest.mark.parametrize("kind", list(UNTESTED))
def test_a_recorded_rise_is_told_as_a_recorded_fall_is(kind):
    """But for the order of rise and fall in the sentence that names both."""
    down, up = (words.place_sentence(STUDY, one) for one in (FELL, ROSE))
    assert ends_turned(mirror(down)) == ends_turned(plain(up))
    asked = UNTESTED[kind]
    rest = [words.claim_reason(STUDY, kind, one).removeprefix(asked) for one in (FELL, ROSE)]
    assert len(rest[0].split()) == len(rest[1].split())


def test_a_rate_of_the_study_is_told_in_hundreds():
    key = FELL.parameter.outcome
    first = replace(STUDY.outcomes[0], id=key, reported=0.30)
    study = replace(STUDY, outcomes=(first, *STUDY.outcomes[1:]))
    assert "by 30%, from 30 in 100 to 21 in 100, for this" in words.place_sentence(study, FELL)
    assert "to 25.5 in 100, for it to be no more than chance" in words.carried(study, FELL)


def test_a_stated_range_gives_its_bounds():
    said = words.range_sentence((0.70, 0.58, 0.85), (0.8, 1.25))
    assert said == (
        "Over the stated range of the change in reporting (20% less to 25% more), what happened "
        "was between 44% lower and 13% lower than expected; allowing for chance, between 54% lower "
        "and 6% higher than expected."
    )


def test_a_verdict_carries_it_too():
    assert words.carried(STUDY, FELL).startswith("Reporting would have to fall by 30%")
    assert words.carried(STUDY, None) == ""


def test_rounded_numbers_say_so():
    assert "recorded about 30% lower" in words.place_sentence(
        STUDY, replace(FELL, status="rounded")
    )


# The section --------------------------------------------------------------------------------------


def released():
    return fixture.released().content


def zone(name: str, observed: float, expected: float):
    made = counted(name, observed, expected, deciding=(-60.0, 40.0), t=-0.5)
    return replace(made, parameter=replace(made.parameter, zone=name))


def with_ratios(status: str = "exact"):
    """Results that hold counts of three places, each with its ratio, and the counts."""
    counts = [replace(TARGET, deciding=(-70.0, -4.0)), zone("ring", 210.0, 200.0), NET]
    counts = [replace(one, status=status) for one in counts]
    results = released()
    more = (*counts, *(rated(one, 0.5, 1.4) for one in counts))
    return replace(results, estimates=(*results.estimates, *more)), counts


def test_block_of_an_outcome_has_both_readings_and_the_picture():
    results, found = with_ratios()
    block = outcome_block(results, found, 0)
    assert block is not None and len(block.charts) == 1
    assert block.points == (
        words.WITHIN,
    )  # of places whose change is chance the table has the figures
    fear = [text for text in block.paragraphs if text.startswith("If fear silences")]
    presence = [text for text in block.paragraphs if text.startswith("If police presence uncovers")]
    assert len(fear) == len(presence) == 1
    assert abs(len(fear[0].split()) - len(presence[0].split())) <= 4
    assert "harm rose" in block.charts[0].svg and "harm fell" in block.charts[0].svg
    assert [row[0] for row in block.grids[0].rows] == [
        "Target area", "Zone “ring”", "Target and zones together",
    ]  # fmt: skip


def test_nothing_is_made_of_what_is_withheld_and_no_picture_of_what_is_rounded():
    results, hidden = with_ratios("withheld")
    assert outcome_block(results, hidden, 0) is None
    results, rounded = with_ratios("rounded")
    block = outcome_block(results, rounded, 0)
    assert block is not None and block.charts == ()


def test_section_of_a_whole_run():
    section = is_it_harm(released())
    assert section.id == "harm" and section.blocks
    text = " ".join(
        text
        for block in section.blocks
        for text in (block.finding, *block.paragraphs, *block.points)
    )
    assert text.count("If fear silences") == text.count("If police presence uncovers") >= 1
    assert "None" not in text and HIDDEN not in text
    assert "were recorded in 2013" in text and "National Ugly Mugs" not in text


def test_rates_of_a_topic_stand_where_the_study_names_it():
    plain = released()
    named = replace(plain, study=replace(plain.study, topic="sex work"))
    told = [" ".join(is_it_harm(one).blocks[-1].points) for one in (plain, named)]
    assert ["National Ugly Mugs" in one for one in told] == [False, True]
    assert all("were recorded in 2013" in one for one in told)
