"""What stands beside the claims on a page: opinions, the order, studies wanted, those concerned."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.report import report_fixture as fixture
from waterbed.model.released import Released, ShownPopulation
from waterbed.model.released_study import ShownKnown, ShownOpinion, ShownWouldTest
from waterbed.model.sizes import size_of
from waterbed.report import report_html
from waterbed.report.page import pages
from waterbed.report.record.results import record
from waterbed.report.sections.cards import every_card, ordered, subjects
from waterbed.report.sections.opinions import in_order
from waterbed.report.words import concerned, known, wanted
from waterbed.report.words.numbers import HIDDEN
from waterbed.report.words.verdicts import reason_text

NIGHTS = ShownWouldTest(
    "nights", "Count at night.", "counts", "counted nights", expected=20, change=-0.25, seen=0.7,
    spread=3, staff=2, months=4, holders="the council",
)  # fmt: skip
FINDING = ShownKnown(
    "Violence rose", "A journal, 2018", "Leeds, 2017", "a cohort", agrees=("harm",),
    disagrees=("fell-sexual",), measure="odds ratio", figure=2.5, low=1.5, high=4.0, checked=True,
)  # fmt: skip
WOMEN = ShownPopulation("women", "women", "there", True, "a count", 20, 35, status="exact")


def with_claims(**more):
    """The run of the fixture, keys of its claims changed by id in study and verdicts alike."""
    results = fixture.results()
    claims = {one.id: replace(one, **more.get(one.id, {})) for one in results.study.claims}
    verdicts = tuple(replace(one, claim=claims[one.claim.id]) for one in results.verdicts)
    study = replace(results.study, claims=tuple(claims.values()))
    return replace(results, study=study, verdicts=verdicts)


def alongside(**more):
    results = with_claims(**more)
    opinion = ShownOpinion("A shop", "It is a stunt.", "A paper", "2019", order=2)
    study = replace(results.study, opinions=(opinion,), known=(FINDING,), tests=(NIGHTS,))
    return replace(results, study=study)


GIVEN = {"men": {"test": "nights", "order": 3}, "harm": {"order": 1, "by_study": True}}


def test_the_page_has_them_and_the_answers_stay():
    plain, more = fixture.results(), alongside(**GIVEN)
    page = report_html(Released(more, "public"))
    for said in (
        "It is a stunt.",
        "<b>Opinion</b>",
        "1 opinion is listed and not judged.",
        "Known from elsewhere",
        "Violence rose (odds ratio 2.5, 1.5 to 4). Leeds, 2017; a cohort.",
        "Each was checked against its source unless it says otherwise",
        "Put by this study; nobody is known to have said it",
    ):
        assert said in page
    left = {grid.caption: grid for grid in pages(Released(more, "public")).grids}
    assert any(one.startswith("Every assertion in its own order") for one in left)
    told = " ".join(cell for row in left["What would test the claims"].rows for cell in row)
    for said in (
        "about 30 counted nights before and as many after",
        "2 people for 4 months",
        "the council",
    ):
        assert said in told
    for one, other in zip(plain.verdicts, more.verdicts, strict=True):
        assert one.answer == other.answer and reason_text(plain, one) == reason_text(more, other)
    bare = report_html(Released(plain, "public"))
    bare = bare[: bare.index('<section id="words">')]
    for said in ("Opinion", "Known from elsewhere", "How large:", "in its own order"):
        assert said not in bare


def test_the_order_is_that_of_what_is_answered():
    grid = in_order(alongside(**GIVEN))
    assert [row[0] for row in grid.rows] == ["1", "2", "3"]
    assert [row[3] for row in grid.rows] == ["Untestable", "Opinion", "Untestable"]
    assert in_order(fixture.results()) is None


def test_parts_of_the_list_come_before_subjects():
    parts = {one.id: {"group": "Said elsewhere"} for one in fixture.claims()}
    parts |= {key: {"group": "Said in the article"} for key in ("harm", "police-sexual")}
    parts["police-all"] = {"group": "Said in the article"}
    results = with_claims(**parts)
    groups = [claim.group for claim, _ in ordered(results)]
    assert groups == sorted(groups, key=groups.index)
    cards = subjects(results, every_card(results))
    assert [one.part for one in cards if one.part] == list(dict.fromkeys(groups))
    numbers = [card.number for group in cards for card in group.cards]
    assert numbers == list(range(1, len(numbers) + 1))


def test_a_study_says_nothing_of_what_it_does_not_have():
    row = record(fixture.results())["study"]
    assert not {"opinions", "known", "tests"} & row.keys()
    row = record(alongside(**GIVEN))["study"]
    assert row["known"][0]["figure"] == 2.5 and row["tests"][0]["by"] == "counts"
    assert row["opinions"][0]["who"] == "A shop"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"by": "share", "expected": 0.5, "within": 0.1, "of": "residents", "spread": 1.0},
         "about 97 residents, to know the share to within 10 points where it is about 50%"),
        ({"by": "change", "expected": 0.5, "change": -0.1, "of": "buyers", "spread": 1.0,
          "comparison": True},
         "about 613 buyers before and as many after, and the same where nothing is done, to see a "
         "share go from 50% to 40% four times in five"),
        ({"by": "lists", "expected": 100, "within": 0.2},
         "two lists that overlap, each with about 50% of them or more"),
        ({"by": "places"}, "about 30 counted nights in each of two places, to see 25% fewer"),
        ({"change": 1 / 3, "expected": 15.0}, "to see a rise of 33% four times in five"),
        ({"expected": 1e-6, "seen": 0.001}, "no number that could be had would be enough"),
    ],
)  # fmt: skip
def test_sizes_in_words(more, said):
    told = wanted.size_words(replace(NIGHTS, **more), 0.95)
    assert said in told


def test_a_size_is_that_of_the_rule_s_level():
    study = replace(alongside(**GIVEN).study)
    claim = next(one for one in study.claims if one.id == "men")
    assert f"about {size_of(NIGHTS, 0.95)} counted" in wanted.wanted(study, claim)
    lower = replace(study, rule=replace(study.rule, level=0.8))
    assert f"about {size_of(NIGHTS, 0.8)} counted" in wanted.wanted(lower, claim)


def test_a_finding_stands_on_the_side_that_it_is_on():
    study = alongside(**GIVEN).study
    assert known.numbers_of(study, "harm") == (("For the claim", (1,)),)
    assert known.numbers_of(study, "fell-sexual") == (("Against it", (1,)),)
    assert known.numbers_of(study, "men") == ()
    unchecked = replace(FINDING, checked=False, figure=None, low=None, high=None)
    assert known.known_sentence(unchecked).endswith("Not checked against its source.")


def harmed(status="exact", **people):
    """What is said beside a claim of harm, where so many people are concerned."""
    results = with_claims(harm={"population": "women"})
    results = replace(results, populations=(replace(WOMEN, **people),))
    estimates = tuple(replace(one, status=status) if status != "exact" else one
                      for one in results.estimates)  # fmt: skip
    results = replace(results, estimates=estimates)
    return concerned.concerned(results, next(o for o in results.study.claims if o.id == "harm"))


def test_those_concerned_may_be_few_or_many():
    many = harmed()
    assert "women, there: between 20 and 35 (a count)" in many.casefold() or "Women, there" in many
    few = harmed(low=1, high=2)
    assert "can be only a few" in few or "may be much of it" in few


def test_what_is_withheld_stays_back():
    told = harmed(status="withheld")
    assert HIDDEN in told and "recorded in" not in told
    told = harmed(low=None, high=None, status="withheld")
    assert HIDDEN in told
    about = harmed(status="rounded")
    assert "about" in about


def test_it_is_the_same_for_a_fall_a_rise_and_either_s_denial():
    told = set()
    for kind in ("harm-fell", "harm-rose"):
        for negated in (False, True):
            more = {"population": "women", "kind": kind, "negated": negated}
            results = replace(with_claims(harm=more), populations=(WOMEN,))
            claim = next(one for one in results.study.claims if one.id == "harm")
            told.add(concerned.concerned(results, claim))
    assert len(told) == 1 and told != {""}


def test_other_claims_say_nothing_of_those_concerned():
    results = replace(with_claims(**{"fell-sexual": {"population": "women"}}), populations=(WOMEN,))
    claim = next(one for one in results.study.claims if one.id == "fell-sexual")
    assert concerned.concerned(results, claim) == ""
    plain = fixture.results()
    assert all(concerned.concerned(plain, one) == "" for one in plain.study.claims)
